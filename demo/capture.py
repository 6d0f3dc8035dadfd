"""What a partner has on file about a person when it writes a row.

A system takes down an identity when a person first appears and again now and then, so
that a person's rows in one source mostly repeat the same text, errors included. The
name part and the address part are taken down separately.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demo import dirt, identifiers
from demo.dates import IntArray
from demo.names import FEMALE, LESS_FAMILIAR, MALE, NON_WESTERN, read_nicknames
from demo.world import World

Texts = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Policy:
    """How one source takes identities down; all rates are shares of captures."""

    recapture: float = 0.04  # a whole new identity at a later row
    notice_move: float = 0.75
    notice_name: float = 0.6
    typo: float = 0.02
    nickname: float = 0.03
    swap: float = 0.003
    maiden: float = 0.05
    fold_accents: float = 0.4
    upper: float = 0.0
    born_wrong: float = 0.01
    born_missing: float = 0.005
    born_fillers: tuple[str | None, ...] = (None,)
    uk_dates: bool = False
    sex_codes: tuple[str, str, str] = ("1", "2", "9")
    sex_unknown: float = 0.005
    sex_wrong: float = 0.002
    stale: float = 0.04
    address_missing: float = 0.01
    address_typo: float = 0.01
    abbreviate: float = 0.2
    postcode_missing: float = 0.02
    postcode_wrong: float = 0.008
    postcode_style: str = "plain"  # plain, compact, mixed
    uprn_missing: float = 0.15
    uprn_style: str = "padded"  # padded, stripped
    nhs_missing: float = 0.03
    nhs_wrong: float = 0.004
    nhs_spaced: bool = False
    upn_missing: float = 0.01
    upn_wrong: float = 0.003
    nino_missing: float = 0.1
    nino_wrong: float = 0.006
    blank_forename: float = 0.001


class Captured:
    """Identities for rows (n): which name capture and which address capture each has.

    Rows may come in any order; ``person`` and ``day`` are by row.
    """

    def __init__(
        self,
        world: World,
        person: IntArray,
        day: IntArray,
        policy: Policy,
        rng: np.random.Generator,
    ) -> None:
        self.world, self.policy, self.rng = world, policy, rng
        order = np.lexsort((day, person))
        who, when = person[order], day[order]
        first = np.ones(len(who), bool)
        first[1:] = who[1:] != who[:-1]
        home = world.homes.at(who, when)
        called = world.surnames.at(who, when)
        again = rng.random(len(who)) < policy.recapture
        moved = np.zeros(len(who), bool)
        moved[1:] = ~first[1:] & (home[1:] != home[:-1])
        moved &= rng.random(len(who)) < policy.notice_move
        renamed = np.zeros(len(who), bool)
        renamed[1:] = ~first[1:] & (called[1:] != called[:-1])
        renamed &= rng.random(len(who)) < policy.notice_name
        new_name = first | again | renamed
        new_address = first | again | moved
        self.name_of = np.empty(len(who), np.int64)
        self.address_of = np.empty(len(who), np.int64)
        self.name_of[order] = np.cumsum(new_name) - 1
        self.address_of[order] = np.cumsum(new_address) - 1
        self.name_person, self.name_day = who[new_name], when[new_name]
        self.address_person, self.address_day = who[new_address], when[new_address]
        self.first_name_capture = first[new_name]
        self.difficulty = self._difficulty(self.name_person, self.name_day)
        self._names: tuple[Texts, Texts] | None = None
        self._addresses: tuple[Texts, Texts, Texts] | None = None

    def _difficulty(self, who: IntArray, when: IntArray) -> npt.NDArray[np.float64]:
        """A factor on error rates: higher where linkage is known to fail."""
        world = self.world
        age = world.age(who, when)
        recent = (when - world.entered[who]) < 730
        return (
            1.0
            + 1.0 * NON_WESTERN[world.culture[who]]
            + 0.5 * LESS_FAMILIAR[world.culture[who]]
            + 0.5 * ((age >= 18) & (age < 30))
            + 0.4 * (world.need[who] > 0.8)
            + 0.4 * (recent & (age > 1))
            + 0.1 * (world.sex[who] == MALE)
        ) * 0.75

    # -- names -----------------------------------------------------------------

    def names(self) -> tuple[Texts, Texts]:
        """Forename and surname of each name capture, with their errors."""
        if self._names is None:
            self._names = self._spoil_names()
        return self._names

    def _spoil_names(self) -> tuple[Texts, Texts]:
        world, policy, rng = self.world, self.policy, self.rng
        who, when, hard = self.name_person, self.name_day, self.difficulty
        n = len(who)
        fore = world.forename_pool[world.forename[who]]
        surname = world.surnames.values["surname"][world.surnames.at(who, when)]
        changed = world.birth_surname[who] != surname
        old = changed & (rng.random(n) < policy.maiden)
        surname = np.where(old, world.birth_surname[who], surname)
        sur = world.surname_pool[surname]
        nick = read_nicknames()
        hit = rng.random(n) < policy.nickname * np.where(
            world.age(who, when) > 12, 2, 1
        )
        pick = rng.integers(0, 4, n)
        for i in np.flatnonzero(hit):
            options = nick.get(fore[i])
            if options:
                fore[i] = options[pick[i] % len(options)]
        u = rng.random(n)
        parts = np.fromiter((" " in t for t in fore), bool, n)
        for i in np.flatnonzero(parts & (u < 0.6)):
            words = fore[i].split(" ")
            fore[i] = words[0] if u[i] < 0.35 else " ".join(reversed(words))
        u = rng.random(n)
        hyphen = np.fromiter(("-" in t for t in sur), bool, n)
        for i in np.flatnonzero(hyphen & (u < 0.42)):
            left, _, right = sur[i].partition("-")
            sur[i] = [left, right, f"{left} {right}", f"{left}{right}"][
                0 if u[i] < 0.12 else 1 if u[i] < 0.24 else 2 if u[i] < 0.38 else 3
            ]
        u = rng.random(n)
        quote = np.fromiter(("'" in t for t in sur), bool, n)
        for i in np.flatnonzero(quote & (u < 0.35)):
            sur[i] = sur[i].replace("'", "" if u[i] < 0.2 else " ")
        dirt.add_typos(fore, policy.typo * hard, rng)
        dirt.add_typos(sur, policy.typo * hard, rng)
        swap = rng.random(n) < policy.swap * np.where(
            NON_WESTERN[world.culture[who]], 9.0, 1.0
        )
        fore[swap], sur[swap] = sur[swap], fore[swap].copy()
        plain = rng.random(n) < policy.fold_accents
        for i in np.flatnonzero(plain):
            if not (fore[i].isascii() and sur[i].isascii()):
                fore[i], sur[i] = dirt.fold(fore[i]), dirt.fold(sur[i])
        upper = rng.random(n) < policy.upper
        for i in np.flatnonzero(upper):
            fore[i], sur[i] = fore[i].upper(), sur[i].upper()
        odd = rng.random(n)
        for i in np.flatnonzero(odd < 0.006):
            fore[i] = f" {fore[i]}" if odd[i] < 0.002 else f"{fore[i]}  "
        for i in np.flatnonzero((odd > 0.006) & (odd < 0.012)):
            sur[i] = sur[i].lower() if odd[i] < 0.009 else sur[i].upper()
        fore[(odd > 0.02) & (odd < 0.02 + policy.blank_forename)] = None
        return fore, sur

    def forename(self) -> pa.Array:
        """Forename by row."""
        return _rows(self.names()[0], self.name_of)

    def surname(self) -> pa.Array:
        """Surname by row."""
        return _rows(self.names()[1], self.name_of)

    def initials(self) -> pa.Array:
        """First letters of forename and surname by row."""
        fore, sur = self.names()
        text = np.array(
            [
                (
                    dirt.fold((f or "").strip())[:1] + dirt.fold((s or "").strip())[:1]
                ).upper()
                for f, s in zip(fore, sur, strict=True)
            ],
            dtype=object,
        )
        return _rows(text, self.name_of)

    def born(self) -> pa.Array:
        """Date of birth by row."""
        policy, rng = self.policy, self.rng
        truth = self.world.born[self.name_person]
        written = dirt.date_errors(truth, policy.born_wrong * self.difficulty, rng)
        missing = rng.random(len(truth)) < policy.born_missing * self.difficulty
        text = dirt.born_text(
            written, missing, policy.uk_dates, list(policy.born_fillers), rng
        )
        return _rows(text, self.name_of)

    def sex(self) -> pa.Array:
        """Sex code by row."""
        policy, rng = self.policy, self.rng
        sex = self.world.sex[self.name_person].copy()
        u = rng.random(len(sex))
        wrong = u < policy.sex_wrong
        sex[wrong] = MALE + FEMALE - sex[wrong]
        code = np.where(u > 1 - policy.sex_unknown, 2, sex - 1)
        return _rows(np.array(policy.sex_codes, dtype=object)[code], self.name_of)

    # -- numbers ---------------------------------------------------------------

    def nhs(self) -> pa.Array:
        """NHS number by row; now and then a relative's."""
        policy, rng = self.policy, self.rng
        number = self.world.nhs[self.name_person]
        mum = self.world.mother[self.name_person]
        mixed = (rng.random(len(number)) < 0.0008) & (mum >= 0)
        number = np.where(mixed, self.world.nhs[mum], number)
        text, _ = dirt.number_errors(number, policy.nhs_missing, policy.nhs_wrong, rng)
        if policy.nhs_spaced:
            for i, t in enumerate(text):
                if t and len(t) == 10:
                    text[i] = f"{t[:3]} {t[3:6]} {t[6:]}"
        return _rows(text, self.name_of)

    def upn(self) -> pa.Array:
        """UPN by row: blank without one, some temporary."""
        policy, rng = self.policy, self.rng
        digits = self.world.upn_digits[self.name_person]
        text = identifiers.upns(digits)
        temporary = rng.random(len(text)) < 0.008
        text[temporary] = dirt.as_temporary(digits[temporary])
        text = dirt.text_errors(text, policy.upn_missing, policy.upn_wrong, rng)
        text[digits == 0] = None
        return _rows(text, self.name_of)

    def nino(self) -> pa.Array:
        """National Insurance number by row (16 and over)."""
        policy, rng = self.policy, self.rng
        who = self.name_person
        text = dirt.text_errors(
            self.world.nino[who], policy.nino_missing, policy.nino_wrong, rng
        )
        text[self.world.age(who, self.name_day) < 16] = None
        cut = rng.random(len(text)) < 0.03
        for i in np.flatnonzero(cut):
            if text[i]:
                text[i] = text[i][:8]
        return _rows(text, self.name_of)

    # -- addresses -------------------------------------------------------------

    def addresses(self) -> tuple[Texts, Texts, Texts]:
        """Line, postcode and UPRN of each address capture, with their errors."""
        if self._addresses is None:
            self._addresses = self._spoil_addresses()
        return self._addresses

    def _spoil_addresses(self) -> tuple[Texts, Texts, Texts]:
        world, policy, rng = self.world, self.policy, self.rng
        who, when = self.address_person, self.address_day
        n = len(who)
        spot = world.homes.at(who, when)
        hard = self._difficulty(who, when)
        stale = rng.random(n) < policy.stale * hard
        earlier = np.maximum(spot - 1, 0)
        stale &= world.homes.person[earlier] == who
        address = world.homes.values["address"][np.where(stale, earlier, spot)]
        places = world.places
        line = places.address_line[address]
        postcode = places.postcode[places.address_postcode[address]]
        uprn = places.address_uprn[address]
        u = rng.random(n)
        for i in np.flatnonzero(u < policy.abbreviate):
            line[i] = dirt.shorten_address(line[i])
        u = rng.random(n)
        for i in np.flatnonzero(u < 0.16):
            if line[i].startswith("Flat "):
                head, _, rest = line[i].partition(", ")
                line[i] = rest if u[i] < 0.08 else f"{head[5:]}, {rest}"
        dirt.add_typos(line, policy.address_typo * hard, rng)
        upper = rng.random(n) < max(policy.upper, 0.02)
        for i in np.flatnonzero(upper):
            line[i] = line[i].upper()
        line[rng.random(n) < policy.address_missing] = None
        u = rng.random(n)
        swap = np.flatnonzero(u < policy.postcode_wrong * hard)
        letter = rng.integers(0, 20, len(swap))
        for i, a in zip(swap, letter, strict=True):
            postcode[i] = postcode[i][:-1] + "ABDEFGHJLNPQRSTUWXYZ"[a]
        u = rng.random(n)
        if policy.postcode_style == "compact":
            loose = np.flatnonzero(u < 0.97)
        elif policy.postcode_style == "mixed":
            loose = np.flatnonzero(u < 0.15)
        else:
            loose = np.flatnonzero(u < 0.01)
        for i in loose:
            postcode[i] = postcode[i].replace(" ", "")
        small = np.flatnonzero(u > (0.9 if policy.postcode_style == "mixed" else 0.995))
        for i in small:
            postcode[i] = postcode[i].lower()
        postcode[rng.random(n) < policy.postcode_missing] = None
        u = rng.random(n)
        near = np.flatnonzero(u > 0.995)
        uprn[near] = places.address_uprn[np.maximum(address[near] - 1, 0)]
        if policy.uprn_style == "stripped":
            stripped = places.address_uprn[address].astype(np.int64)
            stripped[near] = uprn[near].astype(np.int64)
            uprn = stripped.astype(str).astype(object)
        uprn[u < policy.uprn_missing] = None
        return line, postcode, uprn

    def line(self) -> pa.Array:
        """First address line by row."""
        return _rows(self.addresses()[0], self.address_of)

    def postcode(self) -> pa.Array:
        """Postcode by row."""
        return _rows(self.addresses()[1], self.address_of)

    def uprn(self) -> pa.Array:
        """UPRN by row."""
        return _rows(self.addresses()[2], self.address_of)

    def source_person(self, duplicate: float) -> npt.NDArray[np.int64]:
        """A number by row for the partner's own person record; a recaptured identity
        starts a second record for a share of people."""
        fresh = self.first_name_capture | (
            self.rng.random(len(self.name_person)) < duplicate
        )
        return (np.cumsum(fresh) - 1)[self.name_of]


def _rows(values: Texts, index: npt.NDArray[np.integer]) -> pa.Array:
    return pa.array(values, pa.string(), from_pandas=True).take(pa.array(index))

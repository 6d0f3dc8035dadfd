"""The state of the district and the ways in which people enter, join and leave it.

Everything is an array by person or household; a person is an index that never changes.
What changes with time (home, surname, partner) is written down as dated spells.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from demo import names
from demo.dates import ALWAYS, NEVER, IntArray, year_of
from demo.geography import OWNED, PRIVATE, SHARED, SOCIAL, Places

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
DEPRIVATION_PULL = 0.75


class Population:
    """People, couples and households of the district, growing year by year."""

    def __init__(
        self,
        people: int,
        places: Places,
        book: names.NameBook,
        rng: np.random.Generator,
    ) -> None:
        self.places = places
        self.book = book
        self.rng = rng
        self.size = 0
        room = int(people * 2.0) + 4000
        self.born = np.zeros(room, np.int32)
        self.sex = np.zeros(room, np.int32)
        self.group = np.zeros(room, np.int32)
        self.culture = np.zeros(room, np.int32)
        self.forename = np.zeros(room, np.int32)
        self.surname = np.zeros(room, np.int32)
        self.birth_surname = np.zeros(room, np.int32)
        self.mother = np.full(room, -1, np.int32)
        self.father = np.full(room, -1, np.int32)
        self.twin = np.full(room, -1, np.int32)
        self.entered = np.full(room, ALWAYS, np.int32)
        self.left = np.full(room, NEVER, np.int32)
        self.died = np.full(room, NEVER, np.int32)
        self.resident = np.zeros(room, bool)
        self.at_parents = np.zeros(room, bool)
        self.partner = np.full(room, -1, np.int32)
        self.couple = np.full(room, -1, np.int32)
        self.hh = np.full(room, -1, np.int32)
        self.need = np.zeros(room)  # disadvantage, standard normal
        self.last_birth = np.full(room, ALWAYS, np.int32)
        self.hh_address = np.zeros(0, np.int32)
        # spells, appended in the order in which they happen
        self.home_spells: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []
        self.name_spells: list[tuple[IntArray, IntArray, IntArray]] = []
        # couples
        self.couple_man = np.zeros(0, np.int32)
        self.couple_woman = np.zeros(0, np.int32)
        self.couple_start = np.zeros(0, np.int32)
        self.couple_end = np.zeros(0, np.int32)
        self.couple_married = np.zeros(0, bool)
        pull = np.exp(
            DEPRIVATION_PULL * np.outer(np.linspace(-1.4, 1.4, 5), places.imd_z)
        )
        weight = pull * places.lsoa_people
        self._area_edges = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)

    # -- looking ---------------------------------------------------------------

    def residents(self) -> IntArray:
        """Indices of the people who live here now."""
        return np.flatnonzero(self.resident[: self.size]).astype(np.int32)

    def households(self, people: IntArray) -> IntArray:
        """The distinct households of some people."""
        return np.unique(self.hh[people])

    def members(self, households: IntArray) -> IntArray:
        """Residents of the households."""
        flag = np.zeros(len(self.hh_address), bool)
        flag[households] = True
        here = self.residents()
        return here[flag[self.hh[here]]]

    # -- people ----------------------------------------------------------------

    def add_people(self, count: int) -> IntArray:
        """Room for new residents; their columns are filled by the caller."""
        who = np.arange(self.size, self.size + count, dtype=np.int32)
        if self.size + count > len(self.born):
            raise MemoryError("the population outgrew its room")
        self.size += count
        self.resident[who] = True
        return who

    def set_surname(self, who: IntArray, surname: IntArray, when: IntArray) -> None:
        """Record a surname from a day on."""
        self.surname[who] = surname
        self.name_spells.append(
            (who.astype(np.int32), when.astype(np.int32), surname.astype(np.int32))
        )

    # -- homes -----------------------------------------------------------------

    def new_households(self, addresses: IntArray) -> IntArray:
        """New household numbers at the addresses."""
        first = len(self.hh_address)
        self.hh_address = np.concatenate([self.hh_address, addresses.astype(np.int32)])
        return np.arange(first, first + len(addresses), dtype=np.int32)

    def settle(self, who: IntArray, household: IntArray, when: IntArray) -> None:
        """Put people into households (one each) from a day on."""
        self.hh[who] = household
        self.home_spells.append(
            (
                who.astype(np.int32),
                when.astype(np.int32),
                household.astype(np.int32),
                self.hh_address[household],
            )
        )

    def move(self, households: IntArray, addresses: IntArray, when: IntArray) -> None:
        """Move whole households to new addresses on a day each."""
        self.hh_address[households] = addresses
        day_of = np.zeros(len(self.hh_address), np.int32)
        day_of[households] = when
        who = self.members(households)
        self.settle(who, self.hh[who], day_of[self.hh[who]])

    def choose_area(self, need: Floats) -> IntArray:
        """A small area for each household: by size, nearer to its own deprivation."""
        fifth = np.clip(np.digitize(need, [-0.84, -0.25, 0.25, 0.84]), 0, 4)
        u = self.rng.random(len(need))
        area = np.zeros(len(need), np.int32)
        for f in range(5):
            mine = fifth == f
            area[mine] = np.searchsorted(self._area_edges[f], u[mine] * 0.999999)
        return area

    def choose_tenure(self, need: Floats, age: Floats) -> IntArray:
        """The tenure a household looks for."""
        u = self.rng.random(len(need))
        social = 1 / (1 + np.exp(1.95 - 1.45 * need))
        private = np.where(age < 36, 0.34, 0.12)
        return np.where(
            u < social, SOCIAL, np.where(u < social + private, PRIVATE, OWNED)
        ).astype(np.int32)

    def find_homes(
        self, area: IntArray, tenure: IntArray, shared_ok: Mask | None = None
    ) -> IntArray:
        """A free address for each household, near what it looks for.

        First the same area and tenure, then the same tenure, then any free home, at
        last a second household in a shared home.
        """
        places = self.places
        live = self.households(self.residents())
        used = np.bincount(
            self.hh_address[live[live >= 0]], minlength=len(places.address_line)
        )
        ordinary = ~places.institution
        found = np.full(len(area), -1, np.int32)
        if shared_ok is not None and shared_ok.any():
            rooms = np.repeat(
                np.arange(len(used)),
                np.where(
                    places.address_kind == SHARED,
                    np.maximum(places.address_capacity - used, 0),
                    0,
                ),
            )
            self.rng.shuffle(rooms)
            want = np.flatnonzero(shared_ok)[: len(rooms)]
            found[want] = rooms[: len(want)]
            used = used + np.bincount(found[want], minlength=len(used))
        free = np.flatnonzero(ordinary & (used == 0)).astype(np.int32)
        self.rng.shuffle(free)
        lsoa = places.address_lsoa
        have: IntArray
        ask: IntArray
        for level in range(3):
            want = np.flatnonzero(found < 0)
            if not len(want) or not len(free):
                break
            if level == 0:
                have = lsoa[free] * 3 + places.address_tenure[free]
                ask = area[want] * 3 + tenure[want]
            elif level == 1:
                have, ask = places.address_tenure[free], tenure[want]
            else:
                have, ask = np.zeros(len(free), int), np.zeros(len(want), int)
            taken, given = _match_groups(have, ask)
            found[want[given]] = free[taken]
            keep = np.ones(len(free), bool)
            keep[taken] = False
            free = free[keep]
        want = np.flatnonzero(found < 0)
        if len(want):
            crowded = np.flatnonzero(ordinary)
            found[want] = self.rng.choice(crowded, len(want))
        return found

    # -- couples ---------------------------------------------------------------

    def pair(
        self, man: IntArray, woman: IntArray, when: IntArray, married: Mask
    ) -> IntArray:
        """Join couples from a day on; returns their numbers."""
        first = len(self.couple_man)
        ids = np.arange(first, first + len(man), dtype=np.int32)
        self.couple_man = np.concatenate([self.couple_man, man.astype(np.int32)])
        self.couple_woman = np.concatenate([self.couple_woman, woman.astype(np.int32)])
        self.couple_start = np.concatenate([self.couple_start, when.astype(np.int32)])
        self.couple_end = np.concatenate(
            [self.couple_end, np.full(len(man), NEVER, np.int32)]
        )
        self.couple_married = np.concatenate([self.couple_married, married])
        self.partner[man], self.partner[woman] = woman, man
        self.couple[man], self.couple[woman] = ids, ids
        return ids

    def part(self, couples: IntArray, when: IntArray) -> None:
        """End couples on a day each."""
        self.couple_end[couples] = when
        for side in (self.couple_man[couples], self.couple_woman[couples]):
            self.partner[side] = -1
            self.couple[side] = -1

    def remove(self, who: IntArray, when: IntArray, death: bool) -> None:
        """People leave the district, or die, on a day each."""
        self.resident[who] = False
        (self.died if death else self.left)[who] = when
        alone = self.couple[who] >= 0
        self.part(self.couple[who[alone]], when[alone])

    # -- newcomers -------------------------------------------------------------

    def add_households(
        self, count: int, when: IntArray, share: Floats, newcomers: bool
    ) -> IntArray:
        """Whole households (adults and children) that arrive on a day each."""
        rng = self.rng
        year = year_of(when).astype(float)
        if newcomers:
            age = 19 + rng.gamma(2.6, 5.6, count)
        else:
            age = _pyramid(count, rng)
        age = np.clip(age, 18.2, 97)
        need = rng.normal(0.12 if newcomers else 0.0, 1, count)
        coupled = rng.random(count) < np.interp(
            age, [18, 22, 30, 60, 75, 88], [0.12, 0.35, 0.64, 0.70, 0.56, 0.22]
        )
        group = rng.choice(len(share), count, p=share / share.sum()).astype(np.int32)
        head_sex = np.where(
            coupled, names.MALE, np.where(rng.random(count) < 0.53, 2, 1)
        ).astype(np.int32)
        head = self._adults(when, age, head_sex, group, need, year)
        pairs = np.flatnonzero(coupled)
        other_group = np.where(
            rng.random(len(pairs)) < 0.9,
            group[pairs],
            rng.choice(len(share), len(pairs), p=share / share.sum()),
        ).astype(np.int32)
        wife_age = np.clip(age[pairs] - rng.normal(2.2, 3.8, len(pairs)), 18.1, 97)
        wife = self._adults(
            when[pairs],
            wife_age,
            np.full(len(pairs), names.FEMALE, np.int32),
            other_group,
            0.7 * need[pairs] + 0.71 * rng.normal(0, 1, len(pairs)),
            year[pairs],
        )
        married = rng.random(len(pairs)) < np.interp(
            age[pairs], [18, 25, 35, 55, 70], [0.1, 0.35, 0.66, 0.8, 0.93]
        )
        together = when[pairs] - (rng.random(len(pairs)) * 365 * 4).astype(np.int32)
        self.pair(head[pairs], wife, together.astype(np.int32), married)
        takes = married & (
            rng.random(len(pairs)) < np.interp(age[pairs], [25, 70], [0.78, 0.97])
        )
        self.surname[wife[takes]] = self.surname[head[pairs][takes]]

        address = self.find_homes(
            self.choose_area(need),
            self.choose_tenure(need, age),
            ~coupled & (age < 40) & (rng.random(count) < 0.12),
        )
        hh = self.new_households(address)
        children = self._children_of(head, wife, pairs, when, hh)
        everyone = np.concatenate([head, wife, children])
        start = np.concatenate([when, when[pairs], self.entered[children]])
        home = np.concatenate([hh, hh[pairs], self.hh[children]])
        self.entered[everyone] = start
        self.settle(everyone, home, start)
        self.name_spells.append(
            (everyone, np.full(len(everyone), ALWAYS, np.int32), self.surname[everyone])
        )
        return everyone

    def _adults(
        self,
        when: IntArray,
        age: Floats,
        sex: IntArray,
        group: IntArray,
        need: Floats,
        year: Floats,
    ) -> IntArray:
        who = self.add_people(len(when))
        self.born[who] = when - (age * 365.25).astype(np.int32)
        self.sex[who] = sex
        self.group[who] = group
        self.culture[who] = names.draw_cultures(group, self.rng)
        self.need[who] = need
        self.forename[who] = self.book.draw_forenames(
            self.culture[who], sex, year_of(self.born[who]), self.rng
        )
        self.surname[who] = self.book.draw_surnames(self.culture[who], self.rng)
        self.birth_surname[who] = self.surname[who]
        return who

    def _children_of(
        self,
        head: IntArray,
        wife: IntArray,
        pairs: npt.NDArray[np.integer],
        when: IntArray,
        hh: IntArray,
    ) -> IntArray:
        """Children who already live in arriving households."""
        rng = self.rng
        mother_at = np.full(len(head), -1, np.int32)
        mother_at[pairs] = wife
        lone = (mother_at < 0) & (self.sex[head] == names.FEMALE)
        mother_at[lone] = head[lone]
        house = np.flatnonzero(mother_at >= 0)
        mother = mother_at[house]
        age = (when[house] - self.born[mother]) / 365.25
        couple = self.partner[mother] >= 0
        total = rng.choice(5, len(house), p=[0.2, 0.19, 0.36, 0.17, 0.08])
        total = np.where(couple | (rng.random(len(house)) < 0.55), total, 0)
        idx = np.repeat(np.arange(len(house)), total)
        birth_age = np.clip(
            rng.normal(28.3 - 1.9 * self.need[mother[idx]], 5.0), 16.2, 44
        )
        child_age = age[idx] - birth_age
        stays = (
            (child_age > 0)
            & (
                (child_age < 18)
                | (rng.random(len(idx)) < np.interp(child_age, [18, 28], [0.85, 0.12]))
            )
            & (child_age < 32)
        )
        idx, child_age = idx[stays], child_age[stays]
        house_of = house[idx]
        born = (when[house_of] - child_age * 365.25).astype(np.int32)
        who = self.add_people(len(idx))
        mum = mother[idx]
        dad = self.partner[mum]
        self._make_children(who, mum, dad, born)
        self.at_parents[who] = True
        self.entered[who] = when[house_of]
        self.hh[who] = hh[house_of]
        return who

    def _make_children(
        self, who: IntArray, mum: IntArray, dad: IntArray, born: IntArray
    ) -> None:
        """Fill in children of mothers and (possibly unknown, -1) fathers."""
        rng = self.rng
        n = len(who)
        self.born[who] = born
        self.sex[who] = np.where(rng.random(n) < 0.512, names.MALE, names.FEMALE)
        self.mother[who] = mum
        self.father[who] = dad
        has_dad = dad >= 0
        other = np.where(has_dad, dad, mum)
        mixed = (
            names.BROAD_GROUP[self.group[mum]] != names.BROAD_GROUP[self.group[other]]
        )
        black = (self.group[mum] == 11) | (self.group[other] == 11)
        african = (self.group[mum] == 12) | (self.group[other] == 12)
        asian = np.isin(self.group[mum], [7, 8, 9, 10]) | np.isin(
            self.group[other], [7, 8, 9, 10]
        )
        mix = np.where(black, 3, np.where(african, 4, np.where(asian, 5, 6)))
        mix = np.where(
            (names.BROAD_GROUP[self.group[mum]] <= 1)
            & (names.BROAD_GROUP[self.group[other]] <= 1),
            self.group[mum],
            mix,
        )
        self.group[who] = np.where(mixed, mix, self.group[mum])
        self.culture[who] = np.where(
            rng.random(n) < 0.5, self.culture[mum], self.culture[other]
        )
        self.need[who] = 0.75 * self.need[mum] + 0.66 * rng.normal(0, 1, n)
        self.forename[who] = self.book.draw_forenames(
            self.culture[who], self.sex[who], year_of(born), rng
        )
        junior = has_dad & (self.sex[who] == names.MALE) & (rng.random(n) < 0.03)
        self.forename[who[junior]] = self.forename[dad[junior]]
        draw = rng.random(n)
        together = has_dad & (self.partner[mum] == dad)
        surname = np.where(
            together & (draw < 0.86), self.surname[other], self.surname[mum]
        )
        absent = ~has_dad & (draw < 0.25)
        if absent.any():
            surname[absent] = self.book.draw_surnames(self.culture[mum[absent]], rng)
        both = together & (draw > 0.955) & (self.surname[other] != self.surname[mum])
        if both.any():
            surname[both] = self.book.double(
                self.surname[mum[both]], self.surname[other[both]]
            )
        self.surname[who] = surname
        self.birth_surname[who] = surname


def _match_groups(
    have: npt.NDArray[np.integer], ask: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pair supplies with demands of the same group, first come first served.

    Returns positions in ``have`` and in ``ask`` of the pairs.
    """
    have_order = np.argsort(have, kind="stable")
    ask_order = np.argsort(ask, kind="stable")
    have_sorted, ask_sorted = have[have_order], ask[ask_order]
    rank = np.arange(len(ask)) - np.searchsorted(ask_sorted, ask_sorted)
    start = np.searchsorted(have_sorted, ask_sorted, side="left")
    stop = np.searchsorted(have_sorted, ask_sorted, side="right")
    ok = start + rank < stop
    return have_order[(start + rank)[ok]], ask_order[ok]


def _pyramid(count: int, rng: np.random.Generator) -> Floats:
    """Ages of heads of households in 2005."""
    edges = np.array([18, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 95.0])
    weight = np.array([4.5, 8, 10.5, 11.5, 11, 9.5, 9, 9, 7, 6, 5.2, 4.4, 3, 1.8])
    band = rng.choice(len(weight), count, p=weight / weight.sum())
    return edges[band] + rng.random(count) * (edges[band + 1] - edges[band])

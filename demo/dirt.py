"""How clerks, forms and systems spoil a text or a date. Arrays of objects in and out;
each function changes the chosen positions only."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

from demo import identifiers
from demo.dates import NEVER, IntArray, date_text, day_of_month, month_of, year_of

Texts = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]
_LETTERS = "abcdefghijklmnoprstuvwy"
_NEAR = {
    "a": "s", "b": "v", "c": "v", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j",
    "i": "o", "j": "k", "k": "l", "l": "k", "m": "n", "n": "m", "o": "p", "p": "o",
    "q": "w", "r": "t", "s": "d", "t": "y", "u": "i", "v": "b", "w": "e", "x": "c",
    "y": "i", "z": "x",
}  # fmt: skip
_SHORT = {
    "Close": "Cl", "Road": "Rd", "Avenue": "Ave", "Drive": "Dr", "Gardens": "Gdns",
    "Street": "St", "Crescent": "Cres", "Lane": "Ln", "Court": "Ct", "Grove": "Gr",
    "Place": "Pl", "House": "Hse",
}  # fmt: skip


def fold(text: str) -> str:
    """Text without accents (and with a plain ł, ø, ß)."""
    plain = text.translate(str.maketrans("łŁøØıđ", "lLoOid")).replace("ß", "ss")
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in parts if not unicodedata.combining(c))


def typo(text: str, kind: int, where: float, letter: int) -> str:
    """One insertion, deletion, substitution or transposition after the first letter."""
    if len(text) < 3:
        return text
    spot = 1 + int(where * (len(text) - 1))
    spot = min(spot, len(text) - 1)
    if kind == 0:
        return text[:spot] + text[spot + 1 :]
    if kind == 1:
        return text[:spot] + _LETTERS[letter % len(_LETTERS)] + text[spot:]
    if kind == 2:
        return text[:spot] + _NEAR.get(text[spot].lower(), "e") + text[spot + 1 :]
    if spot == len(text) - 1:
        spot -= 1
    return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]


def add_typos(texts: Texts, rate: npt.NDArray[np.float64] | float,
              rng: np.random.Generator) -> None:  # fmt: skip
    """Misspell some texts in place."""
    hit = np.flatnonzero(rng.random(len(texts)) < rate)
    kind = rng.integers(0, 4, len(hit))
    where = rng.random(len(hit))
    letter = rng.integers(0, 100, len(hit))
    for i, k, w, a in zip(hit, kind, where, letter, strict=True):
        if texts[i]:
            texts[i] = typo(texts[i], int(k), float(w), int(a))


def shorten_address(line: str) -> str:
    """The line with its street type abbreviated."""
    words = line.split(" ")
    words[-1] = _SHORT.get(words[-1], words[-1])
    return " ".join(_SHORT.get(w.rstrip(","), w) if w.endswith(",") else w
                    for w in words)  # fmt: skip


def date_errors(born: IntArray, rate: npt.NDArray[np.float64],
                rng: np.random.Generator) -> IntArray:  # fmt: skip
    """Dates of birth as written down: some with day and month exchanged, one digit
    out, another year, or 1 January."""
    n = len(born)
    out = born.copy()
    kind = rng.random(n)
    hit = rng.random(n) < rate
    year, month, dom = year_of(born), month_of(born), day_of_month(born)
    swap = hit & (kind < 0.32) & (dom <= 12)
    out[swap] = _day_of(year[swap], dom[swap], month[swap])
    near = hit & (kind >= 0.32) & (kind < 0.6)
    out[near] += rng.choice([-10, -1, 1, 2, 10], int(near.sum())).astype(np.int32)
    wrong_year = hit & (kind >= 0.6) & (kind < 0.8)
    shift = rng.choice([-10, -1, 1, 1, 10], int(wrong_year.sum()))
    out[wrong_year] = _day_of(
        year[wrong_year] + shift, month[wrong_year], np.minimum(dom[wrong_year], 28)
    )
    first = hit & (kind >= 0.8)
    one = np.ones(int(first.sum()), np.int32)
    out[first] = _day_of(year[first], one, one)
    return out


def _day_of(year: npt.NDArray[np.integer], month: npt.NDArray[np.integer],
            dom: npt.NDArray[np.integer]) -> IntArray:  # fmt: skip
    months = (year.astype(np.int64) - 1970) * 12 + month - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return (days + dom - 1).astype(np.int32)


def born_text(born: IntArray, missing: Mask, uk: bool, fillers: list[str | None],
              rng: np.random.Generator) -> Texts:  # fmt: skip
    """Dates of birth as text; missing ones as one of the partner's fillers."""
    text = date_text(np.where(missing, NEVER, born), uk)
    pick = rng.integers(0, len(fillers), int(missing.sum()))
    text[missing] = np.array(fillers, dtype=object)[pick]
    return text


def number_errors(numbers: npt.NDArray[np.int64], missing: float, wrong: float,
                  rng: np.random.Generator) -> tuple[Texts, Mask]:  # fmt: skip
    """NHS numbers as text: some missing (None), some with digits exchanged or wrong.

    Returns texts and where they are still right.
    """
    text = numbers.astype(str).astype(object)
    u = rng.random(len(text))
    absent = u < missing
    text[absent] = None
    bad = np.flatnonzero((u >= missing) & (u < missing + wrong))
    spot = rng.integers(3, 9, len(bad))
    flip = rng.random(len(bad))
    for i, s, f in zip(bad, spot, flip, strict=True):
        t = text[i]
        if f < 0.5 and t[s] != t[s + 1 :][:1]:
            text[i] = t[:s] + t[s + 1 :][:1] + t[s] + t[s + 2 :]
        elif f < 0.9:
            text[i] = t[:s] + str((int(t[s]) + 1 + int(f * 70) % 8) % 10) + t[s + 1 :]
        else:
            text[i] = t[:-1]
    right = ~absent
    right[bad] = False
    return text, right


def text_errors(texts: Texts, missing: float, wrong: float,
                rng: np.random.Generator) -> Texts:  # fmt: skip
    """UPNs or National Insurance numbers: some missing, some with a wrong digit."""
    out = texts.copy()
    u = rng.random(len(out))
    out[u < missing] = None
    bad = np.flatnonzero((u >= missing) & (u < missing + wrong))
    spot = rng.integers(3, 7, len(bad))
    for i, s in zip(bad, spot, strict=True):
        t = out[i]
        if not t:
            continue
        if t[s] != t[s + 1]:
            out[i] = t[:s] + t[s + 1] + t[s] + t[s + 2 :]
        else:
            out[i] = t[:s] + "O" + t[s + 1 :]
    return out


def as_temporary(upn_digits: npt.NDArray[np.int64]) -> Texts:
    """Temporary pupil numbers that stand in for some children's own."""
    return identifiers.temporary_upns(upn_digits % 10**11)

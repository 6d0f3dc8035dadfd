"""The finished district: people, their numbers, and lookups as of a day."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from demo import identifiers
from demo.dates import IntArray
from demo.geography import Places
from demo.names import FEMALE, NameBook
from demo.population import Population

Keys = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_SHIFT = 2**18
_ZERO = 2**16


def keys(person: npt.NDArray[np.integer], day: npt.NDArray[np.integer] | int) -> Keys:
    """Sortable (person, day) pairs as one number."""
    return person.astype(np.int64) * _SHIFT + (np.asarray(day, np.int64) + _ZERO)


class Spells:
    """Dated states of people, each lasting until the person's next one."""

    def __init__(
        self, person: IntArray, day: IntArray, values: dict[str, IntArray]
    ) -> None:
        order = np.argsort(person, kind="stable")
        self.person = person[order]
        self.key = np.maximum.accumulate(keys(self.person, day[order]))
        self.day = (self.key % _SHIFT - _ZERO).astype(np.int32)
        self.values = {name: value[order] for name, value in values.items()}

    def at(
        self, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer] | int
    ) -> npt.NDArray[np.int64]:
        """Position of the spell that holds on the day (the first, if before it)."""
        spot = np.searchsorted(self.key, keys(person, day), side="right") - 1
        first = np.searchsorted(self.person, person, side="left")
        return np.maximum(spot, first)

    def next_day(self, never: IntArray) -> IntArray:
        """The day on which each spell ends; the last one on ``never[person]``."""
        end = never[self.person]
        same = self.person[1:] == self.person[:-1]
        end[:-1][same] = self.day[1:][same]
        return np.minimum(end, never[self.person]).astype(np.int32)


class History:
    """Events of people, to be counted within windows of days."""

    def __init__(
        self, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer]
    ) -> None:
        self.key = np.sort(keys(person, day))

    def count(
        self,
        person: npt.NDArray[np.integer],
        until: npt.NDArray[np.integer] | int,
        days: int = 2**15,
    ) -> IntArray:
        """Events of each person in the ``days`` before ``until`` (not included)."""
        stop = np.searchsorted(self.key, keys(person, until), side="left")
        floor = np.asarray(until) - days
        start = np.searchsorted(self.key, keys(person, floor), side="left")
        return (stop - start).astype(np.int32)


@dataclass(frozen=True)
class World:
    """People (n) with what never changes about them, and their dated spells."""

    places: Places
    book: NameBook
    n: int
    born: IntArray
    sex: IntArray
    group: IntArray
    culture: IntArray
    forename: IntArray
    birth_surname: IntArray
    mother: IntArray
    father: IntArray
    twin: IntArray
    entered: IntArray
    gone: IntArray  # left or died
    died: IntArray
    need: Floats
    at_parents_end: npt.NDArray[np.bool_]
    hh_count: int
    homes: Spells  # values: hh, address
    home_end: IntArray
    surnames: Spells  # values: surname
    couple_man: IntArray
    couple_woman: IntArray
    couple_start: IntArray
    couple_end: IntArray
    nhs: Keys
    upn_digits: Keys
    nino: npt.NDArray[np.object_]
    forename_pool: npt.NDArray[np.object_]
    surname_pool: npt.NDArray[np.object_]
    partners: Spells = field(repr=False)

    def residents(self, day: int, low: float = 0, high: float = 200) -> IntArray:
        """People who live here on a day, within ages low ≤ age < high (years)."""
        here = (self.entered <= day) & (self.gone > day) & (self.born <= day)
        if low > 0 or high < 200:
            age = (day - self.born) / 365.25
            here &= (age >= low) & (age < high)
        return np.flatnonzero(here).astype(np.int32)

    def is_here(
        self, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer] | int
    ) -> npt.NDArray[np.bool_]:
        """Whether each person lives here on the day."""
        return (self.entered[person] <= day) & (self.gone[person] > day)

    def age(
        self, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer] | int
    ) -> Floats:
        """Age in years."""
        return (day - self.born[person]) / 365.25

    def address(
        self, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer] | int
    ) -> IntArray:
        """Address on the day (or the nearest known)."""
        return self.homes.values["address"][self.homes.at(person, day)]

    def household(
        self, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer] | int
    ) -> IntArray:
        """Household on the day; -1 in institutions and outside the district."""
        spot = self.homes.at(person, day)
        hh = self.homes.values["hh"][spot].copy()
        address = self.homes.values["address"][spot]
        hh[self.places.institution[address] | ~self.is_here(person, day)] = -1
        return hh

    def partner(self, person: npt.NDArray[np.integer], day: int | IntArray) -> IntArray:
        """Partner on the day, -1 without one."""
        if not len(self.partners.person):
            return np.full(len(person), -1, np.int32)
        spot = self.partners.at(person, day)
        spot = np.minimum(spot, len(self.partners.person) - 1)
        who = self.partners.values["partner"][spot]
        ok = (
            (self.partners.person[spot] == person)
            & (self.partners.day[spot] <= day)
            & (self.partners.values["end"][spot] > day)
        )
        return np.where(ok, who, -1).astype(np.int32)


def finish(pop: Population, rng: np.random.Generator) -> World:
    """Freeze a simulated population and give its people their numbers."""
    n = pop.size
    columns = [np.concatenate(c) for c in zip(*pop.home_spells, strict=True)]
    homes = Spells(columns[0], columns[1], {"hh": columns[2], "address": columns[3]})
    gone = np.minimum(pop.left[:n], pop.died[:n])
    named = [np.concatenate(c) for c in zip(*pop.name_spells, strict=True)]
    by_day = np.argsort(named[1], kind="stable")
    surnames = Spells(named[0][by_day], named[1][by_day], {"surname": named[2][by_day]})
    both = np.concatenate([pop.couple_man, pop.couple_woman])
    other = np.concatenate([pop.couple_woman, pop.couple_man])
    start = np.concatenate([pop.couple_start, pop.couple_start])
    end = np.concatenate([pop.couple_end, pop.couple_end])
    order = np.argsort(start, kind="stable")
    partners = Spells(
        both[order], start[order], {"partner": other[order], "end": end[order]}
    )
    mix = rng.permutation(n)
    return World(
        places=pop.places,
        book=pop.book,
        n=n,
        born=pop.born[:n],
        sex=pop.sex[:n],
        group=pop.group[:n],
        culture=pop.culture[:n],
        forename=pop.forename[:n],
        birth_surname=pop.birth_surname[:n],
        mother=pop.mother[:n],
        father=pop.father[:n],
        twin=pop.twin[:n],
        entered=pop.entered[:n],
        gone=gone,
        died=pop.died[:n],
        need=pop.need[:n],
        at_parents_end=pop.at_parents[:n],
        hh_count=len(pop.hh_address),
        homes=homes,
        home_end=homes.next_day(gone),
        surnames=surnames,
        couple_man=pop.couple_man,
        couple_woman=pop.couple_woman,
        couple_start=pop.couple_start,
        couple_end=pop.couple_end,
        nhs=identifiers.nhs_numbers(n, 123_457)[mix],
        upn_digits=np.zeros(n, np.int64),
        nino=identifiers.ninos(n, 987_653)[mix],
        forename_pool=pop.book.forenames,
        surname_pool=pop.book.surnames,
        partners=partners,
    )


def is_female(world: World, person: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Whether each person is female."""
    return world.sex[person] == FEMALE

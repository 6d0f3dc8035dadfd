"""What drives contacts with services: lasting differences between people, and the
ties between people that several services share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demo.dates import IntArray
from demo.names import MALE
from demo.world import World

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Traits:
    """Lasting propensities by person (n); gamma ones have mean one."""

    offending: Floats
    conduct: Floats
    victim: Floats
    urgent_care: Floats
    minor_care: Floats
    frail: Floats
    drinking: Floats
    ability: Floats  # children's development, standard normal
    opted_out: npt.NDArray[np.bool_]


def draw_traits(world: World, rng: np.random.Generator) -> Traits:
    """Draw every person's propensities; children resemble their mothers a little."""
    n = world.n
    need = np.clip(world.need, -2.5, 2.5)

    def gamma(shape: float) -> Floats:
        return rng.gamma(shape, 1 / shape, n)

    home = world.homes.at(np.arange(n), world.entered)
    area = world.places.imd_z[
        world.places.address_lsoa[world.homes.values["address"][home]]
    ]
    lift = np.exp(0.15 * need + 0.34 * area - 0.06)
    mum = np.maximum(world.mother, 0)
    has_mum = world.mother >= 0
    minor = gamma(14.0)
    minor = np.where(has_mum, 0.6 * minor + 0.4 * minor[mum], minor)
    boy = world.sex == MALE
    return Traits(
        offending=gamma(12.0) * lift * np.where(boy, 1.45, 0.45),
        conduct=gamma(12.0) * lift * np.where(boy, 1.25, 0.7),
        victim=gamma(0.6) * np.exp(0.25 * need),
        urgent_care=gamma(8.0) * np.exp(0.1 * need + 0.1 * area),
        minor_care=minor * np.exp(0.06 * need + 0.28 * area),
        frail=gamma(9.0),
        drinking=gamma(0.12) * np.exp(0.4 * need),
        ability=rng.normal(0, 1, n),
        opted_out=rng.random(n) < 0.031,
    )


def days_in_year(
    start: int, stop: int, count: int, rng: np.random.Generator
) -> IntArray:
    """Random days in [start, stop)."""
    return rng.integers(start, stop, count).astype(np.int32)


def spread_events(
    people: IntArray, rate: Floats, start: int, stop: int, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Poisson events over a period: person and day of each."""
    count = rng.poisson(np.maximum(rate, 0) * (stop - start) / 365.25)
    who = np.repeat(people, count)
    return who, days_in_year(start, stop, len(who), rng)


def only_residents(
    world: World, who: IntArray, when: IntArray
) -> npt.NDArray[np.bool_]:
    """Which events happened while the person lived here."""
    return world.is_here(who, when)


def children_in_home(world: World) -> tuple[npt.NDArray[np.int64], IntArray]:
    """Person spells of under-18s, sorted by household: for joins by household.

    Returns positions in ``world.homes`` and their households.
    """
    homes = world.homes
    hh = homes.values["hh"]
    young = homes.day - world.born[homes.person] < 18 * 365
    spots = np.flatnonzero(young)
    order = np.argsort(hh[spots], kind="stable")
    return spots[order], hh[spots[order]].astype(np.int32)


def match_children(
    world: World,
    index: tuple[npt.NDArray[np.int64], IntArray],
    household: IntArray,
    when: IntArray,
) -> tuple[npt.NDArray[np.int64], IntArray]:
    """Children at home at events: position of the event, and the child."""
    spots, hh = index
    low = np.searchsorted(hh, household, side="left")
    high = np.searchsorted(hh, household, side="right")
    low = np.where(household < 0, high, low)
    size = high - low
    event = np.repeat(np.arange(len(household)), size)
    offset = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    spot = spots[low[event] + offset]
    child = world.homes.person[spot]
    on = when[event]
    ok = (
        (world.homes.day[spot] <= on)
        & (world.home_end[spot] > on)
        & (world.born[child] <= on)
        & (on - world.born[child] < 18 * 365)
    )
    return event[ok], child[ok]

"""The truth beside the deliveries: who every record is about, and true risks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from demo.dates import LAST_DELIVERY, date_text, day
from demo.deliveries import Delivered, numbered
from demo.health import MINOR, Attendances
from demo.names import DFE_CODE
from demo.police import SERIOUS, Abuse, Crimes
from demo.readiness import Readiness, auc
from demo.schools import Discipline
from demo.world import History, World

Floats = npt.NDArray[np.float64]


class LabelBook:
    """Person and household labels: numbers that say nothing."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self._person = numbered("P", rng.permutation(world.n), 8)
        self._household = numbered("H", rng.permutation(world.hh_count), 8)

    def person(self, who: npt.NDArray[np.integer]) -> pa.Array:
        """Labels of people."""
        return self._person.take(pa.array(who))

    def household(self, hh: npt.NDArray[np.integer]) -> pa.Array:
        """Labels of households; a negative number is blank."""
        return self._household.take(pa.array(hh, mask=hh < 0))


def labelled_records(datasets: list[Delivered], book: LabelBook) -> pa.Table:
    """One row per person slot of every delivered record."""
    parts = []
    for data in datasets:
        for label in data.labels:
            held = label.person >= 0
            keep = pa.array(held)
            n = int(held.sum())
            parts.append(
                pa.table(
                    {
                        "partner": pa.array([data.style.partner], pa.string()).take(
                            pa.array(np.zeros(n, np.int8))
                        ),
                        "dataset": pa.array([data.style.dataset], pa.string()).take(
                            pa.array(np.zeros(n, np.int8))
                        ),
                        "record_key": label.record_key.filter(keep),
                        "person_label": book.person(label.person[held]),
                        "household_label": book.household(label.household[held]),
                    }
                )
            )
    return pa.concat_tables(parts)


def write_people(path: Path, world: World, book: LabelBook) -> None:
    """Everyone who ever lived here, as they were last."""
    who = np.arange(world.n)
    last = np.minimum(world.gone - 1, LAST_DELIVERY)
    surname = world.surnames.values["surname"][world.surnames.at(who, last)]
    table = pa.table(
        {
            "person_label": book.person(who),
            "forename": pa.array(world.forename_pool).take(pa.array(world.forename)),
            "surname": pa.array(world.surname_pool).take(pa.array(surname)),
            "birth_surname": pa.array(world.surname_pool).take(
                pa.array(world.birth_surname)
            ),
            "date_of_birth": pa.array(date_text(world.born, uk=False), pa.string()),
            "sex": pa.array(world.sex),
            "ethnicity": pa.array(DFE_CODE.tolist()).take(pa.array(world.group)),
            "mother_label": book._person.take(
                pa.array(world.mother, mask=world.mother < 0)
            ),
            "entered": _day_or_none(world.entered),
            "gone": _day_or_none(world.gone),
            "lsoa": pa.array(world.places.lsoa_code).take(
                pa.array(world.places.address_lsoa[world.address(who, last)])
            ),
        }
    )
    pq.write_table(table, path, compression="zstd")


def _day_or_none(days: npt.NDArray[np.integer]) -> pa.Array:
    return pa.array(
        date_text(np.where(days < day(1850), 2**20, days), uk=False), pa.string()
    )


def _risk(
    name: str,
    book: LabelBook,
    person: npt.NDArray[np.integer],
    index: npt.NDArray[np.integer],
    p: Floats,
    outcome: npt.NDArray[np.bool_],
    known: npt.NDArray[np.bool_],
) -> pa.Table:
    return pa.table(
        {
            "risk": pa.array([name]).take(pa.array(np.zeros(len(person), np.int8))),
            "person_label": book.person(person),
            "index_date": pa.array(date_text(index, uk=False), pa.string()),
            "true_probability": pa.array(p.astype(np.float32)),
            "outcome": pa.array(outcome, mask=~known),
        }
    )


def true_risks(
    world: World,
    book: LabelBook,
    readiness: Readiness,
    in_profile: npt.NDArray[np.int64],
    abuse: Abuse,
    crimes: Crimes,
    first_entry: History,
    seen: Attendances,
    discipline: Discipline,
) -> tuple[pa.Table, dict[str, dict[str, float]]]:
    """True probabilities by risk, person and index date, and their AUC by date."""
    tables: list[pa.Table] = []
    aucs: dict[str, dict[str, float]] = {}

    def add(
        name: str,
        person: npt.NDArray[np.integer],
        index: int,
        p: Floats,
        outcome: npt.NDArray[np.bool_],
    ) -> None:
        known = np.full(len(person), index + 365 <= LAST_DELIVERY)
        tables.append(
            _risk(name, book, person, np.full(len(person), index), p, outcome, known)
        )
        if known.all() and len(person):
            when = str(date_text(np.array([index]), uk=False)[0])
            aucs.setdefault(name, {})[when] = round(auc(p, outcome), 4)

    known = np.zeros(len(readiness.child), bool)
    known[in_profile] = True
    tables.append(
        _risk(
            "school_readiness",
            book,
            readiness.child,
            readiness.index_day,
            readiness.probability,
            ~readiness.ready,
            known,
        )
    )
    for y in np.unique(readiness.profile_year):
        mine = known & (readiness.profile_year == y)
        if mine.any():
            aucs.setdefault("school_readiness", {})[str(y)] = round(
                auc(readiness.probability[mine], ~readiness.ready[mine]), 4
            )

    for index, who, p in abuse.risk:
        if index >= day(2013, 9, 1):
            add(
                "domestic_abuse_escalation",
                who,
                index,
                p,
                _escalated(abuse, who, index),
            )
    serious = (crimes.suspect >= 0) & np.isin(crimes.offence, SERIOUS)
    grave = History(crimes.suspect[serious], crimes.day[serious])
    for index, who, rate in crimes.youth_risk:
        if index >= day(2013, 9, 1):
            before = first_entry.count(who, index) > 0
            out = grave.count(who, index + 365, 365) > 0
            out |= ~before & (first_entry.count(who, index + 365, 365) > 0)
            # 0.406 of offences are grave, of the rest 0.46 reach the service
            share = np.where(before, 0.406, 0.406 + 0.594 * 0.46)
            add(
                "violence_and_vulnerability", who, index, 1 - np.exp(-rate * share), out
            )
    every = History(seen.person, seen.day)
    small = History(seen.person[seen.kind == MINOR], seen.day[seen.kind == MINOR])
    for index, who, minor, total in seen.rates:
        if index >= day(2016, 9, 1):
            rest = total - minor
            p = 1 - np.exp(-minor) * np.exp(-rest) * (1 + rest + rest**2 / 2)
            out = small.count(who, index + 365, 365) > 0
            out |= every.count(who, index + 365, 365) >= 3
            add("unnecessary_ae", who, index, p, out)
    excluded = History(discipline.person, discipline.day)
    for index, who, rate in discipline.rates:
        if index >= day(2013, 9, 1):
            out = excluded.count(who, index + 365, 365) > 0
            add("school_exclusion", who, index, 1 - np.exp(-rate), out)
    fell = seen.kind == 2
    fallen = History(seen.person[fell], seen.day[fell])
    for index, who, rate in seen.falls:
        if index >= day(2013, 9, 1):
            out = fallen.count(who, index + 365, 365) > 0
            add("falls", who, index, 1 - np.exp(-rate), out)
    return pa.concat_tables(tables), aucs


def _escalated(
    abuse: Abuse, victim: npt.NDArray[np.integer], index: int
) -> npt.NDArray[np.bool_]:
    """Two further incidents, or one above the highest level of the last year."""
    who = abuse.victim
    past = (abuse.day >= index - 365) & (abuse.day < index)
    future = (abuse.day >= index) & (abuse.day < index + 365)
    size = int(who.max(initial=0)) + 1
    top = np.full(size, -1)
    np.maximum.at(top, who[past], abuse.level[past])
    later = np.full(size, -1)
    np.maximum.at(later, who[future], abuse.level[future])
    count = np.bincount(who[future], minlength=size)
    return (count[victim] >= 2) | ((later > top)[victim] & (count[victim] >= 1))

"""Forenames and surnames: by culture, sex and time of birth, with long-tailed
frequencies. The lists in facts/ were written for this demonstration."""

from __future__ import annotations

import csv

import numpy as np
import numpy.typing as npt

from demo.dates import IntArray
from demo.geography import FACTS

MALE, FEMALE = 1, 2
#: Middle years of birth of the five British name lists.
ERA_CENTRES = np.array([1932, 1955, 1975, 1994, 2013])
#: Ethnic groups: DfE code, NHS letter, broad group (0 white British … 5 other).
ETHNIC_GROUPS = [
    ("WBRI", "A", 0), ("WIRI", "B", 1), ("WOTH", "C", 1), ("MWBC", "D", 2),
    ("MWBA", "E", 2), ("MWAS", "F", 2), ("MOTH", "G", 2), ("AIND", "H", 3),
    ("APKN", "J", 3), ("ABAN", "K", 3), ("AOTH", "L", 3), ("BCRB", "M", 4),
    ("BAFR", "N", 4), ("BOTH", "P", 4), ("CHNE", "R", 5), ("OOTH", "S", 5),
]  # fmt: skip
BROAD_GROUP = np.array([group[2] for group in ETHNIC_GROUPS], np.int32)
DFE_CODE = np.array([group[0] for group in ETHNIC_GROUPS], dtype=object)
NHS_CODE = np.array([group[1] for group in ETHNIC_GROUPS], dtype=object)
#: Shares in the population of 2005 and among newcomers after it.
SHARE_START = np.array(
    [0.885, 0.010, 0.024, 0.004, 0.002, 0.004, 0.003, 0.012, 0.003, 0.003, 0.007,
     0.005, 0.023, 0.003, 0.006, 0.006]
)  # fmt: skip
SHARE_NEW = np.array(
    [0.665, 0.010, 0.090, 0.008, 0.008, 0.006, 0.006, 0.036, 0.013, 0.013, 0.019,
     0.009, 0.086, 0.009, 0.007, 0.015]
)  # fmt: skip
CULTURES = [
    "british", "irish", "polish", "romanian", "southern", "indian", "muslim",
    "african", "caribbean", "chinese", "arabic",
]  # fmt: skip
#: For each ethnic group, its cultures of naming and their shares.
GROUP_CULTURES: list[list[tuple[str, float]]] = [
    [("british", 0.985), ("irish", 0.015)],
    [("irish", 0.8), ("british", 0.2)],
    [("polish", 0.4), ("romanian", 0.3), ("southern", 0.22), ("arabic", 0.08)],
    [("british", 0.7), ("caribbean", 0.3)],
    [("british", 0.6), ("african", 0.4)],
    [("british", 0.6), ("indian", 0.2), ("muslim", 0.2)],
    [("british", 0.7), ("southern", 0.3)],
    [("indian", 0.93), ("muslim", 0.07)],
    [("muslim", 1.0)],
    [("muslim", 1.0)],
    [("indian", 0.6), ("muslim", 0.2), ("chinese", 0.2)],
    [("caribbean", 0.85), ("british", 0.15)],
    [("african", 1.0)],
    [("african", 0.4), ("british", 0.6)],
    [("chinese", 1.0)],
    [("arabic", 0.7), ("chinese", 0.2), ("southern", 0.1)],
]
#: Cultures whose names partners are known to record less reliably.
NON_WESTERN = np.array(
    [c in ("indian", "muslim", "african", "chinese", "arabic") for c in CULTURES]
)
LESS_FAMILIAR = NON_WESTERN | np.array(
    [c in ("polish", "romanian", "southern") for c in CULTURES]
)


def _zipf(size: int, power: float, offset: float) -> npt.NDArray[np.float64]:
    weight = (np.arange(size) + offset) ** -power
    return weight / weight.sum()


class NameBook:
    """Pools of names; people carry indices into ``forenames`` and ``surnames``."""

    def __init__(self) -> None:
        self._fore: dict[tuple[str, int, int], IntArray] = {}
        pool: dict[str, int] = {}
        with open(FACTS / "forenames.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                sex = MALE if row["sex"] == "M" else FEMALE
                ids = [pool.setdefault(n, len(pool)) for n in row["names"].split("|")]
                key = (row["culture"], sex, int(row["era"]))
                self._fore[key] = np.array(ids, np.int32)
        self.forenames: npt.NDArray[np.object_] = np.array(list(pool), dtype=object)
        self._sur: dict[str, tuple[IntArray, npt.NDArray[np.float64]]] = {}
        surnames: dict[str, int] = {}
        with open(FACTS / "surnames.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names = row["names"].split("|")
                ids = [surnames.setdefault(n, len(surnames)) for n in names]
                weight = _zipf(len(ids), 0.75, 3.0)
                if row["culture"] == "british":
                    built = self._built_surnames()
                    more = [surnames.setdefault(n, len(surnames)) for n in built]
                    ids += more
                    weight = np.concatenate(
                        [weight * 0.52, _zipf(len(more), 0.55, 8.0) * 0.48]
                    )
                self._sur[row["culture"]] = (np.array(ids, np.int32), weight)
        self._surname_list: list[str] = list(surnames)
        self._surname_ids = surnames

    @staticmethod
    def _built_surnames() -> list[str]:
        with open(FACTS / "surname_parts.csv", encoding="utf-8", newline="") as file:
            parts = {r["position"]: r["parts"].split("|") for r in csv.DictReader(file)}
        built = [a + b for a in parts["first"] for b in parts["last"]]
        order = np.random.default_rng(7).permutation(len(built))
        return [built[i] for i in order]

    @property
    def surnames(self) -> npt.NDArray[np.object_]:
        """All surnames so far, double-barrelled ones made on the way included."""
        return np.array(self._surname_list, dtype=object)

    def double(self, first: IntArray, second: IntArray) -> IntArray:
        """Double-barrelled surnames of pairs of surnames (indices)."""
        result = np.empty(len(first), np.int32)
        for i, (a, b) in enumerate(zip(first, second, strict=True)):
            left = self._surname_list[a].split("-")[0]
            right = self._surname_list[b].split("-")[-1]
            name = f"{left}-{right}"
            if name not in self._surname_ids:
                self._surname_ids[name] = len(self._surname_list)
                self._surname_list.append(name)
            result[i] = self._surname_ids[name]
        return result

    def draw_forenames(
        self,
        culture: IntArray,
        sex: IntArray,
        birth_year: IntArray,
        rng: np.random.Generator,
    ) -> IntArray:
        """A forename index for each person."""
        result = np.zeros(len(culture), np.int32)
        blurred = birth_year + rng.normal(0, 7, len(culture))
        era = np.abs(blurred[:, None] - ERA_CENTRES[None, :]).argmin(axis=1) + 1
        # children of newcomers often carry a British name
        local = (
            (birth_year >= 1990)
            & (rng.random(len(culture)) < 0.22)
            & ~np.isin(culture, [CULTURES.index("muslim"), CULTURES.index("arabic")])
        )
        naming = np.where(local, 0, culture)
        u = rng.random(len(culture))
        for c, name in enumerate(CULTURES):
            for s in (MALE, FEMALE):
                for e in range(1, 6) if c == 0 else (0,):
                    mine = (naming == c) & (sex == s)
                    if c == 0:
                        mine &= era == e
                    if not mine.any():
                        continue
                    ids = self._fore[(name, s, e)]
                    edges = np.cumsum(_zipf(len(ids), 0.8, 2.5))
                    pick = np.searchsorted(edges, u[mine] * edges[-1] * 0.999999)
                    result[mine] = ids[pick]
        return result

    def draw_surnames(self, culture: IntArray, rng: np.random.Generator) -> IntArray:
        """A surname index for each person."""
        result = np.zeros(len(culture), np.int32)
        u = rng.random(len(culture))
        for c, name in enumerate(CULTURES):
            mine = culture == c
            if mine.any():
                ids, weight = self._sur[name]
                edges = np.cumsum(weight)
                pick = np.searchsorted(edges, u[mine] * edges[-1] * 0.999999)
                result[mine] = ids[pick]
        return result


def draw_cultures(group: IntArray, rng: np.random.Generator) -> IntArray:
    """A culture of naming for each ethnic group index."""
    result = np.zeros(len(group), np.int32)
    u = rng.random(len(group))
    for g, options in enumerate(GROUP_CULTURES):
        mine = group == g
        edges = np.cumsum([share for _, share in options])
        ids = np.array([CULTURES.index(name) for name, _ in options])
        pick = np.minimum(np.searchsorted(edges, u[mine]), len(ids) - 1)
        result[mine] = ids[pick]
    return result


def read_nicknames() -> dict[str, list[str]]:
    """Everyday forms of a forename."""
    result: dict[str, list[str]] = {}
    with open(FACTS / "nicknames.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            result.setdefault(row["forename"], []).append(row["nickname"])
    return result

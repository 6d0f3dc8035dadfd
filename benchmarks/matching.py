"""Measures matching beside its peers, in one run: ``make bench-matching``.

The same records go as tokens through the warehouse and as plain text through Splink and
(FEBRL's sets) the Python Record Linkage Toolkit; the same labels judge all of them.

``febrl4``, ``febrl3``  public sets, with and without numbers
``district``            the demonstration, all sources at once, with and without numbers
``scale``               the same at growing sizes: seconds by n log n
``refresh``             a second run after a later delivery of about 1 % new rows
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import scoring
from benchmarks.deliveries import held_back, without_numbers
from benchmarks.ours import LABELS, PEOPLE, Warehouse, read_linkage
from benchmarks.plain import read_labels
from benchmarks.processes import ROOT, Cost, machine, measure

SETS = ("febrl4", "febrl3", "district", "scale", "refresh")
RESULTS = ROOT / "benchmarks" / "results" / "matching.json"
REFRESH_SHARE = 0.01
# Where each peer joins by its own default: Splink's examples cluster from 0.95 on, a
# classifier calls a pair a link from even odds on.
PEERS = {"splink_linkage": ("Splink", 0.95), "record_linkage": ("recordlinkage", 0.5)}
log = logging.getLogger("benchmarks")
Row = dict[str, Any]


def measured(runs: int, run: Callable[[], Cost]) -> tuple[float, float]:
    """Median seconds and highest memory (GB, whole process tree) of several runs."""
    costs = [run() for _ in range(runs)]
    return (
        median(cost.seconds for cost in costs),
        max(cost.tree_bytes for cost in costs) / 1e9,
    )


def ours(landing: Path, folder: Path, runs: int, has_duplicates: bool = True) -> Row:
    """The warehouse on a landing root: cost, scores at its own settings and best."""

    def run() -> Cost:
        shutil.rmtree(folder, ignore_errors=True)
        return Warehouse(landing, folder).dbt(PEOPLE)

    seconds, gigabytes = measured(runs, run)
    warehouse = Warehouse(landing, folder)
    warehouse.dbt(LABELS)
    found = read_linkage(warehouse)
    return {
        "method": "Essex Data, tokens",
        "seconds": seconds,
        "gigabytes": gigabytes,
        "records": len(found.labels),
        "own": scoring.score(found.labels, found.people).as_dict(),
        **_best(found.nodes, found.labels, found.sources, found.edges, has_duplicates),
    }


def _best(
    nodes: np.ndarray,
    labels: np.ndarray,
    sources: np.ndarray,
    edges: pd.DataFrame,
    has_duplicates: bool,
) -> Row:
    """The scores at the best threshold; one-to-one where there are several sources."""
    row: Row = {"best": scoring.best(nodes, labels, edges).as_dict()}
    holders = pd.DataFrame({"node": nodes, "source": sources}).drop_duplicates()
    if holders["source"].nunique() > 1:
        mutual = scoring.one_to_one(edges, holders, has_duplicates)
        row["best_one_to_one"] = scoring.best(nodes, labels, mutual).as_dict()
    return row


def peer(
    name: str,
    landing: Path,
    folder: Path,
    chosen: str,
    runs: int,
    has_duplicates: bool = True,
) -> Row:
    """A peer on a landing root: cost, scores at its own threshold and the best."""
    method, threshold = PEERS[name]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.peers.{name}"]
    command += [str(landing), str(folder), chosen]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "python_models")}
    seconds, gigabytes = measured(
        runs, lambda: measure(command, ROOT, environment, folder / "log")
    )
    records = _labelled(folder / "slots.parquet", landing)
    nodes, names = pd.factorize(records["unique_id"])
    place = pd.Series(np.arange(len(names)), index=names)
    edges = pd.read_parquet(folder / "edges.parquet")
    edges = edges.assign(
        one=edges["one"].map(place),
        other=edges["other"].map(place),
        weight=edges["match_weight"],
    ).dropna()
    edges = edges[edges["one"] != edges["other"]].astype({"one": int, "other": int})
    labels = pd.factorize(records["person_label"])[0]
    own = math.log2(threshold / (1 - threshold))
    row: Row = {
        "method": f"{method}, plain text",
        "seconds": seconds,
        "gigabytes": gigabytes,
        "records": len(records),
        "own": scoring.at_weight(nodes, labels, edges, own).as_dict(),
        **_best(nodes, labels, records["source"].to_numpy(), edges, has_duplicates),
    }
    stages = folder / "stages.json"
    if stages.exists():
        row["stages"] = json.loads(stages.read_text())
    return row


def _labelled(slots: Path, landing: Path) -> pd.DataFrame:
    """A peer's slots that have a label: unique_id, source, person_label."""
    return (
        read_labels(landing)
        .execute(
            "select slots.unique_id, slots.source, labels.person_label "
            f"from read_parquet('{slots}') as slots inner join labels "
            "using (partner, dataset, record_key)"
        )
        .df()
    )


def _district(people: int, work: Path) -> Path:
    """The demonstration's deliveries for so many people, made once per work folder."""
    landing = work / f"district_{people}"
    if not landing.exists():
        command = [sys.executable, "-m", "demo", "--people", str(people)]
        command += ["--landing-root", str(landing)]
        command += ["--truth-root", str(work / f"truth_{people}")]
        measure(command, ROOT, dict(os.environ), work / "demo.log")
    return landing


def run_febrl(name: str, work: Path, runs: int) -> list[Row]:
    """One FEBRL set with and without numbers, by all three."""
    from benchmarks import febrl

    rows = []
    for numbers in (True, False):
        title = f"{name.upper()}, {'with' if numbers else 'without'} numbers"
        folder = work / f"{name}_{'with' if numbers else 'without'}"
        landing = folder / "landing"
        shutil.rmtree(folder, ignore_errors=True)
        febrl.deliver(name, landing, numbers)
        # set 4 is two sources that hold each person once
        repeats = name != "febrl4"
        found = [ours(landing, folder / "ours", runs, repeats)]
        found += [peer(p, landing, folder / p, name, runs, repeats) for p in PEERS]
        rows += [{"set": title} | row for row in found]
        show(rows[-len(found) :])
    return rows


def run_district(people: int, work: Path, runs: int) -> list[Row]:
    """The district with and without numbers, by the warehouse and Splink."""
    rows = []
    for numbers in (True, False):
        landing = _district(people, work)
        title = f"district of {people:,}, {'with' if numbers else 'without'} numbers"
        folder = work / f"matched_{people}_{'with' if numbers else 'without'}"
        shutil.rmtree(folder, ignore_errors=True)
        if not numbers:
            without_numbers(landing, folder / "landing")
            landing = folder / "landing"
        found = [
            ours(landing, folder / "ours", runs),
            peer("splink_linkage", landing, folder / "splink", "district", runs),
        ]
        rows += [{"set": title} | row for row in found]
        show(rows[-len(found) :])
    return rows


def run_scale(sizes: list[int], work: Path, runs: int) -> list[Row]:
    """Districts of growing size: seconds, and microseconds by n log2 n."""
    rows = []
    for people in sizes:
        landing = _district(people, work)
        folder = work / f"scaled_{people}"
        found = [
            ours(landing, folder / "ours", runs),
            peer("splink_linkage", landing, folder / "splink", "district", runs),
        ]
        for row in found:
            records = row["records"]
            row["microseconds_by_n_log_n"] = (
                1e6 * row["seconds"] / (records * math.log2(records))
            )
            rows.append({"set": f"district of {people:,}, scaled"} | row)
        show(rows[-len(found) :])
        shutil.rmtree(folder)
    return rows


def run_refresh(people: int, work: Path, runs: int) -> list[Row]:
    """A first run without each dataset's last rows, and the run that adds them."""
    first, second, held = [], [], 0
    for _ in range(runs):
        folder = work / f"refreshed_{people}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        landing = folder / "landing"
        later, held = held_back(_district(people, work), landing, REFRESH_SHARE)
        warehouse = Warehouse(landing, folder / "ours")
        first.append(warehouse.dbt(PEOPLE).seconds)
        shutil.copytree(later, landing, dirs_exist_ok=True)
        second.append(warehouse.dbt(PEOPLE).seconds)
    row = {
        "set": f"district of {people:,}, refreshed",
        "method": "Essex Data, tokens",
        "new_rows": held,
        "seconds_first": median(first),
        "seconds_refresh": median(second),
        "refresh_by_first": median(second) / median(first),
    }
    log.info(
        "%s: %d new rows, first run %.1f s, refresh %.1f s, ratio %.2f",
        *(row["set"], held, median(first), median(second), row["refresh_by_first"]),
    )
    return [row]


def show(rows: list[Row]) -> None:
    """Prints rows as a Markdown table."""
    log.info(
        "| set | method | F1 own settings | precision | recall | exact clusters "
        "| F1 best threshold | F1 best, one-to-one | seconds | GB |"
    )
    log.info("|%s", "---|" * 10)
    for row in rows:
        own = row["own"]
        quality = [own["f1"], own["precision"], own["recall"], own["clusters_exact"]]
        quality += [row.get(name, {}).get("f1") for name in ("best", "best_one_to_one")]
        cells = [row["set"], row["method"]]
        cells += ["–" if value is None else f"{value:.4f}" for value in quality]
        cells += [f"{row['seconds']:.1f}", f"{row['gigabytes']:.2f}"]
        log.info("| %s |", " | ".join(cells))


def main() -> None:
    """Runs the chosen sets, prints tables and writes results/matching.json."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(
        prog="matching",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--people", type=int, default=100_000, help="of the district")
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=int,
        default=[10_000, 50_000, 100_000, 200_000],
        help="people of the scaled districts (about ten records each)",
    )
    parser.add_argument("--runs", type=int, default=1, help="whose median is taken")
    parser.add_argument("--work", type=Path, help="a folder to keep what was made")
    options = parser.parse_args()
    versions = {name: version(name) for name in ("duckdb", "splink", "recordlinkage")}
    log.info("%s, %s, %s", date.today(), machine(), versions)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="essex-data-bench-") as temporary:
        work = (options.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        for chosen in options.sets:
            if chosen.startswith("febrl"):
                rows += run_febrl(chosen, work, options.runs)
            elif chosen == "district":
                rows += run_district(options.people, work, options.runs)
            elif chosen == "scale":
                rows += run_scale(options.sizes, work, options.runs)
            else:
                rows += run_refresh(options.people, work, options.runs)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps(
            {
                "date": date.today().isoformat(),
                "machine": machine(),
                "versions": versions,
                "results": rows,
            },
            indent=2,
        )
    )
    log.info("Written: %s", RESULTS)


if __name__ == "__main__":
    main()

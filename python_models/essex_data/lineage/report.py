"""What the check found, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from essex_data.lineage.project import Findings
from essex_data.lineage.values import Origin, Trail, Way

# What the later rooms make of tokens; said in one line, without its way.
FURTHER = (Way.ID, Way.COMPARED, Way.PRESENCE, Way.COUNT)
Places = dict[tuple[str, str], Trail]


def lines(findings: Findings) -> Iterator[str]:
    """Where each delivered column ends up and through what, then every problem."""
    held: dict[Origin, dict[Way, Places]] = defaultdict(lambda: defaultdict(dict))
    for place, value in findings.stored.items():
        for (origin, way), trail in value.flows.items():
            held[origin][way][place] = trail
    for origin in sorted(findings.origins, key=str):
        yield f"{origin} ({origin.role})"
        yield from _of_origin(held[origin])
    if findings.texts:
        yield "Not followed, because sources.yml calls them attributes, of any text:"
        yield f"  {', '.join(sorted(findings.texts))}"
    if findings.at_source:
        yield "Taken to be what they are called, where pseudonymised at source:"
        yield f"  {', '.join(sorted(findings.at_source))}"
    for problem in findings.problems:
        yield f"LEAK {problem}"
    yield summary(findings)


def summary(findings: Findings) -> str:
    """One sentence."""
    followed = f"{len(findings.origins)} delivered columns were followed"
    if findings.problems:
        return f"{followed}: {len(findings.problems)} things must not be as they are."
    return (
        f"{followed} into {len(findings.stored)} stored columns: none holds one as it "
        "was delivered."
    )


def _of_origin(ways: dict[Way, Places]) -> Iterator[str]:
    for way in (way for way in Way if way in ways and way not in FURTHER):
        places = ways[way]
        first = min(places, key=lambda place: (len(places[place]), place))
        columns = sorted(column for table, column in places if table == first[0])
        others = len({table for table, _ in places}) - 1
        more = f", and in {others} tables behind it" if others else ""
        yield f"  {way.value}: {first[0]} ({', '.join(columns)}){more}"
        yield f"    by way of {' → '.join(places[first][1:])}"
    further = [way.value for way in FURTHER if way in ways]
    if further:
        yield f"  further on: {'; '.join(further)}"
    if not ways:
        yield "  in no table"

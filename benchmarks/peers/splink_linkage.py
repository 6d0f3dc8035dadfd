"""Splink on DuckDB, from delivered plain text to clusters, as a process of its own:

``python -m benchmarks.peers.splink_linkage <landing> <out> <febrl4|febrl3|district>``

Set up after Splink's documentation: Jaro-Winkler with term frequencies for names, its
own comparisons of dates of birth and postcodes, damaged numbers seen as near ones, u
from random pairs with a fixed seed, m by expectation maximisation in two blocks.
Equal identities are given to it once, as the warehouse hashes them once: it need not
compare each person's repetitions with one another.

What differs by set was chosen for Splink's best F1 there: FEBRL's sets are small enough
for blocks of single fields, and nobody in them shares a home, so postcode and address
count apart; in the district they count as one place (F1 at the best threshold 0.981
against 0.970 with 10,000 people).
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

from benchmarks.plain import link_type_of, macros, read_slots

OWN_THRESHOLD = 0.95  # the probability from which Splink's examples cluster
LOWEST_THRESHOLD = 0.05  # kept to find the best threshold afterwards
SEED = 1
NUMBERS = ("nhs_number", "upn", "nino", "person_number")


def _place() -> comparisons.CustomComparison:
    """Postcode and address line as one: apart they would count one home twice."""
    postcode = levels.ExactMatchLevel("postcode")
    return comparisons.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            levels.And(levels.NullLevel("postcode"), levels.NullLevel("address_line")),
            levels.And(postcode, levels.ExactMatchLevel("address_line")),
            levels.And(postcode, levels.LevenshteinLevel("address_line", 2)),
            postcode,
            levels.LevenshteinLevel("address_line", 1),
            levels.LevenshteinLevel("postcode", 1),
            levels.CustomLevel(
                "split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1)",
                "same outward code",
            ),
            levels.ElseLevel(),
        ],
    )


def _comparisons(held: set[str], is_febrl: bool) -> list:
    """The comparisons of the fields that somebody's record holds."""
    chosen = [
        comparisons.JaroWinklerAtThresholds(name, [0.92, 0.8]).configure(
            term_frequency_adjustments=True
        )
        for name in ("forename", "surname")
    ]
    chosen += [comparisons.DateOfBirthComparison("date_of_birth", input_is_string=True)]
    chosen += (
        [
            comparisons.PostcodeComparison("postcode"),
            comparisons.LevenshteinAtThresholds("address_line", [2, 5]),
        ]
        if is_febrl
        else [_place()]
    )
    if "sex" in held:
        chosen.append(comparisons.ExactMatch("sex"))
    if "initials" in held:
        # Initials say something only where one side has no whole name.
        chosen.append(
            comparisons.CustomComparison(
                output_column_name="initials",
                comparison_levels=[
                    levels.CustomLevel(
                        "(is_named_l and is_named_r) "
                        "or initials_l is null or initials_r is null",
                        "named or not known",
                    ).configure(is_null_level=True),
                    levels.ExactMatchLevel("initials"),
                    levels.ElseLevel(),
                ],
            )
        )
    # A damaged number fails its check digit and is not read; this one has none.
    chosen += [
        comparisons.LevenshteinAtThresholds(number, [1])
        if number == "nino"
        else comparisons.ExactMatch(number)
        for number in NUMBERS
        if number in held
    ]
    return chosen


def _blocking_rules(held: set[str], is_febrl: bool) -> list:
    """The blocks in which pairs are made; single fields in FEBRL's."""
    if is_febrl:
        single = ("forename", "surname", "date_of_birth", "postcode", "address_line")
        return [block_on(field) for field in (*single, *NUMBERS) if field in held]
    return [
        *(block_on(number) for number in NUMBERS if number in held),
        block_on("forename_sound", "surname_sound", "date_of_birth"),
        block_on("date_of_birth", "postcode"),
        block_on("forename", "surname", "postcode"),
        block_on("forename", "surname", "birth_year"),
        block_on("forename_sound", "surname_sound", "postcode"),
        block_on("forename", "date_of_birth", *_if_held("sex", held)),
        block_on("surname", "date_of_birth", *_if_held("sex", held)),
        *(
            [
                CustomRule(
                    "l.initials = r.initials and l.date_of_birth = r.date_of_birth "
                    "and l.sex = r.sex and not (l.is_named and r.is_named)"
                )
            ]
            if "initials" in held
            else []
        ),
    ]


def _if_held(field: str, held: set[str]) -> list[str]:
    return [field] if field in held else []


def main(landing: Path, out: Path, name: str) -> None:
    """Writes slots.parquet, edges.parquet, clusters.parquet and stages.json."""
    logging.getLogger("splink").setLevel(logging.WARNING)
    stages: dict[str, float] = {}
    started = time.monotonic()

    def passed(stage: str) -> None:
        stages[stage] = time.monotonic() - started

    connection = read_slots(landing)
    fields = connection.table("identities").columns
    counts = connection.execute(
        f"select {', '.join(f'count({field})' for field in fields)} from identities"
    ).fetchall()[0]
    held = {field for field, count in zip(fields, counts, strict=True) if count}
    is_febrl = name.startswith("febrl")
    link_type = link_type_of(name)
    soundex = macros().soundex
    connection.execute(
        f"""
        create table people as
        select
            unique_id, {", ".join(sorted(held - {"unique_id", "initials"}))},
            forename is not null and surname is not null as is_named,
            coalesce(initials, left(forename, 1) || left(surname, 1)) as initials,
            {soundex("forename")} as forename_sound,
            {soundex("surname")} as surname_sound,
            left(date_of_birth, 4) as birth_year
        from identities
        """
    )
    tables = ["people"]
    if link_type == "link_only":
        tables = []
        for number, (source,) in enumerate(
            connection.execute(
                "select distinct source from slots order by 1"
            ).fetchall()
        ):
            tables.append(f"people_{number}")
            connection.execute(
                f"create table people_{number} as select * from people where unique_id "
                f"in (select unique_id from slots where source = '{source}')"
            )
    passed("read")
    api = DuckDBAPI(connection)
    linker = Linker(
        [api.register(table) for table in tables],
        SettingsCreator(
            link_type=link_type,
            comparisons=_comparisons(held, is_febrl),
            blocking_rules_to_generate_predictions=_blocking_rules(held, is_febrl),
            retain_matching_columns=False,
        ),
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [
            block_on("forename", "surname", "date_of_birth"),
            block_on("forename", "surname", "postcode"),
            *(block_on(n, "date_of_birth") for n in NUMBERS if n in held),
        ],
        recall=0.8,
    )
    training.estimate_u_using_random_sampling(max_pairs=1e7, seed=SEED)
    for rule in (block_on("date_of_birth"), block_on("forename", "surname")):
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    passed("train")
    predictions = linker.inference.predict(threshold_match_probability=LOWEST_THRESHOLD)
    passed("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=OWN_THRESHOLD
    )
    connection.execute(
        f"copy (select * from {clusters.physical_name}) to '{out}/clusters.parquet'"
    )
    passed("cluster")
    (out / "stages.json").write_text(json.dumps(stages))
    connection.execute(f"copy slots to '{out}/slots.parquet'")
    connection.execute(
        "copy (select unique_id_l as one, unique_id_r as other, "
        f"match_weight, match_probability from {predictions.physical_name}) "
        f"to '{out}/edges.parquet'"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

"""The person slots of a landing root in plain text, as the peers read them.

Text is normalised with the project's own macros, so that nobody wins by cleaning; and,
as in the warehouse, the newest row of a key counts and equal identities are one.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import duckdb
import jinja2

from benchmarks.deliveries import CONTRACT, connect, feeds
from benchmarks.processes import ROOT

FIELDS = (
    *("forename", "surname", "initials", "date_of_birth", "sex"),
    *("postcode", "address_line", "uprn"),
    *("nhs_number", "upn", "nino", "person_number"),
)
_PLACE = ("postcode", "address_line", "uprn")
_SOCIAL_CARE = ("essex_county_council", "childrens_social_care_people")


def link_type_of(name: str) -> Literal["link_only", "dedupe_only"]:
    """Whether a set links two sources without duplicates, or everything with all."""
    return "link_only" if name == "febrl4" else "dedupe_only"


def macros() -> Any:
    """dbt's macros that make text of text, callable outside dbt."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    loaded = SimpleNamespace()
    environment.globals["return"] = lambda value: value
    environment.globals["adapter"] = SimpleNamespace(
        dispatch=lambda name, _: getattr(loaded.module, f"duckdb__{name}")
    )
    files = [
        file
        for folder in ("deliveries", "dialect", "pseudonymise")
        for file in sorted((ROOT / "macros" / folder).glob("*.sql"))
    ]
    loaded.module = environment.from_string(
        "".join(file.read_text("utf-8") for file in files)
    ).module
    return loaded.module


def _normalised() -> dict[str, str]:
    """The expression that normalises each delivered field."""
    text = macros()
    written = {
        "initials": f"left({text.normal_surname('initials')}, 2)",
        "date_of_birth": f"cast({text.parse_date('date_of_birth')} as varchar)",
        "person_number": "person_number",
    }
    return {
        field: written.get(field) or getattr(text, f"normal_{field}")(field)
        for field in FIELDS
    }


def _slot_sql(partner: str, dataset: str, slot: str) -> str:
    """One slot's rows as delivered: whose they are, and every field, blank as NULL."""
    columns = {
        field: column
        for (of, field), column in feeds(partner, dataset).items()
        if of == slot or (slot == "mother" and of == "self" and field in _PLACE)
    }
    own = [column for field, column in columns.items() if field not in _PLACE]
    text = ", ".join(
        f"nullif(trim({columns[field]}), '') as {field}"
        if field in columns
        else f"null::varchar as {field}"
        for field in FIELDS
    )
    key = CONTRACT[partner, dataset].key
    role = "" if slot == "self" else slot
    suffix = f" || '|{role}'" if role else ""
    return (
        f"select '{partner}' as partner, '{dataset}' as dataset, "
        f"{' || chr(124) || '.join(f'trim({part})' for part in key)}{suffix} "
        f"as record_key, '{partner}.{dataset}{'.' + role if role else ''}' as source, "
        f"{text} from {partner}.{dataset} "
        f"where {' and '.join(f'trim({part}) <> {chr(39) * 2}' for part in key)} "
        f"qualify row_number() over (partition by {', '.join(key)} "
        "order by delivery_date desc, file_path desc, row_number desc) = 1"
        + (
            f" and concat({', '.join(f'trim({column})' for column in own)}) <> ''"
            if role
            else ""
        )
    )


def read_slots(landing: Path) -> duckdb.DuckDBPyConnection:
    """A connection that holds a landing root's people in plain text.

    ``identities``: one row per distinct normalised identity, ``unique_id`` and FIELDS.
    ``slots``: one row per person slot: ``partner``, ``dataset``, ``record_key`` (as in
    the labelled records), ``source``, ``unique_id``.
    """
    connection = connect(landing)
    people = [
        (partner, dataset, slot)
        for partner, dataset in CONTRACT
        for slot in ("self", "mother")
        if {(slot, "surname"), (slot, "initials")} & feeds(partner, dataset).keys()
    ]
    fields = ", ".join(FIELDS)
    connection.execute(
        "create temp table delivered as "
        + " union all ".join(_slot_sql(*names) for names in people)
    )
    normalised = ", ".join(f"{sql} as {field}" for field, sql in _normalised().items())
    connection.execute(
        f"""
        create temp table normalised as
        select row_number() over () as words_id, words.*
        from (select distinct {fields} from delivered) as words;

        create temp table own as
        select words_id, {normalised} from normalised;

        create table identities as
        select row_number() over (order by {fields}) as unique_id, *
        from (select distinct {fields} from own);

        create table slots as
        select
            delivered.partner, delivered.dataset, delivered.record_key,
            delivered.source, identities.unique_id
        from delivered
        inner join normalised on {_same("delivered", "normalised")}
        inner join own on normalised.words_id = own.words_id
        inner join identities on {_same("own", "identities")};
        """
    )
    # An episode of social care is about the person whose number it names.
    partner, dataset = _SOCIAL_CARE
    connection.execute(
        f"""
        insert into slots
        select
            '{partner}', 'childrens_social_care_episodes', trim(episodes.record_id),
            '{partner}.childrens_social_care_episodes',
            -- somebody whose people row was not delivered is still one person
            coalesce(
                slots.unique_id,
                -dense_rank() over (order by trim(episodes.pers_person_id))
            )
        from {partner}.childrens_social_care_episodes as episodes
        left join slots
            on slots.partner = '{partner}' and slots.dataset = '{dataset}'
            and slots.record_key = trim(episodes.pers_person_id)
        qualify row_number() over (
            partition by trim(episodes.record_id)
            order by episodes.delivery_date desc, file_path desc, row_number desc
        ) = 1
        """
    )
    return connection


def read_labels(landing: Path) -> duckdb.DuckDBPyConnection:
    """A connection with ``labels``: partner, dataset, record_key, person_label."""
    connection = connect(landing)
    connection.execute(
        "create table labels as select partner, dataset, record_key, person_label "
        "from evaluation.labelled_records "
        "qualify dense_rank() over (order by delivery_date desc) = 1"
    )
    return connection


def _same(one: str, other: str) -> str:
    return " and ".join(
        f"{one}.{field} is not distinct from {other}.{field}" for field in FIELDS
    )

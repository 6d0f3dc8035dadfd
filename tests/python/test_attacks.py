"""The vault's tokens under attack, by frequency and by dictionary.

The attacker holds every token of one stored vault and the plain text of another source,
and knows the specification (docs/tokens.md), but not the keys. Only the scoring, which
must know the truth, uses the link key. The same attacks undo tokens of single fields,
which shows that they work.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import duckdb
import pytest
import yaml
from conftest import ROOT, Warehouse
from essex_data.contract import Dataset, read_contract
from essex_data.deliveries import Landing, scan_landing, show_files, view_sql
from essex_data.keys import hmac_pads, read_key
from essex_data.transcoding import register
from essex_data.vault import attach_vault
from rendering import macro
from scipy.stats import poisson

LIMIT = 0.001  # of a column's records
LUCK = 1e-8  # what one attack may achieve by luck so rarely is no luck
HEADS = (10, 100, 1000)  # ranks that are aligned; further down nearly all are ties
# Pupils with addresses and UPRNs, patients of all ages, adults with addresses.
ATTACKERS = (
    "schools.school_census",
    "mid_and_south_essex_nhs.ae_attendances",
    "basildon_borough_council.housing_benefit_claim_members",
)
# What has so few values that anybody guesses it says nothing about a token.
GUESSABLE = {
    "sex",
    "initials",
    "surname_initial",
    "birth_month",
    "birth_day",
    "outward",
}
# Beside a key's own fields: what an identity or a person as a whole stands for.
WHOLE = ("names_date_postcode", "names_date", "names_postcode", "date_address_line")

# Digests of files and of what they were read with.
NOT_TOKENS = ("file_sha256", "staged_with")

COMBINATIONS = {key["name"]: key["fields"] for key in macro("match_keys")}


def joined(fields: list[str]) -> str:
    return "+".join(fields)


def plain_sql(dataset: Dataset, landing: Landing, role: str) -> str | None:
    """What a dataset says in the clear, normalised: source, record_token, role, field,
    value; NULL for a dataset without people in that role."""
    path = ROOT / "models" / "staging" / dataset.partner / "sources.yml"
    (source,) = yaml.load(path.read_bytes(), yaml.CSafeLoader)["sources"]
    (table,) = [t for t in source["tables"] if t["name"] == dataset.name]
    node = {
        "source_name": dataset.partner,
        "name": dataset.name,
        "columns": {
            c["name"]: SimpleNamespace(
                name=c["name"],
                config=SimpleNamespace(meta=_Meta(c["config"]["meta"])),
            )
            for c in table["columns"]
        },
    }
    own = macro("identity_fields", node, role or "self")
    if not {"surname", "initials"} & set(own):
        return None
    derived = macro("derived_match_fields", own)
    fields = {field: f"own_{field}" for field in own} | derived
    made = {f: f"match_{f}" for f in fields if f not in GUESSABLE}
    if {"postcode", "address_line"} <= set(own):
        made["address"] = "match_postcode || chr(31) || match_address_line"
    for parts in COMBINATIONS.values():
        if set(parts) <= set(derived):
            made[joined(parts)] = " || chr(31) || ".join(f"match_{p}" for p in parts)
    keys = macro("key_columns", node)
    said = ", ".join(f"{{field: '{f}', value: {sql}}}" for f, sql in made.items())
    return f"""
        with delivered as (
            select
                {", ".join(f"{macro('not_blank', c)} as {c}" for c in dataset.columns)},
                delivery_date, file_path, row_number
            from ({view_sql(dataset, landing.accepted(dataset))}) as delivered
        ), newest as (
            from delivered
            where {" and ".join(f"{key} is not null" for key in keys)}
            qualify row_number() over (
                partition by {", ".join(keys)}
                order by delivery_date desc, file_path desc, row_number desc
            ) = 1
        ), own as (
            select
                {macro("record_token", dataset.partner, dataset.name, keys)} as record,
                {", ".join(f"{r['sql']} as own_{f}" for f, r in own.items())}
            from newest
        ), derived as (
            select record, {", ".join(f"{s} as match_{f}" for f, s in fields.items())}
            from own
        ), said as (select record, unnest([{said}], recursive := true) from derived)
        select
            '{dataset.partner}.{dataset.name}' as source, record as record_token,
            '{role}' as role, field, value, hash(field, value) as meaning
        from said where value is not null
    """


class _Meta(dict):
    """A column's meta as dbt's Jinja sees it: what is not there is empty."""

    def __getattr__(self, name: str) -> object:
        return self.get(name)


@pytest.fixture(scope="module")
def attacker(
    district: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The vault beside what was delivered (``plain``) and whose it is (``said``)."""
    connection = duckdb.connect()
    connection.execute(
        "set temp_directory = ?", [str(tmp_path_factory.mktemp("attacker"))]
    )
    with pytest.MonkeyPatch.context() as patched:
        for name, value in district.environment.items():
            patched.setenv(name, value)
        attach_vault(connection, read_only=True)
    register(connection)
    pads = hmac_pads(read_key(district.folder / "keys" / "link.key"))
    for name, pad in zip(("link_inner", "link_outer"), pads, strict=True):
        connection.execute(f"set variable {name} = ?", [pad])
    contract = read_contract()
    landing = scan_landing(district.landing, contract)
    show_files(connection, landing.files)
    parts = [plain_sql(d, landing, role) for d in contract for role in ("", "mother")]
    for number, part in enumerate(filter(None, parts)):
        verb = "insert into plain" if number else "create table plain as"
        connection.execute(f"{verb} {part}")
    for name in ("link_inner", "link_outer"):
        connection.execute(f"reset variable {name}")
    connection.execute("""
        create table slots as
        select
            slots.record_token, slots.role, slots.identity_token, records.person_id
        from vault.linked.lnk_identity__person_slots as slots
        inner join vault.linked.lnk_people__records as records
            using (record_token, role);
        create table said as
        select distinct slots.identity_token, plain.meaning
        from plain inner join slots using (record_token, role);
        create table ranked_values as
        select
            source, field, meaning,
            row_number() over (
                partition by source, field order by count(*) desc, meaning
            ) as rank
        from plain group by source, field, meaning;
        -- how often a guess is right without any token, in one source and in all
        create table guesses as
        select
            coalesce(source, 'all') as source, field, meaning,
            count(*) / sum(count(*)) over (partition by source, field) as share
        from plain
        group by grouping sets ((source, field, meaning), (field, meaning));
    """)
    yield connection
    connection.close()


def token_columns(
    connection: duckdb.DuckDBPyConnection, database: str
) -> list[tuple[str, str, str]]:
    """Every column that looks like tokens, whatever its name: table, column, type.

    64-bit unsigned integers, and text of at least 16 hex characters throughout.
    """
    columns = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type "
        "from duckdb_columns() semi join duckdb_tables() "
        "using (database_name, schema_name, table_name) "
        "where database_name = ? and schema_name <> 'main' "
        "and data_type in ('UBIGINT', 'UBIGINT[]', 'VARCHAR', 'VARCHAR[]') "
        "order by all",
        [database],
    ).fetchall()
    found = []
    for table, column, kind in columns:
        if column in NOT_TOKENS:
            continue
        if kind.startswith("UBIGINT"):
            found.append((table, column, kind))
            continue
        text = f'"{column}"'
        if "[]" in kind:
            text = f"array_to_string({text}, '')"
        looks = connection.execute(
            f"select bool_and(regexp_full_match({text}, '[0-9a-f]{{16,}}')) "
            f"from {database}.{table}"
        )
        if looks.fetchone() == (True,):
            found.append((table, column, kind))
    return found


def collect_tokens(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Ranks the tokens of each column, and of each match pass in it, by frequency
    (``ranked_tokens``), with whose they are (``holders``) for the scoring.

    What occurs once has no rank. A token is held as the number its first 8 bytes make.
    """
    connection.execute("""
        create or replace table ranked_tokens (
            stored varchar, name varchar, token ubigint, number bigint,
            records bigint, rank bigint
        );
        create or replace table every_token (name varchar, token ubigint);
        create or replace table holders (token ubigint, identity_token ubigint);
    """)
    for table, column, kind in token_columns(connection, database):
        of_table = connection.execute(f"describe {database}.{table}").fetchall()
        others = {row[0] for row in of_table}
        element, place = column, "''"
        if kind.endswith("[]"):
            element = f"unnest({column})"
            place = f"'#' || generate_subscripts({column}, 1)"
        elif column == "match_token" and "match_pass" in others:
            place = "'#' || match_pass"
        keys = [k for k in ("record_token", "person_id") if k in others]
        if column.endswith("person_id"):  # says itself whose it is, not the row
            keys = [key for key in keys if key == "record_token"]
        connection.execute(f"""
            create or replace temp table tokens as
            select
                '{column}' || {place} as name,
                {", ".join(f"{key} as key_{key}" for key in keys) or "null as key"},
                {element} as token
            from {database}.{table} where {column} is not null
        """)
        if kind.startswith("VARCHAR"):
            connection.execute(
                "alter table tokens alter token type ubigint "
                "using unhex(left(token, 16))::bit::ubigint"
            )
        connection.execute(
            f"insert into ranked_tokens select '{table}', name, token, number, "
            "sum(number) over (partition by name), row_number() over "
            "(partition by name order by number desc, token) as rank from "
            "(select name, token, count(*) as number from tokens "
            "where token is not null group by all) "
            f"qualify number > 1 and rank <= {HEADS[-1]}"
        )
        connection.execute(
            "insert into every_token select distinct name, token from tokens"
        )
        role = "and slots.role = 'mother'" if column.startswith("mother_") else ""
        for key in keys[:1]:
            connection.execute(
                "insert into holders select distinct token, slots.identity_token "
                f"from tokens inner join slots on tokens.key_{key} = slots.{key} {role}"
            )
    connection.execute("""
        create or replace table holders as
        select distinct holders.* from holders
        semi join ranked_tokens using (token);
        create or replace table weighed_holders as
        select
            token, identity_token,
            slots.number / sum(slots.number) over (partition by token) as share
        from holders
        inner join (
            select identity_token, count(*) as number from slots group by all
        ) as slots using (identity_token);
    """)


@dataclass(frozen=True)
class Attack:
    """What one attack by rank found in one column about one field.

    gained: records whose value was found, beyond those that guessing finds.
    found, guessed: tokens of each head of the ranks whose value was found, and would be
    by guessing.
    """

    table: str
    column: str
    field: str
    records: int
    gained: float
    found: tuple[float, ...]
    guessed: tuple[float, ...]

    @property
    def share(self) -> float:
        return self.gained / self.records

    @property
    def is_more_than_luck(self) -> bool:
        # No guess is certain to fail, though the source itself may not say the value.
        heads = zip(self.found, self.guessed, strict=True)
        return any(found > poisson.isf(LUCK, max(p, 0.01)) for found, p in heads)


def together(attacks: list[Attack]) -> list[Attack]:
    """The attacks on one column of all staging tables as one: what may be luck in one
    dataset is none in twelve."""
    groups: dict[tuple[str, str], list[Attack]] = defaultdict(list)
    for attack in attacks:
        if attack.table.startswith("staging."):
            groups[attack.column, attack.field].append(attack)
    return [
        Attack(
            table="staging",
            column=column,
            field=field,
            records=sum(attack.records for attack in group),
            gained=sum(attack.gained for attack in group),
            found=tuple(
                map(sum, zip(*(attack.found for attack in group), strict=True))
            ),
            guessed=tuple(
                map(sum, zip(*(attack.guessed for attack in group), strict=True))
            ),
        )
        for (column, field), group in groups.items()
    ]


def attack_by_rank(connection: duckdb.DuckDBPyConnection, source: str) -> list[Attack]:
    """The n-th most frequent token is taken for the n-th most frequent value.

    source: whose plain text the attacker holds; its own tables are not attacked.
    """
    keys = [joined(fields) for fields in COMBINATIONS.values()]
    whole = [joined(COMBINATIONS[name]) for name in WHOLE]
    heads = ", ".join(
        f"coalesce(sum(right_share) filter (where rank <= {head}), 0), "
        f"coalesce(sum(guess_share) filter (where rank <= {head}), 0)"
        for head in HEADS
    )
    rows = connection.execute(
        f"""
        with aligned as materialized (
            select tokens.*, plain.field, plain.meaning
            from ranked_tokens as tokens
            inner join ranked_values as plain using (rank)
            where
                plain.source = $source
                and not contains(tokens.stored, replace($source, '.', '__'))
                and not ends_with(tokens.stored, '__' || split_part($source, '.', 1))
                and (
                    not contains(plain.field, '+')
                    or plain.field = ($keys)[try_cast(
                        split_part(tokens.name, '#', 2) as integer
                    )]
                    or (not contains(tokens.name, '#') and plain.field in $whole)
                )
        ), truly as (
            select token, meaning, sum(holders.share) as right_share
            from (select distinct token, meaning from aligned) as guessed
            inner join weighed_holders as holders using (token)
            inner join said using (identity_token, meaning)
            group by all
        ), scored as (
            select
                aligned.*,
                coalesce(right_share, 0) as right_share,
                coalesce(guesses.share, 0) as guess_share
            from aligned
            left join (select distinct source, field from plain) as sources
                on
                    stored = 'staging.stg_' || replace(sources.source, '.', '__')
                    and aligned.field = sources.field
            left join guesses
                on
                    aligned.field = guesses.field
                    and aligned.meaning = guesses.meaning
                    and guesses.source = coalesce(sources.source, 'all')
            left join truly
                on aligned.token = truly.token and aligned.meaning = truly.meaning
        )
        select
            stored, name, field, any_value(records),
            sum(number * (right_share - guess_share)), {heads}
        from scored group by stored, name, field
        """,
        {"source": source, "keys": keys, "whole": whole},
    ).fetchall()
    return [Attack(*row[:5], found=row[5::2], guessed=row[6::2]) for row in rows]


def attack_by_dictionary(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, tuple[int, int]]:
    """Hashes every plain value, bare and as the specification's messages, without the
    key: for each column the number of its tokens and of those that were hit."""
    messages = [f"('match:{n}', '{joined(f)}')" for n, f in COMBINATIONS.items()]
    messages += ["('address', 'address')", "('uprn', 'uprn')"]
    empty, wrong = hmac_pads(b""), hmac_pads(os.urandom(32))
    connection.execute(f"""
        create or replace temp table words as
        with domains(domain, field) as (values {", ".join(messages)})
        select distinct value as word from plain
        union
        select domains.domain || chr(31) || value
        from plain inner join domains using (field)
    """)
    hashes = ["sha256(word)", "md5(word)", "sha1(word)"]
    for number, pads in enumerate((empty, wrong)):
        for name, pad in zip(("inner", "outer"), pads, strict=True):
            connection.execute(f"set variable {name}_{number} = ?", [pad])
        hashes.append(
            f"sha256(getvariable('outer_{number}') || unhex(sha256("
            f"getvariable('inner_{number}') || encode(word))))"
        )
    made = " union ".join(f"select left({sql}, 16) as hex from words" for sql in hashes)
    rows = connection.execute(f"""
        with hashed as (select distinct unhex(hex)::bit::ubigint as token from ({made}))
        select name, count(*), count(hashed.token)
        from (select distinct * from every_token) as stored
        left join hashed using (token) group by name
    """).fetchall()
    return {name: (number, hit) for name, number, hit in rows}


def weak_columns(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Tokens as they must not be: unkeyed hashes of single fields (``weak.people``)."""
    fields = ("forename", "surname", "date_of_birth")
    columns = ", ".join(
        f"left(sha256(any_value(value) filter (where field = '{field}')), 32) "
        f"as {field}_token"
        for field in fields
    )
    connection.execute("attach ':memory:' as weakened; create schema weakened.weak")
    connection.execute(
        f"create table weakened.weak.people as select record_token, {columns} "
        "from plain where source = ? and role = '' group by record_token",
        [source],
    )


# The tests stand in the order in which they use the one set of collected tokens.
@pytest.fixture(scope="module")
def of_the_vault(attacker: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    collect_tokens(attacker, "vault")
    return attacker


@pytest.fixture(scope="module")
def ranked(of_the_vault: duckdb.DuckDBPyConnection) -> list[Attack]:
    """What each attacker finds by rank."""
    return [row for source in ATTACKERS for row in attack_by_rank(of_the_vault, source)]


def test_the_attacker_sees_every_token(
    of_the_vault: duckdb.DuckDBPyConnection,
) -> None:
    named = of_the_vault.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        "semi join duckdb_tables() using (database_name, schema_name, table_name) "
        "where database_name = 'vault' and column_name ~ '.*_tokens?$'"
    ).fetchall()
    seen = {column[:2] for column in token_columns(of_the_vault, "vault")}
    assert len(seen) > 100
    filled = {
        (table, column)
        for table, column in set(named) - seen
        if of_the_vault.execute(f"select count({column}) from vault.{table}").fetchone()
        != (0,)
    }
    assert filled == set()
    unknown = of_the_vault.execute(
        "select source, count(*) from plain anti join slots using (record_token, role) "
        "where role = '' group by source"
    ).fetchall()
    assert unknown == [], "it cannot be said which records these values are of"
    unscored = of_the_vault.execute(
        "select distinct stored, name from ranked_tokens "
        "anti join holders using (token) "
        "where not regexp_matches(stored, '__(services|parent_voice)$')"  # of nobody
    ).fetchall()
    assert unscored == [], "it cannot be said whose these tokens are"


def test_ranks_betray_nobody(ranked: list[Attack]) -> None:
    assert len(ranked) > 10_000
    betrayed = {
        (attack.table, attack.column, attack.field): attack.share
        for attack in ranked + together(ranked)
        if attack.share >= LIMIT and attack.is_more_than_luck
    }
    assert betrayed == {}


def test_no_dictionary_hits_a_token(of_the_vault: duckdb.DuckDBPyConnection) -> None:
    hits = attack_by_dictionary(of_the_vault)
    assert len(hits) > 100
    assert {column: hit for column, (_, hit) in hits.items() if hit} == {}


def test_both_attacks_undo_unkeyed_tokens_of_single_fields(
    of_the_vault: duckdb.DuckDBPyConnection,
) -> None:
    # The younger pupils' names are frequent among all pupils too.
    weak_columns(of_the_vault, "essex_county_council.eyfs_profile")
    collect_tokens(of_the_vault, "weakened")
    found = {
        attack.field: attack.share
        for attack in attack_by_rank(of_the_vault, "schools.school_census")
        if attack.column == f"{attack.field}_token"
    }
    assert found["forename"] > 0.05
    hits = attack_by_dictionary(of_the_vault)
    for column in ("forename_token", "surname_token", "date_of_birth_token"):
        number, hit = hits[column]
        assert hit > 0.9 * number

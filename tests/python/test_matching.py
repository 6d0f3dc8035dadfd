"""Matching's macros against independent implementations: components, normal forms."""

from __future__ import annotations

import re
import string

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering import macro

NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
# Letters with accents and special ones, and what stands between the parts of a name.
WRITTEN = st.text("abcXYZéÉüñçØøŁßÆœÞ '-.’", max_size=15)
ask_settings = settings(deadline=None, max_examples=40)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def each(
    connection: duckdb.DuckDBPyConnection, name: str, texts: list[str]
) -> list[str | None]:
    """What a macro of one argument makes of each text."""
    connection.register("given", pd.DataFrame({"text": texts}, dtype="object"))
    rows = connection.execute(
        f"select {macro(name, 'text')} from (select text::varchar as text from given)"
    ).fetchall()
    return [row[0] for row in rows]


# Components


def smallest_of_component(nodes: set[int], edges: list[tuple[int, int]]) -> dict:
    """Union-find, each root the smallest node of its component."""
    parent = {node: node for node in nodes}

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {node: root(node) for node in nodes}


@ask_settings
@given(
    edges=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=25),
    alone=st.sets(st.integers(0, 20), max_size=5),
    data=st.data(),
)
def test_components_are_those_of_union_find(
    connection: duckdb.DuckDBPyConnection,
    edges: list[tuple[int, int]],
    alone: set[int],
    data: st.DataObject,
) -> None:
    # duplicates and self loops are drawn; order and direction do not matter
    turned = [
        edge[::-1] if data.draw(st.booleans()) else edge
        for edge in data.draw(st.permutations(edges))
    ]
    nodes = alone | {node for edge in edges for node in edge}
    connection.register("nodes", pd.DataFrame({"node_id": sorted(nodes)}, dtype="u8"))
    connection.register(
        "edges", pd.DataFrame(turned, columns=["from_id", "to_id"], dtype="u8")
    )
    rows = connection.execute(macro("connected_components", "nodes", "edges"))
    found = rows.fetchall()
    assert len(found) == len(nodes)
    assert dict(found) == smallest_of_component(nodes, edges)


# Normal forms


@ask_settings
@given(texts=st.lists(WRITTEN, min_size=1, max_size=20))
@pytest.mark.parametrize("form", ["forename", "surname"])
def test_names_are_letters_and_stay_as_they_are(
    connection: duckdb.DuckDBPyConnection, form: str, texts: list[str]
) -> None:
    normal = each(connection, f"normal_{form}", texts)
    made = [name for name in normal if name is not None]
    assert all(re.fullmatch("[A-Z]+", name) for name in made)
    assert each(connection, f"normal_{form}", made) == made


@ask_settings
@given(texts=st.lists(NAMES, min_size=1, max_size=20), data=st.data())
def test_case_accents_and_punctuation_change_no_name(
    connection: duckdb.DuckDBPyConnection, texts: list[str], data: st.DataObject
) -> None:
    marks = {"E": "é", "U": "Ü", "A": "å", "N": "ñ", "C": "ç", "O": "ö", "I": "î"}
    dressed = []
    for text in texts:
        letters = []
        for letter in text:
            forms = [letter, letter.lower(), marks.get(letter, letter)]
            letters.append(data.draw(st.sampled_from(forms)))
            letters.append(data.draw(st.sampled_from(["", "", "'", "-", ".", "’"])))
        dressed.append(" " + "".join(letters) + " ")
    for form in ("forename", "surname"):
        plain = each(connection, f"normal_{form}", texts)
        assert each(connection, f"normal_{form}", dressed) == plain


@pytest.mark.parametrize("word", ["Baby", "BABY-BOY", "unknown", " Twin 2", "", "?"])
def test_what_is_no_name_yet_is_absent(
    connection: duckdb.DuckDBPyConnection, word: str
) -> None:
    assert each(connection, "normal_forename", [word]) == [None]


@ask_settings
@given(
    code=st.from_regex(r"[A-Y]{1,2}[0-9]{1,2}[0-9][A-Z]{2}", fullmatch=True),
    cut=st.integers(1, 6),
    gap=st.sampled_from(["", " ", "  ", "-"]),
)
def test_a_postcode_is_one_however_it_is_written(
    connection: duckdb.DuckDBPyConnection, code: str, cut: int, gap: str
) -> None:
    written = [code, code.lower(), code[:cut] + gap + code[cut:]]
    expected = f"{code[:-3]} {code[-3:]}"
    assert each(connection, "normal_postcode", written) == [expected] * 3
    assert each(connection, "normal_postcode", [expected]) == [expected]


@pytest.mark.parametrize("text", ["ZZ99 3VZ", "SS14", "14SS 1AA", "SS14 1A1", ""])
def test_what_is_no_postcode_is_absent(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    assert each(connection, "normal_postcode", [text]) == [None]


def is_nhs_number(digits: str) -> bool:
    """The digits times 10, 9 … 1 add up to a multiple of 11."""
    total = sum(int(d) * w for d, w in zip(digits, range(10, 0, -1), strict=True))
    return total % 11 == 0 and len(set(digits)) > 1


@ask_settings
@given(stems=st.lists(st.text(string.digits, min_size=9, max_size=9), min_size=1))
def test_nhs_numbers_have_their_check_digit(
    connection: duckdb.DuckDBPyConnection, stems: list[str]
) -> None:
    texts = [stem + digit for stem in stems for digit in string.digits]
    expected = [text if is_nhs_number(text) else None for text in texts]
    assert each(connection, "normal_nhs_number", texts) == expected
    spaced = [f"{text[:3]} {text[3:6]}-{text[6:]}" for text in texts]
    assert each(connection, "normal_nhs_number", spaced) == expected


@pytest.mark.parametrize(
    "text", ["943476591", "94347659190", "943476591X", "", "0" * 10]
)
def test_what_is_no_nhs_number_is_absent(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    assert each(connection, "normal_nhs_number", [text]) == [None]


def is_nino(text: str) -> bool:
    """The prefixes of HMRC's manual, one by one; the suffix A to D may be missing."""
    first, second = text[0], text[1]
    return (
        first not in "DFIQUV"
        and second not in "DFIQUVO"
        and text[:2] not in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
        and text[8:] in {"", "A", "B", "C", "D"}
    )


def test_ninos_have_a_prefix_that_can_be(connection: duckdb.DuckDBPyConnection) -> None:
    letters = string.ascii_uppercase
    texts = [f"{a}{b}123456{s}" for a in letters for b in letters for s in ("", "C")]
    texts += [f"AB123456{suffix}" for suffix in letters]
    expected = [text[:8] if is_nino(text) else None for text in texts]
    assert each(connection, "normal_nino", texts) == expected
    spaced = [f"{t[:2]} {t[2:4]} {t[4:6]} {t[6:8]} {t[8:]}".lower() for t in texts]
    assert each(connection, "normal_nino", spaced) == expected


# Soundex


def soundex(name: str) -> str:
    """The National Archives' rules, letter by letter."""
    groups = ("BFPV", "CGJKQSXZ", "DT", "L", "MN", "R")
    codes = {letter: str(n) for n, group in enumerate(groups, 1) for letter in group}
    found, last = name[0], codes.get(name[0], "")
    for letter in name[1:]:
        if letter in "HW":
            continue  # equal codes on both sides count once
        code = codes.get(letter, "")  # a vowel has none, so equal codes count twice
        if code and code != last:
            found += code
        last = code
    return found[:4].ljust(4, "0")


@ask_settings
@given(names=st.lists(NAMES, min_size=1, max_size=40))
def test_soundex_is_the_national_archives(
    connection: duckdb.DuckDBPyConnection, names: list[str]
) -> None:
    assert each(connection, "soundex", names) == [soundex(name) for name in names]


@pytest.mark.parametrize(
    ("name", "code"),
    # the examples of the National Archives' page on the census's Soundex
    [
        ("WASHINGTON", "W252"),
        ("LEE", "L000"),
        ("GUTIERREZ", "G362"),
        ("PFISTER", "P236"),
        ("JACKSON", "J250"),
        ("TYMCZAK", "T522"),
        ("ASHCRAFT", "A261"),
    ],
)
def test_soundex_of_the_published_examples(
    connection: duckdb.DuckDBPyConnection, name: str, code: str
) -> None:
    assert each(connection, "soundex", [name]) == [code]
    assert soundex(name) == code

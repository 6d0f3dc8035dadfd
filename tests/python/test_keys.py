"""Keys and tokens: made with care, read with care, equal everywhere."""

from __future__ import annotations

import hashlib
import hmac
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Warehouse
from essex_data import keys
from hypothesis import given
from hypothesis import strategies as st


def test_made_keys_are_random_private_and_kept(tmp_path: Path) -> None:
    made = keys.make_keys(tmp_path / "keys")
    assert [path.name for path in made] == ["link.key", "vault.key"]
    contents = [keys.read_key(path) for path in made]
    assert len(set(contents)) == 2
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in made)
    assert keys.make_keys(tmp_path / "keys") == []
    assert [keys.read_key(path) for path in made] == contents


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [
        (None, 0o600, "There is no key at"),
        (b"short", 0o600, "has 5 bytes and must have 32"),
        (b"k" * 32, 0o644, "can be read by others (mode 0644)"),
    ],
)
def test_a_key_that_cannot_be_used_says_what_to_do(
    tmp_path: Path, content: bytes | None, mode: int, message: str
) -> None:
    path = tmp_path / "link.key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(keys.KeyProblem) as problem:
        keys.read_key(path)
    assert message in str(problem.value)
    assert str(path) in str(problem.value)


@given(key=st.binary(min_size=32, max_size=32), text=st.text())
def test_pads_make_the_hmac_of_the_standard_library(key: bytes, text: str) -> None:
    inner, outer = keys.hmac_pads(key)
    data = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(outer + hashlib.sha256(inner + data).digest())
    assert digest.digest() == hmac.new(key, data, hashlib.sha256).digest()


# The key of the vectors in docs/tokens.md, which OpenSSL computed.
VECTOR_KEY = bytes(range(32))


def test_vectors_of_the_specification() -> None:
    specification = (Path(__file__).parents[2] / "docs" / "tokens.md").read_text(
        "utf-8"
    )
    block = specification.split("```text\n")[1].split("```")[0]
    vectors = [line.rsplit(maxsplit=1) for line in block.splitlines()]
    assert len(vectors) == 7
    for message, expected in vectors:
        assert keys.token(VECTOR_KEY, *message.split("␟")) == expected


def test_tokens_in_sql_are_those_of_the_specification(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    warehouse = new_warehouse()
    warehouse.deliver(
        "schools/school_census/2024-01-31/census.csv",
        "record_id,forename,surname,date_of_birth\n"
        "R1,Zoë,O'Brien-Łuk,2015-02-03\n"
        "R/2|x,,,\n",
    )
    built = warehouse.build("-s", "+stg_schools__school_census")
    assert built.returncode == 0, built.stdout
    link_key = keys.read_key(warehouse.folder / "keys" / "link.key")
    tokens = {
        row[0]
        for row in warehouse.query(
            "select record_token from vault.staging.stg_schools__school_census"
        )
    }
    assert tokens == {
        keys.token(link_key, "record", "schools", "school_census", key)
        for key in ("R1", "R/2|x")
    }
    match_tokens = {
        row[0]
        for row in warehouse.query(
            "select unnest(match_tokens) from vault.staging.base_schools__school_census"
        )
    }
    assert (
        keys.match_token(link_key, "names_date", "OBRIENLUK", "ZOE", "2015-02-03")
        in match_tokens
    )

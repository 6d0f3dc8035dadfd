"""The only expressions that turn a delivered value into what may be stored.

They are written out here a second time, beside the macros of ``macros/pseudonymise``
and ``macros/deliveries``: whoever changes such a macro has to change this list too, and
both changes are seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import sqlglot
from sqlglot import exp

from essex_data.lineage.values import Form, Value, Way, together

# What an expression holds, as the query that it stands in knows it.
Evaluate = Callable[[exp.Expr], Value]

_HMAC = (
    "sha256(getvariable('{key}_outer') || unhex(sha256("
    "getvariable('{key}_inner') || encode(__message))))"
)
_DATE = """
    nullif(nullif(case
        when regexp_full_match(__text, '[0-9]{4}-[0-9]{2}-[0-9]{2}.*')
            then try_cast(substr(__text, 1, 10) as date)
        when regexp_full_match(__text, '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}')
            then try_cast(
                split_part(__text, '/', 3)
                || '-' || lpad(split_part(__text, '/', 2), 2, '0')
                || '-' || lpad(split_part(__text, '/', 1), 2, '0') as date
            )
    end, date '1811-11-11'), date '1900-01-01')
"""
_SEX = """
    case
        when lower(__text) in ('1', 'm', 'male', 'boy', 'man') then 'M'
        when lower(__text) in ('2', 'f', 'female', 'girl', 'woman') then 'F'
    end
"""
_KEYED = {
    _HMAC.format(key="link"): Way.TOKEN,
    _HMAC.format(key="vault"): Way.ID,
}
# Expression, the form that its column must have, what comes out.
_COARSE = (
    ("cast(substr(__text, 1, 4) as smallint)", Form.ISO_DATE, Way.YEAR),
    ("cast(substr(__text, 6, 2) as smallint)", Form.ISO_DATE, Way.MONTH),
    (f"cast(date_trunc('month', {_DATE}) as date)", Form.TEXT, Way.FIRST_OF_MONTH),
    (_SEX, Form.TEXT, Way.SEX),
    (
        "case when __text like '%|mother' then 'mother' else '' end",
        *(Form.TEXT, Way.ROLE),
    ),
)
_FAULT = re.compile(r"([a-z0-9_]+):[a-z_]+")
_FEW = 8  # values that stand for "not known" in one column


def recognise(node: exp.Expr, evaluate: Evaluate) -> Value | None:
    """What an expression that may be stored holds; None for every other.

    node: any expression; evaluate: says what the parts of it hold.
    """
    if isinstance(node, exp.SHA2):
        return _keyed_hash(node, evaluate)
    if isinstance(node, exp.Cast | exp.Nullif | exp.Case):
        return _as_text(node, evaluate) or _coarse(node, evaluate)
    return None


def fault(node: exp.Expr, evaluate: Evaluate) -> Value | None:
    """A case that says `column:kind` of a column that could not be read, or None.

    Its only condition: what was read is NULL, the column is not, and the column is not
    one of a few texts that stand for "not known".
    """
    if not isinstance(node, exp.Case) or node.this or node.args.get("default"):
        return None
    (branch, *more) = node.args["ifs"]
    result = branch.args["true"]
    said = _FAULT.fullmatch(result.this) if _is_text(result) else None
    if more or said is None:
        return None
    conditions = list(branch.this.flatten()) if isinstance(branch.this, exp.And) else []
    columns, is_present = [], False
    for condition in conditions:
        is_not = isinstance(condition, exp.Not)
        test = condition.this if is_not else condition
        column = test.this
        if isinstance(test, exp.In):
            if not is_not or not _is_few(test):
                return None
            while isinstance(column, exp.Lower | exp.Upper | exp.Substring):
                column = column.this
        elif not (isinstance(test, exp.Is) and isinstance(test.expression, exp.Null)):
            return None
        if not isinstance(column, exp.Column):
            return None
        value = evaluate(column)
        if is_not:
            if value.form is not Form.TEXT or column.name.lower() != said[1]:
                return None
            is_present = is_present or isinstance(test, exp.Is)
        columns.append(value)
    return together(columns).become(Way.FAULT) if is_present else None


def _keyed_hash(node: exp.Expr, evaluate: Evaluate) -> Value | None:
    for text, way in _KEYED.items():
        found = _match(text, node)
        if found is not None:
            return evaluate(found["__message"]).become(way)
    return None


def _as_text(node: exp.Expr, evaluate: Evaluate) -> Value | None:
    """Forms of one column: trimmed, or a date of it as text."""
    for text, form in (
        ("nullif(trim(__text), '')", Form.TEXT),
        (f"cast({_DATE} as varchar)", Form.ISO_DATE),
    ):
        value = _of_column(text, node, evaluate, Form.TEXT)
        if value is not None:
            return Value(value.flows, form, value.of)
    return None


def _coarse(node: exp.Expr, evaluate: Evaluate) -> Value | None:
    for text, form, way in _COARSE:
        value = _of_column(text, node, evaluate, form)
        if value is not None:
            return value.become(way)
    return None


def _of_column(
    text: str, node: exp.Expr, evaluate: Evaluate, form: Form
) -> Value | None:
    """The column that stands at a pattern's `__text`, if it is of the form."""
    found = _match(text, node)
    if found is None or not isinstance(found["__text"], exp.Column):
        return None
    value = evaluate(found["__text"])
    return value if value.form is form else None


def _is_text(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and node.is_string


def _is_few(node: exp.In) -> bool:
    texts = node.expressions
    return 0 < len(texts) <= _FEW and all(map(_is_text, texts))


@cache
def _pattern(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, read="duckdb")


def _match(text: str, node: exp.Expr) -> dict[str, exp.Expr] | None:
    """What stands at the blanks (`__name`) of a pattern, or None if it is another."""
    found: dict[str, exp.Expr] = {}
    return found if _is_same(_pattern(text), node, found) else None


def _is_same(pattern: object, node: object, found: dict[str, exp.Expr]) -> bool:
    if isinstance(pattern, exp.Column) and pattern.name.startswith("__"):
        if not isinstance(node, exp.Expr):
            return False
        return found.setdefault(pattern.name, node) == node
    if isinstance(pattern, exp.Expr):
        if type(pattern) is not type(node) or not isinstance(node, exp.Expr):
            return False
        names = {k for k, v in (*pattern.args.items(), *node.args.items()) if v}
        return all(
            _is_same(pattern.args.get(name), node.args.get(name), found)
            for name in names
        )
    if isinstance(pattern, list):
        return (
            isinstance(node, list)
            and len(pattern) == len(node)
            and all(_is_same(*pair, found) for pair in zip(pattern, node, strict=True))
        )
    return pattern == node

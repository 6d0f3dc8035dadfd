"""The project's macros, rendered as dbt would for DuckDB, but without a project run."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar

import duckdb
from conftest import ROOT
from jinja2 import Environment


class Project:
    """What dbt knows while it runs; a test fills it before it calls a macro."""

    graph = SimpleNamespace(nodes={}, sources={})
    variables: ClassVar[dict[str, str]] = {}
    logged: ClassVar[list[str]] = []


def _run_query(sql: str) -> SimpleNamespace:
    found = duckdb.sql(sql)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    return SimpleNamespace(rows=rows)


class _Returned(Exception):
    """What a macro gives to dbt's `return()`, which ends it."""


class _Exceptions:
    @staticmethod
    def raise_compiler_error(message: str) -> None:
        raise ValueError(message)


class _Adapter:
    @staticmethod
    def dispatch(name: str, project: str) -> Any:
        known = _environment().globals
        return known.get(f"duckdb__{name}") or known[f"default__{name}"]


def _return(value: Any) -> None:
    raise _Returned(value)


@cache
def _environment() -> Environment:
    environment = Environment(extensions=["jinja2.ext.do"])
    environment.globals |= {
        "return": _return,
        "exceptions": _Exceptions,
        "adapter": _Adapter,
        "graph": Project.graph,
        "modules": SimpleNamespace(re=re),
        "run_query": _run_query,
        "run_started_at": datetime(2026, 11, 22),
        "var": lambda name, default=None: Project.variables.get(name, default),
        "log": lambda message, info=False: Project.logged.append(message),
    }
    # Generic tests have a tag of their own, which only dbt knows.
    files = [p for p in ROOT.glob("macros/*/*.sql") if p.parent.name != "tests"]
    texts = [path.read_text("utf-8") for path in files]
    # Every name is known before the first file is read, for macros call each other.
    written: dict[str, Any] = {}

    def called(name: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            try:
                return written[name](*arguments, **options)
            except _Returned as returned:
                return returned.args[0]

        return call

    names = [re.findall(r"{%-? macro (\w+)\(", text) for text in texts]
    for name in sum(names, []):
        environment.globals[name] = called(name)
    for text, defined in zip(texts, names, strict=True):
        module = environment.from_string(text).module
        written |= {name: getattr(module, name) for name in defined}
    return environment


def macro(name: str, *arguments: Any, **options: Any) -> Any:
    """What a macro of the project writes (SQL) or returns (a list, a dict).

    Raises ValueError where the macro would stop dbt.
    """
    return _environment().globals[name](*arguments, **options)

"""What a Python model may do: read by ``dbt.ref`` and call the project's library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

# What models may do with a table that they read.
TABLE_METHODS = {"df", "filter", "order", "project", "join"}
# What the library behind them may import: computing, and neither files nor networks.
MODULES = {
    *("__future__", "collections", "dataclasses", "datetime", "enum", "functools"),
    *("hashlib", "itertools", "json", "math", "typing", "numpy", "pandas", "pyarrow"),
    *("concurrent", "highspy", "scipy", "sklearn", "statistics", "threadpoolctl"),
}
# What reads, writes or runs anything beside what it was handed.
BANNED_NAMES = {
    *("open", "exec", "eval", "compile", "getattr", "globals", "input", "print"),
    *("__import__", "breakpoint", "vars", "locals"),
}
BANNED_METHODS = ("read_", "to_csv", "to_parquet", "to_pickle", "to_json", "to_sql")


def judge_model(code: str, library: Path) -> Iterator[str]:
    """What is wrong with a Python model, in words.

    code: the model's source; library: the folder that holds the package essex_data.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:
        yield "cannot be parsed"
        return
    modules = set()
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            modules |= {f"{statement.module}.{a.name}" for a in statement.names}
            if not statement.module.startswith("essex_data"):
                yield f"imports {statement.module}: the library alone may be imported"
        elif isinstance(statement, ast.FunctionDef) and statement.name == "model":
            yield from _function(statement)
        elif not _is_docstring(statement):
            yield f"has code outside model(): {ast.unparse(statement)[:60]}"
    for module in sorted(modules):
        yield from _library(module, library, set())


def _function(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == "session":
            yield "uses the session, which reads anything"
        if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            yield f"uses {node.id}()"
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield "imports inside model()"
        if isinstance(node, ast.Attribute):
            if node.attr.startswith("__"):
                yield f"looks into a module or an object: {node.attr}"
            is_dbt = isinstance(node.value, ast.Name) and node.value.id == "dbt"
            if is_dbt and node.attr not in ("ref", "config"):
                yield f"uses dbt.{node.attr}, where only dbt.ref and dbt.config may be"
        if isinstance(node, ast.Call):
            yield from _call(node)


def _call(node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func)
    if called == "dbt.ref" and not all(isinstance(a, ast.Constant) for a in node.args):
        yield "reads a model whose name is computed"
    if called == "dbt.config":
        for keyword in node.keywords:
            value = keyword.value
            if keyword.arg != "materialized" or ast.unparse(value) != "'table'":
                yield f"is configured in a way that is not known: {keyword.arg}"
    is_on_table = isinstance(node.func, ast.Attribute) and "dbt.ref(" in called
    if is_on_table and called.rsplit(".", 1)[1] not in TABLE_METHODS:
        yield f"calls {called.rsplit('.', 1)[1]}() on a table, which is not known"


def _library(module: str, library: Path, seen: set[str]) -> Iterator[str]:
    """What is wrong with a module of the library, and with those that it imports."""
    path = library.joinpath(*module.split("."))
    file = path.with_suffix(".py")
    if not file.exists() and (path / "__init__.py").exists():
        file = path / "__init__.py"
    elif not file.exists():  # a name of the module before the last dot
        module, _, _ = module.rpartition(".")
        file = library.joinpath(*module.split(".")).with_suffix(".py")
    if module in seen or module == "essex_data" or not file.exists():
        return
    seen.add(module)
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        imported = []
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in imported:
            if name.startswith("essex_data."):
                yield from _library(name, library, seen)
            elif name.split(".")[0] not in MODULES:
                yield f"leads to {module}, which imports {name}"
        if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            yield f"leads to {module}, which uses {node.id}"
        if isinstance(node, ast.Attribute) and node.attr.startswith(BANNED_METHODS):
            yield f"leads to {module}, which uses .{node.attr}"


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)

"""What the columns of a query hold of delivered columns, from its SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from essex_data.lineage import grammar
from essex_data.lineage.expressions import (
    Report,
    Scope,
    evaluate,
    judge_condition,
    looked_up,
)
from essex_data.lineage.values import Relation, Value, Way, either, together

_EMPTY = Relation(())
_ROUNDS = 20


def read_query(sql: str, tables: Mapping[str, Relation], report: Report) -> Relation:
    """The columns of one statement, in DuckDB's SQL.

    tables: what it may read, by name in lower case (``database.schema.table``).
    report: takes, in words, each construct that is not understood or not allowed.
    """
    try:
        statements = sqlglot.parse(sql, read="duckdb")
    except (SqlglotError, RecursionError):
        report("cannot be parsed")
        return _EMPTY
    (statement, *more) = statements
    if more or not isinstance(statement, exp.Query):
        report("is not one select")
        return _EMPTY
    return _Reader(tables, report).run(statement, None)


class _Reader:
    def __init__(self, tables: Mapping[str, Relation], report: Report) -> None:
        self._tables = tables
        self._report = report

    def run(self, node: exp.Expr, outer: Scope | None) -> Relation:
        """A select, a set operation or either in brackets."""
        scope = Scope(self.run, self._report, outer.ctes if outer else {}, outer)
        with_ = node.args.get("with_")
        if with_ is not None:
            scope.ctes = self._ctes(with_, scope)
        if isinstance(node, exp.Select):
            self._check(node, grammar.SELECT)
            return self._select(node, scope)
        if isinstance(node, exp.SetOperation):
            self._check(node, grammar.SET_OPERATION)
            return self._set_operation(node, scope)
        if isinstance(node, exp.Subquery):
            self._check(node, grammar.SUBQUERY)
            inner = Scope(self.run, self._report, scope.ctes, outer)
            return self.run(node.this, inner)
        self._report(f"reads from something that is no select: {_kind(node)}")
        return _EMPTY

    def _check(self, node: exp.Expr, known: set[str]) -> None:
        for name in grammar.unknown_parts(node, known):
            self._report(f"uses what this check does not know: {name.strip('_')}")

    def _ctes(self, with_: exp.Expr, scope: Scope) -> Mapping[str, Relation]:
        self._check(with_, {"expressions", "recursive"})
        ctes = dict(scope.ctes)
        for cte in with_.expressions:
            self._check(cte, {*grammar.CTE, "materialized"})
            name = cte.alias.lower()
            inner = Scope(self.run, self._report, ctes, scope.outer)
            if with_.args.get("recursive") and isinstance(cte.this, exp.SetOperation):
                found = self._recursive(cte, inner)
            else:
                found = self.run(cte.this, inner)
            ctes = {**ctes, name: _renamed(found, cte).at(name)}
        return ctes

    def _recursive(self, cte: exp.Expr, scope: Scope) -> Relation:
        """A query that reads itself: until it holds nothing more."""
        name = cte.alias.lower()
        found = self.run(cte.this.this, scope)
        for _ in range(_ROUNDS):
            known = {**scope.ctes, name: _renamed(found, cte).at(name)}
            inner = Scope(self.run, self._report, known, scope.outer)
            grown = self.run(cte.this, inner)
            if _held(grown) == _held(found):
                return grown
            found = grown
        self._report(f"has a recursive query that does not come to an end: {name}")
        return found

    def _set_operation(self, node: exp.SetOperation, scope: Scope) -> Relation:
        sides = [self.run(side, scope) for side in (node.this, node.expression)]
        self._order(node, scope)
        left, right = sides
        if len(left.columns) != len(right.columns) or node.args.get("by_name"):
            self._report("puts queries together whose columns are not the same")
            columns = [*left.columns, *right.columns]
        else:
            columns = [
                (name, either((value, other)))
                for (name, value), (_, other) in zip(
                    left.columns, right.columns, strict=True
                )
            ]
        return Relation(tuple(columns), any(side.is_personal for side in sides))

    def _select(self, node: exp.Select, scope: Scope) -> Relation:
        from_ = node.args.get("from_")
        if from_ is not None:
            self._add(from_.this, scope)
        merged: set[str] = set()
        for join in node.args.get("joins") or []:
            merged |= self._join(join, scope)
        for window in node.args.get("windows") or []:
            scope.windows = together((scope.windows, evaluate(window, scope)))
        columns: list[tuple[str, Value]] = []
        for projection in node.expressions:
            for name, value in self._projected(projection, scope, merged):
                columns.append((name, value))
                scope.aliases[name] = value
        for clause in ("where", "having", "qualify"):
            if condition := node.args.get(clause):
                judge_condition(condition.this, scope)
        if (distinct := node.args.get("distinct")) and distinct.args.get("on"):
            self._report("keeps one row of many by what is not selected")
        if group := node.args.get("group"):
            self._check(group, {"expressions", "all"})
            for key in group.expressions:
                evaluate(key, scope)
                if isinstance(key, exp.Literal):
                    self._report("groups by the place of a column, not its name")
        self._order(node, scope)
        return Relation(tuple(columns), _is_personal(node, columns, scope))

    def _order(self, node: exp.Expr, scope: Scope) -> None:
        if limit := node.args.get("limit"):
            if not isinstance(limit.expression, exp.Literal):
                self._report("has a limit that is no number")
        if order := node.args.get("order"):
            if any(evaluate(part.this, scope).raw for part in order.expressions):
                self._report("puts rows in the order of an identifier")

    def _add(self, node: exp.Expr, scope: Scope) -> str:
        """Adds what stands in a from or a join; returns its alias."""
        alias = node.alias_or_name.lower()
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            self._check(node, grammar.TABLE)
            path = (node.catalog, node.db, node.name)
            name = ".".join(part.lower() for part in path if part)
            known = self._tables if node.db else scope.ctes
            if name not in known:
                self._report(f"reads {name}, which is no table that it may read")
                scope.is_known = False
            found = known.get(name, _EMPTY)
        elif isinstance(node, exp.Subquery):
            found = self.run(node, Scope(self.run, self._report, scope.ctes))
        elif isinstance(node, exp.Values):
            rows = [row.expressions for row in node.expressions]
            values = [together(evaluate(v, scope) for row in rows for v in row)]
            found = Relation(tuple(("", value) for value in values * len(rows[0])))
        else:
            self._report(f"reads from what is no table: {_kind(node)}")
            found = _EMPTY
        if alias in scope.tables:
            self._report(f"has two tables of the name {alias}")
        scope.tables[alias] = _renamed(found, node)
        return alias

    def _join(self, node: exp.Join, scope: Scope) -> set[str]:
        """Adds a joined table; returns the columns that `using` makes one of two."""
        self._check(node, grammar.JOIN)
        before = dict(scope.tables)
        alias = self._add(node.this, scope)
        names = {column.name.lower() for column in node.args.get("using") or []}
        for name in names:
            sides = [v for t in before.values() for v in t.named(name)]
            sides += scope.tables[alias].named(name)
            if any(v.raw for v in sides) and not all(v.raw for v in sides):
                self._report(f"compares an identifier with what is none: {name}")
        if condition := node.args.get("on"):
            judge_condition(condition, scope)
            for table, value in looked_up(condition, scope).items():
                place = value.become(Way.PLACE)
                scope.tables[table] = Relation(
                    tuple(
                        (name, held if held.raw else together((held, place)))
                        for name, held in scope.tables[table].columns
                    ),
                    scope.tables[table].is_personal,
                )
        if node.kind in ("SEMI", "ANTI"):
            del scope.tables[alias]
        return names

    def _projected(
        self, node: exp.Expr, scope: Scope, merged: set[str]
    ) -> Iterator[tuple[str, Value]]:
        """The columns that one entry of a select list stands for."""
        star = node.this if isinstance(node, exp.Column) else node
        if not isinstance(star, exp.Star):
            yield node.alias_or_name.lower(), evaluate(node, scope)
            return
        self._check(star, grammar.STAR)
        left_out = {column.name.lower() for column in star.args.get("except_") or []}
        alias = node.table.lower() if isinstance(node, exp.Column) else ""
        if alias and alias not in scope.tables:
            self._report(f"names rows of {alias}, which it does not read")
        tables = (
            [scope.tables.get(alias, _EMPTY)] if alias else [*scope.tables.values()]
        )
        seen: set[str] = set()
        for table in tables:
            if not table.columns:
                self._report("has a * of which the columns are not known")
            for name, value in table.columns:
                if name in left_out or (not alias and name in merged & seen):
                    continue
                if not alias and name in merged:
                    value = either(v for t in tables for v in t.named(name))
                seen.add(name)
                yield name, value


def _renamed(found: Relation, node: exp.Expr) -> Relation:
    """A relation whose alias names its columns: `as t (a, b)`."""
    alias = node.args.get("alias")
    names = [c.name.lower() for c in alias.columns] if alias else []
    columns = tuple(
        (names[place] if place < len(names) else name, value)
        for place, (name, value) in enumerate(found.columns)
    )
    return Relation(columns, found.is_personal)


def _is_personal(
    node: exp.Select, columns: list[tuple[str, Value]], scope: Scope
) -> bool:
    """Whether its rows may be about one person each: it reads such rows, and does not
    put them together by what is no hash."""
    if not any(table.is_personal for table in scope.tables.values()):
        return False
    group = node.args.get("group")
    is_aggregate = any(
        part.find_ancestor(exp.Window, exp.Select) is node
        for projection in node.expressions
        for part in projection.find_all(exp.AggFunc)
    )
    keys = [evaluate(key, scope) for key in group.expressions] if group else []
    if (group and group.args.get("all")) or node.args.get("distinct"):
        keys += [
            value
            for (_, value), projection in zip(columns, node.expressions, strict=False)
            if not projection.find(exp.AggFunc)
        ]
    if not (group or is_aggregate or node.args.get("distinct")):
        return True
    return any(key.has(Way.RAW, Way.TOKEN, Way.ID) for key in keys)


def _held(relation: Relation) -> list[set[object]]:
    return [set(value.flows) for _, value in relation.columns]


def _kind(node: exp.Expr) -> str:
    inner = node.this if isinstance(node.this, exp.Expr) else node
    name = inner.name if isinstance(inner, exp.Anonymous) else type(inner).__name__
    return name.lower()

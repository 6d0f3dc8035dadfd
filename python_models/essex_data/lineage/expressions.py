"""What an expression holds of the delivered columns that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from essex_data.lineage import grammar, patterns
from essex_data.lineage.values import NOTHING, Relation, Value, Way, either, together

Report = Callable[[str], None]
_EQUAL = (exp.EQ, exp.NullSafeEQ)
_UNEQUAL = (exp.NEQ, exp.NullSafeNEQ)


@dataclass
class Scope:
    """What the names in one select stand for.

    tables: what it reads, by alias; aliases: its own columns so far; windows: what its
    named windows hold; is_known: whether all tables are, else that has been said;
    outer: the query around it; run: reads a query inside it; report: takes what is
    wrong, in words.
    """

    run: Callable[[exp.Expr, Scope], Relation]
    report: Report
    ctes: Mapping[str, Relation] = field(default_factory=dict)
    outer: Scope | None = None
    tables: dict[str, Relation] = field(default_factory=dict)
    aliases: dict[str, Value] = field(default_factory=dict)
    windows: Value = NOTHING
    is_known: bool = True

    def column(self, node: exp.Column) -> Value:
        """What a column is. A name that could be several things is all of them."""
        name, table = node.name.lower(), node.table.lower()
        if isinstance(node.this, exp.Star) or node.args.get("db"):
            self.report(f"names whole rows, or parts of a column: {_sql(node)}")
            return self._everything()
        if found := self._named(name, table):
            return either(found)
        if not self.is_known:
            return self._everything()
        if not table and name in self._aliases():
            self.report(f"reads whole rows of {name} as one value")
        else:
            self.report(f"has a column that cannot be resolved: {_sql(node)}")
        return self._everything()

    def _named(self, name: str, table: str) -> list[Value]:
        if table in self.tables:
            return self.tables[table].named(name)
        found = [v for t in self.tables.values() for v in t.named(name) if not table]
        if not found and self.outer is not None:
            found = self.outer._named(name, table)
        if not table and name in self.aliases:
            found = [*found, self.aliases[name]]
        return found

    def _aliases(self) -> set[str]:
        return {*self.tables, *(self.outer._aliases() if self.outer else ())}

    def _everything(self) -> Value:
        return together(v for t in self.tables.values() for _, v in t.columns)


def evaluate(node: exp.Expr, scope: Scope) -> Value:
    """What an expression may hold: all that stands in it, conditions included, unless
    it is one of the patterns that pseudonymise or coarsen."""

    def part(inner: exp.Expr) -> Value:
        return evaluate(inner, scope)

    if isinstance(node, exp.Column):
        return scope.column(node)
    if isinstance(node, grammar.WORDS):
        return NOTHING
    recognised = patterns.recognise(node, part) or patterns.fault(node, part)
    if recognised is not None:
        return recognised
    if isinstance(node, exp.Alias):
        return part(node.this)
    if isinstance(node, exp.Subquery | exp.Query):
        return together(value for _, value in scope.run(node, scope).columns)
    if isinstance(node, exp.Exists):
        scope.run(node.this, scope)
        return NOTHING
    if isinstance(node, exp.Count):
        return _count(node, scope)
    if isinstance(node, exp.Window):
        return _window(node, scope)
    value = together(part(child) for child in node.iter_expressions())
    if isinstance(node, exp.Anonymous):
        return _function(node, value, scope)
    if type(node).__name__ not in grammar.NODES:
        scope.report(f"uses what this check does not know: {_sql(node)}")
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return value.become(Way.PRESENCE) if _is_plain(node.this) else value
    if isinstance(node, exp.Predicate):
        return value.become(Way.COMPARED, Way.TOKEN, Way.ID)
    return value


def judge_condition(node: exp.Expr, scope: Scope, negated: bool = False) -> None:
    """Reports a condition on rows that tells more of an identifier than whether there
    is one, or that it is the same as another."""
    if isinstance(node, exp.And | exp.Or | exp.Paren | exp.Not):
        is_not = isinstance(node, exp.Not)
        for child in node.iter_expressions():
            judge_condition(child, scope, negated is not is_not)
    elif isinstance(node, exp.In) and not negated and node.args.get("query"):
        _judge_sides(node, node.this, node.args["query"], scope)
    elif isinstance(node, _EQUAL) and not negated:
        _judge_sides(node, node.this, node.expression, scope)
    elif _leaves_out_blanks(node, negated):
        evaluate(node, scope)
    elif evaluate(node, scope).raw:
        scope.report(f"chooses rows by what an identifier says: {_sql(node)}")


def looked_up(node: exp.Expr | None, scope: Scope) -> dict[str, Value]:
    """The tables whose rows a join finds by an identifier, with that identifier."""
    found: dict[str, Value] = {}
    conditions = node.flatten() if isinstance(node, exp.And) else [node]
    for condition in conditions:
        if not isinstance(condition, _EQUAL):
            continue
        for side, other in (
            (condition.this, condition.expression),
            (condition.expression, condition.this),
        ):
            value = evaluate(side, scope)
            if (
                isinstance(other, exp.Column)
                and other.table.lower() in scope.tables
                and any(o.role == "directory" for o in evaluate(other, scope).raw)
            ):
                found[other.table.lower()] = value
    return found


def _judge_sides(node: exp.Expr, left: exp.Expr, right: exp.Expr, scope: Scope) -> None:
    """An identifier may be compared with an identifier, column with column."""
    values = [evaluate(side, scope) for side in (left, right)]
    if not any(value.raw for value in values):
        return
    sides_are_plain = all(
        isinstance(side, exp.Column | exp.Subquery) for side in (left, right)
    )
    if not (sides_are_plain and all(value.raw for value in values)):
        scope.report(
            f"compares an identifier with what is none, or only a part: {_sql(node)}"
        )


def _leaves_out_blanks(node: exp.Expr, negated: bool) -> bool:
    """Whether a condition only leaves out blanks, and headers that stand among rows."""
    if not (isinstance(node, exp.In) and negated):
        return False
    column = node.this
    while isinstance(column, exp.Lower | exp.Trim):
        column = column.this
    words = {literal.name for literal in node.expressions}
    return isinstance(column, exp.Column) and words <= {"", column.name}


def _count(node: exp.Count, scope: Scope) -> Value:
    if isinstance(node.this, exp.Star) or node.this is None:
        return NOTHING
    value = together(evaluate(part, scope) for part in node.iter_expressions())
    inner = node.this
    columns = inner.expressions if isinstance(inner, exp.Distinct) else [inner]
    if all(isinstance(column, exp.Column) for column in columns):
        return value.become(Way.COUNT)
    return value


def _window(node: exp.Window, scope: Scope) -> Value:
    """A window counts within its parts; an order by an identifier tells of it."""
    for name in grammar.unknown_parts(node, grammar.WINDOW):
        scope.report(f"uses an unknown kind of window ({name}): {_sql(node)}")
    parts = [evaluate(p, scope) for p in node.args.get("partition_by") or []]
    named = scope.windows if node.args.get("alias") else NOTHING
    rest = [node.args.get(name) for name in ("order", "spec")]
    if not isinstance(node.this, exp.Identifier):
        rest.append(node.this)
    held = [evaluate(p, scope) for p in rest if isinstance(p, exp.Expr)]
    return together([*(part.become(Way.COUNT) for part in parts), *held, named])


def _is_plain(node: exp.Expr) -> bool:
    """Whether it is a column, or the first of some that is there."""
    if isinstance(node, exp.Coalesce):
        return all(isinstance(p, exp.Column) for p in (node.this, *node.expressions))
    return isinstance(node, exp.Column)


def _function(node: exp.Anonymous, value: Value, scope: Scope) -> Value:
    name = str(node.this).lower()
    if name == "getvariable":
        scope.report("reads a variable (a key?) outside hmac()")
    elif name not in grammar.FUNCTIONS:
        scope.report(f"calls {name}(), which this check does not know")
    elif name == "generate_subscripts":
        return value.become(Way.COUNT, Way.TOKEN, Way.ID)
    return value


def _sql(node: exp.Expr) -> str:
    """The SQL of a node for a message, cut to a line."""
    text = " ".join(node.sql(dialect="duckdb", comments=False).split())
    return text if len(text) <= 80 else text[:77] + "..."

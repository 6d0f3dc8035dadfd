"""The SQL that the proof understands; whatever is not listed here counts as a leak.

A new function goes into FUNCTIONS (or NODES, under the name of its class in sqlglot)
when its result depends on its arguments only and it writes and reads nothing else.
"""

from __future__ import annotations

from sqlglot import exp

# Parts of a query, by the name of the argument in sqlglot.
SELECT = {
    *("expressions", "from_", "joins", "where", "group", "having", "qualify"),
    *("windows", "distinct", "order", "limit", "with_"),
}
SET_OPERATION = {"this", "expression", "distinct", "by_name", "order", "limit", "with_"}
SUBQUERY = {"this", "alias", "with_"}
TABLE = {"this", "db", "catalog", "alias"}
JOIN = {"this", "on", "using", "side", "kind"}
STAR = {"except_"}
CTE = {"this", "alias"}
WINDOW = {"this", "partition_by", "order", "spec", "over", "alias"}

# Expressions whose value depends on what stands in them and on nothing else.
NODES = {
    # values, operators, conditions
    *("Literal", "Null", "Boolean", "Interval", "Paren", "Neg", "Not", "And", "Or"),
    *("Add", "Sub", "Mul", "Div", "IntDiv", "Mod", "DPipe", "BitwiseAnd", "BitwiseOr"),
    *("BitwiseLeftShift", "EQ", "NEQ", "GT", "GTE", "LT", "LTE", "NullSafeEQ"),
    *("NullSafeNEQ", "Is", "In", "Like", "Between", "Case", "If", "Coalesce", "Nullif"),
    *("Cast", "TryCast", "Array", "Tuple", "Greatest", "Least"),
    # text and bytes
    *("Chr", "ConcatWs", "Left", "Right", "Length", "Lower", "Upper", "Trim", "Pad"),
    *("Repeat", "Replace", "RegexpFullMatch", "RegexpReplace", "Split", "SplitPart"),
    *("Substring", "Translate", "Encode", "Unhex", "MD5"),
    # numbers and dates
    *(
        "Abs",
        "Ceil",
        "Cos",
        "Exp",
        "Floor",
        "Ln",
        "Log",
        "Pi",
        "Pow",
        "Round",
        "Sqrt",
        "DateDiff",
        "DateFromParts",
    ),
    *("Extract", "Month", "TimestampTrunc", "Year"),
    # aggregates and windows
    *("AnyValue", "ArgMax", "ArgMin", "BitwiseOrAgg", "Distinct", "Explode", "Filter"),
    *("Max", "Min", "Sum", "Lag", "Lead", "RowNumber", "IgnoreNulls", "Order"),
    *("DenseRank", "GroupConcat", "GroupingSets", "Median"),
    *("Avg", "PercentileCont", "Rank", "WithinGroup"),
    *("Ordered", "Where", "WindowSpec", "Grouping"),
}
# Those that sqlglot knows by their name only.
FUNCTIONS = {"strlen", "strip_accents", "bit_count", "generate_subscripts"}
# Words of the grammar that hold no data: `year` in extract, `all` in order by.
WORDS = (exp.Var, exp.DataType)


def unknown_parts(node: exp.Expr, known: set[str]) -> list[str]:
    """The names of the parts that a node has and `known` has not."""
    return sorted(k for k, value in node.args.items() if value and k not in known)

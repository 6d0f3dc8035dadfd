"""What an expression may hold of the columns that partners deliver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Way(Enum):
    """In which form a delivered value goes on; the text is for readers."""

    RAW = "as delivered"
    TOKEN = "keyed hash under the link key"
    ID = "keyed hash under the vault key"
    YEAR = "year of birth"
    MONTH = "month of birth"
    FIRST_OF_MONTH = "first day of the month"
    SEX = "M or F"
    ROLE = "mother, or blank"
    PLACE = "small area that the directory gives for it"
    FAULT = "what is wrong with it, without its value"
    PRESENCE = "whether there is one"
    COMPARED = "whether its hash is that of another"
    COUNT = "a count"


@dataclass(frozen=True)
class Origin:
    """A delivered column: ``<partner>.<dataset>``, its name and its role."""

    dataset: str
    column: str
    role: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.column}"


class Form(Enum):
    """What a column is known to be, exactly: coarsening is only safe on that."""

    TEXT = "trimmed text as delivered"
    ISO_DATE = "date as YYYY-MM-DD, read from such text"


Flow = tuple[Origin, Way]
Trail = tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """What one expression holds.

    flows: each origin and way, with the columns through which it came.
    form, of: set while the value is nothing but one delivered column in that form.
    """

    flows: Mapping[Flow, Trail] = field(default_factory=dict)
    form: Form | None = None
    of: Origin | None = None

    @property
    def raw(self) -> list[Origin]:
        """The origins that it holds as delivered."""
        return [origin for origin, way in self.flows if way is Way.RAW]

    def has(self, *ways: Way) -> bool:
        return any(way in ways for _, way in self.flows)

    def become(self, way: Way, *only: Way) -> Value:
        """The value after something that turns all its flows, or those of the ways
        `only`, into `way`."""
        return Value(
            {
                (origin, way if not only or old in only else old): trail
                for (origin, old), trail in self.flows.items()
            }
        )

    def without(self, flows: Iterable[Flow]) -> Value:
        left_out = set(flows)
        kept = {f: trail for f, trail in self.flows.items() if f not in left_out}
        return self if len(kept) == len(self.flows) else Value(kept)

    def at(self, place: str) -> Value:
        """The same value as a column of its own, `place`."""
        flows = {
            flow: trail if trail and trail[-1] == place else (*trail, place)
            for flow, trail in self.flows.items()
        }
        return Value(flows, self.form, self.of)


NOTHING = Value()


def together(values: Iterable[Value]) -> Value:
    """What an expression made of all these may hold."""
    flows: dict[Flow, Trail] = {}
    for value in values:
        for flow, trail in value.flows.items():
            flows.setdefault(flow, trail)
    return Value(flows)


def either(values: Iterable[Value]) -> Value:
    """What is one of these: as together(), and of a form if all are of one."""
    found = list(values)
    if len(found) == 1:
        return found[0]
    merged = together(found)
    forms = {(value.form, value.of) for value in found}
    if len(forms) == 1:
        form, of = forms.pop()
        return Value(merged.flows, form, of)
    return merged


@dataclass(frozen=True)
class Relation:
    """A table or the result of a query.

    columns: name (lower case) and value, in order; a name may stand twice.
    is_personal: whether its rows may be about one person each.
    """

    columns: tuple[tuple[str, Value], ...]
    is_personal: bool = False

    def named(self, name: str) -> list[Value]:
        return [value for column, value in self.columns if column == name]

    def at(self, place: str) -> Relation:
        """The same relation under a name, `place`."""
        return Relation(
            tuple((name, value.at(f"{place}.{name}")) for name, value in self.columns),
            self.is_personal,
        )

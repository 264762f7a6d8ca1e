"""What a pattern says: fields, and the conditions that their values must meet.

A pattern is a conjunction: every leaf of it and every `$or` must hold. Of a leaf, one condition
must. Spans are offsets in what the pattern was read from; two conditions that say the same are
equal wherever they stand.
"""

from collections.abc import Iterator
from dataclasses import field

from mappinglint.parts import HOLE
from mappinglint.pattern.addresses import Block
from mappinglint.record import dataclass
from mappinglint.span import Span


@dataclass(frozen=True, slots=True)
class Key:
    """One step of a path, and where it stands; `parent` is the step before it."""

    name: str
    span: Span
    parent: "Key | None" = None

    @property
    def path(self) -> tuple[str, ...]:
        """The names from the outermost key to this one."""
        return tuple(key.name for key in self.steps())

    @property
    def dotted(self) -> str:
        """The path with dots between the names: AWS sees no difference between `a.b` and a, b."""
        *outer, name = self.path
        base = ".".join(outer)
        # AWS loses an empty name in front of the last one.
        return f"{base}.{name}" if base else name

    @property
    def fields(self) -> list[str]:
        """The fields that AWS sees: of a name with dots, several."""
        return self.dotted.split(".")

    @property
    def is_known(self) -> bool:
        return not any(HOLE in key.name for key in self.steps())

    def steps(self) -> "list[Key]":
        """Return the keys from the outermost to this one."""
        found = [self]
        while found[-1].parent is not None:
            found.append(found[-1].parent)
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written, and its value if AWS can compare it, else None."""

    spelling: str
    value: float | None

    def is_equal(self, other: "Figure") -> bool:
        if self.value is None or other.value is None:
            return self.spelling == other.spelling
        return self.value == other.value


@dataclass(frozen=True, slots=True)
class Exact:
    """A value in the list itself. A text that is an IP address means the address."""

    data: str | Figure | bool | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Exactly:
    """The operator `exactly`: a text that is only a text."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class EqualsIgnoreCase:
    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    text: str
    ignores_case: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Suffix:
    text: str
    ignores_case: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """The pieces between the `*`: the first one begins the text, and the last one ends it."""

    pieces: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number between two bounds; None is no bound. A bound itself counts unless it is open."""

    low: float | None
    low_is_open: bool
    high: float | None
    high_is_open: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether the field has a value at all."""

    wanted: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Cidr:
    text: str = field(compare=False)
    block: Block
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AnythingBut:
    """A value for which none of these holds: Exactly or Exact, or all of one other operator."""

    excluded: "tuple[Excluded, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A condition with a part that nobody knows, or one that is itself a mistake.

    Whatever it says, if it `needs_value` it does not hold where the field is absent.
    """

    needs_value: bool
    span: Span = field(compare=False)


Excluded = Exact | Exactly | EqualsIgnoreCase | Prefix | Suffix | Wildcard

Condition = (
    Exact
    | Exactly
    | EqualsIgnoreCase
    | Prefix
    | Suffix
    | Wildcard
    | Numeric
    | Exists
    | Cidr
    | AnythingBut
    | Unknown
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field and its list of conditions.

    It is not `complete` when the list may hold conditions that the text does not show.
    """

    key: Key
    conditions: tuple[Condition, ...]
    span: Span
    complete: bool = True

    @property
    def is_known(self) -> bool:
        has_unknown = any(isinstance(one, Unknown) for one in self.conditions)
        return self.complete and not has_unknown and self.key.is_known


@dataclass(frozen=True, slots=True)
class Or:
    """`$or`: one of its alternatives must hold. `key` is the `$or` itself."""

    key: Key
    alternatives: "tuple[Pattern, ...]"
    span: Span
    complete: bool = True

    @property
    def is_known(self) -> bool:
        return self.complete and all(one.is_known for one in self.alternatives)


@dataclass(frozen=True, slots=True)
class Pattern:
    """All of what an object says, at whatever depth. `complete` as for leaves."""

    leaves: tuple[Leaf, ...]
    choices: tuple[Or, ...]
    span: Span
    complete: bool = True

    @property
    def is_known(self) -> bool:
        parts: tuple[Leaf | Or, ...] = (*self.leaves, *self.choices)
        return self.complete and all(part.is_known for part in parts)

    def all_leaves(self) -> Iterator[Leaf]:
        """Yield the leaves, those of every alternative too."""
        yield from self.leaves
        for choice in self.choices:
            for alternative in choice.alternatives:
                yield from alternative.all_leaves()

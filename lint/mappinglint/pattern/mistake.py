"""What is wrong in a pattern, said so that its author can mend it."""

import json
from enum import Enum

from mappinglint.document.offsets import offsets
from mappinglint.parts import HOLE
from mappinglint.pattern.tree import Hole, List, Number, Object, Text, Tree
from mappinglint.record import dataclass
from mappinglint.span import Span

_LONGEST_SHOWN = 40


class Kind(Enum):
    """What a mistake is about."""

    SYNTAX = "syntax"  # it is not JSON
    SHAPE = "shape"  # objects within objects, with lists at the ends
    OPERATOR = "operator"  # a condition that AWS does not know
    OPERAND = "operand"  # what an operator does not take
    REPEATED_PATH = "repeated-path"  # one key twice


@dataclass(frozen=True, slots=True)
class Replacement:
    """The text to put in place of a span; where the span is empty, it is put in."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something for which AWS refuses the pattern, and where.

    `remedy` says in words what to write, and may be empty. `edit` is there where one replacement
    surely mends it, and `more` has those of the same mistake further on. `related` is an earlier
    place that explains this one.
    """

    kind: Kind
    message: str
    span: Span
    remedy: str = ""
    edit: Replacement | None = None
    more: tuple[Replacement, ...] = ()
    related: Span | None = None


def quoted(name: str) -> str:
    """Return a name or text for a message: in double quotes, short, and with … for holes."""
    return clipped(as_json(name.replace(HOLE, "…")))


def as_json(text: str) -> str:
    """Return a text as JSON, to be put into a pattern."""
    return json.dumps(text, ensure_ascii=False)


def clipped(text: str) -> str:
    """Return the text on one line, shortened if it is long."""
    short = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    return short if short.isprintable() else ascii(short)[1:-1]


def named(node: Tree) -> str:
    """Return what stands there: scalars as written, collections by their kind."""
    match node:
        case Text():
            return quoted(node.value)
        case Number():
            return clipped(node.spelling)
        case List():
            return "a list"
        case Object():
            return "an object"
        case Hole():
            return "this"
    return {True: "true", False: "false", None: "null"}[node.value]


def span_of(node: Tree) -> Span:
    return Span(node.start, node.end)


def span_within(source: str, text: Text, start: int, end: int) -> Span:
    """Return where some characters of a decoded text stand in the source, or the whole text."""
    if not source.startswith('"', text.start):
        return span_of(text)
    found = offsets(source, span_of(text), text.value, '"')
    return Span(found[start], found[end])

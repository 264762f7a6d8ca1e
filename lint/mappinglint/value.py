"""What is known of a value in a file.

A value is Known, Unknown, a list (Items) or an object (Fields); a rule sees nothing else, whatever
the format. What is surely not there is None. Rules are silent about Unknown.
"""

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum

from mappinglint.document.node import MappingNode, ScalarNode, SequenceNode
from mappinglint.document.offsets import offsets
from mappinglint.kind import Kinds
from mappinglint.parts import Parts, with_holes
from mappinglint.place import Label, Place
from mappinglint.record import dataclass
from mappinglint.span import Span

Scalar = str | int | float | bool | None

_DECIMAL = re.compile(r"[-+]?[0-9]{1,20}\.[0-9]{1,20}")
_INTEGER = re.compile(r"[-+]?[0-9]+")


# What was put in for a stretch of a scalar's text: its start, its end, and the text, or a HOLE.
Change = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A string, number, boolean or null.

    `text` is how the file spells it. `cause` labels where it comes from if that is elsewhere: the
    default of a parameter, say. `node` is the scalar at `place` when it is written there, and
    `changes` what was put in for variables in it. `offsets` are given for a text that is written
    as something else: where each of its characters stands, and its end. `refers_to` is the resource
    that it is a name or an ARN of, as the file calls it. `encodes` is the object or the list whose
    JSON text it is, where the file shows that.
    """

    data: Scalar
    place: Place
    text: str
    cause: Label | None = None
    node: ScalarNode | None = None
    changes: tuple[Change, ...] = ()
    offsets: tuple[int, ...] | None = None
    refers_to: str = ""
    encodes: "Value | None" = dataclasses.field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TextPlaces:
    """Where each character of a text stands in its file.

    A text that is not written at its place, but comes from elsewhere, has only that place.
    """

    place: Place
    offsets: Sequence[int] | None

    def within(self, start: int, end: int) -> Place:
        """Return the place of the characters from start to end, at least one."""
        if self.offsets is None:
            return self.place
        last = len(self.offsets) - 1
        first = min(start, last)
        stop = min(max(end, first + 1), last)
        return Place(self.place.source, Span(self.offsets[first], self.offsets[stop]))

    def index(self, offset: int) -> int | None:
        """Return which character of the text stands at an offset of the file, the last of several.

        It is None if the text comes from elsewhere; the text's length if the offset is behind it.
        """
        if self.offsets is None:
            return None
        return max(bisect_right(self.offsets, offset) - 1, 0)


class Form(Enum):
    """What a reference to a resource is, where an ARN may have been meant."""

    NAME = "a name"
    LABEL = "the label of a stream"
    QUEUE_URL = "the URL of a queue"
    TABLE_ARN = "the ARN of a table"
    RESOURCE = "the whole resource"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a resource by something else than the ARN that Lambda needs.

    `arn` is how this file would spell that ARN, or empty if that is not plain; `instead` says what
    to do where there is none. `service` is that of a resource that is no source at all.
    """

    form: Form
    arn: str
    instead: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be known from the files.

    `parts` is what is known of a string all the same, `kinds` the sources that a reference may
    mean, where more than its text tells, and `cause` the resource that it refers to. Two values of
    one file with the same `identity` are the same, whatever they are. `reference` is set when the
    value surely is no ARN of a source, and `unresolved` is a variable in it that nothing fills in
    where it stands. `node`, `changes` and `offsets` are as in Known, for a text of which some
    variables are not known; so are `refers_to` and `encodes`.
    """

    place: Place
    parts: Parts = (None,)
    kinds: Kinds | None = None
    cause: Label | None = None
    identity: str | None = None
    reference: Reference | None = None
    unresolved: str = ""
    node: ScalarNode | None = None
    changes: tuple[Change, ...] = ()
    offsets: tuple[int, ...] | None = None
    refers_to: str = ""
    encodes: "Value | None" = dataclasses.field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `node` is where its items are written, if it is written as such, item by item."""

    items: "tuple[Value, ...]"
    place: Place
    node: SequenceNode | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an object. `name` is the API's, or None if the format knows no such key."""

    name: str | None
    spelling: str
    key: Place
    value: "Value"


@dataclass(frozen=True, slots=True)
class Fields:
    """An object. It is not `complete` when there may be keys that the file does not show.

    `node` is where its keys are written, if it is written as such.
    """

    fields: tuple[Field, ...]
    place: Place
    complete: bool = True
    node: MappingNode | None = None

    def field(self, name: str) -> Field | None:
        """Return the field with the API's name, if it is written here."""
        for field in self.fields:
            if field.name == name:
                return field
        return None

    def get(self, name: str) -> "Value | None":
        """Return the value, None if it is surely absent, or Unknown if that cannot be said."""
        field = self.field(name)
        if field is not None:
            return field.value
        return None if self.complete else Unknown(self.place)


Value = Known | Unknown | Items | Fields


def is_there(value: Value | None) -> bool:
    """Say whether a value is surely there and not null; a wholly unknown one may not be."""
    match value:
        case None | Known(data=None):
            return False
        case Unknown(parts=parts, cause=cause):
            return cause is not None or any(parts)
    return True


def is_default(value: Value | None) -> bool:
    """Say whether a value is a default: whoever deploys the file may give another one."""
    cause = value.cause if isinstance(value, Known | Unknown) else None
    return cause is not None and cause.is_default


def integer(value: Value | None, *, converts: bool) -> int | None:
    """Return a whole number, or None if the value is not known to be one.

    `converts` is true of formats that turn "10" into 10 where a number is needed.
    """
    match value:
        case Known(data=bool()):
            return None
        case Known(data=int() as number):
            return number
        case Known(data=float() as number) if number.is_integer():
            return int(number)
        # A longer one is out of every range, and Python refuses to read it.
        case Known(data=str() as digits) if converts and len(digits) < 20:
            return int(digits) if _INTEGER.fullmatch(digits) else None
    return None


def number(value: Value | None, *, converts: bool) -> float | None:
    """Return a number, whole or not, or None if the value is not known to be one."""
    match value:
        case Known(data=bool()):
            return None
        case Known(data=float() as found):
            return found
        case Known(data=str() as digits) if converts and _DECIMAL.fullmatch(digits):
            return float(digits)
    return integer(value, converts=converts)


def boolean(value: Value | None, *, converts: bool) -> bool | None:
    """Return true or false, or None if the value is not known to be either."""
    match value:
        case Known(data=bool() as flag):
            return flag
        case Known(data=str() as word) if converts and word.lower() in ("true", "false"):
            return word.lower() == "true"
    return None


def string(value: Value | None, *, converts: bool) -> str | None:
    """Return a text, or None if the value is not known to be one."""
    match value:
        case Known(data=str() as text):
            return text
        case Known(data=int() | float(), text=text) if converts:
            return text
    return None


def parts_of(value: Value) -> Parts:
    """Return what is known of the value as text."""
    match value:
        case Known(data=None):
            return ("",)
        case Known(text=text):
            return (text,)
        case Unknown(parts=parts):
            return parts
    return (None,)


def text_of(value: Known | Unknown) -> str:
    """Return a text with a HOLE for each stretch that is not known."""
    if value.node is not None:
        return changed(value.node.text, value.changes)
    return with_holes(parts_of(value))


def changed(text: str, changes: tuple[Change, ...]) -> str:
    """Return a text with the changes made, which are in order."""
    pieces, end = [], 0
    for start, stop, new in changes:
        pieces += [text[end:start], new]
        end = stop
    return "".join([*pieces, text[end:]])


def places_of(value: Known | Unknown) -> TextPlaces:
    """Return where the characters of text_of(value) stand."""
    node = value.node
    if node is None:
        return TextPlaces(value.place, value.offsets)
    written = offsets(value.place.source.text, node.span, node.text, node.style)
    found: list[int] = []
    end = 0
    for start, stop, new in value.changes:
        # All that was put in stands where the variable stands.
        found += [*written[end:start], *[written[start]] * len(new)]
        end = stop
    return TextPlaces(value.place, [*found, *written[end:]])

"""JSON texts: whether one is, and those that a format makes of objects: `jsonencode`."""

import json

from mappinglint.document.offsets import offsets
from mappinglint.parts import HOLE, without_holes
from mappinglint.place import Place
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, parts_of


def is_json(text: str) -> bool:
    """Say whether Python reads a text as JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def as_json(value: Value, place: Place) -> Known | Unknown:
    """Return the JSON text of a value, whose characters stand where the value has them.

    `place` is what the text as a whole stands at. What is not known is a hole in it.
    """
    writer = _Writer(place)
    writer.value(value)
    text, places = "".join(writer.pieces), (*writer.offsets, place.span.end)
    if HOLE not in text:
        return Known(text, place, text, offsets=places)
    return Unknown(place, without_holes(text), offsets=places)


class _Writer:
    """Collects pieces of text, and for each character where it stands."""

    def __init__(self, place: Place) -> None:
        self.pieces: list[str] = []
        self.offsets: list[int] = []
        self._source = place.source
        self._end = place.span.start

    def value(self, value: Value) -> None:
        match value:
            case Known(data=str() as text):
                self._text(text, value)
            case Known(data=data):
                self._put(json.dumps(data), value.place)
            case Items(items=items, place=place):
                self._collection("[]", list(items), place, complete=True)
            case Fields(fields=fields, place=place, complete=complete):
                self._collection("{}", list(fields), place, complete=complete)
            case Unknown(node=node) if node is not None or any(parts_of(value)):
                parts = (HOLE if part is None else part for part in parts_of(value))
                self._text("".join(parts), value)
            case Unknown():
                self._put(HOLE, value.place)

    def _collection(
        self, brackets: str, members: list[Value] | list[Field], place: Place, *, complete: bool
    ) -> None:
        start, end = self._span(place)
        self._mark(brackets[0], start)
        for index, member in enumerate(members):
            if index:
                # What separates stands right behind what is before it.
                self._mark(",", self._end)
            if isinstance(member, Field):
                self._text(member.spelling, member.key)
                self._mark(":", self._end)
            self.value(member.value if isinstance(member, Field) else member)
        if not complete:
            if members:
                self._mark(",", self._end)
            self._mark(HOLE, self._end)
        # What closes stands right behind its last member, too, so that this one ends there.
        self._mark(brackets[1], self._end if members else end - 1)
        self._end = end

    def _text(self, text: str, origin: "Known | Unknown | Place") -> None:
        place = origin if isinstance(origin, Place) else origin.place
        literal = None if isinstance(origin, Place) else origin.node
        is_here = place.source is self._source
        if literal is None or literal.style is None or literal.text != text or not is_here:
            self._put(json.dumps(text, ensure_ascii=False), place)
            return
        written = offsets(place.source.text, literal.span, text, literal.style)
        self._mark('"', place.span.start)
        for letter, offset in zip(text, written, strict=False):
            escaped = json.dumps(letter, ensure_ascii=False)[1:-1]
            self._mark(escaped, offset)
        self._mark('"', place.span.end - 1)
        self._end = place.span.end

    def _put(self, text: str, place: Place) -> None:
        start, end = self._span(place)
        self._mark(text, start)
        self._end = end

    def _mark(self, text: str, offset: int) -> None:
        self.pieces.append(text)
        self.offsets += [offset] * len(text)
        self._end = offset

    def _span(self, place: Place) -> Span:
        """Return where a value stands; one of another file stands where it is put in."""
        return place.span if place.source is self._source else Span(self._end, self._end)

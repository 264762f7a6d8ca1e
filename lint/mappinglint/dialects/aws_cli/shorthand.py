"""The AWS CLI's own way to write objects: `OnFailure={Destination=arn:…}`, `Metrics=a,b`."""

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import TypeVar

from mappinglint.document.node import MappingNode, Node, SequenceNode
from mappinglint.document.word import WordNode
from mappinglint.span import Span

T = TypeVar("T", MappingNode, SequenceNode)

_KEY = re.compile(r"[A-Za-z0-9\-_.#/:]+")
_SPACE = re.compile(r"\s*")
# A value ends at a comma; the first one may have a "=" in it, those of a list may not.
_FIRST = re.compile(r"(?:\\,|[^\s\"',=\[{])(?:\\,|[^\"',\]}])*")
_LATER = re.compile(r"(?:\\,|[^\s\"',=\[{])(?:\\,|[^\"',=])*")
_QUOTED = re.compile(r"'(?:\\'|[^'])*'|\"(?:\\\"|[^\"])*\"")
_ESCAPES = {
    "'": re.compile(r"\\(?=['\\])(.)", re.DOTALL),
    '"': re.compile(r"\\(?=[\"\\])(.)", re.DOTALL),
    "": re.compile(r"\\(?=,)(.)", re.DOTALL),
}
_QUOTES = ("'", '"')
_MOST_LEVELS = 30


class _NotShorthandError(Exception):
    pass


def shorthand_in(word: WordNode, lists: frozenset[str]) -> MappingNode | None:
    """Return the object that a word says, or None if it says none.

    `lists` are the keys whose values are lists even if there is but one.
    """
    try:
        return _Reader(word, lists).read()
    except _NotShorthandError:
        return None


class _Reader:
    def __init__(self, word: WordNode, lists: frozenset[str]) -> None:
        self._word = word
        # A hole reads as letters: it is no comma, and no bracket.
        self._text = word.filled("x")
        self._lists = lists
        self._at = 0
        self._level = 0

    def read(self) -> MappingNode:
        node = self._mapping(self._csv)
        if self._at < len(self._text):
            raise _NotShorthandError
        return node

    def _mapping(self, value: Callable[[], Node], closer: str = "") -> MappingNode:
        start = self._at
        node = MappingNode(0, None)
        if closer:
            self._expect("{")
        while self._peek() != closer:
            key = self._key()
            self._expect("=")
            found = value()
            if key.text in self._lists and not isinstance(found, SequenceNode):
                found = self._list_of([found])
            node.entries.append((key, found))
            self._skip_space()
            if self._peek() != closer:
                self._expect(",")
                if not closer and not self._peek():
                    raise _NotShorthandError
        if not closer and len({key.text for key, _ in node.entries}) < len(node.entries):
            # The AWS CLI takes it for a comma where a space was meant.
            raise _NotShorthandError
        if closer:
            self._expect(closer, skips=False)
        return self._placed(node, start)

    def _key(self) -> WordNode:
        found = _KEY.match(self._text, self._at)
        if found is None:
            raise _NotShorthandError
        self._at = found.end()
        key = self._word.part(*found.span())
        if key.holes:
            raise _NotShorthandError
        return key

    def _csv(self) -> Node:
        """Read `a` or `a,b,c`, which ends where the next key does."""
        if self._peek() in ("[", "{"):
            return self._explicit()
        values: list[Node] = [self._scalar(_FIRST)]
        while True:
            self._skip_space()
            if self._peek() != ",":
                break
            comma = self._at
            self._expect(",")
            try:
                value = self._later()
            except _NotShorthandError:
                if not self._peek():
                    raise
                self._at = comma
                break
            values.append(value)
        return values[0] if len(values) == 1 else self._list_of(values)

    def _later(self) -> WordNode:
        """Read a value behind a comma, where a key might stand as well."""
        value = self._scalar(_LATER)
        self._skip_space()
        if self._peek() not in (",", ""):
            raise _NotShorthandError
        return value

    def _explicit(self) -> Node:
        self._level += 1
        if self._level > _MOST_LEVELS:
            raise _NotShorthandError
        match self._peek():
            case "[":
                node: Node = self._list()
            case "{":
                node = self._mapping(self._explicit, "}")
            case _:
                node = self._scalar(_FIRST)
        self._level -= 1
        return node

    def _list(self) -> SequenceNode:
        start = self._at
        node = SequenceNode(0, None)
        self._expect("[")
        while self._peek() != "]":
            node.items.append(self._explicit())
            self._skip_space()
            if self._peek() != "]":
                self._expect(",")
        self._expect("]", skips=False)
        return self._placed(node, start)

    def _scalar(self, form: re.Pattern[str]) -> WordNode:
        quote = self._peek() if self._peek() in _QUOTES else ""
        found = (_QUOTED if quote else form).match(self._text, self._at)
        if found is None:
            if quote or form is _LATER:
                raise _NotShorthandError
            return self._word.part(self._at, self._at)
        start, end = found.span()
        self._at = end
        if quote:
            start, end = start + 1, end - 1
        else:
            end = start + len(found[0].rstrip())
        return _unescaped(self._word.part(start, end), _ESCAPES[quote])

    def _list_of(self, items: list[Node]) -> SequenceNode:
        node = SequenceNode(0, None)
        node.items = items
        node.span = Span(items[0].span.start, items[-1].span.end)
        return node

    def _placed(self, node: T, start: int) -> T:
        places = self._word.offsets
        node.span = Span(places[start], places[self._at])
        return node

    def _expect(self, char: str, *, skips: bool = True) -> None:
        self._skip_space()
        if self._peek() != char:
            raise _NotShorthandError
        self._at += 1
        if skips:
            self._skip_space()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self._at)
        assert found is not None
        self._at = found.end()


def _unescaped(word: WordNode, form: re.Pattern[str]) -> WordNode:
    """Return a word without the backslashes of its escapes: it is not to be edited in place."""
    dropped = {found.start() for found in form.finditer(word.text)}
    kept = [at for at in range(len(word.text)) if at not in dropped]
    text = "".join(word.text[at] for at in kept)
    places = [*(word.offsets[at] for at in kept), word.offsets[-1]]
    holes = [
        Span(bisect_left(kept, hole.start), bisect_left(kept, hole.end)) for hole in word.holes
    ]
    return WordNode(text, word.span, None, places, holes)

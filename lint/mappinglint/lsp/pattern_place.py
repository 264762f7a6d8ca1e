"""What stands at an offset of a filter pattern's JSON, which somebody is about to type.

Only what stands before the offset decides, so that what is broken behind it does no harm; of what
follows, a word's end is looked for, and whether it is a key.
"""

import json
import re

from mappinglint.record import dataclass
from mappinglint.span import Span

# A mark, a quote that opens a string, or the start of a word without quotes. A backslash takes the
# character behind it along, so that no escaped quote opens a string.
_TOKEN = re.compile(r'([{}\[\]:,])|(")|((?:[^\s"{}\[\]:,\\]|\\.)+|\\)')
# A string up to its closing quote; JSON allows no line break in it.
_STRING = re.compile(r'((?:[^"\\\r\n]|\\.)*)"')
# What surely belongs to a string that lacks its closing quote.
_HALF_STRING = re.compile(r'(?:[^\s"{}\[\]:,\\]|\\.)*')
# What may follow a closing quote; `:` makes the string a key.
_BEHIND = re.compile(r"[ \t\r\n]*([^ \t\r\n])?")
# The character for what nobody knows is no letter, and may be anything.
_ORDINARY = re.compile(r"[\w'\\$.*/-]")

_OR = "$or"


@dataclass(frozen=True)
class PatternPlace:
    """What stands at an offset of a pattern.

    `keys` lead there from the outside in: first those of the record, then the operators, which are
    the last `operators` of them. `$or` is none of them: it leads no deeper into the record. Of a
    key, `keys` has those above it. `is_key` is true where a key stands or may stand, and false
    where a value does. `is_condition` is true inside the list of a field: a key there is an
    operator. `is_behind` is true right behind a key or a value, where only a mark can come.

    `word` is the text, number or key at the offset, decoded, and `span` where it stands, without
    its quotes. It is empty if there is none. `is_quoted` says whether a quote opens it, and
    `is_closed` whether one closes it. `index` counts what stands before it in its list, and is None
    if it is in none; `beside` are the keys before it in its object.
    """

    keys: tuple[str, ...]
    operators: int
    is_key: bool
    is_condition: bool
    is_behind: bool
    word: str
    span: Span
    is_quoted: bool = False
    is_closed: bool = False
    index: int | None = None
    beside: frozenset[str] = frozenset()

    @property
    def fields(self) -> tuple[str, ...]:
        """The keys of the record that lead there."""
        return self.keys[: len(self.keys) - self.operators]


@dataclass(slots=True)
class _Open:
    """An object or a list that is still open; `key` leads to what it holds next."""

    is_object: bool
    is_condition: bool
    key: str | None = None
    # What may come: a key (or an item), a colon, a value, or a comma.
    awaits: str = "key"
    commas: int = 0
    # Most have none.
    keys: set[str] | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span
    start: int
    end: int
    is_quoted: bool = False
    is_closed: bool = False
    is_before_colon: bool = False


def place_in_pattern(text: str, offset: int) -> PatternPlace:
    """Return what stands at an offset of a pattern, however little of it is typed."""
    offset = max(0, min(offset, len(text)))
    reader = _Reader()
    at = 0
    while (found := _TOKEN.search(text, at)) is not None and found.start() <= offset:
        mark, quote, _ = found.groups()
        if mark:
            if found.start() == offset:
                break
            reader.mark(mark)
            at = found.end()
            continue
        word = _string(text, found.start()) if quote else _bare(text, found)
        if offset <= word.end and not _begins_right_there(text, word.end, offset):
            return reader.place(word, offset)
        reader.word(word)
        at = word.end
    return reader.place(None, offset)


def _begins_right_there(text: str, end: int, offset: int) -> bool:
    """Say whether another word begins where one ends: the pointer is on that one."""
    return offset == end and text[end : end + 1] == '"'


def _string(text: str, start: int) -> _Word:
    found = _STRING.match(text, start + 1)
    if found is not None:
        behind = _BEHIND.match(text, found.end())
        follows = (behind and behind[1]) or ""
        if not _ORDINARY.match(follows):
            span = Span(start + 1, found.end(1))
            return _Word(
                _decoded(found[1]),
                span,
                start,
                found.end(),
                is_quoted=True,
                is_closed=True,
                is_before_colon=follows == ":",
            )
    half = _HALF_STRING.match(text, start + 1)
    end = half.end() if half else start + 1
    return _Word(_decoded(text[start + 1 : end]), Span(start + 1, end), start, end, is_quoted=True)


def _bare(text: str, found: re.Match[str]) -> _Word:
    behind = _BEHIND.match(text, found.end())
    is_before_colon = behind is not None and behind[1] == ":"
    span = Span(*found.span())
    return _Word(found[0], span, *span, is_before_colon=is_before_colon)


def _decoded(written: str) -> str:
    """Return a string without its escapes; one that is not right as it is written."""
    if "\\" not in written:
        return written
    try:
        return str(json.loads(f'"{written}"'))
    except ValueError:
        return written


class _Reader:
    """Follows a pattern mark by mark; nothing that stands in a wrong place stops it."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._objects = 0

    def mark(self, mark: str) -> None:
        if mark in "{[":
            self._begin(is_object=mark == "{")
        elif mark in "}]":
            self._end(is_object=mark == "}")
        elif self._open:
            inner = self._open[-1]
            if mark == ",":
                inner.awaits = "key"
                inner.key = None
                inner.commas += 1
            elif inner.is_object:
                inner.awaits = "value"

    def word(self, word: _Word) -> None:
        if not self._open:
            return
        inner = self._open[-1]
        if self._is_key(inner, word):
            inner.key, inner.awaits = word.text, "colon"
            inner.keys = inner.keys or set()
            inner.keys.add(word.text)
        else:
            inner.awaits = "comma"

    def place(self, word: _Word | None, offset: int) -> PatternPlace:
        inner = self._open[-1] if self._open else None
        is_key = inner is not None and self._is_key(inner, word)
        keys: list[str] = []
        operators = 0
        for one in self._open:
            is_last = one is inner and is_key
            if one.is_object and one.key is not None and not is_last and one.key != _OR:
                keys.append(one.key)
                operators += one.is_condition
        return PatternPlace(
            tuple(keys),
            operators,
            is_key,
            inner is not None and inner.is_condition,
            word is None and inner is not None and inner.awaits in ("colon", "comma"),
            word.text if word else "",
            word.span if word else Span(offset, offset),
            word is not None and word.is_quoted,
            word is not None and word.is_closed,
            None if inner is None or inner.is_object else inner.commas,
            frozenset((inner and inner.keys) or ()),
        )

    def _is_key(self, inner: _Open, word: _Word | None) -> bool:
        """Say whether what stands here is a key. What follows a whole value must be one."""
        if not inner.is_object:
            return False
        if word is None:
            return inner.awaits == "key"
        return inner.awaits != "value" or word.is_before_colon

    def _begin(self, *, is_object: bool) -> None:
        above = self._open[-1] if self._open else None
        is_condition = above is not None and (
            above.is_condition or (above.is_object and not is_object and above.key != _OR)
        )
        self._open.append(_Open(is_object, is_condition))
        self._objects += is_object

    def _end(self, *, is_object: bool) -> None:
        """Close the innermost of a kind, and what is open in it; if there is none, nothing."""
        if not (self._objects if is_object else len(self._open) - self._objects):
            return
        while True:
            closed = self._open.pop()
            self._objects -= closed.is_object
            if closed.is_object is is_object:
                break
        if self._open:
            self._open[-1].awaits = "comma"

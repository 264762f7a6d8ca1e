"""JSON that a program wrote and of which little matters: what nobody asks for is never built.

A Terraform plan has tens of megabytes, and a mapping in it two kilobytes. Here the standard
library's scanner, which is in C, steps over values, and a collection reads its own children when
it is asked for them.
"""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # missing in typeshed
from typing import NoReturn

from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.span import Span

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")


def read_outline(text: str) -> Node | None:
    """Return the one JSON value of a text, or None if the text is anything else.

    Keys that stand twice are not looked for: programs write none.
    """
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return _read(text, _skip(text, 0))[0]


class _Mapping(MappingNode):
    """An object whose keys are read when they are asked for."""

    __slots__ = ("_text",)

    def __init__(self, text: str, span: Span) -> None:
        super().__init__(span.start, None)
        self.span = span
        self._text: str | None = text

    def __getattribute__(self, name: str) -> object:
        if name == "entries":
            self._open()
        return super().__getattribute__(name)

    def _open(self) -> None:
        text, self._text = self._text, None
        if text is None:
            return
        entries: list[tuple[ScalarNode, Node]] = []
        at = _skip(text, self.span.start + 1)
        while text[at] != "}":
            key, at = _string(text, at)
            value, at = _read(text, _skip(text, _skip(text, at) + 1))
            entries.append((key, value))
            at = _behind_comma(text, at)
        self.entries = entries


class _Sequence(SequenceNode):
    """A list whose items are read when they are asked for."""

    __slots__ = ("_text",)

    def __init__(self, text: str, span: Span) -> None:
        super().__init__(span.start, None)
        self.span = span
        self._text: str | None = text

    def __getattribute__(self, name: str) -> object:
        if name == "items":
            self._open()
        return super().__getattribute__(name)

    def _open(self) -> None:
        text, self._text = self._text, None
        if text is None:
            return
        items: list[Node] = []
        at = _skip(text, self.span.start + 1)
        while text[at] != "]":
            value, at = _read(text, at)
            items.append(value)
            at = _behind_comma(text, at)
        self.items = items


def _read(text: str, at: int) -> tuple[Node, int]:
    """Return the value that begins at an offset, and its end."""
    match text[at]:
        case '"':
            return _string(text, at)
        case "{":
            end = _end(text, at)
            return _Mapping(text, Span(at, end)), end
        case "[":
            end = _end(text, at)
            return _Sequence(text, Span(at, end)), end
    word = _WORD.match(text, at)
    assert word is not None
    return ScalarNode(word.group(), Span(*word.span()), None, None), word.end()


def _string(text: str, at: int) -> tuple[ScalarNode, int]:
    value, end = scanstring(text, at + 1, True)  # noqa: FBT003 - C function
    return ScalarNode(value, Span(at, end), '"', None), end


_DECODER = json.JSONDecoder()


def _end(text: str, at: int) -> int:
    return _DECODER.raw_decode(text, at)[1]


def _behind_comma(text: str, at: int) -> int:
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")

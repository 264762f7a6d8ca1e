"""Where each character of a decoded string stands in the file.

`'it''s'` is four characters for the program and seven in the file; a filter pattern in a folded
block is one line for the program and several in the file.
"""

import re
from functools import cache

from mappinglint.span import Span

# One escape of a JSON or a YAML double-quoted string; the last form is a line continuation.
_ESCAPE = (
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}"
    r"|(?P<joins>\\(?:\r\n|\n|\r)[ \t]*)|\\."
)
_BLOCK_HEADER = re.compile(r"[^\n]*\n")
_SPACE = " \t\r\n"


def offsets(text: str, span: Span, decoded: str, style: str | None) -> list[int]:
    """Return the offset in `text` of each character of `decoded`, and of its end.

    `span` is where the scalar stands, quotes and tag included, and `style` how it is written.
    White space that folding changed has the offset of the white space that it came from. Where
    text and decoded string cannot be brought together, the rest has the offset reached so far.
    """
    at = _content_start(text, span, style)
    found: list[int] = []
    for char in decoded:
        at, width = _find(char, text, at, span.end, style)
        found.append(min(at, span.end))
        at += width
    return [*found, min(at, span.end)]


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(_ESCAPE)


def _content_start(text: str, span: Span, style: str | None) -> int:
    if style in ("|", ">"):
        header = _BLOCK_HEADER.match(text, span.start, span.end)
        return header.end() if header else span.end
    if style in ("'", '"'):
        return text.index(style, span.start) + 1
    if text.startswith("!", span.start):
        return span.start + len(text[span.start : span.end].split(maxsplit=1)[0]) + 1
    return span.start


def _find(char: str, text: str, at: int, end: int, style: str | None) -> tuple[int, int]:
    """Return where the character stands, at `at` or behind white space, and how wide it is."""
    while at < end:
        raw = text[at]
        if raw == "\\" and style == '"':
            escape = _escape().match(text, at)
            if escape is None:
                return at, 1
            if escape["joins"] is None:
                return at, len(escape.group())
            at = escape.end()
        elif raw == char:
            return at, 2 if char == "'" and style == "'" else 1
        elif char in " \n" and raw in "\r\n":
            # A folded line break. What follows it is skipped when the next character is sought.
            return at, 1
        elif raw in _SPACE:
            at += 1
        else:
            return at, 0
    return end, 0

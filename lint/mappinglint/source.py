"""From bytes to text, and from offsets to lines."""

import codecs
import re
from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property

from mappinglint.record import dataclass
from mappinglint.span import Position, Span

# The only line breaks that count. Parsers and `str.splitlines` also break at U+0085, U+2028 and
# others, which no editor does.
_LINE_BREAK = re.compile(r"\r\n|\n|\r")

_WIDE = re.compile("[\U00010000-\U0010ffff]")

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODINGS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


class UndecodableError(Exception):
    """The bytes are not text in an encoding that we read.

    `readable` is the text before the first bad byte, so that the finding has a place.
    """

    def __init__(self, reason: str, readable: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.readable = readable


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 when a byte order mark says so.

    Windows PowerShell writes UTF-16 for `aws … > file.json`. The mark itself is dropped.
    Raises UndecodableError.
    """
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8"
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode(encoding, errors="replace")
        shown = "UTF-16" if encoding == "utf-16" else "UTF-8"
        found = data[error.start : error.start + 1].hex()
        reason = f"not valid {shown}: byte 0x{found} cannot stand here"
        raise UndecodableError(reason, readable) from error


def encode(text: str, *, like: bytes) -> bytes:
    """Return a text as bytes, in the encoding and with the byte order mark of other bytes."""
    for mark, encoding in _ENCODINGS.items():
        if like.startswith(mark):
            return mark + text.encode(encoding)
    return text.encode()


def searchable(data: bytes) -> bytes:
    """Return a file's bytes as UTF-8, as far as they can be, for a search before any decoding."""
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16", errors="ignore").encode(errors="replace")
    return data


def line_break(text: str) -> str:
    """Return the line break of a text: the first, or a newline if it has none."""
    found = _LINE_BREAK.search(text)
    return found[0] if found else "\n"


@dataclass(frozen=True, eq=False)
class Source:
    """One text to lint. `path` is what reports call it; it need not exist on disk."""

    path: str
    text: str

    @cached_property
    def _line_starts(self) -> "array[int]":
        # Eight bytes for each line, where a list has forty.
        starts = array("q", (0,))
        starts.extend(match.end() for match in _LINE_BREAK.finditer(self.text))
        return starts

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset in characters."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    @property
    def line_count(self) -> int:
        """How many lines there are; behind the last line break is one more, maybe an empty one."""
        return len(self._line_starts)

    @cached_property
    def _wide(self) -> list[int]:
        """The offsets of the characters that take two units of UTF-16."""
        return [] if self.text.isascii() else [found.start() for found in _WIDE.finditer(self.text)]

    def utf16_column(self, offset: int) -> int:
        """Return the column of an offset as editors' protocols and SARIF count: in UTF-16 units."""
        column = self.position(offset).column
        line_start = offset - column + 1
        wide = self._wide
        return column + bisect_left(wide, offset) - bisect_left(wide, line_start)

    def lines(self) -> list[str]:
        """Return the lines with their line breaks."""
        ends = [*self._line_starts[1:], len(self.text)]
        lines = [self.text[start:end] for start, end in zip(self._line_starts, ends, strict=True)]
        return lines if lines[-1] else lines[:-1]

    def line(self, line: int) -> str:
        """Return a line (counted from 1) without its line break."""
        return self.text[slice(*self.line_span(line))]

    def line_span(self, line: int) -> Span:
        """Return where a line (counted from 1) stands, without its line break."""
        starts = self._line_starts
        if line == len(starts):
            return Span(starts[-1], len(self.text))
        end = starts[line] - 1
        is_two_wide = self.text[end] == "\n" and self.text[end - 1 : end] == "\r"
        return Span(starts[line - 1], end - 1 if is_two_wide else end)

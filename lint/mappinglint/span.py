"""Where something stands in a text: offsets, and the line and column a reader counts."""

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text, as offsets in characters (code points); `end` is exclusive."""

    start: int
    end: int


class Position(NamedTuple):
    """Line and column as an editor shows them: both count from 1, columns in characters."""

    line: int
    column: int

"""Where a careful, slow parser of YAML can take over from a fast one that has refused a text.

What stands before a line that begins an entry of a block has been read by then. The slow parser
gets the rest of the text, and in place of all before it one line for each block that is open:

    Resources:            k:
      …                     Orders: …      <- the entry to begin at
      Orders: …
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mappinglint.record import dataclass

# Characters before the place where the fast parser stopped: the mistake may begin before it shows.
_LEAST_AGAIN = 4_000
# The column of the keys of a collection that has no key at the beginning of each entry.
_NO_BLOCK = -1

# Both libraries have event classes of the same names, and no common base.
_COLLECTIONS = frozenset({"MappingStartEvent", "SequenceStartEvent"})
_BEGINNINGS = _COLLECTIONS | {"AliasEvent", "ScalarEvent"}
_ENDS = frozenset({"MappingEndEvent", "SequenceEndEvent"})


class Point(NamedTuple):
    """Where to go on: after so many events, at the beginning of a line.

    `columns` are those of the keys of the blocks that are open there, the innermost last.
    """

    events: int
    at: int
    columns: tuple[int, ...]

    @property
    def head(self) -> str:
        """The text to put in front of the rest."""
        return "".join(" " * column + "k:\n" for column in self.columns[:-1])

    @property
    def events_of_head(self) -> int:
        """How many events a parser has for that, and for what is open at the first entry."""
        # The stream and the document; each block and its key; the innermost block.
        return 2 + 2 * len(self.columns[:-1]) + 1


def resume_point(events: Sequence[Any], text: str) -> Point | None:
    """Return the last place at which one can go on, or None if that is the beginning.

    `events` are those that the fast parser had before it stopped.
    """
    if not events or text.startswith("%") or "\n%" in text:
        # A directive holds for the whole of a document.
        return None
    last = events[-1].end_mark.index - _LEAST_AGAIN
    found: Point | None = None
    open_: list[_Open] = []
    for index, event in enumerate(events):
        kind = type(event).__name__
        if kind in _ENDS:
            open_.pop()
        if kind not in _BEGINNINGS:
            continue
        start, column = event.start_mark.index, event.start_mark.column
        if start > last:
            break
        if kind == "ScalarEvent" and _is_entry(text, start, column, open_):
            found = Point(index, start - column, tuple(one.column for one in open_))
        if open_:
            open_[-1].awaits_key = not open_[-1].awaits_key
        if kind in _COLLECTIONS:
            is_block = kind == "MappingStartEvent" and not event.flow_style
            open_.append(_Open(column if is_block else _NO_BLOCK))
    return found


@dataclass(slots=True)
class _Open:
    """A collection that is open: in which column its keys stand, and whether one comes next."""

    column: int
    awaits_key: bool = True


def _is_entry(text: str, start: int, column: int, open_: list[_Open]) -> bool:
    """Say whether a scalar is the first thing in its line, and a key in blocks alone."""
    if not open_ or not open_[-1].awaits_key or open_[-1].column != column:
        return False
    line_start = start - column
    is_line = line_start == 0 or text[line_start - 1] in "\r\n"
    is_first = is_line and not text[line_start:start].strip(" ")
    return is_first and all(one.column != _NO_BLOCK for one in open_)

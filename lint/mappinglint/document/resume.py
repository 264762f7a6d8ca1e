"""Where a careful, slow parser of YAML can take over from a fast one that has refused a text.

What stands before a line that begins an entry of a block has been read by then. The slow parser
gets the rest of the text, and in place of all before it one line for each block that is open:

    Resources:            k:
      …                     Orders: …      <- the entry to begin at
      Orders: …
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

# Characters before the place where the fast parser stopped: the mistake may begin before it shows.
_LEAST_AGAIN = 4_000


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
    # Of each open collection the column of its keys, if it is a block, and whether one comes next.
    columns: list[int | None] = []
    awaits_key: list[bool] = []
    for index, event in enumerate(events):
        start = event.start_mark.index
        if start > last:
            break
        kind = type(event).__name__
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            columns.pop()
            awaits_key.pop()
            continue
        if kind not in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
            continue
        is_key = bool(awaits_key) and columns[-1] is not None and awaits_key[-1]
        if is_key and kind == "ScalarEvent" and None not in columns:
            line_start = start - event.start_mark.column
            if event.start_mark.column == columns[-1] and _begins_line(text, line_start, start):
                found = Point(index, line_start, tuple(one for one in columns if one is not None))
        if awaits_key:
            awaits_key[-1] = not awaits_key[-1]
        if kind == "MappingStartEvent":
            columns.append(None if event.flow_style else event.start_mark.column)
            awaits_key.append(True)
        elif kind == "SequenceStartEvent":
            columns.append(None)
            awaits_key.append(True)
    return found


def _begins_line(text: str, line_start: int, start: int) -> bool:
    """Say whether there is nothing but spaces between the beginning of a line and an offset."""
    is_line = line_start == 0 or text[line_start - 1] in "\r\n"
    return is_line and not text[line_start:start].strip(" ")

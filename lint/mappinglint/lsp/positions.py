"""Between offsets in characters and the lines and columns of the protocol, and paths and URIs.

The protocol counts from 0, and columns in units of the encoding that client and server agree on.
"""

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from itertools import accumulate
from pathlib import PurePath
from urllib.parse import unquote_to_bytes, urlsplit
from weakref import WeakKeyDictionary

from lsprotocol import types
from pygls.uris import to_fs_path

from mappinglint.discovery import is_made_up
from mappinglint.place import Place
from mappinglint.source import Source

# For each encoding, the characters that take more than one unit, and how many units more.
_WIDE: Mapping[str, tuple[re.Pattern[str] | None, Callable[[str], int]]] = {
    types.PositionEncodingKind.Utf8.value: (
        re.compile(r"[^\x00-\x7f]"),
        lambda char: 1 if char < "\u0800" else 2 if char < "\U00010000" else 3,
    ),
    types.PositionEncodingKind.Utf16.value: (re.compile("[\U00010000-\U0010ffff]"), lambda _: 1),
    types.PositionEncodingKind.Utf32.value: (None, lambda _: 0),
}
# At the start of a text. It takes as many units as any other character there.
_MARK = "\ufeff"


class Positions:
    """Converts places. `encoding` is "utf-8", "utf-16" or "utf-32".

    `uri_of` tells what the editor calls a file, by path, or None if it does not say: it may write
    a URI otherwise than we would. `has_mark` tells whether a text has a byte order mark in the
    editor, which no source has.
    """

    def __init__(
        self,
        encoding: str,
        uri_of: Callable[[str], str | None] = lambda _: None,
        has_mark: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._wide, self._more = _WIDE[encoding]
        self._mark = 1 + (self._more(_MARK) if self._wide and self._wide.match(_MARK) else 0)
        self._uri_of = uri_of
        self._has_mark = has_mark
        # A line may be long and have many findings: what is wide in a text is looked for once.
        self._known: WeakKeyDictionary[Source, tuple[list[int], list[int]]] = WeakKeyDictionary()

    def position(self, source: Source, offset: int) -> types.Position:
        """Return an offset as line and column."""
        line, column = source.position(offset)
        start = offset - column + 1
        character = self._before(source, line) + self._units(source, start, offset)
        return types.Position(line - 1, character)

    def offset(self, source: Source, position: types.Position) -> int:
        """Return a line and column as an offset; what is behind a line's end is that end."""
        if position.line >= source.line_count:
            return len(source.text)
        line = position.line + 1
        start, end = source.line_span(line)
        column = max(position.character - self._before(source, line), 0)
        # Within a wide character, it is the start of that.
        ends = range(start + 1, end + 1)
        return start + bisect_right(ends, column, key=lambda at: self._units(source, start, at))

    def range(self, place: Place) -> types.Range:
        """Return the range of a place."""
        start, end = place.span
        return types.Range(self.position(place.source, start), self.position(place.source, end))

    def location(self, place: Place) -> types.Location:
        """Return a place as a file and a range in it."""
        return types.Location(self.uri(place.source.path), self.range(place))

    def uri(self, path: str) -> str:
        """Return what the editor calls a file."""
        called = self._uri_of(path)
        if called is None and is_made_up(path):
            return path[1:-1]  # as path_of has made it
        return called or PurePath(os.path.abspath(path)).as_uri()

    def _before(self, source: Source, line: int) -> int:
        """Return how many units stand before the first character of a line."""
        return self._mark if line == 1 and self._has_mark(source.path) else 0

    def _units(self, source: Source, start: int, end: int) -> int:
        """Return how many units a part of a text takes."""
        if self._wide is None or source.text.isascii():
            return end - start
        if source not in self._known:
            wide = [found.start() for found in self._wide.finditer(source.text)]
            more = accumulate((self._more(source.text[at]) for at in wide), initial=0)
            self._known[source] = wide, list(more)
        wide, sums = self._known[source]
        return end - start + sums[bisect_left(wide, end)] - sums[bisect_left(wide, start)]


def path_of(uri: str) -> str:
    """Return the path of a file; of what is no file yet, a name that stands for none."""
    try:
        path = to_fs_path(uri) if uri.startswith("file:") else None
        if path and "\ufffd" in path:
            # The name of a file need not be UTF-8.
            path = os.fsdecode(unquote_to_bytes(urlsplit(uri).path))
    except ValueError:
        path = None
    is_path = path is not None and os.path.isabs(path) and "\0" not in path
    return os.path.normpath(path) if path and is_path else f"<{uri}>"

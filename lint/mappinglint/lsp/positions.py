"""Between offsets in characters and the lines and columns of the protocol, and paths and URIs.

The protocol counts from 0, and columns in units of the encoding that client and server agree on.
"""

from collections.abc import Callable, Mapping

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from mappinglint.place import Place
from mappinglint.source import Source

_CODECS: Mapping[str, tuple[str, int]] = {
    types.PositionEncodingKind.Utf8.value: ("utf-8", 1),
    types.PositionEncodingKind.Utf16.value: ("utf-16-le", 2),
    types.PositionEncodingKind.Utf32.value: ("utf-32-le", 4),
}


class Positions:
    """Converts places. `encoding` is "utf-8", "utf-16" or "utf-32".

    `uri_of` tells what the editor calls a file, by path, or None if it does not say: it may write
    a URI otherwise than we would.
    """

    def __init__(self, encoding: str, uri_of: Callable[[str], str | None] = lambda _: None) -> None:
        self._codec, self._unit = _CODECS[encoding]
        self._uri_of = uri_of

    def position(self, source: Source, offset: int) -> types.Position:
        """Return an offset as line and column."""
        line, column = source.position(offset)
        return types.Position(line - 1, self._units(source.text[offset - column + 1 : offset]))

    def offset(self, source: Source, position: types.Position) -> int:
        """Return a line and column as an offset; what is behind a line's end is that end."""
        if position.line >= source.line_count:
            return len(source.text)
        start, end = source.line_span(position.line + 1)
        line = source.text[start:end]
        if line.isascii():
            return min(start + position.character, end)
        left = position.character
        for index, char in enumerate(line):
            left -= self._units(char)
            if left < 0:
                return start + index
        return end

    def range(self, place: Place) -> types.Range:
        """Return the range of a place."""
        start, end = place.span
        return types.Range(self.position(place.source, start), self.position(place.source, end))

    def location(self, place: Place) -> types.Location:
        """Return a place as a file and a range in it."""
        return types.Location(self.uri(place.source.path), self.range(place))

    def uri(self, path: str) -> str:
        """Return what the editor calls a file."""
        return self._uri_of(path) or from_fs_path(path) or path

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        # Half of a surrogate pair is no text, but an editor may send it.
        return len(text.encode(self._codec, "surrogatepass")) // self._unit


def path_of(uri: str) -> str:
    """Return the path of a file; of what is no file yet, a name that stands for none."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return path or f"<{uri}>"

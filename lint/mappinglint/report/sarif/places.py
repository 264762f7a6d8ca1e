"""Where something is: files as URIs, and spans as regions."""

import os
import urllib.parse
from functools import cache
from pathlib import PurePath
from typing import Any

import sarif_om as om

from mappinglint.discovery import STDIN_NAME
from mappinglint.identity import relative
from mappinglint.place import Place

# The name under which a log knows the folder that relative URIs start from.
ROOT = "%SRCROOT%"

# A longer piece of text says no more: it is a file of one line, say.
_LONGEST_SNIPPET = 1_000


class Places:
    """Makes locations in a project. `root` is its folder: absolute, and no link."""

    def __init__(self, root: str) -> None:
        # A run asks for a few files many times.
        self._uri = cache(lambda path: uri_of(path, root))

    def physical(self, place: Place) -> Any:
        """Return a place as a file and a region in it, with the text that stands there."""
        return om.PhysicalLocation(
            artifact_location=self.artifact(place.source.path),
            region=region(place, snippet=_snippet(place)),
        )

    def artifact(self, path: str) -> Any:
        uri = self._uri(path)
        is_absolute = uri.startswith("file:")
        return om.ArtifactLocation(uri=uri, uri_base_id=None if is_absolute else ROOT)


def region(place: Place, *, snippet: str = "") -> Any:
    """Return a span as lines and columns. These count from 1; columns count units of UTF-16."""
    source, (start, end) = place.source, place.span
    return om.Region(
        start_line=place.start.line,
        start_column=source.utf16_column(start),
        end_line=place.end.line,
        end_column=source.utf16_column(end),
        snippet=om.ArtifactContent(text=snippet) if snippet else None,
    )


def _snippet(place: Place) -> str:
    start, end = place.span
    return place.text if end - start <= _LONGEST_SNIPPET else ""


def uri_of(path: str, root: str) -> str:
    """Return a path as a URI relative to the root; one that leads out of it as a file URI.

    A link is the file that it leads to: GitHub shows no others.
    """
    if path == STDIN_NAME:
        return "stdin"
    inside = relative(os.path.realpath(path), root)
    if os.path.isabs(inside):
        return PurePath(inside).as_uri()
    return urllib.parse.quote(os.fsencode(inside))

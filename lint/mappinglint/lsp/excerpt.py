"""Some stretches of a text as a text of their own, and the way back to the whole."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace

from mappinglint.finding import Finding
from mappinglint.lsp.change import Change
from mappinglint.place import Label, Place
from mappinglint.source import Source
from mappinglint.span import Span

Move = Callable[[Place], Place]


class Excerpt:
    """A text without some stretches, which are in order."""

    def __init__(self, source: Source, left_out: Iterable[Span]) -> None:
        self._source = source
        # Where the pieces begin, in the excerpt and in the whole.
        self._here: list[int] = []
        self._there: list[int] = []
        pieces: list[str] = []
        length = at = 0
        for start, end in (*left_out, Span(len(source.text), len(source.text))):
            if start > at:
                pieces.append(source.text[at:start])
                self._here.append(length)
                self._there.append(at)
                length += start - at
            at = end
        self.text = "".join(pieces)

    def in_whole(self, place: Place) -> Place:
        """Return where a place of the excerpt is in the whole; one of another file stays."""
        if place.source.text != self.text or place.source.path != self._source.path:
            return place
        start, end = place.span
        return Place(
            self._source,
            Span(self._offset(start), max(self._offset(end - 1) + 1, self._offset(start))),
        )

    def _offset(self, offset: int) -> int:
        piece = max(bisect_right(self._here, offset) - 1, 0)
        return offset - self._here[piece] + self._there[piece] if self._here else 0


def after(change: Change, old: Source, new: Source) -> Move:
    """Return what moves a place of a text to where it is after a change."""

    def offset(at: int) -> int:
        if at <= change.start:
            return at
        return at + change.shift if at >= change.old_end else min(at, change.new_end)

    def move(place: Place) -> Place:
        if place.source.path != old.path:
            return place
        return Place(new, Span(offset(place.span.start), offset(place.span.end)))

    return move


def moved(finding: Finding, move: Move) -> Finding:
    """Return a finding with all of its places moved."""

    def label(one: Label) -> Label:
        return replace(one, place=move(one.place))

    fix = finding.fix
    if fix is not None:
        edits = tuple(replace(edit, place=move(edit.place)) for edit in fix.edits)
        fix = replace(fix, edits=edits)
    return replace(
        finding,
        primary=label(finding.primary),
        related=tuple(map(label, finding.related)),
        fix=fix,
        about=None,
    )

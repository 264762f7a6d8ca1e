"""A span in a source, and the words to put there: what findings are made of."""

from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.span import Position, Span


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a source: all that a report needs in order to point at something."""

    source: Source
    span: Span

    @property
    def start(self) -> Position:
        return self.source.position(self.span.start)

    @property
    def end(self) -> Position:
        """The position just behind the last character."""
        return self.source.position(self.span.end)

    @property
    def text(self) -> str:
        return self.source.text[self.span.start : self.span.end]

    def first_line(self) -> "Place":
        """Return the part on the first line: GitHub shows only one-line regions in a diff."""
        line_end = self.source.line_span(self.start.line).end
        if self.span.end <= line_end:
            return self
        return Place(self.source, Span(self.span.start, max(line_end, self.span.start)))


@dataclass(frozen=True, slots=True)
class Label:
    """A place with a short text for the reader; the text may be empty.

    `is_default` is true of a value in place of which whoever deploys the file may give another.
    """

    place: Place
    text: str = ""
    is_default: bool = False

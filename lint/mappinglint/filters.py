"""The filter patterns of a mapping, with every part of them at its place in the file."""

from collections.abc import Mapping
from functools import cached_property, lru_cache

from mappinglint.edit import Edit, rewrite
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.path import Path
from mappinglint.pattern.parse import Parsed, parse
from mappinglint.pattern.record import Sender
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.span import Span
from mappinglint.value import Known, TextPlaces, Unknown, Value, places_of, text_of

FILTERS = "FilterCriteria.Filters"

# What sends the records of each source; of DocumentDB no filter sees any.
SENDERS: Mapping[SourceKind, Sender] = {
    SourceKind.SQS: Sender.SQS,
    SourceKind.SQS_FIFO: Sender.SQS,
    SourceKind.KINESIS: Sender.KINESIS,
    SourceKind.DYNAMODB: Sender.DYNAMODB,
    SourceKind.MSK: Sender.KAFKA,
    SourceKind.KAFKA: Sender.KAFKA,
    SourceKind.ACTIVEMQ: Sender.MQ,
    SourceKind.RABBITMQ: Sender.MQ,
}


@dataclass(frozen=True)
class FilterPattern:
    """One pattern of which at least a part is known; the spans of `parsed` are within `text`."""

    path: Path
    value: Known | Unknown
    text: str

    @property
    def parsed(self) -> Parsed:
        return _parsed(self.text)

    @property
    def number(self) -> int:
        """Which filter of the mapping it is, counted from 1."""
        return int(self.path[-2]) + 1

    @cached_property
    def _places(self) -> TextPlaces:
        return places_of(self.value)

    def place(self, span: Span) -> Place:
        """Return where a part of the pattern stands in the file."""
        return self._places.within(*span)

    def index(self, offset: int) -> int | None:
        """Return where in `text` an offset of the file is: the reverse of `place`."""
        return self._places.index(offset)

    def edit(self, span: Span, new: str) -> Edit | None:
        """Return the edit that puts something else into the pattern."""
        return rewrite(self.value, self._places, span, new)

    def edits(self, span: Span, new: str) -> list[Edit | None]:
        """Return the same as several edits if what stands there now is a part of the new text.

        That part stays as it is written, variables and escapes too.
        """
        old = self.text[span.start : span.end]
        if not old or old not in new:
            return [self.edit(span, new)]
        before, _, after = new.partition(old)
        ends = (span.start, before), (span.end, after)
        return [self.edit(Span(at, at), text) for at, text in ends if text]


# Every rule about patterns asks for those of the mapping at hand.
@lru_cache(maxsize=1)
def filter_patterns(mapping: EventSourceMapping) -> tuple[FilterPattern, ...]:
    """Return the patterns of a mapping that are texts; nothing may be wrong with those left out."""
    patterns = []
    for filter_path in mapping.each(FILTERS):
        path = (*filter_path, "Pattern")
        value = mapping.get(path)
        is_text = isinstance(value, Unknown) or mapping.string(path) is not None
        text = known_text(value)
        if isinstance(value, Known | Unknown) and is_text and text is not None:
            patterns.append(FilterPattern(path, value, text))
    return tuple(patterns)


def known_text(value: Value | None) -> str | None:
    """Return the text of a pattern with its holes, or None if nothing is known of it."""
    text = text_of(value) if isinstance(value, Known | Unknown) else HOLE
    return text if not text or text.strip(HOLE) else None


# Scenarios of a mapping, and mappings of a file, mostly have the same patterns.
@lru_cache(maxsize=256)
def _parsed(text: str) -> Parsed:
    return parse(text)

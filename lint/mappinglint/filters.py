"""The filter patterns of a mapping, with every part of them at its place in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mappinglint.edit import Edit, rewrite
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping, Path
from mappinglint.parts import HOLE
from mappinglint.pattern.parse import Parsed, parse
from mappinglint.pattern.record import Sender
from mappinglint.place import Place
from mappinglint.span import Span
from mappinglint.value import Known, Unknown, places_of, text_of

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

    def place(self, span: Span) -> Place:
        """Return where a part of the pattern stands in the file."""
        return places_of(self.value).within(*span)

    def edit(self, span: Span, new: str) -> Edit | None:
        """Return the edit that puts something else into the pattern."""
        return rewrite(self.value, span, new)

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


def filter_patterns(mapping: EventSourceMapping) -> Iterator[FilterPattern]:
    """Yield the patterns of a mapping that are texts; nothing may be wrong with those left out."""
    for filter_path in mapping.each(FILTERS):
        path = (*filter_path, "Pattern")
        value = mapping.get(path)
        is_text = isinstance(value, Unknown) or mapping.string(path) is not None
        if isinstance(value, Known | Unknown) and is_text:
            text = text_of(value)
            if not text or text.strip(HOLE):
                yield FilterPattern(path, value, text)


# Every rule about patterns asks for the same ones.
@lru_cache(maxsize=256)
def _parsed(text: str) -> Parsed:
    return parse(text)

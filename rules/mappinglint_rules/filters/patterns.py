"""The filter patterns of a mapping, read and judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mappinglint.edit import Edit, rewrite
from mappinglint.mapping import EventSourceMapping, Path
from mappinglint.parts import HOLE
from mappinglint.pattern.model import Pattern
from mappinglint.pattern.parse import Parsed, parse
from mappinglint.place import Place
from mappinglint.span import Span
from mappinglint.value import Known, Unknown, places_of, text_of
from mappinglint_rules.schema import schema_at

# AWS says no more than this about any of them.
ANSWER = 'answers "Invalid filter pattern definition."'
FILTERS = "FilterCriteria.Filters"


@dataclass(frozen=True)
class FilterPattern:
    """One pattern that is known as text, at least in part; spans of `parsed` are within it."""

    path: Path
    value: Known | Unknown
    parsed: Parsed

    def place(self, span: Span) -> Place:
        """Return where a part of the pattern stands in the file."""
        return places_of(self.value).within(*span)

    def edit(self, span: Span, new: str) -> Edit | None:
        """Return the edit that puts something else into the pattern."""
        return rewrite(self.value, span, new)

    @property
    def text(self) -> str:
        """The pattern itself, with a HOLE for each stretch that is not known."""
        return text_of(self.value)

    @property
    def index(self) -> int:
        """Which filter of the mapping it is, from 0 on."""
        return int(self.path[-2])


def patterns(mapping: EventSourceMapping) -> Iterator[FilterPattern]:
    """Yield the patterns of a mapping of which something is known, and that are not too long."""
    for filter_path in mapping.each(FILTERS):
        path = (*filter_path, "Pattern")
        value = mapping.get(path)
        if isinstance(value, Known) and mapping.string(path) is None:
            continue
        if not isinstance(value, Known | Unknown):
            continue
        text = text_of(value)
        # One that is too long is the shape's business.
        if (not text or text.strip(HOLE)) and len(text) <= _longest():
            yield FilterPattern(path, value, _parsed(text))


def sound_patterns(mapping: EventSourceMapping) -> Iterator[tuple[FilterPattern, Pattern]]:
    """Yield the patterns that AWS takes, as far as can be known."""
    for pattern in patterns(mapping):
        if pattern.parsed.pattern is not None and not pattern.parsed.mistakes:
            yield pattern, pattern.parsed.pattern


# Each of the rules about patterns asks for the same ones.
@lru_cache(maxsize=256)
def _parsed(text: str) -> Parsed:
    return parse(text)


def _longest() -> int:
    longest: int = schema_at(("FilterCriteria", "Filters", 0, "Pattern"))["maxLength"]
    return longest

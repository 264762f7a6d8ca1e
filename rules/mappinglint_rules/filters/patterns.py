"""The filter patterns of a mapping that rules have something to say about."""

from collections.abc import Iterator
from functools import cache

from mappinglint.filters import FilterPattern, filter_patterns
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Pattern
from mappinglint_rules.schema import schema_at

# AWS says no more than this about any of them.
ANSWER = 'answers "Invalid filter pattern definition."'
# What to do about `!Ref` within a pattern.
WITH_SUB = "write the whole pattern with !Sub, and ${Name} in it"


def patterns(mapping: EventSourceMapping) -> Iterator[FilterPattern]:
    """Yield the patterns that are not too long: those are the shape's business."""
    return (one for one in filter_patterns(mapping) if len(one.text) <= _longest())


def sound_patterns(mapping: EventSourceMapping) -> Iterator[tuple[FilterPattern, Pattern]]:
    """Yield the patterns that AWS takes, as far as can be known."""
    for pattern in patterns(mapping):
        content, mistakes = pattern.parsed.pattern, pattern.parsed.mistakes
        if content is not None and not mistakes:
            yield pattern, content


@cache
def _longest() -> int:
    longest: int = schema_at(("FilterCriteria", "Filters", 0, "Pattern"))["maxLength"]
    return longest

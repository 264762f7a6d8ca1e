"""The filter patterns of a mapping, read as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from mappinglint.embedded import JsonMistake, read_json_text
from mappinglint.mapping import EventSourceMapping, Path
from mappinglint.value import Known, Value
from mappinglint_rules.schema import schema_at

# AWS says no more than this about any of them.
ANSWER = 'answers "Invalid filter pattern definition."'


@dataclass(frozen=True)
class Pattern:
    """One pattern that is known as text, and what it is as JSON."""

    path: Path
    content: Value | JsonMistake


def patterns(mapping: EventSourceMapping) -> Iterator[Pattern]:
    """Yield the patterns of a mapping whose text is known, and not too long to be one."""
    for filter_path in mapping.each("FilterCriteria.Filters"):
        path = (*filter_path, "Pattern")
        text = mapping.get(path)
        # One that is too long is the shape's business.
        is_text = mapping.string(path) is not None
        if isinstance(text, Known) and is_text and len(text.text) <= _longest():
            yield Pattern(path, read_json_text(text))


def _longest() -> int:
    longest: int = schema_at(("FilterCriteria", "Filters", 0, "Pattern"))["maxLength"]
    return longest

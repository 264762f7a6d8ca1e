"""Numbers beyond what every possible source allows."""

from mappinglint.kind import Kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.record import dataclass
from mappinglint.setting import Range
from mappinglint_rules.service import SETTINGS


@dataclass(frozen=True)
class Beyond:
    """A number beyond the widest range of the possible kinds; `kinds` are those with a range."""

    number: int
    range: Range
    kinds: Kinds

    @property
    def is_more(self) -> bool:
        return self.number > self.range.most

    @property
    def compared(self) -> str:
        return "more than" if self.is_more else "less than"

    @property
    def bound(self) -> int:
        """The bound that is broken."""
        return self.range.most if self.is_more else self.range.least


def beyond(mapping: EventSourceMapping, setting: str) -> Beyond | None:
    """Return how a number is out of bounds, or None if some possible source may take it."""
    number = mapping.integer(setting)
    ranges = SETTINGS[setting].ranges
    kinds = mapping.kinds & ranges.keys()
    if number is None or not kinds:
        return None
    widest = Range(
        min(ranges[kind].least for kind in kinds), max(ranges[kind].most for kind in kinds)
    )
    return None if number in widest else Beyond(number, widest, frozenset(kinds))

"""ESM510: filters are alternatives: what one lets through another need not."""

from collections.abc import Iterator

from mappinglint.edit import remove_item, unsafe
from mappinglint.filters import FilterPattern
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.decide import can_never_match, covers, lets_everything_through
from mappinglint.pattern.model import Pattern
from mappinglint.pattern.record import formats
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.service import FILTERS_ON_REQUEST

_Judged = tuple[FilterPattern, Pattern]


@rule(
    "ESM510",
    "redundant-filter",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FilterCriteria",),
    tier=Tier.WHOLE,
    without_effect=True,
)
def redundant_filter(mapping: EventSourceMapping) -> Iterator[Finding]:
    # What lets everything or nothing through is a finding of its own.
    judged = [
        one
        for one in sound_patterns(mapping)
        if not lets_everything_through(one[1]) and not can_never_match(one[1])
    ]
    if len(judged) > FILTERS_ON_REQUEST:
        # There are too many of them: that is a finding of its own.
        return
    for narrow in judged:
        wide = next((one for one in judged if _makes_redundant(one, narrow)), None)
        if wide is not None:
            yield _finding(mapping, wide[0], narrow[0], is_same=covers(narrow[1], wide[1]))


def _makes_redundant(wide: _Judged, narrow: _Judged) -> bool:
    """Say whether the second filter adds nothing; of two that say the same, the first stays."""
    if wide is narrow or not covers(wide[1], narrow[1]):
        return False
    # Data of another format than a filter wants is dropped before it looks.
    if not formats(wide[1]).items() <= formats(narrow[1]).items():
        return False
    return wide[0].number < narrow[0].number or not covers(narrow[1], wide[1])


def _finding(
    mapping: EventSourceMapping, wide: FilterPattern, narrow: FilterPattern, *, is_same: bool
) -> Finding:
    does = "says the same" if is_same else "lets through all that this one lets through"
    return redundant_filter.finding(
        mapping,
        narrow.path,
        f"filter {narrow.number} is redundant: filter {wide.number} {does}",
        related=[Label(mapping.place_of(wide.path).first_line(), f"filter {wide.number}")],
        aws="takes a record if any of the filters matches",
        remedy="remove the filter; if both have to hold, write them into one filter",
        fix=unsafe("remove the filter", remove_item(mapping, narrow.path[:-1])),
    )

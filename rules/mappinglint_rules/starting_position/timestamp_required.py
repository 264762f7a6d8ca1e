"""ESM304: a point in time has to be given."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import AT_TIMESTAMP


@rule(
    "ESM304",
    "timestamp-required",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("StartingPosition", "StartingPositionTimestamp"),
    kinds=AT_TIMESTAMP,
)
def timestamp_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    is_timed = mapping.string("StartingPosition") == "AT_TIMESTAMP"
    # A source that takes no AT_TIMESTAMP needs no timestamp either.
    if is_timed and mapping.lacks("StartingPositionTimestamp") and mapping.kinds & AT_TIMESTAMP:
        position = mapping.spell("StartingPosition")
        timestamp = mapping.spell("StartingPositionTimestamp")
        yield timestamp_required.finding(
            mapping,
            "StartingPosition",
            f"{position} AT_TIMESTAMP needs a {timestamp}",
            aws='answers "Need to specify a timestamp"',
            remedy=f"add {timestamp}, {mapping.format.time_form}",
        )

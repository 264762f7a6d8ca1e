"""ESM305: a point in time counts only where reading starts at one."""

from collections.abc import Iterator

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import AT_TIMESTAMP, SETTINGS

_POSITION, _TIMESTAMP = "StartingPosition", "StartingPositionTimestamp"


@rule(
    "ESM305",
    "timestamp-without-at-timestamp",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=(_POSITION, _TIMESTAMP),
    kinds=frozenset(SETTINGS[_POSITION].takes),
)
def timestamp_without_at_timestamp(mapping: EventSourceMapping) -> Iterator[Finding]:
    position = mapping.string(_POSITION)
    is_elsewhere = position is not None and position != "AT_TIMESTAMP"
    if not mapping.has(_TIMESTAMP) or not (is_elsewhere or mapping.lacks(_POSITION)):
        return
    timestamp, name = mapping.spell(_TIMESTAMP), mapping.spell(_POSITION)
    needed = f"set {name} to AT_TIMESTAMP, or " if mapping.kinds & AT_TIMESTAMP else ""
    yield timestamp_without_at_timestamp.finding(
        mapping,
        _TIMESTAMP,
        f"{timestamp} is only for {name} AT_TIMESTAMP, not {position or 'without it'}",
        related=[Label(mapping.place_of(_POSITION), "reading starts here")] if position else (),
        aws="says that it is valid with AT_TIMESTAMP only; what it does with it is not recorded",
        remedy=f"{needed}remove {timestamp}",
        fix=unsafe(f"remove {timestamp}", remove(mapping, _TIMESTAMP)),
    )

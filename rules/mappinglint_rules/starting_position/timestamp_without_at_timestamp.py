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
    if not mapping.has(_TIMESTAMP) or position == "AT_TIMESTAMP":
        return
    if position is None and (not mapping.lacks(_POSITION) or _needs_position(mapping)):
        # It is not known, or its being missing is a finding of its own.
        return
    timestamp, name = mapping.spell(_TIMESTAMP), mapping.spell(_POSITION)
    needed = f"set {name} to AT_TIMESTAMP, or " if mapping.kinds & AT_TIMESTAMP else ""
    yield timestamp_without_at_timestamp.finding(
        mapping,
        _TIMESTAMP,
        f"{timestamp} is only for {name} AT_TIMESTAMP, "
        + (f"not {position}" if position else f"and there is no {name}"),
        related=[Label(mapping.place_of(_POSITION), "reading starts here")] if position else (),
        aws="has a use for it with AT_TIMESTAMP only; whether it refuses it is not recorded",
        remedy=f"{needed}remove {timestamp}",
        fix=unsafe(f"remove {timestamp}", remove(mapping, _TIMESTAMP)),
    )


def _needs_position(mapping: EventSourceMapping) -> bool:
    return mapping.kinds <= SETTINGS[_POSITION].required.keys()

"""ESM303: not every stream can be read from a point in time."""

from collections.abc import Iterator

from mappinglint.edit import remove, set_to, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import AT_TIMESTAMP, SETTINGS

_TIMESTAMP = "StartingPositionTimestamp"
_WITHOUT_TIMESTAMP = frozenset(SETTINGS["StartingPosition"].takes) - AT_TIMESTAMP


@rule(
    "ESM303",
    "at-timestamp-not-supported",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("StartingPosition",),
    kinds=_WITHOUT_TIMESTAMP,
)
def at_timestamp_not_supported(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.string("StartingPosition") != "AT_TIMESTAMP":
        return
    if mapping.kinds <= _WITHOUT_TIMESTAMP:
        position = mapping.spell("StartingPosition")
        is_dynamodb = mapping.is_only(SourceKind.DYNAMODB)
        timestamp = mapping.spell(_TIMESTAMP)
        has_timestamp = mapping.field(_TIMESTAMP) is not None
        and_remove = f", and remove {timestamp}" if has_timestamp else ""
        remedy = f"set {position} to TRIM_HORIZON for what the stream still holds{and_remove}"
        edits = [set_to(mapping, "StartingPosition", "TRIM_HORIZON")]
        edits += [remove(mapping, _TIMESTAMP)] if has_timestamp else []
        yield at_timestamp_not_supported.finding(
            mapping,
            "StartingPosition",
            f"{position} AT_TIMESTAMP is not supported for {name_kinds(mapping.kinds)} "
            "(LATEST or TRIM_HORIZON)",
            label="LATEST or TRIM_HORIZON here",
            related=[mapping.kinds_label],
            aws='answers "Unsupported starting position for arn type: …"' if is_dynamodb else "",
            remedy=remedy,
            fix=unsafe(remedy, *edits),
        )

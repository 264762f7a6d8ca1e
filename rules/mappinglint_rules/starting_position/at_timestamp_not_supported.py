"""ESM303: not every stream can be read from a point in time."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import AT_TIMESTAMP, SETTINGS

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
        yield at_timestamp_not_supported.finding(
            mapping,
            "StartingPosition",
            f"{position} AT_TIMESTAMP is not supported for {name_kinds(mapping.kinds)} "
            "(LATEST or TRIM_HORIZON)",
            label="LATEST or TRIM_HORIZON here",
            related=[mapping.kinds_label],
            aws='answers "Unsupported starting position for arn type: …"' if is_dynamodb else "",
            remedy=(
                f"set {position} to TRIM_HORIZON to read what the stream still holds"
                + _without(mapping, "StartingPositionTimestamp")
            ),
        )


def _without(mapping: EventSourceMapping, setting: str) -> str:
    return f", and remove {mapping.spell(setting)}" if mapping.field(setting) else ""

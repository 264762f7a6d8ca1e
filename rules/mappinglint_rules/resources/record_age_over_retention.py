"""ESM712: a record is gone before it is old enough to be given up."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.streams import retention, stream_of

_AGE = "MaximumRecordAgeInSeconds"
_HOUR = 3600


@rule(
    "ESM712",
    "record-age-over-retention",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=(_AGE, "EventSourceArn"),
    kinds=frozenset({SourceKind.KINESIS}),
)
def record_age_over_retention(mapping: EventSourceMapping) -> Iterator[Finding]:
    age, stream = mapping.integer(_AGE), stream_of(mapping)
    kept = None if stream is None else retention(mapping)
    if age is None or kept is None or stream is None or age <= kept.number * _HOUR:
        return
    name, longest = mapping.spell(_AGE), kept.number * _HOUR
    yield record_age_over_retention.finding(
        mapping,
        _AGE,
        f"{name} {age} is more than the {longest} seconds ({kept.number} hours) for which "
        f"{called(stream, 'stream')} keeps a record",
        related=kept.labels,
        aws="takes it, but a record is gone before it is that old, and may then reach no "
        "destination for failures",
        remedy=f"set {name} to {longest} or less, or raise "
        f"{stream.spell('RetentionPeriodHours')} of the stream",
    )

"""ESM033: Serverless sends the timestamp of a stream for a consumer only."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.tools.events import event_of

_TIMESTAMP = "StartingPositionTimestamp"


@rule("ESM033", "timestamp-not-sent", Level.ERROR, Evidence.RECORDED, settings=(_TIMESTAMP,))
def timestamp_not_sent(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.format.name != "serverless" or event_of(mapping) != "stream":
        return
    # DynamoDB takes no AT_TIMESTAMP at all.
    is_timed = mapping.string("StartingPosition") == "AT_TIMESTAMP"
    arn = mapping.settings.field("EventSourceArn")
    if not is_timed or arn is None or not mapping.is_only(SourceKind.KINESIS):
        return
    if isinstance(mapping.get(_TIMESTAMP), Known) and arn.spelling != "consumer":
        yield timestamp_not_sent.finding(
            mapping,
            _TIMESTAMP,
            f"{mapping.spell(_TIMESTAMP)} is not sent: Serverless does so for a consumer only",
            aws='answers "Need to specify a timestamp"',
            remedy="add consumer: true, or use LATEST or TRIM_HORIZON",
        )

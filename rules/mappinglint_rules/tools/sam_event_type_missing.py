"""ESM027: an event has to say what it is."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.tools.sam import answers, is_sam


@rule("ESM027", "sam-event-type-missing", Level.ERROR, Evidence.DOCUMENTED)
def sam_event_type_missing(mapping: EventSourceMapping) -> Iterator[Finding]:
    if is_sam(mapping) and mapping.declared is None:
        yield sam_event_type_missing.finding(
            mapping,
            "",
            "the event has no Type: nothing says what it is",
            at=mapping.place,
            label="no Type",
            aws=answers("Resource dict has missing or invalid value for key Type."),
            remedy="add Type beside Properties: SQS, Kinesis, DynamoDB, MSK, MQ, SelfManagedKafka "
            "or DocumentDB",
        )

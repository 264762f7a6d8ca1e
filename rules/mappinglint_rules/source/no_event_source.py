"""ESM101: a mapping has to say what to poll."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule

SOURCES = ("EventSourceArn", "SelfManagedEventSource")


@rule("ESM101", "no-event-source", Level.ERROR, Evidence.RECORDED, settings=SOURCES)
def no_event_source(mapping: EventSourceMapping) -> Iterator[Finding]:
    if all(mapping.lacks(setting) for setting in SOURCES):
        arn, self_managed = (mapping.spell(setting) for setting in SOURCES)
        yield no_event_source.finding(
            mapping,
            "EventSourceArn",
            f"no event source: neither {arn} nor {self_managed} is set",
            aws='answers "Unrecognized event source."',
            remedy=f"add {arn}, or {self_managed} for self-managed Kafka",
        )

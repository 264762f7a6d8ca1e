"""ESM102: a mapping polls one source."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.source.no_event_source import SOURCES


@rule("ESM102", "two-event-sources", Level.ERROR, Evidence.DOCUMENTED, settings=SOURCES)
def two_event_sources(mapping: EventSourceMapping) -> Iterator[Finding]:
    if all(mapping.has(setting) for setting in SOURCES):
        arn, self_managed = (mapping.spell(setting) for setting in SOURCES)
        yield two_event_sources.finding(
            mapping,
            "SelfManagedEventSource",
            f"{self_managed} and {arn} exclude each other: a mapping has one source",
            related=[Label(mapping.place_of("EventSourceArn"), "the other source")],
            remedy=f"remove one of the two; self-managed Kafka has no {arn}",
        )

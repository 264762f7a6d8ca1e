"""ESM101: a mapping has to say what to poll."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule

SOURCES = ("EventSourceArn", "SelfManagedEventSource")


@rule("ESM101", "no-event-source", Level.ERROR, Evidence.RECORDED, settings=SOURCES)
def no_event_source(mapping: EventSourceMapping) -> Iterator[Finding]:
    if all(mapping.lacks(setting) for setting in SOURCES):
        if mapping.declared is not None and mapping.declared.kinds is not None:
            yield _not_named(mapping)
            return
        arn, self_managed = (mapping.spell(setting) for setting in SOURCES)
        yield no_event_source.finding(
            mapping,
            "EventSourceArn",
            f"no event source: neither {arn} nor {self_managed} is set",
            aws='answers "Unrecognized event source."',
            remedy=f"add {arn}, or {self_managed} for self-managed Kafka",
        )


def _not_named(mapping: EventSourceMapping) -> Finding:
    """Return the finding about a source of which the file says what it is, but not which."""
    setting = SOURCES[SourceKind.KAFKA in mapping.kinds]
    return no_event_source.finding(
        mapping,
        setting,
        f"{mapping.absence(setting)}: it says which {name_kinds(mapping.kinds)} to poll",
        aws='answers "Unrecognized event source."',
        remedy=f"add {mapping.spell(setting)}",
    )

"""ESM101: a mapping has to say what to poll."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import SETTINGS

SOURCES = ("EventSourceArn", "SelfManagedEventSource")


@rule("ESM101", "no-event-source", Level.ERROR, Evidence.RECORDED, settings=SOURCES)
def no_event_source(mapping: EventSourceMapping) -> Iterator[Finding]:
    declared = mapping.declared.kinds if mapping.declared else None
    possible = [
        name for name in SOURCES if declared is None or SETTINGS[name].takes.keys() & declared
    ]
    if not all(mapping.lacks(setting) for setting in possible):
        return
    answer = 'answers "Unrecognized event source."'
    if len(possible) == 1:
        yield no_event_source.finding(
            mapping,
            possible[0],
            f"{mapping.absence(possible[0])}: nothing says what to poll",
            aws=mapping.format.on_missing.get(possible[0], answer),
            remedy=f"add {mapping.spell(possible[0])}",
        )
    else:
        arn, self_managed = (mapping.spell(setting) for setting in SOURCES)
        yield no_event_source.finding(
            mapping,
            "EventSourceArn",
            f"no event source: neither {arn} nor {self_managed} is set",
            aws=answer,
            remedy=f"add {arn}, or {self_managed} for self-managed Kafka",
        )

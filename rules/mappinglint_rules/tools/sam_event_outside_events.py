"""ESM025: SAM reads the events of a function in one place."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.tools.sam import answers, is_sam


@rule("ESM025", "sam-event-outside-events", Level.ERROR, Evidence.DOCUMENTED)
def sam_event_outside_events(mapping: EventSourceMapping) -> Iterator[Finding]:
    for field in mapping.misplaced if is_sam(mapping) else ():
        if field.name != "Events":
            continue
        name = field.spelling
        is_global = field.value.place != field.key
        yield sam_event_outside_events.finding(
            mapping,
            "",
            f"the event {name} stands in Globals, where no function has events"
            if is_global
            else f"the event {name} stands beside Events, not in it",
            at=field.key,
            label="" if is_global or name != field.key.text else "indented too little",
            aws=answers(
                "'Events' is not a supported property of 'Function'."
                if is_global
                else f"property {name} not defined for resource of type AWS::Serverless::Function"
            ),
            remedy="move it into Events of the function" if is_global else "move it into Events",
        )

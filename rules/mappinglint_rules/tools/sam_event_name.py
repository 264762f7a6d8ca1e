"""ESM024: SAM makes a logical id of an event's name."""

import re
from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.tools.sam import answers, is_sam

_NAME = re.compile(r"[A-Za-z0-9]+")
_OTHER = re.compile(r"[^A-Za-z0-9]+")


@rule("ESM024", "sam-event-name", Level.ERROR, Evidence.DOCUMENTED)
def sam_event_name(mapping: EventSourceMapping) -> Iterator[Finding]:
    name = mapping.name.partition(".")[2]
    if not is_sam(mapping) or _NAME.fullmatch(name) or "${" in name:
        return
    better = _OTHER.sub("", name)
    yield sam_event_name.finding(
        mapping,
        "",
        f"the name of the event, {name}, has other characters than letters and digits",
        at=mapping.place,
        label="becomes part of a logical id",
        aws=answers("Logical ids must be alphanumeric."),
        remedy=f"call it {better}" if better else "use letters and digits",
    )

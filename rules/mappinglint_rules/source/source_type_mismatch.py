"""ESM114: the source is of another kind than the file says."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known, Unknown
from mappinglint_rules.source.arns import other_kinds


@rule("ESM114", "source-type-mismatch", Level.ERROR, Evidence.DOCUMENTED)
def source_type_mismatch(mapping: EventSourceMapping) -> Iterator[Finding]:
    declared, source, kinds = mapping.declared, mapping.get("EventSourceArn"), other_kinds(mapping)
    if declared is None or declared.kinds is None or not kinds:
        return
    cause = source.cause if isinstance(source, Known | Unknown) else None
    kind = name_kinds(kinds, one=True)
    yield source_type_mismatch.finding(
        mapping,
        "EventSourceArn",
        f"{mapping.spell('EventSourceArn')} is {kind}, not {name_kinds(declared.kinds, one=True)}",
        label="" if cause else kind,
        related=[
            Label(declared.written.place, f"this is for {name_kinds(declared.kinds)}"),
            Label(cause.place, kind) if cause and isinstance(source, Unknown) else None,
        ],
        remedy=f"name {name_kinds(declared.kinds, one=True)}, or change"
        f" {declared.written.text} to what the source is",
    )

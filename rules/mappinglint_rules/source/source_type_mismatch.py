"""ESM114: the source is of another kind than the file says."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import KINDS_WITH_ARN, kinds_of_arn, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known, Unknown, parts_of


@rule("ESM114", "source-type-mismatch", Level.ERROR, Evidence.DOCUMENTED)
def source_type_mismatch(mapping: EventSourceMapping) -> Iterator[Finding]:
    declared, source = mapping.declared, mapping.get("EventSourceArn")
    if declared is None or declared.kinds is None or source is None:
        return
    kinds = kinds_of_arn(parts_of(source))
    if isinstance(source, Unknown) and source.kinds is not None:
        kinds = source.kinds
    if kinds == KINDS_WITH_ARN or kinds & declared.kinds:
        return
    is_elsewhere = isinstance(source, Known | Unknown) and source.cause is not None
    yield source_type_mismatch.finding(
        mapping,
        "EventSourceArn",
        f"{mapping.spell('EventSourceArn')} is {name_kinds(kinds, one=True)},"
        f" not {name_kinds(declared.kinds, one=True)}",
        label="" if is_elsewhere else name_kinds(kinds, one=True),
        related=[
            Label(declared.written.place, f"this is for {name_kinds(declared.kinds)}"),
            source.cause if isinstance(source, Unknown) else None,
        ],
        remedy=f"name {name_kinds(declared.kinds, one=True)}, or change"
        f" {declared.written.text} to what the source is",
    )

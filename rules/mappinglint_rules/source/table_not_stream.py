"""ESM106: what Lambda reads is the stream of a table, not the table."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Form
from mappinglint_rules.source.arns import Instead, instead_of_source, other_kinds

_ARN = "EventSourceArn"


@rule(
    "ESM106",
    "table-not-stream",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(_ARN,),
    kinds=frozenset({SourceKind.DYNAMODB}),
)
def table_not_stream(mapping: EventSourceMapping) -> Iterator[Finding]:
    found = instead_of_source(mapping)
    if found is None and _is_arn_of_table(mapping):
        found = Instead(Form.TABLE_ARN)
    if found is None or found.form is not Form.TABLE_ARN:
        return
    yield table_not_stream.finding(
        mapping,
        _ARN,
        f"{mapping.spell(_ARN)} is the ARN of a table: it needs that of the table's stream",
        label="a stream's ARN ends in /stream/ and a time",
        aws="polls the stream of a table, which has an ARN of its own",
        remedy=found.remedy("use the ARN of the table's stream"),
        fix=found.fix,
    )


def _is_arn_of_table(mapping: EventSourceMapping) -> bool:
    arn = mapping.arn(_ARN)
    # Where the file says that the source is no stream of a table, that is what is wrong.
    is_table = arn is not None and arn.service == "dynamodb" and not other_kinds(mapping)
    if arn is None or not is_table or HOLE in arn.resource:
        return False
    return arn.resource.startswith("table/") and "/stream/" not in arn.resource

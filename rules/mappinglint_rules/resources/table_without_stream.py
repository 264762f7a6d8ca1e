"""ESM710: Lambda reads the stream of a table, and a table has one only if it says so."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Label
from mappinglint.resource import TABLE, Resource, each
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known, Unknown
from mappinglint_rules.resources.streams import table_of

_ARN, _STREAM, _FLAG = "EventSourceArn", "StreamSpecification", "StreamEnabled"
_KEY_OF_SIMPLE_TABLE = "PrimaryKey"
_IS_ON = f"{_STREAM}.{_FLAG}"


@rule(
    "ESM710",
    "table-without-stream",
    Level.ERROR,
    Evidence.RECORDED,
    settings=(_ARN,),
    kinds=frozenset({SourceKind.DYNAMODB}),
)
def table_without_stream(mapping: EventSourceMapping) -> Iterator[Finding]:
    table = table_of(mapping)
    if table is None or not _refers_to_stream(mapping) or not _has_no_stream(table):
        return
    if mapping.operation is Operation.CREATE:
        # Where the format has a flag, that is what switches the stream on.
        flag = table.spell(_FLAG)
        name = table.spell(_STREAM) if flag == _FLAG else flag
        is_off = table.boolean(_IS_ON) is False
        yield table_without_stream.finding(
            mapping,
            _ARN,
            f"{mapping.spell(_ARN)} is the stream of {table.name}, a table that has no stream",
            related=[
                Label(table.place_of(_IS_ON), "this table's stream is switched off")
                if is_off
                else Label(table.place, f"this table has no {name}")
            ],
            aws="lets the deploy fail: CloudFormation answers \"Attribute 'StreamArn' does not "
            "exist\", and Lambda \"Value '' at 'eventSourceArn' failed to satisfy constraint\"",
            remedy=f"{_giving(table, name)}, with a {table.spell('StreamViewType')} that has what "
            "the function needs",
        )


def _giving(table: Resource, name: str) -> str:
    """Return what to do about a table; of SAM's simple ones, none can have a stream."""
    if table.spell("KeySchema") == _KEY_OF_SIMPLE_TABLE:
        return f"make it an AWS::DynamoDB::Table, which can have {name}"
    return f"give the table {name}"


def _refers_to_stream(mapping: EventSourceMapping) -> bool:
    """Say whether the source is a reference to a stream: of a literal ARN the stream exists."""
    value, arn = mapping.get(_ARN), mapping.arn(_ARN)
    is_reference = isinstance(value, Known | Unknown) and value.refers_to != ""
    return is_reference and arn is not None and "/stream/" in arn.resource


def _has_no_stream(table: Resource) -> bool:
    if table.type == TABLE and any(each(table.get("Replicas"))):
        # DynamoDB may have given it a stream to fill its replicas from.
        return False
    return table.lacks(_STREAM) or table.boolean(_IS_ON) is False

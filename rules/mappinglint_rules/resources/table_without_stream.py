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
        yield table_without_stream.finding(
            mapping,
            _ARN,
            f"{mapping.spell(_ARN)} is the stream of {table.name}, a table that has no stream",
            related=[_cause(table)],
            aws=_answer(table),
            remedy=_remedy(table),
        )


def _cause(table: Resource) -> Label:
    place = table.place_of(_IS_ON)
    if table.boolean(_IS_ON) is False and place != table.place:
        return Label(place, "this table's stream is switched off")
    return Label(table.place, f"this table has no {_flag(table) or table.spell(_STREAM)}")


def _answer(table: Resource) -> str:
    answer = "\"Value '' at 'eventSourceArn' failed to satisfy constraint\""
    if _flag(table):
        # That is no template: nobody looks for an attribute of the table first.
        return f"lets the deploy fail: Lambda answers {answer}"
    return (
        "lets the deploy fail: CloudFormation answers \"Attribute 'StreamArn' does not exist\", "
        f"and Lambda {answer}"
    )


def _remedy(table: Resource) -> str:
    flag, view = _flag(table), table.spell("StreamViewType")
    if table.spell("KeySchema") == _KEY_OF_SIMPLE_TABLE:
        # SAM gives it no stream, and takes nothing from which it could.
        return f"make it an AWS::DynamoDB::Table with a {table.spell(_STREAM)}"
    if flag and not table.lacks(f"{_STREAM}.StreamViewType"):
        return f"set {flag} to true"
    if flag:
        return f"set {flag} to true, and {view} to what the function needs to see"
    return f"give the table a {table.spell(_STREAM)} with the {view} that the function needs"


def _flag(table: Resource) -> str:
    """Return what switches the stream on in this format; nothing if it has no such flag."""
    flag = table.spell(_FLAG)
    return "" if flag == _FLAG else flag


def _refers_to_stream(mapping: EventSourceMapping) -> bool:
    """Say whether the source is a reference to a stream: of a literal ARN the stream exists."""
    value, arn = mapping.get(_ARN), mapping.arn(_ARN)
    if not isinstance(value, Known | Unknown) or not value.refers_to:
        return False
    if arn is not None:
        return "/stream/" in arn.resource
    # An output of a module, of which no part is known.
    return isinstance(value, Unknown) and (value.identity or "").endswith("stream_arn")


def _has_no_stream(table: Resource) -> bool:
    if table.type == TABLE and any(each(table.get("Replicas"))):
        # DynamoDB may have given it a stream to fill its replicas from.
        return False
    return table.lacks(_STREAM) or table.boolean(_IS_ON) is False

"""ESM031: of a stream that a function names, Serverless needs the type."""

from collections.abc import Iterator

from mappinglint.edit import Fix, add, safe
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.tools.events import function_of
from mappinglint_rules.tools.unsupported_function import is_supported

_ARN = "EventSourceArn"
_TYPES = {SourceKind.DYNAMODB: "dynamodb", SourceKind.KINESIS: "kinesis"}


@rule("ESM031", "stream-type-required", Level.ERROR, Evidence.DOCUMENTED, settings=(_ARN,))
def stream_type_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    declared = mapping.declared
    if mapping.format.name != "serverless" or declared is None:
        return
    # Where there is a type, that is what is declared.
    field = mapping.settings.field(_ARN)
    if declared.written.text != "stream" or field is None or not mapping.settings.complete:
        return
    function = function_of(field.value)
    if function is None or not is_supported(mapping, field):
        return
    types = [_TYPES[kind] for kind in _TYPES if kind in mapping.kinds]
    yield stream_type_required.finding(
        mapping,
        _ARN,
        f"type is missing: Serverless cannot tell it from !{function}",
        label="no ARN that names its service",
        related=[mapping.kinds_label],
        aws='never sees it: Serverless stops with "EventSourceArn.split is not a function"',
        remedy=f"add type: {' or '.join(types)}",
        fix=_fix(mapping, types),
    )


def _fix(mapping: EventSourceMapping, types: list[str]) -> Fix | None:
    if len(types) != 1:
        return None
    return safe(f"add type: {types[0]}", add(mapping, "type", types[0], beside=_ARN))

"""ESM021: SAM reads some things itself, before CloudFormation resolves the functions in them."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import BROKERS, Kinds, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Place
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Fields, Items, Unknown, Value
from mappinglint_rules.tools.sam import (
    KAFKA,
    REGISTRY,
    WITH_SECRET,
    answers,
    declared_kinds,
    is_sam,
)

_ACCESS = "SourceAccessConfigurations"
_EVERYWHERE: Kinds = frozenset(SourceKind)
_ONLY_KAFKA = frozenset({SourceKind.KAFKA})
_WITH_LOGIN = WITH_SECRET - _ONLY_KAFKA
_NO_LIST = "Provided SourceAccessConfigurations cannot be parsed into a list."

_NO_KAFKA_LIST = "SourceAccessConfigurations for self managed kafka event should be a list."
_NO_KAFKA_TYPE = "Invalid SourceAccessConfigurations Type provided for self managed kafka event."
_NO_FORMAT = "EventRecordFormat in SchemaRegistryConfig must be either 'JSON' or 'SOURCE'"
_NO_ENTRY = "Each AccessConfig must be a dict with 'Type' and 'URI' fields"

# What SAM reads, of which kinds of source, and what it says if it cannot. `[]` is each entry.
_READ: tuple[tuple[str, Kinds, str], ...] = (
    ("DestinationConfig", _EVERYWHERE, "Property 'DestinationConfig.OnFailure' should be a map."),
    (
        "DestinationConfig.OnFailure.Type",
        _EVERYWHERE,
        "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'",
    ),
    (_ACCESS, _WITH_LOGIN, _NO_LIST),
    (f"{_ACCESS}.[]", _WITH_LOGIN, "Property '{entry}.Type' should be a string."),
    (f"{_ACCESS}.[].Type", _WITH_LOGIN, "Property '{entry}.Type' should be a string."),
    (_ACCESS, _ONLY_KAFKA, _NO_KAFKA_LIST),
    (f"{_ACCESS}.[]", _ONLY_KAFKA, _NO_KAFKA_TYPE),
    (f"{_ACCESS}.[].Type", _ONLY_KAFKA, _NO_KAFKA_TYPE),
    (
        "SecretsManagerKmsKeyId",
        WITH_SECRET,
        "Property 'SecretsManagerKmsKeyId' should be a string.",
    ),
    ("DynamicPolicyName", BROKERS, "Type of property 'DynamicPolicyName' is invalid."),
    (REGISTRY, KAFKA, "Missing required field SchemaRegistryURI in SchemaRegistryConfig"),
    (f"{REGISTRY}.EventRecordFormat", KAFKA, _NO_FORMAT),
    (f"{REGISTRY}.SchemaValidationConfigs", KAFKA, "SchemaValidationConfigs must be a list"),
    (f"{REGISTRY}.AccessConfigs", KAFKA, "AccessConfigs in SchemaRegistryConfig must be a list"),
    (f"{REGISTRY}.AccessConfigs.[]", KAFKA, _NO_ENTRY),
)
_WHY = "SAM reads it before functions are resolved"


@rule("ESM021", "sam-function-not-resolved", Level.ERROR, Evidence.DOCUMENTED)
def sam_function_not_resolved(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not is_sam(mapping) or mapping.raw is None:
        return
    if isinstance(mapping.raw, Unknown):
        if mapping.raw.unresolved:
            yield _whole(mapping, mapping.raw)
        return
    kinds = declared_kinds(mapping)
    for path, takers, answer in _READ:
        if kinds and kinds <= takers:
            for name, value in _found(mapping.raw, path.split("."), ""):
                text = answer.replace("{entry}", name.removesuffix(".Type"))
                yield sam_function_not_resolved.finding(
                    mapping,
                    name.partition(".")[0],
                    f"{name} is given by {value.unresolved}: {_WHY}",
                    at=value.place,
                    label="not resolved yet",
                    aws=answers(text),
                    remedy="write it out",
                )


def _whole(mapping: EventSourceMapping, raw: Unknown) -> Finding:
    """Report properties, or an event, that a function is to choose."""
    declared = mapping.declared
    is_event = declared is not None and _is_within(declared.written.place, raw.place)
    what = "the properties of the event are"
    type_ = declared.written.text if declared else ""
    answer = f"property {raw.unresolved} not defined for resource of type {type_}"
    if is_event:
        what = "the event is"
        answer = "Resource dict has missing or invalid value for key Type. Event Type is: None."
    return sam_function_not_resolved.finding(
        mapping,
        "",
        f"{what} given by {raw.unresolved}: SAM reads events before functions are resolved",
        at=raw.place,
        label="not resolved yet",
        aws=answers(answer),
        remedy="write the event out, and put the function into the values of its properties",
    )


def _is_within(inner: Place, outer: Place) -> bool:
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _found(value: Value | None, steps: list[str], name: str) -> Iterator[tuple[str, Unknown]]:
    """Yield what a path leads to and a function stands for, with the name for it."""
    if not steps:
        if isinstance(value, Unknown) and value.unresolved:
            yield name, value
        return
    step, *rest = steps
    if step == "[]" and isinstance(value, Items):
        for index, item in enumerate(value.items):
            yield from _found(item, rest, f"{name}[{index}]")
    elif isinstance(value, Fields) and (field := value.field(step)):
        yield from _found(field.value, rest, f"{name}.{step}".removeprefix("."))

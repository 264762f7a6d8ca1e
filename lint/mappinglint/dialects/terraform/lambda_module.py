"""Calls of terraform-aws-modules/lambda: mappings as maps, under names of the module's own.

The names are those that its main.tf and modules/alias read of `event_source_mapping`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from mappinglint.dialects.terraform.expressions import Evaluator
from mappinglint.dialects.terraform.mapping_words import FORMAT as RESOURCE_FORMAT
from mappinglint.dialects.terraform.module import Module, Resource, Written
from mappinglint.dialects.terraform.shapes import in_api_shape
from mappinglint.document.hcl_tags import REFERENCE, TUPLE
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.mapping import Format
from mappinglint.place import Place
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

ARGUMENT: Final = "event_source_mapping"
_SOURCE = re.compile(
    r"(?:[\w.-]+/)?terraform-aws-modules/lambda/aws(?://modules/alias)?"
    r"|.*terraform-aws-modules/terraform-aws-lambda(?:\.git)?(?://modules/alias)?(?:\?.*)?"
)
_OTHERS = frozenset({"DestinationConfig", "OnFailure", "Filters", "Destination"})

FORMAT: Final = Format(
    "terraform-module",
    converts=True,
    tool="Terraform",
    has_times_as_text=True,
    is_closed=True,
    on_unknown="is never asked: the module drops a key that it does not know, and says nothing",
    spellings={
        **{api: here for api, here in RESOURCE_FORMAT.spellings.items() if api not in _OTHERS},
        "DestinationConfig": "destination_arn_on_failure",
    },
)


def is_lambda_module(call: Resource) -> bool:
    """Say whether a module block calls the module (with git, a branch and a folder may follow)."""
    source = call.body.get("source")
    return isinstance(source, ScalarNode) and _SOURCE.fullmatch(source.text) is not None


def mappings_of(call: Resource, module: Module) -> Iterator[tuple[str, ScalarNode, Written]]:
    """Yield the mappings of a call: the name, the key, and the map with the source it stands in."""
    found = call.entry(ARGUMENT)
    if found is None or ARGUMENT in call.hidden:
        return
    key, node = found
    written = _followed(Written(key, follow(node), call.source), module)
    name = f"module.{call.name.text}.{ARGUMENT}"
    match written.node:
        case MappingNode(entries=entries):
            for one, value in entries:
                body = _followed(Written(one, follow(value), written.source), module)
                yield f'{name}["{one.text}"]', one, body
        case SequenceNode(tag=tag, items=items) if tag in (None, TUPLE):
            for index, value in enumerate(items):
                place = _head(follow(value), key)
                body = _followed(Written(place, follow(value), written.source), module)
                yield f"{name}[{index}]", place, body


def _head(node: Node, otherwise: ScalarNode) -> ScalarNode:
    """Return what to point at for an entry of a list: its first key."""
    if isinstance(node, MappingNode) and node.entries:
        return node.entries[0][0]
    return otherwise


def _followed(written: Written, module: Module) -> Written:
    """Return what `local.x` stands for, as long as that is plain."""
    for _ in range(10):
        node = written.node
        if not isinstance(node, SequenceNode) or node.tag != REFERENCE or len(node.items) != 2:
            break
        root, name = (item.text if isinstance(item, ScalarNode) else "" for item in node.items)
        found = module.locals.get(name, written.source) if root == "local" else None
        if found is None:
            break
        written = found
    return written


def settings(
    evaluator: Evaluator, body: MappingNode, call: Resource, name: str, instance: str
) -> Fields:
    """Return a map of the module's as the settings that the module makes of it.

    `instance` is the address of the call, as far as it is known which one of several it is.
    """
    read = evaluator.fields(body)
    fields = [_field(one) for one in read.fields]
    place = Place(call.source, call.name.span)
    function = Unknown(place, identity=f"module.{call.name.text}{name}", refers_to=instance)
    fields.append(Field("FunctionName", "function_name", place, function))
    return in_api_shape(replace(read, fields=tuple(fields)))


def _field(field: Field) -> Field:
    change = _SHAPES.get(field.spelling)
    value = field.value
    if change is not None and not isinstance(value, Unknown):
        if isinstance(value, Known) and value.data is None:
            return field
        field = replace(field, value=change(field))
    return field


def _first(field: Field) -> Value:
    """Return the object of a list of one: what the module has for a block that stands once."""
    match field.value:
        case Items(items=[first, *_]):
            return _inside(first)
        case Items(items=[]):
            return Known(None, field.value.place, "null")
    # The module makes something else of what is no list.
    return Unknown(field.value.place)


def _inside(value: Value) -> Value:
    if not isinstance(value, Fields):
        return value
    return replace(value, fields=tuple(map(_field, value.fields)))


def _object(field: Field) -> Value:
    return _inside(field.value) if isinstance(field.value, Fields) else Unknown(field.value.place)


def _many(field: Field) -> Value:
    if isinstance(field.value, Items):
        return replace(field.value, items=tuple(map(_inside, field.value.items)))
    return Unknown(field.value.place)


def _one_of_many(field: Field) -> Value:
    value = field.value
    return Items((value,), value.place) if isinstance(value, Fields) else Unknown(value.place)


def _filters(field: Field) -> Value:
    """Return a map with a pattern, or a list of them, as filter criteria."""
    value = field.value
    if isinstance(value, Fields):
        value = Items((value,), value.place)
    if not isinstance(value, Items):
        return Unknown(value.place)
    return Fields((Field("Filters", field.spelling, field.key, value),), value.place)


def _destination(field: Field) -> Value:
    arn = Field("Destination", field.spelling, field.key, field.value)
    inner = Fields((arn,), field.value.place)
    failure = Field("OnFailure", field.spelling, field.key, inner)
    return Fields((failure,), field.value.place)


_SHAPES: Final[dict[str, Callable[[Field], Value]]] = {
    "access_config": _many,
    "amazon_managed_kafka_event_source_config": _first,
    "destination_arn_on_failure": _destination,
    "document_db_event_source_config": _first,
    "filter_criteria": _filters,
    "metrics_config": _object,
    "provisioned_poller_config": _object,
    "scaling_config": _object,
    "schema_registry_config": _object,
    "schema_validation_config": _one_of_many,
    "self_managed_event_source": _first,
    "self_managed_kafka_event_source_config": _first,
    "source_access_configuration": _many,
}


def exists(evaluator: Evaluator, call: Resource) -> bool | None:
    """Say whether a call makes mappings at all."""
    for name, wanted in (("create", True), ("create_function", True), ("create_layer", False)):
        found = call.entry(name)
        if found is None:
            continue
        if evaluator.condition(found[1], is_guess=False) is (not wanted):
            return False
    return True

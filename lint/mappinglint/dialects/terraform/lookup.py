"""What a name stands for: variables, locals, `each`, attributes of resources and of modules."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform.known_modules import output
from mappinglint.dialects.terraform.module import Resource, Written
from mappinglint.dialects.terraform.references import reference, whole
from mappinglint.dialects.terraform.scope import Instance, instance_address
from mappinglint.document.hcl_tags import INDEX, SPLAT, STEP
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.place import Label, Place
from mappinglint.scenario import ANYTHING_ELSE
from mappinglint.value import Fields, Items, Known, Unknown, Value

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

# Roots of references that are no type of a resource.
_UNKNOWN_ROOTS = frozenset({"count", "each", "ephemeral", "path", "self", "terraform", "tofu"})
_WORDS: Final = {"true": True, "false": False, "null": None}


def look_up(evaluator: "Evaluator", node: SequenceNode, place: Place) -> Value | None:
    """Return what a reference leads to; None if that is not known."""
    base, *steps = node.items
    if not isinstance(base, ScalarNode) or base.tag != STEP:
        return _inside(evaluator, evaluator.value(base), steps, place)
    root, name = base.text, _step(steps[0]) if steps else None
    if root in evaluator.names:
        return _inside(evaluator, evaluator.names[root], steps, place)
    if root == "each" and name == "value" and evaluator.each_of:
        # `for_each = aws_sqs_queue.q`: its instances.
        return _attribute(evaluator, evaluator.each_of, "[each.key]", steps[1:], place)
    if name is None or root in _UNKNOWN_ROOTS:
        return None
    read = {"var": _variable, "local": _local, "module": _output}.get(root)
    if read is not None:
        return read(evaluator, name, steps[1:], place)
    path = [root, *map(_step, steps[: 2 if root == "data" else 1])]
    address = ".".join(filter(None, path))
    return _attribute(evaluator, address, "", steps[len(path) - 1 :], place)


def whole_resource(node: Node, evaluator: "Evaluator") -> Resource | None:
    """Return the resource that an expression names without an attribute."""
    names = [_step(item) for item in node.items] if isinstance(node, SequenceNode) else []
    return evaluator.resource_at(".".join(map(str, names))) if len(names) == 2 else None


def _attribute(
    evaluator: "Evaluator", address: str, index: str, steps: list[Node], place: Place
) -> Value | None:
    """Return what an attribute of a resource or a data source is known to be."""
    instance = _instance(evaluator, address, index, steps)
    found, steps = _index(evaluator, steps)
    name = _step(steps[0]) if steps else None
    if found is None or (steps and name is None):
        return None
    if name is None:
        return whole(evaluator, place, address, index + found)
    meant = Instance(index + found, instance)
    value = reference(evaluator, place, address, meant, name)
    return _inside(evaluator, value, steps[1:], place)


def _output(evaluator: "Evaluator", call: str, steps: list[Node], place: Place) -> Value | None:
    """Return what an output of a module is known to be."""
    instance = _instance(evaluator, f"module.{call}", "", steps)
    index, steps = _index(evaluator, steps)
    name = _step(steps[0]) if len(steps) == 1 else None
    if index is None or name is None:
        return None
    return output(evaluator, place, call, Instance(index, instance), name)


def _instance(evaluator: "Evaluator", address: str, index: str, steps: list[Node]) -> str:
    """Return what the instance that steps lead to is called; see Instance."""
    first = steps[0] if steps else None
    if not index and isinstance(first, SequenceNode) and first.tag == INDEX:
        with evaluator.without_choices():
            key = evaluator.value(first.items[0]) if len(first.items) == 1 else None
        if isinstance(key, Known):
            return instance_address(address, key.text)
        index = evaluator.source_of(first)
    resource = evaluator.resource_at(address)
    if index or (resource is not None and "for_each" in resource.body):
        return evaluator.open_instance(address + index)
    if resource is not None and "count" in resource.body:
        # What leaves out the index has one.
        return instance_address(address, "0")
    return address


def _index(evaluator: "Evaluator", steps: list[Node]) -> tuple[str | None, list[Node]]:
    """Return the index that steps begin with, None for a splat, and the steps behind it."""
    index = ""
    while steps and _step(steps[0]) is None:
        if isinstance(steps[0], ScalarNode) and steps[0].tag == SPLAT:
            return None, steps
        index += evaluator.source_of(steps[0])
        steps = steps[1:]
    return index, steps


def _variable(evaluator: "Evaluator", name: str, steps: list[Node], place: Place) -> Value | None:
    return _inside(evaluator, _value_of_variable(evaluator, name, place), steps, place)


def _value_of_variable(evaluator: "Evaluator", name: str, place: Place) -> Value:
    module = evaluator.module
    unknown = Unknown(place, identity=f"var.{name}")
    written = module.values.get(name)
    if written is not None:
        return _elsewhere(evaluator, written, place, f"the value of {name}")
    declared = module.variables.get(name, place.source)
    body = declared.node if declared else None
    default = body.get("default") if isinstance(body, MappingNode) else None
    tested = module.tested.get(name, [])
    if tested and declared is not None:
        first = [default.text] if isinstance(default, ScalarNode) and default.text else []
        options = list(dict.fromkeys([*first, *tested]))
        if first == ["null"]:
            options = [one for one in options if one != "null"]
        chosen = evaluator.pick(f"var.{name}", options)
        if chosen is None or chosen == ANYTHING_ELSE:
            return unknown
        if chosen not in first:
            return Known(_WORDS.get(chosen, chosen), place, chosen)
    if default is None or declared is None or _is_empty(default):
        # That there is no value as yet does not say that there will be none.
        return unknown
    written = Written(declared.key, default, declared.source)
    return _elsewhere(evaluator, written, place, f"the default of {name}", is_default=True)


def _local(evaluator: "Evaluator", name: str, steps: list[Node], place: Place) -> Value | None:
    written = evaluator.module.locals.get(name, place.source)
    if written is None:
        return None
    with evaluator.only_once(f"local.{name}") as is_first:
        if not is_first:
            return None
        value = _elsewhere(evaluator, written, place, "it comes from here")
    return _inside(evaluator, value, steps, place)


def _elsewhere(
    evaluator: "Evaluator", written: Written, place: Place, text: str, *, is_default: bool = False
) -> Value:
    """Return a value that is written in another place, as one that stands at `place`."""
    with evaluator.reading(written.source):
        value = evaluator.value(written.node)
    if value is None:
        return Unknown(place)
    return moved(value, place, text, is_default=is_default)


def _inside(
    evaluator: "Evaluator", value: Value | None, steps: list[Node], place: Place
) -> Value | None:
    """Return what attributes and indexes lead to; None if that is not known."""
    for step in steps:
        name = _step(step)
        if name is None and isinstance(step, SequenceNode) and step.tag == INDEX:
            index = evaluator.value(step.items[0]) if len(step.items) == 1 else None
            name = index.text if isinstance(index, Known) else None
        if name is None:
            return None
        match value:
            case Fields(fields=fields):
                found = [one.value for one in fields if one.spelling == name]
                value = found[-1] if found else None
            case Items(items=items) if name.isdecimal() and len(name) < 9:
                value = items[int(name)] if int(name) < len(items) else None
            case _:
                return None
    if value is None or not steps:
        return value
    return moved(value, place, "it comes from here")


def moved(value: Value, place: Place, text: str, *, is_default: bool = False) -> Value:
    """Return a value as one that is referred to at `place`; `text` says what its own place is."""
    again = partial(moved, place=place, text=text, is_default=is_default)
    match value:
        case Known(place=origin):
            cause = value.cause or Label(origin, text, is_default)
            return Known(
                value.data,
                place,
                value.text,
                cause,
                refers_to=value.refers_to,
                encodes=value.encodes,
            )
        case Unknown(reference=wrong):
            if wrong is not None and place.text.startswith('"'):
                wrong = replace(wrong, arn="")
            return replace(value, place=place, reference=wrong, node=None, changes=(), offsets=None)
        case Items(items=items):
            return Items(tuple(map(again, items)), place)
        case Fields(fields=fields, complete=complete):
            inner = (replace(one, key=place, value=again(one.value)) for one in fields)
            return Fields(tuple(inner), place, complete)


def _step(node: Node) -> str | None:
    return node.text if isinstance(node, ScalarNode) and node.tag == STEP else None


def _is_empty(node: Node) -> bool:
    """Say whether a default is none that anybody would go by: null, "", [] or {}."""
    if isinstance(node, SequenceNode):
        return not node.items
    if isinstance(node, MappingNode):
        return not node.entries and node.complete
    return isinstance(node, ScalarNode) and node.tag is None and node.text in ("", "null")

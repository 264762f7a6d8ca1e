"""What a name stands for: variables, locals, `each`, attributes of resources and of modules."""

from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform import local_modules
from mappinglint.dialects.terraform.known_modules import output
from mappinglint.dialects.terraform.module import Written
from mappinglint.dialects.terraform.references import reference, whole
from mappinglint.dialects.terraform.scope import Instance, instance_address
from mappinglint.dialects.terraform.steps import inside, moved, step_name
from mappinglint.document.hcl_tags import INDEX, SPLAT, STEP
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.place import Place
from mappinglint.scenario import ANYTHING_ELSE
from mappinglint.value import Known, Unknown, Value

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

# Roots of references that are no type of a resource.
_UNKNOWN_ROOTS = frozenset({"count", "each", "ephemeral", "path", "self", "terraform", "tofu"})
_WORDS: Final = {"true": True, "false": False, "null": None}


def look_up(evaluator: "Evaluator", node: SequenceNode, place: Place) -> Value | None:
    """Return what a reference leads to; None if that is not known."""
    base, *steps = node.items
    if not isinstance(base, ScalarNode) or base.tag != STEP:
        return inside(evaluator, evaluator.value(base), steps, place)
    root, name = base.text, step_name(steps[0]) if steps else None
    if root in evaluator.names:
        return inside(evaluator, evaluator.names[root], steps, place)
    if root == "each" and name == "value" and evaluator.each_of:
        # `for_each = aws_sqs_queue.q`: its instances.
        return _attribute(evaluator, evaluator.each_of, "[each.key]", steps[1:], place)
    if name is None or root in _UNKNOWN_ROOTS:
        return None
    read = {"var": _variable, "local": _local, "module": _output}.get(root)
    if read is not None:
        return read(evaluator, name, steps[1:], place)
    path = [root, *map(step_name, steps[: 2 if root == "data" else 1])]
    address = ".".join(filter(None, path))
    return _attribute(evaluator, address, "", steps[len(path) - 1 :], place)


def _attribute(
    evaluator: "Evaluator", address: str, index: str, steps: list[Node], place: Place
) -> Value | None:
    """Return what an attribute of a resource or a data source is known to be."""
    instance = _instance(evaluator, address, index, steps)
    found, steps = _index(evaluator, steps)
    name = step_name(steps[0]) if steps else None
    if found is None or (steps and name is None) or local_modules.is_left_out(evaluator, address):
        return None
    if name is None:
        return whole(evaluator, place, address, index + found)
    meant = Instance(index + found, instance)
    value = reference(evaluator, place, address, meant, name)
    return inside(evaluator, value, steps[1:], place)


def _output(evaluator: "Evaluator", call: str, steps: list[Node], place: Place) -> Value | None:
    """Return what an output of a module is known to be."""
    found = local_modules.output(evaluator, call, steps, place)
    if found is not None:
        return found
    instance = _instance(evaluator, f"module.{call}", "", steps)
    index, steps = _index(evaluator, steps)
    name = step_name(steps[0]) if len(steps) == 1 else None
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
    while steps and step_name(steps[0]) is None:
        if isinstance(steps[0], ScalarNode) and steps[0].tag == SPLAT:
            return None, steps
        index += evaluator.source_of(steps[0])
        steps = steps[1:]
    return index, steps


def _variable(evaluator: "Evaluator", name: str, steps: list[Node], place: Place) -> Value | None:
    return inside(evaluator, _value_of_variable(evaluator, name, place), steps, place)


def _value_of_variable(evaluator: "Evaluator", name: str, place: Place) -> Value:
    if evaluator.frame.outer is not None:
        return local_modules.variable(evaluator, name, place)
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
    return inside(evaluator, value, steps, place)


def _elsewhere(
    evaluator: "Evaluator", written: Written, place: Place, text: str, *, is_default: bool = False
) -> Value:
    """Return a value that is written in another place, as one that stands at `place`."""
    with evaluator.reading(written.source):
        value = evaluator.value(written.node)
    if value is None:
        return Unknown(place)
    return moved(value, place, text, is_default=is_default)


def _is_empty(node: Node) -> bool:
    """Say whether a default is none that anybody would go by: null, "", [] or {}."""
    if isinstance(node, SequenceNode):
        return not node.items
    if isinstance(node, MappingNode):
        return not node.entries and node.complete
    return isinstance(node, ScalarNode) and node.tag is None and node.text in ("", "null")

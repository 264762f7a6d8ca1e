"""Calls of modules of the repository: their outputs, and the values that they give to variables."""

from typing import TYPE_CHECKING

from mappinglint.dialects.terraform.frames import Frame, is_repeated
from mappinglint.dialects.terraform.instances import scopes
from mappinglint.dialects.terraform.module import Resource, Written, objects
from mappinglint.dialects.terraform.scope import Scope
from mappinglint.dialects.terraform.steps import inside, moved, step_name
from mappinglint.document.hcl_tags import INDEX, REFERENCE
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.place import Place
from mappinglint.value import Fields, Items, Known, Unknown, Value, boolean, is_default

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

# What stands in the type of an object whose attributes may be filled in.
_OPTIONAL = "optional("


def output(evaluator: "Evaluator", name: str, steps: list[Node], place: Place) -> Value | None:
    """Return what an output of a call of a name is known to be; None if it is not.

    `steps` are an index, if there is one, the name of the output, and what follows.
    """
    call = evaluator.module.only_call(name)
    if call is None:
        return None
    key: str | None = ""
    if is_repeated(call):
        first = steps[0] if steps else None
        if not isinstance(first, SequenceNode) or first.tag != INDEX or len(first.items) != 1:
            return None
        with evaluator.without_choices():
            found = evaluator.value(first.items[0])
        key, steps = found.text if isinstance(found, Known) else None, steps[1:]
    wanted = step_name(steps[0]) if steps else None
    frame = called(evaluator, call, key) if wanted else None
    written = frame.module.outputs.only(wanted) if frame and wanted else None
    if frame is None or written is None:
        return None
    value, steps = _value_of_output(evaluator, frame, written, steps[1:])
    found = inside(evaluator, value, steps, place)
    return found and moved(found, place, "it comes from here", is_ours=False)


def called(evaluator: "Evaluator", call: Resource, key: str | None) -> Frame | None:
    """Return the module that an instance of a call makes; None if it is not known to make it."""
    members = scopes(evaluator, call) if key else {}
    if members and key not in members:
        return None
    return evaluator.called(call, key, members.get(key or "") or Scope(call.address))


def _value_of_output(
    evaluator: "Evaluator", frame: Frame, written: Written, steps: list[Node]
) -> tuple[Value | None, list[Node]]:
    """Return the value of an output, and which of the steps behind it are left to go."""
    bodies = objects(written.node)
    node = bodies[0].get("value") if len(bodies) == 1 else None
    if node is None:
        return None, steps
    with (
        evaluator.inside(frame),
        evaluator.reading(written.source),
        evaluator.only_once(f"output.{written.key.text}") as is_first,
    ):
        if not is_first:
            return None, steps
        if isinstance(node, SequenceNode) and node.tag == REFERENCE and all(map(_is_plain, steps)):
            # `module.orders.queue.arn`, where that output is the whole queue.
            return evaluator.value(_longer(node, steps)), []
        return evaluator.value(node), steps


def _is_plain(step: Node) -> bool:
    """Say whether a step means the same in every module."""
    if isinstance(step, SequenceNode) and step.tag == INDEX:
        return all(isinstance(one, ScalarNode) and one.tag is None for one in step.items)
    return step_name(step) is not None


def _longer(node: SequenceNode, steps: list[Node]) -> SequenceNode:
    longer = SequenceNode(node.span.start, node.tag)
    longer.span, longer.items = node.span, [*node.items, *steps]
    return longer


def is_left_out(evaluator: "Evaluator", address: str) -> bool:
    """Say whether a call of a module surely makes no such resource."""
    resource = evaluator.resource_at(address) if evaluator.frame.outer else None
    return resource is not None and is_made(evaluator, resource) is False


def is_made(evaluator: "Evaluator", resource: Resource) -> bool | None:
    """Say whether a call of a module makes a resource at all, None if that is not known."""
    for name in ("count", "for_each"):
        if name in resource.body or name in resource.hidden:
            return _is_something(evaluator.argument(resource, name))
    return True


def _is_something(value: Value | None) -> bool | None:
    match value:
        case Known(data=data):
            return data not in (0, "0", False)
        case Items(items=inner):
            return bool(inner)
        case Fields(fields=inner, complete=True):
            return bool(inner)
    return None


def variable(evaluator: "Evaluator", name: str, place: Place) -> Value:
    """Return the value of a variable of a module that is called: the call's, or the default."""
    unknown = Unknown(place, identity=evaluator.identity(f"var.{name}"))
    frame = evaluator.frame
    declared = frame.module.variables.only(name)
    body = follow(declared.node) if declared else None
    if declared is None or not isinstance(body, MappingNode) or frame.outer is None:
        return unknown
    assert frame.call is not None
    with evaluator.inside(frame.outer):
        value = evaluator.argument(frame.call, name, frame.scope)
    is_null = isinstance(value, Known) and value.data is None
    if value is None or (is_null and _is_never_null(evaluator, declared, body)):
        default = body.get("default")
        if default is None:
            return unknown
        text = f"the default of {name}"
        with evaluator.reading(declared.source):
            value = evaluator.value(default)
    elif is_default(value) and name in frame.module.tested:
        # Another value makes another module of it.
        return unknown
    else:
        text = f"the value of {name}"
    type_ = body.get("type")
    if isinstance(value, Items | Fields) and type_ is not None:
        source = declared.source.text[type_.span.start : type_.span.end]
        if _OPTIONAL in source:
            return unknown
    return unknown if value is None else moved(value, place, text, is_ours=False)


def _is_never_null(evaluator: "Evaluator", declared: Written, body: MappingNode) -> bool:
    nullable = body.get("nullable")
    if nullable is None:
        return False
    with evaluator.reading(declared.source):
        return boolean(evaluator.value(nullable), converts=True) is False

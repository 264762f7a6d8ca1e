"""Steps of a reference: attributes and indexes, and values that are referred to elsewhere."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mappinglint.dialects.terraform.module import Resource
from mappinglint.document.hcl_tags import INDEX, STEP
from mappinglint.document.node import Node, ScalarNode, SequenceNode
from mappinglint.place import Label, Place
from mappinglint.value import Fields, Items, Known, Unknown, Value

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator


def whole_resource(node: Node, evaluator: "Evaluator") -> Resource | None:
    """Return the resource that an expression names without an attribute."""
    names = [step_name(item) for item in node.items] if isinstance(node, SequenceNode) else []
    return evaluator.resource_at(".".join(map(str, names))) if len(names) == 2 else None


def inside(
    evaluator: "Evaluator", value: Value | None, steps: list[Node], place: Place
) -> Value | None:
    """Return what attributes and indexes lead to; None if that is not known."""
    for step in steps:
        name = step_name(step)
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


def moved(
    value: Value, place: Place, text: str, *, is_default: bool = False, is_ours: bool = True
) -> Value:
    """Return a value as one that is referred to at `place`; `text` says what its own place is.

    What is not ours comes from another module, where addresses mean something else.
    """
    again = partial(moved, place=place, text=text, is_default=is_default, is_ours=is_ours)
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
            if wrong is not None and (not is_ours or place.text.startswith('"')):
                wrong = replace(wrong, arn="", instead=wrong.instead if is_ours else "")
            return replace(value, place=place, reference=wrong, node=None, changes=(), offsets=None)
        case Items(items=items):
            return Items(tuple(map(again, items)), place)
        case Fields(fields=fields, complete=complete):
            inner = (replace(one, key=place, value=again(one.value)) for one in fields)
            return Fields(tuple(inner), place, complete)


def step_name(node: Node) -> str | None:
    """Return the name of an attribute; None for an index or a splat."""
    return node.text if isinstance(node, ScalarNode) and node.tag == STEP else None

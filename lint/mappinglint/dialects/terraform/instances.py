"""How often a block exists, by its `count` or `for_each`, and what `each` means in it."""

from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform.lookup import whole_resource
from mappinglint.dialects.terraform.scope import Scope
from mappinglint.document.hcl_tags import CONDITIONAL
from mappinglint.document.node import MappingNode, Node, SequenceNode
from mappinglint.place import Label
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

_MOST_KEYS: Final = 8


def instances(evaluator: "Evaluator", body: MappingNode, address: str) -> tuple[bool | None, Scope]:
    """Return whether a block with `count` or `for_each` exists, and what `each` means in it.

    Of several instances, this run is about one.
    """
    exists: bool | None = True
    scope = Scope(address)
    for name in ("count", "for_each"):
        found = body.entry(name)
        if found is None:
            continue
        owner = f"{name} = {evaluator.source_of(found[1])}"
        scope = Scope(owner)
        if resource := whole_resource(found[1], evaluator):
            scope = Scope(owner, each_of=resource.address)
            continue
        each = None
        match _number_or_map(evaluator, found[1]):
            case Known(data=bool() | int() | str() as number):
                exists = number not in (0, "0", False)
            case Items(items=items):
                exists = bool(items)
                each = _each(evaluator, [(_text_key(item), item) for item in items])
            case Fields(fields=fields, complete=complete):
                exists = bool(fields) or not complete or None
                exists = False if not fields and complete else exists
                if complete:
                    each = _each(evaluator, [(one.spelling, one.value) for one in fields])
        if each is not None:
            scope = Scope(owner, {"each": each})
    return exists, scope


def _number_or_map(evaluator: "Evaluator", node: Node) -> Value | None:
    if isinstance(node, SequenceNode) and node.tag == CONDITIONAL:
        # Whether something exists at all goes with anything.
        holds = evaluator.condition(node.items[0], is_guess=False)
        if holds is not None:
            return _number_or_map(evaluator, node.items[1 if holds else 2])
        return Unknown(evaluator.place(node.span))
    return evaluator.value(node)


def _each(evaluator: "Evaluator", members: list[tuple[str | None, Value]]) -> Value | None:
    keys = [key for key, _ in members if key is not None]
    if not 0 < len(keys) <= _MOST_KEYS or len(keys) < len(members):
        return None
    chosen = evaluator.pick("each.key", keys)
    for key, value in members:
        if key == chosen:
            place = value.place
            name = Known(key, place, key or "", Label(place, "it comes from here"))
            pair = Field(None, "key", place, name), Field(None, "value", place, value)
            return Fields(pair, place)
    return None


def _text_key(value: Value) -> str | None:
    return value.text if isinstance(value, Known) else None

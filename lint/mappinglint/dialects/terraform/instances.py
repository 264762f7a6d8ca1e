"""How often a block exists, by its `count` or `for_each`, and what `each` means in it."""

from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform.module import Resource
from mappinglint.dialects.terraform.scope import Scope, instance_address
from mappinglint.dialects.terraform.steps import whole_resource
from mappinglint.document.hcl_tags import CONDITIONAL
from mappinglint.document.node import MappingNode, Node, SequenceNode
from mappinglint.place import Label
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

_MOST_KEYS: Final = 8
# Of those that are told apart by their keys.
_MOST_INSTANCES: Final = 100


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


def scopes(evaluator: "Evaluator", resource: Resource) -> dict[str, Scope]:
    """Return what names mean in each instance of a resource, by its key; empty if not known."""
    with (
        evaluator.within(resource, "instances") as is_first,
        evaluator.without_choices(),
    ):
        for name in ("count", "for_each") if is_first and not resource.hidden else ():
            found = resource.entry(name)
            if found is not None:
                members = _members(name, evaluator.value(found[1]))
                address = resource.address
                return {
                    key: Scope(instance_address(address, key), {name.removeprefix("for_"): value})
                    for key, value in members.items()
                }
    return {}


def scope_of(evaluator: "Evaluator", resource: Resource, key: str) -> Scope:
    """Return what names mean in the instance with a key, or, without one, in any."""
    found = scopes(evaluator, resource).get(key) if key else None
    return found or Scope(resource.address)


def _members(name: str, value: Value | None) -> dict[str, Value]:
    """Return what `count`, or `each`, is in each instance."""
    members: dict[str, Value] = {}
    match value:
        case Known(data=int() as number, place=place) if name == "count" and number <= _MOST_KEYS:
            for index in map(str, range(number)):
                one = Field(None, "index", place, Known(int(index), place, index))
                members[index] = Fields((one,), place)
        case Items(items=items) if name == "for_each":
            for item in items:
                key = _text_key(item)
                if key is None:
                    return {}
                members[key] = _key_and_value(key, item)
        case Fields(fields=fields, complete=True) if name == "for_each":
            members = {one.spelling: _key_and_value(one.spelling, one.value) for one in fields}
    return members if len(members) <= _MOST_INSTANCES else {}


def _key_and_value(key: str, value: Value) -> Value:
    place = value.place
    name = Known(key, place, key, Label(place, "it comes from here"))
    return Fields((Field(None, "key", place, name), Field(None, "value", place, value)), place)


def instance_of(address: str, scope: Scope) -> str:
    """Return the address of the instance that a scope is about, as far as that is known."""
    each = scope.names.get("each")
    key = each.fields[0].value if isinstance(each, Fields) else None
    return instance_address(address, key.text) if isinstance(key, Known) else address

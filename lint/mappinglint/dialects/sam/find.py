"""The events of a SAM template: where SAM reads them, and where people put them instead."""

from collections.abc import Iterator

from mappinglint.dialects.cloudformation.sam_words import SAM_FUNCTION
from mappinglint.dialects.cloudformation.template import (
    Resource,
    Template,
    intrinsic,
    is_misspelled,
)
from mappinglint.dialects.sam.events import EVENT_TYPES
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.record import dataclass

_EVENTS = "Events"


@dataclass(frozen=True)
class Event:
    """An event: its name and its body, and the function that it is of.

    One that SAM does not find there is `lost` in some way, at the key `where`.
    """

    key: ScalarNode
    body: Node
    function: Resource
    lost: str = ""
    where: ScalarNode | None = None


def events(template: Template) -> Iterator[Event]:
    """Yield everything that is an event, or was meant to be one."""
    for function in template.resources.values():
        if function.type == SAM_FUNCTION:
            yield from _events_of(function)
    defaults = template.section("Globals").entry("Function")
    if defaults and isinstance(body := follow(defaults[1]), MappingNode):
        everywhere = Resource(defaults[0], body, template.source)
        for key, event in _entries(body.get(_EVENTS)):
            yield Event(key, event, everywhere, "in Globals", key)


def _events_of(function: Resource) -> Iterator[Event]:
    outside = function.body.entry(_EVENTS)
    if outside is not None:
        yield from _lost(*outside, function, "beside Properties")
    for key, node in function.properties or ():
        if key.text == _EVENTS:
            yield from _in_events(key, follow(node), function)
        elif _is_event(node):
            # A line that is out-dented takes the event out of `Events`.
            yield Event(key, node, function, "beside Events", key)
        elif _EVENTS not in (function.properties or ()) and _names_events(key, node):
            yield from _lost(key, node, function, "misspelled")


def _in_events(key: ScalarNode, node: Node, function: Resource) -> Iterator[Event]:
    if isinstance(node, SequenceNode) and node.tag is None:
        for item in map(follow, node.items):
            if _is_event(item):
                yield Event(key, item, function, "in a list", key)
            else:
                yield from _lost(key, item, function, "in a list")
    elif _is_event(node):
        yield Event(key, node, function, "without a name", key)
    else:
        yield from (Event(name, body, function) for name, body in _entries(node))


def _lost(where: ScalarNode, node: Node, function: Resource, lost: str) -> Iterator[Event]:
    for key, body in _entries(follow(node)):
        if _is_event(body):
            yield Event(key, body, function, lost, where)


def _names_events(key: ScalarNode, node: Node) -> bool:
    has_events = any(_is_event(body) for _, body in _entries(follow(node)))
    return has_events and is_misspelled(key.text, _EVENTS)


def _entries(node: Node | None) -> Iterator[tuple[ScalarNode, Node]]:
    if isinstance(node, MappingNode) and intrinsic(node) is None:
        yield from ((key, body) for key, body in node if not key.text.startswith("Fn::"))


def _is_event(node: Node) -> bool:
    """Say whether what stands outside of `Events` is an event: other things have a Type, too."""
    body = follow(node)
    if not isinstance(body, MappingNode) or "Properties" not in body:
        return False
    type_ = body.get("Type")
    return isinstance(type_, ScalarNode) and type_.text in EVENT_TYPES

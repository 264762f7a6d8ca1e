"""The events of a function: where Serverless reads them, and where people put them instead."""

from collections.abc import Iterator

from mappinglint.dialects.cloudformation.template import is_misspelled
from mappinglint.dialects.serverless.names import EVENTS
from mappinglint.dialects.serverless.variables import Located, Variables
from mappinglint.document.node import MappingNode, ScalarNode, SequenceNode
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.value import Field, Known

_EVENTS = "events"


@dataclass(frozen=True)
class Item:
    """An item of `events`. What Serverless does not find there is `lost`: the key that has it."""

    at: Located
    lost: Field | None = None


def events_of(variables: Variables, function: Located) -> Iterator[Item]:
    """Yield the events of a function, and what was meant to be one."""
    if not isinstance(function.node, MappingNode):
        return
    has_events = _EVENTS in function.node
    for key, child in function.node:
        is_meant = not has_events and is_misspelled(key.text, _EVENTS)
        if key.text != _EVENTS and not is_meant:
            continue
        events = variables.follow(Located(child, function.source))
        if events is None:
            continue
        place = Place(function.source, key.span)
        if isinstance(events.node, SequenceNode):
            lost = None if key.text == _EVENTS else _lost(key, place, "misspelled")
            items = (variables.follow(Located(one, events.source)) for one in events.node.items)
            yield from (Item(item, lost) for item in items if item is not None)
        elif key.text == _EVENTS and _has_event(events):
            yield Item(events, _lost(key, place, "as an object"))


def _has_event(at: Located) -> bool:
    # Where the text breaks off, it may have been meant for a list.
    if not isinstance(at.node, MappingNode) or not at.node.complete:
        return False
    return any(key.text in EVENTS for key, _ in at.node)


def _lost(key: ScalarNode, place: Place, how: str) -> Field:
    return Field("Events", key.text, place, Known(how, place, how))

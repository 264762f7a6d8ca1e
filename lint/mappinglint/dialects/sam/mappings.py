"""Events of functions into mappings."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from mappinglint.dialects import Alternatives
from mappinglint.dialects.cloudformation import resources
from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.relations import Relations
from mappinglint.dialects.cloudformation.surroundings import TemplateResources
from mappinglint.dialects.cloudformation.template import (
    Resource,
    intrinsic,
    properties_of,
)
from mappinglint.dialects.sam.events import EVENT_TYPES, OTHER_TYPES, TELLING, EventType, type_meant
from mappinglint.dialects.sam.find import Event, events
from mappinglint.dialects.sam.raw import RawReader
from mappinglint.dialects.sam.settings import in_api_words
from mappinglint.dialects.scalars import NULL
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, ScalarNode, follow
from mappinglint.mapping import Declared, EventSourceMapping, Operation
from mappinglint.place import Label, Place
from mappinglint.scenario import Choices
from mappinglint.value import Field, Fields, Known, Unknown, Value

# What may be beside the properties of an event; SAM reads the first two.
_ATTRIBUTES = frozenset(
    {
        "Type",
        "Properties",
        "Condition",
        "Connectors",
        "DeletionPolicy",
        "DependsOn",
        "Metadata",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    }
)


def mappings(document: Document) -> Iterator[Alternatives]:
    """Yield the mappings of a document."""
    alternatives = resources.Alternatives(document)
    for template in resources.templates(document):
        relations = Relations(template)
        for event in events(template):
            raw = RawReader(template, alternatives.resolve)
            read = partial(_mapping, relations, event, raw)
            yield alternatives.of(template, event.function, read)


def _mapping(
    relations: Relations,
    event: Event,
    raw: RawReader,
    evaluator: Evaluator,
    choices: Choices,
) -> EventSourceMapping | None:
    body = evaluator.decided(event.body)
    if not isinstance(body, MappingNode) or intrinsic(body) is not None:
        return None
    properties = _properties(evaluator, body)
    found = _type(evaluator, body, properties)
    if found is None:
        return None
    type_, declared = found
    place = evaluator.place(event.key.span)
    as_written = _raw(raw, event, body)
    if isinstance(properties, MappingNode):
        settings = in_api_words(evaluator.fields(properties), type_, as_written)
    else:
        settings = Fields((), place, complete=properties is None and body.complete)
    beside = _beside(evaluator, body, type_)
    if beside:
        # They may be what is missing among the properties.
        settings = replace(settings, complete=False)
    function = _function(evaluator, event.function)
    settings = replace(settings, fields=(*settings.fields, function))
    around = TemplateResources(evaluator, relations)
    around.settle(settings)
    return EventSourceMapping(
        f"{event.function.key.text}.{event.key.text}",
        place,
        type_.format,
        Operation.CREATE,
        settings,
        # Read last: each value may have called for a choice.
        assumptions=choices.assumptions,
        misplaced=(*beside, *_lost(evaluator, event)),
        resources=around,
        declared=declared,
        raw=as_written,
        construct=resources.construct_of(event.function),
    )


def _properties(evaluator: Evaluator, body: MappingNode) -> Node | None:
    """Return the properties of an event, or what stands for them; None if there are none."""
    found = properties_of(body)
    node = None if found is None else evaluator.decided(found[1])
    is_null = isinstance(node, ScalarNode) and node.tag is None and node.text in NULL
    if isinstance(node, MappingNode) and intrinsic(node) is not None:
        # Anything may come of it.
        return ScalarNode("", node.span, '"', "!")
    return None if is_null else node


def _type(
    evaluator: Evaluator, body: MappingNode, properties: Node | None
) -> tuple[EventType, Declared | None] | None:
    """Return the type of an event that makes a mapping, or that was meant to make one."""
    written = body.get("Type")
    keys = {key.text for key, _ in properties} if isinstance(properties, MappingNode) else set()
    by_keys = next((EVENT_TYPES[name] for key, name in TELLING.items() if key in keys), None)
    if not isinstance(written, ScalarNode) or written.tag is not None or not written.text:
        return (by_keys, None) if by_keys and (written is None or _is_plain(written)) else None
    if written.text in OTHER_TYPES or "${" in written.text or "{{" in written.text:
        return None
    type_ = EVENT_TYPES.get(written.text)
    place = evaluator.place(written.span)
    known = Known(written.text, place, written.text, node=written)
    options = tuple(EVENT_TYPES)
    if type_ is not None:
        return type_, Declared(known, type_.kinds, options)
    meant = type_meant(written.text) or by_keys
    if meant is None:
        return None
    # Streams are of three types.
    is_told = "Stream" not in meant.homes or meant is not by_keys
    return meant, Declared(known, None, options, meant.name if is_told else "")


def _is_plain(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag is None


def _raw(reader: RawReader, event: Event, body: MappingNode) -> Value | None:
    """Return the properties as SAM sees them: Unknown if a function stands for them."""
    whole = follow(event.body)
    if intrinsic(whole) is not None:
        return reader.value(whole)
    found = properties_of(body)
    return None if found is None else reader.value(found[1])


def _beside(evaluator: Evaluator, body: MappingNode, type_: EventType) -> tuple[Field, ...]:
    """Return what stands beside the properties of an event, under the API's names."""
    found = []
    read = properties_of(body)
    for key, node in body:
        value = None if key.text in _ATTRIBUTES else evaluator.value(node)
        if value is not None:
            home = type_.homes.get(key.text, (None,))
            name = "Properties" if read and key is read[0] else home[0]
            found.append(Field(name, key.text, evaluator.place(key.span), value))
    return tuple(found)


def _lost(evaluator: Evaluator, event: Event) -> Iterator[Field]:
    """Yield the event as what is misplaced, with how it is lost, if it is."""
    if event.where is not None:
        where = evaluator.place(event.where.span)
        yield Field("Events", event.where.text, where, Known(event.lost, where, event.lost))


def _function(evaluator: Evaluator, function: Resource) -> Field:
    """Return the setting that SAM fills in: the function that the event is written in."""
    place: Place = evaluator.place(function.key.span)
    logical_id = function.key.text
    name = Unknown(place, cause=Label(place), identity=logical_id, refers_to=logical_id)
    return Field("FunctionName", "FunctionName", place, name)

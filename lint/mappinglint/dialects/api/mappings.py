"""Requests, and what AWS returns, into mappings."""

from collections.abc import Iterator
from dataclasses import replace

from mappinglint.dialects import Alternatives
from mappinglint.dialects.api import NAME, NAMES, RETURNED, SOURCES, TELLING
from mappinglint.dialects.reader import ValueReader
from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.dialects.times import with_epoch
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, SequenceNode, follow
from mappinglint.mapping import EventSourceMapping, Format, Operation
from mappinglint.place import Place
from mappinglint.value import Fields, Known

FORMAT = Format(NAME, converts=False)

_ENOUGH = 2


def mappings(document: Document) -> Iterator[Alternatives]:
    """Yield the mappings of a document."""
    found = [
        _mapping(document, node, operation)
        for root in document.roots
        for node, operation in _candidates(root)
    ]
    stored = {
        uuid: mapping.settings
        for mapping in found
        if mapping.operation is Operation.STORED and (uuid := mapping.string("UUID"))
    }
    for mapping in found:
        if mapping.operation is Operation.UPDATE:
            before = stored.get(mapping.string("UUID") or "")
            yield [replace(mapping, stored=before)]
        else:
            yield [mapping]


def _candidates(root: Node) -> Iterator[tuple[MappingNode, Operation]]:
    """Yield every object of a document that is a mapping, and what it is for."""
    for item in _listed(root):
        page = item.get("EventSourceMappings") if isinstance(item, MappingNode) else None
        for node in _listed(page) if isinstance(page, SequenceNode) else [item]:
            if isinstance(node, MappingNode) and (operation := _operation(node)):
                yield node, operation


def _listed(node: Node) -> Iterator[Node]:
    node = follow(node)
    return map(follow, node.items if isinstance(node, SequenceNode) else [node])


def _operation(node: MappingNode) -> Operation | None:
    """Say what an object is for, or None if it is no mapping."""
    keys = {key.text for key, _ in node}
    source = keys & SOURCES
    telling = keys & TELLING
    if keys & RETURNED and (source or "UUID" in keys) and (telling or len(keys & RETURNED) > 1):
        return Operation.STORED
    if "UUID" in keys and (telling or source):
        return Operation.UPDATE
    if source and (telling or "FunctionName" in keys):
        return Operation.CREATE
    # Without a source, it is a request only if every word is the API's, or several are nobody
    # else's: other files have a FunctionName too.
    is_request = keys <= NAMES if len(telling) < _ENOUGH else True
    return Operation.CREATE if telling and "FunctionName" in keys and is_request else None


def _mapping(document: Document, node: MappingNode, operation: Operation) -> EventSourceMapping:
    reader = ValueReader(document.source, FORMAT, yaml_1_2)
    settings = reader.fields(node)
    # What an update leaves out stays as it is; what AWS returns may leave anything out.
    complete = settings.complete and operation is Operation.CREATE
    settings = replace(settings, fields=tuple(map(with_epoch, settings.fields)), complete=complete)
    named = settings.field("UUID") or settings.field("FunctionName")
    name = named.value.text if named and isinstance(named.value, Known) else ""
    place = _anchor(settings) or reader.place(node.span).first_line()
    return EventSourceMapping(name, place, FORMAT, operation, settings)


def _anchor(settings: Fields) -> Place | None:
    """Return where to point when a setting is missing: the key that says most about the mapping."""
    for name in ("EventSourceArn", "SelfManagedEventSource", "FunctionName", "UUID"):
        if field := settings.field(name):
            return field.key
    return None

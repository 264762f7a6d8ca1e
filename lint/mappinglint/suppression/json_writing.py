"""A suppression in JSON, which has no comments: Metadata of a resource, or Terraform's key `//`."""

import json
from typing import Final

from mappinglint.document import read
from mappinglint.document.layout import Change, inserted
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, each_node, follow
from mappinglint.place import Place
from mappinglint.span import Span

_OURS: Final = "mappinglint"


def in_json(place: Place, codes: str, reason: str) -> Change | None:
    """Put a suppression into the resource of a template, or into the block of Terraform's JSON."""
    document = read(place.source)
    if place.source.path.endswith(".tf.json"):
        block = _innermost(document.roots, place, "")
        if block is None or block.entry("//") or not block.entries:
            return None
        remark = json.dumps(f"mappinglint: ignore[{codes}] {reason}".rstrip())
        return inserted(place.source.text, block, block.entries[0][0].span, "//", remark)
    resource = _innermost(document.roots, place, "Type")
    return _in_metadata(place.source.text, resource, codes, reason) if resource else None


def _innermost(roots: list[Node], place: Place, member: str) -> MappingNode | None:
    """Return the smallest object that has a place in it, or in the key before it, and a member."""
    found = [
        (value.span.end - key.span.start, value)
        for root in roots
        for node in each_node(root)
        if isinstance(node, MappingNode)
        for key, value in node.entries
        if isinstance(value, MappingNode)
        and key.span.start <= place.span.start < value.span.end
        and (member in value if member else True)
    ]
    return min(found, key=lambda one: one[0], default=(0, None))[1]


def _in_metadata(text: str, resource: MappingNode, codes: str, reason: str) -> Change | None:
    names = json.dumps([f"{code} {reason}".rstrip() for code in codes.split(", ")])
    ours = f'{{"ignore": {names}}}'
    entry = resource.entry("Metadata")
    if entry is None:
        beside = resource.entry("Type")
        new = "Metadata", f'{{"{_OURS}": {ours}}}'
        return beside and inserted(text, resource, beside[0].span, *new)
    metadata = follow(entry[1])
    if not isinstance(metadata, MappingNode) or not metadata.entries:
        return None
    own = metadata.get(_OURS)
    if own is None:
        return inserted(text, metadata, metadata.entries[-1][0].span, _OURS, ours)
    ignored = own.get("ignore") if isinstance(own, MappingNode) else None
    match ignored:
        case SequenceNode(items=[*_, ScalarNode(span=span)]):
            return Change(Span(span.end, span.end), f", {names[1:-1]}")
    return None

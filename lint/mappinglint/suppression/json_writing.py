"""A suppression in JSON, which has no comments: Metadata of a resource, or Terraform's key `//`."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from mappinglint.document import read
from mappinglint.document.comments import NAME
from mappinglint.document.layout import Change, inserted
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, each_node, follow
from mappinglint.place import Place
from mappinglint.span import Span

# The key of an object, and the object.
_Object = tuple[ScalarNode, MappingNode]

# Of a suppression, all before the bracket that closes it.
_BRACKETS: Final = re.compile(r"mappinglint:[ \t]*ignore(?:-file)?\[[^\]\r\n]*[^\]\s]")
# What a template says of itself, and Metadata stands behind.
_HEAD: Final = ("Description", "Transform", "AWSTemplateFormatVersion")


def has_room(roots: Iterable[Node], path: str) -> bool:
    """Say whether JSON of that name has a place for suppressions at all."""
    return path.endswith(".tf.json") or any(map(_is_template, roots))


def of_file_in_json(place: Place, codes: str, reason: str) -> Change | None:
    """Put a suppression for the whole file into Metadata of the template, or Terraform's JSON."""
    roots, text = read(place.source).roots, place.source.text
    root = roots[0] if len(roots) == 1 else None
    if not isinstance(root, MappingNode) or not root.entries:
        return None
    if place.source.path.endswith(".tf.json"):
        return _in_remark(text, root, f"ignore-file[{codes}]", codes, reason)
    if not _is_template(root):
        return None
    beside = next((entry for key in _HEAD if (entry := root.entry(key))), root.entries[0])
    return _in_metadata(text, root, beside, codes, reason)


def _is_template(root: Node) -> bool:
    return isinstance(root, MappingNode) and isinstance(root.get("Resources"), MappingNode)


def in_json(place: Place, codes: str, reason: str) -> Change | None:
    """Put a suppression into the resource of a template, or into the block of Terraform's JSON."""
    roots, text = read(place.source).roots, place.source.text
    if place.source.path.endswith(".tf.json"):
        block = _innermost(_objects(roots), place)
        return _in_remark(text, block, f"ignore[{codes}]", codes, reason) if block else None
    # Metadata belongs to a resource: tools refuse it in what is within, such as an event of SAM.
    resources = (
        resource
        for key, value in _objects(roots)
        if key.text == "Resources"
        for resource in _objects_in(value)
    )
    resource = _innermost(resources, place)
    beside = resource.entry("Type") if resource else None
    return _in_metadata(text, resource, beside, codes, reason) if resource else None


def _in_remark(
    text: str, block: MappingNode, ignore: str, codes: str, reason: str
) -> Change | None:
    """Put a suppression into the key `//` of a block, or the codes into the one that is there."""
    entry = block.entry("//")
    if entry is None:
        remark = json.dumps(f"mappinglint: {ignore} {reason}".rstrip())
        first = block.entries[0][0].span if block.entries else Span(0, 0)
        return inserted(text, block, first, "//", remark)
    found = _BRACKETS.search(text, *entry[1].span)
    return Change(Span(found.end(), found.end()), f", {codes}") if found else None


def _objects(roots: Iterable[Node]) -> Iterator[_Object]:
    for root in roots:
        for node in each_node(root):
            if isinstance(node, MappingNode):
                yield from _objects_in(node)


def _objects_in(owner: MappingNode) -> Iterator[_Object]:
    return ((key, value) for key, value in owner.entries if isinstance(value, MappingNode))


def _innermost(objects: Iterable[_Object], place: Place) -> MappingNode | None:
    """Return the smallest object that has a place in it, or in the key before it."""
    found = [
        (value.span.end - key.span.start, value)
        for key, value in objects
        if key.span.start <= place.span.start < value.span.end
    ]
    return min(found, key=lambda one: one[0], default=(0, None))[1]


def _in_metadata(
    text: str,
    owner: MappingNode,
    beside: tuple[ScalarNode, Node] | None,
    codes: str,
    reason: str,
) -> Change | None:
    """Put a suppression into Metadata of a resource or a template; a new one beside an entry."""
    names = json.dumps([f"{code} {reason}".rstrip() for code in codes.split(", ")])
    ours = f'{{"ignore": {names}}}'
    entry = owner.entry("Metadata")
    if entry is None:
        new = "Metadata", f'{{"{NAME}": {ours}}}'
        return beside and inserted(text, owner, beside[0].span, *new)
    metadata = follow(entry[1])
    if not isinstance(metadata, MappingNode) or not metadata.entries:
        return None
    own = metadata.get(NAME)
    if own is None:
        return inserted(text, metadata, metadata.entries[-1][0].span, NAME, ours)
    ignored = own.get("ignore") if isinstance(own, MappingNode) else None
    match ignored:
        case SequenceNode(items=[*_, ScalarNode(span=span)]):
            return Change(Span(span.end, span.end), f", {names[1:-1]}")
    return None

"""A suppression in JSON, which has no comments: Metadata of a resource, or Terraform's key `//`."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from mappinglint.document import read
from mappinglint.document.comments import NAME
from mappinglint.document.layout import Change, inserted
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.place import Place
from mappinglint.source import Source
from mappinglint.span import Span

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
    changes = in_json_at(place.source, [(place.span.start, codes)], reason)
    return changes[0] if changes else None


def in_json_at(source: Source, wanted: Iterable[tuple[int, str]], reason: str) -> list[Change]:
    """Return what suppresses codes, each at an offset, from the last change to the first.

    Those of one resource come together: the text is read once, whatever there is to suppress.
    """
    roots, is_terraform = read(source).roots, source.path.endswith(".tf.json")
    owners: dict[int, tuple[MappingNode, list[str]]] = {}
    for offset, codes in wanted:
        owner = _block_at(roots, offset) if is_terraform else _resource_at(roots, offset)
        if owner is not None:
            owners.setdefault(id(owner), (owner, []))[1].append(codes)
    changes = []
    for owner, listed in owners.values():
        codes = ", ".join(listed)
        if is_terraform:
            change = _in_remark(source.text, owner, f"ignore[{codes}]", codes, reason)
        else:
            change = _in_metadata(source.text, owner, owner.entry("Type"), codes, reason)
        if change is not None:
            changes.append(change)
    return sorted(changes, key=lambda one: one.span, reverse=True)


def _block_at(roots: list[Node], offset: int) -> MappingNode | None:
    """Return the innermost object that has a key."""
    return next((value for *_, value in reversed(list(_way_to(roots, offset)))), None)


def _resource_at(roots: list[Node], offset: int) -> MappingNode | None:
    """Return the innermost resource of a template.

    Metadata belongs to it: tools refuse them in what is within, such as an event of SAM.
    """
    way = reversed(list(_way_to(roots, offset)))
    return next((value for owner, value in way if owner == "Resources"), None)


def _way_to(roots: list[Node], offset: int) -> Iterator[tuple[str, MappingNode]]:
    """Yield the objects that have a key, and an offset in it or in them, from without to within.

    Each comes with the key of the object that it is directly in, which may have none.
    """
    owner, node = "", _at(roots, offset)
    while node is not None:
        if isinstance(node, SequenceNode):
            owner, node = "", _at(node.items, offset)
            continue
        if not isinstance(node, MappingNode):
            return
        at = bisect_right(node.entries, offset, key=lambda entry: entry[0].start) - 1
        if at < 0:
            return
        key, node = node.entries[at]
        if isinstance(node, MappingNode):
            if offset >= node.end:
                return
            yield owner, node
        owner = key.text


def _at(nodes: list[Node], offset: int) -> Node | None:
    """Return the last of some nodes that begins before an offset."""
    at = bisect_right(nodes, offset, key=lambda node: node.span.start) - 1
    return nodes[at] if at >= 0 else None


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

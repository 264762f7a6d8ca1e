"""The arguments and blocks of a mapping, in the API's words."""

from dataclasses import replace
from typing import Final

from mappinglint.dialects.terraform.expressions import Evaluator
from mappinglint.dialects.terraform.mapping_words import BLOCKS, OTHER, REPEATED
from mappinglint.dialects.terraform.module import objects
from mappinglint.dialects.terraform.shapes import in_api_shape
from mappinglint.document.hcl_tags import TUPLE
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

_MOST_BLOCKS: Final = 100

# A block's key, and its content; a `dynamic` one is a tuple of its own.
_Part = tuple[ScalarNode, Node, bool]


def settings(evaluator: Evaluator, body: MappingNode, hidden: set[str]) -> Fields:
    """Return the settings of a mapping; those that are hidden are set in another file."""
    return in_api_shape(_object(evaluator, body, hidden, is_top=True))


def _object(
    evaluator: Evaluator,
    body: MappingNode,
    hidden: set[str] | frozenset[str] = frozenset(),
    *,
    is_top: bool = False,
) -> Fields:
    fields = []
    for spelling, parts in _grouped(body).items():
        if is_top and spelling in OTHER:
            continue
        key = evaluator.place(parts[0][0].span)
        value: Value | None = Unknown(key)
        if spelling not in hidden:
            is_block = spelling in BLOCKS or any(is_dynamic for *_, is_dynamic in parts)
            # Of an argument that stands twice, the last one counts: that is another finding.
            last = parts[-1][1]
            value = _blocks(evaluator, spelling, parts) if is_block else evaluator.value(last)
            if isinstance(value, Items) and is_block and not body.complete:
                # There may be more of them.
                value = replace(value, items=(*value.items, Unknown(key)), node=None)
        if value is not None:
            fields.append(Field(evaluator.name(spelling), spelling, key, value))
    return Fields(tuple(fields), evaluator.place(body.span), body.complete, body)


def _grouped(body: MappingNode) -> dict[str, list[_Part]]:
    """Return what stands under each name: several blocks may."""
    groups: dict[str, list[_Part]] = {}
    for key, value in body.entries:
        node = follow(value)
        if key.text == "//":
            # In JSON this is a comment.
            continue
        if key.text != "dynamic":
            groups.setdefault(key.text, []).append((key, node, False))
            continue
        for one in objects(node):
            for label, content in one.entries:
                groups.setdefault(label.text, []).append((label, follow(content), True))
    return groups


def _blocks(evaluator: Evaluator, spelling: str, parts: list[_Part]) -> Value | None:
    key = evaluator.place(parts[0][0].span)
    found: list[Value] = []
    node: SequenceNode | None = None
    for label, content, is_dynamic in parts:
        if is_dynamic:
            blocks = _generated(evaluator, label.text, content)
            if blocks is None:
                return Unknown(key)
            found += blocks
        elif isinstance(content, MappingNode):
            found.append(_object(evaluator, content))
        elif isinstance(content, SequenceNode) and content.tag in (None, TUPLE):
            node = content
            found += [_object(evaluator, one) for one in objects(content)]
        else:
            value = evaluator.value(content)
            if not (isinstance(value, Known) and value.data is None):
                return value
    if node is not None and not node.complete and not found:
        return Unknown(key)
    if spelling in REPEATED or (node is not None and not found):
        is_whole = node is not None and len(node.items) == len(found)
        return Items(tuple(found), key, node if is_whole else None) if found or node else None
    return found[0] if found else None


def _generated(evaluator: Evaluator, name: str, content: Node) -> list[Value] | None:
    """Return the blocks that a `dynamic` one makes; None if it is not known how many."""
    bodies = objects(content)
    if not bodies:
        return None
    body = bodies[0]
    for_each, inner = body.get("for_each"), body.get("content")
    iterator = body.get("iterator")
    if for_each is None or inner is None or not objects(inner):
        return None
    with evaluator.without_choices():
        values = evaluator.value(for_each)
    members: list[tuple[Value, Value]]
    match values:
        case Items(items=items, place=place):
            keys = (Known(index, place, str(index)) for index in range(len(items)))
            members = list(zip(keys, items, strict=True))
        case Fields(fields=fields, complete=True, place=place):
            members = [(Known(one.spelling, one.key, one.spelling), one.value) for one in fields]
        case _:
            return None
    if len(members) > _MOST_BLOCKS:
        return None
    is_named = isinstance(iterator, SequenceNode) and len(iterator.items) == 1
    label = evaluator.source_of(iterator) if is_named and iterator is not None else name
    blocks: list[Value] = []
    for key, value in members:
        pair = Fields((_pair("key", key), _pair("value", value)), value.place)
        with evaluator.naming(label, pair):
            made = _object(evaluator, objects(inner)[0])
        # What one block of the file stands for is several: none of them can be changed alone.
        blocks.append(replace(made, node=None) if len(members) > 1 else made)
    return blocks


def _pair(name: str, value: Value) -> Field:
    return Field(None, name, value.place, value)

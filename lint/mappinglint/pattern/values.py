"""A value that was read already, such as HCL's `jsonencode({…})`, into the light tree."""

import json

from mappinglint.parts import HOLE
from mappinglint.pattern.tree import Hole, List, Number, Object, Text, Tree, Word
from mappinglint.value import Fields, Items, Known, Scalar, Unknown, Value


def tree_of(value: Value) -> Tree:
    """Return the value as a tree; offsets are those of its places."""
    start, end = value.place.span
    match value:
        case Known(data=data):
            return _scalar(data, start, end)
        case Items(items=items):
            return List([tree_of(item) for item in items], start, end)
        case Fields(fields=fields, complete=complete):
            members: list[tuple[Text, Tree]] = [
                (Text(field.spelling, *field.key.span), tree_of(field.value)) for field in fields
            ]
            return Object(members, start, end, complete)
        case Unknown(parts=parts) if any(parts):
            return Text("".join(HOLE if part is None else part for part in parts), start, end)
    return Hole(start, end)


def _scalar(data: Scalar, start: int, end: int) -> Tree:
    if data is None or isinstance(data, bool):
        return Word(data, start, end)
    if isinstance(data, str):
        return Text(data, start, end)
    return Number(json.dumps(data), start, end)

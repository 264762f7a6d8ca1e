"""The functions of Terraform whose results are certain wherever their arguments are."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform import arithmetic
from mappinglint.document.hcl_tags import INDEX, REFERENCE, SPLAT
from mappinglint.document.node import Node, ScalarNode, SequenceNode
from mappinglint.json_text import as_json
from mappinglint.parts import Parts, joined
from mappinglint.place import Label, Place
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, integer, parts_of

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

Arguments = list[Value]

_VERB = re.compile(r"%%|%[sdvq]|%")
_MOST_PIECES: Final = 1_000


def _same(arguments: Arguments, place: Place) -> Value | None:
    del place
    return arguments[0] if len(arguments) == 1 else None


def _jsonencode(arguments: Arguments, place: Place) -> Value | None:
    if len(arguments) != 1:
        return None
    value = arguments[0]
    return replace(as_json(value, place), cause=_origin(value), encodes=value)


def _origin(value: Value) -> Label | None:
    """Return where all of an object is written, if that is one other place."""
    causes: list[Label | None] = []
    pending = [value]
    while pending:
        match pending.pop():
            case Known(cause=cause) | Unknown(cause=cause):
                causes.append(cause)
            case Items(items=items):
                pending += items
            case Fields(fields=fields):
                pending += [field.value for field in fields]
    places = [cause.place for cause in causes if cause is not None]
    if not places or len(places) < len(causes):
        return None
    first, last = (choose(places, key=lambda one: one.span) for choose in (min, max))
    if any(one.source is not first.source for one in places):
        return None
    whole = Place(first.source, Span(first.span.start, last.span.end))
    return Label(whole.first_line(), "it comes from here")


def _text(parts: Parts, place: Place) -> Value:
    if len(parts) == 1 and parts[0] is not None:
        return Known(parts[0], place, parts[0])
    return Unknown(place, parts)


def _join(arguments: Arguments, place: Place) -> Value | None:
    if len(arguments) != 2 or not isinstance(arguments[1], Items):
        return None
    pieces: list[Parts] = []
    for item in arguments[1].items:
        pieces += [parts_of(arguments[0]), parts_of(item)] if pieces else [parts_of(item)]
    return _text(joined(pieces), place)


def _split(arguments: Arguments, place: Place) -> Value | None:
    match arguments:
        case [Known(text=separator), Known(text=text, cause=cause)] if separator:
            pieces = text.split(separator)
            if len(pieces) < _MOST_PIECES:
                return Items(tuple(Known(one, place, one, cause) for one in pieces), place)
    return None


def _format(arguments: Arguments, place: Place) -> Value | None:
    if not arguments or not isinstance(arguments[0], Known):
        return None
    pieces: list[Parts] = []
    end, given = 0, iter(arguments[1:])
    text = arguments[0].text
    for verb in _VERB.finditer(text):
        pieces.append((text[end : verb.start()],))
        end = verb.end()
        if verb[0] == "%%":
            pieces.append(("%",))
            continue
        value = next(given, None)
        if verb[0] not in ("%s", "%d", "%v") or value is None:
            return None
        pieces.append(parts_of(value))
    return _text(joined([*pieces, (text[end:],)]), place)


def _concat(arguments: Arguments, place: Place) -> Value | None:
    items: list[Value] = []
    for one in arguments:
        if not isinstance(one, Items):
            return None
        items += one.items
    return Items(tuple(items), place)


def _merge(arguments: Arguments, place: Place) -> Value | None:
    fields: dict[str, Field] = {}
    for one in arguments:
        if isinstance(one, Known) and one.data is None:
            continue
        if not isinstance(one, Fields):
            return None
        fields |= {field.spelling: field for field in one.fields}
    complete = all(one.complete for one in arguments if isinstance(one, Fields))
    return Fields(tuple(fields.values()), place, complete)


def _lookup(arguments: Arguments, place: Place) -> Value | None:
    del place
    match arguments:
        case [Fields(fields=fields, complete=complete), Known(text=key), *default]:
            found = [one.value for one in fields if one.spelling == key]
            if found:
                return found[-1]
            return default[0] if default and complete else None
    return None


def _length(arguments: Arguments, place: Place) -> Value | None:
    match arguments:
        case [Items(items=parts)] | [Fields(fields=parts, complete=True)]:
            return Known(len(parts), place, str(len(parts)))
    return None


def _cased(change: Callable[[str], str]) -> Callable[[Arguments, Place], Value | None]:
    def cased(arguments: Arguments, place: Place) -> Value | None:
        match arguments:
            case [Known(data=str() as text, cause=cause)]:
                return Known(change(text), place, change(text), cause)
        return None

    return cased


def _coalesce(arguments: Arguments, place: Place) -> Value | None:
    del place
    for one in arguments:
        match one:
            case Known(data=None | ""):
                continue
            case Known():
                return one
        break
    return None


def _try(evaluator: "Evaluator", nodes: list[Node]) -> Value | None:
    """Return the first argument, if it surely works out."""
    first, *others = (evaluator.value(node) for node in nodes) if nodes else (None,)
    if isinstance(first, Unknown):
        # What a resource is, it is whenever there is that resource; it may be another one.
        is_only = not any(isinstance(one, Unknown) and one.cause is not None for one in others)
        return first if first.cause is not None and is_only else None
    return first


def _element(evaluator: "Evaluator", nodes: list[Node]) -> Value | None:
    """Return an item of a list: `element(aws_sqs_queue.q[*].arn, 1)` is that of one instance."""
    if len(nodes) != 2:
        return None
    node, number = nodes
    if isinstance(node, SequenceNode) and node.tag == REFERENCE:
        indexed = SequenceNode(node.span.start, node.tag)
        indexed.span = node.span
        index = SequenceNode(number.span.start, INDEX)
        index.span, index.items = number.span, [number]
        indexed.items = [index if _is_splat(item) else item for item in node.items]
        if index in indexed.items:
            return evaluator.value(indexed)
    index_value, value = evaluator.value(number), evaluator.value(node)
    if isinstance(value, Items) and isinstance(index_value, Known) and value.items:
        position = integer(index_value, converts=True)
        return None if position is None else value.items[position % len(value.items)]
    return None


def _is_splat(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == SPLAT


def _one(evaluator: "Evaluator", nodes: list[Node]) -> Value | None:
    """Return the one item of a list: `one(aws_sqs_queue.q[*].arn)` for a resource with count."""
    node = nodes[0] if nodes else None
    if isinstance(node, SequenceNode) and node.tag == REFERENCE:
        without = SequenceNode(node.span.start, node.tag)
        without.span = node.span
        without.items = [item for item in node.items if not _is_splat(item)]
        if len(without.items) < len(node.items):
            return evaluator.value(without)
    value = evaluator.value(node) if node is not None else None
    return value.items[0] if isinstance(value, Items) and len(value.items) == 1 else None


FUNCTIONS: Final[dict[str, Callable[[Arguments, Place], Value | None]]] = {
    **arithmetic.FUNCTIONS,
    "coalesce": _coalesce,
    "concat": _concat,
    "format": _format,
    "join": _join,
    "jsonencode": _jsonencode,
    "length": _length,
    "lookup": _lookup,
    "lower": _cased(str.lower),
    "merge": _merge,
    "nonsensitive": _same,
    "sensitive": _same,
    "split": _split,
    "tobool": _same,
    "tolist": _same,
    "tomap": _same,
    "tonumber": _same,
    "toset": _same,
    "tostring": _same,
    "trimspace": _cased(str.strip),
    "upper": _cased(str.upper),
}

# These need the expressions themselves.
LAZY: Final[dict[str, Callable[["Evaluator", list[Node]], Value | None]]] = {
    "element": _element,
    "one": _one,
    "try": _try,
}

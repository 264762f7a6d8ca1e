"""Policy documents as IAM has them: the data source `aws_iam_policy_document`, and JSON."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform.module import Resource, objects
from mappinglint.dialects.terraform.scope import Scope
from mappinglint.document.node import MappingNode, Node, follow
from mappinglint.place import Place
from mappinglint.resource import from_json
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

TYPE: Final = "aws_iam_policy_document"
# Arguments that take other documents in.
_OTHERS = (
    "override_json",
    "override_policy_documents",
    "source_json",
    "source_policy_documents",
)
_STATEMENT: Final = "statement"
_WORDS: Final = {
    "actions": "Action",
    "effect": "Effect",
    "not_actions": "NotAction",
    "not_resources": "NotResource",
    "resources": "Resource",
    "sid": "Sid",
}
_PRINCIPALS: Final = {"principals": "Principal", "not_principals": "NotPrincipal"}
_CONDITION: Final = "condition"


def opened(value: Value | None) -> Value | None:
    """Return what a text of JSON says, under its own names; None if there is none."""
    match value:
        case Known(data=None | ""):
            return None
        case Known() | Unknown() if value.encodes is not None:
            return named(value.encodes)
        case Known(data=str()):
            return from_json(value)
        case Items() | Fields():
            return named(value)
    return value


def named(value: Value) -> Value:
    """Return a value with the names in it as they are written."""
    match value:
        case Fields(fields=fields):
            own = (replace(one, name=one.spelling, value=named(one.value)) for one in fields)
            return replace(value, fields=tuple(own))
        case Items(items=items):
            return replace(value, items=tuple(map(named, items)))
    return value


def document(evaluator: "Evaluator", data: Resource, scope: Scope) -> Value:
    """Return the policy document that an instance of a data source makes, in IAM's words."""
    place = Place(data.source, data.name.span)
    is_open = any(name in data.hidden for name in (_STATEMENT, *_OTHERS)) or "count" in data.hidden
    if is_open or not data.body.complete or any(name in data.body for name in _OTHERS):
        return Unknown(place)
    with evaluator.within(data, _STATEMENT, scope) as is_first:
        if not is_first:
            return Unknown(place)
        statements: list[Value] = [
            _statement(evaluator, one) for one in blocks(data.body, _STATEMENT)
        ]
        if _STATEMENT in data.open:
            statements.append(Unknown(place))
    field = Field("Statement", "Statement", place, Items(tuple(statements), place))
    return Fields((field,), place)


def blocks(body: MappingNode, name: str) -> Iterator[MappingNode]:
    """Yield the blocks of a name in a body."""
    for key, value in body.entries:
        if key.text == name:
            yield from objects(follow(value))


def _statement(evaluator: "Evaluator", body: MappingNode) -> Fields:
    place = evaluator.place(body.span)
    fields: list[Field] = []
    groups: dict[str, list[Field]] = {}
    is_complete = body.complete and "dynamic" not in body
    for key, node in body.entries:
        at = evaluator.place(key.span)
        spelling = key.text
        if spelling in _WORDS:
            value = _of_null(evaluator.value(node))
            if value is not None:
                fields.append(Field(_WORDS[spelling], _WORDS[spelling], at, value))
        elif spelling in _PRINCIPALS or spelling == _CONDITION:
            name = _PRINCIPALS.get(spelling, "Condition")
            for block in objects(follow(node)):
                # Several blocks are one object of IAM's.
                inner = _pair(evaluator, block, is_condition=spelling == _CONDITION)
                groups.setdefault(name, []).append(Field(name, name, at, inner))
    for first, *others in groups.values():
        fields.append(replace(first, value=_merged([first, *others])) if others else first)
    if is_complete and not any(one.name == "Effect" for one in fields):
        # The data source's default; IAM itself has none.
        fields.append(Field("Effect", "Effect", place, Known("Allow", place, "Allow")))
    return Fields(tuple(fields), place, is_complete)


def _of_null(value: Value | None) -> Value | None:
    match value:
        case Known(data=None | "") | Items(items=()):
            return None
    return value


def _pair(evaluator: "Evaluator", body: MappingNode, *, is_condition: bool) -> Value:
    """Return `{type = "AWS", identifiers = […]}` as {"AWS": […]}, and conditions likewise."""
    place = evaluator.place(body.span)
    names = ("test", "variable", "values") if is_condition else ("type", "identifiers")
    parts = [_argument(evaluator, body.get(name)) for name in names]
    *keys, content = parts
    if content is None or not body.complete:
        return Unknown(place)
    found = content
    for key in reversed(keys):
        if not isinstance(key, Known):
            return Unknown(place)
        if key.text == "*":
            # Anybody, whatever stands beside it.
            return Known("*", key.place, "*")
        found = Fields((Field(key.text, key.text, key.place, found),), place)
    return found


def _argument(evaluator: "Evaluator", node: Node | None) -> Value | None:
    return None if node is None else evaluator.value(node)


def _merged(same: list[Field]) -> Value:
    place = same[0].value.place
    found: list[Field] = []
    for one in same:
        if not isinstance(one.value, Fields):
            return Unknown(place)
        found += one.value.fields
    is_plain = len({one.spelling for one in found}) == len(found)
    return Fields(tuple(found), place) if is_plain else Unknown(place)

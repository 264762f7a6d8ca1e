"""Evaluates CloudFormation's functions as far as a template alone allows."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mappinglint.dialects.cloudformation.references import reference
from mappinglint.dialects.cloudformation.template import (
    VARIABLE,
    Resource,
    Template,
    intrinsic,
    variable_of,
)
from mappinglint.dialects.reader import ValueReader
from mappinglint.dialects.same import same_text
from mappinglint.dialects.scalars import Resolver
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.mapping import Format
from mappinglint.parts import Parts, joined, with_holes, without_holes
from mappinglint.place import Label, Place
from mappinglint.scenario import ANYTHING_ELSE, Assumption, Choices
from mappinglint.value import Change, Fields, Items, Known, Unknown, Value, changed, parts_of

# Conditions that need each other in a longer chain stay open.
_MOST_CONDITIONS = 50
# A longer list is no setting's.
_MOST_PIECES = 1_000
# What evaluates each function. Methods would have to be bound again for every mapping.
_FUNCTIONS: Final = {
    "Ref": "_ref",
    "GetAtt": "_get_att",
    "Sub": "_sub",
    "Join": "_join",
    "Select": "_select",
    "Split": "_split",
    "FindInMap": "_find_in_map",
    "If": "_if",
    "ImportValue": "_import_value",
}
_NO_VALUE = "AWS::NoValue"
_DYNAMIC_REFERENCE = "{{resolve:"
_LONGEST_IDENTITY = 2_000
_QUALIFIER = re.compile(r"(?::[$\w-]+)?")
# Parameters of these types hold the name of a value that is kept elsewhere.
_LOOKED_UP = "AWS::SSM::Parameter::"


class Evaluator(ValueReader):
    """Reads one mapping, and whatever it refers to, under one set of choices."""

    def __init__(
        self, template: Template, format_: Format, resolve: Resolver, choices: Choices
    ) -> None:
        super().__init__(template.source, format_, resolve)
        self._format = format_
        self._template = template
        self._choices = choices
        self._conditions: dict[str, bool | None] = {}
        self._depth = 0

    def anew(self) -> "Evaluator":
        """Return one that has read nothing yet. It has the same choices, and makes no more."""
        choices = Choices(self._choices.assumptions, 0)
        return Evaluator(self._template, self._format, self._resolve, choices)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The choices made so far."""
        return self._choices.assumptions

    def exists(self, resource: Resource) -> bool | None:
        """Say whether the condition of a resource, if it has one, holds in this run."""
        condition = resource.body.get("Condition")
        return self.condition(condition.text) if isinstance(condition, ScalarNode) else True

    def property(self, resource: Resource, name: str) -> Value | None:
        """Return a property of a resource; None if it is surely absent."""
        # Not with `reading`: this is asked for dozens of times of each mapping.
        before, self._source = self._source, resource.source
        try:
            return self._property(resource, name)
        finally:
            self._source = before

    def _property(self, resource: Resource, name: str) -> Value | None:
        properties = resource.properties
        place = self.place(resource.key.span)
        if properties is None:
            return Unknown(place)
        found = properties.entry(name)
        if found is None:
            hides_some = any(self._hides_keys(key) for key, _ in properties)
            return Unknown(place) if hides_some or not properties.complete else None
        return self.value(found[1])

    def condition(self, name: str) -> bool | None:
        """Return whether a condition holds in this run, or None if that stays open.

        It is evaluated once in a run; one that needs itself stays open.
        """
        node = self._template.section("Conditions").get(name)
        if name not in self._conditions and node is not None:
            self._conditions[name] = None
            self._depth += 1
            holds = self._holds(node) if self._depth < _MOST_CONDITIONS else None
            self._depth -= 1
            if holds is None and (picked := self._choices.pick(name, ["true", "false"])):
                holds = picked == "true"
            self._conditions[name] = holds
        return self._conditions.get(name)

    def decided(self, node: Node) -> Node | None:
        """Return what a node stands for where `Fn::If` is in its place; None for no value.

        It is the function itself where the condition stays open.
        """
        for _ in range(_MOST_CONDITIONS):
            node = follow(node)
            name, operand = intrinsic(node) or ("", node)
            operand = follow(operand)
            if name == "Ref" and isinstance(operand, ScalarNode):
                return None if operand.text == _NO_VALUE else node
            branch = self._branch(operand) if name == "If" else None
            if branch is None:
                break
            node = branch
        return node

    # -- hooks of ValueReader -----------------------------------------------------------------

    def _read(self, node: Node) -> Value | None:
        called = intrinsic(node)
        if called is None:
            return super()._read(node)
        name, operand = called
        place = self.place(node.span)
        method = _FUNCTIONS.get(name)
        if method is None:
            return Unknown(place)
        function: Callable[[Place, Node], Value | None] = getattr(self, method)
        return function(place, follow(operand))

    def _scalar(self, node: ScalarNode) -> Value:
        value = super()._scalar(node)
        if not isinstance(value, Unknown):
            return value
        return replace(value, unresolved=self._unresolved_in(node.text))

    def _unresolved_in(self, text: str) -> str:
        """Return the first variable that only !Sub would fill in, or nothing."""
        # Another program may fill in a name that the template does not know.
        variables = (found[0] for found in VARIABLE.finditer(text) if self._knows(found[1]))
        return next(variables, "")

    def _knows(self, variable: str) -> bool:
        """Say whether a name is CloudFormation's own, or one of the template's."""
        name = variable.partition(".")[0]
        declared = self._template.entry("Parameters", name) is not None
        return name.startswith("AWS::") or declared or name in self._template.resources

    def _hides_keys(self, key: ScalarNode) -> bool:
        return key.text.startswith("Fn::") or super()._hides_keys(key)

    # -- functions ----------------------------------------------------------------------------

    def _ref(self, place: Place, operand: Node) -> Value | None:
        if not isinstance(operand, ScalarNode):
            return Unknown(place)
        if operand.text == _NO_VALUE:
            return None
        if operand.text in self._template.resources:
            return self._reference(place, operand.text, None)
        owner, _, made = operand.text.partition(".")
        if made and owner in self._template.resources:
            # `!Ref Orders.Alias`: what SAM makes of a function.
            return Unknown(place, identity=operand.text, refers_to=owner)
        return self._variable(place, operand.text)

    def _get_att(self, place: Place, operand: Node) -> Value:
        if isinstance(operand, SequenceNode):
            steps = [
                item.text for item in map(follow, operand.items) if isinstance(item, ScalarNode)
            ]
            target, attribute = steps[0] if steps else "", ".".join(steps[1:])
        else:
            text = operand.text if isinstance(operand, ScalarNode) else ""
            target, _, attribute = text.partition(".")
        return self._reference(place, target, attribute)

    def _reference(self, place: Place, target: str, attribute: str | None) -> Value:
        resource = self._template.resources.get(target)
        if resource is None:
            return Unknown(place)
        return reference(self, place, resource, attribute)

    def _sub(self, place: Place, operand: Node) -> Value:
        given: Fields | None = None
        if isinstance(operand, SequenceNode) and operand.items:
            text, *rest = map(follow, operand.items)
            if rest and isinstance(rest[0], MappingNode):
                given = self.fields(rest[0])
        else:
            text = operand
        if not isinstance(text, ScalarNode):
            return Unknown(place)
        only = VARIABLE.fullmatch(text.text)
        if only and not only[1].startswith("!"):
            return self._substitute(place, only[1].strip(), given)
        variables = list(VARIABLE.finditer(text.text))
        values = [self._substitute(place, found[1].strip(), given) for found in variables]
        spans = [found.span() for found in variables]
        changes = _changes(spans, [with_holes(parts_of(value)) for value in values])
        parts = without_holes(changed(text.text, changes))
        value = replace(self._text(place, parts), node=text, changes=changes)
        texts = _between(text.text, spans)
        value = replace(value, refers_to=_whole_of(values, texts[-2:]))
        if isinstance(value, Known):
            return value
        if values and isinstance(last := values[-1], Unknown) and spans[-1][1] == len(text.text):
            # An ARN that ends in the name of a resource is of that resource's kind.
            value = replace(value, kinds=last.kinds, cause=last.cause)
        return replace(value, identity=_joined_identity(values, texts))

    def _substitute(self, place: Place, name: str, given: Fields | None) -> Value:
        if name.startswith("!"):
            text = "${" + name[1:] + "}"
            return Known(text, place, text)
        value = given.get(name) if given else None
        if value is not None:
            return value
        target, dot, attribute = name.partition(".")
        if dot or target in self._template.resources:
            return self._reference(place, target, attribute if dot else None)
        return self._variable(place, name)

    def _join(self, place: Place, operand: Node) -> Value:
        arguments = self._arguments(operand)
        if len(arguments) != 2 or not isinstance(arguments[1], Items):
            return Unknown(place)
        delimiter, items = arguments[0], arguments[1].items
        pieces: list[Value] = []
        for item in items:
            pieces += [delimiter, item] if pieces else [item]
        value = self._text(place, joined([parts_of(piece) for piece in pieces]))
        values = [piece for piece in pieces if not _is_plain(piece)]
        texts = _around(pieces)
        value = replace(value, refers_to=_whole_of(values, texts[-2:]))
        if isinstance(value, Known):
            return value
        return replace(value, identity=_joined_identity(values, texts))

    def _select(self, place: Place, operand: Node) -> Value:
        match self._arguments(operand):
            case [Known(text=index), Items(items=items)] if index.isdecimal() and len(index) < 9:
                return items[int(index)] if int(index) < len(items) else Unknown(place)
        return Unknown(place)

    def _split(self, place: Place, operand: Node) -> Value:
        match self._arguments(operand):
            case [Known(text=delimiter), Known(text=text)] if delimiter:
                return _split(text, delimiter, place)
        return Unknown(place)

    def _find_in_map(self, place: Place, operand: Node) -> Value:
        nodes = operand.items if isinstance(operand, SequenceNode) else []
        if len(nodes) < 3 or not isinstance(name := follow(nodes[0]), ScalarNode):
            return Unknown(place)
        table: Node | None = self._template.entry("Mappings", name.text)
        for node in nodes[1:3]:
            key = self._map_key(node, table)
            table = table.get(key) if isinstance(table, MappingNode) and key is not None else None
        value = self.value(table) if table is not None else None
        if isinstance(value, Known):
            return Known(value.data, place, value.text, Label(value.place, "it comes from here"))
        return value or Unknown(place)

    def _map_key(self, node: Node, table: Node | None) -> str | None:
        value = self.value(node)
        if isinstance(value, Known):
            return value.text
        # `Ref` of a parameter has been chosen already; what else is looked up is chosen here.
        if variable_of(node) is not None or not isinstance(table, MappingNode):
            return None
        return self._choices.pick(self.place(node.span).text, [key.text for key, _ in table])

    def _if(self, place: Place, operand: Node) -> Value | None:
        branch = self._branch(operand)
        return Unknown(place) if branch is None else self.value(branch)

    def _branch(self, operand: Node) -> Node | None:
        """Return the operand of `Fn::If` that holds in this run, or None if that stays open."""
        nodes = operand.items if isinstance(operand, SequenceNode) else []
        if len(nodes) != 3 or not isinstance(name := follow(nodes[0]), ScalarNode):
            return None
        holds = self.condition(name.text)
        return None if holds is None else nodes[1 if holds else 2]

    def _import_value(self, place: Place, operand: Node) -> Value:
        name = self.value(operand)
        known = name.text if isinstance(name, Known) else None
        return Unknown(place, identity=known and f"import of {known}")

    def _arguments(self, operand: Node) -> list[Value]:
        nodes = operand.items if isinstance(operand, SequenceNode) else []
        return [value for node in nodes if (value := self.value(node)) is not None]

    def _text(self, place: Place, parts: Parts) -> Known | Unknown:
        if any(_DYNAMIC_REFERENCE in part for part in parts if part is not None):
            # What is kept elsewhere may be anything.
            return Unknown(place)
        if len(parts) == 1 and parts[0] is not None:
            return Known(parts[0], place, parts[0])
        return Unknown(place, parts)

    # -- parameters ---------------------------------------------------------------------------

    def _variable(self, place: Place, name: str) -> Value:
        """Return the value of a parameter or pseudo parameter."""
        body = self._template.entry("Parameters", name)
        kind = _text_of(body, "Type")
        unknown = Unknown(place, identity=name)
        if kind.startswith(_LOOKED_UP):
            return unknown
        options = self._options(name, body)
        if not options:
            default = body.get("Default") if body else None
            if not isinstance(default, ScalarNode) or not default.text:
                # An empty default says that a value must be given.
                return unknown
            return self._parameter(place, name, default, kind)
        chosen = self._choices.pick(name, list(options))
        node = options.get(chosen) if chosen is not None else None
        if chosen is None or chosen == ANYTHING_ELSE:
            return unknown
        return self._parameter(place, name, node, kind) if node else Known(chosen, place, chosen)

    def _options(self, name: str, body: MappingNode | None) -> dict[str, ScalarNode | None]:
        """Return the values to try for a parameter, each with its place in the template.

        The default comes first. There are none where only the default, or nothing, is known.
        """
        default = body.get("Default") if body else None
        options: dict[str, ScalarNode | None] = {}
        if isinstance(default, ScalarNode):
            options[default.text] = default
        allowed = body.get("AllowedValues") if body else None
        if isinstance(allowed, SequenceNode):
            nodes = [node for node in map(follow, allowed.items) if isinstance(node, ScalarNode)]
            return options | {node.text: options.get(node.text) or node for node in nodes}
        tested = self._template.tested.get(name)
        if not tested:
            return {}
        return options | dict.fromkeys(tested) | options

    def _parameter(self, place: Place, name: str, node: ScalarNode, kind: str) -> Value:
        default = self._template.entry("Parameters", name)
        is_default = default is not None and default.get("Default") is node
        text = f"the default of {name}" if is_default else f"{name} may be this"
        cause = Label(self.place(node.span), text, is_default=True)
        if kind == "CommaDelimitedList" or kind.startswith("List<"):
            return _split(node.text, ",", place, cause)
        data = node.text if kind == "String" else self._resolve(node)
        return Known(data, place, node.text, cause)

    # -- conditions ---------------------------------------------------------------------------

    def _holds(self, node: Node) -> bool | None:
        """Return whether an expression holds, or None if this run leaves that open."""
        if not self.may_go_on():
            return None
        name, operand = intrinsic(follow(node)) or ("", node)
        operand = follow(operand)
        if name == "Condition" and isinstance(operand, ScalarNode):
            return self.condition(operand.text)
        nodes = operand.items if isinstance(operand, SequenceNode) else []
        if name == "Equals" and len(nodes) == 2:
            return self._equal(*nodes)
        return _combined(name, [self._holds(inner) for inner in nodes])

    def _equal(self, one: Node, other: Node) -> bool | None:
        values = self.value(one), self.value(other)
        match values:
            case Known(text=left), Known(text=right):
                return left == right
        # "Something else" is none of the literals that the parameter is compared with.
        for node, value in ((one, values[1]), (other, values[0])):
            variable = variable_of(node)
            is_else = variable and self._choices.made.get(variable) == ANYTHING_ELSE
            if is_else and isinstance(value, Known):
                return False
        return None


def _split(text: str, delimiter: str, place: Place, cause: Label | None = None) -> Value:
    """Return the pieces of a text, or Unknown if there are too many to be of any use."""
    if text.count(delimiter) >= _MOST_PIECES:
        return Unknown(place)
    pieces = (piece.strip() if cause else piece for piece in text.split(delimiter))
    return Items(tuple(Known(piece, place, piece, cause) for piece in pieces), place)


def _text_of(body: MappingNode | None, key: str) -> str:
    found = body.get(key) if body else None
    return found.text if isinstance(found, ScalarNode) else ""


def _combined(name: str, holds: list[bool | None]) -> bool | None:
    match name:
        case "And":
            return _all(holds)
        case "Or":
            return _not(_all([_not(one) for one in holds]))
        case "Not" if len(holds) == 1:
            return _not(holds[0])
    return None


def _not(holds: bool | None) -> bool | None:  # noqa: FBT001 - a truth value
    return None if holds is None else not holds


def _all(holds: list[bool | None]) -> bool | None:
    """Return whether all hold: one that does not decides, one that is open leaves it open."""
    if False in holds:
        return False
    return None if None in holds else True


def _changes(spans: list[tuple[int, int]], texts: list[str]) -> tuple[Change, ...]:
    return tuple((*span, text) for span, text in zip(spans, texts, strict=True))


def _joined_identity(values: list[Value], texts: list[str]) -> str | None:
    """Return the identity of a text of values, with the texts before, between and after them."""
    identities = [same_text(one) for one in values]
    known = [one for one in identities if one is not None]
    if len(known) < len(values):
        return None
    same = "".join(text + one for text, one in zip(texts, [*known, ""], strict=True))
    return f'"{same}"' if len(same) < _LONGEST_IDENTITY else None


def _whole_of(values: list[Value], around: list[str]) -> str:
    """Return the resource that a text is a name or an ARN of, if it is one of the last value's.

    `around` is what stands before and after that one. An alias, or a version of a function, may
    follow.
    """
    last = values[-1] if values else None
    if not isinstance(last, Known | Unknown) or len(around) < 2:
        return ""
    before, after = around
    is_whole = before.endswith((":", "/")) or (not before and len(values) == 1)
    return last.refers_to if is_whole and _QUALIFIER.fullmatch(after) else ""


def _between(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """Return the stretches of a text before, between and after others."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _around(pieces: list[Value]) -> list[str]:
    """Return the plain texts before, between and after the other pieces of a text."""
    texts = [""]
    for piece in pieces:
        if not _is_plain(piece):
            texts.append("")
        elif isinstance(piece, Known):
            texts[-1] += piece.text
    return texts


def _is_plain(piece: Value) -> bool:
    return isinstance(piece, Known) and not piece.refers_to

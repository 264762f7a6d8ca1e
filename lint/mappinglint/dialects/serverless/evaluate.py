"""Values of a service: Serverless fills in its variables, then CloudFormation reads the rest."""

import re
from dataclasses import replace

from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.template import Template
from mappinglint.dialects.same import same_text
from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.dialects.serverless.syntax import Literal, Variable, variables_in
from mappinglint.dialects.serverless.variables import Located, Variables
from mappinglint.document.node import Node, ScalarNode, SequenceNode, follow
from mappinglint.document.offsets import offsets
from mappinglint.mapping import Format
from mappinglint.parts import HOLE, with_holes, without_holes
from mappinglint.place import Label, Place
from mappinglint.scenario import Choices
from mappinglint.span import Span
from mappinglint.value import Change, Fields, Known, Unknown, Value, changed, parts_of

# What a plugin, or CloudFormation, fills in later: `#{AWS::Region}`, `${AWS::Region}`.
_LATER = re.compile(r"[#$]\{[^{}]*\}")
_MARK = "serverless:"


class ServiceEvaluator(Evaluator):
    """Reads one mapping of a service, and whatever it refers to."""

    def __init__(
        self,
        template: Template,
        variables: Variables,
        format_: Format,
        choices: Choices | None = None,
    ) -> None:
        super().__init__(template, format_, yaml_1_2, choices or Choices((), 0))
        self._service = template
        self._variables = variables
        self._marked: list[Value] = []

    def anew(self) -> "ServiceEvaluator":
        """See Evaluator; here every choice stays open."""
        return ServiceEvaluator(self._service, self._variables, self._format)

    def _scalar(self, node: ScalarNode) -> Value:
        found = variables_in(node.text)
        if not found:
            return self._without_variables(node)
        if len(found) == 1 and found[0].end - found[0].start == len(node.text):
            # A variable for "no value" is one for nothing that could be a setting.
            place = self.place(node.span)
            value = self._value_of(found[0], node) or Known(None, place, "")
            if isinstance(value, Known) and value.data == "":
                # An empty default says that a value must be given.
                return Unknown(place, identity=node.text)
            return value
        values = [self._value_of(variable, node) for variable in found]
        changes = [
            (variable.start, variable.end, HOLE if value is None else with_holes(parts_of(value)))
            for variable, value in zip(found, values, strict=True)
        ]
        covered = [(variable.start, variable.end) for variable in found]
        changes += [
            (*later.span(), HOLE)
            for later in _LATER.finditer(node.text)
            if not any(start <= later.start() < end for start, end in covered)
        ]
        texts = [same_text(value) or one.text for one, value in zip(found, values, strict=True)]
        spans = [(variable.start, variable.end) for variable in found]
        same = [(*span, text) for span, text in zip(spans, texts, strict=True)]
        return self._text_with(node, tuple(sorted(changes)), changed(node.text, tuple(same)))

    def _without_variables(self, node: ScalarNode) -> Value:
        if "#{" not in node.text:
            return super()._scalar(node)
        changes = tuple((*later.span(), HOLE) for later in _LATER.finditer(node.text))
        return self._text_with(node, changes, node.text) if changes else super()._scalar(node)

    def _text_with(self, node: ScalarNode, changes: tuple[Change, ...], same: str) -> Value:
        place = self.place(node.span)
        text = changed(node.text, changes)
        if HOLE not in text:
            return Known(text, place, text, node=node, changes=changes)
        # A variable means the same wherever it stands, in either form.
        same = f'"{same.replace("#{", "${")}"'
        found = Unknown(place, without_holes(text), identity=same, node=node, changes=changes)
        return replace(found, unresolved=self._unresolved_in(node.text))

    def _value_of(self, variable: Variable, node: ScalarNode) -> Value | None:
        """Return what a variable in a text stands for, placed at that text."""
        place = self.place(node.span)
        found = self._variables.resolve(variable)
        origin = f"the default of {found.instead_of}" if found.instead_of else "it comes from here"
        is_default = bool(found.instead_of)
        match found.value:
            case Literal() as literal:
                at = self._place_of(literal, variable, node)
                cause = Label(at, origin, is_default)
                return Known(literal.data, place, literal.text, cause)
            case Located() as at:
                with self.reading(at.source):
                    value = self.value(at.node)
                return _moved(value, place, origin, is_default=is_default)
            case _:
                return Unknown(place, identity=variable.text)

    def _place_of(self, literal: Literal, variable: Variable, node: ScalarNode) -> Place:
        place = self.place(node.span)
        if literal.end == 0:
            return place
        written = offsets(place.source.text, node.span, node.text, node.style)
        start, end = variable.start + literal.start, variable.start + literal.end
        return Place(place.source, Span(written[start], written[end]))

    # -- Fn::Sub --------------------------------------------------------------------------------

    def _sub(self, place: Place, operand: Node) -> Value:
        node = operand
        if isinstance(operand, SequenceNode) and operand.items:
            node = follow(operand.items[0])
        found = variables_in(node.text) if isinstance(node, ScalarNode) else []
        if not isinstance(node, ScalarNode) or not found:
            return super()._sub(place, operand)
        # CloudFormation sees the text that Serverless has filled in.
        marks = tuple((one.start, one.end, self._mark(one, node)) for one in found)
        marked = ScalarNode(changed(node.text, marks), node.span, node.style, node.tag)
        value = super()._sub(place, _with_first(operand, marked))
        if isinstance(value, Known | Unknown):
            value = replace(value, place=place, node=None, changes=(), offsets=None)
        # What CloudFormation's own variables in it stand for is filled in.
        return replace(value, unresolved="") if isinstance(value, Unknown) else value

    def _mark(self, variable: Variable, node: ScalarNode) -> str:
        value = self._value_of(variable, node)
        self._marked.append(value or Unknown(self.place(node.span)))
        return "${" + f"{_MARK}{len(self._marked) - 1}" + "}"

    def _substitute(self, place: Place, name: str, given: Fields | None) -> Value:
        _, is_mark, index = name.partition(_MARK)
        if is_mark and index.isdecimal() and int(index) < len(self._marked):
            return self._marked[int(index)]
        return super()._substitute(place, name, given)


def _with_first(operand: Node, first: ScalarNode) -> Node:
    if not isinstance(operand, SequenceNode):
        return first
    copy = SequenceNode(operand.span.start, operand.tag)
    copy.items, copy.span = [first, *operand.items[1:]], operand.span
    return copy


def _moved(value: Value | None, place: Place, origin: str, *, is_default: bool) -> Value | None:
    """Return a value from elsewhere as it is where a variable stands for it."""
    match value:
        case Known():
            cause = value.cause or Label(value.place, origin, is_default)
            return Known(value.data, place, value.text, cause)
        case Unknown():
            return replace(value, place=place, node=None, changes=(), offsets=None)
    return value

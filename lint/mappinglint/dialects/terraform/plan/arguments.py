"""The arguments of any resource of a plan: known, known only after it is applied, or not set."""

from dataclasses import replace

from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.dialects.terraform.plan.planned import Plan, PlannedResource
from mappinglint.dialects.terraform.plan.values import Marks, Refer, first_reference, is_true
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.place import Place
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

# Blocks that no provider fills in. A dynamic one does not show up among the expressions: where one
# of these is not known, somebody wrote it all the same.
_WRITTEN = frozenset({"dead_letter_config", "destination_config"})

# A policy has some hundred values.
_MOST_VALUES = 20_000
_MOST_LEVELS = 40


class ArgumentReader:
    """Reads the arguments of one resource of a plan, under the provider's names.

    A block is a list of one, as a plan has it.
    """

    def __init__(self, plan: Plan, resource: PlannedResource, refer: Refer) -> None:
        self._source = plan.source
        self._resource = resource
        self._refer = refer
        change = plan.change(resource)
        self._configured = plan.expressions(resource)
        self._marks = Marks(
            unknown=change.get("after_unknown") if change else None,
            sensitive=resource.body.get("sensitive_values"),
            written=self._configured,
        )
        self._budget = _MOST_VALUES

    def read(self, name: str) -> Value | None:
        """Return an argument; None if it is not set."""
        values = self._resource.body.get("values")
        if not isinstance(values, MappingNode):
            return Unknown(self._place(self._resource.key.span))
        marks = self._marks.of(name)
        node = values.get(name)
        if node is not None:
            value = self._value(node, marks, name, 0)
            return None if _is_unset(value) else value
        if is_true(marks.unknown):
            is_written = marks.written is not None or name in _WRITTEN
            # What nobody wrote is what AWS, or the provider, fills in.
            return self._unknown(name, marks) if is_written or self._configured is None else None
        return None if values.complete else Unknown(self._place(values.span))

    def _unknown(self, name: str, marks: Marks) -> Unknown:
        at = first_reference(marks.written) or self._resource.key.span
        return self._refer(name, marks.written, self._place(at))

    def _value(self, node: Node, marks: Marks, name: str, level: int) -> Value:
        self._budget -= 1
        place = self._place(node.span)
        if is_true(marks.sensitive) or self._budget < 0 or level >= _MOST_LEVELS:
            return Unknown(place)
        if is_true(marks.unknown):
            return replace(self._unknown(name, marks), place=place)
        match node:
            case ScalarNode():
                return Known(yaml_1_2(node), place, node.text, node=node)
            case SequenceNode():
                items = (
                    self._value(item, marks.item(index), name, level + 1)
                    for index, item in enumerate(node.items)
                )
                return Items(tuple(items), place, node)
            case MappingNode():
                return self._fields(node, marks, level)
        return Unknown(place)

    def _fields(self, node: MappingNode, marks: Marks, level: int) -> Fields:
        fields = []
        for key, child in node:
            value = self._value(child, marks.of(key.text), key.text, level + 1)
            if not _is_unset(value):
                fields.append(Field(None, key.text, self._place(key.span), value))
        unknown = marks.unknown if isinstance(marks.unknown, MappingNode) else MappingNode(0, None)
        for key, flag in unknown:
            if key.text not in node and is_true(flag):
                value = self._unknown(key.text, marks.of(key.text))
                fields.append(Field(None, key.text, self._place(key.span), value))
        return Fields(tuple(fields), self._place(node.span), node.complete, node)

    def _place(self, span: Span) -> Place:
        return Place(self._source, span)


def _is_unset(value: Value) -> bool:
    """Say whether a value is none: a state has empty ones for what nobody set."""
    match value:
        case Known(data=data):
            return data is None or data == ""
        case Items(items=items):
            return not items
    return False

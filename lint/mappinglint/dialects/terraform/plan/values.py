"""The values of a planned resource: known, or known only after it is applied."""

from collections.abc import Callable

from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.dialects.terraform.mapping_words import FORMAT
from mappinglint.dialects.terraform.shapes import is_unset, unwrapped
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

_NAMES = {here: api for api, here in FORMAT.spellings.items()}
# Returns what is known of a value that the plan does not tell: the argument that it is in, the
# expression of that, if it is written, and a place.
Refer = Callable[[str, Node | None, Place], Unknown]

# Maps whose keys are the writer's own.
_MAPS = frozenset({"endpoints", "tags"})
# Blocks that the provider fills in itself. Of these a dynamic one does not show up among the
# expressions, so that nobody can tell whether somebody wrote it.
_BLOCKS = frozenset(
    {"amazon_managed_kafka_event_source_config", "self_managed_kafka_event_source_config"}
)

# The provider stores zero for what AWS does not return, but of this one it sends a zero, too.
_RETRIES = "maximum_retry_attempts"

# A mapping has some fifty values, six levels deep.
_MOST_VALUES = 5_000
_MOST_LEVELS = 40


@dataclass(frozen=True)
class Marks:
    """What a plan says about some values, in trees of the same shape as the values.

    `unknown` marks what is known after the apply, `sensitive` what is not to be shown, and
    `written` has the expressions of the configuration.
    """

    unknown: Node | None = None
    sensitive: Node | None = None
    written: Node | None = None

    def of(self, key: str) -> "Marks":
        return Marks(*(_member(one, key) for one in self._all))

    def item(self, index: int) -> "Marks":
        """Return the marks of an item; expressions stand in another order than a set's items."""
        unknown, sensitive = (_item(one, index) for one in (self.unknown, self.sensitive))
        blocks = self.written.items if isinstance(self.written, SequenceNode) else []
        return Marks(unknown, sensitive, blocks[0] if len(blocks) == 1 else None)

    @property
    def _all(self) -> tuple[Node | None, ...]:
        return self.unknown, self.sensitive, self.written


class PlanReader:
    """Reads the values of one mapping; `is_new` says that nothing in them is from AWS."""

    def __init__(self, source: Source, refer: Refer, *, is_new: bool) -> None:
        self._source = source
        self._refer = refer
        self._is_new = is_new
        self._budget = _MOST_VALUES

    def settings(self, values: MappingNode, marks: Marks) -> Fields:
        """Return the settings under the API's names, still with lists for blocks that are one."""
        return self._fields(values, marks, 0, is_top=True)

    def _fields(self, node: MappingNode, marks: Marks, level: int, *, is_top: bool) -> Fields:
        fields = []
        for key, child in node:
            if (name := _NAMES.get(key.text)) is not None:
                value = self._value(child, marks.of(key.text), key.text, level + 1, is_top=is_top)
                if value is not None:
                    fields.append(Field(name, key.text, self._place(key.span), value))
        fields += self._unknown(node, marks, is_top=is_top)
        return Fields(tuple(fields), self._place(node.span), node=node)

    def _unknown(self, node: MappingNode, marks: Marks, *, is_top: bool) -> list[Field]:
        """Return what the values leave out because only AWS can tell it."""
        fields = []
        unknown = marks.unknown if isinstance(marks.unknown, MappingNode) else MappingNode(0, None)
        for key, flag in unknown:
            name = _NAMES.get(key.text)
            if name is None or key.text in node or not is_true(flag):
                continue
            expression = _member(marks.written, key.text)
            if is_top and expression is None and key.text not in _BLOCKS:
                # Nobody wrote it: AWS fills it in.
                continue
            place = self._place(first_reference(expression) or key.span)
            value = self._refer(key.text, expression, place)
            fields.append(Field(name, key.text, self._place(key.span), value))
        return fields

    def _value(
        self, node: Node, marks: Marks, spelling: str, level: int, *, is_top: bool = False
    ) -> Value | None:
        self._budget -= 1
        place = self._place(node.span)
        is_hidden = is_true(marks.sensitive) or is_true(marks.unknown)
        if is_hidden or self._budget < 0 or level >= _MOST_LEVELS:
            return Unknown(place)
        match node:
            case ScalarNode():
                return self._scalar(node, marks, spelling, is_top=is_top)
            case SequenceNode():
                return self._items(node, marks, spelling, level)
            case MappingNode() if spelling in _MAPS:
                return self._map(node, marks)
            case MappingNode():
                return self._fields(node, marks, level, is_top=False)
        return Unknown(place)

    def _items(self, node: SequenceNode, marks: Marks, spelling: str, level: int) -> Value | None:
        read = [
            self._value(item, marks.item(index), spelling, level + 1)
            for index, item in enumerate(node.items)
        ]
        items = tuple(item for item in read if item is not None)
        if not items:
            return None
        whole = node if len(items) == len(read) else None
        return unwrapped(Items(items, self._place(node.span), whole), _NAMES.get(spelling))

    def _map(self, node: MappingNode, marks: Marks) -> Value | None:
        fields = []
        for key, child in node:
            is_hidden = is_true(marks.of(key.text).sensitive)
            is_known = isinstance(child, ScalarNode) and not is_hidden
            value = self._known(child) if is_known else Unknown(self._place(child.span))
            fields.append(Field(key.text, key.text, self._place(key.span), value))
        unknown = marks.unknown if isinstance(marks.unknown, MappingNode) else MappingNode(0, None)
        for key, _ in unknown:
            if key.text not in node:
                place = self._place(key.span)
                fields.append(Field(key.text, key.text, place, Unknown(place)))
        return Fields(tuple(fields), self._place(node.span), node=node) if fields else None

    def _scalar(
        self, node: ScalarNode, marks: Marks, spelling: str, *, is_top: bool
    ) -> Value | None:
        value = self._known(node)
        if not is_unset(_NAMES.get(spelling), value, is_written=False):
            return value
        if spelling != _RETRIES or not is_top or value.data is None or marks.written is None:
            return None
        # Written as zero, it is sent; else it may be what the provider keeps for what is not set.
        is_written = self._is_new or _member(marks.written, "constant_value") is not None
        return value if is_written else Unknown(value.place)

    def _known(self, node: Node) -> Known:
        assert isinstance(node, ScalarNode)
        return Known(yaml_1_2(node), self._place(node.span), node.text, node=node)

    def _place(self, span: Span) -> Place:
        return Place(self._source, span)


def _member(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, MappingNode) else None


def _item(node: Node | None, index: int) -> Node | None:
    items = node.items if isinstance(node, SequenceNode) else []
    return items[index] if index < len(items) else None


def is_true(node: Node | None) -> bool:
    return isinstance(node, ScalarNode) and node.style is None and node.text == "true"


def first_reference(expression: Node | None) -> Span | None:
    references = _member(expression, "references")
    items = references.items if isinstance(references, SequenceNode) else []
    return items[0].span if items else None

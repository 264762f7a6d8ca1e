"""The parts of a CloudFormation template, found once."""

import re
from collections.abc import Iterator
from functools import cached_property

from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.record import dataclass
from mappinglint.scenario import ANYTHING_ELSE
from mappinglint.source import Source

_NOTHING = MappingNode(0, None)
# `${Orders.Arn}` in a text of !Sub.
VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_ONE_VARIABLE = r"\$\{([^{}!.]+)\}"

_PROPERTIES = "Properties"

# The short forms whose long form does not begin with "Fn::".
_BARE = frozenset({"Ref", "Condition"})


@dataclass(frozen=True)
class Resource:
    """A resource: its logical id (with its place) and its body, in a source.

    An event of one of SAM's functions is one, too; `owner` is then the function's logical id.
    """

    key: ScalarNode
    body: MappingNode
    source: Source
    owner: str = ""

    @property
    def name(self) -> str:
        """What no other resource or event of the template is called."""
        return f"{self.owner}.{self.key.text}" if self.owner else self.key.text

    @cached_property
    def type(self) -> str:
        found = self.body.get("Type")
        return found.text if isinstance(found, ScalarNode) else ""

    @cached_property
    def properties(self) -> MappingNode | None:
        """The properties; None if they are there but cannot be read as an object."""
        entry = properties_of(self.body)
        found = follow(entry[1]) if entry else None
        if any(key.text.startswith("Fn::") for key, _ in self.body):
            # A macro may put anything here.
            return None
        if found is None or (isinstance(found, ScalarNode) and found.text in ("", "null", "~")):
            return _NOTHING if self.body.complete else None
        return found if isinstance(found, MappingNode) and intrinsic(found) is None else None


# What the names of AWS's macros begin with.
_AWS = "AWS::"
# What includes other resources, and may change these.
_TRANSFORM = "Fn::Transform"


class Template:
    """One template. Sections that are missing or malformed are empty."""

    def __init__(self, source: Source, root: MappingNode) -> None:
        self.source = source
        self._root = root

    @cached_property
    def resources(self) -> dict[str, Resource]:
        return {
            key.text: Resource(key, body, self.source)
            for key, value in self.section("Resources")
            if isinstance(body := follow(value), MappingNode)
        }

    @cached_property
    def function_defaults(self) -> Resource | None:
        """What SAM's Globals say of every function, as if it were one."""
        found = self.section("Globals").entry("Function")
        if found is None or not isinstance(follow(found[1]), MappingNode):
            return None
        key, node = found
        body = MappingNode(node.span.start, None)
        body.entries = [(ScalarNode(_PROPERTIES, key.span, key.style, None), node)]
        return Resource(key, body, self.source)

    @cached_property
    def has_macros(self) -> bool:
        """Whether something else than the macros of AWS's may change any of the template."""
        if any(key.text.startswith(_TRANSFORM) for key, _ in self.section("Resources")):
            return True
        transforms = self.value("Transform")
        named = transforms.items if isinstance(transforms, SequenceNode) else [transforms]
        return not all(
            isinstance(one, ScalarNode) and one.text.startswith(_AWS)
            for one in (follow(node) for node in named if node is not None)
        )

    @cached_property
    def outputs(self) -> list[Resource]:
        """The outputs, as if they were resources."""
        found = ((key, follow(value)) for key, value in self.section("Outputs"))
        return [
            Resource(key, body, self.source) for key, body in found if isinstance(body, MappingNode)
        ]

    def look(self, node: Node) -> Node:
        """Return what stands for a node, where the format has a way to write it elsewhere."""
        return follow(node)

    def value(self, name: str) -> Node | None:
        """Return what the template has under a key, whatever that is."""
        return self._root.get(name)

    def section(self, name: str) -> MappingNode:
        found = self.value(name)
        return found if isinstance(found, MappingNode) else _NOTHING

    def entry(self, section: str, name: str) -> MappingNode | None:
        """Return a parameter or a map by its name."""
        found = self.section(section).get(name)
        return found if isinstance(found, MappingNode) else None

    @cached_property
    def tested(self) -> dict[str, list[str]]:
        """The values that conditions compare each parameter with, and the keys looked up by it.

        A parameter without AllowedValues takes any value, but these are the ones that matter; if
        it is compared, so is any other.
        """
        tested: dict[str, list[str]] = {}
        for _, condition in self.section("Conditions"):
            for name, operands in _calls(condition):
                if name == "Equals":
                    _note_comparison(operands, tested)
        if self.section("Mappings").entries:
            for name, operands in _calls(self._root):
                if name == "FindInMap":
                    self._note_lookup(operands, tested)
        return tested

    def _note_lookup(self, operands: list[Node], tested: dict[str, list[str]]) -> None:
        if len(operands) < 3 or not isinstance(operands[0], ScalarNode):
            return
        table = self.entry("Mappings", operands[0].text)
        rows = [] if table is None else [(key, follow(row)) for key, row in table]
        columns = [key for _, row in rows if isinstance(row, MappingNode) for key, _ in row]
        for operand, keys in ((operands[1], [key for key, _ in rows]), (operands[2], columns)):
            variable = variable_of(operand)
            if variable is not None:
                _note(tested, variable, [key.text for key in keys])


def properties_of(body: MappingNode) -> tuple[ScalarNode, Node] | None:
    """Return the key and value of the properties, though the key may be spelled a bit wrong."""
    found = body.entry(_PROPERTIES)
    if found is not None:
        return found
    meant = (entry for entry in body if is_misspelled(entry[0].text, _PROPERTIES))
    return next((entry for entry in meant if isinstance(follow(entry[1]), MappingNode)), None)


def is_misspelled(written: str, name: str) -> bool:
    """Say whether a key is meant to be another one."""
    if written == name or abs(len(written) - len(name)) > 2:
        return False
    if written.lower() == name.lower():
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, written, name).ratio() > 0.75


def intrinsic(node: Node) -> tuple[str, Node] | None:
    """Return the name and operand of `!Sub …` or `{Fn::Sub: …}`, which mean the same, or None."""
    if isinstance(node, AliasNode):
        return None
    if node.tag is not None and node.tag.startswith("!"):
        return node.tag[1:], _untagged(node)
    if isinstance(node, MappingNode) and len(node.entries) == 1 and node.complete:
        key, operand = node.entries[0]
        if key.text in _BARE or key.text.startswith("Fn::"):
            return key.text.removeprefix("Fn::"), operand
    return None


def variable_of(node: Node) -> str | None:
    """Return the name that `!Ref X` or `!Sub "${X}"` refers to; None for any other node."""
    name, operand = intrinsic(follow(node)) or ("", node)
    operand = follow(operand)
    if name == "Sub" and isinstance(operand, ScalarNode):
        found = re.compile(_ONE_VARIABLE).fullmatch(operand.text)
        return found[1] if found else None
    return operand.text if name == "Ref" and isinstance(operand, ScalarNode) else None


def _untagged(node: ScalarNode | SequenceNode | MappingNode) -> Node:
    match node:
        case ScalarNode():
            return ScalarNode(node.text, node.span, node.style, None)
        case SequenceNode():
            sequence = SequenceNode(node.span.start, None)
            sequence.items, sequence.span, sequence.complete = node.items, node.span, node.complete
            return sequence
        case MappingNode():
            mapping = MappingNode(node.span.start, None)
            mapping.entries, mapping.span, mapping.complete = node.entries, node.span, node.complete
            return mapping


def _calls(node: Node) -> Iterator[tuple[str, list[Node]]]:
    """Yield the functions with a list of operands that are called anywhere below a node."""
    seen: set[int] = set()
    pending = [node]
    while pending:
        node = follow(pending.pop())
        if id(node) in seen:
            continue
        seen.add(id(node))
        found = intrinsic(node)
        if found and isinstance(operands := follow(found[1]), SequenceNode):
            yield found[0], [follow(item) for item in operands.items]
        if isinstance(node, SequenceNode):
            pending += node.items
        elif isinstance(node, MappingNode):
            pending += [value for _, value in node.entries]


def _note_comparison(operands: list[Node], tested: dict[str, list[str]]) -> None:
    for one, other in (operands, reversed(operands)) if len(operands) == 2 else ():
        variable = variable_of(one)
        if variable is not None and isinstance(other, ScalarNode) and other.tag is None:
            _note(tested, variable, [other.text, ANYTHING_ELSE])


def _note(tested: dict[str, list[str]], variable: str, options: list[str]) -> None:
    known = tested.setdefault(variable, [])
    known += [option for option in options if option not in known]

"""The resources of a plan or a state, what becomes of them, and their configuration."""

import re
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property
from typing import Generic, TypeVar

from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.dialects.terraform import RESOURCE
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.record import dataclass
from mappinglint.source import Source

T = TypeVar("T")

_NOTHING = MappingNode(0, None)
# `["eu"]`, which may contain dots and brackets in its quotes.
KEY = r'\[(?:"(?:[^"\\]|\\.)*"|[^"\]]*)\]'
# `module.orders["eu"].`
STEP = re.compile(rf"module\.([\w-]+)({KEY})?\.?")
_INDEX = re.compile(rf"{KEY}$")
# No longer one is looked for at the end of an address.
_LONGEST_KEY = 1_000
# Modules within modules.
_DEEPEST = 30


@dataclass(frozen=True, eq=False)
class PlannedResource:
    """A resource as it will be: its address, with the place of it, and its values.

    `module` is the address of its module, empty for the root, and `path` the module's names.
    """

    address: str
    key: ScalarNode
    type: str
    body: MappingNode
    module: str
    path: tuple[str, ...]

    @property
    def values(self) -> MappingNode:
        found = self.body.get("values")
        return found if isinstance(found, MappingNode) else _NOTHING

    @property
    def bare(self) -> str:
        """The address within its module, without index: what the configuration calls it."""
        return _without_index(self.address[len(self.module) :].removeprefix("."))

    @property
    def index(self) -> str:
        """The index at the end of its address, with the brackets."""
        return index_of(self.address)

    @property
    def is_managed(self) -> bool:
        """Whether it is made, rather than a data source that looks at what is there."""
        return text_at(self.body.get("mode")) in (None, "managed")

    def plain(self, name: str) -> str | bool | None:
        """Return a plain value, False if it is surely not set, and None if it is not known."""
        entry = self.values.entry(name)
        if entry is None:
            return None
        node = follow(entry[1])
        data = yaml_1_2(node) if isinstance(node, ScalarNode) else None
        if data is None:
            return False
        return data if isinstance(data, bool) else str(data)


@dataclass(frozen=True)
class Module:
    """A module of the planned values; `path` has the names of the calls that lead to it."""

    address: str
    path: tuple[str, ...]
    body: MappingNode


@dataclass
class Group(Generic[T]):
    """The instances of a resource or of a module, in the order of the file, and by their index."""

    all: list[T] = field(default_factory=list)
    by_index: dict[str, list[T]] = field(default_factory=dict)

    def add(self, index: str, one: T) -> None:
        self.all.append(one)
        self.by_index.setdefault(index, []).append(one)

    def of(self, index: str, mine: str) -> list[T]:
        """Return those with an index, or else those with one's own, if there are any."""
        if index:
            return self.by_index.get(index, [])
        return self.by_index.get(mine, self.all) if mine else self.all


class Plan:
    """A plan, or a state, which has no configuration and no changes. Nothing need be there."""

    def __init__(self, source: Source, root: MappingNode) -> None:
        self.source = source
        self._root = root
        self.is_state = "planned_values" not in root
        self._instances: dict[tuple[str, str], dict[str, Group[PlannedResource]]] = {}
        self._configured: dict[tuple[tuple[str, ...], str], dict[str, MappingNode]] = {}
        self._changes: dict[str, dict[str, MappingNode]] = {}
        # Of blocks of the configuration, by their offset: whoever reads them keeps them here.
        self.references: dict[int, list[str]] = {}

    # -- what there will be -------------------------------------------------------------------

    def mappings(self) -> Iterator[PlannedResource]:
        """Yield the event source mappings in the order of the file."""
        return self.managed(RESOURCE)

    def managed(self, type_: str) -> Iterator[PlannedResource]:
        """Yield the resources of a type in the order of the file, without data sources."""
        for module in self.modules:
            for resource in self._resources(module, type_):
                if resource.is_managed:
                    yield resource

    def _resources(self, module: Module, type_: str) -> Iterator[PlannedResource]:
        for node in self._of_type(module.body.get("resources"), type_):
            found = _resource(module, node)
            if found is not None:
                yield found

    def _of_type(self, nodes: Node | None, type_: str) -> Iterator[MappingNode]:
        """Yield the objects of a type; the others, which are most, are not even opened."""
        for node in sequence(nodes):
            if self.source.text.find(f'"{type_}"', *node.span) < 0:
                continue
            if isinstance(node, MappingNode) and text_at(node.get("type")) == type_:
                yield node

    @cached_property
    def modules(self) -> list[Module]:
        """The instances of modules, the root first."""
        values = self.values
        found = [Module("", (), below(values, "root_module"))]
        # It grows while it is walked.
        for module in found:
            for child in sequence(module.body.get("child_modules")):
                address = text_at(child.get("address")) if isinstance(child, MappingNode) else None
                path = tuple(name[1] for name in STEP.finditer(address or ""))
                if address and isinstance(child, MappingNode) and len(path) <= _DEEPEST:
                    found.append(Module(address, path, child))
        return found

    @property
    def values(self) -> MappingNode:
        """The object with all that will be, or is."""
        return below(self._root, "values" if self.is_state else "planned_values")

    def module(self, address: str) -> Module | None:
        """Return an instance of a module."""
        return self._by_address.get(address)

    @cached_property
    def _by_address(self) -> dict[str, Module]:
        return {module.address: module for module in self.modules}

    def instances(self, address: str) -> Group[Module]:
        """Return the instances of a module by its address without an index."""
        return self._module_groups.get(address) or Group()

    @cached_property
    def _module_groups(self) -> dict[str, Group[Module]]:
        found: dict[str, Group[Module]] = {}
        for module in self.modules:
            group = found.setdefault(_without_index(module.address), Group())
            group.add(index_of(module.address), module)
        return found

    def named(self, module: Module, bare: str, type_: str) -> Group[PlannedResource]:
        """Return the instances of a resource of a module."""
        key = module.address, type_
        if key not in self._instances:
            index = self._instances[key] = {}
            for resource in self._resources(module, type_):
                index.setdefault(resource.bare, Group()).add(resource.index, resource)
        return self._instances[key].get(bare) or Group()

    def resources_of(self, module: Module) -> list[Node]:
        """Return the resources of a module, of all types and unread."""
        return sequence(module.body.get("resources"))

    def resource(self, module: Module, node: Node) -> PlannedResource | None:
        """Return a resource of a module; None if it is of another shape."""
        return _resource(module, node) if isinstance(node, MappingNode) else None

    # -- what becomes of it -------------------------------------------------------------------

    def change(self, resource: PlannedResource) -> MappingNode | None:
        """Return what the plan does to a resource."""
        type_ = resource.type
        if type_ not in self._changes:
            self._changes[type_] = {
                text_at(node.get("address")) or "": change
                for node in self._of_type(self._root.get("resource_changes"), type_)
                if isinstance(change := node.get("change"), MappingNode) and "deposed" not in node
            }
        return self._changes[type_].get(resource.address)

    # -- where it comes from ------------------------------------------------------------------

    def expressions(self, resource: PlannedResource) -> MappingNode | None:
        """Return the expressions of a resource in the configuration, if it is there."""
        found = self.configured(resource)
        return below(found, "expressions") if found else None

    def configured(self, resource: PlannedResource) -> MappingNode | None:
        """Return what the configuration says of a resource."""
        return self.block(resource.path, resource.bare, resource.type)

    def block(self, path: tuple[str, ...], bare: str, type_: str) -> MappingNode | None:
        """Return a resource, or a data source, of the configuration of a module."""
        key = path, type_
        if key not in self._configured:
            self._configured[key] = {
                text_at(node.get("address")) or "": node
                for node in self._of_type(self.module_body(path).get("resources"), type_)
            }
        return self._configured[key].get(bare)

    def module_body(self, path: tuple[str, ...]) -> MappingNode:
        """Return the configuration of a module by its names."""
        body = below(below(self._root, "configuration"), "root_module")
        for name in path:
            body = below(below(below(body, "module_calls"), name), "module")
        return body

    def module_call(self, path: tuple[str, ...]) -> MappingNode:
        """Return the block that calls a module."""
        return below(below(self.module_body(path[:-1]), "module_calls"), path[-1])


def _resource(module: Module, node: MappingNode) -> PlannedResource | None:
    key, type_ = node.get("address"), text_at(node.get("type"))
    if not isinstance(key, ScalarNode) or type_ is None:
        return None
    return PlannedResource(key.text, key, type_, node, module.address, module.path)


def sequence(node: Node | None) -> list[Node]:
    """Return the items of a list, of anything else none."""
    return [follow(item) for item in node.items] if isinstance(node, SequenceNode) else []


def text_at(node: Node | None) -> str | None:
    """Return the text of a scalar, of anything else None."""
    return node.text if isinstance(node, ScalarNode) else None


def below(node: Node | None, key: str) -> MappingNode:
    """Return the object below a key, an empty one if there is none."""
    found = node.get(key) if isinstance(node, MappingNode) else None
    return found if isinstance(found, MappingNode) else _NOTHING


def index_of(address: str) -> str:
    """Return the index at the end of an address, with its brackets."""
    found = (
        _INDEX.search(address, max(len(address) - _LONGEST_KEY, 0))
        if address.endswith("]")
        else None
    )
    return found[0] if found else ""


def _without_index(address: str) -> str:
    return address.removesuffix(index_of(address))

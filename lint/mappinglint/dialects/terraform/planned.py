"""The resources of a plan, and what of its configuration tells where a value comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.dialects.terraform.names import RESOURCE
from mappinglint.dialects.terraform.resources import kinds_of_type
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.source import Source

_NOTHING = MappingNode(0, None)
# `module.orders["eu"].`, which may contain dots and brackets in its quotes.
_KEY = r'\[(?:"(?:[^"\\]|\\.)*"|[^"\]]*)\]'
_MODULE = re.compile(rf"module\.([\w-]+)({_KEY})?\.?")
_RESOURCE = re.compile(rf"((?:data\.)?([\w-]+)\.[\w-]+)({_KEY})?(?:\.([\w-]+))?")
_MODULE_OUTPUT = re.compile(rf"module\.([\w-]+)({_KEY})?(?:\.([\w-]+))?")

# Of types like these, nothing is ever polled: where an expression names one, something else in it
# is the source.
_NEVER_SOURCES = ("aws_iam_", "aws_kms_", "aws_lambda_")
# What is known when a plan is made, and so is not the part that is unknown.
_ALWAYS_KNOWN = ("each.key", "count.", "path.", "terraform.", "self.")
# What stands for the mapping's own key.
_MINE = ("each.", "count.")
# Modules within modules, and references that lead on to others.
_DEEPEST = 30
_MOST_STEPS = 100


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


class _LostError(Exception):
    """A reference leads to something that the plan does not show."""


class Plan:
    """A plan, or a state, which has no configuration and no changes. Nothing need be there."""

    def __init__(self, source: Source, root: MappingNode) -> None:
        self.source = source
        self._root = root
        self.is_state = "planned_values" not in root
        self._instances: dict[tuple[str, str], dict[str, list[PlannedResource]]] = {}
        self._configured: dict[tuple[str, ...], dict[str, MappingNode]] = {}

    # -- what there will be -------------------------------------------------------------------

    def mappings(self) -> Iterator[PlannedResource]:
        """Yield the event source mappings in the order of the file."""
        for module in self._modules:
            for resource in self._resources(module, RESOURCE):
                if text_at(resource.body.get("mode")) in (None, "managed"):
                    yield resource

    def _resources(self, module: Module, type_: str) -> Iterator[PlannedResource]:
        for node in self._of_type(module.body.get("resources"), type_):
            key = node.get("address")
            if isinstance(key, ScalarNode):
                yield PlannedResource(key.text, key, type_, node, module.address, module.path)

    def _of_type(self, nodes: Node | None, type_: str) -> Iterator[MappingNode]:
        """Yield the objects of a type; the others, which are most, are not even opened."""
        for node in sequence(nodes):
            if self.source.text.find(f'"{type_}"', *node.span) < 0:
                continue
            if isinstance(node, MappingNode) and text_at(node.get("type")) == type_:
                yield node

    @cached_property
    def _modules(self) -> list[Module]:
        values = _below(self._root, "values") if self.is_state else self._planned
        found = [Module("", (), _below(values, "root_module"))]
        # It grows while it is walked.
        for module in found:
            for child in sequence(module.body.get("child_modules")):
                address = text_at(child.get("address")) if isinstance(child, MappingNode) else None
                path = tuple(name[1] for name in _MODULE.finditer(address or ""))
                if address and isinstance(child, MappingNode) and len(path) <= _DEEPEST:
                    found.append(Module(address, path, child))
        return found

    @cached_property
    def _by_path(self) -> dict[tuple[str, ...], list[Module]]:
        found: dict[tuple[str, ...], list[Module]] = {}
        for module in self._modules:
            found.setdefault(module.path, []).append(module)
        return found

    @property
    def _planned(self) -> MappingNode:
        return _below(self._root, "planned_values")

    def named(self, module: Module, bare: str, type_: str) -> list[PlannedResource]:
        """Return the instances of a resource of a module."""
        key = module.address, type_
        if key not in self._instances:
            index = self._instances[key] = {}
            for resource in self._resources(module, type_):
                index.setdefault(resource.bare, []).append(resource)
        return self._instances[key].get(bare, [])

    # -- what becomes of it -------------------------------------------------------------------

    def change(self, address: str) -> MappingNode | None:
        """Return what the plan does to a resource."""
        return self._changes.get(address)

    @cached_property
    def _changes(self) -> dict[str, MappingNode]:
        found: dict[str, MappingNode] = {}
        for node in self._of_type(self._root.get("resource_changes"), RESOURCE):
            change = node.get("change")
            if isinstance(change, MappingNode) and "deposed" not in node:
                found[text_at(node.get("address")) or ""] = change
        return found

    # -- where it comes from ------------------------------------------------------------------

    def expressions(self, resource: PlannedResource) -> MappingNode | None:
        """Return the expressions of a resource in the configuration, if it is there."""
        found = self.configured(resource)
        return _below(found, "expressions") if found else None

    def sources(self, resource: PlannedResource, references: Node | None) -> list[PlannedResource]:
        """Return the resources of which one is the event source that an expression refers to.

        None of them if it may be something else.
        """
        try:
            found = _Search(self).resources(resource, references)
        except _LostError:
            return []
        same = {one.address: one for one in found}
        return list(same.values())

    def configured(self, resource: PlannedResource) -> MappingNode | None:
        """Return what the configuration says of a mapping."""
        path = resource.path
        if path not in self._configured:
            self._configured[path] = {
                text_at(node.get("address")) or "": node
                for node in self._of_type(self.module_body(path).get("resources"), RESOURCE)
            }
        return self._configured[path].get(resource.bare)

    def module_body(self, path: tuple[str, ...]) -> MappingNode:
        """Return the configuration of a module by its names."""
        body = _below(_below(self._root, "configuration"), "root_module")
        for name in path:
            body = _below(_below(_below(body, "module_calls"), name), "module")
        return body

    def module_call(self, path: tuple[str, ...]) -> MappingNode:
        """Return the block that calls a module."""
        return _below(_below(self.module_body(path[:-1]), "module_calls"), path[-1])

    def instances(self, address: str, path: tuple[str, ...]) -> list[Module]:
        """Return the instances of a module; with an index in the address, the one it names."""
        return [
            module
            for module in self._by_path.get(path, [])
            if module.address in (address, address + _index(module.address))
        ]


@dataclass(frozen=True)
class _Scope:
    """Where an expression stands: its module, and the `for_each` and the key of its block."""

    module: Module
    each: Node | None = None
    key: str = ""


class _Search:
    """Follows references through one plan, as far as they lead. Raises _LostError."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._steps = 0

    def resources(
        self, resource: PlannedResource, references: Node | None
    ) -> list[PlannedResource]:
        """Return the event sources behind the references of an expression of a resource."""
        modules = self._plan.instances(resource.module, resource.path)
        configured = self._plan.configured(resource)
        if not modules or configured is None:
            return []
        each = configured.get("for_each_expression")
        return self._behind(_Scope(modules[0], each, _index(resource.address)), references)

    def _behind(self, scope: _Scope, references: Node | None) -> list[PlannedResource]:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _LostError
        texts = [text for item in sequence(references) if (text := text_at(item))]
        # `aws_sqs_queue.q[each.key]`: of the queues, the one with the key of this block.
        mine = scope.key if any(text.startswith(_MINE) for text in texts) else ""
        found = (self._one(scope, text, mine) for text in _longest(texts))
        return [resource for one in found for resource in one]

    def _one(self, scope: _Scope, text: str, mine: str) -> list[PlannedResource]:
        head = text.partition(".")[0]
        if head == "var":
            return self._variable(scope.module, text)
        if head == "module":
            return self._output(scope.module, text, mine)
        if text.startswith("each.value"):
            each = scope.each
            references = each.get("references") if isinstance(each, MappingNode) else None
            return self._behind(_Scope(scope.module), references)
        return [] if text.startswith(_ALWAYS_KNOWN) else self._named(scope.module, text, mine)

    def _named(self, module: Module, text: str, mine: str) -> list[PlannedResource]:
        found = _RESOURCE.match(text)
        if found is None or found[2].startswith(_NEVER_SOURCES):
            return []
        if kinds_of_type(found[2]) is None:
            # Local values, which no plan shows, or something that keeps an ARN.
            raise _LostError
        instances = self._plan.named(module, found[1], found[2])
        return _with_key([(one, one.address) for one in instances], found[3] or "", mine)

    def _variable(self, module: Module, text: str) -> list[PlannedResource]:
        if not module.path:
            # Variables of the root are known.
            return []
        name = re.split(r"[.\[]", text)[1]
        call = self._plan.module_call(module.path)
        expression = _below(_below(call, "expressions"), name)
        each = call.get("for_each_expression")
        scope = _Scope(self._caller(module), each, _index(module.address))
        return self._behind(scope, expression.get("references"))

    def _caller(self, module: Module) -> Module:
        steps = [step[0] for step in _MODULE.finditer(module.address)][:-1]
        address = "".join(steps).removesuffix(".")
        for one in self._plan.instances(address, module.path[:-1]):
            if one.address == address:
                return one
        raise _LostError

    def _output(self, module: Module, text: str, mine: str) -> list[PlannedResource]:
        found = _MODULE_OUTPUT.match(text)
        if found is None:
            raise _LostError
        name, index, output = found[1], found[2] or "", found[3]
        path = (*module.path, name)
        outputs = _below(self._plan.module_body(path), "outputs")
        # Of `module.queue[each.key].arn`, a plan keeps `module.queue` and `each.key`.
        names = (
            [output] if output else [key.text for key, _ in outputs if "arn" in key.text.lower()]
        )
        if not names:
            raise _LostError
        prefix = f"{module.address}." if module.address else ""
        instances = self._plan.instances(f"{prefix}module.{name}", path)
        behind: list[PlannedResource] = []
        for instance in _with_key([(one, one.address) for one in instances], index, mine):
            for one in names:
                expression = _below(_below(outputs, one), "expression")
                behind += self._behind(_Scope(instance), expression.get("references"))
        return behind


T = TypeVar("T")


def _with_key(instances: list[tuple[T, str]], index: str, mine: str) -> list[T]:
    """Return the instances with an index, or else those with one's own, if there are any."""
    if not index and not any(_index(address) == mine for _, address in instances):
        mine = ""
    wanted = index or mine
    return [one for one, address in instances if not wanted or _index(address) == wanted]


def sequence(node: Node | None) -> list[Node]:
    """Return the items of a list, of anything else none."""
    return [follow(item) for item in node.items] if isinstance(node, SequenceNode) else []


def text_at(node: Node | None) -> str | None:
    """Return the text of a scalar, of anything else None."""
    return node.text if isinstance(node, ScalarNode) else None


def _below(node: Node | None, key: str) -> MappingNode:
    found = node.get(key) if isinstance(node, MappingNode) else None
    return found if isinstance(found, MappingNode) else _NOTHING


def _index(address: str) -> str:
    """Return the index at the end of an address, with its brackets."""
    found = re.search(rf"{_KEY}$", address)
    return found[0] if found else ""


def _without_index(address: str) -> str:
    return address.removesuffix(_index(address)) if address.endswith("]") else address


def _longest(references: list[str]) -> list[str]:
    """Return the references without those that others lead on from.

    Terraform lists `aws_sqs_queue.q[0].arn` together with `aws_sqs_queue.q[0]` and
    `aws_sqs_queue.q`.
    """
    return [
        one
        for one in dict.fromkeys(references)
        if not any(
            other != one and other.startswith((one + ".", one + "[")) for other in references
        )
    ]

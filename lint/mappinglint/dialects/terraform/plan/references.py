"""What the references of a plan's configuration lead to, through variables and outputs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field

from mappinglint.dialects.terraform.plan.planned import (
    KEY,
    STEP,
    Module,
    Plan,
    PlannedResource,
    below,
    index_of,
    sequence,
    text_at,
)
from mappinglint.dialects.terraform.source_kinds import kinds_of_type
from mappinglint.document.node import MappingNode, Node
from mappinglint.record import dataclass

_RESOURCE = re.compile(rf"((?:data\.)?([\w-]+)\.[\w-]+)({KEY})?(?:\.([\w-]+))?")
_MODULE_OUTPUT = re.compile(rf"module\.([\w-]+)({KEY})?(?:\.([\w-]+))?")

# Of types like these, nothing is ever polled: where an expression names one, something else in it
# is the source.
_NEVER_SOURCES = ("aws_iam_", "aws_kms_", "aws_lambda_")
# What is known when a plan is made, and so is not the part that is unknown.
_ALWAYS_KNOWN = ("each.key", "count.", "path.", "terraform.", "self.")
# What stands for the block's own key.
_MINE = ("each.", "count.")
# References that lead on to others.
_MOST_STEPS = 100
# Of a reference, in characters.
_LONGEST = 1_000


@dataclass(frozen=True)
class Wanted:
    """Which resources are looked for, by their type.

    `takes` says True of one that is, False of one that is passed over, and None of one after which
    nobody can tell what an expression means. With `reads_data`, data sources are what they refer to
    themselves. Of a module whose output is not named, outputs for which `is_output` are looked at.
    """

    takes: Callable[[str], bool | None]
    reads_data: bool = False
    is_output: Callable[[str], bool] = bool


@dataclass
class Found:
    """The resources that an expression refers to, by address; `is_lost` if there may be others.

    `attributes` are those of each that it reads, empty for one that is not named.
    """

    resources: dict[str, PlannedResource] = field(default_factory=dict)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    is_lost: bool = False


def _takes_source(type_: str) -> bool | None:
    if type_.startswith(_NEVER_SOURCES):
        return False
    return None if kinds_of_type(type_) is None else True


_SOURCES = Wanted(_takes_source, is_output=lambda name: "arn" in name.lower())


def only(types: frozenset[str]) -> Wanted:
    """Return what looks for managed resources of some types; other types leave it open."""
    return Wanted(lambda type_: True if type_ in types else None)


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its module, and the key and the `for_each` of its block."""

    module: Module
    key: str = ""
    each: tuple[str, ...] = ()


def scope_of(plan: Plan, resource: PlannedResource) -> Scope | None:
    """Return where the arguments of a resource stand, if the configuration shows it."""
    module, configured = plan.module(resource.module), plan.configured(resource)
    if module is None or configured is None:
        return None
    return Scope(module, resource.index, references_of(configured.get("for_each_expression")))


def find(plan: Plan, scope: Scope, references: Sequence[str], wanted: Wanted) -> Found:
    """Return what the references in an expression lead to."""
    search = _Search(plan, wanted)
    search.follow(scope, references)
    return search.found


def sources(
    plan: Plan, resource: PlannedResource, references: Sequence[str]
) -> list[PlannedResource]:
    """Return the resources of which one is the event source that an expression refers to.

    None of them if it may be something else.
    """
    scope = scope_of(plan, resource)
    found = None if scope is None else find(plan, scope, references, _SOURCES)
    return [] if found is None or found.is_lost else [*found.resources.values()]


def references_of(expression: Node | None) -> tuple[str, ...]:
    """Return the references of one expression."""
    references = expression.get("references") if isinstance(expression, MappingNode) else None
    return tuple(text for item in sequence(references) if (text := text_at(item)))


def all_references(expression: Node | None) -> list[str]:
    """Return the references anywhere in an argument, or in a block and the blocks in it."""
    found: list[str] = []
    pending = [expression]
    while pending:
        node = pending.pop()
        if isinstance(node, MappingNode):
            found += references_of(node)
            pending += [node.get(key.text) for key, _ in node if key.text != "references"]
        else:
            pending += sequence(node)
    return found


def is_of_own_key(references: Sequence[str]) -> bool:
    """Say whether an expression is another one for each key of its block."""
    return any(text.startswith(_MINE) for text in references)


class _Search:
    """Follows references through one plan, as far as they lead."""

    def __init__(self, plan: Plan, wanted: Wanted) -> None:
        self._plan = plan
        self._wanted = wanted
        self._steps = 0
        self.found = Found()

    def follow(self, scope: Scope, references: Sequence[str]) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            self.found.is_lost = True
            return
        # `aws_sqs_queue.q[each.key]`: of the queues, the one with the key of this block.
        mine = scope.key if is_of_own_key(references) else ""
        for text in _longest(references):
            self._one(scope, text, mine)

    def _one(self, scope: Scope, text: str, mine: str) -> None:
        head = text.partition(".")[0]
        if head == "var":
            self._variable(scope.module, text)
        elif head == "module":
            self._output(scope.module, text, mine)
        elif text.startswith("each.value"):
            self.follow(Scope(scope.module), scope.each)
        elif not text.startswith(_ALWAYS_KNOWN):
            self._named(scope.module, text, mine)

    def _named(self, module: Module, text: str, mine: str) -> None:
        found = _RESOURCE.match(text)
        if found is None:
            return
        bare, type_, index = found[1], found[2], found[3] or ""
        if self._wanted.reads_data and text.startswith("data."):
            self._data(module, bare, type_, index or mine)
            return
        takes = self._wanted.takes(type_)
        if takes is None:
            # Local values, which no plan shows, or something that keeps an ARN.
            self.found.is_lost = True
        elif takes:
            for one in self._plan.named(module, bare, type_).of(index, mine):
                self.found.resources[one.address] = one
                self.found.attributes.setdefault(one.address, set()).add(found[4] or "")

    def _data(self, module: Module, bare: str, type_: str, index: str) -> None:
        block = self._plan.block(module.path, bare, type_)
        if block is None:
            self.found.is_lost = True
            return
        scope = Scope(module, index, references_of(block.get("for_each_expression")))
        known = self._plan.references
        if block.span.start not in known:
            known[block.span.start] = all_references(block.get("expressions"))
        self.follow(scope, known[block.span.start])

    def _variable(self, module: Module, text: str) -> None:
        if not module.path:
            # Variables of the root are known.
            return
        name = re.split(r"[.\[]", text)[1]
        call = self._plan.module_call(module.path)
        expression = below(below(call, "expressions"), name)
        each = references_of(call.get("for_each_expression"))
        steps = [step[0] for step in STEP.finditer(module.address)]
        caller = self._plan.module("".join(steps[:-1]).removesuffix("."))
        if caller is None:
            self.found.is_lost = True
        else:
            self.follow(Scope(caller, index_of(module.address), each), references_of(expression))

    def _output(self, module: Module, text: str, mine: str) -> None:
        found = _MODULE_OUTPUT.match(text)
        outputs: MappingNode | None = None
        names: list[str] = []
        if found is not None:
            path = (*module.path, found[1])
            outputs = below(self._plan.module_body(path), "outputs")
            # Of `module.queue[each.key].arn`, a plan keeps `module.queue` and `each.key`.
            all_names = (key.text for key, _ in outputs)
            names = [found[3]] if found[3] else [*filter(self._wanted.is_output, all_names)]
        if found is None or outputs is None or not names:
            self.found.is_lost = True
            return
        prefix = f"{module.address}." if module.address else ""
        instances = self._plan.instances(f"{prefix}module.{found[1]}")
        for instance in instances.of(found[2] or "", mine):
            for one in names:
                expression = below(below(outputs, one), "expression")
                self.follow(Scope(instance), references_of(expression))


def _longest(references: Sequence[str]) -> Iterator[str]:
    """Yield the references without those that others lead on from.

    Terraform lists `aws_sqs_queue.q[0].arn` together with `aws_sqs_queue.q[0]` and
    `aws_sqs_queue.q`.
    """
    heads = {
        text[:end]
        for text in references
        if len(text) < _LONGEST
        for end in range(1, len(text))
        if text[end] in ".["
    }
    for one in dict.fromkeys(references):
        if one not in heads:
            yield one

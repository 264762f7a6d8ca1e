"""Who refers to whom in a plan or a state: found once, by references and by what is spelled out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from mappinglint.dialects.terraform.cloudformation_words import TYPES
from mappinglint.dialects.terraform.plan_names import NamesOfPlan
from mappinglint.dialects.terraform.plan_references import (
    Found,
    Wanted,
    all_references,
    find,
    is_of_own_key,
)
from mappinglint.dialects.terraform.planned import (
    Module,
    Plan,
    PlannedResource,
    below,
    sequence,
    text_at,
)
from mappinglint.document.node import MappingNode, Node, SequenceNode

# Users of all resources together. Where there are more, anything may use anything.
_MOST_PAIRS: Final = 200_000

_ARN = re.compile(
    r"arn:aws[a-z-]{0,20}:(?:dynamodb|iam|kinesis|kms|lambda|sqs):[a-z0-9-]{0,30}:[0-9]{0,20}:"
    r"[\w/.:+=,@-]{1,300}"
)
# Arguments that have a name, where an ARN or a URL would do, too.
_BY_NAME = re.compile(
    r'"(function|function_name|role|role_name|roles)"\s*:\s*(\[[^\[\]{}]{0,9999}\]|"[^"\\]{1,300}")'
)
_TEXT = re.compile(r'"([^"\\]{1,300})"')
_URL = re.compile(r"https://sqs\.[\w.-]{1,100}/[0-9]{1,20}/[\w.-]{1,100}")

_FUNCTION: Final = "aws_lambda_function"
_ROLE: Final = "aws_iam_role"

# Anything that CloudFormation's words are for; other types refer to none of these by themselves.
_EVERYTHING: Final = Wanted(
    lambda type_: True if type_ in TYPES else None if type_ == "local" else False, reads_data=True
)
# Arguments for whose users nobody asks.
_SAY_NOTHING = frozenset({"depends_on", "tags", "tags_all"})


@dataclass
class Users:
    """The users of each resource, by address, and those of which nobody knows what they use.

    Of the latter there is one of each type, which stands for the others.
    """

    by_address: dict[str, dict[str, PlannedResource]] = field(default_factory=dict)
    of_anything: dict[str, PlannedResource] = field(default_factory=dict)
    is_too_much: bool = False


@dataclass(frozen=True)
class _Block:
    """A resource of the configuration, with the references of each of its arguments."""

    bare: str
    type: str
    arguments: tuple[tuple[str, list[str]], ...]


class UsersOfPlan:
    """Makes the index of users."""

    def __init__(self, plan: Plan, names: NamesOfPlan) -> None:
        self._plan = plan
        self._names = names
        self._users = Users()
        self._pairs = 0
        self._blocks: dict[tuple[str, ...], list[_Block]] = {}

    @cached_property
    def users(self) -> Users:
        for module in self._plan.modules:
            for block in self._configured(module):
                self._add_block(module, block)
        for offset, used in self._spelled_out():
            user = self._plan.at(offset)
            if user is not None and user.is_managed:
                self._add(user, used)
        return self._users

    def _add(self, user: PlannedResource, used: PlannedResource) -> None:
        known = self._users.by_address.setdefault(used.address, {})
        if user.address in known or user.address == used.address:
            return
        self._pairs += 1
        if self._pairs > _MOST_PAIRS:
            self._users.is_too_much = True
        else:
            known[user.address] = user

    # -- by references ------------------------------------------------------------------------

    def _configured(self, module: Module) -> list[_Block]:
        if module.path not in self._blocks:
            nodes = sequence(self._plan.module_body(module.path).get("resources"))
            found = (_block(node) for node in nodes if isinstance(node, MappingNode))
            self._blocks[module.path] = [one for one in found if one is not None]
        return self._blocks[module.path]

    def _add_block(self, module: Module, block: _Block) -> None:
        shared: dict[str, Found] = {}
        for user in self._plan.named(module, block.bare, block.type):
            for argument, references in block.arguments:
                if self._users.is_too_much:
                    return
                found = shared.get(argument)
                if found is None:
                    found = find(self._plan, user, references, _EVERYTHING)
                    if not is_of_own_key(references):
                        shared[argument] = found
                if found.is_lost and _may_be_unknown(user, argument):
                    self._users.of_anything.setdefault(user.type, user)
                for used in found.resources.values():
                    if used.is_managed:
                        self._add(user, used)

    # -- by what is spelled out ---------------------------------------------------------------

    def _spelled_out(self) -> Iterator[tuple[int, PlannedResource]]:
        """Yield where a resource is spelled out."""
        text, span = self._plan.source.text, self._plan.values.span
        for pattern in (_ARN, _URL):
            for found in pattern.finditer(text, *span):
                used = self._names.of(found[0])
                if used is not None:
                    yield found.start(), used
        for found in _BY_NAME.finditer(text, *span):
            types = [_ROLE] if found[1].startswith("role") else [_FUNCTION]
            for name in _TEXT.finditer(found[2]):
                used = self._names.named(name[1], types)
                if used is not None:
                    yield found.start(), used


def _block(node: MappingNode) -> _Block | None:
    bare, type_ = text_at(node.get("address")), text_at(node.get("type"))
    if bare is None or type_ is None or text_at(node.get("mode")) == "data":
        return None
    arguments = []
    for key, expression in below(node, "expressions"):
        references = [] if key.text in _SAY_NOTHING else all_references(expression)
        if references:
            arguments.append((key.text, references))
    return _Block(bare, type_, tuple(arguments))


def _may_be_unknown(user: PlannedResource, argument: str) -> bool:
    """Say whether an argument may have a part that is known only after the apply."""
    node: Node | None = user.values.get(argument)
    return node is None or isinstance(node, MappingNode | SequenceNode)

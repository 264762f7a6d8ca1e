"""Who refers to whom in a plan or a state: found once, by references and by what is spelled out.

All of a plan is looked through for that. Its nodes would take ten times as long to make as plain
JSON, so that is read here, and nodes are made of those that refer to something.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import field
from functools import cached_property
from typing import Any, Final

from mappinglint.dialects.invoking import text_may_call_any
from mappinglint.dialects.terraform.plan.names import NamesOfPlan
from mappinglint.dialects.terraform.plan.planned import Module, Plan, PlannedResource, index_of
from mappinglint.dialects.terraform.plan.references import (
    Found,
    Scope,
    Wanted,
    find,
    is_of_own_key,
)
from mappinglint.dialects.terraform.resource_words import TYPES
from mappinglint.document.node import Node
from mappinglint.record import dataclass

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

    Of the latter there is one of each type, which stands for the others. `is_any_called` says that
    a policy lets somebody call functions by their names alone.
    """

    by_address: dict[str, dict[str, PlannedResource]] = field(default_factory=dict)
    of_anything: dict[str, PlannedResource] = field(default_factory=dict)
    is_too_much: bool = False
    is_any_called: bool = False


@dataclass(frozen=True)
class _Block:
    """A resource of the configuration, with the references of each of its arguments."""

    each: tuple[str, ...]
    arguments: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class _Item:
    """A resource of the values: where it stands among those of its module, and its arguments."""

    module: Module
    node: Node
    index: str
    values: Dict[str, Any]


class UsersOfPlan:
    """Makes the index of users."""

    def __init__(self, plan: Plan, names: NamesOfPlan) -> None:
        self._plan = plan
        self._names = names
        self._users = Users()
        self._pairs = 0
        self._blocks: dict[tuple[str, ...], dict[str, _Block]] = {}

    @cached_property
    def users(self) -> Users:
        items: list[_Item] = []
        for module in self._plan.modules:
            blocks = self._configured(module)
            for bare, here in self._items(module).items():
                items += here
                if bare in blocks:
                    self._add_block(module, blocks[bare], here)
        self._add_spelled_out(items)
        return self._users

    def _add(self, item: _Item, used: PlannedResource) -> None:
        user = self._plan.resource(item.module, item.node)
        known = self._users.by_address.setdefault(used.address, {})
        if user is None or user.address in known or user.address == used.address:
            return
        self._pairs += 1
        if self._pairs > _MOST_PAIRS:
            self._users.is_too_much = True
        else:
            known[user.address] = user

    def _items(self, module: Module) -> dict[str, list[_Item]]:
        """Return the resources of a module, without data sources, by their bare address."""
        found: dict[str, list[_Item]] = {}
        start = len(module.address) + 1 if module.address else 0
        for node in self._plan.resources_of(module):
            data = self._plain(node)
            address = data.get("address") if isinstance(data, dict) else None
            if not isinstance(address, str) or data.get("mode", "managed") != "managed":
                continue
            index, values = index_of(address), data.get("values")
            bare = address[start:].removesuffix(index)
            item = _Item(module, node, index, values if isinstance(values, dict) else {})
            if any(map(text_may_call_any, _policies(item.values))):
                self._users.is_any_called = True
            found.setdefault(bare, []).append(item)
        return found

    def _plain(self, node: Node) -> Any:
        span = node.span
        try:
            return json.loads(self._plan.source.text[span.start : span.end])
        except (ValueError, RecursionError):
            # A text that breaks off.
            return None

    # -- by references ------------------------------------------------------------------------

    def _configured(self, module: Module) -> dict[str, _Block]:
        path = module.path
        if path not in self._blocks:
            nodes = self._plan.module_body(path).get("resources")
            blocks = [] if nodes is None else self._plain(nodes)
            self._blocks[path] = {
                block["address"]: _block(block)
                for block in (blocks if isinstance(blocks, list) else [])
                if isinstance(block, dict) and isinstance(block.get("address"), str)
            }
        return self._blocks[path]

    def _add_block(self, module: Module, block: _Block, items: list[_Item]) -> None:
        shared: dict[str, Found] = {}
        for item in items:
            scope = Scope(module, item.index, block.each)
            for argument, references in block.arguments:
                if self._users.is_too_much:
                    return
                found = shared.get(argument)
                if found is None:
                    found = find(self._plan, scope, references, _EVERYTHING)
                    if not is_of_own_key(references):
                        shared[argument] = found
                if found.is_lost and _may_be_unknown(item, argument):
                    self._add_to_anything(item)
                for used in found.resources.values():
                    if used.is_managed:
                        self._add(item, used)

    def _add_to_anything(self, item: _Item) -> None:
        user = self._plan.resource(item.module, item.node)
        if user is not None:
            self._users.of_anything.setdefault(user.type, user)

    # -- by what is spelled out ---------------------------------------------------------------

    def _add_spelled_out(self, items: list[_Item]) -> None:
        items.sort(key=lambda item: item.node.span.start)
        starts = [item.node.span.start for item in items]
        for offset, used in self._spelled_out():
            place = bisect_right(starts, offset) - 1
            if place >= 0 and offset < items[place].node.span.end:
                self._add(items[place], used)

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


def _block(block: dict[str, Any]) -> _Block:
    expressions = block.get("expressions")
    arguments = []
    for name, expression in expressions.items() if isinstance(expressions, dict) else ():
        references = () if name in _SAY_NOTHING else tuple(_references(expression))
        if references:
            arguments.append((name, references))
    return _Block(tuple(_references(block.get("for_each_expression"))), tuple(arguments))


def _references(expression: Any) -> Iterator[str]:
    """Yield the references anywhere in an argument, or in a block and the blocks in it."""
    pending = [expression]
    while pending:
        data = pending.pop()
        if isinstance(data, dict):
            references = data.get("references")
            if isinstance(references, list):
                yield from (one for one in references if isinstance(one, str))
            pending += [one for name, one in data.items() if name != "references"]
        elif isinstance(data, list):
            pending += data


def _policies(values: Dict[str, Any]) -> Iterator[str]:
    """Yield the policies of a resource, which are texts of JSON."""
    inline = values.get("inline_policy")
    for owner in (values, *(inline if isinstance(inline, list) else ())):
        policy = owner.get("policy") if isinstance(owner, dict) else None
        if isinstance(policy, str):
            yield policy


def _may_be_unknown(item: _Item, argument: str) -> bool:
    """Say whether an argument may have a part that is known only after the apply."""
    return isinstance(item.values.get(argument), dict | list | None) and not (
        argument in item.values and item.values[argument] in (None, [], {})
    )

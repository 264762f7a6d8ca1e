"""Modules as they are called: what a call of a module in the repository makes of it."""

import re
from dataclasses import field
from typing import Final

from mappinglint.dialects.terraform.module import Module, Resource
from mappinglint.dialects.terraform.scope import Scope, instance_address
from mappinglint.record import dataclass

# Calls within calls: most people have one, or two.
MOST_CALLS: Final = 4

# `module.queue.` or `module.queue["orders"].` before an address.
_CALL = re.compile(
    r'module\.([^.\[ ]+)(?:\["(.{0,500}?)"\]|\[([0-9]+)\])?\.(?=[^.\[ ]+\.)', re.DOTALL
)


@dataclass(frozen=True, eq=False)
class Frame:
    """A module, and the call that makes it; the module that is linted has none.

    `outer` is where the call stands, and `scope` what names mean in the arguments of it. `path`
    stands before the addresses of what is in the module; it is None where it is not known which of
    several calls is meant.
    """

    module: Module
    call: Resource | None = None
    outer: "Frame | None" = None
    scope: Scope = field(default_factory=Scope)
    path: str | None = ""
    depth: int = 0


def called(outer: Frame, call: Resource, key: str | None, scope: Scope) -> Frame | None:
    """Return the module that a call makes; None if its files are not known.

    `key` is that of the instance, empty of a call that stands once, and None if it is not known.
    """
    module = outer.module.called(call)
    if module is None or outer.depth >= MOST_CALLS:
        return None
    path = None
    if key is not None and outer.path is not None:
        own = instance_address(call.address, key) if key else call.address
        path = f"{outer.path}{own}."
    return Frame(module, call, outer, scope, path, outer.depth + 1)


def first_call(address: str) -> tuple[str, str, str] | None:
    """Return the call that an address leads through: its name, its key, and what follows."""
    found = _CALL.match(address)
    return (found[1], found[2] or found[3] or "", address[found.end() :]) if found else None


def without_calls(address: str) -> str:
    """Return the address of a resource within its own module."""
    while found := first_call(address):
        address = found[2]
    return address


def is_repeated(call: Resource) -> bool:
    """Say whether a call has, or may have, several instances."""
    return any(name in call.body or name in call.hidden for name in ("count", "for_each"))

"""What names mean within one block of Terraform."""

import re
from dataclasses import field

from mappinglint.record import dataclass
from mappinglint.value import Value


@dataclass(frozen=True)
class Scope:
    """What names mean within one block: `each`, and the iterators of `dynamic` blocks.

    `owner` tells the instances of one block from those of another. `each_of` is the address of the
    resource whose instances a block is made for.
    """

    owner: str = ""
    names: dict[str, Value] = field(default_factory=dict)
    each_of: str = ""


@dataclass(frozen=True)
class Instance:
    """An instance that a file refers to: the index as it writes it, and what it is called.

    That is its address, with the key if that is known. It is empty if nobody can tell the instance
    from others.
    """

    index: str
    address: str


_INSTANCE = re.compile(r'([^\[ ]+)(?:\[(?:"(.*)"|([0-9]+))\])?.*', re.DOTALL)


def instance_address(address: str, key: str) -> str:
    """Return how the instance with a key is called, of a resource with `count` or `for_each`."""
    return f"{address}[{key}]" if key.isdecimal() else f'{address}["{key}"]'


def split_instance(address: str) -> tuple[str, str]:
    """Return the address of a resource and the key of the instance, empty if that is not known."""
    found = _INSTANCE.fullmatch(address)
    return (found[1], found[2] or found[3] or "") if found else (address, "")

"""What names mean within one block of Terraform."""

from dataclasses import dataclass, field

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

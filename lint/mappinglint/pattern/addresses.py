"""IP addresses and CIDR blocks, as event-ruler reads them.

It is laxer than the standard library (leading zeros, more than four digits in a group), and a
pattern that AWS takes must not be called wrong here.
"""

import re
from functools import lru_cache

from mappinglint.record import dataclass

_V4 = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_V6 = re.compile(r"(?=[^:]*:)[0-9a-fA-F:]*")
_MASK = re.compile(r"[-+]?\d+")
# Twelve bytes in front of an IPv4 address that is written as IPv6.
_MAPPED = 0xFFFF


@dataclass(frozen=True, slots=True)
class Address:
    """An address as a number, and the bits that it has: 32 or 128."""

    number: int
    bits: int


@dataclass(frozen=True, slots=True)
class Block:
    """The addresses from `low` to `high`, both included.

    A block begins at the address that is written, even if the mask would let it begin earlier.
    """

    low: int
    high: int
    bits: int

    def has(self, address: Address) -> bool:
        return self.bits == address.bits and self.low <= address.number <= self.high


@lru_cache(maxsize=1024)
def address(text: str) -> Address | None:
    """Return the address that a text is, or None."""
    if _V4.fullmatch(text):
        return _v4(text)
    return _v6(text) if _V6.fullmatch(text) else None


def block(text: str) -> Block | str:
    """Return the block that a text is, or why it is none."""
    # The Java that reads it drops all empty parts at the end: "10.0.0.0/8/" is a block too.
    parts = text.rstrip("/").split("/")
    if len(parts) != 2:
        return "needs an address and a mask"
    base = address(parts[0])
    if base is None:
        return "needs an IPv4 or IPv6 address before the /"
    if not _MASK.fullmatch(parts[1]):
        return "needs a number of bits after the /"
    # No mask has more digits, and Python refuses to read thousands of them.
    mask = int(parts[1][:9])
    if not 0 <= mask < base.bits:
        return f"needs a mask from 0 to {base.bits - 1} for this address"
    return Block(base.number, base.number | ((1 << (base.bits - mask)) - 1), base.bits)


def _v4(text: str) -> Address | None:
    parts = [int(part) for part in text.split(".")] if len(text) <= 15 else [256]
    if max(parts) > 255:
        return None
    return Address(int.from_bytes(bytes(parts)), 32)


def _v6(text: str) -> Address | None:
    head, gap, tail = text.partition("::")
    before = head.split(":") if head else []
    after = tail.split(":") if tail else []
    missing = 8 - len(before) - len(after)
    if (missing < 1 if gap else missing != 0) or "" in before or "" in after:
        return None
    groups = [int(group, 16) for group in [*before, *["0"] * missing, *after]]
    if max(groups) > 0xFFFF:
        return None
    number = sum(group << (16 * (7 - index)) for index, group in enumerate(groups))
    if number >> 32 == _MAPPED:
        return Address(number & 0xFFFFFFFF, 32)
    return Address(number, 128)

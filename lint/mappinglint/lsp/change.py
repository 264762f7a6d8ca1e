"""What has changed from one text to the next."""

from collections.abc import Callable
from typing import NamedTuple


class Change(NamedTuple):
    """What stood from `start` to `old_end` has become what stands from `start` to `new_end`."""

    start: int
    old_end: int
    new_end: int

    @property
    def shift(self) -> int:
        """By how much all behind it has moved."""
        return self.new_end - self.old_end


def change_between(old: str, new: str) -> Change:
    """Return the one stretch in which two texts differ."""
    shorter = min(len(old), len(new))
    start = _most(shorter, lambda length: old.startswith(new[:length]))
    rest = shorter - start
    same = _most(rest, lambda length: length == 0 or old.endswith(new[-length:]))
    return Change(start, len(old) - same, len(new) - same)


def _most(limit: int, holds: Callable[[int], bool]) -> int:
    """Return the greatest number up to a limit for which holds what holds for all below it."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low

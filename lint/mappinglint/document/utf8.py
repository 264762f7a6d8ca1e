"""From offsets in UTF-8, as tree-sitter counts, to offsets in characters."""

import re
from bisect import bisect_right
from itertools import accumulate

_WIDE = re.compile(r"[^\x00-\x7f]")


class CharacterOffsets:
    """Turns offsets in a text's UTF-8 into offsets in characters."""

    def __init__(self, text: str) -> None:
        wide = [] if text.isascii() else list(_WIDE.finditer(text))
        more = [len(found[0].encode()) - 1 for found in wide]
        self._more = [0, *accumulate(more)]
        self._ends = [
            found.end() + extra for found, extra in zip(wide, self._more[1:], strict=True)
        ]

    def __call__(self, offset: int) -> int:
        if not self._ends:
            return offset
        return offset - self._more[bisect_right(self._ends, offset)]

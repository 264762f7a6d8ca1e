"""What must not be judged of a JSON text that has a bracket too few or too many.

Such a mistake shows far behind its place: what follows a bracket that was never closed reads as a
part of what that bracket opens. How the lines are indented still tells what was meant.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from mappinglint.document.node import MappingNode, Node, SequenceNode, each_node

_INDENT = re.compile(r"^[ \t]*(?=[^ \t\r\n])", re.MULTILINE)


def take_out_damage(roots: Sequence[Node], text: str, misplaced: int | None) -> None:
    """Take out of collections what does not belong there, as far as the lines tell.

    Within a line they do not: nothing is left of what begins in the line of a bracket that is
    `misplaced`.
    """
    lines = _Lines(text)
    damaged = None if misplaced is None else lines.number(misplaced)
    for root in roots:
        for node in each_node(root):
            if not isinstance(node, MappingNode | SequenceNode):
                continue
            if lines.number(node.span.start) == damaged:
                _keep(node, 0)
            elif not node.complete:
                _keep(node, lines.own(node))
            elif not lines.are_even(node):
                _keep(node, lines.own(node, alone=True))


class _Lines:
    """The lines of a text that are not blank, and how far they are indented."""

    def __init__(self, text: str) -> None:
        found = [*_INDENT.finditer(text)]
        self._starts = [one.start() for one in found]
        self._indents = [one.end() - one.start() for one in found]

    def number(self, at: int) -> int:
        """Return which line an offset is in."""
        return bisect_right(self._starts, at) - 1

    def are_even(self, node: MappingNode | SequenceNode) -> bool:
        """Say whether the lines with the brackets of a collection are indented alike."""
        first, last = self.number(node.span.start), self.number(node.span.end - 1)
        return self._indents[first] == self._indents[last]

    def own(self, node: MappingNode | SequenceNode, *, alone: bool = False) -> int:
        """Return how many entries there are before the first that may belong elsewhere.

        That is one that is indented otherwise, or, if they have to stand `alone`, one that shares
        its line with the bracket or with the entry before it.
        """
        opening = before = self.number(node.span.start)
        indent = None
        starts = _starts(node)
        for index, at in enumerate(starts):
            line = self.number(at)
            is_first = self._starts[line] + self._indents[line] == at
            if not is_first and line == before and alone:
                return index
            if is_first and line != before:
                indent = self._indents[line] if indent is None else indent
                if not self._indents[opening] < indent == self._indents[line]:
                    return index
            before = line
        return len(starts)


def _starts(node: MappingNode | SequenceNode) -> list[int]:
    if isinstance(node, MappingNode):
        return [key.span.start for key, _ in node.entries]
    return [item.span.start for item in node.items]


def _keep(node: MappingNode | SequenceNode, count: int) -> None:
    node.complete = False
    if isinstance(node, MappingNode):
        del node.entries[count:]
    else:
        del node.items[count:]

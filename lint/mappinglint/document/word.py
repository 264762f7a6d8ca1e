"""Words that are written as something else: quoted, escaped, filled in by a shell."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from mappinglint.document.json import read_json
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, each_node
from mappinglint.document.offsets import offsets
from mappinglint.span import Span


class WordNode(ScalarNode):
    """A text without the quotes and escapes around it.

    `offsets` are where each of its characters stands, and its end. `holes` are the stretches of
    the text that are filled in later. It `may_split` when it may become any number of words, and
    `is_plain` when it stands in the file as it is, between its quotes.
    """

    __slots__ = ("holes", "is_plain", "may_split", "offsets")

    def __init__(
        self,
        text: str,
        span: Span,
        style: str | None,
        offsets: Sequence[int],
        holes: Sequence[Span] = (),
        *,
        may_split: bool = False,
        is_plain: bool = False,
    ) -> None:
        super().__init__(text, span, style, None)
        self.offsets = offsets
        self.holes = holes
        self.may_split = may_split
        self.is_plain = is_plain

    def part(self, start: int, end: int) -> "WordNode":
        """Return the characters from start to end as a word of their own."""
        inside = [
            Span(max(hole.start, start) - start, min(hole.end, end) - start)
            for hole in self.holes_in(start, end)
        ]
        found = self.offsets[start : end + 1]
        is_plain = not inside and found[-1] - found[0] == end - start
        span = Span(found[0], found[-1])
        return WordNode(self.text[start:end], span, None, found, inside, is_plain=is_plain)

    def holes_in(self, start: int, end: int) -> Sequence[Span]:
        """Return the holes that the characters from start to end have a part in."""
        first = bisect_right(self.holes, start, key=lambda hole: hole.end)
        return self.holes[first : bisect_left(self.holes, end, key=lambda hole: hole.start)]

    def filled(self, filler: str) -> str:
        """Return the text with a character in place of each one in a hole."""
        pieces, end = [], 0
        for hole in self.holes:
            pieces += [self.text[end : hole.start], filler * (hole.end - hole.start)]
            end = hole.end
        return "".join([*pieces, self.text[end:]])


def json_in(word: WordNode) -> Node | None:
    """Return what a word says if it is one JSON value, else None.

    Its nodes have their places in the file. In single quotes JSON stands as it is: then its nodes
    are as of a JSON file. Else each text is a WordNode.
    """
    # A hole within a string may be anything; one that is a value by itself reads as a number.
    tree = read_json(word.filled("1"))
    if tree.broken or len(tree.roots) != 1:
        return None
    root = tree.roots[0]
    if word.style == "'" and word.is_plain:
        shift(root, word.offsets[0])
        return root
    return _lifted(root, word, word.filled("1"))


def _lifted(node: Node, word: WordNode, text: str) -> Node:
    """Return a node of a word's text with its places in the file. JSON has a limit of depth."""
    span = Span(word.offsets[node.span.start], word.offsets[node.span.end])
    match node:
        case MappingNode():
            mapping = MappingNode(span.start, None)
            mapping.span, mapping.complete = span, node.complete
            for key, value in node.entries:
                name = _lifted_scalar(key, word, text)
                if name.holes:
                    mapping.complete = False
                else:
                    # Without its quotes, which are escaped: nobody could write another key there.
                    name.span = Span(name.offsets[0], name.offsets[-1])
                    mapping.entries.append((name, _lifted(value, word, text)))
            return mapping
        case SequenceNode():
            sequence = SequenceNode(span.start, None)
            sequence.span, sequence.complete = span, node.complete
            sequence.items = [_lifted(item, word, text) for item in node.items]
            return sequence
        case ScalarNode():
            lifted = _lifted_scalar(node, word, text)
            if node.style is None and not lifted.holes:
                return ScalarNode(node.text, span, None, None)
            return lifted
    raise AssertionError("JSON has no aliases")


def _lifted_scalar(node: ScalarNode, word: WordNode, text: str) -> WordNode:
    inside = offsets(text, node.span, node.text, node.style)
    ends = [
        (bisect_left(inside, hole.start), bisect_left(inside, hole.end, hi=len(node.text)))
        for hole in word.holes_in(*node.span)
    ]
    holes = [Span(start, end) for start, end in ends if start < end]
    span = Span(word.offsets[node.span.start], word.offsets[node.span.end])
    places = [word.offsets[where] for where in inside]
    return WordNode(node.text, span, node.style, places, holes)


def shift(root: Node, by: int) -> None:
    """Move every place of a tree by some characters."""
    for node in each_node(root):
        node.span = Span(node.span.start + by, node.span.end + by)
        if isinstance(node, WordNode):
            node.offsets = [offset + by for offset in node.offsets]

"""The tree that every reader builds, whatever the format.

Nodes are plain slotted classes: a big template has a hundred thousand of them.
"""

from collections.abc import Iterable, Iterator

from mappinglint.span import Span

# Most mappings are so small that looking through them takes no longer than an index, and there are
# so many of them that their indexes would take a tenth of all memory.
_MOST_UNINDEXED = 8


class _Spanned:
    """What stands somewhere: from `start`, so many characters.

    Nobody asks most nodes for their span, and a span takes as much room as a node. Python has the
    small numbers once, so that the length takes none.
    """

    __slots__ = ("length", "start")

    start: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + self.length)

    @span.setter
    def span(self, span: Span) -> None:
        self.start = span[0]
        self.length = span[1] - span[0]


class ScalarNode(_Spanned):
    """A string, number, boolean or null, still as text.

    `style` is None for plain text (`100`, `true`), else `'`, `"`, `|` or `>`: only plain text may
    mean a number. `tag` is an explicit one such as `!Ref`, or None.
    """

    __slots__ = ("style", "tag", "text")

    def __init__(
        self, text: str, span: tuple[int, int], style: str | None, tag: str | None
    ) -> None:
        self.text = text
        self.start = span[0]
        self.length = span[1] - span[0]
        self.style = style
        self.tag = tag


class SequenceNode(_Spanned):
    """A list. It is not `complete` when the text broke off inside it."""

    __slots__ = ("complete", "items", "tag")

    def __init__(self, start: int, tag: str | None) -> None:
        self.items: list[Node] = []
        self.start = start
        self.length = 0
        self.tag = tag
        self.complete = True


class MappingNode(_Spanned):
    """Keys and values in the order of the file; a key that stands twice is here twice.

    It is not `complete` when there may be keys that we cannot see: the text broke off inside it,
    or a key is a placeholder.
    """

    __slots__ = ("_index", "complete", "entries", "tag")

    def __init__(self, start: int, tag: str | None) -> None:
        self.entries: list[tuple[ScalarNode, Node]] = []
        self.start = start
        self.length = 0
        self.tag = tag
        self.complete = True
        self._index: dict[str, tuple[ScalarNode, Node]] | None = None

    def entry(self, key: str) -> "tuple[ScalarNode, Node] | None":
        """Return key and value, or None. Of a repeated key the last counts, as for AWS."""
        if self._index is None:
            if len(self.entries) > _MOST_UNINDEXED:
                self._index = self._made_index()
                return self._index.get(key)
            for entry in reversed(self.entries):
                if entry[0].text == key:
                    return entry
            return None
        return self._index.get(key)

    def _made_index(self) -> "dict[str, tuple[ScalarNode, Node]]":
        return {entry[0].text: entry for entry in self.entries}

    def get(self, key: str) -> "Node | None":
        """Return the value of a key with aliases followed, or None."""
        found = self.entry(key)
        return found and follow(found[1])

    def __iter__(self) -> "Iterator[tuple[ScalarNode, Node]]":
        """Yield each key once, with the value that counts."""
        index = self._index
        if index is None:
            index = self._made_index()
            if len(index) > _MOST_UNINDEXED:
                self._index = index
        return iter(index.values())

    def __contains__(self, key: str) -> bool:
        return self.entry(key) is not None


class AliasNode:
    """`*name`: it stands here, its content stands at the anchor."""

    __slots__ = ("span", "target")

    def __init__(self, span: Span, target: "Node") -> None:
        self.span = span
        self.target = target


Node = ScalarNode | SequenceNode | MappingNode | AliasNode


def follow(node: Node) -> Node:
    """Return the node that an alias stands for; any other node is itself."""
    while isinstance(node, AliasNode):
        node = node.target
    return node


def each_node(root: Node) -> Iterator[Node]:
    """Yield every node of a tree once."""
    pending, seen = [root], set[int]()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, SequenceNode):
            pending += node.items
        elif isinstance(node, MappingNode):
            for key, value in node.entries:
                pending += (key, value)
        elif isinstance(node, AliasNode):
            pending.append(node.target)


def each_value(roots: Iterable[Node]) -> Iterator[tuple[int, Node]]:
    """Yield what is below the roots, each with where it begins: with its key if it has one."""
    for root in roots:
        for node in each_node(root):
            if isinstance(node, MappingNode):
                yield from ((key.span.start, value) for key, value in node.entries)
            elif isinstance(node, SequenceNode):
                yield from ((item.span.start, item) for item in node.items)

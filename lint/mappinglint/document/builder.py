"""Builds the node tree from a stream of opens, closes and scalars, for every reader.

It never recurses, so depth costs it nothing; the limit is there for those who walk the tree. When
the text breaks off, `break_off` closes what is open, and what was read so far can still be linted.
"""

from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.document.problem import Problem, ProblemKind, ReadError
from mappinglint.limits import MAX_DEPTH, MAX_MERGED
from mappinglint.span import Span


class _Frame:
    """A collection that is still open. `key` is the one whose value is awaited."""

    __slots__ = ("awaits_value", "key", "node", "seen")

    def __init__(self, node: MappingNode | SequenceNode) -> None:
        self.node = node
        self.key: ScalarNode | None = None
        self.awaits_value = False
        self.seen: dict[str, ScalarNode] = {}


class TreeBuilder:
    """Collects `roots` (one a document) and `problems`.

    `shared` are the places that aliases stand for: whoever changes them changes other places, too.
    """

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.shared: list[Span] = []
        self.problems: list[Problem] = []
        self.broken = False
        self._open: list[_Frame] = []
        self._anchors: dict[str, Node] = {}
        self._words: dict[str, str] = {}
        self._merged = 0

    def scalar(
        self,
        text: str,
        span: tuple[int, int],
        style: str | None,
        tag: str | None,
        anchor: str | None = None,
    ) -> None:
        # A template says the same few words over and over: each is kept once.
        node = ScalarNode(self._words.setdefault(text, text), span, style, tag)
        if anchor is not None:
            self._anchors[anchor] = node
        self._add(node)

    def alias(self, name: str, span: Span) -> None:
        """Place an alias. Raises ReadError when its anchor does not stand before it."""
        target = self._anchors.get(name)
        if target is None:
            raise ReadError(Problem(ProblemKind.SYNTAX, f"no anchor named &{name} before it", span))
        self.shared.append(follow(target).span)
        self._add(AliasNode(span, follow(target)))

    def open_sequence(self, start: int, tag: str | None = None, anchor: str | None = None) -> None:
        self._push(SequenceNode(start, tag), anchor)

    def open_mapping(self, start: int, tag: str | None = None, anchor: str | None = None) -> None:
        self._push(MappingNode(start, tag), anchor)

    def close(self, end: int) -> None:
        """Close the innermost collection; it ends at this offset."""
        frame = self._open.pop()
        node = frame.node
        node.length = end - node.start
        if isinstance(node, MappingNode):
            self._merge(node)
        self._add(node)

    def end_document(self) -> None:
        self._anchors.clear()

    def drop_last(self) -> None:
        """Take back the last value of the innermost collection: it is not what was meant."""
        node = self._open[-1].node if self._open else None
        if isinstance(node, MappingNode):
            del node.entries[-1:]
        elif isinstance(node, SequenceNode):
            del node.items[-1:]

    def doubt_last(self, broken: int) -> None:
        """Mark what ends at the offset where the text breaks off: it may have been meant to go on.

        YAML ends a mapping at a line that is indented less; if that line then fits nowhere, it was
        a space short.
        """
        if self._open:
            _doubt(self._open[-1].node, broken)

    def break_off(self, error: ReadError) -> None:
        """Close whatever is open, as incomplete: nothing can be read from there on."""
        self.problems.append(error.problem)
        self.broken = True
        while self._open:
            self._open[-1].node.complete = False
            self._open[-1].awaits_value = False
            self.close(error.at)

    def _merge(self, node: MappingNode) -> None:
        """Replace `<<` entries by the keys that they bring and that are not here already."""
        merges = [follow(value) for key, value in node.entries if _is_merge(key)]
        if not merges:
            return
        node.entries = [entry for entry in node.entries if not _is_merge(entry[0])]
        present = {key.text for key, _ in node.entries}
        parts = [part for one in merges for part in _parts_of(one)]
        for part in {id(part): part for part in parts}.values():
            if not isinstance(part, MappingNode) or part.tag is not None:
                node.complete = False
                continue
            self._merged += len(part.entries)
            if self._merged > MAX_MERGED:
                node.complete = False
                return
            node.complete = node.complete and part.complete
            fresh = [entry for entry in part.entries if entry[0].text not in present]
            node.entries += fresh
            present.update(key.text for key, _ in fresh)

    def _push(self, node: MappingNode | SequenceNode, anchor: str | None) -> None:
        if len(self._open) >= MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep; what lies deeper was not read"
            span = Span(node.span.start, node.span.start + 1)
            raise ReadError(Problem(ProblemKind.UNREADABLE, message, span))
        self._remember(anchor, node)
        self._open.append(_Frame(node))

    def _remember(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            self._anchors[anchor] = node

    def _add(self, node: Node) -> None:
        if not self._open:
            self.roots.append(node)
            return
        frame = self._open[-1]
        if isinstance(frame.node, SequenceNode):
            frame.node.items.append(node)
        elif frame.awaits_value:
            frame.awaits_value = False
            if frame.key is not None:
                if isinstance(node, ScalarNode) and not node.length:
                    # Parsers differ on where a value stands that is not written at all.
                    node.start = frame.key.end
                frame.node.entries.append((frame.key, node))
        else:
            frame.awaits_value = True
            frame.key = self._key(frame, node)

    def _key(self, frame: _Frame, node: Node) -> ScalarNode | None:
        key = follow(node)
        if not isinstance(key, ScalarNode):
            # `{{ name }}: …` of a template engine reads as a mapping used as a key.
            frame.node.complete = False
            return None
        before = frame.seen.get(key.text)
        frame.seen[key.text] = key
        if before is not None and not _is_merge(key):
            self.problems.append(
                Problem(
                    ProblemKind.DUPLICATE_KEY,
                    f"{key.text} stands here again: the value before it is ignored",
                    key.span,
                    related=(before.span, "this one is ignored"),
                    remedy="remove one of the two",
                )
            )
        return key


def _doubt(node: Node, broken: int) -> None:
    """Mark the last values down to the innermost.

    One that is not written yet is taken out, and so is a text that took in what follows: its line
    may then have been meant for the value before.
    """
    match node:
        case MappingNode(entries=[*before, (key, ScalarNode() as last)]):
            node.complete = False
            if last.span.start == last.span.end and last.style is None:
                node.entries.pop()
                return
            if _runs_on(last) or last.span.end == broken:
                node.entries.pop()
                broken = key.span.start
                last = before[-1][1] if before else last
        case SequenceNode(items=[*_, ScalarNode() as last]):
            node.complete = False
            if _runs_on(last) or last.span.end == broken:
                node.items.pop()
            return
        case MappingNode(entries=[*_, (_, last)]) | SequenceNode(items=[*_, last]):
            node.complete = False
        case _:
            return
    if last.span.end >= broken:
        _doubt(last, broken)


def _runs_on(value: ScalarNode) -> bool:
    is_plain = value.style is None and value.tag is None
    return is_plain and len(value.text) != value.span.end - value.span.start


def _is_merge(key: ScalarNode) -> bool:
    return key.text == "<<" and key.style is None


def _parts_of(merged: Node) -> list[Node]:
    """Return what a merge key brings: one mapping or several."""
    return list(map(follow, merged.items)) if isinstance(merged, SequenceNode) else [merged]

"""What stands side by side in a large text, such as resources, and which of it names which.

Most of what is found in one block depends on the blocks that it names, and on those that name it.
"""

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise

from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.lsp.change import Change
from mappinglint.span import Span

# Objects and lists whose entries stand for themselves.
_SECTIONS = frozenset({"EventSourceMappings", "Resources", "functions", "resources"})
_BLOCKS_OF_HCL = frozenset({"data", "module", "resource"})
# A name that more blocks have in them leads from none of them to the others.
_MOST_USERS = 20
# Of fewer, one is a large part of the text.
_LEAST_BLOCKS = 10
# More are no surroundings.
_MOST_AROUND = 60

# The name of a thing, and in HCL what `aws_sqs_queue.orders.arn` begins with.
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_REFERENCE = re.compile(r"\b(?=([A-Za-z_][\w-]*\.[A-Za-z_][\w-]*))")
# What a block is called: by its labels in HCL, else by its key.
_LABELS = re.compile(r'\s*(?:(module)|(?:data|resource)[ \t]+"([\w-]+)")[ \t]+"([\w-]+)"')
_KEY = re.compile(r'\s*"?([\w-]+)"?\s*:')
# What AWS calls the thing that a block describes.
_NAME = re.compile(r"(?i:name|alias)\"?[ \t]*[:=]([^\r\n]*)")


class Blocks:
    """The blocks of a text by number, in order: where they stand, and which are near each other.

    `lasts` are those behind which there is none in their section, and so no comma, say. `format_`
    is that of the document. Where there are several documents in one text, blocks have no keys.
    """

    def __init__(
        self, text: str, spans: list[Span], lasts: set[int], format_: str, *, have_keys: bool
    ) -> None:
        self._spans = spans
        self._lasts = lasts
        self._is_hcl = format_ == "hcl"
        self._have_keys = have_keys
        # By number: what a block was called at first, and what it has said since.
        self._keys: list[str] = []
        self._words: list[set[str]] = [set() for _ in spans]
        self._names: list[set[str]] = [set() for _ in spans]
        # By word, the numbers of the blocks that are called so, that describe something of that
        # name, and that have the word anywhere.
        self._called = defaultdict[str, set[int]](set)
        self._named = defaultdict[str, set[int]](set)
        self._saying = defaultdict[str, set[int]](set)
        for number, (start, end) in enumerate(spans):
            self._keys.append(self._key(text[start:end]))
            self._note(number, text[start:end])

    def at(self, offset: int) -> int | None:
        """Return the number of the block that an offset is in, or just behind."""
        number = bisect_right(self._spans, offset, key=lambda span: span.start) - 1
        return number if number >= 0 and offset <= self._spans[number].end else None

    def changed(self, change: Change, text: str) -> tuple[int, list[Span], list[Span]] | None:
        """Heed a change that leads to a text.

        Return the number of the block that it is in, and where the blocks stood and stand now; None
        if it is in none, or reaches out of it.
        """
        number = self.at(change.start)
        if number is None or change.old_end > self._spans[number].end:
            return None
        before, shift = self._spans, change.shift
        start, end = before[number]
        behind = [Span(start + shift, end + shift) for start, end in before[number + 1 :]]
        self._spans = [*before[:number], Span(start, end + shift), *behind]
        self._note(number, text[start : end + shift])
        return number, before, self._spans

    def around(self, number: int) -> set[int] | None:
        """Return the blocks that what is found in a block may depend on, and the block itself.

        What many blocks name is among them, but leads no further; None if it is the block itself.
        The last blocks are there, too.
        """
        if self._is_common(number):
            return None
        found = {number}
        pending = deque(found)
        while pending and len(found) < _MOST_AROUND:
            near = sorted(set(self._near(pending.popleft())) - found)
            found.update(near)
            pending += [other for other in near if not self._is_common(other)]
        return found | self._lasts

    def _near(self, number: int) -> Iterator[int]:
        """Yield the blocks that a block names, and those that name it."""
        for word in self._words[number]:
            yield from _few(self._called.get(word, ()))
            if len(self._saying[word]) <= _MOST_USERS:
                yield from self._named.get(word, ())
        for name in self._names[number]:
            yield from _few(self._saying[name])

    def _is_common(self, number: int) -> bool:
        return len(self._saying.get(self._keys[number], ())) > _MOST_USERS

    def _note(self, number: int, text: str) -> None:
        """Add what a block says; what it has said before may still matter to others."""
        words = set(_WORD.findall(text))
        names = {word for line in _NAME.findall(text) for word in _WORD.findall(line)}
        if self._is_hcl:
            words.update(_REFERENCE.findall(text))
        key = self._key(text)
        if key:
            words.add(key)
            names.add(key)
            self._called[key].add(number)
        self._words[number] |= words
        self._names[number] |= names
        for word in names:
            self._named[word].add(number)
        for word in words:
            self._saying[word].add(number)

    def _key(self, text: str) -> str:
        found = (_LABELS if self._is_hcl else _KEY).match(text) if self._have_keys else None
        return ".".join(filter(None, found.groups())) if found else ""


def _few(numbers: Collection[int]) -> Collection[int]:
    return numbers if len(numbers) <= _MOST_USERS else ()


def blocks_of(document: Document) -> Blocks | None:
    """Return the blocks of a document, or None if there is nothing to tell them by."""
    if document.broken or document.shared:
        return None
    sections = list(_sections(document))
    spans = [span for section in sections for span in section]
    # A merge key brings what stands elsewhere.
    is_in_order = all(one.end <= other.start for one, other in pairwise(spans))
    if len(spans) < _LEAST_BLOCKS or not is_in_order:
        return None
    lasts = {count - 1 for count in accumulate(map(len, sections))}
    have_keys = len(document.roots) == 1
    return Blocks(document.source.text, spans, lasts, document.format, have_keys=have_keys)


def _sections(document: Document) -> Iterator[list[Span]]:
    text = document.source.text
    if len(document.roots) > 1:
        yield _between(text, [root.span.start for root in document.roots], len(text))
        return
    for root in document.roots:
        if document.format == "hcl" and isinstance(root, MappingNode):
            yield _of_hcl(text, root)
        else:
            yield from _below(text, root)


def _of_hcl(text: str, root: MappingNode) -> list[Span]:
    spans = _between(text, [key.span.start for key, _ in root.entries], len(text))
    return [
        span
        for (key, _), span in zip(root.entries, spans, strict=True)
        if key.text in _BLOCKS_OF_HCL
    ]


def _below(text: str, node: Node) -> Iterator[list[Span]]:
    for key, value in node.entries if isinstance(node, MappingNode) else ():
        if key.text not in _SECTIONS:
            continue
        if isinstance(value, SequenceNode) and value.items:
            starts = [item.span.start for item in value.items]
            yield _between(text, starts, value.items[-1].span.end)
        elif isinstance(value, MappingNode) and any(_is_section(*one) for one in value.entries):
            yield from _below(text, value)
        elif isinstance(value, MappingNode) and value.entries:
            starts = [key.span.start for key, _ in value.entries]
            yield _between(text, starts, value.entries[-1][1].span.end)


def _is_section(key: ScalarNode, value: Node) -> bool:
    return key.text in _SECTIONS and isinstance(value, MappingNode)


def _between(text: str, starts: Sequence[int], end: int) -> list[Span]:
    """Return the stretches that begin so, with the blanks before them in their lines."""
    begins = [_line_start(text, start) for start in starts]
    stops = [*begins[1:], end]
    return [Span(start, max(start, stop)) for start, stop in zip(begins, stops, strict=True)]


def _line_start(text: str, at: int) -> int:
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return at if text[start:at].strip(" \t") else start

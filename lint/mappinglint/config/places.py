"""Where the keys and values of a TOML text stand: tomllib does not say.

It is imported only when there is something to show: a mistake, or `mappinglint config`.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

import tree_sitter
import tree_sitter_toml

from mappinglint.config.reading import KeyPath, Mistake
from mappinglint.document.utf8 import CharacterOffsets
from mappinglint.span import Span

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())
_SURROGATE = re.compile("[\ud800-\udfff]")
_KEYS = ("bare_key", "quoted_key", "dotted_key")
_TABLES = ("table", "table_array_element")
# tool, mappinglint, per-file-ignores, a glob, an index: nothing that we ask for is deeper.
_DEEPEST = 8


class Located(NamedTuple):
    """Where a key and its value stand; the value of a table that has a head is that head."""

    key: Span
    value: Span


class Places:
    """The places in a text. A key of a table that is told in pieces stands where it does first."""

    def __init__(self, text: str) -> None:
        readable = _SURROGATE.sub("?", text)
        self._offset = CharacterOffsets(readable)
        self._text = text
        self._found: dict[KeyPath, Located] = {}
        root = tree_sitter.Parser(_LANGUAGE).parse(readable.encode()).root_node
        elements: dict[KeyPath, int] = {}
        for node in root.named_children:
            if node.type == "pair":
                self._add_pair(node, ())
            elif node.type in _TABLES:
                self._add_table(node, elements)

    def __getitem__(self, path: KeyPath) -> Located:
        """Return where a key and its value stand; or the nearest thing that it is in."""
        while path and path not in self._found:
            path = path[:-1]
        start = Span(0, 0)
        return self._found.get(path, Located(start, start))

    def of(self, mistake: Mistake) -> Span:
        """Return what a mistake is about."""
        if mistake.offset is not None:
            return self._near(mistake.offset)
        found = self[mistake.path]
        return found.key if mistake.is_key else found.value

    def _near(self, offset: int) -> Span:
        """Return a character that is no TOML; or, at the end of a line, that line."""
        if self._text[offset : offset + 1].strip():
            return Span(offset, offset + 1)
        end = len(self._text[:offset].rstrip())
        start = self._text.rfind("\n", 0, end) + 1
        start += len(self._text[start:end]) - len(self._text[start:end].lstrip())
        return Span(start, end)

    def _add_table(self, node: tree_sitter.Node, elements: dict[KeyPath, int]) -> None:
        head = next((one for one in node.named_children if one.type in _KEYS), None)
        if head is None:
            return
        names = list(_names(head))
        path: KeyPath = ()
        for name, part in names:
            path = (*path, name)
            span = self._span(part)
            self._found.setdefault(path, Located(span, span))
            if part is not names[-1][1] and path in elements:
                path = (*path, elements[path])
        if node.type == "table_array_element":
            elements[path] = elements.get(path, -1) + 1
            path = (*path, elements[path])
        for child in node.named_children:
            if child.type == "pair":
                self._add_pair(child, path)

    def _add_pair(self, pair: tree_sitter.Node, path: KeyPath) -> None:
        head, *values = (one for one in pair.named_children if one.type != "comment")
        if head.type not in _KEYS or not values:
            return
        value = values[-1]
        for name, part in _names(head):
            path = (*path, name)
            located = Located(self._span(part), self._span(value))
            self._found.setdefault(path, located)
        self._add_value(value, path)

    def _add_value(self, value: tree_sitter.Node, path: KeyPath) -> None:
        if len(path) > _DEEPEST:
            return
        children = [one for one in value.named_children if one.type != "comment"]
        if value.type == "array":
            for index, child in enumerate(children):
                span = self._span(child)
                self._found.setdefault((*path, index), Located(span, span))
                self._add_value(child, (*path, index))
        elif value.type == "inline_table":
            for child in children:
                if child.type == "pair":
                    self._add_pair(child, path)

    def _span(self, node: tree_sitter.Node) -> Span:
        return Span(self._offset(node.start_byte), self._offset(node.end_byte))


def _names(head: tree_sitter.Node) -> Iterator[tuple[str, tree_sitter.Node]]:
    """Yield the parts of a key, which nests to the left: `a.b.c` is `(a.b).c`."""
    parts = []
    pending = [head]
    while pending:
        node = pending.pop()
        if node.type == "dotted_key":
            pending += [one for one in node.named_children if one.type in _KEYS]
        else:
            parts.append(node)
    for part in reversed(parts):
        yield _decoded(part), part


def _decoded(part: tree_sitter.Node) -> str:
    text = (part.text or b"").decode(errors="replace")
    if part.type == "bare_key":
        return text
    try:
        return str(tomllib.loads(f"key = {text}")["key"])
    except ValueError:
        return text

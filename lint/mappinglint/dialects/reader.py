"""Nodes into values, for formats without a language of their own."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mappinglint.dialects.scalars import Resolver
from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.mapping import Format
from mappinglint.parts import HOLE, without_holes
from mappinglint.place import Label, Place
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, changed

# Text that another program fills in before AWS sees the file: ${QUEUE}, {{ queue }}, %queue%,
# <queue>. Of such a value nothing is known but what stands around it.
_PLACEHOLDER = re.compile(
    # No part can run over the beginning of another one: the search is linear.
    r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|\{%[^%]*%\}|<%[^%]*%>|%[A-Za-z_]\w*%|<[A-Za-z][\w .:-]*>"
)
# A filter pattern has values such as "<order>" of its own.
_IN_PATTERN = r"\$\{[^{}]*\}|\{\{[^{}]*\}\}"
# What is JSON already has a placeholder within a text at the most: `["{{"]}}` has none.
_IN_JSON = r"\$\{[^{}\"]*\}|\{\{[^{}\"]*\}\}"
_MAY_HOLD_PLACEHOLDER = frozenset("$%<{")

# A mapping has some fifty values, six levels deep. Whatever has more is no mapping, or an alias
# bomb; what lies beyond is Unknown.
_MOST_VALUES = 5_000
_MOST_LEVELS = 40


class ValueReader:
    """Reads the values of one mapping."""

    def __init__(self, source: Source, format_: Format, resolve: Resolver) -> None:
        self._source = source
        self._resolve = resolve
        self._names: Mapping[str, str] = {here: api for api, here in format_.spellings.items()}
        self._foreign = frozenset(format_.spellings)
        self._is_closed = format_.is_closed
        self._budget = _MOST_VALUES
        self._level = 0

    def place(self, span: Span) -> Place:
        return Place(self._source, span)

    @contextmanager
    def reading(self, source: Source) -> Iterator[None]:
        """Read nodes of another file: their places are in that one."""
        before, self._source = self._source, source
        try:
            yield
        finally:
            self._source = before

    def value(self, node: Node) -> Value | None:
        """Return what a node says; None if the format has a way to say "no value"."""
        if not self.may_go_on() or self._level >= _MOST_LEVELS:
            return Unknown(self.place(node.span))
        self._level += 1
        try:
            return self._read(node)
        finally:
            self._level -= 1

    def may_go_on(self) -> bool:
        """Count one more value, and say whether there is time for it."""
        self._budget -= 1
        return self._budget >= 0

    def fields(self, node: MappingNode) -> Fields:
        """Return an object under the API's names."""
        fields = []
        complete = node.complete
        for key, child in node:
            if self._budget < 0:
                complete = False
                break
            if self._hides_keys(key):
                complete = False
                continue
            value = self.value(child)
            if value is not None:
                name = self.name(key.text)
                fields.append(Field(name, key.text, self.place(key.span), value))
        return Fields(tuple(fields), self.place(node.span), complete, node)

    def name(self, spelling: str) -> str | None:
        """Return the API's name of a key, or None for a name that is spelled otherwise here."""
        if spelling in self._names:
            return self._names[spelling]
        return None if self._is_closed or spelling in self._foreign else spelling

    def _read(self, node: Node) -> Value | None:
        """Read a node. A format with expressions reads these first."""
        if not isinstance(node, AliasNode) and node.tag is not None:
            # Nobody knows what an unknown tag makes of it.
            return Unknown(self.place(node.span))
        match node:
            case ScalarNode():
                return self._scalar(node)
            case SequenceNode():
                return self._items(node)
            case MappingNode() if not node.entries and not node.complete:
                # `{{ queue }}` without quotes.
                return Unknown(self.place(node.span))
            case MappingNode():
                return self.fields(node)
            case AliasNode():
                return self._alias(node)

    def _items(self, node: SequenceNode) -> Value:
        read = [self.value(item) for item in node.items]
        items = tuple(item for item in read if item is not None)
        place = self.place(node.span)
        if not node.complete:
            return Unknown(place)
        return Items(items, place, node if len(items) == len(read) else None)

    def _scalar(self, node: ScalarNode) -> Value:
        place = self.place(node.span)
        if not _MAY_HOLD_PLACEHOLDER.isdisjoint(node.text):
            holes = placeholders(node.text).finditer(node.text)
            changes = tuple((*hole.span(), HOLE) for hole in holes)
            if changes:
                parts = without_holes(changed(node.text, changes))
                return Unknown(place, parts, node=node, changes=changes)
        return Known(self._resolve(node), place, node.text, node=node)

    def _alias(self, node: AliasNode) -> Value | None:
        value = self.value(node.target)
        if not isinstance(value, Known):
            return value
        anchor = Label(value.place, "it comes from here")
        return Known(value.data, self.place(node.span), value.text, value.cause or anchor)

    def _hides_keys(self, key: ScalarNode) -> bool:
        """Say whether a key stands for keys that cannot be known."""
        return bool(_PLACEHOLDER.search(key.text))


def placeholders(text: str) -> re.Pattern[str]:
    """Return what another program fills in of a text: less of a filter pattern than of others."""
    if text.lstrip()[:1] != "{" or text.startswith("{{"):
        return _PLACEHOLDER
    from mappinglint.json_text import is_json

    return re.compile(_IN_JSON if is_json(text) else _IN_PATTERN)

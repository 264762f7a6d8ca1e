"""How far a suppression reaches: its line, the block that begins there, or the file."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from mappinglint.document import Document
from mappinglint.document.hcl_tags import TEMPLATE
from mappinglint.document.node import Node, ScalarNode, SequenceNode, each_value
from mappinglint.mapping import EventSourceMapping
from mappinglint.span import Span
from mappinglint.suppression.directives import Directive
from mappinglint.suppression.stretches import Stretches

# What may stand in front of code in Markdown: a quotation, or the prompt of a session.
_FRAME: Final = " \t>$%"
# A line that says nothing: a comment, or where YAML begins another document.
_SAYS_NOTHING: Final = re.compile(rf"[{_FRAME}]*(?:#|//|/\*.*\*/\s*\Z|---\s*\Z)")


class Reach(NamedTuple):
    """What a suppression covers: everything, or what stands on a line or within some spans."""

    is_everything: bool = False
    line: int = 0
    spans: Sequence[Span] = ()


class Layout:
    """What begins on which line of a document."""

    def __init__(self, document: Document, mappings: Iterable[EventSourceMapping]) -> None:
        self._document = document
        self._source = document.source
        self._mappings = Stretches(
            _stretch(one) for one in mappings if one.place.source is self._source
        )

    def reach(self, directive: Directive) -> Reach:
        """Return how far a suppression reaches."""
        if directive.is_of_file:
            spans = [root.span for root in self._document.roots]
            return Reach(spans=spans) if self._document.is_example else Reach(is_everything=True)
        if directive.inside is not None:
            return Reach(spans=[directive.inside])
        line = self._target(directive)
        return Reach(line=line, spans=self._blocks.get(line, ()))

    def _target(self, directive: Directive) -> int:
        """Return the line that a comment is about: its own, or the next one that says something."""
        line = directive.place.start.line
        start, end = self._source.line_span(line)
        text, comment = self._source.text, directive.place.span
        beside = text[start : comment.start] + text[comment.end : end]
        return line if beside.strip(_FRAME) else self._next[line]

    @cached_property
    def _next(self) -> list[int]:
        """By the number of each line, that of the next one that says something; or of the last."""
        lines = self._source.lines()
        found = [len(lines)] * (len(lines) + 1)
        for number in range(len(lines) - 1, 0, -1):
            is_passed_over = _SAYS_NOTHING.match(lines[number])
            found[number] = found[number + 1] if is_passed_over else number + 1
        return found

    def _line(self, offset: int) -> int:
        return self._source.position(offset).line

    @cached_property
    def _blocks(self) -> dict[int, list[Span]]:
        """The blocks that a comment can be about as a whole, by the line where they begin.

        They hold a mapping, or nothing of any; or are texts of several lines, among which no
        comment fits.
        """
        found: dict[int, list[Span]] = {}
        holding: list[Span] = []
        for start, value in each_value(self._document.roots):
            span = Span(start, value.span.end)
            if self._mappings.is_any_within(span):
                holding.append(span)
            elif self._mappings.is_any_touched(span) and not _is_text(value):
                continue
            found.setdefault(self._line(start), []).append(span)
        # A document that is a mapping as a whole has no key of its own.
        held = Stretches(holding)
        others = Stretches(one for one in self._mappings.spans if not held.is_any_around(one))
        for root in self._document.roots:
            if others.is_any_within(root.span):
                found.setdefault(self._line(root.span.start), []).append(root.span)
        return found


def _is_text(node: Node) -> bool:
    return isinstance(node, ScalarNode) or (isinstance(node, SequenceNode) and node.tag == TEMPLATE)


def _stretch(mapping: EventSourceMapping) -> Span:
    """Return from where to where a mapping stands, with its settings if they are in its file."""
    start, end = mapping.place.span
    if mapping.settings.place.source is mapping.place.source:
        settings = mapping.settings.place.span
        start, end = min(start, settings.start), max(end, settings.end)
    return Span(start, end)

"""How far a suppression reaches: its line, the block that begins there, or the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from mappinglint.document import Document
from mappinglint.document.hcl_tags import TEMPLATE
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, each_node
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.suppression.directives import Directive

_COMMENTS: Final = ("#", "//")


@dataclass(frozen=True)
class Reach:
    """What a suppression covers: everything, or what stands at a line or within some spans.

    `texts` are values of several lines that belong to the line, and `mappings` the names of those
    that stand within the spans.
    """

    source: Source
    is_everything: bool = False
    line: int = 0
    spans: tuple[Span, ...] = ()
    texts: tuple[Span, ...] = ()
    mappings: frozenset[str] = frozenset()

    def has(self, finding: Finding) -> bool:
        """Say whether a finding is covered."""
        place = finding.primary.place
        if self.is_everything or (finding.mapping and finding.mapping in self.mappings):
            return True
        if place.source is not self.source:
            return False
        return place.start.line == self.line or any(
            start <= place.span.start < end for start, end in (*self.spans, *self.texts)
        )


class Layout:
    """What begins on which line of a document."""

    def __init__(self, document: Document, mappings: Sequence[EventSourceMapping]) -> None:
        self._document = document
        self._source = document.source
        self._mappings = [one for one in mappings if one.place.source is self._source]

    def reach(self, directive: Directive) -> Reach:
        """Return how far a suppression reaches."""
        if directive.is_of_file and not self._document.is_example:
            return Reach(self._source, is_everything=True)
        if directive.is_of_file:
            return Reach(self._source, spans=tuple(root.span for root in self._document.roots))
        if directive.inside is not None:
            return self._of_spans(0, [directive.inside])
        line = self._target(directive)
        return self._of_spans(line, self._blocks.get(line, []))

    def _of_spans(self, line: int, spans: list[Span]) -> Reach:
        names = {
            one.name
            for one in self._mappings
            if any(start <= one.place.span.start < end for start, end in spans)
        }
        return Reach(
            self._source,
            line=line,
            spans=tuple(spans),
            texts=tuple(self._texts.get(line, ())),
            mappings=frozenset(names - {""}),
        )

    def _target(self, directive: Directive) -> int:
        """Return the line that a comment is about: its own, or the next one that is no comment."""
        start = directive.place.start
        before = self._source.line_span(start.line)
        if self._source.text[before.start : directive.place.span.start].strip(" \t>"):
            return start.line
        line, last = start.line + 1, self._source.position(len(self._source.text)).line
        while line < last and self._is_comment(line):
            line += 1
        return line

    def _is_comment(self, line: int) -> bool:
        text = self._source.text[slice(*self._source.line_span(line))]
        return text.lstrip(" \t>").startswith(_COMMENTS)

    def _line(self, offset: int) -> int:
        return self._source.position(offset).line

    @cached_property
    def _texts(self) -> dict[int, list[Span]]:
        """Values of several lines, by the line of their key: no comment fits among their lines."""
        found: dict[int, list[Span]] = {}
        for start, value in self._each_value():
            is_text = isinstance(value, ScalarNode) or (
                isinstance(value, SequenceNode) and value.tag == TEMPLATE
            )
            first = self._line(start)
            if is_text and self._line(value.span.end) > first:
                found.setdefault(first, []).append(value.span)
        return found

    def _each_value(self) -> Iterator[tuple[int, Node]]:
        """Yield where each value of the document begins, with its key, and the value."""
        for root in self._document.roots:
            for node in each_node(root):
                if isinstance(node, MappingNode):
                    yield from ((key.span.start, value) for key, value in node.entries)
                elif isinstance(node, SequenceNode):
                    yield from ((item.span.start, item) for item in node.items)

    @cached_property
    def _blocks(self) -> dict[int, list[Span]]:
        """The blocks that hold a mapping as a whole, by the line where they begin."""
        found: dict[int, list[Span]] = {}
        spans = [Span(start, value.span.end) for start, value in self._each_value()]
        for span in dict.fromkeys(spans):
            if any(_holds(span, one) for one in self._mappings):
                found.setdefault(self._line(span.start), []).append(span)
        # A document that is a mapping as a whole has no key of its own.
        for root in self._document.roots:
            for one in self._mappings:
                if _holds(root.span, one) and not any(_holds(span, one) for span in spans):
                    found.setdefault(self._line(root.span.start), []).append(root.span)
        return found


def _holds(span: Span, mapping: EventSourceMapping) -> bool:
    """Say whether a span has all of a mapping that stands in its file."""
    places = [mapping.place]
    if mapping.settings.place.source is mapping.place.source:
        places.append(mapping.settings.place)
    return all(span.start <= one.span.start and one.span.end <= span.end for one in places)

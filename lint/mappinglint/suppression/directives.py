"""Suppressions as they are written: `# mappinglint: ignore[ESM204, ESM301] reason`.

In a template also `Metadata: {mappinglint: {ignore: [ESM204]}}`, or `{ESM204: reason}`, of a
resource or of the template itself; and in `.tf.json`, where a key `//` is a comment, as its text.
"""

import re
from collections.abc import Iterator
from typing import Final

from mappinglint.document import Document
from mappinglint.document.comments import NAME, Comment
from mappinglint.document.layout import Change, removed, removed_item
from mappinglint.document.node import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    each_value,
    follow,
)
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.span import Span

_SIGN: Final = re.compile(rf"(?i)\s*+(?:(?:#|//|/\*)[ \t]*+)?{NAME}(?P<colon>:?)[ \t]*")
_IGNORE: Final = re.compile(r"ignore(?P<file>-file)?[ \t]*\[(?P<names>[^\]\r\n]*)\](?P<reason>.*)")
# What somebody means who writes it otherwise. Whatever else stands there is prose.
_MEANT: Final = re.compile(r"(?i)(?:ig\w*|disable\w*|skip\w*|suppress\w*|noqa|nolint)\b|\[")
_LINE_BREAK: Final = re.compile(r"\r\n|\n|\r")
_NAME: Final = re.compile(r"[^,\s]+")
# Between the bracket and the reason, also dashes of the longer kinds.
_OF_REASON: Final = " \t:,;-\N{EN DASH}\N{EM DASH}"

_COMMENT_KEY: Final = "//"
_METADATA: Final = ("Metadata", NAME, "ignore")


@dataclass(frozen=True)
class Named:
    """A rule as a suppression names it, and the edit that takes it out; None if there is none."""

    text: str
    place: Place
    removal: Change | None


@dataclass(frozen=True, eq=False)
class Directive:
    """One suppression: of the whole file, of what is `inside` a span, or of what is at its line.

    `removal` takes all of it out.
    """

    place: Place
    names: tuple[Named, ...]
    reason: str = ""
    is_of_file: bool = False
    is_malformed: bool = False
    inside: Span | None = None
    removal: Change | None = None


def read_directives(document: Document) -> list[Directive]:
    """Return the suppressions of a document, in order."""
    source = document.source
    found = [
        directive
        for comment in document.comments
        if (directive := _of_comment(source, comment)) is not None
    ]
    found += _of_metadata(document)
    return sorted(found, key=lambda one: one.place.span)


# -- comments -------------------------------------------------------------------------------------


def _of_comment(source: Source, comment: Comment) -> Directive | None:
    text = comment.text.removesuffix("*/").rstrip()
    sign = _SIGN.match(text)
    start = sign.end() if sign else 0
    place, removal = Place(source, comment.span), _without_comment(source, comment.span)
    found = _IGNORE.match(text, start) if sign and sign["colon"] else None
    if found is None:
        is_meant = _MEANT.match(text, start) is not None
        return Directive(place, (), is_malformed=True, removal=removal) if is_meant else None
    spans = [match.span() for match in _NAME.finditer(text, *found.span("names"))]
    names = tuple(
        Named(
            text[begin:end],
            Place(source, _moved(begin, end, comment.span.start)),
            _without_name(spans, index, comment.span.start) if len(spans) > 1 else removal,
        )
        for index, (begin, end) in enumerate(spans)
    )
    return Directive(
        place,
        names,
        found["reason"].strip(_OF_REASON),
        is_of_file=found["file"] is not None,
        is_malformed=not names,
        removal=removal,
    )


def _without_name(spans: list[tuple[int, int]], index: int, by: int) -> Change:
    """Take one of several names out, with a comma."""
    if index + 1 < len(spans):
        return Change(_moved(spans[index][0], spans[index + 1][0], by), "")
    return Change(_moved(spans[index - 1][1], spans[index][1], by), "")


def _without_comment(source: Source, span: Span) -> Change:
    """Take a comment out: with its line if that has nothing else, else with the space before it."""
    line = source.line_span(source.position(span.start).line)
    before, behind = source.text[line.start : span.start], source.text[span.end : line.end]
    if behind.strip(" \t"):
        return Change(span, "")
    if before.strip():
        return Change(Span(line.start + len(before.rstrip(" \t")), span.end), "")
    line_break = _LINE_BREAK.match(source.text, line.end)
    return Change(Span(line.start, line_break.end() if line_break else line.end), "")


def _moved(start: int, end: int, by: int) -> Span:
    return Span(start + by, end + by)


# -- Metadata -------------------------------------------------------------------------------------


def _of_metadata(document: Document) -> Iterator[Directive]:
    for root in document.roots:
        if isinstance(root, MappingNode):
            yield from _of_node(document, root, root.span, is_of_file=True)
    for start, value in each_value(document.roots):
        if isinstance(value, MappingNode):
            # What is missing in a resource is found at its name.
            yield from _of_node(document, value, Span(start, value.span.end), is_of_file=False)


def _of_node(
    document: Document, owner: MappingNode, inside: Span, *, is_of_file: bool
) -> Iterator[Directive]:
    source = document.source
    found: Node | None = owner
    steps: list[tuple[MappingNode, ScalarNode]] = []
    for step in _METADATA:
        entry = found.entry(step) if isinstance(found, MappingNode) else None
        if entry is None or not isinstance(found, MappingNode):
            break
        steps.append((found, entry[0]))
        found = follow(entry[1])
    else:
        place = Place(source, steps[-1][1].span)
        whole = _without_keys(source.text, steps)
        if isinstance(found, SequenceNode | MappingNode):
            for named, reason in _named(source, found, whole):
                yield Directive(
                    place, (named,), reason, is_of_file=is_of_file, inside=inside, removal=whole
                )
        else:
            yield Directive(place, (), is_malformed=True, inside=inside, removal=whole)
    if len(steps) == len(_METADATA) - 1 and isinstance(found, MappingNode):
        # What stands there instead of `ignore` says nothing to anybody.
        place = Place(source, steps[-1][1].span)
        yield Directive(place, (), is_malformed=True, inside=inside)
    remark = owner.get(_COMMENT_KEY) if document.format == "json" else None
    if isinstance(remark, ScalarNode) and _SIGN.match(remark.text):
        yield from _of_remark(source, owner, remark, inside, is_of_file=is_of_file)


def _named(
    source: Source, found: SequenceNode | MappingNode, whole: Change | None
) -> Iterator[tuple[Named, str]]:
    """Yield the rules that Metadata names, each with its reason."""
    if isinstance(found, SequenceNode):
        for index, item in enumerate(found.items):
            if isinstance(item, ScalarNode):
                name, _, reason = item.text.strip().partition(" ")
                change = removed_item(source.text, found, index) if len(found.items) > 1 else whole
                yield Named(name, Place(source, item.span), change), reason.strip(_OF_REASON)
        return
    for key, value in found:
        change = removed(source.text, found, key.span) if len(found.entries) > 1 else whole
        reason = value.text.strip() if isinstance(value, ScalarNode) else ""
        yield Named(key.text, Place(source, key.span), change), reason


def _without_keys(text: str, steps: list[tuple[MappingNode, ScalarNode]]) -> Change | None:
    """Take out the outermost of some keys within each other that has nothing else below it."""
    outermost = len(steps) - 1
    while outermost and len(steps[outermost][0].entries) == 1:
        outermost -= 1
    owner, key = steps[outermost]
    return removed(text, owner, key.span)


def _of_remark(
    source: Source, owner: MappingNode, remark: ScalarNode, inside: Span, *, is_of_file: bool
) -> Iterator[Directive]:
    text = remark.text.strip()
    directive = _of_comment(source, Comment(remark.span, text))
    entry = owner.entry(_COMMENT_KEY)
    if directive is None or entry is None:
        return
    whole = removed(source.text, owner, entry[0].span)
    names = tuple(
        Named(one.text, directive.place, whole if len(directive.names) == 1 else None)
        for one in directive.names
    )
    yield Directive(
        directive.place,
        names,
        directive.reason,
        is_of_file=directive.is_of_file or is_of_file,
        is_malformed=directive.is_malformed,
        inside=inside,
        removal=whole,
    )

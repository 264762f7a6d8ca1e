"""The comments of a text that are meant for mappinglint: `# mappinglint: …`.

Most texts have none, and no tree keeps comments; so they are looked for by their mark, and the tree
says which of them are comments and which only look like one within a value.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from mappinglint.document.node import Node, ScalarNode, each_node
from mappinglint.span import Span

NAME: Final = "mappinglint"
_COMMENT: Final = rf"(?i)(?:#|//|/\*)[ \t]*{NAME}(?::|[ \t]+ignore)[^\r\n]*"
_BLOCK_STYLES: Final = ("|", ">")
_LINE: Final = r"[^\r\n]*"


class Comment(NamedTuple):
    """A comment from its sign (`#`, `//`) to its end, on one line."""

    span: Span
    text: str


def mentions_us(text: str) -> bool:
    """Say whether a text has our name, in letters of any size: few texts have."""
    return NAME in text.lower()


def find_comments(language: str, text: str, roots: Sequence[Node]) -> tuple[Comment, ...]:
    """Return the comments for us in a text of a language, of which these are the roots."""
    if language == "json":
        return ()
    found = [_comment(text, *match.span()) for match in re.compile(_COMMENT).finditer(text)]
    match language:
        case "hcl":
            from mappinglint.document.hcl import comment_spans

            return tuple(_within(found, comment_spans(text)))
        case "shell":
            from mappinglint.document.shell import comment_spans as spans_in_shell

            return tuple(_within(found, spans_in_shell(text)))
    return tuple(_outside(found, _scalar_spans(text, roots), text))


def comment_nodes(root: Any) -> Iterator[Any]:
    """Yield the comments of a tree of tree-sitter, which only readers import, in their order."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type == "comment":
            yield node
        pending += reversed(node.children)


def _comment(text: str, start: int, end: int) -> Comment:
    written = text[start:end]
    if written.startswith("/*"):
        written = written[: written.find("*/") + 2] if "*/" in written else written
    written = written.rstrip()
    return Comment(Span(start, start + len(written)), written)


def _within(comments: list[Comment], spans: list[Span]) -> Iterator[Comment]:
    """Yield the comments that begin within one of some spans, which are in order."""
    starts = [span.start for span in spans]
    for one in comments:
        before = bisect_right(starts, one.span.start)
        if before and one.span.start < spans[before - 1].end:
            yield one


def _outside(comments: list[Comment], spans: list[Span], text: str) -> Iterator[Comment]:
    """Yield the comments of YAML that begin in none of some spans, which are in order."""
    inside = set(_within(comments, spans))
    for one in comments:
        before = text[one.span.start - 1 : one.span.start]
        if one.text.startswith("#") and not before.strip() and one not in inside:
            yield one


def _scalar_spans(text: str, roots: Sequence[Node]) -> list[Span]:
    """Return where the scalars of YAML stand; of a block, without the line that announces it."""
    spans = []
    for root in roots:
        for node in each_node(root):
            if isinstance(node, ScalarNode):
                start, end = node.span
                if node.style in _BLOCK_STYLES:
                    head = re.compile(_LINE).match(text, start)
                    start = head.end() if head else start
                spans.append(Span(start, max(start, end)))
    return sorted(spans)

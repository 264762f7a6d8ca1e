"""YAML into nodes with exact spans.

ruamel.yaml is the reader of record, but its pure parser reads 0.3 MB a second. PyYAML's libyaml is
a hundred times faster and refuses some valid YAML; so it reads first, and ruamel.yaml reads
whatever it refuses. Both hand out events, never nodes: composing nodes recurses in C, and deep
nesting then kills the process.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from mappinglint.document.builder import TreeBuilder
from mappinglint.document.problem import Problem, ReadError, syntax_error
from mappinglint.span import Span

# An anchor before a value; both parsers count it to the value.
_ANCHOR = re.compile(r"&\S+\s+")
_YAML_TAGS = "tag:yaml.org,2002:"


# What ruamel.yaml says, and what a person can do about it.
_WORDS = {
    "mapping values are not allowed here": (
        "a ':' cannot stand here",
        "check the indentation, or put the value in quotes",
    ),
    "could not find expected ':'": (
        "this line is neither a key nor part of the value above",
        "add the ':', or check the indentation",
    ),
    "expected <block end>, but found '-'": (
        "a list entry cannot stand here",
        "check the indentation",
    ),
    "expected <block end>, but found '<block mapping start>'": (
        "this line is indented like none of those above",
        "indent it like the lines that it belongs to",
    ),
    "expected <block end>, but found '<scalar>'": (
        "more text stands behind a value that has ended",
        "put a text that has double quotes in it into single quotes",
    ),
    "found unexpected end of stream": ("a quoted text has no end", "add the closing quote"),
    "found character '\\t' that cannot start any token": (
        "a tab cannot indent",
        "indent with spaces",
    ),
}
# Where these began says more than where they broke off.
_WORTH_SHOWING = ("while scanning a quoted scalar", "while parsing a flow")


class _Refused(Exception):  # noqa: N818 - not an error: another parser may take it
    """A parser does not take the text."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


# Yields parse events, which PyYAML and ruamel.yaml spell alike; raises _Refused.
Parser = Callable[[str], Iterator[Any]]


def read_yaml(text: str) -> TreeBuilder:
    """Read every document in the text.

    Never raises: the first mistake ends the reading and is the last of the builder's problems.
    """
    try:
        return build(text, libyaml_events)
    except _Refused:
        return build(text, _ruamel_events_or_error)


def build(text: str, parse: Parser) -> TreeBuilder:
    """Build nodes from the events of one parser. Raises _Refused if the parser does."""
    builder = TreeBuilder()
    try:
        for event in parse(text):
            _take(event, text, builder)
    except ReadError as error:
        builder.doubt_last(error.problem.span.start)
        builder.break_off(error.problem)
    return builder


def _take(event: Any, text: str, builder: TreeBuilder) -> None:
    # Both libraries have event classes of the same names, and no common base.
    match type(event).__name__:
        case "ScalarEvent":
            span = _without_anchor(text, event)
            style = event.style or None
            builder.scalar(event.value, span, style, _tag(event), event.anchor)
        case "MappingStartEvent":
            start = _without_anchor(text, event).start
            builder.open_mapping(start, _tag(event), event.anchor)
        case "SequenceStartEvent":
            start = _without_anchor(text, event).start
            builder.open_sequence(start, _tag(event), event.anchor)
        case "MappingEndEvent" | "SequenceEndEvent":
            builder.close(event.end_mark.index)
        case "AliasEvent":
            builder.alias(event.anchor, Span(event.start_mark.index, event.end_mark.index))
        case "DocumentEndEvent":
            builder.end_document()


def libyaml_events(text: str) -> Iterator[Any]:
    """Parse with PyYAML's C parser. Raises _Refused, also when PyYAML was built without it."""
    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]  # as in its __all__
    except ImportError as error:
        raise _refusal("PyYAML has no C parser here", 0) from error
    parser = CParser(text)
    try:
        while (event := parser.get_event()) is not None:
            yield event
    except Exception as error:  # whatever it stumbles over, it does not take the text
        raise _refusal(str(error), 0) from error


def ruamel_events(text: str) -> Iterator[Any]:
    """Parse with ruamel.yaml's own parser. Raises _Refused, with what it has to say."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        raise _marked(error, text) from error
    except ReaderError as error:
        reason = f"the character {chr(error.character)!a} is not allowed"
        raise _refusal(reason, error.position) from error
    except Exception as error:  # an escape such as "\UFFFFFFFF" overflows in its scanner
        raise _refusal(str(error), 0) from error


def _ruamel_events_or_error(text: str) -> Iterator[Any]:
    """Parse with the reader of record, which has the last word. Raises ReadError."""
    try:
        yield from ruamel_events(text)
    except _Refused as refusal:
        raise ReadError(refusal.problem) from refusal


def _refusal(reason: str, at: int) -> _Refused:
    return _Refused(syntax_error(f"not valid YAML: {reason}", at).problem)


def _marked(error: Any, text: str) -> _Refused:
    """Return an error of ruamel.yaml in our words, with its place and where it began."""
    at = error.problem_mark.index if error.problem_mark else 0
    # At the end of the text there is nothing to point at.
    at = min(at, max(len(text.rstrip()) - 1, 0))
    reason = error.problem or error.context or "it cannot be read"
    message, remedy = _WORDS.get(reason, (reason, ""))
    context, began = str(error.context), error.context_mark
    related = None
    if began and context.startswith(_WORTH_SHOWING):
        related = (Span(began.index, began.index + 1), "it begins here")
    elif began and context == "while scanning a simple key":
        at = began.index
    problem = syntax_error(f"not valid YAML: {message}", at).problem
    return _Refused(replace(problem, related=related, remedy=remedy))


def _tag(event: Any) -> str | None:
    """Return the tag if it is one of the file's own, such as `!Ref`."""
    tag = event.tag
    if tag is None or str(tag).startswith(_YAML_TAGS):
        return None
    return str(tag)


def _without_anchor(text: str, event: Any) -> Span:
    start, end = event.start_mark.index, event.end_mark.index
    if event.anchor is not None and (found := _ANCHOR.match(text, start)):
        start = min(found.end(), end)
    if getattr(event, "style", None) in ("|", ">"):
        # A block ends behind its line breaks, which are not worth pointing at.
        end = start + len(text[start:end].rstrip())
    return Span(start, end)

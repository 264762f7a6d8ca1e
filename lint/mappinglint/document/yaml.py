"""YAML into nodes with exact spans.

ruamel.yaml is the reader of record, but its pure parser reads 0.3 MB a second. PyYAML's libyaml is
a hundred times faster and refuses some valid YAML; so it reads first, and ruamel.yaml reads on from
shortly before the place where it refuses. Both hand out events, never nodes: composing nodes
recurses in C, and deep nesting then kills the process.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from mappinglint.document.builder import TreeBuilder
from mappinglint.document.problem import Problem, ReadError, syntax_error
from mappinglint.limits import LARGEST_REREAD
from mappinglint.record import dataclass
from mappinglint.span import Span

# An anchor before a value; both parsers count it to the value.
_ANCHOR = r"&\S+\s+"
_YAML_TAGS = "tag:yaml.org,2002:"
# What has one of these is no text, even in quotes: some programs write every number `!!int "10"`.
_NO_TEXTS = frozenset(_YAML_TAGS + name for name in ("null", "bool", "int", "float"))
_BLOCKS = ("|", ">")


_KEY = r"(?P<indent> *)(?P<key>[\w.-]+)"
_ENTRY = r"(?P<indent> *(?:- +)*)(?P<key>[\w.-]+|'[^']*'|\"[^\"]*\"):(?P<value> ++\S.*+)?\s*+"
_WORD = r" +(?:!\S+ +)?\S+"
_NOTHING = r"\s*(?:#.*)?"
# Of blank lines and comments, which are looked over.
_MOST_LINES = 20
_INDENT_IT = "indent it like the lines that it belongs to"

_COLON = "mapping values are not allowed here"
# What ruamel.yaml says, and what a person can do about it.
_WORDS = {
    _COLON: (
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
        _INDENT_IT,
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

    def __init__(self, error: ReadError) -> None:
        super().__init__(error.problem.message)
        self.error = error


# Yields parse events, which PyYAML and ruamel.yaml spell alike; raises _Refused.
Parser = Callable[[str], Iterator[Any]]


def read_yaml(text: str) -> TreeBuilder:
    """Read every document in the text.

    Never raises: the first mistake ends the reading and is the last of the builder's problems.
    """
    try:
        return build(text, libyaml_events)
    except _Refused:
        return build(text, _careful_events)


def build(text: str, parse: Parser) -> TreeBuilder:
    """Build nodes from the events of one parser. Raises _Refused if the parser does."""
    builder = TreeBuilder()
    try:
        for event in parse(text):
            _take(event, text, builder)
    except ReadError as error:
        builder.doubt_last(error.at)
        builder.break_off(error)
    return builder


def _take(event: Any, text: str, builder: TreeBuilder) -> None:
    # Both libraries have event classes of the same names, and no common base.
    match type(event).__name__:
        case "ScalarEvent":
            style = event.style or None
            is_plain = event.anchor is None and style not in _BLOCKS
            start, end = event.start_mark.index, event.end_mark.index
            span = (start, end) if is_plain else _without_anchor(text, event)
            tag = None
            if event.tag is not None:
                tag = _tag(event)
                style = None if str(event.tag) in _NO_TEXTS else style
            builder.scalar(event.value, span, style, tag, event.anchor)
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
        raise _refusal(str(getattr(error, "problem", None) or error), 0) from error


def ruamel_events(text: str) -> Iterator[Any]:
    """Parse with ruamel.yaml's own parser. Raises _Refused, with what it has to say."""
    yield from _ruamel_events_of(text, text, 0)


def _careful_events(text: str) -> Iterator[Any]:
    """Parse what libyaml has refused; the reader of record has the last word. Raises ReadError."""
    try:
        yield from _events_of_both(text)
    except _Refused as refusal:
        raise refusal.error from refusal


def _events_of_both(text: str) -> Iterator[Any]:
    """Parse with libyaml as far as one can go on from there, and the rest with ruamel.yaml."""
    read: list[Any] = []
    point = None
    try:
        for event in libyaml_events(text):
            read.append(event)  # noqa: PERF402 - it ends with an exception, and what came is kept
    except _Refused as refusal:
        from mappinglint.document.resume import resume_point

        point = resume_point(read, text)
        if len(text) - (point.at if point else 0) > LARGEST_REREAD:
            yield from read
            raise _at_the_end_of(read, refusal) from refusal
    if point is None:
        yield from ruamel_events(text)
        return
    yield from read[: point.events]
    head = point.head
    shift = point.at - len(head)
    events = _ruamel_events_of(head + text[point.at :], text, shift)
    for event in islice(events, point.events_of_head, None):
        event.start_mark = _Mark(event.start_mark.index + shift)
        event.end_mark = _Mark(event.end_mark.index + shift)
        yield event


def _at_the_end_of(read: list[Any], refusal: _Refused) -> _Refused:
    """Return what libyaml refuses, with the place up to which it has read."""
    at = read[-1].end_mark.index if read else 0
    return _Refused(ReadError(replace(refusal.error.problem, span=Span(at, at + 1)), at))


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where an event begins or ends: all that is read of a mark."""

    index: int


def _ruamel_events_of(part: str, text: str, shift: int) -> Iterator[Any]:
    """Parse a part of a text. What it raises has its place in the text, which is `shift` behind."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from YAML(typ="safe", pure=True).parse(part)
    except MarkedYAMLError as error:
        raise _marked(error, text, shift) from error
    except ReaderError as error:
        reason = f"the character {chr(error.character)!a} is not allowed"
        raise _refusal(reason, error.position + shift) from error
    except Exception as error:  # an escape such as "\UFFFFFFFF" overflows in its scanner
        raise _refusal(str(error), max(shift, 0)) from error


def _refusal(reason: str, at: int) -> _Refused:
    return _Refused(syntax_error(f"not valid YAML: {reason}", at))


def _marked(error: Any, text: str, shift: int) -> _Refused:
    """Return an error of ruamel.yaml in our words, with its place and where it began."""
    at = error.problem_mark.index + shift if error.problem_mark else 0
    # At the end of the text there is nothing to point at.
    at = min(at, max(len(text.rstrip()) - 1, 0))
    reason = error.problem or error.context or "it cannot be read"
    message, remedy = _WORDS.get(reason, (reason, ""))
    context, began = str(error.context), error.context_mark
    related = None
    if began and context.startswith(_WORTH_SHOWING):
        related = (Span(began.index + shift, began.index + shift + 1), "it begins here")
    elif began and context == "while scanning a simple key":
        at = began.index + shift
    problem = syntax_error(f"not valid YAML: {message}", at).problem
    problem = replace(problem, related=related, remedy=remedy)
    if reason == _COLON:
        problem = _of_indentation(text, at) or problem
    return _Refused(ReadError(problem, at))


def _of_indentation(text: str, colon: int) -> Problem | None:
    """Return the problem that a line is indented otherwise than its neighbours.

    What is indented more than the line above goes on with the value there, and has no colon. None
    if that is not how this colon has come to where it cannot stand.
    """
    start = text.rfind("\n", 0, colon) + 1
    here = re.compile(_KEY).fullmatch(text, start, colon)
    above = _above(text, start) if here else None
    if not here or not above or len(here["indent"]) <= len(above["indent"]):
        return None
    if not re.compile(_WORD).fullmatch(above["value"] or ""):
        # Of several words, a text may be meant to go on with one that has a colon.
        return None
    before = _above(text, above.start())
    is_less = "-" not in above["indent"] and before and len(before["indent"]) == len(here["indent"])
    wrong, words = (
        (above, "less than those around it") if is_less else (here, "more than the one above")
    )
    message, remedy = f"not valid YAML: this line is indented {words}", _INDENT_IT
    return replace(syntax_error(message, *wrong.span("key")).problem, remedy=remedy)


def _above(text: str, start: int) -> re.Match[str] | None:
    """Return the line above that is neither blank nor a comment, if it is an entry."""
    for _ in range(_MOST_LINES):
        end, start = start - 1, text.rfind("\n", 0, max(start - 1, 0)) + 1
        if end < 0:
            return None
        if not re.compile(_NOTHING).fullmatch(text, start, end):
            return re.compile(_ENTRY).fullmatch(text, start, end)
    return None


def _tag(event: Any) -> str | None:
    """Return the tag if it is one of the file's own, such as `!Ref`."""
    tag = event.tag
    if tag is None or str(tag).startswith(_YAML_TAGS):
        return None
    return str(tag)


def _without_anchor(text: str, event: Any) -> Span:
    start, end = event.start_mark.index, event.end_mark.index
    if event.anchor is not None and (found := re.compile(_ANCHOR).match(text, start)):
        start = min(found.end(), end)
    if getattr(event, "style", None) in _BLOCKS:
        # A block ends behind its line breaks, which are not worth pointing at.
        end = start + len(text[start:end].rstrip())
    return Span(start, end)

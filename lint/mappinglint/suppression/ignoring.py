"""Ignores one finding, or what one rule finds in a file: what somebody asks for in an editor.

As with `writing`, a suppression is put where it mostly belongs, the file is linted again, and it
stays only if nothing but what was asked for is gone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mappinglint.core import ABOUT_SUPPRESSIONS, SYNTAX_ERROR, UNREADABLE
from mappinglint.document import Document
from mappinglint.document.fences import Fence
from mappinglint.document.layout import Change
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.place import Place
from mappinglint.source import Source, encode, line_break
from mappinglint.span import Span
from mappinglint.suppression.json_writing import has_room, in_json, of_file_in_json
from mappinglint.suppression.writing import IN_TEXT

# The reason to write where one is wanted, and the person who has it will come back to it.
PLACEHOLDER: Final = "TODO: say why"

_OF_FILE: Final = re.compile(r"#[ \t]*mappinglint:[ \t]*ignore-file\[([^\]\r\n]*)")
# What has to stay at the top of a file: what runs it, what tells editors about it, and where YAML
# begins.
_FIRST: Final = re.compile(
    r"#!|%|---[ \t]*(?:#.*)?\Z|[ \t]*(?:#|//)[ \t]*(?:-\*-|vim?:|ex:|yaml-language-server:|code:)"
)
# What hides other findings is mended, not ignored.
_NOT_IGNORED: Final = (*ABOUT_SUPPRESSIONS, SYNTAX_ERROR, UNREADABLE)

# What stands before code in Markdown: an indentation, a quotation.
_FRAME: Final = re.compile(r"[ \t>]*")

# What a finding says, and where in the text as it was.
_Told = tuple[str, str, int]


def is_possible(document: Document, finding: Finding) -> bool:
    """Say whether a file may have a place for a suppression of a finding."""
    if finding.rule in _NOT_IGNORED:
        return False
    if document.format == "markdown":
        block = _fence(document, finding)
        return block is not None and block.language != "json"
    return document.format != "json" or has_room(document.roots, document.source.path)


def ignored_at(
    engine: Engine, document: Document, data: bytes, before: Result, findings: Sequence[Finding]
) -> bytes | None:
    """Return a file in which some findings of one rule on one line are ignored.

    None if no place is known for that. In JSON, where a suppression is about a resource, all is
    gone that the rule finds in it. The engine is left with what it tried last.
    """
    one, is_json = findings[0], document.format == "json"
    for position in (in_json,) if is_json else IN_TEXT:
        change = position(one.primary.place, one.rule.code, _reason(engine))
        if change is None:
            continue
        changed = _with(document.source.text, [change], data)
        gone = _gone(engine, document.source.path, changed, before, [change])
        if gone is None or not Counter(_told(findings)) <= gone:
            continue
        if is_json or gone.total() == len(findings):
            return changed
    return None


def ignored_in_file(
    engine: Engine, document: Document, data: bytes, before: Result, code: str
) -> bytes | None:
    """Return a file in which nothing is found by a rule; None if that is not possible.

    The engine is left with what it tried last.
    """
    findings = [one for one in before.findings if one.rule.code == code]
    changes = list(_of_file(document, findings, code, _reason(engine)))
    if not changes:
        return None
    changed = _with(document.source.text, changes, data)
    gone = _gone(engine, document.source.path, changed, before, changes)
    return changed if gone == Counter(_told(findings)) else None


def _fence(document: Document, finding: Finding) -> Fence | None:
    """Return the code block of Markdown that has a finding."""
    at = finding.primary.place.span.start
    for fence in document.fences:
        if fence.start <= at < fence.start + len(fence.text):
            return fence
    return None


def _reason(engine: Engine) -> str:
    return PLACEHOLDER if engine.needs_reasons else ""


def _with(text: str, changes: Sequence[Change], data: bytes) -> bytes:
    """Return a text, in the encoding of some bytes, with changes that overlap nowhere."""
    for change in sorted(changes, key=_start, reverse=True):
        text = text[: change.span.start] + change.text + text[change.span.end :]
    return encode(text, like=data)


def _start(change: Change) -> int:
    return change.span.start


# -- for the whole file ---------------------------------------------------------------------------


def _of_file(
    document: Document, findings: Iterable[Finding], code: str, reason: str
) -> Iterator[Change]:
    """Yield what makes a document ignore a rule: in Markdown, in each code block that needs it."""
    source = document.source
    if document.format == "json":
        change = of_file_in_json(Place(source, Span(0, 0)), code, reason)
        yield from [change] if change else []
    elif document.format != "markdown":
        yield _comment(source, Span(0, len(source.text)), code, reason)
    for fence in dict.fromkeys(_fence(document, one) for one in findings):
        if fence is not None:
            span = Span(fence.start, fence.start + len(fence.text))
            yield _comment(source, span, code, reason)


def _comment(source: Source, span: Span, code: str, reason: str) -> Change:
    """Put a comment at the top of a stretch of a text, or the code into the one that is there."""
    found = _OF_FILE.search(source.text, *span)
    if found:
        at = found.end(1)
        return Change(Span(at, at), f", {code}" if found[1].strip() else code)
    line = source.position(span.start).line
    while line < source.line_count and _FIRST.match(source.line(line)):
        line += 1
    start, end = source.line_span(line)
    frame = _FRAME.match(source.text, start, end)
    comment = f"# mappinglint: ignore-file[{code}] {reason}".rstrip()
    return Change(
        Span(start, start), f"{frame[0] if frame else ''}{comment}{line_break(source.text)}"
    )


# -- what it does ---------------------------------------------------------------------------------


def _gone(
    engine: Engine, path: str, changed: bytes, before: Result, changes: Sequence[Change]
) -> Counter[_Told] | None:
    """Return the findings that some changes take away; None if anything else becomes otherwise.

    A finding about a thing that others share may show itself in the next of them.
    """
    after = engine.check_bytes(path, changed)
    here = [one for one in after.findings if one.primary.place.source.path == path]
    was, is_now = Counter(_told(before.findings)), Counter(_told(here, changes))
    shared = {(one.rule.code, one.message) for one in here if one.about is not None}
    is_sound = (
        after.mappings == before.mappings
        and not after.failures
        and all((code, message) in shared for code, message, _ in is_now - was)
    )
    return was - is_now if is_sound else None


def _told(findings: Iterable[Finding], changes: Sequence[Change] = ()) -> Iterator[_Told]:
    """Yield what findings say, at the offset where that stood before the changes."""
    changes = sorted(changes, key=_start)
    for one in findings:
        start = one.primary.place.span.start
        for change in changes:
            by = len(change.text) - (change.span.end - change.span.start)
            if start >= change.span.start + by:
                start -= by
        yield one.rule.code, one.message, start

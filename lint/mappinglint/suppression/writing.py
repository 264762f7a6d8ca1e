"""Writes suppressions into a file, so that what is found in it today is not reported.

Where a comment may stand depends on the format and on what is around. So a comment is put where it
mostly belongs, the file is linted again, and it stays only if nothing but the finding is gone.
"""

import re
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Final

from mappinglint.core import ABOUT_SUPPRESSIONS
from mappinglint.document import read
from mappinglint.document.layout import Change
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.place import Place
from mappinglint.source import Source, UndecodableError, decode, encode, line_break
from mappinglint.span import Span
from mappinglint.suppression.json_writing import in_json, in_json_at

_BRACKETS: Final = re.compile(r"mappinglint:[ \t]*ignore\[([^\]\r\n]*)")
# A line that goes on: what stands behind it would cut it off.
_GOES_ON: Final = "\\"
# What one suppression hides, another mapping may have, too.
_MOST_ROUNDS: Final = 20

# Returns where to put a suppression of findings on one line, and what; None if it cannot be there.
Position = Callable[[Place, str, str], Change | None]


def add_suppressions(
    engine: Engine, path: str, data: bytes, result: Result, reason: str
) -> tuple[bytes, Result]:
    """Return the bytes of a file with suppressions for its findings, and what then is found.

    Each gets the reason, which may be empty. What cannot be suppressed in the file is still found.
    """
    if not _suppressible(result):
        return data, result
    try:
        is_json = read(Source(path, decode(data))).format == "json"
    except UndecodableError:
        return data, result
    positions = (in_json,) if is_json else IN_TEXT
    writer = _Writer(engine, path, reason)
    for _ in range(_MOST_ROUNDS):
        before = data
        for position in positions:
            if _suppressible(result):
                data, result = writer.add(data, result, position)
        if data == before or not _suppressible(result):
            break
    # To the other files of its project it is what it was before the last attempt.
    return data, engine.check_bytes(path, data)


class _Writer:
    """Adds suppressions to one file."""

    def __init__(self, engine: Engine, path: str, reason: str) -> None:
        self._engine = engine
        self._path = path
        self._reason = reason

    def add(self, data: bytes, result: Result, position: Position) -> tuple[bytes, Result]:
        """Add suppressions at one position of each line that can have one there.

        All are tried at once, and smaller groups where that fails: each attempt lints the file.
        """
        lines = _by_line(result)
        impossible, size = 0, len(lines)
        while impossible < len(lines):
            group = lines[impossible : impossible + size]
            changed = self._attempt(data, result, group, position)
            if changed is not None:
                data, result = changed
                # What was added has perhaps moved other lines.
                lines, size = _by_line(result), size * 2
            elif len(group) > 1:
                size = len(group) // 2
            else:
                impossible += 1
        return data, result

    def _attempt(
        self, data: bytes, result: Result, lines: list[list[Finding]], position: Position
    ) -> tuple[bytes, Result] | None:
        """Return the file with suppressions for some lines and what then is found, if it can be."""
        changed = self._with(data, lines, position)
        if changed == data:
            return None
        after = self._engine.check_bytes(self._path, changed)
        is_sound = _is_sound(result, after, sum(len(line) for line in lines))
        return (changed, after) if is_sound else None

    def _with(self, data: bytes, lines: list[list[Finding]], position: Position) -> bytes:
        source = Source(self._path, decode(data))
        wanted = [
            (line[0].primary.place.span, ", ".join(sorted({one.rule.code for one in line})))
            for line in lines
        ]
        if position is in_json:
            at = [(span.start, codes) for span, codes in wanted]
            return encode(_changed(source.text, in_json_at(source, at, self._reason)), like=data)
        changes: list[Change] = []
        for span, codes in wanted:
            place = Place(source, span)
            # A position looks at the line of its place and at those above. What stands there is
            # as it was, mostly; the text is put together anew only where it is not.
            if changes and span.start >= _line_start(changes[-1].span.start, source):
                source = Source(self._path, _changed(source.text, changes))
                place, changes = Place(source, span), []
            change = position(place, codes, self._reason)
            if change is not None:
                changes.append(change)
        return encode(_changed(source.text, changes), like=data)


def _line_start(offset: int, source: Source) -> int:
    return source.line_span(source.position(offset).line).start


def _changed(text: str, changes: list[Change]) -> str:
    """Return a text with changes made, of which each stands before the one that came before."""
    pieces, end = [], len(text)
    for change in changes:
        pieces += [text[change.span.end : end], change.text]
        end = change.span.start
    return "".join([text[:end], *reversed(pieces)])


def _suppressible(result: Result) -> list[Finding]:
    return [one for one in result.findings if one.rule not in ABOUT_SUPPRESSIONS]


def _by_line(result: Result) -> list[list[Finding]]:
    """Return the findings of each line, from the last line to the first.

    So what is added to one line moves none of those that follow.
    """

    def line(finding: Finding) -> int:
        return -finding.primary.place.start.line

    ordered = sorted(_suppressible(result), key=line)
    return [list(group) for _, group in groupby(ordered, key=line)]


def _is_sound(before: Result, after: Result, wanted: int) -> bool:
    """Say whether the findings that were wanted are suppressed, and nothing else is otherwise.

    A finding about a thing that others share may show itself in the next of them.
    """
    new = Counter(_words(after)) - Counter(_words(before))
    shared = {one.message for one in after.findings if one.about is not None}
    return (
        len(after.suppressed) >= len(before.suppressed) + wanted
        and after.mappings == before.mappings
        and not after.failures
        and all(message in shared for _, message in new)
    )


def _words(result: Result) -> list[tuple[str, str]]:
    return [(one.rule.code, one.message) for one in result.findings]


# -- where a comment can be -----------------------------------------------------------------------


def behind(place: Place, codes: str, reason: str) -> Change | None:
    """Put a comment behind the line, or the codes into the one that is there."""
    source, line = place.source, place.start.line
    start, end = source.line_span(line)
    written = source.text[start:end]
    if written.rstrip().endswith(_GOES_ON):
        return None
    found = _BRACKETS.search(written)
    if found:
        at = start + found.end(1)
        return Change(Span(at, at), f", {codes}" if found[1].strip() else codes)
    return Change(Span(end, end), f"  {_comment(codes, reason)}")


def above(place: Place, codes: str, reason: str) -> Change | None:
    """Put a comment above the line, indented like it."""
    source, line = place.source, place.start.line
    start, end = source.line_span(line)
    if line > 1 and source.line(line - 1).rstrip().endswith(_GOES_ON):
        return None
    written = source.text[start:end]
    indent = written[: len(written) - len(written.lstrip())]
    return Change(Span(start, start), f"{indent}{_comment(codes, reason)}{line_break(source.text)}")


def _at_head(position: Position, number: int) -> Position:
    """Return the position at the line that begins what the line is a part of.

    That is the nearest line above that is indented less; of this one again, and so on.
    """

    def at_head(place: Place, codes: str, reason: str) -> Change | None:
        head: Place | None = place
        for _ in range(number):
            head = _head(head) if head else None
        return position(head, codes, reason) if head else None

    return at_head


def _head(place: Place) -> Place | None:
    source = place.source
    least = _indent(source, place.start.line)
    for line in range(place.start.line - 1, 0, -1):
        indent = _indent(source, line)
        if indent is not None and least is not None and indent < least:
            return Place(source, source.line_span(line))
    return None


def _indent(source: Source, line: int) -> int | None:
    """Return how far a line is indented; None if nothing stands on it."""
    text = source.line(line)
    return len(text) - len(text.lstrip()) if text.strip() else None


def _comment(codes: str, reason: str) -> str:
    return f"# mappinglint: ignore[{codes}] {reason}".rstrip()


# A text of several lines may be nested as deep as that before the line with its key.
_MOST_HEADS: Final = 8
IN_TEXT: Final = (
    behind,
    above,
    *(
        _at_head(position, number)
        for number in range(1, _MOST_HEADS + 1)
        for position in (behind, above)
    ),
)

"""What stands behind a mistake: nobody can read on there, and it is most likely as it was.

A text is broken at every other stroke of a key. Its other findings should not come and go with it.
"""

from dataclasses import replace

from mappinglint.core import SYNTAX_ERROR
from mappinglint.finding import Finding
from mappinglint.lsp.change import Change, change_between
from mappinglint.lsp.excerpt import Move, after, moved
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.span import Span


@dataclass(frozen=True)
class Known:
    """What was found in a text, whose places are all in `source`.

    If a `mistake` keeps it from being read to its end, it is `doubtful` from an offset on: where
    the mistake was made, which may be far in front of where it shows.
    """

    source: Source
    findings: list[Finding]
    mistake: Place | None = None
    doubtful: int = 0


def known(source: Source, findings: list[Finding]) -> Known:
    """Return what is found in a text, whatever it was before."""
    mistakes = [one.primary.place for one in findings if one.rule is SYNTAX_ERROR]
    return Known(source, findings, min(mistakes, key=lambda place: place.span, default=None))


def with_kept(before: Known, now: Known) -> Known:
    """Return what is known of a text, with what was found where it cannot be read any more."""
    if now.mistake is None:
        return now
    change = change_between(before.source.text, now.source.text)
    move = after(change, before.source, now.source)
    doubtful = _doubtful(before, now, change, move)
    found = {_key(one) for one in now.findings}
    there = (moved(one, move) for one in before.findings if not _is_changed(one, change))
    kept = [
        one
        for one in there
        if one.rule is not SYNTAX_ERROR
        and one.primary.place.span.start >= doubtful
        and _key(one) not in found
    ]
    return replace(now, findings=[*now.findings, *kept], doubtful=doubtful)


def _doubtful(before: Known, now: Known, change: Change, move: Move) -> int:
    if before.mistake is None:
        return change.start
    doubtful = move(Place(before.source, Span(before.doubtful, before.doubtful))).span.start
    is_same = now.mistake is not None and move(before.mistake).span == now.mistake.span
    return doubtful if is_same else min(doubtful, change.start)


def _is_changed(finding: Finding, change: Change) -> bool:
    start, end = finding.primary.place.span
    return start < change.old_end and end > change.start


def _key(finding: Finding) -> tuple[str, Span]:
    return finding.rule.code, finding.primary.place.span

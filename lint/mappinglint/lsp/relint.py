"""What a change in a large text does to what was found in it, without linting all of it again.

The changed block and those around it are linted by themselves, as they were before the change and
as they are now. What is in both is no news; what the change has brought is added to the findings of
the whole, and what it has ended is taken out. What is wrong only because the rest is missing is in
both. This is the first answer: blocks that depend on each other in another way than by name wait
for the second one, which is that of the whole text.
"""

from collections.abc import Callable
from dataclasses import replace

from mappinglint.core import SYNTAX_ERROR
from mappinglint.engine import Result
from mappinglint.finding import Finding
from mappinglint.lsp.blocks import Blocks
from mappinglint.lsp.change import change_between
from mappinglint.lsp.excerpt import Excerpt, after, moved
from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.span import Span

# Lints what a path has in it.
Lint = Callable[[str, bytes], Result]
# What tells findings of one text apart.
_Key = tuple[str, Span, str]


@dataclass(frozen=True)
class Verdict:
    """What is found in a text, and its blocks, which the next change makes those of the next text.

    `mapping` is the number of a block with a mapping: without one, a text may be none of ours.
    """

    source: Source
    findings: list[Finding]
    blocks: Blocks
    mapping: int | None


def after_change(before: Verdict, source: Source, lint: Lint) -> Verdict | None:
    """Return the verdict on a text that has changed, or None if all of it must be linted."""
    if source.text == before.source.text:
        return before
    change = change_between(before.source.text, source.text)
    changed = before.blocks.changed(change, source.text)
    if changed is None:
        return None
    number, old_spans, new_spans = changed
    around = before.blocks.around(number)
    if around is None or before.mapping is None:
        return None
    around.add(before.mapping)
    old = _lint(before.source, old_spans, around, lint)
    new = _lint(source, new_spans, around, lint)
    if old is None or new is None:
        return None
    move = after(change, before.source, source)
    old = [moved(one, move) for one in old]
    if any(one.rule is SYNTAX_ERROR for one in new):
        # What stands behind the mistake has not been read: it is as it was.
        here = new_spans[number]
        old = [one for one in old if one.rule is SYNTAX_ERROR or _is_in(one, here)]
    findings = _merged([moved(one, move) for one in before.findings], old, new)
    return replace(before, source=source, findings=findings)


def _is_in(finding: Finding, span: Span) -> bool:
    return span.start <= finding.primary.place.span.start < span.end


def _lint(source: Source, spans: list[Span], around: set[int], lint: Lint) -> list[Finding] | None:
    """Return what is found in some blocks of a text and in what stands beside the blocks."""
    left_out = [span for number, span in enumerate(spans) if number not in around]
    excerpt = Excerpt(source, left_out)
    result = lint(source.path, excerpt.text.encode())
    if result.failures:
        # They name lines, which are those of the excerpt.
        return None
    return [moved(one, excerpt.in_whole) for one in result.findings]


def _merged(whole: list[Finding], old: list[Finding], new: list[Finding]) -> list[Finding]:
    """Return the findings of the whole with what is new in a part, and without what has gone."""
    was, is_now = ({_key(one): one for one in found} for found in (old, new))
    merged: dict[_Key, Finding] = {}
    for one in whole:
        key = _key(one)
        if key not in was or was[key] == is_now.get(key):
            merged[key] = one
        elif key in is_now:
            merged[key] = is_now[key]
    for key, one in is_now.items():
        if key not in was:
            merged.setdefault(key, one)
    return sorted(merged.values(), key=lambda one: one.sort_key)


def _key(finding: Finding) -> _Key:
    return finding.rule.code, finding.primary.place.span, finding.message

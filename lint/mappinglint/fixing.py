"""Applies fixes to a file until none is left."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from mappinglint.core import (
    ABOUT_SUPPRESSIONS,
    MALFORMED_SUPPRESSION,
    RULE_OF_PROBLEM,
    UNKNOWN_SUPPRESSION,
)
from mappinglint.edit import Fix
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.record import dataclass
from mappinglint.source import Source, decode, encode
from mappinglint.span import Span

# One fix may make room for the next one; a file that still changes then is left as it is.
_MOST_ROUNDS = 20
# Of these suppressions, nobody knows what they were meant to hide.
_NOT_UNDERSTOOD = (UNKNOWN_SUPPRESSION, MALFORMED_SUPPRESSION)
_PROBLEMS = tuple(RULE_OF_PROBLEM.values())


@dataclass(frozen=True)
class Mended:
    """The bytes of a file after its fixes, and what is found in them; `result` counts the fixes."""

    data: bytes
    result: Result


def mend(
    engine: Engine,
    path: str,
    data: bytes,
    result: Result,
    *,
    unsafe: bool,
    is_known: Callable[[Finding], bool] = lambda _: False,
) -> Mended:
    """Apply the safe fixes of a file's findings, and the others if asked to.

    What is known, and not to be told, is not mended either. A round of fixes that would break the
    file is taken back.
    """
    if not applicable(result, unsafe=unsafe):
        return Mended(data, result)
    mending = _Mending(engine, path, data, result)
    if _is_all_shown(result):
        mending.run(
            lambda one: one.rule not in ABOUT_SUPPRESSIONS and not is_known(one), unsafe=unsafe
        )
    mending.run(lambda one: one.rule in ABOUT_SUPPRESSIONS and not is_known(one), unsafe=unsafe)
    return Mended(mending.data, replace(mending.result, fixed=mending.fixed))


def is_any_mendable(result: Result) -> bool:
    """Say whether there is something that `mend` does without unsafe fixes."""
    found = applicable(result, unsafe=False).values()
    return any(_is_all_shown(result) or one.rule in ABOUT_SUPPRESSIONS for one in found)


def _is_all_shown(result: Result) -> bool:
    """Say whether nothing may be hidden, or meant to be, by a suppression not understood.

    What is, is shown before the next run mends it.
    """
    return not any(found.rule in _NOT_UNDERSTOOD for found in result.findings)


class _Mending:
    """A file and what is found in it, while its fixes are applied."""

    def __init__(self, engine: Engine, path: str, data: bytes, result: Result) -> None:
        self._engine = engine
        self._path = path
        # A file that has fixes has been read.
        self._text = decode(data)
        self.data = data
        self.result = result
        self.fixed: list[Finding] = []

    def run(self, is_wanted: Callable[[Finding], bool], *, unsafe: bool) -> None:
        """Apply the fixes of the findings that are wanted, until none is left."""
        for _ in range(_MOST_ROUNDS):
            mendable = {
                fix: found
                for fix, found in applicable(self.result, unsafe=unsafe).items()
                if is_wanted(found)
            }
            if not mendable or not self._apply_some(mendable):
                break

    def _apply_some(self, mendable: dict[Fix, Finding]) -> bool:
        """Apply all fixes that go together, or else the first that is possible; say if any was."""
        for fixes in (list(mendable), *([fix] for fix in mendable)):
            changed, applied = apply(self._text, fixes)
            data = encode(changed, like=self.data)
            after = self._engine.check_bytes(self._path, data)
            if applied and _is_no_worse(self.result, after):
                self._text, self.data, self.result = changed, data, after
                self.fixed += [mendable[fix] for fix in applied]
                return True
        # To the other files of its project it is what it was before the last attempt.
        self.result = self._engine.check_bytes(self._path, self.data)
        return False


def _is_no_worse(before: Result, after: Result) -> bool:
    """Say whether a file still reads as it did: a fix that breaks it is not applied."""
    problems = zip(_problems(before), _problems(after), strict=True)
    return all(new <= old for old, new in problems) and not after.failures


def applicable(result: Result, *, unsafe: bool) -> dict[Fix, Finding]:
    """Return the fixes of a result that may be applied, in order, each with what it mends."""
    mendable: dict[Fix, Finding] = {}
    for found in result.findings:
        if found.fix is not None and (found.fix.safe or unsafe):
            mendable.setdefault(found.fix, found)
    return mendable


def apply(text: str, fixes: list[Fix]) -> tuple[str, list[Fix]]:
    """Return the text with every fix that overlaps none before it, and which these were."""
    taken: dict[Span, str] = {}
    applied: list[Fix] = []
    for fix in fixes:
        edits = {edit.place.span: edit.text for edit in fix.edits}
        is_sound = len(edits) == len(fix.edits) and not any(map(_overlap, *_neighbours(edits)))
        if not is_sound or any(_clash(span, other) for span in edits for other in taken):
            continue
        taken |= edits
        applied.append(fix)
    for (start, end), new in sorted(taken.items(), reverse=True):
        text = text[:start] + new + text[end:]
    return text, applied


def difference(path: str, before: bytes, after: bytes) -> str:
    """Return what a fix changes, as a unified diff; empty if nothing."""
    from difflib import unified_diff

    old, new = (Source(path, decode(data)).lines() for data in (before, after))
    name = path.lstrip("/")
    lines = unified_diff(old, new, f"a/{name}", f"b/{name}")
    ended = (
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
    return "".join(ended)


def _neighbours(spans: Iterable[Span]) -> tuple[list[Span], list[Span]]:
    """Return the spans in order but for the last one, and but for the first one."""
    ordered = sorted(spans)
    return ordered[:-1], ordered[1:]


def _overlap(one: Span, other: Span) -> bool:
    return one.end > other.start


def _clash(one: Span, other: Span) -> bool:
    """Say whether two spans overlap or touch: what touches may mean something else together."""
    return one.start <= other.end and other.start <= one.end


def _problems(result: Result) -> list[int]:
    """Return how many problems there are of each kind."""
    rules = [found.rule for found in result.findings]
    return [rules.count(rule) for rule in _PROBLEMS]

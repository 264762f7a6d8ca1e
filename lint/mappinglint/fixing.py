"""Applies fixes to a file until none is left."""

from dataclasses import dataclass, replace

from mappinglint.core import RULE_OF_PROBLEM
from mappinglint.edit import Fix
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.source import Source, UndecodableError, decode, encode
from mappinglint.span import Span

# One fix may make room for the next one; a file that still changes then is left as it is.
_MOST_ROUNDS = 20
_PROBLEMS = frozenset(RULE_OF_PROBLEM.values())


@dataclass(frozen=True)
class Mended:
    """The bytes of a file after its fixes, and what is found in them; `result` counts the fixes."""

    data: bytes
    result: Result


def mend(engine: Engine, path: str, data: bytes, result: Result, *, unsafe: bool) -> Mended:
    """Apply the safe fixes of a file's findings, and the others if asked to.

    A round of fixes that would break the file is taken back.
    """
    try:
        text = decode(data)
    except UndecodableError:
        return Mended(data, result)
    fixed: list[Finding] = []
    for _ in range(_MOST_ROUNDS):
        mendable = applicable(result, unsafe=unsafe)
        if not mendable:
            break
        changed, applied = apply(text, list(mendable))
        changed_data = encode(changed, like=data)
        after = engine.check_bytes(path, changed_data)
        if _problems(after) > _problems(result) or after.failures:
            break
        text, data, result = changed, changed_data, after
        fixed += [mendable[fix] for fix in applied]
    return Mended(data, replace(result, fixed=fixed))


def applicable(result: Result, *, unsafe: bool) -> dict[Fix, Finding]:
    """Return the fixes of a result that may be applied, in order, each with what it mends.

    A fix that reaches into another file belongs to that file's owner, and is left to him.
    """
    mendable: dict[Fix, Finding] = {}
    for found in result.findings:
        fix = found.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        if {edit.place.source for edit in fix.edits} == {found.primary.place.source}:
            mendable.setdefault(fix, found)
    return mendable


def apply(text: str, fixes: list[Fix]) -> tuple[str, list[Fix]]:
    """Return the text with every fix that overlaps none before it, and which these were."""
    taken: dict[Span, str] = {}
    applied: list[Fix] = []
    for fix in fixes:
        edits = {edit.place.span: edit.text for edit in fix.edits}
        if any(_clash(span, other) for span in edits for other in taken):
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


def _clash(one: Span, other: Span) -> bool:
    """Say whether two spans overlap or touch: what touches may mean something else together."""
    return one.start <= other.end and other.start <= one.end


def _problems(result: Result) -> int:
    return sum(found.rule in _PROBLEMS for found in result.findings)

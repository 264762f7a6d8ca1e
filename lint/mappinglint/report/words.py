"""Sentences that several reports share."""

import re
from collections.abc import Iterator

from mappinglint.engine import Result
from mappinglint.finding import Finding, Level

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return the text without anything that a terminal would obey, or that would break a line."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def count(number: int, noun: str) -> str:
    """Return "1 file", "2 files"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(result: Result) -> str:
    """Return one line: what was found, in how much."""
    looked_at = f"{count(result.mappings, 'mapping')} in {count(result.files, 'file')}"
    if result.unfilled:
        looked_at += f", {count(result.unfilled, 'unfilled template')} not read"
    if result.fixed:
        looked_at += f", {len(result.fixed)} fixed"
    if not result.findings:
        outcome = "no findings" if result.mappings else "no event source mapping found"
        return f"{outcome}: {looked_at}"
    counts = dict.fromkeys(reversed(Level), 0)
    for finding in result.findings:
        counts[finding.level] += 1
    found = ", ".join(count(number, str(level)) for level, number in counts.items() if number)
    return f"{found}: {looked_at}"


def remedies(finding: Finding) -> Iterator[str]:
    """Yield what to change: in words, and what --fix does if that is something else."""
    fix, remedy = finding.fix, finding.remedy
    if fix is None:
        yield from [remedy] if remedy else []
        return
    how = "safe, --fix" if fix.safe else "unsafe, --unsafe-fixes"
    # "did you mean BatchSize?" says what the fix writes.
    is_said = remedy.endswith("?") or not remedy or fix.title in remedy
    if not is_said:
        yield remedy
    yield f"{remedy if is_said and remedy else fix.title} ({how})"


def when(finding: Finding) -> str:
    """Return what has to be so for the finding to hold: "IsProd is true"; empty if nothing."""
    return " and ".join(f"{subject} is {value}" for subject, value in finding.when)

"""Sentences that several reports share."""

import re
from collections.abc import Iterator

from mappinglint.engine import Result
from mappinglint.finding import Finding, Level
from mappinglint.identity import relative
from mappinglint.place import Place

# What moves a cursor, breaks a line, or turns the direction of what follows.
_CONTROL = (
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufeff]"
)


def printable(text: str) -> str:
    """Return the text without anything that a terminal would obey, or that would break a line."""
    if text.isprintable():
        return text
    return re.sub(_CONTROL, lambda found: ascii(found[0])[1:-1], text)


def unobeyed(text: str) -> str:
    """Return a text of JSON with escapes for what `json` leaves as it is, and a terminal obeys.

    Outside of strings, there is nothing of that but line breaks.
    """
    return re.sub(
        _CONTROL,
        lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}",
        text,
    )


def count(number: int, noun: str) -> str:
    """Return "1 file", "2 files"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(result: Result) -> str:
    """Return one line: what was found, in how much, and what became or can become of it."""
    looked_at = f"{count(result.mappings, 'mapping')} in {count(result.files, 'file')}"
    if result.unfilled:
        looked_at += f", {count(result.unfilled, 'unfilled template')} not read"
    if result.suppressed:
        looked_at += f", {len(result.suppressed)} suppressed"
    if result.fixed:
        looked_at += f", {len(result.fixed)} fixed"
    # A safe fix that is left after --fix is one that could not be applied.
    elif fixable := sum(one.fix is not None and one.fix.safe for one in result.findings):
        looked_at += f", {fixable} fixable with --fix"
    if not result.findings:
        outcome = "no findings" if result.mappings else "no event source mapping found"
        if any(one.is_interruption for one in result.failures):
            outcome += " so far"
        return f"{outcome}: {looked_at}"
    counts = dict.fromkeys(reversed(Level), 0)
    for finding in result.findings:
        counts[finding.level] += 1
    found = ", ".join(count(number, str(level)) for level, number in counts.items() if number)
    return f"{found}: {looked_at}"


def sentence(finding: Finding) -> str:
    """Return in one line what is wrong, and when."""
    condition = f" (when {when(finding)})" if finding.when else ""
    return printable(f"{finding.message}{condition}")


def located(place: Place, root: str) -> str:
    """Return `path:line:column`, the path as it is below the root."""
    line, column = place.start
    return printable(f"{relative(place.source.path, root)}:{line}:{column}")


def details(finding: Finding, root: str) -> Iterator[str]:
    """Yield, line by line, what a report without excerpts says under the sentence."""
    for label in finding.related:
        yield f"see {located(label.place, root)}: {printable(label.text)}"
    yield from notes(finding)


def notes(finding: Finding) -> Iterator[str]:
    """Yield, line by line, what AWS does and what to change."""
    if finding.aws:
        yield f"aws: {printable(finding.aws)}"
    yield from (f"fix: {printable(line)}" for line in remedies(finding))


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Return errors, then warnings, then notes, each in the order in which they stood."""
    return sorted(findings, key=lambda one: -one.level)


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

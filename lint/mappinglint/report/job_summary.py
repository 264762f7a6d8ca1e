"""The page that GitHub shows for a job: findings as a table of Markdown."""

import re

from mappinglint.clip import clipped
from mappinglint.engine import Result
from mappinglint.finding import Finding
from mappinglint.report.words import (
    count,
    located,
    printable,
    remedies,
    sentence,
    summary,
    worst_first,
)

# Bytes. GitHub takes 1 MiB from a step, and nothing at all of what is larger.
_LARGEST = 500_000
# Characters of a cell: a row is for a glance.
_LONGEST = 1000

# Who breaks on one file often does so on all of them.
_MOST_FAILURES = 10

_HEAD = "| Level | Rule | Where | What | Fix |\n|---|---|---|---|---|\n"

# What means something within a line of GitHub's Markdown: HTML, tables, links and mathematics, too.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~$&:@]")


def render(result: Result, root: str) -> str:
    """Return the page, in Markdown: what was found in how much, a table of it, and what broke."""
    parts = ["\n## mappinglint\n\n", f"{_escaped(summary(result))}\n"]
    broken = [_escaped(str(failure)) for failure in result.failures[:_MOST_FAILURES]]
    parts += [f"\nmappinglint itself failed: {reason}\n" for reason in broken]
    if result.findings:
        parts += ["\n", _HEAD]
    size = sum(map(_size, parts))
    left_out = 0
    for finding in worst_first(result.findings):
        row = _row(finding, root)
        if size + _size(row) > _LARGEST:
            left_out += 1
        else:
            size += _size(row)
            parts.append(row)
    if left_out:
        more = count(left_out, "more finding")
        parts.append(f"\n{more} did not fit in here; the log of the step has all of them.\n")
    return "".join(parts)


def _row(finding: Finding, root: str) -> str:
    rule = f"{finding.rule.code} {finding.rule.name}"
    # Where it is no code, GitHub makes a picture of ":100:".
    where = f"<code>{_escaped(located(finding.primary.place, root))}</code>"
    what = _escaped(sentence(finding))
    fix = _escaped("; ".join(remedies(finding)))
    return f"| {finding.level} | {_escaped(rule)} | {where} | {what} | {fix} |\n"


def _escaped(text: str) -> str:
    """Return the text so that it means itself in a cell, and is not too long for one."""
    text = clipped(printable(text), _LONGEST)
    return _MARKUP.sub(r"\\\g<0>", text.replace("\t", " "))


def _size(text: str) -> int:
    return len(text.encode(errors="backslashreplace"))

"""Findings as GitHub Actions takes them: lines of the log that become remarks beside the code."""

import re
from collections import Counter
from collections.abc import Iterator

from mappinglint.discovery import is_made_up
from mappinglint.engine import Result
from mappinglint.finding import Finding, Level
from mappinglint.identity import relative
from mappinglint.report.words import details, located, printable, sentence, summary, worst_first

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}

# Of each kind, GitHub shows so many beside the code for one step of a job.
_MOST_SHOWN = 10

_LINE_BREAK = re.compile(r"([\r\n])")


def render(result: Result, root: str) -> str:
    """Return a workflow command for each finding, errors first, and lines that sum up.

    The log of Actions shows the message of a command and nothing else of it: so that has all.
    Whatever comes from a file stands in commands, so that nothing in a file is taken for one.
    """
    commands = [_command(finding, root) for finding in worst_first(result.findings)]
    lines = [*commands, summary(result), *_unshown(result.findings)]
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding, root: str) -> str:
    place = finding.primary.place.first_line()
    where = located(place, root)
    head = f"{where}: {finding.rule.code} {sentence(finding)}"
    properties = {"title": f"{finding.rule.code} {finding.rule.name}"}
    path = relative(place.source.path, root)
    if not is_made_up(path):
        start, end = place.start, place.end
        properties = {
            "file": "".join(_shown(one) for one in _LINE_BREAK.split(path)),
            "line": str(start.line),
            "endLine": str(end.line),
            "col": str(start.column),
            "endColumn": str(end.column),
            **properties,
        }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = _data("\n".join([head, *details(finding, root)]))
    return f"::{_COMMANDS[finding.level]} {told}::{message}"


def _shown(part: str) -> str:
    """Return a part of a name without what a terminal obeys; line breaks are escaped later on."""
    return part if part in ("\r", "\n") else printable(part)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _unshown(findings: list[Finding]) -> Iterator[str]:
    counts = Counter(finding.level for finding in findings)
    cut = [
        f"{_MOST_SHOWN} of {counts[level]} {level}s"
        for level in reversed(Level)
        if counts[level] > _MOST_SHOWN
    ]
    if cut:
        yield f"{' and '.join(cut)} are shown by GitHub beside the code; all are in this log"

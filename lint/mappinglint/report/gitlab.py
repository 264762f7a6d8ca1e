"""Findings for GitLab: its Code Quality report, a list in JSON."""

import json
from typing import Any

from mappinglint.engine import Result
from mappinglint.finding import Finding, Level
from mappinglint.identity import fingerprints, relative
from mappinglint.report.words import printable, sentence, unobeyed

_SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "info"}


def render(result: Result, root: str) -> str:
    """Return the report; GitLab knows a finding again by its fingerprint."""
    suppressed = (one.finding for one in result.suppressed)
    marks = fingerprints([*result.findings, *suppressed], root)
    entries = [_entry(finding, marks[id(finding)], root) for finding in result.findings]
    return unobeyed(json.dumps(entries, indent=2, ensure_ascii=False)) + "\n"


def _entry(finding: Finding, mark: str, root: str) -> dict[str, Any]:
    place = finding.primary.place
    return {
        # GitLab shows the description, and of the check's name nothing in most places.
        "description": f"{finding.rule.code} {sentence(finding)}{_fix(finding)}",
        "check_name": finding.rule.code,
        "fingerprint": mark,
        "severity": _SEVERITIES[finding.level],
        "location": {
            "path": relative(place.source.path, root),
            "lines": {"begin": place.start.line},
        },
    }


def _fix(finding: Finding) -> str:
    """Return what to change: a merge request has no other place for it."""
    title = finding.fix.title if finding.fix else ""
    return f"; fix: {printable(finding.remedy or title)}" if finding.remedy or title else ""

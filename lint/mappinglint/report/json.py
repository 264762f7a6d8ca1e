"""Findings for programs. docs/json-report.md says what each key means and what is promised."""

import json
from typing import Any

from mappinglint.engine import Result
from mappinglint.finding import Finding, Suppressed
from mappinglint.place import Label, Place
from mappinglint.report.words import unobeyed

VERSION = 1


def render(result: Result) -> str:
    """Return the report as JSON, version 1."""
    report = {
        "version": VERSION,
        "findings": [_finding(finding) for finding in result.findings],
        "failures": [str(failure) for failure in result.failures],
        "files": result.files,
        "mappings": result.mappings,
        "unfilled": result.unfilled,
        "fixed": len(result.fixed),
        "suppressed": [_suppressed(one) for one in result.suppressed],
    }
    return unobeyed(json.dumps(report, indent=2, ensure_ascii=False)) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.rule.code,
        "name": finding.rule.name,
        "level": str(finding.level),
        "evidence": finding.rule.evidence.value,
        "message": finding.message,
        "mapping": finding.mapping,
        "setting": finding.setting,
        "place": _label(finding.primary),
        "related": [_label(label) for label in finding.related],
        "aws": finding.aws,
        "fix": finding.remedy,
        "edits": _edits(finding),
        "when": [{"subject": one.subject, "value": one.value} for one in finding.when],
    }


def _suppressed(one: Suppressed) -> dict[str, Any]:
    return {**_finding(one.finding), "by": one.by.name.lower(), "reason": one.reason}


def _edits(finding: Finding) -> dict[str, Any] | None:
    fix = finding.fix
    if fix is None:
        return None
    changes = [{"place": _place(edit.place), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "changes": changes}


def _label(label: Label) -> dict[str, Any]:
    return {**_place(label.place), "text": label.text}


def _place(place: Place) -> dict[str, Any]:
    start, end = place.start, place.end
    return {
        "path": place.source.path,
        "line": start.line,
        "column": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }

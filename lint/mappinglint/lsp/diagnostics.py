"""Findings as an editor shows them."""

import os
from pathlib import PurePath

from lsprotocol import types

from mappinglint.finding import Finding, Level
from mappinglint.lsp.positions import Positions
from mappinglint.report.words import printable, sentence

SOURCE = "mappinglint"
_SEVERITIES = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.NOTE: types.DiagnosticSeverity.Information,
}


def diagnostic(finding: Finding, positions: Positions) -> types.Diagnostic:
    """Return a finding with all that an editor can show of it."""
    related = [
        types.DiagnosticRelatedInformation(positions.location(label.place), label.text)
        for label in finding.related
    ]
    return types.Diagnostic(
        range=positions.range(finding.primary.place),
        severity=_SEVERITIES[finding.level],
        code=finding.rule.code,
        code_description=_description(finding.rule.page),
        source=SOURCE,
        message=message(finding),
        tags=[types.DiagnosticTag.Unnecessary] if finding.rule.without_effect else None,
        related_information=related or None,
    )


def message(finding: Finding) -> str:
    """Return what is wrong, what AWS does and what to change, line by line."""
    remedy = finding.remedy or (finding.fix.title if finding.fix else "")
    lines = [sentence(finding)]
    lines += [f"aws: {printable(finding.aws)}"] if finding.aws else []
    lines += [f"fix: {printable(remedy)}"] if remedy else []
    return "\n".join(lines)


def _description(page: str) -> types.CodeDescription | None:
    """Return where the page of a rule is: a file beside its code, which editors can open."""
    return types.CodeDescription(PurePath(page).as_uri()) if os.path.isabs(page) else None

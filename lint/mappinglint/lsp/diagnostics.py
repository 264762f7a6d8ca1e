"""Findings as an editor shows them."""

import os
from collections.abc import Iterator
from pathlib import PurePath

from lsprotocol import types

from mappinglint.finding import Finding, Level
from mappinglint.lsp.positions import Positions
from mappinglint.report.words import located, printable, sentence

SOURCE = "mappinglint"
_SEVERITIES = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.NOTE: types.DiagnosticSeverity.Information,
}


def diagnostic(finding: Finding, positions: Positions, *, shows_related: bool) -> types.Diagnostic:
    """Return a finding with all that an editor can show of it.

    In one that `shows_related` places, the message need not tell them.
    """
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
        message="\n".join(_lines(finding, shows_related=shows_related)),
        tags=[types.DiagnosticTag.Unnecessary] if finding.rule.without_effect else None,
        related_information=related or None,
    )


def _lines(finding: Finding, *, shows_related: bool) -> Iterator[str]:
    """Yield what is wrong, what explains it, what AWS does and what to change, line by line."""
    yield sentence(finding)
    for label in () if shows_related else finding.related:
        yield f"see {located(label.place, os.getcwd())}: {printable(label.text)}"
    if finding.aws:
        yield f"aws: {printable(finding.aws)}"
    remedy = finding.remedy or (finding.fix.title if finding.fix else "")
    if remedy:
        yield f"fix: {printable(remedy)}"


def _description(page: str) -> types.CodeDescription | None:
    """Return where the page of a rule is: a file beside its code, which editors can open."""
    return types.CodeDescription(PurePath(page).as_uri()) if os.path.isabs(page) else None

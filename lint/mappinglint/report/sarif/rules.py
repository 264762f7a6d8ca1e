"""Rules as reporting descriptors."""

from typing import Any

import sarif_om as om

from mappinglint.finding import Level
from mappinglint.kind import ALL_KINDS
from mappinglint.pages import as_text, first_link, read_page, section, summary
from mappinglint.rule import Evidence, Rule

# GitHub takes no longer description.
_LONGEST = 1024

# By the first digit of a built-in rule's code.
_FAMILIES = {
    "0": "reading",
    "1": "source",
    "2": "batching",
    "3": "starting-position",
    "4": "failures",
    "5": "filters",
    "6": "access",
    "7": "resources",
    "9": "linter",
}
_BUILT_IN = "ESM"

# A rule for more kinds of source than these is about sources in general.
_FEW_KINDS = 4

# How sure it is that a finding is one: as sure as its evidence.
_PRECISION = {
    Evidence.RECORDED: "very-high",
    Evidence.MODELLED: "very-high",
    Evidence.DOCUMENTED: "high",
    Evidence.ADVISED: "medium",
}
_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}


def descriptor(rule: Rule) -> Any:
    """Return a rule with its page."""
    page = read_page(rule)
    about = as_text(section(page, "What it does")) or rule.name
    return om.ReportingDescriptor(
        id=rule.code,
        name=rule.name,
        short_description=_message(_cut(as_text(summary(page)) or rule.name)),
        full_description=_message(_cut(" ".join(about.split()))),
        help=om.MultiformatMessageString(
            text=as_text(page) or rule.name, markdown=page or rule.name
        ),
        # The project has no address of its own yet: this is where AWS, or the tool, says so.
        help_uri=first_link(section(page, "References")) or None,
        default_configuration=om.ReportingConfiguration(level=str(rule.level)),
        properties=_properties(rule),
    )


def _message(text: str) -> Any:
    return om.MultiformatMessageString(text=text)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _properties(rule: Rule) -> dict[str, Any]:
    """Return what GitHub sorts and filters alerts by."""
    tags = ["aws-lambda", "event-source-mapping"]
    if rule.code.startswith(_BUILT_IN):
        tags.append(_FAMILIES.get(rule.code[-3], ""))
    if rule.kinds != ALL_KINDS and len(rule.kinds) <= _FEW_KINDS:
        tags += sorted(kind.name.lower().replace("_", "-") for kind in rule.kinds)
    tags += [rule.evidence.value, *(["security"] if rule.security else [])]
    properties: dict[str, Any] = {
        "tags": [tag for tag in tags if tag],
        "precision": _PRECISION[rule.evidence],
        "problem.severity": _SEVERITY[rule.level],
    }
    if rule.security is not None:
        properties["security-severity"] = f"{rule.security:.1f}"
    return properties

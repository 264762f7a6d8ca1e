"""Findings as SARIF 2.1.0, for code scanning."""

import json
import os
import urllib.parse
from pathlib import PurePath
from typing import Any

import attr
import sarif_om as om

from mappinglint import __version__
from mappinglint.engine import Result
from mappinglint.finding import Finding
from mappinglint.pages import read_page, section, summary
from mappinglint.place import Label, Place
from mappinglint.report.words import when
from mappinglint.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(result: Result) -> str:
    """Return a log with one run. The same result gives the same bytes."""
    rules = sorted({finding.rule for finding in result.findings}, key=lambda rule: rule.code)
    index = {rule: number for number, rule in enumerate(rules)}
    driver = om.ToolComponent(
        name="mappinglint",
        version=__version__,
        semantic_version=__version__,
        rules=[_descriptor(rule) for rule in rules],
    )
    run = om.Run(
        tool=om.Tool(driver=driver),
        column_kind="unicodeCodePoints",
        invocations=[_invocation(result)],
        results=[_result(finding, index) for finding in result.findings],
    )
    log = om.SarifLog(version="2.1.0", schema_uri=_SCHEMA, runs=[run])
    return json.dumps(_plain(log), indent=2, ensure_ascii=False) + "\n"


def _descriptor(rule: Rule) -> Any:
    page = read_page(rule)
    return om.ReportingDescriptor(
        id=rule.code,
        name=rule.name,
        short_description=om.MultiformatMessageString(text=summary(page) or rule.name),
        full_description=om.MultiformatMessageString(text=section(page, "Why") or rule.name),
        help=om.MultiformatMessageString(text=page or rule.name, markdown=page or rule.name),
        default_configuration=om.ReportingConfiguration(level=str(rule.level)),
    )


def _result(finding: Finding, index: dict[Rule, int]) -> Any:
    return om.Result(
        rule_id=finding.rule.code,
        rule_index=index[finding.rule],
        level=str(finding.level),
        message=om.Message(text=_message(finding)),
        locations=[_location(finding)],
        related_locations=[
            _related(number, label) for number, label in enumerate(finding.related, start=1)
        ]
        or None,
    )


def _location(finding: Finding) -> Any:
    """Return where a finding is: in the file, and in which of its resources."""
    named = om.LogicalLocation(fully_qualified_name=finding.mapping, kind="resource")
    return om.Location(
        physical_location=_physical(finding.primary.place),
        logical_locations=[named] if finding.mapping else None,
    )


def _message(finding: Finding) -> str:
    """Return message and reasons; GitHub shows a related place only if the message links it."""
    parts = [f"{_escaped(finding.message)}."]
    if finding.when:
        parts.append(f"When {_escaped(when(finding))}.")
    links = [
        f"[{_escaped(label.text) or 'here'}]({number})"
        for number, label in enumerate(finding.related, start=1)
    ]
    if links:
        parts.append(f"See {' and '.join(links)}.")
    if finding.aws:
        parts.append(_ended(f"AWS {_escaped(finding.aws)}"))
    if finding.remedy:
        parts.append(_ended(f"Fix: {_escaped(finding.remedy)}"))
    return " ".join(parts)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("?", '."', '?"')) else f"{sentence}."


def _escaped(text: str) -> str:
    """Return text in which nothing is a link: SARIF gives brackets a meaning."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _related(number: int, label: Label) -> Any:
    message = om.Message(text=_escaped(label.text)) if label.text else None
    return om.Location(id=number, physical_location=_physical(label.place), message=message)


def _physical(place: Place) -> Any:
    start, end = place.start, place.end
    region = om.Region(
        start_line=start.line,
        start_column=start.column,
        end_line=end.line,
        end_column=end.column,
    )
    artifact = om.ArtifactLocation(uri=_uri(place.source.path))
    return om.PhysicalLocation(artifact_location=artifact, region=region)


def _uri(path: str) -> str:
    """Return a path as a relative URI, or as a file URI if it is absolute."""
    pure = PurePath(path.strip("<>"))  # "<stdin>" has no place in a URI
    if pure.is_absolute():
        return pure.as_uri()
    return urllib.parse.quote(os.fsencode(pure.as_posix()))


def _invocation(result: Result) -> Any:
    notifications = [
        om.Notification(level="error", message=om.Message(text=_escaped(str(failure))))
        for failure in result.failures
    ]
    return om.Invocation(
        execution_successful=not result.failures,
        tool_execution_notifications=notifications or None,
    )


def _plain(value: Any) -> Any:
    """Return SARIF objects as dicts under the standard's names, without what is at its default.

    sarif_om has no writer of its own. A result's level is written even so: readers fall back to
    the rule's level when it is missing, not to the standard's default.
    """
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if not attr.has(type(value)):
        return value
    found = {}
    for field in attr.fields(type(value)):
        inner = getattr(value, field.name)
        default = field.default
        if isinstance(default, attr.Factory):  # type: ignore[arg-type]  # attrs types it as a function
            default = default.factory()
        is_level = field.name == "level"
        if inner is None or (inner == default and not is_level):
            continue
        found[field.metadata["schema_property_name"]] = _plain(inner)
    return found

"""Findings as Checkstyle writes them, which many build servers read."""

from xml.etree import ElementTree as ET

from mappinglint.engine import Result
from mappinglint.finding import Level
from mappinglint.identity import relative
from mappinglint.report.words import sentence
from mappinglint.report.xml_text import allowed, document

_SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "info"}


def render(result: Result, root: str) -> str:
    """Return the report as XML: files, and in each of them its findings."""
    # The version says in which form it is written; readers know this one.
    report = ET.Element("checkstyle", version="4.3")
    files: dict[str, ET.Element] = {}
    for finding in result.findings:
        place = finding.primary.place
        path = allowed(relative(place.source.path, root))
        if path not in files:
            files[path] = ET.SubElement(report, "file", name=path)
        ET.SubElement(
            files[path],
            "error",
            line=str(place.start.line),
            column=str(place.start.column),
            severity=_SEVERITIES[finding.level],
            message=allowed(sentence(finding)),
            source=f"mappinglint.{finding.rule.code}",
        )
    return document(report)

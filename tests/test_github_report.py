"""What GitHub Actions gets: workflow commands in the log, and a page for the job."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding, Level
from mappinglint.place import Label, Place
from mappinglint.plugins import Failure
from mappinglint.report import render
from mappinglint.report.job_summary import render as render_page
from mappinglint.report.words import printable
from mappinglint.rule import Evidence, Rule
from mappinglint.source import Source
from mappinglint.span import Span

Run = Callable[..., tuple[int, str, str]]

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_RULE = Rule("EX001", "example-rule", Level.WARNING, Evidence.ADVISED, __name__)
_ERROR = (
    "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\nBatchSize: 11\n"
)
# Every kind of text that means something to Actions, to Markdown or to HTML.
_HOSTILE = [
    "::error::no",
    "50%, 100%25 and %0A",
    "a\r\n::stop-commands::x\n##[error]no",
    "a | b || c \\| d",
    "`code` ``more`` `",
    "<img src=x onerror=alert(1)> &amp; <!-- -->",
    "[link](https://example.com) ![image](x) https://example.com <https://example.com>",
    "*bold* __bold__ ~~gone~~ $x$ \\ \\\\ # - 1.",
    "\x1b[31m\x00\u202e\u2028",
    "größe ☃ 東京",
]


class _Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def _read(line: str) -> _Command | None:
    """Read a line of a log as the runner of GitHub Actions does; None if it is no command."""
    found = re.fullmatch(r"\s*::(\S+?)(?: (.*?))?::(.*)", line)
    if not found:
        assert "##[" not in line, "the runner finds an old command anywhere in a line"
        return None
    pairs = [pair.split("=", 1) for pair in (found[2] or "").split(",") if pair]
    properties = {name: _unescaped(value, "\r\n:,%") for name, value in pairs}
    return _Command(found[1], properties, _unescaped(found[3], "\r\n%"))


def _unescaped(text: str, characters: str) -> str:
    for character in characters:
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def _finding(message: str, level: Level = Level.ERROR, *, path: str = "x.yaml") -> Finding:
    return Finding(_RULE, level, message, Label(Place(Source(path, "k: 1\n"), Span(3, 4))))


def _file_name(text: str) -> str:
    return "".join(character for character in text if character not in "/\0") + ".yaml"


def _golden(name: str, shown: str, request: pytest.FixtureRequest) -> None:
    path = _FIXTURES / "reports" / name
    if request.config.getoption("--rewrite-golden"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.fixture
def found(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(_FIXTURES)
    result = Result()
    for name in ("orders.yaml", "scenarios.yaml"):
        path = Path("bad", "cloudformation", name)
        result.add(engine.check_bytes(str(path), path.read_bytes()))
    return result


def test_log_is_what_it_was(found: Result, request: pytest.FixtureRequest) -> None:
    _golden("github.log", render("github", found), request)


def test_job_summary_is_what_it_was(found: Result, request: pytest.FixtureRequest) -> None:
    _golden("job-summary.md", render_page(found, str(Path.cwd())), request)


def test_command_has_all_that_a_remark_beside_the_code_needs(found: Result) -> None:
    command = _read(render("github", found).splitlines()[0])
    assert command is not None
    assert command.name == "error"
    assert command.properties == {
        "file": "bad/cloudformation/orders.yaml",
        "line": "12",
        "endLine": "12",
        "col": "18",
        "endColumn": "21",
        "title": "ESM204 fifo-batch-size",
    }
    # The log shows this and nothing else of a command.
    head, *rest = command.message.splitlines()
    assert head.startswith("bad/cloudformation/orders.yaml:12:18: ESM204 BatchSize 100 is more ")
    assert "see bad/cloudformation/orders.yaml:6:18: this queue is FIFO" in rest
    assert "fix: set BatchSize to 10 (safe, --fix)" in rest


@pytest.mark.parametrize("text", _HOSTILE)
def test_nothing_in_a_file_becomes_a_command(text: str) -> None:
    finding = _finding(text, path=_file_name(f"a,b:c=d {text}"))
    line, summary, *more = render("github", Result(findings=[finding], files=1)).split("\n")
    assert more == [""]
    assert _read(summary) is None
    command = _read(line)
    assert command is not None
    assert (command.name, set(command.properties)) == (
        "error",
        {"file", "line", "endLine", "col", "endColumn", "title"},
    )
    # Line breaks are escaped as GitHub reads them; what a terminal obeys is shown.
    parts = re.split(r"([\r\n])", finding.primary.place.source.path)
    shown = [one if one in ("\r", "\n") else printable(one) for one in parts]
    assert command.properties["file"] == "".join(shown)
    assert command.message.count("\n") == 0
    assert "\x1b" not in command.message


def test_errors_come_first_and_places_decide_after_that() -> None:
    levels = [Level.NOTE, Level.ERROR, Level.WARNING, Level.ERROR]
    findings = [_finding(f"number {number}", level) for number, level in enumerate(levels)]
    lines = render("github", Result(findings=findings)).splitlines()
    commands = [command for command in map(_read, lines) if command]
    assert [(one.name, one.message[-1]) for one in commands] == [
        ("error", "1"),
        ("error", "3"),
        ("warning", "2"),
        ("notice", "0"),
    ]


@pytest.mark.parametrize(
    ("errors", "warnings", "last"),
    [
        (10, 10, "10 errors, 10 warnings: 0 mappings in 0 files"),
        (34, 1, "10 of 34 errors are shown by GitHub beside the code; all are in this log"),
        (
            11,
            12,
            "10 of 11 errors and 10 of 12 warnings are shown by GitHub beside the code; all are",
        ),
    ],
)
def test_last_line_says_what_github_does_not_show(errors: int, warnings: int, last: str) -> None:
    findings = [_finding("no")] * errors + [_finding("hm", Level.WARNING)] * warnings
    lines = render("github", Result(findings=findings)).splitlines()
    assert lines[-1].startswith(last)
    assert sum(_read(line) is not None for line in lines) == errors + warnings


def test_what_is_no_file_gets_a_remark_without_a_place() -> None:
    result = Result(findings=[_finding("no", path="<stdin>")])
    command = _read(render("github", result).splitlines()[0])
    assert command is not None
    assert set(command.properties) == {"title"}
    assert command.message.startswith("<stdin>:1:4: EX001 no")


def test_file_whose_name_looks_made_up_keeps_its_place() -> None:
    result = Result(findings=[_finding("no", path="<img src=x>.yaml")])
    command = _read(render("github", result).splitlines()[0])
    assert command is not None
    assert command.properties["file"].endswith("<img src=x>.yaml")


def test_run_in_a_folder_names_files_as_the_repository_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "bad.yaml").write_text(_ERROR)
    monkeypatch.chdir(tmp_path / "stacks")
    code, output, _ = run("check", "bad.yaml", "--format", "github")
    assert code == 1
    assert output.startswith("::error file=stacks/bad.yaml,line=3,endLine=3,col=12,endColumn=14,")
    assert "::stacks/bad.yaml:3:12: ESM204" in output


# -- the page of the job ------------------------------------------------------------------------


def _rows(page: str) -> list[list[str]]:
    """Return the text of the cells, as a reader of Markdown sees it; no markup may be in them."""
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    rows: list[list[str]] = []
    for token in parser.parse(page):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows and token.level >= 4:
            children = token.children or []
            plain = {"text", "text_special", "html_inline"}
            assert {child.type for child in children} <= plain, token.content
            html = [child.content for child in children if child.type == "html_inline"]
            assert html in ([], ["<code>", "</code>"])
            texts = (child.content for child in children if child.type != "html_inline")
            rows[-1].append("".join(texts))
    return rows


@pytest.mark.parametrize("text", _HOSTILE)
def test_nothing_in_a_file_becomes_markup(text: str) -> None:
    from mappinglint.report.words import printable

    page = render_page(Result(findings=[_finding(text, path=_file_name(text))], files=1), "/")
    head, row = _rows(page)
    assert head == ["Level", "Rule", "Where", "What", "Fix"]
    assert row[:2] == ["error", "EX001 example-rule"]
    assert row[2].endswith(printable(f"{_file_name(text)}:1:4"))
    assert row[3] == printable(text).strip()


@pytest.mark.apart
def test_large_summary_says_what_it_leaves_out() -> None:
    findings = [_finding(f"{number} " + "*" * 900, Level.WARNING) for number in range(3000)]
    page = render_page(Result(findings=[*findings, _finding("the error")], files=1), "/")
    assert 400_000 < len(page.encode()) < 600_000
    rows = _rows(page)
    assert rows[1][3] == "the error"
    left_out = 3001 - (len(rows) - 1)
    assert left_out > 1000
    assert page.endswith(
        f"\n{left_out} more findings did not fit in here; the log of the step has all of them.\n"
    )


def test_summary_says_what_broke() -> None:
    failures = [Failure("plugin", "", "loading it", "KeyError: [x](y)", "")] * 20
    page = render_page(Result(failures=failures), "/")
    assert page.count("mappinglint itself failed: ") == 10
    assert "[x]" not in page
    assert "no event source mapping found" in page
    assert "|" not in page


def test_job_summary_is_added_to_the_file_that_github_names(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.yaml").write_text(_ERROR)
    page = tmp_path / "summary"
    page.write_text("# Another step's")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    run("check", str(tmp_path), "--format", "text", "--output", f"github:{tmp_path / 'log'}")
    assert page.read_text() == "# Another step's"
    code, _, complaints = run("check", str(tmp_path), "--format", "github")
    assert (code, complaints) == (1, "")
    assert page.read_text().startswith("# Another step's\n## mappinglint\n\n1 error")
    assert "| error | ESM204 fifo-batch-size | " in page.read_text()


def test_job_summary_that_cannot_be_written_changes_nothing_else(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.yaml").write_text(_ERROR)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    code, output, complaints = run("check", str(tmp_path / "bad.yaml"), "--format", "github")
    assert code == 1
    assert output.startswith("::error ")
    assert complaints == f"mappinglint: cannot write {tmp_path}: Is a directory\n"

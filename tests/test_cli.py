"""The command line: what it prints, where, and with which exit code."""

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mappinglint import __version__
from mappinglint.cli import main

Run = Callable[..., tuple[int, str, str]]

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_WARNING = "FunctionName: f\nEventSourceArn: arn:aws:rds:us-east-1:123456789012:cluster:c\n"
_WARNING += "FilterCriteria: {Filters: [{Pattern: '{\"a\": [1]}'}]}\n"
_WARNING += "DocumentDBEventSourceConfig: {DatabaseName: d}\n"
_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:s-AbCdEf"  # noqa: S105 - no secret
_WARNING += f"SourceAccessConfigurations: [{{Type: BASIC_AUTH, URI: '{_SECRET}'}}]\n"
_ERROR = (
    "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\nBatchSize: 11\n"
)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.yaml"
    path.write_text(_ERROR)
    return str(path)


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_right_files_give_one_short_line(run: Run) -> None:
    code, output, complaints = run("check", str(_FIXTURES / "ok"))
    assert (code, complaints) == (0, "")
    assert output.count("\n") == 1
    assert output.startswith("no findings: ")


def test_findings_give_exit_code_1(run: Run, bad: str) -> None:
    code, output, complaints = run("check", bad)
    assert (code, complaints) == (1, "")
    assert "error[ESM204] fifo-batch-size" in output
    assert output.endswith("1 error: 1 mapping in 1 file, 1 fixable with --fix\n")


def test_quiet_run_says_what_it_has_mended(run: Run, bad: str) -> None:
    fixed = f"fixed[ESM204] {bad}:3:12: set BatchSize to 10\n"
    assert run("check", "-q", "--fix", bad) == (0, fixed, "")


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1)])
def test_exit_level(level: str, code: int, run: Run, tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(_WARNING)
    for output_format in ("text", "concise", "json", "sarif"):
        arguments = ["check", str(tmp_path), "--fail-on", level, "--format", output_format]
        assert run(*arguments)[0] == code


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--format", "xml"],
        ["check", "--output", "sarif"],
        ["check", "--output", "xml:x"],
        ["check", "--fail-on", "panic"],
        ["frobnicate"],
        [],
    ],
)
def test_wrong_usage_gives_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"mappinglint {__version__}\n"


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = (_FIXTURES / "bad" / "api" / "list.json").read_bytes()
    _stdin(monkeypatch, stored)
    code, output, _ = run("check", "-", "--format", "concise")
    assert code == 1
    assert output.startswith("<stdin>:7:68: error[ESM502]")


def test_empty_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _stdin(monkeypatch, b"")
    assert run("check", "-") == (0, "no event source mapping found: 0 mappings in 1 file\n", "")


def test_output_goes_to_files_as_well(run: Run, bad: str, tmp_path: Path) -> None:
    sarif, report = tmp_path / "out.sarif", tmp_path / "out.json"
    code, output, _ = run("check", bad, "--output", f"sarif:{sarif}", "--output", f"json:{report}")
    assert code == 1
    assert output.startswith("error[ESM204]")
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    assert json.loads(report.read_text())["version"] == 1


def test_complaint_is_one_line_and_has_nothing_that_a_terminal_or_actions_would_obey(
    run: Run, bad: str
) -> None:
    _, _, complaints = run("check", bad, "--output", "json:no/such\n::error::x\x1b[2J")
    assert complaints == (
        "mappinglint: cannot write no/such\\n::error::x\\x1b[2J: No such file or directory\n"
    )


def test_output_that_cannot_be_written(run: Run, bad: str) -> None:
    code, output, complaints = run("check", bad, "--output", "json:/nowhere/at/all.json")
    assert code == 2
    assert "ESM204" in output
    assert complaints == (
        "mappinglint: cannot write /nowhere/at/all.json: No such file or directory\n"
    )


def test_notes_are_for_those_who_ask(
    run: Run, bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes_plugin.py").write_text(
        """
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, rule
@rule("EX003", "always-notes", Level.NOTE, Evidence.ADVISED)
def notes(mapping):
    yield notes.finding(mapping, "BatchSize", "noted")
@hookimpl
def mappinglint_rules():
    return [notes]
"""
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    _, output, _ = run("check", bad, "--plugin", "notes_plugin", "--format", "concise")
    assert "noted" not in output
    arguments = ["check", bad, "--plugin", "notes_plugin", "--format", "concise", "--advice"]
    assert "note[EX003] noted" in run(*arguments)[1]
    (tmp_path / "bad.yaml").write_text(_ERROR.replace("11", "1"))
    arguments = ["check", bad, "--plugin", "notes_plugin", "--fail-on"]
    assert run(*arguments, "note")[0] == 1
    assert run(*arguments, "warning")[0] == 0


def test_folder_walk(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "node_modules", "cdk.out", ".git", "a/.venv"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yaml").write_text(_ERROR)
    (tmp_path / "a" / "notes.txt").write_text(_ERROR)
    (tmp_path / "a" / "UPPER.YAML").write_text(_ERROR)
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    _, output, _ = run("check", str(tmp_path), "--format", "concise")
    paths = [line.split(":")[0].removeprefix(f"{tmp_path}/") for line in output.splitlines()]
    assert paths == ["a/UPPER.YAML", "a/x.yaml"]
    # What is named is linted, whatever it is called.
    named = [str(tmp_path / "cdk.out"), str(tmp_path / "a" / "notes.txt")]
    _, output, _ = run("check", *named, named[1], "--format", "concise")
    assert output.count("ESM204") == 2


def test_what_git_ignores_is_linted_only_when_it_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("scratch.yaml\nout/\n")
    for name in ("scratch.yaml", "out/x.yaml", "kept.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(_ERROR)
    for paths, count in (["."], 1), (["scratch.yaml"], 1), (["out", "."], 2), (["out/x.yaml"], 1):
        command = ["check", *(str(tmp_path / path) for path in paths), "--format", "concise"]
        assert run(*command)[1].count("ESM204") == count, paths


def test_scripts_and_markdown_in_folders_are_for_those_who_ask(run: Run, tmp_path: Path) -> None:
    for name in ("deploy.sh", "README.md", "a.yaml"):
        (tmp_path / name).write_text("nothing: here\n")
    assert run("check", str(tmp_path))[1].endswith(" in 1 file\n")
    assert run("check", str(tmp_path), "--include-docs")[1].endswith(" in 3 files\n")
    assert run("check", str(tmp_path / "README.md"))[1].endswith(" in 1 file\n")


@pytest.mark.parametrize("name", ["template", "Stack.cfn", "foo.yaml.j2", "stack.txt"])
def test_content_of_a_named_file_decides(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / name).write_text(_ERROR)
    assert "ESM204" in run("check", str(tmp_path / name), "--format", "concise")[1]


def test_help_shows_what_check_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    shown = capsys.readouterr().out
    assert "--include-docs" in shown
    assert "--statistics" in shown
    for group in ("reports", "configuration", "fixes", "known findings", "plugins"):
        assert f"\n{group}:\n" in shown


@pytest.mark.parametrize(("columns", "widest"), [("100", 98), ("", 78), ("wide", 78), ("0", 78)])
def test_help_fits_the_terminal(
    columns: str, widest: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    with pytest.raises(SystemExit):
        main(["config", "--help"])
    assert widest - 10 < max(map(len, capsys.readouterr().out.splitlines())) <= widest


@pytest.mark.parametrize("folder", ["{{ cookiecutter.name }}", "with space", "größe ☃ 東京", "%x%"])
def test_odd_names_of_folders(folder: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / folder / f"{folder}.yaml"
    path.parent.mkdir()
    path.write_text(_ERROR)
    assert run("check", str(tmp_path), "--format", "concise")[1].startswith(f"{path}:3:12: error")
    for output_format in ("text", "json", "sarif"):
        code, output, complaints = run("check", str(tmp_path), "--format", output_format)
        assert (code, complaints) == (1, "")
        assert "ESM204" in output


def test_this_folder_is_the_default(run: Run, bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(bad).parent)
    assert run("check", "--format", "concise")[1].startswith("bad.yaml:3:12: error[ESM204]")


def test_findings_are_the_same_from_run_to_run(tmp_path: Path) -> None:
    runs = []
    for seed in ("1", "2"):
        files = [tmp_path / name for name in ("json", "sarif")]
        outputs = [f"--output={file.name}:{file}" for file in files]
        done = subprocess.run(
            [sys.executable, "-m", "mappinglint", "check", str(_FIXTURES), *outputs],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert done.returncode == 1
        runs.append([done.stdout, *(file.read_bytes() for file in files)])
        for file in files:
            file.unlink()
    assert runs[0] == runs[1]


def test_files_that_only_mention_mappings(run: Run, tmp_path: Path) -> None:
    mention = "[AWS::Lambda::EventSourceMapping\n\t`EventSourceArn`: {\n"
    for name in ("notes.md", "stack.ts"):
        (tmp_path / name).write_text(mention)
        code, output, _ = run("check", str(tmp_path / name))
        assert (code, output) == (0, "no event source mapping found: 0 mappings in 1 file\n")
    (tmp_path / "jinja.yaml").write_text("{% if x %}\n" + mention)
    code, output, _ = run("check", str(tmp_path / "jinja.yaml"))
    assert code == 0
    assert output.endswith("in 1 file, 1 unfilled template not read\n")


def test_rules_are_listed(run: Run) -> None:
    code, output, _ = run("rules")
    assert code == 0
    (line,) = [line for line in output.splitlines() if line.startswith("ESM204")]
    assert line.split(maxsplit=4)[:4] == ["ESM204", "fifo-batch-size", "error", "recorded"]
    assert line.endswith("Reports a batch size over 10 on a mapping whose source is a FIFO queue.")


@pytest.mark.parametrize("name", ["ESM204", "esm204", "fifo-batch-size"])
def test_explain_prints_the_page(name: str, run: Run) -> None:
    code, output, _ = run("explain", name)
    assert code == 0
    assert output.startswith("# ESM204 fifo-batch-size\n")


def test_explain_of_no_rule(run: Run) -> None:
    assert run("explain", "ESM24") == (
        2,
        "",
        "mappinglint: there is no rule ESM24; did you mean ESM204?\n",
    )
    assert run("explain", "ESM999")[2] == (
        "mappinglint: there is no rule ESM999; `mappinglint rules` lists them\n"
    )


# -- input that nobody wants --------------------------------------------------------------------

_MENTION = b"# AWS::Lambda::EventSourceMapping\n"
_REQUEST = b'{"FunctionName": "f", "EventSourceArn": %s, "BatchSize": %s}'
_ARN = b'"arn:aws:sqs:us-east-1:123456789012:q"'
_BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (n + 1, n + 1, *[n] * 9)
    for n in range(ord("a"), ord("k"))
)
_BOMB += b"Resources: {M: {Type: AWS::Lambda::EventSourceMapping, Properties: *k}}\n"
_BOMB += b"Bomb: {M: {Type: AWS::Lambda::EventSourceMapping, Properties: {Topics: *k}}}\n"
_TOPIC_BOMB = _BOMB.replace(b"Resources:", b"Other:").replace(b"Bomb:", b"Resources:")

_UNWANTED: dict[str, tuple[bytes, str | None]] = {
    "empty": (b"", None),
    "nul": (_MENTION + b"a: \x00", "ESM002"),
    "latin-1": (_MENTION + b"a: \xe9", "ESM001"),
    "brackets": (_MENTION + b"[" * 200_000, "ESM001"),
    "json-brackets": (b'["EventSourceArn", ' + b"[" * 200_000, "ESM001"),
    "alias-bomb": (_BOMB, None),
    "alias-bomb-in-a-setting": (_TOPIC_BOMB, "ESM101"),
    "long-string": (_REQUEST % (b'"' + b"a" * 1_000_000 + b'"', b"1"), "ESM012"),
    "resources-list": (_MENTION + b"Resources: []", None),
    "number-for-arn": (_REQUEST % (b"5", b"1"), "ESM011"),
    "text-for-number": (_REQUEST % (_ARN, b'"100"'), "ESM011"),
    "true-for-number": (_REQUEST % (_ARN, b"true"), "ESM011"),
    "float-for-number": (_REQUEST % (_ARN, b"1e3"), "ESM201"),
    "huge-float": (_REQUEST % (_ARN, b"1e999"), "ESM011"),
    "huge-number": (_REQUEST % (_ARN, b"9" * 10_000), "ESM011"),
    "unclosed": (_REQUEST[:-1] % (_ARN, b"1"), "ESM002"),
    "surrogate": (_REQUEST % (b'"\\ud800"', b"1"), "ESM013"),
    "escape-sequences": (_REQUEST % (b'"\\u001b[31m\\u0007"', b"1"), "ESM013"),
    "python-tag": (_MENTION + b"a: !!python/object/apply:os.system [exit]", None),
    "cyclic-alias": (_MENTION + b"Resources: &r {M: *r, a: &x [*x]}", None),
    "cyclic-merge": (_MENTION + b"Resources: &r {<<: *r}", None),
    "unknown-alias": (_MENTION + b"a: *nothing", "ESM002"),
    "directive": (b"%YAML 1.1\n---\n" + _MENTION + b"a: b", None),
    "long-escape": (_MENTION + b'a: "\\UFFFFFFFF"', "ESM002"),
}


@pytest.mark.parametrize("name", _UNWANTED)
def test_unwanted_content(name: str, run: Run, bad: str, tmp_path: Path) -> None:
    content, expected = _UNWANTED[name]
    suffix = "json" if content[:1] in (b"{", b"[") and b"#" not in content[:3] else "yaml"
    path = tmp_path / f"unwanted.{suffix}"
    path.write_bytes(content)
    code, output, complaints = run("check", str(path), bad, "--format", "concise")
    assert (code, complaints) == (1, "")
    assert "bad.yaml:3:12: error[ESM204]" in output
    assert "Traceback" not in output
    assert "\x1b" not in output
    found = {line.split("[")[1][:6] for line in output.splitlines() if "unwanted." in line}
    assert expected in found if expected else not found
    for output_format in ("text", "json", "sarif"):
        assert run("check", str(path), "--format", output_format)[2] == ""


@pytest.mark.usefixtures("bad")
def test_unwanted_paths(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.yaml"))
        (tmp_path / "dangling.yaml").symlink_to(tmp_path / "gone.yaml")
        (tmp_path / "self.yaml").symlink_to(tmp_path / "self.yaml")
        names = ("pipe", "socket", "dangling", "self", "missing")
        named = [str(tmp_path / f"{name}.yaml") for name in names]
        in_folder = run("check", str(tmp_path), "--format", "concise")
        arguments = [str(tmp_path), *named, "/dev/zero", "--format", "concise"]
        code, output, complaints = run("check", *arguments)
    # Named, each is a finding; in a folder, what is no file is not ours.
    assert in_folder[1].count("\n") == 1
    assert (code, complaints) == (1, "")
    reasons = {
        Path(line.split(":")[0]).name: line.rpartition(": ")[2]
        for line in output.splitlines()
        if "ESM001" in line
    }
    assert reasons == {
        "pipe.yaml": "not a regular file",
        "socket.yaml": "not a regular file",
        "zero": "not a regular file",
        "dangling.yaml": "No such file or directory",
        "missing.yaml": "No such file or directory",
        "self.yaml": "Too many levels of symbolic links",
    }
    assert "ESM204" in output


@pytest.mark.usefixtures("bad")
def test_file_that_cannot_be_opened(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Root may open anything, so the refusal is made here."""
    from mappinglint.discovery import read_file

    def refuse(path: str) -> bytes:
        if path.endswith("secret.yaml"):
            raise PermissionError(13, "Permission denied")
        return read_file(path)

    monkeypatch.setattr("mappinglint.commands.linting.read_file", refuse)
    (tmp_path / "secret.yaml").write_text(_ERROR)
    code, output, _ = run("check", str(tmp_path), "--format", "concise")
    assert code == 1
    assert "secret.yaml:1:1: error[ESM001] cannot be read: Permission denied" in output
    assert "bad.yaml:3:12: error[ESM204]" in output


def test_substituted_process_is_read(bad: str) -> None:
    code = f"{sys.executable} -m mappinglint check --format concise <(cat {bad})"
    checked = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert "ESM204" in checked.stdout


def test_closed_pipe_is_no_error() -> None:
    code = f"{sys.executable} -m mappinglint check {_FIXTURES} --format json | head -1"
    checked = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    assert checked.stdout == "{\n"
    assert checked.stderr == ""


def test_full_disk_is_said(bad: str) -> None:
    code = f"{sys.executable} -m mappinglint check {bad} >/dev/full"
    checked = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert checked.returncode == 3
    assert checked.stderr == "mappinglint: cannot print: No space left on device\n"


def test_closed_streams_are_survived(bad: str) -> None:
    for stream in (">&-", "<&-"):
        code = f"{sys.executable} -m mappinglint check {bad} - {stream}"
        checked = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
        assert "Traceback" not in checked.stderr
        assert checked.returncode == 1


def test_file_name_that_is_no_text(run: Run, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml")
    Path(path).write_text(_ERROR)
    for output_format in ("text", "concise", "json", "sarif"):
        code, output, complaints = run("check", path, "--format", output_format)
        assert (code, complaints) == (1, "")
        assert "ESM204" in output


def test_folder_that_cannot_be_listed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may list anything, so the refusal is made here."""
    locked = tmp_path / "locked"
    locked.mkdir()

    def refusing(read: Callable[[str], Any]) -> Callable[[str], Any]:
        def maybe(path: str) -> Any:
            if str(path).endswith("locked"):
                raise PermissionError(13, "Permission denied", path)
            return read(path)

        return maybe

    monkeypatch.setattr(os, "scandir", refusing(os.scandir))
    monkeypatch.setattr(os, "listdir", refusing(os.listdir))
    code, output, _ = run("check", str(tmp_path), "--format", "concise")
    assert code == 1
    assert "locked:1:1: error[ESM001] cannot be read: Permission denied" in output


def test_bug_of_ours_hides_nothing(run: Run, bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mappinglint.engine import Engine, Result

    check = Engine.check_bytes

    def fail(self: Engine, path: str, data: bytes) -> Result:
        if path.endswith("list.json"):
            raise RuntimeError("a bug")
        return check(self, path, data)

    monkeypatch.setattr(Engine, "check_bytes", fail)
    code, output, complaints = run("check", str(_FIXTURES / "bad" / "api" / "list.json"), bad)
    assert code == 3
    assert "ESM204" in output
    assert "a bug" in complaints


# -- fixes --------------------------------------------------------------------------------------

_FIXABLE = (
    b"# orders\r\nFunctionName: f\r\n"
    b"EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:q.fifo'\r\n"
    b"BatchSize: 11  # too many\r\n"
)
_FIXED = _FIXABLE.replace(b"11", b"10")
# One safe fix, one unsafe one, and something that nobody can fix.
_MIXED = (
    "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q\n"
    "BatchSize: 11\nParallelizationFactor: 2\nNonsense: 5\n"
)


def test_fix_writes_the_file_and_reports_what_is_left(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.yaml"
    path.write_text(_MIXED)
    code, output, complaints = run("check", str(path), "--fix")
    assert (code, complaints) == (1, "")
    assert path.read_text() == _MIXED.replace("ParallelizationFactor: 2\n", "")
    assert "error[ESM103]" not in output
    assert "fixed[ESM103]" in output
    assert "error[ESM201]" in output
    assert "error[ESM010]" in output
    assert output.endswith("2 errors: 1 mapping in 1 file, 1 fixed\n")


def test_fix_of_everything_gives_exit_code_0(run: Run, bad: str) -> None:
    fixed = f"fixed[ESM204] {bad}:3:12: set BatchSize to 10\n"
    summary = "no findings: 1 mapping in 1 file, 1 fixed\n"
    assert run("check", bad, "--fix") == (0, f"{fixed}\n{summary}", "")
    assert Path(bad).read_text() == _ERROR.replace("11", "10")
    assert run("check", bad, "--fix") == (0, "no findings: 1 mapping in 1 file\n", "")


@pytest.mark.parametrize("also", [[], ["--fix"]])
def test_unsafe_fixes_are_applied_on_request(also: list[str], run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.yaml"
    path.write_text(_MIXED)
    code, output, _ = run("check", str(path), "--unsafe-fixes", *also)
    assert code == 1
    assert output.endswith("1 error: 1 mapping in 1 file, 2 fixed\n")
    assert "BatchSize: 11\nMaximumBatchingWindowInSeconds: 1\n" in path.read_text()


def test_diff_writes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mixed.yaml").write_text(_MIXED)
    code, output, complaints = run("check", "mixed.yaml", "--diff")
    assert (code, complaints) == (1, "")
    assert output.splitlines() == [
        "--- a/mixed.yaml",
        "+++ b/mixed.yaml",
        "@@ -1,5 +1,4 @@",
        " FunctionName: f",
        " EventSourceArn: arn:aws:sqs:us-east-1:123456789012:q",
        " BatchSize: 11",
        "-ParallelizationFactor: 2",
        " Nonsense: 5",
    ]
    for also in (["--fix"], ["--unsafe-fixes"], ["--fix", "--unsafe-fixes"]):
        assert run("check", "mixed.yaml", "--diff", *also)[0] == 1
    assert "+MaximumBatchingWindowInSeconds: 1" in run("check", ".", "--diff", "--unsafe-fixes")[1]
    assert Path("mixed.yaml").read_text() == _MIXED


def test_diff_of_nothing_gives_exit_code_0(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.yaml"
    # There is a finding, and no safe fix for it.
    path.write_text(_MIXED.replace("ParallelizationFactor: 2\n", ""))
    assert run("check", str(path), "--diff") == (0, "", "")


def test_diff_of_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _stdin(monkeypatch, _ERROR.encode())
    code, output, _ = run("check", "-", "--diff")
    assert code == 1
    assert output.startswith("--- a/<stdin>\n+++ b/<stdin>\n")
    assert "-BatchSize: 11\n+BatchSize: 10\n" in output


@pytest.mark.parametrize("option", ["--fix", "--unsafe-fixes"])
def test_standard_input_cannot_be_fixed(option: str, run: Run) -> None:
    assert run("check", "-", option) == (
        2,
        "",
        "mappinglint: standard input cannot be changed; --diff shows what would change\n",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_encoding_and_line_breaks_survive_a_fix(encoding: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "orders.yaml"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    text, fixed = (b.decode().replace("orders", "b\xe4r \U0001f600") for b in (_FIXABLE, _FIXED))
    path.write_bytes(mark + text.encode(encoding))
    code, output, _ = run("check", str(path), "--fix")
    assert code == 0
    assert output.endswith("\n\nno findings: 1 mapping in 1 file, 1 fixed\n")
    assert path.read_bytes() == mark + fixed.encode(encoding)


def test_file_without_a_fix_is_not_touched(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "request.yaml"
    path.write_bytes(_FIXED)
    os.utime(path, (1, 1))
    run("check", str(tmp_path), "--fix", "--unsafe-fixes")
    assert path.stat().st_mtime == 1


def test_file_that_cannot_be_written(
    run: Run, bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write anything, so the refusal is made here."""
    really_open = os.open

    def refuse(path: Any, flags: int, *how: Any) -> int:
        if str(path) == bad and flags & os.O_WRONLY:
            raise PermissionError(13, "Permission denied")
        return really_open(path, flags, *how)

    (tmp_path / "zwei.yaml").write_text(_ERROR)
    monkeypatch.setattr(os, "open", refuse)
    code, output, complaints = run("check", str(tmp_path), "--fix", "--format", "concise")
    monkeypatch.undo()
    assert code == 2
    assert complaints == (
        f"mappinglint: cannot write {bad}: Permission denied; it stays as it is\n"
    )
    assert output.startswith(f"{bad}:3:12: error[ESM204]")
    assert output.count("ESM") == 1
    assert Path(bad).read_text() == _ERROR
    assert "BatchSize: 10" in (tmp_path / "zwei.yaml").read_text()


# -- for hooks and editors ----------------------------------------------------------------------


@pytest.mark.parametrize("output_format", ["text", "concise"])
def test_quiet_run_prints_findings_and_nothing_else(output_format: str, run: Run, bad: str) -> None:
    loud = run("check", bad, "--format", output_format)[1]
    code, output, complaints = run("check", bad, "--format", output_format, "--quiet")
    assert (code, complaints) == (1, "")
    assert loud.startswith(output.rstrip("\n"))
    assert "ESM204" in output
    assert "1 mapping" not in output
    assert run("check", bad, "-q", "--format", output_format)[1] == output
    assert run("check", str(_FIXTURES / "ok"), "-q", "--format", output_format) == (0, "", "")


def test_quiet_changes_no_report_that_programs_read(run: Run, bad: str) -> None:
    for output_format in ("json", "sarif", "github", "gitlab", "junit", "checkstyle"):
        command = ["check", bad, "--format", output_format]
        assert run(*command, "--quiet") == run(*command)


def test_exit_code_can_be_0_in_spite_of_findings(run: Run, bad: str) -> None:
    code, output, _ = run("check", bad, "--exit-zero")
    assert code == 0
    assert "ESM204" in output
    assert run("check", bad, "--exit-zero", "--diff")[0] == 0
    assert run("check", bad, "--exit-zero", "--output", "json:/nowhere/at/all.json")[0] == 2
    assert run("check", bad, "--exit-zero", "--plugin", "no_such_plugin")[0] == 3


_QUEUE_IN_TERRAFORM = 'resource "aws_sqs_queue" "q" {\n  name = "q.fifo"\n  fifo_queue = true\n}\n'
_MAPPING_IN_TERRAFORM = """
resource "aws_lambda_event_source_mapping" "m" {
  function_name    = "f"
  event_source_arn = aws_sqs_queue.q.arn
  batch_size       = 11
}
"""


def test_standard_input_stands_for_a_file_among_others(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name says which language it is, and the queue is found in the file beside it."""
    monkeypatch.chdir(tmp_path)
    Path("queues.tf").write_text(_QUEUE_IN_TERRAFORM)
    for name in ("mappings.tf", str(tmp_path / "mappings.tf")):
        for path in ([], ["-"]):
            _stdin(monkeypatch, _MAPPING_IN_TERRAFORM.encode())
            command = ["check", *path, "--stdin-filename", name, "--format", "concise"]
            code, output, complaints = run(*command)
            assert (code, complaints) == (1, "")
            assert output.startswith(f"{name}:5:22: error[ESM204]")


def test_standard_input_takes_the_place_of_the_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mappings.tf").write_text(_MAPPING_IN_TERRAFORM)
    standard = _QUEUE_IN_TERRAFORM.replace("true", "false").replace(".fifo", "")
    Path("queues.tf").write_text(standard)
    assert "ESM204" not in run("check")[1]
    for name in ("queues.tf", "./queues.tf"):
        _stdin(monkeypatch, _QUEUE_IN_TERRAFORM.encode())
        _, output, _ = run("check", ".", "-", "--stdin-filename", name)
        assert output.count("error[ESM204]") == 1
        assert output.endswith(" in 2 files, 1 fixable with --fix\n")


def test_name_for_standard_input_needs_standard_input(run: Run, bad: str) -> None:
    code, output, complaints = run("check", bad, "--stdin-filename", "x.yaml")
    assert (code, output) == (2, "")
    assert complaints == (
        "mappinglint: --stdin-filename is for standard input: name - among the paths, or no path\n"
    )


def test_standard_input_with_a_name_is_shown_as_a_diff_and_not_written(
    run: Run, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stdin(monkeypatch, _ERROR.encode())
    code, output, _ = run("check", "-", "--stdin-filename", bad, "--diff")
    assert code == 1
    assert output.startswith(f"--- a/{bad.lstrip('/')}\n")
    assert run("check", "--stdin-filename", bad, "--fix")[0] == 2
    assert Path(bad).read_text() == _ERROR

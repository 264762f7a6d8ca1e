"""What is written is there whole or not at all, and nobody who stops listening sees a traceback."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mappinglint.commands.files import write

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_RUN = [sys.executable, "-m", "mappinglint"]
# More than a kilobyte: `ulimit -f 1` lets no file be longer.
_LONG = "#" * 80 + "\n"
_MAPPING = """\
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: f
      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders.fifo
      BatchSize: 100
"""
_LARGE = _LONG * 30 + _MAPPING


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(_LARGE)
    return path


def _limited(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command line on a disk that is full after a kilobyte."""
    command = ["bash", "-c", 'ulimit -f 1; exec "$@"', "-", *_RUN, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


# -- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("links", [1, 2], ids=["one name", "two names"])
def test_report_that_has_no_room_leaves_the_one_before(
    links: int, template: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    report.write_text("before")
    if links > 1:
        (tmp_path / "other.json").hardlink_to(report)
    names = sorted(os.listdir(tmp_path))
    ran = _limited("check", template, "--output", f"sarif:{report}", "--format", "concise")
    assert ran.returncode == 2
    assert ran.stderr == f"mappinglint: cannot write {report}: File too large\n"
    assert "ESM204" in ran.stdout
    assert report.read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == names


def test_report_that_has_no_room_leaves_no_file(template: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert _limited("check", template, "--output", f"sarif:{report}").returncode == 2
    assert os.listdir(tmp_path) == [template.name]


@pytest.mark.parametrize("change", [["--fix"], ["--add-ignores", "--reason", "later"]])
def test_file_that_has_no_room_for_its_fix_stays_as_it_is(
    change: list[str], template: Path, tmp_path: Path
) -> None:
    ran = _limited("check", template, *change)
    assert ran.returncode == 2
    assert f"cannot write {template}: File too large; it stays as it is\n" in ran.stderr
    assert template.read_text() == _LARGE
    assert os.listdir(tmp_path) == [template.name]


def test_baseline_that_has_no_room_stays_as_it_is(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"template-{number}.yaml").write_text(_MAPPING)
    baseline = tmp_path / "baseline.json"
    ran = _limited("check", tmp_path, "--write-baseline", "--baseline", baseline)
    assert ran.returncode == 2
    assert "File too large" in ran.stderr
    assert not baseline.exists()


def test_page_of_a_job_that_has_no_room_keeps_what_others_wrote(
    template: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text("x" * 1000)
    ran = _limited("check", template, "--format", "github", GITHUB_STEP_SUMMARY=str(page))
    assert ran.returncode == 1
    assert ran.stderr == f"mappinglint: cannot write {page}: File too large\n"
    assert page.read_text() == "x" * 1000


def test_full_disk_is_said_and_leaves_the_file(template: Path, tmp_path: Path) -> None:
    """A real one, where one can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    # Two pages of memory, and the file takes both.
    template.write_text(_LONG * 60 + _MAPPING)
    script = (
        f"mount -t tmpfs -o size=8k none {folder} && cp {template} {folder}/t.yaml || exit 77;"
        f"cd {folder}; {sys.executable} -m mappinglint check t.yaml --fix -q; echo $?;"
        f"cmp {template} t.yaml && ls -A"
    )
    command = ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if "\n" not in ran.stdout:
        pytest.skip(f"nothing can be mounted: {ran.stderr}")
    assert ran.stdout.splitlines()[-2:] == ["2", "t.yaml"]
    assert "cannot write t.yaml: No space left on device; it stays as it is\n" in ran.stderr


def test_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    target, link = folder / "target", tmp_path / "link"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    assert write(str(link), b"after") == ""
    assert link.is_symlink()
    assert target.read_bytes() == b"after"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert os.listdir(folder) == ["target"]


def test_link_to_nothing_makes_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    assert write(str(tmp_path / "link"), b"after") == ""
    assert (tmp_path / "target").read_bytes() == b"after"


def test_new_file_has_the_permissions_that_files_get(tmp_path: Path) -> None:
    plain, ours = tmp_path / "plain", tmp_path / "ours"
    plain.write_bytes(b"")
    assert write(str(ours), b"x") == ""
    assert ours.stat().st_mode == plain.stat().st_mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_owner_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    os.chown(path, 1234, 2345)
    path.chmod(0o604)
    assert write(str(path), b"x") == ""
    after = path.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (1234, 2345, 0o604)


def test_file_is_replaced_at_once(tmp_path: Path) -> None:
    """Who has the old one open goes on reading that."""
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with path.open("rb") as opened:
        assert write(str(path), b"after") == ""
        assert opened.read() == b"before"
    assert path.read_bytes() == b"after"


def test_all_names_of_a_file_have_the_new_text(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"long before")
    other.hardlink_to(one)
    assert write(str(one), b"after") == ""
    assert other.read_bytes() == b"after"


def test_file_that_cannot_be_replaced_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as one that is mounted by itself in a container."""
    path = tmp_path / "file"
    path.write_bytes(b"long before")

    def refuse(*_: object) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(os, "replace", refuse)
    assert write(str(path), b"after") == ""
    assert path.read_bytes() == b"after"
    assert os.listdir(tmp_path) == ["file"]


def test_interrupt_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(str(tmp_path / "file"), b"x")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("place", ["", "/missing/file"])
def test_place_where_no_file_can_be(place: str, tmp_path: Path) -> None:
    assert write(f"{tmp_path}{place}", b"x").startswith(f"cannot write {tmp_path}{place}: ")


def test_devices_and_pipes_are_written_to(template: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        outputs = [f"--output=json:{path}" for path in ("/dev/null", "/dev/stdout", pipe)]
        command = [*_RUN, "check", str(template), "--format=concise", *outputs]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert reader.stdout is not None
        piped = reader.stdout.read()
    assert ran.returncode == 1
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert json.loads(piped)["findings"]
    assert "ESM204" in ran.stdout
    assert piped in ran.stdout


def test_dash_is_no_name_of_a_report(template: Path, tmp_path: Path) -> None:
    command = [*_RUN, "check", str(template), "--output", "json:-"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ran.returncode == 2
    assert "- is no file: --format json prints the report" in ran.stderr
    assert os.listdir(tmp_path) == [template.name]


def test_reports_are_written_though_nobody_reads_what_is_printed(
    template: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    with _closed_pipe() as pipe:
        command = [*_RUN, "check", str(template), "--output", f"json:{report}"]
        subprocess.run(command, stdout=pipe, check=False)
    assert json.loads(report.read_text())["findings"]


# -- streams ------------------------------------------------------------------------------------

_LINE = json.dumps(
    {
        "UUID": "a1b2c3d4-5678-90ab-cdef-11111EXAMPLE",
        "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:orders.fifo",
        "BatchSize": 100,
        "State": "Enabled",
    }
)
# Each with the exit code that it has when somebody listens.
_COMMANDS = {
    "--version": 0,
    "--help": 0,
    "check t.yaml": 1,
    "check t.yaml --format json --statistics": 1,
    "check t.yaml --diff --fix": 1,
    "audit t.jsonl": 1,
    "explain ESM204": 0,
    "rules": 0,
    "config --schema": 0,
    "match t.yaml --event t.jsonl": 0,
    "completion bash": 0,
}


@contextmanager
def _closed_pipe() -> Iterator[int]:
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.yaml").write_text(_MAPPING)
    (tmp_path / "t.jsonl").write_text(f"{_LINE}\n")
    return tmp_path


# Runs each command line in a copy of a process that has begun with the streams to try.
_EACH = """
import os, sys
from mappinglint.__main__ import main
# Imported once for all.
from mappinglint.audit import findings
from mappinglint.commands import audit, catalogue, check, completion, config, match
list(findings(["{}"]))
for command in sys.argv[1:]:
    if os.fork() == 0:
        sys.argv[1:] = command.split()
        sys.exit(main())
    code = os.waitstatus_to_exitcode(os.wait()[1])
    with open("codes", "a") as file:
        file.write(f"{code}\\n")
"""


def _redirected(
    commands: Iterable[str], streams: str, folder: Path, *, unbuffered: str = "", stdout: int = -1
) -> tuple[dict[str, int], str]:
    """Run command lines in a shell; return their exit codes, and what they say of errors."""
    commands = list(commands)
    shell = f'exec "$@" {streams}'
    ran = subprocess.run(
        ["bash", "-c", shell, "-", sys.executable, "-c", _EACH, *commands],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
        cwd=folder,
        # By default, Python has buffers.
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    codes = map(int, (folder / "codes").read_text().split())
    return dict(zip(commands, codes, strict=True)), ran.stderr


_NO_ROOM = "mappinglint: cannot print: No space left on device\n"


def test_full_disk_behind_standard_output(folder: Path) -> None:
    codes, errors = _redirected(_COMMANDS, "> /dev/full", folder)
    assert codes == dict.fromkeys(_COMMANDS, 3)
    assert errors.count(_NO_ROOM) == len(_COMMANDS)
    assert "Traceback" not in errors
    assert "ignored" not in errors


def test_full_disk_behind_standard_output_without_a_buffer(folder: Path) -> None:
    """Images of containers mostly have Python so."""
    commands = ["--version", "check --help", "check t.yaml"]
    codes, errors = _redirected(commands, "> /dev/full", folder, unbuffered="1")
    assert codes == dict.fromkeys(commands, 3)
    assert errors == _NO_ROOM * len(commands)


def test_pipe_that_nobody_reads(folder: Path) -> None:
    with _closed_pipe() as pipe:
        codes, errors = _redirected(_COMMANDS, "", folder, stdout=pipe)
    assert codes == dict.fromkeys(_COMMANDS, 1)
    # What --statistics tells.
    assert errors.count("\n") <= 10


def test_no_standard_output(folder: Path) -> None:
    codes, errors = _redirected(_COMMANDS, ">&-", folder)
    assert codes == _COMMANDS
    assert "Traceback" not in errors
    assert "ignored" not in errors


@pytest.mark.parametrize("streams", ["2> /dev/full", "2>&-"])
def test_nobody_hears_complaints(streams: str, folder: Path) -> None:
    commands = {
        "check t.yaml --statistics": 1,
        "check nowhere.yaml --select NOPE": 2,
        "audit t.jsonl": 1,
        "explain NOPE": 2,
        "check --nope": 2,
    }
    assert _redirected(commands, streams, folder) == (commands, "")


def test_nobody_hears_anything(folder: Path) -> None:
    codes, errors = _redirected(["check t.yaml --statistics"], "> /dev/full 2> /dev/full", folder)
    assert (list(codes.values()), errors) == ([3], "")

"""Several processes find what one finds, and nothing that happens to one of them is lost."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mappinglint.commands.sharing import ENOUGH, groups, processes_for, usable_processors

_ROOT = Path(__file__).parent.parent
_SUPPORT = str(_ROOT / "tests" / "support")
# Seconds. Only what hangs takes so long.
_FOREVER = 120

_ALONE = "import sys; from mappinglint.cli import main; sys.exit(main(sys.argv[1:]))"

# A command line that gives work to other processes as soon as there are two files.
_EAGER = """
import sys
from mappinglint.cli import main
from mappinglint.commands import sharing
sharing.ENOUGH = 1
code = main(sys.argv[1:])
if "multiprocessing" not in sys.modules and sys.argv[-1] != "1":
    raise SystemExit("nothing was shared")
sys.exit(code)
"""
_SPAWNING = "from mappinglint.commands import workers; workers.IS_COPIED = False\n"

_MAPPING = "EventSourceArn: arn:aws:sqs:us-east-1:123456789012:q\nFunctionName: f\nBatchSize: "


def _environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join([str(_ROOT / "lint"), str(_ROOT / "rules"), _SUPPORT])
    return os.environ | {"PYTHONPATH": path, **more}


def _check(
    folder: Path, *arguments: str, code: str = _EAGER, **environment: str
) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", code, "check", *arguments],
        capture_output=True,
        cwd=folder,
        env=_environment(**environment),
        timeout=_FOREVER,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def _alone(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    return _check(folder, *arguments, "--jobs", "1", code=_ALONE, **environment)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every format, with services, modules, mistakes of syntax and of configuration."""
    folder = tmp_path_factory.mktemp("repository")
    for name in ("bad/sam", "bad/markdown", "bad/kubernetes", "bad/api", "projects"):
        if (_ROOT / "fixtures" / name).is_dir():
            shutil.copytree(_ROOT / "fixtures" / name, folder / name, symlinks=True)
    (folder / ".git").mkdir()
    (folder / "bad" / "mappinglint.toml").write_text(
        'select = ["ESM", "XYZ9"]\nadvice = true\nplugins = ["blocking_plugin", "no_such_plugin"]\n'
    )
    (folder / "latin.yaml").write_bytes(b"BatchSize: 7\nEventSourceArn: \xff\nFunctionName: f\n")
    (folder / "seven.yaml").write_text(f"{_MAPPING}7\n")
    (folder / "gone.yaml").write_text("x: 1\n")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        [".", "--include-docs", "--advice", "--statistics", "--plugin", "blocking_plugin"],
        ["projects", "seven.yaml", "latin.yaml", "nowhere.yaml", "--no-ignore", "--quiet"],
        [".", "--baseline", "known.json"],
    ],
    ids=" ".join,
)
def test_every_report_is_that_of_one_process(arguments: list[str], repository: Path) -> None:
    formats = ("json", "sarif", "junit", "gitlab", "checkstyle")
    outputs = [word for name in formats for word in ("--output", f"{name}:out.{name}")]

    def reports() -> list[bytes]:
        paths = [repository / f"out.{name}" for name in formats]
        texts = [path.read_bytes() for path in paths]
        for path in paths:
            path.unlink()
        return texts

    def without_times(ran: tuple[int, str, str]) -> tuple[int, str, str]:
        return (*ran[:2], re.sub(r"(?m)^seconds.*\n", "", ran[2]))

    if "--baseline" in arguments:
        _alone(repository, "bad", "--baseline", "known.json", "--write-baseline")
    alone = _alone(repository, *arguments, *outputs)
    expected = reports()
    assert alone[1].count("\n") > 50
    shared = _check(repository, *arguments, *outputs, "--jobs", "3")
    assert without_times(shared) == without_times(alone)
    assert reports() == expected


def test_files_of_one_folder_may_be_named_one_by_one(repository: Path) -> None:
    names = sorted(str(path) for path in repository.glob("projects/**/*.tf"))
    assert _check(repository, *names, "--jobs", "2") == _alone(repository, *names)


def test_processes_that_begin_with_nothing_find_the_same(repository: Path) -> None:
    arguments = ["projects", "--format", "json"]
    shared = _check(repository, *arguments, "--jobs", "2", code=_SPAWNING + _EAGER)
    assert shared == _alone(repository, *arguments)


def test_small_run_knows_of_no_other_processes(repository: Path) -> None:
    code = (
        "import sys; from mappinglint.cli import main; main(sys.argv[1:]);"
        "print('loaded', {'multiprocessing', 'pickle', 'signal'} & set(sys.modules))"
    )
    _, output, _ = _check(repository, "seven.yaml", "gone.yaml", "--jobs", "8", code=code)
    assert output.endswith("loaded set()\n")


# -- a process that is killed ---------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Forty files with a mistake each; the plugin's rule is about the thirtieth."""
    for number in range(40):
        text = f"{_MAPPING}7\n" if number == 30 else f"{_MAPPING}0\n"
        (tmp_path / f"{number:02}.yaml").write_text(text)
    return tmp_path


_PLUGIN = ("--plugin", "blocking_plugin", "--format", "concise", "--jobs", "2")


def test_file_of_a_killed_process_is_linted_again(files: Path) -> None:
    expected = _check(files, *_PLUGIN, BLOCKS="nothing")
    code, output, errors = _check(files, *_PLUGIN, BLOCKS=f"once:{files / 'flag'}")
    assert (code, output) == expected[:2]
    assert "BLK001" in output
    assert errors == (
        "mappinglint: a process of this run was killed by signal 9 while it linted 30.yaml: "
        "that is done once more\n"
    )


def test_file_that_kills_every_process_is_named_and_all_others_are_linted(files: Path) -> None:
    code, output, errors = _check(files, *_PLUGIN, BLOCKS="always")
    assert code == 3
    assert [line[:2] for line in output.splitlines()] == [f"{n:02}" for n in range(40) if n != 30]
    assert errors.count("\n") == 2
    assert errors.endswith(
        "mappinglint: 30.yaml could not be linted: its process was killed by signal 9, twice; "
        "perhaps it needs more memory than there is\n"
    )
    report = json.loads(_check(files, *_PLUGIN, "--format", "json", BLOCKS="always")[1])
    assert report["files"] == 40
    assert report["failures"] == [errors.splitlines()[-1].removeprefix("mappinglint: ")]


def test_result_that_cannot_be_sent_is_found_where_it_is_wanted(files: Path) -> None:
    shared = _check(files, *_PLUGIN, BLOCKS="unsendable")
    assert "has a companion" in shared[1]
    assert shared == _alone(files, *_PLUGIN[:-2], BLOCKS="unsendable")


# -- an interrupt ---------------------------------------------------------------------------------


class _Run:
    """A run that is in the middle of its thirtieth file."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        self._run = subprocess.Popen(
            [sys.executable, "-c", _EAGER, "check", "--plugin", "blocking_plugin", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment(BLOCKS=f"wait:{pipe}"),
            start_new_session=True,
        )
        assert pipe.read_text() == "begun"
        pipe.unlink()

    def children(self) -> list[int]:
        path = Path(f"/proc/{self._run.pid}/task/{self._run.pid}/children")
        return [int(word) for word in path.read_text().split()]

    def interrupt(self, number: int = signal.SIGINT) -> None:
        self._run.send_signal(number)

    def interrupt_group(self) -> None:
        os.killpg(self._run.pid, signal.SIGINT)

    def end(self) -> tuple[int, str, str]:
        output, errors = self._run.communicate(timeout=_FOREVER)
        return self._run.returncode, output.decode(), errors.decode()

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._run.pid, signal.SIGKILL)
        self._run.communicate()


@pytest.fixture
def begin(files: Path) -> Iterator[Callable[..., _Run]]:
    runs: list[_Run] = []

    def start(*arguments: str) -> _Run:
        runs.append(_Run(files, *arguments))
        return runs[-1]

    yield start
    for run in runs:
        run.close()


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("is_group", [True, False], ids=["all", "first"])
def test_interrupt_shows_what_was_found_so_far(
    jobs: str, is_group: bool, begin: Callable[..., _Run], files: Path
) -> None:
    run = begin("--output", "sarif:out.sarif", "--output", "json:out.json", "--jobs", jobs)
    children = run.children()
    assert bool(children) == (jobs == "2")
    if is_group:
        run.interrupt_group()
    else:
        run.interrupt()
    code, output, errors = run.end()
    assert code == 130
    assert errors == ""
    found = output.count("error[ESM")
    assert 0 < found < 40 if jobs == "2" else found == 30
    line = f"interrupted: {found} of 40 files were looked at"
    assert f"\n{line}\n{found} errors: {found} mappings in {found} files" in output
    report = json.loads((files / "out.json").read_text())
    assert (len(report["findings"]), report["failures"]) == (found, [line])
    log = json.loads((files / "out.sarif").read_text())
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert len(log["runs"][0]["results"]) == found
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_termination_ends_all_processes_and_shows_what_was_found(
    begin: Callable[..., _Run],
) -> None:
    run = begin("--jobs", "2", "--format", "concise")
    children = run.children()
    run.interrupt(signal.SIGTERM)
    code, output, errors = run.end()
    assert code == 143
    assert "error[ESM" in output
    assert errors.startswith("mappinglint: interrupted: ")
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_interrupted_run_writes_no_baseline(begin: Callable[..., _Run], files: Path) -> None:
    run = begin("--write-baseline", "--baseline", "known.json", "--jobs", "1")
    run.interrupt()
    code, _, errors = run.end()
    assert code == 130
    assert "the baseline stays as it is" in errors
    assert not (files / "known.json").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "termination"])
def test_what_is_fixed_when_a_run_is_interrupted_is_told_and_no_file_is_half_written(
    number: int, begin: Callable[..., _Run], files: Path
) -> None:
    unfixed = (files / "00.yaml").read_text()
    run = begin("--fix", "--unsafe-fixes", "--jobs", "1")
    run.interrupt(number)
    code, output, errors = run.end()
    assert (code, errors) == (128 + number, "")
    assert "interrupted: 30 of 40 files were looked at" in output
    texts = [(files / f"{n:02}.yaml").read_text() for n in range(40) if n != 30]
    assert [text == unfixed for text in texts] == [False] * 30 + [True] * 9
    assert {path.suffix for path in files.iterdir()} == {".yaml"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux waits for both ends of a pipe")
def test_second_interrupt_gives_up_the_report_and_shows_no_traceback(
    begin: Callable[..., _Run], files: Path
) -> None:
    os.mkfifo(files / "report")
    report = os.open(files / "report", os.O_RDWR)
    # Less than is to be written.
    fcntl.fcntl(report, fcntl.F_SETPIPE_SZ, 4096)
    run = begin("--output", "sarif:report", "--jobs", "1")
    run.interrupt()
    os.read(report, 1)
    run.interrupt()
    assert run.end() == (130, "", "")
    os.close(report)


def test_interrupt_while_modules_are_loaded_shows_no_traceback(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "class Loading:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'mappinglint.finding':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Loading())\n"
        "from mappinglint.__main__ import main\n"
        "sys.exit(main())\n"
    )
    assert _check(tmp_path, code=code) == (130, "", "")


# -- what is shared, and with how many ------------------------------------------------------------


def test_little_work_is_done_in_one_process() -> None:
    assert processes_for(10, 10_000, ENOUGH - 1, 8) == 1
    assert processes_for(100, 0, ENOUGH * 10, 8) < 2


def test_much_work_is_done_in_as_many_processes_as_there_may_be() -> None:
    assert processes_for(10, 10_000, ENOUGH, 8) == 8
    assert processes_for(10, 10_000, ENOUGH, 1) == 1


def test_no_process_is_started_that_would_have_little_to_do() -> None:
    assert processes_for(10, 30, ENOUGH, 64) == 3


def test_files_that_stand_together_go_together() -> None:
    paths = [
        f"p{project}/{name}" for project in range(40) for name in ("main.tf", "m/a.tf", "x.tf")
    ]
    found = list(groups(paths, 2))
    assert [one for group in found for one in group] == list(range(len(paths)))
    assert len(found) > 5
    assert all(group[0] % 3 == 0 for group in found)


def test_huge_folder_is_shared_nevertheless() -> None:
    found = list(groups([f"all/{number}.tf" for number in range(1_000)], 4))
    assert max(map(len, found)) < 250


def test_no_more_processors_are_used_than_there_are() -> None:
    assert 1 <= usable_processors() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(("text", "jobs"), [("100000 100000", 1), ("150000 100000", 2)])
def test_container_may_have_fewer_processors(
    text: str, jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(16)), raising=False)
    limit = tmp_path / "cpu.max"
    monkeypatch.setattr("mappinglint.commands.sharing._CONTROL_GROUP", str(limit))
    assert usable_processors() == 16
    limit.write_text("max 100000\n")
    assert usable_processors() == 16
    limit.write_text(text)
    assert usable_processors() == jobs


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "1e3", "99999999999"])
def test_number_of_processes_is_a_number(number: str, run: Callable[..., object]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("check", f"--jobs={number}")

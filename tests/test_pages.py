"""What the pages show is so: commands, settings of other tools, code and the picture."""

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from mappinglint.bundle import Bundle
from mappinglint.cli import _parser, main
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, Rule

pytestmark = pytest.mark.apart

_ROOT = Path(__file__).parent.parent
_DOCS = _ROOT / "docs"
_PAGES = sorted(
    [_ROOT / "README.md", *_ROOT.glob(".github/*.md"), *_ROOT.glob("docs/**/*.md")],
)
# Behind a prompt, in a list of YAML, in a pipe, or in the text with whatever it is given.
_COMMAND = re.compile(
    r"^(?: *- |\$ |.*\| )(?:[A-Z]+=\S+ )?mappinglint (.+)|`mappinglint (\w+ [^`]+)`", re.MULTILINE
)

Run = Callable[..., tuple[int, str, str]]


def _blocks(page: str, language: str) -> list[str]:
    """Return the code blocks of a page of docs/ in a language."""
    text = (_DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


# -- commands -------------------------------------------------------------------------------------


def _commands(page: Path) -> list[str]:
    """Return the arguments of each command line on a page."""
    text = page.read_text(encoding="utf-8")
    return [shown or inline for shown, inline in _COMMAND.findall(text)]


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.stem)
def test_commands_on_a_page_are_right(page: Path) -> None:
    for line in _commands(page):
        words = shlex.split(re.split("[|>]", line)[0], comments=True)
        _parser().parse_args(words)


def _help(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    return capsys.readouterr().out


def test_table_has_every_command_and_every_option_of_check(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = re.findall(r"(?m)^\| `.*", (_DOCS / "command-line.md").read_text(encoding="utf-8"))
    told = {option for row in rows for option in re.findall(r"--[\w-]+", row)}
    there = set(re.findall(r"--[\w-]+", _help(capsys, "check")))
    assert told == there - {"--help"}
    for command in re.findall(r"(?m)^    (\w+)", _help(capsys)):
        assert any(row.startswith(f"| `{command}` |") for row in rows), command


def test_commands_are_looked_for() -> None:
    assert sum(len(_commands(page)) for page in _PAGES) > 20


# -- the picture ----------------------------------------------------------------------------------


def test_picture_is_fresh_and_loads_nothing() -> None:
    script = runpy.run_path(str(_ROOT / ".ci" / "site" / "picture.py"))
    drawn = script["draw"]()
    assert drawn == script["draw"]()
    assert drawn.encode() == script["PICTURE"].read_bytes(), "run python .ci/site/picture.py"
    assert not re.search(r"@import|href|url\((?!#)|<image|<script", drawn)
    assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= set(re.findall('id="([^"]+)"', drawn))


# -- pre-commit, GitHub, GitLab -------------------------------------------------------------------


def _schema(schema: str, text: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Hold a file against a schema that check-jsonschema has with it: no network."""
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("page", "schema"),
    [
        ("quick-start/gitlab.md", "vendor.gitlab-ci"),
        ("quick-start/github.md", "vendor.github-workflows"),
    ],
)
def test_pipeline_is_valid(page: str, schema: str, tmp_path: Path) -> None:
    # A block that is indented is a part of a file.
    blocks = [block for block in _blocks(page, "yaml") if not block.startswith(" ")]
    assert blocks
    for block in blocks:
        check = _schema(schema, block, tmp_path)
        assert check.returncode == 0, check.stdout
    broken = blocks[0].replace("script:", "scripts:").replace("runs-on:", "run-on:")
    assert _schema(schema, broken, tmp_path).returncode == 1


@pytest.mark.parametrize("page", ["quick-start/pre-commit.md", "quick-start/github.md"])
def test_readme_has_the_first_block_of_a_quick_start(page: str) -> None:
    first, *_ = _blocks(page, "yaml")
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    assert f"```yaml\n{first}```\n" in readme


def test_hooks_and_inputs_are_there() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((_ROOT / ".pre-commit-hooks.yaml").read_text())}
    shown = {
        hook["id"]
        for block in _blocks("quick-start/pre-commit.md", "yaml")
        for repository in yaml.safe_load(block)["repos"]
        for hook in repository["hooks"]
    }
    assert shown == hooks

    inputs = yaml.safe_load((_ROOT / "action.yml").read_text())["inputs"]
    workflow, step = map(yaml.safe_load, _blocks("quick-start/github.md", "yaml"))
    assert step[0] | workflow["jobs"]["mappinglint"]["steps"][1] == step[0]
    assert set(step[0]["with"]) <= set(inputs)


# -- editors --------------------------------------------------------------------------------------

# A path that has what editors stumble over, an error, a warning and a note.
_NAME = "my stacks/é#1:2.yaml"
_LINTED = """\
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: handler
      BatchSize: 100
  Clicks:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:kinesis:eu-west-1:123456789012:stream/clicks
      FunctionName: handler
      StartingPosition: LATEST
      BatchSize: 500
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file to lint, and the command `mappinglint` in the path."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "mappinglint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mappinglint "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")
    folder = tmp_path / "folder"
    (folder / _NAME).parent.mkdir(parents=True)
    (folder / _NAME).write_text(_LINTED, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def _found(run: Run, *options: str) -> list[tuple[str, int, int, str, str, str]]:
    """Return path, line, column, level, code and message of each finding, by the JSON report."""
    _, report, _ = run("check", "--format", "json", *options)
    return [
        (
            one["place"]["path"],
            one["place"]["line"],
            one["place"]["column"],
            one["level"],
            one["code"],
            one["message"],
        )
        for one in json.loads(report)["findings"]
    ]


@pytest.mark.usefixtures("folder")
def test_vs_code_understands_the_lines(run: Run) -> None:
    (_, block) = _blocks("quick-start/vscode.md", "json")
    (task,) = json.loads(block)["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    _, lines, _ = run(*task["args"], "--advice")
    matches = [re.search(pattern["regexp"], line) for line in lines.splitlines()]
    parts = ("file", "line", "column", "severity", "code", "message")
    read = [match and tuple(match[pattern[part]] for part in parts) for match in matches]
    expected = [tuple(map(str, one)) for one in _found(run, "--advice")]
    assert {one[3] for one in expected} == {"error", "warning", "note"}
    assert read == expected


def _editor(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    if name == "vim" and "+quickfix" not in version.stdout:
        pytest.skip("this vim is a small one, without :make")
    return path


def _configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a configuration folder with the compiler that the page shows."""
    (compiler, _commands) = _blocks("quick-start/neovim.md", "vim")
    folder = tmp_path / "config" / "nvim"
    (folder / "compiler").mkdir(parents=True)
    (folder / "compiler" / "mappinglint.vim").write_text(compiler, encoding="utf-8")
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return folder


_TYPES = {"error": "E", "warning": "W", "note": "N"}


@pytest.mark.parametrize("name", ["vim", "nvim"])
def test_quickfix_list_is_filled(
    name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    editor = _editor(name)
    configuration = _configured(tmp_path, monkeypatch)
    options = ["--headless"] if name == "nvim" else ["-N", "-u", "NONE", "-es"]
    script = tmp_path / "script.vim"
    script.write_text(
        f"set encoding=utf-8\nset runtimepath^={configuration}\nfiletype plugin on\n"
        "compiler mappinglint\nsilent make --advice\n"
        "let list = map(getqflist(),"
        " '[bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type, v:val.text]')\n"
        "call writefile([json_encode(list)], 'list.json')\nquitall!\n"
    )
    subprocess.run(
        [editor, *options, "-S", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads((folder / "list.json").read_text(encoding="utf-8")) == [
        [path, line, column, _TYPES[level], f"[{code}] {message}"]
        for path, line, column, level, code, message in _found(run, "--advice")
    ]


# -- plugins and versions -------------------------------------------------------------------------


_BUNDLE = "our_rules.topic_name"


def test_bundle_on_the_page_loads_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = (block for block in _blocks("plugins.md", "python") if _BUNDLE in block)
    rule = Rule("EX002", "topic-name", Level.ERROR, Evidence.ADVISED, __name__)
    monkeypatch.setitem(sys.modules, "our_rules", ModuleType("our_rules"))
    monkeypatch.setitem(sys.modules, _BUNDLE, ModuleType(_BUNDLE))
    monkeypatch.setattr(sys.modules[_BUNDLE], "topic_name", rule, raising=False)
    names: dict[str, Any] = {"hookimpl": hookimpl, "Rule": Rule, "Bundle": Bundle}
    exec(block, names)  # noqa: S102  # our own page
    (bundle,) = names["mappinglint_rules"]()
    assert bundle.loaded() == [rule]


def test_plugin_on_the_page_is_the_one_that_is_tested() -> None:
    folder = _ROOT / "fixtures" / "plugin"
    files = [path for path in folder.rglob("*") if path.suffix in {".py", ".md", ".toml"}]
    shown = [
        block
        for language in ("python", "markdown", "toml")
        for block in _blocks("plugins.md", language)
        if _BUNDLE not in block
    ]
    assert sorted(shown) == sorted(path.read_text(encoding="utf-8") for path in files)


def test_what_plugins_may_rely_on_is_there() -> None:
    text = (_DOCS / "versions.md").read_text(encoding="utf-8").partition("## Plugins")[2]
    listed = re.search(r"built-in rules import: (.*?)\n- ", text, re.DOTALL)
    assert listed is not None
    names = set(re.findall(r"`(?:mappinglint\.)?(\w+)`", listed[1]))
    assert len(names) > 10
    assert all(find_spec(f"mappinglint.{name}") for name in names)
    rules = (_ROOT / "rules").rglob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in rules)
    assert names <= set(re.findall(r"(?m)^from mappinglint\.(\w+) import", text))

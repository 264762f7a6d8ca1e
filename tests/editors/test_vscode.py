"""The extension for VS Code is what its page says. `.ci/vscode` drives it in a real one."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import mappinglint

_ROOT = Path(__file__).parents[2]
_EXTENSION = _ROOT / "editors" / "vscode"
_PAGE = (_ROOT / "docs" / "quick-start" / "vscode.md").read_text(encoding="utf-8")
_MANIFEST: dict[str, Any] = json.loads((_EXTENSION / "package.json").read_text(encoding="utf-8"))
_PICTURE = _ROOT / "docs" / "images" / "vscode.png"


def test_extension_has_the_version_of_mappinglint() -> None:
    assert _MANIFEST["version"] == mappinglint.__version__


def test_page_has_every_setting_as_the_extension_describes_it() -> None:
    rows = [line for line in _PAGE.splitlines() if line.startswith("| `mappinglint.")]
    settings = _MANIFEST["contributes"]["configuration"]["properties"]
    assert rows == [
        f"| `{name}` | `{json.dumps(one['default'])}` | {one['markdownDescription']} |"
        for name, one in settings.items()
    ]


def test_page_has_every_command() -> None:
    commands = re.findall(r"^\| (mappinglint: [^|]+) \|", _PAGE, re.MULTILINE)
    contributed = _MANIFEST["contributes"]["commands"]
    assert commands == [f"{one['category']}: {one['title']}" for one in contributed]


def test_workspace_that_is_not_trusted_cannot_choose_what_runs() -> None:
    trust = _MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited"
    assert "mappinglint.interpreter" in trust["restrictedConfigurations"]


def test_commands_of_the_extension_and_of_the_server_have_different_names() -> None:
    """The client registers the server's by their names, and a name can be registered once."""
    contributed = {one["command"] for one in _MANIFEST["contributes"]["commands"]}
    assert not contributed & {"mappinglint.lintWorkspace", "mappinglint.explain"}


def test_locked_packages_are_from_no_machine_of_ours() -> None:
    for lock in _EXTENSION.rglob("package-lock.json"):
        if "node_modules" not in lock.parts:
            packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
            for name, package in packages.items():
                at = package.get("resolved", "https://registry.npmjs.org/")
                assert at.startswith("https://registry.npmjs.org/"), (name, at)


def test_picture_is_small_and_says_how_it_is_made() -> None:
    assert _PICTURE.stat().st_size < 150_000
    contributing = (_ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "    cp .vscode-test/shots/squiggle.png docs/images/vscode.png\n" in contributing


def test_ci_drives_it() -> None:
    assert "/vscode" in (_ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_a_platform_that_is_not_known_is_told() -> None:
    command = [sys.executable, str(_EXTENSION / "bundle.py"), "amiga"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "linux-x64" in done.stderr

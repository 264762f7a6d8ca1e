"""Shells complete command lines."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

# Completes the words that follow it, the last of which is being typed, as the Tab key does.
_TAB = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
completer=$(complete -p mappinglint | sed -E 's/.*-F ([^ ]+).*/\\1/')
"$completer"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def tab(run: Run, tmp_path: Path) -> Callable[..., list[str]]:
    """Press Tab behind some words in bash, in a folder with a template; return what is offered."""
    script = tmp_path / "mappinglint.bash"
    script.write_text(run("completion", "bash")[1])
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "template.yaml").touch()

    def press(*words: str) -> list[str]:
        command = ["bash", "--norc", "-c", _TAB, "bash", str(script), "mappinglint", *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=True)
        assert done.stderr == ""
        return sorted(done.stdout.split())

    return press


def test_bash_offers_the_commands(tab: Callable[..., list[str]]) -> None:
    assert {"check", "completion", "explain", "match", "rules"} <= set(tab(""))
    assert tab("comp") == ["completion"]


def test_bash_offers_options_and_what_they_take(tab: Callable[..., list[str]]) -> None:
    assert "--stdin-filename" in tab("check", "--s")
    assert "--stdin-filename" not in tab("rules", "--")
    assert tab("check", "--format", "g") == ["github", "gitlab"]
    assert tab("check", "--fail-on", "") == ["error", "note", "warning"]


def test_bash_offers_files_where_files_are_meant(tab: Callable[..., list[str]]) -> None:
    assert tab("check", "templ") == ["template.yaml"]
    assert tab("check", "--quiet", "a.yaml", "templ") == ["template.yaml"]
    assert tab("match", "templ") == ["template.yaml"]
    assert tab("match", "--event", "templ") == ["template.yaml"]


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_script_for_another_shell(shell: str, run: Run, tmp_path: Path) -> None:
    code, script, complaints = run("completion", shell)
    assert (code, complaints) == (0, "")
    assert "mappinglint" in script
    assert "stdin-filename" in script
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed, so nobody has read the script")
    path = tmp_path / "script"
    path.write_text(script)
    subprocess.run([shell, "-n", str(path)], check=True)


def test_other_commands_know_nothing_of_shells(run: Run) -> None:
    import sys

    sys.modules.pop("mappinglint.commands.completion", None)
    run("rules")
    assert "mappinglint.commands.completion" not in sys.modules

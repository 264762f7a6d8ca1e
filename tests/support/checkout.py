"""A copy of this repository that pre-commit and GitHub's runner can install, with no network."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

# `.ci/test` puts what an installation needs there.
_WHEELS = Path(sys.prefix) / "wheels"


def environment(home: Path) -> dict[str, str]:
    """Return the variables of somebody with nothing but a home; pip takes from the wheelhouse.

    Skips the test if there is no wheelhouse, or no git.
    """
    need_git()
    if not _WHEELS.is_dir():
        pytest.skip(f"no wheels in {_WHEELS}: .ci/test downloads them")
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text("[user]\nname = Tester\nemail = tester@example.com\n")
    tools = [str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]
    return {
        "HOME": str(home),
        "PATH": ":".join(tools),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(_WHEELS),
        # Most modules are never imported in a test.
        "PIP_NO_COMPILE": "1",
        "PIP_NO_INDEX": "1",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
    }


def need_git() -> None:
    """Skip the test where there is no git, or this is no checkout of it."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git, or no checkout of it")


def git(folder: Path, *arguments: str, env: Mapping[str, str]) -> str:
    """Run git in a folder and return what it prints."""
    command = ["git", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=dict(env), capture_output=True, text=True, check=True
    )
    return done.stdout


def copy_checkout(folder: Path) -> None:
    """Copy the files that git knows, or would add, as they are now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\0"):
        # A file that is deleted is still listed.
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)

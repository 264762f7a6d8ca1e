"""Runs the command line, and notes whatever it asks of the system: a child of a test.

    python watched_run.py NOTES ARGUMENT...

NOTES gets a JSON list of [event, argument] of the events of `sys.addaudithook` that matter: files
that are opened, and what no run may do. The exit code is the command's.
"""

import json
import os
import sys
from pathlib import Path
from typing import TypeGuard

_FORBIDDEN = (
    "ctypes.dlopen", "ftplib.", "http.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
    "os.startfile", "os.system", "pickle.", "smtplib.", "socket.", "subprocess.", "telnetlib.",
    "urllib.", "webbrowser.",
)  # fmt: skip
_SEEN = ("compile", "import", "open", "os.listdir", "os.scandir")

_notes: list[tuple[str, str]] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        _notes.append((event, repr(arguments)))
    elif event == "compile":
        _notes.append((event, os.fsdecode(arguments[1]) if _is_path(arguments[1]) else ""))
    elif event == "import":
        # The name, and the file of what is no Python.
        _notes.append((event, str(arguments[1] or "")))
    elif event in _SEEN and _is_path(arguments[0]):
        path = os.fsdecode(arguments[0])
        _notes.append((event, os.path.realpath(path)))


def _is_path(argument: object) -> TypeGuard[str | bytes | os.PathLike[str]]:
    return isinstance(argument, str | bytes | os.PathLike)


def main() -> int:
    from mappinglint.cli import main as command

    sys.addaudithook(_note)
    try:
        return command(sys.argv[2:])
    finally:
        seen = list(_notes)
        Path(sys.argv[1]).write_text(json.dumps(seen))


if __name__ == "__main__":
    sys.exit(main())

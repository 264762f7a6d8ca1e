"""Which files to look at, and their bytes."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator

STDIN = "-"
STDIN_NAME = "<stdin>"

# In a folder, files of these endings are looked at; what is named is always looked at.
SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".template", ".tf", ".tofu")

# Files of these endings are meant to be YAML, JSON or HCL.
_DATA_SUFFIXES = (*SUFFIXES, ".cfn", ".hcl")

# What is built, fetched or kept by tools: linted when it is named, passed over in a walk.
SKIPPED_FOLDERS = frozenset(
    {
        ".aws-sam", ".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache",
        ".serverless", ".svn", ".terraform", ".tox", ".venv", "__pycache__", "cdk.out",
        "node_modules", "venv",
    }
)  # fmt: skip

# `<(command)` of a shell is a pipe under one of these.
_OPEN_FILES = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


def find_files(paths: Iterable[str]) -> Iterator[str]:
    """Yield every file to look at: those named, and in folders those of a known ending.

    Folders are walked in the order of the names; links to folders are not followed, so a loop
    cannot trap the walk. Each path comes once. `-` is standard input.
    """
    seen: set[str] = set()
    for path in paths:
        found = _walk(path) if path != STDIN and os.path.isdir(path) else iter([path])
        for one in found:
            same = os.path.normpath(one)
            if same not in seen:
                seen.add(same)
                yield one


def is_data_file(path: str) -> bool:
    """Say whether a file of this name is meant to be YAML, JSON or HCL.

    Anything may be named on the command line, and much that is neither mentions mappings.
    """
    name = os.path.basename(path.lower())
    return "." not in name or name.endswith(_DATA_SUFFIXES)


def read_file(path: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`. Raises OSError.

    What is no regular file (a device, a named pipe) could block for ever, and is refused.
    """
    if path == STDIN:
        if sys.stdin is None:
            raise OSError(0, "standard input is closed")
        return sys.stdin.buffer.read()
    if os.path.isdir(path):
        # It cannot be listed: this says why.
        os.listdir(path)
    if not path.startswith(_OPEN_FILES) and not stat.S_ISREG(os.stat(path).st_mode):
        raise OSError(0, "not a regular file")
    with open(path, "rb") as file:
        return file.read()


def _walk(top: str) -> Iterator[str]:
    unreadable: list[str] = []
    for folder, folders, names in os.walk(top, onerror=lambda e: unreadable.append(e.filename)):
        yield from unreadable
        unreadable.clear()
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES):
                path = os.path.join(folder, name)
                # Not a pipe, nor the broken link that an editor locks a file with.
                if os.path.isfile(path):
                    # "./template.yaml" is "template.yaml" to everybody else.
                    yield path.removeprefix(f".{os.sep}")
    yield from unreadable

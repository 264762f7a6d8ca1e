"""Which files to look at, and their bytes.

What is named on the command line is looked at, whatever it is called and whether or not git ignores
it. In a folder, files of known endings are; folders that tools make, virtual environments and what
git ignores are passed over, as `mappinglint.gitignore` says. A folder that is named though git
ignores it is walked as if nothing stood above it: the `.gitignore` files in it still count. What a
configuration excludes is passed over as well, and what is named only where it says `force-exclude`.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mappinglint import gitignore

if TYPE_CHECKING:
    from mappinglint.config import Configuration

# What holds in a folder.
Configured = Callable[[str], "Configuration"]

STDIN = "-"
STDIN_NAME = "<stdin>"

# In a folder, files of these endings are looked at.
SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".template", ".tf", ".tofu")

# Commands and settings in prose and scripts: looked at in a folder if somebody asks for it.
DOCS_SUFFIXES = (".sh", ".bash", ".md", ".markdown")

# Files of these endings are meant to be YAML, JSON or HCL.
_DATA_SUFFIXES = (*SUFFIXES, ".cfn", ".hcl")

# What is built, fetched or kept by tools: linted when it is named, passed over in a walk.
SKIPPED_FOLDERS = frozenset(
    {
        ".aws-sam", ".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache",
        ".serverless", ".svn", ".terraform", ".terragrunt-cache", ".tox", ".venv", "__pycache__",
        "cdk.out", "node_modules", "venv",
    }
)  # fmt: skip

# A virtual environment has this file, whatever its folder is called.
_ENVIRONMENT = "pyvenv.cfg"

_NOTHING = gitignore.Ignored()

# `<(command)` of a shell is a pipe under one of these.
_OPEN_FILES = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


def find_files(
    paths: Iterable[str], *, docs: bool = False, configured: Configured | None = None
) -> Iterator[str]:
    """Yield every file to look at: those named, and in folders those of a known ending.

    Shell scripts and Markdown are among these with `docs`, or where the configuration wants them;
    `configured` tells the configuration of a folder. Folders are walked in the order of the
    names; links to folders are not followed, so a loop cannot trap the walk, nor are those to files
    outside of the project. Each path comes once. `-` is standard input.
    """
    seen: set[str] = set()
    for path in paths:
        if configured is not None and _is_kept_out(path, configured):
            continue
        is_folder = path != STDIN and os.path.isdir(path)
        for one in _walk(path, configured, docs=docs) if is_folder else (path,):
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


def is_made_up(path: str) -> bool:
    """Say whether a text has no file: what comes from standard input, or has never been saved.

    A file may well have a name that begins so.
    """
    return path.startswith("<") and path.endswith(">")


def is_stream(path: str) -> bool:
    """Say whether only the process that was given a path can read it, and once."""
    return path == STDIN or path.startswith(_OPEN_FILES)


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


def project_root(folder: str, homes: Sequence[str] = ()) -> str:
    """Return the folder that a folder's project is in: nothing outside of it is part of that.

    That is the nearest one with `.git`, else the first of `homes`, or else the current folder, that
    the folder is in, else the folder itself. All paths are absolute, and no links.
    """
    repository = repository_of(folder)
    if repository is not None:
        return repository
    around = (*homes, os.path.realpath(os.curdir))
    return next((home for home in around if is_within(folder, home)), folder)


def repository_of(folder: str) -> str | None:
    """Return the nearest folder with `.git`, from an absolute path upwards, or None."""
    while not os.path.exists(os.path.join(folder, gitignore.REPOSITORY)):
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)
    return folder


def is_within(path: str, root: str) -> bool:
    """Say whether a path leads into a folder, links and all. The folder is absolute and no link."""
    return os.path.commonpath([root, os.path.realpath(path)]) == root


def _is_kept_out(path: str, configured: Configured) -> bool:
    """Say whether a path is passed over though it is named."""
    configuration = configured(path if os.path.isdir(path) else os.path.dirname(path))
    return configuration.force_exclude and path != STDIN and configuration.excludes(path)


class _Meant:
    """What is looked at in the folders of a walk, by what their configurations say."""

    def __init__(self, top: str, configured: Configured | None, *, docs: bool) -> None:
        self._configured = configured
        self._docs = docs
        # A configuration that excludes the folder that is named does not count in there.
        is_excluded = configured is not None and configured(top).excludes(top)
        self._passed = configured(top) if configured is not None and is_excluded else None

    def within(self, folder: str) -> tuple[tuple[str, ...], gitignore.Ignored]:
        """Return the endings of the files to look at in a folder, and what is excluded there."""
        configuration = self._configured(folder) if self._configured else None
        has_docs = configuration.include_docs if configuration else self._docs
        suffixes = (*SUFFIXES, *DOCS_SUFFIXES) if has_docs else SUFFIXES
        if configuration is None or configuration is self._passed:
            return suffixes, _NOTHING
        return suffixes, configuration.excluded_in(folder) or _NOTHING


def _followed(names: Iterable[str], *ignored: gitignore.Ignored) -> Iterator[str]:
    """Yield the folders to look into."""
    for name in names:
        if name not in SKIPPED_FOLDERS and not any(one.has_folder(name) for one in ignored):
            yield name


def _walk(top: str, configured: Configured | None, *, docs: bool) -> Iterator[str]:
    meant = _Meant(top, configured, docs=docs)
    unreadable: list[str] = []
    ignored = {top: gitignore.above(top)}
    root = project_root(os.path.realpath(top))
    for folder, folders, names in os.walk(top, onerror=lambda e: unreadable.append(e.filename)):
        yield from unreadable
        unreadable.clear()
        here = ignored.pop(folder)
        if folder != top:
            if _ENVIRONMENT in names:
                folders.clear()
                continue
            if gitignore.REPOSITORY in folders or gitignore.REPOSITORY in names:
                # What stands above a repository is not about what is in it.
                here = gitignore.in_repository(folder)
        if gitignore.NAME in names:
            here = here.with_file(os.path.join(folder, gitignore.NAME))
        suffixes, excluded = meant.within(folder)
        folders[:] = sorted(_followed(folders, here, excluded))
        for name in folders:
            ignored[os.path.join(folder, name)] = here.inside(name)
        for name in sorted(names):
            is_meant = name.lower().endswith(suffixes)
            if is_meant and not (here.has_file(name) or excluded.has_file(name)):
                path = os.path.join(folder, name)
                # Not a pipe, nor the broken link that an editor locks a file with.
                is_file = os.path.isfile(path)
                if is_file and (not os.path.islink(path) or is_within(path, root)):
                    # "./template.yaml" is "template.yaml" to everybody else.
                    yield path.removeprefix(f".{os.sep}")
    yield from unreadable

"""What git ignores: `.gitignore` files and `.git/info/exclude`, as git reads them.

The file of excludes that a person may have for all repositories (`core.excludesFile`) is not read:
a finding should not depend on who looks.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from mappinglint.record import dataclass

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

NAME = ".gitignore"
REPOSITORY = ".git"

_BOM = b"\xef\xbb\xbf"
_SPECIAL = r"[\\*?\[]"
# No file is called so: what ignores it, ignores everything.
_ANY_NAME = "\x00any\x00"


@dataclass(frozen=True)
class Ignored:
    """The patterns in force in one folder.

    `path` leads to the folder from where the patterns begin: empty, or "stacks/orders/". Patterns
    for files and for folders are apart, since only some are for both. A folder must be asked about
    before what is in it: what lies in an ignored folder cannot come back.
    """

    path: str = ""
    files: "GitIgnoreSpec | None" = None
    folders: "GitIgnoreSpec | None" = None

    def has_file(self, name: str) -> bool:
        """Say whether a file in the folder is ignored."""
        return self.files is not None and self.files.match_file(self.path + name)

    def has_folder(self, name: str) -> bool:
        """Say whether a folder in the folder is ignored."""
        return self.folders is not None and self.folders.match_file(self.path + name)

    def inside(self, name: str) -> "Ignored":
        """Return what is in force in a folder in the folder, but for its own `.gitignore`."""
        return replace(self, path=f"{self.path}{name}/")

    def with_file(self, file: str) -> "Ignored":
        """Return what is in force together with the patterns of a file.

        Without one that can be read, nothing changes, and a line that is no pattern is passed over.
        """
        return self.with_patterns(_lines(file))

    def with_patterns(self, lines: Iterable[str]) -> "Ignored":
        """Return what is in force together with some patterns, as lines of a `.gitignore`."""
        patterns = [_from_the_top(line, self.path) for line in lines if _is_pattern(line)]
        if not patterns:
            return self
        # What ignores folders is no matter for files: those in such a folder are not asked about.
        files = _spec(one for one in patterns if not one.endswith("/") or one.startswith("!"))
        # A folder is asked about by its bare name.
        folders = _spec(one.removesuffix("/") for one in patterns)
        if self.files is not None and self.folders is not None:
            files, folders = self.files + files, self.folders + folders
        return replace(self, files=files, folders=folders)


def above(folder: str) -> Ignored:
    """Return what is in force in a folder because of the folders above it, up to the repository's.

    That is nothing if there is no repository, or if the folder is itself ignored, or all that can
    be in it: it is looked into because somebody named it.
    """
    names: list[str] = []
    top = os.path.realpath(folder)
    while not os.path.exists(os.path.join(top, REPOSITORY)):
        top, name = os.path.split(top)
        if not name:
            return Ignored()
        names.append(name)
    ignored = in_repository(top)
    for name in reversed(names):
        ignored = ignored.with_file(os.path.join(top, NAME))
        if ignored.has_folder(name):
            return Ignored()
        ignored = ignored.inside(name)
        top = os.path.join(top, name)
    is_full = ignored.has_file(_ANY_NAME) and ignored.has_folder(_ANY_NAME)
    return Ignored() if names and is_full else ignored


def in_repository(folder: str) -> Ignored:
    """Return what is in force at the top of a repository, but for its `.gitignore`."""
    exclude = os.path.join(_common_folder(os.path.join(folder, REPOSITORY)), "info", "exclude")
    return Ignored().with_file(exclude) if os.path.isfile(exclude) else Ignored()


def _common_folder(repository: str) -> str:
    """Return the folder that git keeps a repository in, which worktrees share.

    In a worktree and a submodule, `.git` is a file that names a folder; that of a worktree names
    the one that it shares.
    """
    if os.path.isdir(repository):
        return repository
    own = os.path.join(os.path.dirname(repository), _text(repository).removeprefix("gitdir: "))
    return os.path.join(own, _text(os.path.join(own, "commondir")))


def _text(path: str) -> str:
    return "".join(_lines(path)[:1]).strip()


def _lines(path: str) -> list[str]:
    """Return the lines of a file; none if it cannot be read. Names may be in any encoding."""
    try:
        if not os.path.isfile(path):  # a pipe would block
            return []
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return []
    return [os.fsdecode(line.removesuffix(b"\r")) for line in data.removeprefix(_BOM).split(b"\n")]


def _is_pattern(line: str) -> bool:
    return bool(line.strip("!/ \t")) and not line.startswith("#")


def _spec(patterns: Iterable[str]) -> "GitIgnoreSpec":
    # It is imported here: most folders have no such file, and it takes 20 ms.
    from pathspec import GitIgnoreSpec

    read: list[GitIgnoreSpecPattern] = []
    for pattern in patterns:
        # What git cannot read, it passes over.
        with suppress(ValueError, re.error):
            read += GitIgnoreSpec.from_lines([pattern]).patterns
    return GitIgnoreSpec(read)


def _from_the_top(pattern: str, folder: str) -> str:
    """Return a pattern of a folder's file as one that begins at the top."""
    mark = "!" if pattern.startswith("!") else ""
    rest = _without_spaces_behind(pattern.removeprefix("!"))
    end = "/" if rest.endswith("/") else ""
    rest = rest.removesuffix("/")
    # One with a slash is about a place, one without about a name anywhere below.
    anywhere = "" if "/" in rest else "**/"
    # What is in a folder is not the folder.
    within = "/*" if f"/{rest}".endswith("/**") else ""
    return f"{mark}/{_escaped(folder)}{anywhere}{rest.removeprefix('/')}{within}{end}"


def _without_spaces_behind(pattern: str) -> str:
    """Return a pattern without the spaces at its end, but for one behind a backslash."""
    rest = pattern.rstrip(" ")
    return f"{rest} " if rest.endswith("\\") and rest != pattern else rest


def _escaped(path: str) -> str:
    return re.sub(_SPECIAL, r"\\\g<0>", path)

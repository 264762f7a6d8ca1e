"""Which configuration holds for a file: the nearest one from its folder upwards."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mappinglint.config.configuration import Configuration
from mappinglint.config.keys import BY_NAME
from mappinglint.discovery import is_within, project_root, read_file
from mappinglint.finding import Finding
from mappinglint.hookspecs import Quotas
from mappinglint.source import Source, UndecodableError, decode

if TYPE_CHECKING:
    from mappinglint.config.reading import Word

OWN = "mappinglint.toml"
SHARED = "pyproject.toml"
_TABLE = ("tool", "mappinglint")
# What has our table has our name; and this, most likely.
_NAME = b"mappinglint"
_HEAD = rb"""\btool["']?\s*\.\s*["']?mappinglint(?![\w-])"""

IN_FILE, ON_COMMAND_LINE = "file", "command line"


class ConfigurationUnreadableError(Exception):
    """The file that was named as the configuration cannot be read, or has none."""


class Configurations:
    """The configurations of files. Each configuration file is read once.

    `overrides` are values of keys that hold whatever a file says. `file` is the configuration of
    all files; else it is the nearest file from each one's folder up to its project's root, or none
    if `isolated`. For `homes`, see `discovery.project_root`. `findings` has what is wrong with
    those read so far. Raises ConfigurationUnreadableError if there is no reading `file`.
    """

    def __init__(
        self,
        overrides: Mapping[str, Any] | None = None,
        *,
        file: str | None = None,
        isolated: bool = False,
        homes: Sequence[str] = (),
    ) -> None:
        self.homes = homes
        self._overrides = dict(overrides or {})
        self.findings: list[Finding] = []
        # By folder, as paths have it; and by folder, absolute and no link.
        self._of: dict[str, Configuration] = {}
        self._own: dict[str, Configuration | None] = {}
        self._default = self._made(None, (), "", {})
        self._only = self._default if isolated else None
        if file is not None:
            self._only = self._named(file)

    @property
    def overriding_words(self) -> tuple[str, ...]:
        """The codes and names of rules that override those of files."""
        return (*(self._overrides.get("select") or ()), *self._overrides.get("ignore", ()))

    def of(self, path: str) -> Configuration:
        """Return what holds for a file, which need not exist. `<stdin>` is in this folder."""
        return self.in_folder(os.path.dirname(path))

    def in_folder(self, folder: str) -> Configuration:
        """Return what holds for the files of a folder."""
        if self._only is not None:
            return self._only
        found = self._of.get(folder)
        if found is None:
            found = self._of[folder] = self._nearest(os.path.realpath(folder or os.curdir))
        return found

    def _nearest(self, folder: str) -> Configuration:
        root = project_root(folder, self.homes)
        while True:
            if folder not in self._own:
                self._own[folder] = self._in(folder)
            found = self._own[folder]
            if found is not None:
                return found
            if folder in (root, os.path.dirname(folder)):
                return self._default
            folder = os.path.dirname(folder)

    def _in(self, folder: str) -> Configuration | None:
        for name, table in ((OWN, ()), (SHARED, _TABLE)):
            path = os.path.join(folder, name)
            # A link that leads nowhere is somebody's configuration, too.
            if not os.path.lexists(path) or os.path.isdir(path):
                continue
            try:
                found = self._read(_shown(path), read_file(path), table, folder)
            except OSError as error:
                # A pyproject.toml need not be about us.
                found = None if table else self._unreadable(_shown(path), error, folder)
            if found is not None:
                return found
        return None

    def _named(self, path: str) -> Configuration:
        table = _TABLE if os.path.basename(path) == SHARED else ()
        try:
            folder = os.path.dirname(os.path.realpath(path))
            found = self._read(path, read_file(path), table, folder)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ConfigurationUnreadableError(
                f"cannot read {path or 'a file without a name'}: {reason}"
            ) from error
        if found is None:
            raise ConfigurationUnreadableError(f"{path} has no [tool.mappinglint]")
        return found

    def _read(
        self, path: str, data: bytes, table: tuple[str, ...], folder: str
    ) -> Configuration | None:
        """Return what a file says, or None if it says nothing to us."""
        if table and _NAME not in data:
            return None
        try:
            source = Source(path, decode(data))
        except UndecodableError as error:
            return None if _is_of_others(data, table) else self._unreadable(path, error, folder)
        from mappinglint.config.reading import read

        reading = read(source.text, table)
        if reading is None or (reading.is_broken and _is_of_others(data, table)):
            return None
        if "baseline" in reading.values:
            from mappinglint.config.reading import Mistake

            # A baseline is read, and written: a repository is not to say where else.
            root = project_root(folder, self.homes)
            if not is_within(os.path.join(folder, reading.values["baseline"]), root):
                del reading.values["baseline"]
                message = "baseline leads out of the project"
                remedy = "name a file in the project; --baseline takes any"
                reading.mistakes.append(Mistake((*table, "baseline"), message, remedy))
        if reading.mistakes:
            from mappinglint.config.findings import invalid

            self.findings += invalid(source, reading.mistakes)
        return self._made(source, table, folder, reading.values, tuple(reading.words))

    def _unreadable(
        self, path: str, error: OSError | UndecodableError, folder: str
    ) -> Configuration:
        from mappinglint.config.findings import unreadable

        self.findings.append(unreadable(path, error))
        return self._made(Source(path, ""), (), folder, {})

    def _made(
        self,
        source: Source | None,
        table: tuple[str, ...],
        folder: str,
        values: Mapping[str, Any],
        words: "tuple[Word, ...]" = (),
    ) -> Configuration:
        given = dict.fromkeys(values, IN_FILE) | dict.fromkeys(self._overrides, ON_COMMAND_LINE)
        all_values = {**values, **self._overrides}
        if "baseline" in values and "baseline" not in self._overrides:
            all_values["baseline"] = os.path.join(folder, values["baseline"])
        fields = {
            BY_NAME[name].field: value for name, value in all_values.items() if "." not in name
        }
        quotas = {
            BY_NAME[name].field.removeprefix("quotas."): value
            for name, value in all_values.items()
            if "." in name
        }
        return Configuration(source, table, folder, given, words, quotas=Quotas(**quotas), **fields)


def _is_of_others(data: bytes, table: tuple[str, ...]) -> bool:
    """Say whether a file that nobody can read is a pyproject.toml that is not about us."""
    return bool(table) and re.search(_HEAD, data) is None


def _shown(path: str) -> str:
    """Return a path as reports call it: relative to the current folder if it is in it."""
    relative = os.path.relpath(path, os.path.realpath(os.curdir))
    return path if relative.startswith(os.pardir) else relative

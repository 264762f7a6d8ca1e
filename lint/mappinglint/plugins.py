"""Finds plugins, and what they bring. Nothing that a plugin does wrong gets past here."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from time import time
from typing import Any, Generic, TypeVar

import pluggy

import mappinglint_rules
from mappinglint import core, hookspecs
from mappinglint.dialects import Dialect
from mappinglint.record import dataclass
from mappinglint.rule import Rule
from mappinglint.setting import RecordKey, Setting

T = TypeVar("T")

GROUP = "mappinglint"
# The names of the plugins that every run has.
BUILT_IN = ("mappinglint", "mappinglint-rules")
_GROUP_HEADER = f"[{GROUP}]".encode()
_TO_LOAD = "to load"
_INTERRUPTED = "interrupted"
_NO_QUOTAS = hookspecs.Quotas()

# What a plugin may raise without ending the run; an interrupt does end it.
BREAKAGE = (Exception, SystemExit)


@dataclass(frozen=True)
class Failure:
    """Something in a plugin that broke; the run goes on without it.

    `doing` says what it was about, as "to load" or "in rule X on template.yaml:3". Without a
    plugin, it is what happened to the run.
    """

    plugin: str
    distribution: str
    doing: str
    error: str
    traceback: str

    @property
    def is_interruption(self) -> bool:
        """Whether nothing broke, but somebody ended the run."""
        return not self.plugin and self.doing == _INTERRUPTED

    def __str__(self) -> str:
        if not self.plugin:
            return f"{self.doing}: {self.error}"
        whose = f" of the distribution {self.distribution}" if self.distribution else ""
        return f"plugin {self.plugin}{whose} failed {self.doing}: {self.error}"


@dataclass(frozen=True)
class Provided(Generic[T]):
    """Something that a plugin brings, and whose it is."""

    item: T
    plugin: str
    distribution: str

    def failure(self, doing: str, error: BaseException) -> Failure:
        return failure(self.plugin, self.distribution, doing, error)


class Plugins:
    """The built-in plugins, those of installed distributions, and those named on the command line.

    `clock` tells rules the time, and `quotas` what the account may have. `failures` has what broke
    so far.
    """

    def __init__(
        self,
        modules: Iterable[str] = (),
        clock: hookspecs.Clock = time,
        quotas: hookspecs.Quotas = _NO_QUOTAS,
    ) -> None:
        self._arguments = {"clock": clock, "quotas": quotas}
        self.failures: list[Failure] = []
        self._rules: list[Provided[Rule]] | None = None
        self._distributions: dict[str, str] = {}
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        for plugin, name in zip((core, mappinglint_rules), BUILT_IN, strict=True):
            self._manager.register(plugin, name)
        self._load_installed()
        for module in modules:
            self.load(module)

    def load(self, module: str, asked_by: str = "") -> None:
        """Load a plugin by its module's name; `asked_by` is the file that names it, if one does."""
        doing = f"to load, as {asked_by} asks" if asked_by else _TO_LOAD
        self._load(module, "", partial(import_module, module), doing)

    def dialects(self) -> list[Provided[Dialect]]:
        """Return every dialect, the built-in ones first."""
        # mypy wants a class it could make an instance of; the check needs none.
        kind: type[Dialect] = Dialect  # type: ignore[type-abstract]
        return list(self._collect("mappinglint_dialects", kind, "to name its dialects"))

    def rules(self) -> list[Provided[Rule]]:
        """Return every rule in the order of the codes; a code or name taken before is a failure.

        The plugins are asked once.
        """
        if self._rules is None:
            self._rules = self._collect_rules()
        return self._rules

    def _collect_rules(self) -> list[Provided[Rule]]:
        found: dict[str, Provided[Rule]] = {}
        for rule in self._collect("mappinglint_rules", Rule, "to name its rules"):
            taken = found.get(rule.item.code) or found.get(rule.item.name)
            if taken is not None:
                error = ValueError(f"{rule.item.code} {rule.item.name} is a rule of {taken.plugin}")
                self.failures.append(rule.failure("to name its rules", error))
                continue
            found[rule.item.code] = found[rule.item.name] = rule
        return sorted(dict.fromkeys(found.values()), key=lambda rule: rule.item.code)

    def settings(self) -> dict[str, Setting]:
        """Return what is known of settings, by path; the first plugin to name one has the say."""
        found: dict[str, Setting] = {}
        for row in self._collect("mappinglint_settings", Setting, "to name its settings"):
            found.setdefault(row.item.name, row.item)
        return found

    def record_keys(self) -> list[RecordKey]:
        """Return what is known of the records of sources."""
        found = self._collect("mappinglint_record_keys", RecordKey, "to name the keys of records")
        return [key.item for key in found]

    def _collect(self, hook: str, kind: type[T], doing: str) -> Iterator[Provided[T]]:
        # pluggy would stop at the first plugin that raises.
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            distribution = self._distributions.get(name, "")
            try:
                given = [self._arguments[name] for name in implementation.argnames]
                items = [must_be(kind, item) for item in implementation.function(*given)]
            except BREAKAGE as error:
                self.failures.append(failure(name, distribution, doing, error))
                continue
            yield from (Provided(item, name, distribution) for item in items)

    def _load_installed(self) -> None:
        if not _is_any_plugin_installed():
            return
        from importlib.metadata import distributions

        for distribution in distributions():
            for entry_point in distribution.entry_points.select(group=GROUP):
                name = distribution.metadata["Name"]
                self._load(entry_point.name, f"{name} {distribution.version}", entry_point.load)

    def _load(
        self, name: str, distribution: str, load: Callable[[], Any], doing: str = _TO_LOAD
    ) -> None:
        if self._manager.has_plugin(name):
            return
        self._distributions[name] = distribution
        try:
            plugin = load()
            self._manager.register(plugin, name)
            if not self._manager.get_hookcallers(plugin):
                raise TypeError("it has none of the hooks of mappinglint.hookspecs")
        except BREAKAGE as error:
            self.failures.append(failure(name, distribution, doing, error))


def failure(plugin: str, distribution: str, doing: str, error: BaseException) -> Failure:
    """Return what went wrong, as text: it outlives the exception, and can be sent elsewhere."""
    import traceback

    what = f"{type(error).__name__}: {error}".removesuffix(": ")
    return Failure(plugin, distribution, doing, what, "".join(traceback.format_exception(error)))


def interruption(how_far: str) -> Failure:
    """Return what reports say of a run that somebody has ended."""
    return Failure("", "", _INTERRUPTED, how_far, "")


def must_be(kind: type[T], item: object) -> T:
    """Return what a plugin hands over if it is of the right kind. Raises TypeError."""
    if not isinstance(item, kind):
        raise TypeError(f"{item!r} is no {kind.__name__}")
    return item


def _is_any_plugin_installed() -> bool:
    """Look for the entry-point group without importlib.metadata, which takes 50 ms to import."""
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                        if _GROUP_HEADER in file.read():
                            return True
                except OSError:
                    continue
    return False

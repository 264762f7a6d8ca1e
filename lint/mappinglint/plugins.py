"""Finds plugins, and what they bring. Nothing that a plugin does wrong gets past here."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from time import time
from typing import Any, Generic, NamedTuple, TypeVar

import pluggy

import mappinglint_rules
from mappinglint import core, hookspecs
from mappinglint.bundle import Bundle, alone
from mappinglint.dialects import Dialect
from mappinglint.record import dataclass
from mappinglint.rule import Rule
from mappinglint.setting import RecordKey, Setting

T = TypeVar("T")

GROUP = "mappinglint"
# The names of the plugins that every run has.
BUILT_IN = ("mappinglint", "mappinglint-rules")
_GROUP_HEADER = f"[{GROUP}]".encode()
# Bytes. No file of entry points comes near it.
_MOST_READ = 1_000_000
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


class Name(NamedTuple):
    """What a rule is called; it need not be loaded."""

    code: str
    name: str


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
        self._bundles: list[Provided[Bundle]] | None = None
        self._named: dict[str, Name] = {}
        # What a plugin names though another one has it.
        self._refused: set[tuple[Bundle, str]] = set()
        self._rules: dict[Bundle, list[Provided[Rule]]] = {}
        self._all: list[Provided[Rule]] | None = None
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
        take = partial(must_be, kind)
        return list(self._collect("mappinglint_dialects", take, "to name its dialects"))

    def bundles(self) -> list[Provided[Bundle]]:
        """Return every bundle of rules. A code or name taken before is a failure.

        The plugins are asked once. What they return outside of bundles is about every mapping.
        """
        if self._bundles is None:
            self._bundles = self._collect_bundles()
        return self._bundles

    def named(self) -> list[Name]:
        """Return the code and the name of every rule, in the order of the codes.

        No rule is loaded for that.
        """
        self.bundles()
        return [self._named[code] for code in sorted(self._named)]

    def rules(self) -> list[Provided[Rule]]:
        """Return every rule in the order of the codes. This loads all of them."""
        if self._all is None:
            rules = (rule for bundle in self.bundles() for rule in self.rules_of(bundle))
            self._all = sorted(rules, key=lambda rule: rule.item.code)
        return self._all

    def rules_of(self, bundle: Provided[Bundle]) -> list[Provided[Rule]]:
        """Return the rules of a bundle, which are loaded once."""
        rules = self._rules.get(bundle.item)
        if rules is None:
            rules = self._rules[bundle.item] = self._load_rules(bundle)
        return rules

    def rule(self, code: str) -> Rule | None:
        """Return the rule of a code, if there is one. This loads its bundle alone."""
        for bundle in self.bundles():
            if code in bundle.item.names:
                for rule in self.rules_of(bundle):
                    if rule.item.code == code:
                        return rule.item
        return None

    def _collect_bundles(self) -> list[Provided[Bundle]]:
        found: list[Provided[Bundle]] = []
        taken: dict[str, str] = {}
        for given in self._collect("mappinglint_rules", _bundle_of, "to name its rules"):
            found.append(given)
            for code, name in given.item.names.items():
                owner = taken.get(code) or taken.get(name)
                if owner is not None:
                    error = ValueError(f"{code} {name} is a rule of {owner}")
                    self.failures.append(given.failure("to name its rules", error))
                    self._refused.add((given.item, code))
                    continue
                taken[code] = taken[name] = given.plugin
                self._named[code] = Name(code, name)
        return found

    def _load_rules(self, bundle: Provided[Bundle]) -> list[Provided[Rule]]:
        try:
            rules = bundle.item.loaded()
        except BREAKAGE as error:
            self.failures.append(bundle.failure("to load its rules", error))
            return []
        return [
            Provided(rule, bundle.plugin, bundle.distribution)
            for rule in rules
            if (bundle.item, rule.code) not in self._refused
        ]

    def settings(self) -> dict[str, Setting]:
        """Return what is known of settings, by path; the first plugin to name one has the say."""
        found: dict[str, Setting] = {}
        for row in self._collect(
            "mappinglint_settings", partial(must_be, Setting), "to name its settings"
        ):
            found.setdefault(row.item.name, row.item)
        return found

    def record_keys(self) -> list[RecordKey]:
        """Return what is known of the records of sources."""
        found = self._collect(
            "mappinglint_record_keys", partial(must_be, RecordKey), "to name the keys of records"
        )
        return [key.item for key in found]

    def _collect(self, hook: str, take: Callable[[object], T], doing: str) -> Iterator[Provided[T]]:
        # pluggy would stop at the first plugin that raises.
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            distribution = self._distributions.get(name, "")
            try:
                given = [self._arguments[name] for name in implementation.argnames]
                items = [take(item) for item in implementation.function(*given)]
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


def _bundle_of(item: object) -> Bundle:
    """Return what a plugin hands over for its rules as a bundle. Raises TypeError."""
    return item if isinstance(item, Bundle) else alone([must_be(Rule, item)])


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
            # There are hundreds of other names.
            if not name.endswith((".dist-info", ".egg-info")):
                continue
            if _GROUP_HEADER in _content(os.path.join(folder, name, "entry_points.txt")):
                return True
    return False


def _content(path: str) -> bytes:
    """Return what is in a small file, or nothing if there is none.

    There may be hundreds of them, and `open` does more than this needs.
    """
    try:
        number = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(number, _MOST_READ)
    except OSError:
        return b""
    finally:
        os.close(number)

"""The engine for each file: what its configuration asks for, and the plugins that that names."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from mappinglint.choice import Choice, closest, known_words
from mappinglint.config import Configuration, Configurations
from mappinglint.engine import Engine
from mappinglint.finding import Finding, Level
from mappinglint.plugins import Failure, Plugins
from mappinglint.project import Project


class Engines:
    """Makes an engine for each configuration when its first file comes; all share one project.

    `plugins` are modules of plugins that every engine has; those that configurations name are
    loaded only if these are `trusted`. The engines heed `suppressions` in the files, or not.
    `findings` has what is wrong with the configurations so far.
    """

    def __init__(
        self,
        configurations: Configurations,
        plugins: Sequence[str] = (),
        *,
        suppressions: bool = True,
        trusted: bool = True,
    ) -> None:
        self._trusted = trusted
        self._configurations = configurations
        self._modules = plugins
        self._suppressions = suppressions
        self.project = Project(configurations.homes)
        self._plugins: dict[Configuration, Plugins] = {}
        self._engines: dict[Configuration, Engine] = {}
        self._mistaken: list[Finding] = []
        self._unknown: dict[str, str] | None = None

    def of(self, path: str) -> Engine:
        """Return the engine for a file."""
        configuration = self._configurations.of(path)
        engine = self._engines.get(configuration)
        if engine is None:
            engine = self._engines[configuration] = self._make(configuration)
        return engine

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the configurations so far."""
        findings = [*self._configurations.findings, *self._mistaken]
        return sorted(findings, key=lambda one: one.sort_key)

    @property
    def failures(self) -> list[Failure]:
        """What broke in plugins so far."""
        plugins = self._plugins.values()
        return list(dict.fromkeys(failure for one in plugins for failure in one.failures))

    @property
    def unknown(self) -> dict[str, str]:
        """What the command line selects or ignores and no engine knows, and what is near it."""
        return self._unknown or {}

    @property
    def are_misconfigured(self) -> bool:
        """Whether a configuration, or what overrides it, has a mistake."""
        return bool(self._configurations.findings or self._mistaken or self._unknown)

    def plugins_of(self, path: str) -> Plugins:
        """Return the plugins of the engine for a file."""
        self.of(path)
        return self._plugins[self._configurations.of(path)]

    def _make(self, configuration: Configuration) -> Engine:
        plugins = Plugins(self._modules, quotas=configuration.quotas)
        for module in configuration.plugins if self._trusted else ():
            plugins.load(module, configuration.path)
        self._plugins[configuration] = plugins
        choice = Choice(
            configuration.select,
            configuration.ignore,
            configuration.level,
            configuration.advice or configuration.fail_on is Level.NOTE,
            # It is asked for every finding of a file, one after the other.
            lru_cache(maxsize=1)(configuration.ignored_in),
        )
        overrides = self._configurations.overriding_words
        # Without words, no rule need be known before there is a mapping.
        if overrides or configuration.words:
            choice = self._checked(choice, configuration, plugins, overrides)
        return Engine(
            plugins,
            self.project,
            choice=choice,
            suppressions=self._suppressions,
            needs_reasons=configuration.require_reasons,
        )

    def _checked(
        self,
        choice: Choice,
        configuration: Configuration,
        plugins: Plugins,
        overrides: Sequence[str],
    ) -> Choice:
        """Return the choice without a `select` of which nothing is known; note what is unknown."""
        rules = plugins.named()
        known = known_words(rules)
        if configuration.source and configuration.words:
            from mappinglint.config.findings import invalid
            from mappinglint.config.reading import unknown

            mistakes = list(unknown(configuration.words, rules))
            self._mistaken += invalid(configuration.source, mistakes) if mistakes else ()
        strange = {word: closest(word, rules) for word in overrides if word.upper() not in known}
        before = strange if self._unknown is None else self._unknown
        self._unknown = {word: near for word, near in before.items() if word in strange}
        select = choice.select or ()
        is_known = not known.isdisjoint(map(str.upper, select))
        return replace(choice, select=None) if select and not is_known else choice

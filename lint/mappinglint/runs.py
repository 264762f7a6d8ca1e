"""Which checks to run: those of the rules that are asked for and may be about a mapping."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from mappinglint.bundle import Bundle
from mappinglint.choice import Choice
from mappinglint.dialects import Alternatives
from mappinglint.finding import Level
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import BREAKAGE, Failure, Plugins, Provided
from mappinglint.rule import Check, Rule, Tier

# Every check once, with the first rule that it belongs to, in the order of the codes.
_Checks = list[tuple[Check, Provided[Rule]]]


class _Note(NamedTuple):
    """What is known of a note that is not loaded."""

    code: str
    name: str
    level: Level = Level.NOTE


class Runs:
    """Loads the bundles of rules that mappings need, each with the first such mapping.

    `choice` says which rules are asked for. To a rule that is not loaded no mapping so far could
    have given a finding: whether it is run makes no difference.
    """

    def __init__(self, plugins: Plugins, choice: Choice) -> None:
        self._plugins = plugins
        self._choice = choice
        # Mappings of a project are much alike: few sets of bundles are needed.
        self._made: dict[tuple[bool, ...], _Checks] = {}

    def checks(self, mapping: EventSourceMapping, failures: list[Failure]) -> _Checks:
        """Return what to run on a mapping; what breaks in a plugin is added to the failures."""
        bundles = self._bundles
        key = tuple(
            bundle.item.checks and _is_about(bundle, mapping, failures) for bundle in bundles
        )
        made = self._made.get(key)
        if made is None:
            needed = [bundle for bundle, is_about in zip(bundles, key, strict=True) if is_about]
            made = self._made[key] = self._checks_of(self._rules_of(needed))
        return made

    def comparing(
        self, together: Sequence[Alternatives], failures: list[Failure]
    ) -> list[Provided[Rule]]:
        """Return the rules that compare mappings which are deployed together."""
        if len(together) < 2:
            return []
        needed = [
            bundle
            for bundle in self._bundles
            if bundle.item.compares
            and any(
                _is_about(bundle, mapping, failures)
                for alternatives in together
                for mapping in alternatives
            )
        ]
        return [
            rule
            for rule in self._rules_of(needed)
            if rule.item.comparison is not None and self._is_wanted(rule)
        ]

    @cached_property
    def _bundles(self) -> list[Provided[Bundle]]:
        """Those of which a rule may be asked for."""

        def is_wanted(bundle: Bundle) -> bool:
            notes = (_Note(code, name) for code, name in bundle.names.items())
            return any(self._choice.level_of(note) is not None for note in notes)

        bundles = self._plugins.bundles()
        return [one for one in bundles if not one.item.advice or is_wanted(one.item)]

    def _rules_of(self, bundles: list[Provided[Bundle]]) -> list[Provided[Rule]]:
        rules = (rule for bundle in bundles for rule in self._plugins.rules_of(bundle))
        return sorted(rules, key=lambda rule: rule.item.code)

    def _checks_of(self, rules: list[Provided[Rule]]) -> _Checks:
        checking = [rule for rule in rules if rule.item.check is not None]
        wanted = {rule.item.code for rule in checking if self._is_wanted(rule)}
        tiers = (rule.item.tier for rule in checking if rule.item.code in wanted)
        last = max(tiers, default=Tier.OPERATION)
        checks: dict[Check, Provided[Rule]] = {}
        for rule in checking:
            # Nobody who ignores a mistake wants to hear of its consequences instead: see Tier.
            may_settle = rule.item.level > Level.NOTE and rule.item.tier < last
            if rule.item.check is not None and (may_settle or rule.item.code in wanted):
                checks.setdefault(rule.item.check, rule)
        return list(checks.items())

    def _is_wanted(self, rule: Provided[Rule]) -> bool:
        return self._choice.level_of(rule.item) is not None


def _is_about(
    bundle: Provided[Bundle], mapping: EventSourceMapping, failures: list[Failure]
) -> bool:
    try:
        return bundle.item.is_about(mapping)
    except BREAKAGE as error:
        place = mapping.place
        doing = f"to choose its rules for {place.source.path}:{place.start.line}"
        failures.append(bundle.failure(doing, error))
        return True

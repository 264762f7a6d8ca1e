"""Rules that are about the same mappings, and that are loaded when such a mapping comes.

Most rules have nothing to say about most mappings: one without filters needs no rule about filters.
A run imports the rules that its mappings may need, and no others.
"""

from collections.abc import Callable, Iterable, Mapping

from mappinglint.finding import Level
from mappinglint.kind import ALL_KINDS, Kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.record import dataclass
from mappinglint.rule import Rule


@dataclass(frozen=True, eq=False)
class Bundle:
    """Rules that have nothing to say about a mapping unless all of these conditions hold.

    `names` has the code and the name of each rule, and `load` returns the rules. `settings` are
    settings at the top of a mapping, such as FilterCriteria: it may have one of them, whatever its
    value. It may be of one of the `kinds` of source, is of one of the `formats`, by their names,
    and `concerns` says yes to it. A condition that is left out holds for every mapping.

    All rules of a bundle of `advice` are notes: it is loaded only where somebody asks for them.
    A bundle with a comparing rule `compares`: its comparisons run when one of the mappings that are
    deployed together meets the conditions. One that has nothing else does not `check`, and is not
    loaded for a single mapping. Raises ValueError for a setting that is not at the top.
    """

    names: Mapping[str, str]
    load: Callable[[], Iterable[Rule]]
    settings: tuple[str, ...] = ()
    kinds: Kinds = ALL_KINDS
    formats: tuple[str, ...] = ()
    concerns: Callable[[EventSourceMapping], bool] | None = None
    advice: bool = False
    checks: bool = True
    compares: bool = False

    def __post_init__(self) -> None:
        for setting in self.settings:
            if not setting.isalnum():
                raise ValueError(f"{setting!r} is no setting at the top of a mapping")

    def is_about(self, mapping: EventSourceMapping) -> bool:
        """Say whether its rules may have something to say about a mapping."""
        # Of no kind at all, anything may be said.
        if mapping.kinds and mapping.kinds.isdisjoint(self.kinds):
            return False
        if self.formats and mapping.format.name not in self.formats:
            return False
        if self.settings and not mapping.may_have(self.settings):
            return False
        return self.concerns is None or self.concerns(mapping)

    def loaded(self) -> list[Rule]:
        """Return its rules. Raises ValueError if they are not what the bundle says of them."""
        rules = list(self.load())
        names = {rule.code: rule.name for rule in rules}
        if names != dict(self.names):
            raise ValueError(f"{_listed(self.names)} should be loaded, not {_listed(names)}")
        for rule in rules:
            if (rule.comparison and not self.compares) or (rule.check and not self.checks):
                verb = "compares" if rule.comparison and not self.compares else "checks"
                raise ValueError(f"{rule.code} {rule.name} is in a bundle that never {verb}")
            if self.advice and rule.level is not Level.NOTE:
                raise ValueError(f"{rule.code} {rule.name} is in a bundle of notes, and is none")
        return rules


def alone(rules: Iterable[Rule]) -> Bundle:
    """Return a bundle of rules that are about every mapping."""
    rules = tuple(rules)
    return Bundle(
        {rule.code: rule.name for rule in rules},
        lambda: rules,
        compares=any(rule.comparison for rule in rules),
    )


def _listed(names: Mapping[str, str]) -> str:
    return ", ".join(f"{code} {name}" for code, name in names.items()) or "nothing"

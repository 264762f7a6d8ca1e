"""What a rule is, and how it says what it found."""

import os
import re
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import field, replace
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from mappinglint.finding import Finding, Level
from mappinglint.kind import ALL_KINDS, Kinds
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.path import Path, join, split
from mappinglint.place import Label, Place
from mappinglint.record import dataclass
from mappinglint.scenario import Assumption
from mappinglint.value import Fields, Items, Known, Value

if TYPE_CHECKING:
    from mappinglint.edit import Fix

__all__ = ["Check", "Comparison", "Evidence", "Level", "Rule", "Tier", "comparing_rule", "rule"]

_CODE = re.compile(r"[A-Z]{2,8}[0-9]{3}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Evidence(Enum):
    """How we know."""

    RECORDED = "recorded"
    MODELLED = "modelled"
    DOCUMENTED = "documented"
    ADVISED = "advised"


class Tier(IntEnum):
    """Which finding stands when several are about one setting: those of the lowest tier.

    What a request cannot carry need not suit the source; a setting that the source does not take
    is not also out of range; a value of the wrong shape means nothing yet; and what a filter does
    as a whole is open while something in it is wrong.
    """

    OPERATION = 0
    SUPPORT = 1
    SHAPE = 2
    MEANING = 3
    WHOLE = 4


Check = Callable[[EventSourceMapping], Iterable[Finding]]
# The mappings that are deployed together, each in all its scenarios.
Comparison = Callable[[Sequence[Sequence[EventSourceMapping]]], Iterable[Finding]]


@dataclass(frozen=True, eq=False)
class Rule:
    """One thing that can be wrong.

    `settings` and `kinds` are what it concerns, for documentation and editors. `check` gets one
    mapping and yields findings; rules that share a check share its one run. `comparison` gets all
    mappings that are deployed together. A rule with neither belongs to the part that finds its
    findings. `security` is for what puts a secret or an access at risk: its weight, from 0.1 to 10,
    by which GitHub sorts it among security alerts. What a finding `without_effect` points at does
    nothing where it stands: editors show it faded. Raises ValueError for a malformed code or name.
    """

    code: str
    name: str
    level: Level
    evidence: Evidence
    module: str
    settings: tuple[str, ...] = ()
    kinds: Kinds = ALL_KINDS
    tier: Tier = Tier.MEANING
    check: Check | None = field(default=None, repr=False)
    comparison: Comparison | None = field(default=None, repr=False)
    security: float | None = None
    without_effect: bool = False

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"rule code {self.code!r} is not letters and three digits")
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"rule name {self.name!r} is not lower-case words and hyphens")
        if self.security is not None and not 0 < self.security <= 10:
            raise ValueError(f"security {self.security} of rule {self.code} is not from 0.1 to 10")

    def finding(
        self,
        mapping: EventSourceMapping,
        setting: str | Path,
        message: str,
        *,
        label: str = "",
        at: Place | None = None,
        related: Iterable[Label | None] = (),
        aws: str = "",
        remedy: str = "",
        fix: "Fix | None" = None,
        level: Level | None = None,
        when: tuple[Assumption, ...] | None = None,
        about: Hashable = None,
    ) -> Finding:
        """Return a finding about a setting of a mapping.

        It points at the value of the setting, or at `at`, a place within it. `label` stands under
        that place; `related` are places that explain it, to which comes the place where the value
        is from. `aws` says what AWS does or answers, `remedy` what to change, and `fix` has the
        edits that do it. `level` is the rule's own unless given, and `when` what the
        mapping's scenario assumes. `about` is for what is reported once: see Finding.
        """
        path = split(setting)
        place = at or mapping.place_of(path)
        value = mapping.get(path)
        cause = value.cause if isinstance(value, Known) else None
        if value is None and at is None and mapping.field(path) is None:
            label = label or ("in this mapping" if place == mapping.place else "here")
        return Finding(
            rule=self,
            level=self.level if level is None else level,
            message=message,
            primary=Label(place.first_line(), label),
            # A reference that says what it is of says nothing about the mistake.
            related=tuple(label for label in (*related, cause) if label is not None and label.text),
            setting=join(path),
            mapping=mapping.name,
            aws=aws,
            remedy=remedy,
            fix=_fix_here(self, mapping, path, fix),
            when=mapping.assumptions if when is None else when,
            about=about,
        )

    @property
    def page(self) -> str:
        """The path of the rule's Markdown page, beside its module and named like it."""
        file = getattr(sys.modules.get(self.module), "__file__", None) or ""
        return os.path.join(os.path.dirname(file), self.name.replace("-", "_") + ".md")


def _fix_here(
    rule: Rule, mapping: EventSourceMapping, path: Path, fix: "Fix | None"
) -> "Fix | None":
    """Return the fix as far as it can be trusted: what rests on a default may be otherwise."""
    if fix is None or mapping.operation is Operation.STORED:
        # What AWS has stored cannot be edited in a file.
        return None
    grounds: list[str | Path] = [path, *rule.settings]
    if rule.kinds != ALL_KINDS or rule.tier is Tier.SUPPORT:
        grounds.append("EventSourceArn")
    is_sure = not any(_comes_from_elsewhere(mapping.get(setting)) for setting in grounds)
    return fix if is_sure else replace(fix, safe=False)


def _comes_from_elsewhere(value: Value | None) -> bool:
    match value:
        case Known(cause=cause, changes=changes):
            return cause is not None or bool(changes)
        case Items(items=items):
            return any(map(_comes_from_elsewhere, items))
        case Fields(fields=fields):
            return any(_comes_from_elsewhere(field.value) for field in fields)
    return False


def rule(
    code: str,
    name: str,
    level: Level,
    evidence: Evidence,
    *,
    settings: tuple[str, ...] = (),
    kinds: Kinds = ALL_KINDS,
    tier: Tier = Tier.MEANING,
    security: float | None = None,
    without_effect: bool = False,
) -> Callable[[Check], Rule]:
    """Turn a check into a rule; see Rule."""

    def decorate(check: Check) -> Rule:
        module = check.__module__
        return Rule(
            code,
            name,
            level,
            evidence,
            module,
            settings,
            kinds,
            tier,
            check,
            security=security,
            without_effect=without_effect,
        )

    return decorate


def comparing_rule(
    code: str,
    name: str,
    level: Level,
    evidence: Evidence,
    *,
    settings: tuple[str, ...] = (),
    kinds: Kinds = ALL_KINDS,
) -> Callable[[Comparison], Rule]:
    """Turn a comparison of mappings into a rule; see Rule."""

    def decorate(comparison: Comparison) -> Rule:
        module = comparison.__module__
        return Rule(code, name, level, evidence, module, settings, kinds, comparison=comparison)

    return decorate

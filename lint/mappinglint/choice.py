"""Which rules a run has, and at which level their findings are."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from mappinglint.finding import Finding, Level
from mappinglint.rule import Rule

_PREFIX = re.compile(r"[A-Z]{2,8}[0-9]{0,3}")


def names(word: str, rule: Rule) -> bool:
    """Say whether a word is the code or the name of a rule."""
    return word.upper() == rule.code or word.lower() == rule.name


def means(word: str, rule: Rule) -> bool:
    """Say whether a word names a rule, or is how its code begins: ESM2."""
    return names(word, rule) or is_prefix(word, rule)


def is_prefix(word: str, rule: Rule) -> bool:
    """Say whether a word is how the code of a rule begins: its letters, and digits if any."""
    prefix = word.upper()
    return rule.code.startswith(prefix) and _PREFIX.fullmatch(prefix) is not None


def closest(word: str, rules: Iterable[Rule]) -> str:
    """Return the code or name that somebody may have meant, or nothing."""
    from difflib import get_close_matches

    rules = list(rules)
    # A code of three digits is no slip of another.
    codes = [] if word[-3:].isdecimal() else [rule.code for rule in rules]
    choices = [*codes, *(rule.name for rule in rules)]
    close = get_close_matches(word.upper(), choices, n=1) or get_close_matches(
        word.lower(), choices, n=1
    )
    return close[0] if close else ""


def _nowhere(path: str) -> tuple[str, ...]:
    del path
    return ()


@dataclass(frozen=True, eq=False)
class Choice:
    """The rules that are asked for.

    `select` and `ignore` have codes, names and beginnings of codes; a rule is there that `select`
    means, or any if it is None, and `ignore` does not mean. `level` has the level of all findings
    of a rule, by its code or name. Notes are there with `advice`, or if `select` names their rule
    in full. `ignored_in` says what else is ignored in a file, by the path that reports call it.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    level: Mapping[str, Level] = field(default_factory=dict)
    advice: bool = False
    ignored_in: Callable[[str], tuple[str, ...]] = _nowhere

    def level_of(self, rule: Rule, own: Level | None = None) -> Level | None:
        """Return the level of a rule's findings, or None if nobody wants to see them.

        `own` is the level that the rule gave to the finding at hand, if there is one.
        """
        is_selected = self.select is None or any(means(word, rule) for word in self.select)
        if not is_selected or any(means(word, rule) for word in self.ignore):
            return None
        level = rule.level if own is None else own
        for word, wanted in self.level.items():
            if names(word, rule):
                level = wanted
        is_named = any(names(word, rule) for word in self.select or ())
        return level if level > Level.NOTE or self.advice or is_named else None

    def of(self, finding: Finding) -> Level | None:
        """Return the level at which a finding is shown, or None if it is not."""
        if self.ignores(finding.rule, finding.primary.place.source.path):
            return None
        return self.level_of(finding.rule, finding.level)

    def ignores(self, rule: Rule, path: str) -> bool:
        """Say whether a rule is ignored in a file."""
        return any(means(word, rule) for word in self.ignored_in(path))

"""Which rules a run has, and at which level their findings are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cache, cached_property
from typing import Protocol

from mappinglint.finding import Finding, Level
from mappinglint.record import dataclass
from mappinglint.rule import Rule

# Fewer letters are no beginning of a code.
_SHORTEST = 2

# Letters that are taken for digits.
_LIKE_DIGITS = str.maketrans("OIL", "011")


class Named(Protocol):
    """A rule, or what it is called where it is not loaded."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


class Levelled(Named, Protocol):
    """A rule, or what is known of one that is not loaded."""

    @property
    def level(self) -> Level: ...


def names(word: str, rule: Named) -> bool:
    """Say whether a word is the code or the name of a rule."""
    return word.upper() == rule.code or word.lower() == rule.name


def means(word: str, rule: Named) -> bool:
    """Say whether a word names a rule, or is how its code begins: ESM2."""
    return word.upper() in _words_for(rule.code, rule.name)


def known_words(rules: Iterable[Named]) -> frozenset[str]:
    """Return every word that means one of the rules, in capitals."""
    return frozenset().union(*(_words_for(rule.code, rule.name) for rule in rules))


@cache
def _words_for(code: str, name: str) -> frozenset[str]:
    """Return the words that mean a rule, in capitals. A project may name thousands of them."""
    return frozenset((name.upper(), *(code[:end] for end in range(_SHORTEST, len(code) + 1))))


def closest(word: str, rules: Iterable[Named]) -> str:
    """Return the code or name that somebody may have meant, or nothing."""
    from difflib import get_close_matches

    rules = list(rules)
    digits = word[:-3].upper() + word[-3:].upper().translate(_LIKE_DIGITS)
    if any(digits == rule.code for rule in rules):
        return digits
    # ESM2* and ESM2xx are ESM2 elsewhere.
    begun = word.upper().rstrip("*X")
    if begun != word.upper() and any(means(begun, rule) for rule in rules):
        return begun
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

    def level_of(self, rule: Levelled, own: Level | None = None) -> Level | None:
        """Return the level of a rule's findings, or None if nobody wants to see them.

        `own` is the level that the rule gave to the finding at hand, if there is one.
        """
        words = _words_for(rule.code, rule.name)
        is_selected = self.select is None or not words.isdisjoint(self._selected)
        if not is_selected or not words.isdisjoint(self._ignored):
            return None
        level = rule.level if own is None else own
        for word in (rule.name.upper(), rule.code):
            level = self._levels.get(word, level)
        is_named = rule.code in self._selected or rule.name.upper() in self._selected
        return level if level > Level.NOTE or self.advice or is_named else None

    @cached_property
    def _selected(self) -> frozenset[str]:
        return frozenset(map(str.upper, self.select or ()))

    @cached_property
    def _ignored(self) -> frozenset[str]:
        return frozenset(map(str.upper, self.ignore))

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return {word.upper(): level for word, level in self.level.items()}

    def of(self, finding: Finding) -> Level | None:
        """Return the level at which a finding is shown, or None if it is not."""
        if self.ignores(finding.rule, finding.primary.place.source.path):
            return None
        return self.level_of(finding.rule, finding.level)

    def ignores(self, rule: Rule, path: str) -> bool:
        """Say whether a rule is ignored in a file."""
        return any(means(word, rule) for word in self.ignored_in(path))

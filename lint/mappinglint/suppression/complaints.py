"""Findings about suppressions themselves."""

import re
from collections.abc import Sequence
from typing import Final

from mappinglint.choice import closest, means
from mappinglint.clip import clipped
from mappinglint.core import (
    MALFORMED_SUPPRESSION,
    SUPPRESSION_WITHOUT_REASON,
    UNKNOWN_SUPPRESSION,
    UNUSED_SUPPRESSION,
)
from mappinglint.document.layout import Change
from mappinglint.edit import Edit, Fix, safe
from mappinglint.finding import Finding
from mappinglint.place import Label, Place
from mappinglint.rule import Rule
from mappinglint.suppression.directives import Directive, Named

# No rule has a longer one.
_LONGEST_NAME: Final = 60

# It may be meant to hide the very finding that a fix would mend.
_UNTIL_THEN: Final = "until then nothing else in this file is fixed"

# What a code begins with, behind which it has its digits.
_LETTERS: Final = re.compile(r"[A-Z]+(?=[0-9]+\Z)")


def unused(directive: Directive, named: Named, rule: Rule) -> Finding:
    """Return the finding that a suppression suppresses nothing."""
    where = "in this file" if directive.is_of_file else "here"
    return Finding(
        UNUSED_SUPPRESSION,
        UNUSED_SUPPRESSION.level,
        f"there is no {rule.code} ({rule.name}) {where} to ignore",
        Label(named.place.first_line(), "suppresses nothing"),
        remedy="move it to the line that it is meant for, or take it out",
        fix=_removal(directive.place, named.removal, clipped(named.text, _LONGEST_NAME)),
    )


def unknown(directive: Directive, named: Named, known: Sequence[Rule], *, is_sure: bool) -> Finding:
    """Return the finding that there is no such rule.

    It has a fix only if it `is_sure`, and no plugin that is not loaded here may have the rule.
    """
    near, fix = closest(named.text, known), None
    if any(means(named.text, rule) for rule in known):
        remedy = "a suppression names each of its rules in full"
    elif near:
        remedy = f"write {near}, if that is meant"
    elif _is_of_others(named.text, known):
        remedy = "load the plugin that has it (--plugin, or plugins in the configuration)"
    else:
        remedy = "`mappinglint rules` lists the rules there are"
    if is_sure and not _is_of_others(named.text, known):
        fix = _removal(directive.place, named.removal, clipped(named.text, _LONGEST_NAME))
    return Finding(
        UNKNOWN_SUPPRESSION,
        UNKNOWN_SUPPRESSION.level,
        f"there is no rule {clipped(named.text, _LONGEST_NAME)} to ignore",
        Label(named.place.first_line(), "suppresses nothing"),
        remedy=f"{remedy}; {_UNTIL_THEN}",
        fix=fix,
    )


def _is_of_others(code: str, known: Sequence[Rule]) -> bool:
    """Say whether a code begins with letters that no known code begins with."""
    letters = _LETTERS.match(code.upper())
    return letters is not None and not any(rule.code.startswith(letters[0]) for rule in known)


def without_reason(directive: Directive) -> Finding:
    """Return the finding that a suppression says nothing about why."""
    names = ", ".join(named.text for named in directive.names)
    return Finding(
        SUPPRESSION_WITHOUT_REASON,
        SUPPRESSION_WITHOUT_REASON.level,
        f"nothing says why {names} is ignored here",
        Label(directive.place.first_line(), "the reason is missing"),
        remedy=f"write it behind the bracket: ignore[{names}] the reason",
        fix=_removal(directive.place, directive.removal, "the suppression"),
    )


def malformed(directive: Directive) -> Finding:
    """Return the finding that nobody knows what a suppression is to suppress."""
    return Finding(
        MALFORMED_SUPPRESSION,
        MALFORMED_SUPPRESSION.level,
        "this suppresses nothing: it does not say which rules to ignore",
        Label(directive.place.first_line(), "not understood"),
        remedy="write it as mappinglint: ignore[ESM204] and the reason, with the rules' codes; "
        f"{_UNTIL_THEN}",
    )


def _removal(near: Place, change: Change | None, what: str) -> Fix | None:
    edit = Edit(Place(near.source, change.span), change.text) if change else None
    return safe(f"remove {what}", edit)

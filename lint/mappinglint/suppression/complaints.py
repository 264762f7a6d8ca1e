"""Findings about suppressions themselves."""

from collections.abc import Sequence

from mappinglint.choice import closest
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


def unused(directive: Directive, named: Named, rule: Rule) -> Finding:
    """Return the finding that a suppression suppresses nothing."""
    where = "in this file" if directive.is_of_file else "here"
    return Finding(
        UNUSED_SUPPRESSION,
        UNUSED_SUPPRESSION.level,
        f"there is no {rule.code} ({rule.name}) {where} to ignore",
        Label(named.place.first_line(), "suppresses nothing"),
        remedy="move it to the line that it is meant for, or take it out",
        fix=_removal(directive.place, named.removal, named.text),
    )


def unknown(directive: Directive, named: Named, known: Sequence[Rule]) -> Finding:
    """Return the finding that there is no such rule."""
    near = closest(named.text, known)
    return Finding(
        UNKNOWN_SUPPRESSION,
        UNKNOWN_SUPPRESSION.level,
        f"there is no rule {named.text} to ignore",
        Label(named.place.first_line(), "suppresses nothing"),
        remedy=f"did you mean {near}?" if near else "`mappinglint rules` lists the rules there are",
        fix=_removal(directive.place, named.removal, named.text),
    )


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
        remedy="write it as mappinglint: ignore[ESM204] and the reason, with the rules' codes",
    )


def _removal(near: Place, change: Change | None, what: str) -> Fix | None:
    edit = Edit(Place(near.source, change.span), change.text) if change else None
    return safe(f"remove {what}", edit)

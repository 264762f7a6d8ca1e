"""ESM506: what event-ruler knows, and Lambda's guide does not list."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import (
    AnythingBut,
    Condition,
    Exact,
    Exactly,
    Prefix,
    Suffix,
    Wildcard,
)
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.filters.patterns import sound_patterns


@rule(
    "ESM506",
    "undocumented-operator",
    Level.WARNING,
    Evidence.ADVISED,
    settings=("FilterCriteria",),
)
def undocumented_operator(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        for leaf in content.all_leaves():
            for condition in leaf.conditions:
                if name := _undocumented(condition):
                    yield undocumented_operator.finding(
                        mapping,
                        pattern.path,
                        f"{name} is not documented for Lambda's filters",
                        at=pattern.place(condition.span),
                        aws="lists others for filters; what it does with this one is not recorded",
                        remedy="try it before you rely on it",
                    )


def _undocumented(condition: Condition) -> str:
    """Return the name of an operator that the guide does not list; empty if it does."""
    match condition:
        case Wildcard():
            return "wildcard"
        case Exactly():
            return "exactly"
        case Prefix(ignores_case=True):
            return "prefix with equals-ignore-case"
        case Suffix(ignores_case=True):
            return "suffix with equals-ignore-case"
        case AnythingBut(excluded=excluded) if not all(map(_is_value, excluded)):
            return "anything-but with an operator"
    return ""


def _is_value(excluded: Condition) -> bool:
    """Say whether anything-but excludes a plain value, which the guide shows."""
    return isinstance(excluded, Exact | Exactly)

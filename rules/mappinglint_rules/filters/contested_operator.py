"""ESM507: what Lambda's guide lists, and samples of AWS's say does not work."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import EqualsIgnoreCase, Or, Pattern, Suffix
from mappinglint.rule import Evidence, Level, rule
from mappinglint.span import Span
from mappinglint_rules.filters.patterns import sound_patterns


@rule("ESM507", "contested-operator", Level.NOTE, Evidence.ADVISED, settings=("FilterCriteria",))
def contested_operator(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        for name, span in _contested(content):
            yield contested_operator.finding(
                mapping,
                pattern.path,
                f"{name} may not work: the guide lists it, two samples by AWS say it does not",
                at=pattern.place(span),
                aws="lists it for filters; samples of February 2023 call it unsupported",
                remedy="try it before you rely on it",
            )


def _contested(pattern: Pattern) -> Iterator[tuple[str, Span]]:
    for leaf in pattern.all_leaves():
        for condition in leaf.conditions:
            match condition:
                case EqualsIgnoreCase():
                    yield "equals-ignore-case", condition.span
                case Suffix(ignores_case=False):
                    yield "suffix", condition.span
    for choice in _choices(pattern):
        yield "$or", choice.key.span


def _choices(pattern: Pattern) -> Iterator[Or]:
    for choice in pattern.choices:
        yield choice
        for alternative in choice.alternatives:
            yield from _choices(alternative)

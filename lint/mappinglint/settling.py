"""Which findings stand when several say the same, or one follows from another."""

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import accumulate

from mappinglint.edit import Fix
from mappinglint.finding import Finding, Level
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Rule, Tier
from mappinglint.scenario import Assumption, needed
from mappinglint.span import Span

_INDEX = re.compile(r"\[[0-9]+\]")

# What two findings have in common that say the same to the reader.
_Saying = tuple[Rule, Label, str]


def _saying(finding: Finding) -> _Saying:
    # At one place, several entries are one piece of text that stands for all of them.
    return finding.rule, finding.primary, _INDEX.sub("[]", finding.message)


def distinct(findings: list[Finding]) -> list[Finding]:
    """Return the findings in order, each once: the first of those that say the same.

    What is wrong with a thing that several mappings share is said at the first of them.
    """
    found: dict[Hashable, Finding] = {}
    for one in findings:
        shared = None if one.about is None else (one.rule, one.about, one.when)
        found.setdefault(shared or _saying(one), one)
    return list(found.values())


def once(findings: list[Finding], shared: tuple[Span, ...]) -> list[Finding]:
    """Return the findings in order, each once: what aliases share belongs to several mappings.

    A fix that would change what is shared is left out: it would change the others, too.
    """
    ordered = distinct(sorted(findings, key=lambda one: one.sort_key))
    if not shared:
        return ordered
    spans = sorted(shared)
    ends = list(accumulate((span.end for span in spans), max))
    return [
        replace(one, fix=None) if one.fix and _touches(one.fix, spans, ends) else one
        for one in ordered
    ]


def _touches(fix: Fix, spans: list[Span], ends: list[int]) -> bool:
    """Say whether a fix changes something within spans; `ends` has the furthest end so far."""
    for edit in fix.edits:
        start, end = edit.place.span
        before = bisect_left(spans, max(end, start + 1), key=lambda span: span.start)
        if before and ends[before - 1] > start:
            return True
    return False


def without_consequences(findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Part what stands from what follows from another finding: see Tier.

    A warning settles no error.
    """
    claims: dict[tuple[str, Level], Tier] = {}
    for found in findings:
        for level in Level:
            if level <= found.level:
                key = found.setting, level
                claims[key] = min(found.rule.tier, claims.get(key, Tier.WHOLE))
    standing: list[Finding] = []
    consequences: list[Finding] = []
    for found in findings:
        (consequences if _is_settled(found, claims) else standing).append(found)
    return standing, consequences


def _is_settled(found: Finding, claims: dict[tuple[str, Level], Tier]) -> bool:
    """Say whether a setting that the finding concerns, or what holds it, is claimed already."""
    for name in (found.setting, *found.rule.settings):
        held = name
        while held:
            if claims.get((held, found.level), Tier.WHOLE) < found.rule.tier:
                return True
            held = held[: max(held.rfind("."), held.rfind("["), 0)]
    return False


def collapsed(found: list[tuple[EventSourceMapping, list[Finding]]]) -> Iterator[Finding]:
    """Yield each finding once, with the assumptions without which it would not be there."""
    scenarios = [frozenset(mapping.assumptions) for mapping, _ in found]
    # What explains a finding may differ from case to case; the first one is shown.
    same: dict[_Saying, list[tuple[Finding, frozenset[Assumption]]]] = {}
    for scenario, (_, findings) in zip(scenarios, found, strict=True):
        for one in findings:
            same.setdefault(_saying(one), []).append((one, scenario))
    for group in same.values():
        first, when = group[0][0], needed([holds for _, holds in group], scenarios)
        # What mends one scenario changes the others, too.
        fix = replace(first.fix, safe=False) if first.fix and when else first.fix
        yield replace(first, when=when, fix=fix)

"""ESM501 to ESM503: is a pattern one that AWS takes? The pattern's parser says."""

import json
import re
from collections.abc import Iterator, Sequence

from mappinglint.edit import Edit, safe
from mappinglint.filters import FilterPattern
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.mistake import Kind, Mistake, Replacement
from mappinglint.pattern.parse import parse
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, Rule
from mappinglint_rules.filters.patterns import ANSWER, WITH_SUB, patterns

# What CloudFormation would read outside of a text: `!Ref X`, {"Ref": "X"}, {"Fn::Sub": "X"}.
_REFERENCE = re.compile(r"!(?:Ref|Sub|GetAtt|ImportValue)\b|\"(?:Ref\"|Fn::)")

# It makes the JSON of the patterns.
_SERVERLESS = "serverless"


def check(mapping: EventSourceMapping) -> Iterator[Finding]:
    """Yield a finding for each mistake in a pattern."""
    for pattern in patterns(mapping):
        mistakes = pattern.parsed.mistakes
        may_mend = _are_mendable(pattern.text, mistakes)
        if mapping.format.name == _SERVERLESS and (inner := _object_in_text(pattern.text)):
            yield _needless_quotes(mapping, pattern, inner)
            continue
        for mistake in mistakes:
            yield _finding(mapping, pattern, mistake, may_mend=may_mend)


def _object_in_text(text: str) -> str:
    """Return the JSON object that a JSON text holds, or nothing."""
    if not text.startswith('"'):
        return ""
    try:
        inner = json.loads(text)
        return inner if isinstance(json.loads(inner), dict) else ""
    except (ValueError, RecursionError):
        return ""


def _needless_quotes(mapping: EventSourceMapping, pattern: FilterPattern, inner: str) -> Finding:
    place = pattern.value.place
    is_quoted = place.text[:1] in ("'", '"') and "\n" not in place.text + inner
    return FILTER_PATTERN_STRUCTURE.finding(
        mapping,
        pattern.path,
        f"{mapping.spell(pattern.path)} is a text: Serverless makes the JSON of an object itself",
        at=place,
        label="an object here",
        aws=ANSWER,
        remedy="write the object without quotes, as YAML",
        fix=safe("write the object without quotes", Edit(place, inner) if is_quoted else None),
    )


def _are_mendable(text: str, mistakes: Sequence[Mistake]) -> bool:
    """Say whether the edits make JSON of a text, as far as there are any.

    A mark that is missing for the reader may be one too many for the author.
    """
    syntax = [one for one in mistakes if one.kind is Kind.SYNTAX]
    mended = [one for one in syntax if one.edit]
    if not mended:
        return True
    edits = {edit.span: edit.text for one in mended for edit in _edits(one)}
    for (start, end), new in sorted(edits.items(), reverse=True):
        text = text[:start] + new + text[end:]
    left = sum(one.kind is Kind.SYNTAX for one in parse(text).mistakes)
    return left <= len(syntax) - len(mended)


def _edits(mistake: Mistake) -> tuple[Replacement, ...]:
    return (mistake.edit, *mistake.more) if mistake.edit else ()


def _filter_rule(code: str, name: str) -> Rule:
    return Rule(
        code,
        name,
        Level.ERROR,
        Evidence.RECORDED,
        __name__,
        settings=("FilterCriteria",),
        check=check,
    )


FILTER_PATTERN_JSON = _filter_rule("ESM501", "filter-pattern-json")
FILTER_PATTERN_STRUCTURE = _filter_rule("ESM502", "filter-pattern-structure")
FILTER_OPERATOR = _filter_rule("ESM503", "filter-operator")

RULES = (FILTER_PATTERN_JSON, FILTER_PATTERN_STRUCTURE, FILTER_OPERATOR)

_RULE_OF = {
    Kind.SYNTAX: FILTER_PATTERN_JSON,
    Kind.SHAPE: FILTER_PATTERN_STRUCTURE,
    Kind.REPEATED_PATH: FILTER_PATTERN_STRUCTURE,
    Kind.OPERATOR: FILTER_OPERATOR,
    Kind.OPERAND: FILTER_OPERATOR,
}


def _finding(
    mapping: EventSourceMapping, pattern: FilterPattern, mistake: Mistake, *, may_mend: bool
) -> Finding:
    written = [pattern.edits(one.span, one.text) for one in _edits(mistake) if may_mend]
    edits = [edit for edits in written for edit in edits] or [None]
    remedy = mistake.remedy
    if not remedy and _REFERENCE.match(pattern.text, mistake.span.start):
        remedy = WITH_SUB
    is_syntax = mistake.kind is Kind.SYNTAX
    earlier = Label(pattern.place(mistake.related), "here before") if mistake.related else None
    return _RULE_OF[mistake.kind].finding(
        mapping,
        pattern.path,
        f"the filter pattern is not JSON: {mistake.message}" if is_syntax else mistake.message,
        at=pattern.place(mistake.span),
        related=[earlier],
        aws=ANSWER,
        remedy=remedy,
        fix=safe(remedy or "mend the pattern", *edits),
    )

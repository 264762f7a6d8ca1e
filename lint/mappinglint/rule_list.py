"""The list of rules, for people and for programs."""

import json
from collections.abc import Sequence

from mappinglint.kind import SourceKind
from mappinglint.pages import read_page, summary
from mappinglint.plugins import Provided
from mappinglint.rule import Rule


def as_text(rules: Sequence[Provided[Rule]]) -> str:
    """Return a line for each rule: code, name, level, evidence and what it reports."""
    rows = [
        (rule.code, rule.name, str(rule.level), rule.evidence.value, summary(read_page(rule)))
        for rule in (provided.item for provided in rules)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join([*cells, row[4]]).rstrip() + "\n")
    return "".join(lines)


def as_json(rules: Sequence[Provided[Rule]]) -> str:
    """Return a list with an object for each rule."""
    return json.dumps([_described(rule) for rule in rules], indent=1, ensure_ascii=False) + "\n"


def _described(provided: Provided[Rule]) -> dict[str, object]:
    rule = provided.item
    return {
        "code": rule.code,
        "name": rule.name,
        "level": str(rule.level),
        "evidence": rule.evidence.value,
        "sources": [kind.name.lower() for kind in SourceKind if kind in rule.kinds],
        "settings": list(rule.settings),
        "summary": summary(read_page(rule)),
        "plugin": provided.plugin,
    }

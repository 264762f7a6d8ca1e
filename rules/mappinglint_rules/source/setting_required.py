"""ESM105: settings without which the source cannot be polled, by the table of limits."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import name_kinds
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import SETTINGS

# Rules of their own judge these: they know AWS's answer.
_JUDGED_ELSEWHERE = {"FunctionName", "StartingPosition", "SourceAccessConfigurations"}
_JUDGED = tuple(
    name for name, setting in SETTINGS.items() if setting.required and name not in _JUDGED_ELSEWHERE
)

_ANSWER = "refuses a request without it, by its documentation"


@rule(
    "ESM105",
    "setting-required",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=_JUDGED,
    kinds=frozenset().union(*(SETTINGS[name].required for name in _JUDGED)),
)
def setting_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    for name in _JUDGED if mapping.operation is Operation.CREATE else ():
        owner = name.rpartition(".")[0]
        if mapping.kinds <= SETTINGS[name].required.keys() and mapping.lacks(name):
            # What is within a setting that is missing is not missing, too.
            if owner and mapping.lacks(owner):
                continue
            yield _missing(mapping, name)


def _missing(mapping: EventSourceMapping, name: str) -> Finding:
    return setting_required.finding(
        mapping,
        name,
        f"{mapping.absence(name)}: {name_kinds(mapping.kinds, one=True)} needs it",
        related=[mapping.kinds_label],
        aws=mapping.format.on_missing.get(name, _ANSWER),
        remedy=f"add {mapping.spell(name)}",
    )

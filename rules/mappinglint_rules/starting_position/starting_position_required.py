"""ESM301: a stream has to be read from somewhere."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import Kinds, SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import SETTINGS

_REQUIRED = SETTINGS["StartingPosition"].required


@rule(
    "ESM301",
    "starting-position-required",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("StartingPosition",),
    kinds=frozenset(_REQUIRED),
)
def starting_position_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.lacks("StartingPosition") and mapping.kinds <= _REQUIRED.keys():
        position = mapping.spell("StartingPosition")
        source = name_kinds(mapping.kinds, one=True)
        yield starting_position_required.finding(
            mapping,
            "StartingPosition",
            f"{mapping.absence('StartingPosition')}: {source} needs it",
            related=[mapping.kinds_label],
            aws=mapping.format.on_missing.get("StartingPosition") or _answer(mapping.kinds),
            remedy=f"set {position} to {_choice(mapping)}",
        )


def _choice(mapping: EventSourceMapping) -> str:
    if mapping.has("StartingPositionTimestamp"):
        return f"AT_TIMESTAMP, to go with {mapping.spell('StartingPositionTimestamp')}"
    return "TRIM_HORIZON (from the oldest record on) or LATEST (from now on)"


def _answer(kinds: Kinds) -> str:
    if SourceKind.MSK in kinds:
        return "refuses a request without it, by its documentation"
    return (
        "answers \"Value null at 'startingPosition' failed to satisfy constraint: "
        'Member must not be null."'
    )

"""ESM302: a queue has no position to start from."""

from collections.abc import Iterator

from mappinglint.edit import remove, safe, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import QUEUES, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.service import SETTINGS

_POSITION = SETTINGS["StartingPosition"]
_WITHOUT_POSITION = _POSITION.refuses.keys() | _POSITION.ignores


@rule(
    "ESM302",
    "starting-position-not-supported",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("StartingPosition", "StartingPositionTimestamp"),
    kinds=frozenset(_WITHOUT_POSITION),
    tier=Tier.SUPPORT,
)
def starting_position_not_supported(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not mapping.kinds <= _WITHOUT_POSITION:
        return
    present = [name for name in starting_position_not_supported.settings if mapping.has(name)]
    for name in present[:1]:
        spelling = mapping.spell(name)
        remedy = f"remove {' and '.join(mapping.spell(name) for name in present)}"
        is_refused = mapping.kinds <= _POSITION.refuses.keys()
        is_queue = mapping.kinds <= QUEUES
        yield starting_position_not_supported.finding(
            mapping,
            name,
            f"{spelling} is not supported for {name_kinds(mapping.kinds)}",
            level=Level.ERROR if is_refused else Level.WARNING,
            label="not for this source",
            related=[mapping.kinds_label],
            aws=(
                'answers "StartingPosition is not valid for SQS event sources."'
                if is_queue
                else "does not list it for this source"
            ),
            remedy=remedy,
            # Where nobody knows what AWS does with it, taking it out may change what happens.
            # If there are two, the other one is then a finding in its turn.
            fix=(safe if is_refused else unsafe)(f"remove {spelling}", remove(mapping, name)),
        )

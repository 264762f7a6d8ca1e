"""ESM210: a batch of one is full at once."""

from collections.abc import Iterator

from mappinglint.edit import remove, safe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.batching.window import SETTINGS_OF_A_BATCH, WINDOW


@rule(
    "ESM210",
    "window-without-effect",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=SETTINGS_OF_A_BATCH,
    without_effect=True,
)
def window_without_effect(mapping: EventSourceMapping) -> Iterator[Finding]:
    seconds = mapping.integer(WINDOW)
    if mapping.operation is Operation.UPDATE or not seconds or mapping.integer("BatchSize") != 1:
        return
    window, size = mapping.spell(WINDOW), mapping.spell("BatchSize")
    yield window_without_effect.finding(
        mapping,
        WINDOW,
        f"{window} {seconds} has no effect: with {size} 1 a batch never waits",
        related=[Label(mapping.place_of("BatchSize"), "a batch is full with one record")],
        aws="calls the function as soon as a batch is full",
        remedy=f"remove {window}, or gather more than one record",
        fix=safe(f"remove {window}", remove(mapping, WINDOW)),
    )

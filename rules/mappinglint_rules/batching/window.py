"""When a batch is too big for the time it has to gather."""

from typing import Final

from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint_rules.service import LARGEST_BATCH_WITHOUT_WINDOW, SETTINGS

WINDOW: Final = "MaximumBatchingWindowInSeconds"
SETTINGS_OF_A_BATCH: Final = ("BatchSize", WINDOW)


def unwindowed_batch(mapping: EventSourceMapping) -> int | None:
    """Return the batch size (records) of a mapping that needs a window and surely has none.

    None if the batch is small enough, has a window, or is of a size that no source takes.
    """
    if mapping.operation is Operation.UPDATE and not any(
        mapping.settings.field(setting) for setting in SETTINGS_OF_A_BATCH
    ):
        # What is stored stays as it is.
        return None
    size = mapping.integer("BatchSize")
    if size is None or size <= LARGEST_BATCH_WITHOUT_WINDOW:
        return None
    if not any(size in SETTINGS["BatchSize"].ranges[kind] for kind in mapping.kinds):
        return None
    has_none = mapping.lacks(WINDOW) or mapping.integer(WINDOW) == 0
    return size if has_none else None

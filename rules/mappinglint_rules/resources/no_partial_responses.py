"""ESM708: one bad message brings back the whole batch."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Items
from mappinglint_rules.resources.queues import queue_of
from mappinglint_rules.service import SETTINGS

_RESPONSES, _PARTIAL, _SIZE = "FunctionResponseTypes", "ReportBatchItemFailures", "BatchSize"


@rule(
    "ESM708",
    "no-partial-responses",
    Level.NOTE,
    Evidence.ADVISED,
    settings=(_RESPONSES, _SIZE),
    kinds=QUEUES,
)
def no_partial_responses(mapping: EventSourceMapping) -> Iterator[Finding]:
    size = _batch_size(mapping)
    if not mapping.is_only(*QUEUES) or size is None or size <= 1 or not _answers_whole(mapping):
        return
    yield no_partial_responses.finding(
        mapping,
        _RESPONSES,
        f"{mapping.absence(_RESPONSES)}: if one of up to {size} messages fails, all of them come "
        "back"
        if mapping.lacks(_RESPONSES)
        else f"{mapping.spell(_RESPONSES)} is empty: if one of up to {size} messages fails, all "
        "of them come back",
        related=_labels(mapping, size),
        aws=f"gives the whole batch to the function again, unless {_PARTIAL} is asked for",
        remedy=f"ask for {_PARTIAL} in {mapping.spell(_RESPONSES)}, and let the function answer "
        "with the messages that failed",
    )


def _batch_size(mapping: EventSourceMapping) -> int | None:
    """Return how many messages a batch has at the most, if that is known."""
    if mapping.lacks(_SIZE):
        default = SETTINGS[_SIZE].defaults[SourceKind.SQS]
        assert isinstance(default, int)
        return default
    return mapping.integer(_SIZE)


def _answers_whole(mapping: EventSourceMapping) -> bool:
    """Say whether the function surely cannot tell which messages failed."""
    value = mapping.get(_RESPONSES)
    return value is None or (isinstance(value, Items) and not value.items)


def _labels(mapping: EventSourceMapping, size: int) -> list[Label]:
    """Return what makes it a batch of messages, unless that is what is pointed at already."""
    queue = queue_of(mapping)
    labels = [
        None
        if mapping.lacks(_SIZE)
        else Label(mapping.place_of(_SIZE).first_line(), f"up to {size} messages at a time"),
        mapping.kinds_label if queue is None else Label(queue.place, "the messages of this queue"),
    ]
    here = mapping.place_of(_RESPONSES).first_line()
    return [label for label in labels if label is not None and label.place != here]

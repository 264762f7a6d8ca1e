"""What a mapping is in one line: "SQS FIFO · batch 10 · filters 2"."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mappinglint.kind import ALL_KINDS, KINDS_WITH_ARN, Kinds, SourceKind, listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.report.words import printable
from mappinglint.scenario import needed
from mappinglint.setting import Setting
from mappinglint.value import Items

_SHORT: Final = {
    SourceKind.KINESIS: "Kinesis",
    SourceKind.DYNAMODB: "DynamoDB",
    SourceKind.SQS: "SQS",
    SourceKind.SQS_FIFO: "SQS FIFO",
    SourceKind.MSK: "MSK",
    SourceKind.KAFKA: "self-managed Kafka",
    SourceKind.ACTIVEMQ: "ActiveMQ",
    SourceKind.RABBITMQ: "RabbitMQ",
    SourceKind.DOCUMENTDB: "DocumentDB",
}
# Of more kinds than that nobody can say what the source is.
_MOST_KINDS: Final = 3
_SEPARATOR: Final = " \N{MIDDLE DOT} "

_BATCH: Final = "BatchSize"


def lens(alternatives: Sequence[EventSourceMapping], settings: Mapping[str, Setting]) -> str:
    """Return the kind of source of a mapping and the numbers that matter, as far as known.

    `alternatives` is the mapping in all its scenarios: where these differ, the first is told, and
    when it holds. `settings` has what is known of settings, by path.
    """
    told = [_told(one, settings) for one in alternatives]
    scenarios = [frozenset(one.assumptions) for one in alternatives]
    same = [scenario for scenario, one in zip(scenarios, told, strict=True) if one == told[0]]
    when = " and ".join(f"{subject} is {value}" for subject, value in needed(same, scenarios))
    return _SEPARATOR.join([told[0], printable(f"when {when}")] if when else told[:1])


def _told(mapping: EventSourceMapping, settings: Mapping[str, Setting]) -> str:
    return _SEPARATOR.join([_kind(mapping.kinds), *_numbers(mapping, settings)])


def _kind(kinds: Kinds) -> str:
    if kinds in (ALL_KINDS, KINDS_WITH_ARN) or not 0 < len(kinds) <= _MOST_KINDS:
        return "source unknown"
    return listing([_SHORT[kind] for kind in SourceKind if kind in kinds], "or")


def _numbers(mapping: EventSourceMapping, settings: Mapping[str, Setting]) -> Iterator[str]:
    batch = mapping.integer(_BATCH)
    default = _default(mapping, settings.get(_BATCH))
    if batch is not None:
        yield f"batch {batch}"
    elif default is not None:
        yield f"batch {default} (default)"
    if window := mapping.integer("MaximumBatchingWindowInSeconds"):
        yield f"window {window} s"
    parallel = mapping.integer("ParallelizationFactor")
    if parallel is not None and parallel != 1:
        yield f"parallel {parallel}"
    if position := mapping.string("StartingPosition"):
        yield f"from {printable(position)}"
    concurrent = mapping.integer("ScalingConfig.MaximumConcurrency")
    if concurrent is not None:
        yield f"{concurrent} concurrent"
    filters = mapping.get("FilterCriteria.Filters")
    if isinstance(filters, Items) and filters.items:
        yield f"filters {len(filters.items)}"
    if mapping.boolean("Enabled") is False:
        yield "disabled"


def _default(mapping: EventSourceMapping, setting: Setting | None) -> object:
    """Return what AWS takes for a setting that surely is not given, if sources agree on that."""
    if setting is None or not mapping.lacks(setting.name):
        return None
    defaults = {setting.defaults.get(kind) for kind in mapping.kinds}
    return defaults.pop() if len(defaults) == 1 else None

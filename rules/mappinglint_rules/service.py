"""What each kind of event source takes: the one table of AWS's limits.

The source of every cell is the Lambda developer guide's parameter tables, the API reference and
recordings of the service; the pages of the rules that read it quote them. Limits that hold whatever
the source (ParallelizationFactor 1 to 10) are shape, and stand in the schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mappinglint.kind import ALL_KINDS, BROKERS, KINDS_WITH_ARN, QUEUES, STREAMS, Kinds, SourceKind
from mappinglint.rule import Evidence
from mappinglint.value import Scalar

_K = SourceKind
_KAFKA = frozenset({_K.MSK, _K.KAFKA})
_RETRYING = STREAMS | _KAFKA
_WITH_ACCESS = _KAFKA | BROKERS | {_K.DOCUMENTDB}

RECORDED = Evidence.RECORDED
DOCUMENTED = Evidence.DOCUMENTED


@dataclass(frozen=True)
class Range:
    """Bounds of a number, both included."""

    least: int
    most: int

    def __contains__(self, number: int) -> bool:
        return self.least <= number <= self.most


@dataclass(frozen=True)
class Setting:
    """A row: which kinds take a setting, which refuse it, and how we know.

    Of a kind that is in neither nobody says anything, and the linter is silent. A kind in `ignores`
    does not have the setting by its guide, and nobody has seen what AWS does. `ranges` are bounds
    that depend on the kind, `defaults` what AWS stores for a setting that is left out, and
    `required` the kinds that need it.
    """

    takes: Mapping[SourceKind, Evidence]
    refuses: Mapping[SourceKind, Evidence] = field(default_factory=dict)
    ignores: Kinds = frozenset()
    ranges: Mapping[SourceKind, Range] = field(default_factory=dict)
    defaults: Mapping[SourceKind, Scalar] = field(default_factory=dict)
    required: Mapping[SourceKind, Evidence] = field(default_factory=dict)

    def refused_by(self, kind: SourceKind) -> bool:
        return kind in self.refuses or kind in self.ignores


def _row(
    recorded: Kinds = frozenset(),
    documented: Kinds = frozenset(),
    *,
    refused: Mapping[SourceKind, Evidence] | None = None,
    ignores: Kinds = frozenset(),
    silent: Kinds = frozenset(),
    ranges: Mapping[SourceKind, Range] | None = None,
    defaults: Mapping[SourceKind, Scalar] | None = None,
    required: Mapping[SourceKind, Evidence] | None = None,
) -> Setting:
    """Return a row: the kinds left over refuse the setting, by documentation."""
    takes = dict.fromkeys(recorded, RECORDED) | dict.fromkeys(documented, DOCUMENTED)
    left = ALL_KINDS - takes.keys() - ignores - silent
    refuses = dict.fromkeys(left, DOCUMENTED) | dict(refused or {})
    return Setting(takes, refuses, ignores, ranges or {}, defaults or {}, required or {})


SETTINGS: dict[str, Setting] = {
    "EventSourceArn": _row(KINDS_WITH_ARN),
    "FunctionName": _row(ALL_KINDS, required=dict.fromkeys(ALL_KINDS, Evidence.MODELLED)),
    "Enabled": _row(ALL_KINDS, defaults=dict.fromkeys(ALL_KINDS, True)),
    "Tags": _row(ALL_KINDS),
    "BatchSize": _row(
        ALL_KINDS,
        ranges={**dict.fromkeys(ALL_KINDS, Range(1, 10_000)), _K.SQS_FIFO: Range(1, 10)},
        defaults={**dict.fromkeys(ALL_KINDS, 100), **dict.fromkeys(QUEUES, 10)},
    ),
    "MaximumBatchingWindowInSeconds": _row(
        STREAMS | QUEUES | {_K.KAFKA},
        BROKERS | {_K.MSK, _K.DOCUMENTDB},
        # A FIFO queue takes no other window than none.
        ranges={_K.SQS_FIFO: Range(0, 0)},
        defaults=dict.fromkeys(STREAMS | QUEUES, 0),
    ),
    "ParallelizationFactor": _row(STREAMS, defaults=dict.fromkeys(STREAMS, 1)),
    "TumblingWindowInSeconds": _row(STREAMS, defaults=dict.fromkeys(STREAMS, 0)),
    "StartingPosition": _row(
        STREAMS | {_K.KAFKA},
        frozenset({_K.MSK, _K.DOCUMENTDB}),
        refused=dict.fromkeys(QUEUES, RECORDED),
        ignores=BROKERS,
        defaults={_K.KAFKA: "TRIM_HORIZON"},
        required={_K.KINESIS: RECORDED, _K.DYNAMODB: RECORDED, _K.MSK: DOCUMENTED},
    ),
    "StartingPositionTimestamp": _row(
        frozenset({_K.KINESIS}),
        _KAFKA | {_K.DOCUMENTDB},
        refused={_K.DYNAMODB: RECORDED, **dict.fromkeys(QUEUES, RECORDED)},
        ignores=BROKERS,
    ),
    "FilterCriteria": _row(
        KINDS_WITH_ARN - {_K.DOCUMENTDB} | _KAFKA, ignores=frozenset({_K.DOCUMENTDB})
    ),
    "KMSKeyArn": _row(QUEUES | {_K.KAFKA}, ALL_KINDS - QUEUES - {_K.KAFKA}),
    "MaximumRecordAgeInSeconds": _row(_RETRYING, defaults=dict.fromkeys(_RETRYING, -1)),
    "MaximumRetryAttempts": _row(_RETRYING, defaults=dict.fromkeys(_RETRYING, -1)),
    "BisectBatchOnFunctionError": _row(_RETRYING, defaults=dict.fromkeys(_RETRYING, False)),
    "DestinationConfig": _row(_RETRYING, refused=dict.fromkeys(QUEUES, RECORDED)),
    "FunctionResponseTypes": _row(_RETRYING | QUEUES),
    "ScalingConfig": _row(QUEUES),
    "ProvisionedPollerConfig": _row(QUEUES | _KAFKA),
    "MetricsConfig": _row(STREAMS | QUEUES | _KAFKA, silent=BROKERS | {_K.DOCUMENTDB}),
    "LoggingConfig": _row(frozenset({_K.KAFKA}), frozenset({_K.MSK})),
    "Topics": _row(_KAFKA),
    "Queues": _row(BROKERS),
    "SourceAccessConfigurations": _row(_WITH_ACCESS, required={_K.KAFKA: RECORDED}),
    "SelfManagedEventSource": _row(frozenset({_K.KAFKA})),
    "AmazonManagedKafkaEventSourceConfig": _row(frozenset({_K.MSK})),
    "SelfManagedKafkaEventSourceConfig": _row(frozenset({_K.KAFKA})),
    "DocumentDBEventSourceConfig": _row(frozenset({_K.DOCUMENTDB})),
}

# How long a record may be retried, in seconds, whatever the source; or this, for ever.
RECORD_AGE = Range(60, 604_800)
NO_RECORD_AGE = -1

# Lambda takes StartingPosition AT_TIMESTAMP for these.
AT_TIMESTAMP: Kinds = frozenset(SETTINGS["StartingPositionTimestamp"].takes)

# A batch of more records than this needs time to gather, for a standard queue (recorded), and by
# the API reference for a stream too.
LARGEST_BATCH_WITHOUT_WINDOW = 10

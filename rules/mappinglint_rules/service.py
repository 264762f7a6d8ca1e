"""What each kind of event source takes: the one table of AWS's limits.

The source of every cell is the Lambda developer guide's parameter tables, the API reference and
recordings of the service; the pages of the rules that read it quote them. Limits that hold whatever
the source (ParallelizationFactor 1 to 10) are shape, and stand in the schema.
"""

from collections.abc import Mapping
from enum import Enum

from mappinglint.kind import ALL_KINDS, BROKERS, KINDS_WITH_ARN, QUEUES, STREAMS, Kinds, SourceKind
from mappinglint.record import dataclass
from mappinglint.rule import Evidence
from mappinglint.setting import Range, Setting
from mappinglint.value import Scalar

_K = SourceKind
_KAFKA = frozenset({_K.MSK, _K.KAFKA})
_DOCUMENTDB = frozenset({_K.DOCUMENTDB})
_RETRYING = STREAMS | _KAFKA
_WITH_ACCESS = _KAFKA | BROKERS | {_K.DOCUMENTDB}

RECORDED = Evidence.RECORDED
DOCUMENTED = Evidence.DOCUMENTED
_NEEDED_BY_KAFKA = {_K.KAFKA: DOCUMENTED}


def _row(
    name: str,
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
    return Setting(name, takes, refuses, ignores, ranges or {}, defaults or {}, required or {})


_ROWS = (
    _row("EventSourceArn", KINDS_WITH_ARN),
    _row("FunctionName", ALL_KINDS, required=dict.fromkeys(ALL_KINDS, Evidence.MODELLED)),
    _row("Enabled", ALL_KINDS, defaults=dict.fromkeys(ALL_KINDS, True)),
    _row("Tags", ALL_KINDS),
    _row(
        "BatchSize",
        ALL_KINDS,
        ranges={**dict.fromkeys(ALL_KINDS, Range(1, 10_000)), _K.SQS_FIFO: Range(1, 10)},
        defaults={**dict.fromkeys(ALL_KINDS, 100), **dict.fromkeys(QUEUES, 10)},
    ),
    _row(
        "MaximumBatchingWindowInSeconds",
        STREAMS | QUEUES | {_K.KAFKA},
        BROKERS | {_K.MSK, _K.DOCUMENTDB},
        # A FIFO queue takes no other window than none.
        ranges={_K.SQS_FIFO: Range(0, 0)},
        defaults=dict.fromkeys(STREAMS | QUEUES, 0),
    ),
    _row("ParallelizationFactor", STREAMS, defaults=dict.fromkeys(STREAMS, 1)),
    _row("TumblingWindowInSeconds", STREAMS, defaults=dict.fromkeys(STREAMS, 0)),
    _row(
        "StartingPosition",
        STREAMS | {_K.KAFKA},
        frozenset({_K.MSK, _K.DOCUMENTDB}),
        refused=dict.fromkeys(QUEUES, RECORDED),
        ignores=BROKERS,
        defaults={_K.KAFKA: "TRIM_HORIZON"},
        required={_K.KINESIS: RECORDED, _K.DYNAMODB: RECORDED, _K.MSK: DOCUMENTED},
    ),
    _row(
        "StartingPositionTimestamp",
        frozenset({_K.KINESIS}),
        _KAFKA | {_K.DOCUMENTDB},
        refused={_K.DYNAMODB: RECORDED, **dict.fromkeys(QUEUES, RECORDED)},
        ignores=BROKERS,
    ),
    _row(
        "FilterCriteria",
        KINDS_WITH_ARN - {_K.DOCUMENTDB} | _KAFKA,
        ignores=frozenset({_K.DOCUMENTDB}),
    ),
    _row("KMSKeyArn", QUEUES | {_K.KAFKA}, ALL_KINDS - QUEUES - {_K.KAFKA}),
    _row("MaximumRecordAgeInSeconds", _RETRYING, defaults=dict.fromkeys(_RETRYING, -1)),
    _row("MaximumRetryAttempts", _RETRYING, defaults=dict.fromkeys(_RETRYING, -1)),
    _row("BisectBatchOnFunctionError", _RETRYING, defaults=dict.fromkeys(_RETRYING, False)),
    _row("DestinationConfig", _RETRYING, refused=dict.fromkeys(QUEUES, RECORDED)),
    _row("FunctionResponseTypes", _RETRYING | QUEUES),
    _row("ScalingConfig", QUEUES),
    _row("ProvisionedPollerConfig", QUEUES | _KAFKA),
    _row("MetricsConfig", STREAMS | QUEUES | _KAFKA, silent=BROKERS | {_K.DOCUMENTDB}),
    _row("LoggingConfig", frozenset({_K.KAFKA}), frozenset({_K.MSK})),
    _row("Topics", _KAFKA, required=dict.fromkeys(_KAFKA, DOCUMENTED)),
    _row("Queues", BROKERS, required=dict.fromkeys(BROKERS, DOCUMENTED)),
    _row(
        "SourceAccessConfigurations",
        _WITH_ACCESS,
        required={_K.KAFKA: RECORDED, **dict.fromkeys(BROKERS | _DOCUMENTDB, DOCUMENTED)},
    ),
    _row("SelfManagedEventSource", frozenset({_K.KAFKA})),
    _row("AmazonManagedKafkaEventSourceConfig", frozenset({_K.MSK})),
    _row("SelfManagedKafkaEventSourceConfig", frozenset({_K.KAFKA})),
    _row("DocumentDBEventSourceConfig", _DOCUMENTDB, required={_K.DOCUMENTDB: DOCUMENTED}),
    # Below this, settings within settings: what they hold, whatever the source, is in the schema.
    _row(
        "DocumentDBEventSourceConfig.DatabaseName",
        _DOCUMENTDB,
        required={_K.DOCUMENTDB: DOCUMENTED},
    ),
    _row(
        "ProvisionedPollerConfig.MinimumPollers",
        QUEUES | _KAFKA,
        ranges=dict.fromkeys(QUEUES, Range(2, 200)) | dict.fromkeys(_KAFKA, Range(1, 200)),
        defaults=dict.fromkeys(QUEUES, 2) | dict.fromkeys(_KAFKA, 1),
    ),
    _row(
        "ProvisionedPollerConfig.MaximumPollers",
        QUEUES | _KAFKA,
        ranges=dict.fromkeys(QUEUES, Range(2, 10_000)) | dict.fromkeys(_KAFKA, Range(1, 2_000)),
        defaults=dict.fromkeys(QUEUES | _KAFKA, 200),
    ),
    _row("ProvisionedPollerConfig.PollerGroupName", _KAFKA),
    _row("SelfManagedEventSource.Endpoints", frozenset({_K.KAFKA}), required=_NEEDED_BY_KAFKA),
)
SETTINGS: dict[str, Setting] = {row.name: row for row in _ROWS}

# How long a record may be retried, in seconds, whatever the source; or this, for ever.
RECORD_AGE = Range(60, 604_800)
NO_RECORD_AGE = -1

# Lambda takes StartingPosition AT_TIMESTAMP for these.
AT_TIMESTAMP: Kinds = frozenset(SETTINGS["StartingPositionTimestamp"].takes)

# The metrics that each kind reports.
METRICS: Mapping[str, Kinds] = {
    "EventCount": ALL_KINDS,
    "ErrorCount": _KAFKA,
    "KafkaMetrics": _KAFKA,
}

# Where records that failed can go, by the service of an ARN, or "kafka://" for a topic.
DESTINATIONS: Mapping[str, Kinds] = {
    "sqs": _RETRYING,
    "sns": _RETRYING,
    "s3": _RETRYING,
    "kafka://": _KAFKA,
}

# Kafka takes these in provisioned mode.
NEED_PROVISIONED_MODE = (
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "BisectBatchOnFunctionError",
    "FunctionResponseTypes",
    "LoggingConfig",
)

# A function's name without account, region or alias, in characters.
LONGEST_FUNCTION_NAME = 64

# Readers of one shard of a DynamoDB stream before AWS throttles them.
READERS_OF_A_TABLE = 2

# Filters of one mapping: what AWS allows, and what it allows to those who ask.
FILTERS = 5
FILTERS_ON_REQUEST = 10


class Access(Enum):
    """What an entry of SourceAccessConfigurations is for; its value says what the URI is."""

    SECRET = "the ARN of a secret"  # noqa: S105 - no secret itself
    CERTIFICATE = "the ARN of a secret with a certificate"
    SUBNET = "subnet:subnet-ID"
    SECURITY_GROUP = "security_group:sg-ID"
    TEXT = "a plain value"
    NOTHING = "nothing"


# How the URI of what belongs to a VPC begins. AWS takes a bare sg-ID too (recorded); nobody has
# recorded a bare subnet-ID.
URI_BEGINNINGS: Mapping[Access, tuple[str, ...]] = {
    Access.SUBNET: ("subnet:subnet-", "subnet-"),
    Access.SECURITY_GROUP: ("security_group:sg-", "sg-"),
}


@dataclass(frozen=True)
class AccessType:
    """A type of source access, which kinds take it, and the types of which it needs one beside it.

    One that `authenticates` excludes the others that do; besides those, it `excludes` some others.
    """

    kinds: Kinds
    access: Access
    authenticates: bool = False
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


_ONLY_KAFKA = frozenset({_K.KAFKA})
ACCESS_TYPES: Mapping[str, AccessType] = {
    "BASIC_AUTH": AccessType(
        _ONLY_KAFKA | BROKERS | _DOCUMENTDB, Access.SECRET, authenticates=True
    ),
    "SASL_SCRAM_512_AUTH": AccessType(_KAFKA, Access.SECRET, authenticates=True),
    "SASL_SCRAM_256_AUTH": AccessType(_ONLY_KAFKA, Access.SECRET, authenticates=True),
    "CLIENT_CERTIFICATE_TLS_AUTH": AccessType(_KAFKA, Access.SECRET, authenticates=True),
    "OAUTHBEARER_AUTH": AccessType(_ONLY_KAFKA, Access.SECRET, authenticates=True),
    "IAM_AUTH": AccessType(_ONLY_KAFKA, Access.NOTHING, authenticates=True),
    "IAM_OAUTHBEARER_AUTH": AccessType(
        _ONLY_KAFKA,
        Access.NOTHING,
        authenticates=True,
        needs=("OAUTHBEARER_AUDIENCE",),
        excludes=(
            "OAUTHBEARER_SCOPE",
            "OAUTHBEARER_LOGICAL_CLUSTER",
            "OAUTHBEARER_IDENTITY_POOL",
        ),
    ),
    "SERVER_ROOT_CA_CERTIFICATE": AccessType(_ONLY_KAFKA, Access.CERTIFICATE),
    "VPC_SUBNET": AccessType(_ONLY_KAFKA, Access.SUBNET, needs=("VPC_SECURITY_GROUP",)),
    "VPC_SECURITY_GROUP": AccessType(_ONLY_KAFKA, Access.SECURITY_GROUP, needs=("VPC_SUBNET",)),
    "VIRTUAL_HOST": AccessType(frozenset({_K.RABBITMQ}), Access.TEXT),
    "OAUTHBEARER_SCOPE": AccessType(_ONLY_KAFKA, Access.TEXT, needs=("OAUTHBEARER_AUTH",)),
    "OAUTHBEARER_LOGICAL_CLUSTER": AccessType(
        _ONLY_KAFKA, Access.TEXT, needs=("OAUTHBEARER_AUTH",)
    ),
    "OAUTHBEARER_IDENTITY_POOL": AccessType(_ONLY_KAFKA, Access.TEXT, needs=("OAUTHBEARER_AUTH",)),
    "OAUTHBEARER_AUDIENCE": AccessType(
        _ONLY_KAFKA, Access.TEXT, needs=("OAUTHBEARER_AUTH", "IAM_OAUTHBEARER_AUTH")
    ),
}

# Amazon MQ and DocumentDB know one way to authenticate, and always ask for it.
LOGIN = "BASIC_AUTH"
NEED_LOGIN: Kinds = frozenset(SETTINGS["SourceAccessConfigurations"].required) - _ONLY_KAFKA

# With ConsumptionMode Queue a share group keeps the position, and batches are not gathered.
NOT_IN_QUEUE_MODE = (
    "StartingPosition",
    "StartingPositionTimestamp",
    "MaximumBatchingWindowInSeconds",
)
# A share group has a limit of its own.
RETRY_FOR_EVER = SETTINGS["MaximumRetryAttempts"].defaults[_K.KAFKA]

# Tags that people may put on a mapping, and what their keys must not begin with, in any case.
MOST_TAGS = 50
RESERVED_TAG_PREFIX = "aws:"

# A batch of more records than this needs time to gather, for a standard queue (recorded), and by
# the API reference for a stream too.
LARGEST_BATCH_WITHOUT_WINDOW = 10

# What resources around a mapping have when nobody says otherwise: seconds, seconds, hours.
VISIBILITY_TIMEOUT = 30
FUNCTION_TIMEOUT = 3
STREAM_RETENTION = 24

# What AWS advises for a queue: a visibility timeout of so many timeouts of the function, beside the
# batching window; and so many receives before a message goes to the dead-letter queue.
TIMEOUTS_OF_VISIBILITY = 6
FEWEST_RECEIVES = 5
# The longest visibility timeout of a queue, in seconds.
LONGEST_VISIBILITY = 43_200
# What AWS Support wants reserved for the function of a standard queue that nobody limits, and the
# least that MaximumConcurrency can be.
QUEUE_CONCURRENCY = 1_000
LEAST_CONCURRENCY = 2

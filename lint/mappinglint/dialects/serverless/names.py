"""The words of Serverless Framework's events that poll a source (v3, v4 and the forks of v3)."""

from typing import Final

from mappinglint.kind import QUEUES, STREAMS, Kinds, SourceKind
from mappinglint.mapping import Format
from mappinglint.record import dataclass

# What stands for an API setting: a path, in which 0 is "the one entry of the list".
ApiPath = tuple[str | int, ...]

_PATTERNS: Final = ("FilterCriteria", "Filters")
_RESPONSE: Final = ("FunctionResponseTypes", 0)
_COMMON: Final[dict[str, ApiPath]] = {
    "arn": ("EventSourceArn",),
    "batchSize": ("BatchSize",),
    "enabled": ("Enabled",),
    "filterPatterns": _PATTERNS,
}
_WINDOW: Final[dict[str, ApiPath]] = {"maximumBatchingWindow": ("MaximumBatchingWindowInSeconds",)}
_POSITION: Final[dict[str, ApiPath]] = {
    "startingPosition": ("StartingPosition",),
    "startingPositionTimestamp": ("StartingPositionTimestamp",),
}
_POLLERS: Final[dict[str, ApiPath]] = {
    "provisionedPollers": ("ProvisionedPollerConfig",),
    "provisionedPollerConfig": ("ProvisionedPollerConfig",),
}
_ACCESS: Final = ("SourceAccessConfigurations",)
_BROKER: Final = _COMMON | _WINDOW | {"queue": ("Queues", 0), "basicAuthArn": _ACCESS}

_SETTINGS: Final[dict[str, dict[str, ApiPath]]] = {
    "sqs": {
        **_COMMON,
        **_WINDOW,
        "functionResponseType": _RESPONSE,
        "maximumConcurrency": ("ScalingConfig", "MaximumConcurrency"),
        "provisioned": ("ProvisionedPollerConfig",),
        "provisionedPollers": ("ProvisionedPollerConfig",),
    },
    "stream": {
        **_COMMON,
        **_POSITION,
        "batchWindow": ("MaximumBatchingWindowInSeconds",),
        "bisectBatchOnFunctionError": ("BisectBatchOnFunctionError",),
        "destinations": ("DestinationConfig",),
        "functionResponseType": _RESPONSE,
        "maximumRecordAgeInSeconds": ("MaximumRecordAgeInSeconds",),
        "maximumRetryAttempts": ("MaximumRetryAttempts",),
        "parallelizationFactor": ("ParallelizationFactor",),
        "tumblingWindowInSeconds": ("TumblingWindowInSeconds",),
    },
    "msk": {
        **_COMMON,
        **_WINDOW,
        **_POSITION,
        **_POLLERS,
        "consumerGroupId": ("AmazonManagedKafkaEventSourceConfig", "ConsumerGroupId"),
        "saslScram512": _ACCESS,
        "topic": ("Topics", 0),
    },
    "kafka": {
        **{name: path for name, path in _COMMON.items() if name != "arn"},
        **_WINDOW,
        **_POSITION,
        **_POLLERS,
        "accessConfigurations": _ACCESS,
        "bootstrapServers": ("SelfManagedEventSource",),
        "consumerGroupId": ("SelfManagedKafkaEventSourceConfig", "ConsumerGroupId"),
        "onFailureDestination": ("DestinationConfig", "OnFailure", "Destination"),
        "topic": ("Topics", 0),
    },
    "activemq": _BROKER,
    "rabbitmq": {**_BROKER, "virtualHost": _ACCESS},
}

_KINDS: Final[dict[str, Kinds]] = {
    "sqs": QUEUES,
    "stream": STREAMS,
    "msk": frozenset({SourceKind.MSK}),
    "kafka": frozenset({SourceKind.KAFKA}),
    "activemq": frozenset({SourceKind.ACTIVEMQ}),
    "rabbitmq": frozenset({SourceKind.RABBITMQ}),
}
STREAM_TYPES: Final[dict[str, Kinds]] = {
    "dynamodb": frozenset({SourceKind.DYNAMODB}),
    "kinesis": frozenset({SourceKind.KINESIS}),
}

# What is read elsewhere than among the settings.
_OTHER: Final = {"stream": frozenset({"consumer", "type"})}

# What Serverless sends when the file says nothing.
_DEFAULTS: Final[dict[str, dict[str, int | str]]] = {
    "sqs": {"BatchSize": 10},
    "stream": {"BatchSize": 10, "StartingPosition": "TRIM_HORIZON"},
    "msk": {"StartingPosition": "TRIM_HORIZON"},
    "kafka": {"StartingPosition": "TRIM_HORIZON"},
}

# What Serverless's schema of an event requires.
_REQUIRED: Final = {
    "sqs": ("arn",),
    "stream": ("arn",),
    "msk": ("arn", "topic"),
    "kafka": ("accessConfigurations", "bootstrapServers", "topic"),
    "activemq": ("arn", "basicAuthArn", "queue"),
    "rabbitmq": ("arn", "basicAuthArn", "queue"),
}

# Of kafka's accessConfigurations: the type, and what Serverless puts before the value.
ACCESS_TYPES: Final[dict[str, tuple[str, str]]] = {
    "vpcSubnet": ("VPC_SUBNET", "subnet:"),
    "vpcSecurityGroup": ("VPC_SECURITY_GROUP", "security_group:"),
    "saslPlainAuth": ("BASIC_AUTH", ""),
    "saslScram256Auth": ("SASL_SCRAM_256_AUTH", ""),
    "saslScram512Auth": ("SASL_SCRAM_512_AUTH", ""),
    "clientCertificateTlsAuth": ("CLIENT_CERTIFICATE_TLS_AUTH", ""),
    "serverRootCaCertificate": ("SERVER_ROOT_CA_CERTIFICATE", ""),
}
# Settings that are access configurations by themselves.
ACCESS_SETTINGS: Final = {
    "basicAuthArn": "BASIC_AUTH",
    "saslScram512": "SASL_SCRAM_512_AUTH",
    "virtualHost": "VIRTUAL_HOST",
}
POLLERS: Final = {
    "min": "MinimumPollers",
    "max": "MaximumPollers",
    "group": "PollerGroupName",
    "minimumPollers": "MinimumPollers",
    "maximumPollers": "MaximumPollers",
}


@dataclass(frozen=True)
class Event:
    """An event that polls a source: what its settings are for the API, and how it is spelled."""

    key: str
    kinds: Kinds
    settings: dict[str, ApiPath]
    others: frozenset[str]
    defaults: dict[str, int | str]
    format: Format


def _event(key: str) -> Event:
    settings = _SETTINGS[key]
    spellings: dict[str, str] = {}
    for spelling, path in reversed(settings.items()):
        for name in path:
            if isinstance(name, str):
                spellings[name] = spelling
    if key == "stream":
        spellings |= {"OnFailure": "onFailure", "Destination": "arn"}
    if key == "kafka":
        spellings |= {
            "Endpoints": "bootstrapServers",
            "KAFKA_BOOTSTRAP_SERVERS": "bootstrapServers",
        }
    required = {str(settings[name][0]): name for name in _REQUIRED[key]}
    format_ = Format(
        "serverless",
        converts=True,
        is_closed=True,
        spellings=spellings,
        on_unknown=(
            "never sees it: Serverless refuses the configuration, or warns and leaves it out"
            " (configValidationMode)"
        ),
        on_missing={
            path: f"never sees it: Serverless requires {name} here"
            for path, name in required.items()
        },
        home=key,
        noun=f"{'a' if key in ('kafka', 'rabbitmq', 'stream') else 'an'} {key} event",
    )
    types = ACCESS_TYPES if key == "kafka" else {}
    spellings |= {type_: spelling for spelling, (type_, _) in types.items()}
    spellings |= {ACCESS_SETTINGS[name]: name for name in settings if name in ACCESS_SETTINGS}
    others = _OTHER.get(key, frozenset())
    return Event(key, _KINDS[key], settings, others, _DEFAULTS.get(key, {}), format_)


# The settings of all events, for those of one that stand in another.
ALL_SETTINGS: Final[dict[str, ApiPath]] = {
    spelling: path
    for settings in reversed(_SETTINGS.values())
    for spelling, path in settings.items()
    if spelling != "arn"
}
EVENTS: Final = {key: _event(key) for key in _SETTINGS}

# What people write for an event, in small letters.
_MEANT: Final = {
    **{key: key for key in EVENTS},
    **dict.fromkeys(("dynamodb", "dynamodbstream", "dynamodbstreams", "dynamostream"), "stream"),
    **dict.fromkeys(("kinesis", "kinesisstream", "kinesisstreams", "streams"), "stream"),
    "queue": "sqs",
}


def meant_by(key: str) -> Event | None:
    """Return the event that may be meant by a key that is none."""
    return EVENTS.get(_MEANT.get(key.lower(), ""))

"""The event types of AWS::Serverless::Function that make a mapping, and what SAM calls settings."""

from typing import Final

from mappinglint.dialects.cloudformation.sam_words import PUSHING, SOURCES
from mappinglint.kind import BROKERS, QUEUES, Kinds, SourceKind
from mappinglint.mapping import Format
from mappinglint.record import dataclass

_SERVERS: Final = SOURCES["SelfManagedKafka"]

# Properties of every one of these event types that are settings of the API, under one name each.
_SAME: Final = (
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "Enabled",
    "FilterCriteria",
    "FunctionResponseTypes",
    "LoggingConfig",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "MetricsConfig",
    "ParallelizationFactor",
    "ProvisionedPollerConfig",
    "Queues",
    "ScalingConfig",
    "SourceAccessConfigurations",
    "StartingPosition",
    "StartingPositionTimestamp",
    "Topics",
    "TumblingWindowInSeconds",
)
# What such settings hold. SAM passes it on to CloudFormation.
_WITHIN: Final = (
    "AccessConfigs",
    "Attribute",
    "Destination",
    "EventRecordFormat",
    "Filters",
    "MaximumConcurrency",
    "MaximumPollers",
    "Metrics",
    "MinimumPollers",
    "OnFailure",
    "OnSuccess",
    "Pattern",
    "PollerGroupName",
    "SchemaRegistryURI",
    "SchemaValidationConfigs",
    "SystemLogLevel",
    "Type",
    "URI",
)
# Of every type, too, but not for the API: SAM writes policies with it.
_FOR_POLICIES: Final = "SecretsManagerKmsKeyId"
_OF_DOCUMENTDB: Final = ("DatabaseName", "CollectionName", "FullDocument")


@dataclass(frozen=True)
class EventType:
    """A type of event.

    `homes` says where each property belongs in the API's words. The properties in `own` are for SAM
    alone, or go nowhere. `format` has the words to speak of its settings with.
    """

    name: str
    kinds: Kinds
    homes: dict[str, tuple[str, ...]]
    own: frozenset[str]
    format: Format


def _event_type(name: str, kinds: Kinds, config: str = "", *own: str) -> EventType:
    """Return a type whose source is given by one property, and further ones within a config."""
    source = SOURCES[name]
    homes: dict[str, tuple[str, ...]] = {same: (same,) for same in _SAME}
    homes["KmsKeyArn"] = ("KMSKeyArn",)
    homes[_SERVERS] = ("SelfManagedEventSource", "Endpoints", "KAFKA_BOOTSTRAP_SERVERS")
    if source != _SERVERS:
        homes[source] = ("EventSourceArn",)
    within = _CONFIGS.get(config, ())
    homes |= {inner: (config, inner) for inner in within}
    # Every type takes it, and only Kafka's have a use for it.
    ignored = {"SchemaRegistryConfig"} - set(within)
    spellings = {path[-1]: here for here, path in homes.items()} | {one: one for one in _WITHIN}
    spellings["SelfManagedEventSource"] = _SERVERS
    if within:
        spellings[config] = within[0]
    format_ = Format(
        "sam",
        converts=True,
        spellings=spellings,
        is_closed=True,
        on_unknown="refuses a template with a property that it does not know",
        on_missing=_on_missing(name, source),
        noun=f"an event of type {name}",
    )
    return EventType(name, kinds, homes, frozenset({_FOR_POLICIES, *own, *ignored}), format_)


def _on_missing(name: str, source: str) -> dict[str, str]:
    """Return what SAM says of settings that are missing."""

    def required(property_: str) -> str:
        return f"SAM answers \"Missing required property '{property_}'.\""

    if source == _SERVERS:
        kafka = "for self managed kafka as an event source"
        return {
            "SelfManagedEventSource": f'SAM answers "No {_SERVERS} provided {kafka}"',
            "Topics": f'SAM answers "No Topics provided {kafka}"',
            "SourceAccessConfigurations": (
                'SAM answers "No SourceAccessConfigurations for self managed kafka event provided."'
            ),
        }
    missing = {"EventSourceArn": required(source)}
    if name in ("Kinesis", "DynamoDB", "MSK"):
        missing["StartingPosition"] = required("StartingPosition")
    if name in ("MQ", "DocumentDB"):
        missing["SourceAccessConfigurations"] = (
            f'SAM answers "No SourceAccessConfigurations for Amazon {name} event provided."'
        )
    if name == "DocumentDB":
        missing["DocumentDBEventSourceConfig"] = required("DatabaseName")
        missing["DocumentDBEventSourceConfig.DatabaseName"] = required("DatabaseName")
    return missing


_MSK: Final = "AmazonManagedKafkaEventSourceConfig"
_KAFKA: Final = "SelfManagedKafkaEventSourceConfig"
_DOCUMENTDB: Final = "DocumentDBEventSourceConfig"
_CONFIGS: Final = {
    _MSK: ("ConsumerGroupId", "SchemaRegistryConfig"),
    _KAFKA: ("ConsumerGroupId", "SchemaRegistryConfig"),
    _DOCUMENTDB: _OF_DOCUMENTDB,
}

_TYPES: Final = (
    _event_type("SQS", QUEUES),
    _event_type("Kinesis", frozenset({SourceKind.KINESIS})),
    _event_type("DynamoDB", frozenset({SourceKind.DYNAMODB})),
    _event_type("MSK", frozenset({SourceKind.MSK}), _MSK),
    _event_type("MQ", BROKERS, "", "DynamicPolicyName"),
    _event_type("SelfManagedKafka", frozenset({SourceKind.KAFKA}), _KAFKA),
    _event_type("DocumentDB", frozenset({SourceKind.DOCUMENTDB}), _DOCUMENTDB),
)
EVENT_TYPES: Final = {type_.name: type_ for type_ in _TYPES}

# The other types of events that a function takes: a typing mistake in one is none of ours.
OTHER_TYPES: Final = (*PUSHING, "SNS")

# Properties that only our types have, and the type that is meant where the file does not say.
TELLING: Final = {
    "Queue": "SQS",
    "Stream": "Kinesis",
    "Broker": "MQ",
    "Cluster": "DocumentDB",
    _SERVERS: "SelfManagedKafka",
}


def type_meant(written: str) -> EventType | None:
    """Return the type whose name is in this one, or is spelled most like it, if it is of ours."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in (*EVENT_TYPES, *OTHER_TYPES)}
    found = get_close_matches(written.lower(), names, n=1, cutoff=0.7)
    # Of an AmazonMQ or a DynamoDBStreamsEvent.
    found += sorted((name for name in names if name in written.lower()), key=len, reverse=True)
    return EVENT_TYPES.get(names[found[0]]) if found else None

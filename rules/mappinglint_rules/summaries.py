"""What settings and the keys of records are for, in our own words: what editors show of them.

Numbers are those of the table of limits. No run of `check` needs any of this.
"""

from collections.abc import Mapping

from mappinglint.kind import BROKERS, QUEUES, Kinds, SourceKind, listing
from mappinglint_rules import service
from mappinglint_rules.service import ACCESS_TYPES, Access

_K = SourceKind

_ONLY_AWS = "AWS writes it; a request cannot."
_SCHEMA_REGISTRY = {
    "SchemaRegistryConfig": (
        "A registry that has the schemas of the records. Lambda checks records against them, and "
        "can hand the function JSON. It needs ProvisionedPollerConfig."
    ),
    "SchemaRegistryConfig.SchemaRegistryURI": (
        "Where the registry is: the ARN of a Glue registry, or the https URL of another one."
    ),
    "SchemaRegistryConfig.EventRecordFormat": (
        "What the function gets: the record as JSON, or as the source has it (SOURCE)."
    ),
    "SchemaRegistryConfig.AccessConfigs": (
        "How Lambda logs in to a registry that has a URL. A Glue registry takes none: the role of "
        "the function must be allowed to read it."
    ),
    "SchemaRegistryConfig.AccessConfigs.Type": "What the secret in URI is: a login or certificate.",
    "SchemaRegistryConfig.AccessConfigs.URI": "The ARN of the secret.",
    "SchemaRegistryConfig.SchemaValidationConfigs": (
        "Which parts of a record Lambda checks against their schemas."
    ),
    "SchemaRegistryConfig.SchemaValidationConfigs.Attribute": (
        "The part that is checked: the record's key or its value."
    ),
}
_GROUP = (
    "The name of the consumer group that Lambda reads as. Left out, AWS makes one up. It cannot be "
    "changed later."
)


def _what_uris_are() -> str:
    forms = [access.value for access in Access if access is not Access.NOTHING]
    return f"What Type beside it asks for: {listing(forms, 'or')}."


def access_meaning(name: str) -> str:
    """Return what a type of source access needs beside it."""
    access = ACCESS_TYPES[name]
    uri = "It has no URI" if access.access is Access.NOTHING else f"URI is {access.access.value}"
    needs = f" It needs {listing(list(access.needs), 'or')}, too." if access.needs else ""
    excludes = f" It excludes {listing(list(access.excludes), 'and')}." if access.excludes else ""
    return f"{uri}.{needs}{excludes}"


# By path, without a step for the items of a list.
SETTINGS: Mapping[str, str] = {
    "EventSourceArn": (
        "The ARN of what Lambda reads: a queue, a Kinesis stream, the stream of a table, a "
        "cluster or a broker."
    ),
    "FunctionName": (
        "The function that gets the records: its name or ARN, with a version or an alias if you "
        "like."
    ),
    "Enabled": "Whether Lambda reads the source. With false the mapping stays, but does nothing.",
    "Tags": (
        "Tags of the mapping itself, for costs and permissions. AWS allows "
        f"{service.MOST_TAGS} of them."
    ),
    "BatchSize": (
        "The most records that one call of the function gets. Fewer come when the batching window "
        "is over or the payload is full. A standard queue takes more than "
        f"{service.LARGEST_BATCH_WITHOUT_WINDOW} only with MaximumBatchingWindowInSeconds."
    ),
    "MaximumBatchingWindowInSeconds": (
        "How many seconds Lambda gathers records before it calls the function; a full batch goes "
        "at once."
    ),
    "ParallelizationFactor": (
        "How many batches of one shard Lambda works on at the same time. Records with the same "
        "key stay in order."
    ),
    "TumblingWindowInSeconds": (
        "The length in seconds of the windows over which the function adds up a stream: it hands "
        "its result so far from one batch of a window to the next. 0 means no windows."
    ),
    "StartingPosition": (
        "Where a new mapping begins to read: at the oldest record (TRIM_HORIZON), at what comes "
        "from now on (LATEST), or at a time (AT_TIMESTAMP, with StartingPositionTimestamp)."
    ),
    "StartingPositionTimestamp": (
        "The time to begin at, with StartingPosition AT_TIMESTAMP. It cannot be in the future."
    ),
    "FilterCriteria": (
        "Which records reach the function. The others never do: from a queue they are deleted."
    ),
    "FilterCriteria.Filters": (
        "The filters; a record passes if one of them matches. AWS allows "
        f"{service.FILTERS} for a mapping, and {service.FILTERS_ON_REQUEST} if you ask for more."
    ),
    "FilterCriteria.Filters.Pattern": (
        "A text of JSON with the keys that a record must have. Each key has a list of values and "
        "operators: one of the list must match, for every key."
    ),
    "KMSKeyArn": (
        "The ARN of the KMS key that encrypts the filters. Left out, AWS uses a key of its own."
    ),
    "MaximumRecordAgeInSeconds": (
        "How old a record may get, in seconds, before Lambda gives up on it. "
        f"{service.NO_RECORD_AGE} means any age: it is tried as long as the source keeps it."
    ),
    "MaximumRetryAttempts": (
        "How often Lambda tries a batch again after the function has failed. "
        f"{service.RETRY_FOR_EVER} means until its records expire."
    ),
    "BisectBatchOnFunctionError": (
        "Whether Lambda splits a batch in two when the function fails, and tries each half. So "
        "the bad record is found, and the good ones go through."
    ),
    "DestinationConfig": "Where Lambda sends what the function could not process.",
    "DestinationConfig.OnFailure": "Where Lambda sends a batch that it gives up on.",
    "DestinationConfig.OnFailure.Destination": (
        "The ARN of a standard queue, a standard topic or a bucket. With Kafka as the source it "
        "may be a topic of the cluster, too: kafka://NAME."
    ),
    "DestinationConfig.OnSuccess": (
        "For asynchronous calls, not for mappings: no source takes it. OnFailure works."
    ),
    "DestinationConfig.OnSuccess.Destination": (
        "For asynchronous calls, not for mappings: no source takes it. OnFailure works."
    ),
    "FunctionResponseTypes": (
        "With ReportBatchItemFailures the function can say which records failed, and Lambda does "
        "not repeat the whole batch. Without it one bad record brings all of them back."
    ),
    "ScalingConfig": "How far the function scales for this queue.",
    "ScalingConfig.MaximumConcurrency": (
        "How many calls of the function this queue may cause at the same time."
    ),
    "ProvisionedPollerConfig": (
        "Provisioned mode: pollers for this source are always ready, which costs extra. Without it "
        "Lambda decides how many there are."
    ),
    "ProvisionedPollerConfig.MinimumPollers": "How many pollers there always are.",
    "ProvisionedPollerConfig.MaximumPollers": "How many pollers there may be when much comes in.",
    "ProvisionedPollerConfig.PollerGroupName": (
        "Mappings in the same VPC with the same name here share their pollers' capacity, to save "
        "money."
    ),
    "MetricsConfig": "Which metrics of its own the mapping sends to CloudWatch.",
    "MetricsConfig.Metrics": (
        "The metrics: EventCount counts what becomes of records, ErrorCount counts errors, and "
        "KafkaMetrics is about the reading of Kafka."
    ),
    "LoggingConfig": "How much Lambda logs about its reading of the cluster.",
    "LoggingConfig.SystemLogLevel": "What is logged: DEBUG is everything, WARN the least.",
    "Topics": "The topic to read, in a list of one.",
    "Queues": "The queue of the broker to read, in a list of one.",
    "SourceAccessConfigurations": (
        "How Lambda gets into the cluster or broker: the login, certificates, and the subnets and "
        "security groups to go through."
    ),
    "SourceAccessConfigurations.Type": (
        "What this entry is: a login, a certificate, a part of the network, or a setting of these. "
        "URI beside it has the rest."
    ),
    "SourceAccessConfigurations.URI": _what_uris_are(),
    "SelfManagedEventSource": (
        "A Kafka cluster that is not Amazon MSK. It stands in place of EventSourceArn."
    ),
    "SelfManagedEventSource.Endpoints": "Where the cluster is.",
    "SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS": (
        "The bootstrap servers of the cluster, each as host:port."
    ),
    "AmazonManagedKafkaEventSourceConfig": (
        "What only Amazon MSK has: a consumer group and a schema registry."
    ),
    "SelfManagedKafkaEventSourceConfig": (
        "What only self-managed Kafka has: a consumer group, a schema registry and a consumption "
        "mode."
    ),
    "SelfManagedKafkaEventSourceConfig.ConsumptionMode": (
        "Stream reads each partition in order. Queue reads as a share group, which keeps the "
        f"position itself and takes no {listing(list(service.NOT_IN_QUEUE_MODE), 'or')}. It cannot "
        "be changed later."
    ),
    **{
        f"{config}.{name}": text
        for config in ("AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig")
        for name, text in {"ConsumerGroupId": _GROUP, **_SCHEMA_REGISTRY}.items()
    },
    "DocumentDBEventSourceConfig": "Which changes in the DocumentDB cluster Lambda reads.",
    "DocumentDBEventSourceConfig.DatabaseName": "The database whose changes are read.",
    "DocumentDBEventSourceConfig.CollectionName": (
        "The collection whose changes are read. Left out, it is every collection of the database."
    ),
    "DocumentDBEventSourceConfig.FullDocument": (
        "What an update shows: UpdateLookup has the whole document beside what has changed, "
        "Default only what has changed."
    ),
    # What only AWS writes.
    "UUID": f"The mapping's id. {_ONLY_AWS}",
    "EventSourceMappingArn": f"The mapping's ARN. {_ONLY_AWS}",
    "FunctionArn": f"The ARN of the function that FunctionName means. {_ONLY_AWS}",
    "State": f"Whether the mapping is enabled, disabled, or between the two. {_ONLY_AWS}",
    "StateTransitionReason": f"Why the state has changed last. {_ONLY_AWS}",
    "LastModified": f"When the mapping or its state has changed last. {_ONLY_AWS}",
    "LastProcessingResult": f"How the last call of the function went. {_ONLY_AWS}",
    "FilterCriteriaError": f"Why AWS could not encrypt or decrypt the filters. {_ONLY_AWS}",
}

_ARN = "The ARN of the source."
_REGION = "The region of the source, such as eu-west-1."
_STREAM = {
    "awsRegion": _REGION,
    "eventSource": "Which service the record is from.",
    "eventSourceARN": _ARN,
    "eventVersion": "The version of the record's format.",
}

# The first keys of a record, by the sources that have them.
RECORD_KEYS: Mapping[Kinds, Mapping[str, str]] = {
    QUEUES: {
        "attributes": "What SQS notes about the message, such as SentTimestamp; all are texts.",
        "awsRegion": _REGION,
        "body": "The message's body: a text, or JSON whose keys the filter can name.",
        "eventSource": "Which service the record is from.",
        "eventSourceARN": "The ARN of the queue.",
        "md5OfBody": "The MD5 sum of the body.",
        "md5OfMessageAttributes": "The MD5 sum of the message attributes.",
        "messageAttributes": (
            "What the sender has put beside the body. Samples by AWS say that filters of them do "
            "not work."
        ),
        "messageId": "The message's id.",
        "receiptHandle": "What deletes the message; another one each time it is received.",
    },
    frozenset({_K.KINESIS}): {
        **_STREAM,
        "approximateArrivalTimestamp": "When the record came in: a number, in seconds since 1970.",
        "data": "The record's data, decoded: a text, or JSON whose keys the filter can name.",
        "eventID": "The record's id: the shard and the sequence number.",
        "eventName": "What has happened; it is the same in every record.",
        "invokeIdentityArn": "The ARN of the role that reads the stream.",
        "kinesisSchemaVersion": "The version of the format of Kinesis's part of the record.",
        "partitionKey": "The partition key that the sender gave; it decides on the shard.",
        "sequenceNumber": "The record's place in its shard; a text.",
    },
    frozenset({_K.DYNAMODB}): {
        **_STREAM,
        "dynamodb": "The change: the item's keys, and what it was and is, as the stream shows it.",
        "eventID": "The record's id.",
        "eventName": "What has happened to the item.",
        "userIdentity": "Who has changed it: there only if the time to live has run out.",
    },
    frozenset({_K.MSK, _K.KAFKA}): {
        "eventSource": "Which service the record is from.",
        "headers": "The record's headers.",
        "key": "The record's key, decoded: a text, or JSON whose keys the filter can name.",
        "keySchemaMetadata": "Which schema of the registry the key has.",
        "offset": "The record's place in its partition; a number.",
        "partition": "The number of the partition.",
        "timestamp": "The record's time: a number, in milliseconds since 1970.",
        "timestampType": "Whether the sender or the cluster has set the time.",
        "topic": "The topic.",
        "value": "The record's value, decoded: a text, or JSON whose keys the filter can name.",
        "valueSchemaMetadata": "Which schema of the registry the value has.",
    },
    BROKERS: {
        "data": "The message's body, decoded: a text, or JSON whose keys the filter can name.",
        "redelivered": "Whether the message has been delivered before.",
    },
    frozenset({_K.ACTIVEMQ}): {
        "brokerInTime": "When the broker took the message, in milliseconds since 1970.",
        "brokerOutTime": "When the broker gave the message out, in milliseconds since 1970.",
        "correlationId": "What relates the message to another one.",
        "deliveryMode": "Whether the broker keeps the message on disk.",
        "destination": "The queue that the message is from.",
        "expiration": "When the message expires.",
        "messageID": "The message's id.",
        "messageType": "The message's type, such as jms/text-message.",
        "priority": "The message's priority.",
        "properties": "What the sender has put beside the body.",
        "replyTo": "Where an answer should go.",
        "timestamp": "When the message was sent, in milliseconds since 1970.",
        "type": "The type that the sender gave.",
    },
    frozenset({_K.RABBITMQ}): {
        "basicProperties": "The message's properties in AMQP, such as contentType and headers.",
    },
}

# The keys below `dynamodb`.
CHANGE_KEYS: Mapping[str, str] = {
    "ApproximateCreationDateTime": "When the item was changed: a number, in seconds since 1970.",
    "Keys": "The item's key attributes, each with its type.",
    "NewImage": "The item after the change, if the stream shows it; attributes have their types.",
    "OldImage": "The item before the change, if the stream shows it; attributes have their types.",
    "SequenceNumber": "The change's place in the stream; a text.",
    "SizeBytes": "The size of the change in bytes; a number.",
    "StreamViewType": "What the stream shows of items.",
}

# The types of attributes in an image.
ATTRIBUTE_TYPES: Mapping[str, str] = {
    "S": "A text.",
    "N": "A number, as a text: the pattern has it in quotes.",
    "B": "Binary data, as a text in base64.",
    "SS": "A set of texts.",
    "NS": "A set of numbers, as texts.",
    "BS": "A set of binary data, as texts in base64.",
    "M": "A map: attributes with their types.",
    "L": "A list: values with their types.",
    "BOOL": "True or false.",
    "NULL": "True, of an attribute that is null.",
}

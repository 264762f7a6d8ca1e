"""The words of `aws_lambda_event_source_mapping`, as the AWS provider (6.x) has them.

The same in a `.tf` file, in `.tf.json`, and in a plan.
"""

from typing import Final

from mappinglint.dialects.terraform import NAME
from mappinglint.mapping import Format

# Blocks that may stand several times: lists of the API. Every other block stands for an object.
REPEATED: Final = frozenset(
    {"access_config", "filter", "schema_validation_config", "source_access_configuration"}
)
BLOCKS: Final = REPEATED | {
    "amazon_managed_kafka_event_source_config",
    "destination_config",
    "document_db_event_source_config",
    "filter_criteria",
    "logging_config",
    "metrics_config",
    "on_failure",
    "provisioned_poller_config",
    "scaling_config",
    "schema_registry_config",
    "self_managed_event_source",
    "self_managed_kafka_event_source_config",
}

# What is no setting, but Terraform's own, or its provider's.
OTHER: Final = frozenset(
    {
        "count",
        "depends_on",
        "for_each",
        "id",
        "lifecycle",
        "provider",
        "provisioner",
        "region",
        "tags_all",
        "timeouts",
    }
)

FORMAT: Final = Format(
    NAME,
    converts=True,
    tool="Terraform",
    has_times_as_text=True,
    is_closed=True,
    on_unknown='is never asked: Terraform answers "Unsupported argument"',
    spellings={
        "AccessConfigs": "access_config",
        "AmazonManagedKafkaEventSourceConfig": "amazon_managed_kafka_event_source_config",
        "Attribute": "attribute",
        "BatchSize": "batch_size",
        "BisectBatchOnFunctionError": "bisect_batch_on_function_error",
        "CollectionName": "collection_name",
        "ConsumerGroupId": "consumer_group_id",
        "DatabaseName": "database_name",
        "Destination": "destination_arn",
        "DestinationConfig": "destination_config",
        "DocumentDBEventSourceConfig": "document_db_event_source_config",
        "Enabled": "enabled",
        "Endpoints": "endpoints",
        "EventRecordFormat": "event_record_format",
        "EventSourceArn": "event_source_arn",
        "FilterCriteria": "filter_criteria",
        "Filters": "filter",
        "FullDocument": "full_document",
        "FunctionName": "function_name",
        "FunctionResponseTypes": "function_response_types",
        "KAFKA_BOOTSTRAP_SERVERS": "KAFKA_BOOTSTRAP_SERVERS",
        "KMSKeyArn": "kms_key_arn",
        "LoggingConfig": "logging_config",
        "MaximumBatchingWindowInSeconds": "maximum_batching_window_in_seconds",
        "MaximumConcurrency": "maximum_concurrency",
        "MaximumPollers": "maximum_pollers",
        "MaximumRecordAgeInSeconds": "maximum_record_age_in_seconds",
        "MaximumRetryAttempts": "maximum_retry_attempts",
        "Metrics": "metrics",
        "MetricsConfig": "metrics_config",
        "MinimumPollers": "minimum_pollers",
        "OnFailure": "on_failure",
        "ParallelizationFactor": "parallelization_factor",
        "Pattern": "pattern",
        "PollerGroupName": "poller_group_name",
        "ProvisionedPollerConfig": "provisioned_poller_config",
        "Queues": "queues",
        "ScalingConfig": "scaling_config",
        "SchemaRegistryConfig": "schema_registry_config",
        "SchemaRegistryURI": "schema_registry_uri",
        "SchemaValidationConfigs": "schema_validation_config",
        "SelfManagedEventSource": "self_managed_event_source",
        "SelfManagedKafkaEventSourceConfig": "self_managed_kafka_event_source_config",
        "SourceAccessConfigurations": "source_access_configuration",
        "StartingPosition": "starting_position",
        "StartingPositionTimestamp": "starting_position_timestamp",
        # An attribute of tables, of which messages speak.
        "StreamViewType": "stream_view_type",
        "SystemLogLevel": "system_log_level",
        "Tags": "tags",
        "Topics": "topics",
        "TumblingWindowInSeconds": "tumbling_window_in_seconds",
        "Type": "type",
        "URI": "uri",
    },
)

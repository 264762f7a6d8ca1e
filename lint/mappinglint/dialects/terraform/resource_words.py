"""What CloudFormation calls the AWS provider's resources, and the provider CloudFormation's words.

Blocks within a resource go by their own names: DeadLetterConfig.TargetArn is
`dead_letter_config.target_arn`. Where the provider has flat arguments for an object, the object
goes by the one that switches it on, and `flat_arguments.py` makes it.
"""

from collections.abc import Mapping as Dict
from typing import Final

from mappinglint import resource as words
from mappinglint.dialects.terraform import RESOURCE
from mappinglint.dialects.terraform.mapping_words import FORMAT

TYPES: Final[Dict[str, str]] = {
    "aws_appautoscaling_policy": "AWS::ApplicationAutoScaling::ScalingPolicy",
    "aws_appautoscaling_target": "AWS::ApplicationAutoScaling::ScalableTarget",
    "aws_cloudwatch_composite_alarm": "AWS::CloudWatch::CompositeAlarm",
    "aws_cloudwatch_dashboard": "AWS::CloudWatch::Dashboard",
    "aws_cloudwatch_event_bus": "AWS::Events::EventBus",
    "aws_cloudwatch_event_rule": "AWS::Events::Rule",
    # In CloudFormation, a target is a part of its rule.
    "aws_cloudwatch_event_target": "AWS::Events::Rule",
    "aws_cloudwatch_log_group": "AWS::Logs::LogGroup",
    "aws_cloudwatch_log_metric_filter": "AWS::Logs::MetricFilter",
    "aws_cloudwatch_log_subscription_filter": "AWS::Logs::SubscriptionFilter",
    "aws_cloudwatch_metric_alarm": "AWS::CloudWatch::Alarm",
    "aws_codedeploy_deployment_group": "AWS::CodeDeploy::DeploymentGroup",
    "aws_docdb_cluster": "AWS::DocDB::DBCluster",
    "aws_dynamodb_table": words.TABLE,
    "aws_iam_instance_profile": "AWS::IAM::InstanceProfile",
    "aws_iam_policy": words.MANAGED_POLICY,
    "aws_iam_policy_attachment": words.POLICY_ATTACHMENT,
    "aws_iam_role": words.ROLE,
    "aws_iam_role_policy": words.ROLE_POLICY,
    "aws_iam_role_policy_attachment": words.POLICY_ATTACHMENT,
    "aws_kinesis_firehose_delivery_stream": "AWS::KinesisFirehose::DeliveryStream",
    "aws_kinesis_stream": words.STREAM,
    "aws_kinesis_stream_consumer": words.CONSUMER,
    "aws_kms_alias": "AWS::KMS::Alias",
    "aws_kms_key": words.KEY,
    "aws_lambda_alias": words.ALIAS,
    RESOURCE: words.MAPPING,
    "aws_lambda_function": words.FUNCTION,
    "aws_lambda_function_event_invoke_config": words.INVOKE_CONFIG,
    "aws_lambda_function_url": "AWS::Lambda::Url",
    "aws_lambda_layer_version": "AWS::Lambda::LayerVersion",
    "aws_lambda_permission": "AWS::Lambda::Permission",
    "aws_mq_broker": "AWS::AmazonMQ::Broker",
    "aws_msk_cluster": "AWS::MSK::Cluster",
    "aws_msk_serverless_cluster": "AWS::MSK::ServerlessCluster",
    "aws_msk_vpc_connection": "AWS::MSK::VpcConnection",
    "aws_s3_bucket": "AWS::S3::Bucket",
    "aws_s3_bucket_policy": "AWS::S3::BucketPolicy",
    "aws_scheduler_schedule": "AWS::Scheduler::Schedule",
    "aws_secretsmanager_secret": "AWS::SecretsManager::Secret",
    "aws_security_group": "AWS::EC2::SecurityGroup",
    "aws_sfn_state_machine": "AWS::StepFunctions::StateMachine",
    "aws_sns_topic": "AWS::SNS::Topic",
    "aws_sns_topic_subscription": "AWS::SNS::Subscription",
    "aws_sqs_queue": words.QUEUE,
    "aws_sqs_queue_policy": words.QUEUE_POLICY,
    "aws_ssm_parameter": "AWS::SSM::Parameter",
    "aws_subnet": "AWS::EC2::Subnet",
    "aws_vpc": "AWS::EC2::VPC",
}

_DEAD_LETTERS: Final = {"Arn": "arn", "DeadLetterConfig": "dead_letter_config"}

# By the provider's type.
SPELLINGS: Final[Dict[str, Dict[str, str]]] = {
    RESOURCE: FORMAT.spellings,
    "aws_cloudwatch_event_bus": _DEAD_LETTERS,
    "aws_cloudwatch_event_target": _DEAD_LETTERS,
    "aws_docdb_cluster": {"DBClusterIdentifier": "cluster_identifier"},
    "aws_dynamodb_table": {
        "StreamEnabled": "stream_enabled",
        "StreamSpecification": "stream_enabled",
        "StreamViewType": "stream_view_type",
        "TableName": "name",
    },
    "aws_iam_policy": {"ManagedPolicyName": "name", "PolicyDocument": "policy"},
    "aws_iam_policy_attachment": {"PolicyArn": "policy_arn", "RoleName": "roles"},
    "aws_iam_role": {
        "AssumeRolePolicyDocument": "assume_role_policy",
        "ManagedPolicyArns": "managed_policy_arns",
        "PermissionsBoundary": "permissions_boundary",
        "Policies": "inline_policy",
        "PolicyDocument": "policy",
        "PolicyName": "name",
        "RoleName": "name",
    },
    "aws_iam_role_policy": {
        "PolicyDocument": "policy",
        "PolicyName": "name",
        "RoleName": "role",
    },
    "aws_iam_role_policy_attachment": {"PolicyArn": "policy_arn", "RoleName": "role"},
    "aws_kinesis_stream": {
        "EncryptionType": "encryption_type",
        "KeyId": "kms_key_id",
        "Name": "name",
        "RetentionPeriodHours": "retention_period",
        "StreamEncryption": "encryption_type",
    },
    "aws_kinesis_stream_consumer": {"ConsumerName": "name", "StreamARN": "stream_arn"},
    "aws_kms_alias": {"AliasName": "name", "TargetKeyId": "target_key_id"},
    "aws_kms_key": {"KeyPolicy": "policy"},
    "aws_lambda_alias": {
        "FunctionName": "function_name",
        "FunctionVersion": "function_version",
        "Name": "name",
    },
    "aws_lambda_function": {
        "DeadLetterConfig": "dead_letter_config",
        "FunctionName": "function_name",
        "KmsKeyArn": "kms_key_arn",
        "MemorySize": "memory_size",
        "Publish": "publish",
        "ReservedConcurrentExecutions": "reserved_concurrent_executions",
        "Role": "role",
        "SecurityGroupIds": "security_group_ids",
        "SubnetIds": "subnet_ids",
        "TargetArn": "target_arn",
        "Timeout": "timeout",
        "VpcConfig": "vpc_config",
    },
    "aws_lambda_function_event_invoke_config": {
        "Destination": "destination",
        "DestinationConfig": "destination_config",
        "FunctionName": "function_name",
        "MaximumEventAgeInSeconds": "maximum_event_age_in_seconds",
        "MaximumRetryAttempts": "maximum_retry_attempts",
        "OnFailure": "on_failure",
        "OnSuccess": "on_success",
        "Qualifier": "qualifier",
    },
    "aws_lambda_function_url": {
        "AuthType": "authorization_type",
        "TargetFunctionArn": "function_name",
    },
    "aws_lambda_permission": {
        "Action": "action",
        "FunctionName": "function_name",
        "Principal": "principal",
        "SourceArn": "source_arn",
    },
    "aws_mq_broker": {"BrokerName": "broker_name", "EngineType": "engine_type"},
    "aws_msk_cluster": {"ClusterName": "cluster_name"},
    "aws_msk_serverless_cluster": {"ClusterName": "cluster_name"},
    "aws_s3_bucket": {"BucketName": "bucket"},
    "aws_scheduler_schedule": {**_DEAD_LETTERS, "Target": "target"},
    "aws_secretsmanager_secret": {"KmsKeyId": "kms_key_id", "Name": "name"},
    "aws_sns_topic": {"KmsMasterKeyId": "kms_master_key_id", "TopicName": "name"},
    "aws_sns_topic_subscription": {
        "Endpoint": "endpoint",
        "Protocol": "protocol",
        "RedrivePolicy": "redrive_policy",
        "TopicArn": "topic_arn",
    },
    "aws_sqs_queue": {
        "DelaySeconds": "delay_seconds",
        "FifoQueue": "fifo_queue",
        "KmsMasterKeyId": "kms_master_key_id",
        "MessageRetentionPeriod": "message_retention_seconds",
        "QueueName": "name",
        "RedriveAllowPolicy": "redrive_allow_policy",
        "RedrivePolicy": "redrive_policy",
        "SqsManagedSseEnabled": "sqs_managed_sse_enabled",
        "VisibilityTimeout": "visibility_timeout_seconds",
    },
    "aws_sqs_queue_policy": {"PolicyDocument": "policy", "Queues": "queue_url"},
    "aws_subnet": {"VpcId": "vpc_id"},
}

# The argument with the name that stands in an ARN.
NAMES: Final[Dict[str, str]] = {
    "aws_dynamodb_table": "name",
    "aws_iam_policy": "name",
    "aws_iam_role": "name",
    "aws_kinesis_stream": "name",
    "aws_kms_alias": "name",
    "aws_kms_key": "key_id",
    "aws_lambda_function": "function_name",
    "aws_s3_bucket": "bucket",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
}
# The provider's types of those, by CloudFormation's.
NAMED: Final[Dict[str, str]] = {TYPES[type_]: type_ for type_ in NAMES}

# Arguments whose text is JSON.
DOCUMENTS: Final = frozenset(
    {"assume_role_policy", "policy", "redrive_allow_policy", "redrive_policy"}
)

# Resources that say an argument of another one: that argument, which they call the same, and the
# one that refers to the other resource.
PARTS: Final[Dict[str, tuple[str, str]]] = {
    "aws_kms_key_policy": ("policy", "key_id"),
    "aws_sqs_queue_redrive_allow_policy": ("redrive_allow_policy", "queue_url"),
    "aws_sqs_queue_redrive_policy": ("redrive_policy", "queue_url"),
}
# By the type of the other one, and the argument: the type of what says it.
SAID_ELSEWHERE: Final[Dict[tuple[str, str], str]] = {
    ("aws_kms_key", "policy"): "aws_kms_key_policy",
    ("aws_sqs_queue", "redrive_allow_policy"): "aws_sqs_queue_redrive_allow_policy",
    ("aws_sqs_queue", "redrive_policy"): "aws_sqs_queue_redrive_policy",
}

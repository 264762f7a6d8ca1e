"""What CloudFormation calls the AWS provider's resources and their arguments."""

from typing import Final

from mappinglint.dialects.terraform.known_modules import LAMBDA, LAMBDA_ALIAS
from mappinglint.dialects.terraform.names import FORMAT, RESOURCE
from mappinglint.resource import (
    ALIAS,
    CONSUMER,
    FUNCTION,
    INVOKE_CONFIG,
    KEY,
    MANAGED_POLICY,
    MAPPING,
    POLICY_ATTACHMENT,
    QUEUE,
    QUEUE_POLICY,
    ROLE,
    ROLE_POLICY,
    STREAM,
    TABLE,
)

TYPES: Final[dict[str, str]] = {
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
    "aws_docdb_cluster": "AWS::DocDB::DBCluster",
    "aws_dynamodb_table": TABLE,
    "aws_iam_instance_profile": "AWS::IAM::InstanceProfile",
    "aws_iam_policy": MANAGED_POLICY,
    "aws_iam_policy_attachment": POLICY_ATTACHMENT,
    "aws_iam_role": ROLE,
    "aws_iam_role_policy": ROLE_POLICY,
    "aws_iam_role_policy_attachment": POLICY_ATTACHMENT,
    "aws_kinesis_firehose_delivery_stream": "AWS::KinesisFirehose::DeliveryStream",
    "aws_kinesis_stream": STREAM,
    "aws_kinesis_stream_consumer": CONSUMER,
    "aws_kms_alias": "AWS::KMS::Alias",
    "aws_kms_key": KEY,
    "aws_lambda_alias": ALIAS,
    RESOURCE: MAPPING,
    "aws_lambda_function": FUNCTION,
    "aws_lambda_function_event_invoke_config": INVOKE_CONFIG,
    "aws_lambda_function_url": "AWS::Lambda::Url",
    "aws_lambda_layer_version": "AWS::Lambda::LayerVersion",
    "aws_lambda_permission": "AWS::Lambda::Permission",
    "aws_mq_broker": "AWS::AmazonMQ::Broker",
    "aws_msk_cluster": "AWS::MSK::Cluster",
    "aws_msk_serverless_cluster": "AWS::MSK::ServerlessCluster",
    "aws_pipes_pipe": "AWS::Pipes::Pipe",
    "aws_s3_bucket": "AWS::S3::Bucket",
    "aws_s3_bucket_policy": "AWS::S3::BucketPolicy",
    "aws_scheduler_schedule": "AWS::Scheduler::Schedule",
    "aws_secretsmanager_secret": "AWS::SecretsManager::Secret",
    "aws_security_group": "AWS::EC2::SecurityGroup",
    "aws_sfn_state_machine": "AWS::StepFunctions::StateMachine",
    "aws_sns_topic": "AWS::SNS::Topic",
    "aws_sns_topic_subscription": "AWS::SNS::Subscription",
    "aws_sqs_queue": QUEUE,
    "aws_sqs_queue_policy": QUEUE_POLICY,
    "aws_ssm_parameter": "AWS::SSM::Parameter",
    "aws_subnet": "AWS::EC2::Subnet",
    "aws_vpc": "AWS::EC2::VPC",
}

# What the calls of well-known modules are about.
MODULES: Final[dict[str, str]] = {
    "dynamodb-table": TABLE,
    LAMBDA: FUNCTION,
    LAMBDA_ALIAS: ALIAS,
    "sqs": QUEUE,
}

_TABLE: Final = {
    "StreamEnabled": "stream_enabled",
    "StreamSpecification": "stream_enabled",
    "StreamViewType": "stream_view_type",
    "TableName": "name",
}
_DESTINATIONS: Final = {
    "Destination": "destination",
    "DestinationConfig": "destination_config",
    "OnFailure": "on_failure",
    "OnSuccess": "on_success",
    "MaximumEventAgeInSeconds": "maximum_event_age_in_seconds",
    "MaximumRetryAttempts": "maximum_retry_attempts",
}
_FUNCTION: Final = {
    "FunctionName": "function_name",
    "KmsKeyArn": "kms_key_arn",
    "Publish": "publish",
    "ReservedConcurrentExecutions": "reserved_concurrent_executions",
    "Timeout": "timeout",
}
_QUEUE: Final = {
    "FifoQueue": "fifo_queue",
    "KmsMasterKeyId": "kms_master_key_id",
    "QueueName": "name",
    "RedriveAllowPolicy": "redrive_allow_policy",
    "RedrivePolicy": "redrive_policy",
    "VisibilityTimeout": "visibility_timeout_seconds",
}

# By CloudFormation's type: what the provider calls a property, or what is within it.
SPELLINGS: Final[dict[str, dict[str, str]]] = {
    ALIAS: {"FunctionName": "function_name", "FunctionVersion": "function_version", "Name": "name"},
    CONSUMER: {"ConsumerName": "name", "StreamARN": "stream_arn"},
    FUNCTION: {
        **_FUNCTION,
        "DeadLetterConfig": "dead_letter_config",
        "Role": "role",
        "SecurityGroupIds": "security_group_ids",
        "SubnetIds": "subnet_ids",
        "TargetArn": "target_arn",
        "VpcConfig": "vpc_config",
    },
    INVOKE_CONFIG: {**_DESTINATIONS, "FunctionName": "function_name", "Qualifier": "qualifier"},
    KEY: {"KeyPolicy": "policy"},
    MANAGED_POLICY: {
        "ManagedPolicyName": "name",
        "PolicyDocument": "policy",
        "Roles": "roles",
        "Users": "users",
        "Groups": "groups",
    },
    MAPPING: dict(FORMAT.spellings),
    POLICY_ATTACHMENT: {"PolicyArn": "policy_arn", "RoleName": "role"},
    QUEUE: _QUEUE,
    QUEUE_POLICY: {"PolicyDocument": "policy", "Queues": "queue_url"},
    ROLE: {
        "AssumeRolePolicyDocument": "assume_role_policy",
        "ManagedPolicyArns": "managed_policy_arns",
        "PermissionsBoundary": "permissions_boundary",
        "Policies": "inline_policy",
        "RoleName": "name",
    },
    ROLE_POLICY: {"PolicyDocument": "policy", "PolicyName": "name", "RoleName": "role"},
    STREAM: {
        "EncryptionType": "encryption_type",
        "KeyId": "kms_key_id",
        "Name": "name",
        "RetentionPeriodHours": "retention_period",
        "StreamEncryption": "encryption_type",
    },
    TABLE: _TABLE,
    "AWS::EC2::Subnet": {"VpcId": "vpc_id"},
    "AWS::KMS::Alias": {"AliasName": "name", "TargetKeyId": "target_key_id"},
    "AWS::Lambda::Permission": {
        "Action": "action",
        "FunctionName": "function_name",
        "Principal": "principal",
        "SourceArn": "source_arn",
    },
    "AWS::SNS::Subscription": {
        "Endpoint": "endpoint",
        "Protocol": "protocol",
        "TopicArn": "topic_arn",
    },
}
# Those that a module calls otherwise.
MODULE_SPELLINGS: Final[dict[str, dict[str, str]]] = {
    "dynamodb-table": _TABLE,
    LAMBDA: {
        **_FUNCTION,
        **_DESTINATIONS,
        "DeadLetterConfig": "dead_letter_target_arn",
        "DestinationConfig": "destination_on_failure",
        "EventInvokeConfig": "create_async_event_config",
        "Role": "lambda_role",
        "TargetArn": "target_arn",
    },
    LAMBDA_ALIAS: {"FunctionName": "function_name", "Name": "name"},
    "sqs": _QUEUE,
}

# Arguments whose text is JSON.
DOCUMENTS: Final = frozenset(
    {"assume_role_policy", "policy", "redrive_allow_policy", "redrive_policy"}
)

# Resources that say one argument of another one: which argument of theirs says whose.
PARTS: Final[dict[str, tuple[str, str]]] = {
    "aws_kms_key_policy": ("key_id", "policy"),
    "aws_sqs_queue_redrive_allow_policy": ("queue_url", "redrive_allow_policy"),
    "aws_sqs_queue_redrive_policy": ("queue_url", "redrive_policy"),
}

# The argument with the name that a literal ARN, or the name of a function, has.
NAMES: Final[dict[str, str]] = {
    "aws_dynamodb_table": "name",
    "aws_iam_role": "name",
    "aws_kinesis_stream": "name",
    "aws_lambda_function": "function_name",
    "aws_sqs_queue": "name",
}
MODULE_NAMES: Final[dict[str, str]] = {
    "dynamodb-table": "name",
    LAMBDA: "function_name",
    "sqs": "name",
}

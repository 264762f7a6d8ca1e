"""What CloudFormation calls the objects of ACK and Crossplane, and their fields.

ACK's fields are those of its definitions (CRDs), Crossplane's are Terraform's in camel case.
"""

import re
from collections.abc import Mapping as Dict
from typing import Final

from mappinglint import resource as types
from mappinglint.dialects.kubernetes.objects import Object
from mappinglint.dialects.kubernetes.words import ACK, camel
from mappinglint.dialects.terraform.resource_words import SPELLINGS, TYPES
from mappinglint.record import dataclass

_ACK_GROUP = re.compile(r"([a-z0-9]+)\.services\.k8s\.aws")
_CROSSPLANE_GROUP = re.compile(r"([a-z0-9]+)\.(aws\.(?:m\.)?upbound\.io|aws\.jet\.crossplane\.io)")


@dataclass(frozen=True)
class Kind:
    """A kind of object: its service, CloudFormation's type, and how it spells the properties.

    `family` are the objects that it may refer to, `terraform` is the provider's type of one of
    Crossplane's, and `blocks` are the keys of the spec that have the fields.
    """

    family: str
    service: str
    type: str
    spellings: Dict[str, str]
    terraform: str = ""
    blocks: tuple[str, ...] = ()

    @property
    def is_of_ack(self) -> bool:
        return self.family == _OF_ACK


_OF_ACK: Final = "services.k8s.aws"
_ON_RESULT: Final = {
    "Destination": "destination",
    "DestinationConfig": "destinationConfig",
    "MaximumEventAgeInSeconds": "maximumEventAgeInSeconds",
    "MaximumRetryAttempts": "maximumRetryAttempts",
    "OnFailure": "onFailure",
    "OnSuccess": "onSuccess",
}

_ACK: Final[Dict[tuple[str, str], tuple[str, Dict[str, str]]]] = {
    ("dynamodb", "Table"): (
        types.TABLE,
        {
            "StreamEnabled": "streamEnabled",
            "StreamSpecification": "streamSpecification",
            "StreamViewType": "streamViewType",
            "TableName": "tableName",
        },
    ),
    ("iam", "Policy"): (
        types.MANAGED_POLICY,
        {"ManagedPolicyName": "name", "PolicyDocument": "policyDocument"},
    ),
    ("iam", "Role"): (
        types.ROLE,
        {
            "AssumeRolePolicyDocument": "assumeRolePolicyDocument",
            "ManagedPolicyArns": "policies",
            "PermissionsBoundary": "permissionsBoundary",
            "Policies": "inlinePolicies",
            "RoleName": "name",
        },
    ),
    ("kinesis", "Stream"): (
        types.STREAM,
        {
            "KeyId": "encryptionKeyARN",
            "Name": "name",
            # What the stream has now, under the shorter name, stands in the status.
            "RetentionPeriodHours": "desiredRetentionPeriodHours",
            "StreamEncryption": "desiredEncryptionType",
        },
    ),
    ("kinesis", "StreamConsumer"): (
        types.CONSUMER,
        {"ConsumerName": "consumerName", "StreamARN": "streamARN"},
    ),
    ("kms", "Key"): (types.KEY, {"KeyPolicy": "policy"}),
    ("lambda", "Alias"): (types.ALIAS, {"FunctionName": "functionName", "Name": "name"}),
    ("lambda", "EventSourceMapping"): (types.MAPPING, ACK.format.spellings),
    ("lambda", "Function"): (
        types.FUNCTION,
        {
            **_ON_RESULT,
            "DeadLetterConfig": "deadLetterConfig",
            "EventInvokeConfig": "functionEventInvokeConfig",
            "FunctionName": "name",
            "ReservedConcurrentExecutions": "reservedConcurrentExecutions",
            "Role": "role",
            "TargetArn": "targetARN",
            "Timeout": "timeout",
        },
    ),
    ("lambda", "FunctionURLConfig"): ("AWS::Lambda::Url", {"TargetFunctionArn": "functionName"}),
    ("lambda", "Version"): (types.VERSION, {"FunctionName": "functionName"}),
    ("sns", "Topic"): ("AWS::SNS::Topic", {"TopicName": "name"}),
    ("sqs", "Queue"): (
        types.QUEUE,
        {
            "FifoQueue": "fifoQueue",
            "KmsMasterKeyId": "kmsMasterKeyID",
            "QueueName": "queueName",
            "RedriveAllowPolicy": "redriveAllowPolicy",
            "RedrivePolicy": "redrivePolicy",
            "VisibilityTimeout": "visibilityTimeout",
        },
    ),
}

_CROSSPLANE: Final = {
    ("dynamodb", "Table"): "aws_dynamodb_table",
    ("iam", "Policy"): "aws_iam_policy",
    ("iam", "Role"): "aws_iam_role",
    ("iam", "RolePolicy"): "aws_iam_role_policy",
    ("iam", "RolePolicyAttachment"): "aws_iam_role_policy_attachment",
    ("kinesis", "Stream"): "aws_kinesis_stream",
    ("kinesis", "StreamConsumer"): "aws_kinesis_stream_consumer",
    ("kms", "Key"): "aws_kms_key",
    ("lambda", "Alias"): "aws_lambda_alias",
    ("lambda", "EventSourceMapping"): "aws_lambda_event_source_mapping",
    ("lambda", "Function"): "aws_lambda_function",
    ("lambda", "FunctionEventInvokeConfig"): "aws_lambda_function_event_invoke_config",
    ("lambda", "FunctionURL"): "aws_lambda_function_url",
    ("lambda", "Permission"): "aws_lambda_permission",
    ("s3", "Bucket"): "aws_s3_bucket",
    ("sns", "Topic"): "aws_sns_topic",
    ("sns", "TopicSubscription"): "aws_sns_topic_subscription",
    ("sqs", "Queue"): "aws_sqs_queue",
    ("sqs", "QueuePolicy"): "aws_sqs_queue_policy",
    ("sqs", "QueueRedriveAllowPolicy"): "aws_sqs_queue_redrive_allow_policy",
    ("sqs", "QueueRedrivePolicy"): "aws_sqs_queue_redrive_policy",
}


def kind_of(one: Object) -> Kind | None:
    """Return the kind of an object of ACK's or Crossplane's; None of any other one.

    One that neither table has is of a type of its own.
    """
    found = _ACK_GROUP.fullmatch(one.group)
    if found is not None:
        type_, spellings = _ACK.get((found[1], one.kind), (f"{one.group}/{one.kind}", {}))
        return Kind(_OF_ACK, found[1], type_, spellings)
    found = _CROSSPLANE_GROUP.fullmatch(one.group)
    if found is None:
        return None
    terraform = _CROSSPLANE.get((found[1], one.kind), "")
    return Kind(
        found[2],
        found[1],
        TYPES.get(terraform, terraform) or f"{one.group}/{one.kind}",
        {name: camel(here) for name, here in SPELLINGS.get(terraform, {}).items()},
        terraform,
        ("forProvider", "initProvider"),
    )

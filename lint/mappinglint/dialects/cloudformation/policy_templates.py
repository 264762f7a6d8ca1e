"""What the policy templates of SAM allow, of the actions that mappings need.

They are those of aws-sam-translator 1.110.0 (policy_templates.json). Which resources they are about
is left out. One that is not here may allow anything.
"""

from collections.abc import Mapping
from typing import Final

_NOTHING = """
    AMIDescribePolicy AcmGetCertificatePolicy AthenaQueryPolicy
    CloudFormationDescribeStacksPolicy CloudWatchDashboardPolicy
    CloudWatchDescribeAlarmHistoryPolicy CloudWatchPutMetricPolicy CodeCommitCrudPolicy
    CodeCommitReadPolicy CodePipelineLambdaExecutionPolicy CodePipelineReadOnlyPolicy
    ComprehendBasicAccessPolicy CostExplorerReadOnlyPolicy DynamoDBBackupFullAccessPolicy
    DynamoDBCrudPolicy DynamoDBReadPolicy DynamoDBReconfigurePolicy
    DynamoDBRestoreFromBackupPolicy DynamoDBWritePolicy EC2CopyImagePolicy EC2DescribePolicy
    EFSWriteAccessPolicy EKSDescribePolicy EcsRunTaskPolicy
    ElasticMapReduceAddJobFlowStepsPolicy ElasticMapReduceCancelStepsPolicy
    ElasticMapReduceModifyInstanceFleetPolicy ElasticMapReduceModifyInstanceGroupsPolicy
    ElasticMapReduceSetTerminationProtectionPolicy ElasticMapReduceTerminateJobFlowsPolicy
    ElasticsearchHttpPostPolicy EventBridgePutEventsPolicy FilterLogEventsPolicy
    FirehoseCrudPolicy FirehoseWritePolicy KMSEncryptPolicy KMSEncryptPolicy_v2
    LambdaInvokePolicy MobileAnalyticsWriteOnlyAccessPolicy OrganizationsListAccountsPolicy
    PinpointEndpointAccessPolicy PollyFullAccessPolicy RekognitionDetectOnlyPolicy
    RekognitionFacesManagementPolicy RekognitionFacesPolicy RekognitionLabelsPolicy
    RekognitionNoDataAccessPolicy RekognitionReadPolicy RekognitionWriteOnlyAccessPolicy
    Route53ChangeResourceRecordSetsPolicy SESBulkTemplatedCrudPolicy
    SESBulkTemplatedCrudPolicy_v2 SESCrudPolicy SESEmailTemplateCrudPolicy SESSendBouncePolicy
    SSMParameterReadPolicy SSMParameterWithSlashPrefixReadPolicy
    SageMakerCreateEndpointConfigPolicy SageMakerCreateEndpointPolicy
    ServerlessRepoReadWriteAccessPolicy StepFunctionsCallbackPolicy
    StepFunctionsExecutionPolicy StepFunctionsExecutionPolicy_v2 TextractDetectAnalyzePolicy
    TextractGetResultPolicy TextractPolicy
"""

# By the name of a template, the actions that it allows.
POLICY_TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_NOTHING.split(), ()),
    "AWSSecretsManagerGetSecretValuePolicy": ("secretsmanager:GetSecretValue",),
    "AWSSecretsManagerRotationPolicy": ("secretsmanager:GetSecretValue",),
    "DynamoDBStreamReadPolicy": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
    ),
    "KMSDecryptPolicy": ("kms:Decrypt",),
    "KinesisCrudPolicy": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetShardIterator",
    ),
    "KinesisStreamReadPolicy": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
    ),
    "S3CrudPolicy": (
        "s3:ListBucket",
        "s3:PutObject",
    ),
    "S3FullAccessPolicy": (
        "s3:ListBucket",
        "s3:PutObject",
    ),
    "S3ReadPolicy": ("s3:ListBucket",),
    "S3WritePolicy": ("s3:PutObject",),
    "SNSCrudPolicy": ("sns:Publish",),
    "SNSPublishMessagePolicy": ("sns:Publish",),
    "SQSPollerPolicy": (
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
    ),
    "SQSSendMessagePolicy": ("sqs:SendMessage",),
    "VPCAccessPolicy": (
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
    ),
}

"""What the managed policies of AWS allow, of the actions that mappings need.

The facts are those of AWS's reference of managed policies, read in November 2026 from the copy in
moto 5.2.5 (moto/iam/aws_managed_policies.py). Actions that no mapping needs are left out, and so
are conditions, and the resources that a few of them are limited to: both only take away. A policy
that is not here may allow anything.
"""

from collections.abc import Mapping
from typing import Final

_INTERFACES = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
)
_NETWORK = ("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs")

_NOTHING = """
    AWSAppSyncAdministrator AWSAppSyncInvokeFullAccess AWSAppSyncPushToCloudWatchLogs
    AWSBillingReadOnlyAccess AWSCertificateManagerFullAccess AWSCertificateManagerReadOnly
    AWSCloudFormationFullAccess AWSCloudFormationReadOnlyAccess
    AWSCloudMapDiscoverInstanceAccess AWSCloudTrail_FullAccess AWSCloudTrail_ReadOnlyAccess
    AWSCodeBuildDeveloperAccess AWSCodeCommitReadOnly AWSCodeDeployRoleForLambdaLimited
    AWSCodePipelineCustomActionAccess AWSConfigRulesExecutionRole AWSConfigUserAccess
    AWSGlueSchemaRegistryFullAccess AWSGlueSchemaRegistryReadonlyAccess AWSIoTConfigAccess
    AWSIoTDataAccess AWSIoTFullAccess AWSIoTWirelessFullAccess
    AWSKeyManagementServicePowerUser AWSLambdaBasicDurableExecutionRolePolicy
    AWSLambdaBasicExecutionRole AWSLambdaReplicator AWSLambdaRole AWSOrganizationsFullAccess
    AWSOrganizationsReadOnlyAccess AWSPriceListServiceFullAccess AWSSecurityHubFullAccess
    AWSStepFunctionsConsoleFullAccess AWSStepFunctionsFullAccess
    AWSStepFunctionsReadOnlyAccess AWSSupportAccess AWSWAFFullAccess AWSWAFReadOnlyAccess
    AWSXRayDaemonWriteAccess AWSXrayFullAccess AWSXrayReadOnlyAccess AWSXrayWriteOnlyAccess
    AmazonAPIGatewayAdministrator AmazonAPIGatewayInvokeFullAccess
    AmazonAPIGatewayPushToCloudWatchLogs AmazonBedrockReadOnly AmazonChimeSDK
    AmazonCognitoDeveloperAuthenticatedIdentities AmazonCognitoPowerUser
    AmazonCognitoReadOnly AmazonDevOpsGuruReadOnlyAccess AmazonEC2ContainerRegistryPowerUser
    AmazonEC2ContainerRegistryReadOnly AmazonECSTaskExecutionRolePolicy AmazonESFullAccess
    AmazonESReadOnlyAccess AmazonElastiCacheReadOnlyAccess
    AmazonElasticFileSystemClientFullAccess AmazonElasticFileSystemClientReadOnlyAccess
    AmazonElasticFileSystemClientReadWriteAccess AmazonEventBridgePipesFullAccess
    AmazonEventBridgeReadOnlyAccess AmazonEventBridgeSchedulerFullAccess
    AmazonForecastFullAccess AmazonInspector2FullAccess AmazonKeyspacesReadOnlyAccess
    AmazonKinesisFirehoseFullAccess AmazonKinesisFirehoseReadOnlyAccess
    AmazonKinesisVideoStreamsFullAccess AmazonLexFullAccess AmazonMSKConnectReadOnlyAccess
    AmazonMemoryDBFullAccess AmazonOpenSearchServiceFullAccess
    AmazonOpenSearchServiceReadOnlyAccess AmazonPollyFullAccess AmazonPollyReadOnlyAccess
    AmazonQLDBFullAccess AmazonRekognitionFullAccess AmazonRekognitionReadOnlyAccess
    AmazonRoute53ReadOnlyAccess AmazonS3ObjectLambdaExecutionRolePolicy
    AmazonS3TablesFullAccess AmazonS3TablesReadOnlyAccess AmazonSESFullAccess
    AmazonSESReadOnlyAccess AmazonSNSReadOnlyAccess AmazonSNSRole AmazonSSMFullAccess
    AmazonSSMManagedInstanceCore AmazonSSMReadOnlyAccess AmazonTextractFullAccess
    AmazonTimestreamFullAccess AmazonTimestreamReadOnlyAccess AmazonTranscribeFullAccess
    AmazonTranscribeReadOnlyAccess AmazonWorkSpacesAdmin CloudFrontReadOnlyAccess
    CloudWatchAgentServerPolicy CloudWatchEventsReadOnlyAccess CloudWatchFullAccessV2
    CloudWatchLambdaApplicationSignalsExecutionRolePolicy
    CloudWatchLambdaInsightsExecutionRolePolicy CloudWatchLogsFullAccess
    CloudWatchLogsReadOnlyAccess CloudWatchReadOnlyAccess ComprehendMedicalFullAccess
    ComprehendReadOnly IAMFullAccess IAMReadOnlyAccess
    ResourceGroupsandTagEditorReadOnlyAccess TranslateReadOnly
"""

# By the policy's name, the actions that it allows, with wildcards.
MANAGED_POLICIES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_NOTHING.split(), ()),
    "AWSCodeDeployRoleForLambda": ("sns:Publish",),
    "AWSGlueServiceRole": (
        *_INTERFACES,
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "s3:ListBucket",
        "s3:PutObject",
    ),
    "AWSLambdaDynamoDBExecutionRole": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
    ),
    "AWSLambdaENIManagementAccess": _INTERFACES,
    "AWSLambdaExecute": ("s3:PutObject",),
    "AWSLambdaInvocation-DynamoDB": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
    ),
    "AWSLambdaKinesisExecutionRole": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:SubscribeToShard",
    ),
    "AWSLambdaMSKExecutionRole": (
        *_INTERFACES,
        *_NETWORK,
        "kafka:DescribeCluster",
        "kafka:DescribeClusterV2",
        "kafka:GetBootstrapBrokers",
    ),
    "AWSLambdaSQSQueueExecutionRole": (
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
    ),
    "AWSLambdaVPCAccessExecutionRole": (*_INTERFACES, "ec2:DescribeSubnets"),
    "AWSLambda_FullAccess": _NETWORK,
    "AWSLambda_ReadOnlyAccess": _NETWORK,
    "AdministratorAccess": ("*",),
    "AmazonAthenaFullAccess": ("s3:ListBucket", "s3:PutObject"),
    "AmazonBedrockFullAccess": _NETWORK,
    "AmazonBedrockLimitedAccess": _NETWORK,
    "AmazonDocDBConsoleFullAccess": (
        *_NETWORK,
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "rds:DescribeDBClusterParameters",
        "rds:DescribeDBClusters",
        "rds:DescribeDBSubnetGroups",
        "sns:Publish",
    ),
    "AmazonDocDBFullAccess": (
        *_NETWORK,
        "rds:DescribeDBClusterParameters",
        "rds:DescribeDBClusters",
        "rds:DescribeDBSubnetGroups",
        "sns:Publish",
    ),
    "AmazonDocDBReadOnlyAccess": (
        *_NETWORK,
        "rds:DescribeDBClusterParameters",
        "rds:DescribeDBClusters",
        "rds:DescribeDBSubnetGroups",
    ),
    "AmazonDynamoDBFullAccess": (
        *_NETWORK,
        "dynamodb:*",
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
    ),
    "AmazonDynamoDBFullAccess_v2": (
        *_NETWORK,
        "dynamodb:*",
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
    ),
    "AmazonDynamoDBFullAccesswithDataPipeline": ("dynamodb:*", "s3:List*", "s3:Put*"),
    "AmazonDynamoDBReadOnlyAccess": (
        *_NETWORK,
        "dynamodb:Describe*",
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
    ),
    "AmazonEC2FullAccess": ("ec2:*",),
    "AmazonEC2ReadOnlyAccess": ("ec2:Describe*",),
    "AmazonECS_FullAccess": ("ec2:Describe*",),
    "AmazonElastiCacheFullAccess": _NETWORK,
    "AmazonElasticFileSystemFullAccess": (*_INTERFACES, *_NETWORK),
    "AmazonEventBridgeFullAccess": ("secretsmanager:GetSecretValue",),
    "AmazonKinesisFullAccess": ("kinesis:*",),
    "AmazonKinesisReadOnlyAccess": ("kinesis:Describe*", "kinesis:Get*"),
    "AmazonMQApiFullAccess": (*_INTERFACES, *_NETWORK, "mq:*"),
    "AmazonMQApiReadOnlyAccess": (*_NETWORK, "ec2:DescribeNetworkInterfaces", "mq:Describe*"),
    "AmazonMQFullAccess": (*_INTERFACES, *_NETWORK, "mq:*"),
    "AmazonMQReadOnlyAccess": (*_NETWORK, "ec2:DescribeNetworkInterfaces", "mq:Describe*"),
    "AmazonMSKFullAccess": (*_NETWORK, "kafka:*"),
    "AmazonMSKReadOnlyAccess": (
        *_NETWORK,
        "ec2:DescribeNetworkInterfaces",
        "kafka:Describe*",
        "kafka:Get*",
    ),
    "AmazonRDSDataFullAccess": ("secretsmanager:GetSecretValue",),
    "AmazonRDSFullAccess": (*_NETWORK, "rds:*", "sns:Publish"),
    "AmazonRDSReadOnlyAccess": (*_NETWORK, "rds:Describe*"),
    "AmazonRedshiftDataFullAccess": ("secretsmanager:GetSecretValue",),
    "AmazonRedshiftFullAccess": (*_NETWORK, "secretsmanager:GetSecretValue"),
    "AmazonRekognitionServiceRole": ("sns:Publish",),
    "AmazonRoute53FullAccess": ("ec2:DescribeVpcs", "s3:ListBucket"),
    "AmazonS3FullAccess": ("s3:*",),
    "AmazonS3ReadOnlyAccess": ("s3:List*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonSQSReadOnlyAccess": ("sqs:GetQueueAttributes",),
    "AmazonSageMakerFullAccess": (
        *_INTERFACES,
        *_NETWORK,
        "s3:ListBucket",
        "s3:PutObject",
        "secretsmanager:GetSecretValue",
        "sns:Publish",
    ),
    "AmazonTextractServiceRole": ("sns:Publish",),
    "AmazonVPCFullAccess": (*_INTERFACES, *_NETWORK),
    "AmazonVPCReadOnlyAccess": (*_NETWORK, "ec2:DescribeNetworkInterfaces"),
    "CloudFrontFullAccess": ("kinesis:DescribeStream",),
    "CloudWatchEventsFullAccess": ("secretsmanager:GetSecretValue",),
    "CloudWatchFullAccess": ("sns:*",),
    "ComprehendFullAccess": ("s3:ListBucket",),
    "NeptuneFullAccess": (
        *_NETWORK,
        "rds:DescribeDBClusterParameters",
        "rds:DescribeDBClusters",
        "rds:DescribeDBSubnetGroups",
        "sns:Publish",
    ),
    "NeptuneReadOnlyAccess": (
        *_NETWORK,
        "rds:DescribeDBClusterParameters",
        "rds:DescribeDBClusters",
        "rds:DescribeDBSubnetGroups",
    ),
    "PowerUserAccess": ("*",),
    "ReadOnlyAccess": (
        "dynamodb:Describe*",
        "dynamodb:Get*",
        "ec2:Describe*",
        "kafka:Describe*",
        "kafka:Get*",
        "kinesis:Describe*",
        "kinesis:Get*",
        "mq:Describe*",
        "rds:Describe*",
        "s3:List*",
        "sqs:Get*",
        "sqs:Receive*",
    ),
    "SecretsManagerReadWrite": (*_NETWORK, "rds:DescribeDBClusters", "secretsmanager:*"),
    "TranslateFullAccess": ("s3:ListBucket",),
}

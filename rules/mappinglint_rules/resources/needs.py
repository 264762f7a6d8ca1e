"""What the role of a function has to be allowed for a mapping, by the developer guide."""

from collections.abc import Mapping
from typing import Final

from mappinglint.kind import BROKERS, QUEUES, SourceKind
from mappinglint.record import dataclass

# One of the actions will do.
Need = tuple[str, ...]

READ_CONSUMER: Final[tuple[Need, ...]] = (("kinesis:SubscribeToShard",),)
# Without the first, Lambda cannot join a network. The others are in AWS's list as well, but nobody
# has recorded that each of them is missed.
JOIN_NETWORK: Final = "ec2:CreateNetworkInterface"
NETWORK: Final[tuple[Need, ...]] = (
    (JOIN_NETWORK,),
    ("ec2:DeleteNetworkInterface",),
    ("ec2:DescribeNetworkInterfaces",),
    ("ec2:DescribeSecurityGroups",),
    ("ec2:DescribeSubnets",),
    ("ec2:DescribeVpcs",),
)
READ_SECRET: Final = "secretsmanager:GetSecretValue"  # noqa: S105 - no secret itself
DECRYPT: Final = "kms:Decrypt"


@dataclass(frozen=True)
class SourceNeeds:
    """What reading a source takes.

    `on_source` are actions on the source, which is called `noun`, `beside` those on anything else,
    and it may take joining the `network` of the source. `policy`
    is the managed policy of AWS that allows them all, if there is one, and `answer` what AWS does
    without them; {action} in it is the first that is missing.
    """

    noun: str
    on_source: tuple[Need, ...]
    beside: tuple[Need, ...] = ()
    network: bool = False
    policy: str = ""
    answer: str = "documents that the role needs them; its answer is not recorded"


_STREAM_ANSWER = (
    'answers "Cannot access stream …. Please ensure the role can perform the GetRecords, '
    'GetShardIterator, DescribeStream, … Actions on your stream in IAM"'
)
_SQS = SourceNeeds(
    "queue",
    (("sqs:ReceiveMessage",), ("sqs:DeleteMessage",), ("sqs:GetQueueAttributes",)),
    policy="AWSLambdaSQSQueueExecutionRole",
    answer='answers "The function execution role does not have permissions to call {action} on '
    'SQS"',
)
_BROKER = SourceNeeds("broker", (("mq:DescribeBroker",),))

# ListStreams, ListShards and, where there is DescribeStreamSummary, DescribeStream are in AWS's
# lists, and roles without them are known to work.
READ_SOURCE: Final[Mapping[SourceKind, SourceNeeds]] = {
    **dict.fromkeys(QUEUES, _SQS),
    SourceKind.KINESIS: SourceNeeds(
        "stream",
        (
            ("kinesis:GetRecords",),
            ("kinesis:GetShardIterator",),
            ("kinesis:DescribeStream", "kinesis:DescribeStreamSummary"),
        ),
        policy="AWSLambdaKinesisExecutionRole",
        answer=_STREAM_ANSWER,
    ),
    SourceKind.DYNAMODB: SourceNeeds(
        "stream",
        (("dynamodb:GetRecords",), ("dynamodb:GetShardIterator",), ("dynamodb:DescribeStream",)),
        policy="AWSLambdaDynamoDBExecutionRole",
        answer=_STREAM_ANSWER,
    ),
    SourceKind.MSK: SourceNeeds(
        "cluster",
        (("kafka:DescribeClusterV2", "kafka:DescribeCluster"), ("kafka:GetBootstrapBrokers",)),
        network=True,
        policy="AWSLambdaMSKExecutionRole",
    ),
    **dict.fromkeys(BROKERS, _BROKER),
    SourceKind.DOCUMENTDB: SourceNeeds(
        "cluster",
        (),
        (
            ("rds:DescribeDBClusters",),
            ("rds:DescribeDBClusterParameters",),
            ("rds:DescribeDBSubnetGroups",),
        ),
        network=True,
    ),
}

# By the service of a destination, what sending there takes, and whether it takes it on what is
# within the destination.
SEND: Final[Mapping[str, tuple[tuple[str, bool], ...]]] = {
    "sqs": (("sqs:SendMessage", False),),
    "sns": (("sns:Publish", False),),
    "s3": (("s3:PutObject", True), ("s3:ListBucket", False)),
}

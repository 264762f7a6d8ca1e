"""What an ARN that is spelled out is of: a type of CloudFormation's, and a name."""

import re
from typing import Final

from mappinglint.arn import Arn
from mappinglint.parts import HOLE
from mappinglint.resource import FUNCTION, KEY, MANAGED_POLICY, QUEUE, ROLE, STREAM, TABLE

BUCKET: Final = "AWS::S3::Bucket"
TOPIC: Final = "AWS::SNS::Topic"
# The name of an alias of a key begins so, wherever it stands.
HEAD_OF_ALIAS: Final = "alias/"

# By the service: what the last field begins with, and the type.
_TYPES: Final = {
    "dynamodb": (("table/", TABLE),),
    "iam": (("role/", ROLE), ("policy/", MANAGED_POLICY)),
    "kinesis": (("stream/", STREAM),),
    "kms": (("key/", KEY),),
    "lambda": (("function:", FUNCTION),),
    "s3": (("", BUCKET),),
    "sns": (("", TOPIC),),
    "sqs": (("", QUEUE),),
}
# The account of the policies that AWS has made.
_OF_AWS: Final = "aws"
_CONSUMER: Final = "/consumer/"
_ENDS_NAME = re.compile("[:/]")


def named_by(arn: Arn) -> tuple[str, str] | None:
    """Return the type and the name of the resource that an ARN is of, or is something within.

    `table/orders/stream/2025-…` is within the table orders, `function:orders:live` within the
    function orders. The consumer of a stream is a resource of its own, which has no name here.
    """
    if arn.account == _OF_AWS or _CONSUMER in arn.resource:
        return None
    for head, type_ in _TYPES.get(arn.service, ()):
        if arn.resource.startswith(head):
            tail = arn.resource.removeprefix(head)
            # Roles and policies stand under a path.
            is_path = arn.service == "iam"
            name = tail.rpartition("/")[2] if is_path else _ENDS_NAME.split(tail, maxsplit=1)[0]
            return (type_, name) if name and HOLE not in name else None
    return None

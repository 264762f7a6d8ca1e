"""SAM templates, as YAML or JSON: events of `AWS::Serverless::Function` that Lambda polls."""

import re
from collections.abc import Iterator
from typing import Final

from mappinglint.dialects import Alternatives
from mappinglint.document import Document

TYPE: Final = "AWS::Serverless::Function"

_EVENTS = rb"(?i)\bevents?\b"
_HINT = rb"(?i)SQS|Kinesis|DynamoDB|MSK|\bMQ\b|Kafka|DocumentDB|\b(?:Queue|Stream|Broker|Cluster)\b"
_SURE = rb"""Type["']?\s*:\s*["']?(?:SQS|Kinesis|DynamoDB|MSK|MQ|SelfManagedKafka|DocumentDB)\b"""


class SamDialect:
    """See the module."""

    name = "sam"

    def may_contain(self, data: bytes) -> bool:
        has_events = TYPE.encode() in data and re.search(_EVENTS, data)
        return bool(has_events and re.search(_HINT, data))

    def is_meant(self, data: bytes) -> bool:
        return TYPE.encode() in data and b"Events" in data and bool(re.search(_SURE, data))

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.sam.mappings import mappings

        return mappings(document)

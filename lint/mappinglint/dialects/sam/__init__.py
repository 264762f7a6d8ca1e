"""SAM templates, as YAML or JSON: events of `AWS::Serverless::Function` that Lambda polls."""

import re
from collections.abc import Iterator
from typing import Final

from mappinglint.dialects import Alternatives
from mappinglint.document import Document

TYPE: Final = "AWS::Serverless::Function"

_EVENTS = re.compile(rb"\bevents?\b", re.IGNORECASE)
_HINT = re.compile(
    rb"SQS|Kinesis|DynamoDB|MSK|\bMQ\b|Kafka|DocumentDB|\b(?:Queue|Stream|Broker|Cluster)\b",
    re.IGNORECASE,
)
_SURE = re.compile(
    rb"""Type["']?\s*:\s*["']?(?:SQS|Kinesis|DynamoDB|MSK|MQ|SelfManagedKafka|DocumentDB)\b"""
)


class SamDialect:
    """See the module."""

    name = "sam"

    def may_contain(self, data: bytes) -> bool:
        has_events = TYPE.encode() in data and _EVENTS.search(data)
        return bool(has_events and _HINT.search(data))

    def is_meant(self, data: bytes) -> bool:
        return TYPE.encode() in data and b"Events" in data and bool(_SURE.search(data))

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.sam.mappings import mappings

        return mappings(document)

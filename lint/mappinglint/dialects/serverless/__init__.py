"""Serverless Framework for AWS: the events of functions that poll a source, as YAML or JSON.

A service may be spread over several files of its folder. Each mapping is found from the main file,
and from the file that it stands in.
"""

import re
from collections.abc import Iterator

from mappinglint.dialects import Alternatives
from mappinglint.dialects.cloudformation import TYPE
from mappinglint.document import Document

# What the main file of a service is called.
SERVICE_FILE = r"serverless[\w.-]*\.(?:ya?ml|json)"
FILE_TYPES = (".yml", ".yaml", ".json")
# Folders between an included file and its service.
FARTHEST = 6

# `- sqs:`, `{"sqs":`, `[{sqs:`
_EVENT = rb"""[-{,]\s*["']?(?:sqs|stream|msk|kafka|activemq|rabbitmq)["']?[ \t]*:"""
# What may be meant to be one: `- SQS:`, `- kinesis:`.
_MEANT = (
    rb"""(?i)[-{,]\s*["']?"""
    rb"""(?:sqs|queue|kinesis|dynamo|stream|msk|kafka|activemq|rabbitmq)\w*["']?:"""
)
_EVENTS = rb"\b[Ee]vents?\b"
_CONTENT = rb"""(?m)(?:^|[{,])[ \t]*["']?(?:functions|resources)["']?[ \t]*:"""
_PROVIDER = rb"""(?m)(?:^|[{,])[ \t]*["']?provider["']?[ \t]*:"""


class ServerlessDialect:
    """See the module."""

    name = "serverless"

    def may_contain(self, data: bytes) -> bool:
        if TYPE.encode() in data or re.search(_EVENT, data):
            return True
        has_events = bool(re.search(_EVENTS, data))
        if has_events and b"handler" in data and re.search(_MEANT, data):
            return True
        is_service = bool(re.search(_CONTENT, data) and re.search(_PROVIDER, data))
        return is_service and (has_events or b"${file(" in data)

    def is_meant(self, data: bytes) -> bool:
        is_service = bool(re.search(_CONTENT, data) and re.search(_PROVIDER, data))
        return is_service and bool(re.search(_EVENT, data))

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.serverless.mappings import mappings

        return mappings(document)

"""The Lambda API's own words, as JSON or YAML.

Requests as `aws lambda … --cli-input-json` takes them, and what Get, List, Create and Update
return: one, a list, JSON Lines, or several YAML documents.
"""

import re
from collections.abc import Iterator
from typing import Final

from mappinglint.dialects import Alternatives
from mappinglint.document import Document

NAME: Final = "api"

# Names that nothing but a mapping has; any of them makes an object worth a closer look.
TELLING: Final = frozenset(
    {
        "AmazonManagedKafkaEventSourceConfig",
        "BatchSize",
        "BisectBatchOnFunctionError",
        "DocumentDBEventSourceConfig",
        "FilterCriteria",
        "FunctionResponseTypes",
        "MaximumBatchingWindowInSeconds",
        "MaximumRecordAgeInSeconds",
        "ParallelizationFactor",
        "ProvisionedPollerConfig",
        "ScalingConfig",
        "SelfManagedKafkaEventSourceConfig",
        "SourceAccessConfigurations",
        "StartingPosition",
        "StartingPositionTimestamp",
        "TumblingWindowInSeconds",
    }
)
# Names that a mapping shares with other things.
SHARED: Final = frozenset(
    {
        "DestinationConfig",
        "Enabled",
        "EventSourceArn",
        "FunctionName",
        "KMSKeyArn",
        "LoggingConfig",
        "MaximumRetryAttempts",
        "MetricsConfig",
        "Queues",
        "SelfManagedEventSource",
        "Tags",
        "Topics",
    }
)
NAMES: Final = TELLING | SHARED
SOURCES: Final = frozenset({"EventSourceArn", "SelfManagedEventSource"})
# What AWS adds to a mapping when it returns it.
RETURNED: Final = frozenset(
    {
        "EventSourceMappingArn",
        "FunctionArn",
        "LastModified",
        "LastProcessingResult",
        "State",
        "StateTransitionReason",
    }
)
# Words that only mappings have.
_SURE = (b"EventSourceArn", b"SelfManagedEventSource", b"EventSourceMappings")
# Keys of a request without a source, and of an update: other files have them too.
_PERHAPS = rb"""\b(?:UUID|FunctionName)["']?\s*:"""
_TELLING_KEY = rb"""\b(?:%s)["']?\s*:""" % "|".join(sorted(TELLING)).encode()


class ApiDialect:
    """See the module."""

    name = NAME

    def may_contain(self, data: bytes) -> bool:
        if self.is_meant(data):
            return True
        return bool(re.search(_PERHAPS, data) and re.search(_TELLING_KEY, data))

    def is_meant(self, data: bytes) -> bool:
        return any(word in data for word in _SURE)

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.api.mappings import mappings

        return mappings(document)

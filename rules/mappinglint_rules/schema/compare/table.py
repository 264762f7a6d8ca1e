"""The table of limits as the documentation speaks of it, and the names that it gives to sources."""

import re
from collections.abc import Collection, Mapping

from mappinglint.kind import ALL_KINDS, BROKERS, FIFO, QUEUES, Kinds, SourceKind
from mappinglint.path import split
from mappinglint.record import dataclass
from mappinglint.setting import Range, Setting
from mappinglint.value import Scalar
from mappinglint_rules import service
from mappinglint_rules.batching.batching_window_required import batching_window_required
from mappinglint_rules.schema import Schema, load
from mappinglint_rules.service import AccessType

_KAFKA = frozenset({SourceKind.MSK, SourceKind.KAFKA})
# What the documentation calls the kinds: where names overlap, the longest first.
_NAMES: Mapping[str, Kinds] = {
    r"Amazon Managed Streaming for Apache Kafka(?: \(Amazon MSK\))?": frozenset({SourceKind.MSK}),
    r"(?:Amazon )?MSK": frozenset({SourceKind.MSK}),
    r"self-managed (?:Apache )?Kafka": frozenset({SourceKind.KAFKA}),
    r"(?:Apache )?Kafka": _KAFKA,
    r"Amazon Simple Queue Service": QUEUES,
    r"(?:Amazon )?SQS": QUEUES,
    r"standard queues": frozenset({SourceKind.SQS}),
    r"FIFO queues": FIFO,
    r"(?:Amazon )?Kinesis(?: streams?)?": frozenset({SourceKind.KINESIS}),
    r"(?:Amazon )?DynamoDB(?: streams?)?": frozenset({SourceKind.DYNAMODB}),
    r"Amazon MQ(?: \(ActiveMQ and RabbitMQ\))?": BROKERS,
    r"MQ": BROKERS,
    r"ActiveMQ": frozenset({SourceKind.ACTIVEMQ}),
    r"RabbitMQ": frozenset({SourceKind.RABBITMQ}),
    r"(?:Amazon )?DocumentDB": frozenset({SourceKind.DOCUMENTDB}),
}
_NAME = r"\b(?:" + "|".join(_NAMES) + r")(?!\w)"
# A list of names and nothing else: "Kinesis, DynamoDB Streams, and Amazon MSK".
NAMES = rf"{_NAME}(?:(?:, and |, or |, | and | or |/){_NAME})*"
_FOUND = re.compile(_NAME, re.IGNORECASE)


def kinds_in(text: str) -> Kinds:
    """Return every kind that a text names."""
    found: Kinds = frozenset()
    for name in _FOUND.findall(text):
        found |= next(
            kinds for form, kinds in _NAMES.items() if re.fullmatch(form, name, re.IGNORECASE)
        )
    return found


@dataclass(frozen=True)
class Table:
    """What the rules know of sources: service.py and the schema, unless a test says otherwise."""

    settings: Mapping[str, Setting]
    schema: Schema
    access_types: Mapping[str, AccessType]
    metrics: Mapping[str, Kinds]
    destinations: Mapping[str, Kinds]
    at_timestamp: Kinds
    needs_window: Kinds
    largest_without_window: int
    not_in_queue_mode: Collection[str]
    retry_for_ever: Scalar

    def row(self, path: str) -> Setting | None:
        """Return the row of the setting at a path of the documentation, or of what it is within."""
        steps = re.sub(r"\[\]|\{\}", "", path).split(".")
        while steps and ".".join(steps) not in self.settings:
            steps.pop()
        return self.settings[".".join(steps)] if steps else None

    def takers(self, path: str, label: str = "") -> Kinds:
        """Return the kinds that take a setting, or one of its values if that is what `label` is."""
        if path.startswith("SourceAccessConfigurations[]") and label in self.access_types:
            return self.access_types[label].kinds
        if path == "MetricsConfig.Metrics" and label in self.metrics:
            return self.metrics[label]
        row = self.row(path)
        return ALL_KINDS if row is None else frozenset(row.takes)

    def range(self, path: str, kind: SourceKind | None = None) -> Range | None:
        """Return the bounds of a number for a kind, or those that hold for every kind."""
        row = self.row(path)
        if kind is not None and row is not None and row.name == path and kind in row.ranges:
            return row.ranges[kind]
        found = self.schema
        for step in split(path):
            found = found.get("properties", {}).get(step, {})
        if "minimum" in found and "maximum" in found:
            return Range(found["minimum"], found["maximum"])
        return None


def known() -> Table:
    """Return what the rules know."""
    return Table(
        service.SETTINGS,
        load(),
        service.ACCESS_TYPES,
        service.METRICS,
        service.DESTINATIONS,
        service.AT_TIMESTAMP,
        batching_window_required.kinds,
        service.LARGEST_BATCH_WITHOUT_WINDOW,
        service.NOT_IN_QUEUE_MODE,
        service.RETRY_FOR_EVER,
    )

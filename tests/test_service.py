"""The table of limits says something about every setting and every kind."""

import pytest

from mappinglint.kind import ALL_KINDS, SourceKind
from mappinglint.path import split
from mappinglint_rules.schema import load, schema_at
from mappinglint_rules.service import SETTINGS

_WRITABLE = {name for name, schema in load()["properties"].items() if not schema.get("readOnly")}

# Rows of the parameter tables: Y taken, - refused, i not listed for the source, ? nobody says.
# Columns: Kinesis, DynamoDB, SQS, FIFO, MSK, self-managed Kafka, ActiveMQ, RabbitMQ, DocumentDB.
_EXPECTED = {
    "EventSourceArn": "YYYYY-YYY",
    "FunctionName": "YYYYYYYYY",
    "Enabled": "YYYYYYYYY",
    "Tags": "YYYYYYYYY",
    "BatchSize": "YYYYYYYYY",
    "MaximumBatchingWindowInSeconds": "YYYYYYYYY",
    "StartingPosition": "YY--YYiiY",
    "StartingPositionTimestamp": "Y---YYiiY",
    "FilterCriteria": "YYYYYYYYi",
    "KMSKeyArn": "YYYYYYYYY",
    "DestinationConfig": "YY--YY---",
    "MaximumRecordAgeInSeconds": "YY--YY---",
    "MaximumRetryAttempts": "YY--YY---",
    "BisectBatchOnFunctionError": "YY--YY---",
    "ParallelizationFactor": "YY-------",
    "TumblingWindowInSeconds": "YY-------",
    "FunctionResponseTypes": "YYYYYY---",
    "ScalingConfig": "--YY-----",
    "ProvisionedPollerConfig": "--YYYY---",
    "MetricsConfig": "YYYYYY???",
    "LoggingConfig": "----YY---",
    "Topics": "----YY---",
    "Queues": "------YY-",
    "SourceAccessConfigurations": "----YYYYY",
    "SelfManagedEventSource": "-----Y---",
    "AmazonManagedKafkaEventSourceConfig": "----Y----",
    "SelfManagedKafkaEventSourceConfig": "-----Y---",
    "DocumentDBEventSourceConfig": "--------Y",
    "DocumentDBEventSourceConfig.DatabaseName": "--------Y",
    "ProvisionedPollerConfig.MinimumPollers": "--YYYY---",
    "ProvisionedPollerConfig.MaximumPollers": "--YYYY---",
    "ProvisionedPollerConfig.PollerGroupName": "----YY---",
    "SelfManagedEventSource.Endpoints": "-----Y---",
}


def test_every_setting_has_a_row() -> None:
    assert SETTINGS.keys() == _EXPECTED.keys()
    assert {name for name in SETTINGS if "." not in name} == _WRITABLE


@pytest.mark.parametrize("name", [name for name in SETTINGS if "." in name])
def test_what_takes_a_setting_takes_what_it_is_within(name: str) -> None:
    setting, outer = SETTINGS[name], SETTINGS[name.rpartition(".")[0]]
    assert schema_at(split(name)), f"the schema has no {name}"
    assert setting.takes.keys() <= outer.takes.keys()


@pytest.mark.parametrize("name", SETTINGS)
def test_row(name: str) -> None:
    setting = SETTINGS[name]
    row = ""
    for kind in SourceKind:
        states = {"Y": setting.takes, "-": setting.refuses, "i": setting.ignores}
        found = [mark for mark, kinds in states.items() if kind in kinds]
        assert len(found) <= 1, kind
        row += found[0] if found else "?"
    assert row == _EXPECTED[name]


def test_limits_that_depend_on_the_kind() -> None:
    batch = SETTINGS["BatchSize"]
    assert batch.ranges.keys() == ALL_KINDS
    assert {kind: one.most for kind, one in batch.ranges.items() if one.most != 10_000} == {
        SourceKind.SQS_FIFO: 10
    }
    assert {kind.name for kind, size in batch.defaults.items() if size == 10} == {"SQS", "SQS_FIFO"}
    assert 0 in SETTINGS["MaximumBatchingWindowInSeconds"].ranges[SourceKind.SQS_FIFO]
    assert 1 not in SETTINGS["MaximumBatchingWindowInSeconds"].ranges[SourceKind.SQS_FIFO]

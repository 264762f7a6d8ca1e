"""One mistake, one finding: whatever is wrong with a mapping, one rule says so, at that setting."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.engine import Engine
from mappinglint.finding import Level
from mappinglint.plugins import Plugins

Request = dict[str, Any]

_ENGINE = Engine(Plugins())
_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka-AbCdEf"  # noqa: S105 - no secret
_QUEUE = "arn:aws:sqs:us-east-1:123456789012:failures"
_BASIC_AUTH = {"Type": "BASIC_AUTH", "URI": _SECRET}

_ANY = {"Enabled": True, "Tags": {"team": "orders"}, "FunctionName": "handler"}
_RETRIES = {
    "MaximumRecordAgeInSeconds": 3600,
    "MaximumRetryAttempts": 5,
    "BisectBatchOnFunctionError": True,
    "DestinationConfig": {"OnFailure": {"Destination": _QUEUE}},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
}


def _filter(key: str) -> Request:
    return {"Filters": [{"Pattern": json.dumps({key: {"status": ["paid"]}})}]}


@dataclass(frozen=True)
class Valid:
    """A right mapping: what it needs, and what it may have besides."""

    needed: Request
    optional: Request


_VALID = {
    "sqs": Valid(
        {"EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:orders"},
        {
            "BatchSize": 10,
            "MaximumBatchingWindowInSeconds": 5,
            "ScalingConfig": {"MaximumConcurrency": 5},
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "FilterCriteria": _filter("body"),
            "MetricsConfig": {"Metrics": ["EventCount"]},
        },
    ),
    "fifo": Valid(
        {"EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:orders.fifo"},
        {
            "BatchSize": 10,
            "ProvisionedPollerConfig": {"MinimumPollers": 2, "MaximumPollers": 20},
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        },
    ),
    "kinesis": Valid(
        {
            "EventSourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
            "StartingPosition": "LATEST",
        },
        {
            **_RETRIES,
            "BatchSize": 100,
            "MaximumBatchingWindowInSeconds": 5,
            "ParallelizationFactor": 2,
            "TumblingWindowInSeconds": 60,
            "FilterCriteria": _filter("data"),
        },
    ),
    "dynamodb": Valid(
        {
            "EventSourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2025-01-01",
            "StartingPosition": "TRIM_HORIZON",
        },
        {
            **_RETRIES,
            "BatchSize": 10,
            "ParallelizationFactor": 2,
            "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
        },
    ),
    "msk": Valid(
        {
            "EventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/c/0a1b-2c3d-4",
            "StartingPosition": "LATEST",
            "Topics": ["orders"],
            "ProvisionedPollerConfig": {"MinimumPollers": 1, "MaximumPollers": 20},
        },
        {
            **_RETRIES,
            "BatchSize": 500,
            "LoggingConfig": {"SystemLogLevel": "INFO"},
            "MetricsConfig": {"Metrics": ["EventCount", "KafkaMetrics"]},
            "AmazonManagedKafkaEventSourceConfig": {"ConsumerGroupId": "orders"},
            "FilterCriteria": _filter("value"),
        },
    ),
    "kafka": Valid(
        {
            "SelfManagedEventSource": {
                "Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka.example.com:9092"]}
            },
            "Topics": ["orders"],
            "SourceAccessConfigurations": [_BASIC_AUTH],
        },
        {
            "BatchSize": 500,
            "StartingPosition": "LATEST",
            "DestinationConfig": {"OnFailure": {"Destination": _QUEUE}},
            "SelfManagedKafkaEventSourceConfig": {"ConsumerGroupId": "orders"},
        },
    ),
    "rabbitmq": Valid(
        {
            "EventSourceArn": "arn:aws:mq:us-east-1:123456789012:broker:b:b-0a1b-2c3d",
            "Queues": ["orders"],
            "SourceAccessConfigurations": [_BASIC_AUTH],
        },
        {"BatchSize": 50, "FilterCriteria": _filter("data")},
    ),
    "activemq": Valid(
        {
            "EventSourceArn": "arn:aws:mq:us-east-1:123456789012:broker:a:b-0a1b-2c3d",
            "Queues": ["orders"],
            "SourceAccessConfigurations": [_BASIC_AUTH],
        },
        {"BatchSize": 50, "FilterCriteria": _filter("data")},
    ),
    "documentdb": Valid(
        {
            "EventSourceArn": "arn:aws:rds:us-east-1:123456789012:cluster:docs",
            "SourceAccessConfigurations": [_BASIC_AUTH],
            "DocumentDBEventSourceConfig": {"DatabaseName": "orders"},
        },
        {"BatchSize": 50, "StartingPosition": "LATEST"},
    ),
}

_PATTERN = "FilterCriteria.Filters[0].Pattern"
# A mistake each, whatever the source.
_WRONG_PATTERNS = [
    "simple text",
    '{"body": {"a": ["x"]',
    '{"body": {"a": ["x",]}}',
    '{"body": {"a": "x"}}',
    '{"data": {"a": []}}',
    '{"eventName": [["x"]]}',
    '{"body": {"a": [{"prefix": 5}]}}',
    '{"value": {"a": [{"equals-ignorecase": "x"}]}}',
    '{"no-such-key-anywhere": ["x"]}',
    '["x"]',
    "{}",
]

# A wrong value of each setting, whatever the source; the path within it, and what to put there.
_WRONG_VALUES: dict[str, list[tuple[str, Any]]] = {
    "BatchSize": [("BatchSize", 0), ("BatchSize", 10_001), ("BatchSize", "many")],
    "MaximumBatchingWindowInSeconds": [
        ("MaximumBatchingWindowInSeconds", 301),
        ("MaximumBatchingWindowInSeconds", -1),
    ],
    "ScalingConfig": [
        ("ScalingConfig.MaximumConcurrency", 1),
        ("ScalingConfig.MaximumConcurrency", 1001),
    ],
    "FunctionResponseTypes": [("FunctionResponseTypes", "ReportBatchItemFailures")],
    "FilterCriteria": [
        ("FilterCriteria", []),
        ("FilterCriteria", {"Filter": []}),
        *((_PATTERN, pattern) for pattern in _WRONG_PATTERNS),
    ],
    "ProvisionedPollerConfig": [
        ("ProvisionedPollerConfig.MaximumPollers", 10_001),
        ("ProvisionedPollerConfig.MinimumPollers", 21),
        ("ProvisionedPollerConfig.MinimumPollers", 0),
    ],
    "ParallelizationFactor": [("ParallelizationFactor", 11)],
    "TumblingWindowInSeconds": [("TumblingWindowInSeconds", 901)],
    "MaximumRecordAgeInSeconds": [
        ("MaximumRecordAgeInSeconds", 59),
        ("MaximumRecordAgeInSeconds", 604_801),
    ],
    "MaximumRetryAttempts": [("MaximumRetryAttempts", 10_001), ("MaximumRetryAttempts", "5.5")],
    "BisectBatchOnFunctionError": [("BisectBatchOnFunctionError", "maybe")],
    "DestinationConfig": [
        ("DestinationConfig.OnFailure.Destination", "failures"),
        ("DestinationConfig.OnFailure.Destination", _QUEUE + ".fifo"),
        ("DestinationConfig.OnFailure.Destination", "arn:aws:ec2:us-east-1:123456789012:x"),
    ],
    "StartingPosition": [("StartingPosition", "latest"), ("StartingPosition", "NOW")],
    "Topics": [("Topics", []), ("Topics", "orders"), ("Topics", None)],
    "Queues": [("Queues", []), ("Queues", None)],
    "Enabled": [("Enabled", "perhaps")],
    "FunctionName": [("FunctionName", "no spaces"), ("FunctionName", "x" * 65)],
    "LoggingConfig": [("LoggingConfig.SystemLogLevel", "LOUD")],
    "MetricsConfig": [("MetricsConfig.Metrics[0]", "Events")],
    "EventSourceArn": [
        ("EventSourceArn", "orders"),
        ("EventSourceArn", "https://sqs.us-east-1.amazonaws.com/123456789012/orders"),
    ],
    "SourceAccessConfigurations": [
        ("SourceAccessConfigurations", []),
        ("SourceAccessConfigurations", None),
        ("SourceAccessConfigurations[0].Type", "BASIC"),
        ("SourceAccessConfigurations[0].URI", "secret"),
        ("SourceAccessConfigurations[0].Type", "OAUTHBEARER_SCOPE"),
    ],
    "DocumentDBEventSourceConfig": [
        ("DocumentDBEventSourceConfig.DatabaseName", None),
        ("DocumentDBEventSourceConfig.DatabaseName", "a.b"),
    ],
    "SelfManagedEventSource": [
        ("SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS[0]", "kafka"),
        ("SelfManagedEventSource.Endpoints", {}),
    ],
}

# A setting that each kind does not take.
_FOREIGN: dict[str, Request] = {
    "sqs": {"ParallelizationFactor": 2, "StartingPosition": "LATEST", "Topics": ["orders"]},
    "fifo": {
        "MaximumBatchingWindowInSeconds": 5,
        "TumblingWindowInSeconds": 30,
        **{name: value for name, value in _RETRIES.items() if name != "FunctionResponseTypes"},
    },
    "kinesis": {"ScalingConfig": {"MaximumConcurrency": 5}, "Queues": ["orders"]},
    "dynamodb": {"ProvisionedPollerConfig": {"MinimumPollers": 3}, "Topics": ["orders"]},
    "msk": {"ParallelizationFactor": 2, "ScalingConfig": {"MaximumConcurrency": 5}},
    "kafka": {"TumblingWindowInSeconds": 30, "Queues": ["orders"]},
    "activemq": {"TumblingWindowInSeconds": 30, "Topics": ["orders"], **_RETRIES},
    "rabbitmq": {**_RETRIES, "Topics": ["orders"], "ParallelizationFactor": 2},
    "documentdb": {**_RETRIES, "ScalingConfig": {"MaximumConcurrency": 5}},
}


_TELLING = {"EventSourceArn", "SelfManagedEventSource", "FunctionName"}


def _put(request: Request, path: str, value: Any) -> None:
    """Set what is at a path such as "A.B[0]", or remove it if the value is None."""
    *parents, last = [
        int(step[:-1]) if step.endswith("]") else step
        for step in path.replace("[", ".[").replace(".[", ".").split(".")
    ]
    target: Any = request
    for step in parents:
        target = target[step]
    if value is None:
        del target[last]
    else:
        target[last] = value


@st.composite
def _right(draw: st.DrawFn) -> tuple[str, Request]:
    kind = draw(st.sampled_from(sorted(_VALID)))
    valid = _VALID[kind]
    chosen = draw(st.sets(st.sampled_from(sorted({**valid.optional, **_ANY}))))
    settings = {**_ANY, **valid.optional}
    picked = {name: settings[name] for name in chosen | {"FunctionName"}}
    return kind, copy.deepcopy({**picked, **valid.needed})


@st.composite
def _mistaken(draw: st.DrawFn) -> tuple[Request, str]:
    """Draw a request with one mistake, and the setting that it is about."""
    kind, request = draw(_right())
    foreign = [name for name in _FOREIGN[kind] if name not in request]
    values = [
        (name, path, value) for name in request for path, value in _WRONG_VALUES.get(name, ())
    ]
    # A request with no word for its source may be a request for anything.
    names = sorted(request.keys() - _TELLING)
    mistake: str = draw(st.sampled_from(["value", "foreign", *["typo"] * bool(names)]))
    if mistake == "foreign":
        name = draw(st.sampled_from(foreign))
        request[name] = copy.deepcopy(_FOREIGN[kind][name])
        return request, name
    if mistake == "typo":
        name = draw(st.sampled_from(names))
        request[name[:-1] + "_" + name[-1]] = request.pop(name)
        return request, name
    name, path, value = draw(st.sampled_from(values))
    _put(request, path, copy.deepcopy(value))
    return request, name


def _as_api(request: Request) -> tuple[str, str]:
    return "request.json", json.dumps(request, indent=1)


def _as_template(request: Request) -> tuple[str, str]:
    properties = json.loads(
        json.dumps(request).replace("KAFKA_BOOTSTRAP_SERVERS", "KafkaBootstrapServers")
    )
    if isinstance(properties.get("Tags"), dict):
        tags = properties["Tags"].items()
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in tags]
    resource = {"Type": "AWS::Lambda::EventSourceMapping", "Properties": properties}
    return "template.yaml", json.dumps({"Resources": {"Mapping": resource}}, indent=1)


_FORMATS: list[Callable[[Request], tuple[str, str]]] = [_as_api, _as_template]


def _findings(request: Request, write: Callable[[Request], tuple[str, str]]) -> list[str]:
    result = _ENGINE.check_text(*write(request))
    assert result.failures == []
    # Advice is about right mappings.
    return [found.setting for found in result.findings if found.level > Level.NOTE]


@pytest.mark.parametrize("write", _FORMATS)
@given(right=_right())
def test_right_mapping_has_no_finding(
    write: Callable[[Request], tuple[str, str]], right: tuple[str, Request]
) -> None:
    assert _findings(right[1], write) in ([], ["BatchSize"] * _is_unwindowed(right[1]))


@pytest.mark.parametrize("write", _FORMATS)
@given(mistaken=_mistaken())
def test_one_mistake_is_one_finding_at_its_setting(
    write: Callable[[Request], tuple[str, str]], mistaken: tuple[Request, str]
) -> None:
    request, setting = mistaken
    found = _findings(request, write)
    if _is_unwindowed(request) and setting != "BatchSize":
        found = [one for one in found if one != "BatchSize"]
    assert len(found) == 1, found
    assert found[0].split(".")[0].split("[")[0] == setting


def _is_unwindowed(request: Request) -> bool:
    """Say whether this is a stream's batch without a window, of which the API reference warns."""
    is_stream = any(kind in request.get("EventSourceArn", "") for kind in ("kinesis", "dynamodb"))
    size = request.get("BatchSize", 0)
    has_size = isinstance(size, int) and 10 < size <= 10_000
    return is_stream and has_size and not request.get("MaximumBatchingWindowInSeconds")

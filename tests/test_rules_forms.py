"""Rules about sources, scaling and destinations, in the forms that reach them; and their fixes."""

# One case, one line:
# ruff: noqa: E501

import json
from collections.abc import Callable
from typing import Any

import pytest

from mappinglint.engine import Engine, Result
from mappinglint.finding import Level
from mappinglint.fixing import mend

Lint = Callable[..., Result]

_A = "us-east-1:123456789012"
_SQS = f"arn:aws:sqs:{_A}:q"
_KINESIS = f"arn:aws:kinesis:{_A}:stream/s"
_MSK = f"arn:aws:kafka:{_A}:cluster/c/0a1b-2c3d-4"
_DOCDB = f"arn:aws:rds:{_A}:cluster:c"
_MQ = f"arn:aws:mq:{_A}:broker:b:b-1234"
_SECRET = f"arn:aws:secretsmanager:{_A}:secret:s-AbCdEf"

_TEMPLATE = """
Parameters:
  Open: {Type: String}
  Where: {Type: String}
  Set: {Type: String, Default: %(default)s}
Conditions:
  Here: !Equals [!Ref Where, here]
  There: !Not [!Condition Here]
Resources:
  Queue: {Type: "AWS::SQS::Queue"}
  Fifo: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true}}
  Stream: {Type: "AWS::Kinesis::Stream"}
  Consumer: {Type: "AWS::Kinesis::StreamConsumer"}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Cluster: {Type: "AWS::MSK::Cluster"}
  Connection: {Type: "AWS::MSK::VpcConnection"}
  Broker: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: RABBITMQ}}
  Topic: {Type: "AWS::SNS::Topic"}
  FifoTopic: {Type: "AWS::SNS::Topic", Properties: {FifoTopic: true}}
  Bucket: {Type: "AWS::S3::Bucket"}
  Bus: {Type: "AWS::Events::EventBus"}
  Function: {Type: "AWS::Lambda::Function"}
%(mappings)s"""
_MAPPING = """
  %(name)s:
    Type: AWS::Lambda::EventSourceMapping
%(condition)s    Properties: {%(settings)s}
"""


def _mapping(settings: str, name: str = "Mapping", condition: str = "") -> str:
    if "FunctionName" not in settings:
        settings = f"FunctionName: handler, {settings}"
    held = f"    Condition: {condition}\n" if condition else ""
    return _MAPPING % {"name": name, "condition": held, "settings": settings}


def _template(*mappings: str, default: str = "nothing") -> str:
    return _TEMPLATE % {"default": default, "mappings": "".join(mappings)}


def _codes(result: Result) -> list[str]:
    return [found.rule.code for found in result.findings]


_LATEST = "StartingPosition: LATEST"
_ON_STREAM = f"EventSourceArn: !GetAtt Stream.Arn, {_LATEST}"
_ON_CLUSTER = f"EventSourceArn: !Ref Cluster, {_LATEST}, Topics: [orders]"


def _to(destination: str, source: str = _ON_STREAM) -> str:
    return f"{source}, DestinationConfig: {{OnFailure: {{Destination: {destination}}}}}"


def _pollers(pollers: str, source: str = "!GetAtt Queue.Arn") -> str:
    return f"EventSourceArn: {source}, ProvisionedPollerConfig: {{{pollers}}}"


# Each template mapping has this finding, and no other.
_MISTAKES = [
    ("ESM105", f"EventSourceArn: !Ref Cluster, {_LATEST}"),
    ("ESM105", f"EventSourceArn: !Ref Cluster, {_LATEST}, Topics: !Ref AWS::NoValue"),
    ("ESM105", f"EventSourceArn: '{_MSK}', {_LATEST}"),
    ("ESM105", f"EventSourceArn: !Ref Connection, {_LATEST}"),
    ("ESM105", f"EventSourceArn: '{_MQ}', {{access}}"),
    ("ESM105", "EventSourceArn: !GetAtt Broker.Arn, {access}"),
    ("ESM105", f"EventSourceArn: '{_DOCDB}', {{access}}"),
    ("ESM105", f"EventSourceArn: '{_DOCDB}', DocumentDBEventSourceConfig: {{}}, {{access}}"),
    ("ESM105", "SelfManagedEventSource: {}, Topics: [orders], {access}"),
    ("ESM106", f"EventSourceArn: 'arn:aws:dynamodb:{_A}:table/t', {_LATEST}"),
    ("ESM106", f"EventSourceArn: !GetAtt Table.Arn, {_LATEST}"),
    ("ESM106", f"EventSourceArn: !GetAtt [Table, Arn], {_LATEST}"),
    (
        "ESM106",
        "EventSourceArn: !Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/t', "
        + _LATEST,
    ),
    ("ESM107", "EventSourceArn: !Ref Queue"),
    ("ESM107", "EventSourceArn: {Ref: Fifo}"),
    ("ESM107", "EventSourceArn: !GetAtt Queue.QueueUrl"),
    ("ESM107", "EventSourceArn: 'https://sqs.us-east-1.amazonaws.com/123456789012/q'"),
    ("ESM107", "EventSourceArn: 'https://queue.amazonaws.com/123456789012/q'"),
    ("ESM108", f"EventSourceArn: !Ref Stream, {_LATEST}"),
    ("ESM108", f"EventSourceArn: !Ref Table, {_LATEST}"),
    ("ESM108", "EventSourceArn: !GetAtt Queue.QueueName"),
    ("ESM108", f"EventSourceArn: 'arn:aws:kinesis:{_A}:s', {_LATEST}"),
    ("ESM108", f"EventSourceArn: 'arn:aws:kafka:{_A}:cluster/c', {_LATEST}, Topics: [orders]"),
    ("ESM108", "EventSourceArn: 'arn:aws:sqs:us-east-1::q'"),
    ("ESM108", "EventSourceArn: 'arn:aws:sqs::123456789012:q'"),
    ("ESM109", "EventSourceArn: !Ref Topic"),
    ("ESM109", "EventSourceArn: !GetAtt Bucket.Arn"),
    ("ESM109", f"EventSourceArn: 'arn:aws:sns:{_A}:t'"),
    ("ESM109", "EventSourceArn: !Sub 'arn:aws:sns:${AWS::Region}:${AWS::AccountId}:t'"),
    ("ESM109", "EventSourceArn: !Sub 'arn:${AWS::Partition}:events:${AWS::Region}:1:rule/r'"),
    ("ESM110", f"EventSourceArn: '{_SQS}', FunctionName: {'f' * 65}"),
    ("ESM110", f"EventSourceArn: '{_SQS}', FunctionName: '{'f' * 65}:live'"),
    ("ESM110", f"EventSourceArn: '{_SQS}', FunctionName: 'arn:aws:lambda:{_A}:function:{'f' * 65}'"),
    ("ESM111", f"EventSourceArn: '{_SQS}', FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f'"),
    ("ESM111", f"EventSourceArn: '{_KINESIS}', {_LATEST}, FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f:live'"),
    ("ESM207", "EventSourceArn: !GetAtt Queue.Arn, ScalingConfig: {MaximumConcurrency: 5}, ProvisionedPollerConfig: {MinimumPollers: 2}"),
    ("ESM207", f"EventSourceArn: '{_SQS}', ScalingConfig: {{MaximumConcurrency: 5}}, ProvisionedPollerConfig: {{MaximumPollers: 20}}"),
    ("ESM208", _pollers("MinimumPollers: 1")),
    ("ESM208", _pollers("MaximumPollers: 1")),
    ("ESM208", _pollers("MinimumPollers: '1'", f"'{_SQS}'")),
    ("ESM208", _pollers("MaximumPollers: 2001", f"!Ref Cluster, {_LATEST}, Topics: [orders]")),
    ("ESM209", _pollers("MinimumPollers: 21, MaximumPollers: 20")),
    ("ESM209", _pollers("MinimumPollers: 21, MaximumPollers: 20", "!Ref Open")),
    ("ESM209", _pollers("MinimumPollers: 9, MaximumPollers: 2", f"!Ref Cluster, {_LATEST}, Topics: [orders]")),
    ("ESM210", "EventSourceArn: !GetAtt Queue.Arn, BatchSize: 1, MaximumBatchingWindowInSeconds: 5"),
    ("ESM210", "EventSourceArn: !Ref Open, BatchSize: 1, MaximumBatchingWindowInSeconds: 5"),
    ("ESM305", f"{_ON_STREAM}, StartingPositionTimestamp: 5"),
    ("ESM305", f"{_ON_CLUSTER}, StartingPositionTimestamp: 5"),
    ("ESM305", f"EventSourceArn: !Ref Open, {_LATEST}, StartingPositionTimestamp: 5"),
    ("ESM306", "EventSourceArn: !GetAtt Stream.Arn, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 1655237653000"),
    ("ESM306", "EventSourceArn: !GetAtt Stream.Arn, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 99999999999"),
    ("ESM306", "EventSourceArn: !Ref Open, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 1e300"),
    ("ESM403", f"{_ON_CLUSTER}, MaximumRetryAttempts: 3, BisectBatchOnFunctionError: true"),
    ("ESM403", f"{_ON_CLUSTER}, FunctionResponseTypes: [ReportBatchItemFailures]"),
    ("ESM403", f"{_ON_CLUSTER}, MetricsConfig: {{Metrics: [EventCount, KafkaMetrics]}}"),
    ("ESM404", _to("!GetAtt Function.Arn")),
    ("ESM404", _to("!GetAtt Bus.Arn")),
    ("ESM404", _to("!Ref Queue")),
    ("ESM404", _to("!Ref Bucket")),
    ("ESM404", _to("!GetAtt Table.Arn")),
    ("ESM404", _to("!Ref Table")),
    ("ESM404", _to(f"'arn:aws:lambda:{_A}:function:f'")),
    ("ESM404", _to("!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:f'")),
    ("ESM404", _to("'kafka://orders'")),
    ("ESM405", _to("!GetAtt Fifo.Arn")),
    ("ESM405", _to("!Ref FifoTopic")),
    ("ESM405", _to(f"'{_SQS}.fifo'")),
    ("ESM405", _to("!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:q.fifo'")),
    ("ESM406", _to("'kafka://orders'", _ON_CLUSTER)),
    ("ESM406", _to("!GetAtt Stream.Arn")),
    ("ESM406", _to("!Ref Open", f"EventSourceArn: !Ref Open, {_LATEST}")),
    ("ESM407", f"{_ON_STREAM}, BatchSize: 1, BisectBatchOnFunctionError: true"),
    ("ESM407", f"{_ON_STREAM}, BatchSize: '1', BisectBatchOnFunctionError: 'true'"),
]  # fmt: skip
_ACCESS = f"SourceAccessConfigurations: [{{Type: BASIC_AUTH, URI: '{_SECRET}'}}]"


@pytest.mark.parametrize(("code", "settings"), _MISTAKES)
def test_mistake_in_a_template(code: str, settings: str, lint: Lint) -> None:
    settings = settings.replace("{access}", _ACCESS)
    assert _codes(lint(_template(_mapping(settings)))) == [code]


# Of a source that comes from a parameter: its default decides.
_BY_DEFAULT = [
    ("ESM105", _MSK, _LATEST),
    ("ESM106", f"arn:aws:dynamodb:{_A}:table/t", _LATEST),
    ("ESM107", "https://sqs.us-east-1.amazonaws.com/123456789012/q", ""),
    ("ESM108", f"arn:aws:kinesis:{_A}:s", _LATEST),
    ("ESM109", f"arn:aws:sns:{_A}:t", ""),
    ("ESM111", _SQS, "FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f'"),
    ("ESM208", _SQS, "ProvisionedPollerConfig: {MinimumPollers: 1}"),
    (
        "ESM207",
        _SQS,
        "ScalingConfig: {MaximumConcurrency: 5}, ProvisionedPollerConfig: {MinimumPollers: 2}",
    ),
    ("ESM403", _MSK, f"{_LATEST}, Topics: [orders], MaximumRetryAttempts: 3"),
    ("ESM404", _KINESIS, f"{_LATEST}, DestinationConfig: {{OnFailure: {{Destination: 'kafka://t'}}}}"),
]  # fmt: skip


_ABOUT_THE_ARN = {"ESM106", "ESM107", "ESM108", "ESM109", "ESM111"}


@pytest.mark.parametrize(("code", "default", "settings"), _BY_DEFAULT)
def test_source_from_a_parameter(code: str, default: str, settings: str, lint: Lint) -> None:
    for variable in ("!Ref Set", "!Sub '${Set}'"):
        text = _template(_mapping(f"EventSourceArn: {variable}, {settings}"), default=default)
        (found,) = lint(text).findings
        assert found.rule.code == code
        if variable == "!Ref Set" and code in _ABOUT_THE_ARN:
            assert "the default of Set" in [label.text for label in found.related]
    unknown = _codes(lint(_template(_mapping(f"EventSourceArn: !Ref Open, {settings}"))))
    # Whatever has both of these settings is a queue.
    assert unknown == (["ESM207"] if code == "ESM207" else [])


def test_value_from_a_parameter(lint: Lint) -> None:
    cases = [
        ("ESM110", "f" * 65, f"EventSourceArn: '{_SQS}', FunctionName: !Ref Set"),
        ("ESM208", "1", _pollers("MinimumPollers: !Ref Set")),
        ("ESM209", "30", _pollers("MinimumPollers: !Ref Set, MaximumPollers: 20")),
        ("ESM404", f"arn:aws:events:{_A}:event-bus/b", _to("!Ref Set")),
        ("ESM405", f"{_SQS}.fifo", _to("!Ref Set")),
        ("ESM406", "orders", _to("'kafka://orders'", _ON_CLUSTER.replace("orders", "!Ref Set"))),
    ]
    for code, default, settings in cases:
        assert _codes(lint(_template(_mapping(settings), default=default))) == [code]
        assert _codes(lint(_template(_mapping(settings.replace("!Ref Set", "!Ref Open"))))) == []


@pytest.mark.parametrize(
    "settings",
    [
        "EventSourceArn: !GetAtt Queue.Arn, FilterCriteria: {Filters: []}",
        f"EventSourceArn: !GetAtt Consumer.ConsumerARN, {_LATEST}",
        f"EventSourceArn: !Ref Consumer, {_LATEST}",
        f"EventSourceArn: 'arn:aws:kinesis:{_A}:stream/s/consumer/c:1655237653', {_LATEST}",
        f"EventSourceArn: !GetAtt Table.StreamArn, {_LATEST}",
        f"EventSourceArn: !Sub '${{Table.Arn}}/stream/x', {_LATEST}",
        f"EventSourceArn: !Sub 'arn:aws:dynamodb:us-east-1:1:table/${{Open}}', {_LATEST}",
        _ON_CLUSTER,
        f"EventSourceArn: !GetAtt Cluster.Arn, {_LATEST}, Topics: [orders]",
        f"EventSourceArn: !Ref Connection, {_LATEST}, Topics: [orders]",
        f"EventSourceArn: !Ref Cluster, {_LATEST}, Topics: !Ref Open",
        f"EventSourceArn: 'arn:aws:kafka:{_A}:vpc-connection/123456789012/c/0a1b-2c3d-4', {_LATEST}, Topics: [orders]",
        "EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Queue",
        "EventSourceArn: !GetAtt Queue.Arn, FunctionName: !GetAtt Function.Arn",
        f"EventSourceArn: '{_SQS}', FunctionName: !GetAtt Function.Arn",
        f"EventSourceArn: '{_SQS}', FunctionName: {'f' * 64}",
        f"EventSourceArn: '{_SQS}', FunctionName: 'arn:aws:lambda:{_A}:function:{'f' * 64}:{'a' * 60}'",
        f"EventSourceArn: '{_SQS}', FunctionName: !Sub 'arn:aws:lambda:${{AWS::Region}}:123456789012:function:f'",
        "EventSourceArn: !Sub 'arn:aws:sqs:${AWS::Region}:123456789012:q', FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f'",
        "EventSourceArn: !Sub 'arn:aws:${Open}:us-east-1:1:q'",
        "EventSourceArn: !Sub '${Open}'",
        "EventSourceArn: !ImportValue queue-url",
        _pollers("MinimumPollers: 2, MaximumPollers: 2"),
        _pollers("MinimumPollers: 1", f"!Ref Cluster, {_LATEST}, Topics: [orders]"),
        _pollers("MinimumPollers: 1", "!Ref Open"),
        _pollers("MinimumPollers: 201, MaximumPollers: !Ref Open").replace("201", "200"),
        "EventSourceArn: !GetAtt Queue.Arn, ScalingConfig: {MaximumConcurrency: 5}, ProvisionedPollerConfig: {}",
        "EventSourceArn: !GetAtt Queue.Arn, ScalingConfig: {}, ProvisionedPollerConfig: {MinimumPollers: 2}",
        "EventSourceArn: !GetAtt Queue.Arn, BatchSize: 1, MaximumBatchingWindowInSeconds: 0",
        "EventSourceArn: !GetAtt Queue.Arn, BatchSize: !Ref Open, MaximumBatchingWindowInSeconds: 5",
        "EventSourceArn: !GetAtt Stream.Arn, StartingPosition: !Ref Open, StartingPositionTimestamp: 5",
        "EventSourceArn: !GetAtt Stream.Arn, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: !Ref Open",
        f"{_ON_CLUSTER}, MaximumRetryAttempts: -1, BisectBatchOnFunctionError: false, FunctionResponseTypes: []",
        f"{_ON_CLUSTER}, MaximumRetryAttempts: 3, ProvisionedPollerConfig: !Ref Open",
        f"{_ON_CLUSTER}, MaximumRetryAttempts: 3, ProvisionedPollerConfig: {{MinimumPollers: 1}}",
        f"{_ON_CLUSTER}, MetricsConfig: {{Metrics: [EventCount]}}",
        f"{_ON_STREAM}, MaximumRetryAttempts: 3",
        _to("!GetAtt Queue.Arn"),
        _to("!Ref Topic"),
        _to("!GetAtt Topic.TopicArn"),
        _to("!GetAtt Bucket.Arn"),
        _to("!Sub 'arn:${AWS::Partition}:s3:::${Bucket}'"),
        _to("''"),
        _to("!Ref Open"),
        _to("!Sub 'arn:aws:sqs:us-east-1:123456789012:${Open}'"),
        _to("'kafka://failed'", _ON_CLUSTER),
        _to("'kafka://orders'", f"EventSourceArn: !Ref Cluster, {_LATEST}, Topics: [!Ref Open]"),
        f"{_ON_STREAM}, BatchSize: 1, BisectBatchOnFunctionError: false",
        f"{_ON_STREAM}, BatchSize: 2, BisectBatchOnFunctionError: true",
    ],
)  # fmt: skip
def test_near_miss_is_silent(settings: str, lint: Lint) -> None:
    assert _codes(lint(_template(_mapping(settings)))) == []


def test_stream_without_a_position_is_one_mistake(lint: Lint) -> None:
    settings = "EventSourceArn: !GetAtt Stream.Arn, StartingPositionTimestamp: 5"
    (found,) = lint(_template(_mapping(settings))).findings
    assert found.rule.code == "ESM301"
    assert found.remedy.startswith("set StartingPosition to AT_TIMESTAMP")


def test_window_that_cannot_be_reset_is_a_note(lint: Lint) -> None:
    windowed = f"{_ON_CLUSTER}, MaximumBatchingWindowInSeconds: %s"
    for seconds in ("0", "5"):
        (found,) = lint(_template(_mapping(windowed % seconds))).findings
        assert (found.rule.code, found.level) == ("ESM206", Level.NOTE)
    assert _codes(lint(_template(_mapping(windowed % "!Ref Open")))) == []
    for source in ("!GetAtt Queue.Arn", "!Ref Open"):
        settings = f"EventSourceArn: {source}, MaximumBatchingWindowInSeconds: 5"
        assert _codes(lint(_template(_mapping(settings)))) == []


# -- the API's own words ------------------------------------------------------------------------

_CREATE = {"FunctionName": "handler", "BatchSize": 10}
_UPDATE = {"UUID": "a1b2c3d4-5678-90ab-cdef-11111EXAMPLE", "FunctionName": "handler"}
_STORED = {**_UPDATE, "State": "Enabled", "LastModified": "2025-11-25T10:11:12+00:00"}
_STREAMING = {"EventSourceArn": _KINESIS, "StartingPosition": "LATEST"}
_READING = {"EventSourceArn": _MSK, "StartingPosition": "LATEST", "Topics": ["orders"]}
_TIMED = {"EventSourceArn": _KINESIS, "StartingPosition": "AT_TIMESTAMP"}

_REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("ESM105", {"EventSourceArn": _MSK, "StartingPosition": "LATEST"}),
    ("ESM106", {**_STREAMING, "EventSourceArn": f"arn:aws:dynamodb:{_A}:table/t"}),
    ("ESM107", {"EventSourceArn": "https://us-east-1.queue.amazonaws.com/123456789012/q"}),
    ("ESM108", {"EventSourceArn": f"arn:aws:kafka:{_A}:cluster/c", "Topics": ["orders"], "StartingPosition": "LATEST"}),
    ("ESM109", {"EventSourceArn": f"arn:aws:firehose:{_A}:deliverystream/d"}),
    ("ESM110", {"EventSourceArn": _SQS, "FunctionName": "123456789012:function:" + "f" * 65}),
    ("ESM111", {"EventSourceArn": _SQS, "FunctionName": "arn:aws:lambda:eu-west-1:123456789012:function:f"}),
    ("ESM206", {**_READING, "MaximumBatchingWindowInSeconds": 1}),
    ("ESM207", {"EventSourceArn": _SQS, "ScalingConfig": {"MaximumConcurrency": 2}, "ProvisionedPollerConfig": {"MinimumPollers": 2}}),
    ("ESM208", {"EventSourceArn": _SQS, "ProvisionedPollerConfig": {"MinimumPollers": 1}}),
    ("ESM209", {"EventSourceArn": _SQS, "ProvisionedPollerConfig": {"MinimumPollers": 3, "MaximumPollers": 2}}),
    ("ESM210", {"EventSourceArn": _SQS, "BatchSize": 1, "MaximumBatchingWindowInSeconds": 1}),
    ("ESM305", {**_STREAMING, "StartingPositionTimestamp": 5}),
    ("ESM305", {**_STREAMING, "StartingPositionTimestamp": "2025-01-01T00:00:00Z"}),
    ("ESM306", {**_TIMED, "StartingPositionTimestamp": 1655237653000}),
    ("ESM306", {**_TIMED, "StartingPositionTimestamp": "9999-12-31T00:00:00Z"}),
    ("ESM306", {**_TIMED, "StartingPositionTimestamp": 10**300}),
    ("ESM403", {**_READING, "LoggingConfig": {"SystemLogLevel": "INFO"}}),
    ("ESM404", {**_STREAMING, "DestinationConfig": {"OnFailure": {"Destination": f"arn:aws:lambda:{_A}:function:f"}}}),
    ("ESM405", {**_STREAMING, "DestinationConfig": {"OnFailure": {"Destination": f"arn:aws:sns:{_A}:t.fifo"}}}),
    ("ESM406", {**_READING, "DestinationConfig": {"OnFailure": {"Destination": "kafka://orders"}}}),
    ("ESM407", {**_STREAMING, "BatchSize": 1, "BisectBatchOnFunctionError": True}),
]  # fmt: skip
# Of two numbers of one update both are known.
_IN_AN_UPDATE_TOO = {"ESM110", "ESM209"}


def _alone(request: dict[str, Any], of: dict[str, Any]) -> str:
    """Return an update with what it can carry."""
    fixed = ("EventSourceArn", "StartingPosition", "StartingPositionTimestamp", "Topics", "Queues")
    return json.dumps({**of, **{key: one for key, one in request.items() if key not in fixed}})


@pytest.mark.parametrize(("code", "request_"), _REQUESTS)
def test_mistake_in_a_request(code: str, request_: dict[str, Any], lint: Lint) -> None:
    assert _codes(lint(json.dumps({**_CREATE, **request_}), "request.json")) == [code]
    if code.startswith(("ESM10", "ESM3")):
        return
    update = _alone(request_, {**_UPDATE, "ParallelizationFactor": None})
    if code in _IN_AN_UPDATE_TOO:
        assert _codes(lint(update, "update.json")) == [code]
    elif code != "ESM111":
        known_source = json.dumps({**_STORED, "EventSourceArn": request_["EventSourceArn"]})
        assert _codes(lint(update, "update.json")) in ([], [code])
        together = _codes(lint(f"{known_source}\n{update}", "update.jsonl"))
        assert together in ([], [code])


def test_milliseconds_are_told_from_other_times(lint: Lint) -> None:
    for time, message in (
        (
            1655237653000,
            "StartingPositionTimestamp is in milliseconds: Lambda takes it for seconds",
        ),
        (99999999999, "StartingPositionTimestamp is in the future: 5138-11-16 09:46 UTC"),
        (10**15, "StartingPositionTimestamp is in the future"),
        ("9999-12-31", "StartingPositionTimestamp is in the future: 9999-12-31 00:00 UTC"),
    ):
        request = {**_CREATE, **_TIMED, "StartingPositionTimestamp": time}
        (found,) = lint(json.dumps(request), "request.json").findings
        assert found.message == message


def test_what_aws_has_stored_lacks_nothing(lint: Lint) -> None:
    for more in (
        {"EventSourceArn": _MSK},
        {"EventSourceArn": _MQ},
        {"EventSourceArn": _DOCDB, "DocumentDBEventSourceConfig": {"FullDocument": "Default"}},
    ):
        assert _codes(lint(json.dumps({**_STORED, **more, "BatchSize": 100}), "list.json")) == []


# -- mappings beside each other -----------------------------------------------------------------

_MY_QUEUE = "EventSourceArn: !GetAtt Queue.Arn"
_ITS_TABLE = f"EventSourceArn: !GetAtt Table.StreamArn, {_LATEST}"


def _kafka(servers: str, topic: str = "orders") -> str:
    return (
        f"SelfManagedEventSource: {{Endpoints: {{KafkaBootstrapServers: [{servers}]}}}}, "
        f"Topics: [{topic}], {_ACCESS}"
    )


def _broker(queue: str) -> str:
    return f"EventSourceArn: !GetAtt Broker.Arn, Queues: [{queue}], {_ACCESS}"


def _documents(collection: str) -> str:
    config = f"{{DatabaseName: shop, CollectionName: {collection}}}"
    return f"EventSourceArn: '{_DOCDB}', DocumentDBEventSourceConfig: {config}, {_ACCESS}"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (_MY_QUEUE, _MY_QUEUE, Level.ERROR),
        (_MY_QUEUE, "EventSourceArn: !Sub '${Queue.Arn}'", Level.ERROR),
        (_ON_STREAM, _ON_STREAM, Level.ERROR),
        (_ITS_TABLE, _ITS_TABLE, Level.ERROR),
        (f"EventSourceArn: '{_SQS}'", f"EventSourceArn: '{_SQS}'", Level.ERROR),
        ("EventSourceArn: !ImportValue x", "EventSourceArn: !ImportValue x", Level.ERROR),
        ("EventSourceArn: !Ref Open", "EventSourceArn: !Ref Open", Level.ERROR),
        ("EventSourceArn: !ImportValue x", "EventSourceArn: !ImportValue y", None),
        (_MY_QUEUE, "EventSourceArn: !GetAtt Fifo.Arn", None),
        (f"{_ON_STREAM}, FunctionName: f", f"{_ON_STREAM}, FunctionName: g", None),
        (f"{_MY_QUEUE}, FunctionName: 'f:live'", f"{_MY_QUEUE}, FunctionName: 'f:test'", None),
        (f"{_MY_QUEUE}, FunctionName: f", f"{_MY_QUEUE}, FunctionName: 'f:live'", None),
        (
            f"{_MY_QUEUE}, FunctionName: f",
            f"{_MY_QUEUE}, FunctionName: 'arn:aws:lambda:{_A}:function:f'",
            Level.ERROR,
        ),
        (
            f"{_MY_QUEUE}, FunctionName: !Ref Function",
            f"{_MY_QUEUE}, FunctionName: !GetAtt Function.Arn",
            Level.ERROR,
        ),
        (f"{_MY_QUEUE}, FunctionName: !Ref Open", f"{_MY_QUEUE}, FunctionName: f", None),
        (_kafka("'a:1', 'b:1'"), _kafka("'b:1', 'c:1'"), Level.ERROR),
        (_kafka("'a:1'"), _kafka("'b:1'"), None),
        (_kafka("'a:1'"), _kafka("'a:1'", "payments"), None),
        (_ON_CLUSTER, _ON_CLUSTER, Level.WARNING),
        (_ON_CLUSTER, _ON_CLUSTER.replace("orders", "payments"), None),
        (_ON_CLUSTER, _ON_CLUSTER.replace("orders", "!ImportValue t"), None),
        (_broker("orders"), _broker("orders"), Level.WARNING),
        (_broker("orders"), _broker("payments"), None),
        (_documents("orders"), _documents("orders"), Level.WARNING),
        (_documents("orders"), _documents("payments"), None),
    ],
)
def test_duplicates(one: str, other: str, level: Level | None, lint: Lint) -> None:
    text = _template(_mapping(one, "First"), _mapping(other, "Second"))
    found = lint(text).findings
    assert [(each.rule.code, each.level) for each in found] == [("ESM112", level)] * bool(level)
    for each in found:
        assert each.mapping == "Second"
        assert [label.text for label in each.related][:1] == ["mapped here"]
    for first, second, codes in (
        ("Here", "There", []),
        ("Here", "Here", ["ESM112"] * bool(level)),
        ("", "There", ["ESM112"] * bool(level)),
    ):
        text = _template(_mapping(one, "First", first), _mapping(other, "Second", second))
        assert _codes(lint(text)) == codes


def test_duplicates_in_requests(lint: Lint) -> None:
    create = json.dumps({**_CREATE, "EventSourceArn": _SQS})
    stored = json.dumps({**_STORED, "EventSourceArn": _SQS, "BatchSize": 10})
    assert _codes(lint(f"{create}\n{create}\n", "requests.jsonl")) == ["ESM112"]
    # What is stored twice is not ours to judge.
    assert _codes(lint(f"{stored}\n{stored}\n", "list.jsonl")) == []


def test_readers_of_a_stream(lint: Lint) -> None:
    def readers(count: int, source: str = _ITS_TABLE) -> list[str]:
        names = [f"Reader{number}" for number in range(count)]
        return [_mapping(f"{source}, FunctionName: f{name}", name) for name in names]

    assert _codes(lint(_template(*readers(2)))) == []
    (found,) = lint(_template(*readers(3))).findings
    assert (found.rule.code, found.level) == ("ESM113", Level.WARNING)
    assert found.mapping == "Reader2"
    assert [label.text for label in found.related] == ["read by Reader0", "read by Reader1"]
    literal = f"EventSourceArn: 'arn:aws:dynamodb:{_A}:table/t/stream/x', {_LATEST}"
    assert _codes(lint(_template(*readers(3, literal)))) == ["ESM113"]
    for other in (_ON_STREAM, _MY_QUEUE, "EventSourceArn: !Ref Open"):
        assert "ESM113" not in _codes(lint(_template(*readers(3, other))))


# -- fixes --------------------------------------------------------------------------------------

_HEAD = (
    "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n  Table:\n    Type: AWS::DynamoDB::Table\n"
    "    Properties:\n      StreamSpecification: {StreamViewType: NEW_IMAGE}\n"
)
_HEAD += (
    "  Stream:\n    Type: AWS::Kinesis::Stream\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n"
)


def _of(source: str, settings: str) -> str:
    """Return a template whose mapping has a source, then settings, line by line."""
    lines = [f"EventSourceArn: {source}", *settings.split("\n"), "FunctionName: f"]
    return f"{_HEAD}    Properties:\n" + "".join(f"      {line}\n" for line in lines)


def _request(*settings: str, arn: str = _SQS) -> str:
    lines = [f'"EventSourceArn": "{arn}"', *settings, '"FunctionName": "f"']
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


_Q, _S = "!GetAtt Queue.Arn", "!GetAtt Stream.Arn"
_FIFO_ARN = f"{_SQS}.fifo"

# (file, what is written, what is to become of it, is the fix unsafe?)
_OF_A_STREAM = {
    "FunctionName": "f",
    "EventSourceArn": _KINESIS,
    "StartingPosition": "LATEST",
}
_FIXES: dict[str, tuple[str, str, str, bool]] = {
    "middle of a block": (
        "t.yaml",
        _of(_Q, "# 1\nParallelizationFactor: 2 # gone\n# 2\nBatchSize: 5 # kept"),
        _of(_Q, "# 1\n# 2\nBatchSize: 5 # kept"),
        False,
    ),
    "first of a block": (
        "r.yaml",
        f"# top\nParallelizationFactor: 2\n# 1\nEventSourceArn: {_SQS}\nFunctionName: f\n",
        f"# top\n# 1\nEventSourceArn: {_SQS}\nFunctionName: f\n",
        False,
    ),
    "last of a block": (
        "r.yaml",
        f"EventSourceArn: {_SQS}\nFunctionName: f\nParallelizationFactor: 2",
        f"EventSourceArn: {_SQS}\nFunctionName: f\n",
        False,
    ),
    "a block in a block": (
        "t.yaml",
        _of(_Q, "DestinationConfig:\n  OnFailure:\n    # 1\n    Destination: !GetAtt Queue.Arn"),
        _of(_Q, "").replace("      \n", ""),
        True,
    ),
    "two of a block": (
        "t.yaml",
        _of(_Q, "StartingPosition: LATEST\nStartingPositionTimestamp: 5\nBatchSize: 5"),
        _of(_Q, "BatchSize: 5"),
        False,
    ),
    "middle of a flow": (
        "t.yaml",
        f"{_HEAD}    Properties: {{EventSourceArn: {_Q}, ParallelizationFactor: 2, FunctionName: f}}\n",
        f"{_HEAD}    Properties: {{EventSourceArn: {_Q}, FunctionName: f}}\n",
        False,
    ),
    "first of a flow": (
        "r.yaml",
        f"{{ParallelizationFactor: 2, EventSourceArn: '{_SQS}', FunctionName: f}}",
        f"{{EventSourceArn: '{_SQS}', FunctionName: f}}",
        False,
    ),
    "last of a flow": (
        "r.yaml",
        f"{{EventSourceArn: '{_SQS}', FunctionName: f, ParallelizationFactor: 2}} # 1\n",
        f"{{EventSourceArn: '{_SQS}', FunctionName: f}} # 1\n",
        False,
    ),
    "middle of JSON": (
        "r.json",
        _request('"ParallelizationFactor": 2', '"BatchSize": 5'),
        _request('"BatchSize": 5'),
        False,
    ),
    "first of JSON": (
        "r.json",
        _request().replace("{\n", '{\n  "ParallelizationFactor": 2,\n'),
        _request(),
        False,
    ),
    "last of JSON": (
        "r.json",
        _request().replace("\n}", ',\n  "ParallelizationFactor": 2\n}'),
        _request(),
        False,
    ),
    "CRLF": (
        "r.yaml",
        f"EventSourceArn: {_SQS}\r\nParallelizationFactor: 2\r\nFunctionName: f\r\n",
        f"EventSourceArn: {_SQS}\r\nFunctionName: f\r\n",
        False,
    ),
    "CRLF of JSON": (
        "r.json",
        _request('"ParallelizationFactor": 2').replace("\n", "\r\n"),
        _request().replace("\n", "\r\n"),
        False,
    ),
    "double quotes are kept": (
        "t.yaml",
        _of(f'"{_FIFO_ARN}"', 'BatchSize: "11" # 1'),
        _of(f'"{_FIFO_ARN}"', 'BatchSize: "10" # 1'),
        False,
    ),
    "single quotes are kept": (
        "t.yaml",
        _of("'https://sqs.us-east-1.amazonaws.com/123456789012/q'", "BatchSize: 5"),
        _of(f"'{_SQS}'", "BatchSize: 5"),
        False,
    ),
    "a URL in JSON": (
        "r.json",
        _request(arn="https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q.fifo"),
        _request(arn="arn:aws-cn:sqs:cn-north-1:123456789012:q.fifo"),
        False,
    ),
    "Ref of a queue": ("t.yaml", _of("!Ref Queue", "BatchSize: 5"), _of(_Q, "BatchSize: 5"), False),
    "Ref of a queue in a flow": (
        "t.yaml",
        f"{_HEAD}    Properties: {{FunctionName: f, EventSourceArn: {{Ref: Queue}}}}\n",
        (
            f"{_HEAD}    Properties: "
            '{FunctionName: f, EventSourceArn: {"Fn::GetAtt": ["Queue", "Arn"]}}\n'
        ),
        False,
    ),
    "Ref of a stream": (
        "t.yaml",
        _of("!Ref Stream # 1", _LATEST),
        _of(f"{_S} # 1", _LATEST),
        False,
    ),
    "ARN of a table": (
        "t.yaml",
        _of("!GetAtt Table.Arn", _LATEST),
        _of("!GetAtt Table.StreamArn", _LATEST),
        False,
    ),
    "Ref of a queue as destination": (
        "t.yaml",
        _of(_S, f"{_LATEST}\nDestinationConfig: {{OnFailure: {{Destination: !Ref Queue}}}}"),
        _of(_S, f"{_LATEST}\nDestinationConfig: {{OnFailure: {{Destination: {_Q}}}}}"),
        False,
    ),
    "milliseconds": (
        "t.yaml",
        _of(_S, "StartingPosition: AT_TIMESTAMP\nStartingPositionTimestamp: 1655237653000"),
        _of(_S, "StartingPosition: AT_TIMESTAMP\nStartingPositionTimestamp: 1655237653"),
        False,
    ),
    "a window without effect": (
        "t.yaml",
        _of(_Q, "BatchSize: 1\nMaximumBatchingWindowInSeconds: 5"),
        _of(_Q, "BatchSize: 1"),
        False,
    ),
    "a bisect without effect": (
        "t.yaml",
        _of(_S, f"BisectBatchOnFunctionError: true\nBatchSize: 1\n{_LATEST}"),
        _of(_S, f"BatchSize: 1\n{_LATEST}"),
        False,
    ),
    "a window on FIFO": (
        "r.json",
        _request('"MaximumBatchingWindowInSeconds": 5', arn=_FIFO_ARN),
        _request(arn=_FIFO_ARN),
        False,
    ),
    "the name of a service": (
        "r.json",
        _request(arn=f"arn:aws:dynamodbstreams:{_A}:table/t/stream/x").replace(
            "\n}", ',\n  "StartingPosition": "LATEST"\n}'
        ),
        _request(arn=f"arn:aws:dynamodb:{_A}:table/t/stream/x").replace(
            "\n}", ',\n  "StartingPosition": "LATEST"\n}'
        ),
        False,
    ),
    "an added window": (
        "t.yaml",
        _of(_Q, "# 1\nBatchSize: 100 # many\n# 2"),
        _of(_Q, "# 1\nBatchSize: 100 # many\nMaximumBatchingWindowInSeconds: 1\n# 2"),
        True,
    ),
    "an added window in a flow": (
        "t.yaml",
        f"{_HEAD}    Properties: {{EventSourceArn: {_Q}, BatchSize: 100, FunctionName: f}}\n",
        (f"{_HEAD}    Properties: {{EventSourceArn: {_Q}, BatchSize: 100, "
        "MaximumBatchingWindowInSeconds: 1, FunctionName: f}\n"),
        True,
    ),
    "an added window in JSON": (
        "r.json",
        _request('"BatchSize": 100'),
        _request('"BatchSize": 100', '"MaximumBatchingWindowInSeconds": 1'),
        True,
    ),
    "an added window with CRLF": (
        "r.yaml",
        f"EventSourceArn: {_SQS}\r\nFunctionName: f\r\nBatchSize: 100\r\n",
        (f"EventSourceArn: {_SQS}\r\nFunctionName: f\r\nBatchSize: 100\r\n"
        "MaximumBatchingWindowInSeconds: 1\r\n"),
        True,
    ),
    "a window of 0": (
        "r.yaml",
        f"EventSourceArn: {_SQS}\nFunctionName: f\nMaximumBatchingWindowInSeconds: 0\nBatchSize: 11\n",
        f"EventSourceArn: {_SQS}\nFunctionName: f\nMaximumBatchingWindowInSeconds: 1\nBatchSize: 11\n",
        True,
    ),
    "too few pollers": (
        "t.yaml",
        _of(_Q, "ProvisionedPollerConfig:\n  MinimumPollers: 1 # few"),
        _of(_Q, "ProvisionedPollerConfig:\n  MinimumPollers: 2 # few"),
        True,
    ),
    "a useless timestamp": (
        "t.yaml",
        _of(_S, f"StartingPositionTimestamp: 5\n{_LATEST}"),
        _of(_S, _LATEST),
        True,
    ),
    "AT_TIMESTAMP of a table": (
        "t.yaml",
        _of(
            "!GetAtt Table.StreamArn",
            "StartingPosition: 'AT_TIMESTAMP'\nStartingPositionTimestamp: 5",
        ),
        _of("!GetAtt Table.StreamArn", "StartingPosition: 'TRIM_HORIZON'"),
        True,
    ),
    "a setting outside of its object": (
        "t.yaml",
        _of(_Q, "MaximumConcurrency: 5 # few\nTags: []"),
        _of(_Q, "ScalingConfig:\n  MaximumConcurrency: 5 # few\nTags: []"),
        False,
    ),
    "a destination outside of its object": (
        "r.json",
        json.dumps({**_OF_A_STREAM, "DestinationConfig": {"OnFailure": _SQS}}),
        json.dumps({**_OF_A_STREAM, "DestinationConfig": {"OnFailure": {"Destination": _SQS}}}),
        False,
    ),
    "what an update cannot carry": (
        "u.json",
        f'{{"UUID": "{_UPDATE["UUID"]}", "Topics": ["t"], "BatchSize": 5}}',
        f'{{"UUID": "{_UPDATE["UUID"]}", "BatchSize": 5}}',
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _FIXES)
def test_fix(name: str, engine: Engine) -> None:
    path, wrong, right, unsafe = _FIXES[name]
    before = engine.check_text(path, wrong)
    assert before.findings
    if unsafe:
        unmended = mend(engine, path, wrong.encode(), before, unsafe=False)
        assert unmended.data.decode() == wrong
    mended = mend(engine, path, wrong.encode(), before, unsafe=unsafe)
    assert mended.data.decode() == right
    assert mended.result.findings == []
    assert mended.result.fixed
    again = mend(engine, path, mended.data, mended.result, unsafe=True)
    assert again.data == mended.data


@pytest.mark.parametrize(
    ("path", "text"),
    [
        # The value is the default of a parameter, a block of text, an alias or anchored.
        ("t.yaml", "Parameters: {P: {Type: Number, Default: 11}}\n" + _of(f"'{_FIFO_ARN}'", "BatchSize: !Ref P")),
        ("r.yaml", f"EventSourceArn: {_FIFO_ARN}\nFunctionName: f\nBatchSize: &b 11\nTags: {{a: x}}\n"),
        ("t.yaml", _of("!Sub '${Set}'", "ParallelizationFactor: &p 2\nTags: [{Key: p, Value: *p}]").replace("!Sub '${Set}'", _Q)),
        # The oldest form of URL has no region.
        ("r.yaml", "EventSourceArn: https://queue.amazonaws.com/123456789012/q\nFunctionName: f\n"),
        # A stream's ARN is no destination either.
        ("t.yaml", _of(_S, f"{_LATEST}\nDestinationConfig: {{OnFailure: {{Destination: !Ref Table}}}}")),
        # What AWS has stored cannot be edited in a file.
        ("l.json", json.dumps({**_STORED, "EventSourceArn": _SQS, "BatchSize": 5, "ParallelizationFactor": 2})),
    ],
)  # fmt: skip
def test_what_cannot_be_fixed_is_left_alone(path: str, text: str, engine: Engine) -> None:
    before = engine.check_text(path, text)
    assert before.findings
    mended = mend(engine, path, text.encode(), before, unsafe=True)
    assert mended.data.decode() == text
    assert mended.result.fixed == []


_COMMAND = "aws lambda create-event-source-mapping --function-name f --event-source-arn " + _SQS
_CROSSPLANE = (
    "apiVersion: lambda.aws.upbound.io/v1beta2\nkind: EventSourceMapping\nspec: {{forProvider: "
    "{{region: {}, functionName: f, eventSourceArn: '" + _SQS + "'}}}}\n"
)
_RESOURCE = (
    'resource "aws_lambda_event_source_mapping" "m" {{\n  region = {}\n  function_name = "f"\n'
    f'  event_source_arn = "{_SQS}"\n}}}}\n'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.yaml", _CROSSPLANE.format("'{}'")),
        ("m.tf", _RESOURCE.format('"{}"')),
        ("m.sh", f"{_COMMAND} --region {{}}\n"),
    ],
)
def test_region_of_the_mapping(name: str, text: str, lint: Lint) -> None:
    here = _SQS.split(":")[3]
    for region, wanted in [(here, []), ("af-south-1", ["ESM111"]), ("${region}", []), ("x", [])]:
        result = lint(text.replace("{}", region), name)
        assert result.mappings == 1
        assert [one.rule.code for one in result.findings] == wanted, region


@pytest.mark.parametrize(
    ("value", "variable", "mended"),
    [
        ("'arn:aws:sqs:${AWS::Region}:1:q'", "${AWS::Region}", "!Sub 'arn:aws:sqs:${AWS::Region}:1:q'"),
        ("'${Fifo.Arn}'", "${Fifo.Arn}", "!Sub '${Fifo.Arn}'"),
        ('"${Open}"', "${Open}", '!Sub "${Open}"'),
        ("'${NOT_OURS}'", None, None),
        ("!Sub '${AWS::Region}'", None, None),
    ],
)  # fmt: skip
def test_variable_without_sub(
    value: str, variable: str | None, mended: str | None, lint: Lint
) -> None:
    text = _template(_mapping(f"EventSourceArn: !ImportValue x, KmsKeyArn: {value}"))
    found = [one for one in lint(text).findings if one.rule.code == "ESM016"]
    assert [one.message for one in found] == (
        [f"{variable} is text here: only !Sub fills in a variable"] if variable else []
    )
    for one in found:
        assert one.fix is not None
        assert [edit.text for edit in one.fix.edits] == [mended]

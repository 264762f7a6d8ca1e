"""Each rule in the forms that reach it, and silent where nothing can be known."""

import json
from collections.abc import Callable

import pytest

from mappinglint.engine import Result
from mappinglint.finding import Level

Lint = Callable[..., Result]

_TEMPLATE = """
Parameters:
  Open: {Type: String}
  Arn: {Type: String, Default: "%(literal)s"}
Resources:
  Queue: {Type: "AWS::SQS::Queue"}
  Fifo: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true}}
  Stream: {Type: "AWS::Kinesis::Stream"}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: handler
      EventSourceArn: %(arn)s
      %(settings)s
"""

_QUEUE = ("arn:aws:sqs:us-east-1:123456789012:q", "!GetAtt Queue.Arn")
_FIFO = ("arn:aws:sqs:us-east-1:123456789012:q.fifo", "!GetAtt Fifo.Arn")
_STREAM = ("arn:aws:kinesis:us-east-1:123456789012:stream/s", "!GetAtt Stream.Arn")
_TABLE = ("arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/x", "!GetAtt Table.StreamArn")

_MISTAKES = [
    ("ESM201", _QUEUE, "BatchSize: 11"),
    ("ESM201", _QUEUE, "BatchSize: 10000\n      MaximumBatchingWindowInSeconds: 0"),
    ("ESM203", _STREAM, "BatchSize: 11\n      StartingPosition: LATEST"),
    ("ESM203", _TABLE, "BatchSize: 500\n      StartingPosition: LATEST"),
    ("ESM204", _FIFO, "BatchSize: 11"),
    ("ESM205", _FIFO, "MaximumBatchingWindowInSeconds: 1"),
    ("ESM301", _STREAM, "BatchSize: 10"),
    ("ESM301", _TABLE, "BatchSize: 10"),
    ("ESM302", _QUEUE, "StartingPosition: LATEST"),
    ("ESM302", _FIFO, "StartingPositionTimestamp: 5"),
    ("ESM303", _TABLE, "StartingPosition: AT_TIMESTAMP"),
    ("ESM303", _TABLE, "StartingPosition: AT_TIMESTAMP\n      StartingPositionTimestamp: 5"),
    ("ESM304", _STREAM, "StartingPosition: AT_TIMESTAMP"),
    ("ESM401", _STREAM, "StartingPosition: LATEST\n      MaximumRecordAgeInSeconds: 59"),
    ("ESM401", _TABLE, "StartingPosition: LATEST\n      MaximumRecordAgeInSeconds: 604801"),
    ("ESM401", _TABLE, "StartingPosition: LATEST\n      MaximumRecordAgeInSeconds: -2"),
    ("ESM103", _QUEUE, "ParallelizationFactor: 2"),
    ("ESM103", _QUEUE, "DestinationConfig: {OnFailure: {Destination: !GetAtt Queue.Arn}}"),
    ("ESM103", _FIFO, "BisectBatchOnFunctionError: true"),
    ("ESM103", _STREAM, "StartingPosition: LATEST\n      ScalingConfig: {MaximumConcurrency: 2}"),
]


def _codes(result: Result) -> list[str]:
    return [found.rule.code for found in result.findings]


@pytest.mark.parametrize(("code", "source", "settings"), _MISTAKES)
@pytest.mark.parametrize("form", ["literal", "reference", "default", "unknown"])
def test_rule_in_every_form_of_source(
    code: str, source: tuple[str, str], settings: str, form: str, lint: Lint
) -> None:
    literal, reference = source
    arn = {"literal": literal, "reference": reference, "default": "!Ref Arn"}.get(form, "!Ref Open")
    text = _TEMPLATE % {"literal": literal, "arn": arn, "settings": settings}
    found = _codes(lint(text))
    if form != "unknown":
        assert found == [code]
    elif code == "ESM401":
        # Wrong whatever the source is.
        assert found == ["ESM401"]
    elif code == "ESM304" or ("AT_TIMESTAMP" in settings and "Timestamp:" not in settings):
        # Without its timestamp AT_TIMESTAMP is wrong whatever the source is.
        assert found == ["ESM304"]
    elif settings.startswith("StartingPositionTimestamp"):
        # No source takes it without AT_TIMESTAMP.
        assert found == ["ESM305"]
    else:
        assert found == []


@pytest.mark.parametrize(("code", "source", "settings"), _MISTAKES)
def test_rule_in_api_json(code: str, source: tuple[str, str], settings: str, lint: Lint) -> None:
    if "!GetAtt" in settings:
        return
    lines = ["FunctionName: handler", f"EventSourceArn: {source[0]}"]
    lines += [line.strip() for line in settings.splitlines()]
    assert _codes(lint("\n".join(lines), "request.yaml")) == [code]


@pytest.mark.parametrize(
    "settings",
    [
        "ParallelizationFactor: 1",
        "BisectBatchOnFunctionError: false",
        "MaximumRetryAttempts: -1",
        "TumblingWindowInSeconds: 0",
        "Topics: ~",
        "Queues: ''",
        "DestinationConfig: {}",
        "DestinationConfig: {OnFailure: {}}",
        "DestinationConfig: {OnFailure: {Destination: ''}}",
        "ParallelizationFactor: !Ref Open",
        "DestinationConfig: !If [Missing, {}, {}]",
    ],
)
def test_what_says_nothing_is_not_unsupported(settings: str, lint: Lint) -> None:
    text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Queue.Arn", "settings": settings}
    assert "ESM103" not in _codes(lint(text))


def test_unsupported_setting_is_not_out_of_range_too(lint: Lint) -> None:
    settings = "ProvisionedPollerConfig: {MinimumPollers: 0}\n      StartingPosition: LATEST"
    text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Stream.Arn", "settings": settings}
    assert _codes(lint(text)) == ["ESM103"]


def test_setting_that_is_meant_is_not_missing_too(lint: Lint) -> None:
    settings = "StartingPositon: LATEST"
    text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Stream.Arn", "settings": settings}
    (found,) = lint(text).findings
    assert found.remedy == "did you mean StartingPosition?"


def test_settings_that_no_source_takes_together(lint: Lint) -> None:
    settings = "Queues: [q]\n      TumblingWindowInSeconds: 5"
    text = _TEMPLATE % {"literal": "", "arn": "!ImportValue x", "settings": settings}
    (found,) = lint(text).findings
    assert found.setting == "TumblingWindowInSeconds"
    assert [label.place.text for label in found.related] == ["Queues"]


def test_setting_of_self_managed_kafka_beside_an_unknown_arn(lint: Lint) -> None:
    settings = "SelfManagedKafkaEventSourceConfig: {ConsumerGroupId: x}"
    text = _TEMPLATE % {"literal": "", "arn": "!ImportValue x", "settings": settings}
    (found,) = lint(text).findings
    assert found.message == "SelfManagedKafkaEventSourceConfig is only for self-managed Kafka"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("MaximumConcurrency", "move MaximumConcurrency into ScalingConfig"),
        ("MinimumPollers", "move MinimumPollers into ProvisionedPollerConfig"),
        ("Pattern", "Pattern belongs in an entry of Filters of FilterCriteria"),
        ("Filters", "Filters belongs in FilterCriteria"),
        ("batchsize", "did you mean BatchSize?"),
        ("KMSKeyArn", "did you mean KmsKeyArn?"),
        ("State", "remove State"),
        ("Nonsense", ""),
    ],
)
def test_advice_for_unknown_names(name: str, remedy: str, lint: Lint) -> None:
    text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Queue.Arn", "settings": f"{name}: 5"}
    (found,) = lint(text).findings
    assert (found.rule.code, found.remedy) == ("ESM010", remedy)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Destination", "Destination belongs in OnFailure of DestinationConfig"),
        ("OnSuccess", ""),
        ("ConsumerGroupId", ""),
    ],
)
def test_advice_fits_the_source(name: str, remedy: str, lint: Lint) -> None:
    settings = f"StartingPosition: LATEST\n      {name}: x"
    text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Stream.Arn", "settings": settings}
    (found,) = lint(text).findings
    assert found.remedy == remedy


@pytest.mark.parametrize(
    ("settings", "message", "place"),
    [
        ("BatchSize: lots", 'BatchSize is the text "lots", not a whole number', "lots"),
        ("BatchSize: true", "BatchSize is true, not a whole number", "true"),
        ("BatchSize: 1.5", "BatchSize is the number 1.5, not a whole number", "1.5"),
        ("BatchSize: [1]", "BatchSize is a list, not a whole number", "BatchSize"),
        ("BatchSize: 0", "BatchSize 0 is less than standard queues allow (1)", "0"),
        (
            "MaximumBatchingWindowInSeconds: 301",
            "MaximumBatchingWindowInSeconds 301 is more than Lambda allows (300)",
            "301",
        ),
        (
            "ScalingConfig: {MaximumConcurrency: 1}",
            "MaximumConcurrency 1 is less than Lambda allows (2)",
            "1",
        ),
        ("Enabled: perhaps", 'Enabled is the text "perhaps", not true or false', "perhaps"),
        (
            "FunctionResponseTypes: [reportBatchItemFailures]",
            'FunctionResponseTypes[0] "reportBatchItemFailures" is not ReportBatchItemFailures',
            "reportBatchItemFailures",
        ),
        (
            "FunctionResponseTypes: [ReportBatchItemFailures, ReportBatchItemFailures]",
            "FunctionResponseTypes has 2 entries; at most 1 is allowed",
            "ReportBatchItemFailures",
        ),
        ("KmsKeyArn: key", 'KmsKeyArn "key" is not the ARN of a KMS key', "key"),
        (
            "Tags: [{Key: '#', Value: x}]",
            'the key "#" is not a tag key (letters, digits, spaces and _.:/=+-@)',
            "'#'",
        ),
        ("MetricsConfig: {Metrics: EventCount}", None, "EventCount"),
        ("FilterCriteria: {Filters: [{Pattern: 5}]}", None, "5"),
    ],
)
def test_words_about_the_shape(settings: str, message: str | None, place: str, lint: Lint) -> None:
    text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Queue.Arn", "settings": settings}
    (found,) = lint(text).findings
    assert message in (None, found.message)
    assert found.primary.place.text == place


def test_unknown_parts_silence_only_themselves(lint: Lint) -> None:
    settings = "SourceAccessConfigurations: [!Ref Open, {Type: NOPE, URI: !Ref Open}]"
    text = _TEMPLATE % {"literal": "", "arn": "!ImportValue x", "settings": settings}
    (found,) = lint(text).findings
    assert found.setting == "SourceAccessConfigurations[1].Type"


def test_destination_of_success(lint: Lint) -> None:
    for destination, codes in (("!GetAtt Queue.Arn", ["ESM402"]), ("''", []), ("!Ref Open", [])):
        settings = "StartingPosition: LATEST\n      "
        settings += f"DestinationConfig: {{OnSuccess: {{Destination: {destination}}}}}"
        text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Stream.Arn", "settings": settings}
        assert _codes(lint(text)) == codes


def test_two_sources_are_one_mistake(lint: Lint) -> None:
    servers = "{Endpoints: {KafkaBootstrapServers: ['kafka:9092']}}"
    settings = f"SelfManagedEventSource: {servers}\n      ParallelizationFactor: 2"
    settings += "\n      SelfManagedKafkaEventSourceConfig: {ConsumerGroupId: x}"
    text = _TEMPLATE % {"literal": "", "arn": "!GetAtt Queue.Arn", "settings": settings}
    assert _codes(lint(text)) == ["ESM102"]


def test_over_indented_line_does_not_spoil_the_value_above(lint: Lint) -> None:
    text = _TEMPLATE % {
        "literal": "",
        "arn": "!GetAtt Queue.Arn\n       BatchSize: 10",
        "settings": "",
    }
    assert _codes(lint(text)) == ["ESM002"]


def test_filter_patterns_are_judged_each_by_itself(lint: Lint) -> None:
    patterns = ['{"body": ["x"]}', '{"body": "x"}', "5", "{", '{"$or": [{"a": ["x"]}, {"b": 1}]}']
    filters = [{"Pattern": pattern} for pattern in patterns]
    request = {
        "FunctionName": "f",
        "EventSourceArn": _QUEUE[0],
        "FilterCriteria": {"Filters": filters},
    }
    found = lint(json.dumps(request), "request.json").findings
    assert [(one.rule.code, one.setting) for one in found] == [
        ("ESM502", "FilterCriteria.Filters[1].Pattern"),
        ("ESM502", "FilterCriteria.Filters[2].Pattern"),
        ("ESM501", "FilterCriteria.Filters[3].Pattern"),
        ("ESM502", "FilterCriteria.Filters[4].Pattern"),
    ]


_SAM = """
Conditions:
  IsProd: !Equals [!Ref "AWS::Region", eu-west-1]
Resources:
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Event: {Type: %s, Properties: {%s}}
"""
_FAILED = "arn:aws:sqs:us-east-1:123456789012:failed"
_SAM_STREAM = f"Stream: {_STREAM[0]}, StartingPosition: LATEST"
_SAM_CLUSTER = "Stream: !ImportValue x, StartingPosition: LATEST, Topics: [orders]"
_SAM_BROKER = "Broker: !ImportValue x, Queues: [orders]"
_SAM_LOGIN = "SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: !ImportValue y}]"
_SAM_MISTAKES = [
    ("ESM020", "SQS", f"Queue: '{_QUEUE[0]}', BatchSize: '10'"),
    ("ESM020", "SQS", f"Queue: '{_QUEUE[0]}', BatchSize: 10.0"),
    ("ESM020", "SQS", f"Queue: '{_QUEUE[0]}', Enabled: 'False'"),
    ("ESM020", "MSK", f"{_SAM_CLUSTER}, ConsumerGroupId: 5"),
    ("ESM020", "MQ", f"{_SAM_BROKER}, {_SAM_LOGIN}, DynamicPolicyName: 'true'"),
    ("ESM020", "MQ", f"{_SAM_BROKER}, {_SAM_LOGIN}, SecretsManagerKmsKeyId: [x]"),
    ("ESM021", "MQ", f"{_SAM_BROKER}, {_SAM_LOGIN}, SecretsManagerKmsKeyId: !Ref x"),
    ("ESM021", "MQ", f"{_SAM_BROKER}, SourceAccessConfigurations: !Ref x"),
    ("ESM021", "MQ", f"{_SAM_BROKER}, SourceAccessConfigurations: [!Ref x]"),
    ("ESM021", "MQ", f"{_SAM_BROKER}, SourceAccessConfigurations: [{{Type: !Ref x, URI: !Ref y}}]"),
    ("ESM021", "Kinesis", f"{_SAM_STREAM}, DestinationConfig: !Ref x"),
    ("ESM021", "Kinesis", f"{_SAM_STREAM}, DestinationConfig: {{OnFailure: {{Type: !Ref x}}}}"),
    ("ESM022", "Kinesis", f"{_SAM_STREAM}, DestinationConfig: {{OnFailure: {{Type: Lambda}}}}"),
    ("ESM026", "SQS", f"Queue: '{_QUEUE[0]}', SchemaRegistryConfig: {{EventRecordFormat: JSON}}"),
    ("ESM028", "Kinesis", f"{_SAM_STREAM}, DestinationConfig: {{OnFailure: }}"),
    (
        "ESM029",
        "Kinesis",
        f"{_SAM_STREAM}, DestinationConfig: {{OnFailure: {{Type: S3, Destination: '{_FAILED}'}}}}",
    ),
]


@pytest.mark.parametrize(("code", "type_", "properties"), _SAM_MISTAKES)
def test_what_sam_demands(code: str, type_: str, properties: str, lint: Lint) -> None:
    assert _codes(lint(_SAM % (type_, properties))) == [code]


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        # What SAM passes on may be given by a function.
        ("SQS", f"Queue: '{_QUEUE[0]}', BatchSize: !If [IsProd, '10', 5]"),
        ("SQS", f"Queue: '{_QUEUE[0]}', ScalingConfig: {{MaximumConcurrency: '5'}}"),
        ("MSK", f"{_SAM_CLUSTER}, SourceAccessConfigurations: !Ref x"),
        ("Kinesis", f"{_SAM_STREAM}, DestinationConfig: {{OnFailure: !Ref x}}"),
        ("Kinesis", f"{_SAM_STREAM}, DestinationConfig: {{}}"),
        # Another program fills these in.
        ("SQS", f"Queue: '{_QUEUE[0]}', BatchSize: '${{BATCH}}'"),
        ("Kinesis", f"{_SAM_STREAM}, DestinationConfig: {{OnFailure: {{Type: '${{TYPE}}'}}}}"),
        ("SQS", f"Queue: '{_QUEUE[0]}', BatchSize: , SchemaRegistryConfig: "),
    ],
)
def test_what_sam_takes(type_: str, properties: str, lint: Lint) -> None:
    errors = [one for one in lint(_SAM % (type_, properties)).findings if one.level > Level.NOTE]
    assert errors == []


def test_language_extensions_run_before_sam(lint: Lint) -> None:
    text = _SAM % ("Kinesis", f"{_SAM_STREAM}, DestinationConfig: !Ref x")
    for transforms in ("AWS::LanguageExtensions", "[AWS::LanguageExtensions, Other]"):
        assert _codes(lint(f"Transform: {transforms}{text}")) == []
    assert _codes(lint(f"Transform: [Other]{text}")) == ["ESM021"]

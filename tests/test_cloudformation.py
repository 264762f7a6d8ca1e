"""What a template says about a mapping, however it says it."""

from collections.abc import Callable

import pytest

from mappinglint.dialects.cloudformation import CloudFormationDialect
from mappinglint.document import read
from mappinglint.engine import Engine, Result
from mappinglint.kind import ALL_KINDS, BROKERS, FIFO, KINDS_WITH_ARN, QUEUES, Kinds, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.source import Source
from mappinglint.value import Known, parts_of

Lint = Callable[..., Result]

_SOURCES = """
Parameters:
  Known: {Type: String, Default: "arn:aws:sqs:us-east-1:123456789012:known"}
  Open: {Type: String}
  Ssm: {Type: "AWS::SSM::Parameter::Value<String>", Default: /orders/arn}
  List: {Type: CommaDelimitedList, Default: "one, two"}
Mappings:
  Arns: {all: {queue: "arn:aws:sqs:us-east-1:123456789012:mapped"}}
Resources:
  Standard: {Type: "AWS::SQS::Queue"}
  Fifo: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true}}
  NotFifo: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: no, QueueName: "x"}}
  MaybeFifo: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: !Ref Open}}
  NamedFifo: {Type: "AWS::SQS::Queue", Properties: {QueueName: !Sub "x.fifo"}}
  Stream: {Type: "AWS::Kinesis::Stream"}
  Consumer: {Type: "AWS::Kinesis::StreamConsumer"}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Global:
    Type: AWS::DynamoDB::GlobalTable
    Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Cluster: {Type: "AWS::MSK::Cluster"}
  Serverless: {Type: "AWS::MSK::ServerlessCluster"}
  Vpc: {Type: "AWS::MSK::VpcConnection"}
  Rabbit: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: RabbitMQ}}
  Active: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: ACTIVEMQ}}
  SomeBroker: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: !Ref Open}}
  Documents: {Type: "AWS::DocDB::DBCluster"}
  Bucket: {Type: "AWS::S3::Bucket"}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: handler
      EventSourceArn: """


def _kind(*kinds: SourceKind) -> Kinds:
    return frozenset(kinds)


def _mappings(text: str) -> list[EventSourceMapping]:
    document = read(Source("template.yaml", text))
    assert document.problems == []
    return [
        mapping
        for alternatives in CloudFormationDialect().mappings(document)
        for mapping in alternatives
    ]


@pytest.mark.parametrize(
    ("arn", "kinds"),
    [
        ("arn:aws:sqs:us-east-1:123456789012:q", _kind(SourceKind.SQS)),
        ("arn:aws-iso-b:sqs:us-isob-east-1:123456789012:q.fifo", FIFO),
        ("arn:aws-cn:kinesis:cn-north-1:123456789012:stream/s", _kind(SourceKind.KINESIS)),
        (
            "arn:aws-eusc:dynamodb:eusc-de-east-1:123456789012:table/t/stream/x",
            _kind(SourceKind.DYNAMODB),
        ),
        ("arn:aws:kafka:us-east-1:123456789012:cluster/c/uuid-1", _kind(SourceKind.MSK)),
        ("arn:aws-us-gov:mq:us-gov-west-1:123456789012:broker:b:b-1", BROKERS),
        ("arn:aws:rds:us-east-1:123456789012:cluster:c", _kind(SourceKind.DOCUMENTDB)),
        ("arn:aws:sns:us-east-1:123456789012:topic", KINDS_WITH_ARN),
        ("not-an-arn", KINDS_WITH_ARN),
        ("!GetAtt Standard.Arn", _kind(SourceKind.SQS)),
        ("!GetAtt [Standard, Arn]", _kind(SourceKind.SQS)),
        ("{Fn::GetAtt: [Standard, Arn]}", _kind(SourceKind.SQS)),
        ('{"Fn::GetAtt": "Standard.Arn"}', _kind(SourceKind.SQS)),
        ("!GetAtt Fifo.Arn", FIFO),
        ("!GetAtt NotFifo.Arn", _kind(SourceKind.SQS)),
        ("!GetAtt MaybeFifo.Arn", QUEUES),
        ("!GetAtt NamedFifo.Arn", FIFO),
        ("!Sub ${Fifo.Arn}", FIFO),
        ("!GetAtt Stream.Arn", _kind(SourceKind.KINESIS)),
        ("!GetAtt Consumer.ConsumerARN", _kind(SourceKind.KINESIS)),
        ("!Ref Consumer", _kind(SourceKind.KINESIS)),
        ("!GetAtt Table.StreamArn", _kind(SourceKind.DYNAMODB)),
        ("!GetAtt Global.StreamArn", _kind(SourceKind.DYNAMODB)),
        ("!Ref Cluster", _kind(SourceKind.MSK)),
        ("!GetAtt Serverless.Arn", _kind(SourceKind.MSK)),
        ("!Ref Vpc", _kind(SourceKind.MSK)),
        ("!GetAtt Rabbit.Arn", _kind(SourceKind.RABBITMQ)),
        ("!GetAtt Active.Arn", _kind(SourceKind.ACTIVEMQ)),
        ("!GetAtt SomeBroker.Arn", BROKERS),
        ("!GetAtt Bucket.Arn", KINDS_WITH_ARN),
        ("!GetAtt Elsewhere.Arn", KINDS_WITH_ARN),
        ("!ImportValue queue", KINDS_WITH_ARN),
        ("!Ref Known", _kind(SourceKind.SQS)),
        ("!Ref Open", KINDS_WITH_ARN),
        ("!Ref Ssm", KINDS_WITH_ARN),
        ('"{{resolve:ssm:/orders/arn}}"', KINDS_WITH_ARN),
        ("!Select [0, !Ref List]", KINDS_WITH_ARN),
        ("!FindInMap [Arns, all, queue]", _kind(SourceKind.SQS)),
        (
            "!Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-q",
            _kind(SourceKind.SQS),
        ),
        ("!Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Open}", QUEUES),
        ("!Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Open}.fifo", FIFO),
        ("!Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Open}fo", QUEUES),
        (
            "!Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Standard.QueueName}",
            _kind(SourceKind.SQS),
        ),
        ("!Sub arn:aws:rds:us-east-1:1:cluster:${Documents}", _kind(SourceKind.DOCUMENTDB)),
        ('!Sub ["arn:aws:sqs:${R}:1:${N}", {R: x, N: y.fifo}]', FIFO),
        ('!Sub ["arn:aws:${Service}:x:1:q", {Service: !Ref Open}]', KINDS_WITH_ARN),
        ("!Join [':', [arn, aws, sqs, !Ref 'AWS::Region', 1, q.fifo]]", FIFO),
        ("{Fn::Join: ['', ['arn:aws:kinesis:', x]]}", _kind(SourceKind.KINESIS)),
        ("!Base64 x", KINDS_WITH_ARN),
        ("!Join [a]", KINDS_WITH_ARN),
        ("!Sub [1, 2, 3]", KINDS_WITH_ARN),
        ("!Ref [x]", KINDS_WITH_ARN),
        ("!FindInMap [Nowhere, x, y]", KINDS_WITH_ARN),
        ("!Ref AWS::NoValue", ALL_KINDS),
    ],
)
def test_kinds_of_source(arn: str, kinds: Kinds) -> None:
    (mapping,) = _mappings(_SOURCES + arn + "\n")
    assert mapping.kinds == kinds


def test_label_of_the_kind_points_at_what_decides_it() -> None:
    places = {}
    for arn in ("!GetAtt Fifo.Arn", "!GetAtt NamedFifo.Arn", "!GetAtt Rabbit.Arn", "!Ref Stream"):
        (mapping,) = _mappings(_SOURCES + arn + "\n")
        assert mapping.kinds_label is not None
        places[arn] = mapping.kinds_label.place.text
    assert places == {
        "!GetAtt Fifo.Arn": "true",
        "!GetAtt NamedFifo.Arn": '!Sub "x.fifo"',
        "!GetAtt Rabbit.Arn": "RabbitMQ",
        "!Ref Stream": "Stream",
    }


_TEMPLATE = """
Parameters:
  Stage: {Type: String, Default: dev}
  Size: {Type: Number, Default: "50", AllowedValues: [1, 50]}
Mappings:
  ByRegion: {us-east-1: {size: 1}, eu-west-1: {size: 2}}
  ByStage: {dev: {size: 3}, prod: {size: 4}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Equals [!Ref Stage, test]
  IsEither: !Or [!Condition IsProd, {Condition: IsTest}]
  IsNeither: !Not [!Condition IsEither]
  IsOpen: !Equals [!ImportValue x, y]
  IsNotOpen: !Not [!Condition IsOpen]
  IsLoop: !And [!Condition IsLoop, !Condition IsProd]
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: handler
      EventSourceArn: arn:aws:sqs:us-east-1:123456789012:q
      BatchSize: %s
      MaximumBatchingWindowInSeconds: %s
"""


@pytest.mark.parametrize(
    ("size", "window", "scenarios"),
    [
        ("7", "5", {(7, 5)}),
        ('"7"', "0x10", {(7, 16)}),
        ("!Ref Size", "5", {(1, 5), (50, 5)}),
        ("!If [IsProd, 1, 2]", "!If [IsProd, 3, 4]", {(1, 3), (2, 4)}),
        ("!If [IsProd, 1, 2]", "!If [IsTest, 3, 4]", {(1, 4), (2, 3), (2, 4)}),
        ("!If [IsEither, 1, 2]", "!If [IsNeither, 3, 4]", {(1, 4), (2, 3)}),
        ("!If [IsOpen, 1, 2]", "!If [IsNotOpen, 3, 4]", {(1, 4), (2, 3)}),
        ("!If [IsLoop, 1, 2]", "0", {(1, 0), (2, 0)}),
        ("!If [IsMissing, 1, 2]", "0", {(None, 0)}),
        ("!If [IsProd, !Ref AWS::NoValue, 2]", "0", {(None, 0), (2, 0)}),
        ("!FindInMap [ByRegion, !Ref AWS::Region, size]", "0", {(1, 0), (2, 0)}),
        (
            "!FindInMap [ByStage, !Ref Stage, size]",
            "!If [IsProd, 9, 8]",
            {(3, 8), (4, 9), (None, 8)},
        ),
        ("{Fn::If: [IsProd, {Ref: Size}, 2]}", "0", {(1, 0), (50, 0), (2, 0)}),
        ("!Select [1, [10, 20]]", "!Select ['9', [1]]", {(20, None)}),
        ("!Ref Nowhere", "!GetAtt Mapping.Id", {(None, None)}),
    ],
)
def test_values_in_every_scenario(
    size: str, window: str, scenarios: set[tuple[int | None, int | None]]
) -> None:
    found = {
        (mapping.integer("BatchSize"), mapping.integer("MaximumBatchingWindowInSeconds"))
        for mapping in _mappings(_TEMPLATE % (size, window))
    }
    assert found == scenarios


def test_scenarios_are_bounded() -> None:
    parameters = "".join(f"  P{n}: {{Type: Number, AllowedValues: [1, 2, 3]}}\n" for n in range(9))
    sizes = ", ".join(f"!Ref P{n}" for n in range(9))
    text = f"""
Parameters:
{parameters}
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{FunctionName: x, EventSourceArn: y, Topics: [{sizes}]}}
"""
    assert 1 < len(_mappings(text)) <= 32


def test_condition_of_the_resource_holds_where_it_exists(lint: Lint) -> None:
    text = _TEMPLATE % ("!If [IsProd, 100, 10]", "!If [IsProd, 0, 5]")
    assert [found.rule.code for found in lint(text).findings] == ["ESM201"]
    never_in_prod = text.replace("    Properties:", "    Condition: IsNeither\n    Properties:")
    assert lint(never_in_prod).findings == []


def test_resource_that_can_never_exist_is_linted(lint: Lint) -> None:
    text = (_TEMPLATE % ("100", "0")).replace(
        "    Properties:", "    Condition: No\n    Properties:"
    )
    text = text.replace("Conditions:", "Conditions:\n  No: !Equals [a, b]")
    assert [found.rule.code for found in lint(text).findings] == ["ESM201"]


def test_finding_of_some_scenarios_says_when(lint: Lint) -> None:
    (found,) = lint(_TEMPLATE % ("!If [IsProd, 100, 10]", "0")).findings
    assert [tuple(one) for one in found.when] == [("Stage", "prod")]


def test_only_what_matters_is_said(lint: Lint) -> None:
    (found,) = lint(
        _TEMPLATE % ("!Ref Size", "0") + "      Enabled: !If [IsProd, true, false]"
    ).findings
    assert [tuple(one) for one in found.when] == [("Size", "50")]


def test_long_chain_of_conditions_ends(lint: Lint) -> None:
    chain = "".join(f"  C{n}: !Not [!Condition C{n + 1}]\n" for n in range(500))
    text = (_TEMPLATE % ("!If [C0, 1, 2]", "0")).replace("Conditions:", f"Conditions:\n{chain}")
    assert lint(text).findings == []


def test_finding_of_all_scenarios_does_not(lint: Lint) -> None:
    (found,) = lint(_TEMPLATE % ("100", "!If [IsProd, 0, !Ref AWS::NoValue]")).findings[:1]
    assert found.when == ()


def test_spelling_of_settings() -> None:
    text = _TEMPLATE % ("1", "0")
    text += "      KmsKeyArn: arn:aws:kms:us-east-1:123456789012:key/k\n      KMSKeyArn: x\n"
    text += "      Tags: [{Key: a, Value: b}, {Key: c, Value: !Ref Size}]\n"
    mapping = _mappings(text)[0]
    assert mapping.string("KMSKeyArn") == "arn:aws:kms:us-east-1:123456789012:key/k"
    assert mapping.spell("KMSKeyArn") == "KmsKeyArn"
    assert mapping.spell("SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS") == (
        "KafkaBootstrapServers"
    )
    assert mapping.string("Tags.a") == "b"


def test_value_from_a_parameter_knows_its_default() -> None:
    mapping = _mappings(_TEMPLATE % ("!Ref Size", "0"))[0]
    value = mapping.get("BatchSize")
    assert isinstance(value, Known)
    assert value.place.text == "!Ref Size"
    assert value.cause is not None
    assert (value.cause.place.text, value.cause.text) == ('"50"', "the default of Size")


def test_circular_references_end() -> None:
    text = """
Resources:
  A: {Type: "AWS::SQS::Queue", Properties: {QueueName: !GetAtt B.QueueName}}
  B: {Type: "AWS::SQS::Queue", Properties: {QueueName: !Sub "${A.QueueName}${B.QueueName}"}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: x, EventSourceArn: !GetAtt A.Arn}
"""
    (mapping,) = _mappings(text)
    arn = mapping.get("EventSourceArn")
    assert arn is not None
    assert parts_of(arn)[0] == "arn:"


@pytest.mark.parametrize(
    "resources",
    ["", "[]", "5", "{A: }", "{A: []}", "{A: {Type: 5}}", "{A: {Type: [x]}}", "!Sub x", "{1: 2}"],
)
def test_malformed_resources_are_survived(resources: str, lint: Lint) -> None:
    result = lint(f"Resources: {resources}\nMetadata: AWS::Lambda::EventSourceMapping\n")
    assert (result.mappings, result.findings) == (0, [])


@pytest.mark.parametrize(
    "properties", ["", "[]", "5", "!Sub x", "{Fn::Transform: {Name: x}}", "!If [a, b, c]"]
)
def test_malformed_properties_are_survived(properties: str, lint: Lint) -> None:
    text = "Resources: {M: {Type: AWS::Lambda::EventSourceMapping, Properties: HERE}}"
    result = lint(text.replace("HERE", properties))
    assert result.mappings == 1
    assert {found.rule.code for found in result.findings} <= {"ESM014", "ESM101"}


def test_properties_under_another_name_are_read_all_the_same(lint: Callable[..., Result]) -> None:
    for name in ("properties", "Property"):
        text = f"""Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    {name}: {{EventSourceArn: "arn:aws:sqs:us-east-1:123456789012:q", FunctionName: f}}
"""
        (found,) = lint(text).findings
        assert (found.rule.code, found.primary.place.text) == ("ESM015", name)
        assert found.fix
        assert found.fix.edits[0].text == "Properties"


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ("DestinationConfig: {OnFailure: !GetAtt Queue.Arn}", "!GetAtt Queue.Arn"),
        ("DestinationConfig: !GetAtt Queue.Arn", "!GetAtt Queue.Arn"),
        ("FilterCriteria: {Filters: [!GetAtt Queue.Arn]}", "Filters"),
        ("DestinationConfig: {OnFailure: !Ref Open}", ""),
        ("DestinationConfig: {OnFailure: !GetAtt Other.Arn}", ""),
        ("Topics: !Split [',', !GetAtt Queue.Arn]", ""),
    ],
)
def test_reference_to_a_text_is_no_object(
    settings: str, wrong: str, lint: Callable[..., Result]
) -> None:
    text = f"""Parameters: {{Open: {{Type: String}}}}
Resources:
  Queue: {{Type: "AWS::SQS::Queue"}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: handler
      EventSourceArn: !Ref Open
      StartingPosition: LATEST
      {settings}
"""
    found = [one for one in lint(text).findings if one.rule.code == "ESM011"]
    assert [one.primary.place.text for one in found] == [wrong] * bool(wrong)


@pytest.mark.parametrize(
    "name", ['!Sub "${Handler}:live"', '!Sub "${Handler.Arn}:7"', "!Ref Live", "handle-orders"]
)
def test_function_is_found_behind_its_names(name: str, engine: Engine) -> None:
    text = f"""\
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties: {{FunctionName: handle-orders, Timeout: 7}}
  Live:
    Type: AWS::Lambda::Alias
    Properties: {{FunctionName: !Ref Handler, FunctionVersion: 7, Name: live}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !ImportValue orders, FunctionName: {name}}}
"""
    ((mapping,),) = engine.mappings("template.yaml", text.encode(), Result())
    assert mapping.function is not None
    assert mapping.function.integer("Timeout") == 7


@pytest.mark.parametrize(
    ("names", "told"), [(["prod"], "not prod"), (["prod", "dev"], "none of dev, prod")]
)
def test_something_else_is_told_by_what_it_is_not(
    engine: Engine, names: list[str], told: str
) -> None:
    conditions = "".join(f"  Is{one}: !Equals [!Ref AWS::StackName, {one}]\n" for one in names)
    reserved = "0"
    for one in names:
        reserved = f"!If [Is{one}, 1000, {reserved}]"
    text = f"""
Conditions:
{conditions}
Resources:
  Orders: {{Type: AWS::SQS::Queue}}
  Handler:
    Type: AWS::Lambda::Function
    Properties: {{ReservedConcurrentExecutions: {reserved}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !GetAtt Orders.Arn, FunctionName: !Ref Handler}}
"""
    [found] = engine.check_text("template.yaml", text).findings
    assert found.when == (("AWS::StackName", told),)

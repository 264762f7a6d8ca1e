"""What a SAM template says about a mapping, however it says it."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.dialects.sam import SamDialect
from mappinglint.dialects.sam.events import EVENT_TYPES, OTHER_TYPES
from mappinglint.document import read
from mappinglint.engine import Engine, Result
from mappinglint.finding import Level
from mappinglint.kind import BROKERS, FIFO, KINDS_WITH_ARN, QUEUES, Kinds, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.source import Source
from mappinglint.value import Fields, Items, Known, Unknown

Lint = Callable[..., Result]

_FUNCTION = """
Parameters:
  Open: {Type: String}
  Stage: {Type: String}
Conditions:
  IsOpen: !Equals [!Ref Stage, yes]
Resources:
  Fifo: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true}}
  Rabbit: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: RabbitMQ}}
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Event: """


def _mappings(text: str) -> list[EventSourceMapping]:
    document = read(Source("template.yaml", text))
    assert document.problems == []
    return [one for alternatives in SamDialect().mappings(document) for one in alternatives]


def _mapping(event: str) -> EventSourceMapping:
    (found,) = _mappings(_FUNCTION + event)
    return found


def test_mapping_is_named_by_function_and_event() -> None:
    found = _mapping("{Type: SQS, Properties: {Queue: !GetAtt Fifo.Arn}}")
    assert found.name == "Handler.Event"
    assert found.place.text == "Event"
    assert found.spell("EventSourceArn") == "Queue"
    name = found.get("FunctionName")
    assert isinstance(name, Unknown)
    assert (name.place.text, name.identity) == ("Handler", "Handler")


@pytest.mark.parametrize(
    ("event", "kinds"),
    [
        ("{Type: SQS, Properties: {Queue: !Ref Open}}", QUEUES),
        ("{Type: SQS, Properties: {Queue: !GetAtt Fifo.Arn}}", FIFO),
        ("{Type: MQ, Properties: {Broker: !Ref Open}}", BROKERS),
        (
            "{Type: MQ, Properties: {Broker: !GetAtt Rabbit.Arn}}",
            frozenset({SourceKind.RABBITMQ}),
        ),
        ("{Type: MSK, Properties: {Stream: !Ref Open}}", frozenset({SourceKind.MSK})),
        ("{Type: SelfManagedKafka, Properties: {}}", frozenset({SourceKind.KAFKA})),
        ("{Type: DocumentDB}", frozenset({SourceKind.DOCUMENTDB})),
    ],
)
def test_type_tells_the_kind(event: str, kinds: Kinds) -> None:
    assert _mapping(event).kinds == kinds


def test_flat_properties_are_objects_of_the_api() -> None:
    found = _mapping(
        "{Type: SelfManagedKafka, Properties: {KafkaBootstrapServers: ['a:1', 'b:2'], "
        "ConsumerGroupId: group, SchemaRegistryConfig: {EventRecordFormat: JSON}}}"
    )
    servers = found.get("SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS")
    assert isinstance(servers, Items)
    assert found.string("SelfManagedKafkaEventSourceConfig.ConsumerGroupId") == "group"
    registry = "SelfManagedKafkaEventSourceConfig.SchemaRegistryConfig"
    assert found.string(f"{registry}.EventRecordFormat") == "JSON"
    assert found.spell(registry) == "SchemaRegistryConfig"
    found = _mapping("{Type: DocumentDB, Properties: {DatabaseName: a, FullDocument: Default}}")
    assert found.string("DocumentDBEventSourceConfig.DatabaseName") == "a"
    assert found.string("DocumentDBEventSourceConfig.FullDocument") == "Default"
    assert found.spell("DocumentDBEventSourceConfig.CollectionName") == "CollectionName"


def test_type_of_the_destination_is_sams_alone() -> None:
    config = "DestinationConfig: {OnFailure: {Type: SQS, Destination: x}}"
    found = _mapping(f"{{Type: Kinesis, Properties: {{Stream: !Ref Open, {config}}}}}")
    on_failure = found.get("DestinationConfig.OnFailure")
    assert isinstance(on_failure, Fields)
    assert [field.spelling for field in on_failure.fields] == ["Destination"]


@pytest.mark.parametrize("name", OTHER_TYPES)
def test_events_that_lambda_does_not_poll_are_none(name: str) -> None:
    keys = "Queue: x, Stream: y, Broker: z, BatchSize: 0"
    assert _mappings(f"{_FUNCTION}{{Type: {name}, Properties: {{{keys}}}}}") == []


@pytest.mark.parametrize(
    ("event", "spelling"),
    [
        ("{Type: Sqs, Properties: {Queue: x}}", "Queue"),
        ("{Type: sqs}", "Queue"),
        ("{Type: Kineses, Properties: {Stream: x}}", "Stream"),
        ("{Type: DocumentDb, Properties: {}}", "Cluster"),
        ("{Type: AmazonMQ, Properties: {Broker: x}}", "Broker"),
        ("{Type: Kafka, Properties: {KafkaBootstrapServers: ['a:1']}}", "EventSourceArn"),
        ("{Type: AWS::SQS::Queue, Properties: {Queue: x}}", "Queue"),
    ],
)
def test_type_that_is_none_may_be_meant_for_ours(event: str, spelling: str) -> None:
    found = _mapping(event)
    assert found.declared is not None
    assert found.declared.kinds is None
    assert found.declared.options == tuple(EVENT_TYPES)
    assert found.spell("EventSourceArn") == spelling


@pytest.mark.parametrize("event", ["{Type: Shedule}", "{Type: Custom, Properties: {Path: /}}"])
def test_type_that_is_none_may_be_anothers(event: str) -> None:
    assert _mappings(_FUNCTION + event) == []


def test_event_without_type_is_told_by_its_source() -> None:
    found = _mapping("{Properties: {Queue: !Ref Open}}")
    assert found.declared is None
    assert found.kinds == KINDS_WITH_ARN


def test_conditions_make_scenarios() -> None:
    text = _FUNCTION + "{Type: SQS, Properties: {Queue: !Ref Open, BatchSize: !If [IsOpen, 1, 2]}}"
    sizes = {one.integer("BatchSize"): one.assumptions for one in _mappings(text)}
    assert sorted(sizes, key=str) == [1, 2]
    # The function's own condition rules one of them out.
    limited = text.replace("Function\n", "Function\n    Condition: IsOpen\n")
    assert [one.integer("BatchSize") for one in _mappings(limited)] == [1]


def test_event_that_a_function_gives_is_read_in_each_scenario() -> None:
    event = "!If [IsOpen, {Type: SQS, Properties: {Queue: !Ref Open}}, !Ref AWS::NoValue]"
    (found,) = _mappings(_FUNCTION + event)
    assert found.spell("EventSourceArn") == "Queue"
    assert isinstance(found.raw, Unknown)
    assert found.raw.unresolved == "Fn::If"


@pytest.mark.parametrize(
    "source",
    [
        "!GetAtt Rabbit.Arn",
        "!Ref Rabbit",
        "!Ref Table",
        "!GetAtt Table.Arn",
        "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
        "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
    ],
)
def test_source_of_another_kind_is_one_mistake_however_it_is_named(source: str, lint: Lint) -> None:
    table = "  Table: {Type: 'AWS::DynamoDB::Table'}\n  Fifo:"
    event = f"{{Type: SQS, Properties: {{Queue: {source}}}}}"
    found = lint(_FUNCTION.replace("  Fifo:", table) + event).findings
    assert [one.rule.code for one in found if one.level > Level.NOTE] == ["ESM114"]
    assert found[0].fix is None


_SQS = "{Type: SQS, Properties: {Queue: !GetAtt Fifo.Arn}}"
_EVENTS = "Events:\n        Event: "


@pytest.mark.parametrize(
    ("written", "where", "level", "fixed"),
    [
        (f"Event: {{Orders: {_SQS}}}", "Event", Level.ERROR, f"Events: {{Orders: {_SQS}}}"),
        (f'"events": {{Orders: {_SQS}}}', '"events"', Level.ERROR, f'"Events": {{Orders: {_SQS}}}'),
        (f"Events: [{{Orders: {_SQS}}}]", "Events", Level.ERROR, None),
        (f"Events: [{_SQS}]", "Events", Level.ERROR, None),
        (f"Events: {_SQS}", "Events", Level.ERROR, None),
        (f"Events: {{Orders: , {_SQS[1:]}", "Events", Level.ERROR, None),
        (f"Timeout: 3\n    Events: {{Orders: {_SQS}}}", "Events", Level.WARNING, None),
    ],
)
def test_event_is_found_where_sam_does_not_look(
    written: str, where: str, level: Level, fixed: str | None, lint: Lint
) -> None:
    (found,) = lint(_FUNCTION.replace(_EVENTS, written)).findings
    assert (found.rule.code, found.primary.place.text) == ("ESM025", where)
    assert found.level is level
    assert (found.fix is None) == (fixed is None)
    if found.fix and fixed:
        (edit,) = found.fix.edits
        assert written.replace(edit.place.text, edit.text) == fixed


def test_other_things_with_events_are_none() -> None:
    for key in ("EventInvokeConfig", "Tags", "Environment", "Eventual"):
        text = _FUNCTION.replace(_EVENTS, f"{key}: {{Orders: {_SQS}}}")
        assert _mappings(text) == []


def test_properties_under_another_name_are_read_all_the_same(lint: Lint) -> None:
    for name, is_safe in (("properties", True), ("Property", False), ("Propertys", False)):
        event = f"{{Type: SQS, {name}: {{Queue: !GetAtt Fifo.Arn, BatchSize: 11}}}}"
        about_size, found = lint(_FUNCTION + event).findings
        codes = sorted([about_size.rule.code, found.rule.code])
        assert codes == ["ESM015", "ESM204"]
        (mended,) = [one for one in (about_size, found) if one.rule.code == "ESM015"]
        assert mended.fix
        assert (mended.fix.edits[0].text, mended.fix.safe) == ("Properties", is_safe)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("SQSEvent", "SQS"), ("AmazonMQ", "MQ"), ("DynamoDBStreams", "DynamoDB"), ("Kafka", "")],
)
def test_type_is_told_by_the_word_in_it(written: str, meant: str) -> None:
    for found in _mappings(_FUNCTION + f"{{Type: {written}, Properties: {{BatchSize: 1}}}}"):
        assert found.declared
        assert found.declared.meant == meant


def test_properties_that_nobody_knows_are_not_missing(lint: Lint) -> None:
    for properties in ("!Ref Open", "{Fn::Transform: {Name: x}}", "{'{{ x }}': 1}"):
        event = f"{{Type: SQS, Properties: {properties}}}"
        assert not _mapping(event).settings.complete
        codes = {one.rule.code for one in lint(_FUNCTION + event).findings}
        assert "ESM101" not in codes


def test_raw_properties_are_as_sam_sees_them() -> None:
    found = _mapping("{Type: SQS, Properties: {Queue: !Ref Open, BatchSize: '5'}}")
    assert isinstance(found.raw, Fields)
    size, queue = found.raw.get("BatchSize"), found.raw.get("Queue")
    assert isinstance(size, Known)
    assert size.data == "5"
    assert isinstance(queue, Unknown)
    assert queue.unresolved == "Ref"


def test_dead_letter_queue_is_no_event() -> None:
    text = _FUNCTION.replace("Events:\n        Event: ", "DeadLetterQueue: {Type: SQS}")
    assert _mappings(text) == []


def test_view_of_a_tables_stream_is_known() -> None:
    text = _FUNCTION.replace(
        "  Fifo:",
        "  Table: {Type: 'AWS::DynamoDB::Table', "
        "Properties: {StreamSpecification: {StreamViewType: KEYS_ONLY}}}\n  Fifo:",
    )
    event = "{Type: DynamoDB, Properties: {Stream: !GetAtt Table.StreamArn}}"
    (found,) = _mappings(text + event)
    assert found.source is not None
    assert found.source.string("StreamSpecification.StreamViewType") == "KEYS_ONLY"


def test_mapping_resource_and_event_of_one_template_are_compared(lint: Lint) -> None:
    mapping = """
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Handler, EventSourceArn: !GetAtt Fifo.Arn}
"""
    event = "{Type: SQS, Properties: {Queue: !GetAtt Fifo.Arn}}"
    (found,) = [
        one for one in lint(_FUNCTION + event + mapping).findings if one.rule.code == "ESM112"
    ]
    assert found.message.startswith("Mapping already maps this source")


@pytest.mark.parametrize("text", ["Transform: AWS::Serverless-2016-10-31", "Events: SQS"])
def test_what_has_no_function_with_events_is_not_parsed(text: str) -> None:
    assert not SamDialect().may_contain(text.encode())


def test_broken_text_is_meant_only_with_a_polled_event() -> None:
    head = "AWS::Serverless::Function\nEvents:\n"
    assert SamDialect().is_meant(f"{head}  Type: SQS".encode())
    assert SamDialect().is_meant(f'{head} "Type" : "MSK"'.encode())
    assert not SamDialect().is_meant(f"{head}  Type: Api\n  # SQS".encode())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 20_000) | st.sampled_from(["SQS", "x", "Kinesis"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Type", "Properties", "Events", "Queue", "Stream", "Topics", "Fn::If", "Ref",
                    "KafkaBootstrapServers", "SchemaRegistryConfig", "DestinationConfig",
                    "OnFailure", "SourceAccessConfigurations", "ConsumerGroupId", "DatabaseName",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)  # fmt: skip


@given(event=_JSON, type_=st.sampled_from([*EVENT_TYPES, "Sqs", None]), as_event=st.booleans())
def test_anything_is_survived(
    event: object, type_: str | None, as_event: bool, engine: Engine
) -> None:
    body = {"Type": type_, "Properties": event} if as_event else event
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Event": body}}}
    template = {"Resources": {"Handler": function, "Other": event}, "Globals": {"Function": event}}
    result = engine.check_text("template.json", json.dumps(template))
    assert result.failures == []


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_every_type_is_searched_for(type_: str) -> None:
    text = f"Type: AWS::Serverless::Function\nEvents:\n  Orders:\n    Type: {type_}\n".encode()
    assert SamDialect().may_contain(text)
    assert SamDialect().is_meant(text)

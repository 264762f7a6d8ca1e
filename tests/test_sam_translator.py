"""SAM events against the translator that AWS runs for them: the same names, the same verdicts."""

import copy
import json
import logging
import os
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

# It asks boto3 for a region when it is imported, and never calls AWS.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.model import sam_resources
from samtranslator.model.eventsources import pull
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.model.types import IS_BOOL, IS_DICT, IS_INT, IS_LIST, IS_STR
from samtranslator.parser.parser import Parser
from samtranslator.plugins.globals.globals import Globals
from samtranslator.translator import translator

from mappinglint.dialects.cloudformation.surroundings import OF_ONE_FUNCTION
from mappinglint.dialects.sam.events import EVENT_TYPES, OTHER_TYPES, EventType
from mappinglint.engine import Engine, Result
from mappinglint.finding import Level
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.resource import INVOKE_CONFIG
from mappinglint.value import Fields, Items, Known, Unknown, Value
from mappinglint_rules.schema import schema_at
from mappinglint_rules.tools import sam_value_type
from mappinglint_rules.tools.sam_destination_type import TYPES as DESTINATION_TYPES

pytestmark = pytest.mark.apart

# It reads and validates its policy templates anew for every template, which takes longest.
_make_policies = cache(translator.make_policy_template_for_function_plugin)
translator.make_policy_template_for_function_plugin = _make_policies
# It makes a session for every template otherwise, to ask for the region alone.
_SESSION: Any = SimpleNamespace(region_name="us-east-1")
# It complains at its end of what it counted and nobody collects.
logging.getLogger("samtranslator.metrics.metrics").setLevel(logging.ERROR)

Event = dict[str, Any]

_ENGINE = Engine(Plugins())
_RESOURCES = {
    "Queue": {"Type": "AWS::SQS::Queue"},
    "Fifo": {"Type": "AWS::SQS::Queue", "Properties": {"FifoQueue": True}},
    "Stream": {"Type": "AWS::Kinesis::Stream"},
    "Table": {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {"StreamSpecification": {"StreamViewType": "KEYS_ONLY"}},
    },
    "Cluster": {"Type": "AWS::MSK::Cluster"},
    "Rabbit": {"Type": "AWS::AmazonMQ::Broker", "Properties": {"EngineType": "RABBITMQ"}},
    "Active": {"Type": "AWS::AmazonMQ::Broker", "Properties": {"EngineType": "ACTIVEMQ"}},
}
_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:s"  # noqa: S105
_LOGIN = [{"Type": "BASIC_AUTH", "URI": _SECRET}]


def _template(event: Any) -> dict[str, Any]:
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "CodeUri": "s3://bucket/key",
            "Handler": "index.handler",
            "Runtime": "python3.13",
            # Who may do what is not what the translation tells.
            "Policies": ["AdministratorAccess"],
            "Events": {"Event": event},
        },
    }
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Conditions": {"Open": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}},
        "Resources": {**_RESOURCES, "Handler": function},
    }


def _translated(template: dict[str, Any]) -> dict[str, Any] | str:
    """Return the CloudFormation template that SAM makes of another one, or why it refuses."""
    policies = {"AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/x"}
    try:
        sam = translator.Translator(policies, Parser(), boto_session=_SESSION)
        made = sam.translate(copy.deepcopy(template), {})
    except InvalidDocumentException as error:
        return "; ".join(cause.message for cause in error.causes)
    found: dict[str, Any] = made
    return found


def _codes(template: Any, level: Level = Level.NOTE) -> list[str]:
    result = _ENGINE.check_text("template.json", json.dumps(template))
    assert result.failures == []
    assert result.mappings == 1
    return sorted(one.rule.code for one in result.findings if one.level >= level)


def _class(type_: EventType) -> Any:
    return getattr(pull, type_.name)


# -- names ----------------------------------------------------------------------------------------

_EACH_TYPE = pytest.mark.parametrize("type_", EVENT_TYPES.values(), ids=lambda type_: type_.name)


@_EACH_TYPE
def test_properties_are_the_translators(type_: EventType) -> None:
    ours = type_.homes.keys() | type_.own
    theirs = set(_class(type_).property_types)
    # The translator lists it for every type, and then refuses it for those without Kafka.
    refused = (
        theirs & {"ConsumerGroupId"} if type_.name not in ("MSK", "SelfManagedKafka") else set()
    )
    assert ours == theirs - refused


@_EACH_TYPE
def test_homes_are_settings_of_the_api(type_: EventType) -> None:
    for home in type_.homes.values():
        assert schema_at(home), home


@_EACH_TYPE
def test_every_name_that_the_translator_passes_on_has_a_word(type_: EventType) -> None:
    """A setting within a setting is not unknown because the list of names is too short."""
    for home in type_.homes.values():
        for name in _names_within(schema_at(home)):
            assert name in type_.format.spellings, (home, name)


def _names_within(schema: dict[str, Any]) -> Iterator[str]:
    for name, inner in schema.get("properties", {}).items():
        yield name
        yield from _names_within(inner)
    yield from _names_within(schema["items"]) if "items" in schema else ()


def test_event_types_are_the_translators() -> None:
    theirs = set(sam_resources.SamFunction.event_resolver.resource_types) - {None}
    assert {*EVENT_TYPES, *OTHER_TYPES} == theirs


def test_types_of_values_are_the_translators() -> None:
    checks = {IS_INT: int, IS_BOOL: bool, IS_STR: str}
    theirs = {
        name: checks[property_.validate]
        for type_ in EVENT_TYPES.values()
        for name, property_ in _class(type_).property_types.items()
        if property_.validate in checks
    }
    assert theirs == sam_value_type.WANTED


def test_other_types_of_values_are_shape() -> None:
    """What SAM wants as a list or an object is one for the API, or nothing that it refuses."""
    checks = {IS_LIST: "array", IS_DICT: "object"}
    for type_ in EVENT_TYPES.values():
        for name, property_ in _class(type_).property_types.items():
            if property_.validate in checks and name in type_.homes:
                home = type_.homes[name]
                assert schema_at(home)["type"] == checks[property_.validate], name


@_EACH_TYPE
def test_what_is_said_of_missing_settings_is_what_the_translator_says(type_: EventType) -> None:
    whole = _RIGHT[type_.name]
    for setting, sentence in type_.format.on_missing.items():
        owner = tuple(setting.split("."))
        names = {name for name, home in type_.homes.items() if home[: len(owner)] == owner}
        event = {name: value for name, value in whole.items() if name not in names}
        answer = _translated(_template({"Type": type_.name, "Properties": event}))
        assert isinstance(answer, str)
        assert sentence.removeprefix('SAM answers "').removesuffix('"') in answer


# -- verdicts -------------------------------------------------------------------------------------


def _arn(name: str, attribute: str = "Arn") -> Any:
    return {"Fn::GetAtt": [name, attribute]}


_RIGHT: dict[str, Event] = {
    "SQS": {"Queue": _arn("Queue")},
    "Kinesis": {"Stream": _arn("Stream"), "StartingPosition": "LATEST"},
    "DynamoDB": {"Stream": _arn("Table", "StreamArn"), "StartingPosition": "LATEST"},
    "MSK": {"Stream": {"Ref": "Cluster"}, "StartingPosition": "LATEST", "Topics": ["orders"]},
    "MQ": {"Broker": _arn("Rabbit"), "Queues": ["orders"], "SourceAccessConfigurations": _LOGIN},
    "SelfManagedKafka": {
        "KafkaBootstrapServers": ["kafka.example:9092"],
        "Topics": ["orders"],
        "SourceAccessConfigurations": _LOGIN,
    },
    "DocumentDB": {
        "Cluster": "arn:aws:rds:us-east-1:123456789012:cluster:orders",
        "DatabaseName": "orders",
        "SourceAccessConfigurations": _LOGIN,
    },
}
_IMPORTED = {"Fn::ImportValue": "stream"}
_SOURCES: dict[str, dict[str, list[Any]]] = {
    "SQS": {
        "Queue": [
            _arn("Queue"),
            _arn("Fifo"),
            {"Ref": "Queue"},
            "arn:aws:sqs:us-east-1:123456789012:orders",
            {"Fn::Sub": "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:orders.fifo"},
            {"Fn::If": ["Open", _arn("Queue"), _arn("Fifo")]},
        ]
    },
    "Kinesis": {"Stream": [_arn("Stream"), {"Ref": "Stream"}, _IMPORTED]},
    "DynamoDB": {"Stream": [_arn("Table", "StreamArn"), _arn("Table")]},
    "MSK": {"Stream": [{"Ref": "Cluster"}]},
    "MQ": {"Broker": [_arn("Rabbit"), _arn("Active")]},
    "SelfManagedKafka": {
        "KafkaBootstrapServers": [["a.example:9092"], ["a.example"], {"Fn::Split": [",", "a:1"]}]
    },
    "DocumentDB": {"Cluster": ["arn:aws:rds:us-east-1:123456789012:cluster:orders"]},
}
_REGISTRY = {
    "SchemaRegistryURI": "arn:aws:glue:us-east-1:123456789012:registry/r",
    "EventRecordFormat": "JSON",
    "SchemaValidationConfigs": [{"Attribute": "KEY"}],
}
_DESTINATIONS: list[Any] = [
    {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:123456789012:failed"}},
    {"OnFailure": {"Type": "SQS", "Destination": "arn:aws:sqs:us-east-1:123456789012:failed"}},
    {"OnFailure": {"Type": "Kafka", "Destination": "kafka://failed"}},
    {"OnFailure": {"Type": "SNS", "Destination": "arn:aws:sns:us-east-1:123456789012:failed"}},
    {"OnFailure": {}},
    {},
    {"OnFailure": {"Fn::If": ["Open", {"Destination": "arn:aws:s3:::failed"}, {}]}},
    {"OnSuccess": {"Destination": "arn:aws:sqs:us-east-1:123456789012:done"}},
    {"OnFailure": None},
    {"OnFailure": {"Type": "sqs", "Destination": "arn:aws:sqs:us-east-1:123456789012:failed"}},
    {"OnFailure": "arn:aws:sqs:us-east-1:123456789012:failed"},
    {"Fn::If": ["Open", {}, {}]},
]
_ACCESS: list[Any] = [
    _LOGIN,
    [*_LOGIN, {"Type": "VIRTUAL_HOST", "URI": "/"}],
    [*_LOGIN, *_LOGIN],
    [{"Type": "BASIC_AUTH", "URI": {"Fn::If": ["Open", _SECRET, _SECRET]}}],
    [{"Type": "BASIC_AUTH"}],
    [{"Type": "SASL_SCRAM_512_AUTH", "URI": _SECRET}],
    [{"Type": "IAM_AUTH"}],
    [{"Type": "CLIENT_CERTIFICATE_TLS_AUTH", "URI": _SECRET}, {"Type": "VPC_SUBNET", "URI": "x"}],
    [
        {"Type": "VPC_SUBNET", "URI": "subnet:subnet-1"},
        {"Type": "VPC_SECURITY_GROUP", "URI": "security_group:sg-1"},
    ],
    [{"Type": "VPC_SECURITY_GROUP", "URI": "security_group:sg-1"}],
    [{"Type": "NO_AUTH", "URI": _SECRET}],
    [{"Type": {"Ref": "AWS::Region"}, "URI": _SECRET}],
    [],
    {"Fn::If": ["Open", _LOGIN, _LOGIN]},
    [{"Fn::If": ["Open", _LOGIN[0], _LOGIN[0]]}],
]
# Right and wrong values of every property. None of the objects is null inside: in CloudFormation
# nothing may be null, and SAM drops the nulls of an event.
_VALUES: dict[str, list[Any]] = {
    "BatchSize": [
        1,
        10,
        11,
        10_000,
        10_001,
        0,
        "10",
        10.0,
        {"Fn::If": ["Open", 1, 10]},
        "ten",
        None,
    ],
    "BisectBatchOnFunctionError": [True, False, "true"],
    "ConsumerGroupId": ["group", "", 5, {"Ref": "AWS::StackName"}],
    "CollectionName": ["orders", ""],
    "DatabaseName": ["orders", "or ders", {"Ref": "AWS::StackName"}],
    "DestinationConfig": _DESTINATIONS,
    "DynamicPolicyName": [True, "true", {"Fn::If": ["Open", True, False]}],
    "Enabled": [True, False, "false", {"Fn::If": ["Open", True, {"Ref": "AWS::NoValue"}]}],
    "FilterCriteria": [
        {"Filters": [{"Pattern": '{"body": {"id": ["a"]}}'}]},
        {"Filters": [{"Pattern": '{"body": {"id": "a"}}'}]},
        {"Filters": []},
        {},
        {"Filter": []},
        [],
        {"Fn::If": ["Open", {"Filters": []}, {"Ref": "AWS::NoValue"}]},
    ],
    "FullDocument": ["UpdateLookup", "All"],
    "FunctionResponseTypes": [
        ["ReportBatchItemFailures"],
        ["Report"],
        "ReportBatchItemFailures",
        [],
    ],
    "KafkaBootstrapServers": [["a.example:9092"], []],
    "KmsKeyArn": ["arn:aws:kms:us-east-1:123456789012:key/1a2b3c4d-1a2b-1a2b-1a2b-1a2b3c4d5e6f"],
    "LoggingConfig": [{"SystemLogLevel": "INFO"}, {"SystemLogLevel": "info"}],
    "MaximumBatchingWindowInSeconds": [0, 5, 300, 301, "5"],
    "MaximumRecordAgeInSeconds": [-1, 60, 59, "60"],
    "MaximumRetryAttempts": [-1, 3, 10_001],
    "MetricsConfig": [{"Metrics": ["EventCount"]}, {"Metrics": ["KafkaMetrics"]}],
    "ParallelizationFactor": [1, 10, 11],
    "ProvisionedPollerConfig": [
        {"MinimumPollers": 2},
        {"MinimumPollers": "2"},
        {"MaximumPollers": 0},
        {"MinimumPollers": 5, "MaximumPollers": 2},
    ],
    "Queues": [["orders"], ["orders", "more"], []],
    "ScalingConfig": [{"MaximumConcurrency": 2}, {"MaximumConcurrency": 1}, {}],
    "SchemaRegistryConfig": [
        _REGISTRY,
        {**_REGISTRY, "EventRecordFormat": "json"},
        {**_REGISTRY, "EventRecordFormat": {"Ref": "AWS::Region"}},
        {"SchemaRegistryURI": "https://registry.example", "EventRecordFormat": "JSON"},
        {**_REGISTRY, "AccessConfigs": [{"Type": "BASIC_AUTH"}]},
        {**_REGISTRY, "AccessConfigs": {"Fn::If": ["Open", [], []]}},
        {**_REGISTRY, "SchemaValidationConfigs": {"Attribute": "KEY"}},
        {"Fn::If": ["Open", _REGISTRY, _REGISTRY]},
        {},
    ],
    "SecretsManagerKmsKeyId": ["1a2b3c4d", 5, {"Ref": "AWS::Region"}],
    "SourceAccessConfigurations": _ACCESS,
    "StartingPosition": [
        "LATEST",
        "TRIM_HORIZON",
        "AT_TIMESTAMP",
        "latest",
        {"Ref": "AWS::NoValue"},
    ],
    "StartingPositionTimestamp": [1_700_000_000, "soon"],
    "Topics": [["orders"], ["orders", "more"], [], {"Fn::Split": [",", "orders"]}],
    "TumblingWindowInSeconds": [0, 900, 901],
    # No property of any event.
    "Tags": [{"owner": "me"}],
    "EventSourceArn": ["arn:aws:sqs:us-east-1:123456789012:orders"],
}


@st.composite
def _events(draw: st.DrawFn) -> Event:
    """Draw a right event with some properties set or replaced, and perhaps one left out."""
    name = draw(st.sampled_from(sorted(_RIGHT)))
    values = _VALUES | _SOURCES[name]
    chosen = draw(st.lists(st.sampled_from(sorted(values)), max_size=4, unique=True))
    properties = dict(_RIGHT[name])
    properties |= {one: draw(st.sampled_from(values[one])) for one in chosen}
    if draw(st.integers(0, 9)) == 0:
        del properties[draw(st.sampled_from(sorted(properties)))]
    return {"Type": name, "Properties": properties}


def test_right_events_are_right_for_both() -> None:
    for name, properties in _RIGHT.items():
        template = _template({"Type": name, "Properties": properties})
        assert isinstance(_translated(template), dict)
        assert _codes(template, Level.WARNING) == []


def _has_two_sources(template: dict[str, Any]) -> bool:
    resources = template["Resources"].values()
    return any(
        {"EventSourceArn", "SelfManagedEventSource"} <= resource.get("Properties", {}).keys()
        for resource in resources
    )


def _agrees(event: Event) -> None:
    template = _template(event)
    translated = _translated(template)
    if isinstance(translated, str):
        assert _codes(template, Level.ERROR), translated
        return
    # What SAM drops is not in the template that it makes, and what it goes by for policies is gone.
    ours = [code for code in _codes(template) if code not in ("ESM026", "ESM029")]
    # The role that it makes is in that template, and not in this one.
    theirs = [code for code in _codes(translated) if code not in ("ESM730", "ESM731")]
    if _has_two_sources(translated):
        # Of two sources Type says which one is meant, so that the rest is judged by that one.
        assert ours
        assert theirs
    elif _IMPORTED in event["Properties"].values():
        # Type tells the kind of a source that is not in the template: no less is said.
        assert bool(ours) >= bool(theirs)
    else:
        assert ours == theirs


def test_source_of_another_type_is_no_source_of_this_one() -> None:
    properties = {"StartingPosition": "LATEST", "KafkaBootstrapServers": ["a.example:9092"]}
    _agrees({"Type": "DynamoDB", "Properties": properties})


@settings(max_examples=150)
@given(_events())
def test_verdict_is_that_of_the_translated_template(event: Event) -> None:
    _agrees(event)


@pytest.mark.parametrize("name", sorted(_RIGHT))
def test_every_value_of_every_property_alone_has_the_verdict_of_its_translation(name: str) -> None:
    for property_, values in (_VALUES | _SOURCES[name]).items():
        for value in values:
            _agrees({"Type": name, "Properties": {**_RIGHT[name], property_: value}})


def test_policy_goes_by_the_type_of_the_destination_alone() -> None:
    destination = {"Type": "SNS", "Destination": "arn:aws:sqs:us-east-1:123456789012:failed"}
    properties = {**_RIGHT["Kinesis"], "DestinationConfig": {"OnFailure": destination}}
    template = _template({"Type": "Kinesis", "Properties": properties})
    assert "sns:Publish" in json.dumps(_translated(template)).replace("publish", "Publish")
    assert "ESM029" in _codes(template)


def test_destination_types_are_the_translators() -> None:
    for type_ in (*DESTINATION_TYPES, "Lambda"):
        destination = {"OnFailure": {"Type": type_, "Destination": "arn:aws:s3:::failed"}}
        properties = {**_RIGHT["Kinesis"], "DestinationConfig": destination}
        translated = _translated(_template({"Type": "Kinesis", "Properties": properties}))
        assert isinstance(translated, dict) == (type_ in DESTINATION_TYPES)


# -- the function and the queue of a mapping ------------------------------------------------------

_IF = {"Fn::If": ["Open", 40, {"Ref": "AWS::NoValue"}]}
_NO_VALUE = {"Ref": "AWS::NoValue"}
_FAILED = "arn:aws:sqs:us-east-1:123456789012:failed"
_DONE = "arn:aws:sqs:us-east-1:123456789012:done"
_ROLE_ARN = "arn:aws:iam::123456789012:role/own"
_READ_OF_FUNCTION = (
    "Timeout",
    "ReservedConcurrentExecutions",
    "DeadLetterConfig.TargetArn",
    "VpcConfig.SubnetIds",
)
_READ_OF_QUEUE = ("VisibilityTimeout", "RedrivePolicy.maxReceiveCount", "FifoQueue")

# What Globals say of functions, what the function says, and its attributes.
_FUNCTIONS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({}, {}, {}),
    ({"Timeout": 20}, {}, {}),
    ({"Timeout": 20}, {"Timeout": 30}, {}),
    ({"Timeout": 20}, {"Timeout": _NO_VALUE}, {}),
    ({"Timeout": 20}, {"Timeout": _IF}, {}),
    ({"Timeout": _IF}, {}, {}),
    ({"Timeout": 20}, {}, {"IgnoreGlobals": "*"}),
    ({"Timeout": 20, "ReservedConcurrentExecutions": 5}, {}, {"IgnoreGlobals": ["Timeout"]}),
    ({"ReservedConcurrentExecutions": 0}, {}, {}),
    # In Globals alone, it is left open: nobody has said it of this function.
    (
        {"DeadLetterQueue": {"Type": "SQS", "TargetArn": _FAILED}},
        {"DeadLetterQueue": {"TargetArn": _DONE}},
        {},
    ),
    (
        {"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}},
        {"VpcConfig": {"SubnetIds": ["subnet-2"]}},
        {},
    ),
    (
        {"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}},
        {"VpcConfig": {"SubnetIds": {"Fn::If": ["Open", ["subnet-2"], ["subnet-3"]]}}},
        {},
    ),
    ({}, {"Role": _ROLE_ARN}, {}),
    ({}, {"Role": {"Fn::If": ["Open", _ROLE_ARN, _NO_VALUE]}}, {}),
    # As above.
    (
        {"EventInvokeConfig": {"MaximumRetryAttempts": 1}},
        {"EventInvokeConfig": {"MaximumEventAgeInSeconds": 60}},
        {},
    ),
    ({}, {"AutoPublishAlias": "live"}, {}),
]


def _plain(value: Value | None) -> Any:
    match value:
        case Known(text=text):
            return text
        case Unknown(identity=identity):
            return f"?{identity}"
        case Items(items=items):
            return [_plain(item) for item in items]
        case Fields(fields=fields):
            return {field.spelling: _plain(field.value) for field in fields}
    return None


def _surroundings(template: Any) -> list[dict[str, Any]]:
    """Return what is known around the one mapping of a template, in each of its scenarios."""
    result = Result()
    (found,) = _ENGINE.mappings("template.json", json.dumps(template).encode(), result)
    assert result.failures == []
    return [_around(mapping) for mapping in found]


def _around(mapping: EventSourceMapping) -> dict[str, Any]:
    function, queue = mapping.function, mapping.source
    assert function is not None
    assert queue is not None
    seen = {name: _plain(function.get(name)) for name in _READ_OF_FUNCTION}
    seen |= {name: _plain(queue.get(name)) for name in _READ_OF_QUEUE}
    role = function.get("Role")
    is_made = isinstance(role, Unknown) and role.refers_to == "HandlerRole"
    seen["Role"] = None if is_made else _plain(role)
    invoked = [user for user in function.users if user.type == INVOKE_CONFIG]
    config = function.get("EventInvokeConfig")
    for name in ("MaximumEventAgeInSeconds", "MaximumRetryAttempts"):
        own = config.get(name) if isinstance(config, Fields) else None
        others = [found for user in invoked if (found := user.get(name)) is not None]
        seen[name] = _plain(own) or [_plain(one) for one in others][:1]
        seen[name] = seen[name] if isinstance(seen[name], str) else "".join(seen[name])
    return {"when": mapping.assumptions, **seen}


@pytest.mark.parametrize(("general", "own", "attributes"), _FUNCTIONS)
def test_function_and_queue_are_those_of_the_translated_template(
    general: dict[str, Any], own: dict[str, Any], attributes: dict[str, Any]
) -> None:
    properties = {"Queue": _arn("Queue"), "BatchSize": 1}
    template = _template({"Type": "SQS", "Properties": properties})
    template["Resources"]["Queue"] = {
        "Type": "AWS::SQS::Queue",
        "Properties": {
            "VisibilityTimeout": 60,
            "RedrivePolicy": {"deadLetterTargetArn": _FAILED, "maxReceiveCount": 3},
        },
    }
    template["Resources"]["Handler"]["Properties"] |= own
    template["Resources"]["Handler"] |= attributes
    template["Globals"] = {"Function": general}
    translated = _translated(template)
    assert isinstance(translated, dict), translated
    assert _surroundings(template) == _surroundings(translated)


def test_globals_cannot_have_what_is_of_one_function() -> None:
    assert not OF_ONE_FUNCTION & set(Globals.supported_properties["AWS::Serverless::Function"])
    assert sam_resources.SamFunction.property_types.keys() > OF_ONE_FUNCTION

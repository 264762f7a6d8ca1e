"""Family 6 in the forms that reach it: access to a source, and settings of single sources."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from mappinglint.dialects.api.mappings import FORMAT
from mappinglint.engine import Result
from mappinglint.finding import Finding, Level
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Place
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Unknown, Value
from mappinglint_rules.access.duplicate_consumer_group import duplicate_consumer_group
from mappinglint_rules.schema import schema_at
from mappinglint_rules.service import ACCESS_TYPES, METRICS

Lint = Callable[..., Result]

_UUID = "01234567-89ab-cdef-0123-456789abcdef"
_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:login-AbCdEf"  # noqa: S105
_PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/login"
_GLUE = "arn:aws:glue:us-east-1:123456789012:registry/shop"
_KEY = "arn:aws:kms:us-east-1:123456789012:key/12abcd12-1234-1234-1234-1234abcd1234"

_OWN = {"SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka:9092"]}}}
_MSK = {
    "EventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/c/12abcd12-1",
    "Topics": ["orders"],
}
_MQ = {"EventSourceArn": "arn:aws:mq:us-east-1:123456789012:broker:b:b-12abcd12", "Queues": ["q"]}
_DOCUMENTS = {
    "EventSourceArn": "arn:aws:rds:us-east-1:123456789012:cluster:documents",
    "DocumentDBEventSourceConfig": {"DatabaseName": "shop"},
}
_QUEUE = {"EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q"}
_SOURCES: dict[str, dict[str, Any]] = {
    "own": {**_OWN, "Topics": ["orders"]},
    "msk": {**_MSK, "StartingPosition": "LATEST"},
    "mq": _MQ,
    "documents": _DOCUMENTS,
    "queue": _QUEUE,
}

_LOGIN = ("BASIC_AUTH", _SECRET)
_SUBNET = ("VPC_SUBNET", "subnet:subnet-0123")
_GROUP = ("VPC_SECURITY_GROUP", "security_group:sg-0123")
_OAUTH = ("OAUTHBEARER_AUTH", _SECRET)
_AUDIENCE = ("OAUTHBEARER_AUDIENCE", "https://kafka.example.com")
_SCOPE = ("OAUTHBEARER_SCOPE", "orders.read")
_HOST = ("VIRTUAL_HOST", "/shop")
_CERTIFICATE = ("SERVER_ROOT_CA_CERTIFICATE", _SECRET)


def _access(*entries: Sequence[str]) -> dict[str, Any]:
    listed = [dict(zip(("Type", "URI"), entry, strict=False)) for entry in entries]
    return {"SourceAccessConfigurations": listed}


def _registry(config: str = "AmazonManagedKafkaEventSourceConfig", **more: Any) -> dict[str, Any]:
    whole = {
        "SchemaRegistryURI": _GLUE,
        "EventRecordFormat": "JSON",
        "SchemaValidationConfigs": [{"Attribute": "KEY"}],
    } | more
    known = {name: value for name, value in whole.items() if value is not None}
    return {
        config: {"SchemaRegistryConfig": known},
        "ProvisionedPollerConfig": {"MinimumPollers": 1},
    }


def _group(name: Any, config: str = "AmazonManagedKafkaEventSourceConfig") -> dict[str, Any]:
    return {config: {"ConsumerGroupId": name}}


def _mode(**settings: Any) -> dict[str, Any]:
    return {
        **_access(_LOGIN),
        "SelfManagedKafkaEventSourceConfig": {"ConsumptionMode": "Queue"},
    } | (settings)


_STREAM_MODE = {"SelfManagedKafkaEventSourceConfig": {"ConsumptionMode": "Stream"}}
_LOGIN_AT_REGISTRY = [{"Type": "BASIC_AUTH", "URI": _SECRET}]
_FILTERS = {"Filters": [{"Pattern": '{"body": ["x"]}'}]}

# The source, the settings beside it, and the rule that says what is wrong with them.
_MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("own", {}, "ESM601"),
    ("own", _access(), "ESM601"),
    ("mq", {}, "ESM601"),
    ("documents", {}, "ESM601"),
    ("documents", _access(), "ESM601"),
    ("msk", _access(_SUBNET, _GROUP), "ESM602"),
    ("msk", _access(("SASL_SCRAM_256_AUTH", _SECRET)), "ESM602"),
    ("msk", _access(("IAM_AUTH",)), "ESM602"),
    ("mq", _access(("SASL_SCRAM_512_AUTH", _SECRET)), "ESM602"),
    ("documents", _access(_LOGIN, _HOST), "ESM602"),
    ("own", _access(_LOGIN, _HOST), "ESM602"),
    ("mq", _access(_HOST), "ESM603"),
    ("own", _access(_LOGIN, ("SASL_SCRAM_512_AUTH", _SECRET)), "ESM604"),
    ("own", _access(_LOGIN, _LOGIN), "ESM604"),
    ("own", _access(("IAM_AUTH",), _LOGIN), "ESM604"),
    ("own", _access(_OAUTH, ("IAM_OAUTHBEARER_AUTH",), _AUDIENCE, _SCOPE), "ESM604"),
    (
        "msk",
        _access(("SASL_SCRAM_512_AUTH", _SECRET), ("CLIENT_CERTIFICATE_TLS_AUTH", _SECRET)),
        "ESM604",
    ),
    ("own", _access(_SUBNET), "ESM605"),
    ("own", _access(_SUBNET, _SUBNET, _SUBNET), "ESM605"),
    ("own", _access(_LOGIN, _GROUP), "ESM605"),
    ("own", _access(_LOGIN, _SCOPE), "ESM605"),
    ("own", _access(_LOGIN, _SCOPE, _AUDIENCE), "ESM605"),
    ("own", _access(_AUDIENCE, _SCOPE), "ESM605"),
    ("own", _access(_LOGIN, ("OAUTHBEARER_LOGICAL_CLUSTER", "lkc-1")), "ESM605"),
    ("own", _access(_LOGIN, ("OAUTHBEARER_IDENTITY_POOL", "pool-1")), "ESM605"),
    ("own", _access(("IAM_OAUTHBEARER_AUTH",)), "ESM605"),
    ("own", _access(("IAM_OAUTHBEARER_AUTH",), _AUDIENCE, _SCOPE), "ESM606"),
    ("own", _access(("BASIC_AUTH", "hunter2")), "ESM608"),
    ("own", _access(("BASIC_AUTH", _PARAMETER)), "ESM608"),
    ("mq", _access(("BASIC_AUTH", _PARAMETER)), "ESM608"),
    (
        "own",
        _access(_LOGIN, ("SERVER_ROOT_CA_CERTIFICATE", "-----BEGIN CERTIFICATE-----")),
        "ESM608",
    ),
    ("own", _access(("VPC_SUBNET", "security_group:sg-1"), _GROUP), "ESM608"),
    ("own", _access(("VPC_SUBNET", "sg-1"), _GROUP), "ESM608"),
    ("own", _access(("VPC_SUBNET", "subnet:sg-1"), _GROUP), "ESM608"),
    ("own", _access(_SUBNET, ("VPC_SECURITY_GROUP", "securityGroup:sg-1")), "ESM608"),
    ("own", _access(_SUBNET, ("VPC_SUBNET", _GROUP[1])), "ESM608"),
    ("own", _access(_OAUTH, ("OAUTHBEARER_SCOPE", _SECRET)), "ESM608"),
    ("own", _access(("BASIC_AUTH",)), "ESM609"),
    ("own", _access(_LOGIN, _SUBNET, ("VPC_SECURITY_GROUP",)), "ESM609"),
    ("own", _access(("IAM_AUTH", _SECRET)), "ESM609"),
    ("own", _access(("IAM_OAUTHBEARER_AUTH", "x"), _AUDIENCE), "ESM609"),
    ("own", _mode(StartingPosition="LATEST"), "ESM612"),
    ("own", _mode(MaximumBatchingWindowInSeconds=5), "ESM612"),
    ("own", _mode(MaximumRetryAttempts=-1), "ESM612"),
    ("msk", _registry(AccessConfigs=_LOGIN_AT_REGISTRY), "ESM613"),
    ("msk", _registry(AccessConfigs=[{"Type": "BASIC_AUTH", "URI": _PARAMETER}]), "ESM613"),
    ("msk", _registry(SchemaRegistryURI="https://registry.example.com"), "ESM613"),
    ("msk", _registry(SchemaRegistryURI="https://r.example.com", AccessConfigs=[]), "ESM613"),
    ("msk", _registry(SchemaRegistryURI=_GLUE.replace("registry/", "schema/")), "ESM614"),
    ("msk", _registry(SchemaRegistryURI=_SECRET), "ESM614"),
    ("msk", _registry(SchemaRegistryURI="registry.example.com"), "ESM614"),
    ("msk", _registry(SchemaRegistryURI="http://registry.example.com"), "ESM614"),
    (
        "msk",
        _registry(
            SchemaRegistryURI="https://registry.example.com",
            AccessConfigs=[{"Type": "BASIC_AUTH", "URI": _PARAMETER}],
        ),
        "ESM614",
    ),
    ("msk", _registry(SchemaRegistryURI=None), "ESM615"),
    ("msk", _registry(EventRecordFormat=None), "ESM615"),
    ("msk", _registry(SchemaValidationConfigs=[]), "ESM615"),
    (
        "own",
        _access(_LOGIN) | _registry("SelfManagedKafkaEventSourceConfig", EventRecordFormat=None),
        "ESM615",
    ),
    ("msk", _registry() | {"ProvisionedPollerConfig": None}, "ESM616"),
    ("queue", {"MetricsConfig": {"Metrics": ["ErrorCount"]}}, "ESM617"),
    ("queue", {"MetricsConfig": {"Metrics": ["EventCount", "KafkaMetrics"]}}, "ESM617"),
    ("queue", {"Tags": {"aws:team": "shop"}}, "ESM619"),
    ("queue", {"Tags": {"AWS:team": "shop"}}, "ESM619"),
    ("queue", {"Tags": {f"tag{number}": "x" for number in range(51)}}, "ESM619"),
    ("queue", {"KMSKeyArn": _SECRET, "FilterCriteria": _FILTERS}, "ESM620"),
    ("queue", {"KMSKeyArn": _KEY}, "ESM621"),
    ("queue", {"KMSKeyArn": _KEY, "FilterCriteria": {}}, "ESM621"),
    ("queue", {"KMSKeyArn": _KEY, "FilterCriteria": {"Filters": []}}, "ESM621"),
]

_NEAR_MISSES: list[tuple[str, dict[str, Any]]] = [
    ("own", _access(_LOGIN)),
    ("own", _access(_SUBNET, _GROUP)),
    ("own", _access(_SUBNET, ("VPC_SECURITY_GROUP", "sg-0123"))),
    ("own", _access(("VPC_SUBNET", "subnet-0123"), _GROUP)),
    ("own", _access(_LOGIN, _SUBNET, _SUBNET, _GROUP)),
    ("own", _access(("CLIENT_CERTIFICATE_TLS_AUTH", _SECRET), _CERTIFICATE)),
    ("own", _access(_OAUTH, _SCOPE, _AUDIENCE, ("OAUTHBEARER_IDENTITY_POOL", "pool-1"))),
    ("own", _access(("IAM_OAUTHBEARER_AUTH",), _AUDIENCE)),
    ("own", _access(("IAM_AUTH",))),
    ("own", _access(("BASIC_AUTH", _SECRET.replace("arn:aws:", "arn:aws-us-gov:")))),
    ("msk", {}),
    ("msk", _access()),
    ("msk", _access(("SASL_SCRAM_512_AUTH", _SECRET))),
    ("mq", _access(_LOGIN, _HOST)),
    ("documents", _access(_LOGIN)),
    ("own", _mode()),
    ("own", _mode(MaximumRetryAttempts=3, ProvisionedPollerConfig={"MinimumPollers": 1})),
    ("own", _access(_LOGIN) | _STREAM_MODE | {"StartingPosition": "LATEST"}),
    ("msk", _registry()),
    ("msk", _registry(AccessConfigs=[])),
    ("msk", _registry(SchemaRegistryURI="https://r.example.com", AccessConfigs=_LOGIN_AT_REGISTRY)),
    ("msk", {"AmazonManagedKafkaEventSourceConfig": {"SchemaRegistryConfig": {}}}),
    (
        "msk",
        {
            "MetricsConfig": {"Metrics": ["EventCount", "ErrorCount", "KafkaMetrics"]},
            "ProvisionedPollerConfig": {"MinimumPollers": 1},
        },
    ),
    ("queue", {"MetricsConfig": {"Metrics": ["EventCount"]}}),
    ("mq", _access(_LOGIN) | {"MetricsConfig": {"Metrics": []}}),
    ("queue", {"Tags": {"team": "aws:shop", "laws:x": "y"}}),
    ("queue", {"Tags": {f"tag{number}": "x" for number in range(50)}}),
    ("queue", {"KMSKeyArn": _KEY, "FilterCriteria": _FILTERS}),
    ("queue", {"KMSKeyArn": ""}),
]


def _codes(result: Result) -> list[str]:
    return [found.rule.code for found in result.findings]


def _request(source: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {"FunctionName": "f"} | _SOURCES[source] | settings


def _in_api(source: str, settings: dict[str, Any]) -> tuple[str, str]:
    return json.dumps(_request(source, settings)), "request.json"


def _in_template(source: str, settings: dict[str, Any]) -> tuple[str, str]:
    properties = _request(source, settings)
    if "KMSKeyArn" in properties:
        properties["KmsKeyArn"] = properties.pop("KMSKeyArn")
    if source == "own":
        servers = {"KafkaBootstrapServers": ["kafka:9092"]}
        properties["SelfManagedEventSource"] = {"Endpoints": servers}
    if "Tags" in properties:
        tags = properties["Tags"].items()
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in tags]
    return _template({"Mapping": properties})


def _template(mappings: dict[str, Any], **sections: Any) -> tuple[str, str]:
    resources = {
        name: {"Type": "AWS::Lambda::EventSourceMapping", "Properties": properties}
        for name, properties in mappings.items()
    }
    return json.dumps(sections | {"Resources": resources}), "template.json"


def _with_defaults(value: Any, defaults: dict[str, Any]) -> Any:
    """Return a value with every text in a parameter's default instead."""
    match value:
        case dict():
            return {key: _with_defaults(one, defaults) for key, one in value.items()}
        case list():
            return [_with_defaults(one, defaults) for one in value]
        case str() if value:
            name = f"P{len(defaults)}"
            defaults[name] = {"Type": "String", "Default": value}
            return {"Ref": name}
    return value


@pytest.mark.parametrize(("source", "settings", "code"), _MISTAKES)
@pytest.mark.parametrize("form", [_in_api, _in_template])
def test_mistake_is_found_by_its_rule_alone(
    source: str,
    settings: dict[str, Any],
    code: str,
    form: Callable[..., tuple[str, str]],
    lint: Lint,
) -> None:
    found = lint(*form(source, settings)).findings
    assert {one.rule.code for one in found} == {code}
    # Two subnets are two entries that Amazon MSK does not take.
    assert len(found) == 1 or code == "ESM602"


@pytest.mark.parametrize(("source", "settings"), _NEAR_MISSES)
@pytest.mark.parametrize("form", [_in_api, _in_template])
def test_near_miss(
    source: str, settings: dict[str, Any], form: Callable[..., tuple[str, str]], lint: Lint
) -> None:
    assert _codes(lint(*form(source, settings))) == []


@pytest.mark.parametrize(("source", "settings", "code"), _MISTAKES)
def test_values_from_defaults_are_judged_like_literals(
    source: str, settings: dict[str, Any], code: str, lint: Lint
) -> None:
    text, name = _in_template(source, settings)
    template = json.loads(text)
    defaults: dict[str, Any] = {}
    properties = template["Resources"]["Mapping"]["Properties"]
    tags = properties.pop("Tags", None)
    template["Resources"]["Mapping"]["Properties"] = _with_defaults(properties, defaults)
    if tags:
        template["Resources"]["Mapping"]["Properties"]["Tags"] = tags
    text = json.dumps(template | {"Parameters": defaults})
    assert set(_codes(lint(text, name))) == {code}


@pytest.mark.parametrize(("source", "settings", "code"), _MISTAKES)
def test_values_that_nobody_knows_are_let_off(
    source: str, settings: dict[str, Any], code: str, lint: Lint
) -> None:
    text, name = _in_template(source, settings)
    template = json.loads(text)
    properties = template["Resources"]["Mapping"]["Properties"]
    for setting in settings:
        spelled = "KmsKeyArn" if setting == "KMSKeyArn" else setting
        properties[spelled] = {"Ref": "Open"}
    template["Parameters"] = {"Open": {"Type": "String"}}
    # What is not there at all is no less missing.
    assert _codes(lint(json.dumps(template), name)) == ([] if settings else [code])


@pytest.mark.parametrize(("source", "settings", "code"), _MISTAKES)
def test_what_aws_has_stored_is_let_off(
    source: str, settings: dict[str, Any], code: str, lint: Lint
) -> None:
    del code
    stored = _request(source, settings) | {"UUID": _UUID, "State": "Enabled", "FunctionArn": "f"}
    del stored["FunctionName"]
    stored.pop("Tags", None)
    assert _codes(lint(json.dumps(stored), "stored.json")) == []
    update = {"UUID": _UUID, "BatchSize": 50}
    text = "\n".join(map(json.dumps, (stored, update)))
    assert _codes(lint(text, "update.jsonl")) == []


# -- kinds of source ----------------------------------------------------------------------------


def test_access_on_a_queue_is_one_mistake(lint: Lint) -> None:
    text = _in_api("queue", _access(_SUBNET, ("BASIC_AUTH", "x"), ("NOPE", "x")))
    assert _codes(lint(*text)) == ["ESM103"]


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        ((_SUBNET, _GROUP), ["ESM602", "ESM602"]),
        ((("IAM_AUTH",),), ["ESM602"]),
        ((("SASL_SCRAM_512_AUTH", _SECRET),), []),
        ((_LOGIN, _HOST), []),
        ((_HOST,), []),
        ((_LOGIN, ("CLIENT_CERTIFICATE_TLS_AUTH", _SECRET)), ["ESM604"]),
        ((("BASIC_AUTH", "x"),), ["ESM608"]),
    ],
)
def test_source_that_nobody_knows(
    entries: Sequence[Sequence[str]], codes: list[str], lint: Lint
) -> None:
    arn = {"EventSourceArn": {"Fn::ImportValue": "x"}, "FunctionName": "f"}
    assert _codes(lint(*_template({"Mapping": arn | _access(*entries)}))) == codes


@pytest.mark.parametrize(("kind", "codes"), [("ACTIVEMQ", ["ESM602"]), ("RABBITMQ", [])])
def test_virtual_host_by_the_engine_of_the_broker(kind: str, codes: list[str], lint: Lint) -> None:
    broker = {"Type": "AWS::AmazonMQ::Broker", "Properties": {"EngineType": kind}}
    properties = {
        "EventSourceArn": {"Fn::GetAtt": ["Broker", "Arn"]},
        "FunctionName": "f",
        "Queues": ["q"],
    }
    text, name = _template({"Mapping": properties | _access(_LOGIN, _HOST)})
    template = json.loads(text)
    template["Resources"]["Broker"] = broker
    assert _codes(lint(json.dumps(template), name)) == codes


@pytest.mark.parametrize(
    ("source", "entry", "message", "remedy"),
    [
        (
            "msk",
            ("SASL_SCRAM_256_AUTH", _SECRET),
            (
                "Type SASL_SCRAM_256_AUTH is not supported for Amazon MSK "
                "(SASL_SCRAM_512_AUTH or CLIENT_CERTIFICATE_TLS_AUTH)"
            ),
            "use SASL_SCRAM_512_AUTH or CLIENT_CERTIFICATE_TLS_AUTH, or remove the entry",
        ),
        (
            "documents",
            _SUBNET,
            "Type VPC_SUBNET is not supported for DocumentDB (BASIC_AUTH)",
            "remove the entry",
        ),
        (
            "own",
            _HOST,
            "Type VIRTUAL_HOST is not supported for self-managed Kafka (only for RabbitMQ)",
            "remove the entry",
        ),
    ],
)
def test_words_about_a_type_of_another_source(
    source: str, entry: Sequence[str], message: str, remedy: str, lint: Lint
) -> None:
    found = _one(lint, "ESM602", *_in_api(source, _access(_LOGIN, entry)))
    assert (found.message, found.remedy) == (message, remedy)


def _one(lint: Lint, code: str, text: str, name: str) -> Finding:
    (found,) = [one for one in lint(text, name).findings if one.rule.code == code][-1:]
    return found


def test_words_when_the_source_is_not_known(lint: Lint) -> None:
    mapping = {"EventSourceArn": {"Fn::ImportValue": "x"}, "FunctionName": "f"}
    found = _one(lint, "ESM602", *_template({"Mapping": mapping | _access(_SUBNET)}))
    assert found.message == "Type VPC_SUBNET is only for self-managed Kafka"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "own",
            (
                "SourceAccessConfigurations is missing: "
                "self-managed Kafka needs authentication or a VPC"
            ),
        ),
        (
            "mq",
            (
                "SourceAccessConfigurations is missing: an ActiveMQ broker or a RabbitMQ broker "
                "needs a secret to log in with (BASIC_AUTH)"
            ),
        ),
        (
            "documents",
            (
                "SourceAccessConfigurations is missing: a DocumentDB cluster "
                "needs a secret to log in with (BASIC_AUTH)"
            ),
        ),
    ],
)
def test_words_about_missing_access(source: str, message: str, lint: Lint) -> None:
    (found,) = lint(*_in_api(source, {})).findings
    assert found.message == message


# -- entries of which something is wrong or unknown ----------------------------------------------


@pytest.mark.parametrize(
    ("source", "entries", "codes"),
    [
        # What is meant may be what is missing.
        ("mq", [{"Type": "BASIC_AUT", "URI": _SECRET}], ["ESM013"]),
        ("mq", [{"type": "BASIC_AUTH", "URI": _SECRET}], ["ESM010"]),
        ("own", [{"Type": "VPC_SUBNET", "URI": _SUBNET[1]}, {"Type": "VPC_GROUP"}], ["ESM013"]),
        ("own", [{"Type": "BASIC_AUTH", "Uri": _SECRET}], ["ESM010"]),
        ("own", [{"Type": "BASIC_AUTH", "URI": ""}], ["ESM012"]),
        ("own", [{"Type": "BASIC_AUTH", "URI": 5}], ["ESM011"]),
        ("own", [{"Type": "IAM_AUTH", "URI": ""}], ["ESM012"]),
        ("own", {"Type": "BASIC_AUTH", "URI": "x"}, ["ESM011"]),
        ("own", ["BASIC_AUTH"], ["ESM011"]),
        ("mq", [{"URI": _SECRET}], []),
    ],
)
def test_wrong_shape_is_one_mistake(
    source: str, entries: Any, codes: list[str], lint: Lint
) -> None:
    assert _codes(lint(*_in_api(source, {"SourceAccessConfigurations": entries}))) == codes


@pytest.mark.parametrize(
    ("source", "entries", "codes"),
    [
        ("mq", "[!Ref Open, {Type: VIRTUAL_HOST, URI: /}]", []),
        ("mq", "[{Type: !Ref Open, URI: x}]", []),
        ("own", "[{Type: VPC_SUBNET, URI: !Ref Open}, {Type: !Ref Open, URI: x}]", []),
        ("own", "[{Type: VPC_SUBNET, URI: !Ref Open}]", ["ESM605"]),
        ("own", "[{Type: BASIC_AUTH, URI: !Ref Open}]", []),
        ("own", '[{Type: BASIC_AUTH, URI: "{{resolve:ssm:login}}"}]', []),
        ("own", '[{Type: BASIC_AUTH, URI: !Sub "${Open}:secret:x"}]', []),
        ("own", '[{Type: BASIC_AUTH, URI: !Sub "arn:${Open}:secretsmanager:${Open}"}]', []),
        ("own", '[{Type: BASIC_AUTH, URI: !Sub "arn:${Open}"}]', []),
        ("own", '[{Type: BASIC_AUTH, URI: !Sub "arn:${Open}:ssm:r:a:${Open}"}]', ["ESM608"]),
        ("own", '[{Type: BASIC_AUTH, URI: !Sub "login-${Open}"}]', ["ESM608"]),
        ("own", "[{Type: IAM_AUTH, URI: !Ref Open}]", []),
    ],
)
def test_unknown_parts(source: str, entries: str, codes: list[str], lint: Lint) -> None:
    assert _codes(lint(_yaml(source, entries))) == codes


@pytest.mark.parametrize(
    ("uri", "codes"),
    [
        ("subnet:${Open}", []),
        ("sub${Open}", []),
        ("${Open}:subnet-1", []),
        ("security_group:${Open}", ["ESM608"]),
        ("subnet:sg-${Open}", ["ESM608"]),
    ],
)
def test_subnet_known_in_part(uri: str, codes: list[str], lint: Lint) -> None:
    group = "{Type: VPC_SECURITY_GROUP, URI: !Ref Open}"
    entries = f'[{{Type: VPC_SUBNET, URI: !Sub "{uri}"}}, {group}]'
    assert _codes(lint(_yaml("own", entries))) == codes


def _yaml(source: str, entries: str) -> str:
    text, _ = _in_template(source, {"SourceAccessConfigurations": "ENTRIES"})
    parameters = json.dumps({"Open": {"Type": "String"}})
    body = json.dumps(json.loads(text)["Resources"]).replace('"ENTRIES"', entries)
    return f"Parameters: {parameters}\nResources: {body}\n"


@pytest.mark.parametrize(
    ("entry", "message", "remedy"),
    [
        (
            ("VPC_SUBNET", "security_group:sg-1"),
            'URI "security_group:sg-1" of VPC_SUBNET is not subnet:subnet-ID',
            "did you mean Type VPC_SECURITY_GROUP?",
        ),
        (
            ("VPC_SUBNET", "vpc:vpc-1"),
            'URI "vpc:vpc-1" of VPC_SUBNET is not subnet:subnet-ID',
            "write subnet:subnet-ID",
        ),
        (
            ("BASIC_AUTH", "sg-1"),
            'URI "sg-1" of BASIC_AUTH is not the ARN of a secret',
            "keep it in AWS Secrets Manager, and write the ARN of the secret",
        ),
    ],
)
def test_words_about_a_uri(entry: Sequence[str], message: str, remedy: str, lint: Lint) -> None:
    (found,) = lint(*_in_api("own", _access(entry))).findings
    assert (found.message, found.remedy) == (message, remedy)


def test_missing_partner_in_one_scenario(lint: Lint) -> None:
    group = {"Type": "VPC_SECURITY_GROUP", "URI": _GROUP[1]}
    none = {"Ref": "AWS::NoValue"}
    access = [
        {"Type": "VPC_SUBNET", "URI": _SUBNET[1]},
        {"Fn::If": ["IsProd", group, none]},
    ]
    mapping = {
        "FunctionName": "f",
        "Topics": ["orders"],
        "SelfManagedEventSource": {"Endpoints": {"KafkaBootstrapServers": ["kafka:9092"]}},
        "SourceAccessConfigurations": access,
    }
    conditions = {"IsProd": {"Fn::Equals": [{"Ref": "AWS::StackName"}, "prod"]}}
    (found,) = lint(*_template({"Mapping": mapping}, Conditions=conditions)).findings
    assert found.rule.code == "ESM605"
    assert len(found.when) == 1


def test_every_type_and_metric_of_the_model_is_in_the_table() -> None:
    types = schema_at(("SourceAccessConfigurations", 0, "Type"))["enum"]
    assert set(types) == ACCESS_TYPES.keys()
    assert set(schema_at(("MetricsConfig", "Metrics", 0))["enum"]) == METRICS.keys()


def test_fix_of_a_needless_uri(lint: Lint) -> None:
    text = _yaml("own", "[{Type: IAM_AUTH, URI: !Ref Secret}]")
    assert _codes(lint(text)) == []
    text = _yaml("own", f"[{{Type: IAM_AUTH, URI: {_SECRET}}}]")
    (found,) = lint(text).findings
    assert found.fix is not None
    assert [edit.text for edit in found.fix.edits] == [""]
    # It may be the audience, which belongs elsewhere.
    assert not found.fix.safe


# -- updates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (_access(_HOST), "ESM607"),
        (_access(_LOGIN, _HOST), "ESM607"),
        (_access(_LOGIN, ("SASL_SCRAM_512_AUTH", _SECRET)), "ESM604"),
        (_access(("BASIC_AUTH", "x")), "ESM608"),
        (_access(("BASIC_AUTH",)), "ESM609"),
        (_access(("IAM_OAUTHBEARER_AUTH",), _SCOPE), "ESM606"),
        (_group("g"), "ESM611"),
        (_group("g", "SelfManagedKafkaEventSourceConfig"), "ESM611"),
        ({"SelfManagedKafkaEventSourceConfig": {"ConsumptionMode": "Stream"}}, "ESM611"),
        (_registry(AccessConfigs=_LOGIN_AT_REGISTRY), "ESM613"),
        (_registry(SchemaRegistryURI="registry"), "ESM614"),
        ({"BatchSize": 5, "KMSKeyArn": _SECRET}, "ESM620"),
        # What is left out may be stored.
        (_access(), ""),
        (_access(_SUBNET), ""),
        (_access(("IAM_OAUTHBEARER_AUTH",)), ""),
        (_registry(EventRecordFormat=None), ""),
        (_registry(SchemaRegistryURI="https://r.example.com"), ""),
        (_registry() | {"ProvisionedPollerConfig": None}, ""),
        ({"BatchSize": 5, "KMSKeyArn": _KEY}, ""),
        ({"BatchSize": 5, "MetricsConfig": {"Metrics": ["ErrorCount"]}}, ""),
    ],
)
def test_update(settings: dict[str, Any], code: str, lint: Lint) -> None:
    update = json.dumps({"UUID": _UUID} | settings)
    assert _codes(lint(update, "update.json")) == ([code] if code else [])


@pytest.mark.parametrize(
    ("stored", "update", "code", "level"),
    [
        (_group("a"), _group("b"), "ESM611", Level.ERROR),
        (_group("a"), _group("a"), "", None),
        (_group(None), _group("a"), "ESM611", Level.WARNING),
        ({}, _group("a"), "ESM611", Level.WARNING),
        (_group("a"), _registry(), "", None),
        ({}, _access(_SUBNET), "ESM602", Level.ERROR),
        ({}, {"MetricsConfig": {"Metrics": ["KafkaMetrics"]}, "BatchSize": 5}, "", None),
    ],
)
def test_update_of_stored(
    stored: dict[str, Any], update: dict[str, Any], code: str, level: Level | None, lint: Lint
) -> None:
    before = _SOURCES["msk"] | {"UUID": _UUID, "State": "Enabled", "FunctionArn": "f"} | stored
    lines = before, {"UUID": _UUID} | update
    found = lint("\n".join(map(json.dumps, lines)), "update.jsonl").findings
    assert [(one.rule.code, one.level) for one in found] == ([(code, level)] if code else [])


def test_update_of_a_mapping_in_queue_mode(lint: Lint) -> None:
    mode = {"SelfManagedKafkaEventSourceConfig": {"ConsumptionMode": "Queue"}}
    before = _SOURCES["own"] | mode | {"UUID": _UUID, "State": "Enabled", "FunctionArn": "f"}
    lines = before, {"UUID": _UUID, "MaximumBatchingWindowInSeconds": 5}
    (found,) = lint("\n".join(map(json.dumps, lines)), "update.jsonl").findings
    assert found.rule.code == "ESM612"
    # The stored mode is the same whatever the update says of it.
    lines = before, {"UUID": _UUID, "MaximumRetryAttempts": 3} | mode
    assert _codes(lint("\n".join(map(json.dumps, lines)), "update.jsonl")) == []


# -- servers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "codes"),
    [
        ("kafka:0", ["ESM610"]),
        ("kafka:00000", ["ESM610"]),
        ("kafka:65536", ["ESM610"]),
        ("kafka:65535", []),
        ("kafka:1", []),
        ("10.0.0.2:9092", []),
        ("kafka:100000", ["ESM013"]),
        ("kafka", ["ESM013"]),
        ("${Open}:99999", ["ESM610"]),
        ("${Open}:9092", []),
        ("${Open}99999", []),
        ("kafka:9${Open}", []),
    ],
)
def test_port_of_a_server(server: str, codes: list[str], lint: Lint) -> None:
    mapping = {
        "FunctionName": "f",
        "Topics": ["orders"],
        "SelfManagedEventSource": {
            "Endpoints": {"KafkaBootstrapServers": ["kafka:9092", {"Fn::Sub": server}]}
        },
    }
    text = _template(
        {"Mapping": mapping | _access(_LOGIN)}, Parameters={"Open": {"Type": "String"}}
    )
    found = lint(*text).findings
    assert [one.rule.code for one in found] == codes
    if codes == ["ESM610"]:
        assert found[0].setting == "SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS[1]"
        assert found[0].level is Level.WARNING


# -- consumer groups ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "duplicates"),
    [
        (["a", "a"], ["Two"]),
        (["a", "b"], []),
        (["a", "a", "a"], ["Two", "Three"]),
        (["a", "b", "a"], ["Three"]),
        ([None, None], []),
        (["", ""], []),
        ([{"Fn::Sub": "${Other}-x"}, "a-x"], []),
    ],
)
def test_consumer_groups_of_one_template(
    groups: list[Any], duplicates: list[str], lint: Lint
) -> None:
    parameters = {"Other": {"Type": "String"}}
    mappings = {
        name: _request("msk", _group(group))
        for name, group in zip(("One", "Two", "Three"), groups, strict=False)
    }
    found = lint(*_template(mappings, Parameters=parameters)).findings
    twice = [one for one in found if one.rule is duplicate_consumer_group]
    assert [one.mapping for one in twice] == duplicates
    assert all(one.when == () for one in twice)


@pytest.mark.parametrize(("identity", "count"), [("Group", 1), ("Other", 0), (None, 0)])
def test_consumer_groups_that_are_the_same_whatever_they_are(
    identity: str | None, count: int
) -> None:
    together = [[_of_unknown_group("Group")], [_of_unknown_group(identity)]]
    assert duplicate_consumer_group.comparison is not None
    assert len(list(duplicate_consumer_group.comparison(together))) == count


def _of_unknown_group(identity: str | None) -> EventSourceMapping:
    place = Place(Source("template.yaml", "!Ref Group"), Span(0, 10))
    value: Value = Unknown(place, identity=identity)
    for name in ("ConsumerGroupId", "AmazonManagedKafkaEventSourceConfig"):
        value = Fields((Field(name, name, place, value),), place)
    assert isinstance(value, Fields)
    return EventSourceMapping("Mapping", place, FORMAT, Operation.CREATE, value)


def test_consumer_groups_of_both_kinds_of_kafka(lint: Lint) -> None:
    requests = [
        _request("msk", _group("a")),
        _request("own", _access(_LOGIN) | _group("a", "SelfManagedKafkaEventSourceConfig")),
    ]
    (found,) = lint(json.dumps(requests), "requests.json").findings
    assert found.message == (
        "ConsumerGroupId a is used twice: each mapping needs a consumer group of its own"
    )
    assert [label.text for label in found.related] == ["already used here"]


def test_consumer_groups_of_what_is_stored_may_be_seen_twice(lint: Lint) -> None:
    stored = _SOURCES["msk"] | _group("a") | {"UUID": _UUID, "State": "Enabled", "FunctionArn": "f"}
    assert _codes(lint(json.dumps([stored, stored]), "stored.json")) == []


@pytest.mark.parametrize(
    ("one", "other", "whens"),
    [
        (["IsProd", "a", "b"], "a", [1]),
        (["IsProd", "a", "b"], ["IsProd", "b", "a"], []),
        (["IsProd", "a", "b"], ["IsProd", "a", "b"], [1, 1]),
        (["IsProd", "a", "b"], ["IsProd", "a", "c"], [1]),
        ("a", ["IsProd", "a", "b"], [1]),
    ],
)
def test_consumer_groups_in_scenarios(one: Any, other: Any, whens: list[int], lint: Lint) -> None:
    mappings = {
        name: _request("msk", _group({"Fn::If": group} if isinstance(group, list) else group))
        for name, group in (("One", one), ("Two", other))
    }
    conditions = {"IsProd": {"Fn::Equals": [{"Ref": "AWS::StackName"}, "prod"]}}
    found = lint(*_template(mappings, Conditions=conditions)).findings
    twice = [one for one in found if one.rule is duplicate_consumer_group]
    assert [len(finding.when) for finding in twice] == whens


# -- the rest -------------------------------------------------------------------------------------


def test_position_and_timestamp_in_queue_mode(lint: Lint) -> None:
    settings = _mode(StartingPosition="AT_TIMESTAMP", StartingPositionTimestamp=5)
    found = lint(*_in_api("own", settings)).findings
    assert [one.setting for one in found] == ["StartingPosition", "StartingPositionTimestamp"]
    assert {one.rule.code for one in found} == {"ESM612"}


def test_plain_http_is_a_warning(lint: Lint) -> None:
    settings = _registry(SchemaRegistryURI="http://r.example.com", AccessConfigs=_LOGIN_AT_REGISTRY)
    (found,) = lint(*_in_api("msk", settings)).findings
    assert (found.rule.code, found.level) == ("ESM614", Level.WARNING)


@pytest.mark.parametrize(
    ("uri", "codes"),
    [
        ("arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:registry/x", []),
        ("arn:aws:glue:${AWS::Region}:${AWS::AccountId}:${Open}", []),
        ("arn:aws:glue:${Open}", []),
        ("arn:aws:glue:${AWS::Region}:${AWS::AccountId}:schema/${Open}", ["ESM614"]),
        ("https://${Open}", ["ESM613"]),
        ("${Open}://x", []),
        ("ftp://${Open}", ["ESM614"]),
    ],
)
def test_registry_known_in_part(uri: str, codes: list[str], lint: Lint) -> None:
    mapping = _request("msk", _registry(SchemaRegistryURI={"Fn::Sub": uri}))
    text = _template({"Mapping": mapping}, Parameters={"Open": {"Type": "String"}})
    assert _codes(lint(*text)) == codes


def test_misspelled_setting_of_a_registry_is_not_missing_too(lint: Lint) -> None:
    settings = _registry(SchemaRegistryURI=None, SchemaRegistryUri=_GLUE)
    assert _codes(lint(*_in_api("msk", settings))) == ["ESM010"]


def test_registry_of_another_source_is_one_mistake(lint: Lint) -> None:
    settings = _registry("SelfManagedKafkaEventSourceConfig", SchemaRegistryURI="x")
    del settings["ProvisionedPollerConfig"]
    assert _codes(lint(*_in_api("msk", settings))) == ["ESM103"]


def test_words_about_tags(lint: Lint) -> None:
    tags = [{"Key": "aws:team", "Value": "shop"}, {"Key": {"Ref": "Open"}, "Value": "x"}]
    mapping = {**_QUEUE, "FunctionName": "f", "Tags": tags}
    (found,) = lint(*_template({"Mapping": mapping})).findings
    assert found.message == 'the tag key "aws:team" begins with aws:, which is reserved for AWS'
    assert found.primary.place.text == '"aws:team"'

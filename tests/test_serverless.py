"""Serverless Framework: what events, variables and files of a service say of its mappings."""

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.cli import main
from mappinglint.dialects.serverless import ServerlessDialect
from mappinglint.dialects.serverless.names import EVENTS
from mappinglint.dialects.serverless.syntax import Choice, Literal, variables_in, whole
from mappinglint.document import read
from mappinglint.engine import Engine, Result
from mappinglint.fixing import mend
from mappinglint.kind import BROKERS, QUEUES, STREAMS, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.source import Source
from mappinglint.value import Fields, Items, Known, Unknown, Value, parts_of

Lint = Callable[..., Result]

_SERVICE = """
service: orders
provider: {name: aws, stage: "${opt:stage, 'dev'}"}
custom:
  size: 20
  text: "7"
  sizes: {dev: 5, prod: 50}
  a: ${self:custom.b}
  b: ${self:custom.a}
  list: [1, 2]
  event: {arn: "arn:aws:sqs:eu-west-1:123456789012:orders", batchSize: 3}
params: {default: {size: 30}}
functions:
  worker:
    handler: src/worker.handler
    events:
%s
resources:
  Resources:
    Queue: {Type: "AWS::SQS::Queue"}
    Fifo: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true}}
    Named: {Type: "AWS::SQS::Queue", Properties: {QueueName: "${self:service}-${sls:stage}"}}
    Stream: {Type: "AWS::Kinesis::Stream"}
    Table: {Type: "AWS::DynamoDB::Table"}
"""
_ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"


def _mappings(text: str, name: str = "serverless.yml") -> list[EventSourceMapping]:
    document = read(Source(name, text))
    return [one for (one,) in ServerlessDialect().mappings(document)]


def _mapping(event: str) -> EventSourceMapping:
    indented = "\n".join(f"      {line}" for line in event.splitlines())
    (mapping,) = _mappings(_SERVICE % indented)
    return mapping


def _plain(value: Value | None) -> Any:
    match value:
        case Known(data=data):
            return data
        case Items(items=items):
            return [_plain(item) for item in items]
        case Fields(fields=fields):
            return {field.name: _plain(field.value) for field in fields}
        case Unknown(parts=parts) if any(parts):
            return "".join("?" if part is None else part for part in parts)
    return "?"


def _settings(event: str) -> Any:
    settings = _plain(_mapping(event).settings)
    del settings["FunctionName"]
    return settings


# -- events -------------------------------------------------------------------------------------


def test_destination_of_the_api_is_an_arn_here(lint: Lint) -> None:
    event = """      - stream:
          arn: arn:aws:kinesis:eu-west-1:123456789012:stream/clicks
          destinations: {onFailure: {destination: !GetAtt Queue.Arn, type: sqs}}"""
    (found,) = lint(_SERVICE % event, "serverless.yml").findings
    assert found.message == "destination is not a setting of onFailure"
    assert found.remedy == "did you mean arn?"


def test_queue() -> None:
    event = f"""
- sqs:
    arn: {_ARN}
    batchSize: "100"
    enabled: false
    maximumBatchingWindow: 5
    functionResponseType: ReportBatchItemFailures
    maximumConcurrency: 3
    filterPatterns:
      - body: {{id: [1, "x"]}}
"""
    assert _settings(event) == {
        "EventSourceArn": _ARN,
        "BatchSize": "100",
        "Enabled": False,
        "MaximumBatchingWindowInSeconds": 5,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 3},
        "FilterCriteria": {"Filters": [{"Pattern": '{"body":{"id":[1,"x"]}}'}]},
    }
    assert _mapping(event).integer("BatchSize") == 100


def test_stream() -> None:
    event = """
- stream:
    type: kinesis
    arn: !GetAtt Stream.Arn
    batchWindow: 7
    startingPositionTimestamp: 1672531200
    parallelizationFactor: 2
    destinations: {onFailure: {arn: !GetAtt Queue.Arn, type: sqs}}
"""
    assert _settings(event) == {
        "EventSourceArn": "arn:?:kinesis:?:?:stream/?",
        "BatchSize": 10,
        "StartingPosition": "TRIM_HORIZON",
        "MaximumBatchingWindowInSeconds": 7,
        "StartingPositionTimestamp": 1672531200,
        "ParallelizationFactor": 2,
        "DestinationConfig": {"OnFailure": {"Destination": "arn:?:sqs:?:?:?"}},
    }


def test_kafka() -> None:
    uri = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf"
    event = f"""
- kafka:
    bootstrapServers: a.example.com:9092
    topic: orders
    consumerGroupId: billing
    accessConfigurations:
      vpcSubnet: [subnet-1, "${{env:SUBNET}}"]
      vpcSecurityGroup: sg-1
      saslScram256Auth: [{uri}]
"""
    assert _settings(event) == {
        "SelfManagedEventSource": {
            "Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["a.example.com:9092"]}
        },
        "StartingPosition": "TRIM_HORIZON",
        "Topics": ["orders"],
        "SelfManagedKafkaEventSourceConfig": {"ConsumerGroupId": "billing"},
        "SourceAccessConfigurations": [
            {"Type": "VPC_SUBNET", "URI": "subnet:subnet-1"},
            {"Type": "VPC_SUBNET", "URI": "subnet:?"},
            {"Type": "VPC_SECURITY_GROUP", "URI": "security_group:sg-1"},
            {"Type": "SASL_SCRAM_256_AUTH", "URI": uri},
        ],
    }


def test_msk_and_brokers() -> None:
    msk = "- msk: {arn: 'arn:aws:kafka:x', topic: t, saslScram512: s, consumerGroupId: g}"
    assert _settings(msk) == {
        "EventSourceArn": "arn:aws:kafka:x",
        "Topics": ["t"],
        "SourceAccessConfigurations": [{"Type": "SASL_SCRAM_512_AUTH", "URI": "s"}],
        "AmazonManagedKafkaEventSourceConfig": {"ConsumerGroupId": "g"},
        "StartingPosition": "TRIM_HORIZON",
    }
    rabbit = "- rabbitmq: {arn: 'arn:aws:mq:x', queue: q, basicAuthArn: s, virtualHost: /v}"
    assert _settings(rabbit) == {
        "EventSourceArn": "arn:aws:mq:x",
        "Queues": ["q"],
        "SourceAccessConfigurations": [
            {"Type": "BASIC_AUTH", "URI": "s"},
            {"Type": "VIRTUAL_HOST", "URI": "/v"},
        ],
    }


@pytest.mark.parametrize(
    ("pollers", "expected"),
    [
        ("provisionedPollers: {min: 2, max: 3, group: g}", (2, 3)),
        ("provisionedPollerConfig: {minimumPollers: 2, maximumPollers: 3}", (2, 3)),
        ("provisionedPollers: false", (None, None)),
    ],
)
def test_pollers(pollers: str, expected: tuple[int | None, int | None]) -> None:
    mapping = _mapping(f"- msk: {{arn: 'arn:aws:kafka:x', topic: t, {pollers}}}")
    config = "ProvisionedPollerConfig"
    found = (
        mapping.integer(f"{config}.MinimumPollers"),
        mapping.integer(f"{config}.MaximumPollers"),
    )
    assert found == expected
    assert mapping.has(config) == any(expected)


@pytest.mark.parametrize(
    ("event", "kinds"),
    [
        (f"- sqs: {_ARN}", {SourceKind.SQS}),
        ("- sqs: ${env:X}", QUEUES),
        ("- sqs: {arn: !GetAtt Fifo.Arn}", {SourceKind.SQS_FIFO}),
        ("- stream: ${env:X}", STREAMS),
        ("- stream: {type: dynamodb, arn: '${env:X}'}", {SourceKind.DYNAMODB}),
        ("- stream: {type: kinesis, arn: !ImportValue x}", {SourceKind.KINESIS}),
        ("- stream: arn:aws:kinesis:eu-west-1:123456789012:stream/x", {SourceKind.KINESIS}),
        ("- msk: {arn: !ImportValue x}", {SourceKind.MSK}),
        ("- kafka: {topic: x}", {SourceKind.KAFKA}),
        ("- rabbitmq: {arn: !Ref X}", {SourceKind.RABBITMQ}),
        ("- activemq: {arn: !Ref X}", BROKERS - {SourceKind.RABBITMQ}),
        ("- sqs: ${file(queue.js)}", QUEUES),
    ],
)
def test_kind_of_source(event: str, kinds: set[SourceKind]) -> None:
    assert _mapping(event).kinds == kinds


@pytest.mark.parametrize("consumer", ["true", "!Ref Consumer", "arn:aws:kinesis:x"])
def test_consumer_is_polled_in_place_of_its_stream(consumer: str) -> None:
    arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/x"
    mapping = _mapping(f"- stream: {{arn: '{arn}', consumer: {consumer}}}")
    value = mapping.get("EventSourceArn")
    assert value is not None
    assert parts_of(value) != (arn,)
    assert mapping.kinds == {SourceKind.KINESIS}
    table = arn.replace("kinesis", "dynamodb")
    ignored = _mapping(f"- stream: {{arn: '{table}', consumer: {consumer}}}")
    assert ignored.string("EventSourceArn") == table


@pytest.mark.parametrize(
    "event", ["- http: GET /", "- sns: {arn: x, batchSize: 0}", "- text", "- 1", "-", "- [sqs]"]
)
def test_other_events_are_none_of_ours(event: str) -> None:
    assert _mappings(_SERVICE % f"      {event}") == []


@pytest.mark.parametrize(
    "text",
    [
        "provider: {name: google}\nservice: x\nfunctions: {f: {events: [{sqs: x}]}}",
        "provider: {name: openfaas}\nfunctions: {f: {events: [{sqs: x}]}}",
        "functions: {f: {events: [{sqs: x}]}}",
        "jobs: {f: {handler: x, events: [{sqs: x}]}, g: {}}",
        "- sqs: x",
        "",
        "text",
    ],
)
def test_other_files_are_none_of_ours(text: str) -> None:
    assert _mappings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "service: x\nprovider: aws\nfunctions: {f: {events: [{sqs: x}]}}",
        "service: x\nprovider: ${file(p.yml)}\nfunctions: [{f: {events: [{sqs: x}]}}]",
        "provider: {name: aws}\nfunctions: {f: {events: [{sqs: x}]}}",
        "f: {handler: x, events: [{sqs: x}]}\ng: {handler: x}",
        "handler: x\nevents: [{sqs: x}]",
        "functions: {f: {image: x, events: [{sqs: x}]}}",
    ],
)
def test_service_or_file_of_functions(text: str) -> None:
    assert len(_mappings(text)) == 1


# -- variables ----------------------------------------------------------------------------------


def _size(variable: str) -> Known | Unknown:
    value = _mapping(f"- sqs: {{arn: {_ARN}, batchSize: {variable}}}").get("BatchSize")
    assert isinstance(value, Known | Unknown)
    return value


@pytest.mark.parametrize(
    ("variable", "expected", "cause"),
    [
        ("${self:custom.size}", 20, "it comes from here"),
        ("${self:custom.text}", "7", "it comes from here"),
        ("${opt:size, 15}", 15, "the default of opt:size"),
        ("${opt:size, env:SIZE, self:custom.size}", 20, "the default of opt:size"),
        ("${opt:size, ${self:custom.size}}", 20, "the default of opt:size"),
        ("${self:custom.missing, 8}", 8, "the default of self:custom.missing"),
        ("${self:custom.sizes.${opt:stage, 'prod'}}", 50, "it comes from here"),
        ("${self:custom.sizes.${self:provider.stage}}", 5, "it comes from here"),
        ("${self:custom.sizes.${sls:stage}, 9}", 5, "it comes from here"),
        ("${self:custom.list.1}", 2, "it comes from here"),
        ("${param:size}", 30, "the default of param:size"),
        ("${file(missing.yml):a, 11}", 11, "the default of file(missing.yml):a"),
    ],
)
def test_variable_that_is_known(variable: str, expected: Any, cause: str) -> None:
    value = _size(f'"{variable}"')
    assert isinstance(value, Known)
    assert value.data == expected
    assert value.cause is not None
    assert value.cause.text == cause
    assert value.place.text == f'"{variable}"'


@pytest.mark.parametrize(
    "variable",
    [
        "${opt:size}",
        "${env:SIZE}",
        "${env:SIZE, ''}",
        "${param:other}",
        "${ssm:/size}",
        "${cf:stack.Size}",
        "${cf(us-east-1):stack.Size}",
        "${s3:bucket/key}",
        "${aws:accountId}",
        "${sls:instanceId}",
        "${git:branch}",
        "${self:custom.missing}",
        "${self:custom.size.deeper}",
        "${self:custom.sizes.${opt:stage}}",
        "${self:custom.list.9}",
        "${self:custom.a}",
        "${file(size.js):size}",
        "${file(size.yml)}",
        "${file(${env:X}.yml)}",
        "${file(../../../../etc/passwd)}",
        "${file()}",
        "${AWS::Region}",
        "#{AWS::Region}",
        "${self:custom.size",
    ],
)
def test_variable_that_is_not_known(variable: str) -> None:
    value = _size(f'"{variable}"')
    is_text = variable == "${self:custom.size"
    assert isinstance(value, Known if is_text else Unknown)


def test_variable_for_a_whole_event() -> None:
    assert _settings("- sqs: ${self:custom.event}") == {"EventSourceArn": _ARN, "BatchSize": 3}
    assert _mapping("- ${self:missing, self:custom.wrapped, null}\n- sqs: x").get("BatchSize")


def test_truth_of_a_text() -> None:
    event = f"- sqs: {{arn: {_ARN}, enabled: \"${{strToBool(${{opt:x, 'FALSE'}})}}\"}}"
    assert _mapping(event).boolean("Enabled") is False


@pytest.mark.parametrize("step", [1, -1])
def test_variable_within_another_one_may_stand_by_itself_too(step: int) -> None:
    """The same default is found at both places, whichever is read first."""
    variable = "${opt:size, '7'}"
    settings = [
        f"    arn: \"{_ARN}-${{self:custom.sizes.{variable}, 'x'}}\"",
        f"    maximumConcurrency: {variable}",
    ]
    mapping = _mapping("\n".join(["- sqs:", *settings[::step]]))
    value = mapping.get("ScalingConfig.MaximumConcurrency")
    assert isinstance(value, Known)
    assert value.cause is not None
    assert value.cause.place.text == "'7'"


def test_text_with_variables() -> None:
    arn = "arn:aws:sqs:${aws:region}:#{AWS::AccountId}:${self:service}-${sls:stage}.fifo"
    mapping = _mapping(f"- sqs: {arn}")
    value = mapping.get("EventSourceArn")
    assert value is not None
    assert parts_of(value) == ("arn:aws:sqs:", None, ":", None, ":orders-dev.fifo")
    assert mapping.kinds == {SourceKind.SQS_FIFO}


def test_functions_of_cloudformation_see_what_serverless_fills_in() -> None:
    text = "arn:aws:sqs:${AWS::Region}:${self:provider.account, '123456789012'}:${sls:stage}.fifo"
    mapping = _mapping(f"- sqs: {{arn: !Sub '{text}'}}".replace("'123456789012'", "123456789012"))
    value = mapping.get("EventSourceArn")
    assert value is not None
    assert parts_of(value) == ("arn:aws:sqs:", None, ":123456789012:dev.fifo")
    named = _mapping("- sqs: {arn: !GetAtt Named.Arn}").get("EventSourceArn")
    assert named is not None
    assert parts_of(named)[-1] == ":orders-dev"


def test_equal_texts_that_nobody_knows_are_the_same(lint: Lint) -> None:
    once = "      - sqs: {arn: 'arn:aws:sqs:${aws:region}:${aws:accountId}:orders'}\n"
    codes = [found.rule.code for found in lint(_SERVICE % (once + once), "serverless.yml").findings]
    assert codes == ["ESM112"]
    other = once.replace("orders", "payments")
    assert lint(_SERVICE % (once + other), "serverless.yml").findings == []


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("${opt:stage, self:provider.stage, 'dev'}", ["opt", "self", "dev"]),
        ("${file(./a.yml):b.c}", ["file"]),
        ("${file(a.yml), file(b.yml)}", ["file", "file"]),
        ("${strToBool(${opt:a, 'true'})}", ["strToBool"]),
        ("${env:X, true}", ["env", True]),
        ("${env:X, -1.5}", ["env", -1.5]),
        ('${env:X, "a, b}"}', ["env", "a, b}"]),
        ("${ssm(eu-west-1, raw):/a/b}", ["ssm"]),
    ],
)
def test_syntax_of_variables(text: str, choices: list[Any]) -> None:
    variable = whole(text)
    assert variable is not None
    found = [one.kind if isinstance(one, Choice) else one.data for one in variable.choices]
    assert found == choices
    for one in variable.choices:
        if isinstance(one, Literal):
            assert one.text in text[one.start : one.end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "$",
        "${}",
        "${a}",
        "${AWS::Region}",
        "${Queue.Arn}",
        "${opt:a",
        "${opt:a, }",
        "$opt:a",
        "\\${opt:a}",
        "${opt(a:b}",
        "${opt(",
        "${opt:" * 2_000,
        "${file(" * 2_000,
    ],
)
def test_what_is_no_variable(text: str) -> None:
    assert variables_in(text) == []


def test_variables_that_need_each_other_come_to_an_end() -> None:
    names = [f"v{number}" for number in range(60)]
    lines = [
        f"  {one}: ${{self:custom.{other}}}${{self:custom.{other}}}"
        for one, other in zip(names, [*names[1:], names[0]], strict=True)
    ]
    text = _SERVICE.replace("custom:", "custom:\n" + "\n".join(lines), 1)
    begin = process_time()
    event = f"      - sqs: {{arn: {_ARN}, batchSize: '${{self:custom.${{self:custom.v0}}}}'}}\n"
    mappings = _mappings(text % (event + "      - sqs: ${self:custom.v0}\n" + "      - ${self:}"))
    assert len(mappings) == 2
    assert process_time() - begin < 5


# -- files --------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], Path]:
    """Write files into a folder that is a repository, and go there."""

    def write(files: dict[str, str]) -> Path:
        (tmp_path / "repo" / ".git").mkdir(parents=True)
        for name, text in files.items():
            path = tmp_path / "repo" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.chdir(tmp_path / "repo")
        return tmp_path / "repo"

    return write


def _check(path: str) -> Result:
    return Engine(Plugins(), Project()).check_bytes(path, Path(path).read_bytes())


_MAIN = """
service: orders
provider: {name: aws}
functions: ${file(functions.yml)}
resources: {Resources: {Queue: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true}}}}
"""
_WORKER = """
worker:
  handler: x
  events:
    - sqs: {arn: !GetAtt Queue.Arn, batchSize: 11}
"""


def test_part_is_linted_by_itself_with_what_its_service_knows(
    project: Callable[[dict[str, str]], Path],
) -> None:
    project({"serverless.dev.yml": _MAIN, "functions.yml": _WORKER})
    main_ = _check("serverless.dev.yml")
    assert (main_.findings, main_.mappings, main_.parts) == ([], 0, ["functions.yml"])
    part = _check("functions.yml")
    assert [(one.rule.code, one.related[0].place.source.path) for one in part.findings] == [
        ("ESM204", "serverless.dev.yml")
    ]


def test_service_of_a_folder_above_is_found(project: Callable[[dict[str, str]], Path]) -> None:
    main_ = _MAIN.replace("functions.yml", "src/functions/all.yml")
    project({"serverless.yml": main_, "src/functions/all.yml": _WORKER})
    assert [one.rule.code for one in _check("src/functions/all.yml").findings] == ["ESM204"]


def test_file_of_functions_that_no_service_includes_is_linted_alone(
    project: Callable[[dict[str, str]], Path],
) -> None:
    project({"serverless.yml": _MAIN.replace("functions.yml", "x.yml"), "functions.yml": _WORKER})
    # Nobody knows its queue.
    result = _check("functions.yml")
    assert (result.findings[0].rule.code, result.mappings) == ("ESM201", 1)


def test_mapping_of_a_template_among_the_files_is_found_once(
    project: Callable[[dict[str, str]], Path],
) -> None:
    mapping = (
        "Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n"
        f"      FunctionName: x\n      EventSourceArn: {_ARN}\n      BatchSize: 0\n"
    )
    main_ = "service: x\nprovider: aws\nfunctions: {}\nresources:\n  - ${file(r.yml)}\n"
    project({"serverless.yml": main_, "r.yml": mapping})
    assert _check("serverless.yml").parts == []
    assert [one.rule.code for one in _check("r.yml").findings] == ["ESM202"]


def test_nothing_outside_of_the_project_is_read(
    project: Callable[[dict[str, str]], Path],
) -> None:
    root = project({"serverless.yml": _MAIN.replace("functions.yml", "../outside.yml")})
    (root.parent / "outside.yml").write_text(_WORKER)
    assert _check("serverless.yml").parts == []


def test_change_of_a_file_is_seen(project: Callable[[dict[str, str]], Path]) -> None:
    project({"serverless.yml": _MAIN, "functions.yml": _WORKER})
    around = Project()
    engine = Engine(Plugins(), around)
    for size, codes in (("11", ["ESM204"]), ("5", []), ("12", ["ESM204"])):
        text = _WORKER.replace("11", size)
        found = [one.rule.code for one in engine.check_text("functions.yml", text).findings]
        assert found == codes
    fifo = engine.check_text("serverless.yml", _MAIN.replace("FifoQueue: true", ""))
    assert fifo.parts == ["functions.yml"]
    found = [one.rule.code for one in engine.check_text("functions.yml", _WORKER).findings]
    assert found == ["ESM201"]


def test_fix_is_made_in_the_file_that_has_the_mistake(
    project: Callable[[dict[str, str]], Path],
) -> None:
    worker = _WORKER.replace("batchSize: 11", "maximumBatchingWindow: 5")
    root = project({"serverless.yml": _MAIN, "functions.yml": worker})
    assert main(["check", "--fix", "serverless.yml"]) == 0
    assert "maximumBatchingWindow" not in (root / "functions.yml").read_text()
    assert (root / "serverless.yml").read_text() == _MAIN


def test_mistake_in_settings_from_another_file_is_no_fix_of_this_one(
    project: Callable[[dict[str, str]], Path],
) -> None:
    settings = f"sqs: {{arn: {_ARN}, batchSize: 0}}"
    event = "{worker: {handler: x, events: [{sqs: '${file(settings.yml):sqs}'}]}}"
    main_ = _MAIN.replace("${file(functions.yml)}", event)
    root = project({"serverless.yml": main_, "settings.yml": settings})
    found = _check("serverless.yml").findings
    assert [(one.primary.place.source.path, one.fix) for one in found] == [("settings.yml", None)]
    assert main(["check", "--fix", "--unsafe-fixes", "."]) == 1
    assert (root / "serverless.yml").read_text() == main_


def test_mistake_in_a_file_that_two_services_include_is_told_once(
    project: Callable[[dict[str, str]], Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    event = "{worker: {handler: x, events: [{sqs: '${file(../settings.yml):sqs}'}]}}"
    main_ = _MAIN.replace("${file(functions.yml)}", event)
    settings = f"sqs: {{arn: {_ARN}, batchSize: 0}}"
    project({"a/serverless.yml": main_, "b/serverless.yml": main_, "settings.yml": settings})
    _, output, _ = run("check", "--format", "concise")
    assert output.count("ESM202") == 1


def test_fix_that_is_taken_back_leaves_the_project_as_it_was(
    project: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = _ARN.replace(":sqs:", ":kinesis:")
    event = f"{{stream: {{arn: {stream}, startingPosition: latest}}}}"
    functions = f"['${{file(functions.yml)}}', {{a: {{handler: x, events: [{event}]}}}}]"
    main_ = _MAIN.replace("${file(functions.yml)}", functions)
    project({"serverless.yml": main_, "functions.yml": _WORKER})
    engine = Engine(Plugins(), Project())
    before = engine.check_bytes("serverless.yml", main_.encode())
    monkeypatch.setattr("mappinglint.fixing._is_no_worse", lambda *_: False)
    assert mend(engine, "serverless.yml", main_.encode(), before, unsafe=False).result.fixed == []
    held = engine.check_bytes("functions.yml", _WORKER.encode()).findings[0].related[0].place
    assert held.source.text == main_


# -- rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        ("- stream: {arn: !GetAtt Stream.Arn}", ["ESM031"]),
        ("- stream: {arn: {'Fn::ImportValue': x}}", ["ESM031"]),
        ("- stream: {arn: '${self:custom.arn}'}", []),
        ("- stream: {arn: '${cf:x.y}'}", []),
        ("- stream: !GetAtt Stream.Arn", ["ESM032"]),
        ("- stream: {type: kinesis, arn: !Sub 'arn:aws:kinesis:${X}'}", ["ESM032"]),
        ("- stream: {type: kinesis, arn: {Ref: X}}", []),
        ("- sqs: {arn: {Ref: X}}", ["ESM032"]),
        ("- sqs: {arn: !Ref Queue}", ["ESM107"]),
        ("- sqs: {arn: !ImportValue x}", []),
        ("- sqs: {arn: {'Fn::Join': [':', [arn, aws, sqs, {Ref: R}, {Ref: A}, q]]}}", []),
        ("- sqs: {arn: !If [X, a, b]}", ["ESM032"]),
        ("- msk: {topic: orders, arn: !ImportValue x}", []),
        ("- sqs: {batchSize: 5}", ["ESM101"]),
        ("- sqs:\n  arn: x", ["ESM015"]),
        ("- sqs: {arn: !GetAtt Queue.Arn, parallelizationFactor: 2}", ["ESM103"]),
        ("- sqs: {arn: !GetAtt Queue.Arn, batchWindow: 2}", ["ESM010"]),
        ("- sqs: {arn: !GetAtt Queue.Arn, topics: 2}", ["ESM010"]),
        ("- sqs: {arn: !GetAtt Queue.Arn, filterPatterns: ['{}']}", ["ESM502"]),
    ],
)
def test_what_serverless_demands(event: str, codes: list[str], lint: Lint) -> None:
    indented = "\n".join(f"      {line}" for line in event.splitlines())
    result = lint(_SERVICE % indented, "serverless.yml")
    assert [found.rule.code for found in result.findings] == codes


# -- anything -----------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    [
        "service",
        "provider",
        "functions",
        "resources",
        "Resources",
        "custom",
        "events",
        "handler",
        "sqs",
        "stream",
        "kafka",
        "msk",
        "rabbitmq",
        "arn",
        "type",
        "consumer",
        "destinations",
        "onFailure",
        "filterPatterns",
        "accessConfigurations",
        "vpcSubnet",
        "aws",
        "kinesis",
        "Type",
        "provisionedPollers",
        "topic",
        "basicAuthArn",
        "bootstrapServers",
        "Fn::Sub",
        "Ref",
        "name",
    ]
)
_TEXTS = st.sampled_from(
    [
        "${self:}",
        "${self:custom}",
        "${self:functions}",
        "${self:custom.sqs,'x'}",
        "${opt:a}",
        "${self:service}",
        "${file(serverless.yml)}",
        "${file(serverless.yml):functions.sqs}",
        "arn:aws:sqs:x",
        "${a",
        "}",
        "!",
        "{",
        "${sls:stage}",
        "${strToBool(${self:custom.a})}",
        "${self:custom.arn}${self:custom.type}",
    ]
)
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-1, 20_000), _WORDS, _TEXTS)
_DATA = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=4)
    ),
    max_leaves=25,
)
_ENGINE = Engine(Plugins())


@given(functions=_DATA, resources=_DATA, custom=_DATA, event=_DATA)
def test_any_service_is_survived(functions: Any, resources: Any, custom: Any, event: Any) -> None:
    worker = {"handler": "x", "events": [{"sqs": event}, {"stream": event}, {"kafka": event}]}
    service = {
        "service": "x",
        "provider": {"name": "aws"},
        "custom": custom,
        "functions": [{"worker": worker}, functions],
        "resources": {"Resources": resources},
    }
    result = _ENGINE.check_text("serverless.yml", yaml.safe_dump(service, sort_keys=False))
    assert result.failures == []
    assert result.mappings >= 3


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_searched_for(event: str) -> None:
    text = f"functions:\n  f:\n    events:\n      - {event}: x\nprovider:\n  name: aws\n".encode()
    assert ServerlessDialect().may_contain(text)
    assert ServerlessDialect().is_meant(text)


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("arn:aws:sqs:${AWS::Region}:123456789012:orders", ["ESM016"]),
        ("arn:aws:sqs:${AWS::Region}:123456789012:orders-${sls:stage}", ["ESM016"]),
        ("${self:custom.regional}", ["ESM016"]),
        ("!Join ['-', ['${self:custom.regional}', x]]", []),
        ("!Sub '${self:custom.regional}'", ["ESM032"]),
        ("'arn:aws:sqs:#{AWS::Region}:123456789012:orders-${sls:stage}'", []),
    ],
)
def test_variable_of_cloudformation_is_text_without_sub(
    source: str, codes: list[str], lint: Lint
) -> None:
    regional = "regional: 'arn:aws:sqs:${AWS::Region}:123456789012:orders-${sls:stage}'"
    service = _SERVICE.replace("  size: 20", f"  size: 20\n  {regional}", 1)
    found = lint(service % f"      - sqs:\n          arn: {source}", "serverless.yml").findings
    assert [one.rule.code for one in found] == codes

"""What a module of Terraform says about a mapping, however it says it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappinglint.dialects.terraform import TerraformDialect, instances, mappings
from mappinglint.document import hcl, read
from mappinglint.engine import Engine, Result
from mappinglint.fixing import mend
from mappinglint.kind import ALL_KINDS, BROKERS, FIFO, KINDS_WITH_ARN, QUEUES, Kinds, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.source import Source
from mappinglint.value import Form, Items, Known, Unknown, parts_of

Lint = Callable[..., Result]
Run = Callable[..., tuple[int, str, str]]

_PARSE = hcl._parse  # noqa: SLF001 - to count how often it is asked
_INSTANCES = instances.instances
_FIXTURES = Path(__file__).parent.parent / "fixtures"

_RESOURCE_OF_A_STREAM = """resource "aws_kinesis_stream" "s" {}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn  = aws_kinesis_stream.s.arn
  function_name     = "f"
  starting_position = "LATEST"
"""

_SOURCES = """
variable "known" { default = "arn:aws:sqs:us-east-1:123456789012:known" }
variable "open" {}
variable "null" { default = null }
variable "empty" { default = "" }
variable "object" { default = { queue = "arn:aws:sqs:us-east-1:123456789012:x.fifo" } }
locals {
  fifo   = aws_sqs_queue.fifo.arn
  object = { queues = [aws_sqs_queue.fifo.arn, aws_sqs_queue.standard.arn] }
  one    = local.two
  two    = local.one
}
resource "aws_sqs_queue" "standard" {}
resource "aws_sqs_queue" "fifo" { fifo_queue = true }
resource "aws_sqs_queue" "not_fifo" {
  fifo_queue = false
  name = "x"
}
resource "aws_sqs_queue" "maybe" { fifo_queue = var.open }
resource "aws_sqs_queue" "named" { name = "${var.open}.fifo" }
resource "aws_sqs_queue" "many" {
  for_each = var.open
  fifo_queue = true
}
data "aws_sqs_queue" "fifo" { name = "x.fifo" }
data "aws_sqs_queue" "standard" { name = "x" }
data "aws_sqs_queue" "maybe" { name = var.open }
resource "aws_kinesis_stream" "s" {}
resource "aws_kinesis_stream_consumer" "c" {}
resource "aws_dynamodb_table" "t" {}
resource "aws_msk_cluster" "m" {}
resource "aws_msk_serverless_cluster" "m" {}
resource "aws_mq_broker" "rabbit" { engine_type = "RabbitMQ" }
resource "aws_mq_broker" "active" { engine_type = "ActiveMQ" }
resource "aws_mq_broker" "some" { engine_type = var.open }
resource "aws_docdb_cluster" "d" {}
resource "aws_s3_bucket" "b" {}
resource "aws_lambda_event_source_mapping" "mapping" {
  function_name    = "handler"
  event_source_arn = %s
}
"""


def _only(*kinds: SourceKind) -> Kinds:
    return frozenset(kinds)


def _mappings(text: str, path: str = "main.tf") -> list[EventSourceMapping]:
    document = read(Source(path, text))
    assert document.problems == []
    return [
        mapping
        for alternatives in TerraformDialect().mappings(document)
        for mapping in alternatives
    ]


def _mapping(arguments: str, around: str = "") -> EventSourceMapping:
    text = f'resource "aws_lambda_event_source_mapping" "m" {{\n{arguments}\n}}\n{around}'
    (mapping,) = _mappings(text)
    return mapping


def _codes(result: Result) -> list[str]:
    return [found.rule.code for found in result.findings]


_SQS = _only(SourceKind.SQS)


@pytest.mark.parametrize(
    ("arn", "kinds"),
    [
        ('"arn:aws:sqs:us-east-1:123456789012:q"', _SQS),
        ('"arn:aws:sqs:${var.open}:123456789012:q.fifo"', FIFO),
        ('"arn:aws:sqs:us-east-1:123456789012:${var.open}"', QUEUES),
        ('format("arn:aws:sqs:%s:%s:%s.fifo", var.open, var.open, var.open)', FIFO),
        ('join(":", ["arn:aws:sqs", var.open, "123456789012", "q"])', _SQS),
        ("aws_sqs_queue.standard.arn", _SQS),
        ('"${aws_sqs_queue.standard.arn}"', _SQS),
        ("aws_sqs_queue.fifo.arn", FIFO),
        ("aws_sqs_queue.fifo[0].arn", FIFO),
        ("one(aws_sqs_queue.fifo[*].arn)", FIFO),
        ('try(aws_sqs_queue.fifo[0].arn, "")', FIFO),
        ("aws_sqs_queue.not_fifo.arn", _SQS),
        ("aws_sqs_queue.maybe.arn", QUEUES),
        ("aws_sqs_queue.named.arn", FIFO),
        ("aws_sqs_queue.many[each.key].arn", FIFO),
        ('aws_sqs_queue.many["a"].arn', FIFO),
        ("aws_sqs_queue.elsewhere.arn", QUEUES),
        ("data.aws_sqs_queue.fifo.arn", FIFO),
        ("data.aws_sqs_queue.standard.arn", _SQS),
        ("data.aws_sqs_queue.maybe.arn", QUEUES),
        ("data.aws_kinesis_stream.any.arn", _only(SourceKind.KINESIS)),
        ("aws_kinesis_stream.s.arn", _only(SourceKind.KINESIS)),
        ("aws_kinesis_stream_consumer.c.arn", _only(SourceKind.KINESIS)),
        ("aws_dynamodb_table.t.stream_arn", _only(SourceKind.DYNAMODB)),
        ("aws_msk_cluster.m.arn", _only(SourceKind.MSK)),
        ("aws_msk_serverless_cluster.m.arn", _only(SourceKind.MSK)),
        ("aws_mq_broker.rabbit.arn", _only(SourceKind.RABBITMQ)),
        ("aws_mq_broker.active.arn", _only(SourceKind.ACTIVEMQ)),
        ("aws_mq_broker.some.arn", BROKERS),
        ("aws_docdb_cluster.d.arn", _only(SourceKind.DOCUMENTDB)),
        ("local.fifo", FIFO),
        ("local.object.queues[0]", FIFO),
        ('local.object["queues"][1]', _SQS),
        ("var.known", _SQS),
        ("var.object.queue", FIFO),
        ('lookup(var.object, "queue", "")', FIFO),
        ("local.one", KINDS_WITH_ARN),
        ("var.open", KINDS_WITH_ARN),
        ("var.null", KINDS_WITH_ARN),
        ("var.empty", KINDS_WITH_ARN),
        ("var.undeclared", KINDS_WITH_ARN),
        ("module.queue.arn", KINDS_WITH_ARN),
        ("each.value.arn", KINDS_WITH_ARN),
        ("try(each.value.arn, null)", KINDS_WITH_ARN),
        ("[for q in var.open : q.arn][0]", KINDS_WITH_ARN),
        ("null", ALL_KINDS),
    ],
)
def test_kind_of_source(arn: str, kinds: Kinds) -> None:
    (mapping,) = _mappings(_SOURCES % arn)
    assert mapping.kinds == kinds


@pytest.mark.parametrize(
    ("arn", "form", "right"),
    [
        ("aws_sqs_queue.standard.id", Form.QUEUE_URL, "aws_sqs_queue.standard.arn"),
        ("aws_sqs_queue.many[each.key].url", Form.QUEUE_URL, "aws_sqs_queue.many[each.key].arn"),
        ("data.aws_sqs_queue.fifo.url", Form.QUEUE_URL, "data.aws_sqs_queue.fifo.arn"),
        ("aws_dynamodb_table.t.arn", Form.TABLE_ARN, "aws_dynamodb_table.t.stream_arn"),
        ("aws_kinesis_stream.s.name", Form.NAME, "aws_kinesis_stream.s.arn"),
    ],
)
def test_what_is_no_arn_of_a_source(arn: str, form: Form, right: str) -> None:
    (mapping,) = _mappings(_SOURCES % arn)
    value = mapping.get("EventSourceArn")
    assert isinstance(value, Unknown)
    assert value.reference is not None
    assert (value.reference.form, value.reference.arn) == (form, right)


def test_default_is_known_with_its_place() -> None:
    (mapping,) = _mappings(_SOURCES % "var.known")
    value = mapping.get("EventSourceArn")
    assert isinstance(value, Known)
    assert value.place.text == "var.known"
    assert value.cause is not None
    assert value.cause.text == "the default of known"
    assert value.cause.place.text.startswith('"arn:aws:sqs')


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("10", 10),
        ('"10"', 10),
        ('"${10}"', 10),
        ("tonumber(10)", 10),
        ("(10)", 10),
        ("-1", -1),
        ("2 + 3 * 4", 14),
        ("-(2 - 12)", 10),
        ("60 / 6", 10),
        ("0.1 * 30", 3),
        ("max(1, 30, 2)", 30),
        ("min(40, 50) - 10", 30),
        ("ceil(7 / 2)", 4),
        ("floor(7 / 2)", 3),
        ("abs(-3)", 3),
    ],
)
def test_numbers_however_they_are_written(expression: str, wanted: int) -> None:
    assert _mapping(f"batch_size = {expression}").integer("BatchSize") == wanted


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "1 + var.open",
        '2 * "x"',
        "max()",
        "max(1, var.open)",
        "7 % 2",
        "1e300 * 10",
        "-true",
    ],
)
def test_number_that_nobody_can_work_out(expression: str) -> None:
    mapping = _mapping(f"batch_size = {expression}")
    assert mapping.integer("BatchSize") is None
    assert not mapping.lacks("BatchSize")


@pytest.mark.parametrize(
    "expression",
    [
        "var.open",
        "try(each.value.x, null)",
        "local.nowhere",
        "length(var.x)",
        "1 + var.x",
        "x",
        "a.b",
    ],
)
def test_argument_that_is_an_expression_is_not_there(expression: str) -> None:
    mapping = _mapping(f"queues = {expression}")
    assert not mapping.has("Queues")
    assert not mapping.lacks("Queues")


def test_null_is_absent() -> None:
    assert _mapping("queues = null").lacks("Queues")


@pytest.mark.parametrize(
    "argument",
    [
        "batch_size = 0",
        'event_source_arn = ""',
        'kms_key_arn = ""',
        "topics = []",
        "function_response_types = []",
        'source_access_configuration {\n type = var.t\n uri = ""\n}',
    ],
)
def test_what_the_provider_does_not_send_is_null(argument: str) -> None:
    mapping = _mapping(argument)
    (field,) = mapping.settings.fields
    setting = field.name or ""
    if isinstance(field.value, Items):
        setting += "[0].URI"
    assert mapping.lacks(setting)
    assert mapping.field(setting) is not None


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("parallelization_factor = 0", "ESM012"),
        ("maximum_record_age_in_seconds = 0", "ESM401"),
        ("maximum_retry_attempts = 0", None),
        ("tumbling_window_in_seconds = 0", None),
        ("maximum_batching_window_in_seconds = 0", None),
        ("batch_size = 0", None),
        ("bisect_batch_on_function_error = false", None),
        ("scaling_config = []", "ESM040"),
        ("source_access_configuration = []", "ESM040"),
    ],
)
def test_zero_that_somebody_wrote(argument: str, code: str | None, lint: Lint) -> None:
    text = f"""{_RESOURCE_OF_A_STREAM}  {argument}\n}}\n"""
    assert _codes(lint(text, "main.tf")) == ([code] if code else [])


def test_space_between_servers_is_sent() -> None:
    endpoints = 'endpoints = { KAFKA_BOOTSTRAP_SERVERS = "a:9092, b:9092" }'
    mapping = _mapping(f"self_managed_event_source {{\n{endpoints}\n}}")
    assert (
        mapping.string("SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS[1]") == " b:9092"
    )


def test_blocks_are_objects_and_lists_of_the_api() -> None:
    mapping = _mapping(
        """
  filter_criteria {
    filter {
      pattern = "{}"
    }
    filter { pattern = "[]" }
  }
  destination_config {
    on_failure {
      destination_arn = "arn"
    }
  }
  self_managed_event_source {
    endpoints = { KAFKA_BOOTSTRAP_SERVERS = "a:1,b:2" }
  }
"""
    )
    assert len(list(mapping.each("FilterCriteria.Filters"))) == 2
    assert mapping.string("FilterCriteria.Filters[1].Pattern") == "[]"
    assert mapping.string("DestinationConfig.OnFailure.Destination") == "arn"
    servers = mapping.get("SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS")
    assert isinstance(servers, Items)
    assert [one.place.text for one in servers.items] == ["a:1", "b:2"]
    assert mapping.spell("FilterCriteria.Filters[1].Pattern") == "pattern"


def test_timestamp_is_seconds() -> None:
    mapping = _mapping('starting_position_timestamp = "1970-01-01T00:01:00Z"')
    assert mapping.number("StartingPositionTimestamp") == 60


@pytest.mark.parametrize(
    ("for_each", "count"),
    [("[1, 2]", 2), ('toset(["a"])', 1), ("{ a = 1 }", 1), ("[]", 0), ("var.x", None)],
)
def test_dynamic_block(for_each: str, count: int | None) -> None:
    mapping = _mapping(
        f"""
  dynamic "source_access_configuration" {{
    for_each = {for_each}
    iterator = one
    content {{
      type = "VPC_SUBNET"
      uri  = one.value
    }}
  }}
"""
    )
    found = mapping.get("SourceAccessConfigurations")
    if count is None:
        assert isinstance(found, Unknown)
        assert not mapping.has("SourceAccessConfigurations")
    elif count == 0:
        assert found is None
    else:
        assert isinstance(found, Items)
        assert len(found.items) == count


def test_condition_is_the_same_wherever_it_stands() -> None:
    mappings = _mappings(
        """
variable "is_fifo" { default = false }
locals { is_fifo = var.is_fifo }
resource "aws_sqs_queue" "q" { fifo_queue = var.is_fifo }
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.q.arn
  function_name    = "f"
  batch_size       = local.is_fifo ? 10 : 100
  enabled          = !var.is_fifo
}
"""
    )
    found = {
        (tuple(one.kinds), one.integer("BatchSize"), one.boolean("Enabled")) for one in mappings
    }
    assert found == {((SourceKind.SQS_FIFO,), 10, False), ((SourceKind.SQS,), 100, True)}


def test_conditions_that_nobody_can_work_out_are_not_combined() -> None:
    mappings = _mappings(
        """
resource "aws_lambda_event_source_mapping" "m" {
  parallelization_factor = can(regex("kinesis", var.arn)) ? 2 : null
  topics                 = can(regex("kafka", var.arn)) ? ["a"] : null
}
"""
    )
    assert not any(one.has("ParallelizationFactor") and one.has("Topics") for one in mappings)
    assert any(one.has("ParallelizationFactor") for one in mappings)


def _pair(first: str, second: str) -> str:
    body = 'event_source_arn = aws_sqs_queue.q.arn\n  function_name = "f"'
    resource = 'resource "aws_lambda_event_source_mapping" "%s" {\n  %s\n  %s\n}\n'
    return (
        'variable "on" { default = true }\nresource "aws_sqs_queue" "q" {}\n'
        + resource % ("a", first, body)
        + resource % ("b", second, body)
    )


@pytest.mark.parametrize(
    ("first", "second", "is_duplicate"),
    [
        ("", "", True),
        ("count = var.on ? 1 : 0", "count = var.on ? 0 : 1", False),
        ("count = var.on ? 1 : 0", "count = !var.on ? 1 : 0", False),
        ("count = var.on ? 1 : 0", "count = var.on ? 1 : 0", True),
        ("for_each = var.on ? { a = 1 } : {}", "for_each = var.on ? {} : { a = 1 }", False),
        ("count = length(var.x) > 0 ? 1 : 0", "count = length(var.x) > 0 ? 0 : 1", False),
    ],
)
def test_two_mappings_of_one_queue(first: str, second: str, is_duplicate: bool, lint: Lint) -> None:
    assert _codes(lint(_pair(first, second), "main.tf")) == ["ESM112"] * is_duplicate


def test_each_of_different_resources_is_not_the_same(lint: Lint) -> None:
    resource = """
resource "aws_lambda_event_source_mapping" "%s" {
  for_each         = var.%s
  event_source_arn = each.value.arn
  function_name    = "f"
}
"""
    assert _codes(lint(resource % ("a", "a") + resource % ("b", "b"), "main.tf")) == []
    assert _codes(lint(resource % ("a", "a") + resource % ("b", "a"), "main.tf")) == ["ESM112"]


def test_each_is_one_of_the_literal_members(lint: Lint) -> None:
    text = """
resource "aws_sqs_queue" "q" { fifo_queue = true }
resource "aws_lambda_event_source_mapping" "m" {
  for_each         = { small = { size = 10 }, big = { size = 100 } }
  event_source_arn = aws_sqs_queue.q.arn
  function_name    = "f-${each.key}"
  batch_size       = each.value.size
}
"""
    (found,) = lint(text, "main.tf").findings
    assert found.rule.code == "ESM204"
    assert [tuple(one) for one in found.when] == [("each.key", "big")]


_MODULE = """
module "m" {
  source = "%s"
  event_source_mapping = {
    one = {
      event_source_arn = "arn:aws:sqs:us-east-1:123456789012:q"
      window           = 5
    }
  }
}
"""


@pytest.mark.parametrize(
    ("source", "is_it"),
    [
        ("terraform-aws-modules/lambda/aws", True),
        ("terraform-aws-modules/lambda/aws//modules/alias", True),
        ("registry.terraform.io/terraform-aws-modules/lambda/aws", True),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-lambda.git?ref=v8", True),
        ("github.com/terraform-aws-modules/terraform-aws-lambda", True),
        ("terraform-aws-modules/lambda/aws//modules/deploy", False),
        ("./lambda", False),
        ("acme/lambda/aws", False),
    ],
)
def test_module_is_known_by_its_source(source: str, is_it: bool, lint: Lint) -> None:
    result = lint(_MODULE % source, "main.tf")
    assert _codes(result) == ["ESM010"] * is_it
    assert result.mappings == is_it


def test_module_map_in_a_local(lint: Lint) -> None:
    text = _MODULE.replace("= {\n    one", "= local.all\n}\nlocals {\n  all = {\n    one") + "\n"
    result = lint(text % "terraform-aws-modules/lambda/aws", "main.tf")
    assert _codes(result) == ["ESM010"]


def test_names_that_the_module_has_for_itself() -> None:
    text = """
module "m" {
  source = "terraform-aws-modules/lambda/aws"
  event_source_mapping = [{
    destination_arn_on_failure = "arn"
    filter_criteria            = [{ pattern = "{}" }, { pattern = "[]" }]
    amazon_managed_kafka_event_source_config = [{
      consumer_group_id = "g"
      schema_registry_config = {
        schema_validation_config = { attribute = "KEY" }
        access_config            = [{ type = "BASIC_AUTH", uri = "u" }]
      }
    }]
    scaling_config = { maximum_concurrency = 5 }
  }]
}
"""
    (mapping,) = _mappings(text)
    assert mapping.name == "module.m.event_source_mapping[0]"
    assert mapping.string("DestinationConfig.OnFailure.Destination") == "arn"
    assert mapping.string("FilterCriteria.Filters[1].Pattern") == "[]"
    registry = "AmazonManagedKafkaEventSourceConfig.SchemaRegistryConfig"
    assert mapping.string(f"{registry}.SchemaValidationConfigs[0].Attribute") == "KEY"
    assert mapping.string(f"{registry}.AccessConfigs[0].Type") == "BASIC_AUTH"
    assert mapping.integer("ScalingConfig.MaximumConcurrency") == 5
    assert mapping.field("FunctionName") is not None
    assert not mapping.lacks("FunctionName")


@pytest.mark.parametrize("sign", ["create = false", "count = 0", "create_layer = true"])
def test_module_that_makes_nothing_beside_one_that_does(sign: str, lint: Lint) -> None:
    call = 'module "%s" {\n  source = "terraform-aws-modules/lambda/aws"\n  %s\n'
    call += (
        '  event_source_mapping = { a = { event_source_arn = "arn:aws:sqs:us-east-1:1:q" } }\n}\n'
    )
    assert lint(call % ("a", sign) + call % ("b", ""), "main.tf").mappings == 2


# -- several files --------------------------------------------------------------------------------


def test_module_folder_is_one_unit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_FIXTURES / "projects" / "terraform-module")
    code, output, _ = run("check", ".")
    assert code == 1
    golden = _FIXTURES / "projects" / "terraform-module.out"
    assert output == golden.read_text(encoding="utf-8")


def test_pass_through_module_is_silent(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_FIXTURES / "projects" / "terraform-pass-through")
    code, output, _ = run("check", ".")
    assert (code, output) == (0, "no findings: 2 mappings in 2 files\n")


def test_folder_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = 'resource "aws_lambda_event_source_mapping" "m%d" {\n  event_source_arn = local.a\n}\n'
    for number in range(20):
        (tmp_path / f"{number:02}.tf").write_text(text % number)
    parsed: list[str] = []

    def parse(text: str) -> Any:
        parsed.append(text)
        return _PARSE(text)

    monkeypatch.setattr(hcl, "_parse", parse)
    engine = Engine(Plugins(), Project())
    for number in range(20):
        result = engine.check_bytes(f"{number:02}.tf", (text % number).encode())
        assert result.mappings == 1
    assert len(parsed) == 20


_IN_ONE_FOLDER = """resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.q.arn
  function_name    = "f"
  batch_size       = local.size
}
"""


def test_name_that_stands_in_two_files_is_that_of_the_file_at_hand(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terraform takes no such folder, but each file of it may be an example."""
    monkeypatch.chdir(tmp_path)
    one = 'resource "aws_sqs_queue" "q" {}\nlocals { size = 10 }\n'
    two = 'resource "aws_sqs_queue" "q" { fifo_queue = true }\nlocals { size = 11 }\n'
    (tmp_path / "one.tf").write_text(_IN_ONE_FOLDER + one)
    (tmp_path / "three.tf").write_text(_IN_ONE_FOLDER)
    (tmp_path / "two.tf").write_text(_IN_ONE_FOLDER + two)
    _, output, _ = run("check", ".", "--format", "concise")
    assert output.splitlines() == [
        "two.tf:4:22: error[ESM204] batch_size 11 is more than a FIFO queue allows (10)"
    ]


def test_mapping_that_breaks_hides_no_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = 'resource "aws_lambda_event_source_mapping" "%s" {\n  function_name = "f"\n}\n'
    for name in "abc":
        (tmp_path / f"{name}.tf").write_text(text % name)

    def broken(evaluator: Any, body: Any, address: str) -> Any:
        if address.endswith(".b"):
            raise ZeroDivisionError
        return _INSTANCES(evaluator, body, address)

    monkeypatch.setattr(mappings, "instances", broken)
    engine = Engine(Plugins(), Project())
    results = [engine.check_bytes(f"{name}.tf", (text % name).encode()) for name in "abc"]
    assert [result.mappings for result in results] == [1, 0, 1]
    assert all(len(result.failures) == 1 for result in results)


def test_half_an_address_has_no_fix(lint: Lint) -> None:
    mapping = 'event_source_arn = data.aws_sqs_queue\nfunction_name = "f"'
    (finding,) = lint(_RESOURCE % mapping, "main.tf").findings
    assert (finding.rule.code, finding.remedy, finding.fix) == (
        "ESM108",
        "write the name of the data source, too: data.aws_sqs_queue.NAME.arn",
        None,
    )


def test_values_in_their_own_file_count_more_than_defaults(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text(
        'variable "size" {\n  default = 100\n}\n'
        'resource "aws_sqs_queue" "q" {\n  fifo_queue = true\n}\n'
        'resource "aws_lambda_event_source_mapping" "m" {\n'
        '  event_source_arn = aws_sqs_queue.q.arn\n  function_name = "f"\n'
        "  batch_size = var.size\n}\n"
    )
    assert run("check", ".")[0] == 1
    (tmp_path / "terraform.tfvars").write_text("size = 10\n")
    assert run("check", ".")[0] == 0
    (tmp_path / "x.auto.tfvars.json").write_text('{"size": 11}\n')
    assert run("check", ".")[0] == 1


def test_what_an_override_file_sets_is_unknown(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    resource = 'resource "aws_lambda_event_source_mapping" "m" {\n  %s\n}\n'
    (tmp_path / "main.tf").write_text(resource % 'function_name = "f"\n  batch_size = 0')
    assert run("check", ".")[0] == 1
    changed = 'batch_size = 10\n  event_source_arn = "arn:aws:sqs:us-east-1:123456789012:q"'
    (tmp_path / "batch_override.tf").write_text(resource % changed)
    assert "batch_size" not in run("check", ".")[1]


# -- rules and fixes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("scaling_config = { maximum_concurrency = 5 }", "ESM040"),
        ("filter_criteria = [{ filter = [] }]", "ESM040"),
        ("scaling_config {}\n scaling_config {}", "ESM040"),
        ('tags {\n    a = "b"\n  }', "ESM040"),
        ("scaling_config {\n    maximum_concurrency = 5\n  }", None),
        ('tags = { a = "b" }', None),
        ("scaling_config = var.x", "ESM040"),
        ("maximum_concurrency = 5", "ESM010"),
        ('scaling_config {\n    window = "b"\n  }', "ESM010"),
        ('dynamic "wndow" {\n    for_each = [1]\n    content {}\n  }', "ESM010"),
    ],
)
def test_rules_of_terraform(arguments: str, code: str | None, lint: Lint) -> None:
    text = _SOURCES % f"aws_sqs_queue.standard.arn\n  {arguments}"
    assert _codes(lint(text, "main.tf")) == [code] * (code is not None)


@pytest.mark.parametrize(
    ("time", "codes"),
    [
        ('"2025-01-31T00:00:00Z"', []),
        ('"2025-01-31T00:00:00.5+02:00"', []),
        ("timeadd(timestamp(), var.x)", []),
        ('"1738281600"', ["ESM050"]),
        ("1738281600", ["ESM050"]),
        ('"yesterday"', ["ESM050"]),
        ('"2025-01-31"', ["ESM050"]),
    ],
)
def test_times_of_terraform(time: str, codes: list[str], lint: Lint) -> None:
    arn = (
        "aws_kinesis_stream.s.arn\n"
        f'  starting_position = "AT_TIMESTAMP"\n  starting_position_timestamp = {time}'
    )
    assert _codes(lint(_SOURCES % arn, "main.tf")) == codes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  batch_size = 100 # many\n", "  batch_size = 10 # many\n"),
        ('  batch_size = "100"\n', '  batch_size = "10"\n'),
        ('  starting_position = "LATEST" # gone\n  enabled = true\n', "  enabled = true\n"),
        (
            "  maximum_concurrency = 5 # some\n",
            "  scaling_config {\n    maximum_concurrency = 5\n  } # some\n",
        ),
        ("  BatchSize = 10\n", "  batch_size = 10\n"),
        ("  batch_sizes = 10\n", "  batch_size = 10\n"),
        (
            "  filter_criteria {\n  filter {\n  pattern = { body = [1] }\n  }\n  }\n",
            "  filter_criteria {\n  filter {\n  pattern = jsonencode({ body = [1] })\n  }\n  }\n",
        ),
        (
            '  function_response_types = "ReportBatchItemFailures"\n',
            '  function_response_types = ["ReportBatchItemFailures"]\n',
        ),
        (
            "  parallelization_factor = 2\n  tumbling_window_in_seconds = f({\n    a = 1\n  })\n",
            "  tumbling_window_in_seconds = f({\n    a = 1\n  })\n",
        ),
    ],
)
def test_fix_keeps_the_rest_as_it_is(before: str, after: str, engine: Engine) -> None:
    frame = (
        'resource "aws_sqs_queue" "q" {{\n  fifo_queue = true\n}}\n\n'
        'resource "aws_lambda_event_source_mapping" "m" {{\n'
        '  event_source_arn = aws_sqs_queue.q.arn\n  function_name    = "f"\n{}}}\n'
    )
    data = frame.format(before).encode()
    result = engine.check_bytes("main.tf", data)
    mended = mend(engine, "main.tf", data, result, unsafe=True)
    assert mended.data.decode() == frame.format(after)
    assert mended.result.findings == []


_ARGUMENTS = [
    "batch_size = 100",
    'batch_size = "11" # c',
    "batch_size = var.x",
    'starting_position = "LATEST"',
    "starting_position = <<EOT\nLATEST\nEOT",
    "maximum_concurrency = 1",
    "scaling_config { maximum_concurrency = 1 }",
    "scaling_config {\n    maximum_concurrency = 1\n  }",
    "parallelization_factor = 2 // c",
    "tags = { a = 1, b = 2 }",
    "destination_config {\n    on_failure {\n      destination_arn = aws_sqs_queue.q.arn\n}\n}",
    "filter_criteria {\n    filter {\n      pattern = { body = 1 }\n    }\n  }",
    'filter_criteria {\n  filter {\n    pattern = "{\\"body\\": {\\"a\\": \\"é\\"}}"\n  }\n  }',
    'topics = [\n    # c\n    "a",\n  ]',
    'self_managed_event_source {\n  endpoints = {\n    KAFKA_BOOTSTRAP_SERVERS = "a:1"\n  }\n  }',
    'enabled = "tru"',
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(_ARGUMENTS), unique=True), st.sampled_from(["\n", "\r\n"]))
def test_fixes_leave_hcl(arguments: list[str], line_break: str) -> None:
    lines = "".join(f"  {one}\n" for one in arguments)
    text = (
        'resource "aws_sqs_queue" "q" {\n  fifo_queue = true\n}\n'
        'resource "aws_lambda_event_source_mapping" "m" {\n'
        f'  event_source_arn = aws_sqs_queue.q.arn\n{lines}  function_name = "f"\n}}\n'
    ).replace("\n", line_break)
    engine = Engine(Plugins())
    before = engine.check_bytes("main.tf", text.encode())
    mended = mend(engine, "main.tf", text.encode(), before, unsafe=True)
    assert not hcl.read_hcl(mended.data.decode()).broken
    for fixed in mended.result.fixed:
        left = [(one.rule.code, one.setting) for one in mended.result.findings]
        assert (fixed.rule.code, fixed.setting) not in left


# -- what has to be survived ----------------------------------------------------------------------


_RESOURCE = 'resource "aws_lambda_event_source_mapping" "m" {\n  %s\n}\n'
_CALL = 'module "m" {\n  source = "terraform-aws-modules/lambda/aws"\n  %s\n}\n'
_LOOPS = 'variable "a" { default = var.a }\nlocals { b = local.b.c[local.b] }\n'


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_lambda_event_source_mapping" {\n}\n',
        'resource "aws_lambda_event_source_mapping" "a" "b" {\n  x = 1\n}\n',
        "resource = 5\nlocals = 6\nmodule = [1]\n",
        _CALL % "event_source_mapping = 5",
        _CALL % "event_source_mapping = [5, null, {}]",
        _LOOPS + _RESOURCE % "batch_size = local.b\n  queues = var.a\n  count = local.b",
        _RESOURCE % "event_source_arn = aws_lambda_event_source_mapping.m.event_source_arn",
        _RESOURCE % "filter_criteria = 5\n  tags = []\n  dynamic = 5\n  endpoints = 6",
        _RESOURCE % "self_managed_event_source {\n    endpoints = [1]\n  }",
        _RESOURCE % 'dynamic "x" {\n  }',
    ],
)
def test_oddities_are_survived(text: str, lint: Lint) -> None:
    lint(text, "main.tf")


@pytest.mark.parametrize(
    "found",
    ['{"m": null, "n": [], "o": [{}], "p": 5}', '{"m": {"batch_size": "${", "tags": "%{"}}', "[]"],
)
def test_json_oddities_are_survived(found: str, lint: Lint) -> None:
    resource = f'"aws_lambda_event_source_mapping": {found}'
    lint(f'{{"resource": {{{resource}}}}}', "main.tf.json")
    lint(f'{{"resource": [{{{resource}}}]}}', "main.tf.json")
    lint('{"resource": null}', "main.tf.json")


def test_cost_grows_with_the_file_and_no_faster() -> None:
    chain = "".join(
        f'  l{number} = "${{local.l{number + 1}}}${{local.l{number + 1}}}"\n'
        for number in range(60)
    )
    text = f"locals {{\n{chain}  l60 = 1\n}}\n" + _SOURCES % "local.l0"
    (mapping,) = _mappings(text)
    assert parts_of(mapping.get("EventSourceArn") or Unknown(mapping.place))


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("module.fifo.queue_arn", FIFO),
        ("module.standard.queue_arn", {SourceKind.SQS}),
        ("module.open.queue_arn", QUEUES),
        ('module.open["x"].queue_arn', QUEUES),
        ("module.table.dynamodb_table_stream_arn", {SourceKind.DYNAMODB}),
        ("module.standard.dead_letter_queue_name", KINDS_WITH_ARN),
        ("module.table.queue_arn", KINDS_WITH_ARN),
        ("module.other.queue_arn", KINDS_WITH_ARN),
        ("module.nowhere.queue_arn", KINDS_WITH_ARN),
        ("module.standard", KINDS_WITH_ARN),
        ("data", KINDS_WITH_ARN),
        ("data.x", KINDS_WITH_ARN),
        ("data.aws_sqs_queue.x", QUEUES),
        ("aws_sqs_queue", KINDS_WITH_ARN),
    ],
)
def test_kind_by_the_output_of_a_module(source: str, kinds: Kinds) -> None:
    modules = """
module "fifo" {
  source     = "terraform-aws-modules/sqs/aws"
  fifo_queue = true
}
module "standard" { source = "git::https://github.com/terraform-aws-modules/terraform-aws-sqs.git" }
module "open" {
  source     = "terraform-aws-modules/sqs/aws"
  fifo_queue = var.is_fifo
}
module "table" { source = "terraform-aws-modules/dynamodb-table/aws" }
module "other" { source = "./queue" }
"""
    (mapping,) = _mappings(f"{modules}{_RESOURCE % f'event_source_arn = {source}'}")
    assert mapping.kinds == kinds


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("aws_sqs_queue.many", "write aws_sqs_queue.many.arn"),
        ("aws_sqs_queue.many[0]", "write aws_sqs_queue.many[0].arn"),
        ("aws_dynamodb_table.t", "write aws_dynamodb_table.t.stream_arn"),
        ("local.queue", "write aws_sqs_queue.many.arn"),
    ],
)
def test_whole_resource_is_no_arn(written: str, remedy: str, lint: Lint) -> None:
    text = 'resource "aws_sqs_queue" "many" {}\nlocals { queue = aws_sqs_queue.many }\n'
    mapping = f'event_source_arn = {written}\nfunction_name = "f"\nstarting_position = "LATEST"'
    (finding,) = [
        one
        for one in lint(text + _RESOURCE % mapping, "main.tf").findings
        if one.rule.code != "ESM302"
    ]
    assert finding.rule.code == "ESM108"
    assert finding.remedy == remedy


def test_instances_of_a_resource_are_what_each_runs_over(lint: Lint) -> None:
    text = """
resource "aws_sqs_queue" "q" {
  for_each   = var.names
  fifo_queue = true
}
resource "aws_lambda_event_source_mapping" "m" {
  for_each         = aws_sqs_queue.q
  event_source_arn = each.value.arn
  function_name    = "f"
  batch_size       = 11
}
"""
    assert _codes(lint(text, "main.tf")) == ["ESM204"]


def test_comment_of_json_is_no_setting(lint: Lint) -> None:
    arn = "arn:aws:sqs:us-east-1:123456789012:orders"
    scaling = {"//": "not more", "maximum_concurrency": 5}
    body = {"//": "ours", "event_source_arn": arn, "function_name": "f", "scaling_config": scaling}
    text = json.dumps({"resource": {"aws_lambda_event_source_mapping": {"m": body}}})
    assert _codes(lint(text, "main.tf.json")) == []

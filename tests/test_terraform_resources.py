"""What a module of Terraform says of the resources around its mappings, however it says it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.dialects.terraform import TerraformDialect
from mappinglint.document import read
from mappinglint.engine import Engine, Result
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.resource import FUNCTION, MAPPING, POLICY_ATTACHMENT, QUEUE, ROLE_POLICY, Resource
from mappinglint.source import Source
from mappinglint.value import Fields, Items, Known, Unknown, Value

_MAPPING = """
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn  = %s
  function_name     = %s
  starting_position = "LATEST"
}
"""
_QUEUE = "aws_sqs_queue.q.arn"
_FUNCTION = "aws_lambda_function.f.arn"


def _mapping(
    around: str, source: str = _QUEUE, function: str = _FUNCTION, path: str = "main.tf"
) -> EventSourceMapping:
    found = _mappings(around + _MAPPING % (source, function), path)
    assert len(found) == 1
    return found[0]


def _mappings(text: str, path: str = "main.tf") -> list[EventSourceMapping]:
    document = read(Source(path, text))
    return [one for found in TerraformDialect().mappings(document) for one in found]


def _source(around: str, source: str = _QUEUE) -> Resource:
    found = _mapping(around, source).source
    assert found is not None
    return found


def _function(around: str, function: str = _FUNCTION) -> Resource:
    found = _mapping(around, function=function).function
    assert found is not None
    return found


def _plain(value: Value | None) -> Any:
    """Return a value as data; what is unknown is "?", or what it refers to."""
    match value:
        case None:
            return None
        case Known(data=data):
            return data
        case Unknown(refers_to=target):
            return target or "?"
        case Items(items=items):
            return [_plain(one) for one in items]
        case Fields(fields=fields):
            return {str(one.name): _plain(one.value) for one in fields}


def _users(resource: Resource) -> list[tuple[str, str]]:
    return [(one.type, one.name) for one in resource.users]


# -- what leads to a resource ---------------------------------------------------------------------

_QUEUES = """
variable "arn" {}
locals {
  queue  = aws_sqs_queue.q.arn
  queues = { a = aws_sqs_queue.q.arn }
  names  = toset(["a", "b"])
}
resource "aws_sqs_queue" "q" { name = "orders" }
resource "aws_sqs_queue" "some" { count = 2 }
resource "aws_sqs_queue" "many" { for_each = local.names }
data "aws_sqs_queue" "found" { name = "found" }
"""


_OWNER = "aws_lambda_event_source_mapping.m"


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("aws_sqs_queue.q.arn", "aws_sqs_queue.q"),
        ('"${aws_sqs_queue.q.arn}"', "aws_sqs_queue.q"),
        ("local.queue", "aws_sqs_queue.q"),
        ('local.queues["a"]', "aws_sqs_queue.q"),
        ("aws_sqs_queue.some[1].arn", "aws_sqs_queue.some[1]"),
        ('aws_sqs_queue.some["1"].arn', "aws_sqs_queue.some[1]"),
        ("element(aws_sqs_queue.some[*].arn, 1)", "aws_sqs_queue.some[1]"),
        ("aws_sqs_queue.some[var.arn].arn", "aws_sqs_queue.some[var.arn]"),
        ("aws_sqs_queue.some[count.index].arn", f"aws_sqs_queue.some[count.index] ({_OWNER})"),
        ('aws_sqs_queue.many["b"].arn', 'aws_sqs_queue.many["b"]'),
        ("one(aws_sqs_queue.some[*].arn)", "aws_sqs_queue.some[0]"),
        ("aws_sqs_queue.some.arn", "aws_sqs_queue.some[0]"),
        ('try(aws_sqs_queue.q.arn, "")', "aws_sqs_queue.q"),
        ("data.aws_sqs_queue.found.arn", "data.aws_sqs_queue.found"),
        ('"arn:aws:sqs:eu-west-1:123456789012:orders"', "aws_sqs_queue.q"),
        ('"arn:aws:sqs:eu-west-1:${var.arn}:orders"', "aws_sqs_queue.q"),
        ('"arn:aws:sqs:eu-west-1:${var.arn}:${aws_sqs_queue.q.name}"', "aws_sqs_queue.q"),
        ('"arn:aws:sqs:eu-west-1:123456789012:others"', None),
        ("var.arn", None),
        ("aws_sqs_queue.missing.arn", None),
        ('"arn:aws:sqs:eu-west-1:1:not-${aws_sqs_queue.q.id}"', None),
    ],
)
def test_source_that_an_arn_leads_to(arn: str, name: str | None) -> None:
    found = _mapping(_QUEUES, arn).source
    assert (found.name if found else None) == name
    assert found is None or found.type == QUEUE


_FUNCTIONS = """
resource "aws_lambda_function" "f" { function_name = "worker" }
resource "aws_lambda_alias" "live" {
  name          = "live"
  function_name = aws_lambda_function.f.arn
}
module "alias" {
  source        = "terraform-aws-modules/lambda/aws//modules/alias"
  name          = "live"
  function_name = module.f.lambda_function_name
}
module "f" {
  source        = "terraform-aws-modules/lambda/aws"
  function_name = "other"
}
resource "aws_sqs_queue" "q" {}
"""


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("aws_lambda_function.f.arn", "aws_lambda_function.f"),
        ("aws_lambda_function.f.function_name", "aws_lambda_function.f"),
        ("aws_lambda_function.f.qualified_arn", "aws_lambda_function.f"),
        ("aws_lambda_function.f.invoke_arn", "aws_lambda_function.f"),
        ("aws_lambda_alias.live.arn", "aws_lambda_function.f"),
        ('"${aws_lambda_function.f.arn}:live"', "aws_lambda_function.f"),
        ('"worker"', "aws_lambda_function.f"),
        ('"worker:live"', "aws_lambda_function.f"),
        ('"arn:aws:lambda:eu-west-1:123456789012:function:worker:live"', "aws_lambda_function.f"),
        ("module.f.lambda_function_arn", "module.f"),
        ("module.alias.lambda_alias_arn", "module.f"),
        ('"other"', "module.f"),
        ("module.unknown.arn", None),
        ('"nobody"', None),
    ],
)
def test_function_that_a_name_leads_to(function: str, name: str | None) -> None:
    found = _mapping(_FUNCTIONS, function=function).function
    assert (found.name if found else None) == name
    assert found is None or found.type == FUNCTION


def test_instance_that_nobody_can_tell_has_no_name_in_other_resources() -> None:
    around = """
        variable "open" {}
        resource "aws_sqs_queue" "dlq" { for_each = var.open }
        resource "aws_sqs_queue" "q" {
          for_each       = var.open
          redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dlq[each.key].arn })
        }
    """
    queue = _source(around, "aws_sqs_queue.q[each.key].arn")
    assert queue.behind("RedrivePolicy.deadLetterTargetArn") is None
    assert (QUEUE, "aws_sqs_queue.q") in _users(_source(around, "aws_sqs_queue.dlq[each.key].arn"))


def test_policy_document_of_each_instance() -> None:
    role = _role("""
        locals { names = toset(["a", "b"]) }
        resource "aws_iam_role" "r" {}
        resource "aws_iam_role_policy" "p" {
          for_each = local.names
          role     = aws_iam_role.r.name
          policy   = data.aws_iam_policy_document.d[each.key].json
        }
        data "aws_iam_policy_document" "d" {
          for_each = local.names
          statement { resources = [aws_sqs_queue.many[each.key].arn] }
        }
        resource "aws_sqs_queue" "many" { for_each = local.names }
    """)
    found = [_plain(one.get("PolicyDocument.Statement[0].Resource")) for one in role.users[1:]]
    assert found == [['aws_sqs_queue.many["a"]'], ['aws_sqs_queue.many["b"]']]


def test_two_elements_of_a_list_are_two_queues(lint: Callable[..., Result]) -> None:
    each = """
        resource "aws_lambda_event_source_mapping" "m{0}" {{
          event_source_arn = element(aws_sqs_queue.q[*].arn, {0})
          function_name    = "f"
        }}
    """
    queue = 'resource "aws_sqs_queue" "q" { count = 2 }\n'
    found = lint(queue + each.format(0) + each.format(1), "main.tf").findings
    assert [one for one in found if one.rule.code == "ESM112"] == []


def test_name_of_two_resources_leads_to_neither() -> None:
    queue = 'resource "aws_sqs_queue" "%s" { name = "orders" }\n'
    arn = '"arn:aws:sqs:eu-west-1:123456789012:orders"'
    assert _mapping(queue % "a", arn).source is not None
    assert _mapping(queue % "a" + queue % "b", arn).source is None


# -- arguments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "timeout"),
    [
        ("visibility_timeout_seconds = 60", 60),
        ('visibility_timeout_seconds = "60"', "60"),
        ("visibility_timeout_seconds = var.with_default", 90),
        ("visibility_timeout_seconds = local.timeout", 120),
        ("visibility_timeout_seconds = null", None),
        ("", None),
        ("visibility_timeout_seconds = var.open", "?"),
        ("visibility_timeout_seconds = 6 * local.timeout", 720),
        ("visibility_timeout_seconds = max(30, var.with_default * 2)", 180),
        ("visibility_timeout_seconds = 6 * var.open", "?"),
        ("visibility_timeout_seconds = each.value", "?"),
        ("visibility_timeout_seconds = 60\nlifecycle { ignore_changes = all }", "?"),
        (
            (
                "visibility_timeout_seconds = 60\n"
                "lifecycle { ignore_changes = [tags, visibility_timeout_seconds] }"
            ),
            "?",
        ),
        ("visibility_timeout_seconds = 60\nlifecycle { ignore_changes = [tags] }", 60),
        ('dynamic "visibility_timeout_seconds" {}', "?"),
    ],
)
def test_argument_of_a_queue(argument: str, timeout: object) -> None:
    around = """
        variable "with_default" { default = 90 }
        variable "open" {}
        locals { timeout = 120 }
        resource "aws_sqs_queue" "q" {
          %s
        }
    """
    assert _plain(_source(around % argument).get("VisibilityTimeout")) == timeout


def test_each_instance_has_its_own() -> None:
    around = """
        locals { queues = { a = { hidden = 10 }, b = { hidden = 20 } } }
        resource "aws_sqs_queue" "q" {
          for_each                   = local.queues
          visibility_timeout_seconds = each.value.hidden
        }
    """
    for key, hidden in (("a", 10), ("b", 20)):
        queue = _source(around, f'aws_sqs_queue.q["{key}"].arn')
        assert queue.integer("VisibilityTimeout") == hidden
    assert isinstance(_source(around, _QUEUE).get("VisibilityTimeout"), Unknown)


def test_condition_in_a_resource_makes_scenarios() -> None:
    around = """
        variable "stage" {}
        resource "aws_sqs_queue" "q" {
          visibility_timeout_seconds = var.stage == "prod" ? 900 : 30
        }
    """
    found = _mappings(around + _MAPPING % (_QUEUE, _FUNCTION))
    assert {
        (one.assumptions[0].value, one.source.integer("VisibilityTimeout"))
        for one in found
        if one.source is not None
    } == {("prod", 900), ("something else", 30)}


def test_data_source_tells_only_what_it_asks_for() -> None:
    queue = _source(_QUEUES, "data.aws_sqs_queue.found.arn")
    assert queue.string("QueueName") == "found"
    for name in ("VisibilityTimeout", "RedrivePolicy", "KmsMasterKeyId"):
        assert isinstance(queue.get(name), Unknown)


_TABLE = 'variable "open" {}\nresource "aws_dynamodb_table" "t" {\n%s\n}\n'
_STREAM = 'variable "open" {}\nresource "aws_kinesis_stream" "s" {\n%s\n}\n'


def test_name_with_a_prefix_is_unknown() -> None:
    assert isinstance(
        _source('resource "aws_sqs_queue" "q" { name_prefix = "a" }').get("QueueName"), Unknown
    )


@pytest.mark.parametrize(
    ("arguments", "stream"),
    [
        ("", None),
        ("stream_enabled = false", {"StreamEnabled": False}),
        (
            'stream_enabled = true\nstream_view_type = "KEYS_ONLY"',
            {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        ),
        # Without the other one it does nothing.
        (
            'stream_view_type = "KEYS_ONLY"',
            {"StreamEnabled": False, "StreamViewType": "KEYS_ONLY"},
        ),
        ("stream_enabled = var.open", {"StreamEnabled": "?"}),
        # A table with replicas has a stream by itself.
        ('replica { region_name = "eu-west-1" }', "?"),
        ("lifecycle { ignore_changes = all }\nstream_enabled = false", {"StreamEnabled": "?"}),
    ],
)
def test_stream_of_a_table(arguments: str, stream: object) -> None:
    found = _source(_TABLE % arguments, "aws_dynamodb_table.t.stream_arn")
    assert _plain(found.get("StreamSpecification")) == stream
    assert found.spell("StreamSpecification") == "stream_enabled"


@pytest.mark.parametrize(
    ("arguments", "encryption"),
    [
        ('kms_key_id = "k"', None),
        ('encryption_type = "NONE"\nkms_key_id = "k"', None),
        ('encryption_type = "KMS"\nkms_key_id = "k"', {"KeyId": "k"}),
        ('encryption_type = var.open\nkms_key_id = "k"', "?"),
    ],
)
def test_encryption_of_a_stream(arguments: str, encryption: object) -> None:
    found = _source(_STREAM % arguments, "aws_kinesis_stream.s.arn").get("StreamEncryption")
    assert _plain(found) == encryption


def test_function_without_a_reservation() -> None:
    around = 'resource "aws_lambda_function" "f" {\n reserved_concurrent_executions = %s\n}\n'
    assert _function(around % -1).lacks("ReservedConcurrentExecutions")
    assert _function(around % 0).integer("ReservedConcurrentExecutions") == 0


def test_override_file_hides_what_it_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    queue = 'resource "aws_sqs_queue" "q" {\n visibility_timeout_seconds = %s\n}\n'
    (tmp_path / "main.tf").write_text(queue % 10 + _MAPPING % (_QUEUE, _FUNCTION))
    (tmp_path / "dev_override.tf").write_text(queue % 1000)
    document = Project().read("main.tf", near="main.tf")
    assert document is not None
    [[mapping]] = TerraformDialect().mappings(document)
    assert mapping.source is not None
    assert isinstance(mapping.source.get("VisibilityTimeout"), Unknown)
    assert mapping.source.lacks("RedrivePolicy")


# -- JSON in texts --------------------------------------------------------------------------------

_DEAD = '{ "deadLetterTargetArn": "aws_sqs_queue.dlq", "maxReceiveCount": 3 }'


@pytest.mark.parametrize(
    "policy",
    [
        "jsonencode({ deadLetterTargetArn = aws_sqs_queue.dlq.arn, maxReceiveCount = 3 })",
        'jsonencode({ "deadLetterTargetArn" : aws_sqs_queue.dlq.arn, "maxReceiveCount" : 3 })',
        r'"{\"deadLetterTargetArn\":\"${aws_sqs_queue.dlq.arn}\",\"maxReceiveCount\":3}"',
        r'"{\"deadLetterTargetArn\":\"${aws_sqs_queue.dlq.arn}\",\"maxReceiveCount\":${local.n}}"',
        '<<EOF\n{"deadLetterTargetArn": "${aws_sqs_queue.dlq.arn}", "maxReceiveCount": 3}\nEOF',
        (
            '<<-EOF\n  {\n    "deadLetterTargetArn": "${aws_sqs_queue.dlq.arn}",\n'
            '    "maxReceiveCount": ${local.n}\n  }\n  EOF'
        ),
        "local.redrive",
        "true ? local.redrive : null",
    ],
)
def test_redrive_policy_however_it_is_written(policy: str) -> None:
    around = """
        locals {
          n       = 3
          redrive = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dlq.arn, maxReceiveCount = 3 })
        }
        resource "aws_sqs_queue" "dlq" {}
    """
    queue = _source(f'{around}\nresource "aws_sqs_queue" "q" {{\n redrive_policy = {policy}\n}}\n')
    assert _plain(queue.get("RedrivePolicy")) == json.loads(_DEAD)
    assert queue.integer("RedrivePolicy.maxReceiveCount") == 3
    letters = queue.behind("RedrivePolicy.deadLetterTargetArn")
    assert letters is not None
    assert letters.name == "aws_sqs_queue.dlq"


def test_number_in_jsonencode_is_pointed_at() -> None:
    policy = 'jsonencode({ deadLetterTargetArn = "x", maxReceiveCount = 3 })'
    queue = _source(f'resource "aws_sqs_queue" "q" {{\n redrive_policy = {policy}\n}}\n')
    assert queue.place_of("RedrivePolicy.maxReceiveCount").text == "3"


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ('""', None),
        ("null", None),
        ('file("policy.json")', "?"),
        ('templatefile("policy.json", {})', "?"),
        ("var.open", "?"),
        ("jsonencode(var.open)", "?"),
        ('"no JSON"', "?"),
        ('"{${var.open}}"', "?"),
        ('"{\\"a${var.open}\\": 1}"', {}),
    ],
)
def test_policy_that_cannot_be_read(policy: str, found: object) -> None:
    queue = 'variable "open" {}\nresource "aws_sqs_queue" "q" {\n redrive_policy = %s\n}\n'
    value = _source(queue % policy).get("RedrivePolicy")
    assert _plain(value) == found
    assert not isinstance(value, Fields) or not value.complete


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("queue_url = aws_sqs_queue.q.id", {"maxReceiveCount": 3}),
        ("queue_url = aws_sqs_queue.dlq.id", None),
        ("queue_url = local.urls.q", {"maxReceiveCount": 3}),
        ("queue_url = local.urls[var.open]", "?"),
        ("count = 1\nqueue_url = aws_sqs_queue.q.id", "?"),
    ],
)
def test_redrive_policy_as_a_resource_of_its_own(part: str, found: object) -> None:
    around = """
        variable "open" {}
        locals { urls = { q = aws_sqs_queue.q.url } }
        resource "aws_sqs_queue" "q" {}
        resource "aws_sqs_queue" "dlq" {}
        resource "aws_sqs_queue_redrive_policy" "p" {
          redrive_policy = jsonencode({ maxReceiveCount = 3 })
          %s
        }
    """
    assert _plain(_source(around % part).get("RedrivePolicy")) == found


# -- who refers to a resource ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "user"),
    [
        ('output "o" { value = aws_lambda_function.f.arn }', ("", "o")),
        ('module "x" {\n source = "./x"\n f = aws_lambda_function.f.arn\n}', ("", "module.x")),
        (
            'resource "aws_lambda_permission" "p" { function_name = "worker" }',
            ("AWS::Lambda::Permission", "aws_lambda_permission.p"),
        ),
        (
            'resource "aws_lambda_permission" "p" { function_name = local.function }',
            ("AWS::Lambda::Permission", "aws_lambda_permission.p"),
        ),
        (
            'resource "aws_cloudwatch_log_group" "l" { name = "/aws/lambda/worker" }',
            ("AWS::Logs::LogGroup", "aws_cloudwatch_log_group.l"),
        ),
        (
            'resource "aws_thing" "t" { list = [for f in aws_lambda_function.f : f.arn] }',
            ("aws_thing", "aws_thing.t"),
        ),
        (
            'resource "aws_thing" "t" {\n a {\n b = "x-${aws_lambda_function.f.arn}"\n}\n}',
            ("aws_thing", "aws_thing.t"),
        ),
        (
            (
                'resource "aws_sns_topic_subscription" "s" {\n'
                ' endpoint = "arn:aws:lambda:eu-west-1:1:function:worker"\n}'
            ),
            ("AWS::SNS::Subscription", "aws_sns_topic_subscription.s"),
        ),
    ],
)
def test_what_refers_to_a_function(block: str, user: tuple[str, str]) -> None:
    around = """
        locals { function = local.again }
        locals { again = aws_lambda_function.f.arn }
        resource "aws_lambda_function" "f" { function_name = "worker" }
    """
    mapping = MAPPING, "aws_lambda_event_source_mapping.m"
    assert set(_users(_function(f"{around}\n{block}\n"))) == {mapping, user}


@pytest.mark.parametrize(
    "block",
    [
        'resource "aws_thing" "t" { depends_on = [aws_lambda_function.f] }',
        (
            'resource "aws_thing" "t" {\n lifecycle {\n'
            " replace_triggered_by = [aws_lambda_function.f]\n}\n}"
        ),
        "locals { unused = aws_lambda_function.f.arn }",
        "# aws_lambda_function.f.arn",
    ],
)
def test_what_is_no_user(block: str) -> None:
    around = 'resource "aws_lambda_function" "f" { function_name = "worker" }\n'
    assert _users(_function(f"{around}{block}\n")) == [
        (MAPPING, "aws_lambda_event_source_mapping.m")
    ]


def test_name_that_an_expression_makes_is_recognized_elsewhere() -> None:
    around = """
        variable "name" {}
        resource "aws_lambda_function" "f" { function_name = "${var.name}-worker" }
        resource "aws_lambda_permission" "p" { function_name = "${var.name}-worker" }
        resource "aws_lambda_permission" "other" { function_name = "${var.name}-other" }
    """
    users = _users(_function(around))
    assert ("AWS::Lambda::Permission", "aws_lambda_permission.p") in users
    assert ("AWS::Lambda::Permission", "aws_lambda_permission.other") not in users


def test_queue_of_a_redrive_policy_is_the_user_of_its_target() -> None:
    around = """
        resource "aws_sqs_queue" "q" {}
        resource "aws_sqs_queue" "source" {}
        resource "aws_sqs_queue_redrive_policy" "p" {
          queue_url      = aws_sqs_queue.source.id
          redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.q.arn })
        }
    """
    users = _users(_source(around))
    assert (QUEUE, "aws_sqs_queue.source") in users


def test_beyond_many_users_there_is_an_unknown_one() -> None:
    alarms = "".join(
        f'resource "aws_cloudwatch_metric_alarm" "a{number}" {{ f = aws_lambda_function.f.arn }}\n'
        for number in range(200)
    )
    users = _users(_function(f'resource "aws_lambda_function" "f" {{}}\n{alarms}'))
    assert len(users) < 100
    assert users[-1][0] == ""


# -- roles ----------------------------------------------------------------------------------------

_ROLE = """
resource "aws_sqs_queue" "q" {}
resource "aws_lambda_function" "f" { role = aws_iam_role.r.arn }
resource "aws_iam_role" "other" {}
"""


_DEAD_LETTERS_OF = {
    "a subscription": """resource "aws_sns_topic_subscription" "s" {
      redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.q.arn })
    }""",
    "a rule": """resource "aws_cloudwatch_event_target" "s" {
      dead_letter_config { arn = aws_sqs_queue.q.arn }
    }""",
    "a schedule": """resource "aws_scheduler_schedule" "s" {
      target {
        dead_letter_config { arn = aws_sqs_queue.q.arn }
      }
    }""",
    "a pipe": """resource "aws_pipes_pipe" "s" {
      source_parameters {
        kinesis_stream_parameters {
          dead_letter_config { arn = aws_sqs_queue.q.arn }
        }
      }
    }""",
    "asynchronous calls": """resource "aws_lambda_function_event_invoke_config" "s" {
      destination_config {
        on_failure { destination = aws_sqs_queue.q.arn }
      }
    }""",
}


@pytest.mark.parametrize("user", _DEAD_LETTERS_OF)
def test_queue_that_takes_what_failed_needs_no_redrive(
    advise: Callable[..., Result], user: str
) -> None:
    queue = 'resource "aws_sqs_queue" "q" { name = "orders" }\n'
    mapping = _MAPPING % (_QUEUE, '"orders"')
    codes = [
        {finding.rule.code for finding in advise(queue + mapping + more, "main.tf").findings}
        for more in ("", _DEAD_LETTERS_OF[user])
    ]
    assert "ESM704" in codes[0]
    assert "ESM704" not in codes[1]


_LAMBDA_OF_ROLE = """
resource "aws_sqs_queue" "q" { visibility_timeout_seconds = 60 }
resource "aws_lambda_function" "f" {
  timeout = 10
  role    = aws_iam_role.r.arn
}
variable "env" {}
variable "given" { default = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] }
locals {
  role_name = "worker-${var.env}"
  basic     = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
  sqs       = ["arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"]
}
resource "aws_iam_role" "r" { name = "worker-${var.env}" }
resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
"""
_ATTACHED = """
resource "aws_iam_role_policy_attachment" "a" {
  for_each   = %s
  role       = aws_iam_role.r.name
  policy_arn = each.value
}
"""
_INLINE = """
resource "aws_iam_role_policy" "p" {
  role   = %s
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
}
"""


def _codes(lint: Callable[..., Result], around: str) -> set[str]:
    result = lint(_LAMBDA_OF_ROLE + around + _MAPPING % (_QUEUE, _FUNCTION), "main.tf")
    return {finding.rule.code for finding in result.findings}


@pytest.mark.parametrize(
    "around",
    [
        "",
        _ATTACHED % "toset(local.basic)",
        _ATTACHED % "{ basic = local.basic[0] }",
        # Of another role, whose name is told.
        _INLINE % '"other"',
        _INLINE % "aws_iam_role.other.name" + 'resource "aws_iam_role" "other" {}',
    ],
)
def test_role_that_lacks_what_it_needs(lint: Callable[..., Result], around: str) -> None:
    assert "ESM730" in _codes(lint, around)


@pytest.mark.parametrize(
    "around",
    [
        _ATTACHED % "toset(local.sqs)",
        _ATTACHED % "toset(concat(local.basic, local.sqs))",
        _ATTACHED % "{ for arn in local.sqs : arn => arn }",
        # Whoever deploys it may give others.
        _ATTACHED % "toset(var.given)",
        _ATTACHED % "setunion(local.basic, local.sqs)",
        _INLINE % "aws_iam_role.r.id",
        _INLINE % '"worker-${var.env}"',
        _INLINE % "local.role_name",
        # The name of the role, however it is come by.
        _INLINE % 'format("worker-%s", var.env)',
        _INLINE % 'element(split("/", aws_lambda_function.f.role), 1)',
        _INLINE % 'join("-", ["worker", var.env])',
        _INLINE % "each.value" + 'variable "any" {}',
        # A file of its own may say more of the role.
        'module "more" {\n  source = "./more"\n  role = aws_iam_role.r.name\n}',
    ],
)
def test_role_that_may_have_what_it_needs(lint: Callable[..., Result], around: str) -> None:
    assert "ESM730" not in _codes(lint, around)


def _role(around: str) -> Resource:
    found = _function(_ROLE + around).behind("Role")
    assert found is not None
    return found


def test_inline_policies_of_a_role() -> None:
    role = _role("""
        resource "aws_iam_role" "r" {
          inline_policy {}
          inline_policy {
            name   = "a"
            policy = jsonencode({
              Statement = { Action = "sqs:*", Resource = aws_sqs_queue.q.arn }
            })
          }
          managed_policy_arns = ["arn:aws:iam::aws:policy/A", aws_iam_policy.b.arn]
        }
        resource "aws_iam_policy" "b" { policy = "{\\"Statement\\": []}" }
    """)
    statement = {"Action": "sqs:*", "Resource": "aws_sqs_queue.q"}
    document = {"Statement": statement}
    assert _plain(role.get("Policies")) == [{"PolicyName": "a", "PolicyDocument": document}]
    assert _plain(role.get("Policies[0].PolicyDocument.Statement.Action")) == "sqs:*"
    assert _plain(role.get("ManagedPolicyArns")) == [
        "arn:aws:iam::aws:policy/A",
        "aws_iam_policy.b",
    ]
    policy = role.behind("ManagedPolicyArns[1]")
    assert policy is not None
    assert _plain(policy.get("PolicyDocument")) == {"Statement": []}


def test_generated_inline_policies_are_unknown() -> None:
    role = _role("""
        resource "aws_iam_role" "r" {
          dynamic "inline_policy" {
            for_each = var.policies
            content { policy = inline_policy.value }
          }
        }
    """)
    assert isinstance(role.get("Policies"), Unknown)


def test_policies_that_are_attached_to_a_role() -> None:
    role = _role("""
        resource "aws_iam_role" "r" { name = "r" }
        resource "aws_iam_role_policy" "inline" {
          role   = aws_iam_role.r.id
          policy = data.aws_iam_policy_document.d.json
        }
        data "aws_iam_policy_document" "d" {
          statement { actions = ["sqs:*"] }
        }
        resource "aws_iam_role_policy_attachment" "each" {
          for_each   = toset(["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"])
          role       = aws_iam_role.r.name
          policy_arn = each.value
        }
        locals { arns = ["arn:aws:iam::aws:policy/C"] }
        resource "aws_iam_role_policy_attachment" "counted" {
          count      = length(local.arns)
          role       = "r"
          policy_arn = local.arns[count.index]
        }
        resource "aws_iam_policy_attachment" "many" {
          roles      = [aws_iam_role.other.name, aws_iam_role.r.name]
          policy_arn = data.aws_iam_policy.known.arn
        }
        data "aws_iam_policy" "known" { name = "AWSLambdaSQSQueueExecutionRole" }
        data "aws_iam_policy" "own" { name = "mine" }
        resource "aws_iam_role_policy_attachment" "own" {
          role       = aws_iam_role.r.name
          policy_arn = data.aws_iam_policy.own.arn
        }
    """)
    attached = [one for one in role.users if one.type == POLICY_ATTACHMENT]
    assert {_plain(one.get("PolicyArn")) for one in attached} == {
        "arn:aws:iam::aws:policy/A",
        "arn:aws:iam::aws:policy/B",
        "arn:aws:iam::aws:policy/C",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
        "data.aws_iam_policy.own",
    }
    for one in attached:
        # Of an attachment to several roles, nobody asks which one is meant.
        is_many = one.name == "aws_iam_policy_attachment.many"
        behind = one.behind("RoleName")
        assert behind is not None or one.string("RoleName") == "r" or is_many
        assert behind is None or behind.name == "aws_iam_role.r"
    [inline] = [one for one in role.users if one.type == ROLE_POLICY]
    statement = {"Action": ["sqs:*"], "Effect": "Allow"}
    assert _plain(inline.get("PolicyDocument")) == {"Statement": [statement]}


@pytest.mark.parametrize(
    ("body", "statements"),
    [
        ("", []),
        (
            'statement {\n effect = "Deny"\n not_actions = ["a"]\n not_resources = ["b"]\n}',
            [{"Effect": "Deny", "NotAction": ["a"], "NotResource": ["b"]}],
        ),
        (
            'statement {\n actions = ["a"]\n resources = [aws_sqs_queue.q.arn, var.open]\n}',
            [{"Action": ["a"], "Resource": ["aws_sqs_queue.q", "?"], "Effect": "Allow"}],
        ),
        (
            (
                'statement {\n actions = var.open\n condition {\n test = "StringEquals"\n'
                ' variable = "aws:x"\n values = ["y"]\n}\n}'
            ),
            [{"Action": "?", "Condition": {"StringEquals": {"aws:x": ["y"]}}, "Effect": "Allow"}],
        ),
        (
            (
                'statement {\n principals {\n type = "AWS"\n identifiers = ["a"]\n}\n'
                ' principals {\n type = "Service"\n identifiers = ["b"]\n}\n}'
            ),
            [{"Principal": {"AWS": ["a"], "Service": ["b"]}, "Effect": "Allow"}],
        ),
        (
            'statement {\n principals {\n type = "*"\n identifiers = ["*"]\n}\n}',
            [{"Principal": "*", "Effect": "Allow"}],
        ),
        (
            (
                'statement { actions = ["a"] }\n'
                'dynamic "statement" {\n for_each = var.open\n content {}\n}'
            ),
            [{"Action": ["a"], "Effect": "Allow"}, "?"],
        ),
    ],
)
def test_policy_document_of_a_data_source(body: str, statements: list[Any]) -> None:
    role = _role(f"""
        variable "open" {{}}
        resource "aws_iam_role" "r" {{}}
        resource "aws_iam_role_policy" "p" {{
          role   = aws_iam_role.r.name
          policy = data.aws_iam_policy_document.d.json
        }}
        data "aws_iam_policy_document" "d" {{
          {body}
        }}
    """)
    [policy] = [one for one in role.users if one.type == ROLE_POLICY]
    assert _plain(policy.get("PolicyDocument")) == {"Statement": statements}


@pytest.mark.parametrize(
    "argument",
    [
        "source_policy_documents = [data.aws_iam_policy_document.other.json]",
        "override_policy_documents = [var.x]",
        'source_json = "{}"',
    ],
)
def test_policy_document_made_of_others_is_unknown(argument: str) -> None:
    role = _role(f"""
        resource "aws_iam_role" "r" {{}}
        resource "aws_iam_role_policy" "p" {{
          role   = aws_iam_role.r.name
          policy = data.aws_iam_policy_document.d.json
        }}
        data "aws_iam_policy_document" "d" {{
          {argument}
        }}
    """)
    [policy] = [one for one in role.users if one.type == ROLE_POLICY]
    assert isinstance(policy.get("PolicyDocument"), Unknown)


# -- well-known modules ---------------------------------------------------------------------------

_SQS = 'module "q" {\n source = "terraform-aws-modules/sqs/aws"\n%s\n}\n'
_LAMBDA = 'module "f" {\n source = "terraform-aws-modules/lambda/aws"\n%s\n}\n'


def test_function_of_the_module() -> None:
    function = _function(
        _LAMBDA
        % """
        timeout                        = 60
        reserved_concurrent_executions = -1
        dead_letter_target_arn         = aws_sqs_queue.q.arn
        create_async_event_config      = true
        maximum_retry_attempts         = 1
        destination_on_failure         = aws_sqs_queue.q.arn
        create_role                    = false
        lambda_role                    = aws_iam_role.r.arn
        """
        + 'resource "aws_sqs_queue" "q" {}\nresource "aws_iam_role" "r" {}\n',
        "module.f.lambda_function_arn",
    )
    assert function.integer("Timeout") == 60
    assert function.lacks("ReservedConcurrentExecutions")
    assert _plain(function.get("DeadLetterConfig.TargetArn")) == "aws_sqs_queue.q"
    assert _plain(function.get("EventInvokeConfig")) == {
        "MaximumRetryAttempts": 1,
        "DestinationConfig": {"OnFailure": {"Destination": "aws_sqs_queue.q"}},
    }
    target = function.get("EventInvokeConfig.DestinationConfig.OnFailure.Destination")
    assert _plain(target) == "aws_sqs_queue.q"
    role = function.behind("Role")
    assert role is not None
    assert role.name == "aws_iam_role.r"


def test_role_that_the_module_makes_is_unknown() -> None:
    function = _function(_LAMBDA % "", "module.f.lambda_function_arn")
    assert isinstance(function.get("Role"), Unknown)
    assert function.lacks("Timeout")
    assert function.lacks("EventInvokeConfig")


def test_mapping_in_the_module_knows_its_function() -> None:
    text = (
        _LAMBDA
        % """
        timeout = 60
        event_source_mapping = { sqs = { event_source_arn = aws_sqs_queue.q.arn } }
    """
    )
    [mapping] = _mappings(text + 'resource "aws_sqs_queue" "q" {}\n')
    assert mapping.function is not None
    assert mapping.source is not None
    assert mapping.function.integer("Timeout") == 60
    assert _users(mapping.function) == [(MAPPING, "sqs")]
    assert _users(mapping.source) == [(MAPPING, "sqs")]
    function = mapping.function.users[0].behind("FunctionName")
    assert function is not None
    assert function.name == "module.f"


@pytest.mark.parametrize(
    "argument", ["allowed_triggers = { a = {} }", "create_lambda_function_url = x"]
)
def test_module_may_let_others_call_its_function(argument: str) -> None:
    function = _function(_LAMBDA % argument, "module.f.lambda_function_arn")
    assert "" in [one.type for one in function.users]


@pytest.mark.parametrize(
    ("arguments", "redrive"),
    [
        ("", None),
        ("redrive_policy = {}", None),
        ("create_dlq = false", None),
        ("redrive_policy = { maxReceiveCount = 2 }", {"maxReceiveCount": 2}),
        ("redrive_policy = jsonencode({ maxReceiveCount = 2 })", {"maxReceiveCount": 2}),
        ("create_dlq = true", {"deadLetterTargetArn": "?", "maxReceiveCount": "?"}),
        (
            "create_dlq = true\nredrive_policy = { maxReceiveCount = 2 }",
            {"deadLetterTargetArn": "?", "maxReceiveCount": 2},
        ),
        ("create_dlq = var.x", "?"),
    ],
)
def test_queue_of_the_module(arguments: str, redrive: object) -> None:
    queue = _source(_SQS % arguments, "module.q.queue_arn")
    assert queue.type == QUEUE
    assert _plain(queue.get("RedrivePolicy")) == redrive
    assert queue.lacks("VisibilityTimeout")


def test_table_of_the_module() -> None:
    call = 'module "t" {\n source = "terraform-aws-modules/dynamodb-table/aws"\n%s\n}\n'
    output = "module.t.dynamodb_table_stream_arn"
    assert _source(call % "", output).lacks("StreamSpecification")
    table = _source(call % 'stream_enabled = true\nstream_view_type = "NEW_IMAGE"', output)
    assert table.string("StreamSpecification.StreamViewType") == "NEW_IMAGE"
    for argument in ("replicas", "replica_regions"):
        table = _source(call % f'{argument} = [{{ region_name = "eu-west-1" }}]', output)
        assert isinstance(table.get("StreamSpecification"), Unknown)


# -- other forms, and oddities --------------------------------------------------------------------


def test_resources_in_json() -> None:
    policy = (
        '{"deadLetterTargetArn":"${aws_sqs_queue.dlq.arn}","maxReceiveCount":${local.receives}}'
    )
    text = json.dumps(
        {
            "locals": {"receives": 3},
            "resource": {
                "aws_sqs_queue": {
                    "q": {
                        "visibility_timeout_seconds": "${30}",
                        "redrive_policy": policy,
                        "lifecycle": {"ignore_changes": ["name"]},
                        "name": "orders",
                    },
                    "dlq": {"redrive_allow_policy": "${jsonencode({ a = 1 })}"},
                },
                "aws_lambda_function": {
                    "f": [
                        {
                            "role": "${aws_iam_role.r.arn}",
                            "dead_letter_config": [{"target_arn": "x"}],
                        }
                    ]
                },
                "aws_iam_role": {"r": {"inline_policy": [{"name": "a", "policy": "{}"}]}},
                "aws_lambda_event_source_mapping": {
                    "m": {
                        "event_source_arn": "${aws_sqs_queue.q.arn}",
                        "function_name": "${aws_lambda_function.f.arn}",
                    }
                },
            },
        }
    )
    [mapping] = _mappings(text, "main.tf.json")
    assert mapping.source is not None
    assert mapping.function is not None
    assert mapping.source.integer("VisibilityTimeout") == 30
    assert mapping.source.integer("RedrivePolicy.maxReceiveCount") == 3
    assert isinstance(mapping.source.get("QueueName"), Unknown)
    letters = mapping.source.behind("RedrivePolicy.deadLetterTargetArn")
    assert letters is not None
    assert _plain(letters.get("RedriveAllowPolicy")) == {"a": 1}
    assert letters.users[0].name == "aws_sqs_queue.q"
    assert mapping.function.string("DeadLetterConfig.TargetArn") == "x"
    role = mapping.function.behind("Role")
    assert role is not None
    assert _plain(role.get("Policies")) == [{"PolicyName": "a", "PolicyDocument": {}}]


_PROPERTIES = (
    "DeadLetterConfig.TargetArn",
    "EventInvokeConfig",
    "KeyPolicy",
    "ManagedPolicyArns",
    "Policies",
    "PolicyDocument.Statement",
    "RedrivePolicy.deadLetterTargetArn",
    "Role",
    "RoleName",
    "StreamSpecification.StreamViewType",
    "Timeout",
    "VisibilityTimeout",
)


def _go_through(mapping: EventSourceMapping) -> int:
    """Ask for all that there is around a mapping; return how many resources there were."""
    pending = [one for one in (mapping.source, mapping.function) if one is not None]
    seen: set[str] = set()
    while pending:
        one = pending.pop()
        if one.name in seen:
            continue
        seen.add(one.name)
        for name in _PROPERTIES:
            found = one.behind(name)
            if found is not None:
                pending.append(found)
        pending += one.users
    return len(seen)


_ODDITIES = [
    # What refers to itself, or in a circle.
    'resource "aws_sqs_queue" "q" { redrive_policy = aws_sqs_queue.q.arn }',
    'resource "aws_sqs_queue" "q" { redrive_policy = jsonencode(aws_sqs_queue.q) }',
    'resource "aws_sqs_queue" "q" { for_each = aws_sqs_queue.q }',
    (
        "locals { a = local.b }\nlocals { b = local.a }\n"
        'resource "aws_sqs_queue" "q" { visibility_timeout_seconds = local.a }'
    ),
    (
        'resource "aws_lambda_function" "f" { role = aws_iam_role.r.arn }\n'
        'resource "aws_iam_role" "r" {\n inline_policy {\n'
        " policy = data.aws_iam_policy_document.d.json\n}\n}\n"
        'data "aws_iam_policy_document" "d" {\n statement {\n'
        " resources = [data.aws_iam_policy_document.d.json]\n}\n}"
    ),
    # What is no list, no block, no text.
    'resource "aws_lambda_function" "f" { dead_letter_config = 1 }',
    (
        'resource "aws_lambda_function" "f" { role = aws_iam_role.r.arn }\n'
        'resource "aws_iam_role" "r" {\n inline_policy = 3\n managed_policy_arns = "x"\n}'
    ),
    'resource "aws_sqs_queue" "q" {\n lifecycle = 3\n dynamic = 4\n}',
    'resource "aws_sqs_queue" "q" {\n lifecycle { ignore_changes = null }\n}',
    'resource "aws_sqs_queue" "q" { redrive_policy = "{' + "[" * 5000 + '${local.x}" }',
    'resource "aws_sqs_queue" "q" { redrive_policy = "[' + "[" * 900 + '${local.x}]" }',
    'resource "aws_sqs_queue" "q" { redrive_policy = "{\\"a\\": \\"\U0010fffd7t\\"}${local.x}" }',
    'module "f" { source = "terraform-aws-modules/lambda/aws"',
    'resource "aws_sqs_queue_redrive_policy" "p" {}\nresource "aws_sqs_queue" "q" {}',
]


@pytest.mark.parametrize("around", _ODDITIES)
def test_oddities_are_survived(around: str) -> None:
    for mapping in _mappings(_MAPPING % (_QUEUE, _FUNCTION) + around):
        _go_through(mapping)


@given(st.data())
def test_whatever_stands_in_json_is_survived(data: st.DataObject) -> None:
    scalars = st.sampled_from([None, True, -1, "", "x", "${aws_sqs_queue.q.arn}", "${each.key}"])
    bodies = st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_KEYS, inner, max_size=3),
        max_leaves=8,
    )
    resources = {
        type_: {name: data.draw(st.dictionaries(_KEYS, bodies, max_size=4))}
        for type_, name in (
            ("aws_sqs_queue", "q"),
            ("aws_lambda_function", "f"),
            ("aws_iam_role", "r"),
            ("aws_iam_role_policy", "p"),
        )
    }
    mapping = {"event_source_arn": "${aws_sqs_queue.q.arn}", "function_name": "f"}
    text = {"resource": {**resources, "aws_lambda_event_source_mapping": {"m": mapping}}}
    for one in _mappings(json.dumps(text), "main.tf.json"):
        _go_through(one)


_KEYS = st.sampled_from(
    [
        "count",
        "dynamic",
        "for_each",
        "function_name",
        "inline_policy",
        "lifecycle",
        "ignore_changes",
        "managed_policy_arns",
        "name",
        "policy",
        "redrive_policy",
        "role",
        "timeout",
    ]
)


@pytest.mark.apart
def test_work_is_linear_in_mappings_and_resources(count_calls: Callable[..., int]) -> None:
    small, large = (count_calls(_many(number)) for number in (100, 300))
    assert large < 4 * small


def _many(number: int) -> str:
    """Return mappings of their own queues, with a role and a local that all of them share."""
    each = """
        resource "aws_sqs_queue" "q{0}" {{ redrive_policy = jsonencode({{ a = local.shared }}) }}
        resource "aws_lambda_function" "f{0}" {{
          function_name = "f{0}"
          role          = aws_iam_role.r.arn
        }}
        resource "aws_lambda_event_source_mapping" "m{0}" {{
          event_source_arn = aws_sqs_queue.q{0}.arn
          function_name    = aws_lambda_function.f{0}.arn
        }}
    """
    names = ", ".join(f"aws_sqs_queue.q{one}.arn" for one in range(number))
    shared = f'locals {{ shared = [{names}] }}\nresource "aws_iam_role" "r" {{}}\n'
    return shared + "".join(each.format(one) for one in range(number))


@pytest.fixture
def count_calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Return what counts the resources that are made for all mappings of a text."""
    made = [0]
    new = Resource.__init__

    def counted(*arguments: Any, **named: Any) -> None:
        made[0] += 1
        new(*arguments, **named)

    def count(text: str) -> int:
        made[0] = 0
        for mapping in _mappings(text):
            for one in (mapping.source, mapping.function):
                assert one is not None
                assert one.users
        return made[0]

    monkeypatch.setattr(Resource, "__init__", counted)
    return count


def test_notes_about_a_whole_project_are_made_without_failures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(_ODDITIES):
        (tmp_path / f"{number}.tf").write_text(text)
    (tmp_path / "main.tf").write_text(_MAPPING % (_QUEUE, _FUNCTION))
    engine = Engine(Plugins(), Project(), advice=True)
    result = engine.check_bytes("main.tf", (tmp_path / "main.tf").read_bytes())
    assert result.failures == []

"""Calls of modules that stand in the same repository: what their outputs lead to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mappinglint.dialects.terraform import TerraformDialect
from mappinglint.engine import Engine
from mappinglint.kind import FIFO, QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.resource import ROLE_POLICY, Resource
from mappinglint.source import Source
from mappinglint.value import Known, Unknown

_QUEUE = """
variable "visibility" { default = 60 }
variable "fifo" { default = false }
resource "aws_sqs_queue" "this" {
  visibility_timeout_seconds = var.visibility
  fifo_queue                 = var.fifo
}
resource "aws_sqs_queue" "failed" {}
output "arn" { value = aws_sqs_queue.this.arn }
output "failed_arn" { value = aws_sqs_queue.failed.arn }
output "queue" { value = aws_sqs_queue.this }
output "url" { value = aws_sqs_queue.this.url }
output "arns" { value = { main = aws_sqs_queue.this.arn } }
"""
_MAPPING = """
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = %s
  function_name    = %s
}
"""

Write = Callable[[dict[str, str]], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files of a repository, and work in it."""
    monkeypatch.chdir(tmp_path)

    def written(files: dict[str, str]) -> None:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return written


def _mappings(path: str = "main.tf") -> list[EventSourceMapping]:
    document = Project().document(Source(path, Path(path).read_text()))
    return [one for found in TerraformDialect().mappings(document) for one in found]


def _mapping(path: str = "main.tf") -> EventSourceMapping:
    found = _mappings(path)
    assert len(found) == 1
    return found[0]


def _codes(path: str = "main.tf", *, advice: bool = False) -> list[str]:
    result = Engine(Plugins(), Project(), advice=advice).check_bytes(path, Path(path).read_bytes())
    assert not result.failures
    return [found.rule.code for found in result.findings]


def _call(name: str = "q", source: str = "./queue", rest: str = "") -> str:
    return f'module "{name}" {{\n  source = "{source}"\n  {rest}\n}}\n'


def _source(write: Write, call: str, arn: str, queue: str = _QUEUE) -> Resource | None:
    write({"main.tf": call + _MAPPING % (arn, '"f"'), "queue/main.tf": queue})
    return _mapping().source


@pytest.mark.parametrize(
    ("rest", "arn", "name"),
    [
        ("", "module.q.arn", "module.q.aws_sqs_queue.this"),
        ("", '"${module.q.arn}"', "module.q.aws_sqs_queue.this"),
        ("", "module.q.queue.arn", "module.q.aws_sqs_queue.this"),
        ("", 'module.q.arns["main"]', "module.q.aws_sqs_queue.this"),
        ("", "module.q.arns.main", "module.q.aws_sqs_queue.this"),
        ("", "module.q.failed_arn", "module.q.aws_sqs_queue.failed"),
        ("", 'try(module.q.arn, "")', "module.q.aws_sqs_queue.this"),
        ("", "module.q[0].arn", None),
        ("", "module.q.missing", None),
        ("", "module.q", None),
        ("", "module.other.arn", None),
        ("count = 1", "module.q[0].arn", "module.q[0].aws_sqs_queue.this"),
        ("count = var.on ? 1 : 0", "module.q[0].arn", "module.q[0].aws_sqs_queue.this"),
        ("count = var.on ? 1 : 0", "one(module.q[*].arn)", None),
        ("count = 1", "module.q.arn", None),
        ("count = 1", "module.q[1].arn", None),
        ("count = 2", "module.q[var.on].arn", None),
        ('for_each = toset(["a"])', 'module.q["a"].arn', 'module.q["a"].aws_sqs_queue.this'),
        ('for_each = toset(["a"])', 'module.q["b"].arn', None),
        ("for_each = var.on", 'module.q["a.b"].arn', 'module.q["a.b"].aws_sqs_queue.this'),
    ],
)
def test_output_leads_to_the_resource_behind_it(
    write: Write, rest: str, arn: str, name: str | None
) -> None:
    found = _source(write, _call(rest=rest), arn)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("rest", "variables", "seconds"),
    [
        ("", "", 60),
        ("visibility = 90", "", 90),
        ('visibility = "90"', "", 90),
        ("visibility = null", "", None),
        ("visibility = local.v", "locals { v = 100 }", 100),
        ("visibility = var.v", 'variable "v" { default = 110 }', 110),
        ("visibility = var.v", 'variable "v" {}', "?"),
        ("for_each = {a = 5}\n visibility = each.value", "", 5),
    ],
)
def test_arguments_of_the_call_are_the_values_of_variables(
    write: Write, rest: str, variables: str, seconds: int | str | None
) -> None:
    arn = 'module.q["a"].arn' if "each" in rest else "module.q.arn"
    found = _source(write, variables + _call(rest=rest), arn)
    assert found is not None
    value = found.get("VisibilityTimeout")
    data = value.data if isinstance(value, Known) else value and "?"
    assert data == (str(seconds) if '"90"' in rest else seconds)


def test_null_is_no_value_where_the_variable_says_so(write: Write) -> None:
    queue = _QUEUE.replace("default = 60", "default = 60\n nullable = false")
    found = _source(write, _call(rest="visibility = null"), "module.q.arn", queue)
    assert found is not None
    assert found.integer("VisibilityTimeout") == 60


def test_values_of_a_file_are_those_of_the_module_that_is_run(write: Write) -> None:
    write({"queue/terraform.tfvars": "visibility = 5"})
    found = _source(write, _call(), "module.q.arn")
    assert found is not None
    assert found.integer("VisibilityTimeout") == 60


def test_value_is_told_where_the_call_gives_it_and_where_the_module_reads_it(write: Write) -> None:
    found = _source(write, _call(rest="visibility = 90"), "module.q.arn")
    value = found.get("VisibilityTimeout") if found else None
    assert isinstance(value, Known)
    assert value.place.source.path == "queue/main.tf"
    assert value.place.text == "var.visibility"
    assert value.cause is not None
    assert value.cause.place.source.path == "main.tf"
    assert value.cause.place.text == "90"


@pytest.mark.parametrize(
    ("rest", "kinds"),
    [
        ("", {SourceKind.SQS}),
        ("fifo = true", FIFO),
        ("fifo = var.unknown", QUEUES),
    ],
)
def test_kind_of_the_source_is_known(write: Write, rest: str, kinds: set[SourceKind]) -> None:
    _source(write, _call(rest=rest), "module.q.arn")
    assert _mapping().kinds == kinds


def test_condition_of_the_module_is_decided_by_the_call(write: Write) -> None:
    queue = """
    variable "fifo" { default = false }
    resource "aws_sqs_queue" "fifo" {
      count = var.fifo ? 1 : 0
      fifo_queue = true
    }
    resource "aws_sqs_queue" "plain" { count = var.fifo ? 0 : 1 }
    output "arn" { value = var.fifo ? aws_sqs_queue.fifo[0].arn : aws_sqs_queue.plain[0].arn }
    output "either" { value = try(aws_sqs_queue.fifo[0].arn, aws_sqs_queue.plain[0].arn) }
    """
    found = _source(write, _call(rest="fifo = true"), "module.q.arn", queue)
    assert found is not None
    assert found.name == "module.q.aws_sqs_queue.fifo[0]"
    found = _source(write, _call(), "module.q.arn", queue)
    assert found is not None
    assert found.name == "module.q.aws_sqs_queue.plain[0]"
    assert _source(write, _call(rest="fifo = var.unknown"), "module.q.arn", queue) is None
    either = _source(write, _call(), "module.q.either", queue)
    assert either is None or either.name == "module.q.aws_sqs_queue.plain[0]"
    default = 'variable "f" { default = true }' + _call(rest="fifo = var.f")
    assert _source(write, default, "module.q.arn", queue) is None


def test_condition_of_the_caller_makes_scenarios(write: Write) -> None:
    call = 'variable "live" {}' + _call(rest="visibility = var.live ? 600 : 30")
    write({"main.tf": call + _MAPPING % ("module.q.arn", '"f"'), "queue/main.tf": _QUEUE})
    sources = [one.source for one in _mappings()]
    assert {one.integer("VisibilityTimeout") for one in sources if one} == {600, 30}


def test_module_of_a_module_is_followed(write: Write) -> None:
    outer = """
    variable "seconds" {}
    module "inner" {
      source     = "../queue"
      visibility = var.seconds
    }
    output "arn" { value = module.inner.arn }
    """
    write({"outer/main.tf": outer})
    found = _source(write, _call(source="./outer", rest="seconds = 77"), "module.q.arn")
    assert found is not None
    assert found.name == "module.q.module.inner.aws_sqs_queue.this"
    assert found.integer("VisibilityTimeout") == 77


@pytest.mark.parametrize("source", ["./", ".", "./queue/../", "../elsewhere", "./missing", "queue"])
def test_no_module_is_found_where_there_is_none(write: Write, source: str) -> None:
    assert _source(write, _call(source=source), "module.q.arn") is None


def test_module_that_calls_itself_ends(write: Write) -> None:
    loop = """
    variable "x" {}
    module "again" {
      source = "./"
      x      = module.again.arn
    }
    output "arn" { value = module.again.arn }
    output "x" { value = var.x }
    """
    assert _source(write, _call(), "module.q.arn", loop) is None
    call = _call(rest="x = module.q.x")
    assert _source(write, call, "module.q.x", loop) is None


def test_two_calls_make_two_queues_and_two_functions(write: Write) -> None:
    function = """
    variable "name" {}
    resource "aws_lambda_function" "f" { function_name = var.name }
    output "name" { value = aws_lambda_function.f.function_name }
    output "text" { value = "fn-${var.name}" }
    """
    calls = _call("a") + _call("b")
    calls += _call("f", "./function", 'name = "f"') + _call("g", "./function", 'name = "g"')
    second = _MAPPING.replace('"m"', '"n"')
    files = {"queue/main.tf": _QUEUE, "function/main.tf": function}
    for output in ("name", "text"):
        text = calls + _MAPPING % ("module.a.arn", f"module.f.{output}")
        write({**files, "main.tf": text + second % ("module.b.arn", f"module.f.{output}")})
        assert _codes() == []
        write({**files, "main.tf": text + second % ("module.a.arn", f"module.g.{output}")})
        assert "ESM110" not in _codes()
    first, other = _mappings()
    assert first.source is not None
    assert other.source is not None
    assert first.source.name == other.source.name == "module.a.aws_sqs_queue.this"


def test_users_are_those_inside_and_those_of_the_output(write: Write) -> None:
    role = """
    resource "aws_iam_role" "r" {}
    resource "aws_iam_role_policy" "p" {
      role   = aws_iam_role.r.id
      policy = jsonencode({})
    }
    output "arn" { value = aws_iam_role.r.arn }
    output "name" { value = aws_iam_role.r.name }
    """
    policy = """
    variable "role" {}
    variable "on" { default = true }
    resource "aws_iam_role_policy" "more" {
      role   = var.role
      policy = jsonencode({})
    }
    resource "aws_lambda_function_event_invoke_config" "not_made" {
      count         = var.on ? 0 : 1
      function_name = var.role
    }
    """
    main = """
    module "role" { source = "./role" }
    module "policy" {
      source = "./policy"
      role   = module.role.name
    }
    resource "aws_lambda_function" "f" { role = module.role.arn }
    resource "aws_sqs_queue" "q" {}
    """
    text = main + _MAPPING % ("aws_sqs_queue.q.arn", "aws_lambda_function.f.arn")
    write({"main.tf": text, "role/main.tf": role, "policy/main.tf": policy})
    function = _mapping().function
    found = function.behind("Role") if function else None
    assert found is not None
    assert found.name == "module.role.aws_iam_role.r"
    assert [(one.type, one.name) for one in found.users] == [
        (ROLE_POLICY, "module.role.aws_iam_role_policy.p"),
        ("AWS::Lambda::Function", "aws_lambda_function.f"),
        (ROLE_POLICY, "module.policy.aws_iam_role_policy.more"),
    ]
    more = found.users[2].behind("RoleName")
    assert more is not None
    assert more.name == found.name


def test_call_that_is_not_known_is_a_user_without_a_type(write: Write) -> None:
    call = """
    module "other" {
      source = "example.com/other"
      queue  = module.q.arn
    }
    module "many" {
      source   = "./queue"
      for_each = toset(["a"])
      dlq      = module.q.arn
    }
    output "arn" { value = module.q.arn }
    """
    found = _source(write, _call() + call, "module.q.arn")
    assert found is not None
    assert sorted((one.type, one.name) for one in found.users) == [
        ("", "arn"),
        ("", "module.many"),
        ("", "module.other"),
        ("AWS::Lambda::EventSourceMapping", "aws_lambda_event_source_mapping.m"),
    ]


def test_other_output_has_other_users(write: Write) -> None:
    text = _call() + 'output "x" { value = module.q.failed_arn }'
    found = _source(write, text, "module.q.arn")
    assert found is not None
    assert [one.name for one in found.users] == ["aws_lambda_event_source_mapping.m"]


def test_output_that_is_no_arn_is_not_spelled_as_the_module_would(write: Write) -> None:
    write({"main.tf": _call() + _MAPPING % ("module.q.url", '"f"'), "queue/main.tf": _QUEUE})
    value = _mapping().get("EventSourceArn")
    assert isinstance(value, Unknown)
    assert value.reference is not None
    assert value.reference.arn == ""
    result = Engine(Plugins(), Project()).check_bytes("main.tf", Path("main.tf").read_bytes())
    assert all(found.fix is None for found in result.findings)


def test_module_of_terraform_json_is_read(write: Write) -> None:
    queue = """{
      "variable": {"seconds": {"default": 60}},
      "resource": {"aws_sqs_queue": {"this": {"visibility_timeout_seconds": "${var.seconds}"}}},
      "output": {"arn": {"value": "${aws_sqs_queue.this.arn}"}}
    }"""
    call = _call(rest="seconds = 33") + _MAPPING % ("module.q.arn", '"f"')
    write({"main.tf": call, "queue/main.tf.json": queue})
    source = _mapping().source
    assert source is not None
    assert source.integer("VisibilityTimeout") == 33


def test_argument_of_an_override_file_is_not_known(write: Write) -> None:
    write({"override.tf": 'module "q" {\n  visibility = 1\n}'})
    found = _source(write, _call(rest="visibility = 90"), "module.q.arn")
    assert found is not None
    assert isinstance(found.get("VisibilityTimeout"), Unknown)


def test_files_of_a_module_are_read_once_for_all_calls(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    listed = Project.files

    def files(project: Project, folder: str, *rest: object, **named: object) -> list[str]:
        read.append(folder)
        return listed(project, folder, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Project, "files", files)
    text = "".join(
        _call(f"q{n}") + (_MAPPING % (f"module.q{n}.arn", '"f"')).replace('"m"', f'"m{n}"')
        for n in range(50)
    )
    write({"main.tf": text, "queue/main.tf": _QUEUE})
    assert len([one for one in _mappings() if one.source]) == 50
    assert read.count("queue") == 1


def test_module_by_itself_does_not_know_its_callers(write: Write) -> None:
    module = 'variable "queue_arn" {}\n' + _MAPPING % ("var.queue_arn", '"f"')
    call = _call() + _call("m", "./mapping", "queue_arn = module.q.arn")
    write({"main.tf": call, "queue/main.tf": _QUEUE, "mapping/main.tf": module})
    assert _mapping("mapping/main.tf").source is None


_FUNCTION_WITH_ROLE = """
variable "name" {}
resource "aws_iam_role" "this" {
  name = "${var.name}-role"
}
resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = aws_iam_role.this.arn
}
output "arn" { value = aws_lambda_function.this.arn }
output "function" { value = aws_lambda_function.this }
output "role_name" { value = aws_iam_role.this.name }
"""
_LOOKED_UP = """
data "aws_iam_role" "found" {
  name = %s
}
"""


@pytest.mark.parametrize(
    ("role", "more", "is_found"),
    [
        ("module.fn.role_name", "", False),
        ('"fn-role"', "", False),
        ("data.aws_iam_role.found.name", _LOOKED_UP % "module.fn.role_name", False),
        ("data.aws_iam_role.found.name", _LOOKED_UP % '"fn-role"', False),
        ('split("/", module.fn.function.role)[1]', "", False),
        ("aws_iam_role.other.name", 'resource "aws_iam_role" "other" {}', True),
        ("module.other.role_name", _call("other", "./fn", 'name = "other"'), True),
    ],
)
def test_policy_may_be_of_the_role_that_a_called_module_makes(
    write: Write, role: str, more: str, *, is_found: bool
) -> None:
    policy = """
resource "aws_iam_role_policy" "p" {
  role   = %s
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
}
"""
    queue = 'resource "aws_sqs_queue" "q" {}'
    mapping = _MAPPING % ("aws_sqs_queue.q.arn", "module.fn.arn")
    call = _call("fn", "./fn", 'name = "fn"')
    write(
        {
            "fn/main.tf": _FUNCTION_WITH_ROLE,
            "main.tf": "\n".join((call, queue, mapping, policy % role, more)),
        }
    )

    assert ("ESM730" in _codes()) is is_found


_POLICY_OF_ROLE = """
variable "role" {}
resource "aws_iam_role_policy" "p" {
  role   = %s
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
}
data "aws_lambda_function" "found" { function_name = var.role }
"""


@pytest.mark.parametrize(
    ("role", "given", "is_found"),
    [
        ("var.role", '"fn-role"', False),
        ('split("/", data.aws_lambda_function.found.role)[1]', '"fn"', False),
        ("var.role", "module.fn.role_name", False),
        ("var.role", "aws_iam_role.other.name", True),
    ],
)
def test_policy_may_stand_in_another_module_that_is_called(
    write: Write, role: str, given: str, *, is_found: bool
) -> None:
    resources = 'resource "aws_sqs_queue" "q" {}\nresource "aws_iam_role" "other" {}\n'
    mapping = _MAPPING % ("aws_sqs_queue.q.arn", "module.fn.arn")
    calls = _call("fn", "./fn", 'name = "fn"') + _call("policy", "./policy", f"role = {given}")
    write(
        {
            "fn/main.tf": _FUNCTION_WITH_ROLE,
            "policy/main.tf": _POLICY_OF_ROLE % role,
            "main.tf": resources + calls + mapping,
        }
    )

    assert ("ESM730" in _codes()) is is_found

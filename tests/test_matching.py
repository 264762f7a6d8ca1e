"""`mappinglint match`, from the command line to its last line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]

_TEMPLATE = """
Parameters: {Status: {Type: String}}
Resources:
  Orders:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:us-east-1:123456789012:orders
      FunctionName: orders
      FilterCriteria:
        Filters:
          - Pattern: '{"body": {"status": ["paid"]}}'
          - Pattern: '{"body": {"total": [{"numeric": [">", 100]}]}}'
  All:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:us-east-1:123456789012:all
      FunctionName: all
  Open:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:us-east-1:123456789012:open
      FunctionName: open
      FilterCriteria: {Filters: [{Pattern: !Sub '{"body": {"status": ["${Status}"]}}'}]}
"""


@pytest.fixture
def template(tmp_path: Path) -> str:
    path = tmp_path / "template.yaml"
    path.write_text(_TEMPLATE)
    return str(path)


@pytest.fixture
def event(tmp_path: Path) -> Callable[[Any], str]:
    def write(data: Any) -> str:
        path = tmp_path / "event.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return str(path)

    return write


Event = Callable[[Any], str]


def _message(number: int, **body: Any) -> dict[str, Any]:
    return {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": json.dumps(body)}


def test_reasons_for_one_record(template: str, event: Event, run: Run) -> None:
    path = event({"Records": [_message(1, status="open", total=5)]})
    code, output, complaints = run("match", template, "--mapping", "Orders", "--event", path)
    assert (code, complaints) == (1, "")
    assert output.splitlines() == [
        "filter 1: does not pass",
        '  `body.status`: none of ["paid"] matches "open"',
        f"    --> {template}:11:43",
        "filter 2: does not pass",
        '  `body.total`: none of [{"numeric": [">", 100]}] matches 5',
        f"    --> {template}:12:42",
        "the record does not pass",
    ]


def test_record_that_passes(template: str, event: Event, run: Run) -> None:
    code, output, _ = run(
        "match", template, "--mapping", "Orders", "--event", event(_message(1, status="paid"))
    )
    assert code == 0
    assert output.splitlines()[0] == "filter 1: passes"
    assert output.splitlines()[-1] == "the record passes"


def test_table_for_several_records(template: str, event: Event, run: Run) -> None:
    records = [_message(1, status="paid"), _message(2, total=500), _message(3)]
    path = event("\n".join(map(json.dumps, records)))
    code, output, _ = run("match", template, "--mapping", "Orders", "--event", path)
    assert code == 1
    assert output.splitlines() == [
        "record  filter 1  filter 2  passes",
        "1 m1    passes    fails     yes",
        "2 m2    fails     passes    yes",
        "3 m3    fails     fails     no",
        "2 of 3 records pass",
        "",
        "record 3 m3",
        "filter 1: does not pass",
        '  `body.status` is not there; wanted is ["paid"]',
        f"    --> {template}:11:43",
        "filter 2: does not pass",
        '  `body.total` is not there; wanted is [{"numeric": [">", 100]}]',
        f"    --> {template}:12:42",
    ]


def test_format_of_body_must_agree(template: str, event: Event, run: Run) -> None:
    record = {"eventSource": "aws:sqs", "body": "hello"}
    _, output, _ = run("match", template, "--mapping", "Orders", "--event", event(record))
    assert "`body` is no JSON object, and the pattern looks inside it" in output


def test_what_is_not_known_of_a_pattern(template: str, event: Event, run: Run) -> None:
    path = event(_message(1, status="paid"))
    code, output, _ = run("match", template, "--mapping", "Open", "--event", path)
    assert code == 1
    assert output.splitlines() == [
        "filter 1: depends on what is not known of the pattern",
        "the record may pass",
    ]


def test_mapping_without_filters(template: str, event: Event, run: Run) -> None:
    path = event(_message(1))
    code, output, _ = run("match", template, "--mapping", "All", "--event", path)
    assert (code, output) == (0, "the mapping has no filters: every record passes\n")


def test_pattern_on_the_command_line(event: Event, run: Run) -> None:
    path = event(_message(1, a="x"))
    assert run("match", "--pattern", '{"body": {"a": ["x"]}}', "--event", path)[0] == 0
    code, output, _ = run("match", "--pattern", '{"body": {"a": "x"}}', "--event", path)
    assert code == 1
    assert output.splitlines()[:2] == [
        'filter 1: AWS refuses it: "a" needs a list of values: ["x"]',
        "    --> --pattern:1:16",
    ]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--event", "EVENT"), "match needs either a file or --pattern"),
        (("TEMPLATE", "--pattern", "{}", "--event", "EVENT"), "match needs either a file or"),
        (("TEMPLATE", "--event", "EVENT"), "has several mappings; choose one with --mapping: "),
        (("TEMPLATE", "--mapping", "Nope", "--event", "EVENT"), "has no mapping called Nope; it"),
        (("/no/such/file", "--event", "EVENT"), "cannot read /no/such/file: No such file"),
        (("TEMPLATE", "--mapping", "All", "--event", "/no/event"), "cannot read /no/event: "),
        (("EVENT", "--event", "EVENT"), "has no event source mapping"),
        (("/", "--event", "EVENT"), "cannot read /: "),
        (("--pattern", "{}", "--mapping", "A", "--event", "EVENT"), "--mapping is for a file"),
    ],
)
def test_usage(
    arguments: tuple[str, ...], complaint: str, template: str, event: Event, run: Run
) -> None:
    path = event(_message(1))
    given = [{"TEMPLATE": template, "EVENT": path}.get(one, one) for one in arguments]
    code, output, complaints = run("match", *given)
    assert (code, output) == (2, "")
    assert complaint in complaints


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "the event is not JSON: "),
        ("[]", "the event has no record"),
        ("5", "the event has no record"),
        ('{"Records": []}', "the event has no record"),
        ("[" * 100_000, "the event is "),
    ],
)
def test_event_that_is_none(text: str, complaint: str, event: Event, run: Run) -> None:
    code, output, complaints = run("match", "--pattern", '{"a": [1]}', "--event", event(text))
    assert (code, output) == (2, "")
    assert complaint in complaints


_OPEN = """
Parameters: {P: {Type: String}, Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  M:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:us-east-1:123456789012:q
      FunctionName: f
      FilterCriteria: %s
"""
_PAID = '{Pattern: \'{"body": {"status": ["paid"]}}\'}'
_LATE = '{Pattern: \'{"body": {"status": ["late"]}}\'}'


@pytest.mark.parametrize(
    ("criteria", "lines"),
    [
        ("{Filters: [{Pattern: !Ref P}]}", ["filter 1: nothing is known of it"]),
        ("{Filters: !Ref P}", ["the mapping may have filters that are not known"]),
        ("!Ref P", ["the mapping may have filters that are not known"]),
    ],
)
def test_filters_of_which_nothing_is_known(
    criteria: str, lines: list[str], tmp_path: Path, event: Event, run: Run
) -> None:
    (tmp_path / "open.yaml").write_text(_OPEN % criteria)
    code, output, _ = run(
        "match", str(tmp_path / "open.yaml"), "--event", event(_message(1, status="paid"))
    )
    assert (code, output.splitlines()) == (1, [*lines, "the record may pass"])


def test_every_scenario_is_tried(tmp_path: Path, event: Event, run: Run) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(_OPEN % f"{{Filters: [!If [Prod, {_PAID}, {_LATE}]]}}")
    code, output, _ = run("match", str(path), "--event", event(_message(1, status="paid")))
    assert code == 1
    lines = [line for line in output.splitlines() if not line.startswith(" ")]
    assert lines == [
        "when Env is prod:",
        "filter 1: passes",
        "the record passes",
        "",
        "when Env is not prod:",
        "filter 1: does not pass",
        "the record does not pass",
    ]


def test_event_of_another_source(template: str, event: Event, run: Run) -> None:
    record = {"eventSource": "aws:kinesis", "kinesis": {"partitionKey": "a", "data": "e30="}}
    path = event({"Records": [record]})
    _, output, _ = run("match", template, "--mapping", "Orders", "--event", path)
    assert output.splitlines()[0] == "the event is of Kinesis, and the mapping reads SQS"


def test_two_requests_of_one_name(tmp_path: Path, event: Event, run: Run) -> None:
    requests = [
        {"FunctionName": "f", "EventSourceArn": f"arn:aws:sqs:us-east-1:123456789012:{name}"}
        for name in ("a", "b")
    ]
    (tmp_path / "same.json").write_text(json.dumps(requests))
    arguments = "match", str(tmp_path / "same.json"), "--mapping", "f"
    code, _, complaints = run(*arguments, "--event", event(_message(1)))
    assert code == 2
    assert "has 2 mappings called f" in complaints

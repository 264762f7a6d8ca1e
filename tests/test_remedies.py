"""Who does what a finding says is not led to the next finding."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.cli import main
from mappinglint.engine import Engine
from mappinglint.finding import Finding, Level
from mappinglint.plugins import Plugins

_ENGINE = Engine(Plugins(), advice=True)
_TIMES = {"ESM701", "ESM702", "ESM703"}
_CONCURRENCY = {"ESM720", "ESM721"}

_QUEUE = """
Resources:
  Orders: {{Type: AWS::SQS::Queue, Properties: {{VisibilityTimeout: {visibility}}}}}
  Handler: {{Type: AWS::Lambda::Function, Properties: {{Timeout: {timeout}}}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: !Ref Handler
      MaximumBatchingWindowInSeconds: {window}
"""


def _found(text: str, codes: set[str]) -> dict[str, Finding]:
    """Return the findings of some rules, the first of each."""
    result = _ENGINE.check_text("template.yaml", text)
    assert result.failures == []
    ours = [one for one in reversed(result.findings) if one.rule.code in codes]
    return {one.rule.code: one for one in ours}


def _times(visibility: int, timeout: int, window: int) -> dict[str, Finding]:
    text = _QUEUE.format(visibility=visibility, timeout=timeout, window=window)
    return _found(text, _TIMES)


def _least(found: dict[str, Finding]) -> Iterator[int]:
    """Yield the visibility timeouts that remedies name as just enough."""
    for one in found.values():
        yield from map(int, re.findall(r"give the queue ([0-9]+) seconds", one.remedy))


def _advised(found: dict[str, Finding]) -> Iterator[int]:
    """Yield the visibility timeouts that remedies advise."""
    for one in found.values():
        yield from map(
            int,
            re.findall(
                r"(?:window: |timeout: |VisibilityTimeout of |VisibilityTimeout to )([0-9]+)",
                one.remedy,
            ),
        )


@given(
    visibility=st.integers(0, 400) | st.integers(0, 43_200),
    timeout=st.integers(1, 100) | st.integers(1, 900),
    window=st.integers(0, 300),
)
def test_remedy_for_times_of_a_queue_settles_them(
    visibility: int, timeout: int, window: int
) -> None:
    found = _times(visibility, timeout, window)
    advised = list(_advised(found))
    assert len(advised) == len(found)
    for seconds in advised:
        assert not _times(seconds, timeout, window)
    for seconds in _least(found):
        assert all(one.level == Level.NOTE for one in _times(seconds, timeout, window).values())
    if "ESM703" in found:
        named = re.search(r"InSeconds to (less than )?([0-9]+)", found["ESM703"].remedy)
        assert named
        shorter = int(named[2]) - (1 if named[1] else 0)
        assert _times(visibility, timeout, shorter).keys() <= {"ESM702", *found} - {"ESM703"}


_MAPPING = """  Mapping{index}:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue{index}.Arn
      FunctionName: !Ref Handler
      {scaling}
  Queue{index}: {{Type: AWS::SQS::Queue}}
"""


def _queues(reserved: int, concurrency: int | None, count: int) -> str:
    properties = f"{{ReservedConcurrentExecutions: {reserved}}}"
    head = f"  Handler: {{Type: AWS::Lambda::Function, Properties: {properties}}}\n"
    scaling = f"ScalingConfig: {{MaximumConcurrency: {concurrency}}}" if concurrency else ""
    mappings = (_MAPPING.format(index=index, scaling=scaling) for index in range(count))
    return "Resources:\n" + head + "".join(mappings)


@given(reserved=st.integers(1, 30), count=st.integers(1, 5))
def test_remedy_for_unlimited_queues_of_a_function_settles_them(reserved: int, count: int) -> None:
    found = _found(_queues(reserved, None, count), _CONCURRENCY)
    assert found.keys() == {"ESM720"}
    remedy = found["ESM720"].remedy
    raised = re.search(r"reserve ([0-9]+)", remedy)
    reserved = int(raised[1]) if raised else reserved
    set_to = re.search(r"MaximumConcurrency to ([0-9]+)", remedy)
    concurrency = int(set_to[1]) if set_to else reserved
    assert not _found(_queues(reserved, concurrency, count), _CONCURRENCY)


@pytest.mark.parametrize("concurrency", [4, 9])
def test_remedy_for_too_much_concurrency_names_no_more_than_fits(concurrency: int) -> None:
    found = _found(_queues(6, concurrency, 2), _CONCURRENCY)["ESM721"]
    assert "set MaximumConcurrency to 6" not in found.remedy
    assert "2" in found.remedy


def _remedy(text: str, code: str, path: str = "template.yaml") -> str:
    result = _ENGINE.check_text(path, text)
    [found] = [one for one in result.findings if one.rule.code == code]
    return found.remedy


_POLLED = """
Resources:
  Orders: {{Type: AWS::SQS::Queue{queue}}}
  Clicks: {{Type: AWS::Kinesis::Stream}}
  Failed: {{Type: AWS::SQS::Queue}}
  Handler:
    Type: AWS::Lambda::Function
    Properties: {{DeadLetterConfig: {{TargetArn: !GetAtt Failed.Arn}}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{FunctionName: !Ref Handler, EventSourceArn: !GetAtt {source}.Arn{settings}}}
"""
_REDRIVE = (
    ", Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}}"
)
_ON_FAILURE = ", DestinationConfig: {OnFailure: {Destination: !GetAtt Failed.Arn}}"


@pytest.mark.parametrize(
    ("source", "queue", "settings", "instead"),
    [
        ("Orders", "", "", "give queue Orders a RedrivePolicy, and "),
        ("Orders", _REDRIVE, "", ""),
        ("Clicks", "", "", "set DestinationConfig.OnFailure of the mapping, and "),
        ("Clicks", "", _ON_FAILURE, ""),
    ],
)
def test_failures_that_go_somewhere_already_need_no_other_place(
    source: str, queue: str, settings: str, instead: str
) -> None:
    text = _POLLED.format(source=source, queue=queue, settings=settings)
    assert _remedy(text, "ESM723") == f"{instead}remove DeadLetterConfig of the function"


def test_settings_of_one_name_are_told_apart() -> None:
    text = """
service: orders
provider: {name: aws}
functions:
  handler:
    handler: orders.handle
    destinations: {onFailure: arn:aws:sqs:eu-west-1:123456789012:failed}
    events:
      - stream: {type: kinesis, arn: arn:aws:kinesis:eu-west-1:123456789012:stream/orders}
"""
    assert _remedy(text, "ESM723", "serverless.yml") == (
        "set destinations.onFailure of the event, and remove destinations of the function"
    )


_TABLE = """
resource "aws_dynamodb_table" "orders" {{
{table}
}}
resource "aws_lambda_event_source_mapping" "orders" {{
  event_source_arn  = aws_dynamodb_table.orders.stream_arn
  function_name     = "handler"
  starting_position = "LATEST"
}}
"""


@pytest.mark.parametrize(
    ("table", "more"),
    [
        ('  stream_enabled = false\n  stream_view_type = "KEYS_ONLY"', ""),
        ("  stream_enabled = false", ", and stream_view_type to what the function needs to see"),
        ("", ", and stream_view_type to what the function needs to see"),
    ],
)
def test_flag_of_a_stream_is_set(table: str, more: str) -> None:
    text = _TABLE.format(table=table)
    assert _remedy(text, "ESM710", "main.tf") == f"set stream_enabled to true{more}"
    found = _ENGINE.check_text("main.tf", text).findings
    assert not [one for one in found if "CloudFormation" in one.aws]


_IMAGES = """
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {{StreamSpecification: {{StreamViewType: {view}}}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.StreamArn
      FunctionName: handler
      StartingPosition: LATEST
      FilterCriteria:
        Filters:
{filters}
"""
_FILTER = """          - Pattern: '{{"dynamodb": {{"{}": {{"id": {{"S": ["a"]}}}}}}}}'\n"""


@pytest.mark.parametrize(
    ("view", "images", "least"),
    [
        ("KEYS_ONLY", ["NewImage"], "NEW_IMAGE"),
        ("KEYS_ONLY", ["OldImage"], "OLD_IMAGE"),
        (
            "OLD_IMAGE",
            ["NewImage"],
            "NEW_IMAGE (NEW_AND_OLD_IMAGES if the function reads OldImage)",
        ),
        ("OLD_IMAGE", ["NewImage", "OldImage"], "NEW_AND_OLD_IMAGES"),
    ],
)
def test_smallest_view_with_all_images_is_named(view: str, images: list[str], least: str) -> None:
    filters = "".join(map(_FILTER.format, images))
    remedy = _remedy(_IMAGES.format(view=view, filters=filters), "ESM514")
    assert f"set StreamViewType to {least}: the table gets a new stream" in remedy


_AGE = """
Resources:
  Orders: {{Type: AWS::Kinesis::Stream}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: handler
      StartingPosition: LATEST
      MaximumRecordAgeInSeconds: {age}
"""


def test_age_that_the_remedy_names_is_taken() -> None:
    assert "to 86400 or less" in _remedy(_AGE.format(age=86_401), "ESM712")
    assert not _found(_AGE.format(age=86_400), {"ESM712"})


_LOOP = """
resource "aws_sqs_queue" "orders" {{
  name = "orders"
  {own}
}}
resource "aws_sqs_queue" "other" {{
  name = "other"
}}
{apart}
resource "aws_lambda_event_source_mapping" "orders" {{
  event_source_arn = aws_sqs_queue.orders.arn
  function_name    = "handler"
}}
"""
_POLICY = """redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.orders.arn
    maxReceiveCount     = 5
  })"""
_APART = f"""resource "aws_sqs_queue_redrive_policy" "orders" {{
  queue_url      = aws_sqs_queue.orders.id
  {_POLICY}
}}"""


@pytest.mark.parametrize(
    ("own", "apart", "level"), [(_POLICY, "", Level.ERROR), ("", _APART, Level.WARNING)]
)
def test_policy_of_its_own_comes_after_the_queue(own: str, apart: str, level: Level) -> None:
    result = _ENGINE.check_text("main.tf", _LOOP.format(own=own, apart=apart))
    [found] = [one for one in result.findings if one.rule.code == "ESM709"]
    assert found.level == level
    assert ("deploy fails" in found.aws) == (level == Level.ERROR)


@pytest.mark.parametrize("code", ["ESM704", "ESM722"])
def test_what_mappings_of_several_files_share_is_reported_once(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.tf").write_text(
            f'resource "aws_lambda_event_source_mapping" "{name}" {{\n'
            f"  event_source_arn = aws_sqs_queue.orders.arn\n"
            f"  function_name = aws_lambda_function.handler.arn\n}}\n"
        )
    (tmp_path / "main.tf").write_text(
        'resource "aws_sqs_queue" "orders" {}\n'
        'resource "aws_lambda_function" "handler" {\n  reserved_concurrent_executions = 0\n}\n'
    )
    main(["check", "--advice", "--format", "concise", str(tmp_path)])
    assert capsys.readouterr().out.count(f"[{code}]") == 1

"""Tests for which setting stands at an offset."""

import pytest

from mappinglint.lsp.cursor import Spot, spot_at
from mappinglint.lsp.session import Session

_TEMPLATE = """\
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders
      FunctionName: orders
      BatchSize: 10
      ScalingConfig: {MaximumConcurrency: 5}
      FilterCriteria:
        Filters:
          - Pattern: '{"body": ["a"]}'
          - Pattern: '{"body": ["b"]}'
"""
_SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: arn:aws:sqs:eu-west-1:123456789012:orders
            FunctionResponseTypes: [ReportBatchItemFailures]
"""
_SERVERLESS = """\
service: orders
provider: {name: aws}
functions:
  handler:
    handler: a.b
    events:
      - sqs:
          arn: arn:aws:sqs:eu-west-1:123456789012:orders
          maximumConcurrency: 5
      - sqs: arn:aws:sqs:eu-west-1:123456789012:more
"""
_TERRAFORM = """\
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  function_name    = "orders"
  scaling_config {
    maximum_concurrency = 5
  }
}
"""


def spot(text: str, piece: str, name: str = "template.yaml", shift: int = 1) -> Spot | None:
    """Return the spot at the first occurrence of a piece of a text."""
    session = Session()
    opened = session.set_text(f"/{name}", f"file:///{name}", 1, text)
    return spot_at(
        [one for one, *_ in session.scenarios(opened)], opened.source, text.index(piece) + shift
    )


@pytest.mark.parametrize(
    ("piece", "path", "is_key"),
    [
        ("BatchSize", ("BatchSize",), True),
        ("10\n", ("BatchSize",), False),
        ("MaximumConcurrency", ("ScalingConfig", "MaximumConcurrency"), True),
        ("5}", ("ScalingConfig", "MaximumConcurrency"), False),
        ("Filters", ("FilterCriteria", "Filters"), True),
        ('"a"', ("FilterCriteria", "Filters", 0, "Pattern"), False),
        ('Pattern: \'{"body": ["b', ("FilterCriteria", "Filters", 1, "Pattern"), True),
    ],
)
def test_key_or_value_at_an_offset(piece: str, path: tuple[str | int, ...], is_key: bool) -> None:
    found = spot(_TEMPLATE, piece)
    assert found is not None
    assert (found.path, found.is_key) == (path, is_key)


def test_between_settings_stands_the_object_and_elsewhere_nothing() -> None:
    found = spot(_TEMPLATE, "\n      FunctionName", shift=3)
    assert found is not None
    assert found.path == ()
    assert not found.is_key
    assert spot(_TEMPLATE, "Resources") is None


@pytest.mark.parametrize(
    ("text", "name", "piece", "path"),
    [
        (_SAM, "template.yaml", "Queue", ("EventSourceArn",)),
        (_SAM, "template.yaml", "ReportBatch", ("FunctionResponseTypes", 0)),
        (_SERVERLESS, "serverless.yml", "maximum", ("ScalingConfig", "MaximumConcurrency")),
        (_TERRAFORM, "main.tf", "maximum_con", ("ScalingConfig", "MaximumConcurrency")),
    ],
)
def test_path_is_in_the_words_of_the_api(
    text: str, name: str, piece: str, path: tuple[str | int, ...]
) -> None:
    found = spot(text, piece, name)
    assert found is not None
    assert found.path == path


def test_what_a_format_implies_stands_nowhere() -> None:
    """SAM takes the function's name from the resource, and a short event has defaults."""
    assert spot(_SAM, "Handler") is None
    found = spot(_SERVERLESS, "sqs: arn")
    assert found is not None
    assert found.path != ("BatchSize",)

"""What is left of a text for a question about one place of it."""

import pytest

from mappinglint.lsp.surroundings import near

_QUEUES = "".join(f"  Queue{index}:\n    Type: AWS::SQS::Queue\n" for index in range(5))
_MAPPING = """\
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue2.Arn
"""
_YAML = f"Parameters:\n  P: {{Type: String}}\nResources:\n{_QUEUES}{_MAPPING}Outputs:\n  O: 1\n"
_JSON = """\
{"Resources": 1,
  "Resources": {
    "Queue1": {"Type": "AWS::SQS::Queue"},
    "Queue2": {"Type": "AWS::SQS::Queue"},
    "Mapping": {"EventSourceArn": {"Fn::GetAtt": ["Queue2", "Arn"]}},
    "Last": {"Type": "AWS::SQS::Queue"}
  }
}
"""
_HCL = """\
locals {
  a = 1
}
resource "aws_sqs_queue" "one" {
}
resource "aws_sqs_queue" "two" {
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.two.arn
}
"""
_SEVERAL = "kind: A\nmetadata: {name: a}\n---\nkind: B\nmetadata: {name: b}\n---\nfrom: b\n"


@pytest.mark.parametrize(
    ("text", "language", "place", "kept", "left_out"),
    [
        (_YAML, "yaml", "EventSourceArn", ["P:", "Queue2:", "O: 1"], ["Queue1:", "Queue3:"]),
        (_JSON, "json", "Fn::GetAtt", ['"Queue2":', '"Last"'], ['"Queue1"']),
        (_HCL, "hcl", "event_source_arn", ["locals", '"two"'], ['"one"']),
        (_SEVERAL, "yaml", "from", ["kind: B"], ["kind: A"]),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_only_what_is_named_is_left(  # noqa: PLR0917 - a table of cases
    text: str, language: str, place: str, kept: list[str], left_out: list[str], line_end: str
) -> None:
    text = text.replace("\n", line_end)
    found = near(text, language, text.index(place))
    assert all(piece in found for piece in [place, *kept])
    assert not any(piece in found for piece in left_out)
    # All that is left stands where it stood.
    assert all(new in (old, " ") for old, new in zip(text, found, strict=False))
    assert [at for at, char in enumerate(found) if char == "\n"] == [
        at for at, char in enumerate(text[: len(found)]) if char == "\n"
    ]


def test_broken_lines_elsewhere_are_left_out() -> None:
    text = _YAML.replace("  Queue0:\n", "  Queue0\n    : [\n")
    assert "[" not in near(text, "yaml", text.index("EventSourceArn"))


def test_an_anchor_is_left() -> None:
    text = _YAML.replace("Queue0:\n", "Queue0: &a\n").replace("!GetAtt", "*a #")
    assert "&a" in near(text, "yaml", text.index("EventSourceArn"))


def test_the_line_of_the_pointer_stays_even_if_it_is_blank() -> None:
    text = f"Resources:\n{_MAPPING}      \n  Z:\n    Type: AWS::SQS::Queue\n"
    at = text.index("      \n") + 6
    assert near(text, "yaml", at)[:at] == text[:at]


@pytest.mark.parametrize("offset", [0, len(_YAML)])
def test_outside_of_all_resources_nothing_is_left_out(offset: int) -> None:
    assert near(_YAML, "yaml", offset) == _YAML


def test_other_texts_are_left_as_they_are() -> None:
    assert near(_YAML, "", _YAML.index("EventSourceArn")) == _YAML

"""One slip of the fingers is one finding: what it has damaged is not judged."""

import json

import pytest

from mappinglint.engine import Engine

_JSON = """{
  "Transform": ["AWS::Serverless-2016-10-31"],
  "Resources": {
    "Orders": {
      "Type": "AWS::Serverless::Function",
      "Properties": {
        "Events": {
          "Stream": {
            "Type": "Kinesis",
            "Properties": {
              "Stream": {"Fn::GetAtt": ["Clicks", "Arn"]},
              "StartingPosition": "TRIM_HORIZON",
              "BatchSize": 100,
              "FunctionResponseTypes": [
                "ReportBatchItemFailures"
              ],
              "FilterCriteria": {"Filters": [{"Pattern": "{\\"data\\": {\\"id\\": [1]}}"}]},
              "DestinationConfig": {
                "OnFailure": {"Type": "SQS", "Destination": {"Fn::GetAtt": ["Failed", "Arn"]}}
              }
            }
          }
        }
      }
    },
    "Clicks": {"Type": "AWS::Kinesis::Stream", "Properties": {"ShardCount": 1}}
  }
}
"""

_YAML = """\
functions:
  orders:
    handler: index.handler
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
          batchSize: 10
          filterPatterns:
            - body: {id: [1]}
      - stream:
          type: kinesis
          arn: arn:aws:kinesis:us-east-1:123456789012:stream/clicks
          startingPosition: LATEST
          destinations:
            onFailure: arn:aws:sqs:us-east-1:123456789012:failed
      - rabbitmq:
          arn: arn:aws:mq:us-east-1:123456789012:broker:shop:b-1
          queue: orders
          virtualHost: shop
          basicAuthArn: arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-abc123
"""

_REQUEST = {
    "FunctionName": "orders",
    "EventSourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
    "StartingPosition": "LATEST",
    "FilterCriteria": {"Filters": [{"Pattern": '{"data": {"id": [1]}}'}]},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
}

_TEXTS = {
    "template.json": _JSON,
    "serverless.yml": _YAML,
    "request.json": json.dumps(_REQUEST),
}


def _wrong(engine: Engine, name: str, text: str) -> list[str]:
    result = engine.check_bytes(name, text.encode())
    assert result.failures == []
    return [one.rule.code for one in result.findings]


@pytest.mark.parametrize("name", _TEXTS)
def test_text_is_right(name: str, engine: Engine) -> None:
    assert _wrong(engine, name, _TEXTS[name]) == []


@pytest.mark.parametrize("name", _TEXTS)
def test_without_one_character(name: str, engine: Engine) -> None:
    text = _TEXTS[name]
    broken = 0
    for at, char in enumerate(text):
        if char != " ":
            found = _wrong(engine, name, text[:at] + text[at + 1 :])
            if "ESM002" in found:
                broken += 1
                assert found == ["ESM002"], text[at - 20 : at + 20]
    assert broken > 30


@pytest.mark.parametrize("more", ["{", "}", "[", "]", ",", '"'])
@pytest.mark.parametrize("name", ["template.json", "request.json"])
def test_with_one_character_more(name: str, more: str, engine: Engine) -> None:
    text = _TEXTS[name]
    for at, char in enumerate(text):
        if char in '{}[],:"':
            found = _wrong(engine, name, text[:at] + more + text[at:])
            assert "ESM002" not in found or found == ["ESM002"], text[at - 20 : at + 20]


def test_what_is_sound_is_judged(engine: Engine) -> None:
    wrong = _JSON.replace('"BatchSize": 100,', '"BatchSize": 100000,')
    assert _wrong(engine, "template.json", wrong) == ["ESM202"]
    missing_brace = wrong.replace('"ShardCount": 1}}', '"ShardCount": 1}')
    assert _wrong(engine, "template.json", missing_brace) == ["ESM202", "ESM002"]
    missing_comma = wrong.replace('"TRIM_HORIZON",', '"TRIM_HORIZON"')
    assert _wrong(engine, "template.json", missing_comma) == ["ESM002"]
    cut_off = wrong[: wrong.index('"FilterCriteria"')]
    assert _wrong(engine, "template.json", cut_off) == ["ESM202", "ESM002"]

"""Completion: what is offered, and that the file is right once it has been accepted."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mappinglint.engine import Engine
from mappinglint.lsp.completion import offers
from mappinglint.lsp.offer import Offer
from mappinglint.lsp.session import OpenText, Session

# Where the cursor is.
_CURSOR = "¦"
_SQS = "arn:aws:sqs:eu-west-1:111122223333:orders"
_KAFKA = "arn:aws:kafka:eu-west-1:111122223333:cluster/c/12345678-1234-1234-1234-123456789012-1"
_TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2025-01-01T00:00:00.000"

_TEMPLATE = """\
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: orders
      EventSourceArn: {arn}
{inside}"""
_JSON = """\
{{"Resources": {{"Mapping": {{"Type": "AWS::Lambda::EventSourceMapping", "Properties": {{
  "FunctionName": "orders",
  "EventSourceArn": "{arn}"{inside}
}}}}}}}}
"""
_TF = """\
resource "aws_lambda_event_source_mapping" "orders" {{
  function_name    = "orders"
  event_source_arn = "{arn}"
{inside}
}}
"""
_SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Source:
          Type: {type}
          Properties:
{inside}
"""
_SERVERLESS = """\
service: orders
provider: {{name: aws}}
functions:
  worker:
    handler: worker.handler
    events:
      - {event}:
{inside}
"""
_ACK = """\
apiVersion: lambda.services.k8s.aws/v1alpha1
kind: EventSourceMapping
metadata: {{name: orders}}
spec:
  functionName: orders
  eventSourceARN: {arn}
{inside}
"""


def _cloudformation(inside: str, arn: str = _SQS) -> tuple[str, str]:
    return "template.yaml", _TEMPLATE.format(arn=arn, inside=inside)


def _json(inside: str, arn: str = _SQS) -> tuple[str, str]:
    return "template.json", _JSON.format(arn=arn, inside=inside)


def _terraform(inside: str, arn: str = _SQS) -> tuple[str, str]:
    return "main.tf", _TF.format(arn=arn, inside=inside)


def _sam(inside: str, type_: str = "SQS") -> tuple[str, str]:
    return "template.yaml", _SAM.format(type=type_, inside=inside)


def _serverless(inside: str, event: str = "sqs") -> tuple[str, str]:
    return "serverless.yml", _SERVERLESS.format(event=event, inside=inside)


def _ack(inside: str, arn: str = _SQS) -> tuple[str, str]:
    return "mapping.yaml", _ACK.format(arn=arn, inside=inside)


def _filter(pattern: str) -> str:
    return f"      FilterCriteria:\n        Filters:\n          - Pattern: {pattern}\n"


def _tf_filter(pattern: str) -> str:
    return f"  filter_criteria {{\n    filter {{\n      pattern = {pattern}\n    }}\n  }}"


_SASL = "      SourceAccessConfigurations:\n        - {key}\n"
# Each with the name of a file, its text, and some words that must be offered.
_CONTEXTS: dict[str, tuple[tuple[str, str], set[str]]] = {
    "an empty line": (_cloudformation("      ¦\n"), {"BatchSize", "ScalingConfig", "Enabled"}),
    "an empty line with settings below": (
        _cloudformation("      ¦\n      BatchSize: 5\n"),
        {"ScalingConfig", "KmsKeyArn"},
    ),
    "a word": (_cloudformation("      Bat¦\n      Enabled: true\n"), {"BatchSize"}),
    "a key that has a value": (_cloudformation("      Bat¦: 5\n"), {"BatchSize"}),
    "a quoted key": (_cloudformation('      "Bat¦"\n'), {"BatchSize"}),
    "a setting within another one": (
        _cloudformation("      ScalingConfig:\n        ¦\n"),
        {"MaximumConcurrency"},
    ),
    "braces": (_cloudformation("      ScalingConfig: { ¦ }\n"), {"MaximumConcurrency"}),
    "braces with something in them": (
        _cloudformation("      ProvisionedPollerConfig: {MinimumPollers: 2, ¦}\n"),
        {"MaximumPollers"},
    ),
    "the first key of an item": (
        _cloudformation("      FilterCriteria:\n        Filters:\n          - ¦\n"),
        {"Pattern"},
    ),
    "true or false": (_cloudformation("      Enabled: ¦\n"), {"true", "false"}),
    "a word of a setting": (
        _cloudformation("      StartingPosition: ¦\n", _TABLE),
        {"TRIM_HORIZON", "LATEST"},
    ),
    "a part of a word": (
        _cloudformation("      StartingPosition: TRI¦\n      BatchSize: 5\n", _TABLE),
        {"TRIM_HORIZON", "LATEST"},
    ),
    "a word in quotes": (
        _cloudformation("      StartingPosition: '¦'\n", _TABLE),
        {"TRIM_HORIZON", "LATEST"},
    ),
    "a word behind a colon": (
        _cloudformation("      StartingPosition:¦\n", _TABLE),
        {"TRIM_HORIZON", "LATEST"},
    ),
    "an item": (
        _cloudformation("      FunctionResponseTypes:\n        - ¦\n"),
        {"ReportBatchItemFailures"},
    ),
    "an item in brackets": (
        _cloudformation("      FunctionResponseTypes: [¦]\n"),
        {"ReportBatchItemFailures"},
    ),
    "a list": (_cloudformation("      FunctionResponseTypes: ¦\n"), {"ReportBatchItemFailures"}),
    "a type of access": (
        _cloudformation(_SASL.format(key="Type: ¦"), _KAFKA),
        {"SASL_SCRAM_512_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH"},
    ),
    "a type of access in braces": (
        _cloudformation("      SourceAccessConfigurations: [{Type: ¦, URI: a}]\n", _KAFKA),
        {"SASL_SCRAM_512_AUTH"},
    ),
    "a key of a record": (_cloudformation(_filter("'{¦}'")), {"body", "messageAttributes"}),
    "a key of a record in quotes": (_cloudformation(_filter("""'{"¦"}'""")), {"body"}),
    "a key of a record with a value": (_cloudformation(_filter("""'{"bo¦": ["x"]}'""")), {"body"}),
    "a key in a text with escapes": (_cloudformation(_filter('"{¦}"')), {"body"}),
    "a quoted key in a text with escapes": (
        _cloudformation(_filter('"{\\"¦\\"}"')),
        {"body", "messageAttributes"},
    ),
    "a key in a block of text": (
        _cloudformation(_filter('|\n              {\n                "¦": ["a"]\n              }')),
        {"body"},
    ),
    "an operator": (
        _cloudformation(_filter("""'{"body": {"a": [{"¦"}]}}'""")),
        {"prefix", "anything-but", "exists"},
    ),
    "an operator with hyphens": (
        _cloudformation(_filter("""'{"body": {"a": [{"anything-b¦": ["x"]}]}}'""")),
        {"anything-but"},
    ),
    "an operator without quotes": (
        _cloudformation(_filter("""'{"body": {"a": [{¦}]}}'""")),
        {"numeric"},
    ),
    "whether a key exists": (
        _cloudformation(_filter("""'{"body": {"a": [{"exists": ¦}]}}'""")),
        {"true", "false"},
    ),
    "a sign": (
        _cloudformation(_filter("""'{"body": {"a": [{"numeric": ["¦", 5]}]}}'""")),
        {">=", "="},
    ),
    "a part of a sign": (
        _cloudformation(_filter("""'{"body": {"a": [{"numeric": [">¦", 5]}]}}'""")),
        {">=", ">"},
    ),
    "a word of a record": (
        _cloudformation(_filter("""'{"eventName": ["¦"]}'"""), _TABLE),
        {"INSERT", "MODIFY", "REMOVE"},
    ),
    "a condition": (
        _cloudformation(_filter("""'{"eventName": [¦]}'"""), _TABLE),
        {"INSERT", "prefix"},
    ),
    "a key within a record": (
        _cloudformation(_filter("""'{"dynamodb": {"¦": {"a": {"S": ["x"]}}}}'"""), _TABLE),
        {"NewImage", "Keys"},
    ),
    "JSON behind a comma": (_json(',\n  "¦"'), {"BatchSize", "ScalingConfig"}),
    "JSON without quotes": (_json(",\n  ¦"), {"BatchSize", "ScalingConfig"}),
    "JSON without a comma": (_json("\n  ¦"), {"BatchSize", "ScalingConfig"}),
    "JSON before another setting": (_json(',\n  "¦"\n  "BatchSize": 5'), {"Enabled"}),
    "JSON's quote alone": (_json(',\n  "Bat¦'), {"BatchSize"}),
    "JSON's word": (_json(',\n  "StartingPosition": "¦"', _TABLE), {"LATEST"}),
    "JSON's word without quotes": (
        _json(',\n  "StartingPosition": ¦\n  "BatchSize": 5', _TABLE),
        {"LATEST"},
    ),
    "JSON's truth": (_json(',\n  "Enabled": ¦'), {"true", "false"}),
    "JSON's truth in quotes": (_json(',\n  "Enabled": "¦"'), {"true", "false"}),
    "JSON's item": (_json(',\n  "FunctionResponseTypes": ["¦"]'), {"ReportBatchItemFailures"}),
    "JSON's item without quotes": (
        _json(',\n  "FunctionResponseTypes": [¦]'),
        {"ReportBatchItemFailures"},
    ),
    "JSON in JSON": (
        _json(',\n  "FilterCriteria": {"Filters": [{"Pattern": "{\\"¦\\": [\\"x\\"]}"}]}'),
        {"body"},
    ),
    "JSON in JSON without quotes": (
        _json(',\n  "FilterCriteria": {"Filters": [{"Pattern": "{¦}"}]}'),
        {"body"},
    ),
    "an operator in JSON in JSON": (
        _json(',\n  "FilterCriteria": {"Filters": [{"Pattern": "{\\"body\\": [{\\"¦\\"}]}"}]}'),
        {"prefix"},
    ),
    "an argument": (_terraform("  ¦"), {"batch_size", "scaling_config", "enabled"}),
    "a part of an argument": (_terraform("  bat¦\n  enabled = true"), {"batch_size"}),
    "an argument with a value": (_terraform("  bat¦ = 5"), {"batch_size"}),
    "a block with a body": (_terraform("  scal¦ {\n  }"), {"scaling_config"}),
    "an argument of a block": (
        _terraform("  scaling_config {\n    ¦\n  }"),
        {"maximum_concurrency"},
    ),
    "an argument of a block on one line": (
        _terraform("  scaling_config { ¦ }"),
        {"maximum_concurrency"},
    ),
    "a second block": (
        _terraform(_tf_filter('"{\\"body\\": [\\"x\\"]}"').replace("    }\n", "    }\n    ¦\n")),
        {"filter"},
    ),
    "Terraform's word": (
        _terraform("  starting_position = ¦", _TABLE),
        {"LATEST", "TRIM_HORIZON"},
    ),
    "Terraform's word in quotes": (_terraform('  starting_position = "L¦"', _TABLE), {"LATEST"}),
    "Terraform's truth": (_terraform("  enabled = ¦"), {"true", "false"}),
    "Terraform's item": (
        _terraform('  function_response_types = ["¦"]'),
        {"ReportBatchItemFailures"},
    ),
    "Terraform's list": (_terraform("  function_response_types = ¦"), {"ReportBatchItemFailures"}),
    "Terraform's type of access": (
        _terraform("  source_access_configuration {\n    type = ¦\n  }", _KAFKA),
        {"SASL_SCRAM_512_AUTH"},
    ),
    "a pattern in HCL": (_terraform(_tf_filter('"{¦}"')), {"body"}),
    "a quoted key in HCL": (_terraform(_tf_filter('"{\\"¦\\": [\\"x\\"]}"')), {"body"}),
    "a key for jsonencode": (_terraform(_tf_filter("jsonencode({ ¦ })")), {"body"}),
    "an operator for jsonencode": (
        _terraform(_tf_filter("jsonencode({ body = { a = [{ ¦ }] } })")),
        {"prefix", "anything-but"},
    ),
    "a word for jsonencode": (
        _terraform(_tf_filter('jsonencode({ eventName = ["¦"] })'), _TABLE),
        {"INSERT"},
    ),
    "a heredoc": (
        _terraform(_tf_filter('<<-EOT\n        {"¦": ["a"]}\n      EOT')),
        {"body"},
    ),
    "a property of SAM": (
        _sam(f"            Queue: {_SQS}\n            ¦\n"),
        {"BatchSize", "ScalingConfig", "Enabled"},
    ),
    "a property that SAM has elsewhere": (
        _sam("            Cluster: !Ref Cluster\n            ¦\n", "DocumentDB"),
        {"DatabaseName", "CollectionName"},
    ),
    "a word of SAM": (
        _sam(f"            Stream: {_TABLE}\n            StartingPosition: ¦\n", "DynamoDB"),
        {"LATEST"},
    ),
    "a setting of Serverless": (
        _serverless(f"          arn: {_SQS}\n          ¦\n"),
        {"batchSize", "maximumConcurrency", "filterPatterns"},
    ),
    "a setting of Serverless's Kafka": (
        _serverless("          topic: orders\n          ¦\n", "kafka"),
        {"bootstrapServers", "accessConfigurations"},
    ),
    "a type of access of Serverless": (
        _serverless("          accessConfigurations:\n            ¦\n", "kafka"),
        {"saslScram512Auth", "vpcSubnet"},
    ),
    "a pattern of Serverless": (
        _serverless(f"          arn: {_SQS}\n          filterPatterns:\n            - ¦\n"),
        {"body"},
    ),
    "a word of a pattern of Serverless": (
        _serverless(
            f"          type: dynamodb\n          arn: {_TABLE}\n"
            "          filterPatterns:\n            - eventName: [¦]\n",
            "stream",
        ),
        {"INSERT", "prefix"},
    ),
    "the type of a stream": (
        _serverless("          type: ¦\n          arn: !GetAtt T.Arn\n", "stream"),
        {"dynamodb", "kinesis"},
    ),
    "a property of SAM in JSON": (
        (
            "template.json",
            (
                '{"Transform": "AWS::Serverless-2016-10-31", "Resources": {"F": {"Type":'
                ' "AWS::Serverless::Function", "Properties": {"Events": {"E": {"Type": "SQS",'
                f' "Properties": {{"Queue": "{_SQS}",\n"¦"\n}}}}}}}}}}}}}}\n'
            ),
        ),
        {"BatchSize"},
    ),
    "a pattern of Serverless in JSON": (
        (
            "serverless.json",
            (
                '{"service": "s", "provider": {"name": "aws"}, "functions": {"f": {"handler": "h",'
                f' "events": [{{"sqs": {{"arn": "{_SQS}", "filterPatterns": [{{"¦"}}]}}}}]}}}}}}\n'
            ),
        ),
        {"body"},
    ),
    "Terraform in JSON": (
        (
            "main.tf.json",
            (
                '{"resource": {"aws_lambda_event_source_mapping": {"m": {"function_name": "f",'
                f' "event_source_arn": "{_SQS}",\n"¦"\n}}}}}}}}\n'
            ),
        ),
        {"batch_size", "scaling_config"},
    ),
    "a module's map": (
        (
            "main.tf",
            (
                'module "f" {\n  source = "terraform-aws-modules/lambda/aws"\n'
                f'  event_source_mapping = {{\n    sqs = {{\n      event_source_arn = "{_SQS}"\n'
                "      ¦\n    }\n  }\n}\n"
            ),
        ),
        {"batch_size", "scaling_config", "filter_criteria"},
    ),
    "a request": (
        (
            "request.json",
            f'{{"FunctionName": "f", "EventSourceArn": "{_SQS}", "BatchSize": 5,\n"¦"\n}}\n',
        ),
        {"ScalingConfig", "Enabled"},
    ),
    "a field of Crossplane": (
        (
            "mapping.yaml",
            (
                "apiVersion: lambda.aws.upbound.io/v1beta2\nkind: EventSourceMapping\n"
                "metadata: {name: orders}\nspec:\n  forProvider:\n    region: eu-west-1\n"
                f"    eventSourceArn: {_SQS}\n    ¦\n"
            ),
        ),
        {"batchSize", "scalingConfig"},
    ),
    "a field of Crossplane that has lists": (
        (
            "mapping.yaml",
            (
                "apiVersion: lambda.aws.upbound.io/v1beta1\nkind: EventSourceMapping\n"
                "metadata: {name: orders}\nspec:\n  forProvider:\n    region: eu-west-1\n"
                f"    eventSourceArn: {_SQS}\n    ¦\n"
            ),
        ),
        {"batchSize", "scalingConfig"},
    ),
    "a field of ACK": (_ack("  ¦\n"), {"batchSize", "scalingConfig"}),
    "a field within one of ACK": (_ack("  scalingConfig:\n    ¦\n"), {"maximumConcurrency"}),
}


# Plugins are loaded once for all of these tests.
_SESSION = Session()


def _open(path: str, text: str) -> tuple[Session, OpenText, int]:
    offset = text.index(_CURSOR)
    text = text[:offset] + text[offset + 1 :]
    session = _SESSION
    # Nothing of the disk is near it.
    path = f"/nowhere-at-all/{path}"
    return session, session.set_text(path, f"file://{path}", 1, text), offset


def _offers(path: str, text: str) -> list[Offer]:
    return offers(*_open(path, text))


def _labels(path: str, text: str) -> list[str]:
    return [offer.label for offer in _offers(path, text)]


# What somebody types into the holes of a snippet.
_NUMBERS = re.compile(r"(?i)batch_?size|_?pollers|concurrency|seconds|attempts|factor|timestamp")


def _value(offer: Offer, before: str) -> str:
    """Return what somebody types behind what has been put in."""
    label = offer.label
    if offer.what != "setting":
        return ""
    if label == "filter":
        return 'pattern = "{\\"awsRegion\\": [\\"x\\"]}"'
    if label.lower().replace("_", "").endswith(("arn", "functionname", "destination")):
        return '"arn:aws:x:eu-west-1:111122223333:x"' if before.rstrip()[-1:] != '"' else ""
    if label == "filterPatterns":
        return "{eventSource: [x]}"
    return "5" if _NUMBERS.search(label) else ""


def _filled(new: str) -> str:
    """Return what goes into a pattern with something in what is empty there."""
    quote = '\\"' if '\\"' in new else '"'
    text = f"{quote}10.0.0.0/8{quote}"
    one = f"{{{quote}awsRegion{quote}: [{text}]}}"
    new = new.replace("[]", f"[{one}, {one}]" if "$or" in new else f"[{text}]")
    new = new.replace("{}", f"{{{quote}a{quote}: {{{quote}S{quote}: [{text}]}}}}")
    return new.replace(f"{quote}{quote}", text)


def _accepted(text: str, offer: Offer, *, is_snippet: bool) -> str:
    new = offer.plain
    if is_snippet and offer.snippet:
        line = text[: offer.start].splitlines()[-1] if offer.start else ""
        indent = line[: len(line) - len(line.lstrip())]
        new = offer.snippet.replace("\n", f"\n{indent}")
        new = re.sub(r"\$\{1\|([^,|]*)[^|]*\|\}", r"\1", new)
        new = re.sub(r"(?<!\\)\$0", lambda at: _value(offer, new[: at.start()]), new)
        new = re.sub(r"\$\{1:(\w+)\}", r"\1", new)
        new = re.sub(r"\\([\\$}])", r"\1", new)
    elif new == "filter {}":
        new = f"filter {{\n{_value(offer, new)}\n}}"
    elif new.rstrip()[-1:] in (":", "="):
        new += " " + (_value(offer, new) or "null")
        behind = text[offer.end :].lstrip()[:1]
        new += "," if text.lstrip()[:1] == "{" and behind == '"' else ""
    if offer.what in ("key", "operator"):
        new = _filled(new)
    text = text[: offer.start] + new + text[offer.end :]
    return text if offer.comma is None else f"{text[: offer.comma]},{text[offer.comma :]}"


_WRONG = {"ESM002", "ESM003", "ESM010", "ESM015", "ESM030", "ESM034", "ESM040"}
_WRONG |= {"ESM103", "ESM302", "ESM303", "ESM402", "ESM501", "ESM502", "ESM503", "ESM504"}
_WRONG |= {"ESM506", "ESM516", "ESM602", "ESM617"}


@pytest.mark.parametrize("is_snippet", [False, True], ids=["plain", "snippets"])
@pytest.mark.parametrize("name", _CONTEXTS)
def test_a_file_is_right_once_an_offer_has_been_accepted(
    name: str, is_snippet: bool, engine: Engine
) -> None:
    (path, text), wanted = _CONTEXTS[name]
    found = _offers(path, text)
    text = text.replace(_CURSOR, "")
    for offer in found:
        accepted = _accepted(text, offer, is_snippet=is_snippet)
        result = engine.check_text(path, accepted)
        wrong = [one for one in result.findings if one.rule.code in _WRONG]
        assert (wrong, result.failures) == ([], []), f"{offer}\n{accepted}"
        assert result.mappings == 1, accepted
    assert wanted <= {offer.label for offer in found}


# -- what is offered ----------------------------------------------------------------------------


def test_what_the_source_does_not_take_is_not_offered() -> None:
    labels = _labels(*_cloudformation("      ¦\n"))
    assert "ScalingConfig" in labels
    assert not {"StartingPosition", "ParallelizationFactor", "Topics"} & {*labels}
    labels = _labels(*_cloudformation("      ¦\n", _TABLE))
    assert {"StartingPosition", "ParallelizationFactor"} <= {*labels}
    assert not {"ScalingConfig", "Topics", "SelfManagedEventSource"} & {*labels}


def test_window_of_a_fifo_queue_which_can_only_be_zero_is_not_offered() -> None:
    labels = _labels(*_cloudformation("      ¦\n", f"{_SQS}.fifo"))
    assert "BatchSize" in labels
    assert "MaximumBatchingWindowInSeconds" not in labels


def test_what_an_update_cannot_change_is_not_offered_in_one() -> None:
    text = '{"UUID": "14e0db71-5d35-4eb5-b481-8945cf9d10c2", "BatchSize": 10, "¦"}'
    labels = _labels("update.json", text)
    assert "Enabled" in labels
    assert not {"EventSourceArn", "StartingPosition"} & {*labels}


def test_what_only_some_possible_source_takes_is_offered() -> None:
    labels = _labels(*_cloudformation("      ¦\n", "!ImportValue Source"))
    assert {"ScalingConfig", "ParallelizationFactor", "Topics"} <= {*labels}


def test_a_mapping_of_which_nothing_is_known_takes_every_setting() -> None:
    text = "Resources:\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      ¦\n"
    labels = _labels("template.yaml", text)
    assert {"FunctionName", "EventSourceArn", "SelfManagedEventSource", "Queues"} <= {*labels}
    assert labels[0] == "FunctionName", "what every source needs comes first"
    assert not {"UUID", "State", "LastModified"} & {*labels}, "only AWS writes these"


@pytest.mark.parametrize(
    ("context", "there", "other"),
    [
        (_cloudformation("      BatchSize: 5\n      ¦\n"), "BatchSize", "Enabled"),
        (_json(',\n  "BatchSize": 5,\n  "¦"'), "BatchSize", "Enabled"),
        (_terraform("  batch_size = 5\n  scaling_config {\n  }\n  ¦"), "scaling_config", "enabled"),
        (_sam(f"            Queue: {_SQS}\n            ¦\n"), "Queue", "BatchSize"),
        (
            _serverless(f"          arn: {_SQS}\n          provisioned: 5\n          ¦\n"),
            "provisionedPollers",
            "batchSize",
        ),
    ],
)
def test_what_is_there_already_is_not_offered(
    context: tuple[str, str], there: str, other: str
) -> None:
    labels = _labels(*context)
    assert there not in labels
    assert other in labels


def test_an_item_that_a_list_has_is_not_offered_again() -> None:
    labels = _labels(*_cloudformation("      MetricsConfig: {Metrics: [EventCount, ¦]}\n", _KAFKA))
    assert {"ErrorCount", "KafkaMetrics"} == {*labels}


def test_only_words_that_the_source_takes_are_offered() -> None:
    assert "AT_TIMESTAMP" not in _labels(*_cloudformation("      StartingPosition: ¦\n", _TABLE))
    stream = _TABLE.replace("dynamodb", "kinesis")
    assert "AT_TIMESTAMP" in _labels(*_cloudformation("      StartingPosition: ¦\n", stream))
    labels = _labels(*_cloudformation(_SASL.format(key="Type: ¦"), _KAFKA))
    assert "VIRTUAL_HOST" not in labels


def test_a_setting_says_its_bounds_and_its_default() -> None:
    by_label = {one.label: one for one in _offers(*_cloudformation("      ¦\n"))}
    assert by_label["BatchSize"].detail == "1 to 10000, default 10"
    assert by_label["BatchSize"].summary
    assert by_label["Enabled"].detail == "default true"


def test_the_default_is_that_of_the_tool() -> None:
    text = _serverless(
        f"          type: dynamodb\n          arn: {_TABLE}\n          ¦\n", "stream"
    )
    by_label = {one.label: one for one in _offers(*text)}
    assert by_label["batchSize"].detail == "1 to 10000, default 10"
    assert by_label["startingPosition"].detail == "default TRIM_HORIZON"


def test_operators_that_lambda_does_not_document_are_not_offered() -> None:
    labels = _labels(*_cloudformation(_filter("""'{"body": {"a": [{"¦"}]}}'""")))
    assert not {"wildcard", "exactly"} & {*labels}


def test_the_keys_are_those_of_the_source() -> None:
    labels = _labels(*_cloudformation(_filter("'{¦}'"), _TABLE))
    assert "body" not in labels
    assert {"dynamodb", "eventName", "$or"} <= {*labels}
    images = _labels(
        *_cloudformation(_filter("""'{"dynamodb": {"NewImage": {"id": {"¦"}}}}'"""), _TABLE)
    )
    assert {"S", "N"} <= {*images}
    assert "NewImage" not in images


def test_blocks_and_arguments_of_terraform_are_told_apart() -> None:
    by_label = {one.label: one for one in _offers(*_terraform("  ¦"))}
    assert by_label["batch_size"].plain == "batch_size = "
    assert by_label["scaling_config"].plain == "scaling_config {}"
    assert by_label["scaling_config"].snippet == "scaling_config {\n  $0\n\\}"
    assert "scaling_config" not in _labels(*_terraform("  sca¦ = 5"))
    assert _labels(*_terraform("  bat¦ {\n  }")).count("batch_size") == 0


def test_a_word_within_quotes_leaves_the_quotes_alone() -> None:
    (path, text), _ = _CONTEXTS["a quoted key in a text with escapes"]
    body = _offers(path, text)[0]
    assert (body.start, body.end) == (text.index(_CURSOR), text.index(_CURSOR) + 2)
    assert body.plain == 'body\\": []'


def test_an_object_of_serverless_is_no_list() -> None:
    by_label = {
        one.label: one
        for one in _offers(*_serverless("          topic: a\n          ¦\n", "kafka"))
    }
    assert by_label["accessConfigurations"].snippet == "accessConfigurations:\n  $0"


def test_what_is_below_the_first_key_of_an_item_is_indented_below_that_key() -> None:
    text = (
        "apiVersion: lambda.aws.upbound.io/v1beta1\nkind: EventSourceMapping\n"
        "metadata: {name: orders}\nspec:\n  forProvider:\n    region: eu-west-1\n"
        f"    eventSourceArn: {_KAFKA}\n    amazonManagedKafkaEventSourceConfig:\n      - ¦\n"
    )
    by_label = {one.label: one for one in _offers("mapping.yaml", text)}
    # The editor puts the six spaces of this line before the next one.
    assert by_label["schemaRegistryConfig"].snippet == "schemaRegistryConfig:\n    - $0"


# -- where nothing is offered -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "¦",
        "Resources:\n  ¦\n",
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      ¦\n",
        _cloudformation("      BatchSize: 5 # ¦\n")[1],
        _cloudformation("  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      ¦\n")[1],
        _cloudformation("  Queue:\n    Type: AWS::SQS::Queue\n    ¦\n")[1],
        _cloudformation("      # ¦\n")[1],
        _cloudformation("      BatchSize: ¦\n")[1],
        _cloudformation("      BatchSize: 5 ¦\n")[1],
        _cloudformation("")[1] + "Outputs:\n  ¦\n",
    ],
)
def test_nothing_is_offered_outside_of_settings(text: str) -> None:
    assert _offers("template.yaml", text) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        _terraform("  batch_size = 5 ¦"),
        _terraform("  batch_size = 5 # ¦"),
        _terraform("  batch_size = var.¦"),
        _json(',\n  "BatchSize": 5 ¦'),
        _json(',\n  "BatchSize" ¦'),
    ],
)
def test_nothing_is_offered_behind_a_value(path: str, text: str) -> None:
    assert _offers(path, text) == []


@pytest.mark.parametrize("name", ["notes.md", "deploy.sh"])
def test_nothing_is_offered_in_other_files(name: str) -> None:
    assert _offers(name, _cloudformation("      ¦\n")[1]) == []


def test_a_file_that_can_hold_no_mapping_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "mappings", lambda *_: pytest.fail("it was read"))
    assert _offers("values.yaml", "a:\n  ¦\n") == []


# -- the session --------------------------------------------------------------------------------


def test_the_session_sees_nothing_of_a_trial() -> None:
    session, opened, offset = _open(*_cloudformation("      BatchSize: 20000\n      ¦\n"))
    before = session.result(opened)
    document = session.project.document(opened.source)
    assert offers(session, opened, offset)
    assert session.result(opened) is before
    assert session.project.document(opened.source) is document
    assert session.project.read(opened.path, near=opened.path) is document


def test_other_files_tell_the_source_as_the_editor_has_them(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    queue, mapping = tmp_path / "queue.tf", tmp_path / "mapping.tf"
    queue.write_text('resource "aws_kinesis_stream" "s" {\n  name = "s"\n}\n')
    text = (
        'resource "aws_lambda_event_source_mapping" "m" {\n  function_name = "f"\n'
        "  event_source_arn = aws_kinesis_stream.s.arn\n  ¦\n}\n"
    )
    mapping.write_text("")
    session = Session()
    offset = text.index(_CURSOR)
    opened = session.set_text(str(mapping), mapping.as_uri(), 1, text.replace(_CURSOR, ""))
    labels = [one.label for one in offers(session, opened, offset)]
    assert "parallelization_factor" in labels
    assert "scaling_config" not in labels
    new = 'resource "aws_sqs_queue" "s" {}\n'
    session.set_text(str(queue), queue.as_uri(), 1, new)
    text = text.replace("aws_kinesis_stream", "aws_sqs_queue")
    offset = text.index(_CURSOR)
    opened = session.set_text(str(mapping), mapping.as_uri(), 2, text.replace(_CURSOR, ""))
    labels = [one.label for one in offers(session, opened, offset)]
    assert "parallelization_factor" not in labels
    assert "scaling_config" in labels


def _seconds(do: Callable[[], object]) -> float:
    """Return the seconds of the processor that something takes."""
    start = time.process_time()
    do()
    return time.process_time() - start


@pytest.mark.apart
@pytest.mark.parametrize("broken", ["", "  Broken: [\n", "  Broken\n", "  Broken: 'a\n"])
def test_an_answer_about_a_large_text_takes_a_fraction_of_a_run_over_it(broken: str) -> None:
    queues = (f"  Queue{index}: {{Type: AWS::SQS::Queue}}\n" for index in range(400))
    mappings = (
        f"  Mapping{index}:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n"
        f"      FunctionName: f\n      EventSourceArn: !GetAtt Queue{index}.Arn\n"
        f"      BatchSize: 5\n      Enabled: true\n      FilterCriteria:\n        Filters:\n"
        """          - Pattern: '{"body": {"a": ["b"]}}'\n          - Pattern: '{"body": [1]}'\n"""
        for index in range(400)
    )
    text = f"Resources:\n{''.join(queues)}{broken}{''.join(mappings)}      ¦\n"
    session, whole, _ = _open("large/template.yaml", text.replace(broken, "") if broken else text)
    linted = _seconds(lambda: session.result(whole))
    session, opened, offset = _open("large/template.yaml", text)
    found: list[Offer] = []
    # The first one may have to clean up after the run.
    answered = min(
        _seconds(lambda: found.extend(offers(session, opened, offset))) for _ in range(3)
    )
    labels = {one.label for one in found}
    assert "ScalingConfig" in labels
    assert "Topics" not in labels
    # It is about a tenth of that; a busy machine may disturb either.
    assert answered < 0.4 * linted


# -- what no editor has closed ------------------------------------------------------------------

_NEXT = '  Queue: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: "it\'s", Value: a}]}}\n'
_OPEN = {
    "a pattern": (_cloudformation(_filter("'{¦") + _NEXT), {"body"}),
    "a key of a pattern": (_cloudformation(_filter("""'{"bo¦""") + _NEXT), {"body"}),
    "an operator": (_cloudformation(_filter("""'{"body": {"a": [{¦""") + _NEXT), {"prefix"}),
    "a pattern with escapes": (_cloudformation(_filter('"{\\"¦') + _NEXT), {"body"}),
    "braces": (_cloudformation("      ScalingConfig: {¦\n" + _NEXT), {"MaximumConcurrency"}),
    "a pattern in brackets": (
        _cloudformation("      FilterCriteria: {Filters: [{Pattern: '{¦\n" + _NEXT),
        {"body"},
    ),
    "an object in JSON": (_json(',\n"ScalingConfig": {¦'), {"MaximumConcurrency"}),
    "an object in JSON before a setting": (
        _json(',\n"ScalingConfig": {"¦\n"Enabled": true'),
        {"MaximumConcurrency"},
    ),
    "JSON in JSON": (_json(',\n"FilterCriteria": {"Filters": [{"Pattern": "{\\"¦'), {"body"}),
    "a block": (_terraform("  scaling_config {\n    ¦"), {"maximum_concurrency"}),
    "a block in a block": (_terraform("  filter_criteria {\n    filter {\n  ¦"), {"pattern"}),
    "jsonencode": (
        _terraform("  filter_criteria {\n    filter {\n  pattern = jsonencode({\n ¦"),
        {"body"},
    ),
    "Terraform's text": (
        _terraform('  filter_criteria {\n    filter {\n  pattern = "{\\"body\\": [{¦'),
        {"prefix"},
    ),
}


@pytest.mark.parametrize(("file", "wanted"), _OPEN.values(), ids=_OPEN)
def test_quotes_and_brackets_that_nobody_has_closed_yet(
    file: tuple[str, str], wanted: set[str]
) -> None:
    assert wanted <= set(_labels(*file))


@pytest.mark.parametrize(
    "file",
    [
        _cloudformation("      Enabled: true # Bat¦\n"),
        _cloudformation('      Tags: [{Key: "#", Value: a}] # ¦\n'),
        _terraform("  batch_size = 5 # ¦"),
        _terraform("  batch_size = 5 // ¦"),
    ],
)
def test_nothing_is_offered_in_a_comment(file: tuple[str, str]) -> None:
    assert not _labels(*file)


def test_an_item_without_its_dash_gets_one() -> None:
    text = "      FilterCriteria:\n        Filters:\n          ¦\n"
    (offer,) = offers(*_open(*_cloudformation(text)))
    assert offer.plain == "- Pattern: "


def test_every_other_item_of_a_comparison_is_a_number() -> None:
    pattern = """'{"body": {"a": [{"numeric": [">", ¦]}]}}'"""
    assert not _labels(*_cloudformation(_filter(pattern)))
    assert "<" in _labels(*_cloudformation(_filter(pattern.replace("¦", "1, ¦"))))


def test_a_comparison_without_a_list_gets_one() -> None:
    found = offers(*_open(*_cloudformation(_filter("""'{"body": {"a": [{"numeric": ¦}]}}'"""))))
    assert found[0].plain == '["=", 0]'


def test_keys_of_a_record_that_are_there_are_left_out() -> None:
    found = _labels(*_cloudformation(_filter("""'{"body": ["a"], ¦}'""")))
    assert "attributes" in found
    assert "body" not in found


# -- any text, any place ------------------------------------------------------------------------

_FIXTURES = Path(__file__).parents[2] / "fixtures"


def _texts() -> Iterator[tuple[str, str]]:
    for name in ("an operator", "JSON in JSON", "an operator for jsonencode", "a type of access"):
        path, text = _CONTEXTS[name][0]
        yield path, text.replace(_CURSOR, "")
    yield (
        "template.yaml",
        _cloudformation(_filter('\'{"a": ["😀\u2028"]}\''))[1].replace("\n", "\r\n"),
    )
    yield _serverless(
        f"          arn: {_SQS}\n          filterPatterns:\n            - body: [a]\n"
    )


def _check(path: str, text: str, offset: int) -> None:
    found = _offers(path, text[:offset] + _CURSOR + text[offset:])
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    for offer in found:
        assert start <= offer.start <= offset <= offer.end
        assert not re.search(r"[\r\n]", text[offer.start : offer.end])


@pytest.mark.apart
@pytest.mark.parametrize(("path", "text"), list(_texts()))
def test_at_any_offset_an_edit_is_about_the_line_of_the_cursor(path: str, text: str) -> None:
    for offset in range(0, len(text) + 1, 3):
        _check(path, text, offset)


@pytest.mark.apart
@pytest.mark.parametrize(("path", "text"), list(_texts()))
def test_a_text_may_end_anywhere(path: str, text: str) -> None:
    for offset in range(0, len(text) + 1, 5):
        _check(path, text[:offset], offset)


@pytest.mark.apart
@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted(_FIXTURES.glob("ok/*/*"))
        if path.suffix in (".yaml", ".yml", ".json", ".tf") and path.stat().st_size < 20_000
    ],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_fixture_breaks_it(path: Path) -> None:
    text = path.read_bytes().decode(errors="replace")
    for offset in range(0, len(text), max(1, len(text) // 6)):
        _check(path.name, text, offset)


@pytest.mark.apart
@pytest.mark.parametrize(
    "text", ['"' * 5_000, "{" * 5_000, "- " * 2_000, "[{" * 3_000, "a: " * 3_000]
)
@pytest.mark.parametrize("name", ["template.yaml", "template.json", "main.tf"])
def test_no_text_breaks_it(name: str, text: str) -> None:
    mapping = "AWS::Lambda::EventSourceMapping aws_lambda_event_source_mapping "
    _check(name, text + mapping, len(text) // 2)
    _check(name, mapping + text, len(text) // 2)
    _check(name, _cloudformation("      ¦\n")[1].replace(_CURSOR, text), 200)

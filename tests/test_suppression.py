"""Suppressions: what they reach, what is said about them, and how they are taken out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.engine import Engine, Result
from mappinglint.finding import SuppressedBy
from mappinglint.fixing import mend
from mappinglint.plugins import Plugins

_TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders.fifo
      FunctionName: handle-orders
      BatchSize: 100
"""
_TERRAFORM = """\
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders.fifo"
  function_name    = "handle-orders"
  batch_size       = 100
}
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
            Queue: arn:aws:sqs:eu-west-1:123456789012:orders.fifo
            BatchSize: 100
        Others:
          Type: SQS
          Properties:
            Queue: arn:aws:sqs:eu-west-1:123456789012:others.fifo
            BatchSize: 100
"""
_SERVERLESS = """\
service: orders
provider: {name: aws}
functions:
  handler:
    handler: x.y
    events:
      - sqs:
          arn: arn:aws:sqs:eu-west-1:123456789012:orders.fifo
          batchSize: 100
"""
_ACK = """\
apiVersion: lambda.services.k8s.aws/v1alpha1
kind: EventSourceMapping
metadata:
  name: orders
spec:
  eventSourceARN: arn:aws:sqs:eu-west-1:123456789012:orders.fifo
  functionName: handle-orders
  batchSize: 100
"""
_SHELL = """\
aws lambda create-event-source-mapping \\
  --event-source-arn arn:aws:sqs:eu-west-1:123456789012:orders.fifo \\
  --function-name handle-orders \\
  --batch-size 100
"""
_PATTERN = """\
Resources:
  Orders:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders
      FunctionName: handle-orders
      FilterCriteria:
        Filters:
          - Pattern: |
              {
                "body": {"status": "paid"}
              }
"""
_JSON = """\
{
  "Resources": {
    "Orders": {
      "Type": "AWS::Lambda::EventSourceMapping",
      "Properties": {
        "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:orders.fifo",
        "FunctionName": "handle-orders",
        "BatchSize": 100
      }
    }
  }
}
"""
_TF_JSON = """\
{
  "resource": {
    "aws_lambda_event_source_mapping": {
      "orders": {
        "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:orders.fifo",
        "function_name": "handle-orders",
        "batch_size": 100
      }
    }
  }
}
"""
_MARKDOWN = f"""\
# Orders

```yaml
{_TEMPLATE}```
"""

_FILES = {
    "template.yaml": _TEMPLATE,
    "main.tf": _TERRAFORM,
    "sam.yaml": _SAM,
    "serverless.yml": _SERVERLESS,
    "ack.yaml": _ACK,
    "create.sh": _SHELL,
    "pattern.yaml": _PATTERN,
    "template.json": _JSON,
    "main.tf.json": _TF_JSON,
    "README.md": _MARKDOWN,
}


def _codes(result: Result) -> list[str]:
    return [one.rule.code for one in result.findings]


def _check(engine: Engine, name: str, text: str) -> Result:
    result = engine.check_text(name, text)
    assert result.failures == []
    return result


def _behind(text: str, line: str, comment: str) -> str:
    assert text.count(line) == 1
    return text.replace(line, f"{line}{comment}")


# -- what they reach ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "line", "comment"),
    [
        ("template.yaml", "BatchSize: 100", " # mappinglint: ignore[ESM204] known"),
        ("template.yaml", "BatchSize: 100", " # mappinglint: ignore[fifo-batch-size]"),
        ("template.yaml", "BatchSize: 100", " #mappinglint:ignore[esm204]"),
        ("template.yaml", "BatchSize: 100", " # ten? # mappinglint: ignore[ESM301, ESM204] no"),
        ("template.yaml", "handle-orders", "\n      # mappinglint: ignore[ESM204]"),
        (
            "template.yaml",
            "handle-orders",
            "\n      # mappinglint: ignore[ESM204]\n      # because",
        ),
        ("template.yaml", "  Orders:", " # mappinglint: ignore[ESM204]"),
        ("template.yaml", "Resources:", "\n  # mappinglint: ignore[ESM204]"),
        ("template.yaml", "Resources:", "\n# mappinglint: ignore-file[ESM204]"),
        ("template.yaml", "BatchSize: 100", "\n# mappinglint: ignore-file[ESM204] all of them"),
        ("main.tf", "batch_size       = 100", " # mappinglint: ignore[ESM204]"),
        ("main.tf", "batch_size       = 100", " // mappinglint: ignore[ESM204]"),
        ("main.tf", "batch_size       = 100", " /* mappinglint: ignore[ESM204] no */"),
        ("main.tf", '= "handle-orders"', "\n  /* mappinglint: ignore[ESM204] */"),
        ("main.tf", '"orders" {', " # mappinglint: ignore[ESM204]"),
        ("main.tf", '= "handle-orders"', "\n  // mappinglint: ignore[ESM204]"),
        ("serverless.yml", "- sqs:", " # mappinglint: ignore[ESM204]"),
        ("serverless.yml", "  handler:\n", "    # mappinglint: ignore[ESM020]\n"),
        ("serverless.yml", "batchSize: 100", " # mappinglint: ignore[ESM204]"),
        ("ack.yaml", "batchSize: 100", " # mappinglint: ignore[ESM204]"),
        ("ack.yaml", "v1alpha1", " # mappinglint: ignore[ESM204]"),
        ("README.md", "BatchSize: 100", " # mappinglint: ignore[ESM204]"),
        ("pattern.yaml", "Pattern: |", " # mappinglint: ignore[ESM502]"),
        ("pattern.yaml", "Filters:", "\n          # mappinglint: ignore[ESM502]"),
    ],
)
def test_comment_suppresses_what_it_is_about(
    name: str, line: str, comment: str, engine: Engine
) -> None:
    text = _FILES[name]
    assert len(_codes(_check(engine, name, text))) == 1
    result = _check(engine, name, _behind(text, line, comment))
    if "ESM020" in comment:
        # It is about a rule that has found nothing.
        assert _codes(result) == ["ESM901", "ESM204"]
        return
    assert [code for code in _codes(result) if code != "ESM901"] == []
    (suppressed,) = result.suppressed
    assert suppressed.by is SuppressedBy.COMMENT
    assert suppressed.finding.rule.code in ("ESM204", "ESM502")


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        ("handle-orders", " # mappinglint: ignore[ESM204]"),
        ("    Properties:", " # mappinglint: ignore[ESM204]"),
        ("handle-orders", "\n      # mappinglint: ignore[ESM204]\n"),
        ("BatchSize: 100", "\n      # mappinglint: ignore[ESM204]"),
        ("handle-orders", " x # y\n      Tags: {note: 'a # mappinglint: ignore-file[ESM204]'}"),
        ("handle-orders", "#mappinglint:ignore-file[ESM204]"),
        ("BatchSize: 100", " # as mappinglint: ignore[ESM204] says"),
    ],
)
def test_comment_suppresses_nothing_else(line: str, comment: str, engine: Engine) -> None:
    result = _check(engine, "template.yaml", _behind(_TEMPLATE, line, comment))
    assert "ESM204" in _codes(result)
    assert result.suppressed == []


def test_comment_on_the_first_line_of_a_function_is_about_all_its_events(engine: Engine) -> None:
    assert _codes(_check(engine, "sam.yaml", _SAM)) == ["ESM204", "ESM204"]
    text = _behind(_SAM, "  Handler:", " # mappinglint: ignore[ESM204]")
    assert _codes(_check(engine, "sam.yaml", text)) == []
    text = _behind(_SAM, "        Orders:", " # mappinglint: ignore[ESM204]")
    (left,) = _check(engine, "sam.yaml", text).findings
    assert left.mapping == "Handler.Others"


def test_command_of_several_lines_has_its_comment_above(engine: Engine) -> None:
    text = f"# mappinglint: ignore[ESM204] ten are too few\n{_SHELL}"
    result = _check(engine, "create.sh", text)
    assert _codes(result) == []
    assert result.suppressed[0].reason == "ten are too few"


def test_comment_in_a_text_of_the_shell_is_none(engine: Engine) -> None:
    text = f"echo '\n# mappinglint: ignore-file[ESM204]\n'\n{_SHELL}"
    assert _codes(_check(engine, "create.sh", text)) == ["ESM204"]


def test_heredoc_has_its_comment_above(engine: Engine) -> None:
    text = """\
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  function_name    = "handle-orders"
  filter_criteria {
    filter {
      # mappinglint: ignore[ESM502]
      pattern = <<EOF
        {
          "body": {"status": "paid"}
        }
      # mappinglint: ignore[ESM204]
      EOF
    }
  }
}
"""
    result = _check(engine, "main.tf", text.replace("      # mappinglint: ignore[ESM204]\n", ""))
    assert _codes(result) == []
    assert len(result.suppressed) == 1
    assert "ESM901" not in _codes(_check(engine, "main.tf", text))


@pytest.mark.parametrize(
    "ignored",
    [
        '["ESM204"]',
        '["ESM204 ten are too few"]',
        '{"ESM204": "ten are too few"}',
        '["fifo-batch-size"]',
    ],
)
@pytest.mark.parametrize("before", ['"Type"', '"Resources"'])
def test_metadata_of_a_resource_or_the_template_suppresses(
    ignored: str, before: str, engine: Engine
) -> None:
    metadata = f'"Metadata": {{"mappinglint": {{"ignore": {ignored}}}}}, '
    result = _check(engine, "template.json", _JSON.replace(before, metadata + before, 1))
    assert _codes(result) == []
    reason = "ten are too few" if "few" in ignored else ""
    assert [one.reason for one in result.suppressed] == [reason]


def test_metadata_works_in_yaml_and_reaches_the_events_of_a_function(engine: Engine) -> None:
    metadata = "    Metadata:\n      mappinglint:\n        ignore: [ESM204]\n    Properties:"
    text = _SAM.replace("    Properties:", metadata, 1)
    assert _codes(_check(engine, "sam.yaml", text)) == []


@pytest.mark.parametrize(
    "metadata",
    [
        "null",
        "[]",
        "1",
        '{"mappinglint": 1}',
        '{"mappinglint": {"ignore": [[], null]}}',
        '{"a": 1}',
    ],
)
def test_metadata_of_another_shape_does_no_harm(metadata: str, engine: Engine) -> None:
    text = _JSON.replace('"Type"', f'"Metadata": {metadata}, "Type"', 1)
    assert "ESM204" in _codes(_check(engine, "template.json", text))


@pytest.mark.parametrize("sign", ["", "# ", " // "])
def test_comment_key_of_terraform_suppresses(sign: str, engine: Engine) -> None:
    key = f'"//": "{sign}mappinglint: ignore[ESM204] ten are too few",\n        '
    text = _TF_JSON.replace('"event_source_arn"', key + '"event_source_arn"')
    result = _check(engine, "main.tf.json", text)
    assert _codes(result) == []
    assert result.suppressed[0].reason == "ten are too few"


def test_comment_key_of_a_block_in_a_list_suppresses(engine: Engine) -> None:
    key = '"//": "mappinglint: ignore[ESM204]",\n        '
    text = _TF_JSON.replace('"event_source_arn"', key + '"event_source_arn"')
    text = text.replace('"orders": {', '"orders": [{').replace("100\n      }", "100\n      }]")
    assert _codes(_check(engine, "main.tf.json", text)) == []


@pytest.mark.parametrize(
    ("name", "before", "comment"),
    [
        ("main.tf", "  batch_size", "  /* mappinglint: ignore[ESM204] */"),
        ("ack.yaml", "apiVersion", "# mappinglint: ignore[ESM204]\n---\n"),
    ],
)
def test_comment_in_front_of_code_suppresses(
    name: str, before: str, comment: str, engine: Engine
) -> None:
    text = _FILES[name].replace(before, comment + before, 1)
    assert _codes(_check(engine, name, text)) == []


def test_comment_in_a_session_of_the_shell_suppresses(engine: Engine) -> None:
    typed = _SHELL.replace("\n", "\n> ").removesuffix("> ")
    text = f"```console\n$ # mappinglint: ignore[ESM204] r\n$ {typed}```\n"
    assert _codes(_check(engine, "README.md", text)) == []


def test_notes_and_syntax_errors_can_be_suppressed(advisor: Engine, engine: Engine) -> None:
    text = _behind(_TEMPLATE, "  Orders:", " # mappinglint: ignore[ESM708, ESM204]")
    assert "ESM708" not in _codes(advisor.check_text("template.yaml", text))
    text = f"# mappinglint: ignore-file[ESM002] to be written\n{_TEMPLATE}      : : [\n"
    assert "ESM002" not in _codes(_check(engine, "template.yaml", text))


def test_everything_is_shown_to_those_who_ask() -> None:
    engine = Engine(Plugins(), suppressions=False)
    text = _behind(_TEMPLATE, "BatchSize: 100", " # mappinglint: ignore[ESM204, ESM999]")
    assert _codes(_check(engine, "template.yaml", text)) == ["ESM204"]


# -- what is said about them ----------------------------------------------------------------------


def test_unused_suppression_is_a_finding_at_its_code(engine: Engine) -> None:
    text = _behind(_TEMPLATE, "BatchSize: 100", " # mappinglint: ignore[ESM204, ESM301] both")
    (found,) = _check(engine, "template.yaml", text).findings
    assert found.rule.code == "ESM901"
    assert found.primary.place.text == "ESM301"


@pytest.mark.parametrize(
    "comment",
    [
        "# mappinglint: ignore[ESM702] a note that nobody has asked for",
        "# mappinglint is a linter",
        "# mappinglint: see the page about it",
    ],
)
def test_what_is_not_unused_is_not_reported(comment: str, engine: Engine) -> None:
    text = _behind(_TEMPLATE.replace("100", "10"), "BatchSize: 10", f" {comment}")
    assert _codes(_check(engine, "template.yaml", text)) == []


def test_nothing_is_unused_in_a_file_that_breaks_off(engine: Engine) -> None:
    text = f"# mappinglint: ignore-file[ESM301]\n{_TEMPLATE}      : : [\n"
    assert "ESM901" not in _codes(_check(engine, "template.yaml", text))


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("ESM2044", "did you mean"),
        ("fifo-batchsize", "did you mean fifo-batch-size?"),
        ("ESM999", "`mappinglint rules` lists the rules there are"),
    ],
)
def test_unknown_rule_is_a_finding(written: str, remedy: str, engine: Engine) -> None:
    text = _behind(_TEMPLATE, "BatchSize: 100", f" # mappinglint: ignore[{written}]")
    unknown = [one for one in _check(engine, "template.yaml", text).findings if not one.mapping]
    assert [one.rule.code for one in unknown] == ["ESM902"]
    assert unknown[0].primary.place.text == written
    assert unknown[0].remedy.startswith(remedy) or written == "ESM2044"


@pytest.mark.parametrize("words", ["ignore", "ignore ESM204", "disable=ESM204", "ignore[]", "skip"])
def test_suppression_that_cannot_be_understood_is_a_finding(words: str, engine: Engine) -> None:
    text = _behind(_TEMPLATE, "BatchSize: 100", f" # mappinglint: {words}")
    assert _codes(_check(engine, "template.yaml", text)) == ["ESM204", "ESM904"]


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("ignore[ESM204]", ["ESM903"]),
        ("ignore[ESM204] - ", ["ESM903"]),
        ("ignore[ESM204] ten are too few", []),
        ("ignore[ESM204]: ten are too few", []),
    ],
)
def test_reason_is_missing_only_where_one_is_asked_for(comment: str, codes: list[str]) -> None:
    text = _behind(_TEMPLATE, "BatchSize: 100", f" # mappinglint: {comment}")
    strict, lax = (Engine(Plugins(), needs_reasons=needs) for needs in (True, False))
    assert _codes(_check(strict, "template.yaml", text)) == codes
    assert _codes(_check(lax, "template.yaml", text)) == []


def test_rule_of_a_plugin_that_is_not_loaded_is_not_taken_out(engine: Engine) -> None:
    text = _behind(_TEMPLATE.replace("100", "10"), "BatchSize: 10", " # mappinglint: ignore[ACME7]")
    (found,) = _check(engine, "template.yaml", text).findings
    assert found.rule.code == "ESM902"
    assert "plugin" in found.remedy
    assert found.fix is None


def test_what_another_finding_hides_is_not_unused(engine: Engine) -> None:
    line = "DestinationConfig: {OnFailure: {Destination: 'arn:aws:s3:::failures'}}"
    wrong = _TEMPLATE.replace("BatchSize: 100", line)
    assert _codes(_check(engine, "template.yaml", wrong)) == ["ESM103"]
    # Of a stream, its bucket would be reported.
    text = _behind(wrong, line, " # mappinglint: ignore[ESM404] AWS takes it")
    result = _check(engine, "template.yaml", text)
    assert _codes(result) == ["ESM103"]
    assert result.suppressed == []


def test_note_that_nobody_asked_for_is_not_unused(engine: Engine, advisor: Engine) -> None:
    pattern = '{"messageAttributes": {"a": ["b"]}}'
    text = (
        _PATTERN[: _PATTERN.index("          - Pattern")]
        + f"          - Pattern: '{pattern}' # mappinglint: ignore[ESM504] it works\n"
    )
    code = "ESM504"
    assert [one.finding.rule.code for one in _check(advisor, "a.yaml", text).suppressed] == [code]
    assert _codes(_check(engine, "a.yaml", text)) == []


_QUEUE = """\
Resources:
  Orders: {queue}
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 5 {setting}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: 60
      Runtime: python3.12 {other}
      Handler: x.y
      Role: arn:aws:iam::123456789012:role/x
      Code: {{ZipFile: x}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: !Ref Handler
"""


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("queue", []),
        ("setting", []),
        ("other", ["ESM901", "ESM701"]),
    ],
)
def test_comment_at_what_a_finding_shows_counts(
    where: str, codes: list[str], engine: Engine
) -> None:
    texts = dict.fromkeys(("queue", "setting", "other"), "")
    text = _QUEUE.format(**texts | {where: "# mappinglint: ignore[ESM701] it is short"})
    assert _codes(_check(engine, "template.yaml", text)) == codes


@pytest.mark.parametrize("name", ["Orders", "Others"])
def test_comment_at_either_of_two_mappings_counts(name: str, engine: Engine) -> None:
    second = _TEMPLATE.replace("Resources:\n", "").replace("Orders:", "Others:")
    text = (_TEMPLATE + second).replace("100", "10")
    assert _codes(_check(engine, "template.yaml", text)) == ["ESM112"]
    text = _behind(text, f"  {name}:", " # mappinglint: ignore[ESM112] on purpose")
    assert _codes(_check(engine, "template.yaml", text)) == []


def test_mappings_of_one_name_are_told_apart(engine: Engine) -> None:
    first = _behind(_ACK, "v1alpha1", " # mappinglint: ignore[ESM204, ESM112] r")
    result = _check(engine, "ack.yaml", f"{first}---\n{_ACK}")
    assert [one.primary.place.start.line for one in result.findings] == [17]


def test_thousands_of_comments_take_no_longer_each(engine: Engine) -> None:
    block = _TEMPLATE.removeprefix("Resources:\n").replace(
        "100", "100 # mappinglint: ignore[ESM204]"
    )
    blocks = [block.replace("rders", f"rders{number}") for number in range(1000)]
    result = _check(engine, "template.yaml", "Resources:\n" + "".join(blocks))
    assert (len(result.findings), len(result.suppressed)) == (0, 1000)


# -- taking them out ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  BatchSize: 10 # mappinglint: ignore[ESM204] x\n", "  BatchSize: 10\n"),
        ("  BatchSize: 10\n  # mappinglint: ignore[ESM204]\n", "  BatchSize: 10\n"),
        ("  BatchSize: 10 # ten # mappinglint: ignore[ESM204]\n", "  BatchSize: 10 # ten\n"),
        ("  BatchSize: 10 # mappinglint: ignore[ESM204, ESM999]\r\n", "  BatchSize: 10\r\n"),
        ("  BatchSize: 10 # mappinglint: ignore-file[ESM998]", "  BatchSize: 10"),
    ],
)
def test_fix_takes_out_what_suppresses_nothing(before: str, after: str, engine: Engine) -> None:
    head = (
        "EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders.fifo\n"
        "FunctionName: handle-orders\n"
    )
    data = (head + before.removeprefix("  ").replace("\n  #", "\n#")).encode()
    result = engine.check_bytes("request.yaml", data)
    mended = mend(engine, "request.yaml", data, result, unsafe=False)
    assert mended.data.decode() == head + after.removeprefix("  ")
    assert mended.result.findings == []


def test_fix_leaves_a_code_that_is_used(engine: Engine) -> None:
    comment = " # mappinglint: ignore[ESM301, ESM204, ESM302] ten are too few"
    data = _behind(_TEMPLATE, "BatchSize: 100", comment).encode()
    result = engine.check_bytes("template.yaml", data)
    mended = mend(engine, "template.yaml", data, result, unsafe=False)
    assert b"BatchSize: 100 # mappinglint: ignore[ESM204] ten are too few\n" in mended.data


@pytest.mark.parametrize(
    "metadata",
    [
        '"Metadata": {"mappinglint": {"ignore": ["ESM301"]}},\n      ',
        '"Metadata": {"mappinglint": {"ignore": {"ESM999": "x"}}},\n      ',
    ],
)
def test_fix_takes_metadata_out(metadata: str, engine: Engine) -> None:
    right = _JSON.replace("100", "10")
    data = right.replace('"Type"', metadata + '"Type"').encode()
    result = engine.check_bytes("template.json", data)
    assert len(result.findings) == 1
    mended = mend(engine, "template.json", data, result, unsafe=False)
    assert mended.data.decode() == right


# -- adding them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", _FILES)
def test_added_suppressions_hide_everything_and_change_nothing_else(
    name: str, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / name
    path.write_text(_FILES[name])
    code, output, _ = run("check", str(path), "--add-ignores", "--reason", "as it was in 2026")
    assert code == 0, output
    written = path.read_text()
    assert written.count("mappinglint") >= 1
    assert run("check", str(path))[0] == 0
    assert run("check", str(path), "--no-ignore")[0] == 1
    kept = [line.split("  # mappinglint")[0] for line in written.splitlines()]
    kept = [line for line in kept if "mappinglint" not in line]
    assert kept == _FILES[name].splitlines()


def test_added_suppressions_join_those_that_are_there(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(_behind(_TEMPLATE, "BatchSize: 100", "  # mappinglint: ignore[ESM999] old"))
    run("check", str(path), "--add-ignores")
    assert "BatchSize: 100  # mappinglint: ignore[ESM999, ESM204] old\n" in path.read_text()


def test_added_metadata_has_all_rules_of_a_resource(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "template.json"
    wrong = '"BatchSize": 100, "ParallelizationFactor": 2,\n        "Topics": ["x"]'
    path.write_text(_JSON.replace('"BatchSize": 100', wrong))
    _, before, _ = run("check", str(path), "--format", "json")
    codes = {one["code"] for one in json.loads(before)["findings"]}
    assert codes == {"ESM103", "ESM204"}
    assert run("check", str(path), "--add-ignores")[0] == 0
    metadata = json.loads(path.read_text())["Resources"]["Orders"]["Metadata"]
    assert set(metadata["mappinglint"]["ignore"]) == codes


def test_metadata_is_added_for_what_is_missing_in_a_resource(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "template.json"
    path.write_text(_JSON.replace('        "FunctionName": "handle-orders",\n', ""))
    assert run("check", str(path), "--add-ignores")[0] == 0
    metadata = json.loads(path.read_text())["Resources"]["Orders"]["Metadata"]
    assert "ESM014" in metadata["mappinglint"]["ignore"]


def test_what_takes_no_comment_is_still_reported(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "request.json"
    text = (
        '{"EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:orders.fifo",'
        ' "FunctionName": "x", "BatchSize": 100}'
    )
    path.write_text(text)
    code, output, _ = run("check", str(path), "--add-ignores")
    assert code == 1
    assert "ESM204" in output
    assert path.read_text() == text


def test_added_suppressions_can_be_looked_at_first(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(_TEMPLATE)
    code, output, _ = run("check", str(path), "--add-ignores", "--diff")
    assert code == 1
    assert "+      BatchSize: 100  # mappinglint: ignore[ESM204]\n" in output
    assert path.read_text() == _TEMPLATE


def test_metadata_is_added_to_the_resource_and_not_to_what_is_within(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "template.json"
    on_failure = {"Type": "SNS", "Destination": "arn:aws:sqs:eu-west-1:123456789012:failed"}
    event = {
        "Type": "Kinesis",
        "Properties": {
            "Stream": "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
            "StartingPosition": "LATEST",
            "DestinationConfig": {"OnFailure": on_failure},
        },
    }
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Clicks": event}}}
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Handler": function}}
    path.write_text(json.dumps(template, indent=1))
    assert "ESM029" in run("check", str(path))[1]
    assert "ESM029" not in run("check", str(path), "--add-ignores")[1]
    resource = json.loads(path.read_text())["Resources"]["Handler"]
    assert resource["Metadata"]["mappinglint"]["ignore"] == ["ESM029"]


@pytest.mark.parametrize(
    "options",
    [
        ("--add-ignores", "--fix"),
        ("--add-ignores", "--unsafe-fixes"),
        ("--add-ignores", "--no-ignore"),
        ("--add-ignores", "--baseline", "known.json"),
        ("--reason", "as it was"),
    ],
)
def test_options_that_contradict_each_other_are_usage_errors(
    options: tuple[str, ...], tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(_TEMPLATE)
    code, output, complaints = run("check", str(path), *options)
    assert (code, output) == (2, "")
    assert options[0] in complaints
    assert path.read_text() == _TEMPLATE


def test_no_suppression_is_added_that_would_be_a_finding(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (tmp_path / "mappinglint.toml").write_text("require-reasons = true\n")
    path = tmp_path / "template.yaml"
    path.write_text(_TEMPLATE)
    code, _, complaints = run("check", str(path), "--add-ignores")
    assert code == 2
    assert "--reason" in complaints
    assert path.read_text() == _TEMPLATE
    assert run("check", str(path), "--add-ignores", "--reason", "as it was")[0] == 0


def test_added_comment_key_has_all_rules_of_a_block(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "main.tf.json"
    path.write_text(
        _TF_JSON.replace('"batch_size": 100', '"window": 1,\n        "batch_size": 100')
    )
    assert run("check", str(path))[0] == 1
    assert run("check", str(path), "--add-ignores")[0] == 0
    assert path.read_text().count("mappinglint:") == 1


def test_file_that_is_no_text_takes_no_comment(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "template.yaml"
    data = _TEMPLATE.replace("handle", "gr\xf6\xdfe").encode("latin-1")
    path.write_bytes(data)
    code, output, complaints = run("check", str(path), "--add-ignores")
    assert (code, complaints) == (1, "")
    assert "ESM001" in output
    assert path.read_bytes() == data


@given(
    st.sampled_from(sorted(_FILES)),
    st.integers(0, 400),
    st.text("#/* \n\t[]{},:-'\"ignoremapplintESM204\\|>", max_size=60),
)
def test_no_comment_makes_a_traceback(name: str, at: int, junk: str) -> None:
    text = _FILES[name]
    text = f"{text[:at]} # mappinglint: ignore{junk}{text[at:]}"
    result = _ENGINE.check_bytes(name, text.encode())
    assert result.failures == []
    for one in result.findings:
        assert one.primary.place.span.end <= len(text)


_ENGINE = Engine(Plugins())

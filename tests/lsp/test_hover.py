"""Tests for what an editor shows under the pointer."""

from pathlib import Path

import pytest
from lsp_client import editing
from lsprotocol import types

from mappinglint.lsp.abilities import Abilities, abilities_of
from mappinglint.lsp.hover import hover
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import Session

_POSITIONS = Positions("utf-16")

_QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders"
_STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
_CLOUDFORMATION = f"""\
Parameters:
  Batch: {{Type: Number, Default: 7}}
Conditions:
  IsProd: !Equals [!Ref AWS::AccountId, "123456789012"]
Resources:
  Dead: {{Type: AWS::SQS::Queue}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: {_QUEUE}.fifo
      FunctionName: orders
      BatchSize: !Ref Batch
      ParallelizationFactor: 2
      FilterCriteria:
        Filters:
          - Pattern: '{{"body": {{"étage": [{{"numeric": [">", 5]}}]}}, "eventSource": ["x"]}}'
  Other:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !If [IsProd, {_QUEUE}, {_STREAM}]
      FunctionName: orders
      BisectBatchOnFunctionError: !If [IsProd, false, true]
"""


def shown(
    text: str,
    piece: str,
    name: str = "template.yaml",
    *,
    markdown: bool = True,
    shift: int = 1,
) -> tuple[str, str] | None:
    """Return the hover at the first occurrence of a piece of a text, and what it is about."""
    session = Session()
    session.abilities = Abilities(shows_markdown=markdown)
    opened = session.set_text(f"/project/{name}", f"file:///project/{name}", 1, text)
    at = text.index(piece) + shift
    position = _POSITIONS.position(opened.source, at)
    document = types.TextDocumentIdentifier(opened.uri)
    found = hover(session, _POSITIONS, opened, types.HoverParams(document, position))
    if found is None:
        return None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.range is not None
    start, end = (
        _POSITIONS.offset(opened.source, one) for one in (found.range.start, found.range.end)
    )
    assert start <= at <= end
    return found.contents.value, text[start:end]


def test_whole_hover_of_a_setting() -> None:
    assert shown(_CLOUDFORMATION, "BatchSize") == (
        (
            "**BatchSize**\n\n"
            "The most records that one call of the function gets. Fewer come when the batching "
            "window is over or the payload is full. A standard queue takes more than 10 only with "
            "MaximumBatchingWindowInSeconds.\n\n"
            "- FIFO queues: allowed (recorded); 1 to 10; `10` if it is left out\n\n"
            "Its value is `7` (line 2: the default of Batch)."
        ),
        "BatchSize",
    )


def test_value_tells_the_same_as_its_key() -> None:
    text = shown(_CLOUDFORMATION, "!Ref Batch")
    assert text is not None
    assert text[1] == "!Ref Batch"
    assert "1 to 10;" in text[0]


def test_setting_that_the_source_does_not_take() -> None:
    text = shown(_CLOUDFORMATION, "ParallelizationFactor")
    assert text is not None
    assert "- FIFO queues: not allowed (documented)" in text[0]
    assert "Only Kinesis streams and DynamoDB streams may have it." in text[0]


def test_of_several_possible_sources_each_is_named() -> None:
    text = shown(_CLOUDFORMATION, "BisectBatch")
    assert text is not None
    assert "- Kinesis streams: allowed (recorded)" in text[0]
    assert "- Standard queues: not allowed (documented)" in text[0]
    assert "may have it" not in text[0]


def test_value_of_another_scenario_is_found_too() -> None:
    text = shown(_CLOUDFORMATION, _STREAM)
    assert text is not None
    assert text[1] == _STREAM


def test_without_a_source_every_kind_is_told() -> None:
    text = shown('{"FunctionName": "f", "UUID": "x", "BatchSize": 5}', "BatchSize", "update.json")
    assert text is not None
    assert "- FIFO queues: " in text[0]
    assert "- Standard queues: " in text[0]


@pytest.mark.parametrize(
    ("piece", "title", "word"),
    [
        ("body", "**body**, a key of records from SQS queues", "body"),
        ("numeric", "**numeric**, an operator of filters", "numeric"),
        ('>", 5', "**numeric**, an operator of filters", ">"),
        ("eventSource", "**eventSource**, a key of records from SQS queues", "eventSource"),
        ('x"]', "**eventSource**, a key of records from SQS queues", "x"),
    ],
)
def test_inside_a_pattern(piece: str, title: str, word: str) -> None:
    at = _CLOUDFORMATION.index("Pattern")
    text = shown(_CLOUDFORMATION[:at].replace(piece, "_") + _CLOUDFORMATION[at:], piece, shift=0)
    assert text is not None
    assert text[0].partition("\n")[0] == title
    assert text[1] == word


def test_words_of_a_record_key_are_told() -> None:
    text = shown(_CLOUDFORMATION, '"eventSource"', shift=2)
    assert text is not None
    assert text[0].endswith("It is `aws:sqs`.")


def test_nothing_is_said_between_the_words_of_a_pattern_that_is_no_text() -> None:
    text = f"""\
service: orders
provider: {{name: aws}}
functions:
  handler:
    handler: a.b
    events:
      - sqs:
          arn: {_QUEUE}
          filterPatterns:
            - body:
                  kind: [a]
"""
    found = shown(text, "body", "serverless.yml")
    assert found is not None
    assert found[1] == "body"
    assert shown(text, "                  kind", "serverless.yml", shift=3) is None


def test_nothing_is_said_of_what_nobody_knows() -> None:
    for piece in ("étage", "Conditions", "FunctionName: orders\n      BatchSize"):
        shift = 1 if piece != "FunctionName: orders\n      BatchSize" else len("FunctionName:")
        found = shown(_CLOUDFORMATION, piece, shift=shift)
        assert found is None or found[1] == "FunctionName"


def test_reference_says_where_it_leads() -> None:
    text = shown(
        f"""\
Resources:
  Orders: {{Type: AWS::SQS::Queue}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: {_QUEUE}
""",
        "!GetAtt",
    )
    assert text is not None
    assert text[0].endswith("It refers to `Orders` (line 2).")


def test_value_that_depends_on_a_condition_says_so() -> None:
    template = f"""\
Parameters:
  Stage: {{Type: String, AllowedValues: [dev, prod]}}
  Small: {{Type: Number, Default: 5}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: {_QUEUE}
      FunctionName: orders
      BatchSize: !If [IsProd, 100, !Ref Small]
"""
    text = shown(template, "!Ref Small")
    assert text is not None
    assert "Its value is `5` when " in text[0]
    assert "(line 3: the default of Small)." in text[0]


def test_plain_text_has_no_marks() -> None:
    for piece in ("BatchSize", "numeric", "body"):
        text = shown(_CLOUDFORMATION, piece, markdown=False)
        assert text is not None
        assert "**" not in text[0]
        assert "`" not in text[0]


def test_what_a_file_holds_does_not_become_markdown() -> None:
    hostile = "a``b`c\u202e**d**"
    text = shown(_CLOUDFORMATION.replace("Default: 7", f'Default: "{hostile}"'), "BatchSize")
    assert text is not None
    line = text[0].splitlines()[-1]
    assert "\u202e" not in line
    assert line.startswith("Its value is `a''b'c\\u202e**d**`")


@pytest.mark.parametrize(
    ("name", "text", "piece", "title", "claim"),
    [
        (
            "template.yaml",
            f"""\
Transform: AWS::Serverless-2016-10-31
Resources:
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Orders:
          Type: Kinesis
          Properties: {{Stream: {_STREAM}, StartingPosition: LATEST, BatchSize: 5}}
""",
            "Stream:",
            "**EventSourceArn**, here `Stream`",
            "- Kinesis streams: allowed (recorded)",
        ),
        (
            "serverless.yml",
            f"""\
service: orders
provider: {{name: aws}}
functions:
  handler:
    handler: a.b
    events:
      - sqs: {{arn: {_QUEUE}, maximumConcurrency: 5}}
""",
            "maximumConcurrency",
            "**ScalingConfig.MaximumConcurrency**, here `maximumConcurrency`",
            "- Standard queues: allowed (recorded); 2 to 1,000 (modelled)",
        ),
        (
            "main.tf",
            f"""\
resource "aws_lambda_event_source_mapping" "orders" {{
  event_source_arn = "{_STREAM}"
  function_name    = "orders"
  starting_position = "LATEST"
}}
""",
            "starting_position",
            "**StartingPosition**, here `starting_position`",
            (
                "- Kinesis streams: required in a new mapping (recorded); "
                "`TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`"
            ),
        ),
        (
            "main.tf",
            f"""\
resource "aws_lambda_event_source_mapping" "orders" {{
  event_source_arn = "{_STREAM}"
  function_name    = "orders"
  filter_criteria {{
    filter {{
      pattern = jsonencode({{ data = {{ kind = [{{ prefix = "a" }}] }} }})
    }}
  }}
}}
""",
            "prefix",
            "**prefix**, an operator of filters",
            "Matches a text that begins with this one.",
        ),
        (
            "mapping.yaml",
            f"""\
apiVersion: lambda.services.k8s.aws/v1alpha1
kind: EventSourceMapping
metadata: {{name: orders}}
spec:
  eventSourceARN: {_QUEUE}
  functionName: orders
  batchSize: 5
""",
            "batchSize",
            "**BatchSize**, here `batchSize`",
            "- Standard queues: allowed (recorded); 1 to 10,000; `10` if it is left out",
        ),
        (
            "deploy.sh",
            (
                "aws lambda create-event-source-mapping --function-name orders "
                f"--event-source-arn {_QUEUE} --batch-size 5\n"
            ),
            "--batch-size",
            "**BatchSize**, here `--batch-size`",
            "- Standard queues: allowed",
        ),
        (
            "template.json",
            (
                '{"Resources": {"M": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": '
                f'{{"EventSourceArn": "{_QUEUE}", "FunctionName": "f", "FilterCriteria": '
                '{"Filters": [{"Pattern": "{\\"body\\": [{\\"exists\\": true}]}"}]}}}}}'
            ),
            "exists",
            "**exists**, an operator of filters",
            "Its value is true or false:",
        ),
    ],
)
def test_every_way_of_writing_a_mapping(
    name: str, text: str, piece: str, title: str, claim: str
) -> None:
    found = shown(text, piece, name)
    assert found is not None
    assert found[0].partition("\n")[0] == title
    assert claim in found[0]


def test_plan_of_terraform() -> None:
    path = Path(__file__).parents[2] / "fixtures" / "bad" / "plan" / "plan.json"
    found = shown(path.read_text(encoding="utf-8"), '"batch_size"', "plan.json", shift=3)
    assert found is not None
    assert found[0].startswith("**BatchSize**, here `batch_size`")


_JSON = """{"Resources": {"M": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {
  "FunctionName": "f",
  %s
  "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:orders",
  "BatchSize": 5
}}}}"""
_HCL = """\
resource "aws_lambda_event_source_mapping" "orders" {
  function_name    = "orders"
  %s
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  batch_size       = 5
}
"""
_BEFORE = "FunctionName: orders\n      BatchSize"


@pytest.mark.parametrize(
    ("name", "broken", "piece"),
    [
        (
            "a.yaml",
            _CLOUDFORMATION + "  Half:\n    Type: AWS::Lambda::EventSou\n    Prop",
            "BatchS",
        ),
        ("a.yaml", _CLOUDFORMATION + '  Half: {Type: "AWS::SQS\n', "BatchS"),
        ("a.yaml", _CLOUDFORMATION.replace(_BEFORE, "Function\n      BatchSize"), "BatchS"),
        ("a.yaml", _CLOUDFORMATION.replace(_BEFORE, "Function\n      BatchSize"), "numeric"),
        ("a.yaml", _CLOUDFORMATION.replace(_BEFORE, 'Tags: {a: "\n      BatchSize'), "BatchS"),
        ("a.yaml", _CLOUDFORMATION.replace(_BEFORE, "Tags: [\n      BatchSize"), "BatchS"),
        ("a.yaml", _CLOUDFORMATION.replace(_BEFORE, "   Tags: x\n      BatchSize"), "BatchS"),
        ("a.yaml", _CLOUDFORMATION.replace("Parameters:", "Parameters"), "BatchS"),
        ("a.yaml", _CLOUDFORMATION.replace('"eventSource": ["x"]', '"eventSo'), "numeric"),
        ("a.json", _JSON % '"Enabled": ,', "BatchS"),
        ("a.json", _JSON % '"Enabled"', "BatchS"),
        ("a.json", _JSON % '"Ena', "BatchS"),
        ("main.tf", _HCL % "enabled =", "batch_s"),
        ("main.tf", _HCL % "ena", "batch_s"),
        ("main.tf", _HCL % "scaling_config {", "batch_s"),
        ("main.tf", _HCL % 'kms_key_arn = "', "batch_s"),
    ],
)
def test_what_is_broken_elsewhere_does_no_harm(name: str, broken: str, piece: str) -> None:
    found = shown(broken, piece, name)
    assert found is not None
    assert found[0].startswith("**numeric**" if piece == "numeric" else "**BatchSize**")


_FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.mark.apart
@pytest.mark.parametrize("folder", ["bad", "ok"])
def test_no_place_of_any_fixture_breaks_it(folder: str) -> None:
    session = Session()
    told = 0
    for path in sorted((_FIXTURES / folder).rglob("*")):
        if not path.is_file() or path.suffix in (".out", ".sarif", ".zip"):
            continue
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        opened = session.set_text(str(path), path.as_uri(), 1, text)
        for at in range(0, len(text), max(len(text) // 9, 1)):
            if text[at] == "\n":
                continue
            position = _POSITIONS.position(opened.source, at)
            document = types.TextDocumentIdentifier(opened.uri)
            found = hover(session, _POSITIONS, opened, types.HoverParams(document, position))
            if found is None:
                continue
            told += 1
            assert found.range is not None
            start, end = found.range.start, found.range.end
            asked = position.line, position.character
            assert (start.line, start.character) <= asked <= (end.line, end.character), path
        session.close(str(path))
    assert told > 50


# -- a real server --------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("markdown", [True, False])
async def test_editor_gets_what_it_can_show(markdown: bool, tmp_path: Path) -> None:
    text = _CLOUDFORMATION.replace("\n", "\r\n")
    lines = text.split("\r\n")
    file = tmp_path / "template ü#%.yaml"
    async with editing(tmp_path, encoding="utf-8", shows_markdown=markdown) as editor:
        editor.open(file.as_uri(), text)
        for piece, word in (("BatchSize", "FIFO queues"), ("numeric", "Two comparisons")):
            line = next(number for number, one in enumerate(lines) if piece in one)
            column = len(lines[line][: lines[line].index(piece)].encode())
            found = await editor.hover(file.as_uri(), line, column + 1)
            assert found is not None
            assert found.range is not None
            # Columns count bytes, as agreed.
            start, end = found.range.start.character, found.range.end.character
            assert lines[line].encode()[start:end].decode() == piece
            assert isinstance(found.contents, types.MarkupContent)
            assert found.contents.kind == ("markdown" if markdown else "plaintext")
            assert word in found.contents.value
            assert ("**" in found.contents.value) == markdown
        # What has just been typed counts, linted or not.
        editor.change(file.as_uri(), f"\n{_CLOUDFORMATION}  Half: {{")
        line = next(at for at, one in enumerate(lines) if "ParallelizationFactor" in one) + 1
        found = await editor.hover(file.as_uri(), line, 10)
        assert found is not None
        assert isinstance(found.contents, types.MarkupContent)
        assert "not allowed" in found.contents.value


def test_editor_that_says_nothing_gets_plain_text() -> None:
    assert not abilities_of(types.ClientCapabilities()).shows_markdown

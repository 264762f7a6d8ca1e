"""The mappings of a text as an editor's outline, the line above each, and where links lead to."""

from pathlib import Path
from urllib.parse import unquote

import pytest
import pytest_lsp
from buffer import Buffer
from lsp_client import editing
from lsprotocol import types

from mappinglint.discovery import DOCS_SUFFIXES, SUFFIXES
from mappinglint.lsp.abilities import Abilities
from mappinglint.lsp.outline import lenses, links, symbols
from mappinglint.source import UndecodableError, decode

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_FILES = sorted(
    path
    for folder in ("ok", "bad")
    for path in (_FIXTURES / folder).rglob("*")
    if path.suffix in (*SUFFIXES, *DOCS_SUFFIXES)
)

_TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {FifoQueue: true}
  Failed: {Type: AWS::SQS::Queue}
  TakeOrders:
    Type: AWS::Lambda::Function
    Properties: {}
  OrdersMapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: !Ref TakeOrders
      BatchSize: 10
      FilterCriteria:
        Filters:
          - Pattern: '{"body": {"kind": ["a"]}}'
          - Pattern: '{"body": {"kind": ["b"]}}'
      DestinationConfig:
        OnFailure:
          Destination: !GetAtt Failed.Arn
"""


def _symbols(buffer: Buffer) -> list[types.DocumentSymbol]:
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(buffer.opened.uri))
    found = symbols(buffer.session, buffer.positions, buffer.opened, params)
    assert all(isinstance(one, types.DocumentSymbol) for one in found)
    return [one for one in found if isinstance(one, types.DocumentSymbol)]


def _links(buffer: Buffer) -> list[types.DocumentLink]:
    params = types.DocumentLinkParams(types.TextDocumentIdentifier(buffer.opened.uri))
    return links(buffer.session, buffer.positions, buffer.opened, params)


def _lenses(buffer: Buffer) -> list[types.CodeLens]:
    params = types.CodeLensParams(types.TextDocumentIdentifier(buffer.opened.uri))
    return lenses(buffer.session, buffer.positions, buffer.opened, params)


def _titles(buffer: Buffer) -> list[str]:
    return [one.command.title for one in _lenses(buffer) if one.command]


def _outline(symbol: types.DocumentSymbol) -> object:
    below = [_outline(child) for child in symbol.children or ()]
    return (symbol.name, symbol.detail, below) if below else (symbol.name, symbol.detail)


# -- symbols --------------------------------------------------------------------------------------


def test_a_mapping_is_shown_with_its_settings_and_their_values() -> None:
    (symbol,) = _symbols(Buffer("/t/a.yaml", _TEMPLATE))
    assert _outline(symbol) == (
        "OrdersMapping",
        "SQS FIFO · batch 10 · filters 2",
        [
            ("EventSourceArn", "!GetAtt Orders.Arn"),
            ("FunctionName", "!Ref TakeOrders"),
            ("BatchSize", "10"),
            (
                "FilterCriteria",
                "",
                [
                    (
                        "Filters",
                        "",
                        [
                            ("[0]", "", [("Pattern", """'{"body": {"kind": ["a"]}}'""")]),
                            ("[1]", "", [("Pattern", """'{"body": {"kind": ["b"]}}'""")]),
                        ],
                    )
                ],
            ),
            (
                "DestinationConfig",
                "",
                [("OnFailure", "", [("Destination", "!GetAtt Failed.Arn")])],
            ),
        ],
    )
    assert symbol.kind is types.SymbolKind.Event
    assert symbol.selection_range.start == types.Position(8, 2)


def test_an_editor_that_cannot_nest_symbols_gets_them_one_after_the_other() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE, abilities=Abilities())
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(buffer.opened.uri))
    found = symbols(buffer.session, buffer.positions, buffer.opened, params)
    told = [
        (one.name, one.container_name, one.location.uri)
        for one in found
        if isinstance(one, types.SymbolInformation)
    ]
    uri = "file:///t/a.yaml"
    assert told[:3] == [
        ("OrdersMapping", None, uri),
        ("EventSourceArn", "OrdersMapping", uri),
        ("FunctionName", "OrdersMapping", uri),
    ]
    assert len(told) == len(found) == 13


def test_names_of_the_format_are_shown() -> None:
    event = "sqs: {arn: arn:aws:sqs:eu-west-1:1:q, batchSize: 7}"
    text = f"service: x\nprovider: aws\nfunctions:\n  take:\n    events:\n      - {event}\n"
    (symbol,) = _symbols(Buffer("/t/serverless.yml", text))
    assert _outline(symbol) == (
        "take",
        "SQS · batch 7",
        [("arn", "arn:aws:sqs:eu-west-1:1:q"), ("batchSize", "7")],
    )


def _check(symbol: types.DocumentSymbol, around: types.Range) -> None:
    """Check what the protocol demands; VS Code shows no outline at all otherwise."""
    assert symbol.name.strip()
    assert "\n" not in f"{symbol.name}{symbol.detail}"
    assert around.start <= symbol.range.start
    assert symbol.range.end <= around.end
    assert symbol.range.start <= symbol.selection_range.start
    assert symbol.selection_range.end <= symbol.range.end
    for child in symbol.children or ():
        _check(child, symbol.range)


@pytest.mark.apart
@pytest.mark.parametrize("path", _FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_has_an_outline_as_the_protocol_wants_it(path: Path) -> None:
    try:
        buffer = Buffer(str(path), decode(path.read_bytes()))
    except UndecodableError:
        pytest.skip("no editor sends what is no text")
    text = buffer.opened.source
    whole = types.Range(types.Position(0, 0), types.Position(text.line_count, 0))
    found = _symbols(buffer)
    assert len(found) == len(_titles(buffer)) >= len(buffer.session.scenarios(buffer.opened))
    for symbol in found:
        _check(symbol, whole)
    for link in _links(buffer):
        assert link.range.start < link.range.end
        assert link.range.start.line == link.range.end.line
        assert link.target is not None
        target, _, fragment = unquote(link.target.removeprefix("file://")).partition("#L")
        assert Path(target).is_file()
        assert not fragment or 0 < int(fragment) <= len(Path(target).read_bytes().splitlines())


# -- lenses ---------------------------------------------------------------------------------------


def _mapping(*settings: str) -> str:
    lines = "".join(f"      {line}\n" for line in settings)
    return f"""\
Parameters:
  Stage: {{Type: String, Default: dev}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  M:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: f
{lines}"""


_ARN = "EventSourceArn: arn:aws:{}".format
_KINESIS = _ARN("kinesis:eu-west-1:123456789012:stream/clicks")
_QUEUE = _ARN("sqs:eu-west-1:123456789012:orders")


@pytest.mark.parametrize(
    ("settings", "title"),
    [
        (
            [
                _KINESIS,
                "BatchSize: 100",
                "MaximumBatchingWindowInSeconds: 5",
                "ParallelizationFactor: 2",
                "StartingPosition: LATEST",
            ],
            "Kinesis · batch 100 · window 5 s · parallel 2 · from LATEST",
        ),
        (
            [_QUEUE, "BatchSize: 10", "ScalingConfig: {MaximumConcurrency: 7}"],
            "SQS · batch 10 · 7 concurrent",
        ),
        ([_QUEUE], "SQS · batch 10 (default)"),
        ([_QUEUE, "Enabled: false"], "SQS · batch 10 (default) · disabled"),
        ([_QUEUE, "BatchSize: !ImportValue size"], "SQS"),
        ([_QUEUE, "BatchSize: !If [IsProd, 7, 8]"], "SQS · batch 8 · when Stage is dev"),
        ([_QUEUE, "Enabled: !If [IsProd, true, true]"], "SQS · batch 10 (default)"),
        ([_KINESIS, "ParallelizationFactor: 1"], "Kinesis · batch 100 (default)"),
        (["EventSourceArn: !ImportValue arn", "BatchSize: 5"], "source unknown · batch 5"),
        (["EventSourceArn: !Sub arn:aws:sqs:x:1:${X}"], "SQS or SQS FIFO · batch 10 (default)"),
        ([_ARN("mq:x:1:broker:b:id")], "ActiveMQ or RabbitMQ · batch 100 (default)"),
        (
            ["SelfManagedEventSource: {Endpoints: {KafkaBootstrapServers: ['k:9092']}}"],
            "self-managed Kafka · batch 100 (default)",
        ),
        (["BatchSize: many", _QUEUE, "FilterCriteria: {Filters: []}"], "SQS"),
    ],
)
def test_a_mapping_is_told_in_one_line(settings: list[str], title: str) -> None:
    buffer = Buffer("/t/a.yaml", _mapping(*settings))
    assert _titles(buffer) == [title]
    (lens,) = _lenses(buffer)
    assert lens.range.start == types.Position(5, 2)
    # VS Code shows the title of a command without a name as plain text.
    assert lens.command is not None
    assert lens.command.command == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "deploy.sh",
            (
                "aws lambda create-event-source-mapping --function-name f --batch-size 5 \\\n"
                "  --event-source-arn arn:aws:sqs:eu-west-1:123456789012:q\n"
            ),
        ),
        (
            "guide.md",
            (
                '```json\n{"EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:q", '
                '"FunctionName": "f", "BatchSize": 5}\n```\n'
            ),
        ),
        (
            "mapping.json",
            (
                '{"EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:q", '
                '"FunctionName": "f", "BatchSize": 5}'
            ),
        ),
    ],
)
def test_every_kind_of_file_has_lenses(name: str, text: str) -> None:
    buffer = Buffer(f"/t/{name}", text)
    assert _titles(buffer) == ["SQS · batch 5"]
    assert len(_symbols(buffer)) == 1


def test_a_half_typed_mapping_keeps_its_lens() -> None:
    assert _titles(Buffer("/t/a.yaml", f"{_TEMPLATE}      Batch")) == [
        "SQS FIFO · batch 10 · filters 2"
    ]


# -- links ----------------------------------------------------------------------------------------


def test_references_lead_to_what_they_refer_to() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    found = [(one.range.start.line, one.target, one.tooltip) for one in _links(buffer)]
    assert found == [
        (11, "file:///t/a.yaml#L2", "queue Orders"),
        (12, "file:///t/a.yaml#L6", "function TakeOrders"),
        (20, "file:///t/a.yaml#L5", "queue Failed"),
    ]


def test_references_lead_into_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "a b#ü%"
    folder.mkdir()
    (folder / "queues.tf").write_text('\n\nresource "aws_sqs_queue" "orders" {\n  name = "o"\n}\n')
    text = (
        'resource "aws_lambda_event_source_mapping" "m" {\n'
        '  event_source_arn = aws_sqs_queue.orders.arn\n  function_name = "f"\n}\n'
    )
    (link,) = _links(Buffer(str(folder / "main.tf"), text))
    assert link.target == f"{(folder / 'queues.tf').as_uri()}#L3"
    assert link.tooltip == "queue aws_sqs_queue.orders"


def test_an_event_does_not_lead_to_the_function_that_it_is_in() -> None:
    text = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        New: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
"""
    assert [one.tooltip for one in _links(Buffer("/t/a.yaml", text))] == ["queue Orders"]


def test_an_arn_of_elsewhere_leads_nowhere() -> None:
    assert _links(Buffer("/t/a.yaml", _mapping(_QUEUE))) == []


def test_a_rule_in_a_suppression_leads_to_its_page() -> None:
    text = _TEMPLATE.replace(
        "BatchSize: 10", "BatchSize: 10 # mappinglint: ignore[ESM204, fifo-batch-size, ESM999] why"
    )
    found = _links(Buffer("/t/a.yaml", text))
    pages = [one for one in found if one.tooltip == "ESM204 fifo-batch-size"]
    assert [one.range.start.character for one in pages] == [42, 50]
    for one in pages:
        assert one.target is not None
        assert one.target.endswith("/fifo_batch_size.md")
        assert Path(unquote(one.target.removeprefix("file://"))).is_file()
    assert len(found) == 5


def test_rules_in_code_blocks_and_metadata_lead_to_their_pages() -> None:
    indented = "".join(f"> {line}" for line in _TEMPLATE.splitlines(keepends=True))
    text = indented.replace("> Resources", "> # mappinglint: ignore-file[ESM204]\n> Resources")
    tips = [one.tooltip for one in _links(Buffer("/t/a.md", f"> ```yaml\n{text}> ```\n"))]
    assert "ESM204 fifo-batch-size" in tips
    json = (
        '{"Metadata": {"mappinglint": {"ignore": {"ESM204": "why"}}}, "Resources": {"M": '
        '{"Type": "AWS::Lambda::EventSourceMapping", "Properties": {}}}}'
    )
    assert [one.tooltip for one in _links(Buffer("/t/a.json", json))] == ["ESM204 fifo-batch-size"]


# -- with a real server ---------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_editor_gets_symbols_links_and_lenses(tmp_path: Path) -> None:
    uri = (tmp_path / "template.yaml").as_uri()
    text = types.TextDocumentIdentifier(uri)
    able = pytest_lsp.client_capabilities("visual-studio-code")
    async with editing(tmp_path, able=able) as editor:
        editor.open(uri, _TEMPLATE)
        client = editor.client
        found = await client.text_document_document_symbol_async(types.DocumentSymbolParams(text))
        led = await client.text_document_document_link_async(types.DocumentLinkParams(text))
        told = await client.text_document_code_lens_async(types.CodeLensParams(text))
    assert [one.name for one in found or ()] == ["OrdersMapping"]
    assert [one.target for one in led or ()] == [f"{uri}#L2", f"{uri}#L6", f"{uri}#L5"]
    assert [one.command for one in told or ()] == [
        types.Command("SQS FIFO · batch 10 · filters 2", "")
    ]


@pytest.mark.parametrize("slip", ["Bat", "BatchSize 100", " FunctionName: y", "Pattern: '{\"bo"])
def test_half_typed_line_takes_no_other_mapping_out_of_the_outline(slip: str) -> None:
    mapping = (
        "  {}:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n"
        "      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:q\n      FunctionName: x\n"
    )
    text = f"Resources:\n{mapping.format('M1')}      {slip}\n{mapping.format('M2')}"
    buffer = Buffer("/project/template.yaml", text)
    assert [symbol.name for symbol in _symbols(buffer)][-1] == "M2"
    assert len(_titles(buffer)) == 2

"""What aliases share is not changed by a fix: another mapping may be right because of it."""

import pytest

from mappinglint.engine import Engine, Result
from mappinglint.fixing import mend

_HEAD = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
"""
_MAPPING = """
  %s:
    Type: AWS::Lambda::EventSourceMapping
    Properties:"""


def _mapping(name: str, *lines: str) -> str:
    return _MAPPING % name + "".join(
        f"\n      {line}" for line in (*lines, f"FunctionName: {name}")
    )


_ARN = "arn:aws:sqs:us-east-1:123456789012:q"
_SHARED = [
    _HEAD
    + _MAPPING % "Right"
    + f" &it\n      EventSourceArn: {_ARN}\n      FunctionName: right\n      BatchSize: 100\n"
    + "      MaximumBatchingWindowInSeconds: 5\n"
    + _mapping(
        "Wrong",
        "<<: *it",
        f"EventSourceArn: {_ARN}.fifo",
        "MaximumBatchingWindowInSeconds: 0",
    ),
    _HEAD
    + "  Function:\n    Type: AWS::Lambda::Function\n"
    + "    Properties: {Environment: {Variables: {URL: &url !Ref Queue}}}\n"
    + _mapping("wrong", "EventSourceArn: *url"),
    _HEAD
    + _mapping("right", f"EventSourceArn: {_ARN}", "FunctionResponseTypes: [*kind]").replace(
        "*kind", "&kind ReportBatchItemFailures"
    )
    + _mapping("wrong", f"EventSourceArn: {_ARN}", "FunctionResponseTypes: *kind"),
    _HEAD
    + _mapping("wrong", f"EventSourceArn: {_ARN}.fifo", "BatchSize: &size 100")
    + _mapping(
        "right",
        f"EventSourceArn: {_ARN}",
        "BatchSize: *size",
        "MaximumBatchingWindowInSeconds: 5",
    ),
]


@pytest.mark.parametrize("text", _SHARED)
def test_shared_value_is_left_as_it_is(text: str, engine: Engine) -> None:
    data = text.encode()
    result = engine.check_bytes("template.yaml", data)
    assert result.findings
    assert mend(engine, "template.yaml", data, result, unsafe=True).data == data


def test_neighbours_that_are_removed_together(engine: Engine) -> None:
    right = f"EventSourceArn: {_ARN}, FunctionName: f"
    wrong = f"{{{right}, StartingPosition: LATEST, StartingPositionTimestamp: 5}}"
    head = _HEAD + _MAPPING % "Wrong" + " "
    data = (head + wrong + "\n").encode()
    mended = mend(engine, "t.yaml", data, engine.check_bytes("t.yaml", data), unsafe=False)
    assert mended.data.decode() == f"{head}{{{right}}}\n"


def test_what_is_wrong_elsewhere_holds_up_no_fix(engine: Engine) -> None:
    text = (
        f'{{"FunctionName": "f", "EventSourceArn": "{_ARN}.fifo", "BatchSize": 100}}\n'
        f'{{"FunctionName": "g", "EventSourceArn": "{_ARN}", "BatchSize": 5, "BatchSize": 6}}\n'
    )
    result = engine.check_bytes("t.jsonl", text.encode())
    mended = mend(engine, "t.jsonl", text.encode(), result, unsafe=True)
    assert mended.data.decode() == text.replace("100", "10")


def test_fix_that_rests_on_a_default_is_not_safe(engine: Engine) -> None:
    text = _HEAD + _mapping("m", "EventSourceArn: !Ref Source", "StartingPosition: LATEST")
    text = f"Parameters: {{Source: {{Type: String, Default: '{_ARN}'}}}}\n" + text
    (found,) = engine.check_text("template.yaml", text).findings
    assert found.fix is not None
    assert not found.fix.safe


def test_fix_that_would_break_the_file_holds_up_no_other(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = f'{{"FunctionName": "f", "EventSourceArn": "{_ARN}.fifo", "BatchSize": %s}}\n'
    text = request % 100 + request.replace("q.fifo", "other.fifo") % 50
    before = engine.check_text("t.jsonl", text)
    source = before.findings[0].primary.place.source

    def broken(path: str, data: bytes) -> Result:
        # As if the first fix took a bracket with it.
        damaged = data.replace(b'"BatchSize": 10}\n{', b'"BatchSize": 10\n{')
        return type(engine).check_bytes(engine, path, damaged)

    monkeypatch.setattr(engine, "check_bytes", broken)
    mended = mend(engine, "t.jsonl", source.text.encode(), before, unsafe=False)
    assert mended.data.decode() == request % 100 + request.replace("q.fifo", "other.fifo") % 10

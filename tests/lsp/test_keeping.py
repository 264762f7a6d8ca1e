"""A mistake in a text does not take away what was found behind it."""

import pytest

from mappinglint.lsp.session import Session

_PATH = "/project/template.yaml"
_URI = "file:///project/template.yaml"
_MAPPING = """\
  {name}:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:{name}
      FunctionName: worker
      BatchSize: 100
"""
_TEXT = "Resources:\n" + "".join(
    _MAPPING.format(name=name) for name in ("First", "Second", "Third")
)
_LINES = [7, 13, 19]


def found(session: Session, text: str) -> list[tuple[str, int]]:
    """Return the codes of what is found in a text, and the lines where it says 100."""
    opened = session.set_text(_PATH, _URI, 1, text)
    return [
        (one.rule.code, one.primary.place.start.line) for one in session.result(opened).findings
    ]


def batches(*lines: int) -> list[tuple[str, int]]:
    return [("ESM201", line) for line in lines]


def test_findings_behind_a_mistake_stay_and_move_with_their_lines() -> None:
    session = Session()
    assert found(session, _TEXT) == batches(*_LINES)
    broken = _TEXT.replace("FunctionName: worker\n", "FunctionName: 'worker\n      # half\n", 1)
    now = found(session, broken)
    assert [one for one in now if one[0] == "ESM201"][-2:] == batches(14, 20)
    assert "ESM002" in dict(now)
    assert found(session, _TEXT) == batches(*_LINES)


@pytest.mark.parametrize("slip", ["'", '"', "{", "[", "- ", "x\n y: z", "\t", "&", "*"])
def test_a_slip_of_a_key_takes_away_no_other_finding(slip: str) -> None:
    session = Session()
    found(session, _TEXT)
    typed = _TEXT.replace("FunctionName: worker", f"FunctionName: {slip}worker", 1)
    now = found(session, typed)
    shift = slip.count("\n")
    assert set(batches(13 + shift, 19 + shift)) <= set(now)


def test_what_is_mended_behind_a_mistake_is_gone() -> None:
    session = Session()
    found(session, _TEXT)
    broken = _TEXT.replace("FunctionName: worker", "FunctionName: 'worker", 1)
    found(session, broken)
    head, _, tail = broken.rpartition("100")
    assert ("ESM201", 19) not in found(session, f"{head}10{tail}")


def test_nothing_is_kept_of_a_text_that_was_closed() -> None:
    session = Session()
    found(session, _TEXT)
    broken = _TEXT.replace("FunctionName: worker", "FunctionName: 'worker", 1)
    session.close(_PATH)
    fresh = Session()
    assert found(session, broken) == found(fresh, broken)


def test_what_a_change_in_front_of_an_old_mistake_ends_is_gone() -> None:
    session = Session()
    found(session, _TEXT)
    head, _, tail = _TEXT.rpartition("FunctionName: worker")
    broken = f"{head}FunctionName: {{worker{tail}"
    assert {*batches(7, 13, 19)} <= {*found(session, broken)}
    mended = broken.replace(
        "sqs:eu-west-1:123456789012:First", "kinesis:eu-west-1:123456789012:stream/First"
    )
    assert ("ESM201", 7) not in found(session, mended)
    assert {*batches(13, 19)} <= {*found(session, mended)}

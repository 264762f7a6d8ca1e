"""What --statistics prints."""

import itertools
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from mappinglint.cli import main
from mappinglint.engine import Result
from mappinglint.kind import ALL_KINDS, BROKERS, FIFO, KINDS_WITH_ARN, QUEUES, STREAMS, SourceKind
from mappinglint.report.statistics import render

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_SQS = frozenset({SourceKind.SQS})


def test_everything_is_counted(lint: Callable[..., Result]) -> None:
    result = lint("FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\n")
    result.add(lint("FunctionName: f\nEventSourceArn: !Ref A\nBatchSize: 0\nBatchSize: 0\n"))
    result.files = 1200
    result.unfilled = 3
    result.mappings = 27
    result.tally = Counter(
        {
            ("cloudformation", _SQS): 10,
            ("cloudformation", FIFO): 2,
            ("cloudformation", QUEUES): 3,
            ("cloudformation", ALL_KINDS): 4,
            ("cloudformation", STREAMS): 1,
            ("cloudformation", KINDS_WITH_ARN): 5,
            ("api", BROKERS): 2,
        }
    )
    assert (
        render(result, 0.126)
        == """\
files looked at                      1200
  with mappings                         2
  unfilled templates                    3
mappings                               27
  api                                   2
    Amazon MQ, ActiveMQ or RabbitMQ     2
  cloudformation                       25
    standard queues                    10
    FIFO queues                         2
    SQS queues, standard or FIFO        3
    unknown                            10
unknown sources                        10
findings                                2
  errors                                1
  warnings                              1
  notes                                 0
seconds                              0.13
"""
    )


def test_nothing_is_counted() -> None:
    assert (
        render(Result(), 0)
        == """\
files looked at          0
  with mappings          0
  unfilled templates     0
mappings                 0
unknown sources          0
findings                 0
  errors                 0
  warnings               0
  notes                  0
seconds               0.00
"""
    )


def test_name_of_a_format_obeys_no_terminal() -> None:
    result = Result(mappings=1, tally=Counter({("a\x1b[31m\nb", _SQS): 1}))
    assert "  a\\x1b[31m\\nb " in render(result, 1)


@pytest.mark.parametrize("output_format", ["text", "concise", "json", "sarif"])
def test_statistics_are_in_no_report_way(
    output_format: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = _FIXTURES / "bad" / "api" / "list.json"
    command = ["check", str(path), "--format", output_format]
    seconds = itertools.count(100, 2.5)
    code = main([*command, "--statistics"], clock=lambda: next(seconds))
    output, statistics = capfd.readouterr()
    assert code == main(command) == 1
    assert capfd.readouterr() == (output, "")
    if output_format in {"json", "sarif"}:
        json.loads(output)
    lines = dict(line.rsplit(maxsplit=1) for line in statistics.splitlines())
    assert lines["seconds"] == "2.50"
    assert lines["mappings"] == lines["  api"] != "0"
    assert lines["files looked at"] == lines["  with mappings"] == "1"


def test_statistics_of_a_difference(capfd: pytest.CaptureFixture[str]) -> None:
    path = _FIXTURES / "bad" / "cloudformation" / "orders.yaml"
    assert main(["check", str(path), "--diff", "--statistics"], clock=lambda: 1.0) == 1
    output, statistics = capfd.readouterr()
    assert output.startswith("---")
    assert "fixed     " in statistics
    assert statistics.endswith("0.00\n")

"""The same mistake in every format: one code, one level, at the value that is wrong.

Each row of fixtures/matrix.yaml is a request to Lambda with one mistake; `forms` writes it in every
format. What a format cannot express it says itself, with the reason, and the last test counts it.
"""

import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from forms import WRITERS, Inexpressible, Request, Writer

from mappinglint.engine import Engine, Result
from mappinglint.finding import Level
from mappinglint.plugins import Plugins

_ENGINE = Engine(Plugins())

_ACCOUNT = "us-east-1:123456789012"
_SECRET = f"arn:aws:secretsmanager:{_ACCOUNT}:secret:kafka-AbCdEf"
_BASIC_AUTH = [{"Type": "BASIC_AUTH", "URI": _SECRET}]

_RIGHT: dict[str, Request] = {
    "sqs": {"EventSourceArn": f"arn:aws:sqs:{_ACCOUNT}:orders"},
    "fifo": {"EventSourceArn": f"arn:aws:sqs:{_ACCOUNT}:orders.fifo"},
    "kinesis": {
        "EventSourceArn": f"arn:aws:kinesis:{_ACCOUNT}:stream/orders",
        "StartingPosition": "LATEST",
        "BatchSize": 10,
    },
    "dynamodb": {
        "EventSourceArn": f"arn:aws:dynamodb:{_ACCOUNT}:table/t/stream/2025-01-01T00:00:00.000",
        "StartingPosition": "TRIM_HORIZON",
        "BatchSize": 10,
    },
    "msk": {
        "EventSourceArn": f"arn:aws:kafka:{_ACCOUNT}:cluster/c/0a1b2c3d-0a1b-2c3d-4",
        "StartingPosition": "LATEST",
        "Topics": ["orders"],
    },
    "kafka": {
        "SelfManagedEventSource": {
            "Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka.example.com:9092"]}
        },
        "StartingPosition": "LATEST",
        "Topics": ["orders"],
        "SourceAccessConfigurations": _BASIC_AUTH,
    },
    "activemq": {
        "EventSourceArn": f"arn:aws:mq:{_ACCOUNT}:broker:a:b-0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f",
        "Queues": ["orders"],
        "SourceAccessConfigurations": _BASIC_AUTH,
    },
    "rabbitmq": {
        "EventSourceArn": f"arn:aws:mq:{_ACCOUNT}:broker:r:b-0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f",
        "Queues": ["orders"],
        "SourceAccessConfigurations": _BASIC_AUTH,
    },
    "documentdb": {
        "EventSourceArn": f"arn:aws:rds:{_ACCOUNT}:cluster:docs",
        "StartingPosition": "LATEST",
        "SourceAccessConfigurations": _BASIC_AUTH,
        "DocumentDBEventSourceConfig": {"DatabaseName": "orders"},
    },
}


@dataclass(frozen=True)
class Mistake:
    """One row of the table."""

    mistake: str
    kind: str
    change: dict[str, Any]
    code: str
    at: Any = None
    level: str = "error"

    @property
    def request(self) -> Request:
        request = {"FunctionName": "handler", **copy.deepcopy(_RIGHT[self.kind])}
        for path, value in self.change.items():
            _put(request, path, value)
        return request


def _put(request: Request, path: str, value: Any) -> None:
    *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    target: Any = request
    for step in parents:
        target = target[step]
    if value is None:
        del target[last]
    else:
        target[last] = value


_TABLE = Path(__file__).parent.parent / "fixtures" / "matrix.yaml"
MISTAKES = [Mistake(**row) for row in yaml.safe_load(_TABLE.read_text(encoding="utf-8"))]


def _check(writer: Writer, kind: str, request: Request) -> Result:
    try:
        return _ENGINE.check_text(*writer(kind, request))
    except Inexpressible as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("kind", _RIGHT)
def test_right_mapping_has_no_finding(form: str, kind: str) -> None:
    result = _check(WRITERS[form], kind, {"FunctionName": "handler", **_RIGHT[kind]})
    assert result.failures == []
    assert result.mappings == 1
    assert [(one.rule.code, one.message) for one in result.findings if one.level > Level.NOTE] == []


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.mistake)
def test_mistake(form: str, mistake: Mistake) -> None:
    result = _check(WRITERS[form], mistake.kind, mistake.request)
    assert result.failures == []
    told = [one for one in result.findings if one.level > Level.NOTE]
    assert [(one.rule.code, str(one.level)) for one in told] == [(mistake.code, mistake.level)]
    if mistake.at is not None:
        assert _plain(told[0].primary.place.text) in _possible(mistake.at)


def _plain(text: str) -> str:
    return re.sub("[_-]", "", text.strip("'\"\\")).lower()


def _possible(at: Any) -> list[str]:
    """Return what may stand where a finding points, without quotes and separators."""
    name = _plain(str(at))
    return [name, *_OTHER_NAMES.get(str(at), ())]


# Settings for which a format has another word, or none but the setting in it.
_OTHER_NAMES = {
    "DestinationConfig": ["destinations"],
    "FilterCriteria": ["filterpatterns"],
    "FunctionResponseTypes": ["functionresponsetype", "reportbatchitemfailures"],
    "Queues": ["queue", "orders"],
    "ScalingConfig": ["maximumconcurrency", "5"],
    "Topics": ["topic", "orders"],
    # Of a flag, there is no value to point at.
    "true": ["bisectbatchonfunctionerror"],
}


def test_most_cells_are_there() -> None:
    """Formats have no words for some requests; a writer that has none at all would test nothing."""
    missing: dict[str, list[str]] = {form: [] for form in WRITERS}
    for form, writer in WRITERS.items():
        for mistake in MISTAKES:
            try:
                writer(mistake.kind, mistake.request)
            except Inexpressible as reason:
                missing[form].append(f"{mistake.mistake}: {reason}")
    assert len(MISTAKES) >= 60
    assert {form: len(cells) for form, cells in missing.items()} == {
        "api": 0,
        "cloudformation": 0,
        "terraform": 1,
        "plan": 2,
        "kubernetes": 0,
        "sam": 1,
        "serverless": 14,
        "shell": 1,
        "markdown": 1,
    }

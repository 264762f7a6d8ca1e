"""Recorded requests, and requests that break AWS's references, get one verdict in every format.

The verdict on the request itself is held against AWS in test_service_cases and test_references.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from forms import WRITERS, Inexpressible, Request

from mappinglint.engine import Engine
from mappinglint.finding import Level

_SERVICE = Path(__file__).parent.parent / "fixtures" / "service"
_KINDS = {
    "kinesis": "kinesis",
    "dynamodb": "dynamodb",
    "kafka": "msk",
    "mq": "rabbitmq",
    "rds": "documentdb",
}
# Where formats differ from the API, and are right.
_DIFFERENT = {
    "row 31 ESM011_1": "these formats turn a number into a text",
}
# What a tool refuses before AWS sees it.
_OF_TOOLS = re.compile("ESM0[2-5]")


def _requests() -> list[Any]:
    cases = _read("cases.jsonl")
    creates = [
        (case["id"], case["request"])
        for case in cases
        # As a bare request, one without a source may be a request for anything.
        if case["operation"] == "create" and len(case["request"]) > 1
    ]
    broken = [
        (f"row {case['row']} {case['rule']}", case["request"])
        for case in _read("references.jsonl")
        if "FunctionName" in case.get("request", ())
    ]
    return [pytest.param(request, id=name) for name, request in (*creates, *broken)]


def _read(name: str) -> list[dict[str, Any]]:
    lines = (_SERVICE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _kind(request: Request) -> str:
    arn = str(request.get("EventSourceArn", ""))
    if not arn:
        return "kafka"
    service = arn.split(":")[2] if arn.count(":") > 2 else ""
    return _KINDS.get(service, "fifo" if arn.endswith(".fifo") else "sqs")


def _verdict(engine: Engine, form: str, request: Request) -> set[tuple[str, str]]:
    try:
        name, text = WRITERS[form](_kind(request), request)
    except Inexpressible as reason:
        pytest.skip(str(reason))
    result = engine.check_text(name, text)
    assert result.failures == []
    assert result.mappings > 0
    return {(one.rule.code, str(one.level)) for one in result.findings if one.level > Level.NOTE}


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "api"])
@pytest.mark.parametrize("request_", _requests())
def test_verdict(
    form: str, request_: Request, engine: Engine, request: pytest.FixtureRequest
) -> None:
    function = request_.get("FunctionName")
    named = {**request_, "FunctionName": "handler"} if function == "my-fn" else request_
    wanted, found = (_verdict(engine, form, named) for form in ("api", form))
    by_tool = sorted(code for code, _ in found if _OF_TOOLS.match(code))
    if by_tool:
        pytest.skip(f"{form} itself refuses it: {by_tool}")
    name = request.node.callspec.id
    if found != wanted and name.rpartition("-")[0] in _DIFFERENT:
        pytest.skip(_DIFFERENT[name.rpartition("-")[0]])
    assert found == wanted

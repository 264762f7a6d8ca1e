"""Requests that AWS was seen to take or refuse, each in the forms in which people write it.

fixtures/service/cases.jsonl has the requests with outcome, AWS's answer and origin.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from forms import Inexpressible, Writer, kubernetes, markdown, sam, shell

from mappinglint.engine import Engine
from mappinglint.finding import Level

_CASES_FILE = Path(__file__).parent.parent / "fixtures" / "service" / "cases.jsonl"
_CASES = [json.loads(line) for line in _CASES_FILE.read_text(encoding="utf-8").splitlines()]

# Refusals that wait for a rule. There are none: keep it so.
_WAITING: frozenset[str] = frozenset()
# As a bare request this is {"FunctionName": …}, which may be a request for anything.
_NOT_TELLING = frozenset({"ls-no-source"})

_FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:my-fn"
_UUID = "a1b2c3d4-5678-90ab-cdef-11111EXAMPLE"


def _creates() -> list[Any]:
    cases = [case for case in _CASES if case["operation"] == "create"]
    return [pytest.param(case, id=case["id"]) for case in cases]


def _updates() -> list[Any]:
    cases = [case for case in _CASES if case["operation"] == "update"]
    return [pytest.param(case, id=case["id"]) for case in cases]


@pytest.mark.parametrize("case", _creates())
def test_request(case: dict[str, Any], engine: Engine) -> None:
    if case["id"] not in _NOT_TELLING:
        _assert_agrees(engine, case, "request.json", json.dumps(case["request"]))


@pytest.mark.parametrize("case", _creates())
def test_template(case: dict[str, Any], engine: Engine) -> None:
    resource = {"Type": "AWS::Lambda::EventSourceMapping", "Properties": _properties(case)}
    template = json.dumps({"Resources": {"Mapping": resource}}, indent=1)
    _assert_agrees(engine, case, "template.yaml", template)


@pytest.mark.parametrize("write", [kubernetes, shell, markdown])
@pytest.mark.parametrize("case", _creates())
def test_other_forms(case: dict[str, Any], write: Writer, engine: Engine) -> None:
    if "SchemaRegistryConfig" in json.dumps(case["request"]) and write is kubernetes:
        pytest.skip("ACK has no such setting")
    _assert_agrees(engine, case, *write(case["source_kind"], case["request"]))


@pytest.mark.parametrize("case", _creates())
def test_sam_event(case: dict[str, Any], engine: Engine) -> None:
    if case["id"] in _NOT_TELLING:
        pytest.skip("the type of an event names a source")
    kind = {"self-managed-kafka": "kafka"}.get(case["source_kind"], case["source_kind"])
    request = {**case["request"], "FunctionName": "handler"}
    try:
        name, text = sam(kind, request)
    except Inexpressible as reason:
        pytest.skip(str(reason))
    _assert_agrees(engine, case, name, text)


@pytest.mark.parametrize("case", _creates())
def test_stored(case: dict[str, Any], engine: Engine) -> None:
    """What AWS stored after a request that it took is fine, with all the defaults filled in."""
    if case["outcome"] != "accept":
        return
    stored = {**case["request"], **case.get("stored", {}), **_returned()}
    del stored["FunctionName"]
    _assert_agrees(engine, case, "list.json", json.dumps({"EventSourceMappings": [stored]}))


@pytest.mark.parametrize("case", _updates())
def test_update_of_stored(case: dict[str, Any], engine: Engine) -> None:
    stored = {**case["existing"], **_returned()}
    lines = json.dumps(stored), json.dumps({"UUID": _UUID, **case["request"]})
    _assert_agrees(engine, case, "update.jsonl", "\n".join(lines))


def test_waiting_cases_exist() -> None:
    assert {case["id"] for case in _CASES} >= _WAITING | _NOT_TELLING


def _assert_agrees(engine: Engine, case: dict[str, Any], name: str, text: str) -> None:
    result = engine.check_text(name, text)
    assert result.failures == []
    assert result.mappings > 0
    errors = [found for found in result.findings if found.level is Level.ERROR]
    is_refused = case["outcome"] == "reject" and case["lintable"] and case["id"] not in _WAITING
    assert len(errors) == is_refused, [error.message for error in errors]


def _returned() -> dict[str, str]:
    return {
        "UUID": _UUID,
        "FunctionArn": _FUNCTION_ARN,
        "State": "Enabled",
        "LastModified": "2025-11-25T10:11:12+00:00",
    }


def _properties(case: dict[str, Any]) -> dict[str, Any]:
    """Return a request as CloudFormation spells it."""
    properties = dict(case["request"])
    if "KMSKeyArn" in properties:
        properties["KmsKeyArn"] = properties.pop("KMSKeyArn")
    if "SelfManagedEventSource" in properties:
        servers = properties["SelfManagedEventSource"]["Endpoints"]["KAFKA_BOOTSTRAP_SERVERS"]
        properties["SelfManagedEventSource"] = {"Endpoints": {"KafkaBootstrapServers": servers}}
    if "Tags" in properties:
        tags = properties["Tags"].items()
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in tags]
    return properties

"""What the AWS CDK has made is linted when it is named, and spoken of as constructs."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from mappinglint.discovery import find_files
from mappinglint.engine import Result

Lint = Callable[..., Result]
Run = Callable[..., tuple[int, str, str]]

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_PATH = "Stack/Handler/SqsEventSource:StackOrders/Resource"


def _template(metadata: object, type_: str = "AWS::Lambda::EventSourceMapping") -> str:
    properties: dict[str, object] = {
        "BatchSize": 0,
        "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:orders",
        "FunctionName": "handler",
    }
    if type_ == "AWS::Serverless::Function":
        event = {"Queue": properties["EventSourceArn"], "BatchSize": 0}
        properties = {"Events": {"Orders": {"Type": "SQS", "Properties": event}}}
    resource = {"Type": type_, "Properties": properties, "Metadata": metadata}
    return json.dumps({"Resources": {"Mapping": resource}})


@pytest.mark.parametrize("type_", ["AWS::Lambda::EventSourceMapping", "AWS::Serverless::Function"])
def test_finding_names_the_construct_and_has_no_fix(type_: str, lint: Lint) -> None:
    (found,) = lint(_template({"aws:cdk:path": _PATH}, type_), "Stack.template.json").findings
    assert found.message.endswith(f"(construct {_PATH})")
    assert found.fix is None


@pytest.mark.parametrize(
    "metadata", [None, "text", [], {}, {"aws:cdk:path": None}, {"aws:cdk:path": {"Ref": "x"}}]
)
def test_other_metadata_is_no_construct(metadata: object, lint: Lint) -> None:
    (found,) = lint(_template(metadata), "Stack.template.json").findings
    assert "construct" not in found.message


def test_output_folder_is_passed_over_in_a_walk_and_linted_when_it_is_named(
    tmp_path: Path, run: Run
) -> None:
    for name in ("bad/cdk/cdk.out", "ok/not_ours/cdk.out"):
        copytree(_FIXTURES / name, tmp_path / "cdk.out", dirs_exist_ok=True)
    assert list(find_files([str(tmp_path)])) == []
    for name in ("cdk.out", "cdk.out/", "./cdk.out"):
        paths = list(find_files([f"{tmp_path}/{name}"]))
        assert sorted(Path(path).name for path in paths) == [
            "OrdersStack.assets.json",
            "OrdersStack.template.json",
            "manifest.json",
            "tree.json",
        ]
        code, output, _ = run("check", f"{tmp_path}/{name}")
        assert code == 1
        assert "3 mappings in 4 files" in output
        assert "(construct OrdersStack/Handler/SqsEventSource:OrdersStackOrders/Resource)" in output

"""The inputs of the benchmark against other linters: what teams have, in numbers that they ask for.

References are in their long form (`Fn::GetAtt`), which every peer can read.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import stacks
import yaml
from large_files import terraform

_POLL = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
_LINES_OF_FIVE = 58
_LINES_OF_MAPPING = 7
_NAMES = ("Orders", "Bills", "Mails")


def yaml_template(mappings: int) -> str:
    """Return a template with so many mappings, each with its queue, function and role."""
    return _block_yaml({"Resources": _numbered(mappings)})


def json_template(mappings: int) -> str:
    """Return the same template in JSON."""
    return json.dumps({"Resources": _numbered(mappings)}, indent=2) + "\n"


def sam_template(events: int) -> str:
    """Return a SAM template with so many functions, each with one event that has one mistake."""
    resources: dict[str, Any] = {}
    for number in range(events):
        resources[f"Queue{number}"] = {
            "Type": "AWS::SQS::Queue",
            "Properties": {"VisibilityTimeout": 180},
        }
        event = {
            "Type": "SQS",
            "Properties": {
                "Queue": {"Fn::GetAtt": [f"Queue{number}", "Arn"]},
                "BatchSize": 20_000,
                "MaximumBatchingWindowInSeconds": 5,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
            },
        }
        resources[f"Function{number}"] = {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Handler": "app.handler",
                "Runtime": "python3.12",
                "Timeout": 30,
                "CodeUri": {"Bucket": "code", "Key": "app.zip"},
                "Events": {"Orders": event},
            },
        }
    return _block_yaml({"Transform": "AWS::Serverless-2016-10-31", "Resources": resources})


def terraform_resources(resources: int, every: int = 1) -> str:
    """Return a configuration with at least so many resources, in groups of five.

    One in so many groups has a mapping besides.
    """
    groups = -(-resources * every // (5 * every + 1))
    return terraform(groups * _LINES_OF_FIVE + groups // every * _LINES_OF_MAPPING, every)


def template_schema() -> str:
    """Return a plain JSON schema of a template, as those write it who have no linter."""
    mapping = {
        "type": "object",
        "required": ["FunctionName"],
        "properties": {
            "BatchSize": {"type": "integer", "minimum": 1, "maximum": 10_000},
            "MaximumBatchingWindowInSeconds": {"type": "integer", "minimum": 0, "maximum": 300},
            "StartingPosition": {"enum": ["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"]},
        },
    }
    resource = {
        "type": "object",
        "required": ["Type"],
        "properties": {"Type": {"type": "string"}},
        "if": {"properties": {"Type": {"const": "AWS::Lambda::EventSourceMapping"}}},
        "then": {"properties": {"Properties": mapping}},
    }
    resources = {"type": "object", "additionalProperties": resource}
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": ["Resources"],
            "properties": {"Resources": resources},
        }
    )


def write_unconcerned(folder: Path, files: int) -> list[str]:
    """Write YAML and JSON files as repositories have, none with a mapping; return names."""
    kinds = (_workflow, _compose, _deployment, _package, _other_template)
    names = []
    for number in range(files):
        ending, content = kinds[number % len(kinds)](number)
        name = f"{number:04}{ending}"
        is_json = ending.endswith("json")
        text = json.dumps(content, indent=2) + "\n" if is_json else _block_yaml(content)
        (folder / name).write_text(text)
        names.append(name)
    return names


def write_projects(folder: Path, projects: int) -> None:
    """Write so many small projects, of every format in turn, one in seven with a mistake."""
    writers = list(stacks.WRITERS.values())
    for number in range(projects):
        stack = resources(_NAMES[: 1 + number % 3], batch=20_000 if number % 7 == 0 else 10)
        beside = f"project{number:04}"
        files = writers[number % len(writers)](stack)
        files["README.md"] = f"# Project {number}\n\nIt reads orders from a queue.\n"
        for kind in (_workflow, _package):
            ending, content = kind(number)
            is_json = ending.endswith("json")
            files[f"ci{ending}"] = json.dumps(content) if is_json else _block_yaml(content)
        for name, text in files.items():
            path = folder / beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def _numbered(mappings: int) -> dict[str, Any]:
    return resources(map(str, range(mappings)), 10)


def resources(names: Iterable[str], batch: int) -> dict[str, Any]:
    return dict(resource for name in names for resource in _group(name, batch))


def _group(name: str, batch: int) -> Iterator[tuple[str, Any]]:
    queue = {"Fn::GetAtt": [f"Queue{name}", "Arn"]}
    polls = {"Effect": "Allow", "Action": _POLL, "Resource": queue}
    assumes = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    yield f"Queue{name}", _resource("SQS::Queue", VisibilityTimeout=180)
    yield (
        f"Role{name}",
        _resource(
            "IAM::Role",
            AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [assumes]},
            Policies=[
                {
                    "PolicyName": "poll",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [polls]},
                }
            ],
        ),
    )
    yield (
        f"Function{name}",
        _resource(
            "Lambda::Function",
            Runtime="python3.12",
            Handler="app.handler",
            Role={"Fn::GetAtt": [f"Role{name}", "Arn"]},
            Timeout=30,
            Code={"S3Bucket": "code", "S3Key": f"function-{name}.zip"},
        ),
    )
    yield (
        f"Mapping{name}",
        _resource(
            "Lambda::EventSourceMapping",
            EventSourceArn=queue,
            FunctionName={"Ref": f"Function{name}"},
            BatchSize=batch,
            MaximumBatchingWindowInSeconds=5,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            FilterCriteria={"Filters": [{"Pattern": '{"body": {"kind": ["order"]}}'}]},
        ),
    )


def _resource(type_: str, **properties: object) -> dict[str, object]:
    return {"Type": f"AWS::{type_}", "Properties": properties}


def _block_yaml(data: Any) -> str:
    dumped: str = yaml.dump(data, Dumper=_Plain, sort_keys=False)
    return dumped


class _Plain(yaml.CSafeDumper):
    """Writes what is in two places twice, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


# -- what a repository has beside its mappings ---------------------------------------------------


def _workflow(number: int) -> tuple[str, Any]:
    steps = [{"uses": "actions/checkout@v4"}, *({"run": f"make part{i}"} for i in range(12))]
    job = {"runs-on": "ubuntu-latest", "timeout-minutes": 10 + number % 7, "steps": steps}
    return ".workflow.yml", {"name": f"build {number}", "on": ["push"], "jobs": {"build": job}}


def _compose(number: int) -> tuple[str, Any]:
    service = {
        "image": "postgres:16",
        "ports": [f"{5000 + number}:5432"],
        "environment": {"POSTGRES_DB": "orders", "POSTGRES_USER": "orders"},
        "volumes": ["data:/var/lib/postgresql/data"],
    }
    services = {f"database{i}": service for i in range(4)}
    return ".compose.yaml", {"services": services, "volumes": {"data": None}}


def _deployment(number: int) -> tuple[str, Any]:
    container = {
        "name": "web",
        "image": f"registry.example.com/web:{number}",
        "ports": [{"containerPort": 8080}],
        "env": [{"name": f"OPTION_{i}", "value": f"value {i}"} for i in range(15)],
        "resources": {"limits": {"cpu": "500m", "memory": "256Mi"}},
    }
    labels = {"app": f"web{number}"}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"replicas": 2, "selector": {"matchLabels": labels}, "template": pod}
    named = {"name": f"web{number}"}
    kind = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": named}
    return ".deployment.yaml", {**kind, "spec": spec}


def _package(number: int) -> tuple[str, Any]:
    content = {
        "name": f"package-{number}",
        "version": "1.0.0",
        "scripts": {"build": "tsc", "test": "jest", "lint": "eslint ."},
        "dependencies": {f"@example/library-{i}": f"^{i}.{number % 10}.0" for i in range(40)},
    }
    return ".package.json", content


def _other_template(number: int) -> tuple[str, Any]:
    tables = {
        f"Table{i}": _resource(
            "DynamoDB::Table",
            TableName=f"table-{number}-{i}",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        for i in range(5)
    }
    return ".template.json", {"AWSTemplateFormatVersion": "2010-09-09", "Resources": tables}

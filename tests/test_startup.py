"""The modules that a run imports are those that are recorded: what a run costs at the least.

Each kind of run has its list in fixtures/startup. A module more is a tenth of a millisecond or more
at every commit of everybody.

    pytest tests/test_startup.py --rewrite-golden

writes the lists anew; read the difference before you keep it.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_LISTS = _ROOT / "fixtures" / "startup"
_OURS = ("mappinglint", "mappinglint_rules")
# What else weighs. Python's own modules differ from version to version.
_THEIRS = (
    "attr", "difflib", "importlib.metadata", "json", "jsonschema", "multiprocessing", "pathspec",
    "pluggy", "ruamel", "sarif_om", "shutil", "tomllib", "tqdm", "tree_sitter", "yaml",
)  # fmt: skip

_TEMPLATE = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 360
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Timeout: 30
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue.Arn
      FunctionName: !Ref Function
      BatchSize: 10
"""
_FILTER = """\
      FilterCriteria:
        Filters:
          - Pattern: '{"body": {"kind": ["order"]}}'
"""
_SAM = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 360
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 30
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 10
"""
_SERVERLESS = """
service: orders
provider:
  name: aws
functions:
  take:
    handler: take.handler
    events:
      - sqs:
          arn: arn:aws:sqs:eu-west-1:123456789012:orders
          batchSize: 10
"""
_TERRAFORM = """
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  function_name    = "take"
  batch_size       = 10
}
"""
_REQUEST = """{
  "EventSourceArn": "arn:aws:kinesis:eu-west-1:123456789012:stream/orders",
  "FunctionName": "take",
  "StartingPosition": "LATEST"
}
"""

# By the name of the list: a file, its text, and options.
_RUNS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "no-mapping": ("compose.yaml", "services: {web: {image: nginx}}\n", ()),
    "cloudformation": ("template.yaml", _TEMPLATE, ()),
    "cloudformation-finding": ("template.yaml", _TEMPLATE.replace(": 10", ": 11"), ()),
    "cloudformation-filter": ("template.yaml", _TEMPLATE + _FILTER, ()),
    "cloudformation-sarif": ("template.yaml", _TEMPLATE, ("--format", "sarif")),
    "configuration": ("template.yaml", _TEMPLATE, ("--config", "mappinglint.toml")),
    "request": ("request.json", _REQUEST, ()),
    "sam": ("template.yaml", _SAM, ()),
    "serverless": ("serverless.yml", _SERVERLESS, ()),
    "terraform": ("main.tf", _TERRAFORM, ()),
}

_CODE = """
import sys
from mappinglint.cli import main
code = main(sys.argv[1:])
print("imported:", code, *sys.modules)
"""


def _imported(name: str, folder: Path) -> list[str]:
    """Return the modules that a run in a fresh interpreter imports: ours, and those that weigh."""
    file, text, options = _RUNS[name]
    (folder / file).write_text(text)
    (folder / "mappinglint.toml").write_text('ignore = ["ESM508"]\n')
    isolated = () if options[:1] == ("--config",) else ("--isolated",)
    command = [sys.executable, "-c", _CODE, "check", file, *isolated, *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sys.path))}
    run = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=folder, env=environment
    )
    report, _, told = run.stdout.rpartition("imported:")
    code, *modules = told.split()
    assert (code, run.stderr) == ("1" if name.endswith("finding") else "0", ""), report
    ours = {one for one in modules if one.split(".")[0] in _OURS}
    return sorted(ours.union(_THEIRS) & set(modules))


@pytest.mark.parametrize("name", _RUNS)
def test_run_imports_what_is_recorded(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    imported = "".join(f"{module}\n" for module in _imported(name, tmp_path))
    golden = _LISTS / f"{name}.txt"
    if request.config.getoption("--rewrite-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(imported, encoding="utf-8")
    assert imported == golden.read_text(encoding="utf-8")


def test_no_list_is_left_over() -> None:
    assert {path.stem for path in _LISTS.glob("*")} == set(_RUNS)


def test_there_is_one_way_to_start() -> None:
    """`python -m mappinglint` is what the console script calls."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"mappinglint": "mappinglint.__main__:main"}

"""Nothing outside of the project is read, nothing is sent, and no code of the project runs."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from pytest_socket import SocketConnectBlockedError

import mappinglint
import mappinglint_rules

_CHILD: Final = Path(__file__).parent / "support" / "watched_run.py"
_FIXTURES: Final = Path(__file__).parent.parent / "fixtures"
_OUTER: Final = "arn:aws:sqs:us-east-1:123456789012:secret.fifo"
# The last says how many processors there are.
_HARMLESS: Final = ("/dev/null", "/dev/urandom", "/sys/fs/cgroup/cpu.max")

# What Python and the parsers are made of.
_OURS: Final = tuple(
    str(Path(path).resolve())
    for path in (
        sys.prefix,
        sys.base_prefix,
        *mappinglint.__path__,
        *mappinglint_rules.__path__,
        *filter(None, sys.path),
    )
)

# Each leads to a file outside of the project, or to code in it.
_PROJECT: Final = {
    "serverless.yml": """\
service: orders
provider: {name: aws}
plugins: [./evil]
custom:
  passwords: ${file(/etc/passwd)}
  passwordsToo: ${file(/proc/self/environ):x}
  outside: ${file(../outside/values.yml):arn}
  linked: ${file(link/values.yml):arn}
  run: ${file(./evil.js):arn}
  runToo: ${file(./evil.py):arn}
  home: ${file(~/.aws/credentials)}
  share: ${file(\\\\\\\\server\\\\share\\\\values.yml):arn}
functions:
  one: {handler: a.b, events: [{sqs: {arn: "${self:custom.outside}", batchSize: 100}}]}
  two: {handler: a.b, events: [{sqs: {arn: "${self:custom.linked}", batchSize: 100}}]}
  three: {handler: a.b, events: [{sqs: {arn: "${self:custom.run}", batchSize: 100}}]}
  four: {handler: a.b, events: [{sqs: {arn: "${self:custom.passwords}", batchSize: 100}}]}
  five: ${file(../outside/function.yml)}
  six: {handler: a.b, events: [{sqs: {arn: "${self:custom.runToo}", batchSize: 100}}]}
  seven: {handler: a.b, events: "${file(/dev/zero)}"}
  eight: {handler: a.b, events: "${file(./pipe.yml)}"}
""",
    "template.yaml": """\
Resources:
  Included:
    Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../outside/template.yaml}}
  Stack:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ../outside/template.yaml}
  Application:
    Type: AWS::Serverless::Application
    Properties: {Location: ../outside/template.yaml}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: {$ref: "../outside/values.yml#/arn"}
      FunctionName: !include ../outside/values.yml
      BatchSize: !!python/object/apply:os.system ["touch executed"]
""",
    "objects.yaml": """\
Resources:
  Mapping: !!python/object/new:os.system
    Type: AWS::Lambda::EventSourceMapping
    Properties: !!python/name:os.system
""",
    "main.tf": """\
module "outside" { source = "../outside" }
module "absolute" { source = "/etc" }
module "linked" { source = "./link" }
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = file("../outside/arn.txt")
  function_name    = templatefile("/etc/passwd", {})
  batch_size       = yamldecode(file("link/values.yml")).size
}
resource "aws_lambda_event_source_mapping" "other" {
  event_source_arn = module.outside.arn
  function_name    = module.linked.arn
}
""",
    "kustomization.yaml": "resources: [../outside/k.yaml, link/k.yaml]\n"
    "patches: [{path: /etc/x}]\n",
    "README.md": "```yaml\n!!python/object:x.y\nType: AWS::Lambda::EventSourceMapping\n```\n",
    "run.sh": "aws lambda create-event-source-mapping"
    " --cli-input-json file://../outside/arn.txt --function-name $(touch executed)"
    " --batch-size `touch executed`\n",
    "evil.js": "require('fs').writeFileSync('executed', '')\n",
    "evil.py": "open('executed', 'w')\n",
    # What Python would import of the folder that it stands in.
    "sitecustomize.py": "open('executed', 'w')\n",
    "yaml.py": "open('executed', 'w')\n",
    "conftest.py": "open('executed', 'w')\n",
    ".gitignore": "nothing\n",
    "mappinglint.toml": 'plugins = ["evil"]\nbaseline = "../outside/baseline.json"\n',
}
_OUTSIDE: Final = {
    "values.yml": f"arn: {_OUTER}\nsize: 100\n",
    "function.yml": f"handler: a.b\nevents: [{{sqs: {{arn: '{_OUTER}', batchSize: 100}}}}]\n",
    "template.yaml": "Resources:\n  M: {Type: AWS::Lambda::EventSourceMapping}\n",
    "arn.txt": _OUTER,
    "main.tf": f'output "arn" {{ value = "{_OUTER}" }}\n',
    "k.yaml": "kind: EventSourceMapping\n",
    "baseline.json": "{}",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder, files in (("project", _PROJECT), ("outside", _OUTSIDE)):
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / name).write_text(text)
    root = tmp_path / "project"
    (root / ".git").mkdir()
    (root / "link").symlink_to(tmp_path / "outside")
    (root / "linked.yaml").symlink_to(tmp_path / "outside" / "template.yaml")
    (root / "loop").symlink_to(root)
    (root / "self.yaml").symlink_to("self.yaml")
    os.mkfifo(root / "pipe.yml")
    (root / "zero.json").symlink_to("/dev/zero")
    return root


def _watched(root: Path, *arguments: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Run `check` in a folder; return its exit code, what it prints and what it does.

    One process does it all: others would be forks of it, and do what it does unseen.
    """
    notes = root.parent / "notes.json"
    done = subprocess.run(
        [sys.executable, "-P", str(_CHILD), str(notes), "check", "--jobs", "1", *arguments],
        cwd=root,
        capture_output=True,
        check=False,
        timeout=100,
    )
    printed = done.stdout.decode() + done.stderr.decode()
    seen = [(event, about) for event, about in json.loads(notes.read_text())]
    return done.returncode, printed, seen


def _strange(root: Path, notes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a run did that none should."""
    strange = []
    for event, about in notes:
        is_of_project = about.startswith(f"{root}{os.sep}")
        match event:
            case "open":
                is_fine = is_of_project or about.startswith((*_OURS, *_HARMLESS))
            case "os.listdir" | "os.scandir":
                is_fine = is_of_project or about == str(root) or about.startswith(_OURS)
            case "compile" | "import":
                is_fine = not is_of_project
            case _:
                is_fine = event == "ctypes.dlopen" and about.startswith(_OURS)
        strange += [] if is_fine else [(event, about)]
    return strange


@pytest.mark.parametrize("arguments", [(), ("--isolated",)])
def test_nothing_outside_is_read_and_no_code_runs(
    project: Path, arguments: tuple[str, ...]
) -> None:
    code, printed, notes = _watched(project, *arguments, ".")
    assert code in (1, 2, 3), printed
    assert "Traceback" not in printed
    assert _OUTER not in printed
    assert not (project / "executed").exists()
    assert _strange(project, notes) == []
    # The watch sees what is opened.
    assert ("open", str(project / "serverless.yml")) in notes


def test_no_baseline_is_written_outside_because_a_configuration_says_so(project: Path) -> None:
    (project / "mappinglint.toml").write_text('baseline = "../outside/new.json"\n')
    code, printed, _ = _watched(project, "--write-baseline", "main.tf")
    assert code == 2, printed
    assert "baseline leads out of the project" in printed
    assert not (project.parent / "outside" / "new.json").exists()


def test_a_run_over_all_fixtures_does_nothing_but_read_them(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(_FIXTURES, root)
    (root / ".git").mkdir()
    code, printed, notes = _watched(root, "--isolated", "--advice", "--include-docs", "-q", ".")
    assert code in (1, 3), printed[-2000:]
    assert _strange(root, notes) == []


def test_the_suite_can_reach_no_other_machine() -> None:
    with (
        socket.socket(socket.AF_INET) as one,
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        one.connect(("192.0.2.1", 80))

"""Files that are named, as pre-commit names those that change: what is wrong because of them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

_ROOT = Path(__file__).parent.parent
_FUNCTION = 'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  timeout = 120\n}\n'
_QUEUE = 'resource "aws_sqs_queue" "%s" {\n  visibility_timeout_seconds = 30\n}\n'
_MAPPING = """\
resource "aws_lambda_event_source_mapping" "%s" {
  event_source_arn = aws_sqs_queue.%s.arn
  function_name    = aws_lambda_function.f.arn
}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the current folder an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def _write(**texts: str) -> None:
    for name, text in texts.items():
        Path(f"{name}.tf").write_text(text)


def _found(run: Run, *arguments: str) -> list[str]:
    """Return the file and the code of each finding."""
    _, output, complaints = run("check", "--format", "concise", *arguments)
    assert complaints == ""
    return [" ".join(one) for one in re.findall(r"(?m)^(.*?):\d+:\d+: \w+\[(\w+)\]", output)]


def test_finding_stands_at_the_mapping_in_a_file_that_nobody_named(run: Run) -> None:
    _write(queues=_QUEUE % "orders", functions=_FUNCTION, mappings=_MAPPING % ("m", "orders"))
    for named in ("queues.tf", "functions.tf", "./queues.tf", os.path.abspath("queues.tf")):
        (found,) = _found(run, named)
        assert os.path.basename(found) == "mappings.tf ESM701"
    code, output, _ = run("check", "queues.tf")
    assert code == 1
    assert " --> queues.tf:" in output
    assert output.endswith("1 error: 1 mapping in 2 files\n")


def test_other_mappings_of_that_file_have_no_findings(run: Run) -> None:
    other = _MAPPING % ("other", "mails") + _MAPPING.replace("_name ", "_nam") % ("typo", "orders")
    mappings = _MAPPING % ("m", "orders") + other
    _write(queues=_QUEUE % "orders", mails=_QUEUE % "mails", functions=_FUNCTION, mappings=mappings)
    assert len(_found(run, ".")) > 2
    assert _found(run, "queues.tf") == ["mappings.tf ESM701"]
    assert _found(run, "mappings.tf") == _found(run, ".")


def test_file_that_nothing_is_said_about_is_as_if_it_were_alone(run: Run) -> None:
    mappings = (_MAPPING % ("m", "orders")).replace("_name ", "_nam")
    _write(queues=_QUEUE % "orders", functions=_FUNCTION, mappings=mappings, outputs="")
    alone = (0, "no event source mapping found: 0 mappings in 1 file\n", "")
    assert run("check", "outputs.tf") == alone


def test_what_mappings_share_is_said_once_and_in_a_named_file_if_there_is_one(run: Run) -> None:
    function = _FUNCTION.replace("timeout = 120", "reserved_concurrent_executions = 0")
    one, two = _MAPPING % ("a", "one"), _MAPPING % ("b", "two")
    _write(queues=_QUEUE % "one" + _QUEUE % "two", functions=function, a=one, b=two)
    assert _found(run, "functions.tf") == ["a.tf ESM722"]
    assert _found(run, "functions.tf", "b.tf") == ["b.tf ESM722"]


def test_folder_that_is_named_has_its_own_findings_and_no_others(run: Run) -> None:
    Path("inside").mkdir()
    _write(queues=_QUEUE % "orders", functions=_FUNCTION, mappings=_MAPPING % ("m", "orders"))
    Path("inside/a.tf").write_text(_QUEUE % "a")
    assert _found(run, "inside") == []
    assert _found(run, ".", "queues.tf") == _found(run, ".") == ["mappings.tf ESM701"]


def test_excluded_file_has_no_neighbours_and_is_none(run: Run) -> None:
    _write(queues=_QUEUE % "orders", functions=_FUNCTION, mappings=_MAPPING % ("m", "orders"))
    for excluded, found in (("queues.tf", ["mappings.tf ESM701"]), ("mappings.tf", [])):
        Path("mappinglint.toml").write_text(f'exclude = ["{excluded}"]\n')
        assert _found(run, "queues.tf") == found
        assert _found(run, "--force-exclude", "queues.tf") == []


def test_finding_that_is_known_is_not_reported_beside_a_named_file(run: Run) -> None:
    _write(queues=_QUEUE % "orders", functions=_FUNCTION, mappings=_MAPPING % ("m", "orders"))
    run("check", "--baseline", "known.json", "--write-baseline")
    assert _found(run, "--baseline", "known.json", "queues.tf") == []
    comment = "# mappinglint: ignore[ESM701] known\n"
    _write(mappings=comment + _MAPPING % ("m", "orders"))
    assert _found(run, "queues.tf") == []


def test_fix_changes_no_file_that_is_not_named(run: Run) -> None:
    queue = _QUEUE.replace("visibility_timeout_seconds = 30", "fifo_queue = true")
    mapping = (_MAPPING % ("m", "orders")).replace("}", "  batch_size = 100\n}")
    _write(queues=queue % "orders", mappings=mapping)
    code, output, _ = run("check", "--fix", "queues.tf")
    assert (code, "error[ESM204]" in output) == (1, True)
    assert Path("mappings.tf").read_text() == mapping
    assert run("check", "--diff", "queues.tf") == (0, "", "")
    assert run("check", "--fix", "queues.tf", "mappings.tf")[0] == 0


def test_file_outside_of_the_project_and_one_that_is_no_file_are_left_alone(
    run: Run, repository: Path
) -> None:
    outside = repository.parent / f"{repository.name}-outside.tf"
    outside.write_text(_MAPPING % ("m", "orders"))
    _write(queues=_QUEUE % "orders", functions=_FUNCTION)
    Path("mappings.tf").symlink_to(outside)
    Path("broken.tf").symlink_to("nowhere")
    os.mkfifo("pipe.tf")
    assert _found(run, "queues.tf") == []


def test_file_that_is_gone_is_the_only_finding(run: Run) -> None:
    _write(functions=_FUNCTION, mappings=_MAPPING % ("m", "orders"))
    assert _found(run, "gone/queues.tf") == ["gone/queues.tf ESM001"]


@pytest.mark.parametrize(
    ("project", "named", "where"),
    [
        ("terraform-resources", "iam.tf", {"mappings.tf"}),
        ("serverless-resources", "resources/queues.yml", {"functions/orders.yml"}),
        (
            "serverless-includes",
            "resources/queues.yml",
            {"functions/events.yml", "functions/queues.yml", "resources/mapping.yml"},
        ),
        # No service mentions it by its name.
        ("serverless-includes", "unrelated.yml", set()),
    ],
)
def test_files_of_the_example_projects(
    project: str, named: str, where: set[str], run: Run, repository: Path
) -> None:
    shutil.copytree(_ROOT / "fixtures" / "projects" / project, repository, dirs_exist_ok=True)
    Path("unrelated.yml").write_text("a: b\n")
    found = _found(run, named)
    assert {one.split()[0] for one in found} == where
    assert set(found) <= set(_found(run, "."))


def test_files_around_are_parsed_only_if_they_may_have_a_mapping(repository: Path) -> None:
    _write(queues=_QUEUE % "orders", functions=_FUNCTION)
    Path("serverless.yml").write_text("provider: aws\nfunctions: ${file(functions.yml)}\n")
    Path("template.yaml").write_text("a: b\n")
    code = "import sys; from mappinglint.cli import main; main(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", code, "check", "queues.tf", "template.yaml"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    assert not {"tree_sitter", "yaml", "ruamel"} & set(done.stdout.split())

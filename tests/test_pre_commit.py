"""The hooks for pre-commit: which files they get, and what they do in a real commit."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from checkout import ROOT, copy_checkout, environment, git
from identify import extensions, identify
from terminals import open_terminal

from mappinglint.discovery import DOCS_SUFFIXES, SKIPPED_FOLDERS, SUFFIXES, find_files

pytestmark = pytest.mark.apart

_HOOKS = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}
_README = (ROOT / "README.md").read_text(encoding="utf-8")
_ADDRESS = "https://github.com/your-org/mappinglint"
_FIXTURES = ROOT / "fixtures"
_BAD = (_FIXTURES / "bad/cloudformation/orders.yaml").read_text()
_GOOD = _BAD.replace("BatchSize: 100", "BatchSize: 10").replace('"paid"', '["paid"]')
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


# -- which files -----------------------------------------------------------------------------------


def _gets(hook: str, path: str) -> bool:
    """Say whether pre-commit would give a hook a file, by what it documents."""
    manifest = _HOOKS[hook]
    is_meant = re.search(manifest["files"], path) and not re.search(manifest["exclude"], path)
    return bool(is_meant) and identify.tags_from_path(path) >= set(manifest["types"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _touch(path: str) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).touch()
    return path


@pytest.mark.parametrize("hook", ["mappinglint", "mappinglint-fix"])
@pytest.mark.parametrize(
    ("path", "is_linted"),
    [
        ("template.yaml", True),
        ("a b/ü ☃.yml", True),
        ("stacks/queue.template", True),
        ("stacks/queue.template.json", True),
        ("STACK.TEMPLATE", True),
        ("main.tf", True),
        ("main.tf.json", True),
        ("main.tofu", True),
        ("out.jsonl", True),
        ("out.ndjson", True),
        (".yaml", True),
        ("venv.yaml", True),
        ("my-venv/a.yaml", True),
        ("template.yaml.j2", False),
        ("main.tf.tmpl", False),
        ("main.tfvars", False),
        ("main.tf.bak", False),
        ("yaml", False),
        ("notyaml", False),
        ("a.yaml/README.txt", False),
        ("deploy.sh", False),
        ("README.md", False),
        ("cdk.out/App.template.json", False),
        ("web/node_modules/a/b.json", False),
    ],
)
@pytest.mark.usefixtures("folder")
def test_hook_gets(hook: str, path: str, is_linted: bool) -> None:
    assert _gets(hook, _touch(path)) == is_linted


@pytest.mark.parametrize("hook", ["mappinglint", "mappinglint-fix"])
def test_hook_gets_what_is_read_in_a_folder(hook: str, folder: Path) -> None:
    endings = {f".{name}" for name in extensions.EXTENSIONS} | {*SUFFIXES, *DOCS_SUFFIXES}
    for ending in endings:
        for name in (f"a{ending}", f"A{ending.upper()}", f"a{ending}.j2", f"a.b{ending}", ending):
            _touch(name)
    for skipped in (*SKIPPED_FOLDERS, "src", ".github", "build", "dist", "vendor", "target"):
        for around in (skipped, f"a/{skipped}", f"{skipped}/b", f"{skipped}x", f"x{skipped}"):
            _touch(f"{around}/a.yaml")
    everything = [
        os.path.relpath(os.path.join(top, name), folder)
        for top, _, names in os.walk(folder)
        for name in names
    ]
    assert {path for path in everything if _gets(hook, path)} == set(find_files(["."]))


def test_link_is_no_file_of_its_own_to_the_hook(folder: Path) -> None:
    _touch("a.yaml")
    (folder / "b.yaml").symlink_to("a.yaml")
    assert not _gets("mappinglint", "b.yaml")


def test_hooks_differ_in_what_they_do_and_nothing_else() -> None:
    lint, fix = _HOOKS["mappinglint"], _HOOKS["mappinglint-fix"]
    assert fix["entry"] == f"{lint['entry']} --fix"
    assert {key for key in lint if lint[key] != fix[key]} == {"id", "name", "description", "entry"}


# -- real runs -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Repository:
    """Somebody's repository, with variables that have pre-commit install without a network."""

    folder: Path
    env: dict[str, str]

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *command: str) -> tuple[int, str]:
        """Run a command and return its exit code, and what it prints and complains of."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def commit(self) -> tuple[int, str]:
        """Commit all that has changed."""
        git(self.folder, "add", "--all", env=self.env)
        return self.run("git", "commit", "-m", "test")

    def use(self, *hooks: str, **settings: object) -> None:
        """Configure hooks as the README shows it, and install pre-commit."""
        config = yaml.safe_load(_readme_config())
        config["repos"][0]["repo"] = str(self.folder.parent.parent / "mappinglint")
        config["repos"][0]["hooks"] = [{"id": hook, **settings} for hook in hooks]
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))
        assert self.run("pre-commit", "install")[0] == 0
        assert self.commit()[0] == 0


def _readme_config() -> str:
    found = re.search(r"```yaml\n(repos:\n.*?)```", _README, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Make a repository that has the hooks, and return the folder that it is in.

    The environment that pre-commit makes for a hook is made once for all tests.
    """
    top = tmp_path_factory.mktemp("world")
    env = environment(top / "home")
    hooks = top / "mappinglint"
    hooks.mkdir()
    copy_checkout(hooks)
    git(hooks, "init", "--quiet", env=env)
    git(hooks, "add", "--all", "--force", env=env)
    git(hooks, "commit", "--quiet", "-m", "release", env=env)
    config = yaml.safe_load(_readme_config())
    git(hooks, "tag", config["repos"][0]["rev"], env=env)
    (top / "users").mkdir()
    return top, env


@pytest.fixture
def repository(world: tuple[Path, dict[str, str]], request: pytest.FixtureRequest) -> _Repository:
    top, env = world
    folder = top / "users" / request.node.name
    folder.mkdir()
    git(folder, "init", "--quiet", env=env)
    return _Repository(folder, env)


def _findings(path: str) -> str:
    """Return what is printed of the golden example of that name, without the line that sums up."""
    golden = (_FIXTURES / "bad/cloudformation/orders.yaml.out").read_text()
    blocks = golden.replace("bad/cloudformation/orders.yaml", path).split("\n\n")
    return "\n\n".join(blocks[:-1])


def _shown(output: str) -> str:
    """Return what a hook printed, out of what pre-commit says of it."""
    plain = _COLOUR.sub("", output)
    _, _, rest = plain.partition("- hook id: ")
    lines = rest.splitlines()[1:]
    while lines and re.match(r"- (?:exit code|duration|files were modified)", lines[0]):
        lines.pop(0)
    return "\n".join(lines).strip("\n")


def test_readme_names_a_hook_that_there_is_at_this_address() -> None:
    (repo,) = yaml.safe_load(_readme_config())["repos"]
    assert repo["repo"] == _ADDRESS
    assert [hook["id"] for hook in repo["hooks"]] == ["mappinglint"]


def test_commit_is_blocked_and_passes_after_the_fix(repository: _Repository) -> None:
    repository.use("mappinglint")
    repository.write("template.yaml", _BAD)
    code, output = repository.commit()
    assert code == 1
    assert _shown(output) == _findings("template.yaml")
    repository.write("template.yaml", _GOOD)
    code, output = repository.commit()
    assert code == 0
    assert "Passed" in output


def test_hook_that_mends_blocks_a_commit_once(repository: _Repository) -> None:
    repository.use("mappinglint-fix")
    repository.write("template.yaml", _BAD)
    code, output = repository.commit()
    assert code == 1
    assert "files were modified by this hook" in output
    assert _shown(output) == (
        "fixed[ESM204] template.yaml:12:18: set BatchSize to 10\n"
        'fixed[ESM502] template.yaml:15:43: write ["paid"]'
    )
    assert (repository.folder / "template.yaml").read_text() == _GOOD
    assert repository.commit()[0] == 0


@pytest.mark.parametrize("colour", ["never", "always"])
def test_hook_prints_findings_and_nothing_else(colour: str, repository: _Repository) -> None:
    """With colours, pre-commit gives the hook a terminal."""
    if colour == "always":
        for end in open_terminal():
            os.close(end)
    repository.use("mappinglint")
    repository.write("right.yaml", _GOOD)
    repository.write("nothing.json", "{}")
    git(repository.folder, "add", ".", env=repository.env)
    run = ["pre-commit", "run", "--verbose", "--color", colour, "--files"]
    code, output = repository.run(*run, "right.yaml", "nothing.json")
    assert (code, _shown(output)) == (0, "")
    assert len(output.splitlines()) == 3, output
    repository.write("wrong.yaml", _BAD)
    git(repository.folder, "add", ".", env=repository.env)
    code, output = repository.run(*run, "right.yaml", "wrong.yaml")
    assert (code, _shown(output)) == (1, _findings("wrong.yaml"))
    assert ("\x1b[1;31merror" in output) == (colour == "always")


def test_options_go_into_args(repository: _Repository) -> None:
    repository.use("mappinglint", args=["--format", "concise", "--fail-on", "warning"])
    shutil.copy(_FIXTURES / "bad/cloudformation/orders.yaml", repository.folder / "a.yaml")
    code, output = repository.commit()
    assert code == 1
    assert _shown(output).startswith("a.yaml:12:18: error[ESM204] BatchSize 100 is more than")


def test_files_of_any_name_are_linted(repository: _Repository) -> None:
    repository.use("mappinglint", args=["--format", "concise"])
    names = ["a b.yaml", "ü/☃ #1%20.YML", "it's.template", 'say "x".json', "tab\t$HOME;.yaml"]
    for name in names:
        repository.write(name, _BAD)
    for name in ("template.yaml.j2", "script.sh"):
        repository.write(name, _BAD)
    code, output = repository.commit()
    assert code == 1
    found = {line.partition(":12:18: ")[0] for line in _shown(output).splitlines() if "204" in line}
    assert found == set(names)


def test_file_that_is_deleted_or_renamed_is_no_trouble(repository: _Repository) -> None:
    repository.write("wrong.yaml", _BAD)
    repository.write("right.yaml", _GOOD)
    repository.commit()
    repository.use("mappinglint")
    (repository.folder / "wrong.yaml").unlink()
    (repository.folder / "right.yaml").rename(repository.folder / "renamed.yaml")
    code, output = repository.commit()
    assert code == 0, output


def test_more_files_than_a_command_line_holds_are_linted(repository: _Repository) -> None:
    repository.use("mappinglint", args=["--format", "concise"])
    folder = f"{'deep' * 20}/{'er' * 50}"
    for number in range(1000):
        repository.write(f"{folder}/{number:03}.yaml", "a: b\n")
    for number in (0, 999):
        repository.write(f"{folder}/{number:03}.yaml", _BAD)
    git(repository.folder, "add", ".", env=repository.env)
    code, output = repository.run("pre-commit", "run", "--all-files")
    assert code == 1
    found = re.findall(r"/(\d+)\.yaml:12:18: error\[ESM204\]", output)
    assert found == ["000", "999"]


_FUNCTION = 'resource "aws_lambda_function" "f" {\n  reserved_concurrent_executions = %d\n}\n'
_MAPPING = """\
resource "aws_lambda_event_source_mapping" "m%d" {
  event_source_arn = "arn:aws:sqs:us-east-1:123456789012:q%d"
  function_name    = aws_lambda_function.f.arn
}
"""


def test_change_of_a_function_is_reported_at_its_mapping(repository: _Repository) -> None:
    repository.write("functions.tf", _FUNCTION % 5)
    repository.write("mappings.tf", _MAPPING % (1, 1))
    repository.commit()
    repository.use("mappinglint", args=["--format", "concise", "--fail-on", "warning"])
    repository.write("functions.tf", _FUNCTION % 0)
    code, output = repository.commit()
    assert code == 1
    assert _shown(output).startswith("mappings.tf:3:22: warning[ESM722]")


def test_what_many_files_share_is_said_once(repository: _Repository) -> None:
    """Split among processes, the files would have each of these say it."""
    repository.use("mappinglint", args=["--format", "concise", "--fail-on", "warning"])
    repository.write("functions.tf", _FUNCTION % 0)
    for number in range(40):
        repository.write(f"m{number:02}.tf", _MAPPING % (number, number))
    code, output = repository.commit()
    assert code == 1
    assert re.findall(r"(\S+):\d+:\d+: warning\[ESM722\]", _shown(output)) == ["m00.tf"]


def test_try_repo_on_good_and_bad_files(repository: _Repository) -> None:
    repository.write("right.yaml", _GOOD)
    repository.write("wrong.yaml", _BAD)
    repository.commit()
    hooks = str(repository.folder.parent.parent / "mappinglint")
    code, output = repository.run("pre-commit", "try-repo", hooks, "mappinglint", "--all-files")
    assert (code, _shown(output)) == (1, _findings("wrong.yaml"))

"""What the repository says about itself is so."""

import re
import subprocess
import tomllib
from pathlib import Path
from textwrap import dedent

from checkout import need_git

from mappinglint.limits import LARGEST_TEXT, MAX_DEPTH, MOST_SIGNS_OF_SHELL, megabytes

_ROOT = Path(__file__).parent.parent
_README = (_ROOT / "README.md").read_text(encoding="utf-8")
_CONTRIBUTING = (_ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_readme_shows_a_real_run() -> None:
    golden = _ROOT / "fixtures" / "bad" / "cloudformation" / "orders.yaml.out"
    assert golden.read_text(encoding="utf-8") in _README
    project = _ROOT / "fixtures/projects/terraform-resources.out"
    first, *_ = project.read_text(encoding="utf-8").split("\n\n")
    assert first in _README


def _dependencies() -> list[str]:
    """Return what a run may need, with the extras: a name, the lowest version, and when."""
    extras = _PROJECT["optional-dependencies"].values()
    return [*_PROJECT["dependencies"], *(one for extra in extras for one in extra)]


def test_readme_says_what_each_dependency_is_for() -> None:
    names = {re.split("[><=]", dependency)[0] for dependency in _dependencies()}
    rows = set(re.findall(r"^\| \[([^]]+)\]\(https://pypi\.org", _README, re.MULTILINE))
    assert rows == names


def test_ci_tests_the_oldest_versions_that_are_allowed() -> None:
    allowed = {dependency.replace(">=", "==", 1) for dependency in _dependencies()}
    lines = (_ROOT / ".ci" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    assert {line for line in lines if not line.startswith("#")} == allowed


def test_ci_runs_the_command_of_the_readme() -> None:
    assert "    bash .ci/test\n" in _README
    assert "bash .ci/test\n" in (_ROOT / ".ci" / "run").read_text()


def test_ci_looks_for_every_python_that_is_promised() -> None:
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(_PROJECT["classifiers"]))
    assert promised
    assert f"for version in {' '.join(promised)}; do" in (
        _ROOT / ".ci" / "compatibility"
    ).read_text(encoding="utf-8")


def test_rule_shown_to_contributors_is_the_real_one() -> None:
    module = _ROOT / "rules/mappinglint_rules/starting_position/timestamp_required.py"
    shown = re.search(r"```python\n(.*?)```", _CONTRIBUTING, re.DOTALL)
    assert shown is not None
    assert dedent(shown[1]).strip() in module.read_text(encoding="utf-8")


def _git(*arguments: str) -> str:
    need_git()
    done = subprocess.run(
        ["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_files_named_to_contributors_are_there() -> None:
    named = re.findall(r"`([\w./]+(?:/|\.(?:py|md|json|jsonl|toml|yaml|yml)))`", _CONTRIBUTING)
    assert len(named) > 20
    files = "".join(f"/{line}/\n" for line in _git("ls-files").splitlines())
    assert [name for name in named if f"/{name.strip('/')}/" not in files] == []


def test_nothing_that_is_made_from_the_rest_is_kept() -> None:
    assert _git("ls-files", "--cached", "--ignored", "--exclude-standard") == ""


def test_the_page_of_esm001_has_the_bounds() -> None:
    page = " ".join((_ROOT / "lint/mappinglint/core/unreadable.md").read_text("utf-8").split())
    for language, words in (
        ("json", "of JSON"),
        ("yaml", "of YAML"),
        ("markdown", "of Markdown"),
        ("hcl", "of Terraform"),
        ("shell", "of a shell script"),
    ):
        assert f"{megabytes(LARGEST_TEXT[language])} {words}" in page
    assert f"more than {MAX_DEPTH} levels" in page
    assert f"more than {MOST_SIGNS_OF_SHELL:,} of the signs" in page

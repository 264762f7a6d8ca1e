"""Which files a walk finds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mappinglint.discovery import SKIPPED_FOLDERS, find_files


def _tree(top: Path, *files: str) -> None:
    for name in files:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n")


def _ignore(folder: Path, *lines: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("".join(f"{line}\n" for line in lines))


def _found(top: Path, *paths: str, docs: bool = False) -> list[str]:
    """Return what is found from paths in a folder, as paths in it."""
    found = find_files([str(top / path) for path in paths or ("",)], docs=docs)
    return [os.path.relpath(path, top) for path in found]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git" / "info").mkdir(parents=True)
    return tmp_path


# -- links --------------------------------------------------------------------------------------


def test_link_to_a_file_outside_of_the_project_is_not_followed(tmp_path: Path) -> None:
    _tree(tmp_path, "repository/shared.yml", "secrets.yml")
    service = tmp_path / "repository" / "service"
    (tmp_path / "repository" / ".git").mkdir()
    service.mkdir()
    (service / "inside.yml").symlink_to("../shared.yml")
    (service / "outside.yml").symlink_to(tmp_path / "secrets.yml")
    assert _found(service) == ["inside.yml"]
    # Whoever names it knows what it is.
    assert _found(service, "outside.yml") == ["outside.yml"]


# -- which names --------------------------------------------------------------------------------


def test_files_of_known_endings_are_found(tmp_path: Path) -> None:
    names = ("a.yaml", "b.YML", "c.json", "d.jsonl", "e.ndjson", "f.template", "g.tf", "h.tofu")
    _tree(tmp_path, *names, "i.txt", "template", "j.cfn", "k.yaml.j2", "l.py", "m.md", "n.sh")
    assert _found(tmp_path) == list(names)


def test_scripts_and_markdown_are_found_for_those_who_ask(tmp_path: Path) -> None:
    _tree(tmp_path, "a.md", "b.sh", "c.bash", "d.MARKDOWN", "e.yaml", "f.py")
    assert _found(tmp_path) == ["e.yaml"]
    assert _found(tmp_path, docs=True) == ["a.md", "b.sh", "c.bash", "d.MARKDOWN", "e.yaml"]


@pytest.mark.parametrize("name", ["template", "Stack.cfn", "foo.yaml.j2", "deploy.sh", "notes.md"])
def test_named_file_is_looked_at_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    _tree(tmp_path, name)
    assert _found(tmp_path, name) == [name]


def test_what_tools_make_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    made = sorted(SKIPPED_FOLDERS)
    assert {".aws-sam", ".git", ".serverless", ".terraform", "cdk.out", "node_modules"} < set(made)
    _tree(tmp_path, "a.yaml", *(f"deep/{name}/b.yaml" for name in made))
    assert _found(tmp_path) == ["a.yaml"]
    for name in made:
        assert _found(tmp_path, f"deep/{name}") == [f"deep/{name}/b.yaml"]


def test_in_a_named_folder_the_usual_ones_are_passed_over(tmp_path: Path) -> None:
    _tree(tmp_path, "cdk.out/a.json", "cdk.out/asset.1/node_modules/b.json")
    assert _found(tmp_path, "cdk.out") == ["cdk.out/a.json"]


def test_virtual_environment_is_known_by_its_content(tmp_path: Path) -> None:
    _tree(tmp_path, "a.yaml", "my env/pyvenv.cfg", "my env/b.yaml", "my env/lib/c.yaml")
    assert _found(tmp_path) == ["a.yaml"]
    assert _found(tmp_path, "my env") == ["my env/b.yaml", "my env/lib/c.yaml"]


@pytest.mark.parametrize(
    "folder", ["with spaces", "{{cookiecutter.name}}", "büro ☃ 東京", "[a]", "*", "a;b", "-x"]
)
def test_odd_names_are_walked_and_ignored_like_others(folder: str, repository: Path) -> None:
    _tree(repository, f"{folder}/a.yaml", f"{folder}/deep/b {{x}}.yaml", f"{folder}/c.yaml")
    _ignore(repository / folder, "/a.yaml")
    assert _found(repository) == [f"{folder}/c.yaml", f"{folder}/deep/b {{x}}.yaml"]


# -- what git ignores ---------------------------------------------------------------------------


def test_ignored_files_and_folders_are_passed_over(repository: Path) -> None:
    _ignore(repository, "build/", "*.gen.yaml", "/top.yaml", "!keep.gen.yaml", "# not.yaml")
    _tree(repository, "a.yaml", "build/b.yaml", "deep/build/c.yaml", "d.gen.yaml", "top.yaml")
    _tree(repository, "deep/top.yaml", "deep/keep.gen.yaml", "not.yaml", "deep/build.yaml")
    wanted = ["a.yaml", "not.yaml", "deep/build.yaml", "deep/keep.gen.yaml", "deep/top.yaml"]
    assert _found(repository) == wanted


def test_gitignore_of_a_folder_is_about_what_is_in_it(repository: Path) -> None:
    _ignore(repository, "*.yaml", "!/ours/**")
    _ignore(repository / "ours", "/b.yaml")
    _ignore(repository / "ours" / "more", "!b.yaml", "c.yaml")
    _tree(repository, "a.yaml", "ours/a.yaml", "ours/b.yaml", "ours/more/b.yaml")
    _tree(repository, "ours/more/c.yaml", "c.json")
    assert _found(repository) == ["c.json", "ours/a.yaml", "ours/more/b.yaml"]


def test_what_is_in_an_ignored_folder_does_not_come_back(repository: Path) -> None:
    _ignore(repository, "out", "!out/a.yaml")
    _ignore(repository / "out", "!a.yaml")
    _tree(repository, "out/a.yaml", "b.yaml")
    assert _found(repository) == ["b.yaml"]


def test_list_of_what_is_not_ignored(repository: Path) -> None:
    _ignore(repository, "*", "!*/", "!*.yaml")
    _tree(repository, "a.yaml", "b.json", "deep/er/c.yaml", "deep/er/d.json")
    assert _found(repository) == ["a.yaml", "deep/er/c.yaml"]


def test_gitignore_above_a_walked_folder_counts(repository: Path) -> None:
    _ignore(repository, "*.local.yaml", "/stacks/dev.yaml")
    _ignore(repository / "stacks", "generated/")
    _tree(repository, "stacks/orders/a.yaml", "stacks/orders/a.local.yaml", "stacks/dev.yaml")
    _tree(repository, "stacks/orders/generated/b.yaml")
    assert _found(repository, "stacks/orders") == ["stacks/orders/a.yaml"]
    assert _found(repository, "stacks") == ["stacks/orders/a.yaml"]


def test_excludes_of_the_repository_count_least(repository: Path) -> None:
    (repository / ".git" / "info" / "exclude").write_text("*.tmp.yaml\nmine.yaml\n")
    _ignore(repository, "!mine.yaml")
    _tree(repository, "a.tmp.yaml", "mine.yaml", "deep/b.tmp.yaml")
    assert _found(repository) == ["mine.yaml"]


def test_without_a_repository_only_the_walked_folder_counts(tmp_path: Path) -> None:
    _ignore(tmp_path, "a.yaml")
    _ignore(tmp_path / "deep", "b.yaml")
    _tree(tmp_path, "deep/a.yaml", "deep/b.yaml", "deep/c.yaml")
    assert _found(tmp_path) == ["deep/c.yaml"]
    assert _found(tmp_path, "deep") == ["deep/a.yaml", "deep/c.yaml"]


def test_repository_in_a_repository_has_rules_of_its_own(repository: Path) -> None:
    _ignore(repository, "*.yaml")
    _tree(repository, "a.yaml", "module/b.yaml", "module/c.yaml")
    (repository / "module" / ".git").write_text("gitdir: ../.git/modules/module\n")
    exclude = repository / ".git" / "modules" / "module" / "info" / "exclude"
    exclude.parent.mkdir(parents=True)
    exclude.write_text("c.yaml\n")
    assert _found(repository) == ["module/b.yaml"]
    assert _found(repository, "module") == ["module/b.yaml"]


def test_worktree_shares_the_excludes_of_its_repository(repository: Path) -> None:
    own = repository / ".git" / "worktrees" / "two"
    own.mkdir(parents=True)
    (own / "commondir").write_text("../..\n")
    (repository / ".git" / "info" / "exclude").write_text("x.yaml\n")
    tree = repository / "elsewhere"
    _ignore(tree, "y.yaml")
    _tree(tree, "a.yaml", "deep/x.yaml", "deep/y.yaml")
    (tree / ".git").write_text(f"gitdir: {own}\n")
    assert _found(tree) == ["a.yaml"]
    assert _found(tree, "deep") == []


# -- what is named though it is ignored ---------------------------------------------------------


def test_named_file_is_looked_at_though_it_is_ignored(repository: Path) -> None:
    _ignore(repository, "*.yaml", "out/")
    _tree(repository, "a.yaml", "out/b.yaml")
    assert _found(repository, "a.yaml", "out/b.yaml") == ["a.yaml", "out/b.yaml"]


@pytest.mark.parametrize("pattern", ["cdk.out", "cdk.out/", "/cdk.out/*", "cdk.out/**", "*"])
def test_named_folder_is_walked_though_it_is_ignored(pattern: str, repository: Path) -> None:
    _ignore(repository, pattern, "b.yaml")
    _ignore(repository / "cdk.out", "c.yaml")
    _tree(repository, "cdk.out/a.yaml", "cdk.out/b.yaml", "cdk.out/c.yaml", "cdk.out/in/d.yaml")
    wanted = ["cdk.out/a.yaml", "cdk.out/b.yaml", "cdk.out/in/d.yaml"]
    assert _found(repository, "cdk.out") == wanted
    assert _found(repository, "cdk.out/in") == ["cdk.out/in/d.yaml"]
    assert _found(repository, ".") == []


def test_current_folder_may_be_an_ignored_one(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ignore(repository, "out/")
    _tree(repository, "out/a.yaml")
    monkeypatch.chdir(repository / "out")
    assert list(find_files(["."])) == ["a.yaml"]


def test_gitignore_counts_through_a_link_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "real" / ".git").mkdir(parents=True)
    _ignore(tmp_path / "real", "stacks/b.yaml")
    _tree(tmp_path / "real", "stacks/a.yaml", "stacks/b.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "stacks", target_is_directory=True)
    assert _found(tmp_path, "link") == ["link/a.yaml"]


# -- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", ["a.yaml", "b.yaml"]),
        (b"\xef\xbb\xbfa.yaml\r\n", ["b.yaml"]),
        (b"\xff\xfe\n\xe9*.yaml\nb.yaml", ["a.yaml"]),
        (b"!\n/\n//\n!/\n***\\\n[z-a].yaml\n[\na.yaml\n", ["b.yaml"]),
        (b"\x00\n" * 3 + b"b.yaml   \n", ["a.yaml"]),
        (b"a.yaml\\ \nb.yaml \\ \n", ["a.yaml", "b.yaml"]),
        ("#a.yaml\n\\#b.yaml\n\u2028\x0bb.yaml".encode(), ["a.yaml", "b.yaml"]),
    ],
)
def test_odd_gitignore(content: bytes, wanted: list[str], repository: Path) -> None:
    _tree(repository, "a.yaml", "b.yaml")
    (repository / ".gitignore").write_bytes(content)
    assert _found(repository) == wanted


def test_gitignore_that_is_no_file(repository: Path) -> None:
    _tree(repository, "deep/a.yaml", "more/b.yaml")
    (repository / ".gitignore").mkdir()
    os.mkfifo(repository / "deep" / ".gitignore")
    (repository / "more" / ".gitignore").symlink_to("nowhere")
    assert _found(repository) == ["deep/a.yaml", "more/b.yaml"]
    assert _found(repository, "deep", "more") == ["deep/a.yaml", "more/b.yaml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_gitignore_that_cannot_be_read(repository: Path) -> None:
    _tree(repository, "a.yaml")
    _ignore(repository, "a.yaml")
    (repository / ".gitignore").chmod(0)
    assert _found(repository) == ["a.yaml"]


@pytest.mark.parametrize("content", [b"", b"\xff", b"gitdir: \x00", b"gitdir: /nowhere/at/all\n"])
def test_git_file_that_leads_nowhere(content: bytes, tmp_path: Path) -> None:
    _tree(tmp_path, "a.yaml", "b.yaml")
    _ignore(tmp_path, "b.yaml")
    (tmp_path / ".git").write_bytes(content)
    assert _found(tmp_path) == ["a.yaml"]


# -- as git does it -----------------------------------------------------------------------------

# Folders and their patterns. Each name is a file's; those in braces and brackets are folders, too.
_TREES = [
    {"": ["b/", "!a/b/", "*.json", "!k.json"], "a": ["k.json"], "a/b": ["!*.json", "x.yaml"]},
    {"": ["*", "!/a", "!/a/b", "!/a/b/*.yaml", "a/b/x.yaml"]},
    {"": ["a/**", "!a/k.json", "**/b/x.yaml"], "a": ["!b"]},
    {"": ["/*/*.yaml", "!/{c}/k.yaml", "\\[d\\]/"], "[d]": ["!x.yaml"]},
    {"": ["*.yaml"], "a": ["!b/"], "{c}": ["!x.yaml", "/k.*"]},
    {"": ["**/"], "a": ["!b/"]},
    {"": ["[!b]", "!**/"], "a": ["**/", "!/b/**"]},
    {"": ["a/**/x.yaml", "a/*/**/", "k.json "], "[d]": ["?.json", "[!k].yaml"]},
]


@pytest.mark.skipif(shutil.which("git") is None, reason="it asks git")
@pytest.mark.parametrize("patterns", _TREES)
def test_walk_finds_what_git_does_not_ignore(
    patterns: dict[str, list[str]], tmp_path: Path
) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "core.excludesFile=", "-c", "core.quotePath=off"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    for folder in ("", "a/", "a/b/", "a/b/b/", "b/", "{c}/", "{c}/a/", "[d]/", "[d]/a/b/"):
        _tree(tmp_path, *(f"{folder}{name}" for name in ("k.json", "k.yaml", "x.json", "x.yaml")))
    for folder, lines in patterns.items():
        _ignore(tmp_path / folder, *lines)
    command = [*git, "ls-files", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    wanted = {name for name in listed if name and not name.endswith(".gitignore")}
    assert set(_found(tmp_path)) == wanted


# -- cost ---------------------------------------------------------------------------------------


def test_walk_without_a_gitignore_imports_no_pathspec(tmp_path: Path) -> None:
    _tree(tmp_path, "a.yaml")
    (tmp_path / ".git" / "info").mkdir(parents=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("# git writes this\n\n")
    code = "import sys; from mappinglint.discovery import find_files; print(*find_files(['.']))"
    command = [sys.executable, "-c", f"{code}; print('pathspec' in sys.modules)"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert run.stdout == "a.yaml\nFalse\n"

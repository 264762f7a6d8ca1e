"""The files around a document: which may be read, and how often they are."""

import gc
import os
import weakref
from pathlib import Path

import pytest

from mappinglint import project as module
from mappinglint.dialects import Alternatives
from mappinglint.document import Document, read
from mappinglint.engine import Engine
from mappinglint.finding import Finding
from mappinglint.plugins import Plugins
from mappinglint.project import ALONE, Project
from mappinglint.source import Source


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with files in and outside of it; the current folder is a service in it."""
    service = tmp_path / "repository" / "service"
    service.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / "repository" / "shared.yml").write_text("a: 1")
    (tmp_path / "outside.yml").write_text("secret: 1")
    (service / "serverless.yml").write_text("b: 2")
    monkeypatch.chdir(service)
    return service


def test_files_of_the_repository_are_read_and_no_others(folder: Path) -> None:
    project = Project()
    near = "serverless.yml"
    shared = project.read("../shared.yml", near=near)
    assert shared is not None
    assert shared.source.text == "a: 1"
    assert shared.source.path == os.path.join("..", "shared.yml")
    assert project.read("../../outside.yml", near=near) is None
    assert project.read(str(folder.parents[1] / "outside.yml"), near=near) is None
    assert project.read("missing.yml", near=near) is None
    assert project.read(".", near=near) is None
    assert project.files("../..", (".yml",), near=near) == []


def test_link_that_leads_out_is_not_followed(folder: Path) -> None:
    (folder / "link.yml").symlink_to(folder.parents[1] / "outside.yml")
    assert Project().read("link.yml", near="serverless.yml") is None


def test_without_a_repository_the_current_folder_is_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "elsewhere/deep"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x.yml").write_text("a: 1")
    (tmp_path / "elsewhere" / "y.yml").write_text("a: 1")
    monkeypatch.chdir(tmp_path / "here")
    project = Project()
    assert project.root("x.yml") == str((tmp_path / "here").resolve())
    # A file from elsewhere has its own folder.
    near = str(tmp_path / "elsewhere" / "deep" / "x.yml")
    assert project.read(str(tmp_path / "elsewhere" / "y.yml"), near=near) is None
    assert project.read(near, near=near) is not None


def test_file_is_read_once(folder: Path) -> None:
    project = Project()
    first = project.read("serverless.yml", near="serverless.yml")
    (folder / "serverless.yml").write_text("c: 3")
    assert project.read("./serverless.yml", near="serverless.yml") is first


def test_text_at_hand_stands_for_its_file(folder: Path) -> None:
    project = Project()
    held = project.document(Source("serverless.yml", "edited: true"))
    assert project.read("serverless.yml", near="serverless.yml") is held
    assert project.document(Source("serverless.yml", "edited: true")) is held
    assert project.document(Source("serverless.yml", "again: true")) is not held
    assert (folder / "serverless.yml").read_text() == "b: 2"


def test_what_is_kept_is_bounded_but_for_what_somebody_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_KEPT", 6)
    for name in "abc":
        (folder / f"{name}.yml").write_text("x: 1")
    project = Project()
    held = project.read("a.yml", near="a.yml")
    passing = project.read("b.yml", near="a.yml")
    assert passing is not None
    gone = weakref.ref(passing)
    del passing
    project.read("c.yml", near="a.yml")
    gc.collect()
    assert project.read("a.yml", near="a.yml") is held
    assert gone() is None


def test_folder_larger_than_what_is_kept_is_read_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files of a folder are one module; each time they are asked for, each is."""
    monkeypatch.setattr(module, "_MOST_KEPT", 6)
    block = 'resource "aws_lambda_event_source_mapping" "m" {\n  function_name = "f"\n}\n'
    for name in "abcdef":
        (folder / f"{name}.tf").write_text(block)
    seen: list[str] = []

    def counted(source: Source, project: Project) -> Document:
        seen.append(source.path)
        return read(source, project)

    monkeypatch.setattr("mappinglint.document.read", counted)
    engine = Engine(Plugins(), Project())
    for name in "abcdef":
        engine.check_bytes(f"{name}.tf", block.encode())
    assert sorted(seen) == [f"{name}.tf" for name in "abcdef"]


def test_huge_and_undecodable_files_are_no_part_of_a_project(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "binary.yml").write_bytes(b"\xff\xff\xff")
    monkeypatch.setattr(module, "LARGEST_BESIDE", 3)
    project = Project()
    assert project.read("binary.yml", near="a.yml") is None
    assert project.read("serverless.yml", near="a.yml") is None


def test_files_of_a_folder_by_their_endings(folder: Path) -> None:
    for name in ("b.tf", "a.tf", "c.txt"):
        (folder / name).write_text("")
    (folder / "folder.tf").mkdir()
    assert Project().files("", (".tf",), near="a.tf") == ["a.tf", "b.tf"]


def test_what_is_made_of_documents_is_made_once() -> None:
    project = Project()
    made: list[tuple[Document, ...]] = []

    def use(*documents: Document) -> object:
        def make() -> int:
            made.append(documents)
            return len(made)

        return project.once("module", documents, make)

    one = project.document(Source("a.tf", "a: 1"))
    assert use(one) == use(one) == 1
    changed = project.document(Source("a.tf", "a: 2"))
    assert use(changed) == 2
    assert made == [(one,), (changed,)]


def test_mappings_of_a_project_are_compared_once_for_all_its_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = "arn:aws:sqs:eu-west-1:123456789012:orders"
    main = ["service: a", "provider: {name: aws}", "functions:"]
    for name in "abc":
        event = f"  - sqs: {queue}\n" * 2
        (folder / f"{name}.yml").write_text(f"{name}:\n  handler: h\n  events:\n{event}")
        main.append(f"  - ${{file({name}.yml)}}")
    (folder / "serverless.yml").write_text("\n".join(main))
    engine = Engine(Plugins(), Project())
    compared: list[int] = []

    def compare(mappings: list[Alternatives], *_: object) -> list[Finding]:
        compared.append(len(mappings))
        return []

    monkeypatch.setattr(engine, "_run_comparisons", compare)
    for name in ("serverless.yml", "a.yml", "b.yml", "c.yml"):
        engine.check_bytes(name, (folder / name).read_bytes())
    assert compared == [6]


@pytest.mark.usefixtures("folder")
def test_text_without_a_project_stands_alone() -> None:
    assert ALONE.read("serverless.yml", near="serverless.yml") is None
    assert ALONE.files("", (".yml",), near="serverless.yml") == []

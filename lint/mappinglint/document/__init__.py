"""Text into nodes: which reader a text needs, and what it could not read."""

from dataclasses import dataclass

from mappinglint.document.json import read_json
from mappinglint.document.node import Node
from mappinglint.document.outline import read_outline
from mappinglint.document.problem import Problem
from mappinglint.project import ALONE, Project
from mappinglint.source import Source
from mappinglint.span import Span

_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")

# What `terraform show -json` begins with.
_OF_TERRAFORM = '"format_version"'
_HEAD = 200


@dataclass(frozen=True, eq=False)
class Document:
    """What was read from one source: a root for every YAML document or JSON value in it.

    It is `broken` when a mistake ended the reading before the end of the text. `shared` are places
    that aliases stand for, and `project` has the files around it.
    """

    source: Source
    format: str
    roots: list[Node]
    problems: list[Problem]
    broken: bool
    shared: tuple[Span, ...] = ()
    project: Project = ALONE


def read(source: Source, project: Project = ALONE) -> Document:
    """Read a source as JSON or YAML, which the content decides.

    JSON is nearly YAML, but not quite (tabs, surrogate escapes): what starts like JSON is read as
    JSON first. Never raises for bad text: mistakes are among the document's problems, and the
    roots hold what stands before them.
    """
    if not _looks_like_json(source.text):
        return _read_yaml(source, project)
    if _OF_TERRAFORM in source.text[:_HEAD] and (root := read_outline(source.text)):
        return Document(source, "json", [root], [], broken=False, project=project)
    tree = read_json(source.text)
    if tree.broken and not _is_named_json(source.path):
        as_yaml = _read_yaml(source, project)
        if not as_yaml.broken:
            return as_yaml
    return Document(source, "json", tree.roots, tree.problems, tree.broken, project=project)


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _is_named_json(path: str) -> bool:
    return path.lower().endswith(_JSON_SUFFIXES)


def _read_yaml(source: Source, project: Project) -> Document:
    # Imported here, so that a run over JSON alone never loads a YAML parser.
    from mappinglint.document.yaml import read_yaml

    tree = read_yaml(source.text)
    shared = tuple(dict.fromkeys(tree.shared))
    return Document(source, "yaml", tree.roots, tree.problems, tree.broken, shared, project)

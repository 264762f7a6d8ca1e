"""Text into nodes: which reader a text needs, and what it could not read."""

import re
from dataclasses import dataclass

from mappinglint.document.json import read_json
from mappinglint.document.node import Node
from mappinglint.document.problem import Problem
from mappinglint.project import ALONE, Project
from mappinglint.source import Source
from mappinglint.span import Span

_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_YAML_SUFFIXES = (".yaml", ".yml", ".template", ".cfn")
_HCL_SUFFIXES = (".tf", ".tofu", ".tfvars", ".hcl")
# The first line of a block that is Terraform's, where no name tells what a text is.
_HCL_BLOCK = re.compile(
    r'^(?:(?:resource|data)[ \t]+"[\w-]+"|module|variable)[ \t]+"[\w-]+"[ \t]*\{', re.MULTILINE
)


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
    """Read a source as HCL, which its name says, or as JSON or YAML, which the content decides.

    JSON is nearly YAML, but not quite (tabs, surrogate escapes): what starts like JSON is read as
    JSON first. Never raises for bad text: mistakes are among the document's problems, and the
    roots hold what stands before them.
    """
    if _is_hcl(source):
        return _read_hcl(source, project)
    if not _looks_like_json(source.text):
        return _read_yaml(source, project)
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


def _is_hcl(source: Source) -> bool:
    path = source.path.lower()
    if path.endswith(_HCL_SUFFIXES):
        return True
    is_something_else = path.endswith((*_JSON_SUFFIXES, *_YAML_SUFFIXES))
    return not is_something_else and _HCL_BLOCK.search(source.text) is not None


def _read_hcl(source: Source, project: Project) -> Document:
    # Imported here, so that no other run loads its parser.
    from mappinglint.document.hcl import read_hcl

    tree = read_hcl(source.text)
    return Document(source, "hcl", tree.roots, tree.problems, tree.broken, project=project)


def _read_yaml(source: Source, project: Project) -> Document:
    # Imported here, so that a run over JSON alone never loads a YAML parser.
    from mappinglint.document.yaml import read_yaml

    tree = read_yaml(source.text)
    shared = tuple(dict.fromkeys(tree.shared))
    return Document(source, "yaml", tree.roots, tree.problems, tree.broken, shared, project)

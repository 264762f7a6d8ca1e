"""Text into nodes: which reader a text needs, and what it could not read."""

import os
import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from mappinglint.document.comments import Comment, find_comments, mentions_us
from mappinglint.document.node import Node
from mappinglint.document.problem import Problem, ProblemKind
from mappinglint.limits import (
    LARGEST_TEXT,
    MOST_OPEN_COMMENTS,
    MOST_SIGNS_OF_SHELL,
    MOST_STRAY_EQUALS,
    megabytes,
)
from mappinglint.project import ALONE, Project
from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.span import Span

if TYPE_CHECKING:
    from mappinglint.document.fences import Fence

_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
# Of other files, the content says whether they are JSON or YAML.
_LANGUAGES = {
    ".bash": "shell",
    ".hcl": "hcl",
    ".ksh": "shell",
    ".markdown": "markdown",
    ".md": "markdown",
    ".mdx": "markdown",
    ".sh": "shell",
    ".tf": "hcl",
    ".tfvars": "hcl",
    ".tofu": "hcl",
    ".zsh": "shell",
}
# A script without an ending says itself what runs it.
_SCRIPT = r"#![^\n]*\b(?:ba|da|k|z)?sh\b"

_YAML_SUFFIXES = (".yaml", ".yml", ".template", ".cfn")
# The first line of a block that is Terraform's, where no name tells what a text is.
_HCL_BLOCK = r'(?m)^(?:(?:resource|data)[ \t]+"[\w-]+"|module|variable)[ \t]+"[\w-]+"[ \t]*\{'
# No line of YAML begins so: within a text of YAML's, lines are indented.
_FENCE = r"(?m)^```+[ \t{.]*[A-Za-z]"
_COMMAND = r"(?m)^aws[ \t]+lambda[ \t]+(?:create|update)-event-source-mapping\b"
# PowerShell has it at the end of a line that goes on.
_BACKTICK = r"(?m)`[ \t]*$"
# What opens something that a shell, or HCL, reads on for: see `limits`.
_SIGN_OF_SHELL = r"[|<>()@?]"
_STRAY_EQUALS = r"(?<![=!<>])=(?!=)[ \t\r\n]*(?:\w+[ \t\r\n]*)?(?==(?![=>~]))"
# What `terraform show -json` begins with.
_OF_TERRAFORM = '"format_version"'
_HEAD = 200


@dataclass(frozen=True, eq=False)
class Document:
    """What was read from one source: a root for every YAML document or JSON value in it.

    Of a shell script, there is a root for every command. It is `broken` when a mistake ended the
    reading before the end of the text, and `is_unread` where it is over one of our limits and has
    no roots. `shared` are places that aliases stand for, and `project`
    has the files around it. `fences` are the code blocks of a text for people: each has a document
    of its own, which is an example, and there are no roots beside them. `comments` are those that
    are meant for us.
    """

    source: Source
    format: str
    roots: list[Node]
    problems: list[Problem]
    broken: bool
    shared: tuple[Span, ...] = ()
    project: Project = ALONE
    fences: "tuple[Fence, ...]" = ()
    is_example: bool = False
    comments: tuple[Comment, ...] = ()
    is_unread: bool = False

    @property
    def has_suppressions(self) -> bool:
        """Say whether something in it may be meant for us: a byte search."""
        return mentions_us(self.source.text)


def read(source: Source, project: Project = ALONE) -> Document:
    """Read a source in the language that its name or its content says.

    Never raises for bad text: mistakes are among the document's problems, and the roots hold what
    stands before them.
    """
    language = _language(source)
    if language == "markdown" and not (refusal := _refusal(language, source.text)):
        # Imported here, as other readers are: a run without such files never loads the parser.
        from mappinglint.document.fences import read_fences

        fences = tuple(read_fences(source))
        return Document(source, "markdown", [], [], broken=False, project=project, fences=fences)
    if language == "markdown":
        return _unread(source, language, refusal, project)
    return read_as(language, source, source.text, project)


def read_fence(fence: "Fence", document: Document) -> Document:
    """Read a code block, as a document whose places are in the whole text."""
    from mappinglint.document.fences import moved

    found = read_as(fence.language, document.source, fence.text, document.project)
    return moved(found, fence)


def read_as(language: str, source: Source, text: str, project: Project) -> Document:
    """Read a text of a source in a language: "hcl", "json", "shell", or "" for YAML or JSON."""
    refusal = _refusal(language, text)
    if refusal:
        return _unread(source, language or "yaml", refusal, project)
    document = _read_as(language, source, text, project)
    if not mentions_us(text):
        return document
    comments = find_comments(document.format, text, document.roots)
    return replace(document, comments=comments)


def _refusal(language: str, text: str) -> str:
    """Return why a text would take too long to read in a language; mostly that is empty."""
    most = LARGEST_TEXT[language or ("json" if _looks_like_json(text) else "yaml")]
    if len(text) > most:
        return f"it has {megabytes(len(text))}, and no more than {megabytes(most)} are read"
    if language == "shell" and _has_more(_SIGN_OF_SHELL, text, MOST_SIGNS_OF_SHELL):
        return f"it has more than {MOST_SIGNS_OF_SHELL:,} of the signs | < > ( ) @ ?"
    if language == "hcl" and text.count("/*", text.rfind("*/") + 1) > MOST_OPEN_COMMENTS:
        return "a comment in it has no end"
    if language == "hcl" and _has_more(_STRAY_EQUALS, text, MOST_STRAY_EQUALS):
        return f"it has more than {MOST_STRAY_EQUALS:,} signs of equality that stand astray"
    return ""


def _has_more(sign: str, text: str, most: int) -> bool:
    # Each needs a character at least: of most texts, nothing need be counted.
    return len(text) > most and next(islice(re.finditer(sign, text), most, None), None) is not None


def _unread(source: Source, language: str, reason: str, project: Project) -> Document:
    problem = Problem(ProblemKind.UNREADABLE, f"this text was not read: {reason}", Span(0, 1))
    return Document(source, language, [], [problem], broken=True, project=project, is_unread=True)


def _read_as(language: str, source: Source, text: str, project: Project) -> Document:
    if language == "hcl":
        from mappinglint.document.hcl import read_hcl

        hcl = read_hcl(text)
        return Document(source, "hcl", hcl.roots, hcl.problems, hcl.broken, project=project)
    if language == "shell":
        from mappinglint.document.shell import read_shell

        commands: list[Node] = [*read_shell(text)]
        return Document(source, "shell", commands, [], broken=False, project=project)
    if _OF_TERRAFORM in text[:_HEAD]:
        from mappinglint.document.outline import read_outline

        if root := read_outline(text):
            return Document(source, "json", [root], [], broken=False, project=project)
    # JSON is nearly YAML, but not quite (tabs, surrogate escapes): what starts like JSON is read
    # as JSON first.
    if language != "json" and not _looks_like_json(text):
        return _read_yaml(source, text, project)
    from mappinglint.document.json import read_json

    tree = read_json(text)
    if tree.broken and language != "json":
        as_yaml = _read_yaml(source, text, project)
        if not as_yaml.broken:
            return as_yaml
    return Document(source, "json", tree.roots, tree.problems, tree.broken, project=project)


def _language(source: Source) -> str:
    path = source.path.lower()
    if path.endswith(_JSON_SUFFIXES):
        # Much that is named so is YAML all the same.
        return "json" if _looks_like_json(source.text) else ""
    for ending, language in _LANGUAGES.items():
        if path.endswith(ending):
            return language
    if path.endswith(_YAML_SUFFIXES):
        return ""
    if re.match(_SCRIPT, source.text):
        return "shell"
    return _language_of_text(source)


def _language_of_text(source: Source) -> str:
    """Return the language of a text that has no name to tell it: on standard input, say."""
    text = source.text
    block, fence = re.search(_HCL_BLOCK, text), re.search(_FENCE, text)
    if block and fence:
        # HCL may quote Markdown, and the other way round.
        return "hcl" if block.start() < fence.start() else "markdown"
    if block or fence:
        return "hcl" if block else "markdown"
    has_ending = "." in os.path.basename(source.path)
    is_shell = not has_ending and re.search(_COMMAND, text) and not re.search(_BACKTICK, text)
    return "shell" if is_shell else ""


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _read_yaml(source: Source, text: str, project: Project) -> Document:
    # Imported here, so that a run over JSON alone never loads a YAML parser.
    from mappinglint.document.yaml import read_yaml

    tree = read_yaml(text)
    shared = tuple(dict.fromkeys(tree.shared))
    return Document(source, "yaml", tree.roots, tree.problems, tree.broken, shared, project)

"""The code blocks of a Markdown file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from mappinglint.document.node import MappingNode, SequenceNode, each_node
from mappinglint.document.problem import Problem
from mappinglint.document.word import shift
from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.span import Span

if TYPE_CHECKING:
    from mappinglint.document import Document

_LANGUAGES = {
    "bash": "shell",
    "console": "shell",
    "hcl": "hcl",
    "json": "json",
    "jsonc": "json",
    "sh": "shell",
    "shell": "shell",
    "shell-session": "shell",
    "terraform": "hcl",
    "tf": "hcl",
    "yaml": "",
    "yml": "",
    "zsh": "shell",
}
_LANGUAGE = re.compile(r"[\s{.]*([\w-]+)")
# `$ ` in front of what to type, and `> ` in front of more of it.
_PROMPT = re.compile(r"[ \t]*(?:[\w.@:~/-]*[$%])[ \t]+")
_MORE = re.compile(r"[ \t]*>[ \t]")
_QUOTE = re.compile(r"\\.|['\"]")
# "..." for what an example leaves out.
_LEFT_OUT = re.compile(r"^[ \t]*+(?:(?:#|//)[ \t]*+)?(?:\.\.\.|…)", re.MULTILINE)


@dataclass(frozen=True)
class Fence:
    """A code block in a language that we read.

    `text` starts at an offset of the file, and is as long as what stands there; what does not
    belong to the code (`> ` of a quotation, `$ ` of a prompt) is blank.
    """

    language: str
    start: int
    text: str


def read_fences(source: Source) -> Iterator[Fence]:
    """Yield the code blocks of a text that are in a language that we read."""
    from markdown_it import MarkdownIt

    lines = source.lines()
    starts = [0, *accumulate(map(len, lines))]
    # Without what stands within the lines of paragraphs, which takes most of the time.
    for token in MarkdownIt("commonmark").disable(["inline"]).parse(source.text):
        named = _LANGUAGE.match(token.info) if token.type == "fence" else None
        language = _LANGUAGES.get(named[1].lower()) if named else None
        if language is not None and token.map is not None and token.content:
            first = token.map[0] + 1
            code = token.content.removesuffix("\n").split("\n")
            code = [*map(_without_frame, lines[first : first + len(code)], code)]
            if language == "shell":
                code = [*_without_prompts(code)]
            yield Fence(language, starts[first], "".join(code))


def _without_frame(line: str, code: str) -> str:
    """Return a line of the file in which only the code of the block is left."""
    body = line.rstrip("\r\n")
    # Of a tab in front of it, only a part may belong to the code.
    code = code if body.endswith(code) else code.lstrip()
    frame = len(body) - len(code) if body.endswith(code) else len(body)
    return " " * frame + line[frame:]


def _without_prompts(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a session with only what was typed; a script has no prompts."""
    if not any(map(_PROMPT.match, lines)):
        yield from lines
        return
    quote, goes_on = "", False
    for line in lines:
        prompt = (_MORE if goes_on else _PROMPT).match(line)
        if prompt is None and not goes_on:
            yield "".join(char if char in "\r\n" else " " for char in line)
            continue
        typed = line[prompt.end() :] if prompt else line
        quote = _open_quote(quote, typed)
        goes_on = bool(quote) or typed.rstrip("\r\n").endswith("\\")
        yield " " * (len(line) - len(typed)) + typed


def _open_quote(quote: str, text: str) -> str:
    """Return the quote that is open behind a text, given the one before it."""
    for found in _QUOTE.finditer(text):
        if not quote:
            quote = found[0] if found[0] in ("'", '"') else ""
        elif found[0] == quote:
            quote = ""
    return quote


def moved(document: "Document", fence: Fence) -> "Document":
    """Return the document of a code block with its places in the file."""
    leaves_out = _LEFT_OUT.search(fence.text) is not None
    for root in document.roots:
        shift(root, fence.start)
        for node in each_node(root) if leaves_out else ():
            if isinstance(node, MappingNode | SequenceNode):
                node.complete = False
    return replace(
        document,
        is_example=True,
        problems=[_moved(problem, fence.start) for problem in document.problems],
        shared=tuple(_span(span, fence.start) for span in document.shared),
        comments=tuple(
            one._replace(span=_span(one.span, fence.start)) for one in document.comments
        ),
    )


def _moved(problem: Problem, by: int) -> Problem:
    related = problem.related and (_span(problem.related[0], by), problem.related[1])
    return replace(problem, span=_span(problem.span, by), related=related)


def _span(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)

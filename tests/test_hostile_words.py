"""Whatever a file says, a report shows it and obeys nothing of it: each place in each format."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
from markdown_it import MarkdownIt

from mappinglint.console import complain
from mappinglint.edit import Edit, Fix
from mappinglint.engine import Result
from mappinglint.finding import Finding, Level
from mappinglint.place import Label, Place
from mappinglint.report import FORMATS, render
from mappinglint.report.job_summary import render as render_page
from mappinglint.rule import Evidence, Rule
from mappinglint.scenario import Assumption
from mappinglint.source import Source
from mappinglint.span import Span

_RULE = Rule("EX001", "example-rule", Level.WARNING, Evidence.ADVISED, __name__)

_WORDS: Final = {
    "colours": "\x1b[31mred\x1b[0m",
    "title of the window": "\x1b]0;title\x07",
    "cursor": "\x9b2Jup\x08\x08",
    "lines": "a\nb\r\nc\rd\x0b\x0c\x85e\u2028f\u2029g",
    "end of text": "a\x00b",
    "direction": "\u202eabc\u2066d\u2069\u200f\u061c",
    "command of GitHub": "\n::error::x\n##[error]x",
    "command of Azure": "\n##vso[task.setvariable variable=x]y",
    "half a character": "\ud800\udcff",
    "HTML": "<script>alert(1)</script><img src=x onerror=y>&lt;",
    "Markdown": "[x](https://example.com) ![y](z) `a` **b** | c |\n# d\n<!-- e",
    "mention": "@team #1 :tada: $x$ ~y~",
    "XML": "]]></failure><x a='b'>&#0;",
    "bare": "\\x1b%0A%25,:;",
}
_PLACES: Final = (
    "path", "text", "label", "message", "related", "aws", "remedy", "title", "when", "mapping",
)  # fmt: skip
# What no terminal, log or page may get as it is.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200f\u061c]"
)


def _result(place: str, words: str) -> Result:
    """Return a result that has hostile words in one place."""
    if place == "path":
        # What no name of a file can have.
        words = words.replace("\0", "").replace("\ud800", "")

    def of(name: str) -> str:
        return words if name == place else f"some {name}"

    text = f"BatchSize: {of('text')}\nend: 1\n"
    source = Source(of("path") if place == "path" else "template.yaml", text)
    span = Span(11, text.index("\nend"))
    primary = Label(Place(source, span).first_line(), of("label"))
    fix = Fix(of("title"), (Edit(primary.place, "1"),), safe=True)
    finding = Finding(
        _RULE,
        Level.WARNING,
        of("message"),
        primary,
        (Label(Place(source, Span(len(text) - 2, len(text) - 1)), of("related")),),
        setting="BatchSize",
        mapping=of("mapping"),
        aws=of("aws"),
        remedy=of("remedy"),
        fix=fix,
        when=(Assumption(of("when"), "true"),),
    )
    plain = replace(finding, fix=None)
    return Result([finding, plain], files=1, mappings=1, fixed=[finding], rules=[_RULE])


@pytest.fixture(params=_WORDS)
def words(request: pytest.FixtureRequest) -> str:
    return _WORDS[request.param]


def _as_long(words: str) -> str:
    """Return harmless words on as many lines."""
    return re.sub(r"[^\r\n]", "x", words)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            for one in value.values():
                yield from _texts(one)


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("name", FORMATS)
def test_a_report_obeys_nothing(name: str, place: str, words: str) -> None:
    written = render(name, _result(place, words))
    shown = written.encode(errors="backslashreplace").decode()
    assert not _OBEYED.search(shown)
    plain = render(name, _result(place, _as_long(words) if place == "text" else "x"))
    # As many lines as ever: nothing in a file begins one.
    assert shown.count("\n") == plain.count("\n")
    if name in ("checkstyle", "junit"):
        kinds = [one.tag for one in ET.fromstring(written).iter()]  # noqa: S314 - it is ours
        assert kinds == [one.tag for one in ET.fromstring(plain).iter()]  # noqa: S314 - as above
    if name in ("json", "sarif", "gitlab"):
        assert len([*_texts(json.loads(written))]) == len([*_texts(json.loads(plain))])


@pytest.mark.parametrize("place", _PLACES)
def test_the_page_of_a_job_has_words_and_nothing_else(place: str, words: str) -> None:
    page = render_page(_result(place, words), "/")
    assert not _OBEYED.search(page.encode(errors="backslashreplace").decode())
    parse = MarkdownIt("commonmark").enable("table").parse
    kinds = {one.type for token in parse(page) for one in token.children or ()}
    # The one HTML is our <code>.
    assert kinds <= {"text", "text_special", "html_inline", "softbreak"}
    tags = [
        one.content
        for token in parse(page)
        for one in token.children or ()
        if one.type == "html_inline"
    ]
    assert set(tags) <= {"<code>", "</code>"}
    assert page.count("\n") == render_page(_result(place, "x"), "/").count("\n")


def test_a_complaint_is_one_line(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    complain(words.encode(errors="backslashreplace").decode())
    told = capsys.readouterr().err
    assert not _OBEYED.search(told)
    assert told.count("\n") == 1

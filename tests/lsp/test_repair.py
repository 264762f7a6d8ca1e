"""Tests for what is read of a text in which somebody types."""

import time

import pytest

from mappinglint.lsp.repair import doubtful_from, repaired
from mappinglint.project import ALONE
from mappinglint.source import Source


def _repaired(text: str, name: str = "a.yaml") -> str:
    return repaired(ALONE.document(Source(name, text)), ALONE.document)


@pytest.mark.parametrize(
    ("name", "text", "blank"),
    [
        ("a.yaml", "a: 1\nb\nc: 2\n", 2),
        ("a.yaml", "a:\r\n  b\r\n  c: {d: 1}\r\n", 2),
        ("a.yaml", 'a: "\nb: 1\nc: 2\n', 1),
        ("a.json", '{"a": 1,\n"b"\n"c": 2\n}', 2),
    ],
)
def test_line_that_is_wrong_is_left_empty_and_the_rest_stands_where_it_stood(
    name: str, text: str, blank: int
) -> None:
    found = _repaired(text, name)
    assert len(found) == len(text)
    before, after = Source(name, text), Source(name, found)
    for line in range(1, before.line_count + 1):
        start, end = before.line_span(line)
        assert after.line_span(line) == (start, end)
        is_blank = line == blank and end > start
        assert found[start:end] == (" " * (end - start) if is_blank else text[start:end])
    assert ALONE.document(after).problems == []


def test_key_that_lacks_its_colon_gets_one() -> None:
    assert _repaired("abc\n  b: 1\nc: 2\n") == "ab:\n  b: 1\nc: 2\n"


def test_what_can_be_read_stays_as_it_is() -> None:
    text = "a: 1\nb: [2]\n"
    assert _repaired(text) == text
    assert doubtful_from(ALONE.document(Source("a.yaml", text))) > len(text)


def test_what_stands_before_the_mistake_is_not_doubtful() -> None:
    text = "a: 1\nb\nc: 2\n"
    assert doubtful_from(ALONE.document(Source("a.yaml", text))) == text.index("b")


@pytest.mark.parametrize("text", ["", "{", "\x00", '"', "a: b: c: d", "- [", "\t", "&a *a", "%"])
def test_what_cannot_be_repaired_breaks_nothing(text: str) -> None:
    for name in ("a.yaml", "a.json", "a.tf", "a.sh"):
        assert len(_repaired(text, name)) == len(text)


def test_large_text_costs_no_more_than_a_reading_or_two() -> None:
    text = "".join(f"key{number}: [value, {number}\n" for number in range(20_000))
    start = time.process_time()
    ALONE.document(Source("a.yaml", text))
    once = time.process_time() - start
    start = time.process_time()
    _repaired(text)
    assert time.process_time() - start < 4 * once + 1

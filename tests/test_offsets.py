"""Each character of a decoded string is found where it stands in the file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from mappinglint.document import read
from mappinglint.document.node import MappingNode, ScalarNode
from mappinglint.document.offsets import offsets
from mappinglint.source import Source


def _value(text: str, name: str = "x.yaml") -> ScalarNode:
    (root,) = read(Source(name, text)).roots
    assert isinstance(root, MappingNode)
    node = root.get("k")
    assert isinstance(node, ScalarNode)
    return node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("k: 'it''s'", ["i", "t", "''", "s"]),
        (r'k: "a\"\u00e9\n"', ["a", r"\"", r"\u00e9", r"\n"]),
        ("k: |\n  ab\n  c\n", ["a", "b", "\n", "c", "\n"]),
        ("k: |2-\n    ab\n", [" ", " ", "a", "b"]),
        ("k: >-\n  ab\n  c\n", ["a", "b", "\n", "c"]),
        ("k: ab\n  c\n", ["a", "b", "\n", "c"]),
        ('k: "ab\\\n  c"', ["a", "b", "c"]),
        ("k: !Sub 'ab'", ["a", "b"]),
        ("k: !Sub ab", ["a", "b"]),
        ("k: &x ab", ["a", "b"]),
        ("k: !Sub |\n  ab", ["a", "b"]),
        ("k: |\r\n  ab\r\n  c\r\n", ["a", "b", "\r", "c", "\r"]),
    ],
)
def test_characters_are_found(text: str, expected: list[str]) -> None:
    node = _value(text)
    found = offsets(text, node.span, node.text, node.style)
    assert len(found) == len(node.text) + 1
    for start, raw in zip(found, expected, strict=False):
        assert text.startswith(raw, start)


def test_surrogate_pair_is_one_character() -> None:
    text = r'{"k": "a\ud83d\ude00b"}'
    node = _value(text, "x.json")
    found = offsets(text, node.span, node.text, node.style)
    assert [text[found[i] : found[i + 1]] for i in range(3)] == ["a", r"\ud83d\ude00", "b"]


# A line break at the start, or white space at an end, is spelled in ways of their own.
_TEXTS = st.text(alphabet="ab{}\":'\\é😀 \n", min_size=1, max_size=40).filter(
    lambda text: text == text.strip() and "  " not in text and " \n" not in text
)


@given(_TEXTS)
def test_json_strings(value: str) -> None:
    for ascii_only in (True, False):
        text = json.dumps({"k": value}, ensure_ascii=ascii_only)
        _assert_visible_characters_are_found(text, "x.json")


@given(_TEXTS, st.sampled_from([str, SingleQuotedScalarString, DoubleQuotedScalarString]))
def test_yaml_strings(value: str, style: type[str]) -> None:
    _assert_visible_characters_are_found(_dumped(style(value)), "x.yaml")


@given(_TEXTS, st.sampled_from([LiteralScalarString, FoldedScalarString]))
def test_yaml_blocks(value: str, style: type[str]) -> None:
    _assert_visible_characters_are_found(_dumped(style(value + "\n")), "x.yaml")


def _dumped(value: str) -> str:
    from io import StringIO

    yaml = YAML()
    yaml.width = 20
    stream = StringIO()
    yaml.dump({"k": value}, stream)
    return stream.getvalue()


def _assert_visible_characters_are_found(text: str, name: str) -> None:
    node = _value(text, name)
    found = offsets(text, node.span, node.text, node.style)
    assert found == sorted(found)
    for char, start in zip(node.text, found, strict=False):
        if not char.isspace() and char not in "\"'\\":
            assert text[start] in (char, "\\"), (text, char, start)

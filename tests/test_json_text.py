"""Objects of a file as the JSON text that their format makes of them, each part at its place."""

import json
from typing import Any

import pytest

from mappinglint.dialects.reader import ValueReader
from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.document import read
from mappinglint.json_text import as_json
from mappinglint.mapping import Format
from mappinglint.parts import HOLE
from mappinglint.place import Place
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.value import Known, Unknown, places_of, text_of


def _text(source: Source) -> Known | Unknown:
    value = ValueReader(source, Format("yaml", converts=False), yaml_1_2).value(
        read(source).roots[0]
    )
    assert value is not None
    return as_json(value, Place(source, Span(0, len(source.text))))


@pytest.mark.parametrize(
    "data",
    [
        {"a": [1, 1.5, "x", True, None, {"prefix": "y"}], "b": {"c": [{"exists": False}]}},
        {},
        [],
        {"a": []},
        {"ä": 'with "quotes" and \\ and \n'},
    ],
)
def test_text_means_the_same(data: Any) -> None:
    value = _text(Source("x.json", json.dumps(data, indent=1)))
    assert isinstance(value, Known)
    assert json.loads(value.text) == data


@pytest.mark.parametrize(
    ("yaml", "part", "there"),
    [
        ("body: {status: [paid, open]}", '"paid"', "paid"),
        ("body: {status: [paid, open]}", '"status"', "status"),
        ("body:\n  status: ['pa''id', open]", "id", "id"),
        ('body: {status: ["p\\u0061id"]}', "aid", "\\u0061id"),
        ("body:\n  total: [{numeric: ['>', 5]}]", "5", "5"),
        ("a: {b:  [x]}", '{"b":["x"]}', "{b:  [x]}"),
        ("a: {b:  [x] }", '["x"]', "[x]"),
    ],
)
def test_part_stands_where_it_is_written(yaml: str, part: str, there: str) -> None:
    value = _text(Source("x.yaml", yaml))
    at = text_of(value).index(part)
    assert places_of(value).within(at, at + len(part)).text == there


def test_what_is_not_known_is_a_hole() -> None:
    value = _text(Source("x.yaml", 'body: {status: ["${STATUS}", "a-${X}"], "${KEY}": [1]}'))
    assert text_of(value) == f'{{"body":{{"status":["{HOLE}","a-{HOLE}"],{HOLE}}}}}'

"""The outline of a JSON text holds what the reader of every JSON text reads."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.document import read
from mappinglint.document.json import read_json
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.document.outline import read_outline
from mappinglint.source import Source

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def _plain(node: Node) -> object:
    match node:
        case ScalarNode():
            return node.text, node.style, node.span
        case SequenceNode():
            return node.span, [_plain(item) for item in node.items]
        case MappingNode():
            return node.span, [(_plain(key), _plain(value)) for key, value in node.entries]
    raise AssertionError(node)


@given(data=_JSON, indent=st.sampled_from([None, 0, 2]), escapes=st.booleans())
def test_outline_has_the_values_and_places_of_the_reader(
    data: object, indent: int | None, escapes: bool
) -> None:
    text = f" {json.dumps(data, indent=indent, ensure_ascii=escapes)}\r\n"
    root = read_outline(text)
    assert root is not None
    assert _plain(root) == _plain(read_json(text).roots[0])


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1,}', "NaN", "[1] [2]", '{"a": "\t"}', "[" * 99_999]
)
def test_what_is_not_one_json_value_has_no_outline(text: str) -> None:
    assert read_outline(text) is None


def test_broken_plan_is_read_as_far_as_it_goes() -> None:
    document = read(Source("plan.json", '{"format_version": "1.2", "planned_values": {"a": 1'))
    assert document.broken
    (root,) = document.roots
    assert isinstance(root, MappingNode)
    assert "planned_values" in root

"""Edits of a text: what is asked for changes, and nothing else, in any layout."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.document import layout, read
from mappinglint.document.layout import Change
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.source import Source


def _root(text: str) -> MappingNode:
    """Return the one mapping of a text, which has to be sound; YAML reads JSON as well."""
    document = read(Source("x.yaml", text))
    assert not document.problems, (text, document.problems)
    (root,) = document.roots
    assert isinstance(root, MappingNode)
    return root


def _owner(text: str, *way: str | int) -> MappingNode:
    """Return the mapping at the end of some keys and indexes."""
    node: Node = _root(text)
    for step in way:
        if isinstance(step, int):
            assert isinstance(node, SequenceNode)
            node = follow(node.items[step])
        else:
            assert isinstance(node, MappingNode)
            found = node.get(step)
            assert found is not None
            node = found
    assert isinstance(node, MappingNode)
    return node


def _key(owner: MappingNode, name: str) -> ScalarNode:
    (key,) = [key for key, _ in owner.entries if key.text == name]
    return key


def _scalar(owner: MappingNode, name: str) -> ScalarNode:
    found = owner.get(name)
    assert isinstance(found, ScalarNode)
    return found


def _changed(text: str, change: Change | None) -> str | None:
    if change is None:
        return None
    start, end = change.span
    assert 0 <= start <= end <= len(text)
    return text[:start] + change.text + text[end:]


def _without(text: str, name: str, *way: str | int) -> str | None:
    owner = _owner(text, *way)
    return _changed(text, layout.removed(text, owner, _key(owner, name).span))


def _with(text: str, beside: str, *way: str | int) -> str | None:
    owner = _owner(text, *way)
    return _changed(text, layout.inserted(text, owner, _key(owner, beside).span, "new", "5"))


_REMOVED = {
    # Blocks.
    "first": ("a: 1\nb: 2\nc: 3\n", "a", "b: 2\nc: 3\n"),
    "middle": ("a: 1\nb: 2\nc: 3\n", "b", "a: 1\nc: 3\n"),
    "last": ("a: 1\nb: 2\nc: 3\n", "c", "a: 1\nb: 2\n"),
    "last without an end of line": ("a: 1\nb: 2", "b", "a: 1\n"),
    "only one": ("a: 1\n", "a", None),
    "nothing written": ("a:\nb: 2\n", "a", "b: 2\n"),
    "comment behind": ("a: 1 # old\nb: 2 # kept\n", "a", "b: 2 # kept\n"),
    "comments around": ("# 1\na: 1\n# 2\nb: 2\n# 3\nc: 3\n", "b", "# 1\na: 1\n# 2\n# 3\nc: 3\n"),
    "blank lines": ("a: 1\n\nb: 2\n\nc: 3\n", "b", "a: 1\n\n\nc: 3\n"),
    "crlf": ("a: 1\r\nb: 2\r\nc: 3\r\n", "b", "a: 1\r\nc: 3\r\n"),
    "cr": ("a: 1\rb: 2\rc: 3\r", "b", "a: 1\rc: 3\r"),
    "crlf at the end": ("a: 1\r\nb: 2", "b", "a: 1\r\n"),
    "block within": ("a:\n  x: 1\n  y:\n    - 1\nb: 2\n", "a", "b: 2\n"),
    "list at the same column": ("a:\n- 1\n- 2\nb: 2\n", "a", "b: 2\n"),
    "block at the end": ("b: 2\na:\n  x:\n    y: 1\n", "a", "b: 2\n"),
    "block text": ("a: |\n  x\n  y\nb: 2\n", "a", "b: 2\n"),
    "block text and blank lines": ("a: |\n  x\n\n\nb: 2\n", "a", "\n\nb: 2\n"),
    "block text and a comment": ("a: |\n  x\n# kept\nb: 2\n", "a", "# kept\nb: 2\n"),
    "folded text": ("a: >-\n  x\n  y\nb: 2\n", "a", "b: 2\n"),
    "text on several lines": ("a: 'x\n  y'\nb: 2\n", "a", "b: 2\n"),
    "plain text on several lines": ("a: x\n  y\nb: 2\n", "a", "b: 2\n"),
    "tag": ("a: !Ref x\nb: 2\n", "a", "b: 2\n"),
    "tagged list": ("a: !Join ['', [x, y]]\nb: 2\n", "a", "b: 2\n"),
    "tagged list at the end": ("b: 2\na: !Join ['', [x, y]]\n", "a", "b: 2\n"),
    "tagged block": ("a: !If\n  - x\n  - y\nb: 2\n", "a", "b: 2\n"),
    "quoted key": ("'a': 1\n\"b\": 2\n", "a", '"b": 2\n'),
    "anchor": ("a: &x 1\nb: 2\n", "a", None),
    "anchor within": ("a:\n  y: &x 1\nb: 2\n", "a", None),
    "alias": ("b: &x 1\na: *x\n", "a", "b: &x 1\n"),
    "question mark": ("? a\n: 1\nb: 2\n", "a", None),
    "text before": ("b: |\n  x\na: 1\nc: 3\n", "a", "b: |\n  x\nc: 3\n"),
    "text before that would grow": ("b: |+\n  x\na: 1\n\nc: 3\n", "a", None),
    "text before that would take a comment": (
        "b:\n  d: |\n    x\na: 1\n    # c\nc: 3\n",
        "a",
        None,
    ),
    "text before, at the end": ("b: |\n  x\na: 1", "a", "b: |\n  x\n"),
    "merge": ("b: &x {y: 1}\na:\n  <<: *x\n  z: 2\n", "b", None),
    # Between braces.
    "flow, first": ("{a: 1, b: 2, c: 3}", "a", "{b: 2, c: 3}"),
    "flow, middle": ("{a: 1, b: 2, c: 3}", "b", "{a: 1, c: 3}"),
    "flow, last": ("{a: 1, b: 2, c: 3}", "c", "{a: 1, b: 2}"),
    "flow, last with a comma": ("{a: 1, b: 2,}", "b", "{a: 1,}"),
    "flow, only one": ("{a: 1}", "a", "{}"),
    "flow, only one with a comma": ("{a: 1 ,}", "a", "{}"),
    "flow, anchored key": ("{&k a: 1, b: 2}", "a", None),
    "flow, tag": ("{a: !Join [x, y], b: 2}", "a", "{b: 2}"),
    "flow, behind a tag": ("{b: !Join [x, y], a: 2}", "a", "{b: !Join [x, y]}"),
    "flow, several lines": ("{\n  a: 1,\n  b: 2\n}", "a", "{\n  b: 2\n}"),
    "flow, comma in front": ("{a: 1\n, b: 2\n}", "b", "{a: 1\n}"),
    "flow, comment within": ("{\n  a: 1, # one\n  b: 2\n}", "a", None),
    "flow, comment in front": ("{\n  a: 1,\n  # two\n  b: 2\n}", "b", None),
    "flow, comment behind": ("{\n  a: 1,\n  b: 2 # two\n}", "b", "{\n  a: 1 # two\n}"),
    "flow, nothing written": ("{a: , b: 2}", "b", "{a:}"),
    "flow, no colon": ("{a, b: 2}", "b", "{a}"),
    "flow, merge within": ("{<<: {a: 1, d: 2}, c: 3}", "c", "{<<: {a: 1, d: 2}, }"),
    "flow, merged": ("{<<: {a: 1}, c: 3}", "a", None),
    "json, first": ('{"a": 1, "b": [2]}', "a", '{"b": [2]}'),
    "json, middle": ('{\n\t"a": 1,\n\t"b": {},\n\t"c": 3\n}', "b", '{\n\t"a": 1,\n\t"c": 3\n}'),
    "json, last": ('{\r\n "a": 1,\r\n "b": 2\r\n}\r\n', "b", '{\r\n "a": 1\r\n}\r\n'),
}


@pytest.mark.parametrize("name", _REMOVED)
def test_removed(name: str) -> None:
    text, key, expected = _REMOVED[name]
    assert _without(text, key) == expected
    if expected is not None:
        assert key not in _root(expected)


def test_removed_behind_a_dash() -> None:
    text = "l:\n  - a: 1 # one\n    b: 2\n    c: 3\n  - d: 4\n"
    assert _without(text, "a", "l", 0) == "l:\n  - b: 2\n    c: 3\n  - d: 4\n"
    assert _without(text, "b", "l", 0) == "l:\n  - a: 1 # one\n    c: 3\n  - d: 4\n"
    assert _without(text, "c", "l", 0) == "l:\n  - a: 1 # one\n    b: 2\n  - d: 4\n"
    assert _without(text, "d", "l", 1) is None
    assert _without("l:\n- - a: 1\n    b: 2\n", "a", "l", 0, 0) == "l:\n- - b: 2\n"
    # The comment may be about what comes next.
    assert _without("l:\n  - a: 1\n    # two\n    b: 2\n", "a", "l", 0) is None


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("l:\n  - 1 # one\n  - 2\n  - 3\n", 0, "l:\n  - 2\n  - 3\n"),
        ("l:\n  - 1 # one\n  - 2\n  - 3\n", 1, "l:\n  - 1 # one\n  - 3\n"),
        ("l:\r\n- 1\r\n- 2\r\n- 3", 2, "l:\r\n- 1\r\n- 2\r\n"),
        ("l:\n- a: 1\n  b: 2\n# two\n- c: 3\n", 0, "l:\n# two\n- c: 3\n"),
        ("l:\n- a: 1\n- - 2\n  - 3\nm: 4\n", 1, "l:\n- a: 1\nm: 4\n"),
        ("l:\n- |\n  x\n- 2\n", 0, "l:\n- 2\n"),
        ("l:\n- |\n  x\n- 2\n", 1, "l:\n- |\n  x\n"),
        ("l:\n- |+\n  x\n- 2\n\n- 3\n", 1, None),
        ("l:\n- - 1\n  - 2\n- 3\n", 1, "l:\n- - 1\n  - 2\n"),
        ("l:\n- 1\n", 0, None),
        ("l:\n- &x 1\n- 2\n", 0, None),
        ("l: [1, 2, 3]\n", 0, "l: [2, 3]\n"),
        ("l: [1, 2, 3]\n", 1, "l: [1, 3]\n"),
        ("l: [1, {a: 2}]\n", 1, "l: [1]\n"),
        ("l: [1, 2,]\n", 1, "l: [1,]\n"),
        ("l: [&x 1, 2]\n", 0, None),
        ("l: [1, &x 2]\n", 0, None),
        ("l: [1, &x 2]\n", 1, None),
        ("l: [\n  1, # one\n  2\n]\n", 0, None),
        ("l: [1]\n", 0, None),
        ('{"l": [\n  1,\n  2\n]}', 0, '{"l": [\n  2\n]}'),
    ],
)
def test_removed_item(text: str, index: int, expected: str | None) -> None:
    owner = _root(text).get("l")
    assert isinstance(owner, SequenceNode)
    assert _changed(text, layout.removed_item(text, owner, index)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {x: [1]}\nb: 2\n", "a: 'it''s'\nb: 2\n"),
        ("a: {x: [1]} # one\n", "a: 'it''s' # one\n"),
        ("a:\n  x:\n    - 1\n# two\nb: 2\n", "a: 'it''s'\n# two\nb: 2\n"),
        ("a:\r\n  x: 1\r\nb: 2\r\n", "a: 'it''s'\r\nb: 2\r\n"),
        ("- a:\n    x: 1\n  b: 2\n", "- a: 'it''s'\n  b: 2\n"),
        ("a: # one\n  x: 1\n", None),
        ("a: &x {y: 1}\nb: *x\n", None),
        ("a:\n  y: &x 1\nb: *x\n", None),
        ("{a: {x: 1}, b: 2}", "{a: 'it''s', b: 2}"),
        ('{"a": {"x": 1}, "b": 2}', '{"a": "it\'s", "b": 2}'),
        ('{"a":[\n1\n]}', '{"a": "it\'s"}'),
    ],
)
def test_quoted(text: str, expected: str | None) -> None:
    (root,) = read(Source("x.yaml", text)).roots
    owner = root.items[0] if isinstance(root, SequenceNode) else root
    assert isinstance(owner, MappingNode)
    assert _changed(text, layout.quoted(text, owner, _key(owner, "a").span, "it's")) == expected


_INSERTED = {
    "block": ("a: 1\nb: 2\n", "a", "a: 1\nnew: 5\nb: 2\n"),
    "at the end": ("a: 1\nb: 2", "b", "a: 1\nb: 2\nnew: 5"),
    "comment": ("a: 1 # one\nb: 2\n", "a", "a: 1 # one\nnew: 5\nb: 2\n"),
    "crlf": ("a: 1\r\nb: 2\r\n", "a", "a: 1\r\nnew: 5\r\nb: 2\r\n"),
    "quoted": ("'a': 1\n", "a", "'a': 1\n'new': 5\n"),
    "nothing written": ("a:\nb: 2\n", "a", "a:\nnew: 5\nb: 2\n"),
    "anchor": ("a: &x 1\nb: *x\n", "a", "a: &x 1\nnew: 5\nb: *x\n"),
    "list": ("a:\n- 1\n- 2\nb: 2\n", "a", "a:\n- 1\n- 2\nnew: 5\nb: 2\n"),
    "block text": ("a: |+\n  x\n\nb: 2\n", "a", None),
    "question mark": ("? a\n: 1\n", "a", None),
    "flow": ("{a: 1, b: 2}", "a", "{a: 1, new: 5, b: 2}"),
    "flow, last": ("{a: 1, b: 2}", "b", "{a: 1, b: 2, new: 5}"),
    "flow, only one": ("{ a: 1 }", "a", "{ a: 1, new: 5 }"),
    "flow, lines": ("{\n  a: 1,\n  b: 2\n}", "a", "{\n  a: 1,\n  new: 5,\n  b: 2\n}"),
    "flow, comment": ("{\n  # one\n  a: 1\n}", "a", None),
    "flow, anchor": ("{a: &x 1, b: *x}", "a", None),
    "flow, nothing written": ("{a, b: 1}", "a", None),
    "json": ('{"a": 1}', "a", '{"a": 1, "new": 5}'),
    "json, tight": ('{"a":1,"b":2}', "b", '{"a":1,"b":2,"new":5}'),
    "json, lines": ('{\r\n\t"a" : 1\r\n}', "a", '{\r\n\t"a" : 1,\r\n\t"new" : 5\r\n}'),
}


@pytest.mark.parametrize("name", _INSERTED)
def test_inserted(name: str) -> None:
    text, beside, expected = _INSERTED[name]
    assert _with(text, beside) == expected


def test_inserted_behind_a_dash() -> None:
    assert _with("l:\n  - a: 1\n  - b: 2\n", "a", "l", 0) == (
        "l:\n  - a: 1\n    new: 5\n  - b: 2\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # one\n", "a: 7 # one\n"),
        ("a: '1'\n", "a: '7'\n"),
        ('{"a": "1"}', '{"a": "7"}'),
        ("{a: 1}", "{a: 7}"),
        ("a: 1\r\nb: 2\r\n", "a: 7\r\nb: 2\r\n"),
        ("a: |\n  1\n", None),
        ("a: x\n  y\n", None),
        ("a: x\r  y\r", None),
        ("a:\nb: 1\n", None),
        # *x would change, too.
        ("a: &x 1\nb: *x\n", None),
        ("{a: &x '1', b: *x}", None),
        ("a: '&x 1'\n", "a: '7'\n"),
    ],
)
def test_replaced(text: str, expected: str | None) -> None:
    assert _changed(text, layout.replaced(text, _scalar(_root(text), "a"), "7")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: x # one\n", "a: [x] # one\n"),
        ("a: 'x'\n", "a: ['x']\n"),
        ('{"a": "x"}', '{"a": ["x"]}'),
        ("a: x, y's\n", "a: [x, y's]\n"),
        ("a: host:9092\n", "a: [host:9092]\n"),
        ("a: |\n  x\n", None),
        ("a: x\n  y\n", None),
        ("a:\nb: 1\n", None),
    ],
)
def test_listed(text: str, expected: str | None) -> None:
    assert _changed(text, layout.listed(text, _scalar(_root(text), "a"))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [x] # one\nb: 1\n", "a: x # one\nb: 1\n"),
        ("a:\n  - 'x'\nb: 1\n", "a: 'x'\nb: 1\n"),
        ("a:\n- x\n\nb: 1\n", "a: x\n\nb: 1\n"),
        ('{"a": ["x"], "b": 1}', '{"a": "x", "b": 1}'),
        ("{a: [x], b: 1}", "{a: x, b: 1}"),
        ("a: [x, y]\n", None),
        ("a: []\n", None),
        ("a: [[x]]\n", None),
        ("a: [!Ref x]\n", None),
        ("a: &one [x]\nb: *one\n", None),
        ("a: # why\n  - x\n", None),
        ("a:\n  - |\n    x\n", None),
    ],
)
def test_unlisted(text: str, expected: str | None) -> None:
    owner = _root(text)
    assert _changed(text, layout.unlisted(text, owner, _key(owner, "a").span)) == expected


@pytest.mark.parametrize(
    ("text", "bare", "renamed"),
    [
        ("a: '5'\n", "a: 5\n", "z: '5'\n"),
        ('{"a": "5"}', '{"a": 5}', '{"z": "5"}'),
        ("'a': 5\n", None, "'z': 5\n"),
    ],
)
def test_bare_and_renamed(text: str, bare: str | None, renamed: str) -> None:
    root = _root(text)
    assert _changed(text, layout.bare(text, _scalar(root, "a"))) == bare
    assert _changed(text, layout.renamed(text, _key(root, "a").span, "z")) == renamed


def test_what_breaks_off_is_left_alone() -> None:
    text = '{"a": 1, "b": '
    (root,) = read(Source("x.json", text)).roots
    assert isinstance(root, MappingNode)
    assert layout.removed(text, root, root.entries[0][0].span) is None
    assert layout.inserted(text, root, root.entries[0][0].span, "new", "5") is None


# -- any small text -----------------------------------------------------------------------------

_NAMES = st.sampled_from(["a", "b", "c", "dd", "e-e"])
_PLAIN = st.sampled_from(["1", "x", "x y", "true", "'q: #'", '"r,"', "!Ref x", "!Join [x, [y]]"])
_BLOCKS = st.sampled_from(["|", "|-", "|+", ">", ">+"])
_COMMENTS = st.sampled_from(["", "", "", " # {c}", " # 'c"])
_BETWEEN = st.sampled_from(["", "", "", "\n", "# c, d\n", "    # far\n", "\n\n"])


@st.composite
def _flow(draw: st.DrawFn, depth: int = 2) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(_PLAIN)
    space = draw(st.sampled_from(["", " ", "\n   "]))
    comma = draw(st.sampled_from([",", ""]))
    if draw(st.booleans()):
        items = draw(st.lists(_flow(depth - 1), max_size=3))
        return f"[{space}{', '.join(items)}{comma if items else ''}{space}]"
    names = draw(st.lists(_NAMES, max_size=3, unique=True))
    pairs = [f"{name}: {draw(_flow(depth - 1))}" for name in names]
    return f"{{{space}{f',{space or chr(32)}'.join(pairs)}{comma if pairs else ''}{space}}}"


@st.composite
def _block(draw: st.DrawFn, indent: int = 0, depth: int = 3) -> str:
    """A block mapping, from its first key on; each line ends."""
    names = draw(st.lists(_NAMES, min_size=1, max_size=4, unique=True))
    pad = " " * indent
    entries: list[str] = []
    for name in names:
        comment = draw(_COMMENTS)
        between = draw(_BETWEEN) if entries else ""
        shape = draw(st.integers(0, 5)) if depth else 0
        if shape <= 1:
            value = f" {draw(_flow())}{comment}\n"
        elif shape == 2:
            lines = draw(st.lists(st.sampled_from(["x", "- y: 1", "# z", ""]), max_size=3))
            text = "".join(f"{pad}  {line}\n" if line else "\n" for line in ["t", *lines])
            value = f" {draw(_BLOCKS)}{comment}\n{text}"
        elif shape == 3:
            value = f"{comment}\n{pad}  {draw(_block(indent + 2, depth - 1))}"
        elif shape == 4:
            items = draw(st.lists(_block(indent + 4, depth - 1), min_size=1, max_size=2))
            value = f"{comment}\n" + "".join(f"{pad}  - {item}" for item in items)
        else:
            value = f"{comment}\n"
        entries.append(f"{between}{pad if entries else ''}{name}:{value}")
    return "".join(entries)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    text = draw(st.one_of(_block(), _flow(3).filter(lambda flow: flow.startswith("{"))))
    text = draw(st.sampled_from(["", "# top\n", "---\n"])) + text
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _data(node: Node) -> Any:
    """Return what a text says, with the spelling of each scalar's value and its tag."""
    match node:
        case MappingNode():
            return {key.text: _data(value) for key, value in node.entries}
        case SequenceNode():
            return [node.tag, *map(_data, node.items)]
        case ScalarNode():
            return (node.text, node.style, node.tag)
    raise AssertionError(node)


def _mappings(node: Node) -> list[MappingNode]:
    match node:
        case MappingNode(entries=entries):
            return [node, *(found for _, value in entries for found in _mappings(value))]
        case SequenceNode(items=items):
            return [found for item in items for found in _mappings(item)]
    return []


_COMMENT = re.compile(r"# (?:c, d|far)")


@given(_texts(), st.data())
def test_nothing_but_what_was_asked_for_changes(text: str, data: st.DataObject) -> None:
    document = read(Source("x.yaml", text))
    if document.problems or not document.roots or not isinstance(document.roots[0], MappingNode):
        return
    root = document.roots[0]
    owners = [index for index, one in enumerate(_mappings(root)) if one.entries]
    if not owners:
        return
    which = data.draw(st.sampled_from(owners))
    owner = _mappings(root)[which]
    place = data.draw(st.integers(0, len(owner.entries) - 1))
    key, value = owner.entries[place]
    act = data.draw(st.sampled_from(["remove", "rename", "insert", "replace"]))
    entries = list(_data(owner).items())
    if act == "remove":
        change = layout.removed(text, owner, key.span)
        del entries[place]
    elif act == "rename":
        change = layout.renamed(text, key.span, "new")
        entries[place] = ("new", entries[place][1])
    elif act == "insert":
        change = layout.inserted(text, owner, key.span, "new", "5")
        entries.insert(place + 1, ("new", ("5", None, None)))
    elif isinstance(value, ScalarNode) and value.tag is None:
        change = layout.replaced(text, value, "5")
        entries[place] = (key.text, ("5", value.style, None))
    else:
        return
    changed = _changed(text, change)
    if changed is None:
        return
    after = read(Source("x.yaml", changed))
    assert not after.problems, (text, changed)
    expected = _replaced_in(root, owner, dict(entries))
    (new_root,) = after.roots
    assert repr(_data(new_root)) == repr(expected), (text, changed)
    if act != "remove":
        assert _COMMENT.findall(changed) == _COMMENT.findall(text)


@given(_texts(), st.data())
def test_nothing_but_an_item_is_taken_out(text: str, data: st.DataObject) -> None:
    document = read(Source("x.yaml", text))
    if document.problems or not document.roots:
        return
    (root,) = document.roots
    owners = _lists(root)
    if not owners:
        return
    owner = data.draw(st.sampled_from(owners))
    index = data.draw(st.integers(0, len(owner.items) - 1))
    changed = _changed(text, layout.removed_item(text, owner, index))
    if changed is None:
        return
    after = read(Source("x.yaml", changed))
    assert not after.problems, (text, changed)
    items = _data(owner)
    del items[index + 1]
    expected = _replaced_in(root, owner, items)
    assert repr(_data(after.roots[0])) == repr(expected), (text, changed)


def _lists(node: Node) -> list[SequenceNode]:
    match node:
        case MappingNode(entries=entries):
            return [found for _, value in entries for found in _lists(value)]
        case SequenceNode(items=items):
            own = [node] if items else []
            return own + [found for item in items for found in _lists(item)]
    return []


def _replaced_in(node: Node, owner: Node, data: Any) -> Any:
    if node is owner:
        return data
    match node:
        case MappingNode(entries=entries):
            return {key.text: _replaced_in(value, owner, data) for key, value in entries}
        case SequenceNode(items=items):
            return [node.tag, *(_replaced_in(item, owner, data) for item in items)]
    return _data(node)

"""HCL into nodes: what is there, where it stands, and what is wrong in words."""

import hcl2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.document import read
from mappinglint.document.hcl import read_hcl, read_template
from mappinglint.document.hcl_tags import BODY, OBJECT, OPAQUE, REFERENCE, TEMPLATE
from mappinglint.document.hcl_text import decoded, offsets_of
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.document.problem import ProblemKind
from mappinglint.source import Source
from mappinglint.span import Span


def _root(text: str) -> MappingNode:
    tree = read_hcl(text)
    assert tree.problems == []
    assert not tree.broken
    (root,) = tree.roots
    assert isinstance(root, MappingNode)
    return root


def _value(expression: str) -> Node:
    found = _root(f"x = {expression}\n").get("x")
    assert found is not None
    return found


def _mistakes(text: str) -> list[tuple[str, str]]:
    tree = read_hcl(text)
    return [(one.message, text[slice(*one.span)]) for one in tree.problems]


def test_labels_of_a_block_are_keys_within_keys() -> None:
    text = 'resource "aws_sqs_queue" "q" {\n  name = "orders"\n}\n'
    node: Node | None = _root(text)
    for step in ("resource", "aws_sqs_queue", "q"):
        assert isinstance(node, MappingNode)
        node = node.get(step)
    assert isinstance(node, MappingNode)
    assert node.tag == BODY
    assert text[slice(*node.span)].startswith("{")
    name = node.get("name")
    assert isinstance(name, ScalarNode)
    assert (name.text, text[slice(*name.span)]) == ("orders", '"orders"')


def test_repeated_block_is_a_repeated_key_and_no_problem() -> None:
    root = _root("filter {\n  a = 1\n}\nfilter {\n  a = 2\n}\n")
    assert [key.text for key, _ in root.entries] == ["filter", "filter"]


def test_repeated_argument_is_refused() -> None:
    text = "b {\n  a = 1\n  a = 2\n}\n"
    (problem,) = read_hcl(text).problems
    assert problem.kind is ProblemKind.DUPLICATE_KEY
    assert problem.is_refused
    assert problem.span == Span(14, 15)
    assert problem.related == (Span(6, 7), "set here first")


def test_offsets_count_characters() -> None:
    text = 'a = "é😀" # ü\nb = "x"\n'
    value = _root(text).get("b")
    assert value is not None
    assert text[slice(*value.span)] == '"x"'


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"a\n\t\"\\b", 'a\n\t"\\b'),
        (r"\u00e9\U0001F600\ud83d\ude00", "é😀😀"),
        ("$${x} %%{y} $x", "${x} %{y} $x"),
        (r"$\u007b", "${"),
    ],
)
def test_escapes_in_quotes(raw: str, text: str) -> None:
    assert decoded(raw) == text


@given(st.lists(st.sampled_from(["a", "é", '\\"', "\\n", "$${", "%%{", "$", "{", "\\u00e9"])))
def test_every_character_of_a_text_has_its_place(pieces: list[str]) -> None:
    raw = "".join(pieces)
    found = offsets_of(raw, 5, escapes=True)
    text = decoded(raw)
    assert len(found) == len(text)
    assert found == sorted(found)
    for letter, at in zip(text, found, strict=True):
        assert letter == raw[at - 5] or raw[at - 5] == "\\"


def test_heredoc_loses_the_indent_that_all_lines_share() -> None:
    node = _value('<<-EOT\n    {\n      "a": ["$${b}"]\n\n    }\n    EOT')
    assert isinstance(node, SequenceNode)
    assert node.tag == TEMPLATE
    pieces = [item.text for item in node.items if isinstance(item, ScalarNode)]
    assert "".join(pieces) == '{\n  "a": ["${b}"]\n\n}\n'


@pytest.mark.parametrize(
    ("expression", "tag"),
    [
        ("{ a = 1, b : 2 }", OBJECT),
        ("var.x", REFERENCE),
        ("aws_sqs_queue.q[each.key].arn", REFERENCE),
        ("a ? b : c", "?:"),
        ('jsonencode({ "a" = 1 })', "jsonencode()"),
        ('"a${b}"', TEMPLATE),
        ("a == null", "=="),
        ("!a", "!"),
        ("[for x in y : x]", OPAQUE),
        ("provider::aws::f(x)", "provider::aws::f()"),
        ('"%{if a}b%{endif}"', TEMPLATE),
        ('"${~ a ~}"', OPAQUE),
        ("f(x...)", OPAQUE),
    ],
)
def test_expressions_have_tags(expression: str, tag: str) -> None:
    node = _value(expression)
    assert not isinstance(node, SequenceNode) or node.items
    assert getattr(node, "tag", None) == tag


def test_number_below_zero_is_a_number() -> None:
    node = _value("-1")
    assert isinstance(node, ScalarNode)
    assert (node.text, node.style, node.tag) == ("-1", None, None)


def test_template_of_json_stands_where_its_string_stands() -> None:
    node = read_template("a-${aws_sqs_queue.q.arn}\nb", Span(7, 9))
    assert isinstance(node, SequenceNode)
    assert {item.span for item in node.items} == {Span(7, 9)}
    first, _, last = node.items
    assert isinstance(first, ScalarNode)
    assert isinstance(last, ScalarNode)
    assert (first.text, last.text) == ("a-", "\nb")


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a {\n  b =\n  c = 1\n}\n", "b has no value: nothing stands behind the '='", "b ="),
        ("a {\n  b = 1,\n  c = 1\n}\n", "no ',' stands between arguments", ","),
        ("a {\n  b: 1\n}\n", "an argument is written with '=', not ':'; b = …", ":"),
        ("a {\n  b = 'x'\n}\n", "a text stands in double quotes, not in single ones", "'x'"),
        ('a {\n  b = "x\n  c = 1\n}\n', "nothing closes this text: it needs a '\"'", '"x'),
        ('a {\n  "b" = 1\n}\n', "the name of an argument stands without quotes", '"b"'),
        ("a {\n  b\n  c = 1\n}\n", "b is neither an argument (b = …) nor a block", "b"),
        ("a {\n  b = [1\n}\n", "nothing closes this '['", "["),
        ("a {\n  c = 1\n", "nothing closes this '{'", "{"),
        ("a {\n  c = 1\n}\n}\n", "nothing opens this '}'", "}"),
        ("a {\n  b {\n    {\n      c = 1\n    }\n  }\n}\n", "a block has a name in front", "{"),
        ('a {\n  b = "c"]\n  d = [1]\n}\n', "nothing opens this ']'", "]"),
        ("a {\n  c = 1\n  b = <<EOT\nx\n}\n", "nothing closes this text: it needs a line", "<<EOT"),
        ("a {\n  c = 1\n  b = ? 2\n}\n", "this cannot be read as HCL", "? 2"),
    ],
)
def test_mistake_is_told_in_words_where_it_is(text: str, message: str, place: str) -> None:
    ((told, at), *others) = _mistakes(text)
    assert others == []
    assert told.startswith(message)
    assert at == place


def test_what_stands_around_mistakes_is_read() -> None:
    text = (
        'resource "a" "b" {\n  x = 1\n  y =\n  z = "é\n  w = [1, 2]\n  filter {\n    p = 1\n  }\n\n'
        'resource "a" "c" {\n  v = 1,\n  u = \'t\'\n'
    )
    tree = read_hcl(text)
    (root,) = tree.roots
    assert tree.broken
    assert isinstance(root, MappingNode)
    found = {}
    for _, types in root.entries:
        assert isinstance(types, MappingNode)
        for name, body in (types.get("a") or types).entries:  # type: ignore[union-attr]
            assert isinstance(body, MappingNode)
            found[name.text] = ([key.text for key, _ in body.entries], body.complete)
    assert found == {"b": (["x", "z", "w", "filter"], False), "c": (["v", "u"], False)}


def test_mistakes_that_are_plain_hide_nothing() -> None:
    tree = read_hcl("a {\n  b: 1,\n  c = 'x'\n}\n")
    (root,) = tree.roots
    assert isinstance(root, MappingNode)
    body = root.get("a")
    assert isinstance(body, MappingNode)
    assert body.complete
    values = [value.text for _, value in body.entries if isinstance(value, ScalarNode)]
    assert values == ["1", "x"]


_TWO_BLOCKS = """variable "a" {
  b {
    c = [
      "d",
    ]
  }
  e = 1
  f {
    g = h(["i"])
  }
}
locals {
  k = 1
}
"""
_SIGNS = [at for at, sign in enumerate(_TWO_BLOCKS) if sign in '{}[]="']
_INSIDE = range(_TWO_BLOCKS.index("b {"), _TWO_BLOCKS.index("locals"))


@pytest.mark.parametrize("at", [at for at in _SIGNS if at in _INSIDE])
def test_slip_makes_up_no_names(at: int) -> None:
    """What stands there without a bracket or a quote stood there with it, and the rest is read."""
    (whole,) = read_hcl(_TWO_BLOCKS).roots
    tree = read_hcl(_TWO_BLOCKS[:at] + _TWO_BLOCKS[at + 1 :])
    (root,) = tree.roots
    assert tree.problems
    made_up = _names_of(root) - _names_of(whole)
    # What is left over stands outside of any block, where nobody looks.
    assert not any(path[0] in ("variable", "locals") for path in made_up)
    assert isinstance(root, MappingNode)
    assert ("locals", "k") in _names_of(root)
    assert not _is_whole(root, "variable")


def _names_of(node: Node, *above: str) -> set[tuple[str, ...]]:
    if not isinstance(node, MappingNode):
        return set()
    paths = {(*above, key.text) for key, _ in node.entries}
    return paths.union(*(_names_of(value, *above, key.text) for key, value in node.entries))


def _is_whole(root: MappingNode, name: str) -> bool:
    """Say whether a block has nothing that is incomplete or opaque."""
    pending = [root.get(name)]
    while pending:
        node = pending.pop()
        if isinstance(node, MappingNode):
            if not node.complete:
                return False
            pending += [value for _, value in node.entries]
        elif (isinstance(node, ScalarNode) and node.tag == OPAQUE) or node is None:
            return False
    return True


@pytest.mark.parametrize("opening", ["x = [", "x = {a = ", "a {\n", 'x = "${', "x = f(", "x = !"])
def test_depth_is_no_danger(opening: str) -> None:
    tree = read_hcl(opening * 3000)
    assert len(tree.roots) == 1
    deep = "x = " + "[" * 300 + "]" * 300
    assert read_hcl(deep).problems[0].kind is ProblemKind.UNREADABLE


@given(st.text(alphabet="ab=:,.{}[]()\"'$%<-EOT#/\n \\\ud800é"))
def test_any_text_is_survived(text: str) -> None:
    tree = read_hcl(text)
    for problem in tree.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text) + 1
    read_template(text, Span(0, 1))


@given(st.text(alphabet="ab=:,{}[]\"'\n $"), st.integers(0, 200))
def test_half_a_file_is_survived(text: str, at: int) -> None:
    whole = 'resource "a" "b" {\n  c = "${d.e[0]}"\n  f { g = jsonencode({ h = [1] }) }\n}\n' * 3
    tree = read_hcl(whole[:at] + text + whole[at:])
    assert len(tree.roots) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\nb = true\nc = null\n",
        'r "a" "b" {\n  c = "d"\n  e { f = [1, 2] }\n  e { f = [] }\n}\n',
        'a = jsonencode({ b = 1, "c" : [2] })\nd = x ? "y" : null\ne = "p${q}r"\n',
        "a = <<-EOT\n  b ${c}\n  EOT\n",
    ],
)
def test_another_reader_sees_the_same_names(text: str) -> None:
    theirs = {key for key in hcl2.loads(text) if not key.startswith("__")}
    assert {key.text for key, _ in _root(text).entries} == theirs


@pytest.mark.parametrize(
    ("path", "text", "format_"),
    [
        ("main.tf", "", "hcl"),
        ("main.tofu", "a: 1", "hcl"),
        ("<stdin>", 'x = 1\nresource "aws_sqs_queue" "q" {\n}\n', "hcl"),
        ("<stdin>", "a: 1\n", "yaml"),
        ("a.yaml", 'resource "aws_sqs_queue" "q" {\n', "yaml"),
        ("main.tf.json", "{}", "json"),
    ],
)
def test_name_or_content_says_what_a_text_is(path: str, text: str, format_: str) -> None:
    assert read(Source(path, text)).format == format_


@pytest.mark.parametrize("number", ["1e-7", "1E+3", "2.5e-10", "-1e-7"])
def test_exponent_may_have_a_sign(number: str) -> None:
    node = _value(number)
    assert isinstance(node, ScalarNode)
    assert (node.text, node.tag) == (number, None)

"""Reading text: both YAML parsers agree, places are exact, and nothing raises."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from mappinglint.document import read
from mappinglint.document.builder import TreeBuilder
from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.document.yaml import build, libyaml_events, ruamel_events
from mappinglint.limits import MAX_DEPTH
from mappinglint.source import Source, UndecodableError, decode

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_YAML = sorted(
    path
    for pattern in ("*.yaml", "*.template", "*.json")
    for path in _FIXTURES.rglob(pattern)
    if not path.read_bytes().startswith((b"\xff\xfe", b"\xfe\xff"))
)
# What one parser alone reads.
_RUAMEL_ONLY = {"surrogates.yaml"}
_LIBYAML_ONLY = {"bom_and_crlf.template", "tabs_after_content.yaml"}


def _shape(node: Node) -> object:
    """Return a tree as nested tuples with every span."""
    match node:
        case ScalarNode():
            return (node.text, node.span, node.style, node.tag)
        case SequenceNode():
            return (node.span, node.tag, node.complete, [_shape(item) for item in node.items])
        case MappingNode():
            entries = [(_shape(key), _shape(value)) for key, value in node.entries]
            return (node.span, node.tag, node.complete, entries)
        case AliasNode():
            return ("alias", node.span, follow(node).span)


def _try(text: str, parse: object) -> TreeBuilder | None:
    try:
        return build(text, parse)  # type: ignore[arg-type]  # either parser
    except Exception as error:
        if type(error).__name__ != "_Refused":
            raise
        return None


@pytest.mark.parametrize("path", _YAML, ids=lambda path: path.name)
def test_both_parsers_give_the_same_tree(path: Path) -> None:
    try:
        text = decode(path.read_bytes())
    except UndecodableError:
        return
    fast, pure = _try(text, libyaml_events), _try(text, ruamel_events)
    if path.name in _RUAMEL_ONLY:
        assert fast is None
    elif path.name in _LIBYAML_ONLY:
        assert pure is None
    else:
        assert (fast is None) == (pure is None)
    if fast is not None and pure is not None:
        assert [_shape(root) for root in fast.roots] == [_shape(root) for root in pure.roots]
        assert fast.problems == pure.problems


# Left out: a mapping used as a key, as unquoted placeholders are; merge keys, which are followed;
# and what is nested too deep.
_NOT_AS_COMPOSED = {"unquoted_placeholders.yaml", "oddities.yaml", "deep.json"}
_AS_COMPOSED = [path for path in _YAML if path.name not in _NOT_AS_COMPOSED]


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@pytest.mark.parametrize("path", _AS_COMPOSED, ids=lambda path: path.name)
def test_content_is_what_ruamel_yaml_composes(path: Path) -> None:
    """ruamel.yaml is the reader of record: its own composer says what a file contains."""
    try:
        text = decode(path.read_bytes())
        expected = [_composed(root) for root in YAML(typ="safe", pure=True).compose_all(text)]
    except (UndecodableError, YAMLError):
        return
    document = read(Source(f"{path.name}.yaml", text))
    assert [_content(root) for root in document.roots] == expected


def _composed(node: Any) -> object:
    """Return a tree of ruamel.yaml's nodes as nested tuples and lists."""
    match type(node).__name__:
        case "MappingNode":
            return [(_composed(key), _composed(value)) for key, value in node.value]
        case "SequenceNode":
            return ("list", [_composed(item) for item in node.value])
    return str(node.value)


def _content(node: Node) -> object:
    """Return a tree of our nodes as nested tuples and lists."""
    match follow(node):
        case MappingNode(entries=entries):
            return [(_content(key), _content(value)) for key, value in entries]
        case SequenceNode(items=items):
            return ("list", [_content(item) for item in items])
        case ScalarNode(text=text):
            return text
    raise AssertionError(node)


def test_json_places_are_exact() -> None:
    text = '{"a": [1, "x\\n\\u00e9"],\n "b": {"c": null}}'
    root = read(Source("x.json", text)).roots[0]
    assert isinstance(root, MappingNode)
    places = [text[slice(*node.span)] for node in _scalars(root)]
    assert places == ['"a"', "1", '"x\\n\\u00e9"', '"b"', '"c"', "null"]


def _scalars(node: Node) -> list[ScalarNode]:
    match node:
        case ScalarNode():
            return [node]
        case SequenceNode():
            return [scalar for item in node.items for scalar in _scalars(item)]
        case MappingNode():
            return [one for pair in node.entries for part in pair for one in _scalars(part)]
    return []


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ('{"a": 1,}', "JSON allows no ',' before '}'", 7),
        ("[1,]", "JSON allows no ',' before ']'", 2),
        ('{"a" 1}', "1 stands where ':' after the key is needed", 5),
        ("{a: 1}", "a stands where a key in double quotes is needed", 1),
        ('{"a": nope}', "nope is not a JSON value", 6),
        ("[01]", "01 is not a JSON value", 1),
        ("[1 2]", "2 stands where ',' or ']' is needed", 3),
        ('["a', "this string has no closing quote", 1),
        ('["\t"]', "a control character must be escaped in a JSON string", 2),
        ('["\\x"]', "not an escape that JSON knows", 2),
        ("[1, ", "the text ends where a value is needed", 2),
        ("[\n", "the text ends where a value is needed", 0),
    ],
)
def test_json_mistakes_have_words_and_place(text: str, message: str, at: int) -> None:
    (problem,) = read(Source("x.json", text)).problems
    assert (problem.message, problem.span.start) == (message, at)


@pytest.mark.parametrize(
    ("text", "message", "shown"),
    [
        (
            "a:\n  b:\n    e: 1\n  c: 2\n    d: 3\n",
            "this line is indented less than those around it",
            "c",
        ),
        ("a:\n  b: 1\n   c: 2\n  d: 3\n", "this line is indented more than the one above", "c"),
        (
            "- a: !Ref x\n\n   c: 2\n",
            "this line is indented more than the one above",
            "c",
        ),
        ("a: of many words\n  note: that\n", "a ':' cannot stand here", ":"),
        ("a: b: c\n", "a ':' cannot stand here", ":"),
        ("a: 1\n  b c: 2\n", "a ':' cannot stand here", ":"),
    ],
)
def test_line_that_is_indented_otherwise_is_shown(text: str, message: str, shown: str) -> None:
    (problem,) = read(Source("x.yaml", text)).problems
    assert problem.message == f"not valid YAML: {message}"
    assert text[slice(*problem.span)] == shown


def test_number_with_a_tag_is_none_the_less_a_number() -> None:
    """Programs that quote everything write numbers so."""
    text = 'a: !!int "10"\nb: !!str "10"\nc: !!null ""\nd: "10"\n'
    root = read(Source("x.yaml", text)).roots[0]
    assert isinstance(root, MappingNode)
    styles = [value.style for _, value in root.entries if isinstance(value, ScalarNode)]
    assert styles == [None, '"', None, '"']


def test_json_lines_are_several_documents() -> None:
    document = read(Source("x.jsonl", '{"a": 1}\n{"a": 2}\n\n[3]\n'))
    assert len(document.roots) == 3
    assert document.problems == []


_FENCES = '```yaml\na: 1\n```\n\n```hcl\nmodule "x" {\n}\n```\n'
_COMMAND = "aws lambda create-event-source-mapping --function-name f"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"# Setup\n\n- `a`: b\n\n{_FENCES}", "markdown"),
        ("```{.sh}\nls\n```\n", "markdown"),
        ("a: |\n  # Setup\n  ```yaml\n  a: 1\n  ```\n", "yaml"),
        ("- |\n ```yaml\n a: 1\n ```\n", "yaml"),
        (f'module "y" {{\n  a = <<EOT\n{_FENCES}EOT\n}}\n', "hcl"),
        (f"set -e\n{_COMMAND} \\\n  --batch-size 10\n", "shell"),
        (f"run: |\n  {_COMMAND}\n", "yaml"),
        (f"{_COMMAND} `\n  --batch-size 10\n", "yaml"),
        (f'module "y" {{\n  a = <<EOT\n{_COMMAND}\nEOT\n}}\n', "hcl"),
    ],
)
def test_content_tells_the_language_of_standard_input(text: str, language: str) -> None:
    assert read(Source("<stdin>", text)).format == language


def test_what_starts_like_json_may_be_yaml() -> None:
    document = read(Source("x.yaml", "{a: b}"))
    assert document.format == "yaml"
    assert document.problems == []


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", '{"a": ', "? "])
def test_deep_nesting_is_a_problem_not_a_crash(opening: str) -> None:
    for name in ("x.yaml", "x.json"):
        document = read(Source(name, opening * 200_000))
        assert len(document.problems) == 1
        assert document.problems[0].span.end <= 200_000 * len(opening)


def test_nesting_up_to_the_limit_is_read() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert read(Source("x.json", text)).problems == []


def test_text_before_a_mistake_is_kept_and_known_to_be_incomplete() -> None:
    document = read(Source("x.yaml", "a: {b: 1, c: 2}\nd:\n  e: 1\n  f: 'x\n"))
    (root,) = document.roots
    assert isinstance(root, MappingNode)
    first, broken = root.get("a"), root.get("d")
    assert isinstance(first, MappingNode)
    assert first.complete
    assert isinstance(broken, MappingNode)
    assert not broken.complete
    assert not root.complete
    assert document.broken


def test_last_of_a_repeated_key_counts() -> None:
    document = read(Source("x.yaml", "a: 1\nb: 2\na: 3\n"))
    (root,) = document.roots
    assert isinstance(root, MappingNode)
    found = root.get("a")
    assert isinstance(found, ScalarNode)
    assert found.text == "3"
    (problem,) = document.problems
    assert problem.span.start == 10
    assert problem.related is not None
    assert problem.related[0].start == 0


def test_merge_keys_bring_what_is_not_there_yet() -> None:
    text = "base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\nmany:\n  <<: [*base, {c: 4}]\n"
    (root,) = read(Source("x.yaml", text)).roots
    assert isinstance(root, MappingNode)
    use, many = root.get("use"), root.get("many")
    assert isinstance(use, MappingNode)
    assert isinstance(many, MappingNode)
    assert _plain(use) == {"a": "1", "b": "3"}
    assert _plain(many) == {"a": "1", "b": "2", "c": "4"}


def _plain(node: MappingNode) -> dict[str, str]:
    return {key.text: value.text for key, value in node if isinstance(value, ScalarNode)}


def test_alias_has_its_own_place() -> None:
    text = "a: &x 100\nb: *x\n"
    (root,) = read(Source("x.yaml", text)).roots
    assert isinstance(root, MappingNode)
    alias = root.entries[1][1]
    assert isinstance(alias, AliasNode)
    assert text[slice(*alias.span)] == "*x"
    assert text[slice(*follow(alias).span)] == "100"


def test_only_real_line_breaks_count() -> None:
    source = Source("x", "a\u2028b\x85c\r\nd\re\nf")
    assert [source.position(source.text.index(char)).line for char in "abcdef"] == [1] * 3 + [
        2,
        3,
        4,
    ]
    assert source.position(source.text.index("d")).column == 1


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa", "a"),
        ("a€".encode("utf-16"), "a€"),
        ("a€".encode("utf-16-be", "strict"), None),
        (b"a\xff", None),
        (b"\xef\xbb\xbfa\xff", None),
    ],
)
def test_decoding(data: bytes, text: str | None) -> None:
    if text is not None:
        assert decode(data) == text
    elif b"\xff" in data:
        with pytest.raises(UndecodableError, match="byte 0xff"):
            decode(data)


@given(st.text(alphabet="ab:-[]{}\"'\\#&*!|> \n\t,<0", max_size=60))
def test_no_text_makes_a_reader_raise(text: str) -> None:
    for name in ("x.yaml", "x.json"):
        document = read(Source(name, text))
        for problem in document.problems:
            assert 0 <= problem.span.start <= problem.span.end <= len(text) + 1
        for root in document.roots:
            for scalar in _scalars(root):
                assert 0 <= scalar.span.start <= scalar.span.end <= len(text)

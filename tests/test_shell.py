"""What a shell would run is what we read: bash itself is asked."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.document.shell import CommandNode, read_shell
from mappinglint.document.word import WordNode, json_in


def _words(command: CommandNode) -> list[WordNode]:
    return [item for item in command.items if isinstance(item, WordNode)]


def _texts(text: str) -> list[list[str]]:
    return [[word.text for word in _words(command)] for command in read_shell(text)]


def _bash(words: str) -> list[str]:
    script = "show() { printf '%s\\0' \"$@\"; }\nshow " + words
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    return run.stdout.split("\0")[:-1]


LITERALS = [
    "a b-c --d=e",
    """'a b' "c d" e\\ f""",
    """'a'"b"c\\"d""",
    """'it'\\''s' "say \\"hi\\" \\$x \\a" """,
    "a \\\n  b \\\n  c",
    "a'\n'b \"c\\\nd\"",
    "$'a\\tb\\n\\x41\\u00e9\\'' \"é\" '…'",
    """--a='b c' "--d"='e'"f" """,
    "'' \"\" a",
    """'{"a": "{\\"b\\": 1}"}' "{\\"a\\": \\"{\\\\\\"b\\\\\\": 1}\\"}" """,
    "a=b,c=[d,e] OnFailure={Destination=x}",
    "100 -1 2.5 a#b a:b ~x %y @z !w",
    "a > /dev/null b 2>&1",
    "file://x.json https://x/y?z",
]


@pytest.mark.parametrize("words", LITERALS)
def test_words_are_those_of_bash(words: str) -> None:
    assert _texts(f"show {words}")[0][1:] == (_bash(words) if ">" not in words else ["a", "b"])


_PIECES = st.sampled_from(
    ["a", "é", "'b c'", '"d e"', '"\\""', "'\\'", "\\\\", "-", "=", '"\\\\"', "\\'", "1"]
)


@settings(max_examples=60)
@given(st.lists(st.lists(_PIECES, min_size=1, max_size=5).map("".join), min_size=1, max_size=4))
def test_words_of_any_quoting_are_those_of_bash(words: list[str]) -> None:
    line = " ".join(["x" + word for word in words])
    assert _texts(f"show {line}")[0][1:] == _bash(line)


@pytest.mark.parametrize("words", LITERALS)
def test_every_character_has_its_place(words: str) -> None:
    text = f"# ünïcödé 💥\nshow {words}"
    for word in _words(read_shell(text)[0]):
        assert len(word.offsets) == len(word.text) + 1
        for char, offset in zip(word.text, word.offsets, strict=False):
            assert text[offset] == char or text[offset] == "\\"
        if word.is_plain:
            assert text[word.offsets[0] : word.offsets[-1]] == word.text


@pytest.mark.parametrize(
    ("written", "holes", "may_split"),
    [
        ("$A", ["$A"], True),
        ('"$A"', ["$A"], False),
        ("x-${A:-b}-y", ["${A:-b}"], False),
        ("\"a'$(cat 'x y')'b\"", ["$(cat 'x y')"], False),
        ("`date`", ["`date`"], True),
        ("$((1 + 2))", ["$((1 + 2))"], True),
        ("'$A'", [], False),
        ("\\$A", [], False),
        ('"\\$A"', [], False),
        ('"${A[@]}"', ["${A[@]}"], True),
        ('"$@"', ["$@"], True),
        ("a{b,c}d", ["a{b,c}d"], True),
        ("{1..3}", ["{1..3}"], True),
        ("'a{b,c}d'", [], False),
        ("""'{"a": "'"$A"'"}'""", ["$A"], False),
    ],
)
def test_what_the_shell_fills_in_is_a_hole(written: str, holes: list[str], may_split: bool) -> None:
    word = _words(read_shell(f"show {written} end")[0])[1]
    assert [word.text[hole.start : hole.end] for hole in word.holes] == holes
    assert word.may_split is may_split


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        ("A=1 B=2 x y", [["x", "y"]]),
        ("x a | y b && z c || w d; v e & u", ["x a", "y b", "z c", "w d", "v e", "u"]),
        ("f() { x y; }", ["x y"]),
        ("if ! x a; then y b; elif z; then w; else v; fi", ["x a", "y b", "z", "w", "v"]),
        ("for i in 1 2; do x a; done", ["x a"]),
        ("v=$(x a); export W=`y b`", ["x a", "y b"]),
        ("x a <<EOF b\nhere\nEOF\ny", ["x a b", "y"]),
        ("x a <<< 'in' b", ["x a b"]),
        ("x a > out b c", ["x a b c"]),
        ("x \\\r\n  a\r\ny b\r\n", ["x a", "y b"]),
        ("x <in.txt> a", ["x <in.txt> a"]),
        ("x --arn=<queue-arn> <the arn>", [["x", "--arn=<queue-arn>", "<the arn>"]]),
        ("# x a\n\ny # b", ["y"]),
        ("(x a) ; { y b; }", ["x a", "y b"]),
        ("case $x in a) y b;; *) z;; esac", ["y b", "z"]),
    ],
)
def test_commands_are_found_wherever_they_stand(
    script: str, commands: list[str | list[str]]
) -> None:
    wanted = [one.split() if isinstance(one, str) else one for one in commands]
    found = _texts(script)
    assert found[: len(wanted)] == wanted


@pytest.mark.parametrize(
    ("script", "is_whole"),
    [
        ("x --a b", True),
        ("x --a b \\\n  --c d", True),
        ("x --a b \\\n\n  --c d", False),
        ("x --a b \\\n  # a comment\n  --c d", False),
        ("x --a b \\ \n  --c d", False),
        ("x --a b\n...", False),
        ("x --a b\n[--c d]", False),
        ("x --a 'b", False),
        ("x --a b\n\ny --c d", True),
    ],
)
def test_command_that_was_meant_to_go_on_is_not_complete(script: str, is_whole: bool) -> None:
    assert read_shell(script)[0].complete is is_whole


@pytest.mark.parametrize(
    "script",
    [
        "x '" + "a" * 100_000,
        'x "' + "$A" * 20_000,
        "x " + "$(" * 5_000,
        "if x; then " * 2_000 + "y",
        "{ " * 5_000 + "x",
        "(" * 5_000 + "x",
        "))}} ;; esac fi " * 5_000 + "x",
        "cat <<EOF\n" * 2_000 + "x",
        "x \\\n # y\n" * 5_000,
        "x\0y \x1b \ufffd \U0010fffd",
        "\ufeffx a",
    ],
)
def test_any_script_is_read_in_a_moment(script: str) -> None:
    for command in read_shell(script):
        assert all(len(word.offsets) == len(word.text) + 1 for word in _words(command))


# -- JSON within a word ---------------------------------------------------------------------------


def _plain(node: Node) -> object:
    match node:
        case MappingNode():
            return {key.text: _plain(value) for key, value in node.entries}
        case SequenceNode():
            return [_plain(item) for item in node.items]
        case ScalarNode():
            return node.text
    raise AssertionError


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("""'{"a": [1, "b\\"c"]}'""", {"a": ["1", 'b"c']}),
        ('"{\\"a\\": [1, \\"b\\\\\\"c\\"]}"', {"a": ["1", 'b"c']}),
        ("'{\"a\": '\"$A\"'}'", {"a": "11"}),
        ("'[]'", []),
        ("'{'", None),
        ("'{} {}'", None),
        ("''", None),
        ('"$A"', "11"),
    ],
)
def test_json_in_a_word_is_read(written: str, wanted: object) -> None:
    node = json_in(_words(read_shell(f"x {written}")[0])[1])
    assert (node and _plain(node)) == wanted


@pytest.mark.parametrize(
    "written",
    ["""'{"key": "value"}'""", '"{\\"key\\": \\"value\\"}"', """'{"key": "'value'"}'"""],
)
def test_parts_of_json_have_their_places_in_the_script(written: str) -> None:
    text = f"x {written}"
    node = json_in(_words(read_shell(text)[0])[1])
    assert isinstance(node, MappingNode)
    ((key, value),) = node.entries
    assert text[slice(*key.span)].strip('"') == "key"
    assert "value" in text[slice(*value.span)]
    assert len(text[slice(*value.span)]) <= len('\\"value\\"')

"""A pattern has a mistake exactly if AWS's event-ruler refuses it, and the mistake says which."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.parts import HOLE
from mappinglint.pattern.mistake import Kind, Mistake
from mappinglint.pattern.model import Exact, Figure, Pattern, Unknown
from mappinglint.pattern.parse import Parsed, parse
from mappinglint.pattern.quick import read_right
from mappinglint.pattern.reader import read_carefully
from mappinglint.span import Span

_RECORDED = Path(__file__).parents[2] / "fixtures" / "service" / "patterns.jsonl"
_CASES = [json.loads(line) for line in _RECORDED.read_text(encoding="utf-8").splitlines()]


def _only(parsed: Parsed) -> Mistake:
    (mistake,) = parsed.mistakes
    return mistake


def _mended(text: str) -> str:
    """Return the text with the edit of its only mistake."""
    edit = _only(parse(text)).edit
    assert edit is not None
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


def _pattern(text: str) -> Pattern:
    parsed = parse(text)
    assert parsed.mistakes == ()
    assert parsed.pattern is not None
    return parsed.pattern


@pytest.mark.parametrize("case", _CASES, ids=range(len(_CASES)))
def test_verdict_is_event_rulers(case: dict[str, Any]) -> None:
    assert (not parse(case["pattern"]).mistakes) == case["valid"], case.get("message")


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ('{"a": "x"}', '"a" needs a list of values: ["x"]', '"x"'),
        ('{"a": [{"wildcard": 5}]}', "`wildcard` needs a text, not 5", "5"),
        ('{"a": [{"wildcard": "a**b"}]}', "two * next to each other", "**"),
        ('{"a": [{"wildcard": "é\\\\d*"}]}', "only before * or another", "\\\\"),
        ('{"a": [{"status": ["x"]}]}', '"status" is no operator', '"status"'),
        ('{"a": [{"prefix": "x", "suffix": "y"}]}', "more than one operator", None),
        ('{"a": [{}]}', "no operator", "{}"),
        ('{"a": []}', '"a" has an empty list', "[]"),
        ('{"a": {}}', '"a" is an empty object', "{}"),
        ('{"a": [{"cidr": "10.0.0.0/33"}]}', "a mask from 0 to 31", '"10.0.0.0/33"'),
        ('{"a": [{"cidr": "10.0.0.0/"}]}', "an address and a mask", '"10.0.0.0/"'),
        ('{"a": [{"numeric": [">", 5, "<", 3]}]}', "from 5 to 3 is empty", None),
        ('{"a": [{"numeric": [">", 1e999]}]}', "cannot compare 1e999", "1e999"),
        ('{"a": [{"numeric": [5, ">"]}]}', "before a number, not 5", "5"),
        ('{"a": [{"numeric": [">"]}]}', 'missing behind ">"', '">"'),
        ('{"a": [{"anything-but": {"prefix": ""}}]}', "an empty prefix", '""'),
        ('{"a": [{"anything-but": ["x", 1]}]}', "not both", '["x", 1]'),
        ('{"a": [{"anything-but": {"exists": true}}]}', "does not take", '"exists"'),
        ('{"a": {"b": [1]}, "a.b": [2]}', '"a.b" stands here again', '"a.b"'),
        ('{"$or": [{"a": [1]}]}', "at least two", '[{"a": [1]}]'),
        ('{"$or": [{"a": [1]}, "x"]}', 'is an object, not "x"', '"x"'),
        ('{"$or": [{"a": [1]}, {"cidr": [1]}]}', "cannot be a key within $or", '"cidr"'),
        ("[]", "a JSON object, not a list", "[]"),
        ("", "it is empty", ""),
        ('{"a": ["x]}', "no closing quote", '"'),
        ('{"a": ["\\d"]}', "not an escape", "\\d"),
        ('{"a" "x"}', "where ':' after the key", '"'),
        ('{"a": [1] 2}', "where ',' or '}' is needed", "2"),
        ('{"a": [1 x]}', "where ',' or ']' is needed", "x"),
        ("{1: [2]}", "a key stands in double quotes", "1"),
        ('{"a": [' + "1" * 1001 + "]}", "no number of 1001", None),
        ('{"a": ["x"', "ends where", '"'),
    ],
)
def test_mistake_is_told_where_it_is(text: str, message: str, marked: str | None) -> None:
    mistake = _only(parse(text))
    assert message in mistake.message
    if marked is not None:
        assert text[mistake.span.start : mistake.span.end] == marked


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ('{"a": "x"}', '{"a": ["x"]}'),
        ('{"a": {"exists": true}}', '{"a": [{"exists": true}]}'),
        ('{"a": [{"equals-ignorecase": "x"}]}', '{"a": [{"equals-ignore-case": "x"}]}'),
        ('{"a": [{"prefix": ["x", "y"]}]}', '{"a": [{"prefix": "x"}, {"prefix": "y"}]}'),
        ('{"a": [{"exists": "true"}]}', '{"a": [{"exists": true}]}'),
        ('{"a": [{"numeric": 5}]}', '{"a": [{"numeric": ["=", 5]}]}'),
        ('{"a": [{"numeric": ">= 5"}]}', '{"a": [{"numeric": [">=", 5]}]}'),
        ('{"a": [{"numeric": [">=", "5"]}]}', '{"a": [{"numeric": [">=", 5]}]}'),
        ('{"a": [{"numeric": ["==", 5]}]}', '{"a": [{"numeric": ["=", 5]}]}'),
        ('{"a": [{"numeric": [">=", 5, "<=", 5]}]}', '{"a": [{"numeric": ["=", 5]}]}'),
        (
            '{"a": [{"numeric": ["<", 5, ">", 1]}]}',
            '{"a": [{"numeric": [">", 1, "<", 5]}]}',
        ),
        ('{"a": [{"wildcard": "a***b"}]}', '{"a": [{"wildcard": "a*b"}]}'),
        ('{"a": [{"cidr": "10.0.0.1/32"}]}', '{"a": ["10.0.0.1"]}'),
        ('{"a": [["x", 1]]}', '{"a": ["x", 1]}'),
        ('{"a": ["x",]}', '{"a": ["x"]}'),
        ('{"a": [,"x"]}', '{"a": ["x"]}'),
        ('{"a": [INSERT]}', '{"a": ["INSERT"]}'),
        ('{"a": [Ture]}', '{"a": [true]}'),
        ('{"a": [None]}', '{"a": [null]}'),
        ("{\"a\": ['x']}", '{"a": ["x"]}'),
        ('{a: ["x"]}', '{"a": ["x"]}'),
        ('{"a": ["x"] "b": ["y"]}', '{"a": ["x"], "b": ["y"]}'),
        ('{"a": ["x" 1]}', '{"a": ["x", 1]}'),
        ('{"a": ["x"}', '{"a": ["x"]}'),
        ('{"a": {"b": ["x"', '{"a": {"b": ["x"]}}'),
        ('{"a" ["x"]}', '{"a": ["x"]}'),
        ('{"a" = ["x"]}', '{"a" : ["x"]}'),
        ('{"a": ["x"] /* c */}', '{"a": ["x"] }'),
        ('{"a":\u00a0["x"]}', '{"a": ["x"]}'),
        ('{"a": ["x\t"]}', '{"a": ["x\\t"]}'),
    ],
)
def test_one_edit_mends_it(text: str, mended: str) -> None:
    assert _mended(text) == mended
    assert parse(mended).mistakes == ()


def test_every_independent_mistake_is_told() -> None:
    text = '{"a": "x", "b": [{"prefix": 1}, {"foo": 1}], "c": {"d": []}, "e": [tru,]}'
    assert [mistake.kind for mistake in parse(text).mistakes] == [
        Kind.SHAPE,
        Kind.OPERAND,
        Kind.OPERATOR,
        Kind.SHAPE,
        Kind.SYNTAX,
        Kind.SYNTAX,
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ["b: ["x"]}',
        '{"a: ["b"]}',
        '{"a": ["x, "y"], "b": "z"}',
        '{"a": ["x" "y]}',
        '{"a": [1}, "b": 2}',
        "{'a': ['x'], 'b': ['y'], c: ['z']}",
    ],
)
def test_no_consequence_is_told(text: str) -> None:
    kinds = [mistake.message for mistake in parse(text).mistakes]
    assert len(set(kinds)) == len(kinds)
    assert {mistake.kind for mistake in parse(text).mistakes} <= {Kind.SYNTAX, Kind.SHAPE}
    assert len(kinds) <= 2


def test_what_follows_the_object_is_passed_over() -> None:
    assert parse('{"a": ["x"]} }{ x').mistakes == ()


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ["${X}"]}',
        '{"a": [${X}]}',
        '{"a": ${X}}',
        '{"${X}": ["x"]}',
        '{"${X}": [{"a": [1]}, {"b": [2]}]}',
        '{"a": [{"${X}": 5}]}',
        '{"a": [{"prefix": ${X}}]}',
        '{"a": [{"wildcard": "a\\\\${X}"}]}',
        '{"a": [{"wildcard": "*${X}*"}]}',
        '{"a": [{"cidr": "10.0.0.0/${X}"}]}',
        '{"a": [{"numeric": [">", ${X}]}]}',
        '{"a": [{"numeric": ["${X}", 5, "<", 3]}]}',
        '{"a": [{"anything-but": [1, ${X}]}]}',
        '{"a": [{"anything-but": {"prefix": "${X}"}}]}',
        '{"a": [{"exists": ${X}}]}',
        '{"a": [1 ${X}], "b": 5',
        '{${X}, "a": ["x"]}',
        '{"$or": ${X}}',
        '{"$or": [{"a": [1]}, ${X}]}',
        "${X}",
    ],
)
def test_what_a_hole_could_mend_is_no_mistake(text: str) -> None:
    assert parse(text.replace("${X}", HOLE)).mistakes == ()


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "${X}"}',
        '{"a": ["${X}"], "b": "x"}',
        '{"a": ${X}, "b": "x"}',
        '{"${X}": "x"}',
        '{"a": [{"prefix": "${X}", "suffix": "${X}"}]}',
        '{"a": [{"wildcard": "a**${X}"}]}',
        '{"a": [{"exists": "${X}"}]}',
        '{"a": [{"anything-but": ["${X}", 1]}]}',
        '{"a": [${X}, []]}',
        '["${X}"]',
        '{"a": ["${X}"',
    ],
)
def test_what_no_hole_can_mend_is_told(text: str) -> None:
    assert len(parse(text.replace("${X}", HOLE)).mistakes) == 1


def test_holes_are_unknown_in_the_pattern() -> None:
    text = '{"a": ["x", "${X}"], "b": [1]}'.replace("${X}", HOLE)
    pattern = _pattern(text)
    a, b = pattern.leaves
    assert a.conditions == (Exact("x", Span(0, 0)), Unknown(needs_value=True, span=Span(0, 0)))
    assert not a.is_known
    assert b.is_known
    assert not pattern.is_known


def test_spans_are_exact() -> None:
    text = '{ "caf\\u00e9" : {"b":[ "x" , {"prefix":"y"}, 1.50 ]}}'
    (leaf,) = _pattern(text).leaves
    assert leaf.key.path == ("café", "b")
    assert [text[slice(*key.span)] for key in leaf.key.steps()] == ['"caf\\u00e9"', '"b"']
    shown = [text[slice(*condition.span)] for condition in leaf.conditions]
    assert shown == ['"x"', '{"prefix":"y"}', "1.50"]
    assert leaf.conditions[2] == Exact(Figure("1.50", 1.5), Span(0, 0))


def test_or_is_a_key_where_it_can_be_no_more() -> None:
    pattern = _pattern('{"$or": [{"prefix": "a"}, {"suffix": "b"}], "a": ["x"]}')
    assert [leaf.key.dotted for leaf in pattern.leaves] == ["$or", "a"]
    pattern = _pattern('{"x": {"$or": [{"a": [1]}, {"b": {"a": [2]}}], "c": [1]}}')
    assert [leaf.key.dotted for leaf in pattern.all_leaves()] == ["x.c", "x.a", "x.b.a"]


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ('{"$or": [{"a": [1]}, {"a": [2]}]}', True),
        ('{"$or": [{"a": [1]}, {"b": [2]}], "c": [1]}', True),
        ('{"$or": [{"a": [1]}, {"b": [2]}], "b": [1]}', False),
        ('{"b": [1], "$or": [{"a": [1]}, {"b": [2]}]}', False),
        ('{"a": [1], "a": [2]}', False),
        ('{"a": {"b": [1]}, "a": {"c": [2]}}', True),
        # The older reader knows $or as a key, but no wildcard in anything-but.
        ('{"$or": ["x"], "a": [{"anything-but": {"wildcard": "x"}}]}', False),
        ('{"$or": ["x"], "a": [{"anything-but": {"prefix": "x"}}]}', True),
    ],
)
def test_path_stands_once_in_what_must_hold_together(text: str, *, is_taken: bool) -> None:
    assert (not parse(text).mistakes) == is_taken


# -- sizes and oddities --------------------------------------------------------------------------


def test_depth_is_limited_as_by_aws() -> None:
    assert parse('{"a":' * 999 + "[1]" + "}" * 999).mistakes == ()
    assert "1000 levels" in _only(parse('{"a":' * 1000 + "[1]" + "}" * 1000)).message
    assert "1000 levels" in _only(parse('{"a":' * 5000)).message
    assert "1000 levels" in _only(parse("[" * 5000)).message


def test_alternatives_nested_deeper_than_is_read_are_open() -> None:
    nested = parse('{"$or":[{"a":["x"]},' * 51 + '{"b":["x"]}' + "]}" * 51)
    assert nested.mistakes == ()
    assert nested.pattern is not None
    assert not nested.pattern.is_known


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [' + '"x",' * 100_000 + "1]}",
        "{" + ",".join(f'"k{i}": ["x"]' for i in range(20_000)) + "}",
        '{"a":' * 900 + "{" + '"a":["x"],' * 20_000 + '"b":[1]}' + "}" * 900,
        '{"a": ["' + "x" * 1_000_000 + '"]}',
        '{"a": [{"wildcard": "' + "*x" * 500_000 + '"}]}',
        '{"a": [' + "," * 50_000 + "]}",
        '{"a": [' + '"x" ' * 100_000 + "]}",
        '"' * 1_000_000,
        '{"a": [' + "1" * 1_000_000 + "]}",
        '{"a": [{"cidr": "' + "1" * 1_000_000 + '/1"}]}',
        '{"a": [{"cidr": "1.1.1.1/' + "1" * 1_000_000 + '"}]}',
        '{"a": [{"numeric": ["=", 1e' + "9" * 900 + "]}]}",
        '{"a": [1e-' + "9" * 900 + ", 1e999, -1e999]}",
    ],
    ids=lambda text: text[:20],
)
def test_long_pattern_is_read_in_a_moment(text: str) -> None:
    parse(text)


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("1234567890123456", 1234567890123456),
        ("12345678901234567890", None),
        ("0.1000000000000000055", None),
        ("100000000000000000000000", 1e23),
        ("1e400", None),
        ("1e-400", None),
        ("0e999999999999999999999", 0),
        ("-0.000000000000000", 0),
        ("-1.50000000000000000000E+2", -150),
        ("5e-324", 5e-324),
    ],
)
def test_number_counts_if_aws_compares_it(spelling: str, value: float | None) -> None:
    (leaf,) = _pattern(f'{{"a": [{spelling}]}}').leaves
    assert leaf.conditions == (Exact(Figure(spelling, value), Span(0, 0)),)
    is_taken = not parse(f'{{"a": [{{"numeric": ["=", {spelling}]}}]}}').mistakes
    assert is_taken == (value is not None)


def test_lone_surrogates_are_characters_like_others() -> None:
    assert parse('{"\\ud800": ["\\udfff", "\ud800"]}').mistakes == ()
    assert _only(parse('{"\\ud800": "\\udfff"}')).message.isprintable()


@given(st.text(alphabet='{}[]":,\\ab1.-e*\n \u00a0/\U0010fffd\ud800', max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    parsed = parse(text)
    for mistake in parsed.mistakes:
        assert 0 <= mistake.span.start <= mistake.span.end <= len(text)
        assert mistake.message.isprintable()
    if parsed.pattern is None and HOLE not in text:
        assert parsed.mistakes


@given(st.sampled_from(_CASES), st.integers(0, 400), st.text('{}[]:," x1', max_size=1))
def test_the_quick_reader_reads_as_the_careful_one(case: dict[str, Any], at: int, put: str) -> None:
    text = case["pattern"][:at] + put + case["pattern"][at:]
    right = read_right(text)
    if right is not None:
        assert read_carefully(text) == (right, [])


def _is_json(text: str) -> bool:
    """Say whether a text begins with JSON; but for NaN the standard library is as strict."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        json.JSONDecoder(parse_constant=refuse).raw_decode(text.lstrip(" \t\r\n"))
    except ValueError:
        return False
    return True


_slips = st.tuples(
    st.integers(0, 400), st.integers(0, 2), st.text('{}[]":,\\ \nab01.-e*/', max_size=2)
)


@given(st.sampled_from(_CASES), st.lists(_slips, min_size=1, max_size=3))
def test_syntax_is_judged_as_strictly_as_json(
    case: dict[str, Any], slips: list[tuple[int, int, str]]
) -> None:
    text = case["pattern"]
    for at, dropped, put in slips:
        text = text[:at] + put + text[at + dropped :]
    parsed = parse(text)
    if text.lstrip(" \t\r\n").startswith("{"):
        is_told = any(mistake.kind is Kind.SYNTAX for mistake in parsed.mistakes)
        assert is_told != _is_json(text)
    for mistake in parsed.mistakes:
        if mistake.edit is not None:
            start, end = mistake.edit.span
            mended = parse(text[:start] + mistake.edit.text + text[end:])
            assert len(mended.mistakes) < len(parsed.mistakes) or mended.mistakes != parsed.mistakes

"""What is said of patterns without an event is true of every event."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappinglint.parts import HOLE
from mappinglint.pattern.compare import excludes, holds_for_all, holds_for_none, includes
from mappinglint.pattern.decide import (
    can_never_match,
    covers,
    lets_everything_through,
    redundant,
)
from mappinglint.pattern.event import Event
from mappinglint.pattern.holds import Scalar, holds
from mappinglint.pattern.match import passes
from mappinglint.pattern.model import Condition, Pattern
from mappinglint.pattern.parse import parse


def _pattern(data: Any) -> Pattern:
    parsed = parse(data if isinstance(data, str) else json.dumps(data))
    assert parsed.mistakes == ()
    assert parsed.pattern is not None
    return parsed.pattern


# -- near misses: few texts and numbers, so that conditions and values often meet ------------------

_TEXTS = ["", "a", "A", "ab", "aB", "ba", "b", "aab", "1", "ß", "SS", "ss", "10.0.0.1", "10.0.0.2"]
_NUMBERS = [0, 1, 1.5, 2, -1, 12345678901234567890]
_SCALARS = [*_TEXTS, *_NUMBERS, True, False, None]

_texts = st.sampled_from(_TEXTS)
_full_texts = st.sampled_from([text for text in _TEXTS if text])
_numbers = st.sampled_from(_NUMBERS[:-1])
_wildcards = st.sampled_from(["*", "a*", "*a", "a*b", "*b*", "a", "", "1*", "*ab*", "a*b*"])
_ranges = st.tuples(st.sampled_from([">", ">="]), _numbers, st.sampled_from(["<", "<="]), _numbers)
_comparisons = st.tuples(st.sampled_from(["=", "<", "<=", ">", ">="]), _numbers)
_ignoring = _texts.map(lambda text: {"equals-ignore-case": text})
_excluded = (
    _texts
    | _numbers
    | st.lists(_texts, min_size=1, max_size=3)
    | st.lists(_numbers, min_size=1, max_size=3)
    | st.lists(_texts, min_size=1, max_size=2).map(lambda texts: {"equals-ignore-case": texts})
    | st.lists(_full_texts, min_size=1, max_size=2).map(lambda texts: {"prefix": texts})
    | st.lists(_full_texts, min_size=1, max_size=2).map(lambda texts: {"suffix": texts})
    | st.lists(_wildcards, min_size=1, max_size=2).map(lambda texts: {"wildcard": texts})
)
_conditions: st.SearchStrategy[Any] = (
    st.sampled_from(_SCALARS)
    | st.tuples(st.just("prefix"), _texts | _ignoring).map(lambda pair: dict([pair]))
    | st.tuples(st.just("suffix"), _texts | _ignoring).map(lambda pair: dict([pair]))
    | st.tuples(st.just("exactly"), _texts).map(lambda pair: dict([pair]))
    | _ignoring
    | _wildcards.map(lambda text: {"wildcard": text})
    | _comparisons.map(lambda terms: {"numeric": list(terms)})
    | _ranges.filter(lambda terms: terms[1] < terms[3]).map(lambda terms: {"numeric": [*terms]})
    | _excluded.map(lambda excluded: {"anything-but": excluded})
    | st.sampled_from(["10.0.0.0/30", "10.0.0.2/31", "::/0"]).map(lambda text: {"cidr": text})
    | st.booleans().map(lambda wanted: {"exists": wanted})
)


def _made(condition: Any) -> Condition:
    ((made,),) = (leaf.conditions for leaf in _pattern({"k": [condition]}).leaves)
    return made


def _values() -> list[Scalar]:
    texts = ["aa", "abb", "aba", "bab", "aSS", "10.0.0.3", "10.0.0.01", "::1", "1.5", "x"]
    numbers = [0.5, 1.25, 3, -2, 1e300]
    found = Event({"k": [*_SCALARS, *texts, *numbers]}, ["k"]).at("k")
    return [one.value for one in found]


_VALUES = _values()


@given(_conditions, _conditions)
def test_one_condition_and_another(one: Any, other: Any) -> None:
    wide, narrow = _made(one), _made(other)
    if includes(wide, narrow):
        assert not [value for value in _VALUES if holds(narrow, value) and not holds(wide, value)]
    if excludes(wide, narrow):
        assert not [value for value in _VALUES if holds(narrow, value) and holds(wide, value)]


@given(st.lists(_conditions, min_size=1, max_size=4))
def test_a_list_of_conditions(data: list[Any]) -> None:
    (leaf,) = _pattern({"k": data}).leaves
    if holds_for_all(leaf.conditions):
        assert all(any(holds(one, value) for one in leaf.conditions) for value in _VALUES)
    surplus = [one.condition for one in redundant(leaf)]
    kept = [one for one in leaf.conditions if not any(one is other for other in surplus)]
    for value in _VALUES:
        needed = any(holds(one, value) for one in kept)
        assert needed == any(holds(one, value) for one in leaf.conditions)


_lists = st.lists(_conditions, min_size=1, max_size=2) | st.sampled_from(
    [[{"exists": False}], [{"exists": True}, {"exists": False}], [{"exists": False}, "a"]]
)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(["x", "y"]), inner, min_size=1, max_size=2)


_plain_patterns = _objects(_lists | _objects(_lists))
_alternatives = st.lists(_plain_patterns, min_size=2, max_size=2).map(lambda two: {"$or": two})
_patterns = (
    _plain_patterns
    | _alternatives
    | st.tuples(_objects(_lists), _alternatives).map(lambda both: {"z": both[0], **both[1]})
)
_leaf_values = st.sampled_from([*_SCALARS, "aa", "abb", 3])


def _events_in(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from(["x", "y", "z"])
    fields = st.dictionaries(keys, inner, max_size=3)
    return fields | st.lists(fields | inner, max_size=3)


_events = st.dictionaries(
    st.sampled_from(["x", "y", "z"]),
    _events_in(_events_in(_leaf_values) | _leaf_values) | _leaf_values,
)


@given(_patterns, _patterns, st.lists(_events, min_size=5, max_size=20))
# A field whose absence is asked for only in some elements of a list.
@example(
    {"x": {"y": [{"exists": False}]}},
    {"x": {"x": ["a"], "y": [{"exists": False}]}},
    [{"x": [{"x": "a"}, {"y": "b"}]}],
)
# A field that always holds, but then in one element.
@example(
    {"x": {"x": [{"exists": True}, {"exists": False}], "y": ["a"]}},
    {"x": {"y": ["a"]}},
    [{"x": [{"x": "b"}, {"y": "a"}]}],
)
def test_claims_about_patterns(one: Any, other: Any, events: list[Any]) -> None:
    wide, narrow = _pattern(one), _pattern(other)
    is_covered = covers(wide, narrow)
    for event in events:
        passed = passes(wide, event)
        assert not (is_covered and passes(narrow, event) and not passed)
        assert passed or not lets_everything_through(wide)
        assert not (passed and can_never_match(wide))


@given(_patterns, st.lists(_events, min_size=5, max_size=20))
def test_claims_about_a_pattern_and_a_wider_one(data: Any, events: list[Any]) -> None:
    """Leave out a field or add a condition: that is where claims are made, and may be wrong."""
    narrow = _pattern(data)
    for wide in map(_pattern, _widened(data)):
        if covers(wide, narrow):
            for event in events:
                assert passes(wide, event) or not passes(narrow, event)


def _widened(data: Any) -> list[Any]:
    found = [data]
    for key, value in data.items():
        rest = {name: other for name, other in data.items() if name != key}
        if rest:
            found.append(rest)
        if isinstance(value, dict):
            found += [rest | {key: inner} for inner in _widened(value)]
        elif key != "$or":
            found.append(rest | {key: [*value, {"exists": False}]})
            found.append(rest | {key: [*value, {"prefix": "a"}, {"numeric": [">", 0]}]})
            found.append(rest | {key: [{"exists": True}]})
    return found


# -- what is found out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ('"a"', '"a"'),
        ("300", "300.0"),
        ('{"prefix": "a"}', '"ab"'),
        ('{"prefix": "a"}', '{"prefix": "ab"}'),
        ('{"prefix": "a"}', '{"wildcard": "ab*c"}'),
        ('{"prefix": {"equals-ignore-case": "A"}}', '{"prefix": "ab"}'),
        ('{"prefix": {"equals-ignore-case": "A"}}', '{"prefix": {"equals-ignore-case": "aB"}}'),
        ('{"suffix": {"equals-ignore-case": "B"}}', '{"equals-ignore-case": "aB"}'),
        ('{"suffix": "b"}', '{"suffix": "ab"}'),
        ('{"prefix": ""}', '{"cidr": "10.0.0.0/8"}'),
        ('{"equals-ignore-case": "AB"}', '"ab"'),
        ('{"equals-ignore-case": "AB"}', '{"equals-ignore-case": "aB"}'),
        ('{"wildcard": "*x*"}', '{"prefix": "axb"}'),
        ('{"wildcard": "a*b*"}', '{"wildcard": "a*c*bd"}'),
        ('{"numeric": [">", 0]}', '{"numeric": [">", 0, "<=", 5]}'),
        ('{"numeric": [">=", 0, "<=", 5]}', "5"),
        ("5", '{"numeric": ["=", 5.0]}'),
        ('{"cidr": "10.0.0.0/8"}', '{"cidr": "10.1.0.0/16"}'),
        ('{"cidr": "10.0.0.0/8"}', '"10.0.0.1"'),
        ('{"exists": true}', '{"anything-but": "a"}'),
        ('{"anything-but": "a"}', '"b"'),
        ('{"anything-but": "a"}', '{"anything-but": ["a", "b"]}'),
        ('{"anything-but": "ab"}', '{"anything-but": {"prefix": "a"}}'),
        ('{"anything-but": "a"}', '{"numeric": [">", 0]}'),
        ('{"anything-but": {"prefix": "a"}}', '{"prefix": "b"}'),
        ('{"anything-but": [1, 2]}', '{"numeric": [">", 2]}'),
    ],
)
def test_inclusion_is_found(wide: str, narrow: str) -> None:
    one, other = (_made(json.loads(text)) for text in (wide, narrow))
    assert includes(one, other)
    assert covers(_pattern(f'{{"k": [{wide}, "z"]}}'), _pattern(f'{{"k": [{narrow}]}}'))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ('{"a": ["x"]}', '{"a": ["x"]}'),
        ('{"a": ["x", "y"], "b": [1]}', '{"b": [1], "a": ["y"]}'),
        ('{"a": ["x"]}', '{"a": ["x"], "b": ["y"]}'),
        ('{"a": {"b": ["x"]}}', '{"a.b": ["x"]}'),
        ('{"a": [{"exists": false}, "x"]}', '{"a": [{"exists": false}], "b": [1]}'),
        ('{"a": [{"exists": false}]}', '{"a": [{"exists": false}], "b": {"c": [1]}}'),
        ('{"a": [{"exists": true}, {"exists": false}]}', '{"b": [1]}'),
        ('{"$or": [{"a": ["x"]}, {"b": ["y"]}]}', '{"b": ["y"]}'),
        ('{"$or": [{"a": ["x"]}, {"b": ["y"]}]}', '{"$or": [{"b": ["y"]}, {"a": ["x"]}]}'),
        ('{"c": [1]}', '{"c": [1], "$or": [{"a": ["x"]}, {"b": ["y"]}]}'),
    ],
)
def test_cover_is_found(wide: str, narrow: str) -> None:
    assert covers(_pattern(wide), _pattern(narrow))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ('{"a": ["x"]}', '{"a": ["x", "y"]}'),
        ('{"a": ["x"], "b": [1]}', '{"a": ["x"]}'),
        ('{"a": ["x"]}', '{"b": ["x"]}'),
        ('{"a": ["${X}"]}', '{"a": ["${X}"]}'),
        ('{"a": ["x"]}', '{"a": ["x", {"exists": false}]}'),
    ],
)
def test_what_is_not_so_is_not_claimed(wide: str, narrow: str) -> None:
    one, other = (_pattern(text.replace("${X}", HOLE)) for text in (wide, narrow))
    assert not covers(one, other)


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ('{"a": [{"exists": true}, {"exists": false}]}', True),
        ('{"a": [{"anything-but": "x"}, "x", {"exists": false}]}', True),
        ('{"a": [{"anything-but": "x"}, {"anything-but": "y"}, {"exists": false}]}', True),
        ('{"$or": [{"a": [{"exists": true}, {"exists": false}]}, {"b": [1]}]}', True),
        ('{"a": [{"exists": true}]}', False),
        ('{"a": [{"anything-but": "x"}, {"exists": false}]}', False),
    ],
)
def test_pattern_that_lets_everything_through(text: str, *, is_open: bool) -> None:
    assert lets_everything_through(_pattern(text)) is is_open


def test_pattern_that_can_never_match() -> None:
    empty = '[{"numeric": [">", 1, "<", 1.0000000000000002]}]'
    text = f'{{"a": ["x"], "b": {empty}}}'
    (reason,) = can_never_match(_pattern(text))
    assert text[slice(*reason.span)] == empty
    assert '"b"' in reason.message
    assert len(can_never_match(_pattern(f'{{"$or": [{{"a": {empty}}}, {{"b": {empty}}}]}}'))) == 2
    assert not can_never_match(_pattern(f'{{"$or": [{{"a": {empty}}}, {{"b": [1]}}]}}'))
    assert holds_for_none(_pattern(f'{{"a": {empty}}}').leaves[0].conditions[0])


@pytest.mark.parametrize(
    ("conditions", "surplus"),
    [
        ('"paid", "paid"', ['"paid"']),
        ("300, 300.0", ["300.0"]),
        ('{"prefix": "ab"}, {"prefix": "a"}', ['{"prefix": "ab"}']),
        ('{"prefix": "a"}, "ab", "b"', ['"ab"']),
        ('{"prefix": ""}, {"suffix": ""}', ['{"prefix": ""}']),
        ('{"exists": true}, {"exists": false}', []),
        ('"a", "b", 1, "1"', []),
    ],
)
def test_redundant_conditions(conditions: str, surplus: list[str]) -> None:
    text = f'{{"a": [{conditions}]}}'
    (leaf,) = _pattern(text).leaves
    assert [text[slice(*one.condition.span)] for one in redundant(leaf)] == surplus


def test_size_is_no_problem() -> None:
    ors = ",".join(f'"k{i}": {{"$or": [{{"a": [1]}}, {{"b": [2]}}]}}' for i in range(60))
    pattern = _pattern(f"{{{ors}}}")
    assert not covers(pattern, pattern)
    (leaf,) = _pattern({"a": [{"prefix": str(number)} for number in range(5000)]}).leaves
    assert redundant(leaf) == ()

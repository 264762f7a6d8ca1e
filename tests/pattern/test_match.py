"""An event passes a pattern exactly if event-ruler lets it, and a failure says why."""

import json
from pathlib import Path
from typing import Any

import pytest

from mappinglint.parts import HOLE
from mappinglint.pattern.match import NoAlternative, Outcome, Scattered, explain, passes
from mappinglint.pattern.model import Pattern
from mappinglint.pattern.parse import parse

_RECORDED = Path(__file__).parents[2] / "fixtures" / "service" / "patterns.jsonl"
_CASES = [json.loads(line) for line in _RECORDED.read_text(encoding="utf-8").splitlines()]
_VALID = [case for case in _CASES if case["valid"]]


def _pattern(text: str) -> Pattern:
    parsed = parse(text)
    assert parsed.mistakes == ()
    assert parsed.pattern is not None
    return parsed.pattern


def _explain(pattern: str, event: Any) -> Outcome:
    return explain(_pattern(pattern), event)


@pytest.mark.parametrize("case", _VALID, ids=range(len(_VALID)))
def test_match_is_event_rulers(case: dict[str, Any]) -> None:
    outcome = _explain(case["pattern"], case["event"])
    assert outcome.passes == case["match"]
    assert bool(outcome.failures) != outcome.passes


@pytest.mark.parametrize(
    ("conditions", "good", "bad"),
    [
        ('["a"]', ["a"], ["A", "aa", 1, None, True]),
        ("[300]", [300, 300.0, 3e2], [301, "300", True]),
        ("[1]", [1], [True]),
        ("[12345678901234567890]", [12345678901234567890], [12345678901234567891]),
        ("[true]", [True], [1, "true", False]),
        ("[null]", [None], [False, 0, ""]),
        ('["10.0.0.1"]', ["10.0.0.1", "10.0.0.01"], ["10.0.0.2", "x"]),
        ('[{"exactly": "10.0.0.1"}]', ["10.0.0.1"], ["10.0.0.01"]),
        ('["::1"]', ["::1", "0:0:0:0:0:0:0:1", "::0001"], ["::2", "0.0.0.1"]),
        ('["::ffff:a00:1"]', ["10.0.0.1"], ["::a00:1"]),
        ('[{"prefix": "ab"}]', ["ab", "abc"], ["xab", "", 1]),
        ('[{"prefix": ""}]', ["", "x"], [1, None]),
        ('[{"prefix": {"equals-ignore-case": "aB"}}]', ["AbC", "ab"], ["a", "xab"]),
        ('[{"suffix": ".png"}]', [".png", "a.png"], ["a.PNG", ".png2"]),
        ('[{"suffix": {"equals-ignore-case": ".PNG"}}]', ["a.pnG"], ["a.png "]),
        ('[{"equals-ignore-case": "aß"}]', ["AßASS"[:2], "ASS", "aß"], ["ass", "a"]),
        ('[{"wildcard": "a*b*c"}]', ["abc", "a-b-c", "abbcc"], ["ac", "abcd", "xabc"]),
        ('[{"wildcard": "*"}]', ["", "x"], [1]),
        ('[{"wildcard": "a*a"}]', ["aa", "aba"], ["a"]),
        ('[{"wildcard": "\\\\*\\\\\\\\"}]', ["*\\"], ["x\\"]),
        ('[{"wildcard": "*ab*ba*"}]', ["abba", "xabxbax"], ["aba"]),
        ('[{"numeric": [">", 0, "<=", 5]}]', [5, 0.1], [0, 5.1, "3", True]),
        ('[{"numeric": ["=", 5]}]', [5, 5.0], [4]),
        ('[{"numeric": ["<", 0]}]', [-1e300], [0, 1]),
        ('[{"cidr": "10.0.0.0/24"}]', ["10.0.0.0", "10.0.0.255"], ["10.0.1.0", "x", 10]),
        ('[{"cidr": "10.0.0.9/24"}]', ["10.0.0.9"], ["10.0.0.8"]),
        ('[{"cidr": "2001:db8::/32"}]', ["2001:db8:1::"], ["2001:db9::", "32.1.13.184"]),
        ('[{"exists": true}]', ["", None, 0, False], []),
        ('[{"anything-but": "a"}]', ["b", 1, None, True], ["a"]),
        ('[{"anything-but": [1, 2]}]', [3, "1", None], [1, 2.0]),
        ('[{"anything-but": {"prefix": "a"}}]', ["b", 1], ["ab"]),
        ('[{"anything-but": {"suffix": ["a", "b"]}}]', ["c", None], ["xa", "xb"]),
        ('[{"anything-but": {"equals-ignore-case": ["a", "b"]}}]', ["c"], ["A", "b"]),
        ('[{"anything-but": {"wildcard": "a*c"}}]', ["ab"], ["abc"]),
        ('["x", {"numeric": [">", 5]}, null]', ["x", 6, None], ["y", 5, True]),
    ],
)
def test_condition(conditions: str, good: list[Any], bad: list[Any]) -> None:
    pattern = _pattern(f'{{"k": {conditions}}}')
    assert [passes(pattern, {"k": value}) for value in good] == [True] * len(good)
    assert [passes(pattern, {"k": value}) for value in bad] == [False] * len(bad)


@pytest.mark.parametrize(
    ("pattern", "event", "is_match"),
    [
        # A list holds alternatives, at whatever depth.
        ('{"a": ["x"]}', {"a": ["y", "x"]}, True),
        ('{"a": ["x"]}', {"a": [["y"], [["x"]]]}, True),
        ('{"a": {"b": ["x"]}}', {"a": [{"b": "y"}, {"b": "x"}]}, True),
        ('{"a": [{"anything-but": "x"}]}', {"a": ["x", "y"]}, True),
        # Two fields must hold in the same element.
        ('{"a": {"b": [1], "c": [2]}}', {"a": [{"b": 1, "c": 3}, {"b": 4, "c": 2}]}, False),
        ('{"a": {"b": [1], "c": [2]}}', {"a": [{"b": 4, "c": 2}, {"b": 1, "c": 2}]}, True),
        ('{"a": {"b": [1]}, "c": [2]}', {"a": [{"b": 1}], "c": [3, 2]}, True),
        (
            '{"a": {"b": {"c": [1], "d": [2]}, "e": [3]}}',
            {"a": [{"b": [{"c": 1}, {"d": 2}], "e": 3}, {"b": [{"c": 1, "d": 2}], "e": 4}]},
            False,
        ),
        ('{"a": {"b": [1], "c": [2]}}', {"a": [[{"b": 1}], [{"c": 2}]]}, False),
        # What exists is a value at exactly this path.
        ('{"a": [{"exists": true}]}', {"a": {"b": 1}}, False),
        ('{"a": [{"exists": true}]}', {"a": []}, False),
        ('{"a": [{"exists": true}]}', {"a": [None]}, True),
        ('{"a": [{"exists": false}]}', {"a": {"b": 1}}, True),
        ('{"a": [{"exists": false}]}', {"a": []}, True),
        ('{"a": [{"exists": false}, "x"]}', {"a": "x"}, True),
        ('{"a": [{"exists": false}, "x"]}', {}, True),
        ('{"a": [{"exists": false}, "x"]}', {"a": "y"}, False),
        ('{"a": {"b": [1], "c": [{"exists": false}]}}', {"a": [{"b": 1}, {"c": 2}]}, True),
        ('{"a": {"b": [1], "c": [{"exists": false}]}}', {"a": [{"b": 1, "c": 2}]}, False),
        ('{"a": {"c": [1], "b": [{"exists": false}]}}', {"a": [{"c": 1}, {"b": 2}]}, False),
        # A dot in a name is as good as a step.
        ('{"a.b": ["x"]}', {"a": {"b": "x"}}, True),
        ('{"a": {"b": ["x"]}}', {"a.b": "x"}, True),
        ('{"a": {"": ["x"]}}', {"a": {"": "x"}}, False),
        # $or
        ('{"$or": [{"a": [1]}, {"b": [2]}]}', {"b": 2}, True),
        ('{"$or": [{"a": [1]}, {"b": [2]}]}', {"a": 2, "b": 1}, False),
        ('{"c": [3], "$or": [{"a": [1]}, {"b": [2]}]}', {"a": 1}, False),
        ('{"x": {"$or": [{"a": [1]}, {"$or": [{"b": [2]}, {"c": [3]}]}]}}', {"x": {"c": 3}}, True),
        (
            '{"x": {"k": [0], "$or": [{"a": [1]}, {"b": [2]}]}}',
            {"x": [{"k": 0}, {"k": 1, "a": 1}, {"k": 0, "b": 2}]},
            True,
        ),
        (
            '{"x": {"k": [0], "$or": [{"a": [1]}, {"b": [2]}]}}',
            {"x": [{"k": 0}, {"k": 1, "a": 1}]},
            False,
        ),
        ('{"a": ["x"]}', {}, False),
        ('{"a": ["x"]}', "x", False),
    ],
)
def test_event(pattern: str, event: Any, *, is_match: bool) -> None:
    assert _explain(pattern, event).passes is is_match


def test_failure_names_condition_and_value() -> None:
    text = '{"body": {"status": ["paid", {"prefix": "s"}], "b": [1], "c": [2], "d": [3]}}'
    outcome = _explain(text, {"body": {"status": "open", "b": 1, "d": {"e": 1}}})
    assert list(map(str, outcome.failures)) == [
        '`body.status`: none of ["paid", {"prefix": "s"}] matches "open"',
        "`body.c` is not there; wanted is [2]",
        "`body.d` is an object or an empty list; wanted is [3]",
    ]
    spans = [text[slice(*failure.span)] for failure in outcome.failures]
    assert spans == ['["paid", {"prefix": "s"}]', "[2]", "[3]"]


def test_failure_of_alternatives_says_what_each_misses() -> None:
    outcome = _explain('{"$or": [{"a": [1]}, {"b": [2], "c": [3]}]}', {"a": 5, "b": 2})
    (failure,) = outcome.failures
    assert isinstance(failure, NoAlternative)
    assert str(failure) == (
        "no alternative of $or holds: `a`: none of [1] matches 5; `c` is not there; wanted is [3]"
    )


def test_failure_of_fields_that_hold_apart_says_so() -> None:
    outcome = _explain('{"a": {"b": [1], "c": [2]}}', {"a": [{"b": 1}, {"c": 2}]})
    (failure,) = outcome.failures
    assert isinstance(failure, Scattered)
    assert "`a.b`, `a.c`" in str(failure)


@pytest.mark.parametrize(
    "conditions",
    [
        '"a", 1.50, true, null',
        '{"prefix": "a"}, {"suffix": {"equals-ignore-case": "b"}}, {"exists": true}',
        '{"numeric": [">", 0, "<=", 5.5]}, {"numeric": ["=", 3]}, {"numeric": ["<", 1]}',
        '{"anything-but": "a"}, {"anything-but": [1, 2]}, {"anything-but": {"prefix": "a"}}',
        '{"wildcard": "a\\\\*b*"}, {"cidr": "10.0.0.0/8"}, {"equals-ignore-case": "x"}',
        '{"anything-but": {"wildcard": ["a*", "b"]}}, {"exactly": "x"}',
    ],
)
def test_conditions_are_shown_as_written(conditions: str) -> None:
    (failure,) = _explain(f'{{"k": [{conditions}]}}', {"k": {}}).failures
    assert str(failure).endswith(f"wanted is [{conditions}]")


@pytest.mark.parametrize(
    ("pattern", "event", "verdict"),
    [
        ('{"a": ["${X}"]}', {"a": "x"}, None),
        ('{"a": ["${X}"]}', {}, False),
        ('{"a": ["${X}", "x"]}', {"a": "x"}, True),
        ('{"a": ["${X}"], "b": [1]}', {"a": "x", "b": 2}, False),
        ('{"a": [${X}]}', {}, None),
        ('{"a": [{"exists": ${X}}]}', {}, None),
        ('{"a": [{"prefix": "${X}"}]}', {}, False),
        ('{"a": [{"${X}": "x"}]}', {}, None),
        ('{"${X}": ["a"]}', {}, None),
        ('{${X}, "a": [1]}', {"a": 1}, None),
        ('{${X}, "a": [1]}', {"a": 2}, False),
        ('{"a": ${X}}', {}, None),
        ('{"$or": [{"a": [1]}, ${X}]}', {"a": 1}, True),
        ('{"$or": [{"a": [1]}, ${X}]}', {"a": 2}, None),
    ],
)
def test_what_a_hole_decides_is_left_open(pattern: str, event: Any, verdict: bool | None) -> None:
    assert _explain(pattern.replace("${X}", HOLE), event).passes is verdict


def test_many_independent_lists_cost_no_more_than_their_sum() -> None:
    names = [f"n{number}" for number in range(30)]
    pattern = json.dumps({name: {"x": [1]} for name in names} | {"z": [0]})
    event: Any = {name: [{"x": 1} for _ in range(50)] for name in names} | {"z": 1}
    assert _explain(pattern, event).passes is False


def test_deep_event_is_no_problem() -> None:
    event: Any = "x"
    for _ in range(1000):
        event = {"a": [event]}
    assert _explain('{"a": ["x"]}', event).passes is False

"""Tests for what stands at an offset of a filter pattern."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.lsp.pattern_place import PatternPlace, place_in_pattern
from mappinglint.parts import HOLE


def at(marked: str) -> PatternPlace:
    """Return the place at the `|` of a text, which is not a part of it."""
    before, _, after = marked.partition("|")
    return place_in_pattern(before + after, len(before))


@pytest.mark.parametrize(
    ("marked", "keys", "kind", "word"),
    [
        ('{"bo|dy": {"kind": ["a"]}}', "", "key", "body"),
        ('{"body": {"ki|nd": ["a"]}}', "body", "key", "kind"),
        ('{"body": {"kind": ["a|bc"]}}', "body kind", "value condition", "abc"),
        ('{"body": {"kind": [|]}}', "body kind", "value condition", ""),
        ('{"body": {"kind": [{"pre|fix": "a"}]}}', "body kind", "key condition", "prefix"),
        ('{"body": {"kind": [{|}]}}', "body kind", "key condition", ""),
        ('{"body": {"kind": [{"prefix": "a|"}]}}', "body kind prefix", "value condition", "a"),
        ('{"a": [{"numeric": [">|", 5]}]}', "a numeric", "value condition", ">"),
        ('{"a": [{"numeric": [">", 5|1]}]}', "a numeric", "value condition", "51"),
        (
            '{"a": [{"anything-but": {"pre|fix": "x"}}]}',
            "a anything-but",
            "key condition",
            "prefix",
        ),
        (
            '{"a": [{"anything-but": {"prefix": ["x|"]}}]}',
            "a anything-but prefix",
            "value condition",
            "x",
        ),
        # $or leads no deeper into the record, and what is in its list are no conditions.
        ('{"$o|r": [{"a": ["x"]}, {"b": ["y"]}]}', "", "key", "$or"),
        ('{"$or": [{"a": ["x"]}, {"b|": ["y"]}]}', "", "key", "b"),
        ('{"$or": [{"a": ["x"]}, {"b": ["|y"]}]}', "b", "value condition", "y"),
        ('{"body": {"$or": [{"a": [{"ex|ists": true}]}]}}', "body a", "key condition", "exists"),
    ],
)
def test_keys_that_lead_to_a_place_of_a_whole_pattern(
    marked: str, keys: str, kind: str, word: str
) -> None:
    place = at(marked)
    assert place.keys == tuple(keys.split())
    assert place.is_key == ("key" in kind)
    assert place.is_condition == ("condition" in kind)
    assert place.word == word
    assert not place.is_behind


@pytest.mark.parametrize(
    ("marked", "keys", "kind", "word"),
    [
        ("|", "", "value", ""),
        ("{|", "", "key", ""),
        ('{"|', "", "key", ""),
        ('{"bo|', "", "key", "bo"),
        ('{"body": |', "body", "value", ""),
        ('{"body": {|', "body", "key", ""),
        ('{"body": {"kind": [{"|', "body kind", "key condition", ""),
        ('{"body": {"kind": [{"pre|}]}}', "body kind", "key condition", "pre"),
        ('{"body": {"kind": [{"pre|, {"suffix": "x"}]}}', "body kind", "key condition", "pre"),
        ('{"body": {"kind": ["a", |', "body kind", "value condition", ""),
        # What is broken before does no harm behind it.
        ('{"data": {"na}, "body": {"ki|nd": ["a"]}}', "body", "key", "kind"),
        ('{"a": , "b|": ["x"]}', "", "key", "b"),
        ('{"a": \n "b|": ["x"]}', "", "key", "b"),
        ('{"a": ["x"] "b|": ["x"]}', "", "key", "b"),
        ('{"a": ["x", "b": ["y|"]}', "a", "value condition", "y"),
        ('{"a": [{"prefix": "x"], "b|": 1}', "", "key", "b"),
        ('{"a": "x\n, "b|": ["x"]}', "", "key", "b"),
        ("{prefix|: 1}", "", "key", "prefix"),
        ("{'a': ['x', {pre|fix: 'x'}]}", "'a'", "key condition", "prefix"),
        ("]}]}|{", "", "value", ""),
    ],
)
def test_half_typed_patterns(marked: str, keys: str, kind: str, word: str) -> None:
    place = at(marked)
    assert place.keys == tuple(keys.split())
    assert place.is_key == ("key" in kind)
    assert place.is_condition == ("condition" in kind)
    assert place.word == word


def test_operators_are_told_from_the_keys_of_the_record() -> None:
    place = at('{"body": {"a": [{"anything-but": {"prefix": "|"}}]}}')
    assert place.fields == ("body", "a")
    assert place.operators == 2
    assert at('{"body": {"a|": []}}').fields == ("body",)


@pytest.mark.parametrize("marked", ['{"a": ["x"|', '{"a": ["x"]|}', '{"a" | ', '{"a": 5 |}'])
def test_behind_a_word_only_a_mark_can_come(marked: str) -> None:
    place = at(marked)
    assert place.is_behind or place.word


def test_span_of_a_word_is_between_its_quotes() -> None:
    text = '{"body": ["pa\\"id", 12]}'
    body = place_in_pattern(text, 3)
    assert text[slice(*body.span)] == "body"
    assert body.is_quoted
    assert body.is_closed
    paid = place_in_pattern(text, text.index("id"))
    assert (paid.word, text[slice(*paid.span)]) == ('pa"id', 'pa\\"id')
    number = place_in_pattern(text, text.index("12"))
    assert (number.word, number.is_quoted) == ("12", False)
    half = place_in_pattern('{"bo', 4)
    assert half.is_quoted
    assert not half.is_closed


def test_escapes_are_decoded_and_wrong_ones_are_left_as_they_are() -> None:
    assert at(r'{"\u0062ody|": 1}').word == "body"
    assert at(r'{"\qody|": 1}').word == r"\qody"
    assert at(r'{"a\"b|": {"c": 1}}').word == 'a"b'
    assert at(r'{"a\"b": {"c|": 1}}').keys == ('a"b',)


def test_what_nobody_knows_is_passed_over() -> None:
    assert at(f'{{"a": [{HOLE}], "b|": 1}}').word == "b"
    assert at(f'{{"{HOLE}": ["x|"]}}').keys == (HOLE,)
    assert at(f'{HOLE}"a": ["x|"]').word == "x"
    assert at(f'{{"a": ["{HOLE}"{HOLE}, "x|"]}}').keys == ("a",)


@given(st.text(alphabet='{}[]:,"\\ \na$é\U0010fffd0', max_size=60), st.integers(-3, 70))
def test_no_text_and_no_offset_break_it(text: str, offset: int) -> None:
    place = place_in_pattern(text, offset)
    start, end = place.span
    assert 0 <= start <= end <= len(text)


@pytest.mark.apart
@pytest.mark.parametrize(
    "piece", ['{"a":', '["', '"\\"', '"a b"c ', '"\\",', '" ', "}", "[{", "\\", '"a"   ', '":']
)
def test_work_is_linear(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        start = time.process_time()
        place_in_pattern(text, len(text))
        return time.process_time() - start

    # Eight times the text takes eight times as long, or 64 times if work is not linear.
    assert seconds(64_000) < 30 * max(seconds(8_000), 0.02)

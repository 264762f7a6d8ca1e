"""The operator `numeric`: one comparison, or the two of a range."""

import re

from mappinglint.pattern.judge import Judge, either
from mappinglint.pattern.mistake import Kind, Replacement, clipped, named, quoted, span_of
from mappinglint.pattern.model import Figure, Numeric
from mappinglint.pattern.numbers import comparable
from mappinglint.pattern.tree import Hole, List, Number, Object, Text, Tree
from mappinglint.span import Span

_COMPARISONS = ("=", "<", "<=", ">", ">=")
_LOWER = (">", ">=")
_UPPER = ("<", "<=")
_MISSPELLED = {"==": "=", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<="}
_EXAMPLE = 'such as [">", 0, "<=", 5]'
_WRITTEN = re.compile(r"\s*(<=|>=|=|<|>)\s*(\S+?)\s*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def numeric(judge: Judge, operand: Tree, node: Object) -> Numeric | None:
    """Return the condition, or None if it has a mistake, which is told, or a hole."""
    if isinstance(operand, Hole):
        return None
    if not isinstance(operand, List):
        _no_list(judge, operand)
        return None
    items = operand.items
    if not operand.complete or any(isinstance(item, Hole) for item in items):
        return None
    if _has_mistake(judge, operand):
        return None
    terms = [
        (sign.value, number)
        for sign, number in zip(items[::2], items[1::2], strict=True)
        if isinstance(sign, Text) and sign.is_known and isinstance(number, Number)
    ]
    return _range(judge, terms, operand, node) if 2 * len(terms) == len(items) else None


def figure(number: Number) -> Figure:
    return Figure(number.spelling, comparable(number.spelling))


def is_comparable(judge: Judge, number: Number) -> bool:
    """Say whether AWS can compare the number; if it cannot, tell so."""
    if comparable(number.spelling) is not None:
        return True
    message = f"AWS cannot compare {named(number)}: it is too large or has too many digits"
    judge.tell(Kind.OPERAND, message, span_of(number))
    return False


def _no_list(judge: Judge, operand: Tree) -> None:
    instead = ""
    if isinstance(operand, Number):
        instead = f'["=", {operand.spelling}]'
    elif isinstance(operand, Text):
        written = _WRITTEN.fullmatch(operand.value)
        if written is not None and _NUMBER.fullmatch(written[2]):
            instead = f'["{written[1]}", {written[2]}]'
    judge.needs("numeric", f"a list {_EXAMPLE}", operand, instead)


def _has_mistake(judge: Judge, operand: List) -> bool:
    """Tell of the first mistake in the list: what comes after it may be wrong because of it."""
    items = operand.items
    told = len(judge.mistakes)
    for index, item in enumerate(items[:4]):
        if index % 2 == 0:
            _judge_comparison(judge, item)
        else:
            _judge_number(judge, item)
        if len(judge.mistakes) > told:
            return True
    _judge_length(judge, operand)
    return len(judge.mistakes) > told


def _judge_comparison(judge: Judge, item: Tree) -> None:
    if not isinstance(item, Text):
        judge.needs("numeric", f"{either(_COMPARISONS)} before a number", item)
    elif item.is_known and item.value not in _COMPARISONS:
        meant = _MISSPELLED.get(item.value)
        edit = Replacement(span_of(item), quoted(meant)) if meant else None
        remedy = f"write {meant or either(_COMPARISONS)}"
        if item.value in ("!=", "<>"):
            remedy = 'write {"anything-but": …} instead of numeric'
        message = f"{quoted(item.value)} is no comparison"
        judge.tell(Kind.OPERAND, message, span_of(item), remedy, edit)


def _judge_number(judge: Judge, item: Tree) -> None:
    match item:
        case Number():
            is_comparable(judge, item)
        case Text(value=value) if _NUMBER.fullmatch(value):
            judge.needs("numeric", "a number after a comparison", item, value)
        case _:
            judge.needs("numeric", "a number after a comparison", item)


def _judge_length(judge: Judge, operand: List) -> None:
    items = operand.items
    first = items[0] if items else operand
    if not items:
        judge.needs("numeric", f"a list {_EXAMPLE}", operand)
    elif len(items) % 2:
        message = f"a number is missing behind {named(items[-1])}"
        judge.tell(Kind.OPERAND, message, span_of(items[-1]))
    elif len(items) > 4:
        message = "`numeric` takes one comparison, or two for a range"
        judge.tell(Kind.OPERAND, message, span_of(operand), f"write a list {_EXAMPLE}")
    elif len(items) == 4 and _is_one_of(first, ("=", *_UPPER)):
        _upper_bound_first(judge, operand)
    elif len(items) == 4 and _is_one_of(items[2], ("=", *_LOWER)):
        message = "the second comparison of a range is < or <="
        judge.tell(Kind.OPERAND, message, span_of(items[2]), f"write a list {_EXAMPLE}")


def _upper_bound_first(judge: Judge, operand: List) -> None:
    items = operand.items
    message = f"nothing may follow {named(items[0])} and its number"
    edit = None
    remedy = f"write a list {_EXAMPLE}"
    if _is_one_of(items[0], _UPPER) and _is_one_of(items[2], _LOWER):
        upper = judge.source[items[0].start : items[1].end]
        lower = judge.source[items[2].start : items[3].end]
        message = "a range begins with its lower bound"
        edit = Replacement(span_of(operand), f"[{lower}, {upper}]")
        remedy = f"write {clipped(edit.text)}"
    span = Span(items[2].start, items[3].end)
    judge.tell(Kind.OPERAND, message, span, remedy, edit)


def _is_one_of(item: Tree, signs: tuple[str, ...]) -> bool:
    return isinstance(item, Text) and item.value in signs


def _range(
    judge: Judge, terms: list[tuple[str, Number]], operand: List, node: Object
) -> Numeric | None:
    low: float | None = None
    high: float | None = None
    for sign, number in terms:
        value = comparable(number.spelling)
        low = value if sign in ("=", *_LOWER) else low
        high = value if sign in ("=", *_UPPER) else high
    signs = [sign for sign, _ in terms]
    if len(terms) == 2 and low is not None and high is not None and low >= high:
        _empty_range(judge, terms, operand)
        return None
    return Numeric(low, ">" in signs, high, "<" in signs, span_of(node))


def _empty_range(judge: Judge, terms: list[tuple[str, Number]], operand: List) -> None:
    (lower, low), (upper, high) = terms
    message = f"a range from {named(low)} to {named(high)} is empty for AWS"
    remedy = "the lower bound must be less than the upper one"
    edit = None
    if (lower, upper) == (">=", "<=") and low.spelling == high.spelling:
        edit = Replacement(span_of(operand), f'["=", {low.spelling}]')
        remedy = f"for one number write {edit.text}"
    judge.tell(Kind.OPERAND, message, span_of(operand), remedy, edit)

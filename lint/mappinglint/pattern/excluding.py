"""The operator `anything-but`."""

from mappinglint.pattern.judge import Judge
from mappinglint.pattern.mistake import Kind, span_of
from mappinglint.pattern.model import (
    AnythingBut,
    EqualsIgnoreCase,
    Exact,
    Exactly,
    Excluded,
    Prefix,
    Suffix,
    Wildcard,
)
from mappinglint.pattern.numeric import figure, is_comparable
from mappinglint.pattern.operators import EXCLUDING
from mappinglint.pattern.tree import Hole, List, Number, Object, Text, Tree
from mappinglint.pattern.wildcards import pieces_of


def anything_but(judge: Judge, operand: Tree, node: Object) -> AnythingBut | None:
    """Return the condition, or None if it has a mistake, which is told, or a hole."""
    match operand:
        case Object():
            excluded = _by_operator(judge, operand)
        case List() | Text() | Number():
            excluded = _values(judge, operand)
        case Hole():
            return None
        case _:
            judge.needs("anything-but", "a text, a number, or a list of these", operand)
            return None
    is_complete = not isinstance(operand, List) or operand.complete
    known = [one for one in excluded if one is not None]
    if not known or len(known) < len(excluded) or not is_complete:
        return None
    return AnythingBut(tuple(known), span_of(node))


def _values(judge: Judge, operand: Tree) -> list[Excluded | None]:
    """Return the texts, or the numbers, that are excluded one by one."""
    items = judge.items("anything-but", operand)
    found = [_value(judge, item) for item in items]
    kinds = {type(item) for item in items}
    if {Text, Number} <= kinds:
        message = "`anything-but` needs texts or numbers, not both in one list"
        judge.tell(Kind.OPERAND, message, span_of(operand))
        return [None]
    return found


def _value(judge: Judge, item: Tree) -> Excluded | None:
    match item:
        case Text(value=value):
            return Exactly(value, span_of(item)) if item.is_known else None
        case Number():
            is_usable = is_comparable(judge, item)
            return Exact(figure(item), span_of(item)) if is_usable else None
        case Hole():
            return None
    judge.needs("anything-but", "texts or numbers in its list", item)
    return None


def _by_operator(judge: Judge, operand: Object) -> list[Excluded | None]:
    """Return what an operator inside anything-but excludes."""
    inner = judge.inner("anything-but", operand, EXCLUDING)
    if inner is None:
        return [None]
    operator, values = inner
    is_list = isinstance(values, List)
    if operator == "wildcard" or (is_list and operator in ("prefix", "suffix")):
        judge.is_too_new = True
    found = [_inner_text(judge, operator, item) for item in judge.items(operator, values)]
    is_complete = not isinstance(values, List) or values.complete
    return found if is_complete else [None]


def _inner_text(judge: Judge, operator: str, item: Tree) -> Excluded | None:
    text = judge.text(operator, item)
    if text is None:
        return None
    span = span_of(text)
    if operator == "wildcard":
        pieces = pieces_of(judge, text)
        return None if pieces is None else Wildcard(pieces, span)
    if not text.is_known:
        return None
    if operator == "equals-ignore-case":
        return EqualsIgnoreCase(text.value, span)
    if not text.value:
        message = f"every text has an empty {operator}: AWS does not take it here"
        judge.tell(Kind.OPERAND, message, span)
        return None
    kind = Prefix if operator == "prefix" else Suffix
    return kind(text.value, ignores_case=False, span=span)

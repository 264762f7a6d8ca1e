"""The conditions in the list of a field, from the light tree into the model."""

from collections.abc import Callable

from mappinglint.pattern.addresses import block
from mappinglint.pattern.excluding import anything_but
from mappinglint.pattern.judge import Judge
from mappinglint.pattern.mistake import Kind, Replacement, as_json, quoted, span_of
from mappinglint.pattern.model import (
    Cidr,
    Condition,
    EqualsIgnoreCase,
    Exact,
    Exactly,
    Exists,
    Prefix,
    Suffix,
    Unknown,
    Wildcard,
)
from mappinglint.pattern.numeric import figure, numeric
from mappinglint.pattern.operators import nearest, remedy_for
from mappinglint.pattern.tree import Hole, List, Number, Object, Text, Tree, Word
from mappinglint.pattern.wildcards import pieces_of


def condition(judge: Judge, item: Tree, field: str) -> Condition:
    """Return what one item of the list of a field says, and tell the judge what is wrong in it.

    `field` is the name of the field, for messages.
    """
    span = span_of(item)
    match item:
        case Text():
            return (
                Exact(item.value, span) if item.is_known else Unknown(needs_value=True, span=span)
            )
        case Number():
            return Exact(figure(item), span)
        case Word():
            return Exact(item.value, span)
        case Object():
            return _expression(judge, item, field) or _unknown(item)
        case List():
            _nested_list(judge, item, field)
    return Unknown(needs_value=False, span=span)


def _expression(judge: Judge, node: Object, field: str) -> Condition | None:
    count = len(node.members)
    if count == 1 and node.complete:
        operator, operand = node.members[0]
        read = _READERS.get(operator.value)
        if read is not None:
            return read(judge, operand, node)
        if operator.is_known:
            _unknown_operator(judge, operator, operand, field)
    elif count > 1 or node.complete:
        how_many = "no operator" if count == 0 else "more than one operator"
        message = f"a condition of {quoted(field)} has {how_many}: it needs one"
        remedy = "write each condition as an object of its own"
        judge.tell(Kind.SHAPE, message, span_of(node), remedy)
    return None


def _unknown(node: Object) -> Unknown:
    """Return the condition that an object is if it has a mistake or a hole."""
    operators = {name.value for name, _ in node.members}
    return Unknown(operators <= _READERS.keys() - {"exists"}, span_of(node))


def _unknown_operator(judge: Judge, word: Text, operand: Tree, field: str) -> None:
    message = f"{quoted(word.value)} is no operator"
    meant = nearest(word.value)
    if meant is not None:
        judge.misspelled(word, meant, message)
        return
    remedy = remedy_for(word.value)
    if not remedy and isinstance(operand, List | Object):
        remedy = f"to look inside {quoted(field)}, write the object without the [ ] around it"
    judge.tell(Kind.OPERATOR, message, span_of(word), remedy)


def _nested_list(judge: Judge, node: List, field: str) -> None:
    edit = None
    if node.items and all(isinstance(item, Text | Number | Word) for item in node.items):
        values = judge.source[node.items[0].start : node.items[-1].end]
        edit = Replacement(span_of(node), values)
    message = f"a value of {quoted(field)} is a list: it needs a text or a number"
    remedy = "write its values without the [ ] around them" if edit else ""
    judge.tell(Kind.SHAPE, message, span_of(node), remedy, edit)


# -- operators: each returns None if it has a mistake, which is told, or a hole -------------------


def _exactly(judge: Judge, operand: Tree, node: Object) -> Condition | None:
    text = _text("exactly", judge, operand, node)
    return None if text is None else Exactly(text, span_of(node))


def _equals_ignore_case(judge: Judge, operand: Tree, node: Object) -> Condition | None:
    text = _text("equals-ignore-case", judge, operand, node)
    return None if text is None else EqualsIgnoreCase(text, span_of(node))


def _prefix(judge: Judge, operand: Tree, node: Object) -> Condition | None:
    text = _affix("prefix", judge, operand, node)
    return None if text is None else Prefix(text, isinstance(operand, Object), span_of(node))


def _suffix(judge: Judge, operand: Tree, node: Object) -> Condition | None:
    text = _affix("suffix", judge, operand, node)
    return None if text is None else Suffix(text, isinstance(operand, Object), span_of(node))


def _affix(operator: str, judge: Judge, operand: Tree, node: Object) -> str | None:
    if not isinstance(operand, Object):
        return _text(operator, judge, operand, node)
    inner = judge.inner(operator, operand, ("equals-ignore-case",))
    text = inner and judge.text("equals-ignore-case", inner[1])
    return text.value if text and text.is_known else None


def _wildcard(judge: Judge, operand: Tree, node: Object) -> Condition | None:
    if isinstance(operand, Text):
        pieces = pieces_of(judge, operand)
        return None if pieces is None else Wildcard(pieces, span_of(node))
    _text("wildcard", judge, operand, node)
    return None


def _text(operator: str, judge: Judge, operand: Tree, node: Object) -> str | None:
    """Return the one text that an operator needs."""
    if isinstance(operand, List) and operand.complete and _are_texts(operand.items):
        _text_for_each(operator, judge, operand, node)
        return None
    text = judge.text(operator, operand)
    return text.value if text and text.is_known else None


def _text_for_each(operator: str, judge: Judge, operand: List, node: Object) -> None:
    """Tell that an operator takes one text: several stand in conditions of their own."""
    before = judge.source[node.start : operand.start]
    after = judge.source[operand.end : node.end]
    texts = (judge.source[item.start : item.end] for item in operand.items)
    edit = Replacement(span_of(node), ", ".join(f"{before}{text}{after}" for text in texts))
    message = f"`{operator}` needs one text, not a list"
    remedy = "write one condition for each text"
    judge.tell(Kind.OPERAND, message, span_of(operand), remedy, edit)


def _exists(judge: Judge, operand: Tree, node: Object) -> Condition | None:
    match operand:
        case Word(value=bool() as wanted):
            return Exists(wanted, span_of(node))
        case Hole():
            return None
        case Text(value=text) if text.lower() in ("true", "false"):
            judge.needs("exists", "true or false", operand, text.lower())
        case _:
            judge.needs("exists", "true or false", operand)
    return None


def _cidr(judge: Judge, operand: Tree, node: Object) -> Condition | None:
    text = _text("cidr", judge, operand, node)
    if text is None:
        return None
    found = block(text)
    if not isinstance(found, str):
        return Cidr(text, found, span_of(node))
    address = text.removesuffix("/32").removesuffix("/128")
    is_address = address != text and not isinstance(block(f"{address}/0"), str)
    edit = Replacement(span_of(node), as_json(address)) if is_address else None
    remedy = "write the address itself as a value" if edit else 'write such as "10.0.0.0/8"'
    judge.tell(Kind.OPERAND, f"`cidr` {found}, not {quoted(text)}", span_of(operand), remedy, edit)
    return None


def _are_texts(items: list[Tree]) -> bool:
    return bool(items) and all(isinstance(item, Text) for item in items)


_READERS: dict[str, Callable[[Judge, Tree, Object], Condition | None]] = {
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _equals_ignore_case,
    "anything-but": anything_but,
    "numeric": numeric,
    "exists": _exists,
    "cidr": _cidr,
    "wildcard": _wildcard,
    "exactly": _exactly,
}

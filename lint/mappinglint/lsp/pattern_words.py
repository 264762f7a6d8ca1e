"""What may stand in a place of a filter pattern: keys of records, operators and values."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mappinglint.kind import Kinds
from mappinglint.lsp.describe import Style
from mappinglint.lsp.pattern_place import PatternPlace
from mappinglint.pattern.operator_texts import OPERATOR_TEXTS
from mappinglint.pattern.operators import OPERATORS
from mappinglint.record import dataclass
from mappinglint.setting import RecordKey

_SIGNS = {
    "=": "equal to",
    "<": "less than",
    "<=": "at most",
    ">": "greater than",
    ">=": "at least",
}
_TRUTH = {"true": "the key is there", "false": "the key is not there"}
# Lambda's guide does not list these, nor any operator behind anything-but.
_UNDOCUMENTED = frozenset({"exactly", "wildcard"})
# What surely works comes first.
_OFFERED = sorted(
    (name for name in OPERATORS if name not in _UNDOCUMENTED),
    key=lambda name: OPERATOR_TEXTS[name].rule == "ESM507",
)
OR = "$or"

# What stands behind an operator, with `@` where somebody types on.
_TEXT, _LIST, _OBJECT = '"@"', "[@]", "{@}"
_OPERANDS = {"anything-but": _LIST, "numeric": '[">", @]', "exists": "true"}


@dataclass(frozen=True)
class PatternWord:
    """A word that may stand in a pattern.

    `written` is the JSON of a value, and empty for a key; `operand` the JSON that follows a key.
    `@` in either stands where somebody types on. `is_operator` tells operators from keys.
    """

    word: str
    summary: str
    written: str = ""
    operand: str = ""
    is_operator: bool = False


def words_at(
    place: PatternPlace, kinds: Kinds, record_keys: Iterable[RecordKey]
) -> list[PatternWord]:
    """Return what may stand in a place, for records of some kinds of source."""
    if place.is_behind:
        return []
    if place.is_key:
        return list(_operators(place) if place.is_condition else _keys(place, kinds, record_keys))
    return list(_values(place, kinds, record_keys)) if place.is_condition else []


def _summary(operator: str) -> str:
    text = OPERATOR_TEXTS[operator]
    return Style(markdown=False).text(f"{text.summary} {text.note}".rstrip())


def _operators(place: PatternPlace) -> Iterator[PatternWord]:
    for name in () if place.operators else _OFFERED:
        operand = _OPERANDS.get(name, _TEXT)
        yield PatternWord(name, _summary(name), operand=operand, is_operator=True)


def _keys(
    place: PatternPlace, kinds: Kinds, record_keys: Iterable[RecordKey]
) -> Iterator[PatternWord]:
    depth = len(place.fields)
    found: dict[str, str] = {}
    parents: set[str] = set()
    for key in record_keys:
        is_below = len(key.path) > depth and replace(key, path=key.path[:depth]).is_at(place.fields)
        name = key.path[depth] if is_below else "*"
        if not key.kinds & kinds or name == "*" or name in place.beside:
            continue
        is_last = len(key.path) == depth + 1
        found[name] = (key.summary if is_last else "") or found.get(name, "")
        if not is_last:
            parents.add(name)
    for name, summary in found.items():
        yield PatternWord(name, summary, operand=_OBJECT if name in parents else _LIST)
    if found and OR not in place.beside:
        yield PatternWord(OR, _summary(OR), operand=_LIST, is_operator=True)


def _values(
    place: PatternPlace, kinds: Kinds, record_keys: Iterable[RecordKey]
) -> Iterator[PatternWord]:
    above = place.keys[len(place.keys) - place.operators :]
    if above == ("exists",):
        yield from (PatternWord(word, text, written=word) for word, text in _TRUTH.items())
    elif above == ("numeric",):
        yield from _signs(place)
    elif above in ((), ("anything-but",)):
        seen = set[str]()
        for key in record_keys:
            if key.is_at(place.fields) and key.kinds & kinds:
                new = [word for word in key.words if word not in seen]
                seen.update(new)
                yield from (PatternWord(word, "", written=f'"{word}"') for word in new)
    if not above and not place.is_quoted:
        for name in _OFFERED:
            written = f'{{"{name}": {_OPERANDS.get(name, _TEXT)}}}'
            yield PatternWord(name, _summary(name), written=written, is_operator=True)


def _signs(place: PatternPlace) -> Iterator[PatternWord]:
    """Yield the comparisons; every other item of their list is a number."""
    for sign, summary in _SIGNS.items():
        if place.index is None:
            yield PatternWord(sign, summary, written=f'["{sign}", @]')
        elif place.index % 2 == 0:
            yield PatternWord(sign, summary, written=f'"{sign}"')

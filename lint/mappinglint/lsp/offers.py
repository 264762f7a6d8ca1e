"""What there is to offer at an offset, and how each of it is written there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mappinglint.dialects.terraform.mapping_words import BLOCKS, REPEATED
from mappinglint.document.hcl_tags import BODY
from mappinglint.kind import Kinds
from mappinglint.lsp.pattern_place import PatternPlace, place_in_pattern
from mappinglint.lsp.pattern_words import OR, PatternWord, words_at
from mappinglint.lsp.session import OpenText, Session
from mappinglint.lsp.trial import (
    MARKER,
    PATTERN,
    Spot,
    Taken,
    Trial,
    each_field,
    keys_beside,
    name_of,
)
from mappinglint.lsp.typed import Attempt, Typed, typed_at
from mappinglint.mapping import Operation
from mappinglint.setting import RecordKey, Setting
from mappinglint.value import Fields, Items, Known, Unknown, text_of

_ACCESS_TYPE = "SourceAccessConfigurations.Type"
_SPECIAL = re.compile(r"[\\$}]")
# What a plain value of YAML's cannot begin with.
_NEEDS_QUOTES = re.compile(r"[^A-Za-z0-9_$/.]")


@dataclass(frozen=True)
class Offer:
    """A word to put in from `start` to `end`, on the line of the cursor, all in characters.

    `snippet` is what to put in where the editor takes snippets, else `plain`. `filter` is what the
    text typed so far is compared with. A comma is missing at `comma`, unless that is None. `what`
    is "setting", "word", "key" or "operator".
    """

    label: str
    what: str
    start: int
    end: int
    plain: str
    snippet: str
    filter: str
    detail: str = ""
    summary: str = ""
    comma: int | None = None


def offers(session: Session, opened: OpenText, offset: int) -> list[Offer]:
    """Return what may stand at an offset, the best first; nothing outside of mappings."""
    typed = typed_at(opened.path, opened.text, offset)
    if typed is None:
        return []
    trial = Trial(session, opened.path)
    if not trial.may_contain(opened.text):
        return []
    table = session.plugins(opened.path).settings()
    for spot in trial.spots(typed):
        if spot.is_in_pattern:
            found = list(_in_pattern(typed, trial, spot, session.plugins(opened.path).record_keys()))
        elif spot.is_key:
            found = list(_names(typed, trial, spot, table))
        else:
            found = list(_values(typed, spot, table))
        if found:
            return found
    return []


# -- names of settings -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Name:
    """A setting that may be written in a place, under its spelling there."""

    spelling: str
    row: Setting
    shape: str
    words: tuple[str, ...]
    is_block: bool = False


def _names(
    typed: Typed, trial: Trial, spot: Spot, table: Mapping[str, Setting]
) -> Iterator[Offer]:
    beside = keys_beside(spot.owner)
    if spot.mapping.format.is_closed:
        names = _of_closed(typed, trial, spot, table, beside)
    else:
        names = _of_open(spot, table, beside)
    order = {name: index for index, name in enumerate(table)}

    def rank(name: _Name) -> tuple[bool, int]:
        return not spot.kinds <= name.row.required.keys(), order[name.row.name]

    for name in sorted(names, key=rank):
        yield _of_name(typed, spot, name)


def _of_open(
    spot: Spot, table: Mapping[str, Setting], beside: frozenset[str]
) -> Iterator[_Name]:
    """Yield the settings of an object, in a format that has all of the API's."""
    format_ = spot.mapping.format
    for row in table.values():
        above, _, name = row.name.rpartition(".")
        spelling = format_.spellings.get(name, name)
        if above == spot.setting and spelling not in beside and _is_taken(row, spot.kinds):
            yield _Name(spelling, row, _shape(row, spot), _words(row, spot.kinds))


def _of_closed(
    typed: Typed, trial: Trial, spot: Spot, table: Mapping[str, Setting], beside: frozenset[str]
) -> Iterator[_Name]:
    """Yield the settings of an object, in a format that has words of its own: it is asked."""
    format_ = spot.mapping.format
    node = spot.owner.node if spot.owner else None
    has_blocks = node is not None and node.tag == BODY
    repeated = REPEATED if has_blocks else frozenset[str]()
    names = {here: api for api, here in format_.spellings.items()}
    taken = dict(trial.taken(typed, spot.attempt, sorted(names.keys() - beside)))
    for spelling in repeated & beside & names.keys():
        # Where one stands already, another one may.
        taken[spelling] = Taken((*spot.path, names[spelling]), Fields((), spot.mapping.place))
    is_there = {
        path: field.spelling
        for path, field in each_field(spot.mapping.settings)
        if field.spelling in beside
    }
    for spelling in sorted(taken, key=lambda one: one != format_.spellings.get(_last(taken[one]))):
        found = taken[spelling]
        row = table.get(name_of(found.path))
        if row is None or not _is_taken(row, spot.kinds):
            continue
        if is_there.setdefault(found.path, spelling) != spelling:
            continue
        is_block = has_blocks and spelling in BLOCKS
        if typed.has_value and has_blocks and is_block is not (typed.follows_on_line == "{"):
            continue
        shape = "string" if isinstance(found.value, Items) else _shape(row, spot)
        words = _words(row, spot.kinds)
        if row.name == _ACCESS_TYPE and names[spelling] in row.words:
            # The key itself is the type.
            if names[spelling] not in words:
                continue
            shape, words = ("array" if spot.path else "string"), ()
        yield _Name(spelling, row, shape, words, is_block)


def _last(taken: Taken) -> str:
    return str(taken.path[-1])


def _is_taken(row: Setting, kinds: Kinds) -> bool:
    """Say whether a possible source takes a setting; none takes what only AWS writes."""
    return any(kind in row.takes for kind in kinds)


def _words(row: Setting, kinds: Kinds) -> tuple[str, ...]:
    if row.type == "boolean":
        return ("true", "false")
    return tuple(word for word, takers in row.words.items() if takers & kinds)


def _shape(row: Setting, spot: Spot) -> str:
    format_ = spot.mapping.format
    if row.name == "Tags" and format_.lists_tags:
        return "array"
    if row.name == "StartingPositionTimestamp" and format_.has_times_as_text:
        return "string"
    return row.type


def _of_name(typed: Typed, spot: Spot, name: _Name) -> Offer:
    plain, snippet = _key_and_value(typed, name)
    quote = typed.quote
    return Offer(
        name.spelling,
        "setting",
        typed.outer_start,
        typed.outer_end,
        plain,
        snippet,
        f"{quote}{name.spelling}",
        _detail(name.row, spot.kinds),
        name.row.summary,
        spot.attempt.comma,
    )


def _key_and_value(typed: Typed, name: _Name) -> tuple[str, str]:
    """Return what to put in for a setting: as it is, and as a snippet."""
    quote = '"' if typed.language == "json" else typed.quote
    key = f"{quote}{name.spelling}{quote}"
    escaped = _escaped(key)
    if typed.has_value:
        return key, escaped
    if typed.language == "hcl":
        if name.is_block:
            return f"{key} {{}}", f"{escaped} {{\n  $0\n\\}}"
        return f"{key} = ", f"{escaped} = {_value_snippet(typed, name)}"
    if typed.language == "json" or typed.is_in_braces:
        return f"{key}: ", f"{escaped}: {_value_snippet(typed, name)}{typed.comma_behind}"
    if name.shape not in ("array", "object"):
        return f"{key}: ", f"{escaped}: {_value_snippet(typed, name)}"
    # The editor puts the indentation of this line before the next one.
    indent = len(typed.before) - len(typed.before.lstrip())
    below = " " * (len(typed.before) - indent + 2)
    dash = "- " * (name.shape == "array")
    return f"{key}:", f"{escaped}:\n{below}{dash}$0"


def _value_snippet(typed: Typed, name: _Name) -> str:
    is_text = name.shape in ("string", "") and typed.language == "json"
    if name.words:
        quote = '"' if (name.shape != "boolean" and typed.language != "yaml") else ""
        choice = f"{quote}${{1|{','.join(name.words)}|}}{quote}"
        return f"[{choice}]" if name.shape == "array" else choice
    match name.shape:
        case "array":
            return "[$0]"
        case "object":
            return "{$0\\}"
    return '"$0"' if is_text else "$0"


def _detail(row: Setting, kinds: Kinds) -> str:
    """Return the default and the bounds of a setting, as far as they are the same for all kinds."""
    details = []
    if kinds and kinds <= row.required.keys():
        details.append("required")
    ranges = {str(row.ranges.get(kind) or row.bounds or "") for kind in kinds}
    if len(ranges) == 1 and (bounds := ranges.pop()):
        details.append(bounds)
    defaults = {_word(row.defaults[kind]) for kind in kinds if kind in row.defaults}
    if len(defaults) == 1 and kinds <= row.defaults.keys():
        details.append(f"default {defaults.pop()}")
    return ", ".join(details)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(text: str) -> str:
    """Return a text as snippets have it."""
    return _SPECIAL.sub(r"\\\g<0>", text)


# -- values ----------------------------------------------------------------------------------------


def _values(typed: Typed, spot: Spot, table: Mapping[str, Setting]) -> Iterator[Offer]:
    if spot.is_option:
        declared = spot.mapping.declared
        for word in declared.options if declared else ():
            yield _of_value(typed, spot, word)
        return
    row = table.get(spot.setting)
    if row is None:
        return
    is_list = row.type == "array" and not isinstance(spot.path[-1], int)
    there = _items_beside(spot)
    is_plain = row.type == "boolean"
    for word in _words(row, spot.kinds):
        if word not in there:
            yield _of_value(typed, spot, word, is_list=is_list, is_plain=is_plain)


def _items_beside(spot: Spot) -> frozenset[str]:
    """Return the words that a list has already."""
    if not isinstance(spot.path[-1], int):
        return frozenset()
    around = spot.mapping.get(spot.path[:-1])
    items = around.items if isinstance(around, Items) else ()
    return frozenset(item.text for item in items if isinstance(item, Known))


def _of_value(
    typed: Typed, spot: Spot, word: str, *, is_list: bool = False, is_plain: bool = False
) -> Offer:
    comma = typed.comma_behind
    start, end, before = typed.start, typed.end, ""
    if (is_list or is_plain) and typed.quote:
        # What is no text has no quotes.
        start, end, before = typed.outer_start, typed.outer_end, typed.quote
    if typed.quote and not before:
        new = f"{word}{typed.closing}"
    else:
        quote = '"' if not is_plain and (typed.language != "yaml" or before) else ""
        new = f"{quote}{word}{quote}"
        new = f"[{new}]" if is_list else new
        new = f"{typed.space}{new}"
    if not typed.is_closed or before:
        new += comma
    return Offer(word, "word", start, end, new, "", before + word, comma=spot.attempt.comma)


# -- filter patterns -------------------------------------------------------------------------------


def _in_pattern(
    typed: Typed, trial: Trial, spot: Spot, record_keys: list[RecordKey]
) -> Iterator[Offer]:
    value = spot.value
    if value is None:
        return
    if not _is_text(value):
        yield from _in_object(typed, spot, value, record_keys)
        return
    if not spot.attempt.is_raw:
        # Within a text nothing is a key of the file: only the word itself may be put in.
        raw = Attempt(typed.start, typed.end, MARKER, is_key=False, is_raw=True)
        again = trial.spot(typed, raw)
        if again is None or again.value is None or not again.is_in_pattern:
            return
        value = again.value
    yield from _in_text(typed, spot.kinds, value, record_keys)


def _is_text(value: Known | Unknown) -> bool:
    """Say whether a pattern is written as a text, and not as an object that becomes one."""
    return value.node is not None or value.place.text.startswith(('"', "'", "<<"))


def _in_text(
    typed: Typed, kinds: Kinds, value: Known | Unknown, record_keys: list[RecordKey]
) -> Iterator[Offer]:
    """Yield what may stand in a pattern that is a text, in whatever quotes."""
    marked = text_of(value)
    cursor = marked.index(MARKER) + typed.offset - typed.start
    text = marked.replace(MARKER, typed.word, 1)
    place = place_in_pattern(text, cursor)
    quote = '\\"' if value.place.text.startswith('"') else '"'
    start, end = _span_in_file(typed, text, cursor, place)
    behind = text[place.span.end + place.is_closed :].lstrip()[:1]
    for word in words_at(place, kinds, record_keys):
        if behind == ":" and not _fits(word, text[place.span.end + place.is_closed :]):
            continue
        before = ""
        if word.written:
            new = word.written
        else:
            new = f'"{word.word}"' + f": {word.operand}" * (behind != ":")
        if behind and behind not in ",:}]":
            new += ","
        if place.is_quoted and new.startswith('"'):
            # The quotes are there: the one in front stays, the other one goes with what follows.
            new = new[1:]
        elif place.is_quoted:
            before = quote
        shift = len(quote) * bool(before)
        closed = len(quote) * place.is_closed
        yield _of_word(word, new, (start - shift, end + closed), before, quote)


def _fits(word: PatternWord, behind: str) -> bool:
    """Say whether a key may stand before the value that is there."""
    value = behind.lstrip()[1:].lstrip()[:1]
    return not (word.is_operator and value) or (word.operand[:1] == value and word.word != OR)


def _span_in_file(
    typed: Typed, text: str, cursor: int, place: PatternPlace
) -> tuple[int, int]:
    """Return where the word of a pattern stands in the file; it may have signs in it, as `<=`."""
    left, right = text[place.span.start : cursor], text[cursor : place.span.end]
    start, end = typed.offset - len(left), typed.offset + len(right)
    is_before = typed.text[max(start, 0) : typed.offset] == left
    is_behind = typed.text[typed.offset : end] == right
    return start if is_before else typed.start, end if is_behind else typed.end


def _in_object(
    typed: Typed, spot: Spot, value: Known | Unknown, record_keys: list[RecordKey]
) -> Iterator[Offer]:
    """Yield what may stand in a pattern that is an object of the file's own."""
    text = text_of(value)
    place = place_in_pattern(text, text.index(MARKER) + 1)
    place = replace(place, is_quoted=bool(typed.quote), is_closed=typed.is_closed)
    if place.is_key is not spot.attempt.is_key:
        return
    quote = typed.quote
    for word in words_at(place, spot.kinds, record_keys):
        if word.written:
            is_plain = typed.language == "yaml" and not quote and word.word.isalnum()
            is_text = word.written.startswith('"')
            if quote and not is_text:
                continue
            new = word.word if is_plain and is_text else f"{typed.space}{word.written}"
            new = new[1:-1] + quote if quote else new
        else:
            needs_quotes = typed.language == "json" or (typed.language == "hcl" and "$" in word.word)
            around = quote or '"' * needs_quotes
            colon = " = " if typed.language == "hcl" else ": "
            new = f"{around}{word.word}{around}" + f"{colon}{word.operand}" * (not typed.has_value)
            new = new[len(quote) :]
        new += typed.comma_behind if not typed.has_value else ""
        yield replace(
            _of_word(word, new, (typed.start, typed.outer_end), "", '"'), comma=spot.attempt.comma
        )


def _of_word(
    word: PatternWord, new: str, span: tuple[int, int], before: str, quote: str
) -> Offer:
    """Return the offer of a word; `new` is JSON, with `@` where somebody types on."""
    written = new.replace('"', quote)
    what = "operator" if word.is_operator else "word" if word.written else "key"
    snippet = _escaped(written).replace("@", "$0")
    return Offer(
        word.word,
        what,
        *span,
        # Between brackets a number must follow the sign.
        written.replace(", @", ", 0").replace("@", ""),
        snippet if "@" in written else "",
        before + word.word,
        summary=word.summary,
    )

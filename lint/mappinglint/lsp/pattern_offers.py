"""What there is to offer in a filter pattern, and how it is written in the quotes around it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from mappinglint.kind import Kinds
from mappinglint.lsp.offer import Offer, escaped
from mappinglint.lsp.pattern_place import PatternPlace, place_in_pattern
from mappinglint.lsp.pattern_words import OR, PatternWord, words_at
from mappinglint.lsp.trial import MARKER, Spot, Trial
from mappinglint.lsp.typed import Attempt, Typed
from mappinglint.setting import RecordKey
from mappinglint.value import Known, Unknown, text_of

_COMPARISON = re.compile(r'\[\s*"[<>=]')


def in_pattern(
    typed: Typed, trial: Trial, spot: Spot, record_keys: list[RecordKey]
) -> Iterator[Offer]:
    value = spot.value
    if value is None:
        return
    if not is_text(value):
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


def is_text(value: Known | Unknown) -> bool:
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
        new = word.written or f'"{word.word}"' + f": {word.operand}" * (behind != ":")
        if behind and behind not in ",:}]":
            new += ","
        if place.is_quoted and new.startswith('"'):
            # The quotes are there: the one in front stays, the other one goes with what follows.
            new = new[1:]
        elif place.is_quoted:
            before = quote
        shift = len(quote) * bool(before)
        closed = len(quote) * typed.text.startswith(quote, end) * place.is_closed
        yield _of_word(word, new, (start - shift, end + closed), before, quote)


def _fits(word: PatternWord, behind: str) -> bool:
    """Say whether a key may stand before the value that is there."""
    value = behind.lstrip()[1:].lstrip()
    if not value or not word.is_operator:
        return True
    if word.word in ("numeric", OR):
        return word.word != OR and bool(_COMPARISON.match(value))
    return word.operand[:1] == value[:1]


def _span_in_file(typed: Typed, text: str, cursor: int, place: PatternPlace) -> tuple[int, int]:
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
            needs_quotes = typed.language == "json" or (
                typed.language == "hcl" and "$" in word.word
            )
            around = quote or '"' * needs_quotes
            colon = " = " if typed.language == "hcl" else ": "
            new = f"{around}{word.word}{around}" + f"{colon}{word.operand}" * (not typed.has_value)
            new = new[len(quote) :]
        new += typed.comma_behind if not typed.has_value else ""
        yield replace(
            _of_word(word, new, (typed.start, typed.outer_end), "", '"'), comma=spot.attempt.comma
        )


def _of_word(word: PatternWord, new: str, span: tuple[int, int], before: str, quote: str) -> Offer:
    """Return the offer of a word; `new` is JSON, with `@` where somebody types on."""
    written = new.replace('"', quote)
    what = "operator" if word.is_operator else "word" if word.written else "key"
    snippet = escaped(written).replace(", @", ", ${1:0}").replace("@", "$0")
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

"""What an editor shows of the thing under the pointer."""

import os
from itertools import chain

from lsprotocol import types

from mappinglint.dialects import Alternatives
from mappinglint.kind import Kinds, SourceKind
from mappinglint.lsp.cursor import PatternSpot, Spot, pattern_at, spot_at
from mappinglint.lsp.describe import (
    Style,
    operator_text,
    paragraphs,
    record_key_text,
    setting_text,
)
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session
from mappinglint.lsp.surroundings import near
from mappinglint.lsp.trial import Trial
from mappinglint.lsp.typed import language_of
from mappinglint.pattern.operator_texts import OPERATOR_TEXTS
from mappinglint.place import Place
from mappinglint.plugins import Plugins
from mappinglint.report.words import printable
from mappinglint.scenario import needed
from mappinglint.span import Span
from mappinglint.value import Fields, Items, Known, Unknown


def hover(
    session: Session, positions: Positions, opened: OpenText, params: types.HoverParams
) -> types.Hover | None:
    """Return what there is to say of a setting or of an operator in a filter pattern."""
    offset = positions.offset(opened.source, params.position)
    plugins, style = session.plugins(opened.path), Style(session.abilities.shows_markdown)
    trial = Trial(session, opened.path)
    if not trial.may_contain(opened.text):
        return None
    text = near(opened.text, language_of(opened.path, opened.text), offset)
    for reading in trial.readings(text, offset):
        found = _at(reading.mappings, opened, offset, plugins, style)
        if found is not None:
            text, place = found
            kind = types.MarkupKind.Markdown if style.markdown else types.MarkupKind.PlainText
            return types.Hover(types.MarkupContent(kind, text), positions.range(place))
    return None


def _at(
    together: list[Alternatives], opened: OpenText, offset: int, plugins: Plugins, style: Style
) -> tuple[str, Place] | None:
    """Return what there is to say of what stands at an offset, and where that stands."""
    spot = spot_at(chain.from_iterable(together), opened.source, offset)
    if spot is None:
        return None
    alternatives = next(one for one in together if spot.mapping in one)
    inside = pattern_at(spot, offset)
    if inside is not None:
        return _in_pattern(inside, offset, _kinds(alternatives), plugins, style)
    return _on_setting(spot, alternatives, plugins, style)


# -- settings -------------------------------------------------------------------------------------


def _kinds(alternatives: Alternatives) -> Kinds:
    """Return the sources that a mapping may have, whatever the scenario."""
    return frozenset[SourceKind]().union(*(one.kinds for one in alternatives))


def _on_setting(
    spot: Spot, alternatives: Alternatives, plugins: Plugins, style: Style
) -> tuple[str, Place] | None:
    """Return what there is to say of a setting at its key, or at its value if that is a word."""
    mapping, path = spot.mapping, spot.path
    value = mapping.get(path)
    if not spot.is_key and isinstance(value, Fields | Items):
        return None
    names = tuple(step for step in path if isinstance(step, str))
    setting = plugins.settings().get(".".join(names))
    if setting is None:
        return None
    # An item of a list is about the list.
    whole = path[:-1] if path and isinstance(path[-1], int) else path
    word = value.text if isinstance(value, Known) else ""
    text = setting_text(setting, _kinds(alternatives), style, mapping.spell(whole), word)
    return paragraphs(text, _resolved(spot, alternatives, style)), spot.place


def _resolved(spot: Spot, alternatives: Alternatives, style: Style) -> str:
    """Return what a value is that stands elsewhere, and where; empty if it stands here."""
    mapping = spot.mapping
    value = mapping.get(spot.path)
    if not isinstance(value, Known | Unknown):
        return ""
    resource = mapping.behind(value)
    if resource is not None:
        where = _where(resource.place, value.place)
        return f"It refers to {style.code(resource.name)} ({where})."
    if isinstance(value, Unknown) or (value.cause is None and not value.changes):
        return ""
    cause = value.cause
    why = f": {printable(cause.text)}" if cause and cause.text else ""
    where = f" ({_where(cause.place, value.place)}{why})" if cause else ""
    return f"Its value is {style.code(value.text)}{_when(spot, value, alternatives)}{where}."


def _when(spot: Spot, value: Known, alternatives: Alternatives) -> str:
    """Return " when IsProd is true" of a value that is another one in other scenarios."""
    others = ((one, one.get(spot.path)) for one in alternatives)
    alike = [one for one, other in others if isinstance(other, Known) and other.text == value.text]
    decisive = needed(
        [frozenset(one.assumptions) for one in alike],
        [frozenset(one.assumptions) for one in alternatives],
    )
    when = " and ".join(f"{one.subject} is {one.value}" for one in decisive)
    return f" when {printable(when)}" if when else ""


def _where(place: Place, seen_from: Place) -> str:
    """Return "line 5" or "line 5 of queues.tf"."""
    path = place.source.path
    of_file = "" if path == seen_from.source.path else f" of {printable(os.path.basename(path))}"
    return f"line {place.start.line}{of_file}"


# -- filter patterns ------------------------------------------------------------------------------


def _in_pattern(
    inside: PatternSpot, offset: int, kinds: Kinds, plugins: Plugins, style: Style
) -> tuple[str, Place] | None:
    """Return what there is to say of a word in a pattern: of its operator, or of its key."""
    place = inside.place
    if place.span.start == place.span.end:
        return None
    keys = [*place.keys, place.word] if place.is_key else list(place.keys)
    is_operator = place.operators or (place.is_key and place.is_condition)
    where = _place(inside, offset)
    if not where.span.start <= offset <= where.span.end:
        return None
    if is_operator or keys[-1:] == ["$or"]:
        operator = OPERATOR_TEXTS.get(keys[-1])
        return (operator_text(keys[-1], operator, style), where) if operator else None
    for key in plugins.record_keys():
        if key.kinds & kinds and key.is_at(keys):
            return record_key_text(key, style), where
    return None


def _place(inside: PatternSpot, offset: int) -> Place:
    """Return where the word stands, with its quotes if the pointer is on one of them."""
    start, end = inside.place.span
    found = inside.pattern.place(inside.place.span)
    if found.span.start <= offset <= found.span.end and found.span.start < found.span.end:
        return found
    # In a text that is not written as JSON, all of the word and its quotes stand at one place.
    return inside.pattern.place(Span(start - 1, end + 1))

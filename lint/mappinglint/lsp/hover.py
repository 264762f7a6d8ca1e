"""What an editor shows of the thing under the pointer."""

import os

from lsprotocol import types

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
from mappinglint.pattern.operator_texts import OPERATOR_TEXTS
from mappinglint.place import Place
from mappinglint.plugins import Plugins
from mappinglint.report.words import printable
from mappinglint.span import Span
from mappinglint.value import Fields, Items, Known, Unknown


def takes_markdown(capabilities: types.ClientCapabilities) -> bool:
    """Say whether an editor shows hovers in Markdown; one that says nothing shows them plain."""
    documents = capabilities.text_document
    formats = documents.hover.content_format if documents and documents.hover else None
    return types.MarkupKind.Markdown in (formats or ())


def hover(
    session: Session, positions: Positions, opened: OpenText, params: types.HoverParams
) -> types.Hover | None:
    """Return what there is to say of a setting or of an operator in a filter pattern."""
    offset = positions.offset(opened.source, params.position)
    spot = spot_at(session.mappings(opened), opened.source, offset)
    if spot is None:
        return None
    style = Style(session.shows_markdown)
    plugins = session.plugins(opened.path)
    inside = pattern_at(spot, offset)
    found = (
        _on_setting(spot, plugins, style)
        if inside is None
        else _in_pattern(spot, inside, plugins, style)
    )
    if found is None:
        return None
    text, place = found
    kind = types.MarkupKind.Markdown if style.markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), positions.range(place))


# -- settings -------------------------------------------------------------------------------------


def _on_setting(spot: Spot, plugins: Plugins, style: Style) -> tuple[str, Place] | None:
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
    text = setting_text(setting, mapping.kinds, style, mapping.spell(whole))
    return paragraphs(text, _resolved(spot, style)), spot.place


def _resolved(spot: Spot, style: Style) -> str:
    """Return what a value is that stands elsewhere, and where; empty if it stands here."""
    mapping = spot.mapping
    value = mapping.get(spot.path)
    if not isinstance(value, Known | Unknown):
        return ""
    resource = mapping.behind(value)
    if resource is not None:
        return f"It refers to {style.code(resource.name)}{_where(resource.place, value.place)}."
    if isinstance(value, Unknown) or (value.cause is None and not value.changes):
        return ""
    cause = value.cause
    why = f": {printable(cause.text)}" if cause and cause.text else ""
    where = _where(cause.place, value.place) if cause else ""
    when = "".join(f", when {printable(f'{a.subject} is {a.value}')}" for a in mapping.assumptions)
    return f"Its value is {style.code(value.text)}{when}{where}{why}."


def _where(place: Place, seen_from: Place) -> str:
    """Return ", line 5" or ", line 5 of queues.tf"."""
    path = place.source.path
    of_file = "" if path == seen_from.source.path else f" of {printable(os.path.basename(path))}"
    return f", line {place.start.line}{of_file}"


# -- filter patterns ------------------------------------------------------------------------------


def _in_pattern(
    spot: Spot, inside: PatternSpot, plugins: Plugins, style: Style
) -> tuple[str, Place] | None:
    """Return what there is to say of a word in a pattern: of its operator, or of its key."""
    place = inside.place
    if place.span.start == place.span.end:
        return None
    keys = [*place.keys, place.word] if place.is_key else list(place.keys)
    is_operator = place.operators or (place.is_key and place.is_condition)
    where = _place(inside)
    if is_operator or keys[-1:] == ["$or"]:
        operator = OPERATOR_TEXTS.get(keys[-1])
        return (operator_text(keys[-1], operator, style), where) if operator else None
    for key in plugins.record_keys():
        if key.kinds & spot.mapping.kinds and key.is_at(keys):
            return record_key_text(key, style), where
    return None


def _place(inside: PatternSpot) -> Place:
    """Return where the word stands, without its quotes."""
    start, end = inside.place.span
    found = inside.pattern.place(inside.place.span)
    if found.span.start < found.span.end:
        return found
    # A text that is not written as JSON: all of the word, and its quotes, stand at one place.
    return inside.pattern.place(Span(start - 1, end + 1))

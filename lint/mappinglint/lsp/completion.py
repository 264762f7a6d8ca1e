"""What may stand where somebody types."""

from lsprotocol import types

from mappinglint.lsp.offer import Offer
from mappinglint.lsp.pattern_offers import in_pattern, is_text
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session
from mappinglint.lsp.setting_offers import names, values
from mappinglint.lsp.surroundings import near
from mappinglint.lsp.trial import Trial
from mappinglint.lsp.typed import language_of, typed_at
from mappinglint.place import Place
from mappinglint.source import Source
from mappinglint.span import Span

# What an editor asks at once behind; a word is asked for as it is.
TRIGGERS = ('"', ":", " ", "{", "[")

_KINDS = {
    "setting": types.CompletionItemKind.Property,
    "word": types.CompletionItemKind.EnumMember,
    "key": types.CompletionItemKind.Field,
    "operator": types.CompletionItemKind.Operator,
}


def complete(
    session: Session, positions: Positions, opened: OpenText, params: types.CompletionParams
) -> types.CompletionList | None:
    """Return the settings, values, operators or keys that fit at a position."""
    offset = positions.offset(opened.source, params.position)
    found = offers(session, opened, offset)
    if not found:
        return None
    items = [
        _item(offer, index, positions, opened.source, is_snippet=session.abilities.takes_snippets)
        for index, offer in enumerate(found)
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def offers(session: Session, opened: OpenText, offset: int) -> list[Offer]:
    """Return what may stand at an offset, the best first; nothing outside of mappings."""
    trial = Trial(session, opened.path)
    language = language_of(opened.path, opened.text)
    if not language or not trial.may_contain(opened.text):
        return []
    typed = typed_at(near(opened.text, language, offset), language, offset)
    if typed is None:
        return []
    plugins = session.plugins(opened.path)
    table = plugins.settings()
    for spot in trial.spots(typed):
        if spot.is_in_pattern:
            found = list(in_pattern(typed, trial, spot, plugins.record_keys()))
        elif spot.is_key:
            found = list(names(typed, trial, spot, table))
        else:
            found = list(values(typed, spot, table))
        if found or (spot.value is not None and spot.is_in_pattern and is_text(spot.value)):
            # Whatever stands in a text cannot be anything else.
            return found
    return []


def _item(
    offer: Offer, index: int, positions: Positions, source: Source, *, is_snippet: bool
) -> types.CompletionItem:
    is_snippet = is_snippet and "$" in offer.snippet
    new = offer.snippet if is_snippet else offer.plain
    edit = types.TextEdit(positions.range(Place(source, Span(offer.start, offer.end))), new)
    item = types.CompletionItem(
        label=offer.label,
        kind=_KINDS[offer.what],
        detail=offer.detail or None,
        documentation=offer.summary or None,
        sort_text=f"{index:03}",
        filter_text=offer.filter,
        text_edit=edit,
    )
    if is_snippet:
        item.insert_text_format = types.InsertTextFormat.Snippet
        item.insert_text_mode = types.InsertTextMode.AdjustIndentation
    if offer.comma is not None:
        place = Place(source, Span(offer.comma, offer.comma))
        item.additional_text_edits = [types.TextEdit(positions.range(place), ",")]
    return item

"""What the editor at the other end can do, as far as that changes an answer."""

from lsprotocol import types

from mappinglint.record import dataclass


@dataclass(frozen=True)
class Abilities:
    """What an editor has said of itself.

    It `resolves_edits` if it asks for the edit of an action once somebody has chosen it;
    `checks_versions` if it refuses edits of a text that has changed since; `nests_symbols` if it
    shows symbols within symbols; `shows_markdown` if it shows more than plain text in a hover;
    `takes_snippets` if it can put in a text with holes to fill in; `shows_related` if the places
    that explain a finding need not be told in its message.
    """

    resolves_edits: bool = False
    checks_versions: bool = False
    nests_symbols: bool = False
    shows_markdown: bool = False
    takes_snippets: bool = False
    shows_related: bool = False


def abilities_of(capabilities: types.ClientCapabilities, name: str = "") -> Abilities:
    """Return what an editor of a name can do; what it does not mention it cannot."""
    texts = capabilities.text_document or types.TextDocumentClientCapabilities()
    action = texts.code_action
    resolved = action.resolve_support.properties if action and action.resolve_support else ()
    workspace = capabilities.workspace
    edit = workspace.workspace_edit if workspace else None
    shown = texts.publish_diagnostics
    item = texts.completion.completion_item if texts.completion else None
    hover_formats = texts.hover.content_format if texts.hover else None
    symbol = texts.document_symbol
    return Abilities(
        # Without the data nobody would know which action it is.
        resolves_edits=bool(action and action.data_support and "edit" in resolved),
        checks_versions=bool(edit and edit.document_changes),
        nests_symbols=bool(symbol and symbol.hierarchical_document_symbol_support),
        # Neovim says that it can, and does not.
        shows_related=bool(shown and shown.related_information) and name != "Neovim",
        takes_snippets=bool(item and item.snippet_support),
        shows_markdown=types.MarkupKind.Markdown in (hover_formats or ()),
    )

"""The mappings of a text: as symbols, with lenses that say what they are, and links to them."""

from lsprotocol import types

from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session


def symbols(
    session: Session, positions: Positions, opened: OpenText, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    """Return each mapping with its settings."""
    del session, positions, opened, params
    return []


def links(
    session: Session, positions: Positions, opened: OpenText, params: types.DocumentLinkParams
) -> list[types.DocumentLink]:
    """Return where a mapping's references lead to."""
    del session, positions, opened, params
    return []


def lenses(
    session: Session, positions: Positions, opened: OpenText, params: types.CodeLensParams
) -> list[types.CodeLens]:
    """Return for each mapping what its source is, and the numbers that matter."""
    del session, positions, opened, params
    return []

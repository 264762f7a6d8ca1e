"""What an editor shows of the thing under the pointer."""

from lsprotocol import types

from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session


def hover(
    session: Session, positions: Positions, opened: OpenText, params: types.HoverParams
) -> types.Hover | None:
    """Return what there is to say of a setting or of an operator in a filter pattern."""
    del session, positions, opened, params
    return None

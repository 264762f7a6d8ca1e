"""What an editor offers to do about a finding."""

from lsprotocol import types

from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session

KINDS = (types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll)


def actions(
    session: Session, positions: Positions, opened: OpenText, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """Return what can be done about the findings in a range."""
    del session, positions, opened, params
    return []


def resolved(session: Session, positions: Positions, action: types.CodeAction) -> types.CodeAction:
    """Return an action with its edit."""
    del session, positions
    return action

"""What may stand where somebody types."""

from lsprotocol import types

from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session

# What an editor asks at once behind; a word is asked for as it is.
TRIGGERS = ('"', ":", " ", "{", "[")


def complete(
    session: Session, positions: Positions, opened: OpenText, params: types.CompletionParams
) -> types.CompletionList | None:
    """Return the settings, values, operators or keys that fit at a position."""
    del session, positions, opened, params
    return None

"""A text that is open in an editor, without a server: actions are asked for, edits applied."""

import itertools
import re
from collections.abc import Sequence

from lsprotocol import types

from mappinglint.lsp.abilities import Abilities
from mappinglint.lsp.actions import actions, resolved
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session

ABLE = Abilities(resolves_edits=True, checks_versions=True, nests_symbols=True)


_LINE_BREAK = re.compile(r"\r\n|\n|\r")
# How each encoding that columns are counted in is called in Python, and the bytes of a unit.
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Buffer:
    """A text that is open in an editor that counts columns in an encoding."""

    def __init__(
        self, path: str, text: str, encoding: str = "utf-16", abilities: Abilities = ABLE
    ) -> None:
        self.session = Session()
        self.session.abilities = abilities
        self.opened: OpenText = self.session.set_text(path, f"file://{path}", 1, text)
        self.positions = Positions(encoding, self.session.uri)
        self._encoding = encoding

    def actions(
        self,
        range_: types.Range | None = None,
        *,
        only: Sequence[str] | None = None,
        trigger: types.CodeActionTriggerKind | None = None,
        diagnostics: Sequence[types.Diagnostic] = (),
    ) -> list[types.CodeAction]:
        """Return the actions for a range, or for the whole text."""
        whole = types.Range(types.Position(0, 0), types.Position(1_000_000, 0))
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.opened.uri),
            range_ or whole,
            types.CodeActionContext(list(diagnostics), only, trigger),
        )
        return actions(self.session, self.positions, self.opened, params)

    def named(self, title: str) -> types.CodeAction:
        """Return the one action with a title."""
        (found,) = [one for one in self.actions() if one.title == title]
        return found

    def after(self, action: types.CodeAction) -> str | None:
        """Return the text once an action has been chosen; None if it does nothing."""
        action = resolved(self.session, self.positions, action)
        return None if action.edit is None else self.applied(action.edit)

    def applied(self, edit: types.WorkspaceEdit) -> str:
        """Return the text after an edit of it."""
        return apply_edit(self.opened.text, edit, self.opened.uri, self._encoding)


def apply_edit(text: str, edit: types.WorkspaceEdit, uri: str, encoding: str) -> str:
    """Return a text after an edit, which may change nothing else; ranges have to be within it."""
    edits: list[types.TextEdit] = []
    if edit.document_changes is not None:
        (change,) = edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.uri == uri
        edits = [one for one in change.edits if isinstance(one, types.TextEdit)]
        assert len(edits) == len(change.edits)
    else:
        assert edit.changes is not None
        assert list(edit.changes) == [uri]
        edits = list(edit.changes[uri])
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
    spans = [
        (
            _offset(text, starts, one.range.start, encoding),
            _offset(text, starts, one.range.end, encoding),
            one.new_text,
        )
        for one in edits
    ]
    ordered = sorted(spans, key=lambda span: span[:2])
    for (_, end, _), (start, _, _) in itertools.pairwise(ordered):
        assert end <= start, "edits overlap"
    for start, end, new in reversed(ordered):
        assert start <= end
        text = text[:start] + new + text[end:]
    return text


def _offset(text: str, starts: Sequence[int], position: types.Position, encoding: str) -> int:
    """Return a position as an offset; it has to be one, and not within a line break."""
    assert position.line < len(starts)
    start = starts[position.line]
    found = _LINE_BREAK.search(text, start)
    line = text[start : found.start() if found else len(text)]
    codec, unit = UNITS[encoding]
    data = line.encode(codec, "surrogatepass")
    assert position.character * unit <= len(data)
    return start + len(data[: position.character * unit].decode(codec, "surrogatepass"))

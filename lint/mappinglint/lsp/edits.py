"""Changes of an open text as the protocol has them."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from lsprotocol import types

from mappinglint.document.layout import Change
from mappinglint.lsp.abilities import Abilities
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import BYTE_ORDER_MARK, OpenText
from mappinglint.place import Place
from mappinglint.source import Source
from mappinglint.span import Span


def changed_text(
    positions: Positions,
    opened: OpenText | None,
    changes: Iterable[types.TextDocumentContentChangeEvent],
) -> str | None:
    """Return an open text with what an editor has changed in it, or None if that cannot be known.

    It is asked to send the whole text, and may send ranges all the same.
    """
    mark = BYTE_ORDER_MARK if opened and opened.has_mark else ""
    source = opened.source if opened else None
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            mark, text = "", change.text
        elif source is None:
            return None
        else:
            start = positions.offset(source, change.range.start)
            end = positions.offset(source, change.range.end)
            text = source.text[:start] + change.text + source.text[end:]
        source = Source(opened.path if opened else "", text)
    return mark + source.text if source else None


def workspace_edit(
    abilities: Abilities, positions: Positions, opened: OpenText, changes: Iterable[Change]
) -> types.WorkspaceEdit:
    """Return changes of a text; an editor that checks versions refuses them for any other one."""
    edits = [
        types.TextEdit(positions.range(Place(opened.source, one.span)), one.text)
        for one in sorted(changes, key=lambda one: one.span)
    ]
    if not abilities.checks_versions:
        return types.WorkspaceEdit(changes={opened.uri: edits})
    document = types.OptionalVersionedTextDocumentIdentifier(opened.uri, opened.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])


def difference(before: str, after: str) -> Iterator[Change]:
    """Yield the changes of whole lines that make one text of another.

    What stays keeps its place: so do the cursor and what is folded.
    """
    old, new = Source("", before).lines(), Source("", after).lines()
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if what != "equal":
            yield Change(Span(starts[i1], starts[i2]), "".join(new[j1:j2]))

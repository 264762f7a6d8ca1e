"""An editor in which somebody changes a text once, and points at the place: all in this process."""

import os
from unittest.mock import patch

from checks import assert_within, described, named, text_of
from lsprotocol import types

from mappinglint.engine import Engine, Result
from mappinglint.lsp import blocks
from mappinglint.lsp import session as session_module
from mappinglint.lsp.actions import actions
from mappinglint.lsp.completion import complete
from mappinglint.lsp.diagnostics import diagnostic
from mappinglint.lsp.hover import hover
from mappinglint.lsp.outline import lenses, links, symbols
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.settling import distinct

# Nobody has such a folder, so there is nothing around the text, nor a configuration.
_FOLDER = "/nowhere/at-all"
# What is typed is one of these, or what stands elsewhere in the text.
_TYPED = (
    "",
    "\n",
    " ",
    "x",
    ":",
    '"',
    "'",
    "{",
    "}",
    "[",
    "- ",
    "\t",
    "#",
    "1",
    "\u00e9",
    "\U0001f600",
)
# Bytes in front of a text that say what is changed in it: where, how much goes, what comes.
_HEAD = 3
_UNREADABLE = ("ESM001", "ESM002")


def editor(data: bytes) -> None:
    """A text that is changed: the editor is answered, and told what the command line finds."""
    name, rest = named(data)
    before = text_of(rest[_HEAD:])
    if before is not None:
        assert_edited(name, before, rest[:_HEAD].ljust(_HEAD, b"\0"))


def assert_edited(name: str, before: str, head: bytes) -> None:
    """Change a text as the bytes of `head` say, and look at all that an editor gets to see."""
    if before.startswith(session_module.BYTE_ORDER_MARK):
        return
    at, after = _changed(before, head)
    with patch.object(session_module, "_LARGE", 0), patch.object(blocks, "_LEAST_BLOCKS", 2):
        # As if every text was a large one: these have more ways.
        _assert_edited(os.path.join(_FOLDER, name), before, after, at)


def _changed(text: str, head: bytes) -> tuple[int, str]:
    """Return the text after a change, and the offset behind what is new."""
    at = len(text) * head[0] // 256
    new = _TYPED[head[2] % len(_TYPED)]
    return at + len(new), text[:at] + new + text[at + head[1] % 32 :]


def _assert_edited(path: str, before: str, after: str, at: int) -> None:
    session = Session()
    opened = session.set_text(path, f"file://{path}", 0, before)
    _assert_answers(session, opened, len(before) // 2)
    _assert_same_as_command_line(session.result(opened), path, before)
    opened = session.set_text(path, f"file://{path}", 1, after)
    for one in session.first_findings(opened) or ():
        assert_within(one.primary.place.span, len(opened.text))
    _assert_answers(session, opened, min(at, len(after)))
    result = session.result(opened)
    # Behind a mistake, there is what was found before.
    if not any(one.rule.code in _UNREADABLE for one in result.findings):
        _assert_same_as_command_line(result, path, opened.text)
    untold = session.take_untold()
    assert not untold.failures, untold


def _assert_same_as_command_line(result: Result, path: str, text: str) -> None:
    engine = Engine(Plugins(), Project())
    found = engine.check_bytes(path, text.encode())
    assert found.failures == result.failures == []
    assert described(Result(result.findings)) == described(Result(distinct(found.findings)))


def _assert_answers(session: Session, opened: OpenText, at: int) -> None:
    positions = Positions("utf-16", session.uri, session.has_mark)
    document, source = types.TextDocumentIdentifier(opened.uri), opened.source
    where = positions.position(source, at)
    for one in session.result(opened).findings:
        shown = diagnostic(one, positions, shows_related=True)
        for end in (shown.range.start, shown.range.end):
            assert positions.position(source, positions.offset(source, end)) == end
    hover(session, positions, opened, types.HoverParams(document, where))
    complete(session, positions, opened, types.CompletionParams(document, where))
    here = types.CodeActionParams(document, types.Range(where, where), types.CodeActionContext([]))
    actions(session, positions, opened, here)
    symbols(session, positions, opened, types.DocumentSymbolParams(document))
    links(session, positions, opened, types.DocumentLinkParams(document))
    lenses(session, positions, opened, types.CodeLensParams(document))

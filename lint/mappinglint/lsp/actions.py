"""What an editor offers to do about a finding."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lsprotocol import types

from mappinglint.choice import closest
from mappinglint.core import UNKNOWN_SUPPRESSION
from mappinglint.document.layout import Change
from mappinglint.edit import Fix
from mappinglint.finding import Finding
from mappinglint.fixing import apply, is_any_mendable, mend
from mappinglint.lsp.diagnostics import diagnostic
from mappinglint.lsp.edits import difference, workspace_edit
from mappinglint.lsp.positions import Positions, path_of
from mappinglint.lsp.session import OpenText, Session
from mappinglint.report.words import printable
from mappinglint.source import decode
from mappinglint.suppression.ignoring import ignored_at, ignored_in_file, is_possible

_QUICK_FIX: Final = types.CodeActionKind.QuickFix.value
FIX_ALL: Final = f"{types.CodeActionKind.SourceFixAll.value}.mappinglint"
KINDS: Final = (_QUICK_FIX, FIX_ALL)

_FIX_ALL_TITLE: Final = "Fix everything that is safe to fix in this file"

# What an action without an edit is to do: the values of `do` in its data.
_FIX_ALL: Final = "fix-all"
_IGNORE_HERE: Final = "ignore-here"
_IGNORE_IN_FILE: Final = "ignore-in-file"

# Why a chosen action did nothing.
_IS_STALE: Final = "the text has changed since then; ask for it again"
_HAS_NO_PLACE: Final = (
    "no comment can stand here that ignores this and nothing else; "
    "per-file-ignores in the configuration, or a baseline, will do"
)

# A finding, and how the editor knows it.
_Touched = tuple[Finding, types.Diagnostic]


def actions(
    session: Session, positions: Positions, opened: OpenText, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """Return what can be done about the findings in a range."""
    context, result = params.context, session.result(opened)
    found: list[types.CodeAction] = []
    touched = _touched(result.findings, positions, opened, params)
    if _is_wanted(_QUICK_FIX, context):
        found += _fixes(session, positions, opened, touched)
        found += _renamed_suppressions(session, positions, opened, touched)
        if session.abilities.resolves_edits or not _is_automatic(context):
            found += _ignores(session, positions, opened, touched)
    # Nobody who only moves the cursor wants the whole file to be mended.
    is_asked_for = bool(context.only) or not _is_automatic(context)
    if _is_wanted(FIX_ALL, context) and is_asked_for and is_any_mendable(result):
        data = {**_data(opened), "do": _FIX_ALL}
        whole = types.CodeAction(_FIX_ALL_TITLE, FIX_ALL, data=data)
        found += _with_edit_at_once(session, positions, whole)
    return found


def resolved(session: Session, positions: Positions, action: types.CodeAction) -> types.CodeAction:
    """Return an action with its edit; without one if the text has changed since."""
    data = action.data
    if action.edit is not None or not isinstance(data, dict):
        return action
    opened = _opened(session, data)
    changed = _changed(session, opened, data) if opened else None
    if opened is not None and changed is not None and changed != opened.data:
        changes = difference(decode(opened.data), decode(changed))
        action.edit = workspace_edit(session.abilities, positions, opened, changes)
    return action


def complaint(session: Session, action: types.CodeAction) -> str:
    """Return why an ignore that has been chosen does nothing; empty if it does something.

    To mend a file may be asked for with every save: nobody wants to hear of that.
    """
    data = action.data
    if action.edit is not None or not isinstance(data, dict):
        return ""
    if data.get("do") not in (_IGNORE_HERE, _IGNORE_IN_FILE):
        return ""
    reason = _IS_STALE if _opened(session, data) is None else _HAS_NO_PLACE
    return f"mappinglint: {action.title}: {reason}"


# -- which findings, and which actions ------------------------------------------------------------


def _is_wanted(kind: str, context: types.CodeActionContext) -> bool:
    """Say whether an editor asks for a kind of action: "source" means all that begin so.

    An empty list of kinds is what some send that want all.
    """
    if not context.only:
        return True
    asked = [getattr(one, "value", one) for one in context.only]
    return any(one in ("", kind) or kind.startswith(f"{one}.") for one in asked)


def _is_automatic(context: types.CodeActionContext) -> bool:
    return context.trigger_kind == types.CodeActionTriggerKind.Automatic


def _touched(
    findings: Sequence[Finding],
    positions: Positions,
    opened: OpenText,
    params: types.CodeActionParams,
) -> list[_Touched]:
    """Return the findings that a range touches, or that an editor names, as it knows them."""
    named = {(one.code, _corners(one.range)) for one in params.context.diagnostics}
    start, end = (
        positions.offset(opened.source, position)
        for position in (params.range.start, params.range.end)
    )
    found: list[_Touched] = []
    codes = {code for code, _ in named}
    for one in findings:
        span = one.primary.place.span
        is_touched = span.start <= end and start <= span.end
        if is_touched or one.rule.code in codes:
            shown = diagnostic(one, positions)
            if is_touched or (one.rule.code, _corners(shown.range)) in named:
                found.append((one, shown))
    return found


def _corners(range_: types.Range) -> tuple[int, int, int, int]:
    start, end = range_.start, range_.end
    return start.line, start.character, end.line, end.character


# -- fixes ----------------------------------------------------------------------------------------


def _fixes(
    session: Session,
    positions: Positions,
    opened: OpenText,
    touched: list[_Touched],
) -> Iterator[types.CodeAction]:
    """Yield the fixes of findings; one that mends several findings once."""
    mended: dict[Fix, list[types.Diagnostic]] = {}
    for finding, shown in touched:
        # A fix whose edits do not go together does nothing on the command line either.
        if finding.fix is not None and apply(opened.text, [finding.fix])[1]:
            mended.setdefault(finding.fix, []).append(shown)
    safe = sum(fix.safe for fix in mended)
    for fix, diagnostics in mended.items():
        changes = [Change(edit.place.span, edit.text) for edit in fix.edits]
        yield types.CodeAction(
            f"{_capital(printable(fix.title))}{'' if fix.safe else ' (unsafe)'}",
            _QUICK_FIX,
            diagnostics=diagnostics,
            is_preferred=True if fix.safe and safe == 1 else None,
            edit=workspace_edit(session.abilities, positions, opened, changes),
        )


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _renamed_suppressions(
    session: Session,
    positions: Positions,
    opened: OpenText,
    touched: list[_Touched],
) -> Iterator[types.CodeAction]:
    """Yield how to write the rule that a suppression means: the fix of its finding takes it out.

    On the command line a fix must not hide what nobody has seen; here somebody sees it.
    """
    if not any(one.rule is UNKNOWN_SUPPRESSION for one, _ in touched):
        return
    rules = session.engine(opened.path).every_rule()
    for one, shown in touched:
        written = one.primary.place.text
        meant = closest(written, rules) if one.rule is UNKNOWN_SUPPRESSION else ""
        if any(meant in (rule.code, rule.name) for rule in rules):
            change = Change(one.primary.place.span, meant)
            edit = workspace_edit(session.abilities, positions, opened, [change])
            yield types.CodeAction(f"Write {meant}", _QUICK_FIX, diagnostics=[shown], edit=edit)


# -- what is made when it is chosen ---------------------------------------------------------------


def _ignores(
    session: Session,
    positions: Positions,
    opened: OpenText,
    touched: list[_Touched],
) -> Iterator[types.CodeAction]:
    """Yield how to ignore findings: here, all of a rule that are on one line, or in the file."""
    if not touched:
        return
    document = session.document(opened)
    # In JSON, which has no comments, only a resource as a whole can say something.
    here = "in this resource" if document.format == "json" else "on this line"
    lines: dict[tuple[str, int], list[types.Diagnostic]] = {}
    codes: dict[str, list[types.Diagnostic]] = {}
    for one, shown in touched:
        if is_possible(document, one):
            lines.setdefault((one.rule.code, one.primary.place.start.line), []).append(shown)
            codes.setdefault(one.rule.code, []).append(shown)
    wanted = [
        (f"Ignore {code} {here}", {"do": _IGNORE_HERE, "code": code, "line": line}, diagnostics)
        for (code, line), diagnostics in lines.items()
    ]
    wanted += [
        (f"Ignore {code} in this file", {"do": _IGNORE_IN_FILE, "code": code}, diagnostics)
        for code, diagnostics in codes.items()
    ]
    for title, data, diagnostics in wanted:
        action = types.CodeAction(title, _QUICK_FIX, diagnostics, data={**_data(opened), **data})
        yield from _with_edit_at_once(session, positions, action)


def _data(opened: OpenText) -> dict[str, Any]:
    """Return what tells later which text an action is about."""
    return {"uri": opened.uri, "version": opened.version}


def _with_edit_at_once(
    session: Session, positions: Positions, action: types.CodeAction
) -> Iterator[types.CodeAction]:
    """Yield an action; with its edit, if there is one, where the editor will not ask for that."""
    if not session.abilities.resolves_edits:
        action = resolved(session, positions, action)
        action.data = None
        if action.edit is None:
            return
    yield action


def _changed(session: Session, opened: OpenText, data: dict[str, Any]) -> bytes | None:
    """Return the bytes of a text after what the data of an action tells to do."""
    result, document = session.result(opened), session.document(opened)
    do, code, line = (data.get(key) for key in ("do", "code", "line"))
    findings = [one for one in result.findings if one.rule.code == code]
    here = [one for one in findings if one.primary.place.start.line == line]
    data_now = opened.data
    with session.trying(opened) as engine:
        if do == _FIX_ALL:
            known = session.is_known
            return mend(engine, opened.path, data_now, result, unsafe=False, is_known=known).data
        if do == _IGNORE_HERE and here:
            return ignored_at(engine, document, data_now, result, here)
        if do == _IGNORE_IN_FILE and findings:
            return ignored_in_file(engine, document, data_now, result, str(code))
    return None


def _opened(session: Session, data: dict[str, Any]) -> OpenText | None:
    """Return the text that the data of an action is about, if it is still the same."""
    opened = session.opened(path_of(str(data.get("uri"))))
    is_same = opened is not None and opened.version == data.get("version")
    return opened if is_same else None

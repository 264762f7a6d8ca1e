"""What holds for every input, however odd: the targets of the fuzzer and hypothesis ask for this.

Everything here is told by an AssertionError, or by what the code under test raises.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from mappinglint.core import ABOUT_SUPPRESSIONS
from mappinglint.document import Document, read
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, each_node
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.fixing import mend
from mappinglint.json_text import is_json
from mappinglint.place import Label
from mappinglint.plugins import Plugins
from mappinglint.report import render
from mappinglint.source import Source, UndecodableError, decode
from mappinglint.span import Span
from mappinglint.suppression.writing import add_suppressions

ENGINE = Engine(Plugins(), advice=True)
DEAF = Engine(Plugins(), advice=True, suppressions=False)

# One for each reader and dialect, by a letter that says which at the head of an input.
NAMES = {
    "y": "template.yaml",
    "j": "template.json",
    "l": "requests.jsonl",
    "s": "serverless.yml",
    "t": "main.tf",
    "J": "main.tf.json",
    "p": "plan.json",
    "b": "deploy.sh",
    "m": "guide.md",
    "x": "without_an_ending",
}


def named(data: bytes) -> tuple[str, bytes]:
    """Return the name of a file and its content: the first byte says the name."""
    letters = "".join(NAMES)
    letter = data[:1].decode("latin-1")
    if letter not in NAMES:
        letter = letters[(ord(letter) if letter else 0) % len(letters)]
    return NAMES[letter], data[1:]


def text_of(data: bytes) -> str | None:
    """Return the text of some bytes, or None if they are none."""
    try:
        return decode(data)
    except UndecodableError:
        return None


# -- what was read ---------------------------------------------------------------------------------


def shape(document: Document) -> list[Any]:
    """Return all that was read, as what can be compared."""
    nodes = [
        (type(node).__name__, node.span, getattr(node, "tag", None), getattr(node, "text", None))
        for root in document.roots
        for node in each_node(root)
    ]
    fences = [(fence.language, fence.text) for fence in document.fences]
    return [document.format, document.broken, document.problems, document.comments, nodes, fences]


def assert_reads(name: str, text: str) -> Document:
    """Read a text twice: places are within it, and the second time is as the first."""
    document = read(Source(name, text))
    size = len(text)
    for root in document.roots:
        for node in each_node(root):
            _assert_node(node, size)
    for problem in document.problems:
        assert_within(problem.span, size)
        if problem.related:
            assert_within(problem.related[0], size)
        assert problem.message
    for comment in document.comments:
        assert_within(comment.span, size)
        assert comment.text == text[slice(*comment.span)]
    for span in document.shared:
        assert_within(span, size)
    # What is not read to its end says why.
    assert not document.broken or document.problems
    assert shape(read(Source(name, text))) == shape(document)
    return document


def assert_within(span: Span, size: int) -> None:
    assert 0 <= span.start <= span.end <= size, (span, size)


def _assert_node(node: Node, size: int) -> None:
    assert_within(node.span, size)
    if isinstance(node, ScalarNode):
        assert isinstance(node.text, str)
    elif isinstance(node, SequenceNode):
        _assert_ordered(item.span.start for item in node.items)
    elif isinstance(node, MappingNode):
        assert all(isinstance(key, ScalarNode) for key, _ in node.entries)


def _assert_ordered(starts: Iterable[int]) -> None:
    known = list(starts)
    assert known == sorted(known)


# -- what was found --------------------------------------------------------------------------------


def _described(label: Label) -> tuple[Any, ...]:
    return label.place.source.path, label.place.span, label.text, label.is_default


def described(result: Result) -> list[tuple[Any, ...]]:
    """Return all that was found, as what can be compared."""
    return [*map(_of_finding, result.findings), *(map(_of_finding, _hidden(result)))]


def _hidden(result: Result) -> list[Finding]:
    return [one.finding for one in result.suppressed]


def _of_finding(one: Finding) -> tuple[Any, ...]:
    edits = [(edit.place.span, edit.text) for edit in one.fix.edits] if one.fix else []
    return (
        one.rule.code,
        one.level,
        one.message,
        _described(one.primary),
        list(map(_described, one.related)),
        (one.setting, one.mapping, one.aws, one.remedy, one.when),
        (one.fix.title, one.fix.safe, edits) if one.fix else None,
    )


def assert_found(name: str, data: bytes) -> Result:
    """Lint a file twice: nothing breaks, every place is in it, the second time is as the first."""
    result = ENGINE.check_bytes(name, data)
    assert result.failures == [], result.failures
    text = text_of(data)
    for one in [*result.findings, *_hidden(result)]:
        assert one.message
        for label in (one.primary, *one.related):
            source = label.place.source
            assert text is None or source.text == text
            assert_within(label.place.span, len(source.text))
            assert label.place.start.line <= label.place.end.line <= source.line_count
        for edit in one.fix.edits if one.fix else ():
            assert edit.place.source.text == text
            assert_within(edit.place.span, len(edit.place.source.text))
    again = ENGINE.check_bytes(name, data)
    assert described(again) == described(result)
    assert again.tally == result.tally
    return result


def assert_reported(result: Result) -> None:
    """Every report can be made, and what is JSON can be read."""
    if not result.findings:
        return
    for name in ("text", "concise", "github", "gitlab", "junit", "checkstyle", "json", "sarif"):
        report = render(name, result, root="/")
        # A report has to be written, whatever it shows.
        report.encode()
        if name == "concise":
            assert len(report.splitlines()) == len(result.findings)
        if name in ("json", "sarif", "gitlab"):
            json.loads(report)


# -- what was changed ------------------------------------------------------------------------------


def assert_fixed(name: str, data: bytes, result: Result) -> None:
    """Fixes leave a file that reads as well as before; done again, they find nothing to do."""
    for unsafe in (False, True):
        mended = mend(ENGINE, name, data, result, unsafe=unsafe)
        if mended.data == data:
            assert mended.result.fixed == []
            continue
        after = assert_found(name, mended.data)
        assert described(after) == described(mended.result)
        assert_as_whole(name, data, mended.data)
        twice = mend(ENGINE, name, mended.data, after, unsafe=unsafe)
        assert twice.data == mended.data, "fixed a second time, it changes again"
        before, left = Counter(map(_about, result.findings)), Counter(map(_about, after.findings))
        for about in set(map(_about, mended.result.fixed)):
            assert left[about] < max(before[about], 1), f"{about} is still found"


def _about(found: Finding) -> tuple[str, str, str]:
    return found.rule.code, found.mapping, found.setting


def assert_as_whole(name: str, before: bytes, after: bytes) -> None:
    """What could be read before can be read after a change."""
    old, new = text_of(before), text_of(after)
    if old is not None:
        assert new is not None
        was, now = read(Source(name, old)), read(Source(name, new))
        assert was.broken or not now.broken, now.problems
        assert was.format == now.format
        if was.format == "json" and is_json(old):
            assert is_json(new)


# -- suppressions ----------------------------------------------------------------------------------


def assert_heeded(name: str, data: bytes) -> None:
    """Comments hide findings, and change none; what is hidden can be counted on."""
    heeding, deaf = assert_found(name, data), DEAF.check_bytes(name, data)
    said = [one for one in heeding.findings if one.rule not in ABOUT_SUPPRESSIONS]
    both = sorted(map(_key, [*said, *_hidden(heeding)]))
    assert both == sorted(map(_key, deaf.findings))


def _key(found: Finding) -> tuple[Any, ...]:
    return found.primary.place.span, found.rule.code, found.message


def assert_ignorable(name: str, data: bytes) -> None:
    """Suppressions that we write hide what they are for, and the file reads as well as before."""
    result = ENGINE.check_bytes(name, data)
    changed, after = add_suppressions(ENGINE, name, data, result, "because")
    if changed == data:
        return
    assert_as_whole(name, data, changed)
    assert described(assert_found(name, changed)) == described(after)
    assert len(after.findings) < len(result.findings)
    again, _ = add_suppressions(ENGINE, name, changed, after, "because")
    assert again == changed, "asked a second time, it writes more"

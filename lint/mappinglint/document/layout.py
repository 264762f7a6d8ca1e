"""Edits of a text that leave everything around them as it is, byte for byte.

They work on the spans of the tree, and know no format: what is new is written as its neighbour is.
Each returns None where the text is laid out in a way that it does not understand.
"""

import json
import re

from mappinglint.document.hcl_tags import BODY, OBJECT, is_hcl
from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.record import dataclass
from mappinglint.source import line_break
from mappinglint.span import Span

_BLOCK_STYLES = ("|", ">")
_ANCHOR = r"(?:^|\s)&\w"
_LINE = r"[^\r\n]*"
_LINE_BREAK = r"\r\n|\n|\r"
# An anchor in front of something: whatever refers to it would change with it.
_ANCHORED = r"&[^\s,\[\]{}]+[ \t]+\Z"
_LONGEST_ANCHOR = 200
# Of an object of HCL, an equals sign.
_COLON = r"\s*[:=]\s*"
_COLON_ALONE = r"[ \t]*:"
_COMMA = r"\s*,"
_BLANK_OR_COMMENT = r"[ \t]*(?:#.*)?"
# What means something else, or ends the text, when it stands plain in a list.
_NEEDS_QUOTES = r"[,\[\]{}]|: |:$| #"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to stand in place of a span."""

    span: Span
    text: str


def replaced(text: str, node: ScalarNode, new: str) -> Change | None:
    """Write another value in place of a scalar, in the same quotes."""
    quote = node.style or ""
    if (
        quote in _BLOCK_STYLES
        or node.span.start == node.span.end
        or re.compile(_LINE_BREAK).search(text, *node.span)
        or _is_anchored(text, node.span.start)
    ):
        return None
    return Change(node.span, quote + new + quote)


def bare(text: str, node: ScalarNode) -> Change | None:
    """Take the quotes off a scalar."""
    return Change(node.span, node.text) if text[node.span.start] in "'\"" else None


def listed(text: str, node: ScalarNode) -> Change | None:
    """Make a list of a scalar on one line."""
    written = text[slice(*node.span)]
    if node.style in _BLOCK_STYLES or not written or re.compile(_LINE_BREAK).search(written):
        return None
    quote = node.style or ""
    pieces = [piece.strip() for piece in node.text.split(",")]
    if len(pieces) > 1 and all(pieces) and quote + node.text + quote == written:
        return Change(node.span, f"[{', '.join(quote + piece + quote for piece in pieces)}]")
    if node.style is None and re.compile(_NEEDS_QUOTES).search(written):
        written = "'" + written.replace("'", "''") + "'"
    return Change(node.span, f"[{written}]")


def wrapped(
    text: str, owner: MappingNode | None, key: Span, node: ScalarNode, name: str
) -> Change | None:
    """Put the value of a key, which is on one line, into an object, below a name.

    Where the key has a line for itself, the name gets one below it.
    """
    start, end = node.span
    written = text[start:end]
    if not written or "\n" in written:
        return None
    line_start = _line_start(text, key.start)
    colon = re.compile(_COLON_ALONE).match(text, key.end, start)
    is_in_block = owner and text[owner.span.start : owner.span.start + 1] != "{"
    if not is_in_block or not colon or text[line_start : key.start].strip(" -"):
        return Change(node.span, f'{{"{name}": {written}}}')
    indent = " " * (key.start - line_start + 2)
    named = f"{line_break(text)}{indent}{name}: {written}"
    return Change(Span(colon.end(), end), named)


def quoted(text: str, owner: MappingNode, key: Span, new: str) -> Change | None:
    """Write a text in place of a value of any kind: in the quotes that the key's format needs."""
    entries = _written(owner)
    index = _index(entries, key)
    if index is None or not owner.complete:
        return None
    value = entries[index][1]
    end = _end(text, value, value.span.start)
    if owner.tag in (BODY, OBJECT):
        # The function writes the text; the object stays as it is.
        return Change(value.span, f"jsonencode({text[slice(*value.span)]})")
    if re.compile(_ANCHOR).search(text, key.end, end) or "#" in text[key.end : end]:
        return None
    colon = text.index(":", key.end) + 1
    # Double quotes are right everywhere, single ones easier to read where a text has many.
    is_json = text[key.start] == '"'
    written = json.dumps(new) if is_json else "'" + new.replace("'", "''") + "'"
    return Change(Span(colon, end), f" {written}")


def unlisted(text: str, owner: MappingNode, key: Span) -> Change | None:
    """Write the one scalar of a list without the list."""
    entries = _written(owner)
    index = _index(entries, key)
    if index is None or not owner.complete or owner.tag in (BODY, OBJECT):
        return None
    value = entries[index][1]
    if not isinstance(value, SequenceNode) or value.tag is not None or len(value.items) != 1:
        return None
    item, end = value.items[0], _end(text, value, value.span.start)
    if not isinstance(item, ScalarNode) or item.tag is not None or item.style in _BLOCK_STYLES:
        return None
    written = text[slice(*item.span)]
    between = text[key.end : item.span.start] + text[item.span.end : end]
    if (
        not written
        or re.compile(_LINE_BREAK).search(written)
        or re.compile(_ANCHOR).search(between)
        or "#" in between
    ):
        return None
    return Change(Span(text.index(":", key.end) + 1, end), f" {written}")


def renamed(text: str, key: Span, new: str) -> Change | None:
    """Write another key, in the same quotes."""
    first = text[key.start : key.start + 1]
    quote = first if first in ("'", '"') else ""
    return Change(key, quote + new + quote)


def removed(text: str, owner: MappingNode, key: Span) -> Change | None:
    """Take out a key with its value."""
    entries = _written(owner)
    index = _index(entries, key)
    if index is None or not owner.complete:
        return None
    end = _end(text, entries[index][1], key.end)
    if re.compile(_ANCHOR).search(text, key.end, end) or _is_anchored(text, key.start):
        # Something else may refer to it.
        return None
    if owner.tag == BODY:
        return _removed_argument(text, key.start, end)
    if text[owner.span.start : owner.span.start + 1] == "{":
        return _removed_between_braces(text, entries, index, end)
    return _removed_lines(text, entries, index, end)


def inserted(text: str, owner: MappingNode, beside: Span, name: str, value: str) -> Change | None:
    """Add a key with a value behind another one."""
    entries = _written(owner)
    index = _index(entries, beside)
    if index is None or not owner.complete:
        return None
    end = _end(text, entries[index][1], beside.end)
    if owner.tag == BODY:
        return _inserted_argument(text, beside.start, end, f"{name} = {value}")
    quote = text[beside.start] if text[beside.start] in "'\"" else ""
    named = f"{quote}{name}{quote}"
    if text[owner.span.start : owner.span.start + 1] == "{":
        return _inserted_between_braces(text, owner, entries, index, (named, value))
    line_start, line_end = _line_start(text, beside.start), _line_end(text, end)
    if (
        not re.compile(_BLANK_OR_COMMENT).fullmatch(text, end, line_end)
        or text[line_start : beside.start].strip(" -")
        or _ends_in_block_of_text(entries[index][1])
    ):
        return None
    column = beside.start - line_start
    new = f"{line_break(text)}{' ' * column}{named}: {value}"
    return Change(Span(line_end, line_end), new)


def _inserted_between_braces(
    text: str,
    owner: MappingNode,
    entries: list[tuple[ScalarNode, Node]],
    index: int,
    new: tuple[str, str],
) -> Change | None:
    key, value = entries[index]
    end = _end(text, value, key.span.end)
    before = _end(text, entries[index - 1][1], 0) if index else owner.span.start + 1
    gap = text[before : key.span.start]
    if gap.strip(" \t\r\n,"):
        return None
    gap = gap if index else "," + (gap if re.compile(_LINE_BREAK).search(gap) else " ")
    colon = text[key.span.end : value.span.start]
    if not re.compile(_COLON).fullmatch(colon):
        return None
    return Change(Span(end, end), f"{gap}{colon.join(new)}")


def into_block(text: str, owner: MappingNode, key: Span, block: str, name: str) -> Change | None:
    """Put an argument on one line into a block of its own, under a name."""
    entries = _written(owner)
    index = _index(entries, key)
    if index is None or owner.tag != BODY:
        return None
    value = entries[index][1].span
    line_start = _line_start(text, key.start)
    indent = text[line_start : key.start]
    written = text[slice(*value)]
    if indent.strip(" \t") or re.compile(_LINE_BREAK).search(written):
        return None
    new_line = f"{line_break(text)}{indent}"
    argument = f"{new_line}  {name} = {written}"
    return Change(Span(key.start, value.end), f"{block} {{{argument}{new_line}}}")


def removed_item(text: str, owner: SequenceNode, index: int) -> Change | None:
    """Take an item out of a list that has others."""
    items = owner.items
    end = _end(text, items[index], items[index].span.start)
    start = items[index].span.start
    if len(items) == 1 or not owner.complete:
        return None
    if re.compile(_ANCHOR).search(text, start - 1, end) or _is_anchored(text, start):
        return None
    if text[owner.span.start : owner.span.start + 1] == "[":
        is_last = index + 1 == len(items)
        before = _end(text, items[index - 1], 0) if is_last else start
        after = end if is_last else items[index + 1].span.start
        around = text[before:start] + text[end:after]
        return None if around.strip(" \t\r\n,") else Change(Span(before, after), "")
    line_start, line_end = _line_start(text, start), _line_end(text, end)
    is_alone = re.compile(_BLANK_OR_COMMENT).fullmatch(text, end, line_end)
    if not is_alone or text[line_start:start].strip(" ") != "-":
        return None
    return _without_lines(text, line_start, line_end, items[index - 1] if index else None)


def _removed_argument(text: str, start: int, end: int) -> Change | None:
    """Take out an argument or a block of HCL that has its lines for itself."""
    line_start, line_end = _line_start(text, start), _line_end(text, end)
    if text[line_start:start].strip(" \t"):
        return None
    if not re.compile(_BLANK_OR_COMMENT).fullmatch(text, end, line_end):
        return None
    found = re.compile(_LINE_BREAK).match(text, line_end)
    return Change(Span(line_start, found.end() if found else line_end), "")


def _inserted_argument(text: str, start: int, end: int, argument: str) -> Change | None:
    line_start, line_end = _line_start(text, start), _line_end(text, end)
    indent = text[line_start:start]
    if indent.strip(" \t") or not re.compile(_BLANK_OR_COMMENT).fullmatch(text, end, line_end):
        return None
    new = f"{line_break(text)}{indent}{argument}"
    return Change(Span(line_end, line_end), new)


def _removed_between_braces(
    text: str, entries: list[tuple[ScalarNode, Node]], index: int, end: int
) -> Change | None:
    key = entries[index][0].span
    if index + 1 < len(entries):
        span = Span(key.start, entries[index + 1][0].span.start)
    elif index:
        span = Span(_end(text, entries[index - 1][1], 0), end)
    else:
        comma = re.compile(_COMMA).match(text, end)
        span = Span(key.start, comma.end() if comma else end)
    around = text[span.start : key.start] + text[end : span.end]
    # Whoever wrote a comment there should decide what becomes of it.
    return None if around.strip(" \t\r\n,") else Change(span, "")


def _removed_lines(
    text: str, entries: list[tuple[ScalarNode, Node]], index: int, end: int
) -> Change | None:
    if len(entries) == 1:
        # Without an entry the block would be a null.
        return None
    start = entries[index][0].span.start
    line_start, line_end = _line_start(text, start), _line_end(text, end)
    if not re.compile(_BLANK_OR_COMMENT).fullmatch(text, end, line_end):
        return None
    if not text[line_start:start].strip(" "):
        before = entries[index - 1][1] if index else None
        return _without_lines(text, line_start, line_end, before)
    if index + 1 < len(entries) and not text[line_start:start].strip(" -"):
        # The first key behind a dash: the next one takes its place.
        after = entries[index + 1][0].span.start
        is_plain = not text[line_end:after].strip()
        return Change(Span(start, after), "") if is_plain else None
    return None


def _without_lines(text: str, start: int, end: int, before: Node | None) -> Change | None:
    """Take out whole lines, of which the value before ends above."""
    found = re.compile(_LINE_BREAK).match(text, end)
    after = found.end() if found else end
    if (
        before is not None
        and _ends_in_block_of_text(before)
        and after < len(text)
        and re.compile(_BLANK_OR_COMMENT).fullmatch(text, after, _line_end(text, after))
    ):
        # What follows would become part of that text.
        return None
    return Change(Span(start, after), "")


def _written(owner: MappingNode) -> list[tuple[ScalarNode, Node]]:
    """Return the entries that stand in the mapping itself, in order.

    A merge key brings others, from elsewhere or from within, and these come last.
    """
    written: list[tuple[ScalarNode, Node]] = []
    least, end = owner.span
    for entry in owner.entries:
        if not least <= entry[0].span.start < end:
            break
        least = entry[0].span.end
        written.append(entry)
    return written


def _index(entries: list[tuple[ScalarNode, Node]], key: Span) -> int | None:
    found = [index for index, entry in enumerate(entries) if entry[0].span == key]
    return found[0] if len(found) == 1 else None


def _end(text: str, node: Node, least: int) -> int:
    """Return where a value ends, or `least` if nothing is written.

    The span of a block ends only where the next thing begins.
    """
    if not isinstance(node, AliasNode) and is_hcl(node.tag):
        return max(node.span.end, least)
    # A tag may stand in front of the opening bracket.
    is_block = text[node.span.end - 1 : node.span.end] not in ("}", "]")
    match node:
        case ScalarNode() if node.span.start == node.span.end:
            colon = re.compile(_COLON_ALONE).match(text, node.span.end)
            return colon.end() if colon else max(node.span.end, least)
        case MappingNode(entries=[*_, (key, last)]) if is_block:
            return _end(text, last, key.span.end)
        case SequenceNode(items=[*_, last]) if is_block:
            return _end(text, last, least)
    return max(node.span.end, least)


def _is_anchored(text: str, start: int) -> bool:
    return re.compile(_ANCHORED).search(text, max(start - _LONGEST_ANCHOR, 0), start) is not None


def _ends_in_block_of_text(node: Node) -> bool:
    match node:
        case ScalarNode(style=style):
            return style in _BLOCK_STYLES
        case MappingNode(entries=[*_, (_, last)]):
            return _ends_in_block_of_text(last)
        case SequenceNode(items=[*_, last]):
            return _ends_in_block_of_text(last)
    return False


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_end(text: str, at: int) -> int:
    found = re.compile(_LINE).match(text, at)
    return found.end() if found else at

"""HCL, the language of Terraform, into nodes.

A body is a MappingNode; a block is an entry of it, its labels keys within keys, so that
`resource "aws_sqs_queue" "q" {…}` has the shape that it has in `.tf.json`. A block that is repeated
is a key that is repeated. What is no literal has a tag, named below.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Final

import tree_sitter
import tree_sitter_hcl

from mappinglint.document.comments import comment_nodes
from mappinglint.document.hcl_mistakes import Mistake, find_mistakes, mistake_at
from mappinglint.document.hcl_tags import (
    BODY,
    CALL,
    CONDITIONAL,
    INDEX,
    LABELS,
    OBJECT,
    OPAQUE,
    PIECE,
    RAW_PIECE,
    REFERENCE,
    SPLAT,
    STEP,
    TEMPLATE,
    TUPLE,
)
from mappinglint.document.hcl_text import decoded, flush_lines, is_plain
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, each_node
from mappinglint.document.problem import Problem, ProblemKind
from mappinglint.document.utf8 import CharacterOffsets
from mappinglint.limits import MAX_DEPTH
from mappinglint.record import dataclass
from mappinglint.span import Span

_LANGUAGE: Final = tree_sitter.Language(tree_sitter_hcl.language())

# An expression takes several calls of ours for each of its levels.
_MOST_LEVELS: Final = MAX_DEPTH // 2
# What is still no HCL after that many repairs is left out.
_MOST_REPAIRS: Final = 5
# More is said of no text.
_MOST_PROBLEMS: Final = 20

_WITH_EXPONENT = re.compile(r"(?<![\w.])[0-9]+[eE][+-]?[0-9]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPERATORS = frozenset({"==", "!=", "&&", "||", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "!"})
# Keeps the text of a template apart from what it is wrapped in to be read by itself.
_MARK = "MAPPINGLINT_TEMPLATE_ENDS_HERE"


@dataclass
class HclTree:
    """What was read of a text; it is `broken` when a mistake hides a part of it."""

    roots: list[Node]
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False


def read_hcl(text: str) -> HclTree:
    """Read a text as HCL. Never raises: what cannot be read is a problem, and the rest is there."""
    readable = _SURROGATE.sub("?", text)
    tree = _parse(readable)
    mistakes: list[Mistake] = []
    left_out: list[Mistake] = []
    if tree.has_error:
        mistakes = find_mistakes(readable)
        for mistake in mistakes:
            readable = mistake.repaired(readable)
        tree = _parse(readable)
    for _ in range(_MOST_REPAIRS):
        if not tree.has_error:
            break
        mistake = mistake_at(readable, CharacterOffsets(readable)(_first_error(tree).start_byte))
        readable = mistake.repaired(readable)
        left_out.append(mistake)
        tree = _parse(readable)
    repairs = mistakes + left_out
    # One mistake looks like several.
    mistakes = mistakes or left_out[:1]
    builder = _Builder(readable, repairs)
    root = builder.file(tree)
    problems = [mistake.problem for mistake in mistakes] + builder.problems
    root.complete = root.complete and not any(one.spoils for one in repairs)
    if len(readable) > len(text):
        # A repair has made the text longer; no place is in what was added.
        for node in each_node(root):
            node.span = _before(len(text), node.span)
    is_broken = bool(mistakes) or tree.has_error
    return HclTree([root], problems[:_MOST_PROBLEMS], is_broken)


def read_template(text: str, span: Span) -> Node:
    """Read a string of `.tf.json` as the template that it is; all of it stands at `span`.

    What is no template is opaque.
    """
    text = _SURROGATE.sub("?", text)
    wrapped = f"x = <<{_MARK}\n{text}\n{_MARK}\n"
    tree = _parse(wrapped)
    if tree.has_error or _MARK in text:
        return ScalarNode(text, span, None, OPAQUE)
    builder = _Builder(wrapped, at=span, end=len(_MARK) + len(text) + 7)
    entries = builder.file(tree).entries
    return entries[0][1] if len(entries) == 1 else ScalarNode(text, span, None, OPAQUE)


def comment_spans(text: str) -> list[Span]:
    """Return where the comments of a text of HCL stand, in order."""
    offset = CharacterOffsets(text)
    return [
        Span(offset(node.start_byte), offset(node.end_byte)) for node in comment_nodes(_parse(text))
    ]


def _parse(text: str) -> tree_sitter.Node:
    # The grammar lacks 1e-5. Of a tree only the shape counts: every text is read from the source.
    text = _WITH_EXPONENT.sub(lambda found: "0" * len(found[0]), text)
    return tree_sitter.Parser(_LANGUAGE).parse(text.encode()).root_node


def _first_error(tree: tree_sitter.Node) -> tree_sitter.Node:
    """Return the first part of a tree that is none, or that the text lacks."""
    node = tree
    while not (node.is_error or node.is_missing):
        below = [child for child in node.children if child.has_error or child.is_missing]
        if not below:
            break
        node = below[0]
    return node


class _Builder:
    """Makes nodes of a tree. With `at`, all of them stand there."""

    def __init__(
        self,
        text: str,
        mistakes: Sequence[Mistake] = (),
        *,
        at: Span | None = None,
        end: int | None = None,
    ) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._offset = CharacterOffsets(text)
        spoiling = [one for one in mistakes if one.spoils]
        self._damaged = [one.span.start for one in spoiling]
        self._damaged += [one.inside for one in spoiling if one.inside is not None]
        # Where what stands in an outermost block may begin to belong elsewhere.
        self._lost = [one.lost for one in mistakes if one.lost is not None]
        # The first of these places in the block at hand.
        self._lost_from = len(text)
        self._at = at
        self._end = len(text) if end is None else end
        self._level = 0

    def file(self, tree: tree_sitter.Node) -> MappingNode:
        for child in tree.children:
            if child.type == "body":
                return self._body(child, Span(0, len(self._text)))
        return _mapping(Span(0, len(self._text)), BODY)

    # -- where things stand -----------------------------------------------------------------------

    def _real(self, node: tree_sitter.Node) -> Span:
        return Span(self._offset(node.start_byte), self._offset(node.end_byte))

    def _span(self, node: tree_sitter.Node) -> Span:
        return self._at or self._real(node)

    def _source(self, node: tree_sitter.Node) -> str:
        start, end = self._real(node)
        return self._text[start:end]

    # -- bodies -----------------------------------------------------------------------------------

    def _body(self, node: tree_sitter.Node | None, span: Span) -> MappingNode:
        body = _mapping(span, BODY)
        seen: dict[str, ScalarNode] = {}
        for child in node.children if node else ():
            if self._is_lost(child):
                body.complete = False
                continue
            match child.type:
                case "attribute":
                    entry = self._attribute(child)
                    if entry is None:
                        body.complete = False
                        continue
                    if node is not None and not node.has_error:
                        self._note_repeated(entry[0], seen)
                    body.entries.append(entry)
                case "block":
                    entry = self._block(child)
                    if entry is None:
                        body.complete = False
                        continue
                    body.entries.append(entry)
                case "comment":
                    pass
                case _:
                    body.complete = False
        if self._is_damaged(span):
            body.complete = False
        return body

    def _is_lost(self, node: tree_sitter.Node) -> bool:
        """Say whether a mistake has perhaps put a part of a body where it does not belong."""
        span = self._real(node)
        if self._level == 0:
            inside = [at for at in self._lost if span.start <= at < span.end]
            if node.has_error:
                inside.append(self._real(_first_error(node)).start)
            self._lost_from = min(inside, default=span.end)
        return span.start >= self._lost_from

    def _is_damaged(self, span: Span) -> bool:
        return any(span.start <= at < span.end for at in (*self._damaged, *self._lost))

    def _note_repeated(self, key: ScalarNode, seen: dict[str, ScalarNode]) -> None:
        before = seen.setdefault(key.text, key)
        if before is key:
            return
        self.problems.append(
            Problem(
                ProblemKind.DUPLICATE_KEY,
                f"{key.text} is set here again: Terraform sets each argument only once",
                key.span,
                related=(before.span, "set here first"),
                remedy="remove one of the two",
                is_refused=True,
            )
        )

    def _attribute(self, node: tree_sitter.Node) -> tuple[ScalarNode, Node] | None:
        parts = [child for child in node.children if child.type != "comment"]
        if len(parts) != 3 or parts[0].type != "identifier" or node.has_error:
            return None
        key = ScalarNode(self._source(parts[0]), self._span(parts[0]), None, None)
        if self._is_damaged(self._real(node)):
            return key, self._opaque(parts[2])
        return key, self._expression(parts[2])

    def _block(self, node: tree_sitter.Node) -> tuple[ScalarNode, Node] | None:
        names: list[ScalarNode] = []
        body = None
        start, end = self._real(node)
        for child in node.children:
            match child.type:
                case "identifier":
                    names.append(ScalarNode(self._source(child), self._span(child), None, None))
                case "string_lit":
                    names.append(self._label(child))
                case "block_start":
                    start = self._real(child).start
                case "body":
                    body = child
        if not names or self._level >= _MOST_LEVELS:
            self._note_depth(node)
            return None
        if self._is_damaged(Span(self._real(node).start, start)):
            # It may be another block altogether.
            return None
        self._level += 1
        value: Node = self._body(body, self._at or Span(start, end))
        self._level -= 1
        for name in reversed(names[1:]):
            labels = _mapping(Span(name.span.start, value.span.end), LABELS)
            labels.entries.append((name, value))
            value = labels
        return names[0], value

    def _label(self, node: tree_sitter.Node) -> ScalarNode:
        start, end = self._real(node)
        return ScalarNode(decoded(self._text[start + 1 : end - 1]), self._span(node), '"', None)

    def _note_depth(self, node: tree_sitter.Node) -> None:
        if self._level < _MOST_LEVELS or any(
            problem.kind is ProblemKind.UNREADABLE for problem in self.problems
        ):
            return
        message = f"nested more than {_MOST_LEVELS} levels deep; what lies deeper was not read"
        start = self._span(node).start
        self.problems.append(Problem(ProblemKind.UNREADABLE, message, Span(start, start + 1)))

    # -- expressions ------------------------------------------------------------------------------

    def _expression(self, node: tree_sitter.Node) -> Node:
        if self._level >= _MOST_LEVELS:
            self._note_depth(node)
            return self._opaque(node)
        self._level += 1
        try:
            return self._operand([one for one in node.children if one.type != "comment"], node)
        finally:
            self._level -= 1

    def _opaque(self, node: tree_sitter.Node) -> ScalarNode:
        return ScalarNode(self._source(node), self._span(node), None, OPAQUE)

    def _operand(self, parts: list[tree_sitter.Node], whole: tree_sitter.Node) -> Node:
        """Read a term and what follows it: attributes, indexes, splats."""
        if not parts:
            return self._opaque(whole)
        is_in_brackets = parts[0].type == "(" and len(parts) >= 3
        base = self._expression(parts[1]) if is_in_brackets else self._term(parts[0])
        rest = parts[3:] if is_in_brackets else parts[1:]
        if not rest and parts[0].type != "variable_expr":
            return base
        end = parts[-1]
        span = self._at or Span(self._real(parts[0]).start, self._real(end).end)
        reference = _sequence(span, REFERENCE)
        reference.items.append(base)
        for step in rest:
            reference.items += self._steps(step)
        return reference

    def _term(self, node: tree_sitter.Node) -> Node:
        inner = node.children[0] if node.children else node
        read = _TERMS.get((node.type, inner.type)) or _TERMS.get((node.type, None))
        return read(self, node, inner) if read else self._opaque(node)

    def _conditional(self, node: tree_sitter.Node) -> Node:
        parts = [one for one in node.children if one.type == "expression"]
        return self._listed(node, CONDITIONAL, parts) if len(parts) == 3 else self._opaque(node)

    def _name(self, node: tree_sitter.Node) -> Node:
        return ScalarNode(self._source(node), self._span(node), None, STEP)

    def _literal(self, node: tree_sitter.Node) -> Node:
        return ScalarNode(self._source(node), self._span(node), None, None)

    def _listed(self, node: tree_sitter.Node, tag: str, parts: list[tree_sitter.Node]) -> Node:
        sequence = _sequence(self._span(node), tag)
        sequence.items = [self._expression(part) for part in parts]
        return sequence

    def _operation(self, node: tree_sitter.Node) -> Node:
        parts = [one for one in node.children if one.type != "comment"]
        at = next((index for index, one in enumerate(parts) if one.type in _OPERATORS), None)
        if at is None or self._level >= _MOST_LEVELS:
            self._note_depth(node)
            return self._opaque(node)
        self._level += 1
        operands = [self._operand(side, node) for side in (parts[:at], parts[at + 1 :]) if side]
        self._level -= 1
        operator = parts[at].type
        only = operands[0] if len(operands) == 1 else None
        if operator == "-" and isinstance(only, ScalarNode) and only.tag is None:
            return ScalarNode(f"-{only.text}", self._span(node), None, None)
        sequence = _sequence(self._span(node), operator)
        sequence.items = operands
        return sequence

    def _call(self, node: tree_sitter.Node) -> Node:
        arguments: list[tree_sitter.Node] = []
        for child in node.children:
            if child.type == "function_arguments":
                if any(one.type == "ellipsis" for one in child.children):
                    return self._opaque(node)
                arguments = [one for one in child.children if one.type == "expression"]
        return self._listed(node, self._source(node.children[0]) + CALL, arguments)

    def _steps(self, node: tree_sitter.Node) -> list[Node]:
        """Read what follows a term; what is understood by nobody here is an opaque step."""
        inner = node.children[0] if node.children else node
        match node.type:
            case "get_attr":
                name = node.children[-1]
                return [ScalarNode(self._source(name), self._span(name), None, STEP)]
            case "index" if inner.type == "new_index":
                parts = [one for one in inner.children if one.type == "expression"]
                return [self._listed(node, INDEX, parts)]
            case "index":
                index = _sequence(self._span(node), INDEX)
                text = self._source(node).removeprefix(".")
                index.items.append(ScalarNode(text, self._span(node), None, None))
                return [index]
            case "splat":
                splat = ScalarNode("*", self._span(node), None, SPLAT)
                rest = [self._steps(one) for one in inner.children[1:]]
                return [splat, *(step for steps in rest for step in steps)]
        return [self._opaque(node)]

    # -- collections ------------------------------------------------------------------------------

    def _tuple(self, node: tree_sitter.Node) -> Node:
        return self._listed(node, TUPLE, [one for one in node.children if one.type == "expression"])

    def _object(self, node: tree_sitter.Node) -> Node:
        found = _mapping(self._span(node), OBJECT)
        seen: dict[str, ScalarNode] = {}
        for element in node.children:
            if element.type != "object_elem":
                continue
            sides = [one for one in element.children if one.type == "expression"]
            key = self._key(sides[0]) if len(sides) == 2 else None
            if key is None:
                found.complete = False
                continue
            before = seen.setdefault(key.text, key)
            if before is not key:
                self.problems.append(
                    Problem(
                        ProblemKind.DUPLICATE_KEY,
                        f"{key.text} stands here again: the value before it is ignored",
                        key.span,
                        related=(before.span, "this one is ignored"),
                        remedy="remove one of the two",
                    )
                )
            found.entries.append((key, self._expression(sides[1])))
        return found

    def _key(self, node: tree_sitter.Node) -> ScalarNode | None:
        """Return the key of an object if it is written as such; None if it is worked out."""
        if len(node.children) != 1:
            return None
        only = node.children[0]
        if only.type == "variable_expr":
            return ScalarNode(self._source(only), self._span(only), None, None)
        read = self._term(only) if only.type == "literal_value" else None
        return read if isinstance(read, ScalarNode) and read.tag is None else None

    # -- texts ------------------------------------------------------------------------------------

    def _quoted(self, node: tree_sitter.Node) -> Node:
        """Read a text in quotes: a scalar, or a template if it has more in it than escapes."""
        start, end = self._real(node)
        inside = self._text[start + 1 : end - 1]
        parts = [one for one in node.children if one.type.startswith("template_")]
        is_literal = all(one.type == "template_literal" for one in parts)
        if is_literal and is_plain(inside):
            return ScalarNode(decoded(inside), self._span(node), '"', None)
        return self._template(node, [Span(start + 1, end - 1)], parts, PIECE)

    def _heredoc(self, node: tree_sitter.Node) -> Node:
        start, end = self._real(node)
        first = self._text.find("\n", start) + 1
        # The closing word stands on a line of its own.
        last = max(self._text.rfind("\n", first, end) + 1, first)
        if self._at is not None:
            last = self._end
        parts = [one for one in node.children if one.type.startswith("template_")]
        lines = [Span(first, last)]
        if self._text.startswith("<<-", start):
            between = [self._real(one) for one in parts if one.type != "template_literal"]
            lines = flush_lines(self._text, lines[0], between)
        return self._template(node, lines, parts, RAW_PIECE)

    def _template(
        self, node: tree_sitter.Node, lines: list[Span], parts: list[tree_sitter.Node], tag: str
    ) -> Node:
        """Return a template: its texts, and what is put in between them.

        `lines` are the stretches that count; of `parts`, what is no text is cut out of them.
        """
        template = _sequence(self._span(node), TEMPLATE)
        put_in = [one for one in parts if one.type != "template_literal"]
        if any("~" in (self._source(one)[2:3], self._source(one)[-2:-1]) for one in put_in):
            # It takes away the white space around it.
            return self._opaque(node)
        holes = [(self._real(one), one) for one in put_in]
        at = 0
        for line in lines:
            start = line.start
            while at < len(holes) and holes[at][0].start < line.end:
                hole, inner = holes[at]
                template.items += self._piece(Span(start, hole.start), tag)
                template.items.append(self._put_in(inner))
                start, at = hole.end, at + 1
            template.items += self._piece(Span(start, line.end), tag)
        return template

    def _piece(self, span: Span, tag: str) -> list[Node]:
        raw = self._text[span.start : span.end]
        text = decoded(raw, escapes=tag == PIECE)
        return [ScalarNode(text, self._at or span, None, tag)] if text else []

    def _put_in(self, node: tree_sitter.Node) -> Node:
        for child in node.children if node.type == "template_interpolation" else ():
            if child.type == "expression":
                return self._expression(child)
        return self._opaque(node)


# By the type of a term, and of what it holds.
_TERMS: Final[dict[tuple[str, str | None], Callable[..., Node]]] = {
    ("variable_expr", None): lambda self, node, _: self._name(node),
    ("literal_value", "string_lit"): lambda self, _, inner: self._quoted(inner),
    ("literal_value", None): lambda self, node, _: self._literal(node),
    ("template_expr", "heredoc_template"): lambda self, _, inner: self._heredoc(inner),
    ("template_expr", None): lambda self, _, inner: self._quoted(inner),
    ("collection_value", "tuple"): lambda self, _, inner: self._tuple(inner),
    ("collection_value", None): lambda self, _, inner: self._object(inner),
    ("function_call", None): lambda self, node, _: self._call(node),
    ("conditional", None): lambda self, node, _: self._conditional(node),
    ("operation", None): lambda self, _, inner: self._operation(inner),
}


def _before(end: int, span: Span) -> Span:
    return Span(min(span.start, end), min(span.end, end))


def _mapping(span: Span, tag: str) -> MappingNode:
    mapping = MappingNode(span.start, tag)
    mapping.span = span
    return mapping


def _sequence(span: Span, tag: str) -> SequenceNode:
    sequence = SequenceNode(span.start, tag)
    sequence.span = span
    return sequence

"""Evaluates Terraform's expressions as far as the files of one module allow."""

import operator
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from mappinglint.dialects.reader import ValueReader
from mappinglint.dialects.terraform.arithmetic import OPERATORS, calculated
from mappinglint.dialects.terraform.frames import Frame, called, without_calls
from mappinglint.dialects.terraform.functions import FUNCTIONS, LAZY
from mappinglint.dialects.terraform.json_texts import Pieces, encoded
from mappinglint.dialects.terraform.lookup import look_up
from mappinglint.dialects.terraform.module import Module, Resource, variable_of
from mappinglint.dialects.terraform.scope import Scope
from mappinglint.document.hcl_tags import (
    BODY,
    CALL,
    CONDITIONAL,
    OBJECT,
    PIECE,
    RAW_PIECE,
    REFERENCE,
    TEMPLATE,
    TUPLE,
)
from mappinglint.document.hcl_text import offsets_of
from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.mapping import Format
from mappinglint.parts import HOLE, with_holes, without_holes
from mappinglint.place import Place
from mappinglint.scenario import ANYTHING_ELSE, Assumption, Choices
from mappinglint.source import Source
from mappinglint.value import (
    Known,
    Scalar,
    Unknown,
    Value,
    boolean,
    integer,
    parts_of,
)

_NUMBER = re.compile(r"-?[0-9]{1,300}")
_FRACTION = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: Final = {"true": True, "false": False, "null": None}
_SPACE = re.compile(r"\s+")
# What has another value in each instance of a resource, or each time it is asked.
_VARIES = re.compile(r"\b(?:each|count|self)\.")
_RANDOM = re.compile(r"\b(?:uuid|timestamp|bcrypt|plantimestamp)\(")
_HAS_TEMPLATE = re.compile(r"[$%]\{")
_LONGEST_TEXT: Final = 20_000
_COMPARISONS = frozenset({"==", "!="})
_LOGIC = frozenset({"!", "&&", "||"})
_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_BEFORE_NAMES: Final = ("arn:", "subnet:", "security_group:")
_TRUTHS = _COMPARISONS | _LOGIC | _ORDERS.keys()


def plain(node: ScalarNode) -> Scalar:
    """Return what a literal of HCL means; what stands in quotes is text."""
    text = node.text
    if node.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text


class Evaluator(ValueReader):
    """Reads one mapping, and whatever it refers to, under one set of choices."""

    def __init__(self, module: Module, format_: Format, source: Source, choices: Choices) -> None:
        super().__init__(source, format_, plain)
        # The module as it is linted by itself: no call of it is known.
        self.root = self.frame = Frame(module)
        self._frames: dict[tuple[str, Resource, str], Frame | None] = {}
        self._choices = choices
        self._scope = Scope()
        self._following: set[str] = set()
        self._may_choose = True
        self._guess: str | None = None
        self._is_elsewhere = False

    # -- what others ask for ----------------------------------------------------------------------

    @property
    def module(self) -> Module:
        return self.frame.module

    @contextmanager
    def inside(self, frame: Frame) -> Iterator[None]:
        """Read what stands in a module as a call makes it."""
        before = self.frame, self._scope, self._is_elsewhere
        self.frame, self._scope, self._is_elsewhere = frame, Scope(), True
        try:
            yield
        finally:
            self.frame, self._scope, self._is_elsewhere = before

    def called(self, call: Resource, key: str | None, scope: Scope) -> Frame | None:
        """Return the module that a call, which stands in this one, makes; see frames.called."""
        if key is None or self.frame.path is None:
            return called(self.frame, call, None, scope)
        asked = self.frame.path, call, key
        if asked not in self._frames:
            self._frames[asked] = called(self.frame, call, key, scope)
        return self._frames[asked]

    def absolute(self, address: str) -> str:
        """Return how the module that is linted calls a resource of the one that is read."""
        path = self.frame.path
        return f"{path}{address}" if path is not None and address else ""

    def argument(self, resource: Resource, name: str, scope: Scope | None = None) -> Value | None:
        """Return an argument of a resource; None if it is surely absent.

        `scope` is that of an instance of it.
        """
        place = Place(resource.source, resource.name.span)
        found = resource.entry(name)
        if not resource.tells(name):
            return Unknown(place)
        if found is None:
            return None if resource.body.complete else Unknown(place)
        with self.within(resource, name, scope) as is_first:
            return self.value(found[1]) if is_first else Unknown(place)

    @contextmanager
    def within(self, resource: Resource, what: str, scope: Scope | None = None) -> Iterator[bool]:
        """Read what stands in a resource; say whether that is not being worked out already."""
        before, self._is_elsewhere = self._is_elsewhere, True
        with (
            self.only_once(f"{resource.address}.{what}") as is_first,
            self.reading(resource.source),
            self.scope(scope or Scope(resource.address)),
        ):
            try:
                yield is_first
            finally:
                self._is_elsewhere = before

    def resource_at(self, address: str) -> Resource | None:
        return self.module.resources.get(address, self._source)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The choices made so far."""
        return self._choices.assumptions

    @property
    def names(self) -> dict[str, Value]:
        return self._scope.names

    @property
    def each_of(self) -> str:
        return self._scope.each_of

    def pick(self, subject: str, options: list[str]) -> str | None:
        """Return the option that holds in this run, or None if the choice stays open."""
        if self._is_called or (subject not in self._choices.made and not self._may_choose):
            return None
        return self._choices.pick(subject, options)

    @contextmanager
    def scope(self, scope: Scope) -> Iterator[None]:
        before, self._scope = self._scope, scope
        try:
            yield
        finally:
            self._scope = before

    @contextmanager
    def naming(self, name: str, value: Value) -> Iterator[None]:
        """Give a name a value: that of a `dynamic` block's iterator."""
        inner = replace(self._scope, names={**self._scope.names, name: value})
        with self.scope(inner):
            yield

    @contextmanager
    def without_choices(self) -> Iterator[None]:
        """Leave open what has not been chosen yet."""
        before, self._may_choose = self._may_choose, False
        try:
            yield
        finally:
            self._may_choose = before

    @contextmanager
    def only_once(self, name: str) -> Iterator[bool]:
        """Say whether a name is not being worked out already: it may need itself."""
        name = f"{self.frame.path} {name}"
        is_first = name not in self._following
        if is_first:
            self._following.add(name)
        try:
            yield is_first
        finally:
            if is_first:
                self._following.discard(name)

    def source_of(self, node: Node) -> str:
        """Return how an expression is written, on one line."""
        return _SPACE.sub(" ", self.place(node.span).text)

    def identity(self, text: str) -> str | None:
        """Return a text that is the same for the same expression in the same circumstances."""
        path = self.frame.path
        if _RANDOM.search(text) or path is None:
            return None
        names = "|".join(map(re.escape, self._scope.names))
        varies = _VARIES.search(text) or (names and re.search(rf"\b(?:{names})\.", text))
        return f"{path}{text} of {self._scope.owner}" if varies else f"{path}{text}"

    def open_instance(self, text: str) -> str:
        """Return what an instance of a resource is called whose key is not known.

        In the mapping at hand, an expression always leads to the same one. In other resources it
        may lead to any: there it has no name.
        """
        same = None if self._is_elsewhere else self.identity(text)
        if same is None:
            return ""
        return text if same == text else f"{text} ({self._scope.owner})"

    # -- conditions -------------------------------------------------------------------------------

    def condition(self, node: Node, *, is_guess: bool = True) -> bool | None:
        """Return whether a condition holds in this run, or None if that stays open."""
        node = self._parsed(node)
        holds = self._holds(node)
        if holds is not None or not self._may_choose or self._is_called:
            return holds
        subject = self.source_of(node)
        is_negated = isinstance(node, SequenceNode) and node.tag in ("!", "!=")
        if is_negated:
            subject = _opposite(subject, node)
        if self.identity(subject) is None:
            return None
        if is_guess:
            # Two conditions that nobody can work out may exclude each other: one is enough.
            self._guess = self._guess or subject
            if self._guess != subject:
                return None
        chosen = self._choices.pick(subject, ["true", "false"])
        return None if chosen is None else (chosen == "true") != is_negated

    def _holds(self, node: Node) -> bool | None:
        if not self.may_go_on():
            return None
        if isinstance(node, SequenceNode) and node.tag in _TRUTHS:
            return self._operation(node)
        return boolean(self.value(node), converts=True)

    def _operation(self, node: SequenceNode) -> bool | None:
        if node.tag in _COMPARISONS:
            same = self._equal(*node.items) if len(node.items) == 2 else None
            return same if node.tag == "==" or same is None else not same
        if node.tag in _ORDERS:
            one, *others = (integer(self.value(item), converts=True) for item in node.items)
            is_known = one is not None and len(others) == 1 and others[0] is not None
            return _ORDERS[node.tag](one, others[0]) if is_known else None
        if not self._level_is_left():
            return None
        self._level += 1
        holds = [self._holds(self._parsed(item)) for item in node.items]
        self._level -= 1
        if node.tag == "!":
            return None if holds[0] is None else not holds[0]
        decides = node.tag == "||"
        if decides in holds:
            return decides
        return None if None in holds else not decides

    def _equal(self, one: Node, other: Node) -> bool | None:
        values = self.value(one), self.value(other)
        match values:
            case Known(data=None), Known(data=data):
                return data is None
            case Known(data=data), Known(data=None):
                return data is None
            case Known(text=left), Known(text=right):
                return left == right
        for node, value in ((one, values[1]), (other, values[0])):
            variable = variable_of(node)
            is_ours = variable is not None and not self._is_called
            chosen = self._choices.made.get(f"var.{variable}") if is_ours else None
            if chosen == ANYTHING_ELSE and isinstance(value, Known) and value.data is not None:
                return False
        return None

    @property
    def _is_called(self) -> bool:
        """Say whether this is about another module, whose call decides all that can be decided."""
        return self.frame is not self.root

    def _level_is_left(self) -> bool:
        return self._level < 40

    # -- nodes ------------------------------------------------------------------------------------

    def _parsed(self, node: Node) -> Node:
        """Return a string of JSON as the template that it is."""
        node = follow(node)
        if not isinstance(node, ScalarNode) or node.style != '"' or node.tag is not None:
            return node
        if not _HAS_TEMPLATE.search(node.text):
            return node
        from mappinglint.document.hcl import read_template

        template = read_template(node.text, node.span)
        if isinstance(template, SequenceNode) and len(template.items) == 1:
            only = template.items[0]
            return template if _is_piece(only) else only
        return template

    def _read(self, node: Node) -> Value | None:
        node = self._parsed(node)
        if isinstance(node, AliasNode) or node.tag is None:
            return super()._read(node)
        place = self.place(node.span)
        if isinstance(node, MappingNode):
            return self.fields(node) if node.tag in (OBJECT, BODY) else Unknown(place)
        found = self._expression(node, place) if isinstance(node, SequenceNode) else None
        return self._open(node, place) if found is None else found

    def _expression(self, node: SequenceNode, place: Place) -> Value | None:
        """Return what an expression comes to; None if that is not known."""
        tag = node.tag or ""
        if tag in _TRUTHS:
            holds = self._operation(node)
            return None if holds is None else Known(holds, place, str(holds).lower())
        if tag in OPERATORS:
            return calculated(tag, [self.value(item) for item in node.items], place)
        if tag.endswith(CALL):
            return self._call(tag.removesuffix(CALL), node, place)
        read = {
            TUPLE: self._tuple,
            TEMPLATE: self._template,
            REFERENCE: self._look_up,
            CONDITIONAL: self._conditional,
        }.get(tag)
        return read(node, place) if read else None

    def _tuple(self, node: SequenceNode, place: Place) -> Value | None:
        del place
        return self._items(node)

    def _look_up(self, node: SequenceNode, place: Place) -> Value | None:
        return look_up(self, node, place)

    def _conditional(self, node: SequenceNode, place: Place) -> Value | None:
        del place
        holds = self.condition(node.items[0])
        return None if holds is None else self.value(node.items[1 if holds else 2])

    def _open(self, node: Node, place: Place) -> Unknown:
        """Return an expression that nobody can work out: it is the same wherever it stands."""
        return Unknown(place, identity=self.identity(self.source_of(node)))

    def _call(self, name: str, node: SequenceNode, place: Place) -> Value | None:
        if name in LAZY:
            return LAZY[name](self, node.items)
        if name not in FUNCTIONS:
            return None
        arguments = [self.value(item) or Unknown(place) for item in node.items]
        return FUNCTIONS[name](arguments, place)

    # -- texts ------------------------------------------------------------------------------------

    def _template(self, node: SequenceNode, place: Place) -> Value | None:
        if len(node.items) == 1 and not _is_piece(node.items[0]):
            return self.value(node.items[0])
        text: list[str] = []
        places: list[int] = []
        same: list[str | None] = []
        last: Value | None = None
        pieces: Pieces = []
        for item in node.items:
            if isinstance(item, ScalarNode) and _is_piece(item):
                last = None
                new, at = item.text, self._offsets(item)
                same.append(new)
                pieces.append(new)
            else:
                last = self.value(item) or Unknown(self.place(item.span))
                pieces.append(last)
                new = with_holes(parts_of(last))
                at = [item.span.start] * len(new)
                same.append(_identity_of(last))
            if new.startswith(HOLE) and text and text[-1].endswith(HOLE):
                new, at = new[1:], at[1:]
            text.append(new)
            places += at
        whole = "".join(text)
        if len(whole) > _LONGEST_TEXT:
            return Unknown(place)
        end = max(place.span.end - 1, places[-1] if places else place.span.start)
        offsets = (*places, end)
        refers_to = _referred(pieces)
        encodes = encoded(pieces, place) if len(pieces) > 1 else None
        if HOLE not in whole:
            return Known(whole, place, whole, offsets=offsets, refers_to=refers_to, encodes=encodes)
        value = Unknown(
            place, without_holes(whole), offsets=offsets, refers_to=refers_to, encodes=encodes
        )
        if isinstance(last, Unknown):
            # An ARN that ends in the name of a resource is of that resource's kind.
            value = replace(value, kinds=last.kinds, cause=last.cause)
        if None in same:
            return value
        return replace(value, identity=f'"{"".join(one or "" for one in same)}"')

    def _offsets(self, piece: ScalarNode) -> list[int]:
        start = piece.span.start
        raw = self.place(piece.span).text
        found = offsets_of(raw, start, escapes=piece.tag == PIECE)
        return found if len(found) == len(piece.text) else [start] * len(piece.text)


def _is_piece(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag in (PIECE, RAW_PIECE)


def _referred(pieces: Pieces) -> str:
    """Return what a text is a name or an ARN of, if one of its pieces is.

    That is an ARN that ends in a name, an entry of a network such as "subnet:subnet-1a2b3c4d", and
    a function with a version or an alias behind it.
    """
    if len(pieces) < 2:
        return ""
    first, second, before, last = *pieces[:2], *pieces[-2:]
    if isinstance(last, Known | Unknown) and isinstance(before, str) and isinstance(first, str):
        is_name = before.endswith((":", "/")) and first.startswith(_BEFORE_NAMES)
        return last.refers_to if is_name else ""
    if isinstance(first, Known | Unknown) and isinstance(second, str):
        address = without_calls(first.refers_to)
        is_function = address.startswith("aws_lambda_function.")
        return first.refers_to if is_function and second.startswith(":") else ""
    return ""


def _identity_of(value: Value) -> str | None:
    match value:
        case Known(text=text):
            return text
        case Unknown(identity=str() as identity):
            return "${" + identity + "}"
    return None


def _opposite(text: str, node: Node) -> str:
    """Return the condition that a negated one negates."""
    if isinstance(node, SequenceNode) and node.tag == "!":
        return text[1:].strip()
    return text.replace("!=", "==", 1)

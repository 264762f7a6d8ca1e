"""Evaluates Terraform's expressions as far as the files of one module allow."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from mappinglint.dialects.reader import ValueReader
from mappinglint.dialects.terraform.functions import FUNCTIONS, LAZY
from mappinglint.dialects.terraform.module import ANYTHING_ELSE, Module, Resource, variable_of
from mappinglint.dialects.terraform.references import reference
from mappinglint.document.hcl_tags import (
    BODY,
    CALL,
    CONDITIONAL,
    INDEX,
    OBJECT,
    PIECE,
    RAW_PIECE,
    REFERENCE,
    SPLAT,
    STEP,
    TEMPLATE,
    TUPLE,
)
from mappinglint.document.hcl_text import offsets_of
from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.mapping import Format
from mappinglint.parts import HOLE, with_holes, without_holes
from mappinglint.place import Label, Place
from mappinglint.scenario import Choices
from mappinglint.source import Source
from mappinglint.value import (
    Field,
    Fields,
    Items,
    Known,
    Reference,
    Scalar,
    Unknown,
    Value,
    boolean,
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
_MOST_KEYS: Final = 8
_COMPARISONS = frozenset({"==", "!="})
_LOGIC = frozenset({"!", "&&", "||"})
_TRUTHS = _COMPARISONS | _LOGIC
# Roots of references that are no type of a resource.
_UNKNOWN_ROOTS = frozenset(
    {"count", "each", "ephemeral", "module", "path", "self", "terraform", "tofu"}
)


@dataclass(frozen=True)
class Scope:
    """What names mean within one block: `each`, and the iterators of `dynamic` blocks.

    `owner` tells the instances of one block from those of another.
    """

    owner: str = ""
    names: dict[str, Value] = field(default_factory=dict)


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
        self._module = module
        self._choices = choices
        self._scope = Scope()
        self._following: set[str] = set()
        self._may_choose = True
        self._guess: str | None = None

    # -- what others ask for ----------------------------------------------------------------------

    def argument(self, resource: Resource, name: str) -> Value | None:
        """Return an argument of a resource; None if it is surely absent."""
        place = Place(resource.source, resource.name.span)
        found = resource.entry(name)
        if name in resource.hidden or name in self._dynamic(resource):
            return Unknown(place)
        if found is None:
            return None if resource.body.complete else Unknown(place)
        key = f"{resource.address}.{name}"
        with self._only_once(key) as is_first, self.reading(resource.source):
            if not is_first:
                return Unknown(place)
            with self.scope(Scope(resource.address)):
                return self.value(found[1])

    def _dynamic(self, resource: Resource) -> set[str]:
        found = resource.body.get("dynamic")
        return {key.text for key, _ in found.entries} if isinstance(found, MappingNode) else set()

    def resource_at(self, address: str) -> Resource | None:
        return self._module.resources.get(address)

    def table(self, arn: Value | None) -> Resource | None:
        """Return the resource that an ARN belongs to, if it is one of the module."""
        identity = arn.identity if isinstance(arn, Unknown) else None
        address = re.match(r"[\w-]+\.[\w-]+", identity or "")
        return self._module.resources.get(address[0]) if address else None

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
        inner = Scope(self._scope.owner, {**self._scope.names, name: value})
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
    def _only_once(self, name: str) -> Iterator[bool]:
        """Say whether a name is not being worked out already: it may need itself."""
        is_first = name not in self._following
        if is_first:
            self._following.add(name)
        try:
            yield is_first
        finally:
            if is_first:
                self._following.discard(name)

    def instances(self, body: MappingNode, address: str) -> tuple[bool | None, Scope]:
        """Return whether a block with `count` or `for_each` exists, and what `each` means in it.

        Of several instances, this run is about one.
        """
        exists: bool | None = True
        owner, each = address, None
        for name in ("count", "for_each"):
            found = body.entry(name)
            if found is None:
                continue
            value = self._number_or_map(found[1])
            text = self.source_of(found[1])
            owner = f"{name} = {text}"
            match value:
                case Known(data=bool() | int() | str() as number):
                    exists = number not in (0, "0", False)
                case Items(items=items):
                    exists = bool(items)
                    each = self._each([(_text_key(item), item) for item in items])
                case Fields(fields=fields, complete=complete):
                    exists = bool(fields) or not complete or None
                    exists = False if not fields and complete else exists
                    if complete:
                        each = self._each([(one.spelling, one.value) for one in fields])
        names = {} if each is None else {"each": each}
        return exists, Scope(owner, names)

    def _number_or_map(self, node: Node) -> Value | None:
        if isinstance(node, SequenceNode) and node.tag == CONDITIONAL:
            # Whether something exists at all goes with anything.
            holds = self.condition(node.items[0], is_guess=False)
            if holds is not None:
                return self._number_or_map(node.items[1 if holds else 2])
            return Unknown(self.place(node.span))
        return self.value(node)

    def _each(self, members: list[tuple[str | None, Value]]) -> Value | None:
        keys = [key for key, _ in members if key is not None]
        if not 0 < len(keys) <= _MOST_KEYS or len(keys) < len(members):
            return None
        chosen = self._choices.pick("each.key", keys)
        for key, value in members:
            if key == chosen:
                place = value.place
                name = Known(key, place, key or "", Label(place, "it comes from here"))
                pair = Field(None, "key", place, name), Field(None, "value", place, value)
                return Fields(pair, place)
        return None

    def source_of(self, node: Node) -> str:
        """Return how an expression is written, on one line."""
        return _SPACE.sub(" ", self.place(node.span).text)

    def identity(self, text: str) -> str | None:
        """Return a text that is the same for the same expression in the same circumstances."""
        if _RANDOM.search(text):
            return None
        names = "|".join(map(re.escape, self._scope.names))
        varies = _VARIES.search(text) or (names and re.search(rf"\b(?:{names})\.", text))
        return f"{text} of {self._scope.owner}" if varies else text

    # -- conditions -------------------------------------------------------------------------------

    def condition(self, node: Node, *, is_guess: bool = True) -> bool | None:
        """Return whether a condition holds in this run, or None if that stays open."""
        node = self._parsed(node)
        holds = self._holds(node)
        if holds is not None or not self._may_choose:
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
            chosen = self._choices.made.get(f"var.{variable}") if variable else None
            if chosen == ANYTHING_ELSE and isinstance(value, Known) and value.data is not None:
                return False
        return None

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
        if tag.endswith(CALL):
            return self._call(tag.removesuffix(CALL), node, place)
        read = {
            TUPLE: self._tuple,
            TEMPLATE: self._template,
            REFERENCE: self._refer,
            CONDITIONAL: self._conditional,
        }.get(tag)
        return read(node, place) if read else None

    def _tuple(self, node: SequenceNode, place: Place) -> Value | None:
        del place
        return self._items(node)

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
        for item in node.items:
            if isinstance(item, ScalarNode) and _is_piece(item):
                last = None
                new, at = item.text, self._offsets(item)
                same.append(new)
            else:
                last = self.value(item) or Unknown(self.place(item.span))
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
        if HOLE not in whole:
            return Known(whole, place, whole, offsets=offsets)
        value = Unknown(place, without_holes(whole), offsets=offsets)
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

    # -- references -------------------------------------------------------------------------------

    def _refer(self, node: SequenceNode, place: Place) -> Value | None:
        base, *steps = node.items
        if not isinstance(base, ScalarNode) or base.tag != STEP:
            return self._get(self.value(base), steps, place)
        root, name = base.text, _step(steps[0]) if steps else None
        if root in self._scope.names:
            return self._get(self._scope.names[root], steps, place)
        if name is None or root in _UNKNOWN_ROOTS:
            return None
        if root == "var":
            return self._get(self._variable(name, place), steps[1:], place)
        if root == "local":
            return self._get(self._local(name, place), steps[1:], place)
        return self._resource(node, place)

    def _resource(self, node: SequenceNode, place: Place) -> Value | None:
        """Return what an attribute of a resource or a data source is known to be."""
        names = [_step(item) for item in node.items]
        is_data = names[0] == "data"
        type_, name, *rest = names[1:] if is_data else names
        steps = node.items[3 if is_data else 2 :]
        if type_ is None or name is None or not rest:
            return None
        # An index, or a splat of which there is but one.
        index = ""
        while steps and not (isinstance(steps[0], ScalarNode) and steps[0].tag == STEP):
            if isinstance(steps[0], ScalarNode) and steps[0].tag == SPLAT:
                return None
            index += self.source_of(steps[0])
            steps = steps[1:]
        attribute = _step(steps[0]) if steps else None
        if attribute is None:
            return None
        address = f"{'data.' if is_data else ''}{type_}.{name}"
        return self._get(reference(self, place, address, index, attribute), steps[1:], place)

    def _variable(self, name: str, place: Place) -> Value:
        unknown = Unknown(place, identity=f"var.{name}")
        written = self._module.values.get(name)
        if written is not None:
            return self._elsewhere(written.node, written.source, place, f"the value of {name}")
        declared = self._module.variables.get(name)
        body = declared.node if declared else None
        default = body.get("default") if isinstance(body, MappingNode) else None
        tested = self._module.tested.get(name, [])
        if tested and declared is not None:
            first = [default.text] if isinstance(default, ScalarNode) and default.text else []
            options = list(dict.fromkeys([*first, *tested]))
            if first == ["null"]:
                options = [one for one in options if one != "null"]
            chosen = self._pick(f"var.{name}", options)
            if chosen is None or chosen == ANYTHING_ELSE:
                return unknown
            if chosen not in first:
                return Known(_WORDS.get(chosen, chosen), place, chosen)
        if default is None or declared is None or _is_empty(default):
            # That there is no value as yet does not say that there will be none.
            return unknown
        return self._elsewhere(default, declared.source, place, f"the default of {name}")

    def _pick(self, subject: str, options: list[str]) -> str | None:
        if subject not in self._choices.made and not self._may_choose:
            return None
        return self._choices.pick(subject, options)

    def _local(self, name: str, place: Place) -> Value | None:
        written = self._module.locals.get(name)
        if written is None:
            return None
        with self._only_once(f"local.{name}") as is_first:
            if not is_first:
                return None
            return self._elsewhere(written.node, written.source, place, "it comes from here")

    def _elsewhere(self, node: Node, source: Source, place: Place, text: str) -> Value:
        """Return a value that is written in another place, as one that stands at `place`."""
        with self.reading(source):
            value = self.value(node)
        if value is None:
            return Unknown(place)
        return moved(value, place, text)

    def _get(self, value: Value | None, steps: list[Node], place: Place) -> Value | None:
        """Return what attributes and indexes lead to; None if that is not known."""
        for step in steps:
            name = _step(step)
            if name is None and isinstance(step, SequenceNode) and step.tag == INDEX:
                index = self.value(step.items[0]) if len(step.items) == 1 else None
                name = index.text if isinstance(index, Known) else None
            if name is None:
                return None
            match value:
                case Fields(fields=fields):
                    found = [one.value for one in fields if one.spelling == name]
                    value = found[-1] if found else None
                case Items(items=items) if name.isdecimal() and len(name) < 9:
                    value = items[int(name)] if int(name) < len(items) else None
                case _:
                    return None
        if value is None or not steps:
            return value
        return moved(value, place, "it comes from here")


def moved(value: Value, place: Place, text: str) -> Value:
    """Return a value as one that is referred to at `place`; `text` says what its own place is."""
    match value:
        case Known(place=origin):
            cause = value.cause or Label(origin, text)
            return Known(value.data, place, value.text, cause)
        case Unknown(reference=wrong):
            if wrong is not None and place.text.startswith('"'):
                wrong = Reference(wrong.form, "")
            return replace(value, place=place, reference=wrong, node=None, changes=(), offsets=None)
        case Items(items=items):
            return Items(tuple(moved(item, place, text) for item in items), place)
        case Fields(fields=fields, complete=complete):
            return Fields(
                tuple(
                    replace(one, key=place, value=moved(one.value, place, text)) for one in fields
                ),
                place,
                complete,
            )


def _step(node: Node) -> str | None:
    return node.text if isinstance(node, ScalarNode) and node.tag == STEP else None


def _is_piece(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag in (PIECE, RAW_PIECE)


def _is_empty(node: Node) -> bool:
    """Say whether a default is none that anybody would go by: null, "", [] or {}."""
    if isinstance(node, SequenceNode):
        return not node.items
    if isinstance(node, MappingNode):
        return not node.entries and node.complete
    return isinstance(node, ScalarNode) and node.tag is None and node.text in ("", "null")


def _text_key(value: Value) -> str | None:
    return value.text if isinstance(value, Known) else None


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

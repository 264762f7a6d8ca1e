"""The files of one Terraform module: a folder, and what is declared in it."""

import os
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property
from typing import Final, Generic, Protocol, TypeVar

from mappinglint.dialects import Alternatives
from mappinglint.dialects.terraform import ENDINGS
from mappinglint.document import Document
from mappinglint.document.hcl_tags import CONDITIONAL, REFERENCE
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.record import dataclass
from mappinglint.scenario import ANYTHING_ELSE
from mappinglint.source import Source

# Files of values that Terraform reads by itself.
_VALUES: Final = (
    "terraform.tfvars",
    "terraform.tfvars.json",
    ".auto.tfvars",
    ".auto.tfvars.json",
)

# Characters of the modules that one module calls. The project keeps some more than these, and what
# it has forgotten it reads again.
_MOST_CALLED: Final = 1_000_000


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource, a data source or a call of a module: its labels and its body, in a source.

    `hidden` are arguments that an override file sets.
    """

    type: str
    name: ScalarNode
    body: MappingNode
    source: Source
    is_data: bool = False
    hidden: set[str] = field(default_factory=set)

    @cached_property
    def open(self) -> frozenset[str]:
        """What the body does not tell for sure: it may be set, or changed, in other ways."""
        generated = self.body.get("dynamic")
        names = [key.text for one in _listed(generated) for key, _ in one.entries]
        for lifecycle in _listed(self.body.get("lifecycle")):
            ignored = lifecycle.get("ignore_changes")
            if isinstance(ignored, ScalarNode) or _is_word(ignored, "all"):
                # All of it, or what cannot be read.
                names += [key.text for key, _ in self.body.entries]
            elif isinstance(ignored, SequenceNode):
                names += [word for item in ignored.items if (word := _first_word(item))]
        return frozenset(names)

    def tells(self, name: str) -> bool:
        """Say whether the body alone says what an argument is."""
        return name not in self.hidden and name not in self.open

    @property
    def address(self) -> str:
        prefix = "data." if self.is_data else ""
        return f"{prefix}{self.type}.{self.name.text}"

    def entry(self, name: str) -> tuple[ScalarNode, Node] | None:
        return self.body.entry(name)


@dataclass(frozen=True, eq=False)
class Written:
    """A node, and the source that it stands in."""

    key: ScalarNode
    node: Node
    source: Source


class _Declared(Protocol):
    @property
    def source(self) -> Source: ...


_D = TypeVar("_D", bound=_Declared)


class Declarations(Generic[_D]):
    """What is declared under each name.

    Terraform refuses a name that stands twice, but a folder of examples has such names: of several,
    the one in the file at hand is meant.
    """

    def __init__(self) -> None:
        self._all: dict[str, list[_D]] = {}

    def __iter__(self) -> Iterator[_D]:
        return (one for found in self._all.values() for one in found)

    def add(self, name: str, declared: _D) -> None:
        self._all.setdefault(name, []).append(declared)

    def named(self, name: str) -> list[_D]:
        return self._all.get(name, [])

    def forget(self, name: str) -> None:
        self._all.pop(name, None)

    def only(self, name: str) -> _D | None:
        """Return what a name means to others, None if it stands twice."""
        found = self.named(name)
        return found[0] if len(found) == 1 else None

    def get(self, name: str, source: Source) -> _D | None:
        """Return what a name means in a source, None if that is not known."""
        found = self.named(name)
        found = [one for one in found if one.source is source] or found
        return found[0] if len(found) == 1 else None


class Module:
    """What a module declares. What is malformed is not there.

    `mappings` are those of all its files, once somebody has read them, and `broken` is what was
    raised on the way.
    """

    def __init__(self, documents: list[Document]) -> None:
        self.mappings: list[Alternatives] | None = None
        self.broken: Exception | None = None
        self.resources = Declarations[Resource]()
        self.calls: list[Resource] = []
        self._calls = Declarations[Resource]()
        # By the folder; None where there is no such module.
        self._called: dict[str, Module | None] = {}
        self._room = _MOST_CALLED
        self._documents = documents
        self.outputs = Declarations[Written]()
        # What else refers to resources: what override files say.
        self.others: list[Written] = []
        self.variables = Declarations[Written]()
        self.locals = Declarations[Written]()
        self.values: dict[str, Written] = {}
        self.tested: dict[str, list[str]] = {}
        self._tested_locals: list[str] = []
        overrides: list[Document] = []
        # Of the values, those in files of their own count more.
        for document in sorted(documents, key=lambda one: ".auto." in one.source.path):
            if _is_values(document.source.path):
                self._add_values(document)
            elif _is_override(document.source.path):
                overrides.append(document)
            else:
                self._add(document)
                self._note_tests(document)
        for document in overrides:
            self._override(document)
        # It grows while it is gone through: a local may need another one.
        for name in self._tested_locals:
            for found in self.locals.named(name):
                self._note_condition(found.node)

    def call(self, name: str) -> Resource | None:
        """Return the call of a module by its name."""
        found = self._calls.named(name)
        return found[0] if found else None

    def only_call(self, name: str) -> Resource | None:
        """Return the call of a module by its name, None if there are several."""
        return self._calls.only(name)

    def called(self, call: Resource) -> "Module | None":
        """Return the module in another folder of the repository that a call is of."""
        source = call.body.get("source")
        if not isinstance(source, ScalarNode) or "source" in call.hidden:
            return None
        if source.tag is not None or not source.text.startswith(("./", "../")):
            return None
        here = os.path.dirname(call.source.path)
        folder = os.path.normpath(os.path.join(here, source.text))
        if folder not in self._called:
            documents = _documents_in(folder, self._documents[0]) if self._room > 0 else []
            self._room -= sum(len(one.source.text) for one in documents)
            is_small = documents and self._room >= 0
            self._called[folder] = _made(folder, documents) if is_small else None
        return self._called[folder]

    def _add(self, document: Document) -> None:
        for name, key, node in _blocks(document):
            match name:
                case "resource" | "data":
                    is_data = name == "data"
                    for label, body in _bodies(node):
                        one = Resource(key.text, label, body, document.source, is_data)
                        self.resources.add(one.address, one)
                case "module":
                    for body in objects(node):
                        call = Resource("module", key, body, document.source)
                        self.calls.append(call)
                        self._calls.add(key.text, call)
                case "output":
                    self.outputs.add(key.text, Written(key, node, document.source))
                case "variable":
                    self.variables.add(key.text, Written(key, node, document.source))
                case "locals":
                    self.locals.add(key.text, Written(key, node, document.source))

    def _add_values(self, document: Document) -> None:
        for root in map(follow, document.roots):
            for key, node in root.entries if isinstance(root, MappingNode) else ():
                self.values[key.text] = Written(key, follow(node), document.source)

    def _override(self, document: Document) -> None:
        """Note what an override file says: nothing of it is known of the files that it changes."""
        changed = {"locals": self.locals, "output": self.outputs, "variable": self.variables}
        for name, key, node in _blocks(document):
            self.others.append(Written(key, node, document.source))
            if name in ("resource", "data"):
                prefix = "data." if name == "data" else ""
                for label, body in _bodies(node):
                    for found in self.resources.named(f"{prefix}{key.text}.{label.text}"):
                        found.hidden.update(one.text for one, _ in body.entries)
            elif name == "module":
                for call in self.calls:
                    if call.name.text == key.text:
                        hidden = (one.text for body in objects(node) for one, _ in body.entries)
                        call.hidden.update(hidden)
            elif name in changed:
                changed[name].forget(key.text)

    # -- conditions -------------------------------------------------------------------------------

    def _note_tests(self, document: Document) -> None:
        """Note what conditions compare each variable with; those alone make a difference."""
        pending: list[Node] = list(document.roots)
        while pending:
            node = follow(pending.pop())
            if isinstance(node, MappingNode):
                pending += [value for _, value in node.entries]
            elif isinstance(node, SequenceNode):
                pending += node.items
                if node.tag == CONDITIONAL:
                    self._note_condition(node.items[0])

    def _note_condition(self, condition: Node) -> None:
        pending = [condition]
        while pending:
            node = pending.pop()
            if not isinstance(node, SequenceNode):
                continue
            if node.tag == REFERENCE and (name := variable_of(node)):
                self._note(name, ["true", "false"])
            elif node.tag == REFERENCE and (name := variable_of(node, root="local")):
                if name not in self._tested_locals:
                    self._tested_locals.append(name)
            elif node.tag in ("!", "&&", "||"):
                pending += node.items
            elif node.tag in ("==", "!=") and len(node.items) == 2:
                for one, other in (node.items, node.items[::-1]):
                    name = variable_of(one)
                    if name and isinstance(other, ScalarNode) and _is_literal(other):
                        self._note(name, [other.text, ANYTHING_ELSE])

    def _note(self, variable: str, options: list[str]) -> None:
        known = self.tested.setdefault(variable, [])
        known += [option for option in options if option not in known]


def variable_of(node: Node, *, root: str = "var") -> str | None:
    """Return x of `var.x`, None for anything else."""
    if not isinstance(node, SequenceNode) or node.tag != REFERENCE or len(node.items) != 2:
        return None
    names = [item.text for item in node.items if isinstance(item, ScalarNode)]
    return names[1] if len(names) == 2 and names[0] == root else None


def module_of(document: Document) -> Module:
    """Return the module that a document is a part of: all files of its folder."""
    documents = _documents(document)
    folder = os.path.dirname(document.source.path)
    return _made(folder, documents)


def _documents_in(folder: str, near: Document) -> list[Document]:
    """Return the files of a folder of a document's project."""
    return near.project.together(folder, (*ENDINGS, *_VALUES), near=near.source.path)


def _made(folder: str, documents: list[Document]) -> Module:
    project = documents[0].project
    made: Module = project.once(f"terraform module {folder}", documents, lambda: Module(documents))
    return made


def is_terraform_json(path: str) -> bool:
    return path.lower().endswith((".tf.json", ".tofu.json"))


def _documents(document: Document) -> list[Document]:
    path = document.source.path
    if not path.lower().endswith(ENDINGS):
        # Standard input, or an example: it has no folder.
        return [document]
    found = _documents_in(os.path.dirname(path), document)
    if any(one is document for one in found):
        return found
    # The name is spelled otherwise than in the folder, or the file is in no folder yet.
    here = os.path.normpath(path)
    names = [os.path.normpath(one.source.path) for one in found]
    at = names.index(here) if here in names else len(found)
    return [*found[:at], document, *found[at + 1 :]]


def _is_values(path: str) -> bool:
    """Say whether a file has values of variables; which it has is read by its name alone."""
    return path.endswith(_VALUES)


def _is_override(path: str) -> bool:
    name = os.path.basename(path)
    stem = name.removesuffix(".json").removesuffix(".tf").removesuffix(".tofu")
    return stem == "override" or stem.endswith("_override")


def _blocks(document: Document) -> Iterator[tuple[str, ScalarNode, MappingNode | Node]]:
    """Yield the parts of a file: what they are, their first label, and what stands there."""
    for root in map(follow, document.roots):
        if not isinstance(root, MappingNode):
            continue
        for name, value in root.entries:
            for body in objects(follow(value)):
                for key, node in body.entries:
                    yield name.text, key, follow(node)


def _bodies(node: Node) -> Iterator[tuple[ScalarNode, MappingNode]]:
    for one in objects(node):
        for label, value in one.entries:
            for body in objects(follow(value)):
                yield label, body


def objects(node: Node) -> list[MappingNode]:
    """Return objects: one, or those of a list, which JSON may have in place of one."""
    items = node.items if isinstance(node, SequenceNode) else [node]
    return [item for item in map(follow, items) if isinstance(item, MappingNode)]


def _listed(node: Node | None) -> list[MappingNode]:
    return [] if node is None else objects(node)


def _first_word(node: Node) -> str:
    """Return the name that `name`, `name[0]` or, in JSON, "name" begins with."""
    node = follow(node)
    if isinstance(node, SequenceNode) and node.tag == REFERENCE and node.items:
        node = follow(node.items[0])
    return node.text.partition("[")[0].partition(".")[0] if isinstance(node, ScalarNode) else ""


def _is_word(node: Node | None, word: str) -> bool:
    return node is not None and not isinstance(node, MappingNode) and _first_word(node) == word


def _is_literal(node: ScalarNode) -> bool:
    return node.tag is None and node.text != "null"

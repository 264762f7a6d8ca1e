"""The CloudFormation template that a service makes: its `resources`, and a function for each."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from mappinglint.dialects.cloudformation.template import Resource, Template
from mappinglint.dialects.serverless.functions import Function
from mappinglint.dialects.serverless.variables import Located, Variables
from mappinglint.document.node import MappingNode, Node, ScalarNode, follow
from mappinglint.place import Place
from mappinglint.resource import FUNCTION
from mappinglint.source import Source

_NOTHING = MappingNode(0, None)
_RESOURCES: Final = "Resources"
_PROPERTIES: Final = "Properties"
# Changes to what Serverless makes.
_EXTENSIONS: Final = "extensions"
# What follows a function's name in the logical id of a mapping.
_MADE_OF_EVENT: Final = "EventSourceMapping"


class ServiceTemplate(Template):
    """The resources of a service. Each of them may stand in a file of its own.

    Its parameters and conditions may, too; they stay open. Of a file of functions alone, `is_whole`
    is false.
    """

    def __init__(
        self, source: Source, root: MappingNode, variables: Variables, *, is_whole: bool = True
    ) -> None:
        super().__init__(source, _NOTHING)
        self.service = Located(root, source)
        self.is_whole = is_whole
        self.variables = variables

    @cached_property
    def resources(self) -> dict[str, Resource]:
        written = dict.fromkeys(name for name, _ in self._section(_RESOURCES))
        found = {name: _merged(self.parts[name]) for name in written}
        for logical_id, function in self.functions.items():
            key = ScalarNode(logical_id, function.place.span, None, None)
            found[logical_id] = Resource(key, typed(key, FUNCTION), function.place.source)
        return found

    @cached_property
    def outputs(self) -> list[Resource]:
        return [output for _, output in self._section("Outputs")]

    @cached_property
    def functions(self) -> dict[str, Function]:
        """The functions of the service by their logical ids."""
        return {function.logical_id: function for function in self.all_functions}

    @cached_property
    def all_functions(self) -> list[Function]:
        """The functions as they are written: one may stand twice."""
        written = self.variables.step(self.service, "functions")
        found: list[Function] = []
        for part in self.variables.objects(written) if written else ():
            assert isinstance(part.node, MappingNode)
            for key, child in part.node:
                body = self.variables.follow(Located(child, part.source))
                place = Place(part.source, key.span)
                found.append(Function(key.text, place, body, self.is_whole))
        return found

    @cached_property
    def parts(self) -> dict[str, list[Resource]]:
        """All that `resources` has for each logical id, in the order that Serverless merges it."""
        found: dict[str, list[Resource]] = {}
        for section in (_RESOURCES, _EXTENSIONS):
            for logical_id, resource in self._section(section):
                found.setdefault(logical_id, []).append(resource)
        return found

    @cached_property
    def overrides(self) -> dict[str, dict[str, Located]]:
        """The properties that `resources` has for functions, by logical id and name."""
        return {
            logical_id: {
                key.text: Located(node, part.source)
                for part in self.parts[logical_id]
                for key, node in part.properties or ()
            }
            for logical_id in self.functions.keys() & self.parts.keys()
        }

    @cached_property
    def changed_mappings(self) -> dict[str, frozenset[str]]:
        """The properties that `resources` has for mappings that Serverless makes of events.

        They are by what Serverless calls the function, without regard to which event it is.
        """
        found: dict[str, set[str]] = {}
        for logical_id, parts in self.parts.items():
            function, is_mapping, _ = logical_id.partition(_MADE_OF_EVENT)
            if is_mapping:
                names = {key.text for part in parts for key, _ in part.properties or ()}
                found.setdefault(function, set()).update(names)
        return {function: frozenset(names) for function, names in found.items()}

    def look(self, node: Node) -> Node:
        """Return the node that a variable stands for, or a text with its variables filled in."""
        node = follow(node)
        if not isinstance(node, ScalarNode) or "${" not in node.text:
            return node
        found = self.variables.follow(Located(node, self.source))
        if found is not None and found.node is not node:
            return found.node
        text = self.variables.filled(node.text)
        return node if text == node.text else ScalarNode(text, node.span, node.style, node.tag)

    def _section(self, name: str) -> Iterator[tuple[str, Resource]]:
        variables = self.variables
        written = variables.step(self.service, "resources")
        for part in variables.objects(written) if written else ():
            section = variables.step(part, name)
            for owner in variables.objects(section) if section else ():
                assert isinstance(owner.node, MappingNode)
                for key, child in owner.node:
                    body = variables.follow(Located(child, owner.source))
                    if body is not None and isinstance(body.node, MappingNode):
                        node, source = self._with_properties(body.node, body.source)
                        named = key if source is owner.source else _named(key, node)
                        yield key.text, Resource(named, node, source)

    def _with_properties(self, body: MappingNode, source: Source) -> tuple[MappingNode, Source]:
        """Return the body of a resource, with its properties if a variable stands for them.

        The file that has these is that of the resource then.
        """
        written = body.get(_PROPERTIES)
        found = self.variables.follow(Located(written, source)) if written is not None else None
        if found is None or found.node is written or not isinstance(found.node, MappingNode):
            return body, source
        first = found.node.entries[0][0].span if found.node.entries else found.node.span
        whole = MappingNode(first.start, None)
        whole.entries = [(ScalarNode(_PROPERTIES, first, None, None), found.node)]
        whole.entries += [(key, node) for key, node in body if key.text != _PROPERTIES]
        whole.complete = body.complete
        return whole, found.source


def typed(key: ScalarNode, type_: str, *properties: tuple[str, Node]) -> MappingNode:
    """Return the body of a resource that the file has not as such, at the place of a key."""
    body = _object(key, ("Type", ScalarNode(type_, key.span, None, None)))
    if properties:
        body.entries.append(
            (ScalarNode(_PROPERTIES, key.span, None, None), _object(key, *properties))
        )
    # What else it has is not known.
    body.complete = False
    return body


def _merged(parts: list[Resource]) -> Resource:
    """Return a resource that may be in several parts.

    What more than one of them has, and what only others have, is not known: they may be in files
    of their own. `parts` is not empty; the first with a type counts.
    """
    if len(parts) == 1:
        return parts[0]
    base = next((part for part in parts if part.type), parts[0])
    body, properties = MappingNode(base.body.span.start, None), base.properties
    body.span, body.complete = base.body.span, False
    body.entries = [entry for entry in base.body.entries if entry[0].text != _PROPERTIES]
    if properties is not None:
        others = [part.properties for part in parts if part is not base]
        named = {key.text for other in others for key, _ in other or ()}
        rest = MappingNode(properties.span.start, None)
        rest.span, rest.complete = properties.span, False
        rest.entries = [entry for entry in properties.entries if entry[0].text not in named]
        body.entries.append((ScalarNode(_PROPERTIES, properties.span, None, None), rest))
    return Resource(base.key, body, base.source, base.owner)


def _object(key: ScalarNode, *entries: tuple[str, Node]) -> MappingNode:
    made = MappingNode(key.span.start, None)
    made.entries = [(ScalarNode(name, key.span, None, None), node) for name, node in entries]
    return made


def _named(key: ScalarNode, body: MappingNode) -> ScalarNode:
    """Return the logical id at a place in the file that has the resource."""
    return ScalarNode(key.text, body.entries[0][0].span, key.style, None) if body.entries else key

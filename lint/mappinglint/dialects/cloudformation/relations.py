"""Which resources of a template refer to which, and what they are called: found once."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.cloudformation.sam_words import (
    CONNECTOR,
    SAM_FUNCTION,
    SAM_TABLE,
    SOURCES,
)
from mappinglint.dialects.cloudformation.template import VARIABLE, Resource, Template, intrinsic
from mappinglint.dialects.invoking import may_call_any
from mappinglint.dialects.same import names_in, same_text
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.resource import (
    FUNCTION,
    GLOBAL_TABLE,
    KEY_ALIAS,
    MAPPING,
    OUTPUT,
    QUEUE,
    ROLE,
    STREAM,
    TABLE,
)
from mappinglint.scenario import Assumption, Memories
from mappinglint.span import Span

if TYPE_CHECKING:
    from mappinglint.dialects.cloudformation.intrinsics import Evaluator

# What resources, and events of SAM's functions, are in CloudFormation's words.
TYPES: Final = {
    SAM_FUNCTION: FUNCTION,
    SAM_TABLE: TABLE,
    **dict.fromkeys(SOURCES, MAPPING),
}
# Where a resource has its name, and the service that is in its ARN.
_NAMES: Final = {
    FUNCTION: ("FunctionName", "lambda"),
    QUEUE: ("QueueName", "sqs"),
    STREAM: ("Name", "kinesis"),
    TABLE: ("TableName", "dynamodb"),
    GLOBAL_TABLE: ("TableName", "dynamodb"),
    ROLE: ("RoleName", "iam"),
    KEY_ALIAS: ("AliasName", "kms"),
    "AWS::S3::Bucket": ("BucketName", "s3"),
    "AWS::SNS::Topic": ("TopicName", "sns"),
}
# Attributes of a resource that are about the order of a deployment, or about nothing.
_SAY_NOTHING = frozenset({"Condition", "DependsOn", "Metadata", "Type"})
# SAM's way to let one resource use another, which adds policies.
_CONNECTORS: Final = "Connectors"
# Resources that CloudFormation makes from a list.
_LOOP: Final = "Fn::ForEach"
_EVENTS: Final = "Events"
_URL: Final = "FunctionUrlConfig"
_URL_TYPE: Final = "AWS::Lambda::Url"
# A longer text is no ARN; a policy in JSON, say.
_LONGEST_ARN: Final = 2_000
# Choices under which names are known. Mappings of one file share nearly all of them.
_MOST_READINGS: Final = 16

_NOTHING: Final = MappingNode(0, None)
# Fn::Join in Fn::Join, and what it joins.
_DEEPEST_JOIN: Final = 3
_MOST_PIECES: Final = 30
# Nodes that are looked at. A template has a tenth of that; with aliases, it may say it has more.
_MOST_STEPS: Final = 500_000

# Resources by the service and the name of their ARN: the logical id.
Named = dict[tuple[str, str], str]


class Relations:
    """Who refers to whom in a template."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._named: dict[tuple[Assumption, ...], Named] = {}
        # Of each Fn::Join: the node, and its text.
        self._joins: dict[int, tuple[Node, str | None]] = {}
        self._steps = _MOST_STEPS
        # Whether a policy lets somebody call functions by their names alone.
        self._is_any_called = False
        self.memories = Memories()

    def named(self, evaluator: "Evaluator") -> Named:
        """Return the resources by the names that they have under the evaluator's choices.

        A name that two resources have is none.
        """
        assumptions = evaluator.assumptions
        found = self._named.get(assumptions)
        if found is None:
            if len(self._named) >= _MOST_READINGS:
                return {}
            found = self._named[assumptions] = dict(_once(self._by_name(evaluator)))
        return found

    def _by_name(self, evaluator: "Evaluator") -> Iterator[tuple[tuple[str, str], str]]:
        for resource in self.template.resources.values():
            name, service = _NAMES.get(TYPES.get(resource.type, resource.type), ("", ""))
            if name and name in (resource.properties or _NOTHING):
                text = same_text(evaluator.anew().property(resource, name))
                if text:
                    yield (service, text), resource.name

    def users_of(self, name: str) -> list[Resource]:
        """Return all that refers to a resource of a name, as far as one has time to look for it."""
        found = self._users.get(name, [])
        if self._steps >= 0 and not (self._is_any_called and self._is_named_function(name)):
            return found
        nobody = ScalarNode("", Span(0, 0), None, None)
        return [*found, Resource(nobody, _NOTHING, self.template.source)]

    def _is_named_function(self, name: str) -> bool:
        resource = self.template.resources.get(name)
        if resource is None or TYPES.get(resource.type, resource.type) != FUNCTION:
            return False
        return any(self._names_of(resource))

    @cached_property
    def _users(self) -> dict[str, list[Resource]]:
        """By name, all that refers to a resource.

        Besides resources, which may be of another type than the template knows, these are outputs
        that other stacks import, what a macro makes of the template, what SAM's Globals say of all
        functions or of all APIs, which have no type; SAM's connectors, and events of its functions.
        """
        found: dict[str, dict[int, Resource]] = {}
        for resource, target in self._pairs():
            # An output, or an event, may be called like the resource.
            if resource is not self.template.resources.get(target):
                found.setdefault(target, {})[id(resource)] = resource
        return {target: list(users.values()) for target, users in found.items()}

    @cached_property
    def _written_names(self) -> dict[str, list[str]]:
        """The logical ids of resources, by their names as they are written."""
        found: dict[str, list[str]] = {}
        for resource in self.template.resources.values():
            for text in self._names_of(resource):
                found.setdefault(text, []).append(resource.name)
        return found

    def _names_of(self, resource: Resource) -> Iterator[str]:
        property_, _ = _NAMES.get(TYPES.get(resource.type, resource.type), ("", ""))
        node = (resource.properties or _NOTHING).get(property_) if property_ else None
        text = self._text(node) if node is not None else None
        if text:
            yield text

    def _pairs(self) -> Iterator[tuple[Resource, str]]:
        for resource in self.template.resources.values():
            yield from self._pairs_of(resource)
        for key, value in self.template.section("Resources"):
            if key.text.startswith("Fn::"):
                made = Resource(key, _NOTHING, self.template.source)
                # What a macro includes may refer to anything.
                targets = [(made, target) for target in self.template.resources]
                is_loop = key.text.startswith(_LOOP)
                yield from self._of_user(made, [value]) if is_loop else targets
        for key, value in self.template.section("Globals"):
            user = Resource(key, _NOTHING, self.template.source)
            yield from self._of_user(user, [value])
        for output in self.template.outputs:
            # What other stacks import has no type: they may do anything with it.
            type_ = "" if "Export" in output.body else OUTPUT
            user = Resource(output.key, _typed(output.key, type_), output.source)
            yield from self._of_user(user, [output.body])

    def _pairs_of(self, resource: Resource) -> Iterator[tuple[Resource, str]]:
        nodes: list[Node] = []
        for key, value in resource.body:
            if key.text == _CONNECTORS:
                body = _typed(key, CONNECTOR)
                connector = Resource(key, body, resource.source, resource.name)
                yield connector, resource.name
                yield from self._of_user(connector, [value], has_ids=True)
            elif key.text not in _SAY_NOTHING:
                nodes.append(value)
        if resource.type == SAM_FUNCTION:
            nodes = _without_events(resource, nodes)
            for user in _invokers(self.template, resource):
                yield user, resource.name
                yield from self._of_user(user, [user.body])
        yield from self._of_user(resource, nodes, has_ids=resource.type == CONNECTOR)

    def _of_user(
        self, user: Resource, nodes: Iterable[Node], *, has_ids: bool = False
    ) -> Iterator[tuple[Resource, str]]:
        """Yield a user with each resource that is referred to below some nodes."""
        for node in nodes:
            yield from ((user, target) for target in self._mentioned(node, has_ids=has_ids))

    def _mentioned(self, node: Node, *, has_ids: bool = False) -> Iterator[str]:
        """Yield the logical ids of the resources that are referred to anywhere below a node.

        If it `has_ids`, a plain text may be one.
        """
        seen: set[int] = set()
        pending = [node]
        while pending and self._steps >= 0:
            self._steps -= 1
            node = self.template.look(pending.pop())
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield from self._called(node)
            called = intrinsic(node)
            if called is not None:
                yield from _referred(*called)
                node = follow(called[1])
            if isinstance(node, SequenceNode):
                pending += node.items
            elif isinstance(node, MappingNode):
                pending += [value for _, value in node.entries]
                self._is_any_called = self._is_any_called or self._calls_any(node)
            elif has_ids and isinstance(node, ScalarNode) and called is None:
                yield node.text

    def _calls_any(self, node: MappingNode) -> bool:
        """Say whether an object is a statement that allows calls of functions by wildcard."""
        action, resource = node.get("Action"), node.get("Resource")
        if action is None or resource is None or "Deny" in self._texts(node.get("Effect")):
            return False
        return may_call_any(self._texts(action), self._texts(resource))

    def _texts(self, node: Node | None) -> list[str]:
        """Return the texts of a list, or of a value that stands for a list of one."""
        node = None if node is None else self.template.look(node)
        items = node.items if isinstance(node, SequenceNode) else [node]
        texts = [self._text(one) for one in items if one is not None]
        return [text for text in texts if text is not None]

    def _called(self, node: Node) -> Iterator[str]:
        """Yield the logical ids of what a text may name, alone or in an ARN."""
        names = self._written_names
        text = self._text(node) if names else None
        if not text or len(text) > _LONGEST_ARN:
            return
        for name in names_in(text):
            yield from names.get(name, ())

    def _text(self, node: Node, depth: int = 0) -> str | None:
        """Return what a text is before variables are filled in; None if it is no plain text."""
        node = self.template.look(node)
        called = intrinsic(node)
        if called is None:
            is_text = isinstance(node, ScalarNode) and node.tag is None
            return node.text if is_text and isinstance(node, ScalarNode) else None
        name, operand = called[0], self.template.look(called[1])
        if name in ("Ref", "Sub") and isinstance(operand, ScalarNode):
            return operand.text if name == "Sub" else "${" + operand.text + "}"
        if name != "Join" or not isinstance(operand, SequenceNode) or depth >= _DEEPEST_JOIN:
            return None
        if id(node) not in self._joins:
            self._joins[id(node)] = node, self._joined(operand, depth + 1)
        return self._joins[id(node)][1]

    def _joined(self, operand: SequenceNode, depth: int) -> str | None:
        pieces = self.template.look(operand.items[1]) if len(operand.items) == 2 else None
        if not isinstance(pieces, SequenceNode) or len(pieces.items) > _MOST_PIECES:
            return None
        delimiter = self._text(operand.items[0], depth)
        texts = [self._text(piece, depth) for piece in pieces.items]
        known = [text for text in texts if text is not None]
        return None if delimiter is None or len(known) < len(texts) else delimiter.join(known)


def _once(pairs: Iterable[tuple[tuple[str, str], str]]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the pairs whose first half is that of no other."""
    found: dict[tuple[str, str], list[str]] = {}
    for key, name in pairs:
        found.setdefault(key, []).append(name)
    yield from ((key, names[0]) for key, names in found.items() if len(names) == 1)


def _referred(function: str, operand: Node) -> Iterator[str]:
    """Yield what a function refers to."""
    operand = follow(operand)
    first = operand.items[:1] if isinstance(operand, SequenceNode) else [operand]
    text = next((one.text for one in map(follow, first) if isinstance(one, ScalarNode)), "")
    if function in ("Ref", "GetAtt"):
        yield text.partition(".")[0]
    elif function == "Sub":
        for variable in VARIABLE.finditer(text):
            yield variable[1].strip().partition(".")[0]


def _without_events(function: Resource, nodes: list[Node]) -> list[Node]:
    """Return the nodes of a function of SAM's, with its properties one by one but for its events.

    What an event refers to is used by the event alone.
    """
    properties = function.properties
    if properties is None:
        return nodes
    rest = [node for node in nodes if follow(node) is not properties]
    return [*rest, *(node for key, node in properties if key.text != _EVENTS)]


def _invokers(template: Template, function: Resource) -> Iterator[Resource]:
    """Yield what invokes a function of SAM's: its events, and the URL that it may have."""
    yield from events_of(function) or ()
    for owner in (function, template.function_defaults):
        url = owner.properties.entry(_URL) if owner and owner.properties else None
        if owner is not None and url is not None:
            yield Resource(url[0], _typed(url[0], _URL_TYPE), owner.source, function.name)


def events_of(function: Resource) -> list[Resource] | None:
    """Return the events of a function of SAM's; None if what is there is no object."""
    properties = function.properties or _NOTHING
    events = properties.get(_EVENTS) if _EVENTS in properties else _NOTHING
    if not isinstance(events, MappingNode) or not events.complete:
        return None
    bodies = ((key, follow(value)) for key, value in events)
    return [
        Resource(
            key, body if isinstance(body, MappingNode) else _NOTHING, function.source, function.name
        )
        for key, body in bodies
    ]


def _typed(key: ScalarNode, type_: str) -> MappingNode:
    """Return the body of a resource of which the type alone matters."""
    body = MappingNode(key.span.start, None)
    body.entries = [
        (ScalarNode("Type", key.span, None, None), ScalarNode(type_, key.span, None, None))
    ]
    return body

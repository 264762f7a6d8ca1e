"""Which resources of a template refer to which, and what they are called: found once."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from mappinglint.dialects.cloudformation.template import VARIABLE, Resource, Template, intrinsic
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.resource import FUNCTION, KEY, MAPPING, QUEUE, ROLE, STREAM, TABLE

SAM_FUNCTION: Final = "AWS::Serverless::Function"
# What resources, and events of SAM's functions, are in CloudFormation's words.
_POLLED = ("DocumentDB", "DynamoDB", "Kinesis", "MQ", "MSK", "SQS", "SelfManagedKafka")
TYPES: Final = {SAM_FUNCTION: FUNCTION, **dict.fromkeys(_POLLED, MAPPING)}
_NAMES: Final = {
    FUNCTION: "FunctionName",
    QUEUE: "QueueName",
    STREAM: "Name",
    TABLE: "TableName",
    ROLE: "RoleName",
    KEY: "KeyId",
}
# Attributes of a resource that are about the order of a deployment, or about nothing.
_SAY_NOTHING = frozenset({"Condition", "DependsOn", "Metadata", "Type"})
# SAM's way to let one resource use another, which adds policies.
_CONNECTORS: Final = "Connectors"
CONNECTOR: Final = "AWS::Serverless::Connector"
# Resources that CloudFormation makes from a list.
_LOOP: Final = "Fn::ForEach"


class Relations:
    """Who refers to whom in a template."""

    def __init__(self, template: Template) -> None:
        self.template = template

    @cached_property
    def named(self) -> dict[tuple[str, str], str]:
        """The resources whose names are written out: by type and name, the logical id."""
        found = {}
        for resource in self.template.resources.values():
            type_ = TYPES.get(resource.type, resource.type)
            name = (resource.properties or MappingNode(0, None)).get(_NAMES.get(type_, ""))
            if isinstance(name, ScalarNode) and name.tag is None and "$" not in name.text:
                found[type_, name.text] = resource.key.text
        return found

    @cached_property
    def users(self) -> dict[str, list[Resource]]:
        """By logical id, all that refers to a resource.

        Besides resources, which may be of another type than the template knows, these are outputs
        that other stacks import and what a macro makes of the template, which have no type, SAM's
        connectors, and events of its functions.
        """
        self._names = {name: target for (_, name), target in self.named.items()}
        self._names |= self._unwritten_names
        found: dict[str, list[Resource]] = {}
        for resource, target in self._pairs():
            known = found.setdefault(target, [])
            if resource.key.text != target and resource not in known:
                known.append(resource)
        return found

    @cached_property
    def _unwritten_names(self) -> dict[str, str]:
        """What the names of roles are made of: a policy may name its role by the same text."""
        found = {}
        for resource in self.template.resources.values():
            name = (resource.properties or MappingNode(0, None)).get(_NAMES[ROLE])
            called = intrinsic(follow(name)) if resource.type == ROLE and name else None
            operand = follow(called[1]) if called else None
            if isinstance(operand, ScalarNode) and operand.text:
                found[operand.text] = resource.key.text
        return found

    def _pairs(self) -> Iterator[tuple[Resource, str]]:
        for resource in self.template.resources.values():
            for key, value in resource.body:
                if key.text == _CONNECTORS:
                    connector = Resource(key, _of_type(key, CONNECTOR), resource.source)
                    yield connector, resource.key.text
                    yield from ((connector, target) for target in self._mentioned(value))
                elif key.text not in _SAY_NOTHING:
                    yield from ((resource, target) for target in self._mentioned(value))
            if resource.type == SAM_FUNCTION:
                yield from ((event, resource.key.text) for event in _events(resource))
        for key, value in self.template.section("Resources"):
            if key.text.startswith("Fn::"):
                made = Resource(key, MappingNode(0, None), self.template.source)
                # What a macro includes may refer to anything.
                is_seen = key.text.startswith(_LOOP)
                targets = self._mentioned(value) if is_seen else self.template.resources
                yield from ((made, target) for target in targets)
        for key, value in self.template.section("Outputs"):
            output = follow(value)
            if isinstance(output, MappingNode) and "Export" in output:
                shown = Resource(key, MappingNode(0, None), self.template.source)
                yield from ((shown, target) for target in self._mentioned(output))

    def _mentioned(self, node: Node) -> Iterator[str]:
        """Yield the logical ids of the resources that are referred to anywhere below a node."""
        seen: set[int] = set()
        pending = [node]
        while pending:
            node = follow(pending.pop())
            if id(node) in seen:
                continue
            seen.add(id(node))
            called = intrinsic(node)
            if called is not None:
                yield from self._referred(*called)
                node = follow(called[1])
            if isinstance(node, SequenceNode):
                pending += node.items
            elif isinstance(node, MappingNode):
                target = node.get("Id")
                if isinstance(target, ScalarNode):
                    # Of a connector.
                    yield target.text
                pending += [value for _, value in node.entries]
            elif isinstance(node, ScalarNode) and node.text in self._names:
                yield self._names[node.text]

    def _referred(self, function: str, operand: Node) -> Iterator[str]:
        operand = follow(operand)
        first = operand.items[:1] if isinstance(operand, SequenceNode) else [operand]
        text = next((one.text for one in map(follow, first) if isinstance(one, ScalarNode)), "")
        if function in ("Ref", "GetAtt"):
            yield text.partition(".")[0]
        elif function == "Sub":
            for variable in VARIABLE.finditer(text):
                yield variable[1].strip().partition(".")[0]


def _of_type(key: ScalarNode, type_: str) -> MappingNode:
    """Return the body of a resource that has only a type."""
    body = MappingNode(key.span.start, None)
    name = ScalarNode("Type", key.span, key.style, None)
    body.entries = [(name, ScalarNode(type_, key.span, key.style, None))]
    return body


def _events(function: Resource) -> Iterator[Resource]:
    found = (function.properties or MappingNode(0, None)).get("Events")
    for key, value in found if isinstance(found, MappingNode) else ():
        event = follow(value)
        body = event if isinstance(event, MappingNode) else MappingNode(0, None)
        yield Resource(key, body, function.source)

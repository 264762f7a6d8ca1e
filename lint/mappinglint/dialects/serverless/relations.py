"""Which functions and resources of a service refer to which."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.relations import Relations
from mappinglint.dialects.cloudformation.template import Resource
from mappinglint.dialects.serverless.functions import SPELLINGS, Function, function_names
from mappinglint.dialects.serverless.names import ALL_SETTINGS, EVENTS
from mappinglint.dialects.serverless.template import ServiceTemplate, typed
from mappinglint.dialects.serverless.variables import Located
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.resource import FUNCTION, MAPPING, ROLE
from mappinglint.source import Source

_URL_TYPE: Final = "AWS::Lambda::Url"
# What Serverless 3 and 4 read in a function, besides its events and its URL. A plugin reads the
# rest: nobody knows what for, and it may well be to invoke the function.
_OF_FUNCTION: Final = frozenset(
    {
        *SPELLINGS.values(),
        "architecture",
        "awsKmsKeyArn",
        "capacityProvider",
        "condition",
        "dependsOn",
        "description",
        "disableLogs",
        "durableConfig",
        "environment",
        "ephemeralStorageSize",
        "fileSystemConfig",
        "handler",
        "iam",
        "iamRoleStatements",
        "iamRoleStatementsInherit",
        "iamRoleStatementsName",
        "image",
        "kmsKeyArn",
        "layers",
        "logDataProtectionPolicy",
        "logRetentionInDays",
        "logs",
        "memorySize",
        "package",
        "provisionedConcurrency",
        "recursiveLoop",
        "runtime",
        "runtimeManagement",
        "snapStart",
        "tags",
        "tenancy",
        "tracing",
        "versionFunction",
        "vpc",
    }
)
# What names functions and resources by their keys, not by Ref.
_NAMES_THEM: Final = frozenset({"destinations", "onError", "role"})
# Of the whole service: what is read elsewhere, or refers to nothing. `custom` holds values, which
# count where they are used.
_OF_SERVICE: Final = frozenset({"custom", "functions", "params", "provider", "resources", "stages"})
# What of the provider is for all functions, and for the role that Serverless makes.
_OF_ROLE: Final = ("iam", "iamManagedPolicies", "iamRoleStatements", "role")
_NOT_INVOKED: Final = ("false", "null", "~", "")


class ServiceRelations(Relations):
    """Who refers to whom in a service."""

    template: ServiceTemplate

    def __init__(self, template: ServiceTemplate) -> None:
        super().__init__(template)

    @cached_property
    def logical_ids(self) -> dict[str, str]:
        """The logical ids of functions, by their keys in `functions`."""
        return {one.name: logical_id for logical_id, one in self.template.functions.items()}

    @cached_property
    def _service(self) -> str:
        """What stands for the name of the service."""
        found = self.template.variables.step(self.template.service, "service")
        is_object = found is not None and isinstance(found.node, MappingNode)
        return "${self:service.name}" if is_object else "${self:service}"

    def _by_name(self, evaluator: Evaluator) -> Iterator[tuple[tuple[str, str], str]]:
        yield from super()._by_name(evaluator)
        for logical_id, function in self.template.functions.items():
            for name in function_names(function, self.template.variables, self._service):
                yield ("lambda", name), logical_id

    def _names_of(self, resource: Resource) -> Iterator[str]:
        function = self.template.functions.get(resource.name)
        if function is None:
            yield from super()._names_of(resource)
        else:
            yield from function_names(function, self.template.variables, self._service)

    def _pairs(self) -> Iterator[tuple[Resource, str]]:
        yield from super()._pairs()
        for parts in self.template.parts.values():
            for part in parts:
                if self.template.resources.get(part.name) is not part:
                    yield from self._pairs_of(part)
        provider = self.template.variables.step(self.template.service, "provider")
        roles = list(self._roles(provider)) if provider is not None else []
        for logical_id, function in self.template.functions.items():
            resource = self.template.resources[logical_id]
            yield from self._of_function(resource, function)
            yield from ((resource, role) for role in roles)
        if provider is not None:
            yield from self._of_provider(provider)
        yield from self._of_plugins()

    # -- functions ----------------------------------------------------------------------------

    def _of_function(
        self, resource: Resource, function: Function
    ) -> Iterator[tuple[Resource, str]]:
        body, entries = function.body, function.entries
        if body is None or entries is None or not entries.complete:
            # There may be events that nobody sees.
            yield _unknown(resource.key, resource.source, resource.name), resource.name
        if body is None or entries is None:
            return
        for key, node in entries:
            if key.text == "events":
                yield from self._of_events(resource, key, Located(node, body.source))
            elif key.text == "url":
                if _is_on(self.template.look(node)):
                    url = Resource(key, typed(key, _URL_TYPE), body.source, resource.name)
                    yield url, resource.name
            else:
                if key.text not in _OF_FUNCTION:
                    yield _unknown(key, body.source, resource.name), resource.name
                yield from self._of_key(resource, key, node)

    def _of_key(
        self, user: Resource, key: ScalarNode, node: Node
    ) -> Iterator[tuple[Resource, str]]:
        for target in self._mentioned(node, has_ids=key.text in _NAMES_THEM):
            yield user, self.logical_ids.get(target, target)

    def _of_events(
        self, function: Resource, key: ScalarNode, at: Located
    ) -> Iterator[tuple[Resource, str]]:
        events = self.template.variables.follow(at)
        items = events.node.items if events and isinstance(events.node, SequenceNode) else None
        if events is None or items is None:
            yield _unknown(key, at.source, function.name), function.name
            return
        for node in items:
            item = self.template.variables.follow(Located(node, events.source))
            if item is not None and isinstance(item.node, MappingNode):
                for name, child in _events_in(item.node):
                    yield from self._of_event(function, name, Located(child, item.source))
            else:
                yield _unknown(key, at.source, function.name), function.name

    def _of_event(
        self, function: Resource, key: ScalarNode, at: Located
    ) -> Iterator[tuple[Resource, str]]:
        is_polled = key.text in EVENTS
        found = self.template.variables.follow(at)
        body = typed(key, MAPPING if is_polled else key.text)
        if is_polled and found is not None and found.source is at.source:
            node = found.node
            arn = node.get("arn") if isinstance(node, MappingNode) and "arn" in node else node
            if arn is not None:
                body = typed(key, MAPPING, ("arn", arn))
        event = Resource(key, body, at.source, function.name)
        yield event, function.name
        # `deadLetterTargetRef: Failed` of an event of SNS's is such an id.
        yield from self._of_user(event, [at.node], has_ids=not is_polled)

    # -- the rest of the service --------------------------------------------------------------

    def _roles(self, provider: Located) -> Iterator[str]:
        """Yield the logical ids of what may be the role of every function."""
        variables = self.template.variables
        iam = variables.step(provider, "iam")
        for owner in (provider, iam):
            role = variables.step(owner, "role") if owner is not None else None
            if role is not None:
                yield from self._mentioned(role.node, has_ids=isinstance(role.node, ScalarNode))

    def _of_provider(self, provider: Located) -> Iterator[tuple[Resource, str]]:
        if not isinstance(provider.node, MappingNode):
            return
        for key, node in provider.node:
            type_ = ROLE if key.text in _OF_ROLE else FUNCTION if key.text == "environment" else ""
            user = Resource(key, typed(key, type_), provider.source, "provider")
            yield from self._of_user(user, [node])

    def _of_plugins(self) -> Iterator[tuple[Resource, str]]:
        """Yield what sections of plugins refer to: state machines, say, that invoke functions."""
        service = self.template.service
        assert isinstance(service.node, MappingNode)
        for key, node in service.node:
            if key.text not in _OF_SERVICE:
                yield from self._of_key(_unknown(key, service.source, "service"), key, node)


def _events_in(item: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
    """Yield the events of an item, and not the settings of one that stand beside it."""
    is_polled = any(key.text in EVENTS for key, _ in item)
    for key, node in item:
        if key.text in EVENTS or not (
            is_polled and (key.text in ALL_SETTINGS or key.text == "arn")
        ):
            yield key, node


def _unknown(key: ScalarNode, source: Source, owner: str) -> Resource:
    """Return what nobody knows, and may be anything."""
    return Resource(key, typed(key, ""), source, owner)


def _is_on(node: Node) -> bool:
    node = follow(node)
    return not isinstance(node, ScalarNode) or node.text.lower() not in _NOT_INVOKED

"""The resources of a template, as a mapping in one scenario sees them."""

import re
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Final

from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.made_role import SUFFIX, made_role
from mappinglint.dialects.cloudformation.relations import TYPES, Relations, events_of
from mappinglint.dialects.cloudformation.sam_words import SAM_FUNCTION, SAM_TABLE, SOURCES
from mappinglint.dialects.cloudformation.template import Resource as Written
from mappinglint.dialects.cloudformation.template import intrinsic
from mappinglint.dialects.named_by_arn import HEAD_OF_ALIAS
from mappinglint.dialects.same import split, text_of
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.place import Label, Place
from mappinglint.resource import Resource, Resources
from mappinglint.value import Known, Unknown, Value

# What SAM calls the properties of a function, of a table, and those of events.
_SPELLINGS: Final = {
    SAM_FUNCTION: {"DeadLetterConfig": "DeadLetterQueue"},
    SAM_TABLE: {"KeySchema": "PrimaryKey"},
    **{type_: {"EventSourceArn": source} for type_, source in SOURCES.items()},
}
_SAME: Final[dict[str, str]] = {}
# What SAM's Globals cannot have.
OF_ONE_FUNCTION: Final = frozenset({"Events", "FunctionName", "Policies", "Role"})
# Of these, Globals say what becomes of asynchronous calls of whichever function has some.
_FOR_SOME: Final = frozenset({"DeadLetterQueue", "EventInvokeConfig"})
_IGNORED: Final = "IgnoreGlobals"
# Services in whose ARNs the name stands alone, and what stands before it in others.
_WHOLE: Final = ("s3", "sns", "sqs")
_HEADS: Final = {"dynamodb": "table", "iam": "role", "kinesis": "stream"}
# The region of the stack, which whoever knows it writes with the account of the stack.
_OWN_REGION: Final = "${AWS::Region}"
_PARAMETER: Final = r"\$\{\w+\}"
# Objects within objects of Globals.
_DEEPEST_MERGE: Final = 5


class TemplateResources(Resources):
    """The resources of a template. A function of SAM's has what its Globals say of all functions.

    `relations` are those of the template. What the scenario rules out by a condition is not there.
    """

    def __init__(self, evaluator: Evaluator, relations: Relations) -> None:
        self._evaluator = evaluator
        self._template = relations.template
        self._relations = relations
        # By the logical id. What one rule has read of them, the others need not read again.
        self._seen: dict[str, Resource] = {}

    @cached_property
    def memory(self) -> dict[str, object]:
        return self._relations.memories.under(self._evaluator.assumptions)

    def behind(self, value: Value | None) -> Resource | None:
        if not isinstance(value, Known | Unknown):
            return None
        name = value.refers_to or self._named(value)
        written = self._template.resources.get(name)
        if written is None:
            return self._made_role(name)
        return self._resource(written) if self._exists(written) else None

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        for written in self._relations.users_of(resource.name):
            if self._exists(written):
                yield self._resource(written)

    def forget(self) -> None:
        self._seen.clear()

    def _exists(self, written: Written) -> bool:
        """Say whether a resource, or the function of an event, may exist in this scenario."""
        owner = self._template.resources.get(written.owner, written)
        return self._evaluator.exists(owner) is not False

    def _resource(self, written: Written) -> Resource:
        if self._template.resources.get(written.name) is not written:
            return self._made(written)
        found = self._seen.get(written.name)
        if found is None:
            found = self._seen[written.name] = self._made(written)
        return found

    def _made(self, written: Written) -> Resource:
        return Resource(
            written.name,
            TYPES.get(written.type, written.type),
            place_of(written),
            partial(self._property, written),
            self,
            _SPELLINGS.get(written.type, _SAME),
        )

    def _property(self, written: Written, name: str) -> Value | None:
        if written.owner and name == "FunctionName":
            return self._owner_of(written)
        if written.type == SAM_FUNCTION and name == "Role":
            return self._given_role(written)
        if written.type != SAM_FUNCTION or name in OF_ONE_FUNCTION:
            return self._evaluator.property(written, name)
        return self._property_of_function(written, name)

    def _given_role(self, function: Written) -> Value | None:
        """Return the role of a function of SAM's: the one that SAM makes if it says none."""
        found = self._evaluator.property(function, "Role")
        name = function.name + SUFFIX
        if found is not None or name in self._template.resources:
            return found
        return Unknown(place_of(function), refers_to=name)

    def _made_role(self, name: str) -> Resource | None:
        function = self._template.resources.get(name.removesuffix(SUFFIX))
        is_made = function is not None and function.type == SAM_FUNCTION
        if function is None or not is_made or self._template.has_macros:
            return None
        events = events_of(function)
        if events is None or self._evaluator.property(function, "Role") is not None:
            return None
        told = [(one.type, self._resource(one)) for one in events]
        return made_role(self._resource(function), told)

    def _owner_of(self, event: Written) -> Value:
        """Return what SAM puts in for the function of an event."""
        place = place_of(event)
        return Unknown(place, cause=Label(place), identity=event.owner, refers_to=event.owner)

    def _property_of_function(self, function: Written, name: str) -> Value | None:
        defaults = self._template.function_defaults
        if defaults is None or _ignores(function, name):
            return self._evaluator.property(function, name)
        own, general = _entry(function, name), _entry(defaults, name)
        if own is None:
            found = self._evaluator.property(function, name)
            if found is None:
                found = self._evaluator.property(defaults, name)
                if found is not None and name in _FOR_SOME:
                    # Nobody has said it of this one.
                    return Unknown(found.place)
            return found
        merged = own if general is None else _merged(general, own)
        if merged is own:
            return self._evaluator.property(function, name)
        with self._evaluator.reading(function.source):
            return self._evaluator.value(merged)

    def _named(self, value: Known | Unknown) -> str:
        """Return the logical id of what an ARN, or the name of a function, spells out."""
        head, *fields = split(text_of(value), ":")
        if head == "arn":
            key = _in_arn(fields)
        else:
            key = ("kms" if head.startswith(HEAD_OF_ALIAS) else "lambda", head)
        return self._relations.named(self._evaluator).get(key, "") if key and key[1] else ""


def place_of(written: Written) -> Place:
    """Return where the name of a resource stands."""
    return Place(written.source, written.key.span)


def _in_arn(fields: list[str]) -> tuple[str, str] | None:
    """Return the service and the name in an ARN; what is given is what follows "arn:"."""
    service, *_ = (*fields[1:2], "")
    found = fields[4:]
    if _is_elsewhere(*fields[2:4]):
        return None
    if service == "lambda":
        return (service, found[1]) if len(found) > 1 and found[0] == "function" else None
    steps = split(found[0], "/") if found else []
    if service == "kms":
        return (service, found[0]) if found and found[0].startswith(HEAD_OF_ALIAS) else None
    if service in _WHOLE:
        return (service, steps[0]) if len(steps) == 1 else None
    if len(steps) < 2 or _HEADS.get(service) != steps[0]:
        return None
    # A role has a path before its name, and a table has a stream behind it.
    return service, steps[-1] if service == "iam" else steps[1]


def _is_elsewhere(region: str = "", account: str = "") -> bool:
    """Say whether the account of an ARN is likely another one than that of the stack.

    It is if a parameter gives it, or if it is written out beside the stack's own region.
    """
    is_given = re.compile(_PARAMETER).fullmatch(account) is not None
    return is_given or (region == _OWN_REGION and account.isdecimal())


def _entry(resource: Written, name: str) -> Node | None:
    properties = resource.properties
    found = properties.entry(name) if properties is not None else None
    return None if found is None else follow(found[1])


def _ignores(function: Written, name: str) -> bool:
    """Say whether a function takes nothing from Globals for one of its properties."""
    ignored = function.body.get(_IGNORED)
    if isinstance(ignored, ScalarNode):
        return ignored.text == "*"
    names = map(follow, ignored.items) if isinstance(ignored, SequenceNode) else ()
    return any(isinstance(one, ScalarNode) and one.text == name for one in names)


def _merged(general: Node, own: Node, depth: int = 0) -> Node:
    """Return what SAM makes of a property in Globals and in a function: objects and lists merge.

    A function such as Fn::If is no object for SAM: the one of the function counts.
    """
    general, own = follow(general), follow(own)
    if depth > _DEEPEST_MERGE or intrinsic(general) or intrinsic(own):
        return own
    match general, own:
        case MappingNode(), MappingNode():
            both = MappingNode(own.span.start, None)
            both.entries = [(key, value) for key, value in general if key.text not in own]
            for key, value in own:
                entry = general.entry(key.text)
                merged = _merged(entry[1], value, depth + 1) if entry else value
                both.entries.append((key, merged))
            both.span, both.complete = own.span, own.complete and general.complete
            return both
        case SequenceNode(), SequenceNode():
            items = SequenceNode(own.span.start, None)
            items.items, items.span = [*general.items, *own.items], own.span
            items.complete = own.complete and general.complete
            return items
    return own

"""The resources of a plan or a state, as its mappings see them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from typing import Final

from mappinglint.dialects.terraform.flat_arguments import (
    REPLICA,
    REPLICAS,
    encryption,
    reservation,
    stream,
)
from mappinglint.dialects.terraform.plan.arguments import ArgumentReader
from mappinglint.dialects.terraform.plan.names import NamesOfPlan
from mappinglint.dialects.terraform.plan.planned import Plan, PlannedResource
from mappinglint.dialects.terraform.plan.references import (
    Wanted,
    all_references,
    find,
    only,
    scope_of,
)
from mappinglint.dialects.terraform.plan.users import UsersOfPlan
from mappinglint.dialects.terraform.references import ARNS
from mappinglint.dialects.terraform.resource_words import PARTS, SAID_ELSEWHERE, SPELLINGS, TYPES
from mappinglint.document.node import Node
from mappinglint.kind import FIFO_ENDING
from mappinglint.parts import Parts, joined
from mappinglint.place import Label, Place
from mappinglint.resource import FUNCTION, Resource, Resources
from mappinglint.value import Field, Fields, Known, Unknown, Value

_FUNCTIONS: Final = frozenset({"aws_lambda_alias", "aws_lambda_function"})
_FUNCTION: Final = "aws_lambda_function"
_QUEUE: Final = "aws_sqs_queue"
_ROLE: Final = "aws_iam_role"

# What an argument refers to; any other one to whatever its references lead to.
_TYPES_OF: Final = {
    "function_name": _FUNCTIONS,
    "key_id": frozenset({"aws_kms_key"}),
    "policy_arn": frozenset({"aws_iam_policy"}),
    "queue_url": frozenset({_QUEUE}),
    "role": frozenset({_ROLE}),
    "stream_arn": frozenset({"aws_kinesis_stream"}),
}
_ANY: Final = Wanted(lambda type_: True if type_ in TYPES else None)
# Of the text of a redrive policy, the count may come from anywhere.
_QUEUES: Final = Wanted(lambda type_: type_ == _QUEUE)
_REDRIVE: Final = "redrive_policy"
# Texts that refer to others, but are no name or ARN of these.
_TEXTS: Final = frozenset({"policy", "redrive_allow_policy", _REDRIVE})

# Types that a policy gets to a role by, where a plan does not tell to which.
_POLICIES: Final = "aws_iam_"


class PlanResources(Resources):
    """The resources of a plan or a state. There are no scenarios: one is for all mappings."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._met: dict[str, PlannedResource] = {}
        self._made: dict[str, Resource] = {}
        self._names = NamesOfPlan(plan)
        self._users = UsersOfPlan(plan, self._names)

    def behind(self, value: Value | None) -> Resource | None:
        if not isinstance(value, Known | Unknown):
            return None
        found = self._met.get(value.refers_to)
        if found is None and isinstance(value, Known):
            found = self._names.of(value.text) or self._names.named(value.text, [_FUNCTION])
        return None if found is None else self.resource(found)

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        users = self._users.users
        if users.is_too_much:
            yield replace(resource, type="")
            return
        for user in users.by_address.get(resource.name, {}).values():
            yield self.resource(user)
        for type_, user in users.of_anything.items():
            made = self.resource(user)
            yield replace(made, type="") if type_.startswith(_POLICIES) else made
        if users.is_any_called and resource.type == FUNCTION:
            yield replace(resource, type="")

    # -- one resource -------------------------------------------------------------------------

    def resource(self, planned: PlannedResource) -> Resource:
        """Return a resource of the plan in CloudFormation's words."""
        address = planned.address
        if address not in self._made:
            reader = ArgumentReader(self._plan, planned, partial(self.referred, planned))
            self._made[address] = Resource(
                address,
                TYPES.get(planned.type, planned.type),
                Place(self._plan.source, planned.key.span),
                partial(self._argument, planned, reader),
                self,
                SPELLINGS.get(planned.type, {}),
                says=lambda name: reader.read(name) is not None,
            )
        return self._made[address]

    def referred(
        self, planned: PlannedResource, argument: str, expression: Node | None, place: Place
    ) -> Unknown:
        """Return what is known of a value by the references in the expression of an argument."""
        types = _TYPES_OF.get(argument)
        wanted = _QUEUES if argument == _REDRIVE else only(types) if types else _ANY
        scope = scope_of(self._plan, planned)
        if scope is None:
            return Unknown(place)
        found = find(self._plan, scope, all_references(expression), wanted)
        there = [*found.resources.values()]
        if argument == "function_name" and len(there) > 1:
            # An alias is named after its function.
            there = [one for one in there if one.type == _FUNCTION]
        if found.is_lost or len(there) != 1 or not there[0].is_managed:
            return Unknown(place)
        [one] = there
        attributes = found.attributes[one.address]
        parts = (None,) if argument in _TEXTS else parts_of_attribute(one, attributes)
        cause = Label(Place(self._plan.source, one.key.span))
        return Unknown(place, parts, cause=cause, refers_to=self.meet(one))

    def meet(self, planned: PlannedResource) -> str:
        """Keep a resource that values refer to, and return its address."""
        self._met[planned.address] = planned
        return planned.address

    def _argument(
        self, planned: PlannedResource, reader: ArgumentReader, name: str
    ) -> Value | None:
        match planned.type, name:
            case "aws_dynamodb_table", "stream_enabled":
                place = self.resource(planned).place
                names = "stream_enabled", "stream_view_type"
                flag, view = map(reader.read, names)
                has_replicas = self._has_replicas(planned, reader)
                return stream(place, flag, view, names, has_replicas=has_replicas)
            case "aws_kinesis_stream", "encryption_type":
                key = "kms_key_id"
                return encryption(reader.read(name), reader.read(key), key)
            case "aws_lambda_function", "reserved_concurrent_executions":
                return reservation(reader.read(name))
        value = reader.read(name)
        if value is None and (planned.type, name) in SAID_ELSEWHERE:
            value = self._elsewhere(planned, name)
        match name, value:
            case "redrive_policy", Unknown(place=place, cause=cause, refers_to=queue) if queue:
                target = Unknown(place, ("arn:", None), cause=cause, refers_to=queue)
                fields = (Field(None, "deadLetterTargetArn", place, target),)
                return Fields(fields, place, complete=False)
            case _, Known(text=text) if name in _TYPES_OF:
                found = self._names.of(text) or self._names.named(text, _TYPES_OF[name])
                return value if found is None else replace(value, refers_to=self.meet(found))
        return value

    def _has_replicas(self, table: PlannedResource, reader: ArgumentReader) -> bool:
        if any(reader.read(name) is not None for name in REPLICAS):
            return True
        users = self._users.users.by_address.get(table.address, {}).values()
        return any(one.type == REPLICA for one in users)

    # -- arguments that another resource gives ------------------------------------------------

    def _elsewhere(self, planned: PlannedResource, name: str) -> Value | None:
        """Return an argument that another resource gives to this one."""
        owners = self._owners[planned.type, name]
        found = owners.get(planned.address) or owners.get("")
        if found is None:
            return None
        value = self.resource(found).get(name)
        is_mine = planned.address in owners
        return value if is_mine and value is not None else Unknown(self.resource(found).place)

    @cached_property
    def _owners(self) -> dict[tuple[str, str], dict[str, PlannedResource]]:
        """By type and argument: the resource that gives it, by the address of the other one.

        Without an address, one of which nobody knows to which it gives it.
        """
        found: dict[tuple[str, str], dict[str, PlannedResource]] = {}
        for key, type_ in SAID_ELSEWHERE.items():
            owners = found[key] = {}
            for one in self._plan.managed(type_):
                target = self.resource(one).behind(PARTS[type_][1])
                owners[target.name if target else ""] = one
        return found


def parts_of_attribute(planned: PlannedResource, attributes: set[str]) -> Parts:
    """Return what is known of an ARN that an expression reads from a resource."""
    [attribute] = attributes if len(attributes) == 1 else [""]
    if (planned.type, attribute) not in ARNS:
        return (None,)
    service, head, argument, tail = ARNS[planned.type, attribute]
    name = planned.plain(argument) if argument else None
    is_fifo = planned.plain("fifo_queue") in (True, "true")
    named = (name,) if isinstance(name, str) else (None, FIFO_ENDING) if is_fifo else (None,)
    ending: Parts = (tail, None) if tail else ()
    return joined([("arn:", None, f":{service}:", None, ":", None, f":{head}"), named, ending])

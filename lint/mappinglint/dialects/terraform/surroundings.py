"""The resources of a module, as a mapping in one scenario sees them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.terraform import policies
from mappinglint.dialects.terraform.described import place_of, renamed
from mappinglint.dialects.terraform.expressions import Evaluator
from mappinglint.dialects.terraform.instances import scope_of, scopes
from mappinglint.dialects.terraform.module import Resource as Written
from mappinglint.dialects.terraform.readings import READERS, Read
from mappinglint.dialects.terraform.relations import Relations, User
from mappinglint.dialects.terraform.resource_names import DOCUMENTS, PARTS
from mappinglint.dialects.terraform.scope import Scope, instance_address, split_instance
from mappinglint.place import Place
from mappinglint.resource import (
    FUNCTION,
    POLICY_ATTACHMENT,
    QUEUE,
    ROLE,
    ROLE_POLICY,
    STREAM,
    TABLE,
    Resource,
    Resources,
)
from mappinglint.value import Items, Known, Unknown, Value, parts_of

# What a literal ARN is of, by its service: the type, and what stands before the name.
_OF_ARN: Final = {
    "sqs": (QUEUE, ""),
    "kinesis": (STREAM, "stream/"),
    "dynamodb": (TABLE, "table/"),
    "lambda": (FUNCTION, "function:"),
    "iam": (ROLE, "role/"),
}
# Users of which each instance counts: they give a role its permissions.
_TOLD_APART = frozenset({POLICY_ATTACHMENT, ROLE_POLICY})


class ModuleResources(Resources):
    """The resources of a module, and the calls of well-known modules in it.

    `evaluator` is the one that the mapping was read with, and `relations` are the module's.
    """

    def __init__(self, evaluator: Evaluator, relations: Relations) -> None:
        self._evaluator = evaluator
        self._module = relations.module
        self._relations = relations
        # Rules ask for the same things again and again.
        self._resources: dict[tuple[Written, str], Resource] = {}
        self._properties: dict[tuple[Written, str, str], Value | None] = {}

    def behind(self, value: Value | None) -> Resource | None:
        if not isinstance(value, Known | Unknown):
            return None
        if value.refers_to:
            address, key = split_instance(value.refers_to)
            written = self._at(address, value.place)
        else:
            written, key = self._named(value), ""
        return None if written is None else self._resource(written, key)

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        written = self._at(split_instance(resource.name)[0], resource.place)
        if written is None:
            return
        owners: set[int] = {id(written)}
        for user in self._relations.users(written):
            if user.resource is not None and user.resource.type in PARTS:
                owner = self._owner(user.resource)
                if owner is None:
                    yield self._other(user)
                elif id(owner) not in owners:
                    owners.add(id(owner))
                    yield self._resource(owner)
            else:
                yield from self._user(user, written)

    # -- which one --------------------------------------------------------------------------------

    def _at(self, address: str, place: Place) -> Written | None:
        if address.startswith("module."):
            return self._module.call(address.removeprefix("module."))
        return self._module.resources.get(address, place.source)

    def _named(self, value: Known | Unknown) -> Written | None:
        """Return what an ARN, or the name of a function, spells out."""
        arn = arn_of(parts_of(value))
        if arn is None:
            name = value.text.partition(":")[0] if isinstance(value, Known) else ""
            return self._relations.named(FUNCTION, name)
        type_, head = _OF_ARN.get(arn.service, ("", ""))
        name = arn.resource.removeprefix(head).partition("/")[0].partition(":")[0]
        return self._relations.named(type_, name)

    def _user(self, user: User, target: Written) -> Iterator[Resource]:
        written = user.resource
        if written is None or not written.type:
            yield self._other(user)
            return
        type_ = self._relations.described(written).type
        read = self._attached(written, target) if type_ == POLICY_ATTACHMENT else None
        instances = scopes(self._evaluator, written) if type_ in _TOLD_APART else {}
        for key in instances or ("",):
            yield self._resource(written, key, read)

    def _attached(self, written: Written, target: Written) -> Read | None:
        """Return what reads an attachment to several roles as one to the role at hand."""
        if written.type != "aws_iam_policy_attachment":
            return None

        def role(around: ModuleResources, written: Written, scope: Scope) -> Value | None:
            roles = around._evaluator.argument(written, "roles", scope)
            for one in roles.items if isinstance(roles, Items) else ():
                found = around.behind(one)
                if found is not None and found.name == target.address:
                    return one
            return Unknown(place_of(written))

        return role

    def _owner(self, part: Written) -> Written | None:
        """Return the resource that another one says an argument of, if that is known."""
        value = self._evaluator.argument(part, PARTS[part.type][0])
        if not isinstance(value, Known | Unknown) or not value.refers_to:
            return None
        return self._at(split_instance(value.refers_to)[0], value.place)

    def _other(self, user: User) -> Resource:
        place = Place(user.source, user.key.span)
        return Resource(user.key.text, "", place, lambda _: Unknown(place), self)

    # -- what it says -----------------------------------------------------------------------------

    def _resource(self, written: Written, key: str = "", role: Read | None = None) -> Resource:
        if role is not None:
            return self._new(written, key, role)
        if (written, key) not in self._resources:
            self._resources[written, key] = self._new(written, key, None)
        return self._resources[written, key]

    def _new(self, written: Written, key: str, role: Read | None) -> Resource:
        it = self._relations.described(written)
        return Resource(
            instance_address(it.name, key) if key else it.name,
            it.type,
            it.place,
            partial(self._property, written, key)
            if role is None
            else partial(self._read, written, key, role),
            self,
            it.spellings,
        )

    def _property(self, written: Written, key: str, name: str) -> Value | None:
        asked = written, key, name
        if asked not in self._properties:
            self._properties[asked] = self._read(written, key, None, name)
        return self._properties[asked]

    def _read(self, written: Written, key: str, role: Read | None, name: str) -> Value | None:
        scope = scope_of(self._evaluator, written, key)
        kind = self._relations.described(written).kind
        read = role if role is not None and name == "role" else READERS.get((kind, name))
        if read is not None:
            found = read(self, written, scope)
        else:
            found = self.argument(written, name, scope)
        if found is None and written.is_data:
            # What a data source does not ask for, it finds.
            return Unknown(place_of(written))
        return found

    def argument(self, written: Written, name: str, scope: Scope) -> Value | None:
        """Return an argument as Terraform reads it: an empty text is none."""
        value = self._evaluator.argument(written, name, scope)
        if name in DOCUMENTS:
            return self.document(value)
        if isinstance(value, Known) and value.data in (None, ""):
            value = None
        if value is None and f"{name}_prefix" in written.body:
            # AWS makes up the rest.
            return Unknown(place_of(written))
        return renamed(value, self._relations.described(written).names)

    def inline_policies(self, role: Written, scope: Scope) -> Value | None:
        """Return the policies that stand in a role itself; an empty block says there are none."""
        name = "inline_policy"
        place = place_of(role)
        if not role.tells(name) or not role.body.complete:
            return Unknown(place)
        found: list[Value] = []
        with self._evaluator.within(role, name, scope) as is_first:
            if not is_first:
                return Unknown(place)
            for block in policies.blocks(role.body, name):
                body = self._evaluator.fields(block)
                fields = [
                    replace(one, name="PolicyDocument", value=document)
                    if one.spelling == "policy"
                    and (document := self.document(one.value)) is not None
                    else replace(one, name="PolicyName")
                    for one in body.fields
                ]
                if fields or not body.complete:
                    found.append(replace(body, fields=tuple(fields)))
        return Items(tuple(found), place) if found else None

    def document(self, value: Value | None) -> Value | None:
        """Return what a text of JSON says, or the data source that makes it."""
        if isinstance(value, Known | Unknown) and value.refers_to:
            found = self._at(split_instance(value.refers_to)[0], value.place)
            if found is not None and found.is_data and found.type == policies.TYPE:
                return policies.document(self._evaluator, found)
        return policies.opened(value)

    def part(self, written: Written, name: str, scope: Scope) -> Value | None:
        """Return an argument that a resource of its own may say."""
        own = self.argument(written, name, scope)
        if own is not None:
            return own
        found: list[Written] = []
        for user in self._relations.users(written):
            part = user.resource
            if part is None or PARTS.get(part.type, ("", ""))[1] != name:
                continue
            owner = self._owner(part)
            if owner is None:
                return Unknown(place_of(part))
            if owner is written:
                found.append(part)
        if not found:
            return None
        if len(found) > 1 or "count" in found[0].body or "for_each" in found[0].body:
            return Unknown(place_of(found[0]))
        return self.argument(found[0], name, Scope(found[0].address))

    def call_of(self, mapping: Written) -> Written | None:
        """Return the call of a module that a mapping is made by."""
        return self._relations.calls.get(mapping)

    def has_user(self, written: Written, type_: str) -> bool:
        """Say whether something of the provider's type refers to a resource."""
        users = self._relations.users(written)
        return any(one.resource is not None and one.resource.type == type_ for one in users)

"""The resources of a module, as a mapping in one scenario sees them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial

from mappinglint.arn import arn_of
from mappinglint.dialects.named_by_arn import HEAD_OF_ALIAS, named_by
from mappinglint.dialects.terraform import policies
from mappinglint.dialects.terraform.described import place_of, renamed
from mappinglint.dialects.terraform.expressions import Evaluator
from mappinglint.dialects.terraform.instances import scope_of, scopes
from mappinglint.dialects.terraform.module import Resource as Written
from mappinglint.dialects.terraform.readings import READERS
from mappinglint.dialects.terraform.relations import Relations, User
from mappinglint.dialects.terraform.resource_words import DOCUMENTS, PARTS
from mappinglint.dialects.terraform.scope import Scope, instance_address, split_instance
from mappinglint.place import Place
from mappinglint.resource import (
    FUNCTION,
    KEY_ALIAS,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    Resource,
    Resources,
)
from mappinglint.value import Items, Known, Unknown, Value, parts_of

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

    @cached_property
    def memory(self) -> dict[str, object]:
        return self._relations.memories.under(self._evaluator.assumptions)

    def behind(self, value: Value | None) -> Resource | None:
        if not isinstance(value, Known | Unknown):
            return None
        name = value.refers_to
        written = self._at(name, value.place) if name else self._named(value)
        return None if written is None else self._resource(written, name)

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        written = self._at(resource.name, resource.place)
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
                yield from self._user(user)
        if resource.type == ROLE and self._relations.policy_of_anyone is not None:
            yield self._other(self._relations.policy_of_anyone)

    # -- which one --------------------------------------------------------------------------------

    def _at(self, name: str, place: Place) -> Written | None:
        address, _ = split_instance(name)
        if address.startswith("module."):
            return self._module.call(address.removeprefix("module."))
        return self._module.resources.get(address, place.source)

    def _named(self, value: Known | Unknown) -> Written | None:
        """Return what an ARN, or the name of a function, spells out."""
        arn = arn_of(parts_of(value))
        if arn is None:
            name = value.text.partition(":")[0] if isinstance(value, Known) else ""
            type_ = KEY_ALIAS if name.startswith(HEAD_OF_ALIAS) else FUNCTION
            return self._relations.named(type_, name)
        meant = named_by(arn)
        return None if meant is None else self._relations.named(*meant)

    def _user(self, user: User) -> Iterator[Resource]:
        written = user.resource
        if written is None or not written.type:
            yield self._other(user)
            return
        type_ = self._relations.described(written).type
        instances = scopes(self._evaluator, written) if type_ in _TOLD_APART else {}
        if not instances:
            yield self._resource(written)
        for key in instances:
            yield self._resource(written, instance_address(written.address, key))

    def _owner(self, part: Written) -> Written | None:
        """Return the resource that another one says an argument of, if that is known."""
        value = self._evaluator.argument(part, PARTS[part.type][1])
        if not isinstance(value, Known | Unknown) or not value.refers_to:
            return None
        return self._at(value.refers_to, value.place)

    def _other(self, user: User) -> Resource:
        place = Place(user.source, user.key.span)
        return Resource(user.key.text, "", place, lambda _: Unknown(place), self)

    # -- what it says -----------------------------------------------------------------------------

    def _resource(self, written: Written, name: str = "") -> Resource:
        """Return a resource, or the instance of that name."""
        if (written, name) not in self._resources:
            it = self._relations.described(written)
            read = partial(self._asked_once, written, name)
            made = Resource(name or it.name, it.type, it.place, read, self, it.spellings)
            self._resources[written, name] = made
        return self._resources[written, name]

    def _asked_once(self, written: Written, name: str, asked: str) -> Value | None:
        key = written, name, asked
        if key not in self._properties:
            self._properties[key] = self._property(written, self._scope(written, name), asked)
        return self._properties[key]

    def _property(self, written: Written, scope: Scope, asked: str) -> Value | None:
        read = READERS.get((self._relations.described(written).kind, asked))
        if read is not None:
            found = read(self, written, scope)
        else:
            found = self.argument(written, asked, scope)
        if found is None and written.is_data:
            # What a data source does not ask for, it finds.
            return Unknown(place_of(written))
        return found

    def _scope(self, written: Written, name: str) -> Scope:
        return scope_of(self._evaluator, written, split_instance(name)[1])

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
                    replace(one, name="PolicyDocument", value=self.document(one.value) or one.value)
                    if one.spelling == "policy"
                    else replace(one, name="PolicyName")
                    for one in body.fields
                ]
                if fields or not body.complete:
                    found.append(replace(body, fields=tuple(fields)))
        return Items(tuple(found), place) if found else None

    def document(self, value: Value | None) -> Value | None:
        """Return what a text of JSON says, or the data source that makes it."""
        if isinstance(value, Known | Unknown) and value.refers_to:
            found = self._at(value.refers_to, value.place)
            if found is not None and found.is_data and found.type == policies.TYPE:
                scope = self._scope(found, value.refers_to)
                return policies.document(self._evaluator, found, scope)
        return policies.opened(value)

    def part(self, written: Written, name: str, scope: Scope) -> Value | None:
        """Return an argument that a resource of its own may say."""
        own = self.argument(written, name, scope)
        if own is not None:
            return own
        found: list[Written] = []
        for user in self._relations.users(written):
            part = user.resource
            if part is None or PARTS.get(part.type, ("", ""))[0] != name:
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

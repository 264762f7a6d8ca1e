"""The resources of a module, as a mapping in one scenario sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.named_by_arn import HEAD_OF_ALIAS, named_by
from mappinglint.dialects.terraform import policies
from mappinglint.dialects.terraform.described import place_of, renamed
from mappinglint.dialects.terraform.expressions import Evaluator
from mappinglint.dialects.terraform.frames import Frame, first_call, without_calls
from mappinglint.dialects.terraform.instances import scope_of, scopes
from mappinglint.dialects.terraform.local_modules import called, is_made
from mappinglint.dialects.terraform.module import Resource as Written
from mappinglint.dialects.terraform.readings import READERS
from mappinglint.dialects.terraform.relations import Relations, User
from mappinglint.dialects.terraform.resource_words import DOCUMENTS, PARTS
from mappinglint.dialects.terraform.scope import Scope, instance_address, split_instance
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.resource import (
    FUNCTION,
    KEY_ALIAS,
    MANAGED_POLICY,
    POLICY,
    POLICY_ATTACHMENT,
    QUEUE_POLICY,
    ROLE,
    ROLE_POLICY,
    Resource,
    Resources,
)
from mappinglint.value import Items, Known, Unknown, Value, parts_of

# Users of which each instance counts: they give a role its permissions.
_TOLD_APART = frozenset({POLICY_ATTACHMENT, ROLE_POLICY})
# Of one that may not be there, rules go by what it allows.
_GIVE_PERMISSIONS = _TOLD_APART | {MANAGED_POLICY, POLICY, QUEUE_POLICY}
# Through all modules that hand a resource on.
_MOST_USERS: Final = 100


class ModuleResources(Resources):
    """The resources of a module, and the calls of well-known modules in it.

    `evaluator` is the one that the mapping was read with, and `relations` are the module's. There
    is one for each call of a module of the repository, made by `root`, the one of the module that
    is linted; `frame` is that call.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        relations: Relations,
        frame: Frame | None = None,
        root: "ModuleResources | None" = None,
    ) -> None:
        self._evaluator = evaluator
        self.module = relations.module
        self.relations = relations
        self.frame = frame or evaluator.root
        self._root = root or self
        # By the path of the frame.
        self._called: dict[str, ModuleResources] = {}
        # Rules ask for the same things again and again.
        self._resources: dict[tuple[Written, str], Resource] = {}
        self._properties: dict[tuple[Written, str, str], Value | None] = {}

    @cached_property
    def memory(self) -> dict[str, object]:
        if self._root is not self:
            return self._root.memory
        return self.relations.memories.under(self._evaluator.assumptions)

    def behind(self, value: Value | None) -> Resource | None:
        if not isinstance(value, Known | Unknown):
            return None
        if value.refers_to:
            found = self._at(value.refers_to, value.place)
            return None if found is None else found.around.resource(found.written, found.name)
        written = self._named(value)
        return None if written is None else self.resource(written)

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        found = self._at(resource.name, resource.place)
        if found is None:
            return
        owners: set[tuple[str, int]] = {found.identity}
        for around, user in found.around.users(found.written):
            if user.resource is not None and user.resource.type in PARTS:
                owner = around.owner_of(user.resource)
                if owner is None:
                    yield around.other(user)
                elif owner.identity not in owners:
                    owners.add(owner.identity)
                    yield owner.around.resource(owner.written)
            else:
                yield from around.instances_of(user)
        if resource.type == ROLE:
            yield from found.around.policies_of_anyone()

    def users(self, written: Written) -> Iterator[tuple["ModuleResources", User]]:
        """Yield what refers to a resource, and the module that it does so in.

        An output hands it on to who calls the module, and an argument to the module that is called.
        """
        pending = [(self, user) for user in self.relations.users(written)]
        seen: set[tuple[str, int]] = set()
        while pending:
            around, user = pending.pop(0)
            mark = around.absolute(""), id(user)
            if mark in seen:
                continue
            seen.add(mark)
            if len(seen) > _MOST_USERS:
                yield around, User(user.key, user.source)
                return
            handed_on = around.handed_on(user)
            if handed_on is None:
                yield around, user
            else:
                pending += handed_on

    def handed_on(self, user: User) -> list[tuple["ModuleResources", User]] | None:
        """Return who gets from a user what it refers to; None if it keeps that, or nobody knows."""
        frame = self.frame
        if user.output and frame.outer is not None and frame.call is not None:
            outer = self._root.within(frame.outer)
            return [
                (outer, one) for one in outer.relations.users_of_output(frame.call, user.output)
            ]
        call = user.resource
        if user.argument and call is not None and self.module.only_call(call.name.text) is call:
            inner = self.inner(call, "")
            users = None if inner is None else inner.relations.users_of_variable(user.argument)
            if inner is not None and users is not None:
                return [(inner, one) for one in users]
        return None

    def policies_of_anyone(self) -> Iterator[Resource]:
        """Yield policies of any role: here, further out, and in modules called there."""
        frame: Frame | None = self.frame
        while frame is not None:
            here = self._root.within(frame)
            for policy, _ in here.relations.policies_of_anyone:
                yield here.other(User(policy.name, policy.source, policy))
            for call in here.module.calls:
                inner = here.inner(call, "")
                if inner is not None:
                    yield from inner.policies_of_no_role_handed_on()
            frame = frame.outer

    def policies_of_no_role_handed_on(self) -> Iterator[Resource]:
        """Yield policies of any role, but for those whose role the call hands on."""
        for policy, name in self.relations.policies_of_anyone:
            with self._evaluator.inside(self.frame):
                role = self._evaluator.argument(policy, name)
            if not isinstance(role, Known | Unknown) or not role.refers_to:
                yield self.other(User(policy.name, policy.source, policy))

    # -- which one --------------------------------------------------------------------------------

    def within(self, frame: Frame) -> "ModuleResources":
        """Return the resources of a module as a call makes it; this is the root."""
        if frame.outer is None:
            return self
        path = frame.path or ""
        if path not in self._called:
            relations = self.relations.of(frame.module)
            self._called[path] = ModuleResources(self._evaluator, relations, frame, self)
        return self._called[path]

    def inner(self, call: Written, key: str) -> "ModuleResources | None":
        """Return the resources of a module that a call, which stands in this one, makes."""
        with self._evaluator.inside(self.frame):
            frame = called(self._evaluator, call, key)
        return None if frame is None else self._root.within(frame)

    def _at(self, name: str, place: Place) -> "_Found | None":
        """Return what the module that is linted calls so."""
        around, address = self._root, name
        while through := first_call(address):
            call = around.module.only_call(through[0])
            inner = None if call is None else around.inner(call, through[1])
            if inner is None:
                return None
            around, address = inner, through[2]
        found = around.at_address(split_instance(address)[0], place)
        return None if found is None else _Found(around, found, name)

    def at_address(self, address: str, place: Place) -> Written | None:
        if address.startswith("module."):
            return self.module.call(address.removeprefix("module."))
        return self.module.resources.get(address, place.source)

    def absolute(self, address: str) -> str:
        """Return how the module that is linted calls a resource of this one."""
        return f"{self.frame.path or ''}{address}"

    def _named(self, value: Known | Unknown) -> Written | None:
        """Return what an ARN, or the name of a function, spells out."""
        arn = arn_of(parts_of(value))
        if arn is None:
            name = value.text.partition(":")[0] if isinstance(value, Known) else ""
            type_ = KEY_ALIAS if name.startswith(HEAD_OF_ALIAS) else FUNCTION
            return self.relations.named(type_, name)
        meant = named_by(arn)
        return None if meant is None else self.relations.named(*meant)

    def instances_of(self, user: User) -> Iterator[Resource]:
        written = user.resource
        if written is None or not written.type:
            yield self.other(user)
            return
        type_ = self.relations.described(written).type
        if self.frame.outer is not None:
            with self._evaluator.inside(self.frame):
                is_there = is_made(self._evaluator, written)
            if is_there is False:
                return
            if is_there is None and type_ not in _GIVE_PERMISSIONS:
                yield self.other(user)
                return
        instances: Iterable[str] = ()
        if type_ in _TOLD_APART:
            with self._evaluator.inside(self.frame):
                instances = scopes(self._evaluator, written)
        if not instances:
            yield self.resource(written)
        for key in instances:
            yield self.resource(written, self.absolute(instance_address(written.address, key)))

    def owner_of(self, part: Written) -> "_Found | None":
        """Return the resource that another one says an argument of, if that is known."""
        with self._evaluator.inside(self.frame):
            value = self._evaluator.argument(part, PARTS[part.type][1])
        if not isinstance(value, Known | Unknown) or not value.refers_to:
            return None
        return self._at(value.refers_to, value.place)

    def other(self, user: User) -> Resource:
        place = Place(user.source, user.key.span)
        return Resource(user.key.text, "", place, lambda _: Unknown(place), self)

    # -- what it says -----------------------------------------------------------------------------

    def resource(self, written: Written, name: str = "") -> Resource:
        """Return a resource, or the instance of that name."""
        if (written, name) not in self._resources:
            it = self.relations.described(written)
            read = partial(self._asked_once, written, name)
            self._resources[written, name] = Resource(
                name or self.absolute(it.name),
                it.type,
                it.place,
                read,
                self,
                it.spellings,
                says=written.body.__contains__,
            )
        return self._resources[written, name]

    def _asked_once(self, written: Written, name: str, asked: str) -> Value | None:
        key = written, name, asked
        if key not in self._properties:
            self._properties[key] = self._property(written, self._scope(written, name), asked)
        return self._properties[key]

    def _property(self, written: Written, scope: Scope, asked: str) -> Value | None:
        read = READERS.get((self.relations.described(written).kind, asked))
        if read is not None:
            found = read(self, written, scope)
        else:
            found = self.argument(written, asked, scope)
        if found is None and written.is_data:
            # What a data source does not ask for, it finds.
            return Unknown(place_of(written))
        return found

    def _scope(self, written: Written, name: str) -> Scope:
        with self._evaluator.inside(self.frame):
            key = split_instance(without_calls(name))[1]
            return scope_of(self._evaluator, written, key)

    def argument(self, written: Written, name: str, scope: Scope) -> Value | None:
        """Return an argument as Terraform reads it: an empty text is none."""
        with self._evaluator.inside(self.frame):
            value = self._evaluator.argument(written, name, scope)
        if name in DOCUMENTS:
            return self.document(value)
        if isinstance(value, Known) and value.data in (None, ""):
            value = None
        if value is None and f"{name}_prefix" in written.body:
            # AWS makes up the rest.
            return Unknown(place_of(written))
        return renamed(value, self.relations.described(written).names)

    def inline_policies(self, role: Written, scope: Scope) -> Value | None:
        """Return the policies that stand in a role itself; an empty block says there are none."""
        name = "inline_policy"
        place = place_of(role)
        if not role.tells(name) or not role.body.complete:
            return Unknown(place)
        found: list[Value] = []
        with (
            self._evaluator.inside(self.frame),
            self._evaluator.within(role, name, scope) as is_first,
        ):
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
            if found is not None and found.written.is_data and found.written.type == policies.TYPE:
                return found.around.policy_of(found.written, found.name)
        return policies.opened(value)

    def policy_of(self, data: Written, name: str) -> Value:
        scope = self._scope(data, name)
        with self._evaluator.inside(self.frame):
            return policies.document(self._evaluator, data, scope)

    def part(self, written: Written, name: str, scope: Scope) -> Value | None:
        """Return an argument that a resource of its own may say."""
        own = self.argument(written, name, scope)
        if own is not None:
            return own
        found: list[tuple[ModuleResources, Written]] = []
        for around, user in self.users(written):
            part = user.resource
            if part is None or PARTS.get(part.type, ("", ""))[0] != name:
                continue
            owner = around.owner_of(part)
            if owner is None:
                return Unknown(place_of(part))
            if owner.written is written and owner.around is self:
                found.append((around, part))
        if not found:
            return None
        around, part = found[0]
        if len(found) > 1 or "count" in part.body or "for_each" in part.body:
            return Unknown(place_of(part))
        return around.argument(part, name, Scope(part.address))

    def call_of(self, mapping: Written) -> Written | None:
        """Return the call of a module that a mapping is made by."""
        return self.relations.calls.get(mapping)

    def has_user(self, written: Written, type_: str) -> bool:
        """Say whether something of the provider's type refers to a resource."""
        users = (user for _, user in self.users(written))
        return any(one.resource is not None and one.resource.type == type_ for one in users)


@dataclass(frozen=True)
class _Found:
    """A resource, and the module that it is in, as it is called.

    `name` is what the module that is linted calls it.
    """

    around: ModuleResources
    written: Written
    name: str

    @property
    def identity(self) -> tuple[str, int]:
        return self.around.absolute(""), id(self.written)

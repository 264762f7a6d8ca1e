"""The resources of a module, as a mapping in one scenario sees them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.terraform import known_calls, policies
from mappinglint.dialects.terraform.expressions import Evaluator
from mappinglint.dialects.terraform.instances import scope_of, scopes
from mappinglint.dialects.terraform.known_modules import LAMBDA, known_module
from mappinglint.dialects.terraform.lambda_module import FORMAT as MODULE_FORMAT
from mappinglint.dialects.terraform.module import Resource as Written
from mappinglint.dialects.terraform.relations import MODULE_MAPPING, Relations, User
from mappinglint.dialects.terraform.resource_names import (
    DOCUMENTS,
    MODULE_SPELLINGS,
    MODULES,
    PARTS,
    SPELLINGS,
    TYPES,
)
from mappinglint.dialects.terraform.scope import Scope, instance_address, split_instance
from mappinglint.place import Place
from mappinglint.resource import (
    FUNCTION,
    MAPPING,
    POLICY_ATTACHMENT,
    QUEUE,
    ROLE,
    ROLE_POLICY,
    STREAM,
    TABLE,
    Resource,
    Resources,
)
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, boolean, parts_of

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
_UNLIMITED: Final = "-1"


class ModuleResources(Resources):
    """The resources of a module, and the calls of well-known modules in it.

    `evaluator` is the one that the mapping was read with, and `relations` are the module's.
    """

    def __init__(self, evaluator: Evaluator, relations: Relations) -> None:
        self._evaluator = evaluator
        self._module = relations.module
        self._relations = relations

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
        type_ = _type(written)
        read = self._attached(written, target) if type_ == POLICY_ATTACHMENT else None
        instances = scopes(self._evaluator, written) if type_ in _TOLD_APART else {}
        for key in instances or ("",):
            yield self._resource(written, key, read)

    def _attached(self, written: Written, target: Written) -> "_Read | None":
        """Return what reads an attachment to several roles as one to the role at hand."""
        if written.type != "aws_iam_policy_attachment":
            return None

        def role(around: ModuleResources, written: Written, scope: Scope) -> Value | None:
            roles = around._evaluator.argument(written, "roles", scope)
            for one in roles.items if isinstance(roles, Items) else ():
                found = around.behind(one)
                if found is not None and found.name == target.address:
                    return one
            return Unknown(_place(written))

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

    def _resource(self, written: Written, key: str = "", role: "_Read | None" = None) -> Resource:
        address = written.address if written.type != MODULE_MAPPING else written.name.text
        return Resource(
            instance_address(address, key) if key else address,
            _type(written),
            _place(written),
            partial(self._property, written, key, role),
            self,
            _spellings(written),
        )

    def _property(
        self, written: Written, key: str, role: "_Read | None", name: str
    ) -> Value | None:
        scope = scope_of(self._evaluator, written, key)
        read = role if role is not None and name == "role" else _READERS.get((_kind(written), name))
        if read is not None:
            found = read(self, written, scope)
        else:
            found = self.argument(written, name, scope)
        if found is None and written.is_data:
            # What a data source does not ask for, it finds.
            return Unknown(_place(written))
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
            return Unknown(_place(written))
        return renamed(value, _names(written))

    def inline_policies(self, role: Written, scope: Scope) -> Value | None:
        """Return the policies that stand in a role itself; an empty block says there are none."""
        name = "inline_policy"
        place = _place(role)
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
                return Unknown(_place(part))
            if owner is written:
                found.append(part)
        if not found:
            return None
        if len(found) > 1 or "count" in found[0].body or "for_each" in found[0].body:
            return Unknown(_place(found[0]))
        return self.argument(found[0], name, Scope(found[0].address))

    def call_of(self, mapping: Written) -> Written | None:
        """Return the call of a module that a mapping is made by."""
        return self._relations.calls.get(mapping)

    def has_user(self, written: Written, type_: str) -> bool:
        """Say whether something of the provider's type refers to a resource."""
        users = self._relations.users(written)
        return any(one.resource is not None and one.resource.type == type_ for one in users)


_Read = Callable[[ModuleResources, Written, Scope], Value | None]


def _place(written: Written) -> Place:
    return Place(written.source, written.name.span)


def _kind(written: Written) -> str:
    """Return the provider's type, or which well-known module is called."""
    return known_module(written) if written.type == "module" else written.type


def _type(written: Written) -> str:
    """Return CloudFormation's type, if it has one; a module that nobody knows is anything."""
    if written.type == "module":
        return MODULES.get(known_module(written), "")
    return MAPPING if written.type == MODULE_MAPPING else TYPES.get(written.type, written.type)


def _spellings(written: Written) -> dict[str, str]:
    if written.type == "module":
        return MODULE_SPELLINGS.get(known_module(written), {})
    if written.type == MODULE_MAPPING:
        return dict(MODULE_FORMAT.spellings)
    return SPELLINGS.get(_type(written), {})


def _names(written: Written) -> dict[str, str]:
    return {here: api for api, here in _spellings(written).items()}


def renamed(value: Value | None, names: dict[str, str]) -> Value | None:
    """Return the blocks in a value under CloudFormation's names; what is generated hides them."""
    match value:
        case Fields(fields=fields):
            kept = [one for one in fields if one.spelling != "dynamic"]
            own = [
                replace(
                    one,
                    name=names.get(one.spelling, one.spelling),
                    value=renamed(one.value, names) or one.value,
                )
                for one in kept
            ]
            complete = value.complete and len(kept) == len(fields)
            return replace(value, fields=tuple(own), complete=complete)
        case Items(items=items):
            return replace(value, items=tuple(renamed(one, names) or one for one in items))
    return value


# -- what is said otherwise than in CloudFormation ------------------------------------------------


def _concurrency(around: ModuleResources, written: Written, scope: Scope) -> Value | None:
    value = around.argument(written, "reserved_concurrent_executions", scope)
    return None if isinstance(value, Known) and value.text == _UNLIMITED else value


def _stream(around: ModuleResources, written: Written, scope: Scope) -> Value | None:
    """Return what a table says of its stream; with replicas, AWS gives it one by itself."""
    enabled = around.argument(written, "stream_enabled", scope)
    view = around.argument(written, "stream_view_type", scope)
    if boolean(enabled, converts=True) is not True and _has_replicas(around, written):
        return Unknown(_place(written))
    fields = []
    if enabled is not None:
        fields.append(Field("StreamEnabled", "stream_enabled", enabled.place, enabled))
    if view is not None:
        if enabled is None:
            off = Known(data=False, place=view.place, text="false")
            fields.append(Field("StreamEnabled", "stream_enabled", view.place, off))
        fields.append(Field("StreamViewType", "stream_view_type", view.place, view))
    return Fields(tuple(fields), fields[0].value.place) if fields else None


def _has_replicas(around: ModuleResources, written: Written) -> bool:
    names = ("replica", "replicas", "global_table_witness")
    is_here = any(name in written.body or not written.tells(name) for name in names)
    return is_here or around.has_user(written, "aws_dynamodb_table_replica")


def _encryption(around: ModuleResources, written: Written, scope: Scope) -> Value | None:
    """Return the encryption of a stream: a key alone, without the type, does nothing."""
    type_ = around.argument(written, "encryption_type", scope)
    if type_ is None or (isinstance(type_, Known) and type_.text != "KMS"):
        return None
    key = around.argument(written, "kms_key_id", scope)
    if isinstance(type_, Unknown):
        return Unknown(type_.place)
    fields = [Field("EncryptionType", "encryption_type", type_.place, type_)]
    if key is not None:
        fields.append(Field("KeyId", "kms_key_id", key.place, key))
    return Fields(tuple(fields), type_.place)


def _queues(around: ModuleResources, written: Written, scope: Scope) -> Value | None:
    value = around.argument(written, "queue_url", scope)
    return None if value is None else Items((value,), value.place)


def _part(name: str) -> _Read:
    return lambda around, written, scope: around.part(written, name, scope)


def _function_of_mapping(around: ModuleResources, written: Written, scope: Scope) -> Value | None:
    del scope
    call = around.call_of(written)
    return Unknown(_place(written), refers_to=call.address if call else "")


_READERS: Final[dict[tuple[str, str], _Read]] = {
    ("aws_dynamodb_table", "stream_enabled"): _stream,
    ("aws_iam_role", "inline_policy"): ModuleResources.inline_policies,
    ("aws_kinesis_stream", "encryption_type"): _encryption,
    ("aws_kms_key", "policy"): _part("policy"),
    ("aws_lambda_function", "reserved_concurrent_executions"): _concurrency,
    ("aws_sqs_queue", "redrive_allow_policy"): _part("redrive_allow_policy"),
    ("aws_sqs_queue", "redrive_policy"): _part("redrive_policy"),
    ("aws_sqs_queue_policy", "queue_url"): _queues,
    ("dynamodb-table", "stream_enabled"): _stream,
    (LAMBDA, "create_async_event_config"): known_calls.invoke_config,
    (LAMBDA, "dead_letter_target_arn"): known_calls.dead_letters,
    (LAMBDA, "lambda_role"): known_calls.role,
    (LAMBDA, "reserved_concurrent_executions"): _concurrency,
    (LAMBDA, "timeout"): known_calls.timeout,
    ("sqs", "redrive_allow_policy"): known_calls.allow_redrive,
    ("sqs", "redrive_policy"): known_calls.redrive,
    (MODULE_MAPPING, "function_name"): _function_of_mapping,
}

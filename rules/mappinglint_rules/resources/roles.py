"""What the role of a function may do, where the project tells all of it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.resource import (
    FUNCTION,
    MANAGED_POLICY,
    OUTPUT,
    POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    Resource,
    each,
)
from mappinglint.value import Fields, Known, Unknown, Value, is_default, parts_of
from mappinglint_rules.resources.managed_policies import MANAGED_POLICIES
from mappinglint_rules.resources.principals import lets_in
from mappinglint_rules.resources.same import identity_of
from mappinglint_rules.resources.statements import Statement, Target, statements

# Of one with more users than these nobody can tell at a glance: each mapping has its own to ask.
_MOST_USERS: Final = 200
_INLINE = frozenset({POLICY, ROLE_POLICY, MANAGED_POLICY})
# Resources of these services use a role, or name it, and add nothing to it.
_ADD_NOTHING = (
    "AWS::ApiGateway::",
    "AWS::ApiGatewayV2::",
    "AWS::AppSync::",
    "AWS::DynamoDB::",
    "AWS::Events::",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::Role",
    "AWS::KMS::",
    "AWS::Kinesis::",
    "AWS::KinesisFirehose::",
    "AWS::Lambda::",
    "AWS::Logs::",
    "AWS::S3::",
    "AWS::SNS::",
    "AWS::SQS::",
    "AWS::Scheduler::",
    "AWS::SecretsManager::",
    "AWS::StepFunctions::",
    OUTPUT,
)
# Of SAM's: it gives policies to the role of the function that it begins at.
_CONNECTOR = "AWS::Serverless::Connector"


class Role:
    """The role of a function, and all that its policies allow.

    There is one for all mappings that see the same.
    """

    def __init__(self, resource: Resource, allowed: tuple[Statement, ...]) -> None:
        self.resource = resource
        self.statements = allowed
        self._allowing: dict[str, Allowing] = {}

    def may(self, action: str, targets: tuple[Target, ...]) -> bool:
        """Say whether it may do something to one of the targets, or at all if there are none."""
        allowing = self.allowing(action)
        if not targets:
            return bool(allowing.statements)
        return any(
            one.covers(target)
            for target in targets
            for one in chain(allowing.naming(target), allowing.statements)
        )

    def allowing(self, action: str) -> "Allowing":
        """Return the statements that may allow an action on something."""
        if action not in self._allowing:
            self._allowing[action] = Allowing(one for one in self.statements if one.allows(action))
        return self._allowing[action]


class Allowing:
    """The statements that allow an action, and which resources of the project they name."""

    def __init__(self, found: Iterable[Statement]) -> None:
        self.statements = tuple(found)
        self._naming: dict[str, list[Statement]] = {}
        for statement in self.statements:
            for one in statement.resources or ():
                if isinstance(one, Known | Unknown) and one.refers_to:
                    self._naming.setdefault(one.refers_to, []).append(statement)

    def naming(self, target: Target) -> list[Statement]:
        """Return those that name a resource: of many, nearly all are about something else."""
        return [] if target.resource is None else self._naming.get(target.resource.name, [])


def role_of(mapping: EventSourceMapping) -> Role | None:
    """Return the role of the function that a mapping calls; None unless it is wholly known."""
    function = mapping.function
    if function is None:
        return None
    role = _once("role of", function, _role_of_function)
    return role if isinstance(role, Role) else None


def _once(what: str, resource: Resource, read: Callable[[Resource], object]) -> object:
    """Return what is read of a resource; it is read once for all mappings that see the same."""
    memory, key = resource.around.memory, f"{__name__}: {what} {identity_of(resource)}"
    if key not in memory:
        memory[key] = read(resource)
    return memory[key]


def _role_of_function(function: Resource) -> object:
    role = function.behind("Role")
    if role is None or role.type != ROLE or _has_connectors(function):
        return None
    # Functions share roles.
    return _once("policies of", role, _read)


def _read(resource: Resource) -> Role | None:
    found: list[Statement] = []
    for read in _policies(resource):
        if read is None:
            return None
        found += read
    return Role(resource, tuple(found))


def _policies(role: Resource) -> Iterator[list[Statement] | None]:
    """Yield what each policy of a role allows; None for what may allow anything."""
    for policy in each(role.get("Policies")):
        yield _inline(role, policy)
    for arn in each(role.get("ManagedPolicyArns")):
        yield _attached(role, arn)
    for user in role.around.users_of(role):
        if user.type in _INLINE:
            yield statements(user.get("PolicyDocument"))
        elif user.type == POLICY_ATTACHMENT:
            yield _attached(role, user.get("PolicyArn"))
        elif not user.type.startswith(_ADD_NOTHING) or _has_connectors(user):
            yield None


def _inline(role: Resource, policy: Value) -> list[Statement] | None:
    if not isinstance(policy, Fields) or not policy.complete:
        return None
    names = ("PolicyDocument", role.spell("PolicyDocument"))
    documents = [one.value for one in policy.fields if one.spelling in names]
    return statements(documents[0]) if documents else None


def _attached(role: Resource, value: Value | None) -> list[Statement] | None:
    """Return what a policy allows that a role has by its ARN."""
    if value is None or is_default(value):
        # Whoever deploys it may give others than those of a default.
        return None
    policy = role.around.behind(value)
    if policy is not None:
        is_readable = policy.type == MANAGED_POLICY
        return statements(policy.get("PolicyDocument")) if is_readable else None
    arn = arn_of(parts_of(value))
    if arn is None or (arn.service, arn.account) != ("iam", "aws") or HOLE in arn.resource:
        return None
    actions = MANAGED_POLICIES.get(arn.resource.rpartition("/")[2])
    if actions is None:
        return None
    written = tuple((action, value.place) for action in actions)
    return [Statement(written, excludes=False, resources=None, place=value.place)]


def _has_connectors(user: Resource) -> bool:
    if user.type != FUNCTION:
        return False
    return any(one.type == _CONNECTOR for one in user.around.users_of(user))


def may_be_opened(resource: Resource | None, role: Role, actions: list[str]) -> bool:
    """Say whether the policy that a resource of the project has may allow a role an action.

    Of one that is not in the project nobody knows; such a policy is rare.
    """
    if resource is None:
        return False
    for name in ("policy", "Policy", "ResourcePolicy", "StreamSpecification.ResourcePolicy"):
        document = resource.get(name)
        if document is not None and lets_in(document, role.resource, actions):
            return True
    users = list(islice(resource.around.users_of(resource), _MOST_USERS + 1))
    return len(users) > _MOST_USERS or any(_lets_in(user, role, actions) for user in users)


def _lets_in(user: Resource, role: Role, actions: list[str]) -> bool:
    """Say whether it is a policy of a resource, such as AWS::SQS::QueuePolicy, with a role in.

    Each service has a type of its own for it, and a name for the document.
    """
    if user.type in _INLINE or user.type == POLICY_ATTACHMENT or "policy" not in user.type.lower():
        return False
    names = ("PolicyDocument", "ResourcePolicy", "Policy", "policy")
    documents = [one for name in names if (one := user.get(name)) is not None]
    return all(lets_in(one, role.resource, actions) for one in documents)

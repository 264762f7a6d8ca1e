"""Who calls a function, as far as the project tells."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from mappinglint.resource import ALIAS, INVOKE_CONFIG, MAPPING, VERSION, Resource
from mappinglint_rules.resources.same import Identity, identity_of

# What refers to a function without calling it. An alarm that calls one needs a permission, too.
_ONLOOKERS: Final = frozenset(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::AnomalyDetector",
        "AWS::CloudWatch::Dashboard",
        "AWS::CodeDeploy::DeploymentGroup",
        "AWS::Logs::LogGroup",
        "AWS::Logs::MetricFilter",
    }
)
# Properties of a function with which anybody may call it.
_OPEN_DOORS: Final = ("FunctionUrlConfig",)
# Of a function with more users nobody can tell at a glance: the work for a mapping stays the same.
_MOST: Final = 50


def invoke_configs_if_only_polled(function: Resource) -> list[Resource] | None:
    """Return the invoke configs of a function that mappings alone call.

    It is None if anything else may call it.
    """
    if not all(function.lacks(name) for name in _OPEN_DOORS):
        return None
    users = list(islice(_users(function), _MOST))
    if len(users) == _MOST or not all(_is_harmless(user, function) for user in users):
        return None
    return [user for user in users if user.type == INVOKE_CONFIG]


def mappings_of(function: Resource) -> Iterator[Resource]:
    """Yield the mappings that call a function; of very many, the first."""
    return (user for user in islice(_users(function), _MOST) if user.type == MAPPING)


def _users(function: Resource) -> Iterator[Resource]:
    """Yield, each once, what refers to a function, or to an alias or a version of it."""
    seen: set[tuple[str, Identity]] = set()
    pending = [function]
    while pending:
        target = pending.pop()
        for user in target.around.users_of(target):
            if (user.type, identity_of(user)) not in seen:
                seen.add((user.type, identity_of(user)))
                yield user
                pending += [user] if user.type in (ALIAS, VERSION) else []


def _is_harmless(user: Resource, function: Resource) -> bool:
    if user.type in (ALIAS, VERSION, INVOKE_CONFIG):
        # That of another function may have this one as a hook, or send results to it.
        owner = user.around.function_behind(user.get("FunctionName"))
        return owner is not None and owner.place == function.place
    return user.type == MAPPING or user.type in _ONLOOKERS

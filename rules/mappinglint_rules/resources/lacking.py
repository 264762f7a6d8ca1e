"""How to say that a role may not do something: which statement comes nearest, and what to add."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.place import Label, Place
from mappinglint.value import Known, Unknown
from mappinglint_rules.resources.needs import JOIN_NETWORK, NETWORK, Need
from mappinglint_rules.resources.roles import Role
from mappinglint_rules.resources.statements import (
    Target,
    is_named,
    is_table_alone,
    no_arn,
)

# How like an action a word has to be to be a slip of it.
_CLOSE: Final = 0.85
_MOST_MORE: Final = 5
# Actions of AWS's that are like one which is needed, and are no slip of it.
REAL: Final = frozenset(
    {
        "ec2:createnetworkinterface",
        "ec2:deletenetworkinterface",
        "ec2:describesecuritygrouprules",
        "ec2:describestalesecuritygroups",
        "ec2:detachnetworkinterface",
        "kafka:describecluster",
        "kms:encrypt",
        "rds:describedbclusterparametergroups",
        "rds:describedbparameters",
        "secretsmanager:putsecretvalue",
        "sqs:setqueueattributes",
    }
)


def lacking(role: Role, needs: Iterable[Need], targets: tuple[Target, ...]) -> list[str]:
    """Return the actions that a role needs on one of the targets, and surely may not do."""
    return [need[0] for need in needs if not any(role.may(action, targets) for action in need)]


def lacking_network(role: Role) -> list[str]:
    """Return what a role lacks for joining a network; nothing if it may join one after all."""
    missing = lacking(role, NETWORK, ())
    return missing if JOIN_NETWORK in missing else []


def may_not(role: Role, actions: Sequence[str]) -> str:
    """Return "role OrdersRole may not call sqs:DeleteMessage"."""
    return f"role {role.resource.name} may not call {listing(list(actions), 'or')}"


def causes(role: Role, actions: Sequence[str], targets: tuple[Target, ...]) -> list[Label]:
    """Return labels at the role, and at the statement that comes nearest to what is missing."""
    nearest = _slip(role, actions) or _elsewhere(role, actions, targets)
    tool = role.resource.made_by
    whose = f"the role that {tool} makes for this lacks it" if tool else "this role lacks it"
    here = Label(role.resource.place, whose)
    return [here, nearest] if nearest is not None else [here]


def ignored_policies(mapping: EventSourceMapping) -> list[Label]:
    """Return a label at policies of the function itself, which count only where it has no role."""
    function = mapping.function
    role = None if function is None else function.behind("Role")
    found = None if function is None else function.get("Policies")
    if role is None or role.made_by or found is None or isinstance(found, Unknown):
        return []
    return [Label(found.place.first_line(), "ignored beside Role")]


def remedy(role: Role, actions: Sequence[str], otherwise: str = "") -> str:
    """Return what to change: the word that is a slip of an action, or what to allow.

    `otherwise` is what would do as well.
    """
    for action in actions:
        if found := _slip_of(role, action):
            others = [one for one in actions if one != action]
            rest = f" And allow {listing(others, 'and')}" if others else ""
            return f"did you mean {action} instead of {found[0]}?{rest}"
    where = "Policies of the function" if role.resource.made_by else "a policy of the role"
    return f"allow {listing(list(actions), 'and')} in {where}{otherwise}"


def _slip(role: Role, actions: Sequence[str]) -> Label | None:
    for action in actions:
        if found := _slip_of(role, action):
            return Label(found[1].first_line(), "no action of AWS's has this name")
    return None


def _slip_of(role: Role, action: str) -> tuple[str, Place] | None:
    """Return what is written like an action, but is none, with its place."""
    service, _, name = action.partition(":")
    for statement in role.statements:
        for written, place in () if statement.excludes else statement.actions:
            here, _, close = written.lower().partition(":")
            is_one = written.lower() not in REAL and is_slip(close, name.lower())
            if here == service and is_one:
                return written, place
    return None


@lru_cache(maxsize=1_024)
def is_slip(written: str, name: str) -> bool:
    """Say whether a word is written like the name of an action; both are in lower case."""
    from difflib import SequenceMatcher

    if any(sign in written for sign in (HOLE, "*", "?")) or len(written) > len(name) + _MOST_MORE:
        return False
    # SendMessageBatch is an action of its own.
    is_longer = written.startswith(name) and written != f"{name}s"
    return not is_longer and SequenceMatcher(None, written, name).ratio() > _CLOSE


def _elsewhere(role: Role, actions: Sequence[str], targets: tuple[Target, ...]) -> Label | None:
    """Return a label at what a statement allows an action on, which is something else."""
    if not targets:
        return None
    allowing = (one for action in actions for one in role.allowing(action).statements)
    for statement in allowing:
        for resource in statement.resources or ():
            if isinstance(resource, Known | Unknown):
                return Label(resource.place.first_line(), _what_it_is(resource, targets))
    return None


def _what_it_is(resource: Known | Unknown, targets: tuple[Target, ...]) -> str:
    if written := no_arn(resource):
        return f"this is {written}, no ARN: it allows nothing"
    if is_table_alone(resource):
        return "this is the table, not its stream"
    if any(one.within and is_named(resource, one) for one in targets):
        return "this is the bucket, not what is in it"
    return "this allows it for something else"

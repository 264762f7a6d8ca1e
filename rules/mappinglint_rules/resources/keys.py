"""The keys of KMS that are in the project, and who their own policies let in."""

from itertools import islice
from typing import Final

from mappinglint.resource import KEY, KEY_ALIAS, Resource
from mappinglint_rules.resources.needs import DECRYPT
from mappinglint_rules.resources.principals import lets_in
from mappinglint_rules.resources.roles import Role, may_be_opened

POLICY: Final = "KeyPolicy"
# More are not looked at.
_MOST_USERS: Final = 200


def key_behind(found: Resource | None) -> Resource | None:
    """Return a key, or the one that an alias stands for."""
    if found is not None and found.type == KEY_ALIAS:
        found = found.behind("TargetKeyId")
    return found if found is not None and found.type == KEY else None


def lets_in_role(key: Resource, role: Role) -> bool:
    """Say whether a key may let a role decrypt that has no leave of its own.

    By its policy or by a grant: without either, it is for the policies of the account to say.
    """
    policy = key.get(POLICY)
    if policy is not None and lets_in(policy, role.resource, [DECRYPT]):
        return True
    return may_be_opened(key, role, [DECRYPT]) or has_grants(key)


def has_grants(key: Resource) -> bool:
    """Say whether something of the project may let others use a key, besides its policies."""
    return _has_user(key, "grant", "Grant")


def has_policy_elsewhere(key: Resource) -> bool:
    """Say whether the policy of a key may be a resource of its own."""
    return _has_user(key, "key_policy")


def _has_user(key: Resource, *endings: str) -> bool:
    users = islice(key.around.users_of(key), _MOST_USERS)
    return any(one.type.endswith(endings) for one in users)

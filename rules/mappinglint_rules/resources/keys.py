"""The keys of KMS that are in the project, and who their own policies let in."""

from itertools import islice
from typing import Final

from mappinglint.resource import KEY, Resource
from mappinglint_rules.resources.roles import may_be_opened
from mappinglint_rules.resources.statements import gives_to_others

POLICY: Final = "KeyPolicy"
_ALIAS: Final = "AWS::KMS::Alias"
# More are not looked at.
_MOST_USERS: Final = 200


def key_behind(found: Resource | None) -> Resource | None:
    """Return a key, or the one that an alias stands for."""
    if found is not None and found.type == _ALIAS:
        found = found.behind("TargetKeyId")
    return found if found is not None and found.type == KEY else None


def lets_roles_in(key: Resource) -> bool:
    """Say whether a key may let a role of the account in that has no leave of its own.

    By its policy or by a grant: without either, it is for the policies of the account to say.
    """
    policy = key.get(POLICY)
    if policy is not None and gives_to_others(policy):
        return True
    return may_be_opened(key) or has_grants(key)


def has_grants(key: Resource) -> bool:
    """Say whether something of the project may let others use a key."""
    users = islice(key.around.users_of(key), _MOST_USERS)
    return any(one.type.endswith(("grant", "Grant", "key_policy")) for one in users)

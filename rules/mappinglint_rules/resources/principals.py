"""Whom the policy of a resource lets in: a queue's, a key's."""

import re
from collections.abc import Iterator
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.parts import HOLE
from mappinglint.resource import ROLE, Resource, each
from mappinglint.value import Fields, Known, Unknown, Value, is_default, parts_of
from mappinglint_rules.resources.same import is_same
from mappinglint_rules.resources.statements import Statement, bodies, part, statement_of
from mappinglint_rules.resources.wildcards import may_match
from mappinglint_rules.texts import may_begin, text_of

# Whoever has the whole account as his principal leaves it to the policies of its roles.
_ACCOUNT_ROOT: Final = ":root"
_LENGTH_OF_ACCOUNT: Final = 12
# Names that CloudFormation and Terraform make up end like this.
_MADE_UP: Final = r"(?=[A-Za-z]{0,11}[0-9])[0-9A-Za-z]{12}\Z"
_USER: Final = "AWS::IAM::User"


def lets_in(document: Value | None, role: Resource, actions: list[str]) -> bool:
    """Say whether the policy of a resource may allow one of the actions to a role itself.

    What is given to the account as a whole the policies of its roles give on.
    """
    return any(
        principal is None or _may_mean(principal, role)
        for statement, principal in _allowing(document)
        if statement is None or any(map(statement.allows, actions))
    )


def gives_to_service(document: Value | None, service: str, action: str) -> bool:
    """Say whether a policy of a resource may allow an action to a service of AWS.

    `service` is its name before ".amazonaws.com", to which a region may come.
    """
    return any(
        principal is None or _may_be_service(principal, service)
        for statement, principal in _allowing(document)
        if statement is None or statement.allows(action)
    )


def _allowing(document: Value | None) -> Iterator[tuple[Statement | None, Fields | None]]:
    """Yield the statements that allow something, and to whom; None for what cannot be read.

    Whoever is let in by a principal that cannot be read may be anyone.
    """
    for body in bodies(document):
        effect = body and part(body, "Effect")
        if body is None or not isinstance(effect, Known):
            yield None, None
        elif effect.text != "Deny":
            principal = part(body, "Principal")
            if not isinstance(principal, Fields) or not principal.complete:
                principal = None
            yield statement_of(body), principal


def _may_be_service(principal: Fields, service: str) -> bool:
    names = [text_of(one) for one in each(part(principal, "Service"))]
    everyone = [text_of(one) for one in each(part(principal, "AWS"))]
    return "*" in (*everyone, *names) or any(may_begin(name, f"{service}.") for name in names)


def _may_mean(principal: Fields, role: Resource) -> bool:
    for field in principal.fields:
        if field.spelling == "AWS":
            if any(_may_be(one, role) for one in each(field.value)):
                return True
        elif field.spelling != "Service":
            return True
    return False


def _may_be(principal: Value, role: Resource) -> bool:
    """Say whether a principal may be a role, or whoever asks."""
    if not isinstance(principal, Known | Unknown) or is_default(principal):
        return True
    if _is_account(text_of(principal)):
        return False
    found = role.around.behind(principal)
    if found is not None and found.type in (ROLE, _USER):
        return is_same(found, role) or _may_share_name(found, role)
    arn = arn_of(parts_of(principal))
    if principal.refers_to or arn is None or arn.service not in ("iam", "sts"):
        return True
    kind, _, path = arn.resource.partition("/")
    # A session has a name of its own, and a role may have a path before its name.
    name = path.partition("/")[0] if kind == "assumed-role" else path.rpartition("/")[2]
    return kind != "user" and (HOLE in kind or _may_be_called(role, name))


def _is_account(text: str) -> bool:
    return text.endswith(_ACCOUNT_ROOT) or (text.isdecimal() and len(text) == _LENGTH_OF_ACCOUNT)


def _may_share_name(one: Resource, role: Resource) -> bool:
    """Say whether two roles of a project, which may exclude each other, may have one name."""
    name = one.get("RoleName") if one.type == ROLE else None
    return name is not None and _may_be_called(role, text_of(name))


def _may_be_called(role: Resource, name: str) -> bool:
    own = role.get("RoleName")
    if own is None:
        # AWS or the tool makes one up.
        return HOLE in name or role.name in name or re.compile(_MADE_UP).search(name) is not None
    return is_default(own) or may_match(text_of(own), name)

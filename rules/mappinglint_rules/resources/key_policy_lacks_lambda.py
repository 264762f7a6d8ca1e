"""ESM733: Lambda itself may not decrypt the filters."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Label
from mappinglint.resource import Resource
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.presence import says_something
from mappinglint_rules.resources.keys import POLICY, has_grants, has_policy_elsewhere, key_behind
from mappinglint_rules.resources.needs import DECRYPT
from mappinglint_rules.resources.principals import gives_to_service

_KEY, _FILTERS = "KMSKeyArn", "FilterCriteria"


@rule(
    "ESM733",
    "key-policy-lacks-lambda",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=(_KEY, _FILTERS),
)
def key_policy_lacks_lambda(mapping: EventSourceMapping) -> Iterator[Finding]:
    key = key_behind(mapping.behind(mapping.get(_KEY)))
    is_made = mapping.operation is Operation.CREATE and says_something(mapping, _FILTERS)
    if key is None or not is_made or has_grants(key):
        return
    if has_policy_elsewhere(key):
        return
    policy = key.get(POLICY)
    if policy is not None and gives_to_service(policy, "lambda", DECRYPT):
        return
    yield key_policy_lacks_lambda.finding(
        mapping,
        _KEY,
        f"the policy of this key does not let Lambda call {DECRYPT} on the filters",
        related=[_cause(key)],
        aws="documents that it must; what happens otherwise is not recorded",
        remedy="allow the Service lambda.amazonaws.com to call kms:Decrypt in the key's policy",
    )


def _cause(key: Resource) -> Label:
    name = key.spell(POLICY)
    if key.lacks(POLICY):
        return Label(key.place, f"without a {name} only the account may use it")
    return Label(key.place_of(f"{POLICY}.Statement"), "Lambda is not among these")

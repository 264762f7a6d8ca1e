"""ESM010 to ESM014: is a mapping made of the right pieces? The schema says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mappinglint.finding import Finding
from mappinglint.hookspecs import Quotas
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, Rule, Tier
from mappinglint.value import Fields, Items
from mappinglint_rules.schema import load, with_quotas, writable
from mappinglint_rules.shape.fits import fits
from mappinglint_rules.shape.plain import plain

_NO_QUOTAS = Quotas()

SERVERS = "SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS"


def check(mapping: EventSourceMapping, quotas: Quotas = _NO_QUOTAS) -> Iterator[Finding]:
    """Yield a finding for everything that does not fit the schema."""
    tags = mapping.field("Tags")
    if mapping.format.lists_tags and tags and isinstance(tags.value, Fields) and tags.value.node:
        from mappinglint_rules.shape.misfits import unlisted_tags

        yield unlisted_tags(mapping)
    servers = mapping.get(SERVERS)
    if mapping.format.name.startswith("terraform") and isinstance(servers, Items) and servers.node:
        from mappinglint_rules.shape.misfits import listed_servers

        yield listed_servers(mapping)
    # An update names its mapping by UUID, and what AWS has stored shows all that AWS writes.
    is_new = mapping.operation is Operation.CREATE
    schema = with_quotas(writable if is_new else load, quotas)
    data = plain(mapping, schema)
    if fits(data, schema):
        return
    # Imported here: jsonschema takes long to import, and most mappings fit.
    from mappinglint_rules.shape.explain import misfits
    from mappinglint_rules.shape.misfits import explained

    for misfit in misfits(data, schema):
        if mapping.operation is Operation.STORED and misfit.keyword != "type":
            # AWS has taken it: its limits are newer than our schema, or raised for this account.
            continue
        yield explained(mapping, misfit)


def _shape_rule(code: str, name: str, tier: Tier = Tier.SHAPE) -> Rule:
    return Rule(code, name, Level.ERROR, Evidence.MODELLED, __name__, tier=tier, check=check)


UNKNOWN_SETTING = _shape_rule("ESM010", "unknown-setting")
WRONG_TYPE = _shape_rule("ESM011", "wrong-type")
OUT_OF_RANGE = _shape_rule("ESM012", "out-of-range")
INVALID_VALUE = _shape_rule("ESM013", "invalid-value")
MISSING_SETTING = _shape_rule("ESM014", "missing-setting", Tier.MEANING)

RULES = (UNKNOWN_SETTING, WRONG_TYPE, OUT_OF_RANGE, INVALID_VALUE, MISSING_SETTING)


def shape_rules(quotas: Quotas) -> Iterable[Rule]:
    """Return the rules, which know what the account may have."""
    if quotas.maximum_concurrency is None:
        return RULES

    def checked(mapping: EventSourceMapping) -> Iterator[Finding]:
        for found in check(mapping, quotas):
            yield replace(found, rule=rules[found.rule])

    rules = {rule: replace(rule, check=checked) for rule in RULES}
    return rules.values()

"""What AWS demands of event source mappings: the built-in rules, as one plugin.

It comes in through the same hooks as anybody's plugin.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mappinglint.hookspecs import hookimpl

if TYPE_CHECKING:
    from mappinglint.bundle import Bundle
    from mappinglint.hookspecs import Clock, Quotas
    from mappinglint.setting import RecordKey, Setting


@hookimpl
def mappinglint_rules(clock: "Clock", quotas: "Quotas") -> "Iterable[Bundle]":
    """Return every built-in rule, in bundles."""
    # Imported here: a run that finds no mapping needs no rule.
    from mappinglint_rules.catalogue import bundles

    return bundles(clock, quotas)


@hookimpl
def mappinglint_settings(quotas: "Quotas") -> "Iterable[Setting]":
    """Return the table of AWS's limits, and what settings are for."""
    from mappinglint_rules.knowledge import settings

    return settings(quotas)


@hookimpl
def mappinglint_record_keys() -> "Iterable[RecordKey]":
    """Return the keys that filters find in records."""
    from mappinglint_rules.knowledge import record_keys

    return record_keys()

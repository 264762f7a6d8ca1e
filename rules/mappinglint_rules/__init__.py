"""What AWS demands of event source mappings: the built-in rules, as one plugin.

It comes in through the same hooks as anybody's plugin.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mappinglint.hookspecs import hookimpl

if TYPE_CHECKING:
    from mappinglint.hookspecs import Clock, Quotas
    from mappinglint.rule import Rule
    from mappinglint.setting import Setting


@hookimpl
def mappinglint_rules(clock: "Clock", quotas: "Quotas") -> "Iterable[Rule]":
    """Return every built-in rule."""
    # Imported here: a run that finds no mapping needs no rule.
    from mappinglint_rules.catalogue import rules

    return rules(clock, quotas)


@hookimpl
def mappinglint_settings() -> "Iterable[Setting]":
    """Return the table of AWS's limits."""
    from mappinglint_rules.service import SETTINGS

    return SETTINGS.values()

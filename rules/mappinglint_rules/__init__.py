"""What AWS demands of event source mappings: the built-in rules, as one plugin.

It comes in through the same hooks as anybody's plugin.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mappinglint.hookspecs import hookimpl

if TYPE_CHECKING:
    from mappinglint.rule import Rule


@hookimpl
def mappinglint_rules() -> "Iterable[Rule]":
    """Return every built-in rule."""
    # Imported here: a run that finds no mapping needs no rule.
    from mappinglint_rules.catalogue import RULES

    return RULES

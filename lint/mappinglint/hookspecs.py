"""What a plugin can add. A plugin is a module, or an object, with functions of these names.

    from mappinglint.hookspecs import hookimpl

    @hookimpl
    def mappinglint_rules():
        return [my_rule]

It is found through the entry-point group `mappinglint`, or named with `--plugin MODULE`.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pluggy

from mappinglint.record import dataclass

if TYPE_CHECKING:
    from mappinglint.bundle import Bundle
    from mappinglint.dialects import Dialect
    from mappinglint.rule import Rule
    from mappinglint.setting import RecordKey, Setting

# Returns the time in seconds since 1970 (UTC).
Clock = Callable[[], float]


@dataclass(frozen=True)
class Quotas:
    """What the configuration says that AWS allows the reader's account; None is AWS's default."""

    filters_per_mapping: int | None = None
    maximum_concurrency: int | None = None


PROJECT = "mappinglint"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def mappinglint_dialects() -> "Iterable[Dialect]":  # type: ignore[empty-body]  # a declaration
    """Return forms in which people write mappings."""


@hookspec
def mappinglint_rules(  # type: ignore[empty-body]
    clock: "Clock", quotas: "Quotas"
) -> "Iterable[Rule | Bundle]":
    """Return rules, or bundles of them. It is called when the first mapping has been found.

    A rule is run on every mapping; those of a bundle are loaded with the first mapping that they
    may be about: see mappinglint.bundle. `clock` tells the time to those rules that need it, and
    `quotas` what the account may have; a plugin may leave either argument out.
    """


@hookspec
def mappinglint_settings(  # type: ignore[empty-body]
    quotas: "Quotas",
) -> "Iterable[Setting]":
    """Return what is known of settings. `quotas` is what the account may have."""


@hookspec
def mappinglint_record_keys() -> "Iterable[RecordKey]":  # type: ignore[empty-body]
    """Return the keys of records, which filter patterns are about."""

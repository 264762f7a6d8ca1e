"""The configurations that a command line asks for."""

import argparse
from collections.abc import Sequence

from mappinglint.config import Configurations
from mappinglint.config.keys import KEYS, Kind
from mappinglint.console import complain
from mappinglint.engines import Engines
from mappinglint.finding import Level
from mappinglint.plugins import Plugins


def configurations_for(arguments: argparse.Namespace) -> Configurations:
    """Return what finds the configuration of a file. Raises ConfigurationUnreadableError."""
    overrides = {}
    for key in KEYS:
        value = getattr(arguments, key.field, None) if key.option else None
        if value is not None:
            overrides[key.name] = Level[value.upper()] if key.kind is Kind.LEVEL else value
    return Configurations(overrides, file=arguments.config, isolated=arguments.isolated)


def plugins_here(modules: Sequence[str]) -> Plugins:
    """Return the plugins of some modules, and those of the configuration of this folder."""
    return Engines(Configurations(), modules).plugins_of("")


def complain_of_mistakes(engines: Engines) -> None:
    """Print what is wrong with configurations, where no report has it."""
    for found in engines.findings:
        place = found.primary.place
        remedy = f"; {found.remedy}" if found.remedy else ""
        complain(f"{place.source.path}:{place.start.line}: {found.message}{remedy}")
    complain_of_unknown(engines)


def complain_of_unknown(engines: Engines) -> None:
    """Print which rules of the command line there are not."""
    for word, near in engines.unknown.items():
        hint = f"did you mean {near}?" if near else "`mappinglint rules` lists them"
        complain(f"there is no rule {word}; {hint}")

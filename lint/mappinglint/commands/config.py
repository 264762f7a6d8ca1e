"""`mappinglint config`: what holds for a path, and where each value comes from."""

import argparse
import json
import os

from mappinglint.commands.configured import complain_of_mistakes, configurations_for
from mappinglint.config import Configuration, ConfigurationUnreadableError
from mappinglint.config.loading import IN_FILE
from mappinglint.config.values import Held, as_toml, held
from mappinglint.console import BROKEN, OK, USAGE, complain, report_failures, show
from mappinglint.engines import Engines
from mappinglint.report.words import printable


def run(arguments: argparse.Namespace) -> int:
    """Exit code 2: the configuration has mistakes; what holds all the same is printed."""
    try:
        configurations = configurations_for(arguments)
    except ConfigurationUnreadableError as error:
        complain(str(error))
        return USAGE
    engines = Engines(configurations, arguments.plugin)
    path = arguments.path
    within = os.path.join(path, "") if os.path.isdir(path) else path
    # What is wrong with the rules that it names comes out with the engine.
    plugins = engines.plugins_of(within)
    if arguments.schema:
        from mappinglint.config.schema import as_text, of_pyproject, schema

        made = schema([provided.item for provided in plugins.rules()])
        show(as_text(of_pyproject(made) if arguments.schema == "pyproject" else made))
    else:
        configuration = configurations.of(within)
        write = _as_json if arguments.format == "json" else _as_text
        show(write(path, configuration))
    complain_of_mistakes(engines)
    report_failures(engines.failures, verbose=arguments.verbose)
    if engines.failures:
        return BROKEN
    return USAGE if engines.are_misconfigured else OK


def _as_text(path: str, configuration: Configuration) -> str:
    """Return the values as TOML, each with where it is from."""
    file = printable(configuration.path) or "no configuration file"
    lines = [f"# what holds for {printable(path)}: {file}"]
    rows = [(_written(one), _from(one, configuration)) for one in held(configuration)]
    # One long list should not push all comments out of sight.
    width = max(len(text) for text, _ in rows if len(text) <= _WIDEST)
    lines += [f"{text:<{width}}  # {origin}" for text, origin in rows]
    ignored = configuration.ignored_in(path)
    if ignored:
        lines.append(f"# not looked for in this file: {', '.join(map(printable, ignored))}")
    if configuration.excludes(path):
        lines.append("# excluded")
    return "\n".join(lines) + "\n"


_WIDEST = 50


def _written(one: Held) -> str:
    if one.value is None:
        return f"# {one.key.name}: {one.key.unset}"
    return f"{one.key.name} = {as_toml(one.value)}"


def _from(one: Held, configuration: Configuration) -> str:
    return f"{printable(configuration.path)}:{one.line}" if one.origin == IN_FILE else one.origin


def _as_json(path: str, configuration: Configuration) -> str:
    values = [
        {"key": one.key.name, "value": one.value, "from": one.origin}
        | ({"line": one.line} if one.line else {})
        for one in held(configuration)
    ]
    data = {
        "version": 1,
        "path": path,
        "file": configuration.path or None,
        "values": values,
        "ignored": list(configuration.ignored_in(path)),
        "excluded": configuration.excludes(path),
    }
    return json.dumps(data, indent=1) + "\n"

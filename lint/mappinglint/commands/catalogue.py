"""`mappinglint explain` and `mappinglint rules`: what the linter looks for, and why."""

import argparse
import os

from mappinglint.choice import closest, names
from mappinglint.commands.configured import plugins_here
from mappinglint.console import BROKEN, OK, USAGE, complain, report_failures, show
from mappinglint.pages import read_page
from mappinglint.plugins import Plugins


def explain(arguments: argparse.Namespace) -> int:
    """Print the page of a rule."""
    plugins = plugins_here(arguments.plugin)
    rules = [provided.item for provided in plugins.rules()]
    wanted = arguments.rule
    for rule in rules:
        if names(wanted, rule):
            show(read_page(rule) or f"{rule.code} {rule.name} has no page\n")
            return _end(plugins, arguments)
    close = closest(wanted, rules)
    hint = f"; did you mean {close}?" if close else "; `mappinglint rules` lists them"
    complain(f"there is no rule {wanted}{hint}")
    return USAGE


def rules(arguments: argparse.Namespace) -> int:
    """Print the list of rules."""
    plugins = plugins_here(arguments.plugin)
    rules = plugins.rules()
    match arguments.format:
        case "markdown":
            from mappinglint.catalogue_page import render as render_page

            show(render_page(rules, plugins.settings(), os.getcwd()))
        case "json":
            from mappinglint.rule_list import as_json

            show(as_json(rules))
        case _:
            from mappinglint.rule_list import as_text

            show(as_text(rules))
    return _end(plugins, arguments)


def _end(plugins: Plugins, arguments: argparse.Namespace) -> int:
    report_failures(plugins.failures, verbose=arguments.verbose)
    return BROKEN if plugins.failures else OK

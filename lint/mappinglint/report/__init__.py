"""Findings for people and programs: a result in, a text out."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mappinglint.engine import Result

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle")
FOR_PEOPLE = frozenset({"text", "concise"})
# They have all rules there are, not only those with findings.
WITH_RULES = frozenset({"sarif"})


def render(  # noqa: PLR0911 - one return for each format
    name: str,
    result: "Result",
    *,
    root: str | None = None,
    colour: bool = False,
    quiet: bool = False,
    width: int | None = None,
) -> str:
    """Return a report in the named format.

    In what other programs read, paths are as they are below `root`, which is an absolute path and
    no link; else below the current folder. Only text has colours, knows of quiet, and fits a
    terminal of some width in characters.

    Each format is imported when it is asked for: sarif_om alone takes 90 ms.
    """
    root = os.path.realpath(os.curdir) if root is None else root
    match name:
        case "text":
            from mappinglint.report import text

            return text.render(result, colour=colour, quiet=quiet, width=width)
        case "concise":
            from mappinglint.report import concise

            return concise.render(result)
        case "json":
            from mappinglint.report import json

            return json.render(result)
        case "sarif":
            from mappinglint.report import sarif

            return sarif.render(result, root)
        case "github":
            from mappinglint.report import github

            return github.render(result, root)
        case "gitlab":
            from mappinglint.report import gitlab

            return gitlab.render(result, root)
        case "junit":
            from mappinglint.report import junit

            return junit.render(result, root)
        case "checkstyle":
            from mappinglint.report import checkstyle

            return checkstyle.render(result, root)
    raise ValueError(f"no report is called {name}")

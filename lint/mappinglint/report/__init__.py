"""Findings for people and programs: a result in, a text out."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mappinglint.engine import Result

FORMATS = ("text", "concise", "json", "sarif")
# They have all rules that were looked for, not only those with findings.
WITH_RULES = frozenset({"sarif"})


def render(name: str, result: "Result", *, root: str = "", colour: bool = False) -> str:
    """Return a report in the named format. Only text has colours.

    `root` is the folder of the project, absolute and no link; the current one if not given. Each
    format is imported when it is asked for: sarif_om alone takes 90 ms.
    """
    match name:
        case "text":
            from mappinglint.report import text

            return text.render(result, colour=colour)
        case "concise":
            from mappinglint.report import concise

            return concise.render(result)
        case "json":
            from mappinglint.report import json

            return json.render(result)
        case "sarif":
            from mappinglint.report import sarif

            return sarif.render(result, root or os.path.realpath(os.curdir))
    raise ValueError(f"no report is called {name}")

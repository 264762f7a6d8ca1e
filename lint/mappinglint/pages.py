"""Rule pages: Markdown with fixed headings, the one place where a rule is described."""

import re

from mappinglint.rule import Rule

HEADINGS = ("What it does", "Why", "Example", "Fix", "Evidence", "References")

_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)", re.DOTALL)


def read_page(rule: Rule) -> str:
    """Return the text of a rule's page, or an empty one if it has none."""
    try:
        with open(rule.page, encoding="utf-8") as page:
            return page.read()
    except OSError:
        return ""


def section(page: str, heading: str) -> str:
    """Return what stands under a heading of a page, or an empty text."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL
    )
    return found[1].strip() if found else ""


def summary(page: str) -> str:
    """Return the first sentence of "What it does", on one line."""
    found = _SENTENCE.match(section(page, "What it does"))
    return " ".join(found[1].split()) if found else ""

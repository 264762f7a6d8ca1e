"""Rule pages: Markdown with fixed headings, the one place where a rule is described."""

import re

from mappinglint.rule import Rule

HEADINGS = ("What it does", "Why", "Example", "Fix", "Evidence", "References")

_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)", re.DOTALL)
_LINK = re.compile(r"\[([^]]*)\]\((https?://[^)\s]+)\)")
_HEADING = re.compile(r"#+ +")
_FENCE = "```"


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


def first_link(text: str) -> str:
    """Return the address of the first link in a text, or an empty text."""
    found = _LINK.search(text)
    return found[2] if found else ""


def as_text(page: str) -> str:
    """Return Markdown as text without marks: code is indented, and addresses are written out."""
    lines: list[str] = []
    is_code = False
    for line in page.splitlines():
        if line.startswith(_FENCE):
            is_code = not is_code
        elif is_code:
            lines.append(f"    {line}".rstrip())
        else:
            lines.append(_LINK.sub(r"\1: \2", _HEADING.sub("", line, count=1)).replace("`", ""))
    return "\n".join(lines)

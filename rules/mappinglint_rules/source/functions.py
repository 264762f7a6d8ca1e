"""The forms in which a function is named."""

import re

# NAME, ACCOUNT:function:NAME or an ARN, each with or without a version or an alias.
_FORM = re.compile(r"(?:(?:.*:)?function:)?(?P<name>[^:]*)(?::(?P<qualifier>[^:]*))?", re.DOTALL)


def name_of(function: str) -> str:
    """Return the bare name in a name or an ARN; empty if it has neither form."""
    found = _FORM.fullmatch(function)
    return found["name"] if found else ""


def qualified_name_of(function: str) -> str:
    """Return the name with its version or alias: what a mapping calls, in one account."""
    found = _FORM.fullmatch(function)
    if not found:
        return function
    qualifier = found["qualifier"]
    return f"{found['name']}:{qualifier}" if qualifier else found["name"]

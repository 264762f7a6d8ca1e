"""Policies that let somebody call functions which they do not name one by one."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from mappinglint.dialects.same import split

_ALL: Final = frozenset({"lambda:*", "lambda:i*", "lambda:in*"})
_LAMBDA, _INVOKE = "lambda:", "lambda:inv"
_FUNCTION: Final = ":function:"
_QUOTED: Final = re.compile(r'"([^"\\]{1,2000})"')
_ANYTHING: Final = "*"


def may_call_any(actions: Iterable[str], resources: Iterable[str]) -> bool:
    """Say whether a statement is about calls of whatever function has a fitting name."""
    return any(map(_is_call, actions)) and any(map(_has_wildcard, resources))


def text_may_call_any(text: str) -> bool:
    """Say whether a text is a policy of which some statement is about such calls."""
    if _LAMBDA not in text.lower():
        return False
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        # With the marks of a template in it: whatever is in quotes may be either.
        texts = quoted(text)
        resources = [one for one in texts if one.startswith((_ANYTHING, "arn:", "${"))]
        return may_call_any(texts, resources)
    statements = _listed(policy.get("Statement")) if isinstance(policy, dict) else []
    return any(_allows(one) for one in statements if isinstance(one, dict))


def quoted(text: str) -> list[str]:
    """Return the texts in quotes that stand in a piece of source code."""
    return _QUOTED.findall(text)


def _allows(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") == "Deny":
        return False
    actions, resources = (
        [text for text in _listed(statement.get(name)) if isinstance(text, str)]
        for name in ("Action", "Resource")
    )
    return may_call_any(actions, resources)


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data]


def _is_call(action: str) -> bool:
    action = action.lower()
    return action in _ALL or action.startswith(_INVOKE)


def _has_wildcard(resource: str) -> bool:
    """Say whether the name of the function has a wildcard, not merely its region or version."""
    _, is_function, name = resource.partition(_FUNCTION)
    if is_function:
        return _ANYTHING in split(name, ":")[0]
    is_reference = resource.startswith("${")
    return _ANYTHING in (resource.removesuffix(":*") if is_reference else resource)

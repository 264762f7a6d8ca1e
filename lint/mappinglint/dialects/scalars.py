"""What plain text means: which words are numbers and booleans differs by YAML version."""

import re
from collections.abc import Callable

from mappinglint.document.node import ScalarNode
from mappinglint.value import Scalar

Resolver = Callable[[ScalarNode], Scalar]

# The words for no value, in every YAML.
NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE_12 = frozenset({"true", "True", "TRUE"})
_FALSE_12 = frozenset({"false", "False", "FALSE"})
_TRUE_11 = _TRUE_12 | {"yes", "Yes", "YES", "on", "On", "ON"}
_FALSE_11 = _FALSE_12 | {"no", "No", "NO", "off", "Off", "OFF"}

_DECIMAL = re.compile(r"[-+]?[0-9]+")
_DECIMAL_11 = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_OCTAL_11 = re.compile(r"[-+]?0[0-7_]+")
_HEX = r"[-+]?0x[0-9a-fA-F][0-9a-fA-F_]*"
_OCTAL_12 = r"0o[0-7]+"
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"

# Python refuses to read longer integers; no setting has one.
_LONGEST = 300


def yaml_1_1(node: ScalarNode) -> Scalar:
    """Return what a scalar means to CloudFormation: `yes` is true and `010` is eight."""
    text = node.text
    if node.style is not None or len(text) > _LONGEST:
        return text
    if text in _TRUE_11 or text in _FALSE_11:
        return text in _TRUE_11
    if _OCTAL_11.fullmatch(text):
        return int(text.replace("_", ""), 8)
    if _DECIMAL_11.fullmatch(text):
        return int(text.replace("_", ""))
    return _other(text)


def yaml_1_2(node: ScalarNode) -> Scalar:
    """Return what a scalar means in YAML 1.2's core schema, and in JSON."""
    text = node.text
    if node.style is not None or len(text) > _LONGEST:
        return text
    if text in _TRUE_12 or text in _FALSE_12:
        return text in _TRUE_12
    if _DECIMAL.fullmatch(text):
        return int(text)
    if re.compile(_OCTAL_12).fullmatch(text):
        return int(text, 0)
    return _other(text)


def _other(text: str) -> Scalar:
    if text in NULL:
        return None
    if re.compile(_HEX).fullmatch(text):
        return int(text.replace("_", ""), 16)
    return float(text) if re.compile(_FLOAT).fullmatch(text) else text

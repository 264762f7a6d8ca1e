"""The tags of nodes that stand for what HCL has, and YAML and JSON have not."""

from typing import Final

# A MappingNode: arguments and blocks between braces, and a block's label with what it is about.
BODY: Final = "body"
LABELS: Final = "labels"
# A MappingNode and a SequenceNode: `{a = 1}` and `[1, 2]`.
OBJECT: Final = "object"
TUPLE: Final = "tuple"

# SequenceNodes of expressions: `c ? a : b`; `f(a, b)` is tagged "f()"; an operation is tagged with
# its operator, `==` say.
CONDITIONAL: Final = "?:"
CALL: Final = "()"
NOT: Final = "!"

# A SequenceNode of what is referred to and how to get on from there: `a.b[c].d` is a, STEP b,
# INDEX c, STEP d.
REFERENCE: Final = "reference"
STEP: Final = "."
INDEX: Final = "[]"
SPLAT: Final = "*"

# A SequenceNode of texts (with escapes, or without in a heredoc) and expressions.
TEMPLATE: Final = "template"
PIECE: Final = "piece"
RAW_PIECE: Final = "raw"

# A ScalarNode with the source of an expression that nobody here understands.
OPAQUE: Final = "expression"


def is_hcl(tag: str | None) -> bool:
    """Say whether a tag is one of these; a tag of YAML begins with an exclamation mark."""
    return tag is not None and (tag == NOT or not tag.startswith("!"))

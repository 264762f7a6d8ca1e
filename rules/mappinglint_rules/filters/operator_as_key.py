"""ESM516: an operator outside a list is a key like any other."""

from collections.abc import Iterator

from mappinglint.edit import unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Exact, Leaf
from mappinglint.rule import Evidence, Level, rule
from mappinglint.span import Span
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.shape.words import shown

# No record has such keys by chance; `prefix` or `suffix` it may have.
_OPERATORS = frozenset({"anything-but", "equals-ignore-case", "numeric", "wildcard"})


@rule(
    "ESM516",
    "operator-as-key",
    Level.WARNING,
    Evidence.RECORDED,
    settings=("FilterCriteria",),
)
def operator_as_key(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        for leaf in content.all_leaves():
            name = leaf.key.name
            if leaf.key.parent is None or not is_operator(leaf):
                continue
            whole = Span(leaf.key.span.start, leaf.span.end)
            object_ = _braces(pattern.text, whole)
            written = pattern.text[object_.start : object_.end] if object_ else ""
            edit = pattern.edit(object_, f"[{written}]") if object_ else None
            yield operator_as_key.finding(
                mapping,
                pattern.path,
                f"{shown(name)} is a key here, not an operator: operators stand in a list",
                at=pattern.place(leaf.key.span),
                aws="takes the filter, and looks for a key of this name in the record",
                remedy=f"write {written} in a list" if written else "put it in a list",
                fix=unsafe("put the operator in a list", edit) if edit else None,
            )


def is_operator(leaf: Leaf) -> bool:
    """Say whether the key of a leaf is meant to be an operator."""
    if leaf.key.name == "exists":
        return all(isinstance(one, Exact) and isinstance(one.data, bool) for one in leaf.conditions)
    return leaf.key.name in _OPERATORS


def _braces(text: str, inside: Span) -> Span | None:
    """Return the object that has this entry and no other."""
    before = text[: inside.start].rstrip()
    after = text[inside.end :]
    if not before.endswith("{") or not after.lstrip().startswith("}"):
        return None
    return Span(len(before) - 1, inside.end + after.index("}") + 1)

"""ESM040: Terraform has blocks and arguments, and one is not the other."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path
from mappinglint.place import Label, Place
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Field, Fields, Items, Unknown, Value
from mappinglint_rules.schema import schema_at

# Objects of the API that are arguments all the same: their keys are the reader's own.
_MAPS = frozenset({"Endpoints", "Tags"})


@rule("ESM040", "block-or-argument", Level.ERROR, Evidence.DOCUMENTED, tier=Tier.OPERATION)
def block_or_argument(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.format.name != "terraform":
        return
    yield from _repeated(mapping)
    for path, field in _objects((), mapping.settings):
        is_map = field.name in _MAPS
        written = _tag(field.value) or _tag_of_unknown(mapping, path, field)
        if written != ("body" if is_map else "object"):
            continue
        name = field.spelling
        if is_map:
            form = f"{name} = {{ … }}"
            message = f"{name} is an argument, not a block: it has an equals sign"
        else:
            form = f"{name} {{ {_content(mapping, path, field.value)} }}"
            message = f"{name} is a block, not an argument: it has no equals sign"
        yield block_or_argument.finding(
            mapping,
            path,
            message,
            at=field.key,
            aws='is never asked: Terraform answers "Unsupported '
            + ("block type" if is_map else "argument")
            + '"',
            remedy=f"write {form}",
        )


def _repeated(mapping: EventSourceMapping) -> Iterator[Finding]:
    """Yield a finding for each block that stands a second time, where there can be but one."""
    for path, field in _objects((), mapping.settings):
        if path and schema_at(path).get("type") == "array":
            continue
        owner = mapping.get(path[:-1]) if path[:-1] else mapping.settings
        body = owner.node if isinstance(owner, Fields) else None
        if body is None or body.tag != "body":
            continue
        keys = [key for key, _ in body.entries if key.text == field.spelling]
        for other in keys[1:]:
            yield block_or_argument.finding(
                mapping,
                path,
                f"{field.spelling} stands here again: there can be one such block",
                at=Place(field.key.source, other.span),
                related=[Label(Place(field.key.source, keys[0].span), "the first one")],
                aws=f'is never asked: Terraform answers "Too many {field.spelling} blocks"',
                remedy=f"put all into one {field.spelling} block",
            )


def _objects(path: Path, value: Value) -> Iterator[tuple[Path, Field]]:
    """Yield the fields that hold an object, or objects, from the outside in.

    What is within one that is written wrong is not looked at.
    """
    match value:
        case Fields(fields=fields):
            for field in fields:
                inner = (*path, field.name or field.spelling)
                if field.name is not None and _is_object(inner):
                    yield inner, field
                    if _tag(field.value) != "object":
                        yield from _objects(inner, field.value)
        case Items(items=items):
            for index, item in enumerate(items):
                yield from _objects((*path, index), item)


def _is_object(path: Path) -> bool:
    schema = schema_at(path)
    is_list = schema.get("type") == "array"
    return (schema.get("items", {}) if is_list else schema).get("type") == "object"


def _tag_of_unknown(mapping: EventSourceMapping, path: Path, field: Field) -> str | None:
    """Return how a value is written of which no more is known."""
    owner = mapping.get(path[:-1]) if path[:-1] else mapping.settings
    if not isinstance(field.value, Unknown) or not isinstance(owner, Fields) or owner.node is None:
        return None
    node = owner.node.get(field.spelling) if owner.node.tag == "body" else None
    # Of what is no HCL, or has labels, nothing is sure.
    tag = getattr(node, "tag", None)
    is_sure = node is not None and tag not in ("body", "expression", "labels")
    return "object" if is_sure else None


def _content(mapping: EventSourceMapping, path: Path, value: Value) -> str:
    """Return what to write into a block: a value that stands in its place, if it can have one."""
    names = list(schema_at(path).get("properties", {}))
    if isinstance(value, Unknown) and len(names) == 1:
        return f"{mapping.spell((*path, names[0]))} = {value.place.text}"
    return "…"


def _tag(value: Value) -> str | None:
    """Return how an object is written: as a "body" or, in an argument, as an "object"."""
    match value:
        case Fields(node=node) if node is not None:
            return node.tag
        case Items(node=node) if node is not None:
            return "object" if node.tag == "tuple" else None
        case Items(items=[first, *_]):
            return _tag(first)
    return None

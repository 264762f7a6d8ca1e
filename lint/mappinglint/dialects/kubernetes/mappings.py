"""Objects of manifests into mappings."""

from collections.abc import Iterator
from dataclasses import replace

from mappinglint.dialects import Alternatives
from mappinglint.dialects.kubernetes import KIND
from mappinglint.dialects.kubernetes.kustomize import Kustomized, kustomized
from mappinglint.dialects.kubernetes.objects import (
    Manifest,
    Object,
    below,
    find_objects,
    is_created,
)
from mappinglint.dialects.kubernetes.reader import ManifestReader
from mappinglint.dialects.kubernetes.surroundings import ManifestResources
from mappinglint.dialects.kubernetes.words import Words, words_of
from mappinglint.dialects.terraform.shapes import in_api_shape, with_own_keys
from mappinglint.dialects.times import with_epoch
from mappinglint.document import Document
from mappinglint.document.node import MappingNode
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Place
from mappinglint.value import Field, Fields, Items, Unknown, Value

# A patch that somebody else puts together with the rest has none of these.
_ESSENTIAL = ("EventSourceArn", "SelfManagedEventSource", "FunctionName")
# ACK has these under `type_` and `uRI`, in one of the two places.
_MISNAMED = frozenset({"type_", "uRI"})
_PLAIN = {"type": "Type", "uri": "URI"}


def mappings(document: Document) -> Iterator[Alternatives]:
    """Yield the mappings of a document."""
    objects = [one for root in document.roots for one in find_objects(root)]
    found = [(one, words_of(one.group)) for one in objects if one.kind == KIND]
    mappings = [(one, words) for one, words in found if words is not None]
    if not mappings:
        return
    manifest = Manifest(document, objects)
    kustomize = kustomized(document, KIND)
    around = ManifestResources(manifest)
    for one, words in mappings:
        yield [_mapping(manifest, around, one, words, kustomize)]


def _mapping(
    manifest: Manifest, around: ManifestResources, one: Object, words: Words, kustomize: Kustomized
) -> EventSourceMapping:
    place = Place(manifest.document.source, one.key.span)
    reader = ManifestReader(manifest, one, words, around.reference)
    settings = _settings(reader, one, words, place)
    settings = _filled_in(settings, words, kustomize.replaced)
    settings = in_api_shape(settings) if words.is_of_terraform else _of_ack(settings)
    misplaced = _misplaced(reader, one, words)
    is_whole = one.is_whole and not kustomize.is_patch and not misplaced and is_created(one)
    is_whole = is_whole and any(settings.field(name) for name in _ESSENTIAL)
    return EventSourceMapping(
        one.name,
        place,
        words.format,
        Operation.CREATE,
        replace(settings, complete=settings.complete and is_whole),
        misplaced=misplaced,
        region=_region(reader, one, words),
        resources=around,
    )


def _settings(reader: ManifestReader, one: Object, words: Words, place: Place) -> Fields:
    """Return the settings of a spec, or of the blocks in it, of which the first one counts."""
    blocks = [one.spec.get(name) for name in words.blocks] or [one.body.get("spec")]
    read = [reader.fields(block) for block in blocks if isinstance(block, MappingNode)]
    if not read:
        return Fields((), place, complete=False)
    first, *others = read
    fields = {field.spelling: field for block in reversed(read) for field in block.fields}
    is_complete = all(block.complete for block in read)
    return replace(
        first,
        fields=tuple(fields.values()),
        complete=is_complete,
        # What is spread over two blocks is not written as one.
        node=None if others else first.node,
    )


def _region(reader: ManifestReader, one: Object, words: Words) -> Value | None:
    """Return the region that an object of Crossplane's is for."""
    nodes = (below(one.spec, name).get("region") for name in words.blocks)
    return next((reader.value(node) for node in nodes if node), None)


def _filled_in(settings: Fields, words: Words, replaced: frozenset[str]) -> Fields:
    """Return settings of which some values only stand for those that Kustomize puts there."""
    home = f"spec.{words.blocks[0]}" if words.blocks else "spec"

    def filled(field: Field) -> Field:
        path = f"{home}.{field.spelling}"
        is_filled = any(one == path or one.startswith((f"{path}.", f"{path}[")) for one in replaced)
        return replace(field, value=Unknown(field.value.place)) if is_filled else field

    return replace(settings, fields=tuple(map(filled, settings.fields)))


def _misplaced(reader: ManifestReader, one: Object, words: Words) -> tuple[Field, ...]:
    owner = one.spec if words.blocks else one.body
    fields = reader.fields(owner).fields if owner.entries else ()
    return tuple(
        _home(field, words)
        for field in fields
        if (field.name and field.spelling not in words.beside) or _is_home(field, words, owner)
    )


def _is_home(field: Field, words: Words, owner: MappingNode) -> bool:
    """Say whether a key is meant to be the one that has the settings, in other letters."""
    home = words.format.home
    return home not in owner and field.spelling.replace("_", "").lower() == home.lower()


def _home(field: Field, words: Words) -> Field:
    return replace(field, name=field.name or words.format.home)


# -- ACK --------------------------------------------------------------------------------------


def _of_ack(settings: Fields) -> Fields:
    """Return settings with the API's values, and with ACK's two spellings told apart."""
    return replace(settings, fields=tuple(map(_field_of_ack, settings.fields)))


def _field_of_ack(field: Field) -> Field:
    value = field.value
    match field.name, value:
        case "StartingPositionTimestamp", _:
            return with_epoch(field)
        case "Tags" | "Endpoints", Fields():
            return replace(field, value=with_own_keys(value))
        case "AccessConfigs", Items(items=items):
            return replace(field, value=replace(value, items=tuple(map(_plainly_named, items))))
        case _, Fields():
            return replace(field, value=_of_ack(value))
    return field


def _plainly_named(item: Value) -> Value:
    if not isinstance(item, Fields):
        return item
    fields = tuple(
        replace(one, name=None)
        if one.spelling in _MISNAMED
        else replace(one, name=_PLAIN.get(one.spelling, one.name))
        for one in item.fields
    )
    return replace(item, fields=fields)

"""ESM514: a stream shows as much of an item as its table lets it."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Key, Pattern
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import needs_field
from mappinglint_rules.resources.names import called

_SPECIFICATION = "StreamSpecification"
_VIEW = "StreamViewType"

_NEW, _OLD = "NewImage", "OldImage"
_BOTH = frozenset({_NEW, _OLD})
# The images that each view of a stream has, and which view has just these.
IMAGES_OF_VIEW = {
    "KEYS_ONLY": frozenset[str](),
    "NEW_IMAGE": frozenset({_NEW}),
    "OLD_IMAGE": frozenset({_OLD}),
    "NEW_AND_OLD_IMAGES": _BOTH,
}
_VIEWS = {images: view for view, images in IMAGES_OF_VIEW.items()}


@rule(
    "ESM514",
    "image-not-in-stream",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FilterCriteria",),
    kinds=frozenset({SourceKind.DYNAMODB}),
)
def image_not_in_stream(mapping: EventSourceMapping) -> Iterator[Finding]:
    table = mapping.source
    view = None if table is None else table.get(f"{_SPECIFICATION}.{_VIEW}")
    if table is None or not isinstance(view, Known) or view.text not in IMAGES_OF_VIEW:
        return
    shown = IMAGES_OF_VIEW[view.text]
    needed = [(pattern, _needed(content)) for pattern, content in sound_patterns(mapping)]
    images = frozenset(image for _, found in needed for image in found)
    for pattern, found in needed:
        for image in [one for one in found if one not in shown]:
            yield image_not_in_stream.finding(
                mapping,
                pattern.path,
                f"{table.spell(_VIEW)} of {called(table, 'table')} is {view.text}, which has no "
                f"{image}: this matches no record",
                at=pattern.place(found[image].span),
                related=[Label(view.place, "the stream's view"), view.cause],
                aws="takes the filter, and drops every record for which it does not match",
                remedy=_remedy(table.spell(_VIEW), images, shown),
            )


def _needed(content: Pattern) -> dict[str, Key]:
    """Return the images without which a pattern matches nothing, each with where it names it."""
    found: dict[str, Key] = {}
    for leaf in content.all_leaves():
        match leaf.key.fields:
            # Of a whole image no condition holds, wherever it is.
            case ["dynamodb", image, _, *_] if image in _BOTH and needs_field(leaf):
                found.setdefault(image, _step(leaf.key, image))
    return found


def _remedy(name: str, needed: frozenset[str], shown: frozenset[str]) -> str:
    """Return what to set: the least that the filters need, and what has all that is there now."""
    least, whole = _VIEWS[needed], _VIEWS[needed | shown]
    kept = "" if least == whole else f" ({whole} if the function reads {' and '.join(shown)})"
    return (
        f"filter by Keys, or set {name} to {least}{kept}: the table gets a new stream then, with a "
        "new ARN"
    )


def _step(key: Key, name: str) -> Key:
    """Return the step of a path with a name, or the whole path if dots hide it."""
    return next((step for step in key.steps() if step.name == name), key)

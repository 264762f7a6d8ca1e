"""ESM514: a stream shows as much of an item as its table lets it."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Key
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import needs_field

_SPECIFICATION = "StreamSpecification"
_VIEW = "StreamViewType"

# What each view of a stream leaves out.
_MISSING = {
    "KEYS_ONLY": ("NewImage", "OldImage"),
    "NEW_IMAGE": ("OldImage",),
    "OLD_IMAGE": ("NewImage",),
}


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
    missing = _MISSING.get(view.text, ()) if isinstance(view, Known) else ()
    if table is None or not isinstance(view, Known) or not missing:
        return
    for pattern, content in sound_patterns(mapping):
        found: dict[str, Key] = {}
        for leaf in content.all_leaves():
            match leaf.key.fields:
                # Of a whole image no condition holds, wherever it is.
                case ["dynamodb", image, _, *_] if image in missing and needs_field(leaf):
                    found.setdefault(image, _step(leaf.key, image))
        for image, key in found.items():
            yield image_not_in_stream.finding(
                mapping,
                pattern.path,
                f"a stream with the view {view.text} has no {image}: this matches no record",
                at=pattern.place(key.span),
                related=[Label(view.place, "the stream's view"), view.cause],
                aws="takes the filter, and drops every record for which it does not match",
                remedy=f"set {table.spell(_VIEW)} to NEW_AND_OLD_IMAGES, or filter by Keys",
            )


def _step(key: Key, name: str) -> Key:
    """Return the step of a path with a name, or the whole path if dots hide it."""
    return next((step for step in key.steps() if step.name == name), key)

"""ESM030: a setting that Serverless has for other events, and AWS for this source, too."""

from collections.abc import Iterator

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.service import SETTINGS
from mappinglint_rules.tools.events import event_of

# Implied by the place of the event.
_FUNCTION = "FunctionName"


@rule("ESM030", "setting-of-another-event", Level.ERROR, Evidence.DOCUMENTED, tier=Tier.SHAPE)
def setting_of_another_event(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.format.name != "serverless":
        return
    for field in mapping.settings.fields:
        name = field.name
        if name is None or name == _FUNCTION or name in mapping.format.spellings:
            continue
        if name in SETTINGS and all(SETTINGS[name].refused_by(kind) for kind in mapping.kinds):
            # AWS does not take it, either: that is a finding of its own.
            continue
        remedy = f"remove {field.spelling}"
        yield setting_of_another_event.finding(
            mapping,
            name,
            f"{field.spelling} is not a setting of {event_of(mapping)}",
            at=field.key,
            label="a setting of other events",
            aws=mapping.format.on_unknown,
            remedy=remedy,
            fix=unsafe(remedy, remove(mapping, name)),
        )

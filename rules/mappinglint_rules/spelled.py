"""What a file calls a setting that stands in another one."""

from mappinglint.mapping import EventSourceMapping


def with_owner(mapping: EventSourceMapping, setting: str) -> str:
    """Return a setting with the one that it stands in: "scaling_config.maximum_concurrency"."""
    owner, name = mapping.spell(setting.rpartition(".")[0]), mapping.spell(setting)
    # A format may have it in one piece.
    return name if owner == name else f"{owner}.{name}"

"""ESM613: who logs in to a schema registry, and with what."""

from collections.abc import Iterator

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.path import Path
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Items
from mappinglint_rules.access.registries import KAFKA, KAFKA_CONFIGS, registries
from mappinglint_rules.texts import is_empty, service_of, text_of


@rule(
    "ESM613",
    "schema-registry-access",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=KAFKA_CONFIGS,
    kinds=KAFKA,
)
def schema_registry_access(mapping: EventSourceMapping) -> Iterator[Finding]:
    for path in registries(mapping):
        uri, access = mapping.get((*path, "SchemaRegistryURI")), mapping.get(_access(path))
        if uri is None:
            continue
        is_url = text_of(uri).startswith("https://")
        if service_of(uri) == "glue" and isinstance(access, Items) and access.items:
            yield _needless(mapping, path)
        elif is_url and is_empty(access) and mapping.operation is Operation.CREATE:
            yield _missing(mapping, path)


def _access(path: Path) -> Path:
    return (*path, "AccessConfigs")


def _needless(mapping: EventSourceMapping, path: Path) -> Finding:
    name = mapping.spell(_access(path))
    registry = mapping.place_of((*path, "SchemaRegistryURI"))
    return schema_registry_access.finding(
        mapping,
        _access(path),
        f"{name} is not for a Glue registry: the function's role has to let Lambda in",
        related=[Label(registry, "this is a Glue registry")],
        remedy=f"remove {name}, and allow the role to read the registry",
        fix=unsafe(f"remove {name}", remove(mapping, _access(path))),
    )


def _missing(mapping: EventSourceMapping, path: Path) -> Finding:
    uri, name = (*path, "SchemaRegistryURI"), mapping.spell(_access(path))
    return schema_registry_access.finding(
        mapping,
        uri,
        f"{mapping.spell(uri)} is a URL without {name}: Lambda has nothing to log in with",
        level=Level.WARNING,
        remedy=f"add {name} with the secret for the registry",
    )

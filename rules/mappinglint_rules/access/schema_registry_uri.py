"""ESM614: where a schema registry is, and where the secrets for it are."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path, join
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Value
from mappinglint_rules.access.registries import KAFKA, KAFKA_CONFIGS, registries
from mappinglint_rules.texts import may_begin, quoted, resource_of, service_of, text_of


@rule(
    "ESM614",
    "schema-registry-uri",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=KAFKA_CONFIGS,
    kinds=KAFKA,
    # A login that stands in the file itself is in the open, and so is one that travels over http.
    security=7.0,
)
def schema_registry_uri(mapping: EventSourceMapping) -> Iterator[Finding]:
    for path in registries(mapping):
        uri_path = (*path, "SchemaRegistryURI")
        uri = mapping.get(uri_path)
        if uri is not None and not _may_be_registry(uri):
            yield _not_a_registry(mapping, uri_path, uri)
        if uri is not None and service_of(uri) == "glue":
            # It has no use for a secret, right or wrong.
            continue
        for entry in mapping.each(join((*path, "AccessConfigs"))):
            secret = mapping.get((*entry, "URI"))
            if secret is not None and service_of(secret) not in (None, "secretsmanager"):
                yield _not_a_secret(mapping, (*entry, "URI"), secret)


def _may_be_registry(uri: Value) -> bool:
    service = service_of(uri)
    if service == "glue":
        return may_begin(resource_of(uri), "registry/")
    return service is None or (service == "" and may_begin(text_of(uri), "https://"))


def _not_a_registry(mapping: EventSourceMapping, path: Path, uri: Value) -> Finding:
    # A registry that speaks plain HTTP is nowhere said to be refused.
    is_plain = text_of(uri).startswith("http://")
    return schema_registry_uri.finding(
        mapping,
        path,
        f"{mapping.spell(path)} {quoted(uri)} is neither the ARN of a Glue registry "
        "nor an https URL",
        level=Level.WARNING if is_plain else Level.ERROR,
        remedy="write arn:aws:glue:REGION:ACCOUNT:registry/NAME, or the https URL of the registry",
    )


def _not_a_secret(mapping: EventSourceMapping, path: Path, secret: Value) -> Finding:
    return schema_registry_uri.finding(
        mapping,
        path,
        f"{mapping.spell(path)} {quoted(secret)} is not the ARN of a secret",
        remedy="keep the login in AWS Secrets Manager, and write the ARN of the secret",
    )

"""Whether two mappings mean one resource."""

from mappinglint.resource import Resource

# Its name, and where that stands: two files may have the same name.
Identity = tuple[str, str, int]


def identity_of(resource: Resource) -> Identity:
    """Return what no other resource of the project has."""
    place = resource.place
    return resource.name, place.source.path, place.span.start


def is_same(one: Resource | None, other: Resource | None) -> bool:
    """Say whether two resources are one; what was not found is none."""
    if one is None or other is None:
        return False
    return identity_of(one) == identity_of(other)

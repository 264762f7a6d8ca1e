"""ESM910: what is wrong with a configuration, as findings."""

from collections.abc import Iterable, Iterator

from mappinglint.config.reading import Mistake
from mappinglint.core import INVALID_CONFIGURATION
from mappinglint.finding import Finding
from mappinglint.place import Label, Place
from mappinglint.source import Source, UndecodableError
from mappinglint.span import Span
from mappinglint.unreadable import undecodable


def invalid(source: Source, mistakes: Iterable[Mistake]) -> Iterator[Finding]:
    """Yield the findings for mistakes in a configuration file."""
    # It is imported here: nearly always, nothing is wrong.
    from mappinglint.config.places import Places

    places = Places(source.text)
    for mistake in mistakes:
        place = Place(source, places.of(mistake)).first_line()
        yield _finding(mistake.message, Label(place), mistake.remedy)


def unreadable(path: str, error: OSError | UndecodableError) -> Finding:
    """Return the finding for a configuration file that is there and cannot be read."""
    if isinstance(error, UndecodableError):
        found = undecodable(path, error)
        return _finding(found.message, found.primary, found.remedy)
    place = Place(Source(path, ""), Span(0, 0))
    return _finding(f"cannot be read: {error.strerror or error}", Label(place))


def _finding(message: str, primary: Label, remedy: str = "") -> Finding:
    rule = INVALID_CONFIGURATION
    return Finding(rule=rule, level=rule.level, message=message, primary=primary, remedy=remedy)

"""What sentences of the documentation claim about sources, and what the table says to it.

Each check gets a claim and yields what the table says otherwise.
"""

import re
from collections.abc import Callable, Iterator

from mappinglint.kind import Kinds, SourceKind, name_kinds
from mappinglint.record import dataclass
from mappinglint.setting import Range
from mappinglint_rules.schema.compare.sentences import Sentence
from mappinglint_rules.schema.compare.table import Table, kinds_in
from mappinglint_rules.service import Access, AccessType


@dataclass(frozen=True)
class Claim:
    """A sentence that one of the patterns has understood, and the words in its gaps."""

    sentence: Sentence
    words: dict[str, str]
    table: Table

    @property
    def setting(self) -> str:
        """The path of the setting; in the documentation of an operation, labels name settings."""
        return self.sentence.setting or self.sentence.label

    @property
    def takers(self) -> Kinds:
        return self.table.takers(self.setting, self.sentence.label)

    @property
    def kinds(self) -> Kinds:
        """The kinds that it is about: named here, by its label, or all that take the setting."""
        named = kinds_in(" ".join(self.words.values())) or kinds_in(self.sentence.label)
        # In a list of sources, an item about one that nobody knows says nothing of the others.
        is_of_unknown = self.sentence.setting and self.sentence.label
        return named if named or is_of_unknown else self.takers

    def number(self, gap: str) -> int:
        return int(self.words[gap].replace(",", ""))


Check = Callable[[Claim], Iterator[str]]


# -- who takes it ---------------------------------------------------------------------------------


def _differing(said: Kinds, known: Kinds, what: str) -> Iterator[str]:
    for kinds, verb in ((known - said, "has"), (said - known, "lacks")):
        if kinds:
            yield f"the table {verb} {name_kinds(kinds)} as {what}"


def takes(claim: Claim) -> Iterator[str]:
    yield from _differing(claim.kinds, claim.takers, "what takes it")


def each_takes(claim: Claim) -> Iterator[str]:
    for label in claim.sentence.items:
        setting = label if claim.table.row(label) else f"DestinationConfig.{label}"
        takers = claim.table.takers(setting)
        yield from _differing(claim.kinds, takers, f"what takes {label}")


def is_taken(claim: Claim) -> Iterator[str]:
    if not claim.kinds <= claim.takers:
        yield f"the table lacks {name_kinds(claim.kinds - claim.takers)} as what takes it"


def mentions(claim: Claim) -> Iterator[str]:
    # "Kafka" may mean either; where it stands in passing, one that takes the setting is enough.
    if not claim.kinds & claim.takers:
        yield f"the table has {name_kinds(claim.takers)} as what takes it"


def requires(claim: Claim) -> Iterator[str]:
    row = claim.table.row(claim.setting)
    known = frozenset(row.required) if row else frozenset()
    yield from _differing(claim.kinds, known, "what requires it")


def at_timestamp(claim: Claim) -> Iterator[str]:
    yield from _differing(claim.kinds, claim.table.at_timestamp, "what takes AT_TIMESTAMP")


def needs_window(claim: Claim) -> Iterator[str]:
    table = claim.table
    yield from _differing(claim.kinds, table.needs_window, "what needs a window")
    if claim.number("most") != table.largest_without_window:
        yield f"the table needs no window up to {table.largest_without_window}"


# -- ConsumptionMode ------------------------------------------------------------------------------


def not_in_queue_mode(claim: Claim) -> Iterator[str]:
    """Compare one setting, or all that the sentence names."""
    known = set(claim.table.not_in_queue_mode)
    names = claim.words.get("settings")
    if names is None and claim.setting not in known:
        yield "the table has it in queue mode, too"
    elif names is not None and set(re.findall(r"[A-Z]\w+", names)) != known:
        yield f"the table has not in queue mode: {', '.join(sorted(known))}"


def not_for_ever_in_queue_mode(claim: Claim) -> Iterator[str]:
    if claim.number("least") != claim.table.retry_for_ever:
        yield f"the table refuses {claim.table.retry_for_ever} in queue mode"


# -- numbers --------------------------------------------------------------------------------------


def bounds(claim: Claim) -> Iterator[str]:
    """Compare a default and bounds, whichever of them the sentence has."""
    row = claim.table.row(claim.setting)
    for kind in (one for one in SourceKind if one in claim.kinds):
        if "default" in claim.words:
            known = row.defaults.get(kind) if row else None
            if known is None or known != claim.number("default"):
                yield f"the table has the default {known} for {kind.every}"
        known_range = claim.table.range(claim.setting, kind)
        for gap in ("least", "most"):
            if gap in claim.words and getattr(known_range, gap, None) != claim.number(gap):
                yield f"the table has the range {known_range} for {kind.every}"


def bounds_of_all(claim: Claim) -> Iterator[str]:
    known = claim.table.range(claim.setting)
    if known != Range(claim.number("least"), claim.number("most")):
        yield f"the schema has the range {known}"


def has_no_whole_default(claim: Claim) -> Iterator[str]:
    """Half a second cannot be written, so that the table has no default."""
    row = claim.table.row(claim.setting)
    known = claim.kinds & (row.defaults.keys() if row else frozenset())
    if known:
        yield f"the table has a default for {name_kinds(known)}"


# -- destinations, and what else a type of access needs -------------------------------------------

_DESTINATIONS = {
    "Amazon SNS topic": "sns",
    "Amazon SQS queue": "sqs",
    "Amazon S3 bucket": "s3",
    "Kafka topic": "kafka://",
}


def destinations(claim: Claim) -> Iterator[str]:
    named = re.split(r", or |, ", claim.words["destinations"].removeprefix("an "))
    services = {_DESTINATIONS.get(one, one) for one in named}
    takers = claim.table.takers("DestinationConfig")
    said = kinds_in(claim.words.get("kinds", "")) or takers
    yield from _differing(said, takers, "what takes it")
    for service in sorted(services | claim.table.destinations.keys()):
        known = claim.table.destinations.get(service, frozenset())
        # A sentence about no kind says only that somebody can send there.
        if "kinds" in claim.words:
            wanted = said if service in services else frozenset()
            yield from _differing(wanted, known, f"what sends to {service}")
        elif bool(known) != (service in services):
            yield f"the table knows {'no ' if not known else ''}destination {service}"


_NOTHING = AccessType(frozenset(), Access.NOTHING)


def needs(claim: Claim) -> Iterator[str]:
    known = set(claim.table.access_types.get(claim.sentence.label, _NOTHING).needs)
    if known != set(claim.words["types"].split(" or ")):
        yield f"the table says that it needs {' or '.join(sorted(known)) or 'nothing'}"


def needs_and_excludes_others(claim: Claim) -> Iterator[str]:
    """Compare what one type needs, and that it excludes what could stand in its place."""
    yield from needs(claim)
    types = claim.table.access_types
    mine = types.get(claim.sentence.label, _NOTHING)
    others = {
        name
        for name, one in types.items()
        if name.startswith("OAUTHBEARER_") and name not in mine.needs and not one.authenticates
    }
    if set(mine.excludes) != others:
        yield f"the table says that it excludes {' and '.join(sorted(mine.excludes)) or 'nothing'}"


def is_access(expected: Access) -> Check:
    def check(claim: Claim) -> Iterator[str]:
        access = claim.table.access_types.get(claim.sentence.label, _NOTHING).access
        if access is not expected:
            yield f"the table has {access.name} as what its URI is, not {expected.name}"

    return check

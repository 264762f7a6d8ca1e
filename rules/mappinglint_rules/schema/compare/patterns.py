"""The sentences of the documentation that are understood, and what each of them claims."""

import re
from collections.abc import Iterable, Iterator

from mappinglint.kind import ALL_KINDS
from mappinglint.setting import Setting
from mappinglint_rules.schema.compare import claims
from mappinglint_rules.schema.compare.claims import Check, Claim
from mappinglint_rules.schema.compare.sentences import Sentence
from mappinglint_rules.schema.compare.table import NAMES, Table, kinds_in
from mappinglint_rules.service import Access

NOT_UNDERSTOOD = "names a source, and no pattern understands what it claims"

_GAPS = {
    "kinds": NAMES,
    # Whom a setting is for, said in one place or, of an option, in several.
    "scopes": rf"\({NAMES}(?: only)?\)(?: \({NAMES}\))*",
    "bullets": rf"• {NAMES}(?: • {NAMES})*",
    "default": r"-?[\d,]*\d",
    "least": r"-?[\d,]*\d",
    "most": r"[\d,]*\d",
    "destinations": r"an Amazon [^.]+?",
    "settings": r"\w+(?:,(?: and)? \w+)*",
    "types": r"[A-Z_]+(?: or [A-Z_]+)?",
    "form": (
        r"data stream or a stream consumer|stream|queue|broker|"
        r"cluster or the ARN of the VPC connection \(for cross-account event source mappings\)|"
        rf"{NAMES} change stream"
    ),
}

# Sentences with gaps, by what they claim; `…` stands for words that claim nothing. Whole sentences
# stand here, so that a changed one is printed: somebody must read it then.
_TEMPLATES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (
        claims.takes,
        (
            "{scopes}",
            "{bullets}",
            "The duration in seconds of a processing window for {kinds} event sources.",
            "Specific configuration settings for a {kinds} event source.",
            "Specific configuration settings for an {kinds} event source.",
        ),
    ),
    (
        claims.each_takes,
        (
            "The following error handling options are available for stream sources ({kinds}):",
            "The following option is available only for {kinds} event sources:",
        ),
    ),
    (claims.is_taken, ("The ARN of the {form}.",)),
    (claims.requires, ("Required for {kinds} event sources.",)),
    (claims.at_timestamp, ("AT_TIMESTAMP is supported only for {kinds}.",)),
    (
        claims.needs_window,
        (
            (
                "Related setting: For {kinds} event sources, when you set BatchSize to a value "
                "greater than {most}, you must set MaximumBatchingWindowInSeconds to at least 1."
            ),
        ),
    ),
    (
        claims.not_in_queue_mode,
        (
            "Not supported for {kinds} event source mappings when ConsumptionMode is Queue.",
            "When ConsumptionMode is Queue, the {settings} parameters are not supported.",
        ),
    ),
    (
        claims.not_for_ever_in_queue_mode,
        (
            (
                "For {kinds} event source mappings with ConsumptionMode set to Queue, the value "
                "{least} (infinite retries) is not supported and the default is 0 (no retries)."
            ),
        ),
    ),
    (
        claims.bounds,
        (
            "Default {default}.",
            "Max {most}.",
            "For {kinds} the max is {most}.",
            "The default value is infinite ({default}).",
            "For {kinds} event sources, the default batching window is {default} seconds.",
            "For {kinds} event source mappings, default is {default}.",
            (
                "For {kinds} events source mappings, default is {default}, and minimum {least} "
                "required."
            ),
            (
                "For {kinds} event source mappings, the accepted range is between {least} and "
                "{most}, with a default of {default}."
            ),
        ),
    ),
    (
        claims.bounds_of_all,
        (
            (
                "You can configure MaximumBatchingWindowInSeconds to any value from {least} "
                "seconds to {most} seconds in increments of seconds."
            ),
        ),
    ),
    (
        claims.has_no_whole_default,
        ("For {kinds} event sources, the default batching window is 500 ms.",),
    ),
    (
        claims.destinations,
        (
            (
                "To retain records of failed invocations from {kinds}, you can configure "
                "{destinations} as the destination."
            ),
            "Send discarded records to {destinations}.",
        ),
    ),
    (
        claims.needs,
        (
            "This type requires {types}.",
            "This type requires either {types}.",
        ),
    ),
    (
        claims.needs_and_excludes_others,
        ("This type requires {types} and does not support the other OAUTHBEARER types.",),
    ),
    (claims.is_access(Access.NOTHING), ("Omit the URI field for this type.",)),
    (claims.is_access(Access.TEXT), ("The URI field holds …, not a secret ARN.",)),
    (
        claims.mentions,
        (
            "{kinds}",
            "The name of the {kinds} topic.",
            "The name of the {kinds} broker destination queue to consume.",
            "The name of the virtual host in your {kinds} broker.",
            "Lambda uses this {kinds} host as the event source.",
            "The name of the database to consume within the {kinds} cluster.",
            (
                "Determines what {kinds} sends to your event stream during document update "
                "operations."
            ),
            (
                "If set to UpdateLookup, {kinds} sends a delta describing the changes, along with "
                "a copy of the entire document."
            ),
            "Otherwise, {kinds} sends only a partial document that contains the changes.",
            "Limits the number of concurrent instances that the {kinds} event source can invoke.",
            "For more information, see Configuring maximum concurrency for {kinds} event sources.",
            "to receive metrics related to the {kinds} consumers from your event source mapping.",
            "The {kinds} cluster to receive records from.",
            (
                "The list of bootstrap servers for your {kinds} brokers in the following format: "
                '"KAFKA_BOOTSTRAP_SERVERS": ["abc.xyz.com:xxxx","abc2.xyz.com:xxxx"].'
            ),
            "The identifier for the {kinds} consumer group to join.",
            "The consumer group ID must be unique among all your {kinds} event sources.",
            (
                "After creating a {kinds} event source mapping with the consumer group ID "
                "specified, you cannot update this value."
            ),
            "Specific configuration settings for a {kinds} schema registry.",
            "The mode that Lambda uses to consume records from your {kinds} topic.",
            (
                "Lambda consumes records using a {kinds} consumer group and preserves the order of "
                "records within each partition."
            ),
            "Lambda consumes records using a {kinds} share group.",
            (
                "To use Queue mode, your cluster must run {kinds} version 4.2 or later with share "
                "groups enabled."
            ),
            "Lambda connects to these subnets to fetch data from your {kinds} cluster.",
            "The VPC security group used to manage access to your {kinds} brokers.",
            "The Secrets Manager ARN of your secret key … of your {kinds} brokers.",
            "The Secrets Manager ARN of your secret key … with your {kinds} brokers.",
        ),
    ),
)


def _pattern(template: str) -> re.Pattern[str]:
    text = re.escape(template).replace("…", ".*")
    for gap, form in _GAPS.items():
        text = text.replace(re.escape(f"{{{gap}}}"), f"(?P<{gap}>{form})")
    return re.compile(text, re.IGNORECASE)


PATTERNS = tuple(
    (_pattern(template), check) for check, templates in _TEMPLATES for template in templates
)


def disagreements(sentence: Sentence, table: Table) -> Iterator[str]:
    """Yield what the table says other than a sentence, or that nobody understands the sentence."""
    for pattern, check in PATTERNS:
        found = pattern.fullmatch(sentence.text)
        if found is not None:
            words = {gap: word for gap, word in found.groupdict().items() if word is not None}
            yield from check(Claim(sentence, words, table))
            return
    # What stands in parentheses before everything says whom it is for, be it nobody that we know.
    if sentence.text.startswith("(") or _names_a_source(sentence):
        yield NOT_UNDERSTOOD


def unmentioned(said: Iterable[Sentence], table: Table) -> Iterator[Setting]:
    """Yield settings that some source does not take, of which no sentence says who takes them.

    So a setting whose "(Amazon SQS only)" has gone does not go unnoticed.
    """
    documented = {_outermost(one) for one in said}
    named = {_outermost(one) for one in said if _names_a_source(one)}
    for name in sorted(documented - named):
        row = table.settings.get(name)
        if row is not None and row.takes.keys() != ALL_KINDS:
            yield row


def _outermost(sentence: Sentence) -> str:
    return sentence.setting.partition(".")[0].removesuffix("[]")


def _names_a_source(sentence: Sentence) -> bool:
    return bool(kinds_in(f"{sentence.label}: {sentence.text}"))

"""The options of `aws lambda create-event-source-mapping` and `update-event-source-mapping`."""

import re
from dataclasses import replace
from enum import Enum
from typing import Final, NamedTuple

from mappinglint.mapping import Format, Operation


class Takes(Enum):
    """What stands behind an option."""

    TEXT = "one word"
    OBJECT = "one word: JSON, or `Key=value,…`"
    TEXTS = "words, or one with a JSON list"
    OBJECTS = "words, each an object, or one with a JSON list"
    NOTHING = "nothing: --no-… is the opposite"


SETTINGS: Final = {
    "AmazonManagedKafkaEventSourceConfig": Takes.OBJECT,
    "BatchSize": Takes.TEXT,
    "BisectBatchOnFunctionError": Takes.NOTHING,
    "DestinationConfig": Takes.OBJECT,
    "DocumentDBEventSourceConfig": Takes.OBJECT,
    "Enabled": Takes.NOTHING,
    "EventSourceArn": Takes.TEXT,
    "FilterCriteria": Takes.OBJECT,
    "FunctionName": Takes.TEXT,
    "FunctionResponseTypes": Takes.TEXTS,
    "KMSKeyArn": Takes.TEXT,
    "LoggingConfig": Takes.OBJECT,
    "MaximumBatchingWindowInSeconds": Takes.TEXT,
    "MaximumRecordAgeInSeconds": Takes.TEXT,
    "MaximumRetryAttempts": Takes.TEXT,
    "MetricsConfig": Takes.OBJECT,
    "ParallelizationFactor": Takes.TEXT,
    "ProvisionedPollerConfig": Takes.OBJECT,
    "Queues": Takes.TEXTS,
    "ScalingConfig": Takes.OBJECT,
    "SelfManagedEventSource": Takes.OBJECT,
    "SelfManagedKafkaEventSourceConfig": Takes.OBJECT,
    "SourceAccessConfigurations": Takes.OBJECTS,
    "StartingPosition": Takes.TEXT,
    "StartingPositionTimestamp": Takes.TEXT,
    "Tags": Takes.OBJECT,
    "Topics": Takes.TEXTS,
    "TumblingWindowInSeconds": Takes.TEXT,
    "UUID": Takes.TEXT,
}

# Within objects: of these `Key=value` means a list of one.
LISTS: Final = frozenset(
    {
        "AccessConfigs",
        "Filters",
        "KAFKA_BOOTSTRAP_SERVERS",
        "Metrics",
        "SchemaValidationConfigs",
    }
)

OPERATIONS: Final = {
    "create-event-source-mapping": Operation.CREATE,
    "update-event-source-mapping": Operation.UPDATE,
}

REGION: Final = "--region"
# The AWS CLI's own options, and whether a word belongs to them.
_OWN: Final = {
    "--ca-bundle": True,
    "--cli-auto-prompt": False,
    "--cli-binary-format": True,
    "--cli-connect-timeout": True,
    "--cli-error-format": True,
    "--cli-read-timeout": True,
    "--color": True,
    "--debug": False,
    "--endpoint-url": True,
    "--no-cli-auto-prompt": False,
    "--no-cli-pager": False,
    "--no-paginate": False,
    "--no-sign-request": False,
    "--no-verify-ssl": False,
    "--output": True,
    "--profile": True,
    "--query": True,
    REGION: True,
    "--v2-debug": False,
    "--version": False,
}
INPUT: Final = "--cli-input-json"
# With these, what is asked for stands elsewhere, or nothing is asked for.
ELSEWHERE: Final = "--cli-input-yaml"
SKELETON: Final = "--generate-cli-skeleton"

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def option_of(name: str) -> str:
    """Return the option of an API name: "--kms-key-arn" for KMSKeyArn."""
    return "--" + _WORD_START.sub("-", name).lower()


FORMAT: Final = Format(
    "aws-cli",
    converts=True,
    is_closed=True,
    on_unknown=(
        'is never asked: the AWS CLI answers "Unknown options", or "Unknown parameter in input"'
    ),
    spellings={name: option_of(name) for name in SETTINGS},
)
# Within objects, and in a request that is written as JSON, the API's own names.
IN_JSON: Final = replace(FORMAT, is_closed=False, spellings={})


class Option(NamedTuple):
    """What an option is: a setting under its API name, or one of the AWS CLI's own.

    `is_on` is False for the opposite of a setting. `takes_word` says whether a word belongs to it.
    """

    name: str | None
    own: str = ""
    is_on: bool = True
    takes_word: bool = True


def _options() -> dict[str, Option]:
    found = {own: Option(None, own, takes_word=takes_word) for own, takes_word in _OWN.items()}
    found |= {own: Option(None, own) for own in (INPUT, ELSEWHERE, SKELETON)}
    for name, takes in SETTINGS.items():
        is_flag = takes is Takes.NOTHING
        found[option_of(name)] = Option(name, takes_word=not is_flag)
        if is_flag:
            opposite = "--no-" + option_of(name).removeprefix("--")
            found[opposite] = Option(name, is_on=False, takes_word=False)
    return found


OPTIONS: Final = _options()


def meant_by(word: str) -> Option | None:
    """Return what an option means: the AWS CLI takes the beginning of one, too."""
    if word in OPTIONS:
        return OPTIONS[word]
    begun = [option for name, option in OPTIONS.items() if name.startswith(word)]
    return begun[0] if len(begun) == 1 else None


def is_ambiguous(word: str) -> bool:
    """Say whether several options begin with a word."""
    return sum(name.startswith(word) for name in OPTIONS) > 1

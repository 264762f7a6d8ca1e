"""What ACK and Crossplane call the settings, by the definitions (CRDs) that they install."""

from dataclasses import replace
from typing import Final

from mappinglint.dialects.kubernetes import OF_ACK, OF_CROSSPLANE
from mappinglint.dialects.terraform.mapping_words import FORMAT as TERRAFORM
from mappinglint.dialects.terraform.mapping_words import OTHER
from mappinglint.mapping import Format
from mappinglint.record import dataclass

_ON_UNKNOWN: Final = (
    "is never asked: Kubernetes drops an unknown field, or refuses it (kubectl's default)"
)


@dataclass(frozen=True)
class Words:
    """One way to write mappings.

    `groups` are the API groups that have it. `blocks` are the keys of the spec that have the
    settings, the first one before the others; without any, the spec has them. `beside` may stand
    next to these, and `other` are keys that are no settings. `references` are those that stand for
    a setting. Blocks of Terraform's may be lists of one (`in_lists`).
    """

    groups: tuple[str, ...]
    format: Format
    blocks: tuple[str, ...]
    beside: frozenset[str]
    other: frozenset[str]
    references: dict[str, str]
    is_of_terraform: bool = False
    in_lists: bool = False


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def camel(name: str) -> str:
    """Return Terraform's name of an argument as Crossplane has it."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


# Some are no fields of ACK's yet; they would be called so.
_ACK_NAMES: Final = {
    **{
        name: _lower_first(name)
        for name in TERRAFORM.spellings
        if name not in ("KAFKA_BOOTSTRAP_SERVERS", "StreamViewType")
    },
    "ConsumerGroupId": "consumerGroupID",
    "ConsumptionMode": "consumptionMode",
    "EventSourceArn": "eventSourceARN",
    "KAFKA_BOOTSTRAP_SERVERS": "KAFKA_BOOTSTRAP_SERVERS",
    "KMSKeyArn": "kmsKeyARN",
    "OnSuccess": "onSuccess",
    "StreamViewType": "streamViewType",
    # So they are called, for once.
    "Type": "type_",
    "URI": "uRI",
}

_FORMAT: Final = Format(
    "kubernetes",
    converts=False,
    tool="Kubernetes",
    has_times_as_text=True,
    is_closed=True,
    on_unknown=_ON_UNKNOWN,
)

ACK: Final = Words(
    groups=OF_ACK,
    format=replace(_FORMAT, home="spec", spellings=_ACK_NAMES),
    blocks=(),
    beside=frozenset({"apiVersion", "kind", "metadata", "spec", "status"}),
    other=frozenset(),
    references={
        "eventSourceRef": "EventSourceArn",
        "functionRef": "FunctionName",
        "queueRefs": "Queues",
        "uriRef": "URI",
    },
)

CROSSPLANE: Final = Words(
    groups=OF_CROSSPLANE,
    format=replace(
        _FORMAT,
        home="forProvider",
        spellings={
            **{name: camel(here) for name, here in TERRAFORM.spellings.items()},
            "KAFKA_BOOTSTRAP_SERVERS": "KAFKA_BOOTSTRAP_SERVERS",
        },
    ),
    blocks=("forProvider", "initProvider"),
    beside=frozenset(
        {
            "deletionPolicy",
            "forProvider",
            "initProvider",
            "managementPolicies",
            "managementPolicy",
            "providerConfigRef",
            "providerRef",
            "publishConnectionDetailsTo",
            "writeConnectionSecretToRef",
        }
    ),
    other=frozenset(map(camel, OTHER)),
    references={
        "eventSourceArnRef": "EventSourceArn",
        "eventSourceArnSelector": "EventSourceArn",
        "functionNameRef": "FunctionName",
        "functionNameSelector": "FunctionName",
        "kmsKeyArnRef": "KMSKeyArn",
        "kmsKeyArnSelector": "KMSKeyArn",
    },
    is_of_terraform=True,
)

# Since this version of this group, a block that stands once is an object; before, a list of one.
_OF_OBJECTS: Final = {("lambda.aws.upbound.io", "v1beta2"), ("lambda.aws.m.upbound.io", "v1beta1")}


def is_in_objects(group: str, version: str) -> bool:
    """Say whether a definition has objects where others have lists of one block."""
    return (group, version) in _OF_OBJECTS


def words_of(group: str) -> Words | None:
    """Return the words of an API group; None for one that has no mappings."""
    return next((words for words in (ACK, CROSSPLANE) if group in words.groups), None)

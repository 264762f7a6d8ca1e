"""Settings under the names that other formats, or people, give them."""

import re
from typing import Final

from mappinglint.path import Path, split

_SEPARATORS = re.compile(r"[_\-\s]")

# The names in SAM, Serverless Framework and Terraform that are not just the API's in other letters,
# and what else was seen; without separators, in lower case.
_ALIASES: Final = {
    "EventSourceArn": (
        "arn broker brokerarn cluster clusterarn queue queuearn source sourcearn stream streamarn"
    ),
    "FunctionName": "function functionarn lambda lambdaarn lambdafunction",
    "BatchSize": "batch maxbatchsize maximumbatchsize",
    "MaximumBatchingWindowInSeconds": (
        "batchingwindow batchwindow batchwindowinseconds maxbatchingwindow maximumbatchingwindow"
        " maxbatchingwindowinseconds maximumbatchwindow maximumbatchwindowinseconds"
    ),
    "FunctionResponseTypes": "functionresponsetype reportbatchitemfailures",
    "FilterCriteria": "filter filtercriterias filterpattern filterpatterns",
    "MaximumRecordAgeInSeconds": "maximumrecordage maxrecordage maxrecordageinseconds",
    "MaximumRetryAttempts": "maximumretries maxretries maxretryattempts retries retryattempts",
    "BisectBatchOnFunctionError": "bisectbatch bisectbatchonerror bisectonerror",
    "TumblingWindowInSeconds": "tumblingwindow",
    "ProvisionedPollerConfig": "provisionedpollers provisionedpollersconfig",
    "SourceAccessConfigurations": "accessconfigurations sourceaccessconfiguration",
    "DestinationConfig": "destination destinations onfailuredestination",
    "KMSKeyArn": "kmskey kmskeyid",
    "Topics": "topic",
    "Enabled": "isenabled",
}
_MEANT: Final = {alias: name for name, aliases in _ALIASES.items() for alias in aliases.split()}


def plain_name(name: str) -> str:
    """Return a name without what formats write differently: "batch_size" is "batchSize"."""
    return _SEPARATORS.sub("", name).lower()


def meant_by(name: str) -> Path | None:
    """Return the top-level setting that a foreign name stands for."""
    meant = _MEANT.get(plain_name(name))
    return split(meant) if meant else None

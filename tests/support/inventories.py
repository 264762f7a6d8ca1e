"""Inventories of mappings that no account has."""

import json
from collections.abc import Iterator
from typing import Any

_REGION = "eu-west-1"


def lines(count: int) -> Iterator[str]:
    """Yield lines as `aws lambda list-event-source-mappings` has items; each tenth is wrong."""
    for number in range(count):
        yield json.dumps(mapping(number))


def mapping(number: int) -> dict[str, Any]:
    """Return a mapping: a queue with or without a filter, or a stream."""
    account = f"{100_000_000_000 + number % 40}"
    uuid = f"{number:08x}-0000-4000-8000-{number:012x}"
    found: dict[str, Any] = {
        "UUID": uuid,
        "BatchSize": 10,
        "MaximumBatchingWindowInSeconds": 0,
        "EventSourceArn": f"arn:aws:sqs:{_REGION}:{account}:queue-{number}",
        "FunctionArn": f"arn:aws:lambda:{_REGION}:{account}:function:function-{number}",
        "LastModified": 1_700_000_000.0 + number,
        "State": "Enabled",
        "StateTransitionReason": "USER_INITIATED",
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "EventSourceMappingArn": f"arn:aws:lambda:{_REGION}:{account}:event-source-mapping:{uuid}",
    }
    if number % 4 == 1:
        found |= {
            "EventSourceArn": f"arn:aws:kinesis:{_REGION}:{account}:stream/stream-{number}",
            "StartingPosition": "LATEST",
            "BatchSize": 100,
            "ParallelizationFactor": 2,
            "MaximumRecordAgeInSeconds": 3600,
            "BisectBatchOnFunctionError": True,
            "MaximumRetryAttempts": 3,
        }
    wanted: object = [f"order-{number}"]
    if number % 10 == 0:
        # A value that is not in a list.
        wanted = f"order-{number}"
    elif number % 4 != 2:
        return found
    pattern = json.dumps({"body": {"kind": wanted}})
    return found | {"FilterCriteria": {"Filters": [{"Pattern": pattern}]}}

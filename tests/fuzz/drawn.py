"""Strategies for hypothesis: requests to Lambda, right, wrong and odd, and files that say them."""

import json
from pathlib import Path
from typing import Any

import yaml
from forms import Inexpressible, Request, cloudformation, plan, terraform
from hypothesis import strategies as st

import mappinglint_rules.schema
from mappinglint_rules.service import SETTINGS

_ACCOUNT = "us-east-1:123456789012"
# What each kind of source is told by, in the words of `forms`.
_SOURCES: dict[str, Request] = {
    "sqs": {"EventSourceArn": f"arn:aws:sqs:{_ACCOUNT}:orders"},
    "fifo": {"EventSourceArn": f"arn:aws:sqs:{_ACCOUNT}:orders.fifo"},
    "kinesis": {"EventSourceArn": f"arn:aws:kinesis:{_ACCOUNT}:stream/orders"},
    "dynamodb": {"EventSourceArn": f"arn:aws:dynamodb:{_ACCOUNT}:table/t/stream/2025-01-01"},
    "msk": {"EventSourceArn": f"arn:aws:kafka:{_ACCOUNT}:cluster/c/0a1b-2c3d-4"},
    "kafka": {
        "SelfManagedEventSource": {
            "Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka.example.com:9092"]}
        }
    },
    "rabbitmq": {"EventSourceArn": f"arn:aws:mq:{_ACCOUNT}:broker:b:b-0a1b-2c3d"},
    "documentdb": {"EventSourceArn": f"arn:aws:rds:{_ACCOUNT}:cluster:c"},
}
_PATTERNS = (
    '{"body": {"status": ["paid"]}}', '{"body": {"status": "paid"}}',
    '{"data": {"a": [{"prefx": "b"}]}}',
    '{"dynamodb": {"NewImage": {"a": {"S": ["b"]}}}}', '{"value": [{"numeric": [">", 5, "<", 3]}]}',
    "{}", "", "[]", "{", '{"eventName": ["INSERT", "INSERT"]}', '{"body": [{"exists": "true"}]}',
)  # fmt: skip
# To Terraform an empty text is none; and a prompt cannot show one of several lines.
_ODD_TEXTS = ("", "a\nb", " \t", "\u2028", "- a", "{", "<<", "0x1f", "1e3", "010", "~", "a\r\nb")
_TEXTS = (
    "orders", "x", " ", "10", "true", "null", "a b", "\u00e9", "a'b", 'a"b', "a: b", "#",
    "LATEST", "TRIM_HORIZON", "AT_TIMESTAMP", "ReportBatchItemFailures", "EventCount",
    "KafkaMetrics",
    f"arn:aws:sqs:{_ACCOUNT}:failures", f"arn:aws:sqs:{_ACCOUNT}:failures.fifo", "arn:aws:s3:::b",
    f"arn:aws:sns:{_ACCOUNT}:t", f"arn:aws:secretsmanager:{_ACCOUNT}:secret:s-AbCdEf", "kafka://t",
    "https://registry.example.com", "subnet:subnet-0a", "security_group:sg-0a", "INFO",
    "UpdateLookup",
)  # fmt: skip
_NUMBERS = (
    -2,
    -1,
    0,
    1,
    2,
    5,
    10,
    11,
    59,
    60,
    100,
    300,
    301,
    900,
    901,
    1000,
    1001,
    2000,
    2001,
    10_000,
)
_SCHEMA: Any = json.loads(
    (Path(mappinglint_rules.schema.__file__).parent / "mapping.json").read_text(encoding="utf-8")
)
_ODD = st.recursive(
    st.none() | st.booleans() | st.sampled_from(_NUMBERS) | st.sampled_from(_TEXTS + _ODD_TEXTS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "Type", "URI", "Filters", "Pattern"]), inner,
        max_size=3)
    ),
    max_leaves=5,
)  # fmt: skip


def _fitting(  # noqa: PLR0911 - one for each type
    schema: Any, name: str
) -> st.SearchStrategy[Any]:
    """Return values of the shape that a schema wants; what they say may be wrong."""
    match schema.get("type"):
        case "object" if "properties" in schema:
            fields = {name: _fitting(inner, name) for name, inner in schema["properties"].items()}
            return st.fixed_dictionaries({}, optional=fields).filter(bool)
        case "object":
            return st.dictionaries(st.sampled_from(["team", "owner"]), st.sampled_from(["a", "b"]))
        case "array":
            return st.lists(_fitting(schema["items"], name), min_size=1, max_size=2)
        case "integer" | "number":
            return st.sampled_from(_NUMBERS)
        case "boolean":
            return st.booleans()
    if "enum" in schema:
        return st.sampled_from([*schema["enum"], "LATEST"])
    return st.sampled_from(_PATTERNS if name == "Pattern" else _TEXTS)


# Told by the source; and the time, which each format writes in a way of its own.
_TOLD = ("EventSourceArn", "FunctionName", "SelfManagedEventSource", "StartingPositionTimestamp")
_SETTINGS = {
    name: _fitting(schema, name)
    for name, schema in _SCHEMA["properties"].items()
    if name in SETTINGS and name not in _TOLD
}


@st.composite
def requests(draw: st.DrawFn, *, odd: bool = False) -> tuple[str, Request]:
    """Draw a kind of source and a request; if it may be `odd`, with values of any shape."""
    kind = draw(st.sampled_from(sorted(_SOURCES)))
    names = draw(st.lists(st.sampled_from(sorted(_SETTINGS)), max_size=5, unique=True))
    request: Request = {"FunctionName": "handler", **_SOURCES[kind]}
    for name in names:
        is_odd = odd and draw(st.integers(0, 3)) == 0
        request[name] = draw(_ODD if is_odd else _SETTINGS[name])
    return kind, request


# -- patterns --------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    ["a", "b", "", "ab*c", "10.0.0.1", "10.0.0.0/8", "::1", "1.5", "\u00e9", "\\", '"']
)
_FIGURES = st.sampled_from([0, 1, -1, 5, 0.5, 300, 1e300, 10**20, -(10**9) - 1])
_COMPARED = st.lists(st.sampled_from(["<", "<=", "=", ">", ">=", "!"]) | _FIGURES, max_size=4)
_LISTED = st.lists(_WORDS | _FIGURES, max_size=3)
_NESTED = st.sampled_from(["prefix", "suffix", "equals-ignore-case", "wildcard"])
_OPERATORS = {
    "prefix": _WORDS | st.builds(lambda text: {"equals-ignore-case": text}, _WORDS),
    "suffix": _WORDS | st.builds(lambda text: {"equals-ignore-case": text}, _WORDS),
    "equals-ignore-case": _WORDS,
    "exactly": _WORDS,
    "wildcard": _WORDS,
    "cidr": _WORDS,
    "exists": st.booleans(),
    "numeric": _COMPARED,
    "anything-but": _WORDS
    | _FIGURES
    | _LISTED
    | st.dictionaries(_NESTED, _WORDS | _LISTED, max_size=2),
}
_CONDITIONS = (
    _WORDS
    | _FIGURES
    | st.booleans()
    | st.none()
    | st.sampled_from(sorted(_OPERATORS)).flatmap(
        lambda name: st.fixed_dictionaries({name: _OPERATORS[name]})
    )
)
_KEYS = st.sampled_from(["body", "data", "a", "b", "a.b", "$or", "", "\u00e9"])


def patterns() -> st.SearchStrategy[str]:
    """Return texts of patterns: trees of every operator, right and wrong."""
    lists = st.lists(_CONDITIONS, max_size=3)
    trees = st.recursive(
        lists,
        lambda inner: (
            st.dictionaries(_KEYS, inner, max_size=3)
            | st.lists(st.dictionaries(_KEYS, inner, max_size=2), max_size=3)
        ),
        max_leaves=6,
    )
    return st.dictionaries(_KEYS, trees, max_size=3).map(json.dumps)


def events() -> st.SearchStrategy[str]:
    """Return texts of events, some of whose keys are those of patterns."""
    leaves = _WORDS | _FIGURES | st.booleans() | st.none()
    inner = st.recursive(
        leaves,
        lambda inner: st.dictionaries(_KEYS, inner, max_size=3) | st.lists(inner, max_size=3),
        max_leaves=6,
    )
    return st.dictionaries(_KEYS, inner, max_size=3).map(json.dumps)


@st.composite
def damaged(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Draw a text in which a character or a stretch is lost, doubled or another one."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        instead = draw(st.sampled_from(["", text[start:end] * 2, *'{}[]:,"\\0e-']))
        text = text[:start] + instead + text[end:]
    return text


# -- files -----------------------------------------------------------------------------------------


def spellings(request: Request) -> list[tuple[str, str]]:
    """Return a request, and the template with it, each in all ways that JSON and YAML have."""
    _, template = cloudformation("", request)
    return [
        (name, text)
        for data, name in ((request, "request"), (yaml.safe_load(template), "template"))
        for name, text in _spelled(data, name)
    ]


def _spelled(data: Any, name: str) -> list[tuple[str, str]]:
    dump = yaml.safe_dump
    return [
        (f"{name}.json", json.dumps(data, indent=2)),
        (f"{name}.json", json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
        (f"{name}.yaml", json.dumps(data, indent=1)),
        (f"{name}.yaml", dump(data, sort_keys=False, width=10_000)),
        (f"{name}.yaml", dump(data, sort_keys=False, allow_unicode=True, width=40, indent=4)),
        (f"{name}.yml", "---\n" + dump(data, sort_keys=False, default_flow_style=True) + "...\n"),
        (f"{name}.yaml", dump(data, sort_keys=False, default_style='"').replace("\n", "\r\n")),
    ]


def terraforms(request: Request) -> list[tuple[str, str]]:
    """Return a resource in both languages of Terraform. Raises Inexpressible."""
    planned = json.loads(plan("", request)[1])
    (resource,) = planned["planned_values"]["root_module"]["resources"]
    content = {"resource": {resource["type"]: {resource["name"]: resource["values"]}}}
    return [terraform("", request), ("main.tf.json", json.dumps(content, indent=2))]


__all__ = ["Inexpressible", "requests", "spellings", "terraforms"]

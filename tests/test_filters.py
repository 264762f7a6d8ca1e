"""Rules about filter patterns: in every form, to the character, alone, and mended."""

# One case, one line:
# ruff: noqa: E501

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding, Level
from mappinglint.fixing import mend
from mappinglint.kind import SourceKind
from mappinglint.plugins import Plugins

Lint = Callable[..., Result]

_RECORDED = Path(__file__).parent.parent / "fixtures" / "service" / "patterns.jsonl"
_CASES = [json.loads(line) for line in _RECORDED.read_text(encoding="utf-8").splitlines()]
_ENGINE = Engine(Plugins())

_A = "us-east-1:123456789012"
_SECRET = f"arn:aws:secretsmanager:{_A}:secret:s-AbCdEf"
_STREAM: dict[str, Any] = {"StartingPosition": "LATEST"}
_BROKER: dict[str, Any] = {
    "Queues": ["orders"],
    "SourceAccessConfigurations": [{"Type": "BASIC_AUTH", "URI": _SECRET}],
}
_SOURCES: dict[str, dict[str, Any]] = {
    "queue": {"EventSourceArn": f"arn:aws:sqs:{_A}:orders"},
    "fifo": {"EventSourceArn": f"arn:aws:sqs:{_A}:orders.fifo"},
    "kinesis": {"EventSourceArn": f"arn:aws:kinesis:{_A}:stream/orders", **_STREAM},
    "table": {"EventSourceArn": f"arn:aws:dynamodb:{_A}:table/orders/stream/2025", **_STREAM},
    "msk": {
        "EventSourceArn": f"arn:aws:kafka:{_A}:cluster/c/0a1b-2c3d-4",
        "Topics": ["orders"],
        **_STREAM,
    },
    "mq": {"EventSourceArn": f"arn:aws:mq:{_A}:broker:b:b-1234", **_BROKER},
    "unknown": {"EventSourceArn": "{{ source }}"},
}


def _request(source: str, *patterns: str) -> dict[str, Any]:
    criteria = {"Filters": [{"Pattern": pattern} for pattern in patterns]}
    return {"FunctionName": "handler", **_SOURCES[source], "FilterCriteria": criteria}


def _template(source: str, *written: str, before: str = "") -> str:
    """Return a template with patterns just as they are written in YAML."""
    lines = [f"      {key}: {json.dumps(value)}" for key, value in _SOURCES[source].items()]
    filters = "".join(f"          - Pattern: {one}\n" for one in written)
    return (
        f"{before}Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n"
        "    Properties:\n      FunctionName: handler\n"
        + "\n".join(lines)
        + f"\n      FilterCriteria:\n        Filters:\n{filters}"
    )


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


def _codes(result: Result) -> list[str]:
    return [found.rule.code for found in result.findings]


def _only(result: Result) -> Finding:
    (found,) = result.findings
    return found


# -- every rule -----------------------------------------------------------------------------------

# Code, source, pattern, and what the finding points at.
_WRONG = [
    ("ESM501", "queue", '{"body": ["x",]}', ","),
    ("ESM501", "queue", '{"body": [!Ref Topic]}', "!Ref"),
    ("ESM501", "queue", "simple string", "simple"),
    ("ESM502", "queue", '{"body": {"status": "paid"}}', '"paid"'),
    ("ESM502", "queue", '{"body": {}}', "{}"),
    ("ESM502", "queue", '{"body": []}', "[]"),
    ("ESM502", "queue", "[1]", "[1]"),
    ("ESM502", "queue", '{"body": {"a": ["x"]}, "body": {"a": ["y"]}}', '"a"'),
    ("ESM503", "queue", '{"body": {"total": [{"numeric": [">", "5"]}]}}', '"5"'),
    ("ESM503", "queue", '{"body": {"total": [{"numeric": [">", 5, "<", 5]}]}}', '[">", 5, "<", 5]'),
    ("ESM503", "queue", '{"body": {"status": [{"prefx": "p"}]}}', '"prefx"'),
    ("ESM503", "queue", '{"body": {"status": [{"Ref": "Topic"}]}}', '"Ref"'),
    ("ESM504", "queue", '{"status": ["paid"]}', '"status"'),
    ("ESM504", "fifo", '{"data": {"status": ["paid"]}}', '"data"'),
    ("ESM504", "queue", '{"Records": {"body": {"status": ["paid"]}}}', '"Records"'),
    (
        "ESM504",
        "queue",
        '{"messageAttributes": {"a": {"stringValue": ["x"]}}}',
        '"messageAttributes"',
    ),
    ("ESM504", "kinesis", '{"body": {"status": ["paid"]}}', '"body"'),
    ("ESM504", "kinesis", '{"kinesis": {"data": {"status": ["paid"]}}}', '"kinesis"'),
    ("ESM504", "table", '{"data": {"status": ["paid"]}}', '"data"'),
    ("ESM504", "table", '{"NewImage": {"status": {"S": ["paid"]}}}', '"NewImage"'),
    ("ESM504", "table", '{"dynamodb": {"newImage": {"status": {"S": ["paid"]}}}}', '"newImage"'),
    ("ESM504", "table", '{"dynamodb": {"status": {"S": ["paid"]}}}', '"status"'),
    ("ESM504", "msk", '{"data": {"status": ["paid"]}}', '"data"'),
    ("ESM504", "mq", '{"value": {"status": ["paid"]}}', '"value"'),
    ("ESM504", "unknown", '{"status": ["paid"]}', '"status"'),
    ("ESM504", "queue", '{"status.code": ["paid"]}', '"status.code"'),
    ("ESM505", "table", '{"eventName": ["DELETE"]}', '"DELETE"'),
    ("ESM505", "table", '{"eventName": [5]}', "5"),
    ("ESM505", "table", '{"eventName": ["INSERT", {"prefix": "DEL"}]}', '{"prefix": "DEL"}'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": ["x"]}}}', '["x"]'),
    (
        "ESM505",
        "table",
        '{"dynamodb": {"NewImage": {"a": [{"exists": true}]}}}',
        '[{"exists": true}]',
    ),
    ("ESM505", "table", '{"dynamodb": {"OldImage": [{"exists": true}]}}', '[{"exists": true}]'),
    ("ESM505", "table", '{"dynamodb": ["x"]}', '["x"]'),
    ("ESM505", "table", '{"dynamodb": {"Keys": {"a": {"s": ["x"]}}}}', '"s"'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"b": {"S": ["x"]}}}}}', '"b"'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"M": {"b": ["x"]}}}}}', '["x"]'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"M": ["x"]}}}}', '["x"]'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"L": {"0": {"S": ["x"]}}}}}}', '"0"'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"S": {"b": ["x"]}}}}}', '"b"'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"N": [5]}}}}', "5"),
    (
        "ESM505",
        "table",
        '{"dynamodb": {"NewImage": {"a": {"N": [{"numeric": [">", 5]}]}}}}',
        '{"numeric": [">", 5]}',
    ),
    ("ESM505", "table", '{"dynamodb.NewImage": {"a": {"NS": [5]}}}', "5"),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"S": [null]}}}}', "null"),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"BOOL": ["true"]}}}}', '"true"'),
    ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": {"NULL": [null]}}}}', "null"),
    ("ESM506", "queue", '{"body": {"a": [{"wildcard": "a*"}]}}', '{"wildcard": "a*"}'),
    ("ESM506", "queue", '{"body": {"a": [{"exactly": "a"}]}}', '{"exactly": "a"}'),
    (
        "ESM506",
        "queue",
        '{"body": {"a": [{"anything-but": {"prefix": "a"}}]}}',
        '{"anything-but": {"prefix": "a"}}',
    ),
    (
        "ESM506",
        "queue",
        '{"body": {"a": [{"prefix": {"equals-ignore-case": "a"}}]}}',
        '{"prefix": {"equals-ignore-case": "a"}}',
    ),
    (
        "ESM506",
        "queue",
        '{"body": {"a": [{"suffix": {"equals-ignore-case": "a"}}]}}',
        '{"suffix": {"equals-ignore-case": "a"}}',
    ),
    ("ESM507", "queue", '{"body": {"a": [{"suffix": "a"}]}}', '{"suffix": "a"}'),
    (
        "ESM507",
        "queue",
        '{"body": {"a": [{"equals-ignore-case": "a"}]}}',
        '{"equals-ignore-case": "a"}',
    ),
    ("ESM507", "queue", '{"body": {"$or": [{"a": ["x"]}, {"b": ["y"]}]}}', '"$or"'),
    ("ESM512", "queue", '{"body": {"a": ["!Ref Topic"]}}', '"!Ref Topic"'),
    (
        "ESM512",
        "queue",
        '{"body": {"a": [{"anything-but": ["!GetAtt A.Arn"]}]}}',
        '"!GetAtt A.Arn"',
    ),
    ("ESM512", "queue", '{"body": {"a": [{"prefix": "!Ref Topic"}]}}', '{"prefix": "!Ref Topic"}'),
    ("ESM513", "queue", '{"body": [""]}', '""'),
    ("ESM513", "queue", '{"body": ["[1]"]}', '"[1]"'),
    ("ESM513", "msk", '{"value": ["{}"]}', '"{}"'),
    ("ESM513", "kinesis", '{"data": ["x"]}', '["x"]'),
]


@pytest.mark.parametrize(("code", "source", "pattern", "marked"), _WRONG)
def test_rule_in_a_request(code: str, source: str, pattern: str, marked: str, lint: Lint) -> None:
    result = lint(json.dumps(_request(source, pattern)), "request.json")
    found = _only(result)
    assert found.rule.code == code
    assert found.primary.place.text == json.dumps(marked)[1:-1]
    assert found.setting == "FilterCriteria.Filters[0].Pattern"


@pytest.mark.parametrize(("code", "source", "pattern", "marked"), _WRONG)
def test_rule_in_a_template(code: str, source: str, pattern: str, marked: str, lint: Lint) -> None:
    found = _only(lint(_template(source, _single(pattern))))
    assert found.rule.code == code
    assert found.primary.place.text == marked


def test_levels_are_what_is_known() -> None:
    levels = {rule.item.code: rule.item.level for rule in Plugins().rules()}
    codes = {
        level: {code for code in levels if code.startswith("ESM5") and levels[code] is level}
        for level in Level
    }
    assert codes[Level.ERROR] == {"ESM501", "ESM502", "ESM503", "ESM508"}
    assert codes[Level.NOTE] >= {"ESM507"}


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        # What need not be there.
        ("queue", '{"status": [{"exists": false}]}'),
        ("queue", '{"status": ["paid", {"exists": false}]}'),
        ("table", '{"dynamodb": {"NewImage": {"a": [{"exists": false}]}}}'),
        ("table", '{"dynamodb": {"NewImage": {"a": {"s": [{"exists": false}]}}}}'),
        ("table", '{"dynamodb": {"OldImage": [{"exists": false}]}}'),
        # Keys that records have, beside those of the guide's filters.
        ("queue", '{"attributes": {"MessageGroupId": ["x"]}}'),
        ("queue", '{"body.status": ["paid"]}'),
        ("kinesis", '{"partitionKey": ["x"], "data": {"a": ["x"]}}'),
        ("kinesis", '{"eventName": ["aws:kinesis:record"]}'),
        ("msk", '{"topic": [{"prefix": "order"}], "value": [{"prefix": "O"}]}'),
        ("msk", '{"value": [""]}'),
        ("mq", '{"basicProperties": {"appId": [{"prefix": "my"}]}}'),
        ("mq", '{"messageID": ["x"]}'),
        ("table", '{"userIdentity": {"type": ["Service"], "principalId": ["dynamodb.amazonaws.com"]}}'),
        ("table", '{"eventName": ["INSERT"], "eventSource": ["aws:dynamodb"]}'),
        ("table", '{"dynamodb": {"StreamViewType": ["NEW_IMAGE"]}}'),
        # Any of several sources may have it.
        ("unknown", '{"data": {"a": ["x"]}}'),
        ("unknown", '{"eventName": ["DELETE"]}'),
        ("unknown", '{"event": {"operationType": ["insert"]}}'),
        ("unknown", '{"dynamodb": {"NewImage": {"a": ["x"]}}}'),
        # Attributes, each below its type.
        ("table", '{"dynamodb": {"NewImage": {"a": {"S": ["x"]}}}}'),
        ("table", '{"dynamodb": {"NewImage": {"a": {"N": ["5"]}, "b": {"N": [{"anything-but": ["6"]}]}}}}'),
        ("table", '{"dynamodb": {"NewImage": {"a": {"BOOL": [true]}, "b": {"NULL": [true]}}}}'),
        ("table", '{"dynamodb": {"NewImage": {"a": {"SS": ["x"]}, "b": {"NS": ["5"]}}}}'),
        ("table", '{"dynamodb": {"NewImage": {"a": {"M": {"b": {"L": {"S": ["x"]}}}}}}}'),
        ("table", '{"dynamodb": {"NewImage": {"a": {"L": {"M": {"b": {"S": ["x"]}}}}}}}'),
        ("table", '{"dynamodb": {"NewImage": {"a": {"L": {"S": [{"exists": true}]}}}}}'),
        ("table", '{"dynamodb": {"Keys": {"id": {"S": [{"exists": true}]}}}}'),
        ("table", '{"dynamodb": {"NewImage": {"S": {"S": ["x"]}}}}'),
        # A name may have dots.
        ("table", '{"dynamodb": {"NewImage": {"a.b": {"S": ["x"]}}}}'),
        ("table", '{"dynamodb.NewImage.a.b": {"S": ["x"]}}'),
        # The guide lists these, or samples by AWS have them.
        ("queue", '{"body": {"a": [{"anything-but": ["x", "y"]}]}}'),
        ("queue", '{"body": {"a": [{"anything-but": "x"}], "b": [{"anything-but": [1]}]}}'),
        ("queue", '{"body": {"a": [{"cidr": "10.0.0.0/24"}]}}'),
        ("queue", '{"body": {"a": [null, true, 7, {"numeric": [">", 0, "<=", 5]}]}}'),
        # No references.
        ("queue", '{"body": {"a": ["say !If you can", "!Ref", "x !Ref Topic"]}}'),
        ("queue", '{"body": {"a": ["${Topic}"]}}'),
        # Texts that a message may be.
        ("queue", '{"body": ["paid", "5", "true", "[NaN]", {"prefix": "{"}]}'),
        ("queue", '{"body": {"a": [""]}}'),
        ("kinesis", '{"data": [{"exists": true}]}'),
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(source: str, pattern: str, lint: Lint) -> None:
    assert lint(_template(source, _single(pattern))).findings == []
    # In a request, `${Topic}` is somebody's variable, too.
    assert lint(json.dumps(_request(source, pattern)), "request.json").findings == []


def test_no_filter_at_all_is_fine(lint: Lint) -> None:
    request = {**_request("queue"), "FilterCriteria": {"Filters": []}}
    assert lint(json.dumps(request), "request.json").findings == []


def test_each_pattern_is_judged_by_itself(lint: Lint) -> None:
    wrong = ['{"body": "x"}', '{"body": ["ok"]}', "{", '{"x": ["y"]}', '{"body": [[1]]}']
    found = lint(_template("queue", *map(_single, wrong))).findings
    assert [(one.rule.code, one.setting[-10:-8]) for one in found] == [
        ("ESM502", "0]"),
        ("ESM501", "2]"),
        ("ESM504", "3]"),
        ("ESM502", "4]"),
    ]


def test_a_broken_pattern_is_that_and_nothing_else(lint: Lint) -> None:
    pattern = '{"status": "paid", "x": [{"wildcard": "a"}, ""], "y": ["!Ref X"]}'
    assert _codes(lint(_template("queue", _single(pattern)))) == ["ESM502"]


def test_key_of_another_source_is_named(lint: Lint) -> None:
    found = _only(lint(_template("table", _single('{"data": {"a": ["x"]}}'))))
    assert found.remedy == (
        '"data" is for Kinesis streams, ActiveMQ and RabbitMQ; write "dynamodb" here'
    )
    assert [label.text for label in found.related] == [f"this is {SourceKind.DYNAMODB.one}"]


# -- how many ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "level", "marked"),
    [(5, None, 0), (6, Level.WARNING, 5), (10, Level.WARNING, 5), (11, Level.ERROR, 10), (20, Level.ERROR, 10)],
)  # fmt: skip
def test_number_of_filters(count: int, level: Level | None, marked: int, lint: Lint) -> None:
    patterns = [f'{{"body": {{"number": ["{number}"]}}}}' for number in range(count)]
    text = _template("queue", *map(_single, patterns))
    found = lint(text).findings
    if level is None:
        assert found == []
        return
    (one,) = found
    assert (one.rule.code, one.level) == ("ESM508", level)
    first = next(n for n, line in enumerate(text.splitlines(), 1) if "Pattern" in line)
    assert one.primary.place.start.line == first + marked


def test_stored_filters_were_allowed(lint: Lint) -> None:
    patterns = [f'{{"body": {{"number": ["{number}"]}}}}' for number in range(8)]
    stored = {
        **_request("queue", *patterns),
        "UUID": "a1",
        "State": "Enabled",
        "LastModified": "2025",
    }
    del stored["FunctionName"]
    assert lint(json.dumps(stored), "stored.json").findings == []


# -- images -----------------------------------------------------------------------------------------

_TABLE = """
Resources:
  Table: {{Type: "AWS::DynamoDB::Table", Properties: {{StreamSpecification: {{StreamViewType: {view}}}}}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: handler
      EventSourceArn: !GetAtt Table.StreamArn
      StartingPosition: LATEST
      FilterCriteria: {{Filters: [{{Pattern: '{pattern}'}}]}}
"""  # fmt: skip


@pytest.mark.parametrize("image", ["NewImage", "OldImage", "Keys"])
@pytest.mark.parametrize(
    ("view", "missing"),
    [
        ("KEYS_ONLY", {"NewImage", "OldImage"}),
        ("NEW_IMAGE", {"OldImage"}),
        ("OLD_IMAGE", {"NewImage"}),
        ("NEW_AND_OLD_IMAGES", set()),
        ("!Ref View", set()),
    ],
)
def test_image_that_the_stream_has_not(
    view: str, missing: set[str], image: str, lint: Lint
) -> None:
    pattern = f'{{"dynamodb": {{"{image}": {{"a": {{"S": ["x"]}}}}}}}}'
    found = lint(_TABLE.format(view=view, pattern=pattern)).findings
    assert [one.rule.code for one in found] == ["ESM514"] * (image in missing)
    for one in found:
        assert one.primary.place.text == f'"{image}"'
        assert [label.place.text for label in one.related] == [view]


@pytest.mark.parametrize(
    ("conditions", "is_wrong"),
    [
        ('[{"exists": true}]', True),
        ('[{"exists": false}]', False),
        ('["x", {"exists": false}]', False),
    ],
)
def test_image_that_need_not_be_there(conditions: str, is_wrong: bool, lint: Lint) -> None:
    pattern = f'{{"dynamodb": {{"OldImage": {{"a": {{"S": {conditions}}}}}}}}}'
    found = lint(_TABLE.format(view="NEW_IMAGE", pattern=pattern))
    assert _codes(found) == ["ESM514"] * is_wrong


# -- to the character -------------------------------------------------------------------------------

_PARAMETERS = "Parameters:\n  Known: {Type: String, Default: k}\n  Open: {Type: String}\n"


@pytest.mark.parametrize(
    "written",
    [
        """'{"body": {"it''s": ⟦"it''s paid"⟧}}'""",
        r'''"{\"body\": {\"status\": ⟦\"paid\"⟧}}"''',
        r'''"{\"body\": {\"\u0061\x62\": ⟦\"gr\u00f6\u00dfe \U0001F600\"⟧}}"''',
        '"{\\"body\\":\n              {\\"status\\": ⟦\\"paid\\"⟧}}"',
        '"{\\"body\\": \\\n              {\\"status\\": ⟦\\"paid\\"⟧}}"',
        '\'{"body":\n              {"status": ⟦"paid"⟧}}\'',
        '>\n              {"body":\n                {"status": ⟦"paid"⟧}}',
        '>-\n              {"body": {\n\n              "status":\n                ⟦"paid"⟧}}',
        '|\n              {\n                "body": {\n                  "größe": ⟦"paid"⟧\n                }\n              }',
        '|2-\n              {"body": {"status": ⟦"paid"⟧}}',
        "!Sub '{\"body\": {\"status\": ⟦\"paid\"⟧}}'",
        "!Sub '{\"body\": {\"${Known}\": ⟦\"${Known}\"⟧}}'",
        "!Sub '{\"body\": {\"${Open}\": [\"${AWS::Region}\"], \"b\": ⟦\"paid\"⟧}}'",
        "!Sub '{\"body\": {\"a\": ⟦\"${Open}\"⟧}}'",
        "!Sub ['{\"body\": {\"${X}\": ⟦\"paid\"⟧}}', {X: status}]",
        '!Sub |\n              {"body": {"${Known}":\n                ⟦"paid"⟧}}',
        "{\"Fn::Sub\": '{\"body\": {\"${Open}\": ⟦5⟧}}'}",
        "'{\"body\": {\"\\u0073\\ud83d\\ude00\": ⟦\"\\u0070aid\"⟧}}'",
        "!!str '{\"body\": {\"status\": ⟦\"paid\"⟧}}'",
        "&one '{\"body\": {\"status\": ⟦\"paid\"⟧}}'",
        '"{\\"body\\": {\\"a\\\\\\"b\\": ⟦\\"\\\\u0070\\"⟧}}"',
    ],
)  # fmt: skip
def test_mistake_is_told_to_the_character(written: str, lint: Lint) -> None:
    marked = _template("queue", written, before=_PARAMETERS)
    text = re.sub("[⟦⟧]", "", marked)
    found = _only(lint(text))
    assert found.rule.code == "ESM502"
    span = found.primary.place.span
    assert f"{text[: span.start]}⟦{text[slice(*span)]}⟧{text[span.end :]}" == marked


@pytest.mark.parametrize(
    "pattern",
    [
        '{"body": {"status": ⟦"paid"⟧}}',
        '{"body": {"a\\"b\\\\": ⟦"\\u0070\\n"⟧}}',
        '{\n\t"body": {"grö\\ud83d\\ude00ße": ⟦"😀"⟧}}',
    ],
)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_json_in_json_is_told_to_the_character(pattern: str, ascii_only: bool, lint: Lint) -> None:
    before, marked, after = re.split("[⟦⟧]", pattern)
    raw = [json.dumps(part, ensure_ascii=ascii_only)[1:-1] for part in (before, marked, after)]
    whole = json.dumps(_request("queue", "PATTERN")).replace("PATTERN", "".join(raw))
    found = _only(lint(whole, "request.json"))
    assert found.primary.place.text == raw[1]
    assert found.primary.place.span.start == whole.index(raw[0]) + len(raw[0])


@pytest.mark.parametrize(
    ("code", "source", "marked"),
    [
        # Every rule points into a text with variables as well as into one without.
        ("ESM501", "queue", '{"body": ["${Open}"⟦,⟧]}'),
        ("ESM503", "queue", '{"body": {"a": [{⟦"prefx"⟧: "${Open}"}]}}'),
        ("ESM504", "queue", '{⟦"status"⟧: ["${Open}"]}'),
        ("ESM504", "queue", '{⟦"status"⟧: {"${Open}": ["x"]}}'),
        ("ESM505", "table", '{"eventName": [⟦"DELETE"⟧, "${Open}"]}'),
        ("ESM505", "table", '{"dynamodb": {"NewImage": {"a": ⟦["${Open}"]⟧}}}'),
        ("ESM506", "queue", '{"body": {"a": ["${Open}", ⟦{"wildcard": "a*"}⟧]}}'),
        ("ESM507", "queue", '{"body": {"a": [⟦{"suffix": "${Known}"}⟧]}}'),
        ("ESM512", "queue", '{"body": {"${Open}": [⟦"!Ref Topic"⟧]}}'),
        ("ESM513", "queue", '{"body": ["${Open}", ⟦""⟧]}'),
    ],
)
def test_what_a_variable_cannot_change_is_judged(
    code: str, source: str, marked: str, lint: Lint
) -> None:
    whole = _template(source, f"!Sub '{marked}'", before=_PARAMETERS)
    text = re.sub("[⟦⟧]", "", whole)
    found = _only(lint(text))
    span = found.primary.place.span
    assert found.rule.code == code
    assert f"{text[: span.start]}⟦{text[slice(*span)]}⟧{text[span.end :]}" == whole


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("queue", "!Ref Open"),
        ("queue", "!Sub '${Open}'"),
        ("queue", "!Sub '{\"${Open}\": [\"x\"]}'"),
        ("queue", "!Sub '{${Open}: [\"x\"]}'"),
        ("queue", "!Sub '{\"body\": ${Open}}'"),
        ("queue", "!Sub '{\"body\": [${Open}]}'"),
        ("queue", "!Sub '{\"status\": [${Open}]}'"),
        ("queue", "!Sub '{\"body\": {\"a\": [\"${!Known}\"]}}'"),
        ("queue", "!Sub '{\"body\": [{\"${Open}\": \"x\"}]}'"),
        ("table", "!Sub '{\"eventName\": [\"${Open}\"]}'"),
        ("table", "!Sub '{\"dynamodb\": {\"${Open}\": {\"a\": [\"x\"]}}}'"),
        ("table", "!Sub '{\"dynamodb\": {\"NewImage\": {\"a\": {\"${Open}\": [\"x\"]}}}}'"),
        ("table", "!Sub '{\"dynamodb\": {\"NewImage\": {\"a\": {\"N\": [\"${Open}\"]}}}}'"),
    ],
)  # fmt: skip
def test_what_a_variable_may_mend_is_left_alone(source: str, written: str, lint: Lint) -> None:
    assert lint(_template(source, written, before=_PARAMETERS)).findings == []


# -- fixes ------------------------------------------------------------------------------------------


def _mended(text: str, *, unsafe: bool = False, name: str = "template.yaml") -> str:
    data = text.encode()
    mended = mend(_ENGINE, name, data, _ENGINE.check_bytes(name, data), unsafe=unsafe)
    again = mend(_ENGINE, name, mended.data, mended.result, unsafe=unsafe)
    assert again.data == mended.data
    return mended.data.decode()


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("""'{"body": {"a": "it''s"}}'""", """'{"body": {"a": ["it''s"]}}'"""),
        (r'"{\"body\": {\"a\": \"x\"}}"', r'"{\"body\": {\"a\": [\"x\"]}}"'),
        (r'"{\"body\": {\"a\": \"\\u00e9 \\\"\"}}"', r'"{\"body\": {\"a\": [\"\\u00e9 \\\"\"]}}"'),
        ('>-\n              {"body":\n                {"a": 5}}', '>-\n              {"body":\n                {"a": [5]}}'),
        ('|\n              {"body": {\n                "a": true\n              }}', '|\n              {"body": {\n                "a": [true]\n              }}'),
        ("""!Sub '{"body": {"${Open}": "x"}}'""", """!Sub '{"body": {"${Open}": ["x"]}}'"""),
        ("""'{"body": {"a": {"prefix": "x"}}}'  # why""", """'{"body": {"a": [{"prefix": "x"}]}}'  # why"""),
        ("""'{"body": {"a": [["x", 1]]}}'""", """'{"body": {"a": ["x", 1]}}'"""),
        ("""'{"body": {"a": ["x",]}}'""", """'{"body": {"a": ["x"]}}'"""),
        ("""'{"body": {"a": ["x"]}'""", """'{"body": {"a": ["x"]}}'"""),
        ("""'{"body": {"a": [{"prefx": "x"}]}}'""", """'{"body": {"a": [{"prefix": "x"}]}}'"""),
        ("""'{"body": {"a": [{"numeric": [">", "5"]}]}}'""", """'{"body": {"a": [{"numeric": [">", 5]}]}}'"""),
        ("""'{"body": {"a": [{"numeric": ["<", 5, ">", 1]}]}}'""", """'{"body": {"a": [{"numeric": [">", 1, "<", 5]}]}}'"""),
        ("""'{"body": {"a": [{"prefix": ["x", "y"]}]}}'""", """'{"body": {"a": [{"prefix": "x"}, {"prefix": "y"}]}}'"""),
        ("""'{"body": {"a": [{"exists": "true"}]}}'""", """'{"body": {"a": [{"exists": true}]}}'"""),
        # What is missing is put in, and takes no character's place.
        ("""'{"body"["x"]}'""", """'{"body":["x"]}'"""),
        ("""'{"body" ["x"]}'""", """'{"body": ["x"]}'"""),
        ("""'{"body": ["x" "y"]}'""", """'{"body": ["x", "y"]}'"""),
        ("""'{"body": {"a": ["x"}}'""", """'{"body": {"a": ["x"]}}'"""),
        ("""'{"body": [{"prefix":"a"}{"prefix":"b"}]}'""", """'{"body": [{"prefix":"a"},{"prefix":"b"}]}'"""),
        (r'"{\"body\": {\"a\": [\"x\"}}"', r'"{\"body\": {\"a\": [\"x\"]}}"'),
        ("""{"body": {"a": ["it's", 5]}}""", """'{"body": {"a": ["it''s", 5]}}'"""),
        ("""!Sub '{"body": {"a": "${Known}", "b": "${Open}"}}'""", """!Sub '{"body": {"a": ["${Known}"], "b": ["${Open}"]}}'"""),
    ],
)  # fmt: skip
def test_safe_fix_leaves_the_rest_as_it_is(written: str, mended: str) -> None:
    before = _template("queue", written, before=_PARAMETERS)
    after = _template("queue", mended, before=_PARAMETERS)
    assert _mended(before) == after
    assert _ENGINE.check_text("template.yaml", after).findings == []


# With another default a pattern may be right, or wrong in another way.
@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("""!Sub '{"body": {"a": [${Known}]}}'""", """!Sub '{"body": {"a": ["${Known}"]}}'"""),
        ("""!Sub '{"body": {"${Known}": 1, "b": "x"}}'""", """!Sub '{"body": {"${Known}": [1], "b": ["x"]}}'"""),
    ],
)  # fmt: skip
def test_fix_that_rests_on_a_default_is_not_safe(written: str, mended: str) -> None:
    before = _template("queue", written, before=_PARAMETERS)
    assert _mended(before) == before
    after = _template("queue", mended, before=_PARAMETERS)
    assert _mended(before, unsafe=True) == after


def test_block_object_becomes_a_text() -> None:
    block = "\n              body:\n                a:\n                  - x"
    assert _mended(_template("queue", block)) == _template("queue", """'{"body": {"a": ["x"]}}'""")


def test_safe_fix_in_a_request() -> None:
    before, after = (
        json.dumps(_request("queue", pattern), indent=2)
        for pattern in ('{"body": {"a": "é\\n"}}', '{"body": {"a": ["é\\n"]}}')
    )
    assert _mended(before, name="request.json") == after


@pytest.mark.parametrize(
    ("source", "pattern", "mended"),
    [
        ("queue", '{"status": ["it\'s"]}', '{"body": {"status": ["it\'s"]}}'),
        ("queue", '{"data": {"a": ["x"]}}', '{"body": {"a": ["x"]}}'),
        ("queue", '{"Body": {"a": ["x"]}}', '{"body": {"a": ["x"]}}'),
        ("kinesis", '{"body": {"a": ["x"]}}', '{"data": {"a": ["x"]}}'),
        ("msk", '{"total": [5]}', '{"value": {"total": [5]}}'),
        ("table", '{"NewImage": {"a": {"S": ["x"]}}}', '{"dynamodb": {"NewImage": {"a": {"S": ["x"]}}}}'),
        ("table", '{"dynamodb": {"newimage": {"a": {"S": ["x"]}}}}', '{"dynamodb": {"NewImage": {"a": {"S": ["x"]}}}}'),
        ("table", '{"eventName": ["DELETE", "insert"]}', '{"eventName": ["REMOVE", "INSERT"]}'),
        ("table", '{"dynamodb": {"Keys": {"a": ["x"]}}}', '{"dynamodb": {"Keys": {"a": {"S": ["x"]}}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": {"s": ["x"]}}}}', '{"dynamodb": {"Keys": {"a": {"S": ["x"]}}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": [true]}}}', '{"dynamodb": {"Keys": {"a": {"BOOL": [true]}}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": {"N": [5.0, 1.5]}}}}', '{"dynamodb": {"Keys": {"a": {"N": ["5", "1.5"]}}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": {"BOOL": ["false"]}}}}', '{"dynamodb": {"Keys": {"a": {"BOOL": [false]}}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": {"NULL": [null]}}}}', '{"dynamodb": {"Keys": {"a": {"NULL": [true]}}}}'),
    ],
)  # fmt: skip
def test_unsafe_fix(source: str, pattern: str, mended: str) -> None:
    for quote in (_single, json.dumps):
        before, after = _template(source, quote(pattern)), _template(source, quote(mended))
        assert _mended(before) == before
        assert _mended(before, unsafe=True) == after
        assert _ENGINE.check_text("template.yaml", after).findings == []


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        # What was meant is open, or more than one place would have to change.
        ("queue", '{"body": {"a": ["x"]}[, "b": ["y"]}'),
        ("queue", '{"body": {"a": ["x"]", "b": ["y"]}}'),
        ("queue", '{"status": ["x"], "body": {"a": ["x"]}}'),
        ("queue", '{"Records": {"body": {"a": ["x"]}}}'),
        ("kinesis", '{"dynamodb": {"NewImage": {"a": {"S": ["x"]}}}}'),
        ("table", '{"data": {"a": ["x"]}}'),
        ("table", '{"status": ["x"]}'),
        ("table", '{"dynamodb": {"Keys": {"a": [5]}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": ["x", true]}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": [{"exists": true}]}}}'),
        ("table", '{"dynamodb": {"Keys": {"a": {"N": [{"numeric": [">", 5]}]}}}}'),
        ("unknown", '{"status": ["x"]}'),
    ],
)
def test_no_fix_where_nobody_can_know(source: str, pattern: str) -> None:
    before = _template(source, _single(pattern))
    assert _ENGINE.check_text("template.yaml", before).findings
    assert _mended(before, unsafe=True) == before


def test_variable_is_not_rewritten() -> None:
    pattern = '{"body": {"a": [{"${Operator}": "x"}]}}'
    parameters = "Parameters:\n  Operator: {Type: String, Default: prefx}\n"
    before = _template("queue", f"!Sub '{pattern}'", before=parameters)
    found = _only(_ENGINE.check_text("template.yaml", before))
    assert found.remedy == "did you mean prefix?"
    assert found.fix is None


# -- the recorded verdicts --------------------------------------------------------------------------


def _errors(result: Result) -> list[Finding]:
    assert result.failures == []
    assert result.mappings == 1
    return [found for found in result.findings if found.level is Level.ERROR]


@pytest.mark.parametrize("case", _CASES, ids=range(len(_CASES)))
def test_errors_are_event_rulers(case: dict[str, Any], engine: Engine) -> None:
    pattern = case["pattern"]
    request = json.dumps(_request("queue", pattern))
    found = _errors(engine.check_text("request.json", request))
    assert bool(found) != case["valid"], [one.message for one in found]
    if "\n" in pattern or not pattern.isprintable():
        written = json.dumps(pattern)
    else:
        written = _single(pattern)
    template = _errors(engine.check_text("template.yaml", _template("queue", written)))
    assert [one.message for one in template] == [one.message for one in found]


# -- anything at all --------------------------------------------------------------------------------

_NAMES = st.text(alphabet="abcS.é'\"\\ 😀", min_size=1, max_size=4)
_TEXTS = st.text(alphabet="xyz!*'\"\\{ é😀", max_size=6)
_NUMBERS = st.integers(-1000, 1000)
_CONDITIONS = st.one_of(
    _TEXTS,
    _NUMBERS,
    st.booleans(),
    st.none(),
    st.builds(lambda text: {"prefix": text}, _TEXTS),
    st.builds(lambda text: {"suffix": text}, _TEXTS),
    st.builds(lambda text: {"equals-ignore-case": text}, _TEXTS),
    st.builds(lambda wanted: {"exists": wanted}, st.booleans()),
    st.builds(lambda low, width: {"numeric": [">", low, "<=", low + width]}, _NUMBERS, st.integers(1, 9)),
    st.builds(lambda texts: {"anything-but": texts}, st.lists(_TEXTS, min_size=1, max_size=3)),
)  # fmt: skip


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    # No path may stand there twice, and dots make paths.
    names = _NAMES.map(lambda name: name.replace(".", "_"))
    return st.dictionaries(names, inner, min_size=1, max_size=3)


_PATTERNS = _objects(
    st.recursive(st.lists(_CONDITIONS, min_size=1, max_size=3), _objects, max_leaves=4)
)


@given(st.sampled_from(sorted(_SOURCES)), _PATTERNS, st.booleans())
def test_valid_pattern_has_no_error(source: str, pattern: Any, ascii_only: bool) -> None:
    text = json.dumps(pattern, ensure_ascii=ascii_only)
    request = json.dumps(_request(source, text), ensure_ascii=not ascii_only)
    assert _errors(_ENGINE.check_text("request.json", request)) == []
    for written in (_single(text), json.dumps(text)):
        assert _errors(_ENGINE.check_text("template.yaml", _template(source, written))) == []


@given(
    st.sampled_from(sorted(_SOURCES)),
    st.text() | st.text(alphabet="{}[]\",:\\ $!abdtrue01'\n", max_size=40),
    st.sampled_from(["", "!Sub "]),
)
def test_any_text_is_survived(source: str, pattern: str, tag: str) -> None:
    files = {
        "request.json": json.dumps(_request(source, pattern)),
        "template.yaml": _template(source, tag + json.dumps(pattern)),
    }
    for name, text in files.items():
        result = _ENGINE.check_text(name, text)
        assert result.failures == []
        for found in result.findings:
            for label in (found.primary, *found.related):
                start, end = label.place.span
                assert 0 <= start <= end <= len(text)
        data = text.encode("utf-8", "surrogatepass")
        if b"\\ud" not in data:
            mended = mend(_ENGINE, name, data, result, unsafe=True)
            assert mended.result.failures == []


@pytest.mark.parametrize("text", ['["{{"]}}', '["${"]}}', '["{{ a }"]}}', '["%{{", "x"]}}'])
def test_braces_of_json_are_no_placeholder(text: str) -> None:
    """`{{"]}}` looks like what a template engine fills in, but ends outside of the text."""
    request = json.dumps(_request("queue", '{"body": {"a": ' + text))
    assert _ENGINE.check_text("request.json", request).findings == []

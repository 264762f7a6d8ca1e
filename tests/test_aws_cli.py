"""Commands of the AWS CLI: what their options say of a mapping."""

from collections.abc import Callable

import botocore
import pytest
from botocore.session import get_session

from mappinglint.dialects.aws_cli import AwsCliDialect
from mappinglint.dialects.aws_cli.options import (
    LISTS,
    OPERATIONS,
    OPTIONS,
    SETTINGS,
    Takes,
    option_of,
)
from mappinglint.dialects.aws_cli.shorthand import shorthand_in
from mappinglint.document import read
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.document.word import WordNode
from mappinglint.engine import Result
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.value import Fields, Items, Known, Unknown, Value, places_of

Lint = Callable[..., Result]

QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders"
STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
CREATE = "aws lambda create-event-source-mapping"


def _mappings(script: str) -> list[EventSourceMapping]:
    document = read(Source("deploy.sh", script))
    return [mapping for [mapping] in AwsCliDialect().mappings(document)]


def _mapping(options: str, command: str = CREATE) -> EventSourceMapping:
    [mapping] = _mappings(f"{command} {options}")
    return mapping


def _plain(value: Value | None) -> object:
    match value:
        case Known(data=data):
            return data
        case Items(items=items):
            return [_plain(item) for item in items]
        case Fields(fields=fields):
            return {field.spelling: _plain(field.value) for field in fields}
        case Unknown():
            return "?"
    return None


# -- the options --------------------------------------------------------------------------------


def _members(operation: str) -> dict[str, botocore.model.Shape]:
    model = get_session().get_service_model("lambda").operation_model(operation)
    return dict(model.input_shape.members)


_CREATE = _members("CreateEventSourceMapping")
_UPDATE = _members("UpdateEventSourceMapping")


def test_settings_are_those_of_the_requests() -> None:
    assert set(SETTINGS) == set(_CREATE) | set(_UPDATE)


@pytest.mark.parametrize("name", SETTINGS)
def test_option_is_named_as_the_aws_cli_names_it(name: str) -> None:
    assert option_of(name) == "--" + botocore.xform_name(name, "-")


@pytest.mark.parametrize("name", SETTINGS)
def test_option_takes_what_the_model_says(name: str) -> None:
    shape = {**_UPDATE, **_CREATE}[name]
    match shape.type_name:
        case "structure" | "map":
            takes = Takes.OBJECT
        case "list":
            is_object = shape.member.type_name == "structure"
            takes = Takes.OBJECTS if is_object else Takes.TEXTS
        case "boolean":
            takes = Takes.NOTHING
        case _:
            takes = Takes.TEXT
    assert SETTINGS[name] is takes


def test_lists_within_objects_are_those_of_the_model() -> None:
    found = set[str]()

    def walk(shape: botocore.model.Shape) -> None:
        if shape.type_name == "list":
            walk(shape.member)
        elif shape.type_name == "map":
            if shape.value.type_name == "list":
                found.update(shape.key.enum)
            walk(shape.value)
        elif shape.type_name == "structure":
            for name, member in shape.members.items():
                if member.type_name == "list":
                    found.add(name)
                walk(member)

    for shape in (*_CREATE.values(), *_UPDATE.values()):
        walk(shape)
    assert found == LISTS


def test_no_option_means_two_things() -> None:
    named = [option.name for option in OPTIONS.values() if option.name]
    flags = [name for name, takes in SETTINGS.items() if takes is Takes.NOTHING]
    assert sorted(named) == sorted([*SETTINGS, *flags])


# -- commands -----------------------------------------------------------------------------------


def test_options_become_settings_under_their_api_names() -> None:
    mapping = _mapping(
        f"--function-name orders --event-source-arn {QUEUE} --batch-size 100 --no-enabled "
        "--function-response-types ReportBatchItemFailures --topics a 'b c' "
        "--tags team=orders,stage=prod --scaling-config MaximumConcurrency=5"
    )
    assert {field.name: _plain(field.value) for field in mapping.settings.fields} == {
        "FunctionName": "orders",
        "EventSourceArn": QUEUE,
        "BatchSize": "100",
        "Enabled": False,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "Topics": ["a", "b c"],
        "Tags": {"team": "orders", "stage": "prod"},
        "ScalingConfig": {"MaximumConcurrency": "5"},
    }
    assert mapping.name == "orders"
    assert mapping.place.text == "create-event-source-mapping"
    assert mapping.operation is Operation.CREATE
    assert mapping.integer("BatchSize") == 100
    assert mapping.integer("ScalingConfig.MaximumConcurrency") == 5
    assert mapping.lacks("StartingPosition")
    assert mapping.spell("StartingPosition") == "--starting-position"
    assert mapping.spell("Enabled") == "--no-enabled"
    assert mapping.spell("ScalingConfig.MaximumConcurrency") == "MaximumConcurrency"


def test_update_leaves_what_it_does_not_name() -> None:
    mapping = _mapping("--uuid 1 --batch-size 5", "aws lambda update-event-source-mapping")
    assert mapping.operation is Operation.UPDATE
    assert mapping.name == "1"
    assert not mapping.lacks("FunctionName")


@pytest.mark.parametrize(
    "command",
    [
        "aws --region eu-west-1 lambda create-event-source-mapping",
        "aws lambda --region eu-west-1 create-event-source-mapping",
        "awslocal lambda create-event-source-mapping",
        "AWS_PROFILE=x sudo -E aws lambda create-event-source-mapping",
        '"$AWS" lambda create-event-source-mapping',
        "retry 5 aws-vault exec x -- aws lambda create-event-source-mapping",
        "docker run --rm amazon/aws-cli lambda create-event-source-mapping",
        "if ! out=$(aws lambda create-event-source-mapping",
    ],
)
def test_command_is_known_however_it_is_called(command: str) -> None:
    mappings = _mappings(f"{command} --batch-size 5")
    assert [mapping.integer("BatchSize") for mapping in mappings] == [5]


@pytest.mark.parametrize(
    "script",
    [
        CREATE,
        f"{CREATE} help",
        f"{CREATE} --batch-size 5 --generate-cli-skeleton input",
        f"echo {CREATE} --batch-size 5",
        f"# {CREATE} --batch-size 5",
        f"x='{CREATE} --batch-size 5'",
        "aws lambda list-event-source-mappings --function-name x",
        "create-event-source-mapping --batch-size 5",
        "aws iam create-event-source-mapping --batch-size 5",
    ],
)
def test_what_creates_nothing_is_no_mapping(script: str) -> None:
    assert _mappings(script) == []


@pytest.mark.parametrize(
    "options",
    [
        '--batch-size 5 "${ARGS[@]}"',
        "$ARGS --batch-size 5",
        '--batch-size 5 "$@"',
        "--batch-size 5 --enabled $ARGS",
        "--batch-size 5 --$OPTION 5",
        "--batch-size 5 --cli-input-json file://x.json",
        '--batch-size 5 --cli-input-json "$(cat x)"',
        "--batch-size 5 --cli-input-yaml x",
        "--batch-size 5 --filter",
        "--batch-size 5 ...",
        "--batch-size 5 \\\n  # and\n  --starting-position LATEST",
    ],
)
def test_nothing_is_missing_where_more_may_come(options: str) -> None:
    mapping = _mapping(options)
    assert mapping.integer("BatchSize") == 5
    if "--filter" not in options:
        assert not mapping.lacks("StartingPosition")
    assert not mapping.has("StartingPosition")


def test_xargs_adds_options() -> None:
    [mapping] = _mappings(f"echo | xargs {CREATE} --batch-size 5")
    assert not mapping.lacks("FunctionName")


def test_beginning_of_an_option_is_that_option() -> None:
    mapping = _mapping(f"--event-source {QUEUE} --batch 5 --maximum 3 --reg x")
    assert mapping.spell("EventSourceArn") == "--event-source"
    assert mapping.integer("BatchSize") == 5
    # It may be any of four.
    assert [field.name for field in mapping.settings.fields] == ["EventSourceArn", "BatchSize"]
    assert not mapping.settings.complete


def test_own_options_of_the_aws_cli_are_no_settings() -> None:
    mapping = _mapping(
        "--batch-size 5 --region x --profile=y --output text --query UUID --no-cli-pager --debug "
        "--endpoint-url http://localhost:4566 --no-verify-ssl --cli-binary-format raw-in-base64-out"
    )
    assert [field.name for field in mapping.settings.fields] == ["BatchSize"]
    assert mapping.settings.complete


def test_option_that_is_given_again_counts_once() -> None:
    mapping = _mapping("--batch-size 5 --enabled --batch-size 6 --no-enabled")
    assert mapping.integer("BatchSize") == 6
    assert mapping.boolean("Enabled") is False
    assert len(mapping.settings.fields) == 2


def test_literal_json_is_a_request() -> None:
    mapping = _mapping(
        """--cli-input-json '{"FunctionName": "orders", "BatchSize": 5}' --batch-size 6"""
    )
    assert mapping.string("FunctionName") == "orders"
    assert mapping.integer("BatchSize") == 6
    assert mapping.lacks("StartingPosition")
    assert mapping.spell("StartingPosition") == "StartingPosition"


def test_times_are_seconds() -> None:
    for written in ("1738281600", "2025-01-31T00:00:00Z"):
        mapping = _mapping(f"--starting-position-timestamp {written}")
        assert mapping.number("StartingPositionTimestamp") == 1738281600


@pytest.mark.parametrize(
    ("option", "name", "value"),
    [
        ("--batch-size $SIZE", "BatchSize", "?"),
        ("--batch-size", "BatchSize", "?"),
        ("--batch-size=7", "BatchSize", "7"),
        ('--batch-size="7"', "BatchSize", "7"),
        ('"--batch-size" "7"', "BatchSize", "7"),
        ("--maximum-retry-attempts -1", "MaximumRetryAttempts", "-1"),
        ("--function-name <function>", "FunctionName", "?"),
        ("--function-name {{ name }}", "FunctionName", "{{"),
        ("--function-name '{{ name }}'", "FunctionName", "?"),
        ("--topics $TOPICS", "Topics", "?"),
        ("--topics a $TOPICS", "Topics", "?"),
        ('--topics a "$TOPIC"', "Topics", ["a", "?"]),
        ("""--topics '["a", "b"]'""", "Topics", ["a", "b"]),
        ("--topics file://topics.json", "Topics", "?"),
        ("--topics", "Topics", []),
        ("--filter-criteria file://filters.json", "FilterCriteria", "?"),
        ('--filter-criteria "$FILTERS"', "FilterCriteria", "?"),
        ("--filter-criteria '{'", "FilterCriteria", "{"),
        ("""--filter-criteria '{"Filters": [...]}'""", "FilterCriteria", "?"),
        ("""--filter-criteria '{"Filters": [{{ filters }}]}'""", "FilterCriteria", "?"),
        ('--filter-criteria "{$FILTERS"', "FilterCriteria", "?"),
        ("--topics [a]", "Topics", "[a]"),
        ("--filter-criteria x", "FilterCriteria", "?"),
        ("--scaling-config MaximumConcurrency=$MAX", "ScalingConfig", {"MaximumConcurrency": "?"}),
        (
            """--scaling-config "{\\"MaximumConcurrency\\": $MAX}" """,
            "ScalingConfig",
            {"MaximumConcurrency": "?"},
        ),
        ("""--scaling-config "{\\"$KEY\\": 5}" """, "ScalingConfig", "?"),
        ("--metrics-config Metrics=EventCount", "MetricsConfig", {"Metrics": ["EventCount"]}),
        (
            "--destination-config OnFailure={Destination=arn:aws:sqs:$REGION:1:q}",
            "DestinationConfig",
            {"OnFailure": {"Destination": "?"}},
        ),
        (
            "--self-managed-event-source 'Endpoints={KAFKA_BOOTSTRAP_SERVERS=[a:9092,b:9092]}'",
            "SelfManagedEventSource",
            {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["a:9092", "b:9092"]}},
        ),
        (
            '--source-access-configurations Type=BASIC_AUTH,URI=x \'{"Type": "VPC_SUBNET"}\'',
            "SourceAccessConfigurations",
            [{"Type": "BASIC_AUTH", "URI": "x"}, {"Type": "VPC_SUBNET"}],
        ),
        (
            """--source-access-configurations '[{"Type": "BASIC_AUTH"}]'""",
            "SourceAccessConfigurations",
            [{"Type": "BASIC_AUTH"}],
        ),
        (
            "--filter-criteria Filters=[{Pattern='{\"a\":[1]}'}]",
            "FilterCriteria",
            "?",
        ),
        (
            """--filter-criteria "Filters=[{Pattern='{\\"a\\":[1]}'},{Pattern=\\"{}\\"}]" """,
            "FilterCriteria",
            {"Filters": [{"Pattern": '{"a":[1]}'}, {"Pattern": "{}"}]},
        ),
    ],
)
def test_words_become_values(option: str, name: str, value: object) -> None:
    assert _plain(_mapping(option).get(name)) == value


def test_object_with_a_key_that_is_not_known_may_have_any() -> None:
    mapping = _mapping("""--scaling-config "{\\"$KEY\\": 5}" """)
    assert not mapping.lacks("ScalingConfig.MaximumConcurrency")


def test_parts_of_an_arn_are_known_around_a_variable() -> None:
    mapping = _mapping('--event-source-arn "arn:aws:sqs:${REGION:-eu-west-1}:$ACCOUNT:orders.fifo"')
    arn = mapping.arn("EventSourceArn")
    assert arn is not None
    assert [kind.name for kind in mapping.kinds] == ["SQS_FIFO"]


@pytest.mark.parametrize(
    "words",
    [
        '\'{"Filters": [{"Pattern": "{\\"body\\": [1]}"}]}\'',
        '"{\\"Filters\\": [{\\"Pattern\\": \\"{\\\\\\"body\\\\\\": [1]}\\"}]}"',
        '\'{"Filters": [{"Pattern": "{\\"body\\": \'"[1]"\'}"}]}\'',
        '"Filters=[{Pattern=\'{\\"body\\": [1]}\'}]"',
    ],
)
def test_every_character_of_a_pattern_has_its_place(words: str) -> None:
    script = f"# é\n{CREATE} --filter-criteria {words}"
    [mapping] = _mappings(script)
    value = mapping.get("FilterCriteria.Filters[0].Pattern")
    assert isinstance(value, Known)
    assert value.text == '{"body": [1]}'
    places = places_of(value)
    assert places.within(1, 7).text.replace("\\", "") == '"body"'
    assert places.within(10, 11).text == "1"


# -- shorthand ----------------------------------------------------------------------------------


def _nodes(node: Node) -> object:
    match node:
        case MappingNode():
            return {key.text: _nodes(value) for key, value in node.entries}
        case SequenceNode():
            return [_nodes(item) for item in node.items]
        case ScalarNode():
            return node.text
    raise AssertionError


def _shorthand(text: str) -> object:
    word = WordNode(text, Span(0, len(text)), None, range(len(text) + 1), is_plain=True)
    node = shorthand_in(word, frozenset({"List"}))
    return node and _nodes(node)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # As the AWS CLI's own parser (1.46) reads them.
        ("a=b", {"a": "b"}),
        ("a=b,c=d", {"a": "b", "c": "d"}),
        ("a=b,c,d", {"a": ["b", "c", "d"]}),
        ("a=b,c,d=e", {"a": ["b", "c"], "d": "e"}),
        ("a=b=c", {"a": "b=c"}),
        ("a=", {"a": ""}),
        ("a=,b=c", {"a": "", "b": "c"}),
        ("a = b , c = d", {"a": "b", "c": "d"}),
        ("a={b=c,d={e=f}}", {"a": {"b": "c", "d": {"e": "f"}}}),
        ("a=[b,c],d=e", {"a": ["b", "c"], "d": "e"}),
        ("a=[{b=c},{b=d}]", {"a": [{"b": "c"}, {"b": "d"}]}),
        ("a={},b=[]", {"a": {}, "b": []}),
        ("a='b,c={d}'", {"a": "b,c={d}"}),
        ('a="b \\"c\\""', {"a": 'b "c"'}),
        ("a='it\\'s'", {"a": "it's"}),
        ("a=b\\,c", {"a": "b,c"}),
        ("a=arn:aws:sqs:eu-west-1:1:q", {"a": "arn:aws:sqs:eu-west-1:1:q"}),
        ("a=b,", None),
        ("a=b,a=c", None),
        ("a", None),
        ("", None),
        ("a={b=c", None),
        ("a=[b", None),
        ("a='b", None),
        ('{"a": 1}', None),
        ("a=" + "[" * 1000, None),
        ("a=" + "{a=" * 1000, None),
        # A list of one, which the model says.
        ("List=a", {"List": ["a"]}),
        ("List={a=b}", {"List": [{"a": "b"}]}),
        ("List=[a]", {"List": ["a"]}),
    ],
)
def test_shorthand_is_read_as_the_aws_cli_reads_it(text: str, wanted: object) -> None:
    if text == "":
        wanted = {}
    assert _shorthand(text) == wanted


# -- findings -----------------------------------------------------------------------------------


def test_branches_are_not_held_against_each_other(lint: Lint) -> None:
    command = f"{CREATE} --function-name f --event-source-arn {QUEUE}"
    apart = f'if [ "$x" ]; then\n  {command}\nelse\n  {command} --batch-size 5\nfi\n'
    assert lint(apart, "a.sh").findings == []
    functions = f"a() {{\n  {command}\n}}\nb() {{\n  {command}\n}}\n"
    assert lint(functions, "a.sh").findings == []
    together = f'if [ "$x" ]; then\n  {command}\n  {command} --batch-size 5\nfi\n'
    assert [one.rule.code for one in lint(together, "a.sh").findings] == ["ESM112"]


def test_what_is_deleted_before_is_no_duplicate(lint: Lint) -> None:
    command = f"{CREATE} --function-name f --event-source-arn {QUEUE}"
    script = f"{command}\n./test\naws lambda delete-event-source-mapping --uuid $ID\n{command}\n"
    assert lint(script, "a.sh").findings == []
    [found] = lint(f"{script}{command}\n", "a.sh").findings
    assert found.rule.code == "ESM112"


@pytest.mark.parametrize(
    ("options", "code", "at"),
    [
        ("--enabled true", "ESM010", "true"),
        ("--no-enabled FALSE --batch-size 5", "ESM010", "FALSE"),
        ("-batch-size 5", "ESM010", "-batch-size"),
        ("\N{EN DASH}batch-size 5", "ESM010", "\N{EN DASH}batch-size"),
        ("--cli-input-json '{}' --bach-size 5", "ESM010", "--bach-size"),
        ("""--scaling-config '{"MaximumConcurrency": 5'""", "ESM011", None),
        ("""--scaling-config "{"MaximumConcurrency": 5}" """, "ESM011", None),
        ("""--cli-input-json '{"BatchSize": 5,}'""", None, None),
    ],
)
def test_what_the_aws_cli_does_not_take(
    options: str, code: str | None, at: str | None, lint: Lint
) -> None:
    result = lint(f"{CREATE} --function-name f --event-source-arn {QUEUE} {options}\n", "a.sh")
    assert [one.rule.code for one in result.findings] == [code] * (code is not None)
    if at:
        assert result.findings[0].primary.place.text == at


def test_unknown_option_is_found_with_what_was_meant(lint: Lint) -> None:
    result = lint(f"{CREATE} --function-name f --event-source-arn {QUEUE} --batch_size 5\n", "a.sh")
    [found] = result.findings
    assert found.rule.code == "ESM010"
    assert found.message == "--batch_size is not a setting of an event source mapping"
    assert found.remedy == "did you mean --batch-size?"
    assert found.primary.place.text == "--batch_size"
    assert found.aws is not None
    assert "Unknown options" in found.aws


def test_shorthand_is_not_edited_as_json(lint: Lint) -> None:
    result = lint(
        f"{CREATE} --function-name f --event-source-arn {STREAM} --starting-position LATEST "
        f"--destination-config OnFailure={QUEUE}\n",
        "a.sh",
    )
    [found] = result.findings
    assert found.rule.code == "ESM011"
    assert found.fix is None


@pytest.mark.parametrize("name", ["a.sh", "a.bash", "A.SH", "script", "<stdin>"])
def test_script_is_known_by_its_name_or_first_line(lint: Lint, name: str) -> None:
    script = f"#!/usr/bin/env bash\n{CREATE} --function-name f --batch-size 5\n"
    assert lint(script, name).mappings == 1


def test_workflow_that_runs_the_command_is_not_called_broken(lint: Lint) -> None:
    result = lint(f"jobs:\n  run: '{CREATE}\n - x", "workflow.yaml")
    assert result.findings == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_searched_for(operation: str) -> None:
    assert AwsCliDialect().may_contain(f"aws lambda {operation} --uuid 1".encode())

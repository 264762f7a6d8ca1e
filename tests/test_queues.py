"""Rules about queues, where one template says more than a stack in every format can."""

from collections.abc import Callable

import pytest

from mappinglint.engine import Result
from mappinglint.finding import Level

Lint = Callable[..., Result]

_ACCOUNT = "eu-west-1:123456789012"


def _template(*blocks: str) -> str:
    return "Resources:\n" + "".join(f"  {block}\n" for block in blocks)


def _resource(name: str, type_: str, properties: str = "", more: str = "") -> str:
    return f"{name}: {{Type: 'AWS::{type_}', Properties: {{{properties}}}{more}}}"


def _queue(properties: str = "", name: str = "Orders", more: str = "") -> str:
    return _resource(name, "SQS::Queue", properties, more)


def _function(name: str, properties: str = "") -> str:
    return _resource(name, "Lambda::Function", properties)


def _mapping(name: str, function: str, settings: str = "", more: str = "") -> str:
    arn = "" if "EventSourceArn" in settings else "EventSourceArn: !GetAtt Orders.Arn, "
    properties = f"{arn}FunctionName: {function}, {settings}"
    return _resource(name, "Lambda::EventSourceMapping", properties, more)


def _codes(result: Result) -> list[str]:
    return [one.rule.code for one in result.findings]


def _redrive(target: str) -> str:
    return f"RedrivePolicy: {{deadLetterTargetArn: {target}, maxReceiveCount: 5}}"


# -- two functions on one queue -------------------------------------------------------------------

_SHARED = [
    ("handle", "bill"),
    ("handle", f"arn:aws:lambda:{_ACCOUNT}:function:bill"),
    ("!Ref First", "!Ref Second"),
    ("!Ref First", "!Ref Alias"),
    ("!Ref Named", "bill"),
]
_NOT_SHARED = [
    ("'bill:live'", "'bill:test'"),
    ("bill", f"'arn:aws:lambda:{_ACCOUNT}:function:bill:live'"),
    ("!Ref First", "!ImportValue other"),
    ("!Ref Open", "bill"),
    ("!Ref Default", "bill"),
    # A name that AWS makes may be any.
    ("!Ref First", "bill"),
    ("!Ref Second", "!Ref Alias"),
    ("!Ref Named", "handle"),
]
_AROUND = (
    _function("First"),
    _function("Second"),
    _function("Named", "FunctionName: handle"),
    _resource("Alias", "Lambda::Alias", "FunctionName: !Ref Second, Name: live"),
)
_PARAMETERS = (
    "Parameters:\n  Open: {Type: String}\n  Default: {Type: String, Default: handle}\n"
    "  Stage: {Type: String}\n  On: {Type: String, Default: 'true'}\n"
    "Conditions:\n  IsProd: !Equals [!Ref Stage, prod]\n  IsDev: !Not [!Condition IsProd]\n"
)


def _two(one: str, other: str, *settings: str, more: tuple[str, str] = ("", "")) -> str:
    first, second = settings or ("", "")
    mappings = _mapping("One", one, first, more[0]), _mapping("Other", other, second, more[1])
    return _PARAMETERS + _template(_queue("QueueName: orders"), *_AROUND, *mappings)


@pytest.mark.parametrize(("one", "other"), _SHARED)
def test_different_functions_share_a_queue(one: str, other: str, lint: Lint) -> None:
    (found,) = lint(_two(one, other)).findings
    assert (found.rule.code, found.mapping) == ("ESM707", "Other")
    texts = [label.text for label in found.related]
    assert texts == ["polled here too", "each message goes to one of them"]


@pytest.mark.parametrize(("one", "other"), _NOT_SHARED)
def test_functions_that_may_be_one_share_nothing(one: str, other: str, lint: Lint) -> None:
    assert set(_codes(lint(_two(one, other)))) <= {"ESM112"}


def test_queue_is_shared_whatever_names_it(lint: Lint) -> None:
    literal = f"EventSourceArn: 'arn:aws:sqs:{_ACCOUNT}:orders'"
    imported = "EventSourceArn: !ImportValue queue"
    assert _codes(lint(_two("bill", "handle", "", literal))) == ["ESM707"]
    kind = "ScalingConfig: {MaximumConcurrency: 5}"
    both = f"{imported}, {kind}"
    # Whatever has this setting is a queue; but that an import is one is not said anywhere.
    assert _codes(lint(_two("bill", "handle", both, both))) == []
    other = f"EventSourceArn: 'arn:aws:sqs:{_ACCOUNT}:invoices'"
    assert _codes(lint(_two("bill", "handle", "", other))) == []
    (found,) = lint(_two("bill", "handle", other, other)).findings
    assert [label.text for label in found.related] == ["polled here too"]


def test_conditions_that_exclude_each_other_share_nothing(lint: Lint) -> None:
    prod, dev = ", Condition: IsProd", ", Condition: IsDev"
    assert _codes(lint(_two("bill", "handle", more=(prod, dev)))) == []
    (found,) = lint(_two("bill", "handle", more=(prod, ""))).findings
    assert found.rule.code == "ESM707"
    by_stage = "!If [IsProd, !Ref First, !Ref Second]"
    (found,) = lint(_two(by_stage, "!Ref First")).findings
    assert [one.subject for one in found.when] == ["Stage"]


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        ("Enabled: !Ref On", "", False),
        ("Enabled: !If [IsProd, true, false]", "Enabled: !If [IsProd, false, true]", False),
        ("Enabled: 'true'", "", True),
        ("FilterCriteria: !ImportValue f", "FilterCriteria: !ImportValue g", False),
        ("FilterCriteria: !ImportValue f", "", False),
        ("FilterCriteria: {Filters: []}", "", True),
        ('FilterCriteria: {Filters: [{Pattern: \'{"body": {"a": [1]}}\'}]}', "", True),
    ],
)
def test_mapping_that_may_not_take_all(
    first: str, second: str, *, is_found: bool, lint: Lint
) -> None:
    assert ("ESM707" in _codes(lint(_two("bill", "handle", first, second)))) == is_found


# -- times ----------------------------------------------------------------------------------------


def _timed(visibility: str, timeout: str, settings: str = "") -> str:
    return _PARAMETERS.replace("Open: {Type: String}", "Open: {Type: Number, Default: 50}") + (
        _template(
            _queue(f"{visibility}, {_redrive('!GetAtt Dlq.Arn')}"),
            _queue(name="Dlq"),
            _function("Handler", timeout),
            _mapping("Mapping", "!Ref Handler", f"BatchSize: 1, {settings}"),
        )
    )


def test_note_names_the_time_that_is_advised_and_every_place_it_is_from(advise: Lint) -> None:
    text = _timed(
        "VisibilityTimeout: 90", "Timeout: !Ref Open", "MaximumBatchingWindowInSeconds: 9"
    )
    (found,) = (one for one in advise(text).findings if one.rule.code == "ESM702")
    assert found.remedy == "set VisibilityTimeout to 309"
    assert [label.text for label in found.related] == [
        "VisibilityTimeout is 90 seconds",
        "Timeout is 50 seconds",
        "the default of Open",
        "MaximumBatchingWindowInSeconds is 9 seconds",
    ]


def test_advised_time_is_one_that_a_queue_can_have(advise: Lint) -> None:
    assert "ESM702" not in _codes(advise(_timed("VisibilityTimeout: 43200", "Timeout: 9000")))
    text = _timed("VisibilityTimeout: 43199", "Timeout: 9000")
    (found,) = (one for one in advise(text).findings if one.rule.code == "ESM702")
    assert found.remedy == "set VisibilityTimeout to 43200"


@pytest.mark.parametrize(
    ("visibility", "timeout", "window", "codes"),
    [
        (59, 60, 0, ["ESM701"]),
        (59, 60, 58, ["ESM701"]),
        # What ESM701 asks for is more than this window.
        (20, 60, 59, ["ESM701"]),
        (20, 60, 60, ["ESM701", "ESM703"]),
        (60, 60, 60, ["ESM703"]),
        (60, 10, 59, ["ESM702"]),
        (119, 10, 60, ["ESM702"]),
        (120, 10, 60, []),
        (900, 900, 0, ["ESM702"]),
        (5400, 900, 0, []),
        (5400, 900, 300, ["ESM702"]),
        (899, 900, 300, ["ESM701"]),
        (300, 900, 300, ["ESM701"]),
    ],
)
def test_each_time_has_one_word_said_about_it(
    visibility: int, timeout: int, window: int, codes: list[str], advise: Lint
) -> None:
    text = _timed(
        f"VisibilityTimeout: {visibility}",
        f"Timeout: {timeout}",
        f"MaximumBatchingWindowInSeconds: {window}",
    )
    about_time = {"ESM701", "ESM702", "ESM703"}
    assert [code for code in _codes(advise(text)) if code in about_time] == codes


def test_what_cannot_be_read_is_left_alone(advise: Lint) -> None:
    for value in ("null", "[]", "{}", "'x'", "'60 s'", "1e999", "!GetAtt Orders.Arn", "[[[]]]"):
        text = _timed(f"VisibilityTimeout: {value}", f"Timeout: {value}")
        assert {one.rule.code for one in advise(text).findings} <= {"ESM702", "ESM210"}


# -- dead-letter queues ---------------------------------------------------------------------------


def _dead(source: str, target: str, value: str = "!GetAtt Target.Arn") -> str:
    return _template(
        _queue(f"{source}{', ' if source else ''}{_redrive(value)}"),
        _queue(target, "Target"),
        _mapping("Mapping", "handle", "BatchSize: 1"),
    )


@pytest.mark.parametrize(
    ("source", "target", "is_found"),
    [
        ("FifoQueue: true", "", True),
        ("FifoQueue: 'true'", "FifoQueue: 'false'", True),
        ("QueueName: o.fifo", "QueueName: d", True),
        ("QueueName: o", "QueueName: d.fifo", True),
        ("QueueName: o.fifo", "QueueName: d.fifo", False),
        ("FifoQueue: true", "QueueName: !ImportValue n", False),
        ("FifoQueue: true", "QueueName: !Sub '${AWS::StackName}.fifo'", False),
        ("FifoQueue: true", "QueueName: !Sub '${AWS::StackName}-d'", True),
        ("FifoQueue: !ImportValue f", "FifoQueue: true", False),
        ("FifoQueue: [true]", "", False),
        ("FifoQueue: true", "FifoQueue: {}", False),
    ],
)
def test_types_of_a_queue_and_its_dead_letter_queue(
    source: str, target: str, *, is_found: bool, lint: Lint
) -> None:
    result = lint(_dead(source, target))
    assert _codes(result) == ["ESM706"] * is_found
    for found in result.findings:
        texts = [label.text for label in found.related]
        assert texts[1] == "its dead-letter queue"
        assert {texts[0].partition(" ")[0], texts[2].partition(" ")[0]} == {"Orders", "Target"}


@pytest.mark.parametrize("value", [f"'arn:aws:sns:{_ACCOUNT}:t.fifo'", "x", "!Ref Nothing", "null"])
def test_target_that_is_no_known_queue_has_no_type(value: str, lint: Lint) -> None:
    assert _codes(lint(_dead("FifoQueue: true", "", value))) == []


def test_redrive_policy_as_text(lint: Lint) -> None:
    json = f'\'{{"deadLetterTargetArn": "arn:aws:sqs:{_ACCOUNT}:d.fifo", "maxReceiveCount": 5}}\''
    mapping = _mapping("Mapping", "handle")
    assert _codes(lint(_template(_queue(f"RedrivePolicy: {json}"), mapping))) == ["ESM706"]
    for text in ("''", "'{'", "'[]'", "7", "[]", "{}"):
        assert _codes(lint(_template(_queue(f"RedrivePolicy: {text}"), mapping))) == []


def test_queue_that_is_its_own_dead_letter_queue(lint: Lint) -> None:
    mapping = _mapping("Mapping", "handle")
    for target, level in (
        ("!GetAtt Orders.Arn", Level.ERROR),
        ("!Sub '${Orders.Arn}'", Level.ERROR),
        (f"'arn:aws:sqs:{_ACCOUNT}:orders'", Level.WARNING),
        ("!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:orders'", Level.WARNING),
    ):
        queue = _queue(f"QueueName: orders, {_redrive(target)}")
        (found,) = lint(_template(queue, mapping)).findings
        assert (found.rule.code, found.level) == ("ESM709", level), target
    other = _redrive(f"'arn:aws:sqs:{_ACCOUNT}:others'")
    queue = _queue(f"QueueName: orders, {other}")
    assert _codes(lint(_template(queue, mapping))) == []


_TO = "DeadLetterConfig: {Arn: !GetAtt Orders.Arn}"
_ELSEWHERE = "Arn: !GetAtt Function.Arn, Id: a"
_MAY_FAIL_INTO_IT = [
    _resource("R", "Events::Rule", f"Targets: [{{{_ELSEWHERE}}}, {{{_ELSEWHERE}, {_TO}}}]"),
    _resource("S", "Scheduler::Schedule", f"Target: {{{_ELSEWHERE}, {_TO}}}"),
    _resource("S", "SNS::Subscription", _redrive("!GetAtt Orders.Arn")),
    _function("F", "DeadLetterConfig: {TargetArn: !Sub '${Orders.Arn}'}"),
]
_USES_IT_OTHERWISE = [
    _resource("R", "Events::Rule", "Targets: [{Arn: !GetAtt Orders.Arn, Id: a}]"),
    _resource("S", "SNS::Subscription", "Endpoint: !GetAtt Orders.Arn"),
    _function(
        "F",
        "Environment: {Variables: {URL: !Ref Orders}},"
        f" DeadLetterConfig: {{TargetArn: 'arn:aws:sqs:{_ACCOUNT}:dead'}}",
    ),
]


def test_what_sends_its_failures_to_a_queue_makes_it_a_dead_letter_queue(advise: Lint) -> None:
    mapping = _mapping("Mapping", "handle", "BatchSize: 1")
    for user in _MAY_FAIL_INTO_IT:
        assert _codes(advise(_template(_queue(), mapping, user))) == [], user
    for user in _USES_IT_OTHERWISE:
        assert _codes(advise(_template(_queue(), mapping, user))) == ["ESM704"], user
    exported = "Outputs:\n  Arn: {Value: !GetAtt Orders.Arn, Export: {Name: orders}}\n"
    assert _codes(advise(_template(_queue(), mapping) + exported)) == []


def test_events_of_sam_are_users_of_what_they_refer_to(advise: Lint) -> None:
    destination = "DestinationConfig: {OnFailure: {Destination: !GetAtt Orders.Arn}}"
    stream = f"Stream: !GetAtt S.Arn, StartingPosition: LATEST, {destination}"
    text = "Transform: AWS::Serverless-2016-10-31\n" + _template(
        _queue(),
        _resource("S", "Kinesis::Stream", "ShardCount: 1"),
        _resource(
            "F",
            "Serverless::Function",
            "Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, BatchSize: 1}},"
            f" K: {{Type: Kinesis, Properties: {{{stream}}}}}}}",
        ),
    )
    assert "ESM704" not in _codes(advise(text))
    assert "ESM704" in _codes(advise(text.replace(f", {destination}", "")))


# -- partial responses ----------------------------------------------------------------------------


def test_note_about_partial_responses_points_at_each_place_once(advise: Lint) -> None:
    service = (
        "service: s\nprovider: {{name: aws}}\nfunctions:\n  f:\n    handler: h\n    events:\n"
        "      - sqs: {{arn: 'arn:aws:sqs:eu-west-1:123456789012:orders'{}}}\n"
    )
    (found,) = advise(service.format(""), "serverless.yml").findings
    assert found.rule.code == "ESM708"
    assert found.primary.place.text == "sqs"
    assert found.primary.place not in [label.place for label in found.related]
    (found,) = advise(service.format(", batchSize: 5"), "serverless.yml").findings
    assert found.related[0].text == "up to 5 messages at a time"
    asked = service.format(", functionResponseType: ReportBatchItemFailures")
    assert _codes(advise(asked, "serverless.yml")) == []


# -- hostile --------------------------------------------------------------------------------------


def test_many_mappings_of_one_queue_are_read_once_each(lint: Lint, advise: Lint) -> None:
    names = [f"M{number}" for number in range(300)]
    text = _template(_queue(), *(_mapping(name, f"f{name}") for name in names))
    assert _codes(lint(text)) == ["ESM707"] * 299
    assert "ESM704" not in _codes(advise(text))


def test_queues_that_send_to_each_other_end(advise: Lint) -> None:
    text = _template(
        _queue(_redrive("!GetAtt B.Arn")),
        _queue(_redrive("!GetAtt Orders.Arn"), "B"),
        _mapping("Mapping", "handle", "BatchSize: 1"),
    )
    assert _codes(advise(text)) == []


# -- a destination that is the source -------------------------------------------------------------


def test_destination_is_the_source_whatever_names_them(lint: Lint) -> None:
    reference, literal = "!GetAtt S.Arn", f"'arn:aws:kinesis:{_ACCOUNT}:stream/orders'"
    for source, destination in ((reference, literal), (literal, reference), (reference, reference)):
        settings = (
            f"EventSourceArn: {source}, StartingPosition: LATEST, "
            f"DestinationConfig: {{OnFailure: {{Destination: {destination}}}}}"
        )
        stream = _resource("S", "Kinesis::Stream", "Name: orders")
        result = lint(_template(stream, _mapping("Mapping", "handle", settings)))
        assert "ESM406" in _codes(result)

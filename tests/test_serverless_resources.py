"""Serverless Framework: the functions of a service as resources of its mappings.

What Serverless makes of them is in its lib/plugins/aws/package/compile/functions.js (3.40 and 4).
"""

from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.engine import Engine, Result
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.resource import Resource
from mappinglint.value import Fields, Known, Unknown

_PROJECTS = Path(__file__).parent.parent / "fixtures" / "projects"
_ARN = "arn:aws:iam::123456789012:role/own"
_FAILED = "arn:aws:sqs:eu-west-1:123456789012:failed"

_SERVICE = """
service: orders
provider: {name: aws, stage: "${opt:stage, 'dev'}"%s}
custom: {short: 7}
functions:
  take-orders:
    handler: src/worker.handler
    events:
      - sqs: {arn: !GetAtt Orders.Arn}
%s
  other: {handler: src/other.handler}
resources:
  Resources:
    Orders: {Type: AWS::SQS::Queue}
    Worker: {Type: AWS::IAM::Role}
%s
"""


def _mappings(text: str, name: str = "serverless.yml") -> list[EventSourceMapping]:
    result = Result()
    found = [one for (one,) in Engine(Plugins()).mappings(name, text.encode(), result)]
    assert result.failures == []
    return found


def _function(own: str = "", provider: str = "", resources: str = "") -> Resource:
    """Return the function of a service of which some parts are given."""
    indented = "\n".join(f"    {line}" for line in own.splitlines())
    below = "\n".join(f"    {line}" for line in resources.splitlines())
    text = _SERVICE % (f", {provider}" if provider else "", indented, below)
    function = _mappings(text)[0].function
    assert function is not None
    return function


def _name(resource: Resource | None) -> str | None:
    return None if resource is None else resource.name


def _users(resource: Resource | None) -> set[tuple[str, str]]:
    assert resource is not None
    return {(user.name, user.type.rpartition("::")[2]) for user in resource.users}


# -- what a function is ---------------------------------------------------------------------------


def test_function_is_what_the_file_calls_it() -> None:
    function = _function()
    assert function.type == "AWS::Lambda::Function"
    assert function.name == "take-orders"
    assert function.place.text == "take-orders"


@pytest.mark.parametrize(
    ("own", "provider", "seconds"),
    [
        ("", "", 6),
        ("timeout: 20", "", 20),
        ("timeout: 20", "timeout: 30", 20),
        ("", "timeout: 30", 30),
        ("timeout: ${self:custom.short}", "timeout: 30", 7),
        ("timeout: null", "timeout: 30", 30),
        ("timeout: 0", "timeout: 30", 30),
        ("timeout: 0", "timeout: null", 6),
        ("timeout: ${opt:timeout, 9}", "", 9),
        ("timeout: ${ssm:/timeout}", "timeout: 30", None),
        ("", "timeout: '${ssm:/timeout}'", None),
    ],
)
def test_timeout_is_the_functions_or_the_services_or_six_seconds(
    own: str, provider: str, seconds: int | None
) -> None:
    assert _function(own, provider).integer("Timeout") == seconds


def test_timeout_that_nobody_wrote_says_where_it_comes_from() -> None:
    function = _function()
    timeout = function.get("Timeout")
    assert isinstance(timeout, Known)
    assert timeout.cause is not None
    assert timeout.cause.text == "Serverless gives a function 6 seconds"
    assert timeout.place == function.place


def test_timeout_of_the_service_is_pointed_at() -> None:
    function = _function("", "timeout: 30")
    assert function.place_of("Timeout").text == "30"
    assert function.spell("Timeout") == "timeout"


@pytest.mark.parametrize(
    ("own", "number"),
    [
        ("", None),
        ("reservedConcurrency: 0", 0),
        ("reservedConcurrency: 5", 5),
        ("reservedConcurrency: null", None),
        ("reservedConcurrency: ''", None),
    ],
)
def test_no_concurrency_is_a_concurrency(own: str, number: int | None) -> None:
    assert _function(own).integer("ReservedConcurrentExecutions") == number
    assert _function(own).lacks("ReservedConcurrentExecutions") == (number is None)


def test_on_error_is_the_dead_letter_queue() -> None:
    function = _function("onError: !GetAtt Orders.Arn")
    assert _name(function.behind("DeadLetterConfig.TargetArn")) == "Orders"
    assert _function(f"onError: {_FAILED}").string("DeadLetterConfig.TargetArn") == _FAILED
    assert function.spell("DeadLetterConfig") == "onError"
    assert _function("onError: null").lacks("DeadLetterConfig")


@pytest.mark.parametrize(
    ("own", "setting", "expected"),
    [
        ("maximumEventAge: 60", "MaximumEventAgeInSeconds", "60"),
        ("maximumRetryAttempts: 0", "MaximumRetryAttempts", "0"),
        (f"destinations: {{onFailure: '{_FAILED}'}}", "OnFailure", _FAILED),
        (f"destinations: {{onFailure: {{type: sqs, arn: '{_FAILED}'}}}}", "OnFailure", _FAILED),
    ],
)
def test_each_asynchronous_setting_is_an_invoke_config(
    own: str, setting: str, expected: str
) -> None:
    function = _function(own)
    assert isinstance(function.get("EventInvokeConfig"), Fields)
    inner = f"DestinationConfig.{setting}.Destination" if setting == "OnFailure" else setting
    assert function.string(f"EventInvokeConfig.{inner}") == expected
    assert function.spell("EventInvokeConfig") == own.partition(":")[0]
    assert function.place_of("EventInvokeConfig").text == own.partition(":")[0]


@pytest.mark.parametrize(
    "own", ["", "maximumEventAge: 0", "maximumRetryAttempts: null", "destinations: null"]
)
def test_what_serverless_leaves_out_is_no_invoke_config(own: str) -> None:
    assert _function(own).lacks("EventInvokeConfig")


def test_destination_may_be_another_function_of_the_service() -> None:
    found = _function("destinations: {onSuccess: other}")
    target = found.get("EventInvokeConfig.DestinationConfig.OnSuccess.Destination")
    assert isinstance(target, Unknown)
    assert _name(found.around.behind(target)) == "other"


@pytest.mark.parametrize(
    ("own", "provider"),
    [
        ("role: Worker", ""),
        ("role: !GetAtt Worker.Arn", ""),
        ("role: {Fn::GetAtt: [Worker, Arn]}", "role: Nobody"),
        ("", "role: Worker"),
        ("", "iam: {role: Worker}"),
        ("", "iam: {role: {Fn::GetAtt: [Worker, Arn]}}"),
        ("", "iam: {role: {statements: []}}, role: Worker"),
        ("role: null", "role: Worker"),
    ],
)
def test_role_is_the_one_of_resources(own: str, provider: str) -> None:
    assert _name(_function(own, provider).behind("Role")) == "Worker"


@pytest.mark.parametrize(
    ("own", "provider"),
    [
        ("", ""),
        ("", "iam: {role: {statements: []}}"),
        ("", "iamRoleStatements: []"),
        ("role: IamRoleLambdaExecution", ""),
        ("role: !GetAtt IamRoleLambdaExecution.Arn", "role: Worker"),
        # A plugin, and Serverless 4, make a role for the function.
        ("iamRoleStatements: [{Effect: Allow}]", "role: Worker"),
        ("iam: {role: {statements: []}}", "role: Worker"),
    ],
)
def test_role_that_serverless_makes_is_none_to_blame(own: str, provider: str) -> None:
    resources = "IamRoleLambdaExecution: {Type: AWS::IAM::Role}"
    assert _function(own, provider, resources).lacks("Role")


@pytest.mark.parametrize("own", [f"role: {_ARN}", "role: ${ssm:/role}", "role: Nobody"])
def test_role_of_elsewhere_is_given_and_not_known(own: str) -> None:
    function = _function(own)
    assert not function.lacks("Role")
    assert function.behind("Role") is None


def test_role_may_be_named_by_its_arn() -> None:
    resources = "Named: {Type: AWS::IAM::Role, Properties: {RoleName: '${self:service}-r'}}"
    function = _function("role: arn:aws:iam::1:role/path/orders-r", resources=resources)
    assert _name(function.behind("Role")) == "Named"


@pytest.mark.parametrize(
    "resources",
    [
        "TakeDashordersLambdaFunction: {Properties: {Timeout: 99}}",
        "TakeDashordersLambdaFunction: {Type: AWS::Lambda::Function, Properties: {Timeout: 99}}",
    ],
)
def test_resources_change_what_serverless_makes(resources: str) -> None:
    assert _function("timeout: 5", resources=resources).integer("Timeout") == 99


def test_extensions_change_what_serverless_makes() -> None:
    text = _SERVICE % ("", "    timeout: 5", "  extensions:")
    text += "    TakeDashordersLambdaFunction: {Properties: {ReservedConcurrentExecutions: 3}}\n"
    function = _mappings(text)[0].function
    assert function is not None
    assert function.integer("ReservedConcurrentExecutions") == 3
    assert function.integer("Timeout") == 5


_IN_PARTS = """
service: orders
provider: {name: aws}
functions:
  worker:
    handler: src/worker.handler
    role: Worker
    events:
      - sqs: {arn: !GetAtt Orders.Arn}
resources:
  - Resources:
      Orders: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 30, QueueName: orders}}
      Worker: {Type: AWS::IAM::Role, Properties: {RoleName: worker, Policies: []}}
  - %s
"""


@pytest.mark.parametrize("section", ["Resources", "extensions"])
def test_what_two_places_say_of_a_resource_is_not_known(section: str) -> None:
    more = "{Orders: {Properties: {VisibilityTimeout: 99, RedrivePolicy: {maxReceiveCount: 5}}}}"
    source = _mappings(_IN_PARTS % f"{section}: {more}")[0].source
    assert source is not None
    assert source.type == "AWS::SQS::Queue"
    assert source.string("QueueName") == "orders"
    assert isinstance(source.get("VisibilityTimeout"), Unknown)
    assert isinstance(source.get("RedrivePolicy"), Unknown)


def test_extension_is_a_user_of_what_it_refers_to() -> None:
    more = "extensions: {Bucket: {Properties: {Function: !GetAtt WorkerLambdaFunction.Arn}}}"
    assert ("Bucket", "") in _users(_mappings(_IN_PARTS % more)[0].function)


@pytest.mark.parametrize("section", ["Resources", "extensions"])
def test_what_is_changed_of_the_mapping_of_an_event_is_not_known(section: str) -> None:
    more = "{WorkerEventSourceMappingSQSOrders: {Condition: Live, Properties: {BatchSize: 1}}}"
    mapping = _mappings(_IN_PARTS % f"{section}: {more}")[0]
    assert isinstance(mapping.get("BatchSize"), Unknown)
    assert isinstance(mapping.get("ScalingConfig"), Unknown)
    assert isinstance(mapping.get("Enabled"), Unknown)
    assert _name(mapping.source) == "Orders"


def test_of_a_file_of_functions_alone_nothing_is_taken_for_granted() -> None:
    text = "worker:\n  handler: a.b\n  events: [{sqs: {arn: 'arn:aws:sqs:eu-west-1:1:q'}}]\n"
    (mapping,) = _mappings(text, "functions.yml")
    assert mapping.function is not None
    assert isinstance(mapping.function.get("Timeout"), Unknown)
    assert isinstance(mapping.function.get("Role"), Unknown)
    assert mapping.function.lacks("ReservedConcurrentExecutions")


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "!Ref TakeDashordersLambdaFunction",
        "!GetAtt TakeDashordersLambdaFunction.Arn",
        "!Sub '${TakeDashordersLambdaFunction.Arn}:live'",
        "orders-dev-take-orders",
        "${self:service}-${sls:stage}-take-orders",
        "arn:aws:lambda:eu-west-1:123456789012:function:orders-dev-take-orders",
    ],
)
def test_resources_know_functions_by_what_serverless_calls_them(name: str) -> None:
    mapping = (
        "Mapping:\n  Type: AWS::Lambda::EventSourceMapping\n  Properties:\n"
        f"    FunctionName: {name}\n    EventSourceArn: !GetAtt Orders.Arn"
    )
    below = "\n".join(f"    {line}" for line in mapping.splitlines())
    *_, found = _mappings(_SERVICE % ("", "    timeout: 5", below))
    assert found.name == "Mapping"
    assert found.function is not None
    assert found.function.name == "take-orders"
    assert found.function.integer("Timeout") == 5


def test_function_may_have_a_name_of_its_own() -> None:
    alias = "Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: %s}}"
    named = {
        name: _users(_function("name: ${self:service}-t", resources=alias % name))
        for name in ("orders-t", "orders-dev-take-orders")
    }
    assert ("Live", "Alias") in named["orders-t"]
    assert ("Live", "Alias") not in named["orders-dev-take-orders"]


@pytest.mark.parametrize(
    ("name", "arn"),
    [
        ("orders-q", "arn:aws:sqs:eu-west-1:1:${self:service}-q"),
        ("${self:service}-q-${opt:stage}", "arn:aws:sqs:${aws:region}:1:orders-q-${opt:stage}"),
        ("${self:service}-${ssm:/x/y}", "arn:aws:sqs:eu-west-1:1:${self:service}-${ssm:/x/y}"),
        ("${self:custom.name}", "arn:aws:sqs:#{AWS::Region}:#{AWS::AccountId}:orders-${env:NAME}"),
        (
            "!Sub '${AWS::StackName}-q'",
            "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-q'",
        ),
        ("orders-q", "!Join [':', ['arn:aws:sqs', eu-west-1, 1, '${self:service}-q']]"),
        (
            "'#{AWS::StackName}-q'",
            "'arn:aws:sqs:#{AWS::Region}:#{AWS::AccountId}:#{AWS::StackName}-q'",
        ),
    ],
)
def test_arn_is_of_the_queue_whose_name_is_the_same_after_variables(name: str, arn: str) -> None:
    text = _SERVICE % (
        "",
        "",
        f"    Named:\n      Type: AWS::SQS::Queue\n      Properties:\n        QueueName: {name}",
    )
    text = text.replace("sqs: {arn: !GetAtt Orders.Arn}", f"sqs:\n          arn: {arn}")
    text = text.replace("short: 7", "name: 'orders-${env:NAME}'")
    assert _name(_mappings(text)[0].source) == "Named"


# -- who refers to whom ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "user"),
    [
        ("  - http: GET /", ("TakeDashordersLambdaFunction.http", "http")),
        ("  - schedule: rate(1 day)", ("TakeDashordersLambdaFunction.schedule", "schedule")),
        ("  - sns: {arn: x}", ("TakeDashordersLambdaFunction.sns", "sns")),
        ("url: true", ("TakeDashordersLambdaFunction.url", "Url")),
        ("  - ${ssm:/events}", ("TakeDashordersLambdaFunction.events", "")),
        ("warmup: true", ("TakeDashordersLambdaFunction.warmup", "")),
    ],
)
def test_whatever_may_invoke_a_function_is_a_user_of_it(own: str, user: tuple[str, str]) -> None:
    polled = ("TakeDashordersLambdaFunction.sqs", "EventSourceMapping")
    assert _users(_function(own)) == {polled, user}


@pytest.mark.parametrize("own", ["", "url: false", "timeout: 5", "  - kafka: null"])
def test_function_that_is_only_polled_has_no_other_users(own: str) -> None:
    assert {type_ for _, type_ in _users(_function(own))} == {"EventSourceMapping"}


def test_text_that_is_the_key_of_a_function_is_not_that_function() -> None:
    text = (_SERVICE % ("", "", "")).replace("Orders.Arn}", "Orders.Arn, filterPatterns: [other]}")
    text = text.replace("src/other.handler}", "a.b, events: [{sqs: {arn: !GetAtt Orders.Arn}}]}")
    assert len(_users(_mappings(text)[1].function)) == 1


def test_settings_beside_an_event_are_no_events() -> None:
    text = (_SERVICE % ("", "", "")).replace(
        "sqs: {arn: !GetAtt Orders.Arn}", "sqs: !GetAtt Orders.Arn\n        batchSize: 1"
    )
    assert {type_ for _, type_ in _users(_mappings(text)[0].function)} == {"EventSourceMapping"}


def test_functions_and_plugins_that_name_a_function_are_its_users() -> None:
    text = _SERVICE % ("", "", "")
    text = text.replace(
        "{handler: src/other.handler}",
        "{handler: a.b, destinations: {onFailure: take-orders}}",
    )
    text += "stepFunctions: {stateMachines: {M: {Resource: {Fn::GetAtt: [take-orders, Arn]}}}}\n"
    users = _users(_mappings(text)[0].function)
    assert ("other", "Function") in users
    assert ("service.stepFunctions", "") in users


def test_event_says_what_it_connects() -> None:
    source = _mappings(_SERVICE % ("", "", ""))[0].source
    assert source is not None
    (event,) = source.users
    assert event.type == "AWS::Lambda::EventSourceMapping"
    assert _name(event.behind("EventSourceArn")) == "Orders"
    assert _name(event.behind("FunctionName")) == "take-orders"


def test_users_of_a_role_are_functions_and_policies() -> None:
    policy = "Policy: {Type: AWS::IAM::Policy, Properties: {Roles: [!Ref Worker]}}"
    for own, provider in (("role: Worker", ""), ("", "role: Worker"), ("", "iam: {role: Worker}")):
        users = _users(_function(own, provider, policy).behind("Role"))
        assert {("take-orders", "Function"), ("Policy", "Policy")} <= users


def test_what_a_variable_stands_for_is_referred_to() -> None:
    text = _SERVICE % (", environment: {QUEUE: '${self:custom.queue}'}", "", "")
    text = text.replace("short: 7", "queue: !Ref Orders")
    assert ("provider.environment", "Function") in _users(_mappings(text)[0].source)


def test_dead_letter_queue_that_is_named_by_its_arn_has_its_queue_for_a_user() -> None:
    resources = (
        "    Source:\n      Type: AWS::SQS::Queue\n      Properties:\n        RedrivePolicy:\n"
        "          deadLetterTargetArn: arn:aws:sqs:${aws:region}:1:${self:service}-q\n"
        "    Named: {Type: AWS::SQS::Queue, Properties: {QueueName: orders-q}}"
    )
    text = (_SERVICE % ("", "", resources)).replace("!GetAtt Orders.Arn", "!GetAtt Named.Arn")
    assert ("Source", "Queue") in _users(_mappings(text)[0].source)


_PARTS = """
service: orders
provider: {name: aws}
custom:
  properties: {VisibilityTimeout: 11}
functions:
  worker: {handler: a.b, events: [{sqs: {arn: !GetAtt Orders.Arn}}]}
resources:
%s
"""


@pytest.mark.parametrize(
    "more",
    [
        "Resources: {Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}}",
        "Resources: {Orders: {Properties: {VisibilityTimeout: 40}}}",
        "extensions: {Orders: {Properties: {VisibilityTimeout: 40}}}",
    ],
)
def test_what_another_part_may_say_of_a_resource_is_not_known(more: str) -> None:
    first = """
  - Resources:
      Failed: {Type: AWS::SQS::Queue}
      Orders:
        Type: AWS::SQS::Queue
        Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn}}
"""
    text = _PARTS % f"{first}  - {more}"
    queue = _mappings(text)[0].source
    assert (_name(queue), queue and queue.type) == ("Orders", "AWS::SQS::Queue")
    assert queue is not None
    assert isinstance(queue.get("VisibilityTimeout"), Unknown)
    assert _name(queue.behind("RedrivePolicy.deadLetterTargetArn")) == "Failed"
    failed = _mappings(text.replace("!GetAtt Orders.Arn", "!GetAtt Failed.Arn"))[0].source
    assert ("Orders", "Queue") in _users(failed)


def test_variable_may_stand_for_all_properties() -> None:
    queue = "{Type: AWS::SQS::Queue, Properties: '${self:custom.properties}'}"
    found = _mappings(_PARTS % f"  Resources: {{Orders: {queue}}}")[0].source
    assert found is not None
    assert found.integer("VisibilityTimeout") == 11
    unknown = _PARTS % f"  Resources: {{Orders: {queue}}}".replace("custom", "nowhere")
    found = _mappings(unknown)[0].source
    assert found is not None
    assert isinstance(found.get("VisibilityTimeout"), Unknown)


def test_properties_in_a_file_of_their_own_are_pointed_at_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    queue = "{Type: AWS::SQS::Queue, Properties: '${file(queue.yml):orders}'}"
    service = _PARTS % f"  Resources: {{Orders: {queue}}}"
    Path("queue.yml").write_text("orders:\n  VisibilityTimeout: 3\n")
    result = Engine(Plugins(), Project()).check_bytes("serverless.yml", service.encode())
    (finding,) = (one for one in result.findings if one.rule.code == "ESM701")
    shown = {(label.place.source.path, label.place.text) for label in finding.related}
    assert ("queue.yml", "3") in shown


# -- files ----------------------------------------------------------------------------------------


def test_resources_of_other_files_are_pointed_at_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_PROJECTS / "serverless-resources")
    path = "functions/orders.yml"
    engine, data = Engine(Plugins(), Project()), Path(path).read_bytes()
    result = engine.check_bytes(path, data)
    (finding,) = (one for one in result.findings if one.rule.code == "ESM701")
    assert finding.primary.place.source.path == path
    shown = {(label.place.source.path, label.place.text) for label in finding.related}
    assert shown == {("resources/queues.yml", "40"), ("serverless.yml", "45")}
    for (mapping,) in engine.mappings(path, data, result):
        role = mapping.function.behind("Role") if mapping.function else None
        assert role is not None
        assert role.place.source.path == "resources/roles.yml"


# -- anything at all ------------------------------------------------------------------------------

_ODD = st.recursive(
    st.sampled_from(
        [None, True, 0, "", "text", "${self:custom}", "${self:functions}", "Worker", "sqs", "${"]
    ),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["arn", "role", "iam", "sqs", "url", "Ref", "Fn::GetAtt", "Properties"]
            ),
            inner,
            max_size=2,
        )
    ),
    max_leaves=6,
)
_KEYS = ("timeout", "role", "onError", "destinations", "name", "url", "iam", "maximumRetryAttempts")


def _read_all(resource: Resource | None) -> None:
    for user in resource.users if resource is not None else ():
        user.get("EventSourceArn")
        user.behind("FunctionName")
    for name in ("Timeout", "Role", "DeadLetterConfig.TargetArn", "EventInvokeConfig.X", "Other"):
        if resource is not None:
            resource.get(name)
            resource.behind(name)


@given(st.dictionaries(st.sampled_from(_KEYS), _ODD), _ODD, _ODD, _ODD)
def test_any_service_is_survived(own: dict[str, Any], iam: Any, other: Any, resources: Any) -> None:
    events = [{"sqs": {"arn": {"Fn::GetAtt": ["Orders", "Arn"]}}}, other]
    service = {
        "service": other,
        "provider": {"name": "aws", "iam": iam, "role": other, "timeout": iam},
        "functions": {"worker": {"handler": "a.b", "events": events, **own}, "other": other},
        "resources": {
            "Resources": {"Orders": {"Type": "AWS::SQS::Queue", "Properties": resources}},
            "extensions": {"WorkerLambdaFunction": resources},
            "Outputs": {"Url": other},
        },
        "custom": other,
    }
    for mapping in _mappings(yaml.safe_dump(service)):
        _read_all(mapping.source)
        _read_all(mapping.function)


def test_variables_that_double_a_text_do_not_explode() -> None:
    custom = [f"  t{n}: '${{self:custom.t{n + 1}}}${{self:custom.t{n + 1}}}'" for n in range(28)]
    text = _SERVICE % ("", "    name: ${self:custom.t0}", "")
    text = text.replace("custom: {short: 7}", "\n".join(["custom:", *custom, "  t28: ab"]))
    start = process_time()
    _read_all(_mappings(text)[0].function)
    assert process_time() - start < 10


def test_work_grows_with_the_service_alone() -> None:
    functions = [
        f"  f{n}:\n    handler: a.b\n    environment: {{QUEUE: !Ref Q{n}}}\n    events:\n"
        f"      - sqs: {{arn: 'arn:aws:sqs:${{aws:region}}:1:${{self:service}}-q{n}'}}\n"
        for n in range(300)
    ]
    queues = [
        f"    Q{n}:\n      Type: AWS::SQS::Queue\n"
        f"      Properties: {{QueueName: '${{self:service}}-q{n}'}}\n"
        for n in range(300)
    ]
    head = "service: s\nprovider: {name: aws, role: R}\nfunctions:\n"
    text = head + "".join(functions) + "resources:\n  Resources:\n    R: {Type: AWS::IAM::Role}\n"
    mappings = _mappings(text + "".join(queues))
    start = process_time()
    for mapping in mappings:
        assert {type_ for _, type_ in _users(mapping.source)} == {"Function", "EventSourceMapping"}
        assert mapping.function is not None
        assert len(_users(mapping.function)) == 1
        assert mapping.function.behind("Role") is not None
    assert len(mappings) == 300
    assert process_time() - start < 10

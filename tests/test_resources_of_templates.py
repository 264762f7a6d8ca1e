"""The resources around a mapping of a template: which they are, and what refers to them."""

import json
from time import process_time
from typing import Any

import pytest

from mappinglint.engine import Engine, Result
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.resource import Resource
from mappinglint.value import Known

_ENGINE = Engine(Plugins())
_SAM = "Transform: AWS::Serverless-2016-10-31\n"


def _scenarios(text: str) -> list[EventSourceMapping]:
    result = Result()
    found = [
        mapping
        for alternatives in _ENGINE.mappings("template.yaml", text.encode(), result)
        for mapping in alternatives
    ]
    assert result.failures == []
    return found


def _mapping(text: str) -> EventSourceMapping:
    (found,) = _scenarios(text)
    return found


def _name(resource: Resource | None) -> str | None:
    return None if resource is None else resource.name


def _users(resource: Resource | None) -> set[tuple[str, str]]:
    assert resource is not None
    return {(user.name, user.type.rpartition("::")[2]) for user in resource.users}


# -- conditions -----------------------------------------------------------------------------------

_CONDITIONS = """
Parameters: {Stage: {Type: String}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsProd]
Resources:
  Orders: {Type: AWS::SQS::Queue, Condition: %s, Properties: {VisibilityTimeout: 60}}
  Handler: {Type: AWS::Lambda::Function, Condition: IsProd}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Condition: IsProd
    Properties: {EventSourceArn: !GetAtt Orders.Arn, FunctionName: !Ref Handler}
  Other:
    Type: AWS::Lambda::EventSourceMapping
    Condition: IsTest
    Properties: {EventSourceArn: !GetAtt Orders.Arn, FunctionName: !Ref Handler}
"""


def test_what_a_condition_rules_out_beside_the_mapping_is_not_there() -> None:
    found = _scenarios(_CONDITIONS % "IsTest")[0]
    assert found.name == "Mapping"
    assert found.source is None
    assert _name(found.function) == "Handler"


def test_what_has_the_condition_of_the_mapping_is_there() -> None:
    found = _scenarios(_CONDITIONS % "IsProd")[0]
    assert _name(found.source) == "Orders"
    # The other mapping is not made beside this one.
    assert _users(found.source) == {("Mapping", "EventSourceMapping")}


# -- names ----------------------------------------------------------------------------------------

_NAMED = """
Parameters:
  Prefix: {Type: String}
  Name: {Type: String, Default: orders}
  Stage: {Type: String, AllowedValues: [test, prod], Default: test}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: %s, VisibilityTimeout: 60}}
  Failed: {Type: AWS::SQS::Queue, Properties: {QueueName: failed}}
  Handler: {Type: AWS::Lambda::Function}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: %s, FunctionName: !Ref Handler}
"""
_HEAD = "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}"


@pytest.mark.parametrize(
    ("name", "arn"),
    [
        ("orders", "arn:aws:sqs:eu-west-1:123456789012:orders"),
        ("orders", f"!Sub '{_HEAD}:orders'"),
        ("orders", f"!Sub '{_HEAD}:${{Name}}'"),
        ("!Ref Name", "arn:aws:sqs:eu-west-1:123456789012:orders"),
        ("!Sub '${AWS::StackName}-orders'", f"!Sub '{_HEAD}:${{AWS::StackName}}-orders'"),
        ("!Sub '${AWS::StackName}-${Name}'", f"!Sub '{_HEAD}:${{AWS::StackName}}-orders'"),
        ("!Ref Prefix", f"!Sub '{_HEAD}:${{Prefix}}'"),
        (
            "!Join ['-', [!Ref Prefix, orders]]",
            "!Join [':', ['arn:aws:sqs:eu-west-1', !Ref AWS::AccountId, !Sub '${Prefix}-orders']]",
        ),
        (
            "!Sub '${Prefix}-orders'",
            "!Join ['', ['arn:aws:sqs:eu-west-1:1:', !Ref Prefix, '-orders']]",
        ),
        ("orders", "!Sub ['arn:aws:sqs:eu-west-1:1:${Which}', {Which: !Ref Name}]"),
    ],
)
def test_arn_is_of_the_queue_whose_name_it_ends_in(name: str, arn: str) -> None:
    assert _name(_mapping(_NAMED % (name, arn)).source) == "Orders"


@pytest.mark.parametrize(
    ("name", "arn"),
    [
        # Another name, another service, a part of a name, and a name that nobody knows.
        ("orders", "arn:aws:sqs:eu-west-1:123456789012:order"),
        ("orders", "arn:aws:kinesis:eu-west-1:123456789012:stream/orders"),
        ("orders", f"!Sub '{_HEAD}:${{Prefix}}orders'"),
        ("!Ref Prefix", f"!Sub '{_HEAD}:${{AWS::StackName}}'"),
        ("!ImportValue x", "!ImportValue x"),
        # Two have it.
        ("failed", "arn:aws:sqs:eu-west-1:123456789012:failed"),
        # The author knows how to write the account of the stack, and has written another one.
        ("orders", "!Sub 'arn:aws:sqs:${AWS::Region}:123456789012:orders'"),
        ("orders", "!Sub 'arn:aws:sqs:${AWS::Region}:${Prefix}:orders'"),
        ("orders", "!Sub 'arn:aws:sqs:eu-west-1:${Prefix}:orders'"),
        # It ends in the name, and is not the name.
        ("orders", f"!Sub '{_HEAD}:old-${{Orders.QueueName}}'"),
        ("!Ref Prefix", f"!Sub '{_HEAD}:old-${{Orders.QueueName}}'"),
        ("''", "'arn:aws:sqs:eu-west-1:123456789012:'"),
    ],
)
def test_arn_of_another_queue_is_not_of_this_one(name: str, arn: str) -> None:
    assert _mapping(_NAMED % (name, arn)).source is None


def test_name_that_depends_on_a_parameter_is_that_of_the_scenario() -> None:
    text = _NAMED % ("!Sub 'orders-${Stage}'", "arn:aws:sqs:eu-west-1:123456789012:orders-prod")
    text = text.replace("FunctionName:", "BatchSize: !If [IsProd, 5, 1], FunctionName:")
    found = {mapping.integer("BatchSize"): _name(mapping.source) for mapping in _scenarios(text)}
    assert found == {5: "Orders", 1: None}


# -- functions ------------------------------------------------------------------------------------

_FUNCTIONS = (
    _SAM
    + """
Resources:
  Handler:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: handle, Timeout: 20, AutoPublishAlias: live}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Handler, Name: now}}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Alias}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !ImportValue queue, FunctionName: %s}
"""
)


@pytest.mark.parametrize(
    "name",
    [
        "!Ref Handler",
        "!GetAtt Handler.Arn",
        "!Ref Handler.Alias",
        "!Ref Handler.Version",
        "!Ref Alias",
        "!Ref Version",
        "!Sub '${Handler.Arn}:live'",
        "!Sub '${Handler}:live'",
        "!Sub '${Handler.Alias}'",
        "!Join [':', [!GetAtt Handler.Arn, live]]",
        "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Handler}'",
        "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Handler}:live'",
        "arn:aws:lambda:eu-west-1:123456789012:function:handle:live",
        "handle",
        "handle:live",
    ],
)
def test_function_is_found_however_it_is_named(name: str) -> None:
    found = _mapping(_FUNCTIONS % name)
    assert found.function is not None
    assert found.function.integer("Timeout") == 20


@pytest.mark.parametrize("name", ["!Ref Nobody", "!Sub '${Handler}-2'", "!Ref HandlerRole", "{}"])
def test_function_of_another_name_is_not_this_one(name: str) -> None:
    assert _mapping(_FUNCTIONS % name).function is None


def test_role_that_sam_makes_is_that_of_its_own_function() -> None:
    text = _FUNCTIONS.replace("Timeout: 20", "Timeout: 20, Role: !GetAtt OtherRole.Arn")
    text = text.replace("  Alias:", "  Other: {Type: AWS::Serverless::Function}\n  Alias:")
    function = _mapping(text % "!Ref Handler").function
    assert function is not None
    assert function.behind("Role") is None
    other = _mapping(text % "!Ref Other").function
    assert other is not None
    made = other.behind("Role")
    assert made is not None
    assert (made.name, made.made_by, made.place) == ("OtherRole", "SAM", other.place)


# -- who refers to whom ---------------------------------------------------------------------------

_EVENTS = (
    _SAM
    + """
Globals: {Function: {Timeout: 20}}
Resources:
  Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${AWS::StackName}-orders'}}
  Source:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !Sub 'arn:aws:sqs:${AWS::Region}:1:${AWS::StackName}-orders'
  Handler:
    Type: AWS::Serverless::Function
    Connectors: {Reach: {Properties: {Destination: {Id: Source}, Permissions: [Write]}}}
    Properties:
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        Orders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
        Web: {Type: Api, Properties: {Path: /, Method: get}}
  Other:
    Type: AWS::Serverless::Function
    Properties: {Environment: {Variables: {QUEUE: !Ref Orders}}}
"""
)


def test_events_are_users_of_their_function_and_of_their_source() -> None:
    found = _mapping(_EVENTS)
    assert _users(found.function) == {
        ("Handler.Orders", "EventSourceMapping"),
        ("Handler.Web", "Api"),
        ("Handler.FunctionUrlConfig", "Url"),
        ("Handler.Connectors", "Connector"),
    }
    assert _users(found.source) == {
        ("Handler.Orders", "EventSourceMapping"),
        ("Source", "Queue"),
        ("Other", "Function"),
    }


def test_event_says_what_it_connects() -> None:
    source = _mapping(_EVENTS).source
    assert source is not None
    event = next(user for user in source.users if user.type.endswith("EventSourceMapping"))
    assert _name(event.behind("FunctionName")) == "Handler"
    assert _name(event.behind("EventSourceArn")) == "Orders"


def test_url_of_all_functions_is_one_of_each() -> None:
    text = _EVENTS.replace("      FunctionUrlConfig: {AuthType: NONE}\n", "")
    text = text.replace("Timeout: 20}", "Timeout: 20, FunctionUrlConfig: {AuthType: NONE}}")
    assert ("Handler.FunctionUrlConfig", "Url") in _users(_mapping(text).function)


def test_connector_that_is_a_resource_is_a_user_of_both_ends() -> None:
    text = _EVENTS + (
        "  Reach:\n    Type: AWS::Serverless::Connector\n    Properties:\n"
        "      {Source: {Id: Other}, Destination: [{Id: Orders}], Permissions: [Write]}\n"
    )
    assert ("Reach", "Connector") in _users(_mapping(text).source)


def test_output_has_no_type_if_other_stacks_import_it() -> None:
    outputs = "Outputs: {Url: {Value: !Ref Orders%s}, Nothing: null, List: []}\n"
    shown = _users(_mapping(_EVENTS + outputs % ", Export: {Name: orders}").source)
    assert ("Url", "") in shown
    assert ("Url", "Output") in _users(_mapping(_EVENTS + outputs % "").source)


def test_simple_table_is_a_table_without_a_stream() -> None:
    found = _mapping(
        _SAM
        + """
Resources:
  Orders: {Type: AWS::Serverless::SimpleTable}
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Events: {E: {Type: DynamoDB, Properties: {Stream: !GetAtt Orders.StreamArn}}}
"""
    )
    assert found.source is not None
    assert found.source.type == "AWS::DynamoDB::Table"
    assert found.source.lacks("StreamSpecification")


# -- what a program writes ------------------------------------------------------------------------

_PATH = {"aws:cdk:path": "Stack/Handler/Resource"}
_CDK: dict[str, Any] = {
    "HandlerServiceRoleFCDC14AE": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "ManagedPolicyArns": [
                {
                    "Fn::Join": [
                        "",
                        [
                            "arn:",
                            {"Ref": "AWS::Partition"},
                            ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                        ],
                    ]
                }
            ]
        },
        "Metadata": _PATH,
    },
    "HandlerServiceRoleDefaultPolicyCBD0CC91": {
        "Type": "AWS::IAM::Policy",
        "Properties": {
            "PolicyDocument": {
                "Statement": [
                    {
                        "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
                        "Effect": "Allow",
                        "Resource": {"Fn::GetAtt": ["OrdersE6D1B3D8", "Arn"]},
                    }
                ]
            },
            "PolicyName": "HandlerServiceRoleDefaultPolicyCBD0CC91",
            "Roles": [{"Ref": "HandlerServiceRoleFCDC14AE"}],
        },
    },
    "Handler886CB40B": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Role": {"Fn::GetAtt": ["HandlerServiceRoleFCDC14AE", "Arn"]},
            "Timeout": 20,
        },
        "DependsOn": ["HandlerServiceRoleDefaultPolicyCBD0CC91", "HandlerServiceRoleFCDC14AE"],
        "Metadata": _PATH,
    },
    "OrdersE6D1B3D8": {
        "Type": "AWS::SQS::Queue",
        "Properties": {"VisibilityTimeout": 60},
        "UpdateReplacePolicy": "Delete",
        "DeletionPolicy": "Delete",
    },
    "HandlerSqsEventSourceStackOrders6CCA1A8F": {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "EventSourceArn": {"Fn::GetAtt": ["OrdersE6D1B3D8", "Arn"]},
            "FunctionName": {"Ref": "Handler886CB40B"},
        },
    },
}


def test_what_cdk_writes_is_followed_to_the_policies_of_the_role() -> None:
    found = _mapping(json.dumps({"Resources": _CDK}))
    assert found.source is not None
    assert found.source.integer("VisibilityTimeout") == 60
    assert found.function is not None
    role = found.function.behind("Role")
    assert role is not None
    assert _users(role) == {
        ("Handler886CB40B", "Function"),
        ("HandlerServiceRoleDefaultPolicyCBD0CC91", "Policy"),
    }
    (policy,) = (user for user in role.users if user.type == "AWS::IAM::Policy")
    actions = policy.get("PolicyDocument.Statement[0].Action[1]")
    assert isinstance(actions, Known)
    assert actions.text == "sqs:DeleteMessage"
    assert _name(policy.behind("PolicyDocument.Statement[0].Resource")) == "OrdersE6D1B3D8"


# -- anything at all ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Timeout: 20", "Timeout: null"),
        ("{Function: {Timeout: 20}}", "{Function: null}"),
        ("{Function: {Timeout: 20}}", "{Function: []}"),
        ("{Function: {Timeout: 20}}", "[]"),
        ("{Timeout: 20}", "{Timeout: {Deep: 1}}"),
        ("Properties: {QueueName: !Sub '${AWS::StackName}-orders'}", "Properties: null"),
        ("Properties: {QueueName: !Sub '${AWS::StackName}-orders'}", "Properties: []"),
        ("QueueName: !Sub '${AWS::StackName}-orders'", "QueueName: {}"),
        ("QueueName: !Sub '${AWS::StackName}-orders'", "QueueName: !Ref Orders"),
        ("QueueName: !Sub '${AWS::StackName}-orders'", "QueueName: !Join [a]"),
        ("QueueName: !Sub '${AWS::StackName}-orders'", "QueueName: !GetAtt []"),
        ("{Path: /, Method: get}", "null"),
        ("{Type: Api, Properties: {Path: /, Method: get}}", "[1, {}]"),
        ("Properties: {Environment", "Properties: null\n    Events: {Environment"),
        ("Variables: {QUEUE: !Ref Orders}", "Variables: &v {QUEUE: [*v]}"),
        ("    Connectors: {Reach", "    IgnoreGlobals: {}\n    Connectors: {Reach"),
        ("Destination: {Id: Source}", "Destination: {Id: []}"),
        ("  Other:\n", "  Nothing: null\n  Text: text\n  Other:\n"),
        ("    Type: AWS::Serverless::Function\n    Properties: {Env", "    Properties: {Env"),
    ],
)
def test_odd_template_is_survived(old: str, new: str) -> None:
    assert old in _EVENTS
    for mapping in _scenarios(_EVENTS.replace(old, new)):
        for resource in (mapping.source, mapping.function):
            for user in resource.users if resource else ():
                user.get("FunctionName")
                user.behind("EventSourceArn")
            if resource is not None:
                resource.get("Timeout.Deep")


def test_work_grows_with_the_template_alone() -> None:
    shared = "  R: {Type: AWS::IAM::Role, Properties: {RoleName: !Sub '${AWS::StackName}-r'}}\n"
    resources = [
        f"  Q{n}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub '${{X}}-q{n}'}}}}\n"
        f"  F{n}: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt R.Arn}}}}\n"
        f"  M{n}:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n"
        f"      FunctionName: !Ref F{n}\n"
        f"      EventSourceArn: !Sub '{_HEAD}:${{X}}-q{n}'\n"
        for n in range(400)
    ]
    text = "Parameters: {X: {Type: String}}\nResources:\n" + shared + "".join(resources)
    mappings = _scenarios(text)
    start = process_time()
    for mapping in mappings:
        assert mapping.source is not None
        assert mapping.function is not None
        assert len(mapping.source.users) == 1
        assert _name(mapping.function.behind("Role")) == "R"
    assert mapping.function is not None
    assert len(_users(mapping.function.behind("Role"))) == 400
    # It takes a tenth of a second; comparing each with each would take minutes.
    assert process_time() - start < 10


_ONE_MAPPING = """
Resources:
  Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Orders.Arn, FunctionName: f}
"""


def test_aliases_make_no_more_of_a_template_than_it_is() -> None:
    big = f"  Big: {{Type: T, Properties: &big {{A: [{', '.join(['x'] * 3000)}]}}}}\n"
    copies = [f"  R{n}: {{Type: T, Properties: *big}}\n" for n in range(1000)]
    start = process_time()
    source = _mapping(_ONE_MAPPING + big + "".join(copies)).source
    # Nobody has the time to look at all of it, so that somebody may use it.
    assert ("", "") in _users(source)
    assert process_time() - start < 20


def test_texts_of_texts_are_joined_once() -> None:
    lines = [f"  A: {{Type: T, Properties: &p0 [{', '.join(['x'] * 29)}]}}\n"]
    for n in range(3):
        joins = ", ".join([f"!Join ['', *p{n}]"] * 29)
        lines.append(f"  B{n}: {{Type: T, Properties: &p{n + 1} [{joins}]}}\n")
    lines += [f"  C{n}: {{Type: T, Properties: [!Join ['', *p3]]}}\n" for n in range(500)]
    start = process_time()
    assert _users(_mapping(_ONE_MAPPING + "".join(lines)).source)
    assert process_time() - start < 20

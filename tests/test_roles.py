"""What is known of a role, and what makes it one that nobody knows."""

import pytest
from botocore.session import get_session

from mappinglint.engine import Engine
from mappinglint.parts import HOLE
from mappinglint.plugins import Plugins
from mappinglint_rules.resources.lacking import REAL, is_slip
from mappinglint_rules.resources.managed_policies import MANAGED_POLICIES
from mappinglint_rules.resources.needs import (
    DECRYPT,
    NETWORK,
    READ_CONSUMER,
    READ_SECRET,
    READ_SOURCE,
    SEND,
)
from mappinglint_rules.resources.wildcards import may_match

_ENGINE = Engine(Plugins())
_TEMPLATE = """
{head}
Parameters:
  Name: {{Type: String}}
Resources:
  Orders: {{Type: AWS::SQS::Queue}}
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
{role}
  Handler:
    Type: {function}
    Properties: {{Role: !GetAtt OrdersRole.Arn}}
{function_body}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !GetAtt Orders.Arn, FunctionName: !Ref Handler}}
{more}
"""
_BARE = "      Path: /"
_POLICY = (
    "{Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [%s], PolicyDocument: "
    "{Statement: {Effect: Allow, Action: 'sqs:*', Resource: '*'}}}}"
)


def _found(
    role: str = _BARE,
    more: str = "",
    *,
    function: str = "AWS::Lambda::Function",
    function_body: str = "",
    head: str = "",
) -> list[str]:
    text = _TEMPLATE.format(
        role=role, more=more, function=function, function_body=function_body, head=head
    )
    result = _ENGINE.check_text("template.yaml", text)
    assert result.failures == []
    return [one.message for one in result.findings if one.rule.code == "ESM730"]


def _statement(inner: str) -> str:
    return f"      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{inner}]}}}}]"


@pytest.mark.parametrize(
    "resource", ["!Ref Orders", "!GetAtt Orders.QueueUrl", "!GetAtt Orders.QueueName"]
)
def test_url_or_name_of_a_queue_is_no_arn(resource: str) -> None:
    assert _found(_statement(f"{{Effect: Allow, Action: 'sqs:*', Resource: {resource}}}"))


@pytest.mark.parametrize(
    "resource",
    [
        "!GetAtt Orders.Arn",
        "!Sub 'arn:aws:sqs:*:*:${Orders.QueueName}'",
        "!Join [':', ['arn:aws:sqs:*:*', !GetAtt Orders.QueueName]]",
        "[!Ref Orders, !GetAtt Orders.Arn]",
        "!Sub '${Orders.QueueName}*'",
    ],
)
def test_arn_with_the_name_of_a_queue_is_one(resource: str) -> None:
    assert not _found(_statement(f"{{Effect: Allow, Action: 'sqs:*', Resource: {resource}}}"))


def test_role_without_policies_may_do_nothing() -> None:
    assert _found() == [
        (
            "role OrdersRole may not call sqs:ReceiveMessage, sqs:DeleteMessage or "
            "sqs:GetQueueAttributes on this queue"
        )
    ]


@pytest.mark.parametrize(
    "role",
    [
        "      Policies: !Ref Name",
        "      Policies: [!Ref Name]",
        "      Policies: [{PolicyName: p}]",
        "      Policies: [{PolicyName: p, PolicyDocument: !Ref Name}]",
        "      Policies: [{PolicyName: p, PolicyDocument: {Statement: !Ref Name}}]",
        "      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17'}}]",
        "      Policies: {Fn::Transform: {Name: Add}}",
        "      ManagedPolicyArns: [!Ref Name]",
        "      ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/ours']",
        "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/SomethingNew']",
        "      ManagedPolicyArns: [!Sub 'arn:aws:iam::aws:policy/${Name}']",
        "      Fn::Transform: {Name: Add}",
        _statement("!Ref Name"),
        _statement("{Effect: !Ref Name, Action: x, Resource: y}"),
        _statement("{Action: 'sqs:*', Resource: '*'}"),
        _statement("{Effect: Allow, Resource: '*'}"),
        _statement("{Effect: Allow, Action: !Ref Name, Resource: '*'}"),
        _statement("{Effect: Allow, Action: !Sub 'sqs:${Name}', Resource: '*'}"),
        _statement("{Effect: Allow, Action: 'sqs:*', Resource: !Ref Name}"),
        _statement("{Effect: Allow, Action: 'sqs:*', Resource: {Fn::ImportValue: x}}"),
        _statement("{Effect: Allow, Action: 'sqs:*', NotResource: 'arn:aws:s3:::*'}"),
        _statement("{Effect: Allow, Action: '*', Resource: 'arn:aws:sqs:*:*:Stack-Orders-*'}"),
        _statement("{Effect: Allow, Action: '*', Resource: 'arn:aws:sqs'}"),
        _statement("{Effect: Allow, Action: '*', Resource: 'arn:aws:sqs:eu-west-1'}"),
        _statement("{Effect: Allow, NotAction: !Sub '${Name}:*', Resource: '*'}"),
        _statement("{Effect: Allow, NotAction: ['iam:*', 'sqs:Send*'], Resource: '*'}"),
    ],
)
def test_what_may_be_allowed_is_not_missed(role: str) -> None:
    assert _found(role) == []


@pytest.mark.parametrize(
    "role",
    [
        "      Policies: []",
        "      Policies: null",
        "      ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/AWSLambdaExecute']",
        _statement("{Effect: Deny, Action: 'sqs:*', Resource: '*'}"),
        _statement("{Effect: Allow, Action: !Sub 's3:${Name}', Resource: '*'}"),
        _statement("{Effect: Allow, Action: ['sqs:Send*', 'SQS:List*'], Resource: '*'}"),
        _statement("{Effect: Allow, Action: 'sqs:*', Resource: 'arn:aws:sns:*:*:*'}"),
        _statement("{Effect: Allow, Action: 'sqs:*', Resource: !Sub 'arn:aws:s3:::${Name}'}"),
        _statement("{Effect: Allow, NotAction: ['iam:*', 'SQS:*'], Resource: '*'}"),
    ],
)
def test_what_is_allowed_for_something_else_does_not_count(role: str) -> None:
    assert len(_found(role)) == 1


@pytest.mark.parametrize(
    "more",
    [
        "  More: " + _POLICY % "!Ref OrdersRole",
        "  Custom: {Type: Custom::Attach, Properties: {Role: !Ref OrdersRole}}",
        (
            "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {Parameters: "
            "{Role: !Ref OrdersRole}}}"
        ),
        "Outputs: {Role: {Value: !Ref OrdersRole, Export: {Name: role}}}",
        "  Fn::ForEach::Policies: [P, [A, B], {'${P}': " + _POLICY % "!Ref OrdersRole" + "}]",
        "  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://more/policies.yaml}}",
    ],
)
def test_whatever_may_add_to_a_role_makes_it_unknown(more: str) -> None:
    assert _found(more=more) == []


def test_policy_may_name_its_role_by_the_text_of_the_name() -> None:
    role = "      RoleName: !Sub '${Name}-orders'"
    assert len(_found(role)) == 1
    assert _found(role, "  More: " + _POLICY % "!Sub '${Name}-orders'") == []
    assert _found("      RoleName: !Ref Name", "  More: " + _POLICY % "!Ref Name") == []


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (
            "    Connectors: {Mine: {Properties: {Destination: {Id: Orders}}}}",
            "",
        ),
        (
            "",
            (
                "  Mine: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Handler}, "
                "Destination: {Id: Orders}}}"
            ),
        ),
    ],
)
def test_connectors_give_policies_to_the_role_of_their_function(body: str, more: str) -> None:
    serverless = {
        "function": "AWS::Serverless::Function",
        "head": "Transform: AWS::Serverless-2016-10-31",
    }
    assert len(_found(**serverless)) == 1
    assert _found(more=more, function_body=body, **serverless) == []


def test_other_users_add_nothing() -> None:
    more = "  Rule: {Type: AWS::Events::Rule, Properties: {RoleArn: !GetAtt OrdersRole.Arn}}"
    assert len(_found(more=more)) == 1


def test_role_of_many_functions_is_known() -> None:
    function = "{Type: AWS::Lambda::Function, Properties: {Role: !GetAtt OrdersRole.Arn}}"
    more = "\n".join(f"  F{number}: {function}" for number in range(300))
    assert len(_found(more=more)) == 1
    assert _found(more=f"{more}\n  More: {_POLICY % '!Ref OrdersRole'}") == []


def test_policy_may_be_a_text_of_json() -> None:
    document = '{"Statement": [{"Effect": "Allow", "Action": "sqs:%s", "Resource": "*"}]}'
    role = "      Policies: [{PolicyName: p, PolicyDocument: '%s'}]"
    assert _found(role % document % "*") == []
    assert len(_found(role % document % "Send*")) == 1


@pytest.mark.parametrize("document", ["[]", "{", '{"Statement": 3}', '{"Statement": [[]]}', "3"])
def test_policy_that_is_none_is_survived(document: str) -> None:
    assert _found(f"      Policies: [{{PolicyName: p, PolicyDocument: '{document}'}}]") == []


_STREAMS = """
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {{TableName: orders, StreamSpecification: {{StreamViewType: KEYS_ONLY}}}}
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement: {{Effect: Allow, Action: 'dynamodb:*', Resource: {resource}}}
  Handler: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt OrdersRole.Arn}}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !GetAtt Orders.StreamArn, FunctionName: !Ref Handler}}
"""


@pytest.mark.parametrize(
    ("resource", "lacks"),
    [
        ("!Sub '${Orders.Arn}/stream/*'", False),
        ("!Sub '${Orders.Arn}/*'", False),
        ("!Sub '${Orders.Arn}*'", False),
        ("!Join ['/', [!GetAtt Orders.Arn, stream, '*']]", False),
        ("!Sub 'arn:aws:dynamodb:*:*:table/${Orders}/stream/*'", False),
        ("'arn:aws:dynamodb:*:*:table/*/stream/2026-01-01T00:00:00.000'", False),
        ("[!GetAtt Orders.Arn, !Sub '${Orders.Arn}/index/*']", True),
        ("!Sub '${Orders.Arn}'", True),
        ("!Sub 'arn:aws:dynamodb:*:*:table/${Orders}'", True),
    ],
)
def test_tables_and_indexes_are_no_streams(resource: str, *, lacks: bool) -> None:
    text = _STREAMS.format(resource=resource)
    found = [one.rule.code for one in _ENGINE.check_text("template.yaml", text).findings]
    assert found.count("ESM730") == lacks


_LOGIN = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: secretsmanager:GetSecretValue
              Resource: {resource}
  Handler: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt Role.Arn}}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Handler
      Topics: [orders]
      SelfManagedEventSource: {{Endpoints: {{KafkaBootstrapServers: ['kafka.example.com:9092']}}}}
      SourceAccessConfigurations:
        - Type: BASIC_AUTH
          URI: arn:aws:secretsmanager:eu-west-1:123456789012:secret:a/b-AbCdEf
"""


@pytest.mark.parametrize(
    ("resource", "lacks"),
    [
        ("'*'", False),
        ("arn:aws:secretsmanager:*", False),
        ("arn:aws:secretsmanager:*:*:secret:*", False),
        ("arn:aws:secretsmanager:*:*:secret:a/*", False),
        ("arn:aws:secretsmanager:*:*:secret:a/b-??????", False),
        ("!Sub 'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:a/b*'", False),
        ("arn:aws:secretsmanager:*:*:secret:b/*", True),
    ],
)
def test_secret_may_be_named_with_wildcards(resource: str, *, lacks: bool) -> None:
    text = _LOGIN.format(resource=resource)
    found = [one.rule.code for one in _ENGINE.check_text("template.yaml", text).findings]
    assert found.count("ESM730") == lacks


def test_policies_in_masses_are_left_alone() -> None:
    line = "{Effect: Allow, Action: ['s3:*', 'sns:*'], Resource: ['arn:aws:s3:::*', !Ref Name]}"
    assert _found(_statement(", ".join([line] * 2_000))) == []


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("", "", True),
        ("", "a", False),
        ("a*c", "abbc", True),
        ("a*c", "abbd", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("**a", "a", True),
        (f"a{HOLE}", "abc", True),
        ("abc", f"a{HOLE}", True),
        ("abc", f"b{HOLE}", False),
        ("a*z", f"{HOLE}y", False),
        (f"a{HOLE}z", f"a{HOLE}z", True),
        ("arn:aws:sqs:*:*:orders", f"arn:{HOLE}:sqs:{HOLE}:{HOLE}:orders", True),
        ("arn:aws:sqs:*:*:orders", f"arn:{HOLE}:sqs:{HOLE}:{HOLE}:order", False),
    ],
)
def test_wildcards_and_holes(pattern: str, text: str, *, expected: bool) -> None:
    assert may_match(pattern, text) is expected


def test_managed_policies_for_sources_allow_what_reading_them_takes() -> None:
    for needs in READ_SOURCE.values():
        actions = MANAGED_POLICIES[needs.policy] if needs.policy else ()
        network = NETWORK if needs.network else ()
        for need in (*needs.on_source, *needs.beside, *network) if actions else ():
            assert any(may_match(one, action) for one in actions for action in need), need


def _remedy(statement: str) -> str:
    text = _TEMPLATE.format(
        role=_statement(statement),
        more="  Others: {Type: AWS::SQS::Queue}",
        function="AWS::Lambda::Function",
        function_body="",
        head="",
    )
    (found,) = [
        one for one in _ENGINE.check_text("t.yaml", text).findings if one.rule.code[3] == "7"
    ]
    return found.remedy


def test_slip_in_an_action_is_named() -> None:
    statement = "{Effect: Allow, Action: ['sqs:ReciveMessage', 'sqs:Delete*'], Resource: '*'}"
    assert _remedy(statement) == (
        "did you mean sqs:ReceiveMessage instead of sqs:ReciveMessage? "
        "And allow sqs:GetQueueAttributes"
    )


@pytest.mark.parametrize("action", ["sqs:SetQueueAttributes", "sqs:ReceiveMessag?"])
def test_action_that_there_is_is_no_slip(action: str) -> None:
    statement = f"{{Effect: Allow, Action: '{action}', Resource: !GetAtt Others.Arn}}"
    assert _remedy(statement).startswith("allow sqs:ReceiveMessage")


def test_no_action_of_aws_is_taken_for_a_slip() -> None:
    operations = {
        f"{service}:{name}"
        for service in (
            "ec2",
            "kafka",
            "kinesis",
            "kms",
            "mq",
            "rds",
            "secretsmanager",
            "sns",
            "sqs",
        )
        for name in get_session().get_service_model(service).operation_names
    }
    taken = {
        one.lower()
        for action in _needed()
        for one in operations - {action}
        if one.partition(":")[0] == action.partition(":")[0]
        and is_slip(one.partition(":")[2].lower(), action.partition(":")[2].lower())
    }
    assert taken == REAL


def _needed() -> set[str]:
    needs = [*NETWORK, *READ_CONSUMER]
    for source in READ_SOURCE.values():
        needs += [*source.on_source, *source.beside]
    sent = {action for actions in SEND.values() for action, _ in actions}
    return {action for need in needs for action in need} | sent | {READ_SECRET, DECRYPT}


def test_action_on_another_queue_or_of_another_name_is_no_slip() -> None:
    actions = "['sqs:receivemessage', 'sqs:DeleteMessageBatch', 'sqs:Get*']"
    statement = f"{{Effect: Allow, Action: {actions}, Resource: !GetAtt Others.Arn}}"
    assert _remedy(statement).startswith("allow sqs:ReceiveMessage, sqs:DeleteMessage and")

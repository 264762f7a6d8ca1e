"""The role that SAM makes for a function which has none."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import samtranslator

from mappinglint.dialects.cloudformation.policy_templates import POLICY_TEMPLATES
from mappinglint.engine import Engine
from mappinglint.plugins import Plugins
from mappinglint_rules.resources.needs import (
    DECRYPT,
    NETWORK,
    READ_CONSUMER,
    READ_SECRET,
    READ_SOURCE,
    SEND,
)

_ENGINE = Engine(Plugins())
_TEMPLATE = """
Transform: {transform}
Parameters:
  Name: {{Type: String}}
Globals: {{Function: {{{defaults}}}}}
Resources:
  Secret: {{Type: AWS::KMS::Key}}
  Orders: {{Type: AWS::SQS::Queue, Properties: {{KmsMasterKeyId: !Ref Secret}}}}
  Events: {{Type: AWS::Kinesis::Stream}}
  Failed: {{Type: AWS::SQS::Queue}}
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      {function}
      Events:
        Orders: {{Type: SQS, Properties: {{Queue: !GetAtt Orders.Arn}}}}
        Stream:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Events.Arn
            DestinationConfig: {{OnFailure: {{{on_failure}}}}}
        {event}
{more}
"""
_SAM = "AWS::Serverless-2016-10-31"
_DESTINATION = "Destination: !GetAtt Failed.Arn"
_STATEMENT = "{{Statement: [{{Effect: Allow, Action: '{}', Resource: '*'}}]}}"


def _found(
    function: str = "Timeout: 3",
    *,
    on_failure: str = _DESTINATION,
    event: str = "",
    more: str = "",
    transform: str = _SAM,
    defaults: str = "",
) -> dict[str, str]:
    """Return the remedies of what is found about roles, by the code."""
    text = _TEMPLATE.format(
        function=function,
        on_failure=on_failure,
        event=event,
        more=more,
        transform=transform,
        defaults=defaults,
    )
    result = _ENGINE.check_text("template.yaml", text)
    assert result.failures == []
    found = [one for one in result.findings if one.rule.code.startswith("ESM73")]
    return {one.rule.code: one.remedy for one in found}


def test_it_may_read_its_sources_and_neither_decrypt_nor_send_without_a_type() -> None:
    assert _found() == {
        "ESM731": "add Type: SQS, or allow sqs:SendMessage in Policies of the function",
        "ESM732": "allow kms:Decrypt in Policies of the function, on the ARN of the key",
    }


@pytest.mark.parametrize("type_", ["SQS", "SNS", "S3", "!Ref Name"])
def test_type_of_a_destination_is_what_another_rule_looks_at(type_: str) -> None:
    assert "ESM731" not in _found(on_failure=f"Type: {type_}, {_DESTINATION}")


@pytest.mark.parametrize(
    "policies",
    [
        "!Ref Name",
        "[!Ref Name]",
        "[!If [A, AWSLambdaExecute, !Ref AWS::NoValue]]",
        "AdministratorAccess",
        "[SomethingNew]",
        "[arn:aws:iam::123456789012:policy/ours]",
        "[{NewPolicy: {}}]",
        "[{KMSDecryptPolicy: {KeyId: !Ref Secret}}, {SQSSendMessagePolicy: {QueueName: x}}]",
        f"[{_STATEMENT.format('*')}]",
        _STATEMENT.format("*"),
        "{Fn::Transform: {Name: Add}}",
    ],
)
def test_policies_may_allow_it(policies: str) -> None:
    assert _found(f"Policies: {policies}") == {}


@pytest.mark.parametrize(
    "policies",
    [
        "[]",
        "AWSLambdaExecute",
        "[AWSXRayDaemonWriteAccess, {DynamoDBCrudPolicy: {TableName: x}}]",
        "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
        f"[{_STATEMENT.format('s3:*')}]",
    ],
)
def test_policies_about_something_else_do_not(policies: str) -> None:
    assert set(_found(f"Policies: {policies}")) == {"ESM731", "ESM732"}


@pytest.mark.parametrize(
    "more",
    [
        "    Connectors: {C: {Properties: {Destination: {Id: Orders}, Permissions: [Read]}}}",
        (
            "  C: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Handler}, "
            "Destination: {Id: Orders}}}"
        ),
        (
            "  P: {Type: AWS::IAM::Policy, Properties: {Roles: [!Ref HandlerRole], PolicyDocument: "
            "{Statement: {Effect: Allow, Action: '*', Resource: '*'}}}}"
        ),
        "  HandlerRole: {Type: AWS::IAM::Role}",
        "  Fn::Transform: {Name: Add}",
    ],
)
def test_what_may_add_policies_makes_it_unknown(more: str) -> None:
    assert _found(more=more) == {}


def test_event_of_which_less_is_known_makes_it_unknown() -> None:
    broker = "Broker: {Type: MQ, Properties: {Broker: x, SecretsManagerKmsKeyId: !Ref Secret}}"
    assert _found(event=broker) == {}
    assert _found(event="Plain: {Type: Schedule}") != {}


def test_macro_of_others_may_add_policies() -> None:
    assert _found(transform=f"[{_SAM}, Ours]") == {}
    assert _found(transform=f"[AWS::LanguageExtensions, {_SAM}]") != {}


def test_other_destinations_may_be_the_same() -> None:
    config = "DestinationConfig: {OnFailure: {Type: SQS, Destination: !Ref Name}}"
    assert "ESM731" not in _found(defaults=f"EventInvokeConfig: {{{config}}}")
    dead = "{Type: SQS, TargetArn: !GetAtt Failed.Arn}"
    assert "ESM731" not in _found(f"DeadLetterQueue: {dead}")


def test_key_that_lets_the_made_role_in() -> None:
    policy = (
        "  Secret: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [{Effect: Allow, "
        "Principal: {AWS: !GetAtt HandlerRole.Arn}, Action: '*', Resource: '*'}]}}}"
    )
    assert set(_found(more=policy)) == {"ESM731"}


def test_mapping_beside_the_events_has_no_leave() -> None:
    mapping = (
        "  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: "
        "!Ref Other, EventSourceArn: !GetAtt Failed.Arn}}\n"
        "  Other: {Type: AWS::Serverless::Function, Properties: {Timeout: 3}}"
    )
    assert _found(more=mapping)["ESM730"].endswith(
        "in Policies of the function, or attach AWSLambdaSQSQueueExecutionRole to it"
    )


def test_policy_templates_allow_what_they_say() -> None:
    """By the templates of aws-sam-translator, which may have new ones."""
    path = Path(samtranslator.__file__).parent / "policy_templates_data" / "policy_templates.json"
    templates = json.loads(path.read_text("utf-8"))["Templates"]
    needed = {READ_SECRET, DECRYPT}
    needed |= {one for need in (*READ_CONSUMER, *NETWORK) for one in need}
    needed |= {one for wanted in SEND.values() for one, _ in wanted}
    for needs in READ_SOURCE.values():
        needed |= {one for need in (*needs.on_source, *needs.beside) for one in need}
    for name, allowed in POLICY_TEMPLATES.items():
        statements = templates[name]["Definition"]["Statement"]
        patterns = [one for statement in statements for one in _listed(statement["Action"])]
        found = {one for one in needed if any(fnmatchcase(one, pattern) for pattern in patterns)}
        assert set(allowed) == found, name


def _listed(action: str | list[str]) -> list[str]:
    return [action] if isinstance(action, str) else action

"""Whom the policy of a key lets in: ESM732 is silent where that may be the role."""

import pytest

from mappinglint.engine import Engine
from mappinglint.plugins import Plugins

_ENGINE = Engine(Plugins())
_TEMPLATE = """
Parameters:
  Name: {{Type: String}}
Resources:
  Secret:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{AWS: !Sub "arn:aws:iam::${{AWS::AccountId}}:root"}}
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: {principal}
            Action: {action}
            Resource: "*"
  Jobs: {{Type: AWS::KMS::Alias, Properties: {{AliasName: alias/jobs, TargetKeyId: !Ref Secret}}}}
  Orders: {{Type: AWS::SQS::Queue, Properties: {{KmsMasterKeyId: {key}}}}}
  Admins: {{Type: AWS::IAM::Role, Properties: {{RoleName: admins}}}}
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      {name}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole]
  Handler: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt OrdersRole.Arn}}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !GetAtt Orders.Arn, FunctionName: !Ref Handler}}
"""


def _is_found(
    principal: str, action: str = "kms:*", *, name: str = "Path: /", key: str = "!Ref Secret"
) -> bool:
    text = _TEMPLATE.format(principal=principal, action=action, name=name, key=key)
    result = _ENGINE.check_text("template.yaml", text)
    assert result.failures == []
    return any(one.rule.code == "ESM732" for one in result.findings)


@pytest.mark.parametrize(
    "principal",
    [
        '"*"',
        '{AWS: "*"}',
        "!Ref Name",
        "{AWS: !Ref Name}",
        "{AWS: !GetAtt OrdersRole.Arn}",
        '{AWS: ["arn:aws:iam::123456789012:role/other", !GetAtt OrdersRole.Arn]}',
        '{AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/${Name}"}',
        '{AWS: !Sub "arn:aws:iam::123456789012:role/${OrdersRole}"}',
        '{AWS: "arn:aws:iam::123456789012:role/stack-OrdersRole-1ABCDEFGHIJK"}',
        '{AWS: "arn:aws:sts::123456789012:assumed-role/stack-OrdersRole-1ABCDEFGHIJK/handler"}',
        "{AWS: AROAEXAMPLEEXAMPLE}",
        '{Federated: "arn:aws:iam::123456789012:saml-provider/ours"}',
        "{Fn::Transform: {Name: Add}}",
    ],
)
def test_principal_that_may_be_the_role_is_let_in(principal: str) -> None:
    assert not _is_found(principal)


@pytest.mark.parametrize(
    "principal",
    [
        '{AWS: "arn:aws:iam::123456789012:role/admin"}',
        '{AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/admin"}',
        '{AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/ann"}',
        '{AWS: "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/Admin"}',
        '{AWS: "arn:aws:iam::123456789012:root"}',
        '{AWS: "123456789012"}',
        "{AWS: !GetAtt Admins.Arn}",
        "{Service: sns.amazonaws.com}",
    ],
)
def test_principal_that_surely_is_another_is_not(principal: str) -> None:
    assert _is_found(principal)


def test_role_is_known_by_its_name() -> None:
    own, other = (f'{{AWS: "arn:aws:iam::123456789012:role/{name}"}}' for name in ("own", "other"))
    assert not _is_found(own, name="RoleName: own")
    assert not _is_found(own, name="RoleName: !Ref Name")
    assert _is_found(other, name="RoleName: own")


def test_leave_to_administer_a_key_is_no_leave_to_decrypt() -> None:
    anyone = '{AWS: "*"}'
    assert _is_found(
        anyone, "['kms:Create*', 'kms:Put*', 'kms:Describe*', 'kms:ScheduleKeyDeletion']"
    )
    assert not _is_found(anyone, "['kms:Create*', 'kms:De*']")
    assert not _is_found(anyone, "!Ref Name")


@pytest.mark.parametrize(
    "key", ["alias/jobs", "!Ref Jobs", "!Sub 'arn:aws:kms:eu-west-1:123456789012:alias/jobs'"]
)
def test_alias_may_be_called_by_its_name(key: str) -> None:
    assert _is_found("{Service: sns.amazonaws.com}", key=key)


def test_alias_of_another_project_is_not_known() -> None:
    assert not _is_found("{Service: sns.amazonaws.com}", key="alias/other")

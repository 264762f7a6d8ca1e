"""What the rules about functions and streams do where one format has more words than others."""

import textwrap

import pytest

from mappinglint.engine import Engine

_SAM = """
Transform: AWS::Serverless-2016-10-31
{head}
Resources:
  Orders: {{Type: AWS::SQS::Queue}}
  Bills: {{Type: AWS::SQS::Queue}}
  Failed: {{Type: AWS::SQS::Queue}}
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      {function}
      Events:
        Orders: {{Type: SQS, Properties: {{Queue: !GetAtt Orders.Arn}}}}
        Bills: {{Type: SQS, Properties: {{Queue: !GetAtt Bills.Arn}}}}
{more}
"""
_DEAD_LETTERS = "DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}"
_INVOKE_CONFIG = "EventInvokeConfig: {MaximumRetryAttempts: 0}"


def _codes(engine: Engine, text: str) -> list[str]:
    result = engine.check_text("template.yaml", text)
    assert result.failures == []
    return [one.rule.code for one in result.findings]


def _sam(function: str, head: str = "", more: str = "") -> str:
    more = textwrap.indent(textwrap.dedent(more).strip(), "  ")
    return _SAM.format(head=textwrap.dedent(head).strip(), function=function, more=more)


@pytest.mark.parametrize("function", [_DEAD_LETTERS, _INVOKE_CONFIG])
def test_function_with_two_polled_events_has_one_finding(engine: Engine, function: str) -> None:
    assert _codes(engine, _sam(function)) == ["ESM723"]


@pytest.mark.parametrize(
    "head",
    [
        "Globals: {Function: {Environment: {Variables: {HANDLER: !Ref Handler}}}}",
        "Outputs: {Handler: {Value: !Ref Handler, Export: {Name: handler}}}",
        # A script finds it there.
        "Outputs: {Handler: {Value: !Ref Handler}}",
    ],
)
def test_function_that_others_know_of_may_be_called(engine: Engine, head: str) -> None:
    assert _codes(engine, _sam(_DEAD_LETTERS, head)) == []


@pytest.mark.parametrize(
    "function",
    [
        f"{_DEAD_LETTERS}\n      FunctionUrlConfig: {{AuthType: NONE}}",
        "DeadLetterQueue: !If [IsProd, {Type: SQS, TargetArn: !GetAtt Failed.Arn}, !Ref Nothing]",
        "EventInvokeConfig: {}",
        "DeadLetterQueue:",
        "DeadLetterQueue: [!GetAtt Failed.Arn]",
    ],
)
def test_settings_that_may_be_of_use_are_left_alone(engine: Engine, function: str) -> None:
    assert _codes(engine, _sam(function)) == []


@pytest.mark.parametrize("setting", [_DEAD_LETTERS, _INVOKE_CONFIG])
def test_what_globals_say_is_for_whom_it_concerns(engine: Engine, setting: str) -> None:
    assert _codes(engine, _sam("Timeout: 3", f"Globals: {{Function: {{{setting}}}}}")) == []


@pytest.mark.parametrize(
    "more",
    [
        """
        Other:
          Type: AWS::Serverless::Function
          Properties:
            AutoPublishAlias: live
            DeploymentPreference: {Hooks: {PreTraffic: !Ref Handler}}
        """,
        """
        Live:
          Type: AWS::Lambda::Alias
          Properties: {FunctionName: other}
          UpdatePolicy: {CodeDeployLambdaAliasUpdate: {AfterAllowTrafficHook: !Ref Handler}}
        """,
        """
        One: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Two, Name: !Ref Handler}}
        Two: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref One}}
        """,
        "Parameter: {Type: AWS::SSM::Parameter, Properties: {Value: !GetAtt Handler.Arn}}",
        "Nobody: {Properties: {Value: !GetAtt Handler.Arn}}",
    ],
)
def test_user_of_another_kind_may_call(engine: Engine, more: str) -> None:
    assert _codes(engine, _sam(_DEAD_LETTERS, more=more)) == []


def test_function_with_very_many_users_is_left_alone(engine: Engine) -> None:
    logs = "".join(
        f"Log{one}: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: !Ref Handler}}}}\n"
        for one in range(60)
    )
    assert _codes(engine, _sam(_DEAD_LETTERS, more=logs)) == []
    assert _codes(engine, _sam(_DEAD_LETTERS, more=logs[: logs.index("Log9")])) == ["ESM723"]


_EXCLUSIVE = """
Parameters: {{Stage: {{Type: String, AllowedValues: [dev, prod]}}}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
Resources:
  Orders: {{Type: AWS::SQS::Queue}}
  Bills: {{Type: AWS::SQS::Queue}}
  Handler: {{Type: AWS::Lambda::Function, Properties: {{ReservedConcurrentExecutions: 5}}}}
  One:
    Type: AWS::Lambda::EventSourceMapping
    Condition: IsProd
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: !Ref Handler
      ScalingConfig: {{MaximumConcurrency: 4}}
  Two:
    Type: AWS::Lambda::EventSourceMapping
    Condition: {condition}
    Properties:
      EventSourceArn: !GetAtt Bills.Arn
      FunctionName: !Ref Handler
      ScalingConfig: {{MaximumConcurrency: 4}}
"""


@pytest.mark.parametrize(("condition", "found"), [("IsProd", ["ESM721"]), ("IsDev", [])])
def test_only_queues_that_exist_together_add_up(
    engine: Engine, condition: str, found: list[str]
) -> None:
    assert _codes(engine, _EXCLUSIVE.format(condition=condition)) == found


_TABLE = """
Parameters: {{Stage: {{Type: String, AllowedValues: [dev, prod]}}}}
Conditions: {{IsProd: !Equals [!Ref Stage, prod]}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      {properties}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: {arn}
      FunctionName: handler
      StartingPosition: LATEST
"""


@pytest.mark.parametrize(
    ("properties", "arn", "found"),
    [
        ("Fn::Transform: {Name: stream}", "!GetAtt Orders.StreamArn", []),
        ("StreamSpecification: {}", "!GetAtt Orders.StreamArn", []),
        ("StreamSpecification:", "!GetAtt Orders.StreamArn", ["ESM710"]),
        ("StreamSpecification: !Ref AWS::NoValue", "!GetAtt Orders.StreamArn", ["ESM710"]),
        ("TableName: orders", "!Sub '${Orders.StreamArn}'", ["ESM710"]),
        ("TableName: orders", "!Ref Orders", ["ESM108"]),
    ],
)
def test_stream_of_a_table(engine: Engine, properties: str, arn: str, found: list[str]) -> None:
    assert _codes(engine, _TABLE.format(properties=properties, arn=arn)) == found


def test_table_without_stream_in_one_stage(engine: Engine) -> None:
    stream = "StreamSpecification: !If [IsProd, {StreamViewType: NEW_IMAGE}, !Ref AWS::NoValue]"
    text = _TABLE.format(properties=stream, arn="!GetAtt Orders.StreamArn")
    (found,) = engine.check_text("template.yaml", text).findings
    assert found.rule.code == "ESM710"
    assert [one.value for one in found.when] == ["dev"]

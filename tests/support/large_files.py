"""Large files for benchmarks: each a stack of queues, functions, roles, tables and mappings."""

import json
from collections.abc import Callable

_POLL = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]


def yaml_template(lines: int, every: int) -> str:
    """Return a template with a mapping in one of so many groups of resources."""
    head = ["Parameters:", "  Stage:", "    Type: String", "    Default: dev", "Resources:"]
    return _grouped(head, _YAML_GROUP, _YAML_MAPPING, lines, every)


def json_template(lines: int, every: int) -> str:
    """Return a template in JSON with a mapping in one of so many groups of resources."""
    resources: dict[str, object] = {}
    number = length = 0
    while length < lines:
        number += 1
        group = _json_group(number)
        if number % every == 0:
            group[f"Mapping{number}"] = _json_mapping(number)
        resources |= group
        length += json.dumps(group, indent=2).count("\n")
    parameters = {"Stage": {"Type": "String", "Default": "dev"}}
    return json.dumps({"Parameters": parameters, "Resources": resources}, indent=2) + "\n"


def terraform(lines: int, every: int) -> str:
    """Return a configuration with a mapping in one of so many groups of resources."""
    head = ['variable "stage" {', '  default = "dev"', "}", ""]
    return _grouped(head, _TF_GROUP, _TF_MAPPING, lines, every)


def _grouped(head: list[str], group: str, mapping: str, lines: int, every: int) -> str:
    written = [*head]
    number = 0
    while len(written) < lines:
        number += 1
        written += group.replace("<n>", str(number)).splitlines()
        if number % every == 0:
            batch = "100" if number % 10 else "10"
            text = mapping.replace("<n>", str(number)).replace("<batch>", batch)
            written += text.splitlines()
    return "\n".join(written) + "\n"


FORMATS: dict[str, Callable[[int, int], str]] = {
    "template.yaml": yaml_template,
    "template.json": json_template,
    "main.tf": terraform,
}

_YAML_GROUP = """\
  Table<n>:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub 'table-<n>-${Stage}'
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      KeySchema:
        - AttributeName: id
          KeyType: HASH
      Tags:
        - Key: stage
          Value: !Ref Stage
  Function<n>:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub 'function-<n>-${Stage}'
      Runtime: python3.12
      Handler: app.handler
      Role: !GetAtt Role<n>.Arn
      Timeout: 30
      Code:
        S3Bucket: code
        S3Key: function-<n>.zip
      Environment:
        Variables:
          TABLE: !Ref Table<n>
  Role<n>:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: poll
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action:
                  - sqs:ReceiveMessage
                  - sqs:DeleteMessage
                  - sqs:GetQueueAttributes
                Resource: !GetAtt Queue<n>.Arn
  Queue<n>:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
"""

_YAML_MAPPING = """\
  Mapping<n>:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue<n>.Arn
      FunctionName: !Ref Function<n>
      BatchSize: <batch>
      FunctionResponseTypes: [ReportBatchItemFailures]
"""

_TF_GROUP = """\
resource "aws_dynamodb_table" "table<n>" {
  name         = "table-<n>-${var.stage}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  tags = {
    stage = var.stage
  }
}

resource "aws_lambda_function" "function<n>" {
  function_name = "function-<n>-${var.stage}"
  runtime       = "python3.12"
  handler       = "app.handler"
  role          = aws_iam_role.role<n>.arn
  timeout       = 30
  s3_bucket     = "code"
  s3_key        = "function-<n>.zip"

  environment {
    variables = {
      TABLE = aws_dynamodb_table.table<n>.name
    }
  }
}

resource "aws_iam_role" "role<n>" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "poll<n>" {
  role = aws_iam_role.role<n>.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      Resource = aws_sqs_queue.queue<n>.arn
    }]
  })
}

resource "aws_sqs_queue" "queue<n>" {
  visibility_timeout_seconds = 180
}

"""

_TF_MAPPING = """\
resource "aws_lambda_event_source_mapping" "mapping<n>" {
  event_source_arn        = aws_sqs_queue.queue<n>.arn
  function_name           = aws_lambda_function.function<n>.arn
  batch_size              = <batch>
  function_response_types = ["ReportBatchItemFailures"]
}

"""


def _json_group(number: int) -> dict[str, object]:
    queue = {"Fn::GetAtt": [f"Queue{number}", "Arn"]}
    allow = {"Effect": "Allow", "Action": _POLL, "Resource": queue}
    lambda_ = {"Service": "lambda.amazonaws.com"}
    assume = {"Effect": "Allow", "Principal": lambda_, "Action": "sts:AssumeRole"}
    policy = {"Version": "2012-10-17", "Statement": [allow]}
    return {
        f"Table{number}": _resource(
            "DynamoDB::Table",
            TableName={"Fn::Sub": f"table-{number}-${{Stage}}"},
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            Tags=[{"Key": "stage", "Value": {"Ref": "Stage"}}],
        ),
        f"Function{number}": _resource(
            "Lambda::Function",
            FunctionName={"Fn::Sub": f"function-{number}-${{Stage}}"},
            Runtime="python3.12",
            Handler="app.handler",
            Role={"Fn::GetAtt": [f"Role{number}", "Arn"]},
            Timeout=30,
            Code={"S3Bucket": "code", "S3Key": f"function-{number}.zip"},
            Environment={"Variables": {"TABLE": {"Ref": f"Table{number}"}}},
        ),
        f"Role{number}": _resource(
            "IAM::Role",
            AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [assume]},
            Policies=[{"PolicyName": "poll", "PolicyDocument": policy}],
        ),
        f"Queue{number}": _resource("SQS::Queue", VisibilityTimeout=180),
    }


def _json_mapping(number: int) -> object:
    return _resource(
        "Lambda::EventSourceMapping",
        EventSourceArn={"Fn::GetAtt": [f"Queue{number}", "Arn"]},
        FunctionName={"Ref": f"Function{number}"},
        BatchSize=100 if number % 10 else 10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )


def _resource(type_: str, **properties: object) -> dict[str, object]:
    return {"Type": f"AWS::{type_}", "Properties": properties}

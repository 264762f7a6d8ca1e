"""Texts that want a linter to break, hang or eat all memory: each as long as one asks for.

Every text has a mapping in it, or seems to: the search for one does not pass it over.
"""

import json
from collections.abc import Callable
from typing import Final

# A mapping with one mistake, in each format.
YAML: Final = """\
Resources:
  Good:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:us-east-1:123456789012:orders.fifo
      FunctionName: orders
      BatchSize: 100
"""
JSON: Final = json.dumps(
    {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
            "FunctionName": "orders",
            "BatchSize": 100,
        },
    }
)
SAM: Final = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Queue:
          Type: SQS
          Properties:
            Queue: arn:aws:sqs:us-east-1:123456789012:orders.fifo
            BatchSize: 100
"""
SERVERLESS: Final = """\
service: orders
provider: {name: aws}
functions:
  orders:
    handler: app.handler
    events:
      - sqs:
          arn: arn:aws:sqs:us-east-1:123456789012:orders.fifo
          batchSize: 100
"""
TERRAFORM: Final = """\
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = "arn:aws:sqs:us-east-1:123456789012:orders.fifo"
  function_name    = "orders"
  batch_size       = 100
}
"""
SHELL: Final = (
    "aws lambda create-event-source-mapping --function-name orders --batch-size 100"
    " --event-source-arn arn:aws:sqs:us-east-1:123456789012:orders.fifo\n"
)
KUBERNETES: Final = """\
apiVersion: lambda.services.k8s.aws/v1alpha1
kind: EventSourceMapping
metadata: {name: orders}
spec:
  functionName: orders
  eventSourceARN: arn:aws:sqs:us-east-1:123456789012:orders.fifo
  batchSize: 100
"""
REQUEST: Final = json.dumps(
    {
        "UUID": "a1b2c3d4-0000-4000-8000-000000000000",
        "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:orders",
        "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
        "State": "Enabled",
        "BatchSize": 100,
    }
)
MARKDOWN: Final = f"# Orders\n\n```yaml\n{YAML}```\n"


def _template(resources: str) -> str:
    return f'{{"Resources": {{"Good": {JSON}, {resources}}}}}'


def _properties(more: str) -> str:
    """Return a template of which the mapping has more lines."""
    return YAML + "".join(f"      {line}\n" for line in more.splitlines())


def _filter(pattern: str) -> str:
    filters = json.dumps({"Filters": [{"Pattern": pattern}]})
    return _properties(f"FilterCriteria: {filters}")


def _bomb(length: int) -> str:
    """Return aliases of aliases: ten times as many values with each line."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for number in range(1, max(length // 60, 2)):
        before = ", ".join([f"*a{number - 1}"] * 10)
        lines.append(f"a{number}: &a{number} [{before}]")
    return "\n".join(lines) + "\n"


def _merge_bomb(length: int) -> str:
    lines = ["a0: &a0 {k0: 1, l0: 1}"]
    lines += [
        f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1, l{n}: 2}}" for n in range(1, max(length // 40, 2))
    ]
    return "\n".join(lines) + "\n"


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda length: unit * (length // len(unit) + 1)


def _numbered(unit: str) -> Callable[[int], str]:
    """Return a maker of one unit after the other, in each of which # is its number."""

    def make(length: int) -> str:
        count = length // len(unit) + 1
        return "".join(unit.replace("#", str(number)) for number in range(count))

    return make


def _indented(unit: str, by: int) -> str:
    return "".join(" " * by + line + "\n" for line in unit.splitlines())


_ONE_RESOURCE = YAML.removeprefix("Resources:\n").replace("Good", "Good#")

# By what the text is, the name of its file and what makes it of about so many characters.
TEXTS: Final[dict[str, tuple[str, Callable[[int], str]]]] = {
    # -- depth
    "yaml brackets": ("t.yaml", lambda n: YAML + "x: " + "[" * n),
    "yaml closed brackets": ("t.yaml", lambda n: YAML + "x: " + "[" * (n // 2) + "]" * (n // 2)),
    "yaml braces": ("t.yaml", lambda n: YAML + "x: " + "{a: " * (n // 4)),
    "yaml dashes": ("t.yaml", lambda n: YAML + "x:\n  " + "- " * (n // 2)),
    "yaml questions": ("t.yaml", lambda n: YAML + "x:\n  " + "? " * (n // 2)),
    "yaml indents": (
        "t.yaml",
        lambda n: YAML + "".join(" " * d + "a:\n" for d in range(int((2 * n) ** 0.5))),
    ),
    "brackets in front, yaml": ("t.yaml", lambda n: "[" * n + "\n" + YAML),
    "json brackets": ("t.json", lambda n: _template('"x": ' + "[" * n)),
    "json closed brackets": (
        "t.json",
        lambda n: _template('"x": ' + "[" * (n // 2) + "]" * (n // 2)),
    ),
    "json objects": ("t.json", lambda n: _template('"x": ' + '{"a":' * (n // 5))),
    "brackets in a .template": ("t.template", lambda n: _template('"x": ' + "[" * n)),
    "plan brackets": (
        "plan.json",
        lambda n: (
            '{"format_version": "1.2", "x": "aws_lambda_event_source_mapping", "y": '
            + "[" * (n // 2)
            + "]" * (n // 2)
            + "}"
        ),
    ),
    "hcl brackets": ("main.tf", lambda n: TERRAFORM + "locals {\n x = " + "[" * n),
    "hcl closed brackets": (
        "main.tf",
        lambda n: TERRAFORM + "locals {\n x = " + "[" * (n // 2) + "]" * (n // 2) + "\n}\n",
    ),
    "hcl parentheses": (
        "main.tf",
        lambda n: TERRAFORM + "locals {\n x = " + "(" * (n // 2) + "1" + ")" * (n // 2) + "\n}\n",
    ),
    "hcl blocks": ("main.tf", lambda n: TERRAFORM + "a {\n" * (n // 8) + "}\n" * (n // 8)),
    "hcl templates": (
        "main.tf",
        lambda n: TERRAFORM + 'locals {\n x = "' + '${"' * (n // 5) + '"}' * (n // 5) + '"\n}\n',
    ),
    "hcl additions": (
        "main.tf",
        lambda n: TERRAFORM + "locals {\n x = 1" + "+1" * (n // 2) + "\n}\n",
    ),
    "hcl negations": ("main.tf", lambda n: TERRAFORM + "locals {\n x = " + "!" * n + "a\n}\n"),
    "hcl conditionals": (
        "main.tf",
        lambda n: TERRAFORM + "locals {\n x = " + "a ? b : " * (n // 8) + "c\n}\n",
    ),
    "hcl attributes": (
        "main.tf",
        lambda n: TERRAFORM + "locals {\n x = a" + ".b" * (n // 2) + "\n}\n",
    ),
    "hcl calls": (
        "main.tf",
        lambda n: TERRAFORM + "locals {\n x = " + "f(" * (n // 3) + ")" * (n // 3) + "\n}\n",
    ),
    "tf.json brackets": (
        "main.tf.json",
        lambda n: '{"resource": {"aws_lambda_event_source_mapping": {"a": ' + "[" * n,
    ),
    "tf.json interpolation": (
        "main.tf.json",
        lambda n: json.dumps(
            {
                "resource": {
                    "aws_lambda_event_source_mapping": {
                        "a": {"batch_size": 100, "function_name": "${" * (n // 3) + "}" * (n // 3)}
                    }
                }
            }
        ),
    ),
    "shell substitutions": ("a.sh", lambda n: SHELL + "$(" * (n // 2)),
    "shell braces": ("a.sh", lambda n: SHELL + "{ " * (n // 2)),
    "shell subshells": ("a.sh", lambda n: SHELL + "( " * (n // 2) + "x" + " )" * (n // 2)),
    "markdown quotes": ("a.md", lambda n: "> " * (n // 2) + "\n" + MARKDOWN),
    "markdown brackets": ("a.md", lambda n: "[" * n + "\n" + MARKDOWN),
    "markdown lists": ("a.md", lambda n: "- " * (n // 2) + "\n" + MARKDOWN),
    "markdown emphasis": ("a.md", lambda n: "*a_ " * (n // 4) + "\n" + MARKDOWN),
    "markdown backticks": (
        "a.md",
        lambda n: "".join("`" * k + " " for k in range(1, int((2 * n) ** 0.5))) + "\n" + MARKDOWN,
    ),
    "markdown fences": ("a.md", lambda n: MARKDOWN + "```yaml\n" * (n // 8)),
    "markdown many blocks": ("a.md", _repeated(MARKDOWN)),
    "markdown links": ("a.md", lambda n: "[a](" * (n // 4) + "\n" + MARKDOWN),
    "markdown definitions": ("a.md", lambda n: _numbered("[a#]: /u\n")(n) + MARKDOWN),
    "markdown tables": (
        "a.md",
        lambda n: "|a" * (n // 4) + "\n" + "|-" * (n // 4) + "\n" + MARKDOWN,
    ),
    "markdown html": ("a.md", lambda n: "<!-- " * (n // 5) + "\n" + MARKDOWN),
    # -- aliases
    "alias bomb": ("t.yaml", lambda n: _bomb(n) + YAML),
    "alias bomb in a setting": (
        "t.yaml",
        lambda n: _bomb(n) + _properties(f"FilterCriteria: *a{max(n // 60, 2) - 1}"),
    ),
    "merge bomb": (
        "t.yaml",
        lambda n: _merge_bomb(n) + YAML + f"      <<: *a{max(n // 40, 2) - 1}\n",
    ),
    "alias in itself": (
        "t.yaml",
        lambda n: YAML + "x: &x\n" + "  - *x\n" * (n // 7),
    ),
    "anchors": ("t.yaml", lambda n: _numbered("a#: &a# 1\n")(n) + YAML),
    "merges": (
        "t.yaml",
        lambda n: "a: &a {b: 1}\n" + YAML + "      <<: [" + "*a, " * (n // 4) + "]\n",
    ),
    # -- length
    "yaml one line": (
        "t.yaml",
        lambda n: "{" + _numbered(f'"R#": {JSON}, ')(n).join(('"Resources": {', "}}")),
    ),
    "json one line": ("t.json", lambda n: _template(_numbered(f'"R#": {JSON}, ')(n) + '"x": 1')),
    "json broken in the end": (
        "t.json",
        lambda n: _template(_numbered(f'"R#": {JSON}, ')(n) + '"x" 1'),
    ),
    "json broken in the end, .template": (
        "t.template",
        lambda n: _template(_numbered(f'"R#": {JSON}, ')(n) + '"x" 1'),
    ),
    "json broken in the beginning, .template": (
        "t.template",
        lambda n: '{"x" 1, ' + _template(_numbered(f'"R#": {JSON}, ')(n) + '"x": 1')[1:],
    ),
    "yaml broken in the end": (
        "t.yaml",
        lambda n: "Resources:\n" + _numbered(_ONE_RESOURCE)(n) + "x: [\n",
    ),
    "yaml broken in the beginning": (
        "t.yaml",
        lambda n: "x: a: b\nResources:\n" + _numbered(_ONE_RESOURCE)(n),
    ),
    "yaml directive, broken": (
        "t.yaml",
        lambda n: "%YAML 1.2\n---\nResources:\n" + _numbered(_ONE_RESOURCE)(n) + "x: [\n",
    ),
    "yaml broken flow": (
        "t.yaml",
        lambda n: "Resources: {" + _numbered(f'"R#": {JSON}, ')(n) + '"x" 1}',
    ),
    "yaml open quote": ("t.yaml", lambda n: YAML + 'x: "' + _repeated("a: b\n  ")(n)),
    "yaml many open quotes": ("t.yaml", lambda n: YAML + 'x: "\n' * (n // 5)),
    "yaml plain text of lines": ("t.yaml", lambda n: YAML + "x: a\n" + "  b\n" * (n // 4)),
    "yaml long key": ("t.yaml", lambda n: YAML + "x" * n + ": 1\n"),
    "yaml long word, broken": ("t.yaml", lambda n: YAML + "x: ]" + "x" * n + "\n"),
    "yaml comments": ("t.yaml", lambda n: _repeated("# mappinglint: ignore[ESM204]\n")(n) + YAML),
    "yaml comments behind": (
        "t.yaml",
        lambda n: YAML + "".join("      # mappinglint: ignore[ESM999]\n" for _ in range(n // 34)),
    ),
    "one long directive": (
        "t.yaml",
        lambda n: "# mappinglint: ignore[" + "ESM204," * (n // 7) + "]\n" + YAML,
    ),
    "one long senseless directive": (
        "t.yaml",
        lambda n: "# mappinglint: ignore[" + "x [" * (n // 3) + "\n" + YAML,
    ),
    "directive of spaces": ("t.yaml", lambda n: "# mappinglint:" + " " * n + "x\n" + YAML),
    "yaml documents": ("t.yaml", lambda n: (YAML + "---\n") * (n // len(YAML) + 1)),
    "yaml empty documents": ("t.yaml", lambda n: YAML + "---\n" * (n // 4)),
    "yaml duplicate keys": ("t.yaml", lambda n: YAML + "      BatchSize: 1\n" * (n // 19)),
    "yaml unknown keys": ("t.yaml", lambda n: _properties(_numbered("Batch#: 1\n")(n))),
    "yaml tags": ("t.yaml", lambda n: YAML + "x: " + "!Sub " * (n // 5) + "a\n"),
    "yaml complex keys": ("t.yaml", lambda n: YAML + "? [a]\n: b\n" * (n // 11)),
    "yaml spaces": ("t.yaml", lambda n: YAML + " " * n),
    "yaml lines": ("t.yaml", lambda n: YAML + "\n" * n),
    "yaml returns": ("t.yaml", lambda n: YAML + "\r" * n),
    "yaml tabs": ("t.yaml", lambda n: YAML + "\t" * n),
    "yaml NUL": ("t.yaml", lambda n: YAML + "\0" * n),
    "yaml literal": ("t.yaml", lambda n: YAML + "x: |\n" + "  a\n" * (n // 4)),
    "yaml folded": ("t.yaml", lambda n: YAML + "x: >\n" + "  a\n\n" * (n // 5)),
    "yaml escapes": ("t.yaml", lambda n: YAML + 'x: "' + "\\U0001F600" * (n // 10) + '"\n'),
    # -- many findings
    "findings, yaml": ("t.yaml", lambda n: "Resources:\n" + _numbered(_ONE_RESOURCE)(n)),
    "findings, json": (
        "t.json",
        lambda n: json.dumps(
            json.loads(_template(_numbered(f'"R#": {JSON}, ')(n) + '"x": 1')), indent=1
        ),
    ),
    "findings, sam": (
        "t.yaml",
        lambda n: SAM + _numbered(SAM.split("Events:\n")[1].replace("Queue:\n", "Queue#:\n", 1))(n),
    ),
    "findings, serverless": (
        "serverless.yml",
        lambda n: SERVERLESS + _repeated(SERVERLESS.split("events:\n")[1])(n),
    ),
    "findings, terraform": ("main.tf", _numbered(TERRAFORM.replace('"orders" {', '"orders#" {'))),
    "findings, shell": ("a.sh", _repeated(SHELL)),
    "findings, kubernetes": ("k.yaml", _repeated(KUBERNETES + "---\n")),
    "findings, stored": ("m.jsonl", _repeated(REQUEST + "\n")),
    "findings, listed": (
        "m.json",
        lambda n: '{"EventSourceMappings": [' + _repeated(REQUEST + ",\n")(n) + REQUEST + "]}",
    ),
    # -- filter patterns
    "pattern brackets": ("t.yaml", lambda n: _filter('{"body": ' + "[" * n)),
    "pattern objects": ("t.yaml", lambda n: _filter('{"a":' * (n // 5) + "[1]" + "}" * (n // 5))),
    "pattern values": ("t.yaml", lambda n: _filter('{"body": [' + '"a", ' * (n // 5) + '"b"]}')),
    "pattern keys": (
        "t.yaml",
        lambda n: _filter("{" + _numbered('"k#": ["a"], ')(n) + '"k": [1]}'),
    ),
    "pattern one key": (
        "t.yaml",
        lambda n: _filter("{" + '"k": ["a"], ' * (n // 13) + '"k": [1]}'),
    ),
    "pattern or": (
        "t.yaml",
        lambda n: _filter('{"$or": [' + _numbered('{"a": [#]}, ')(n) + '{"b": [1]}]}'),
    ),
    "pattern ors": (
        "t.yaml",
        lambda n: _filter(
            '{"body": {'
            + '"$or": [{"a": [1]}, {' * (n // 22)
            + '"b": [1]'
            + "}]" * (n // 22)
            + "}}"
        ),
    ),
    "pattern stars": (
        "t.yaml",
        lambda n: _filter('{"body": [{"wildcard": "' + "a*" * (n // 2) + '"}]}'),
    ),
    "pattern spaces": ("t.yaml", lambda n: _filter('{"body"' + " " * n + "x}")),
    "pattern quotes": ("t.yaml", lambda n: _filter("{" + "'a" * (n // 2))),
    "pattern backslashes": ("t.yaml", lambda n: _filter('{"' + "\\" * n)),
    "pattern comments": ("t.yaml", lambda n: _filter("{" + "/*" * (n // 2))),
    "pattern numbers": ("t.yaml", lambda n: _filter('{"body": [' + "1" * n + "]}")),
    "pattern fraction": ("t.yaml", lambda n: _filter('{"body": [1.' + "1" * n + "e]}")),
    "pattern numeric": (
        "t.yaml",
        lambda n: _filter('{"body": [{"numeric": [' + '">", 1, ' * (n // 8) + '"<", 5]}]}'),
    ),
    "pattern words": ("t.yaml", lambda n: _filter("{" + "a-" * (n // 2))),
    "filters": (
        "t.yaml",
        lambda n: _properties(
            "FilterCriteria: "
            + json.dumps({"Filters": [{"Pattern": '{"body": ["a"]}'}] * (n // 34 + 1)})
        ),
    ),
    # -- values
    "long value": ("t.yaml", lambda n: _properties("StartingPosition: " + "x" * n)),
    "long ARN": (
        "t.yaml",
        lambda n: YAML.replace(":orders.fifo", ":" + "a:" * (n // 2)),
    ),
    "long number": ("t.yaml", lambda n: YAML.replace("100", "1" * n)),
    "long hexadecimal number": ("t.yaml", lambda n: YAML.replace("100", "0x" + "f" * n)),
    "exponent": ("t.yaml", lambda n: YAML.replace("100", "1e" + "9" * n)),
    "sexagesimal": ("t.yaml", lambda n: YAML.replace("100", "1" + ":59" * (n // 3))),
    "underscores": ("t.yaml", lambda n: YAML.replace("100", "1" + "_" * n)),
    "placeholders": ("t.yaml", lambda n: YAML.replace("orders\n", "a${" * (n // 3) + "\n")),
    "percent signs": ("t.yaml", lambda n: YAML.replace("orders\n", "a%" + "b" * n + "\n")),
    "angles": ("t.yaml", lambda n: YAML.replace("orders\n", "<a " * (n // 3) + "\n")),
    "braces in a value": ("t.yaml", lambda n: YAML.replace("orders\n", "a{%" * (n // 3) + "\n")),
    "Sub": (
        "t.yaml",
        lambda n: YAML.replace("orders\n", '!Sub "' + "${AWS::Region}" * (n // 14) + '"\n'),
    ),
    "Sub of nothing": (
        "t.yaml",
        lambda n: YAML.replace("orders\n", '!Sub "' + "${" * (n // 2) + '"\n'),
    ),
    "Join": (
        "t.yaml",
        lambda n: YAML.replace("orders\n", "!Join [':', [" + "a, " * (n // 3) + "]]\n"),
    ),
    "Split": (
        "t.yaml",
        lambda n: YAML.replace("orders\n", "!Select [0, !Split [a, '" + "a" * n + "']]\n"),
    ),
    "Ifs": (
        "t.yaml",
        lambda n: (
            "Conditions: {"
            + _numbered("C#: !Equals [!Ref A, '#'], ")(n)
            + "}\n"
            + YAML.replace(
                "orders\n",
                "!If [C0, " * min(n // 20, 150) + "a" + ", b]" * min(n // 20, 150) + "\n",
            )
        ),
    ),
    "conditions in a circle": (
        "t.yaml",
        lambda n: (
            "Conditions:\n"
            + _numbered("  C#: !Not [!Condition D#]\n  D#: !Not [!Condition C#]\n")(n)
            + YAML.replace("orders\n", "!If [C0, a, b]\n")
        ),
    ),
    "condition chain": (
        "t.yaml",
        lambda n: (
            "Conditions:\n"
            + "".join(f"  C{k}: !Not [!Condition C{k + 1}]\n" for k in range(n // 28))
            + YAML.replace("orders\n", "!If [C0, a, b]\n")
        ),
    ),
    "parameters": (
        "t.yaml",
        lambda n: (
            "Parameters:\n"
            + _numbered("  P#: {Type: String, Default: a}\n")(n)
            + YAML.replace("orders\n", "!Ref P0\n")
        ),
    ),
    "allowed values": (
        "t.yaml",
        lambda n: (
            "Parameters:\n  P: {Type: String, AllowedValues: ["
            + _numbered("a#, ")(n)
            + "]}\n"
            + YAML.replace("orders\n", "!Ref P\n")
        ),
    ),
    "mappings": (
        "t.yaml",
        lambda n: (
            "Mappings:\n  M:\n"
            + _numbered("    K#: {V: a#}\n")(n)
            + YAML.replace("orders\n", "!FindInMap [M, !Ref K, V]\n")
        ),
    ),
    "ForEach": (
        "t.yaml",
        lambda n: (
            "Transform: AWS::LanguageExtensions\nResources:\n"
            "  'Fn::ForEach::All':\n    - K\n    - ["
            + _numbered("a#, ")(n)
            + "]\n    - 'M${K}':\n"
            + _indented(YAML.split("Good:\n")[1], 6).replace("orders\n", "!Ref K\n")
        ),
    ),
    "roles": (
        "t.yaml",
        lambda n: (
            "Resources:\n"
            + _numbered(
                "  Q#: {Type: AWS::SQS::Queue}\n"
                "  R#: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyDocument: {Statement: "
                "[{Effect: Allow, Action: ['sqs:*'], Resource: !GetAtt Q#.Arn}]}}]}}\n"
                "  F#: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R#.Arn}}\n"
                "  M#: {Type: AWS::Lambda::EventSourceMapping, Properties: "
                "{EventSourceArn: !GetAtt Q#.Arn, FunctionName: !Ref F#}}\n"
            )(n)
        ),
    ),
    "statements": (
        "t.yaml",
        lambda n: (
            "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"
            "  R: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyDocument: {Statement: ["
            + "{Effect: Allow, Action: ['s*q*s*:*x*', 'a*b*c*d*'], Resource: '*a*b*c*'}, "
            * (n // 75)
            + "]}}]}}\n"
            "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}\n"
            "  M: {Type: AWS::Lambda::EventSourceMapping, Properties: "
            "{EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F}}\n"
        ),
    ),
    "action of stars": (
        "t.yaml",
        lambda n: (
            "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"
            "  R: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyDocument: {Statement: ["
            f"{{Effect: Allow, Resource: '*', "
            f"Action: ['sqs:{'*e' * (n // 2)}x', '{'?*' * (n // 2)}']}}"
            "]}}]}}\n"
            "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}\n"
            "  M: {Type: AWS::Lambda::EventSourceMapping, Properties: "
            "{EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F}}\n"
        ),
    ),
    # -- Serverless variables
    "variables": (
        "serverless.yml",
        lambda n: SERVERLESS.replace(
            "arn:aws:sqs:us-east-1:123456789012:orders.fifo", "${self:" * (n // 7)
        ),
    ),
    "variables in a circle": (
        "serverless.yml",
        lambda n: (
            SERVERLESS.replace("batchSize: 100", "batchSize: ${self:custom.a0}")
            + "custom:\n"
            + "".join(
                f"  a{k}: ${{self:custom.a{k + 1}}}${{self:custom.a{k + 1}}}\n"
                for k in range(n // 50)
            )
            + f"  a{n // 50}: ${{self:custom.a0}}\n"
        ),
    ),
    "variable quotes": (
        "serverless.yml",
        lambda n: SERVERLESS.replace("batchSize: 100", "batchSize: \"${opt:a, '" + "a" * n + '"'),
    ),
    # -- Terraform's own
    "locals in a circle": (
        "main.tf",
        lambda n: (
            TERRAFORM.replace("= 100", "= local.a0")
            + "locals {\n"
            + "".join(f"  a{k} = local.a{k + 1} + local.a{k + 1}\n" for k in range(n // 30))
            + f"  a{n // 30} = local.a0\n}}\n"
        ),
    ),
    "locals chain": (
        "main.tf",
        lambda n: (
            TERRAFORM.replace('= "orders"', "= local.a0")
            + "locals {\n"
            + "".join(
                f'  a{k} = "${{local.a{k + 1}}}${{local.a{k + 1}}}"\n' for k in range(n // 38)
            )
            + f'  a{n // 38} = "x"\n}}\n'
        ),
    ),
    "terraform one line": ("main.tf", lambda n: TERRAFORM + "x" * n),
    "terraform senseless": ("main.tf", lambda n: TERRAFORM + "= { ] " * (n // 6)),
    "terraform senseless lines": ("main.tf", lambda n: TERRAFORM + "= { ]\n" * (n // 6)),
    "terraform brackets mixed": (
        "main.tf",
        lambda n: TERRAFORM + "([{" * (n // 3) + "}" * (n // 4),
    ),
    "terraform heredocs": ("main.tf", lambda n: TERRAFORM + _numbered("a# = <<E#\n")(n)),
    "terraform heredoc": (
        "main.tf",
        lambda n: TERRAFORM + "a = <<-E\n" + "  x${a}\n" * (n // 8) + "E\n",
    ),
    "terraform comments": ("main.tf", lambda n: TERRAFORM + "/*" * (n // 2)),
    "terraform quotes": ("main.tf", lambda n: TERRAFORM + 'a = "\n' * (n // 6)),
    "terraform digits": ("main.tf", lambda n: TERRAFORM.replace("100", "1" * n)),
    "terraform exponents": ("main.tf", lambda n: TERRAFORM + "x = 1" + "1" * n + "e\n"),
    "terraform names": ("main.tf", lambda n: TERRAFORM + "a." * (n // 2)),
    "terraform range": (
        "main.tf",
        lambda n: TERRAFORM.replace("{\n", f"{{\n  count = {'9' * min(n, 4000)}\n", 1),
    ),
    "terraform each": (
        "main.tf",
        lambda n: TERRAFORM.replace(
            "{\n", "{\n  for_each = toset([" + _numbered('"a#", ')(n) + "])\n", 1
        ),
    ),
    "terraform policies": (
        "main.tf",
        _numbered(
            'resource "aws_iam_role_policy" "p#" {\n  role = aws_iam_role.r#.name\n'
            '  policy = jsonencode({Statement = [{Effect = "Allow", Action = "*", '
            "Resource = aws_sqs_queue.q#.arn}]})\n}\n"
            'resource "aws_iam_role" "r#" {}\nresource "aws_sqs_queue" "q#" {}\n'
            'resource "aws_lambda_function" "f#" {\n  role = aws_iam_role.r#.arn\n}\n'
            'resource "aws_lambda_event_source_mapping" "m#" {\n'
            "  event_source_arn = aws_sqs_queue.q#.arn\n"
            "  function_name = aws_lambda_function.f#.arn\n}\n"
        ),
    ),
    # -- shell
    "shell one line": ("a.sh", lambda n: SHELL.rstrip() + " x" * (n // 2)),
    "shell one word": (
        "a.sh",
        lambda n: SHELL.rstrip() + " --filter-criteria '" + "a=" * (n // 2) + "'\n",
    ),
    "shell shorthand": (
        "a.sh",
        lambda n: (
            SHELL.rstrip() + " --filter-criteria Filters=[{Pattern=" + "[{a=" * (n // 4) + "\n"
        ),
    ),
    "shell open quotes": ("a.sh", lambda n: SHELL + "echo 'a \"\n" * (n // 10)),
    "shell escapes": ("a.sh", lambda n: SHELL.rstrip() + " --uuid " + "\\a" * (n // 2) + "\n"),
    "shell angles": ("a.sh", lambda n: SHELL + "<a" * (n // 2)),
    "shell angles and spaces": ("a.sh", lambda n: SHELL + "<a" + " " * n),
    "shell heredocs": ("a.sh", lambda n: SHELL + _numbered("cat <<E#\n")(n)),
    "shell comments": ("a.sh", lambda n: SHELL + "# x\n" * (n // 4)),
    "shell pipes": ("a.sh", lambda n: SHELL + "a|" * (n // 2)),
    "shell redirections": ("a.sh", lambda n: SHELL.rstrip() + " >a" * (n // 3) + "\n"),
    "shell functions": ("a.sh", lambda n: SHELL + "f() {\n" * (n // 6)),
    "shell cases": ("a.sh", lambda n: SHELL + "case a in a)\n" * (n // 13)),
    "shell text": ("a.sh", lambda n: SHELL + _repeated("lorem ipsum (dolor) sit {amet}\n")(n)),
}

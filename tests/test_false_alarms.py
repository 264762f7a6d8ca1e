"""What looks like a mistake, or like a mapping, and is none.

Each line is a false alarm that was met in public repositories, with the file that has it.
"""

from pathlib import Path

import pytest

from mappinglint.engine import Engine
from mappinglint.finding import Level

_FIXTURES = Path(__file__).parent.parent / "fixtures"

# What it is about, the file, and words of the file that show that it is about that.
_CASES = [
    # Right, though it looks wrong.
    ("ARN of a stream's consumer", "ok/cloudformation/getatt_consumer_arn.yaml", ".ConsumerARN"),
    ("Ref of a consumer", "ok/cloudformation/ref_of_stream_consumer.yaml", "!Ref Consumer"),
    ("Ref of an MSK cluster", "ok/cloudformation/ref_of_msk_cluster.yaml", "!Ref Cluster"),
    ("alias of a SAM function", "ok/sam/ref_of_function_alias.yaml", "!Ref Handler.Alias"),
    ("topics that are split", "ok/cloudformation/topics_split.yaml", "Topics: !Split"),
    ("dynamic reference as an ARN", "ok/cloudformation/resolve_as_arn.yaml", "{{resolve:ssm:"),
    ("resource of a fragment", "ok/cloudformation/sibling_fragment.yaml", "OrdersTable.StreamArn"),
    # What a first attempt took for a mistake.
    ("module that passes through", "ok/terraform/pass_through_module.tf", "try(each.value."),
    ("SQS as dead-letter queue", "ok/not_ours/type_sqs_of_dead_letter_queue.yaml", "Type: SQS"),
    ("SQS as destination", "ok/not_ours/type_sqs_of_event_invoke_config.yaml", "Type: SQS"),
    ("SQS behind EventBridge", "ok/not_ours/type_sqs_of_eventbridge.yaml", "Type: SQS"),
    ("all of these beside events", "ok/sam/type_sqs_outside_of_events.yaml", "DeadLetterQueue: {T"),
    ("the same in Serverless", "ok/serverless/sqs_outside_of_events.yml", "deadLetterQueueArn:"),
    ("pipe", "ok/not_ours/eventbridge_pipe.yaml", "AWS::Pipes::Pipe"),
    ("pipe in Terraform", "ok/not_ours/eventbridge_pipe.tf", "aws_pipes_pipe"),
    ("rule of EventBridge", "ok/not_ours/eventbridge_rule.yaml", "AWS::Events::Rule"),
    ("event of SQS", "ok/not_ours/sqs_event.json", "eventSourceARN"),
    ("event of Kinesis", "ok/not_ours/kinesis_event.json", "eventSourceARN"),
    ("event of DynamoDB", "ok/not_ours/dynamodb_event.json", "eventSourceARN"),
    ("event of Kafka", "ok/not_ours/kafka_event.json", "eventSourceArn"),
    ("schema of the resource", "ok/not_ours/resource_schema.json", '"typeName"'),
    ("schema of templates", "ok/not_ours/json_schema.json", '"$schema"'),
    ("exclusive conditions", "ok/cloudformation/exclusive_conditions.yaml", "!Not [!Condition"),
    ("exclusive creation", "ok/terraform/exclusive_creation.tf", "!var.create"),
    ("defaults of a wrapper", "ok/terraform/defaults_of_a_wrapper.tf", "./modules/consumer"),
    ("defaults on the wrong kind", "ok/terraform/defaults_on_the_wrong_kind.tf", '= "false"'),
    ("the same in a template", "ok/cloudformation/defaults_as_text.yaml", 'Default: "false"'),
    ("polled DLQ", "ok/cloudformation/consumed_dead_letter_queue.yaml", "!GetAtt Failed.Arn"),
    ("polled DLQ in Terraform", "ok/terraform/consumed_dead_letter_queue.tf", "sqs_queue.failed"),
    # What has to be survived.
    ("Jinja", "ok/not_ours/jinja.yaml", "{% for"),
    ("cookiecutter", "ok/not_ours/cookiecutter.yaml", "{{ cookiecutter."),
    ("filled in, and YAML before", "ok/cloudformation/unquoted_placeholders.yaml", "{{ queue_arn"),
    ("%name%", "ok/not_ours/percent_placeholders.yaml", ": %queue_arn%"),
    ("%%name%%", "ok/not_ours/double_percent_placeholders.yaml", ": %%BUCKET_NAME%%"),
    ("%name% in quotes", "ok/cloudformation/percent_placeholders.yaml", '"%queue_arn%"'),
    ("several documents", "ok/cloudformation/several_documents.yaml", "\n---\n"),
    ("the same key twice", "ok/not_ours/duplicate_keys.yaml", "uses: action"),
    ("CRLF", "ok/cloudformation/bom_and_crlf.template", "\r\n"),
    ("BOM", "ok/cloudformation/bom_and_crlf.template", "\N{ZERO WIDTH NO-BREAK SPACE}"),
    ("tabs after content", "ok/cloudformation/tabs_after_content.yaml", "\t# a tab"),
    ("JSON in a .template", "ok/cloudformation/json.template", "{"),
    ("YAML in a .template", "ok/cloudformation/bom_and_crlf.template", "Resources:"),
    ("null for a resource", "ok/cloudformation/null_and_scalar_resources.yaml", "Null: ~"),
    ("text for a resource", "ok/cloudformation/null_and_scalar_resources.yaml", "Text: to"),
    ("included resources", "ok/cloudformation/transform_under_resources.yaml", "Fn::Transform"),
    ("Fn::ForEach", "ok/cloudformation/for_each.yaml", "Fn::ForEach::"),
    ("language extensions", "ok/cloudformation/for_each.yaml", "AWS::LanguageExtensions"),
    ("variables", "ok/serverless/variables_with_fallbacks.yml", "${opt:stage, self:"),
    ("functions in a list", "ok/serverless/variables_with_fallbacks.yml", "- ${file(functions"),
    ("prose", "ok/not_ours/mentions.md", "`AWS::Lambda::EventSourceMapping`"),
    ("TypeScript", "ok/not_ours/mentions.ts", "AWS::Lambda::EventSourceMapping"),
]

# The same for rules about what is around a mapping, with advice asked for: what it is about, the
# file, words of it, and what the codes begin with that are not to be found.
_ADVISED_CASES = [
    ("one function by conditions", "ok/cloudformation/exclusive_conditions.yaml", "!Not", "ESM707"),
    ("one function by count", "ok/terraform/exclusive_creation.tf", "var.create ? 0", "ESM707"),
    ("two functions by turns", "ok/cloudformation/blue_and_green.yaml", "!Or [!Not", "ESM7"),
    ("two by turns in Terraform", "ok/terraform/blue_and_green/main.tf", "var.create ? 0", "ESM7"),
    ("polled DLQ", "ok/cloudformation/consumed_dead_letter_queue.yaml", "Failed.Arn", "ESM704"),
    ("polled DLQ in Terraform", "ok/terraform/blue_and_green/main.tf", ".failed.arn", "ESM704"),
    ("partial responses of a wrapper", "ok/terraform/defaults_of_a_wrapper.tf", "./m", "ESM708"),
    ("retries of a wrapper", "ok/terraform/defaults_of_a_wrapper.tf", "./modules", "ESM711"),
    ("concurrency of a wrapper", "ok/terraform/defaults_of_a_wrapper.tf", "scaling_c", "ESM72"),
    ("module that passes through", "ok/terraform/pass_through_module.tf", "try(each.", "ESM7"),
    ("failures of asynchronous calls", "ok/sam/asynchronous_calls.yaml", "Globals:", "ESM7"),
    ("a type outside of events", "ok/sam/type_sqs_outside_of_events.yaml", "SQS", "ESM723"),
    ("the same in Serverless", "ok/serverless/sqs_outside_of_events.yml", "onError", "ESM723"),
    ("extensions of Serverless", "ok/serverless/changed_by_extensions.yml", "extensions:", "ESM7"),
    ("roles", "ok/terraform/roles_of_every_style/main.tf", "source_policy_documents", "ESM7"),
    ("objects without names", "ok/kubernetes/composition.yaml", "matchControllerRef", "ESM7"),
]


@pytest.mark.parametrize(("what", "name", "words"), _CASES, ids=[case[0] for case in _CASES])
def test_it_is_no_finding(what: str, name: str, words: str, engine: Engine) -> None:
    data = (_FIXTURES / name).read_bytes()
    assert words in data.decode(), what
    result = engine.check_bytes(name, data)
    assert result.failures == []
    assert not any(one.level >= Level.WARNING for one in result.findings)
    assert result.mappings == 0 or not name.startswith("ok/not_ours/")


@pytest.mark.parametrize(
    ("what", "name", "words", "codes"), _ADVISED_CASES, ids=[case[0] for case in _ADVISED_CASES]
)
def test_it_is_no_finding_with_advice(
    what: str, name: str, words: str, codes: str, advisor: Engine
) -> None:
    data = (_FIXTURES / name).read_bytes()
    assert words in data.decode(), what
    result = advisor.check_bytes(name, data)
    assert result.mappings > 0
    assert [one for one in result.findings if one.rule.code.startswith(codes)] == []
    assert not any(one.level >= Level.WARNING for one in result.findings)


def test_stream_batch_without_a_window_is_no_error(engine: Engine) -> None:
    name = "bad/cloudformation/stream_batch_without_window.yaml"
    result = engine.check_bytes(name, (_FIXTURES / name).read_bytes())
    assert [one.level for one in result.findings] == [Level.WARNING]


@pytest.mark.parametrize(
    "name",
    ["with space.yaml", "{{ cookiecutter.name }}.yaml", "${name}/[a] ü 東京 ☃.yaml", "%x%.yaml"],
)
def test_name_of_a_file_is_only_a_name(name: str, engine: Engine) -> None:
    path = _FIXTURES / "ok" / "cloudformation" / "every_source.yaml"
    result = engine.check_bytes(name, path.read_bytes())
    assert (result.findings, result.failures, result.mappings > 0) == ([], [], True)


def test_template_of_12_000_lines(engine: Engine) -> None:
    resource = """\
  Queue{n}:
    Type: AWS::SQS::Queue
  Table{n}:
    Type: AWS::DynamoDB::Table
    Properties:
      StreamSpecification: {{StreamViewType: NEW_IMAGE}}
  Mapping{n}:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue{n}.Arn
      FunctionName: !Ref Handler
      BatchSize: 10
"""
    text = "Resources:\n" + "".join(resource.format(n=n) for n in range(1000))
    assert text.count("\n") > 12_000
    result = engine.check_bytes("template.yaml", text.encode())
    assert (result.findings, result.failures, result.mappings) == ([], [], 1000)

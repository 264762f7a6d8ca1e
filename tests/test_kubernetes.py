"""Kubernetes: ACK and Crossplane."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.dialects.kubernetes import KubernetesDialect
from mappinglint.document import read
from mappinglint.engine import Engine, Result
from mappinglint.kind import QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.source import Source
from mappinglint.value import Known, Unknown

Lint = Callable[..., Result]
Run = Callable[..., tuple[int, str, str]]

_ACK = (
    "apiVersion: lambda.services.k8s.aws/v1alpha1\nkind: EventSourceMapping\nmetadata: {name: m}\n"
)
_QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders"


def _crossplane(version: str = "lambda.aws.upbound.io/v1beta2") -> str:
    return f"apiVersion: {version}\nkind: EventSourceMapping\nmetadata: {{name: m}}\n"


def _mappings(text: str, name: str = "m.yaml") -> list[EventSourceMapping]:
    document = read(Source(name, text))
    return [one for alternatives in KubernetesDialect().mappings(document) for one in alternatives]


def _mapping(text: str) -> EventSourceMapping:
    (mapping,) = _mappings(text)
    return mapping


def _codes(result: Result) -> list[str]:
    return [finding.rule.code for finding in result.findings]


# -- ACK ------------------------------------------------------------------------------------------


def _with_source(object_: str, reference: str = "{from: {name: s}}") -> EventSourceMapping:
    return _mapping(f"{_ACK}spec: {{eventSourceRef: {reference}}}\n---\n{object_}")


def _object(group: str, kind: str, spec: str) -> str:
    head = f"apiVersion: {group}.services.k8s.aws/v1alpha1\nkind: {kind}\nmetadata: {{name: s}}\n"
    return f"{head}spec: {spec}\n"


@pytest.mark.parametrize(
    ("group", "kind", "spec", "expected"),
    [
        ("sqs", "Queue", '{fifoQueue: "true"}', SourceKind.SQS_FIFO),
        ("sqs", "Queue", "{queueName: s.fifo}", SourceKind.SQS_FIFO),
        ("sqs", "Queue", "{queueName: s}", SourceKind.SQS),
        ("kinesis", "Stream", "{}", SourceKind.KINESIS),
        ("dynamodb", "Table", "{}", SourceKind.DYNAMODB),
        ("kafka", "Cluster", "{}", SourceKind.MSK),
        ("mq", "Broker", "{engineType: ActiveMQ}", SourceKind.ACTIVEMQ),
        ("documentdb", "DBCluster", "{}", SourceKind.DOCUMENTDB),
    ],
)
def test_object_that_is_referred_to_tells_the_kind(
    group: str, kind: str, spec: str, expected: SourceKind
) -> None:
    assert _with_source(_object(group, kind, spec)).is_only(expected)


@pytest.mark.parametrize("value", ["$(IS_FIFO)", "{{ fifo }}", '"{{ fifo }}"'])
def test_queue_whose_form_is_filled_in_is_one_of_two(value: str) -> None:
    assert _with_source(_object("sqs", "Queue", f"{{fifoQueue: {value}}}")).kinds == QUEUES


def test_object_in_another_namespace_is_another_one() -> None:
    object_ = (
        "apiVersion: kinesis.services.k8s.aws/v1alpha1\nkind: Stream\n"
        "metadata: {name: s, namespace: here}\nspec: {}"
    )
    there = _with_source(object_, "{from: {name: s, namespace: there}}")
    assert len(there.kinds) > 1
    assert _with_source(object_, "{from: {name: s, namespace: here}}").is_only(SourceKind.KINESIS)


def test_reference_to_elsewhere_is_a_source_all_the_same() -> None:
    mapping = _mapping(f"{_ACK}spec: {{eventSourceRef: {{from: {{name: s}}}}}}")
    assert mapping.has("EventSourceArn")
    assert mapping.spell("EventSourceArn") == "eventSourceRef"
    assert len(mapping.kinds) > 1


def test_reference_to_a_function_is_a_function() -> None:
    mapping = _mapping(f"{_ACK}spec: {{functionRef: {{from: {{name: f}}}}, queueRefs: [{{}}]}}")
    assert isinstance(mapping.get("FunctionName"), Unknown)
    assert isinstance(mapping.get("Queues[0]"), Unknown)


def test_setting_counts_before_its_reference() -> None:
    mapping = _mapping(f"{_ACK}spec: {{functionRef: {{from: {{name: f}}}}, functionName: g}}")
    assert mapping.string("FunctionName") == "g"


def test_access_has_two_spellings_in_two_places() -> None:
    mapping = _mapping(
        f"""{_ACK}spec:
  sourceAccessConfigurations: [{{type_: A, uRI: b, type: c}}]
  selfManagedKafkaEventSourceConfig:
    schemaRegistryConfig: {{accessConfigs: [{{type: D, uri: e, uRI: f}}]}}
"""
    )
    registry = "SelfManagedKafkaEventSourceConfig.SchemaRegistryConfig.AccessConfigs[0]"
    assert mapping.string("SourceAccessConfigurations[0].Type") == "A"
    assert mapping.string("SourceAccessConfigurations[0].URI") == "b"
    assert mapping.string(f"{registry}.Type") == "D"
    assert mapping.string(f"{registry}.URI") == "e"


@pytest.mark.parametrize("word", ["yes", "on", "True", "true"])
def test_words_of_older_yaml_are_true(word: str) -> None:
    assert _mapping(f"{_ACK}spec: {{enabled: {word}}}").boolean("Enabled") is True


def test_types_are_not_converted(lint: Lint) -> None:
    text = f'{_ACK}spec: {{functionName: f, eventSourceARN: "{_QUEUE}", batchSize: "10"}}\n'
    (finding,) = lint(text, "m.yaml").findings
    assert finding.rule.code == "ESM011"
    assert finding.fix is not None
    assert finding.fix.safe


def test_misspelled_field_gets_the_name_of_the_definition(lint: Lint) -> None:
    text = f"{_ACK}spec: {{functionName: f, eventSourceArn: '{_QUEUE}', kafkaTopic: x}}\n"
    first, second = lint(text, "m.yaml").findings
    assert first.remedy == "did you mean eventSourceARN?"
    assert second.message == "kafkaTopic is not a setting of an event source mapping"


def test_several_documents_have_several_mappings() -> None:
    text = f"---\n{_ACK}spec: {{batchSize: 1}}\n---\n---\n{_ACK}spec: {{batchSize: 2}}\n"
    assert [mapping.integer("BatchSize") for mapping in _mappings(text)] == [1, 2]


# -- Crossplane -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "blocks"),
    [
        ("lambda.aws.upbound.io/v1beta1", "[{filter: [{pattern: p}, {pattern: q}]}]"),
        ("lambda.aws.jet.crossplane.io/v1alpha2", "[{filter: [{pattern: p}, {pattern: q}]}]"),
        ("lambda.aws.upbound.io/v1beta2", "{filter: [{pattern: p}, {pattern: q}]}"),
        ("lambda.aws.m.upbound.io/v1beta1", "{filter: [{pattern: p}, {pattern: q}]}"),
    ],
)
def test_blocks_are_lists_or_objects_by_version(version: str, blocks: str) -> None:
    text = f"{_crossplane(version)}spec: {{forProvider: {{filterCriteria: {blocks}}}}}"
    assert _mapping(text).string("FilterCriteria.Filters[1].Pattern") == "q"


def test_list_where_the_version_has_an_object_is_a_mistake(lint: Lint) -> None:
    text = (
        f"{_crossplane()}spec: {{forProvider: {{functionName: f, eventSourceArn: '{_QUEUE}',"
        " scalingConfig: [{maximumConcurrency: 5}]}}\n"
    )
    (finding,) = lint(text, "m.yaml").findings
    assert finding.remedy == "write the object alone, without a list around it"


def test_one_filter_stays_in_its_list() -> None:
    text = (
        f"{_crossplane('lambda.aws.upbound.io/v1beta1')}"
        "spec: {forProvider: {filterCriteria: [{filter: [{pattern: p}]}]}}"
    )
    assert _mapping(text).string("FilterCriteria.Filters[0].Pattern") == "p"


def test_no_fix_writes_an_object_where_a_list_is_needed(lint: Lint) -> None:
    spec = f"functionName: f, eventSourceArn: '{_QUEUE}', maximumConcurrency: 5"
    for version, has_fix in (("v1beta1", False), ("v1beta2", True)):
        head = _crossplane(f"lambda.aws.upbound.io/{version}")
        (finding,) = lint(f"{head}spec: {{forProvider: {{{spec}}}}}\n", "m.yaml").findings
        assert (finding.fix is not None) == has_fix


def test_initial_settings_count_unless_the_others_say_otherwise() -> None:
    mapping = _mapping(
        f"{_crossplane()}spec:\n  initProvider: {{batchSize: 1, topics: [t]}}\n"
        "  forProvider: {batchSize: 2}\n"
    )
    assert mapping.integer("BatchSize") == 2
    assert mapping.string("Topics[0]") == "t"


def test_region_is_no_setting(lint: Lint) -> None:
    text = (
        f"{_crossplane()}spec: {{forProvider: {{region: r, functionNameRef: {{name: f}},"
        f" eventSourceArn: '{_QUEUE}'}}}}\n"
    )
    assert _codes(lint(text, "m.yaml")) == []


def test_settings_below_a_key_in_other_letters_are_not_read(lint: Lint) -> None:
    text = f"{_crossplane()}spec: {{forprovider: {{functionName: f, eventSourceArn: '{_QUEUE}'}}}}"
    (found,) = lint(text, "m.yaml").findings
    assert found.message == "forprovider is not forProvider: the settings in it are not read"
    assert found.fix is not None
    assert [edit.text for edit in found.fix.edits] == ["forProvider"]
    upper = lint(f"{_ACK}Spec: {{functionName: f, eventSourceARN: '{_QUEUE}'}}", "m.yaml")
    assert [one.message for one in upper.findings] == [
        "Spec is not spec: the settings in it are not read"
    ]


def test_servers_in_one_text_are_a_list_with_places() -> None:
    text = (
        f"{_crossplane()}spec: {{forProvider: {{selfManagedEventSource:"
        " {endpoints: {KAFKA_BOOTSTRAP_SERVERS: 'a:1,b:2'}}}}"
    )
    server = _mapping(text).get("SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS[1]")
    assert isinstance(server, Known)
    assert server.place.text == "b:2"


def test_what_is_only_observed_lacks_nothing(lint: Lint) -> None:
    spec = "spec: {{managementPolicies: [{}], forProvider: {{functionName: f}}}}\n"
    assert _codes(lint(_crossplane() + spec.format("Observe"), "m.yaml")) == []
    assert _codes(lint(_crossplane() + spec.format('"*"'), "m.yaml")) == ["ESM101"]


# -- placeholders and patches ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "$(ARN)",
        "$ARN",
        "${ARN}",
        "${ARN:=x}",
        '"{{ .Values.arn }}"',
        "{{ .Values.arn }}",
        "<arn>",
        "'###arn###'",
        "###arn###",
    ],
)
def test_placeholder_is_unknown(value: str) -> None:
    mapping = _mapping(f"{_ACK}spec:\n  eventSourceARN: {value}\n  functionName: f\n")
    assert isinstance(mapping.get("EventSourceArn"), Unknown)


def test_comment_is_no_placeholder() -> None:
    mapping = _mapping(f"{_ACK}spec:\n  eventSourceARN: # ### the queue ###\n  functionName: f\n")
    assert mapping.lacks("EventSourceArn")


def test_version_of_a_function_is_no_placeholder() -> None:
    mapping = _mapping(f"{_ACK}spec: {{functionName: 'f:$LATEST'}}")
    assert mapping.string("FunctionName") == "f:$LATEST"


def test_template_of_helm_that_is_no_yaml_is_silent(tmp_path: Path, run: Run) -> None:
    chart = tmp_path / "mapping.yaml"
    chart.write_text(
        "{{- if .Values.enabled }}\n" + _ACK + "spec:\n"
        "  {{- toYaml .Values.spec | nindent 2 }}\n{{- end }}\n"
    )
    code, output, _ = run("check", str(chart))
    assert code == 0
    assert "1 unfilled template not read" in output


_ONLY_A_FUNCTION = f"{_ACK}spec: {{functionName: other}}\n"


def test_mapping_without_a_source_lacks_one(lint: Lint) -> None:
    assert _codes(lint(_ONLY_A_FUNCTION, "m.yaml")) == ["ESM101"]


def test_object_without_source_and_function_is_a_patch(lint: Lint) -> None:
    assert _codes(lint(f"{_ACK}spec: {{batchSize: 99999}}\n", "m.yaml")) == ["ESM202"]


@pytest.mark.parametrize(
    "kustomization",
    [
        "patches: [{path: patches/m.yaml}]",
        "patchesStrategicMerge: [./patches/m.yaml]",
        "patches: [{target: {kind: X}, path: other.yaml}, {path: patches/m.yaml}]",
    ],
)
def test_file_that_kustomize_takes_for_a_patch_lacks_nothing(
    tmp_path: Path, kustomization: str
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "kustomization.yaml").write_text(kustomization)
    (tmp_path / "patches").mkdir()
    path = tmp_path / "patches" / "m.yaml"
    engine = Engine(Plugins(), Project())
    assert _codes(engine.check_bytes(str(path), _ONLY_A_FUNCTION.encode())) == []
    other = str(tmp_path / "patches" / "n.yaml")
    assert _codes(engine.check_bytes(other, _ONLY_A_FUNCTION.encode())) == ["ESM101"]


def test_field_that_kustomize_replaces_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(
        "replacements:\n- source: {kind: ConfigMap, name: c, fieldPath: data.arn}\n"
        "  targets:\n  - {select: {kind: EventSourceMapping}, fieldPaths: [spec.eventSourceARN]}\n"
        "  - {select: {kind: Function}, fieldPaths: [spec.batchSize]}\n"
    )
    engine = Engine(Plugins(), Project())
    text = f"{_ACK}spec: {{functionName: f, eventSourceARN: REPLACE_ME, batchSize: '1'}}\n"
    assert _codes(engine.check_bytes(str(tmp_path / "m.yaml"), text.encode())) == ["ESM011"]


def test_part_of_another_object_lacks_nothing(lint: Lint) -> None:
    body = _ONLY_A_FUNCTION.replace("\n", "\n    ")
    text = f"apiVersion: a/v1\nkind: Composition\nspec:\n  base:\n    {body}"
    result = lint(text, "m.yaml")
    assert result.mappings == 1
    assert _codes(result) == []


def test_objects_of_a_list_are_whole(lint: Lint) -> None:
    body = _ONLY_A_FUNCTION.replace("\n", "\n  ").rstrip()
    assert _codes(lint(f"apiVersion: v1\nkind: List\nitems:\n- {body}\n", "m.yaml")) == ["ESM101"]


# -- survival -------------------------------------------------------------------------------------

_KEYS = [
    "from",
    "name",
    "spec",
    "eventSourceRef",
    "queueRefs",
    "forProvider",
    "initProvider",
    "tags",
    "metadata",
    "annotations",
    "accessConfigs",
    "filterCriteria",
    "managementPolicies",
    "$patch",
]
_ANY = st.recursive(
    st.sampled_from(["null", "1", "yes", "''", "'{'", "$(X)", "m", "!Ref x", "{{ x }}"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=3,
        ).map(
            lambda fields: "{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"
        )
    ),
    max_leaves=10,
)


@given(spec=_ANY, metadata=_ANY, head=st.sampled_from([_ACK, _crossplane()]))
def test_any_shape_is_survived(engine: Engine, spec: str, metadata: str, head: str) -> None:
    text = head.replace("{name: m}", metadata) + f"spec: {spec}\n"
    assert engine.check_text("m.yaml", text).failures == []


def test_manifest_with_many_aliases_is_read_once(lint: Lint) -> None:
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
    text = "a0: &a0\n" + "".join(f"  {line}\n" for line in _ACK.splitlines()) + levels
    assert lint(text, "m.yaml").mappings == 1


# -- times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("1738317600", '"2025-01-31T10:00:00Z"'),
        ('"1738317600"', '"2025-01-31T10:00:00Z"'),
        ("2025-01-31", '"2025-01-31T00:00:00Z"'),
    ],
)
def test_time_that_is_no_text_with_a_zone_is_a_mistake(
    written: str, fixed: str, lint: Lint
) -> None:
    text = (
        f"{_ACK}spec: {{functionName: f, startingPosition: AT_TIMESTAMP,"
        f" eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s',"
        f" startingPositionTimestamp: {written}}}\n"
    )
    (finding,) = lint(text, "m.yaml").findings
    assert finding.rule.code == "ESM050"
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    span = edit.place.span
    assert f": {fixed}}}" in text[: span.start] + edit.text + text[span.end :]


@pytest.mark.parametrize(
    "written", ["2025-01-31T10:00:00Z", '"2025-01-31T10:00:00.5+01:00"', "$(T)"]
)
def test_time_in_full_is_right(written: str, lint: Lint) -> None:
    text = (
        f"{_ACK}spec: {{functionName: f, startingPosition: AT_TIMESTAMP,"
        f" eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s',"
        f" startingPositionTimestamp: {written}}}\n"
    )
    assert _codes(lint(text, "m.yaml")) == []


# -- the objects around a mapping -----------------------------------------------------------------

_QUEUES = """
---
apiVersion: sqs.services.k8s.aws/v1alpha1
kind: Queue
metadata: {name: q}
spec:
  queueName: orders
  visibilityTimeout: "45"
  redrivePolicy: |
    {"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead", "maxReceiveCount": "3"}
---
apiVersion: sqs.services.k8s.aws/v1alpha1
kind: Queue
metadata: {name: d}
spec: {queueName: dead}
"""


def test_texts_of_ack_are_numbers_and_objects() -> None:
    source = _mapping(f"{_ACK}spec: {{eventSourceARN: '{_QUEUE}'}}{_QUEUES}").source
    assert source is not None
    assert source.integer("VisibilityTimeout") == 45
    assert source.integer("RedrivePolicy.maxReceiveCount") == 3
    dead = source.behind("RedrivePolicy.deadLetterTargetArn")
    assert dead is not None
    assert dead.name == "d"
    assert {(one.type, one.name) for one in dead.users} == {("AWS::SQS::Queue", "q")}


def test_role_of_ack_has_all_its_policies() -> None:
    text = f"""{_ACK}spec: {{functionRef: {{from: {{name: f}}}}}}
---
apiVersion: lambda.services.k8s.aws/v1alpha1
kind: Function
metadata: {{name: f}}
spec: {{name: f, timeout: 5, roleRef: {{from: {{name: r}}}}}}
---
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: {{name: r}}
spec:
  name: r
  policyRefs: [{{from: {{name: p}}}}]
  inlinePolicies: {{consume: '{{"Statement": [{{"Action": "sqs:*"}}]}}'}}
---
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Policy
metadata: {{name: p}}
spec: {{name: p, policyDocument: '{{"Statement": []}}'}}
"""
    function = _mapping(text).function
    assert function is not None
    assert function.integer("Timeout") == 5
    role = function.behind("Role")
    assert role is not None
    assert role.string("Policies[0].PolicyDocument.Statement[0].Action") == "sqs:*"
    policy = role.behind("ManagedPolicyArns[0]")
    assert policy is not None
    assert policy.type == "AWS::IAM::ManagedPolicy"
    assert [one.type for one in role.users] == ["AWS::Lambda::Function"]


def _function(name: str, labels: str, spec: str = "timeout: 60") -> str:
    return (
        f"\n---\napiVersion: lambda.aws.upbound.io/v1beta1\nkind: Function\n"
        f"metadata: {{name: {name}, labels: {{{labels}}}}}\nspec: {{forProvider: {{{spec}}}}}"
    )


def _selecting(*functions: str) -> EventSourceMapping:
    selector = "functionNameSelector: {matchLabels: {app: orders, env: x}}"
    return _mapping(f"{_crossplane()}spec: {{forProvider: {{{selector}}}}}{''.join(functions)}")


def test_selector_means_the_one_object_that_fits() -> None:
    mapping = _selecting(
        _function("f", "app: orders, env: x"), _function("g", "app: orders, env: y")
    )
    assert mapping.function is not None
    assert mapping.function.name == "f"
    assert mapping.function.integer("Timeout") == 60
    assert "" in [one.type for one in mapping.function.users]


@pytest.mark.parametrize("labels", ["app: orders", ""])
def test_selector_that_fits_none_or_several_means_nothing(labels: str) -> None:
    assert _selecting(_function("f", labels)).function is None
    both = _function("f", "app: orders, env: x"), _function("g", "app: orders, env: x")
    assert _selecting(*both).function is None


def test_no_reserved_concurrency_is_none() -> None:
    spec = "reservedConcurrentExecutions: -1"
    function = _selecting(_function("f", "app: orders, env: x", spec)).function
    assert function is not None
    assert function.lacks("ReservedConcurrentExecutions")


def test_object_that_is_only_observed_may_have_any_field() -> None:
    text = _function("f", "app: orders, env: x").replace(
        "spec: {", "spec: {managementPolicies: [Observe], "
    )
    function = _selecting(text).function
    assert function is not None
    assert isinstance(function.get("ReservedConcurrentExecutions"), Unknown)


def test_redrive_policy_of_crossplane_may_be_an_object_of_its_own() -> None:
    head = "\n---\napiVersion: sqs.aws.upbound.io/v1beta1\nkind: "
    text = (
        f"{_crossplane()}spec: {{forProvider: {{eventSourceArn: '{_QUEUE}'}}}}"
        f"{head}Queue\nmetadata: {{name: q}}\nspec: {{forProvider: {{name: orders}}}}"
        f"{head}QueueRedrivePolicy\nmetadata: {{name: p}}\n"
        "spec: {forProvider: {queueUrlRef: {name: q}, redrivePolicy: '{\"maxReceiveCount\": 2}'}}"
    )
    source = _mapping(text).source
    assert source is not None
    assert source.integer("RedrivePolicy.maxReceiveCount") == 2


def test_role_of_crossplane_has_policies_of_other_objects() -> None:
    head = "\n---\napiVersion: iam.aws.upbound.io/v1beta1\nkind: "
    spec = "{roleSelector: {matchLabels: {for: orders}}, policy: '{\"Statement\": []}'}"
    text = (
        _function("f", "app: orders, env: x", "roleRef: {name: r}"),
        f"{head}Role\nmetadata: {{name: r, labels: {{for: orders}}}}\nspec: {{forProvider: {{}}}}",
        f"{head}RolePolicy\nmetadata: {{name: p}}\nspec: {{forProvider: {spec}}}",
    )
    function = _selecting(*text).function
    assert function is not None
    role = function.behind("Role")
    assert role is not None
    # Other manifests may give it more.
    assert sorted(one.type for one in role.users) == [
        "",
        "AWS::IAM::RolePolicy",
        "AWS::Lambda::Function",
    ]

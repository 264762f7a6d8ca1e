"""Terraform's plans and states as JSON."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.dialects.terraform.plan import TerraformPlanDialect
from mappinglint.document import read
from mappinglint.engine import Engine, Result
from mappinglint.kind import ALL_KINDS, KINDS_WITH_ARN, SourceKind
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.report import render
from mappinglint.source import Source
from mappinglint.value import Known, Unknown

Lint = Callable[..., Result]

_TYPE = "aws_lambda_event_source_mapping"
_QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"
_NEW = ("create",)


def _resource(address: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    type_ = address.removeprefix("data.").split(".")[-2]
    return {"address": address, "mode": "managed", "type": type_, "values": values, **more}


def _plan(
    values: dict[str, Any],
    *others: dict[str, Any],
    unknown: dict[str, Any] | None = None,
    expressions: dict[str, Any] | None = None,
    actions: tuple[str, ...] = _NEW,
    sensitive: dict[str, Any] | None = None,
    **configured: Any,
) -> dict[str, Any]:
    mapping = _resource(f"{_TYPE}.m", values, sensitive_values=sensitive or {})
    change = {"actions": actions, "after": values, "after_unknown": unknown or {}}
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [mapping, *others]}},
        "resource_changes": [{"address": f"{_TYPE}.m", "type": _TYPE, "change": change}],
        "configuration": {
            "root_module": {
                "resources": [
                    {
                        "address": f"{_TYPE}.m",
                        "type": _TYPE,
                        "expressions": expressions or {},
                        **configured,
                    }
                ]
            }
        },
    }


def _mappings(data: object) -> list[EventSourceMapping]:
    document = read(Source("plan.json", json.dumps(data)))
    return [
        one for alternatives in TerraformPlanDialect().mappings(document) for one in alternatives
    ]


def _mapping(*arguments: Any, **options: Any) -> EventSourceMapping:
    (mapping,) = _mappings(_plan(*arguments, **options))
    return mapping


def _codes(result: Result) -> list[str]:
    return [finding.rule.code for finding in result.findings]


def _from(*references: str) -> dict[str, Any]:
    return {"event_source_arn": {"references": list(references)}}


# -- values ---------------------------------------------------------------------------------------


def test_null_is_no_setting() -> None:
    mapping = _mapping({"batch_size": None, "event_source_arn": _QUEUE_ARN})
    assert mapping.lacks("BatchSize")
    assert mapping.is_only(SourceKind.SQS)


def test_block_is_an_object_and_repeated_block_a_list() -> None:
    filters = [{"filter": [{"pattern": "{}"}, {"pattern": '{"body": []}'}]}]
    mapping = _mapping({"filter_criteria": filters, "scaling_config": [{"maximum_concurrency": 5}]})
    assert mapping.string("FilterCriteria.Filters[1].Pattern") == '{"body": []}'
    assert mapping.integer("ScalingConfig.MaximumConcurrency") == 5


def test_servers_in_one_text_are_a_list_with_places() -> None:
    endpoints = {"KAFKA_BOOTSTRAP_SERVERS": "a:1,b:2"}
    mapping = _mapping({"self_managed_event_source": [{"endpoints": endpoints}]})
    server = mapping.get("SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS[1]")
    assert isinstance(server, Known)
    assert server.data == "b:2"
    assert server.place.text == "b:2"


def test_time_is_seconds() -> None:
    mapping = _mapping({"starting_position_timestamp": "2025-01-31T00:00:00Z"})
    assert mapping.integer("StartingPositionTimestamp") == 1738281600


def test_tags_keep_their_keys() -> None:
    mapping = _mapping({"tags": {"batch_size": "x", "Owner": "y"}})
    assert mapping.string("Tags.batch_size") == "x"
    assert mapping.string("Tags.Owner") == "y"


@pytest.mark.parametrize(
    ("attribute", "setting"),
    [
        ("maximum_record_age_in_seconds", "MaximumRecordAgeInSeconds"),
        ("maximum_retry_attempts", "MaximumRetryAttempts"),
        ("parallelization_factor", "ParallelizationFactor"),
        ("tumbling_window_in_seconds", "TumblingWindowInSeconds"),
        ("batch_size", "BatchSize"),
    ],
)
def test_zero_that_nobody_wrote_is_no_setting(attribute: str, setting: str) -> None:
    assert _mapping({attribute: 0}, actions=("no-op",)).lacks(setting)


@pytest.mark.parametrize("attribute", ["starting_position", "kms_key_arn", "event_source_arn"])
def test_empty_text_is_no_setting(attribute: str) -> None:
    mapping = _mapping({attribute: ""}, actions=("update",))
    assert not mapping.settings.fields


def test_no_retries_that_somebody_wrote_are_a_setting() -> None:
    values = {"maximum_retry_attempts": 0}
    written = {"maximum_retry_attempts": {"constant_value": 0}}
    assert (
        _mapping(values, expressions=written, actions=("no-op",)).integer("MaximumRetryAttempts")
        == 0
    )


def test_no_retries_from_an_expression_are_sure_only_of_a_new_mapping() -> None:
    values = {"maximum_retry_attempts": 0}
    written = {"maximum_retry_attempts": {"references": ["each.value"]}}
    assert _mapping(values, expressions=written).integer("MaximumRetryAttempts") == 0
    kept = _mapping(values, expressions=written, actions=("no-op",))
    assert isinstance(kept.get("MaximumRetryAttempts"), Unknown)


def test_text_in_braces_is_no_placeholder() -> None:
    mapping = _mapping({"function_name": "${x}", "queues": ["<q>"]})
    assert mapping.string("FunctionName") == "${x}"
    assert mapping.string("Queues[0]") == "<q>"


def test_sensitive_value_is_not_looked_at(lint: Lint) -> None:
    values = {"event_source_arn": "hush", "function_name": "f", "batch_size": 99_999}
    plan = _plan(values, sensitive={"event_source_arn": True, "batch_size": True})
    assert _codes(lint(json.dumps(plan), "plan.json")) == []


def test_attribute_that_is_no_setting_is_passed_over(lint: Lint) -> None:
    values = {"event_source_arn": _QUEUE_ARN, "function_name": "f", "uuid": "u", "new": 1}
    assert _codes(lint(json.dumps(_plan(values)), "plan.json")) == []


# -- what only AWS can tell -----------------------------------------------------------------------


def test_what_is_known_after_the_apply_is_unknown() -> None:
    unknown = {"function_name": True, "filter_criteria": [{"filter": [{"pattern": True}]}]}
    mapping = _mapping(
        {"filter_criteria": [{"filter": [{}]}]},
        unknown=unknown,
        expressions={"function_name": {"references": ["aws_lambda_function.f.arn"]}},
    )
    function = mapping.get("FunctionName")
    assert isinstance(function, Unknown)
    assert function.place.text == '"aws_lambda_function.f.arn"'
    assert isinstance(mapping.get("FilterCriteria.Filters[0].Pattern"), Unknown)


def test_what_aws_fills_in_is_no_setting() -> None:
    mapping = _mapping({}, unknown={"parallelization_factor": True})
    assert mapping.lacks("ParallelizationFactor")


def _kinds(reference: str, *others: dict[str, Any]) -> EventSourceMapping:
    bare = reference.rpartition(".")[0]
    return _mapping(
        {}, *others, unknown={"event_source_arn": True}, expressions=_from(reference, bare)
    )


@pytest.mark.parametrize(
    ("reference", "values", "kind"),
    [
        ("aws_sqs_queue.q.arn", {"fifo_queue": True}, SourceKind.SQS_FIFO),
        ("aws_sqs_queue.q.arn", {"fifo_queue": False, "name": "q"}, SourceKind.SQS),
        ("aws_sqs_queue.q.arn", {"fifo_queue": None, "name": "q.fifo"}, SourceKind.SQS_FIFO),
        ("aws_kinesis_stream.q.arn", {}, SourceKind.KINESIS),
        ("aws_dynamodb_table.q.stream_arn", {}, SourceKind.DYNAMODB),
        ("aws_msk_cluster.q.arn", {}, SourceKind.MSK),
        ("aws_mq_broker.q.arn", {"engine_type": "RabbitMQ"}, SourceKind.RABBITMQ),
        ("aws_docdb_cluster.q.arn", {}, SourceKind.DOCUMENTDB),
        ("data.aws_kinesis_stream.q.arn", {}, SourceKind.KINESIS),
    ],
)
def test_source_in_the_plan_tells_the_kind(
    reference: str, values: dict[str, Any], kind: SourceKind
) -> None:
    assert _kinds(reference, _resource(reference.rpartition(".")[0], values)).is_only(kind)


def test_queue_whose_form_is_unknown_is_one_of_two() -> None:
    mapping = _kinds("aws_sqs_queue.q.arn", _resource("aws_sqs_queue.q", {}))
    assert mapping.kinds == {SourceKind.SQS, SourceKind.SQS_FIFO}


def test_view_of_the_table_is_that_of_its_stream() -> None:
    table = _resource(
        "aws_dynamodb_table.t", {"stream_enabled": True, "stream_view_type": "KEYS_ONLY"}
    )
    source = _kinds("aws_dynamodb_table.t.stream_arn", table).source
    assert source is not None
    assert source.string("StreamSpecification.StreamViewType") == "KEYS_ONLY"


@pytest.mark.parametrize(
    "references",
    [
        ("local.arn",),
        ("aws_sqs_queue.q.arn", "aws_sqs_queue.q", "local.other"),
        ("aws_ssm_parameter.p.value", "aws_ssm_parameter.p"),
        ("module.m.arn", "module.m"),
        ("aws_sqs_queue.other.arn", "aws_sqs_queue.other"),
        ("[", "", "..", "module.", "var."),
    ],
)
def test_source_that_the_plan_does_not_show_may_be_any(references: tuple[str, ...]) -> None:
    queue = _resource("aws_sqs_queue.q", {"fifo_queue": True})
    mapping = _mapping(
        {}, queue, unknown={"event_source_arn": True}, expressions=_from(*references)
    )
    assert mapping.kinds in (KINDS_WITH_ARN, ALL_KINDS)


def test_either_source_leaves_both_kinds() -> None:
    mapping = _mapping(
        {},
        _resource("aws_sqs_queue.q", {"fifo_queue": True}),
        _resource("aws_kinesis_stream.s", {}),
        unknown={"event_source_arn": True},
        expressions=_from(
            "var.is_stream", "aws_sqs_queue.q.arn", "aws_sqs_queue.q", "aws_kinesis_stream.s.arn"
        ),
    )
    assert mapping.kinds == {SourceKind.SQS_FIFO, SourceKind.KINESIS}


def test_queue_for_each_is_the_one_with_the_same_key() -> None:
    plan = _plan(
        {},
        _resource('aws_sqs_queue.q["a"]', {"fifo_queue": True}),
        _resource('aws_sqs_queue.q["b"]', {"fifo_queue": False}),
        unknown={"event_source_arn": True},
        expressions=_from("aws_sqs_queue.q", "each.key"),
    )
    plan["planned_values"]["root_module"]["resources"][0]["address"] = f'{_TYPE}.m["a"]'
    plan["resource_changes"][0]["address"] = f'{_TYPE}.m["a"]'
    (mapping,) = _mappings(plan)
    assert mapping.is_only(SourceKind.SQS_FIFO)


def test_value_of_for_each_leads_to_what_it_runs_over() -> None:
    mapping = _mapping(
        {},
        _resource('aws_sqs_queue.q["a"]', {"fifo_queue": True}),
        unknown={"event_source_arn": True},
        expressions=_from("each.value.arn", "each.value"),
        for_each_expression={"references": ["aws_sqs_queue.q"]},
    )
    assert mapping.is_only(SourceKind.SQS_FIFO)


def test_variables_and_outputs_of_modules_lead_to_the_queue() -> None:
    queue = _resource('module.queue["eu.1"].aws_sqs_queue.this[0]', {"fifo_queue": True})
    mapping = _resource(f"module.a.module.b[0].{_TYPE}.m", {})
    change = {"actions": ["create"], "after_unknown": {"event_source_arn": True}}
    output = {"expression": {"references": ["aws_sqs_queue.this[0].arn", "aws_sqs_queue.this"]}}
    configured = {"address": f"{_TYPE}.m", "type": _TYPE, "expressions": _from("var.arn")}
    inner = {
        "module": {"resources": [configured]},
        "expressions": {"arn": {"references": ["var.x"]}},
    }
    outer = {
        "module": {"module_calls": {"b": inner}},
        "expressions": {"x": {"references": ['module.queue["eu.1"].arn', 'module.queue["eu.1"]']}},
    }
    plan = {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "child_modules": [
                    {"address": 'module.queue["eu.1"]', "resources": [queue]},
                    {
                        "address": "module.a",
                        "child_modules": [
                            {"address": "module.a.module.b[0]", "resources": [mapping]}
                        ],
                    },
                ]
            }
        },
        "resource_changes": [{"address": mapping["address"], "type": _TYPE, "change": change}],
        "configuration": {
            "root_module": {
                "module_calls": {"queue": {"module": {"outputs": {"arn": output}}}, "a": outer}
            }
        },
    }
    (found,) = _mappings(plan)
    assert found.name == f"module.a.module.b[0].{_TYPE}.m"
    assert found.is_only(SourceKind.SQS_FIFO)


def test_modules_that_lead_in_circles_lead_nowhere() -> None:
    def call(other: str) -> dict[str, Any]:
        output = {"expression": {"references": ["var.arn", "var.more"]}}
        there = {"references": [f"module.{other}.arn", f"module.{other}"]}
        return {
            "module": {"outputs": {"arn": output}},
            "expressions": {"arn": there, "more": there},
        }

    plan = _plan({}, unknown={"event_source_arn": True}, expressions=_from("module.a.arn"))
    plan["configuration"]["root_module"]["module_calls"] = {"a": call("b"), "b": call("a")}
    modules = [{"address": "module.a"}, {"address": "module.b"}]
    plan["planned_values"]["root_module"]["child_modules"] = modules
    (mapping,) = _mappings(plan)
    assert len(mapping.kinds) > 1


# -- which, and what for --------------------------------------------------------------------------


def test_what_is_destroyed_is_not_looked_at() -> None:
    plan = _plan({}, actions=("delete",))
    plan["planned_values"] = {"root_module": {}}
    assert _mappings(plan) == []


def test_what_stays_as_it_is_is_linted_all_the_same(lint: Lint) -> None:
    values = {"event_source_arn": _QUEUE_ARN, "function_name": "f", "batch_size": 11}
    assert _codes(lint(json.dumps(_plan(values, actions=("no-op",))), "plan.json")) == ["ESM201"]


def test_state_is_what_aws_has_stored() -> None:
    values = {"event_source_arn": _QUEUE_ARN, "starting_position": "", "parallelization_factor": 0}
    state = {
        "format_version": "1.0",
        "values": {"root_module": {"resources": [_resource(f"{_TYPE}.m", values)]}},
    }
    (mapping,) = _mappings(state)
    assert mapping.operation is Operation.STORED
    assert mapping.lacks("ParallelizationFactor") is False
    assert mapping.settings.field("ParallelizationFactor") is None


def test_finding_says_the_address_and_offers_no_edit(lint: Lint) -> None:
    values = {"event_source_arn": f"{_QUEUE_ARN}.fifo", "function_name": "f", "batch_size": 11}
    (finding,) = lint(json.dumps(_plan(values)), "plan.json").findings
    assert finding.message.endswith(f"(in {_TYPE}.m)")
    assert finding.mapping == f"{_TYPE}.m"
    assert finding.fix is None


def test_finding_about_several_mappings_says_the_address_too(lint: Lint) -> None:
    values = {"event_source_arn": _QUEUE_ARN, "function_name": "f"}
    plan = _plan(values, _resource(f"module.x.{_TYPE}.n", values))
    (finding,) = lint(json.dumps(plan), "plan.json").findings
    assert finding.message.endswith(f"(in module.x.{_TYPE}.n)")


def test_missing_setting_is_shown_at_the_address(lint: Lint) -> None:
    plan = json.dumps(_plan({"event_source_arn": _QUEUE_ARN}))
    (finding,) = lint(plan, "plan.json").findings
    assert finding.rule.code == "ESM014"
    assert finding.primary.place.text == f'"{_TYPE}.m"'


def test_sarif_names_the_resource(lint: Lint) -> None:
    result = lint(json.dumps(_plan({"event_source_arn": _QUEUE_ARN})), "plan.json")
    log = json.loads(render("sarif", result))
    (location,) = log["runs"][0]["results"][0]["locations"]
    (named,) = location["logicalLocations"]
    assert named["fullyQualifiedName"] == f"{_TYPE}.m.FunctionName"


def test_stream_of_log_lines_is_no_plan(lint: Lint) -> None:
    line = {"@level": "info", "type": "planned_change", "change": {"resource": {"type": _TYPE}}}
    assert lint(json.dumps(line) + "\n" + json.dumps(line), "plan.jsonl").mappings == 0


_MANY = 20_000


def test_plan_of_ten_megabytes_is_read_in_little_time(engine: Engine) -> None:
    plan = _plan({"event_source_arn": _QUEUE_ARN, "function_name": "f", "batch_size": 11})
    others = [
        _resource(f"aws_iam_role.r{i}", {"policy": "x" * 200, "a": [1, 2]}) for i in range(_MANY)
    ]
    plan["planned_values"]["root_module"]["resources"] += others
    plan["prior_state"] = {"values": {"root_module": {"resources": others}}}
    data = json.dumps(plan).encode()
    assert len(data) > 10_000_000
    start = time.process_time()
    assert _codes(engine.check_bytes("plan.json", data)) == ["ESM201"]
    # Building every node takes ten times as long.
    assert time.process_time() - start < 5


_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 99_999)
    | st.sampled_from(["", _QUEUE_ARN, "each.key", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "resources",
                    "references",
                    "change",
                    "values",
                    "address",
                    "type",
                    "filter",
                    "pattern",
                    "tags",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(values=_ANY, unknown=_ANY, expressions=_ANY, other=_ANY)
def test_any_shape_is_survived(
    engine: Engine, values: Any, unknown: Any, expressions: Any, other: Any
) -> None:
    plan = _plan(values, unknown=unknown, expressions=expressions)
    plan["planned_values"]["root_module"]["resources"].append(other)
    plan["planned_values"]["root_module"]["child_modules"] = other
    plan["configuration"]["root_module"]["module_calls"] = other
    result = engine.check_text("plan.json", json.dumps(plan))
    assert result.failures == []


# -- the resources around a mapping ---------------------------------------------------------------


_Planned = tuple[str, dict[str, Any], dict[str, Any]]


def _around(
    *resources: _Planned,
    module: str = "",
    unknown: dict[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return a plan of resources: the address, the values, and the expressions of each."""
    prefix = f"module.{module}." if module else ""
    planned = [_resource(f"{prefix}{address}", values) for address, values, _ in resources]
    changes = [
        {
            "address": one["address"],
            "type": one["type"],
            "change": {
                "actions": ["create"],
                "after_unknown": (unknown or {}).get(address)
                or {name: True for name in expressions if name not in values},
            },
        }
        for one, (address, values, expressions) in zip(planned, resources, strict=True)
    ]
    blocks: dict[str, Any] = {}
    for one, (address, _, expressions) in zip(planned, resources, strict=True):
        bare = address.partition("[")[0]
        blocks.setdefault(bare, {"address": bare, "type": one["type"], "expressions": {}})
        blocks[bare]["expressions"].update(expressions)
    here: dict[str, Any] = {"resources": planned}
    configured: dict[str, Any] = {"resources": list(blocks.values())}
    if module:
        here = {"child_modules": [{"address": f"module.{module}", **here}]}
        configured = {"module_calls": {module: {"module": configured}}}
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": here},
        "resource_changes": changes,
        "configuration": {"root_module": configured},
    }


def _to(*references: str) -> dict[str, Any]:
    return {"references": [one for text in references for one in (text, text.rpartition(".")[0])]}


_TABLE_ARN = "aws_dynamodb_table.t.arn"
_READS = {
    "event_source_arn": _to("aws_sqs_queue.q.arn"),
    "function_name": _to("aws_lambda_function.f.arn"),
}
_MAPPING: _Planned = (f"{_TYPE}.m", {}, _READS)
_FUNCTION: _Planned = ("aws_lambda_function.f", {"function_name": "f", "timeout": 3}, {})


def _queue(values: dict[str, Any], **expressions: Any) -> EventSourceMapping:
    (mapping,) = _mappings(_around(_MAPPING, _FUNCTION, ("aws_sqs_queue.q", values, expressions)))
    return mapping


def test_resources_of_a_plan_have_the_words_of_cloudformation() -> None:
    mapping = _queue({"visibility_timeout_seconds": 45})
    assert mapping.source is not None
    assert mapping.source.name == "aws_sqs_queue.q"
    assert mapping.source.integer("VisibilityTimeout") == 45
    assert mapping.function is not None
    assert mapping.function.integer("Timeout") == 3
    assert [one.type for one in mapping.source.users] == ["AWS::Lambda::EventSourceMapping"]


def test_argument_known_after_the_apply_is_unknown_and_one_that_nobody_wrote_is_none() -> None:
    plan = _around(
        _MAPPING,
        ("aws_sqs_queue.q", {"delay_seconds": None}, {"redrive_policy": _to("local.policy")}),
        unknown={"aws_sqs_queue.q": {"redrive_policy": True, "kms_master_key_id": True}},
    )
    (mapping,) = _mappings(plan)
    assert mapping.source is not None
    assert isinstance(mapping.source.get("RedrivePolicy.maxReceiveCount"), Unknown)
    assert mapping.source.lacks("KmsMasterKeyId")
    assert mapping.source.lacks("DelaySeconds")
    assert mapping.source.lacks("VisibilityTimeout")


def test_redrive_policy_that_is_not_known_tells_its_queue() -> None:
    references = _to("aws_sqs_queue.dead.arn", "var.receives")
    plan = _around(
        _MAPPING,
        ("aws_sqs_queue.q", {}, {"redrive_policy": references}),
        ("aws_sqs_queue.dead", {"fifo_queue": True}, {}),
    )
    (mapping,) = _mappings(plan)
    assert mapping.source is not None
    dead = mapping.source.behind("RedrivePolicy.deadLetterTargetArn")
    assert dead is not None
    assert dead.boolean("FifoQueue") is True
    assert isinstance(mapping.source.get("RedrivePolicy.maxReceiveCount"), Unknown)


def test_redrive_policy_may_be_a_resource_of_its_own() -> None:
    policy = {"redrive_policy": '{"maxReceiveCount": 4}'}
    plan = _around(
        _MAPPING,
        ("aws_sqs_queue.q", {}, {}),
        ("aws_sqs_queue_redrive_policy.p", policy, {"queue_url": _to("aws_sqs_queue.q.id")}),
    )
    (mapping,) = _mappings(plan)
    assert mapping.source is not None
    assert mapping.source.integer("RedrivePolicy.maxReceiveCount") == 4


def test_redrive_policy_of_some_queue_may_be_that_of_any() -> None:
    plan = _around(
        _MAPPING,
        ("aws_sqs_queue.q", {}, {}),
        ("aws_sqs_queue_redrive_policy.p", {}, {"queue_url": _to("local.url")}),
    )
    (mapping,) = _mappings(plan)
    assert mapping.source is not None
    assert isinstance(mapping.source.get("RedrivePolicy"), Unknown)


def test_no_reserved_concurrency_is_none() -> None:
    function: _Planned = ("aws_lambda_function.f", {"reserved_concurrent_executions": -1}, {})
    (mapping,) = _mappings(_around(_MAPPING, function))
    assert mapping.function is not None
    assert mapping.function.lacks("ReservedConcurrentExecutions")


def test_queue_that_is_only_looked_up_is_not_of_the_project() -> None:
    queue = _resource("data.aws_sqs_queue.q", {"name": "q"}, mode="data")
    mapping = _mapping(
        {},
        queue,
        unknown={"event_source_arn": True},
        expressions=_from("data.aws_sqs_queue.q.arn"),
    )
    assert mapping.source is None


def test_instances_of_a_module_have_resources_of_their_own() -> None:
    queue: _Planned = ("aws_sqs_queue.q", {"visibility_timeout_seconds": 7}, {})
    (mapping,) = _mappings(_around(_MAPPING, _FUNCTION, queue, module="a"))
    assert mapping.source is not None
    assert mapping.source.name == "module.a.aws_sqs_queue.q"
    assert mapping.function is not None
    assert [one.name for one in mapping.function.users] == [f"module.a.{_TYPE}.m"]


def test_mapping_for_each_key_is_a_user_of_the_queue_with_that_key() -> None:
    reads = {"event_source_arn": {"references": ["aws_sqs_queue.q", "each.key"]}}
    plan = _around(
        (f'{_TYPE}.m["a"]', {}, reads),
        (f'{_TYPE}.m["b"]', {}, reads),
        ('aws_sqs_queue.q["a"]', {}, {}),
        ('aws_sqs_queue.q["b"]', {}, {}),
    )
    for mapping, key in zip(_mappings(plan), "ab", strict=True):
        assert mapping.source is not None
        assert mapping.source.name == f'aws_sqs_queue.q["{key}"]'
        assert [one.name for one in mapping.source.users] == [f'{_TYPE}.m["{key}"]']


def test_users_are_found_through_documents_of_policies() -> None:
    document = {"address": "data.aws_iam_policy_document.d", "type": "aws_iam_policy_document"}
    plan = _around(
        _MAPPING,
        ("aws_sqs_queue.q", {}, {}),
        ("aws_sqs_queue_policy.p", {}, {"policy": _to("data.aws_iam_policy_document.d.json")}),
    )
    plan["configuration"]["root_module"]["resources"].append(
        {
            **document,
            "mode": "data",
            "expressions": {"statement": [{"resources": _to("aws_sqs_queue.q.arn")}]},
        }
    )
    (mapping,) = _mappings(plan)
    assert mapping.source is not None
    assert {one.type for one in mapping.source.users} == {
        "AWS::Lambda::EventSourceMapping",
        "AWS::SQS::QueuePolicy",
    }


def test_policy_of_a_role_that_nobody_knows_may_be_of_any_role() -> None:
    role = {"role": _to("aws_iam_role.r.arn")}
    plan = _around(
        _MAPPING,
        ("aws_lambda_function.f", {}, role),
        ("aws_iam_role.r", {"name": "r"}, {}),
        ("aws_iam_role_policy.p", {"policy": "{}"}, {"role": _to("local.role")}),
        ("aws_iam_role_policy.known", {"policy": "{}", "role": "r"}, {"role": _to("local.r")}),
    )
    (mapping,) = _mappings(plan)
    assert mapping.function is not None
    found = mapping.function.behind("Role")
    assert found is not None
    assert sorted((one.type, one.name) for one in found.users) == [
        ("", "aws_iam_role_policy.p"),
        ("AWS::IAM::RolePolicy", "aws_iam_role_policy.known"),
        ("AWS::Lambda::Function", "aws_lambda_function.f"),
    ]


def test_state_tells_by_its_arns_who_uses_what() -> None:
    function = "arn:aws:lambda:eu-west-1:123456789012:function:f"
    reads = {"event_source_arn": _QUEUE_ARN, "function_name": function}
    resources = [
        _resource(f"{_TYPE}.m", reads),
        _resource("aws_lambda_function.f", {"function_name": "f", "arn": function, "timeout": 9}),
        _resource("aws_sqs_queue.q", {"name": "orders", "arn": _QUEUE_ARN, "redrive_policy": ""}),
        _resource("aws_sqs_queue.other", {"name": "x", "arn": _QUEUE_ARN.replace("west", "north")}),
    ]
    state = {"format_version": "1.0", "values": {"root_module": {"resources": resources}}}
    (mapping,) = _mappings(state)
    assert mapping.source is not None
    assert mapping.source.name == "aws_sqs_queue.q"
    assert mapping.source.lacks("RedrivePolicy")
    assert [one.name for one in mapping.source.users] == [f"{_TYPE}.m"]
    assert mapping.function is not None
    assert mapping.function.integer("Timeout") == 9


def test_queue_of_the_same_name_in_another_region_is_another_one() -> None:
    queue = {"name": "orders", "arn": _QUEUE_ARN.replace("west-1", "north-1")}
    mapping = _mapping({"event_source_arn": _QUEUE_ARN}, _resource("aws_sqs_queue.q", queue))
    assert mapping.source is None


def test_table_without_the_flag_has_no_stream() -> None:
    reads = {"event_source_arn": _to("aws_dynamodb_table.t.stream_arn")}
    table: _Planned = ("aws_dynamodb_table.t", {"stream_view_type": "NEW_IMAGE"}, {})
    (mapping,) = _mappings(_around((f"{_TYPE}.m", {}, reads), table))
    assert mapping.source is not None
    assert mapping.source.boolean("StreamSpecification.StreamEnabled") is False
    assert mapping.source.string("StreamSpecification.StreamViewType") == "NEW_IMAGE"


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        ({"replica": [{"region_name": "eu-west-1"}]}, []),
        ({}, [("aws_dynamodb_table_replica.r", {}, {"global_table_arn": _to(_TABLE_ARN)})]),
    ],
)
def test_table_with_replicas_may_have_a_stream(
    arguments: dict[str, Any], more: list[_Planned]
) -> None:
    reads = {"event_source_arn": _to("aws_dynamodb_table.t.stream_arn")}
    table: _Planned = ("aws_dynamodb_table.t", {"stream_enabled": False, **arguments}, {})
    (mapping,) = _mappings(_around((f"{_TYPE}.m", {}, reads), table, *more))
    assert mapping.source is not None
    assert isinstance(mapping.source.get("StreamSpecification"), Unknown)


def test_users_in_a_plan_of_ten_megabytes_are_found_in_little_time() -> None:
    plan = _around(_MAPPING, _FUNCTION, ("aws_sqs_queue.q", {}, {}))
    others = [
        _resource(f"aws_iam_role.r{i}", {"policy": "x" * 400, "a": [1, 2]}) for i in range(_MANY)
    ]
    plan["planned_values"]["root_module"]["resources"] += others
    assert len(json.dumps(plan)) > 10_000_000
    start = time.process_time()
    (mapping,) = _mappings(plan)
    assert mapping.source is not None
    assert len(mapping.source.users) == 1
    assert time.process_time() - start < 5

"""The table and the schema agree with the pinned botocore, and what differs is found."""

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from mappinglint.kind import QUEUES, SourceKind
from mappinglint.rule import Evidence
from mappinglint.setting import Range
from mappinglint_rules.schema.compare.__main__ import differences, main, report
from mappinglint_rules.schema.compare.difference import explanations
from mappinglint_rules.schema.compare.patterns import NOT_UNDERSTOOD, PATTERNS, disagreements
from mappinglint_rules.schema.compare.sentences import Sentence, of_documentation, sentences
from mappinglint_rules.schema.compare.table import Table, kinds_in, known
from mappinglint_rules.schema.generate import service_model

Doctor = Callable[[Any], None]
_CREATE = "CreateEventSourceMappingRequest"


def test_nothing_differs_from_the_pinned_botocore(capsys: pytest.CaptureFixture[str]) -> None:
    code = main()
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert ": 0 differ, " in printed


def test_every_explanation_has_a_reason() -> None:
    assert all(len(one.reason) > 20 for one in explanations())
    assert len({one.difference for one in explanations()}) == len(explanations())


@cache
def _shapes() -> Any:
    return Loader().load_service_model("lambda", "service-2")


def _doctored(doctor: Doctor) -> ServiceModel:
    shapes = copy.deepcopy(_shapes())
    doctor(shapes["shapes"])
    return ServiceModel(shapes, "lambda")


def _printed(model: ServiceModel, table: Table) -> list[tuple[str, str]]:
    """Return what the command prints, as pairs of what it is about and the problem."""
    text, code = report(model, table)
    *lines, last = text.splitlines()
    found = list(zip(lines[::2], (line.strip() for line in lines[1::2]), strict=True))
    assert code == (1 if found else 0)
    assert f": {len(found)} differ" in last
    return found


def _set_range(shapes: Any) -> None:
    shapes["MaximumConcurrency"]["max"] = 2000


def _set_range_that_the_table_has(shapes: Any) -> None:
    shapes["BatchSize"]["max"] = 20_000


def _take_bound_away(shapes: Any) -> None:
    del shapes["BatchSize"]["max"]


def _set_pattern(shapes: Any) -> None:
    shapes["Topic"]["pattern"] = "[a-z]+"


def _add_value(shapes: Any) -> None:
    shapes["SourceAccessType"]["enum"].append("MAGIC_AUTH")


def _add_field(shapes: Any) -> None:
    shapes[_CREATE]["members"]["Priority"] = {"shape": "BatchSize"}


def _add_inner_field(shapes: Any) -> None:
    shapes["ScalingConfig"]["members"]["MinimumConcurrency"] = {"shape": "MaximumConcurrency"}


def _take_field_away(shapes: Any) -> None:
    for operation in ("Create", "Update"):
        del shapes[f"{operation}EventSourceMappingRequest"]["members"]["ParallelizationFactor"]
    del shapes["EventSourceMappingConfiguration"]["members"]["ParallelizationFactor"]


def _require(shapes: Any) -> None:
    shapes[_CREATE]["required"].append("BatchSize")


def _name_another_source(shapes: Any) -> None:
    member = shapes[_CREATE]["members"]["ParallelizationFactor"]
    text = member["documentation"]
    member["documentation"] = text.replace("(Kinesis and", "(Kinesis, Amazon MSK, and")


def _name_no_source(shapes: Any) -> None:
    for operation in ("Create", "Update"):
        members = shapes[f"{operation}EventSourceMappingRequest"]["members"]
        members["LoggingConfig"]["documentation"] = "<p>The logging configuration.</p>"


def _name_a_new_source(shapes: Any) -> None:
    member = shapes[_CREATE]["members"]["BatchSize"]
    item = "<li> <p> <b>Amazon Timestream</b> &#8211; Default 50.</p> </li> </ul>"
    member["documentation"] = member["documentation"].replace("</ul>", item)


def _claim_something_new(shapes: Any) -> None:
    member = shapes[_CREATE]["members"]["Tags"]
    member["documentation"] += "<p>Amazon MQ brokers have at most 5 of them.</p>"


@pytest.mark.parametrize(
    ("doctor", "expected"),
    [
        (
            _set_range,
            [
                (
                    "ScalingConfig.MaximumConcurrency",
                    "botocore has maximum 2000, the schema 1000",
                )
            ],
        ),
        (
            _set_range_that_the_table_has,
            [("BatchSize", "botocore has the range 1 to 20000, the table 1 to 10000")],
        ),
        (_take_bound_away, [("BatchSize", "botocore has no range, the table 1 to 10000")]),
        (
            _set_pattern,
            [
                (
                    "Topics[]",
                    (
                        r"botocore has pattern ^(?:[a-z]+)$(?!\n), "
                        r"the schema ^(?:[^.]([a-zA-Z0-9\-_.]+))$(?!\n)"
                    ),
                )
            ],
        ),
        (
            _add_value,
            [
                (
                    "SourceAccessConfigurations[].Type",
                    "botocore has enum MAGIC_AUTH, the schema has not",
                ),
                (
                    "SourceAccessConfigurations[].Type",
                    "botocore has the value MAGIC_AUTH, the table has not",
                ),
            ],
        ),
        (
            _add_field,
            [
                ("Priority", "botocore has the field, the schema has not"),
                ("Priority", "the table has no row for it"),
            ],
        ),
        (
            _add_inner_field,
            [
                (
                    "ScalingConfig.MinimumConcurrency",
                    "botocore has the field, the schema has not",
                )
            ],
        ),
        (
            _take_field_away,
            [
                ("ParallelizationFactor", "the schema has the field, botocore has not"),
                (
                    "ParallelizationFactor",
                    "the table has a row for it, botocore has no such field",
                ),
            ],
        ),
        (_require, [("(request)", "botocore has required BatchSize, the schema has not")]),
        (
            _name_another_source,
            [
                (
                    "ParallelizationFactor: (Kinesis, Amazon MSK, and DynamoDB Streams only)",
                    "the table lacks Amazon MSK as what takes it",
                )
            ],
        ),
        (
            _name_no_source,
            [
                (
                    "LoggingConfig",
                    (
                        "only for Amazon MSK and self-managed Kafka by the table, and botocore "
                        "names no source"
                    ),
                )
            ],
        ),
        (
            _name_a_new_source,
            [
                (
                    (
                        "BatchSize: • Amazon Kinesis • Amazon DynamoDB Streams • Amazon Simple "
                        "Queue Service • Amazon Managed Streaming for Apache Kafka • Self-managed "
                        "Apache Kafka • Amazon MQ (ActiveMQ and RabbitMQ) • DocumentDB • Amazon "
                        "Timestream"
                    ),
                    NOT_UNDERSTOOD,
                )
            ],
        ),
        (
            _claim_something_new,
            [("Tags: Amazon MQ brokers have at most 5 of them.", NOT_UNDERSTOOD)],
        ),
    ],
)
def test_change_of_the_model_is_printed_and_nothing_else(
    doctor: Doctor, expected: list[tuple[str, str]]
) -> None:
    assert _printed(_doctored(doctor), known()) == expected


def test_explanation_of_what_is_gone_is_printed() -> None:
    def correct(shapes: Any) -> None:
        for operation in ("Create", "Update"):
            members = shapes[f"{operation}EventSourceMappingRequest"]["members"]
            if "StartingPosition" in members:
                text = members["StartingPosition"]["documentation"]
                members["StartingPosition"]["documentation"] = text.replace(
                    "Required for Amazon Kinesis and", "Required for Amazon Kinesis, Amazon MSK and"
                )

    assert _printed(_doctored(correct), known()) == [
        (
            (
                "StartingPosition: Required for Amazon Kinesis and Amazon DynamoDB Stream event "
                "sources."
            ),
            "explained, but differs no more: the table has Amazon MSK as what requires it",
        )
    ]


def _with_row(name: str, **changes: Any) -> Table:
    table = known()
    row = replace(table.settings[name], **changes)
    return replace(table, settings={**table.settings, name: row})


def test_another_limit_in_the_table_is_printed() -> None:
    ranges = known().settings["BatchSize"].ranges
    table = _with_row("BatchSize", ranges={**ranges, SourceKind.SQS_FIFO: Range(1, 20)})
    assert _printed(service_model(), table) == [
        (
            "BatchSize: Amazon Simple Queue Service: For FIFO queues the max is 10.",
            "the table has the range 1 to 20 for FIFO queues",
        )
    ]


def test_another_default_in_the_table_is_printed() -> None:
    name = "ProvisionedPollerConfig.MinimumPollers"
    defaults = {**known().settings[name].defaults, SourceKind.KAFKA: 2}
    assert _printed(service_model(), _with_row(name, defaults=defaults)) == [
        (
            (
                f"{name}: For Amazon MSK and self-managed Apache Kafka event source mappings, "
                "default is 1."
            ),
            "the table has the default 2 for self-managed Kafka",
        )
    ]


def test_another_source_in_the_table_is_printed() -> None:
    takes = {**known().settings["ScalingConfig"].takes, SourceKind.MSK: Evidence.DOCUMENTED}
    assert _printed(service_model(), _with_row("ScalingConfig", takes=takes)) == [
        ("ScalingConfig: (Amazon SQS only)", "the table has Amazon MSK as what takes it")
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"at_timestamp": QUEUES}, "as what takes AT_TIMESTAMP"),
        ({"largest_without_window": 20}, "the table needs no window up to 20"),
        ({"metrics": {"EventCount": QUEUES, "ErrorCount": QUEUES}}, "the value KafkaMetrics"),
        ({"destinations": {"sqs": QUEUES}}, "the table knows no destination s3"),
        ({"not_in_queue_mode": ("Topics",)}, "the table has not in queue mode: Topics"),
        ({"not_in_queue_mode": ("Topics",)}, "the table has it in queue mode, too"),
        ({"retry_for_ever": -2}, "the table refuses -2 in queue mode"),
    ],
)
def test_another_constant_is_printed(changes: dict[str, Any], expected: str) -> None:
    text, code = report(service_model(), replace(known(), **changes))
    assert code == 1
    assert expected in text


@pytest.mark.parametrize(
    ("label", "changes", "expected"),
    [
        ("OAUTHBEARER_SCOPE", {"needs": ()}, "the table says that it needs nothing"),
        ("IAM_OAUTHBEARER_AUTH", {"excludes": ()}, "the table says that it excludes nothing"),
        ("IAM_AUTH", {"access": known().access_types["BASIC_AUTH"].access}, "as what its URI is"),
        ("VIRTUAL_HOST", {"kinds": QUEUES}, "as what takes it"),
    ],
)
def test_another_type_of_access_is_printed(
    label: str, changes: dict[str, Any], expected: str
) -> None:
    types = known().access_types
    table = replace(known(), access_types={**types, label: replace(types[label], **changes)})
    found = [one for one in differences(service_model(), table) if f"Type: {label}: " in one.about]
    assert any(expected in one.problem for one in found)


# -- reading the documentation --------------------------------------------------------------------


def test_every_pattern_understands_a_sentence() -> None:
    """A pattern that is of no use any more goes."""
    texts = [one.text for one in sentences(service_model())]
    unused = [one.pattern for one, _ in PATTERNS if not any(map(one.fullmatch, texts))]
    assert unused == []


def test_no_sentence_that_names_a_source_is_passed_over() -> None:
    table = known()
    for sentence in sentences(service_model()):
        if kinds_in(str(sentence)):
            assert NOT_UNDERSTOOD not in disagreements(sentence, table), sentence


def test_sentences_of_a_documentation() -> None:
    html = (
        "<p>(MQ) First <code>One</code>. Second:</p><ul><li> <p> <b>A</b> &#8211; X. Y.</p> </li>"
        "<li><p><code>B</code> (Kafka) z. </p></li> <li><p>C</p></li></ul><p>Last, 4.2 of it</p>"
    )
    assert list(of_documentation("S", html)) == [
        Sentence("S", "First One."),
        Sentence("S", "Second:", "", ("A", "B", "C")),
        Sentence("S", "X.", "A"),
        Sentence("S", "Y.", "A"),
        Sentence("S", "• A • B • C"),
        Sentence("S", "z.", "B"),
        Sentence("S", "C"),
        Sentence("S", "Last, 4.2 of it"),
        Sentence("S", "(MQ)"),
        Sentence("S", "(Kafka)", "B"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kinesis and DynamoDB Streams only", "KINESIS DYNAMODB"),
        ("an Amazon Managed Streaming for Apache Kafka (Amazon MSK) event source", "MSK"),
        ("self-managed Apache Kafka", "KAFKA"),
        ("your MSK/Apache Kafka brokers", "MSK KAFKA"),
        ("FIFO queues", "SQS_FIFO"),
        ("Amazon MQ (ActiveMQ and RabbitMQ)", "ACTIVEMQ RABBITMQ"),
        ("KAFKA_BOOTSTRAP_SERVERS, KafkaMetrics, UpdateLookup", ""),
    ],
)
def test_kinds_in_a_text(text: str, names: str) -> None:
    assert kinds_in(text) == frozenset(SourceKind[name] for name in names.split())

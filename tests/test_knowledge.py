"""What editors are told of settings and records: all of it, and from one place each."""

import json
from collections.abc import Callable

import pytest

from mappinglint.engine import Result
from mappinglint.hookspecs import Quotas
from mappinglint.kind import ALL_KINDS, QUEUES, SourceKind
from mappinglint.pattern.operator_texts import OPERATOR_TEXTS
from mappinglint.pattern.operators import OPERATORS
from mappinglint.pattern.parse import parse
from mappinglint.plugins import Plugins
from mappinglint.setting import Range
from mappinglint_rules import summaries
from mappinglint_rules.filters import records
from mappinglint_rules.schema import homes_of, load
from mappinglint_rules.service import ACCESS_TYPES, METRICS, RECORD_AGE
from mappinglint_rules.service import SETTINGS as TABLE

_SETTINGS = Plugins().settings()
_KEYS = Plugins().record_keys()


def _paths_of_schema() -> set[str]:
    """Return every path that the schema has, found otherwise than the code under test does."""
    found: set[str] = set()

    def look(node: object, path: tuple[str, ...]) -> None:
        if not isinstance(node, dict):
            return
        for name, inner in node.get("properties", {}).items():
            found.add(".".join((*path, name)))
            look(inner, (*path, name))
        for name in node.get("propertyNames", {}).get("enum", ()):
            found.add(".".join((*path, name)))
        look(node.get("items"), path)

    look(load(), ())
    return found


def test_every_path_of_the_schema_has_a_summary_and_no_other_has() -> None:
    assert summaries.SETTINGS.keys() == _paths_of_schema()
    assert _SETTINGS.keys() == _paths_of_schema()
    for name in {name.rpartition(".")[2] for name in _SETTINGS}:
        for path in homes_of(name):
            assert ".".join(step for step in path if isinstance(step, str)) in _SETTINGS


@pytest.mark.parametrize("name", _SETTINGS)
def test_summary_is_two_or_three_plain_sentences(name: str) -> None:
    text = _SETTINGS[name].summary
    assert text.endswith(".")
    assert text[0].isupper()
    assert text.count(". ") < 4
    assert len(text) < 320, len(text)


@pytest.mark.parametrize("name", TABLE)
def test_rows_of_the_table_are_as_they_are(name: str) -> None:
    row, told = TABLE[name], _SETTINGS[name]
    assert (told.takes, told.refuses, told.ignores) == (row.takes, row.refuses, row.ignores)
    assert (told.ranges, told.defaults, told.required) == (row.ranges, row.defaults, row.required)


def test_setting_without_a_row_is_taken_by_who_takes_what_it_is_within() -> None:
    type_ = _SETTINGS["SourceAccessConfigurations.Type"]
    assert type_.takes == TABLE["SourceAccessConfigurations"].takes
    assert not type_.required
    assert _SETTINGS["FilterCriteria.Filters.Pattern"].ignores == {SourceKind.DOCUMENTDB}
    # No source takes this one, though the model has it.
    assert _SETTINGS["DestinationConfig.OnSuccess.Destination"].refuses.keys() == ALL_KINDS


def test_words_come_with_the_sources_that_take_them() -> None:
    position = _SETTINGS["StartingPosition"].words
    assert list(position) == ["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]
    assert SourceKind.DYNAMODB in position["LATEST"]
    assert SourceKind.DYNAMODB not in position["AT_TIMESTAMP"]
    assert not position["LATEST"] & QUEUES
    access = _SETTINGS["SourceAccessConfigurations.Type"].words
    assert access == {name: ACCESS_TYPES[name].kinds for name in access}
    assert access.keys() == ACCESS_TYPES.keys()
    assert _SETTINGS["MetricsConfig.Metrics"].words == METRICS
    assert list(_SETTINGS["FunctionResponseTypes"].words) == ["ReportBatchItemFailures"]
    path = "AmazonManagedKafkaEventSourceConfig.SchemaRegistryConfig.EventRecordFormat"
    assert _SETTINGS[path].words == dict.fromkeys(("JSON", "SOURCE"), frozenset({SourceKind.MSK}))


def test_types_of_source_access_say_what_their_uri_is() -> None:
    meanings = _SETTINGS["SourceAccessConfigurations.Type"].meanings
    assert meanings["VPC_SUBNET"] == "URI is subnet:subnet-ID. It needs VPC_SECURITY_GROUP, too."
    assert meanings["IAM_AUTH"] == "It has no URI."


def test_bounds_come_from_the_schema_and_the_table() -> None:
    assert _SETTINGS["ParallelizationFactor"].bounds == Range(1, 10)
    assert _SETTINGS["MaximumRecordAgeInSeconds"].bounds == RECORD_AGE
    assert _SETTINGS["StartingPosition"].bounds is None
    assert _SETTINGS["Enabled"].type == "boolean"
    assert _SETTINGS["Topics"].type == "array"


def test_quota_of_the_account_counts() -> None:
    raised = Plugins(quotas=Quotas(maximum_concurrency=2500)).settings()
    assert raised["ScalingConfig.MaximumConcurrency"].bounds == Range(2, 2500)
    assert _SETTINGS["ScalingConfig.MaximumConcurrency"].bounds == Range(2, 1000)


# -- records --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", records.RECORD_KEYS)
def test_every_key_of_a_record_is_told_once(kind: SourceKind) -> None:
    first = [key.path[0] for key in _KEYS if kind in key.kinds and len(key.path) == 1]
    assert sorted(first) == sorted(records.RECORD_KEYS[kind])
    assert first[0] == records.DATA_KEY[kind]


def test_every_text_is_about_a_key_that_there_is() -> None:
    for kinds, texts in summaries.RECORD_KEYS.items():
        for kind in kinds:
            assert texts.keys() <= records.RECORD_KEYS[kind]
    assert summaries.CHANGE_KEYS.keys() == records.CHANGE_KEYS
    assert summaries.ATTRIBUTE_TYPES.keys() == records.ATTRIBUTE_TYPES
    assert records.EVENT_SOURCES.keys() == {
        kind for kind, keys in records.RECORD_KEYS.items() if "eventSource" in keys
    }


def test_words_of_keys_are_told() -> None:
    words = {(key.path, kind): key.words for key in _KEYS for kind in key.kinds}
    assert words[("eventName",), SourceKind.DYNAMODB] == ("INSERT", "MODIFY", "REMOVE")
    assert words[("eventName",), SourceKind.KINESIS] == ()
    assert words[("eventSource",), SourceKind.MSK] == ("aws:kafka",)
    assert words[("eventSource",), SourceKind.KAFKA] == ("SelfManagedKafka",)
    assert "NEW_IMAGE" in words[("dynamodb", "StreamViewType"), SourceKind.DYNAMODB]


def test_attribute_of_any_name_has_types() -> None:
    (number,) = [key for key in _KEYS if key.is_at(("dynamodb", "NewImage", "total", "N"))]
    assert number.path == ("dynamodb", "NewImage", "*", "N")
    assert not any(key.is_at(("dynamodb", "NewImage", "total")) for key in _KEYS)
    assert all(key.path[-1] != "*" for key in _KEYS)


# -- operators ------------------------------------------------------------------------------------


def test_every_operator_is_described_and_no_other() -> None:
    assert OPERATOR_TEXTS.keys() == {*OPERATORS, "$or"}


@pytest.mark.parametrize("name", OPERATOR_TEXTS)
def test_example_is_right_and_has_the_operator(name: str) -> None:
    text = OPERATOR_TEXTS[name]
    assert parse(text.example).mistakes == ()
    assert f'"{name}"' in text.example


_INSIDE = {
    "prefix": '{"a": [{"prefix": {"equals-ignore-case": "x"}}]}',
    "anything-but": '{"a": [{"anything-but": {"prefix": "x"}}]}',
}


@pytest.mark.parametrize("name", OPERATOR_TEXTS)
def test_note_says_no_more_and_no_less_than_the_rules(
    name: str, advise: Callable[..., Result]
) -> None:
    """The rules about operators that Lambda may not know are those that the note names."""

    def reported(pattern: str) -> set[str]:
        mapping = {
            "FunctionName": "f",
            "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:q",
            "FilterCriteria": {"Filters": [{"Pattern": f'{{"body": {pattern}}}'}]},
        }
        found = advise(json.dumps(mapping), "mapping.json").findings
        return {one.rule.code for one in found} & {"ESM506", "ESM507"}

    text = OPERATOR_TEXTS[name]
    codes = reported(_INSIDE.get(name, text.example))
    assert codes == ({text.rule} if text.rule else set())
    if name in _INSIDE:
        assert reported(text.example) == set()

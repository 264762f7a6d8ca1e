"""Every built-in rule, in bundles: what a mapping has to have for a rule to be about it.

A rule stands in the folder and the module that its line names. A condition has to hold of every
mapping that the rule has a finding for; if in doubt, it is left out. `tests/test_bundles.py` runs
all rules on all mappings of the fixtures, and finds no more.
"""

from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from itertools import islice

from mappinglint.bundle import Bundle
from mappinglint.hookspecs import Clock, Quotas
from mappinglint.kind import ALL_KINDS, FIFO, QUEUES, STREAMS, SourceKind
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.resource import (
    ALIAS,
    CONSUMER,
    GLOBAL_TABLE,
    INVOKE_CONFIG,
    QUEUE,
    STREAM,
    TABLE,
    VERSION,
    Resource,
)
from mappinglint.rule import Rule
from mappinglint.value import Fields

_KAFKA = frozenset({SourceKind.MSK, SourceKind.KAFKA})
_KAFKA_CONFIGS = ("AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig")
_ARN, _FUNCTION, _SELF_MANAGED = "EventSourceArn", "FunctionName", "SelfManagedEventSource"
_SIZE, _WINDOW = "BatchSize", "MaximumBatchingWindowInSeconds"
_POSITION, _TIMESTAMP = "StartingPosition", "StartingPositionTimestamp"
_ACCESS, _DESTINATION = "SourceAccessConfigurations", "DestinationConfig"
_FILTERS, _KEY = "FilterCriteria", "KMSKeyArn"
# More resources that refer to a function are not looked through.
_MOST_USERS = 20


def bundles(clock: Clock, quotas: Quotas) -> Iterable[Bundle]:
    """Return every bundle.

    The clock tells the time to those rules that need it, and the quotas what the account may have.
    """
    return (
        *_shape(quotas),
        *_tools(),
        *_source(),
        *_batching(),
        *_starting_position(clock),
        *_failures(),
        *_filters(quotas),
        *_access(),
        *_resources(),
    )


def _shape(quotas: Quotas) -> Iterable[Bundle]:
    def shape_rules() -> Iterable[Rule]:
        from mappinglint_rules.shape.rules import shape_rules as made

        return made(quotas)

    return (
        Bundle(
            {
                "ESM010": "unknown-setting",
                "ESM011": "wrong-type",
                "ESM012": "out-of-range",
                "ESM013": "invalid-value",
                "ESM014": "missing-setting",
            },
            shape_rules,
        ),
        _bundle("shape", {"ESM015": "misplaced-setting"}, concerns=_has_misplaced),
        _bundle("shape", {"ESM016": "unresolved-variable"}),
        _bundle("shape", {"ESM017": "unknown-source-type"}, concerns=_declares),
    )


def _tools() -> Iterable[Bundle]:
    return (
        _bundle(
            "tools",
            {
                "ESM020": "sam-value-type",
                "ESM021": "sam-function-not-resolved",
                "ESM024": "sam-event-name",
                "ESM026": "sam-property-ignored",
                "ESM027": "sam-event-type-missing",
            },
            formats=("sam",),
        ),
        _bundle(
            "tools",
            {
                "ESM022": "sam-destination-type",
                "ESM028": "sam-on-failure-missing",
                "ESM029": "sam-destination-policy",
            },
            formats=("sam",),
            concerns=_has_destination_in_sam,
        ),
        _bundle(
            "tools", {"ESM023": "sam-schema-registry"}, formats=("sam",), settings=_KAFKA_CONFIGS
        ),
        _bundle(
            "tools",
            {"ESM025": "event-outside-events"},
            formats=("sam", "serverless"),
            concerns=_has_misplaced,
        ),
        _bundle(
            "tools",
            {
                "ESM030": "setting-of-another-event",
                "ESM031": "stream-type-required",
                "ESM032": "unsupported-function",
            },
            formats=("serverless",),
        ),
        _bundle(
            "tools",
            {"ESM033": "timestamp-not-sent"},
            formats=("serverless",),
            settings=(_TIMESTAMP,),
        ),
        _bundle(
            "tools",
            {"ESM034": "unknown-access-configuration"},
            formats=("serverless",),
            settings=(_ACCESS,),
        ),
        _bundle("tools", {"ESM040": "block-or-argument"}, formats=("terraform",)),
        _bundle("tools", {"ESM050": "timestamp-form"}, settings=(_TIMESTAMP,)),
    )


def _source() -> Iterable[Bundle]:
    return (
        _bundle("source", {"ESM101": "no-event-source", "ESM103": "setting-not-supported"}),
        _bundle("source", {"ESM102": "two-event-sources"}, settings=(_SELF_MANAGED,)),
        _bundle("source", {"ESM104": "setting-not-updatable"}, concerns=_is_update),
        _bundle("source", {"ESM105": "setting-required"}, kinds=ALL_KINDS - QUEUES - STREAMS),
        _bundle(
            "source",
            {
                "ESM106": "table-not-stream",
                "ESM107": "queue-url",
                "ESM108": "source-arn-form",
                "ESM109": "unsupported-source",
                "ESM111": "region-mismatch",
            },
            settings=(_ARN,),
        ),
        _bundle("source", {"ESM110": "function-name-length"}, settings=(_FUNCTION,)),
        _bundle(
            "source",
            {"ESM112": "duplicate-mapping"},
            settings=(_FUNCTION,),
            checks=False,
            compares=True,
        ),
        _bundle(
            "source",
            {"ESM113": "too-many-stream-readers"},
            settings=(_ARN,),
            kinds=frozenset({SourceKind.DYNAMODB}),
            checks=False,
            compares=True,
        ),
        _bundle("source", {"ESM114": "source-type-mismatch"}, concerns=_declares),
    )


def _batching() -> Iterable[Bundle]:
    return (
        _bundle("batching", {"ESM202": "batch-size-range"}, settings=(_SIZE,)),
        _bundle(
            "batching",
            {"ESM201": "batching-window-required"},
            settings=(_SIZE,),
            kinds=frozenset({SourceKind.SQS}),
        ),
        _bundle("batching", {"ESM203": "stream-batching-window"}, settings=(_SIZE,), kinds=STREAMS),
        _bundle("batching", {"ESM204": "fifo-batch-size"}, settings=(_SIZE,), kinds=FIFO),
        _bundle("batching", {"ESM205": "fifo-batching-window"}, settings=(_WINDOW,), kinds=FIFO),
        _bundle(
            "batching",
            {"ESM206": "window-cannot-be-reset"},
            settings=(_WINDOW,),
            kinds=ALL_KINDS - STREAMS - QUEUES,
            advice=True,
        ),
        _bundle(
            "batching",
            {"ESM207": "concurrency-with-provisioned-mode"},
            settings=("ScalingConfig",),
            kinds=QUEUES,
        ),
        _bundle(
            "batching",
            {"ESM208": "poller-range", "ESM209": "poller-minimum-over-maximum"},
            settings=("ProvisionedPollerConfig",),
        ),
        _bundle("batching", {"ESM210": "window-without-effect"}, settings=(_WINDOW,)),
    )


def _starting_position(clock: Clock) -> Iterable[Bundle]:
    def timestamp_in_future() -> Iterable[Rule]:
        from mappinglint_rules.starting_position.timestamp_in_future import timestamp_in_future

        return (timestamp_in_future(clock),)

    return (
        _bundle(
            "starting_position",
            {"ESM301": "starting-position-required"},
            kinds=STREAMS | {SourceKind.MSK},
        ),
        _bundle(
            "starting_position",
            {"ESM302": "starting-position-not-supported"},
            settings=(_POSITION, _TIMESTAMP),
            kinds=ALL_KINDS - STREAMS - _KAFKA,
        ),
        _bundle(
            "starting_position",
            {"ESM303": "at-timestamp-not-supported", "ESM304": "timestamp-required"},
            settings=(_POSITION,),
        ),
        _bundle(
            "starting_position",
            {"ESM305": "timestamp-without-at-timestamp"},
            settings=(_TIMESTAMP,),
        ),
        Bundle({"ESM306": "timestamp-in-future"}, timestamp_in_future, settings=(_TIMESTAMP,)),
    )


def _failures() -> Iterable[Bundle]:
    return (
        _bundle(
            "failures", {"ESM401": "record-age-range"}, settings=("MaximumRecordAgeInSeconds",)
        ),
        _bundle("failures", {"ESM403": "kafka-needs-provisioned-mode"}, kinds=_KAFKA),
        _bundle(
            "failures",
            {
                "ESM402": "on-success-not-supported",
                "ESM404": "destination-not-supported",
                "ESM405": "destination-is-fifo",
                "ESM406": "destination-is-source",
            },
            settings=(_DESTINATION,),
        ),
        _bundle(
            "failures",
            {"ESM407": "bisect-without-effect"},
            settings=("BisectBatchOnFunctionError",),
        ),
    )


def _filters(quotas: Quotas) -> Iterable[Bundle]:
    def pattern_rules() -> Iterable[Rule]:
        from mappinglint_rules.filters.rules import RULES

        return RULES

    def too_many_filters() -> Iterable[Rule]:
        from mappinglint_rules.filters.too_many_filters import too_many_filters

        return (too_many_filters(quotas),)

    return (
        Bundle(
            {
                "ESM501": "filter-pattern-json",
                "ESM502": "filter-pattern-structure",
                "ESM503": "filter-operator",
            },
            pattern_rules,
            settings=(_FILTERS,),
        ),
        Bundle({"ESM508": "too-many-filters"}, too_many_filters, settings=(_FILTERS,)),
        _bundle(
            "filters",
            {
                "ESM504": "unknown-record-key",
                "ESM505": "impossible-value",
                "ESM506": "undocumented-operator",
                "ESM507": "contested-operator",
                "ESM509": "filter-never-matches",
                "ESM510": "redundant-filter",
                "ESM511": "filter-matches-everything",
                "ESM512": "unresolved-reference",
                "ESM513": "data-as-text",
                "ESM514": "image-not-in-stream",
                "ESM515": "redundant-value",
                "ESM516": "operator-as-key",
            },
            settings=(_FILTERS,),
        ),
    )


def _access() -> Iterable[Bundle]:
    return (
        _bundle("access", {"ESM601": "source-access-required"}, kinds=ALL_KINDS - QUEUES - STREAMS),
        _bundle(
            "access",
            {
                "ESM602": "access-type-not-supported",
                "ESM603": "authentication-required",
                "ESM604": "one-authentication",
                "ESM605": "access-type-incomplete",
                "ESM606": "access-type-excluded",
                "ESM607": "virtual-host-in-update",
                "ESM608": "access-uri-form",
                "ESM609": "access-uri-presence",
            },
            settings=(_ACCESS,),
        ),
        _bundle("access", {"ESM610": "endpoint-port"}, settings=(_SELF_MANAGED,)),
        _bundle(
            "access",
            {
                "ESM611": "kafka-consumer-not-updatable",
                "ESM612": "consumption-mode-queue",
                "ESM613": "schema-registry-access",
                "ESM614": "schema-registry-uri",
                "ESM615": "schema-registry-incomplete",
                "ESM616": "schema-registry-needs-provisioned-mode",
            },
            settings=_KAFKA_CONFIGS,
        ),
        _bundle("access", {"ESM617": "metrics-not-supported"}, settings=("MetricsConfig",)),
        _bundle(
            "access",
            {"ESM618": "duplicate-consumer-group"},
            settings=_KAFKA_CONFIGS,
            kinds=_KAFKA,
            checks=False,
            compares=True,
        ),
        _bundle("access", {"ESM619": "tag-restrictions"}, settings=("Tags",)),
        _bundle(
            "access",
            {"ESM620": "kms-key-arn", "ESM621": "kms-key-without-filters"},
            settings=(_KEY,),
        ),
    )


def _resources() -> Iterable[Bundle]:
    return (
        _bundle(
            "resources", {"ESM701": "visibility-under-timeout"}, concerns=_has_queue_and_function
        ),
        _bundle(
            "resources",
            {"ESM702": "visibility-too-short"},
            concerns=_has_queue_and_function,
            advice=True,
        ),
        _bundle(
            "resources",
            {"ESM703": "window-over-visibility"},
            settings=(_WINDOW,),
            concerns=_has_queue,
        ),
        _bundle("resources", {"ESM704": "queue-without-redrive"}, concerns=_has_queue, advice=True),
        _bundle(
            "resources",
            {"ESM706": "dead-letter-queue-type", "ESM709": "dead-letter-queue-loop"},
            concerns=_has_redrive,
        ),
        _bundle("resources", {"ESM705": "few-receives"}, concerns=_has_redrive, advice=True),
        _bundle(
            "resources",
            {"ESM707": "queue-shared"},
            settings=(_ARN,),
            kinds=QUEUES,
            checks=False,
            compares=True,
        ),
        _bundle("resources", {"ESM708": "no-partial-responses"}, kinds=QUEUES, advice=True),
        _bundle("resources", {"ESM710": "table-without-stream"}, concerns=_has_table),
        _bundle("resources", {"ESM711": "endless-retries"}, kinds=STREAMS, advice=True),
        _bundle(
            "resources",
            {"ESM712": "record-age-over-retention"},
            settings=("MaximumRecordAgeInSeconds",),
            concerns=_has_stream,
        ),
        _bundle(
            "resources",
            {
                "ESM720": "reserved-without-maximum-concurrency",
                "ESM722": "function-never-runs",
            },
            concerns=_has_reserved_concurrency,
        ),
        _bundle(
            "resources",
            {"ESM721": "maximum-concurrency-over-reserved"},
            settings=("ScalingConfig",),
            concerns=_has_reserved_concurrency,
            compares=True,
        ),
        _bundle("resources", {"ESM723": "async-settings-without-effect"}, concerns=_has_function),
        _bundle("resources", {"ESM730": "role-lacks-source-access"}, concerns=_has_role),
        _bundle(
            "resources",
            {"ESM731": "role-lacks-destination-access"},
            settings=(_DESTINATION,),
            concerns=_has_role,
        ),
        _bundle("resources", {"ESM732": "role-lacks-decrypt"}, concerns=_has_role_and_key),
        _bundle(
            "resources",
            {"ESM733": "key-policy-lacks-lambda"},
            settings=(_KEY,),
            concerns=_has_resources,
        ),
        _bundle(
            "resources",
            {"ESM734": "subnets-of-two-networks"},
            settings=(_ACCESS,),
            kinds=frozenset({SourceKind.KAFKA}),
            concerns=_has_resources,
        ),
    )


# -- how rules are loaded -----------------------------------------------------------------------


def _bundle(
    folder: str,
    names: dict[str, str],
    *,
    settings: tuple[str, ...] = (),
    kinds: frozenset[SourceKind] = ALL_KINDS,
    formats: tuple[str, ...] = (),
    concerns: Callable[[EventSourceMapping], bool] | None = None,
    advice: bool = False,
    checks: bool = True,
    compares: bool = False,
) -> Bundle:
    """Return a bundle of rules with a module each, named like them."""
    load = partial(_load, folder, names.values())
    return Bundle(names, load, settings, kinds, formats, concerns, advice, checks, compares)


def _load(folder: str, names: Iterable[str]) -> Iterable[Rule]:
    for name in names:
        stem = name.replace("-", "_")
        rule: Rule = getattr(import_module(f"{__package__}.{folder}.{stem}"), stem)
        yield rule


# -- what has to be so --------------------------------------------------------------------------


def _is_update(mapping: EventSourceMapping) -> bool:
    return mapping.operation is Operation.UPDATE


def _declares(mapping: EventSourceMapping) -> bool:
    return mapping.declared is not None


def _has_misplaced(mapping: EventSourceMapping) -> bool:
    return bool(mapping.misplaced)


def _has_destination_in_sam(mapping: EventSourceMapping) -> bool:
    return isinstance(mapping.raw, Fields) and mapping.raw.field(_DESTINATION) is not None


def _has_resources(mapping: EventSourceMapping) -> bool:
    return mapping.resources is not None


def _has_function(mapping: EventSourceMapping) -> bool:
    return mapping.function is not None


def _reads(mapping: EventSourceMapping, *types: str) -> Resource | None:
    """Return the source if it is in the project, and of one of some types."""
    source = mapping.source
    return source if source is not None and source.type in types else None


def _has_queue(mapping: EventSourceMapping) -> bool:
    return _reads(mapping, QUEUE) is not None


def _has_queue_and_function(mapping: EventSourceMapping) -> bool:
    return _has_queue(mapping) and _has_function(mapping)


def _has_redrive(mapping: EventSourceMapping) -> bool:
    queue = _reads(mapping, QUEUE)
    return queue is not None and not queue.lacks("RedrivePolicy")


def _has_table(mapping: EventSourceMapping) -> bool:
    return _reads(mapping, TABLE, GLOBAL_TABLE) is not None


def _has_stream(mapping: EventSourceMapping) -> bool:
    return _reads(mapping, STREAM, CONSUMER) is not None


def _has_reserved_concurrency(mapping: EventSourceMapping) -> bool:
    function = mapping.function
    return function is not None and not function.lacks("ReservedConcurrentExecutions")


def _has_settings_of_calls(mapping: EventSourceMapping) -> bool:
    """Say whether the function may have settings for asynchronous calls, its own or beside it."""
    function = mapping.function
    if function is None:
        return False
    if not all(map(function.lacks, ("DeadLetterConfig", "EventInvokeConfig"))):
        return True
    users = list(islice(function.around.users_of(function), _MOST_USERS))
    # Those of an alias or a version are the function's, too.
    may_have = (INVOKE_CONFIG, ALIAS, VERSION)
    return len(users) == _MOST_USERS or any(one.type in may_have for one in users)


def _has_role(mapping: EventSourceMapping) -> bool:
    return mapping.function is not None and mapping.function.behind("Role") is not None


def _has_role_and_key(mapping: EventSourceMapping) -> bool:
    source = _reads(mapping, QUEUE, STREAM, CONSUMER)
    if source is None or not _has_role(mapping):
        return False
    # The key of a consumer is that of its stream.
    keys = ("KmsMasterKeyId", "StreamEncryption")
    return source.type == CONSUMER or not all(map(source.lacks, keys))

"""Every built-in rule, in the order of the codes."""

from collections.abc import Iterable

from mappinglint.hookspecs import Clock, Quotas
from mappinglint.rule import Rule
from mappinglint_rules.access.access_type_excluded import access_type_excluded
from mappinglint_rules.access.access_type_incomplete import access_type_incomplete
from mappinglint_rules.access.access_type_not_supported import access_type_not_supported
from mappinglint_rules.access.access_uri_form import access_uri_form
from mappinglint_rules.access.access_uri_presence import access_uri_presence
from mappinglint_rules.access.authentication_required import authentication_required
from mappinglint_rules.access.consumption_mode_queue import consumption_mode_queue
from mappinglint_rules.access.duplicate_consumer_group import duplicate_consumer_group
from mappinglint_rules.access.endpoint_port import endpoint_port
from mappinglint_rules.access.kafka_consumer_not_updatable import kafka_consumer_not_updatable
from mappinglint_rules.access.kms_key_arn import kms_key_arn
from mappinglint_rules.access.kms_key_without_filters import kms_key_without_filters
from mappinglint_rules.access.metrics_not_supported import metrics_not_supported
from mappinglint_rules.access.one_authentication import one_authentication
from mappinglint_rules.access.schema_registry_access import schema_registry_access
from mappinglint_rules.access.schema_registry_incomplete import schema_registry_incomplete
from mappinglint_rules.access.schema_registry_needs_provisioned_mode import (
    schema_registry_needs_provisioned_mode,
)
from mappinglint_rules.access.schema_registry_uri import schema_registry_uri
from mappinglint_rules.access.source_access_required import source_access_required
from mappinglint_rules.access.tag_restrictions import tag_restrictions
from mappinglint_rules.access.virtual_host_in_update import virtual_host_in_update
from mappinglint_rules.batching.batch_size_range import batch_size_range
from mappinglint_rules.batching.batching_window_required import batching_window_required
from mappinglint_rules.batching.concurrency_with_provisioned_mode import (
    concurrency_with_provisioned_mode,
)
from mappinglint_rules.batching.fifo_batch_size import fifo_batch_size
from mappinglint_rules.batching.fifo_batching_window import fifo_batching_window
from mappinglint_rules.batching.poller_minimum_over_maximum import poller_minimum_over_maximum
from mappinglint_rules.batching.poller_range import poller_range
from mappinglint_rules.batching.stream_batching_window import stream_batching_window
from mappinglint_rules.batching.window_cannot_be_reset import window_cannot_be_reset
from mappinglint_rules.batching.window_without_effect import window_without_effect
from mappinglint_rules.failures.bisect_without_effect import bisect_without_effect
from mappinglint_rules.failures.destination_is_fifo import destination_is_fifo
from mappinglint_rules.failures.destination_is_source import destination_is_source
from mappinglint_rules.failures.destination_not_supported import destination_not_supported
from mappinglint_rules.failures.kafka_needs_provisioned_mode import kafka_needs_provisioned_mode
from mappinglint_rules.failures.on_success_not_supported import on_success_not_supported
from mappinglint_rules.failures.record_age_range import record_age_range
from mappinglint_rules.filters.contested_operator import contested_operator
from mappinglint_rules.filters.data_as_text import data_as_text
from mappinglint_rules.filters.filter_matches_everything import filter_matches_everything
from mappinglint_rules.filters.filter_never_matches import filter_never_matches
from mappinglint_rules.filters.image_not_in_stream import image_not_in_stream
from mappinglint_rules.filters.impossible_value import impossible_value
from mappinglint_rules.filters.operator_as_key import operator_as_key
from mappinglint_rules.filters.redundant_filter import redundant_filter
from mappinglint_rules.filters.redundant_value import redundant_value
from mappinglint_rules.filters.rules import RULES as FILTER_RULES
from mappinglint_rules.filters.too_many_filters import too_many_filters
from mappinglint_rules.filters.undocumented_operator import undocumented_operator
from mappinglint_rules.filters.unknown_record_key import unknown_record_key
from mappinglint_rules.filters.unresolved_reference import unresolved_reference
from mappinglint_rules.resources.async_settings_without_effect import async_settings_without_effect
from mappinglint_rules.resources.dead_letter_queue_loop import dead_letter_queue_loop
from mappinglint_rules.resources.dead_letter_queue_type import dead_letter_queue_type
from mappinglint_rules.resources.endless_retries import endless_retries
from mappinglint_rules.resources.few_receives import few_receives
from mappinglint_rules.resources.function_never_runs import function_never_runs
from mappinglint_rules.resources.key_policy_lacks_lambda import key_policy_lacks_lambda
from mappinglint_rules.resources.maximum_concurrency_over_reserved import (
    maximum_concurrency_over_reserved,
)
from mappinglint_rules.resources.no_partial_responses import no_partial_responses
from mappinglint_rules.resources.queue_shared import queue_shared
from mappinglint_rules.resources.queue_without_redrive import queue_without_redrive
from mappinglint_rules.resources.record_age_over_retention import record_age_over_retention
from mappinglint_rules.resources.reserved_without_maximum_concurrency import (
    reserved_without_maximum_concurrency,
)
from mappinglint_rules.resources.role_lacks_decrypt import role_lacks_decrypt
from mappinglint_rules.resources.role_lacks_destination_access import role_lacks_destination_access
from mappinglint_rules.resources.role_lacks_source_access import role_lacks_source_access
from mappinglint_rules.resources.subnets_of_two_networks import subnets_of_two_networks
from mappinglint_rules.resources.table_without_stream import table_without_stream
from mappinglint_rules.resources.visibility_too_short import visibility_too_short
from mappinglint_rules.resources.visibility_under_timeout import visibility_under_timeout
from mappinglint_rules.resources.window_over_visibility import window_over_visibility
from mappinglint_rules.shape.misplaced_setting import misplaced_setting
from mappinglint_rules.shape.rules import shape_rules
from mappinglint_rules.shape.unknown_source_type import unknown_source_type
from mappinglint_rules.shape.unresolved_variable import unresolved_variable
from mappinglint_rules.source.duplicate_mapping import duplicate_mapping
from mappinglint_rules.source.function_name_length import function_name_length
from mappinglint_rules.source.no_event_source import no_event_source
from mappinglint_rules.source.queue_url import queue_url
from mappinglint_rules.source.region_mismatch import region_mismatch
from mappinglint_rules.source.setting_not_supported import setting_not_supported
from mappinglint_rules.source.setting_not_updatable import setting_not_updatable
from mappinglint_rules.source.setting_required import setting_required
from mappinglint_rules.source.source_arn_form import source_arn_form
from mappinglint_rules.source.source_type_mismatch import source_type_mismatch
from mappinglint_rules.source.table_not_stream import table_not_stream
from mappinglint_rules.source.too_many_stream_readers import too_many_stream_readers
from mappinglint_rules.source.two_event_sources import two_event_sources
from mappinglint_rules.source.unsupported_source import unsupported_source
from mappinglint_rules.starting_position.at_timestamp_not_supported import (
    at_timestamp_not_supported,
)
from mappinglint_rules.starting_position.starting_position_not_supported import (
    starting_position_not_supported,
)
from mappinglint_rules.starting_position.starting_position_required import (
    starting_position_required,
)
from mappinglint_rules.starting_position.timestamp_in_future import timestamp_in_future
from mappinglint_rules.starting_position.timestamp_required import timestamp_required
from mappinglint_rules.starting_position.timestamp_without_at_timestamp import (
    timestamp_without_at_timestamp,
)
from mappinglint_rules.tools.block_or_argument import block_or_argument
from mappinglint_rules.tools.event_outside_events import event_outside_events
from mappinglint_rules.tools.sam_destination_policy import sam_destination_policy
from mappinglint_rules.tools.sam_destination_type import sam_destination_type
from mappinglint_rules.tools.sam_event_name import sam_event_name
from mappinglint_rules.tools.sam_event_type_missing import sam_event_type_missing
from mappinglint_rules.tools.sam_function_not_resolved import sam_function_not_resolved
from mappinglint_rules.tools.sam_on_failure_missing import sam_on_failure_missing
from mappinglint_rules.tools.sam_property_ignored import sam_property_ignored
from mappinglint_rules.tools.sam_schema_registry import sam_schema_registry
from mappinglint_rules.tools.sam_value_type import sam_value_type
from mappinglint_rules.tools.setting_of_another_event import setting_of_another_event
from mappinglint_rules.tools.stream_type_required import stream_type_required
from mappinglint_rules.tools.timestamp_form import timestamp_form
from mappinglint_rules.tools.timestamp_not_sent import timestamp_not_sent
from mappinglint_rules.tools.unknown_access_configuration import unknown_access_configuration
from mappinglint_rules.tools.unsupported_function import unsupported_function

RULES = (
    misplaced_setting,
    unresolved_variable,
    unknown_source_type,
    sam_value_type,
    sam_function_not_resolved,
    sam_destination_type,
    sam_schema_registry,
    sam_event_name,
    event_outside_events,
    sam_property_ignored,
    sam_event_type_missing,
    sam_on_failure_missing,
    sam_destination_policy,
    setting_of_another_event,
    stream_type_required,
    unsupported_function,
    timestamp_not_sent,
    unknown_access_configuration,
    block_or_argument,
    timestamp_form,
    no_event_source,
    two_event_sources,
    setting_not_supported,
    setting_not_updatable,
    setting_required,
    table_not_stream,
    queue_url,
    source_arn_form,
    unsupported_source,
    function_name_length,
    region_mismatch,
    duplicate_mapping,
    too_many_stream_readers,
    source_type_mismatch,
    batching_window_required,
    batch_size_range,
    stream_batching_window,
    fifo_batch_size,
    fifo_batching_window,
    window_cannot_be_reset,
    concurrency_with_provisioned_mode,
    poller_range,
    poller_minimum_over_maximum,
    window_without_effect,
    starting_position_required,
    starting_position_not_supported,
    at_timestamp_not_supported,
    timestamp_required,
    timestamp_without_at_timestamp,
    record_age_range,
    on_success_not_supported,
    kafka_needs_provisioned_mode,
    destination_not_supported,
    destination_is_fifo,
    destination_is_source,
    bisect_without_effect,
    *FILTER_RULES,
    unknown_record_key,
    impossible_value,
    undocumented_operator,
    contested_operator,
    filter_never_matches,
    redundant_filter,
    filter_matches_everything,
    unresolved_reference,
    data_as_text,
    image_not_in_stream,
    redundant_value,
    operator_as_key,
    source_access_required,
    access_type_not_supported,
    authentication_required,
    one_authentication,
    access_type_incomplete,
    access_type_excluded,
    virtual_host_in_update,
    access_uri_form,
    access_uri_presence,
    endpoint_port,
    kafka_consumer_not_updatable,
    consumption_mode_queue,
    schema_registry_access,
    schema_registry_uri,
    schema_registry_incomplete,
    schema_registry_needs_provisioned_mode,
    metrics_not_supported,
    duplicate_consumer_group,
    tag_restrictions,
    kms_key_arn,
    kms_key_without_filters,
    visibility_under_timeout,
    visibility_too_short,
    window_over_visibility,
    queue_without_redrive,
    few_receives,
    dead_letter_queue_type,
    queue_shared,
    no_partial_responses,
    dead_letter_queue_loop,
    table_without_stream,
    endless_retries,
    record_age_over_retention,
    reserved_without_maximum_concurrency,
    maximum_concurrency_over_reserved,
    function_never_runs,
    async_settings_without_effect,
    role_lacks_source_access,
    role_lacks_destination_access,
    role_lacks_decrypt,
    key_policy_lacks_lambda,
    subnets_of_two_networks,
)


def rules(clock: Clock, quotas: Quotas) -> Iterable[Rule]:
    """Return every rule.

    The clock tells the time to those that need it, and the quotas what the account may have.
    """
    return (
        *shape_rules(quotas),
        *RULES,
        timestamp_in_future(clock),
        too_many_filters(quotas),
    )

"""Moments as people write them, where the API has seconds since 1970."""

from dataclasses import replace
from datetime import UTC, datetime

from mappinglint.value import Field, Known, Unknown


def with_epoch(field: Field, *, is_sure: bool = False) -> Field:
    """Return the field with a time such as 2025-01-31T00:00:00Z as seconds since 1970 (UTC).

    Other texts may be times, too, unless it `is_sure` that they are none.
    """
    value = field.value
    if field.name != "StartingPositionTimestamp":
        return field
    if not isinstance(value, Known) or not isinstance(value.data, str):
        return field
    seconds = _seconds(value.data)
    if seconds is None and is_sure:
        return field
    # The AWS CLI takes many more ways to write a time than we read.
    known = Unknown(value.place) if seconds is None else replace(value, data=seconds)
    return replace(field, value=known)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

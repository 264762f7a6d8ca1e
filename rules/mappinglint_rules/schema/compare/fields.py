"""What botocore's model has other than the schema and the table: fields, values, bounds."""

from collections.abc import Iterator, Mapping
from typing import Any

from mappinglint.setting import Range
from mappinglint_rules.schema.compare.difference import Difference
from mappinglint_rules.schema.compare.table import Table
from mappinglint_rules.service import NO_RECORD_AGE, RECORD_AGE

Json = Mapping[str, Any]

# Keywords whose values are lists of names of which each is there or not.
_SETS = ("enum", "required")
# Keywords with schemas by name, and with one schema.
_INNER = {"items": "[]", "additionalProperties": "{}", "propertyNames": "{key}"}
_WHOLE = "(request)"
# What no model says, and the overlay adds.
_OURS = ("title", "$schema", "$comment")


def differing_schemas(model: Json, schema: Json, overlay: Json) -> Iterator[Difference]:
    """Yield each difference of the stored schema from the one that the model gives.

    What the overlay takes away is left out: the table knows it better.
    """
    return _schemas("", model, schema, overlay)


def _schemas(path: str, model: Json, ours: Json, overlay: Json) -> Iterator[Difference]:
    yield from _names(path, model.get("properties", {}), ours.get("properties", {}), overlay)
    for keyword, mark in _INNER.items():
        theirs, known = model.get(keyword), ours.get(keyword)
        if isinstance(theirs, Mapping) and isinstance(known, Mapping):
            yield from _schemas(f"{path}{mark}", theirs, known, overlay.get(keyword, {}))
    for keyword in sorted((model.keys() | ours.keys()) - {"properties", *_INNER, *_OURS}):
        if keyword in overlay and overlay[keyword] is None:
            continue
        theirs, known = model.get(keyword), ours.get(keyword)
        if keyword in _SETS:
            for name in sorted({*(theirs or ())} ^ {*(known or ())}):
                is_theirs = name in (theirs or ())
                yield _only_one(path or _WHOLE, f"{keyword} {name}", is_theirs=is_theirs)
        elif theirs != known:
            problem = f"botocore has {keyword} {theirs}, the schema {known}"
            yield Difference(path or _WHOLE, problem)


def _names(path: str, model: Json, ours: Json, overlay: Json) -> Iterator[Difference]:
    for name in sorted(model.keys() | ours.keys()):
        inner = f"{path}.{name}".removeprefix(".")
        if name in model and name in ours:
            patch = overlay.get("properties", {}).get(name, {})
            yield from _schemas(inner, model[name], ours[name], patch)
        else:
            yield _only_one(inner, "the field", is_theirs=name in model)


def _only_one(path: str, what: str, *, is_theirs: bool) -> Difference:
    has, lacks = ("botocore", "the schema") if is_theirs else ("the schema", "botocore")
    return Difference(path, f"{has} has {what}, {lacks} has not")


def differing_table(model: Json, table: Table) -> Iterator[Difference]:
    """Yield each difference of the table of limits from the schema that the model gives."""
    yield from _rows(model, table)
    yield from _bounds(model, table)
    for path, known in (
        ("SourceAccessConfigurations[].Type", table.access_types),
        ("MetricsConfig.Metrics[]", table.metrics),
    ):
        values = set(_at(model, path).get("enum", ()))
        for value in sorted(values ^ known.keys()):
            has, lacks = ("botocore", "the table") if value in values else ("the table", "botocore")
            yield Difference(path, f"{has} has the value {value}, {lacks} has not")


def _rows(model: Json, table: Table) -> Iterator[Difference]:
    writable = {name for name, one in model["properties"].items() if not one.get("readOnly")}
    for name in sorted(writable - table.settings.keys()):
        yield Difference(name, "the table has no row for it")
    for name in table.settings:
        if not _at(model, name):
            yield Difference(name, "the table has a row for it, botocore has no such field")


def _bounds(model: Json, table: Table) -> Iterator[Difference]:
    """Compare what all kinds together may have with the bounds of the model."""
    for name, row in table.settings.items():
        theirs = _at(model, name)
        if not row.ranges:
            continue
        least = min(one.least for one in row.ranges.values())
        most = max(one.most for one in row.ranges.values())
        has_all = row.ranges.keys() >= row.takes.keys()
        yield from _range(name, theirs, least, most, is_whole=has_all)
    age = "MaximumRecordAgeInSeconds"
    yield from _range(age, _at(model, age), NO_RECORD_AGE, RECORD_AGE.most, is_whole=True)


def _range(
    name: str, theirs: Json, least: int, most: int, *, is_whole: bool
) -> Iterator[Difference]:
    known = Range(least, most)
    if not theirs.keys() >= {"minimum", "maximum"}:
        yield Difference(name, f"botocore has no range, the table {known}")
        return
    model = Range(theirs["minimum"], theirs["maximum"])
    if model != known if is_whole else least not in model or most not in model:
        yield Difference(name, f"botocore has the range {model}, the table {known}")


def _at(model: Json, path: str) -> Json:
    found = model
    for step in path.split("."):
        found = found.get("properties", {}).get(step.removesuffix("[]"), {})
        if step.endswith("[]"):
            found = found.get("items", {})
    return found

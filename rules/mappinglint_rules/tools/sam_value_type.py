"""ESM020: SAM converts no text into a number."""

from collections.abc import Callable, Iterator

from mappinglint.edit import Fix, safe, unquote
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Field, Known, Unknown, Value, boolean, integer, string
from mappinglint_rules.tools.sam import answers, as_read

_NUMBERS = (
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "TumblingWindowInSeconds",
)
_BOOLEANS = ("BisectBatchOnFunctionError", "Enabled")
_TEXTS = ("ConsumerGroupId",)
# For SAM alone: no other rule looks at them.
_OWN = {"DynamicPolicyName": bool, "SecretsManagerKmsKeyId": str}

# What SAM wants, of every property that is a number, a boolean or a text.
WANTED: dict[str, type] = (
    dict.fromkeys(_NUMBERS, int) | dict.fromkeys(_BOOLEANS, bool) | dict.fromkeys(_TEXTS, str)
) | _OWN
_WORDS = {int: "a whole number", bool: "true or false", str: "a text"}
_CONVERTED: dict[type, Callable[[Value], object]] = {
    int: lambda value: integer(value, converts=True),
    bool: lambda value: boolean(value, converts=True),
    str: lambda value: string(value, converts=True),
}


# It names no settings: what is wrong with one of them does not settle the others.
@rule("ESM020", "sam-value-type", Level.ERROR, Evidence.DOCUMENTED)
def sam_value_type(mapping: EventSourceMapping) -> Iterator[Finding]:
    properties = as_read(mapping)
    for field in properties.fields if properties else ():
        wanted = WANTED.get(field.spelling)
        if wanted and _is_refused(field, wanted):
            is_text = wanted is str
            fix = _fix(mapping, field, wanted)
            remedy = "put it in quotes" if is_text else "write it without quotes"
            yield sam_value_type.finding(
                mapping,
                field.spelling,
                f"{field.spelling} {_shown(field.value)} is not {_WORDS[wanted]}",
                at=field.value.place,
                label=f"{_WORDS[wanted]} here",
                aws=answers(
                    f"Property '{field.spelling}' should be a string."
                    if is_text
                    else f"Type of property '{field.spelling}' is invalid."
                ),
                remedy=fix.title if fix else remedy,
                fix=fix,
            )


def _is_refused(field: Field, wanted: type) -> bool:
    value = field.value
    if isinstance(value, Unknown) or (isinstance(value, Known) and value.data is None):
        return False
    if isinstance(value, Known) and isinstance(value.data, wanted):
        return False
    # What CloudFormation could not convert either is no setting of the right shape: ESM011.
    return field.spelling in _OWN or _CONVERTED[wanted](value) is not None


def _shown(value: Value) -> str:
    if not isinstance(value, Known):
        return "has a list or an object, and"
    return f'"{value.text}"' if isinstance(value.data, str) else value.text


def _fix(mapping: EventSourceMapping, field: Field, wanted: type) -> Fix | None:
    is_quoted = isinstance(field.value, Known) and isinstance(field.value.data, str)
    if wanted is str or not is_quoted or not isinstance(field.value, Known):
        return None
    return safe(f"write {field.value.text} without quotes", unquote(mapping, field.spelling))

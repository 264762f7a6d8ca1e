"""ESM110: the name of a function has a length of its own, inside an ARN as well."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import LONGEST_FUNCTION_NAME
from mappinglint_rules.source.functions import bare_name_of

_FUNCTION = "FunctionName"


@rule("ESM110", "function-name-length", Level.ERROR, Evidence.DOCUMENTED, settings=(_FUNCTION,))
def function_name_length(mapping: EventSourceMapping) -> Iterator[Finding]:
    text = mapping.string(_FUNCTION) or ""
    # The name is a part of the text.
    name = bare_name_of(text) if len(text) > LONGEST_FUNCTION_NAME else ""
    if len(name) > LONGEST_FUNCTION_NAME:
        yield function_name_length.finding(
            mapping,
            _FUNCTION,
            f"{mapping.spell(_FUNCTION)} has a name of {len(name)} characters; "
            f"a function's name has at most {LONGEST_FUNCTION_NAME}",
            label=f"at most {LONGEST_FUNCTION_NAME} for the name alone",
            aws="cannot have a function of such a name",
            remedy="write the name, or the ARN, of a function that exists",
        )

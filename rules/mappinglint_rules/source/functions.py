"""The forms in which a function is named."""

import re

from mappinglint.arn import arn_of
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE, with_holes
from mappinglint.record import dataclass
from mappinglint.value import Known, Unknown, parts_of

# Every part but the name may be missing, as in the service's model.
_FORM = (
    r"(?:arn:[^:]*:lambda:)?(?:(?P<region>[a-z]+(?:-[a-z]+)+-[0-9]):)?(?:(?P<account>[0-9]{12}):)?"
    r"(?:function:)?(?P<name>[^:]+)(?::(?P<qualifier>[^:]+))?"
)


@dataclass(frozen=True)
class Function:
    """A function, as far as it is told; `region` and `account` are None where they are not.

    `name` is its name with version or alias, or what stands for it in the file.
    """

    region: str | None
    account: str | None
    name: str

    def may_be(self, other: "Function") -> bool:
        """Say whether two may be one: of the same name, and not in different places."""
        same_region = None in (self.region, other.region) or self.region == other.region
        same_account = None in (self.account, other.account) or self.account == other.account
        return self.name == other.name and same_region and same_account


def bare_name_of(function: str) -> str:
    """Return the name alone in a name or an ARN; empty if it has neither form."""
    found = re.fullmatch(_FORM, function)
    return found["name"] if found else ""


def function_of(mapping: EventSourceMapping) -> Function | None:
    """Return the function of a mapping, or None if two of them could not be told apart."""
    value = mapping.get("FunctionName")
    if isinstance(value, Known):
        return _read(value.text)
    if not isinstance(value, Unknown):
        return None
    arn = arn_of(parts_of(value))
    if arn and arn.service == "lambda" and HOLE not in arn.resource:
        return _read(arn.resource)
    return Function(None, None, f"={value.identity}") if value.identity else None


def region_of(mapping: EventSourceMapping) -> str:
    """Return the region that the name of the function tells, or nothing."""
    value = mapping.get("FunctionName")
    if not isinstance(value, Known | Unknown):
        return ""
    arn = arn_of(parts_of(value))
    region = arn.region if arn else _read(with_holes(parts_of(value))).region or ""
    return "" if HOLE in region else region


def _read(text: str) -> Function:
    found = re.fullmatch(_FORM, text)
    if found is None:
        return Function(None, None, text)
    qualifier = found["qualifier"]
    name = f"{found['name']}:{qualifier}" if qualifier else found["name"]
    return Function(found["region"], found["account"], name)

"""What stands for a source or a destination instead of its ARN."""

import re

from mappinglint.edit import Edit, Fix, safe, set_to
from mappinglint.kind import KINDS_WITH_ARN, Kinds, kinds_of_arn
from mappinglint.mapping import EventSourceMapping
from mappinglint.record import dataclass
from mappinglint.value import Form, Known, Unknown, parts_of

_SOURCE = "EventSourceArn"
_QUEUE_URL = (
    r"https?://(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue|queue)\.amazonaws\.com(\.cn)?"
    r"/([0-9]{12})/([\w.-]+)"
)


@dataclass(frozen=True)
class Instead:
    """What a value is instead of an ARN, the ARN that is meant, and the edit that writes it.

    `arn` is empty, and there is no edit, where it is not plain which one that is; `instead` says
    what to do where there is none.
    """

    form: Form
    arn: str = ""
    edit: Edit | None = None
    instead: str = ""

    def remedy(self, otherwise: str = "use the ARN") -> str:
        """Return what to write, or something else where that is not plain."""
        return f"write {self.arn}" if self.arn else self.instead or otherwise

    @property
    def answer(self) -> str:
        """Who refuses it."""
        if self.form is Form.RESOURCE:
            return 'is never asked: Terraform answers "Incorrect attribute value type"'
        return "refuses it: Member must satisfy regular expression pattern"

    @property
    def fix(self) -> Fix | None:
        return safe(self.remedy(), self.edit)


def instead_of_arn(mapping: EventSourceMapping, setting: str) -> Instead | None:
    """Return what a setting surely is instead of an ARN; None if it may be one."""
    value = mapping.get(setting)
    if isinstance(value, Unknown) and value.reference is not None:
        arn = value.reference.arn
        edit = Edit(value.place, arn) if arn else None
        return Instead(value.reference.form, arn, edit, value.reference.instead)
    if isinstance(value, Known) and (found := re.fullmatch(_QUEUE_URL, value.text)):
        arn = _arn_of_url(found)
        return Instead(Form.QUEUE_URL, arn, set_to(mapping, setting, arn) if arn else None)
    return None


def instead_of_source(mapping: EventSourceMapping) -> Instead | None:
    """Return what the source is instead of an ARN.

    None if it is of another kind than the file says, or no source: its ARN would be wrong as well.
    """
    is_wrong = other_kinds(mapping) or service_of_resource(mapping)
    return None if is_wrong else instead_of_arn(mapping, _SOURCE)


def service_of_resource(mapping: EventSourceMapping) -> str:
    """Return the service of the resource that is referred to if that is surely no source."""
    source = mapping.get(_SOURCE)
    reference = source.reference if isinstance(source, Unknown) else None
    return reference.service if reference else ""


def other_kinds(mapping: EventSourceMapping) -> Kinds:
    """Return the kinds that the source is of if the file says another one, else none."""
    declared, source = mapping.declared, mapping.get(_SOURCE)
    if declared is None or declared.kinds is None or source is None:
        return frozenset()
    kinds = kinds_of_arn(parts_of(source))
    if isinstance(source, Unknown) and source.kinds is not None:
        kinds = source.kinds
    is_told = kinds != KINDS_WITH_ARN
    return kinds if is_told and not kinds & declared.kinds else frozenset()


def _arn_of_url(found: re.Match[str]) -> str:
    region, old_region, is_china, account, name = found.groups()
    region = region or old_region
    if not region:
        # The oldest form of all says nothing of the region.
        return ""
    partition = "aws-cn" if is_china else "aws-us-gov" if region.startswith("us-gov-") else "aws"
    return f"arn:{partition}:sqs:{region}:{account}:{name}"

"""What the ARNs, names and URLs that a plan or a state spells out are of."""

from collections.abc import Iterable
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.named_by_arn import named_by
from mappinglint.dialects.terraform.plan.planned import Plan, PlannedResource
from mappinglint.dialects.terraform.resource_words import NAMED, NAMES

_ALIAS: Final = "aws_lambda_alias"
_CONSUMER: Final = "aws_kinesis_stream_consumer"
_FUNCTION: Final = "aws_lambda_function"
_QUEUE: Final = "aws_sqs_queue"
_TABLE: Final = "aws_dynamodb_table"

# Resources that are parts of others: their ARNs begin like those of the others.
_PARTS: Final = (_ALIAS, _CONSUMER)
# The attributes that have all of an ARN.
_ARNS: Final = {
    _FUNCTION: ("arn", "qualified_arn", "invoke_arn"),
    _QUEUE: ("arn", "url"),
    _TABLE: ("stream_arn", "arn"),
}
_URL: Final = "https://"


class NamesOfPlan:
    """Knows the resources of a plan by what is spelled out of them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._by_arn: dict[str, dict[str, PlannedResource | None]] = {}
        self._by_name: dict[str, dict[str, PlannedResource | None]] = {}

    def of(self, text: str) -> PlannedResource | None:
        """Return what an ARN, or the URL of a queue, is of."""
        if text.startswith(_URL):
            return self._known(_QUEUE, text, text.rpartition("/")[2])
        arn = arn_of((text,))
        if arn is None:
            return None
        for part in _PARTS:
            found = self._arns(part).get(text)
            if found is not None:
                return found
        meant = named_by(arn)
        return None if meant is None else self._known(NAMED[meant[0]], text, meant[1])

    def named(self, name: str, types: Iterable[str]) -> PlannedResource | None:
        """Return the resource, of one of some types, that has a name."""
        found = (self._names(type_).get(name.partition(":")[0]) for type_ in types)
        return next((one for one in found if one is not None), None)

    def _known(self, type_: str, text: str, name: str) -> PlannedResource | None:
        found = self._arns(type_).get(text)
        if found is not None:
            return found
        found = self._names(type_).get(name)
        is_url = text.startswith(_URL)
        told = found.plain("url" if is_url else "arn") if found is not None else None
        # Of the same name, in another region or account: another one.
        return None if isinstance(told, str) and not text.startswith(told) else found

    def _arns(self, type_: str) -> dict[str, PlannedResource | None]:
        self._read(type_)
        return self._by_arn[type_]

    def _names(self, type_: str) -> dict[str, PlannedResource | None]:
        self._read(type_)
        return self._by_name[type_]

    def _read(self, type_: str) -> None:
        if type_ in self._by_arn:
            return
        arns = self._by_arn[type_] = {}
        names = self._by_name[type_] = {}
        for one in self._plan.managed(type_):
            name = one.plain(NAMES.get(type_, "name"))
            if isinstance(name, str) and name:
                # Twice, maybe in two regions: which one is meant is not known.
                names[name] = None if name in names else one
            for attribute in _ARNS.get(type_, ("arn",)):
                arn = one.plain(attribute)
                if isinstance(arn, str) and arn:
                    arns[arn] = one

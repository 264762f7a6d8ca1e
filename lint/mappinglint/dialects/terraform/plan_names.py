"""What the ARNs, names and URLs that a plan or a state spells out are of."""

from collections.abc import Iterable
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.terraform.planned import Plan, PlannedResource

_ALIAS: Final = "aws_lambda_alias"
_BUCKET: Final = "aws_s3_bucket"
_CONSUMER: Final = "aws_kinesis_stream_consumer"
_FUNCTION: Final = "aws_lambda_function"
_KEY: Final = "aws_kms_key"
_POLICY: Final = "aws_iam_policy"
_QUEUE: Final = "aws_sqs_queue"
_ROLE: Final = "aws_iam_role"
_STREAM: Final = "aws_kinesis_stream"
_TABLE: Final = "aws_dynamodb_table"

# What an ARN may be of, by its service and the beginning of its last field.
_OF_ARN: Final = {
    "dynamodb": (("table/", _TABLE),),
    "iam": (("role/", _ROLE), ("policy/", _POLICY)),
    "kinesis": (("stream/", _STREAM),),
    "kms": (("key/", _KEY),),
    "lambda": (("function:", _FUNCTION),),
    "s3": (("", _BUCKET),),
    "sns": (("", "aws_sns_topic"),),
    "sqs": (("", _QUEUE),),
}
# The argument with the name, where that is no `name`; and the attributes that have all of an ARN.
_NAMES: Final = {_BUCKET: "bucket", _FUNCTION: "function_name", _KEY: "key_id"}
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
        for head, type_ in _OF_ARN.get(arn.service, ()):
            if arn.resource.startswith(head):
                # What is below it: `table/orders/stream/2025-…`, `function:orders:live`.
                tail = arn.resource.removeprefix(head)
                within = tail.rpartition("/")[2] if arn.service == "iam" else tail.partition("/")[0]
                return self._part(type_, text, tail) or self._known(
                    type_, text, within.partition(":")[0]
                )
        return None

    def named(self, name: str, types: Iterable[str]) -> PlannedResource | None:
        """Return the resource, of one of some types, that has a name."""
        found = (self._names(type_).get(name.partition(":")[0]) for type_ in types)
        return next((one for one in found if one is not None), None)

    def _part(self, type_: str, text: str, tail: str) -> PlannedResource | None:
        """Return a part of a resource that is one itself."""
        if type_ == _STREAM and "/" in tail:
            return self._arns(_CONSUMER).get(text)
        return self._arns(_ALIAS).get(text) if type_ == _FUNCTION and ":" in tail else None

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
            name = one.plain(_NAMES.get(type_, "name"))
            if isinstance(name, str) and name:
                # Twice, maybe in two regions: which one is meant is not known.
                names[name] = None if name in names else one
            for attribute in _ARNS.get(type_, ("arn",)):
                arn = one.plain(attribute)
                if isinstance(arn, str) and arn:
                    arns[arn] = one

"""ESM109: Lambda polls six services; others call it."""

from collections.abc import Iterator

from mappinglint.edit import safe, set_to
from mappinglint.finding import Finding
from mappinglint.kind import KINDS_OF_SERVICE
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.source.arns import service_of_resource

_ARN = "EventSourceArn"
# What people write for the service's name in an ARN.
_MEANT = {"docdb": "rds", "msk": "kafka", "amazonmq": "mq", "dynamodbstreams": "dynamodb"}
_INSTEAD = {
    "sns": "subscribe the function to the topic",
    "s3": "let the bucket notify the function",
    "events": "make the function the target of a rule",
    "logs": "subscribe the function to the log group",
}

_OTHERS = "use one of Kinesis, DynamoDB, SQS, MSK, MQ and DocumentDB"
_ANSWER = 'refuses it: "Unrecognized event source", or the like'


@rule("ESM109", "unsupported-source", Level.ERROR, Evidence.DOCUMENTED, settings=(_ARN,))
def unsupported_source(mapping: EventSourceMapping) -> Iterator[Finding]:
    arn, service = mapping.arn(_ARN), service_of_resource(mapping)
    if service:
        yield unsupported_source.finding(
            mapping,
            _ARN,
            f"{mapping.spell(_ARN)} names a resource of {service}, which Lambda does not poll",
            aws=_ANSWER,
            remedy=_INSTEAD.get(service, _OTHERS),
        )
    if service or arn is None or arn.service in KINDS_OF_SERVICE:
        return
    meant = _MEANT.get(arn.service)
    other = _INSTEAD.get(arn.service, _OTHERS)
    fix = None
    if meant and isinstance(text := mapping.string(_ARN), str):
        edit = set_to(mapping, _ARN, text.replace(f":{arn.service}:", f":{meant}:", 1))
        fix = safe(f"write {meant} instead of {arn.service}", edit)
    yield unsupported_source.finding(
        mapping,
        _ARN,
        _message(mapping.spell(_ARN), arn.service, meant),
        aws=_ANSWER,
        remedy=f"write {meant} instead of {arn.service}" if meant else other,
        fix=fix,
    )


def _message(setting: str, service: str, meant: str | None) -> str:
    if meant:
        return f"{setting} says {service}: in the ARN of such a source it is {meant}"
    return f"{setting} is an ARN of {service}, which Lambda does not poll"

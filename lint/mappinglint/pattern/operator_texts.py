"""What each operator of a filter pattern does, in our own words: what editors show of it."""

from collections.abc import Mapping

from mappinglint.record import dataclass


@dataclass(frozen=True)
class OperatorText:
    """What an operator does, what form its value has, and an example.

    `note` says what is doubtful about it with Lambda, and `rule` which rule has more about that.
    """

    summary: str
    value: str
    example: str
    note: str = ""
    rule: str = ""


_CONTESTED = (
    "AWS is of two minds: Lambda's guide lists it, samples by AWS say that it does not work. Try "
    "it before you rely on it."
)
_UNDOCUMENTED = (
    "Lambda's guide does not list it, and nobody has recorded what AWS does with it. Try it before "
    "you rely on it."
)
_WITHIN = "Lambda's guide has it with plain values, and not with another operator in it."
_IGNORING = """Lambda's guide has it with a plain text, and not with {"equals-ignore-case": …}."""

OPERATOR_TEXTS: Mapping[str, OperatorText] = {
    "prefix": OperatorText(
        "Matches a text that begins with this one. Capital letters count.",
        "a text",
        '{"file": [{"prefix": "invoices/"}]}',
        _IGNORING,
        "ESM506",
    ),
    "suffix": OperatorText(
        "Matches a text that ends with this one. Capital letters count.",
        "a text",
        '{"file": [{"suffix": ".png"}]}',
        _CONTESTED,
        "ESM507",
    ),
    "equals-ignore-case": OperatorText(
        "Matches this text, whatever letters are capital.",
        "a text",
        '{"status": [{"equals-ignore-case": "paid"}]}',
        _CONTESTED,
        "ESM507",
    ),
    "anything-but": OperatorText(
        "Matches every value but these. The key must be there.",
        "a text, a number, or a list of texts or of numbers",
        '{"status": [{"anything-but": ["draft", "void"]}]}',
        _WITHIN,
        "ESM506",
    ),
    "numeric": OperatorText(
        "Matches a number that compares so: `=`, `<`, `<=`, `>` or `>=`. Two comparisons make a "
        "range. A number in quotes in the record is a text, and does not match.",
        "a list: a comparison, a number, and maybe another two",
        '{"total": [{"numeric": [">", 0, "<=", 100]}]}',
    ),
    "exists": OperatorText(
        "Matches if the key is there (true), or if it is not (false). A key that has keys below it "
        "does not count as there.",
        "true or false",
        '{"coupon": [{"exists": false}]}',
    ),
    "cidr": OperatorText(
        "Matches an IP address within this network.",
        "a text: an address, a slash and the length of the network's part",
        '{"ip": [{"cidr": "10.0.0.0/24"}]}',
        "Lambda's guide does not list it; samples by AWS use it for SQS and RabbitMQ.",
    ),
    "wildcard": OperatorText(
        "Matches a text of this form; `*` stands for anything, also for nothing.",
        "a text; `\\\\*` in JSON is a star itself",
        '{"file": [{"wildcard": "invoices/*.pdf"}]}',
        _UNDOCUMENTED,
        "ESM506",
    ),
    "exactly": OperatorText(
        "Matches this text, as the text itself in the list does.",
        "a text",
        '{"status": [{"exactly": "paid"}]}',
        _UNDOCUMENTED,
        "ESM506",
    ),
    "$or": OperatorText(
        "Matches if one of these patterns does. Among keys without it, all must match.",
        "a list of two patterns or more",
        '{"$or": [{"status": ["paid"]}, {"total": [0]}]}',
        _CONTESTED,
        "ESM507",
    ),
}

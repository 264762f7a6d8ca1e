"""Properties of CloudFormation's that the AWS provider's arguments say in another way.

The same in HCL, in plans and in Crossplane's objects, which are made of the provider.
"""

from typing import Final

from mappinglint.place import Place
from mappinglint.value import Field, Fields, Known, Unknown, Value, boolean

_STREAM: Final = ("StreamEnabled", "StreamViewType")
# What gives a table replicas: blocks of its own, and another resource.
REPLICAS: Final = ("replica", "global_table_witness")
REPLICA: Final = "aws_dynamodb_table_replica"
# Reserved concurrency that is none: the function takes from what all have.
_NO_RESERVATION: Final = "-1"


def stream(
    table: Place,
    flag: Value | None,
    view: Value | None,
    spellings: tuple[str, str],
    *,
    has_replicas: bool,
) -> Value | None:
    """Return a StreamSpecification: the flag that switches a stream on, and its view.

    `spellings` are theirs. Without the flag, there is no stream, unless there may be replicas: for
    these, AWS gives a table one by itself.
    """
    if has_replicas and boolean(flag, converts=True) is not True:
        return Unknown(table)
    if flag is None and view is None:
        return None
    if flag is None:
        flag = Known(data=False, place=table, text="false")
    given = zip(_STREAM, spellings, (flag, view), strict=True)
    fields = (
        Field(name, spelling, value.place, value)
        for name, spelling, value in given
        if value is not None
    )
    return Fields(tuple(fields), flag.place)


def encryption(type_: Value | None, key: Value | None, spelling: str) -> Value | None:
    """Return a StreamEncryption with its key; None if the type of encryption is none."""
    if type_ is None or (isinstance(type_, Known) and type_.data in (None, "NONE")):
        return None
    if not isinstance(type_, Known):
        return Unknown(type_.place)
    fields = () if key is None else (Field("KeyId", spelling, key.place, key),)
    return Fields(fields, type_.place)


def reservation(value: Value | None) -> Value | None:
    """Return the reserved concurrency of a function; None if it has none."""
    return None if isinstance(value, Known) and value.text == _NO_RESERVATION else value

"""Objects of CloudFormation's that Terraform, and what is made of it, has as flat arguments."""

from mappinglint.place import Place
from mappinglint.value import Field, Fields, Known, Unknown, Value


def stream(
    table: Place, flag: Value | None, view: Value | None, spellings: tuple[str, str]
) -> Value | None:
    """Return a StreamSpecification: the flag that switches a stream on, and its view."""
    if flag is None and view is None:
        return None
    if flag is None:
        flag = Known(data=False, place=table, text="false")
    values = zip(spellings, (flag, view), strict=True)
    fields = (Field(None, name, value.place, value) for name, value in values if value is not None)
    return Fields(tuple(fields), flag.place)


def encryption(type_: Value | None, key: Value | None, spelling: str) -> Value | None:
    """Return a StreamEncryption with its key; None if the type of encryption is none."""
    if type_ is None or (isinstance(type_, Known) and type_.data in (None, "NONE")):
        return None
    if not isinstance(type_, Known):
        return Unknown(type_.place)
    fields = () if key is None else (Field(None, spelling, key.place, key),)
    return Fields(fields, type_.place)

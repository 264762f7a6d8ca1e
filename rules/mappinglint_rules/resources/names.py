"""What messages call a resource: most readers see the one line that has the message alone."""

from mappinglint.resource import Resource


def called(resource: Resource | None, noun: str) -> str:
    """Return "queue Orders"; of what has no name "this queue".

    An address such as aws_sqs_queue.orders says by itself what it is of.
    """
    name = "" if resource is None else resource.name
    if not name:
        return f"this {noun}"
    return name if "." in name and noun in name else f"{noun} {name}"

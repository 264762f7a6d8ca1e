"""Writing files, for the commands that do."""

from mappinglint.console import complain


def write(path: str, data: bytes, *, appended: bool = False) -> str:
    """Write a file, or behind what is in it; return what went wrong, or nothing."""
    try:
        with open(path, "ab" if appended else "wb") as file:
            file.write(data)
    except OSError as error:
        return f"cannot write {path}: {error.strerror or error}"
    return ""


def complain_of(*complaints: str) -> bool:
    """Complain if there is something to complain of, and say whether there is."""
    for one in filter(None, complaints):
        complain(one)
    return any(complaints)

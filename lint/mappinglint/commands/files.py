"""Writing files, for the commands that do: whole, or not at all."""

import contextlib
import os
import stat
import sys
from collections.abc import Iterator

from mappinglint.console import complain

# What stands under these is no place for another file, and leads to what is open already.
_OPEN_FILES = ("/dev/", "/proc/")


def write(path: str, data: bytes, *, appended: bool = False) -> str:
    """Write a file, or behind what is in it; return what went wrong, or nothing.

    If something did, the file is what it was before. A link stays a link, and permissions stay.
    """
    try:
        if appended:
            _append(path, data)
        elif path.startswith(_OPEN_FILES):
            # It may be where reports are printed: this one stands behind them.
            if sys.stdout is not None:
                sys.stdout.flush()
            _append(path, data)
        else:
            _write(os.path.realpath(path), data)
    except OSError as error:
        return f"cannot write {path}: {error.strerror or error}"
    return ""


def complain_of(*complaints: str) -> bool:
    """Complain if there is something to complain of, and say whether there is."""
    for one in filter(None, complaints):
        complain(one)
    return any(complaints)


def _write(path: str, data: bytes) -> None:
    """Write a file that is no link. Raises OSError."""
    before = None
    with contextlib.suppress(FileNotFoundError):
        before = os.stat(path)
    if before is not None and not stat.S_ISREG(before.st_mode):
        # A pipe, or a folder, which cannot be opened.
        _append(path, data)
        return
    if before is not None:
        # What is read-only could be replaced nonetheless, and nobody wants that.
        os.close(os.open(path, os.O_WRONLY))
    # Of a file with several names, only one would be replaced.
    if before is None or before.st_nlink == 1:
        with _temporary(os.path.dirname(path)) as new:
            if new and _is_written(new, data, like=path if before else None):
                with contextlib.suppress(OSError):
                    # A file that is mounted by itself cannot be replaced.
                    os.replace(new, path)
                    return
    _overwrite(path, data)


@contextlib.contextmanager
def _temporary(folder: str) -> Iterator[str]:
    """Make an empty file in a folder, and remove it if it is still there; none if it cannot be."""
    path = os.path.join(folder, f".mappinglint-{os.urandom(8).hex()}.tmp")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except PermissionError:
        yield ""
        return
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _is_written(new: str, data: bytes, *, like: str | None) -> bool:
    """Write a new file, and say whether it has the permissions of another one."""
    with open(new, "wb", buffering=0) as file:
        _write_all(file.fileno(), data)
    if like is None:
        return True
    try:
        _copy_permissions(like, new)
    except OSError:
        return False
    return True


def _copy_permissions(path: str, new: str) -> None:
    """Give a file the owner, the mode and the access lists of another one. Raises OSError."""
    before, made = os.stat(path), os.stat(new)
    if (before.st_uid, before.st_gid) != (made.st_uid, made.st_gid):
        os.chown(new, before.st_uid, before.st_gid)
    os.chmod(new, stat.S_IMODE(before.st_mode))
    if sys.platform == "linux":
        had = _attributes(new)
        for name, value in _attributes(path).items():
            if had.get(name) != value:
                os.setxattr(new, name, value)


def _attributes(path: str) -> dict[str, bytes]:
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}
    except OSError:  # the file system has none
        return {}


def _overwrite(path: str, data: bytes) -> None:
    """Write over what is in a file, and put it back if that fails. Raises OSError."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o666), "r+b", buffering=0) as file:
        before = file.read()
        file.seek(0)
        try:
            _write_all(file.fileno(), data)
            file.truncate()
        except BaseException:
            # Its own place on the disk is still there.
            file.seek(0)
            _write_all(file.fileno(), before)
            file.truncate()
            raise


def _append(path: str, data: bytes) -> None:
    """Write behind what is in a file, and take that back if it fails. Raises OSError."""
    with open(path, "ab", buffering=0) as file:
        is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
        end = os.fstat(file.fileno()).st_size
        try:
            _write_all(file.fileno(), data)
        except BaseException:
            if is_file:
                file.truncate(end)
            raise


def _write_all(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]

"""`mappinglint lsp`: serves an editor over standard input and output."""

import argparse
import os
import sys

from mappinglint.console import USAGE, complain, remark


def run(arguments: argparse.Namespace) -> int:
    """Serve until the editor goes, and return the exit code: 0 if it has said goodbye, else 1."""
    del arguments
    _leave_this_folder_out()
    try:
        from mappinglint.lsp.features import serve
    except ImportError as error:
        package = (error.name or "").split(".")[0]
        if package not in ("attrs", "cattrs", "lsprotocol", "pygls"):
            raise
        complain(
            f"the language server needs {package}, which is not here or too old: "
            "pip install 'mappinglint[lsp]'"
        )
        return USAGE
    if sys.stdin is None or sys.stdout is None:
        complain("the language server needs standard input and output: an editor has them")
        return USAGE
    if sys.stdin.isatty():
        remark("This is for editors, not for people: it waits for one to say something.\n")
    return serve()


def _leave_this_folder_out() -> None:
    """Import nothing from the current folder from now on: that is the workspace's.

    `python -m` looks for modules there first, and an entry of PYTHONPATH that is empty or no whole
    path means it, too. Whoever wrote the workspace would decide which plugins there are.
    """
    here = os.path.realpath(os.curdir)
    if not sys.flags.safe_path and sys.path and os.path.realpath(sys.path[0]) == here:
        del sys.path[0]
    given = os.environ.get("PYTHONPATH")
    entries = given.split(os.pathsep) if given else []
    left_out = {os.path.abspath(entry) for entry in entries if not os.path.isabs(entry)}
    sys.path[:] = [path for path in sys.path if path and os.path.abspath(path) not in left_out]

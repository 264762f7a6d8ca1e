"""`mappinglint lsp`: serves an editor over standard input and output."""

import argparse

from mappinglint.console import OK, USAGE, complain


def run(arguments: argparse.Namespace) -> int:
    """Serve until the editor says goodbye, and return the exit code."""
    del arguments
    try:
        from mappinglint.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("lsprotocol", "pygls"):
            raise
        complain("the language server needs more: pip install 'mappinglint[lsp]'")
        return USAGE
    serve()
    return OK

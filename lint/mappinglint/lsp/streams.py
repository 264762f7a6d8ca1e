"""Standard input and output, for the protocol alone."""

import os
import sys
from typing import BinaryIO


def take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output, and let nothing else have them.

    A plugin, or a program that it runs, may print or read: from now on to standard error, and
    nothing.
    """
    streams = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2 if sys.stderr else nothing, 1)
    os.close(nothing)
    sys.stdout = sys.stderr
    return streams

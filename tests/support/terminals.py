"""Terminals for tests of what only a person sees."""

import pty

import pytest


def open_terminal() -> tuple[int, int]:
    """Return both ends of a pseudo-terminal, ours first; skip the test where there are none."""
    try:
        return pty.openpty()
    except OSError as error:
        pytest.skip(f"no pseudo-terminal: {error}")

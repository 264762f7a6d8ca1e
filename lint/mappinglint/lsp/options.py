"""What an editor asks for when it starts the server."""

import os
from collections.abc import Iterable
from typing import Any

from mappinglint.lsp.positions import path_of
from mappinglint.lsp.session import Settings


def settings_of(options: Any, folders: tuple[str, ...]) -> Settings:
    """Return what an editor asks for; what has the wrong type is not asked for."""
    given = options if isinstance(options, dict) else {}
    advice, configuration = given.get("advice"), given.get("configuration")
    if isinstance(configuration, str) and configuration:
        configuration = os.path.abspath(os.path.expanduser(configuration))
    return Settings(
        trusted=given.get("trusted") is True,
        advice=advice if isinstance(advice, bool) else None,
        configuration=configuration if isinstance(configuration, str) and configuration else None,
        folders=folders,
    )


def folders_of(uris: Iterable[str]) -> tuple[str, ...]:
    """Return the folders of a workspace that there are."""
    return tuple(path for path in map(path_of, uris) if os.path.isdir(path))

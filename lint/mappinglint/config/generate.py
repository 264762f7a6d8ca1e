"""Writes what is made from the table of keys: schema.json here, and the list in docs/.

python -m mappinglint.config.generate docs/configuration.md
"""

import os
import sys

from mappinglint.config.keys import KEYS, Key
from mappinglint.config.schema import as_text, schema
from mappinglint.config.values import as_toml, plain
from mappinglint.plugins import Plugins

SCHEMA = os.path.join(os.path.dirname(__file__), "schema.json")
_START, _END = "<!-- keys -->\n", "<!-- end of keys -->\n"


def shipped_schema() -> str:
    """Return the schema with the rules of mappinglint alone."""
    return as_text(schema(provided.item for provided in Plugins().rules()))


def with_keys(page: str) -> str:
    """Return the page of documentation with the list of keys anew, between its two marks."""
    before, _, rest = page.partition(_START)
    _, _, after = rest.partition(_END)
    return f"{before}{_START}{''.join(map(_described, KEYS))}\n{_END}{after}"


def _described(key: Key) -> str:
    takes = key.kind.value
    if key.least is not None:
        takes += f", {key.least}" + (" or more" if key.most is None else f" to {key.most}")
    default = key.unset if key.default is None else f"`{as_toml(plain(key.default))}`"
    option = f" · on the command line: `{key.option}`" if key.option else ""
    return f"""
### `{key.name}`

{key.summary}

Takes {takes} · default: {default}{option}

```toml
{key.example}
```
"""


def main(page: str) -> None:
    with open(SCHEMA, "w", encoding="utf-8") as file:
        file.write(shipped_schema())
    with open(page, encoding="utf-8") as file:
        text = with_keys(file.read())
    with open(page, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main(*sys.argv[1:])

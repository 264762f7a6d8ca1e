"""Draws the run that the README shows, in the colours of a terminal.

    python .ci/site/picture.py

writes docs/images/run.svg anew; a test says when that is due. The bytes depend on the report alone.
"""

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from mappinglint.engine import Engine
from mappinglint.plugins import Plugins
from mappinglint.report.text import render

_ROOT = Path(__file__).parent.parent.parent
_LINTED = "bad/cloudformation/orders.yaml"
PICTURE = _ROOT / "docs" / "images" / "run.svg"

# Rich's frame loads its font from another server. The reader's own will do: every text says how
# long it is to be.
_FONTS = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'
_FRAME = re.sub(r" *@font-face {{.*?}}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
_FRAME = _FRAME.replace("Fira Code, monospace", _FONTS).replace("arial", "sans-serif")


def draw() -> str:
    """Return the picture."""
    data = (_ROOT / "fixtures" / _LINTED).read_bytes()
    report = render(Engine(Plugins()).check_bytes(_LINTED, data), colour=True)
    # It ends with an empty line: of the last line, Rich forgets to say how far it reaches.
    run = Text.from_ansi(f"$ mappinglint check {_LINTED}\n{report}")
    width = max(map(len, run.plain.splitlines()))
    console = Console(record=True, file=io.StringIO(), width=width, force_terminal=True)
    console.print(run, soft_wrap=True)
    svg = console.export_svg(title="mappinglint", unique_id="run", code_format=_FRAME)
    # The ends of the lines are texts, too; without them there is a line of the file for each line.
    return re.sub(r"\s+\n", "\n", re.sub(r"<text [^>]*>\n</text>", "\n", svg))


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8", newline="\n")

"""What the reports in XML share."""

import re
from xml.etree import ElementTree as ET

# There is no way to write these characters in XML, not even escaped.
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """Return the text with an escape sequence of Python for each character that XML forbids."""
    return _FORBIDDEN.sub(lambda found: ascii(found[0])[1:-1], text)


def document(element: ET.Element) -> str:
    """Return the element as a whole file, indented, in ASCII: that is right in any encoding."""
    ET.indent(element)
    text = ET.tostring(element, encoding="us-ascii").decode("ascii")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'

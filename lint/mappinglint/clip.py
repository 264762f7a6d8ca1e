"""Texts cut short: a message repeats no more of a file than a person reads."""


def clipped(text: str, most: int) -> str:
    """Return a text; of one with more characters than `most`, these and an ellipsis."""
    return text if len(text) <= most else f"{text[:most]}…"

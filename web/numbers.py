"""Numbers as readers write them into an address."""

import re


def number(text: str | None) -> int | None:
    """The number of a row; None where it is none that SQLite could hold.

    >>> number("12"), number("-1"), number("9" * 40), number("٣"), number(None)
    (12, None, None, None, None)
    """
    return int(text) if text and re.fullmatch("[0-9]{1,18}", text) else None

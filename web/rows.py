"""Rows of the archive as plain data, and the numbers of rows as readers write them into an address."""

import re
import sqlite3
from typing import Any

Row = dict[str, Any]


def rows(connection: sqlite3.Connection, sql: str, *values: Any) -> list[Row]:
    """The rows of a query as dicts."""
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def first(connection: sqlite3.Connection, sql: str, *values: Any) -> Row | None:
    """The first row of a query as a dict, if there is one."""
    return next(iter(rows(connection, sql, *values)), None)


def number(text: str | None) -> int | None:
    """The number of a row; None where it is none that SQLite could hold.

    >>> number("12"), number("-1"), number("9" * 40), number("٣"), number(None)
    (12, None, None, None, None)
    """
    return int(text) if text and re.fullmatch("[0-9]{1,18}", text) else None

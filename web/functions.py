"""SQL functions that the queries need and SQLite lacks, and the limits that keep a query from taking the machine."""

import re
import sqlite3

from pipelines.diffs import marked
from pipelines.diffs import word_diff as spans
from pipelines.urls import url_key

AGENCIES = {
    "AFP": r"AFP|Agence France[- ]Presse",
    "ANSA": r"ANSA",
    "AP": r"AP|Associated Press",
    "APA": r"APA",
    "Bloomberg": r"Bloomberg",
    "dpa": r"dpa|Deutsche Presse-Agentur",
    "EFE": r"EFE|Agencia EFE",
    "Kyodo": r"Kyodo(?: News)?",
    "PA": r"PA Media|Press Association",
    "PTI": r"PTI|Press Trust of India",
    "Reuters": r"Reuters",
    "TASS": r"TASS",
    "UPI": r"UPI|United Press International",
    "Xinhua": r"Xinhua",
}
"""News agencies: the name shown, and how bylines write it, in this case."""

AGENCY = re.compile("|".join(rf"(?P<_{number}>\b(?:{form})\b)" for number, form in enumerate(AGENCIES.values())))

LONGEST_VALUE = 32_000_000
"""Bytes. Texts are far shorter; without a limit one query may build a value of a gigabyte."""


def agency(byline: str | None) -> str:
    """The first news agency that a byline names, or nothing.

    >>> agency("By Ada Lane, Associated Press"), agency("dpa/Reuters"), agency("By Ap Smith"), agency(None)
    ('AP', 'dpa', '', '')
    """
    found = AGENCY.search(byline or "")
    return tuple(AGENCIES)[int(str(found.lastgroup)[1:])] if found else ""


def word_diff(old: object, new: object) -> str:
    """What differs between two texts: {+added+} and [-removed-] words; NULL counts as an empty text.

    >>> word_diff("Two ferries run.", "Three ferries run."), word_diff(None, "New")
    ('[-Two-] {+Three+} ferries run.', '{+New+}')
    """
    return marked(spans(*("" if text is None else str(text) for text in (old, new))))


def prepare(connection: sqlite3.Connection) -> None:
    """Give a connection the functions and limits."""
    connection.create_function("agency", 1, agency, deterministic=True)
    connection.create_function("url_key", 1, lambda url: url_key(str(url or "")), deterministic=True)
    connection.create_function("word_diff", 2, word_diff, deterministic=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)

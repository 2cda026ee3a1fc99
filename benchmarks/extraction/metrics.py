"""How near an extracted text is to the truth, and whether the fields are right.

Two measures of text are in use, and both are given: shingles (runs of four words, as in the article extraction
benchmark of Zyte) feel the order, bags of words (as in the web content extraction benchmark, WCXB) do not.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date

SHINGLE = 4
"""Words of a shingle."""

_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BETWEEN_NAMES = re.compile(r"[,;|/&、]|\s(?:and|und|et|y|e|og|och|en|with|mit)\s", re.IGNORECASE)
_CREDENTIALS = re.compile(
    r"md|phd|rd|dvm|do|ms|ma|mph|rn|esq|jr|sr|cpa|cfa|cfp|ldn|smt|psp|cepf|fand|foma|dabom|lvt|vts|dacvb|eryt\d+"
)
"""What stands after a name and a comma, and is no name."""


def tokens(text: str) -> list[str]:
    """The words of a text; in scripts without spaces each letter is one.

    >>> tokens("Don\u00adkey no. 5"), tokens("3月の船")
    (['Donkey', 'no', '5'], ['3', '月', 'の', '船'])
    """
    return _TOKEN.findall(_UNSEEN.sub("", text))


def shingles(text: str) -> Counter[Hashable]:
    """The runs of four words of a text, with how often each occurs; of a shorter text the one there is."""
    words = tokens(text)
    return Counter(tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1)) if words)


def bag(text: str) -> Counter[Hashable]:
    """The words of a text in lower case, with how often each occurs."""
    return Counter(tokens(text.lower()))


def overlap(truth: Counter[Hashable], found: Counter[Hashable]) -> tuple[float | None, float | None]:
    """Precision and recall: what share of the found is true, of the true is found; None of nothing.

    >>> overlap(bag("a b c d"), bag("a b")), overlap(bag("a"), bag(""))
    ((1.0, 0.5), (None, 0.0))
    """
    common = (truth & found).total()
    return common / found.total() if found else None, common / truth.total() if truth else None


def bag_overlap(truth: str, found: str) -> tuple[float, float]:
    """Precision and recall of a page's words as WCXB has them: 1 where both texts are empty, 0 where one is."""
    precision, recall = overlap(bag(truth), bag(found))
    return (1.0, 1.0) if precision is None and recall is None else (precision or 0.0, recall or 0.0)


def harmonic(precision: float | None, recall: float | None) -> float:
    """F1: their harmonic mean; 0 where one is 0 or undefined."""
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def plain(text: str) -> str:
    """A text without case, punctuation and spacing.

    >>> plain(" “Ferry’s BACK” ")
    'ferry s back'
    """
    return " ".join(re.findall(r"\w+", _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())))


def names(authors: Iterable[str]) -> frozenset[str]:
    """The people in some strings, without case, accents and credentials.

    >>> sorted(names(["Zoë Lind, M.D. and Bo Ek"]))
    ['bo ek', 'zoe lind']
    """
    found = set()
    for part in (part for author in authors for part in _BETWEEN_NAMES.split(author)):
        bare = "".join(letter for letter in unicodedata.normalize("NFKD", part) if not unicodedata.combining(letter))
        name = plain(bare)
        if name and not _CREDENTIALS.fullmatch(name.replace(" ", "")):
            found.add(name)
    return frozenset(found)


def authors_f1(truth: Iterable[str], found: Iterable[str]) -> float:
    """Twice the people in both, over the people in each; 1 where both are empty."""
    true, read = names(truth), names(found)
    return 2 * len(true & read) / (len(true) + len(read)) if true or read else 1.0


def same_day(truth: str, found: str) -> bool:
    """Whether two dates, ISO 8601, begin with the same day."""
    try:
        return date.fromisoformat(found[:10]) == date.fromisoformat(truth[:10])
    except ValueError:
        return False

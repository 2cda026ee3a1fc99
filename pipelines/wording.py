"""The words of a text as numbers: what fingerprints are taken from and comparisons are made on.

A text becomes arrays, since a million articles are read so: one hash a word, the same on every machine and in every
run (Python's own hash() is not). In Chinese, Japanese, Thai and other scripts without spaces a character is a word.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.phrases import AFTER

LIMIT = 100_000
"""Characters of a text that count; a book is no news."""

TAIL_WORDS, PROMPT = 80, 120
"""A paragraph of more words is no footer; one that is says so within so many characters."""

WORD, SINGLE, SILENT, DIGIT, CAPITAL = 1, 2, 4, 8, 16
"""Classes of characters: part of a word, a word by itself, to be left out, and what makes a word a fact."""

NUMBER, NAME = 1, 2
"""What a word may be besides: a number, or written with a capital."""

_SINGLES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Kana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
)
"""Scripts that put no space between words, in the first 65,536 code points; Han of the other planes is taken as such."""

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_PLACES = 32


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Wording:
    """A text as numbers, one a word."""

    words: NDArray[np.uint64]
    """Hash of each word, without regard to case, accents and width."""

    facts: NDArray[np.uint8]
    """NUMBER, NAME or neither, of each word."""

    starts: NDArray[np.int64]
    """Where each word begins in `letters`."""

    letters: str
    """The text without case, accents, and what is silent."""

    scale: int
    """How many make a word: 1, or 2 in scripts where a character is one."""

    def __len__(self) -> int:
        return len(self.words)

    def word(self, number: int) -> str:
        """One word, as it is compared."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.letters)
        return self.letters[self.starts[number] : end].strip()

    def runs(self, length: int) -> NDArray[np.uint64]:
        """Hash of each run of `length` words, one for each word it can start at; of a shorter text, none."""
        count = max(0, len(self.words) - length + 1)
        total = np.zeros(count, np.uint64)
        for place, factor in enumerate(_factors()[:length]):
            total += self.words[place : place + count] * factor
        return mixed(total)


def read_wording(text: str) -> Wording:
    """The wording of a text, one paragraph a line.

    >>> wording = read_wording("The “Café” paid €1,300 in 2024.")
    >>> [wording.word(number) for number in range(len(wording))]
    ['the', 'cafe', 'paid', '1300', 'in', '2024']
    """
    body = unicodedata.normalize("NFKC", without_tail(text[:LIMIT]))
    codes = np.frombuffer(body.encode("utf-32-le", "replace"), np.uint32)
    classes, folds = _tables()
    places = np.minimum(codes, 0xFFFF)
    kinds = classes[places]
    digits = (kinds & DIGIT) != 0
    silent = (kinds & SILENT) != 0
    silent[1:-1] |= ((codes[1:-1] == ord(",")) | (codes[1:-1] == ord("."))) & digits[:-2] & digits[2:]
    letters = np.where(codes >= 0xFFFF, codes, folds[places])
    if silent.any():
        letters, kinds = letters[~silent], kinds[~silent]
    return _cut(letters, kinds)


def without_tail(text: str) -> str:
    r"""A text without what stands at its end in the words of prompts and footers.

    >>> without_tail("The quay is open.\nBoats sail at noon.\nSign up to our newsletter.\nAll rights reserved.")
    'The quay is open.\nBoats sail at noon.'
    """
    lines = [line for line in text.split("\n") if line.strip()]
    while len(lines) > 1 and lines[-1].count(" ") < TAIL_WORDS and AFTER.search(lines[-1], 0, PROMPT):
        lines.pop()
    return "\n".join(lines)


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each value's bits spread evenly: the finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))


def _cut(letters: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> Wording:
    """Letters with their classes cut into words."""
    single = (kinds & SINGLE) != 0
    inside = (kinds & (WORD | SINGLE)) != 0
    begins = inside.copy()
    begins[1:] &= single[1:] | ~inside[:-1] | single[:-1]
    starts = np.flatnonzero(begins)
    if not len(starts):
        empty = np.zeros(0, np.uint64)
        return Wording(words=empty, facts=np.zeros(0, np.uint8), starts=starts, letters="", scale=1)
    first = int(starts[0])
    letters, kinds, inside, starts = letters[first:], kinds[first:], inside[first:], starts - first
    place = np.arange(len(letters)) - np.repeat(starts, np.diff(starts, append=len(letters)))
    values = (letters + np.uint64(1)) * _factors()[np.minimum(place, _PLACES - 1)] * inside
    words = mixed(np.add.reduceat(values, starts))
    digits = np.bitwise_or.reduceat(kinds & DIGIT, starts) != 0
    names = (kinds[starts] & CAPITAL) != 0
    return Wording(
        words=words,
        facts=np.where(digits, NUMBER, np.where(names, NAME, 0)).astype(np.uint8),
        starts=starts,
        letters=np.where(inside, letters, ord(" ")).astype("<u4").tobytes().decode("utf-32-le", "replace"),
        scale=2 if np.count_nonzero(kinds[starts] & SINGLE) * 2 > len(starts) else 1,
    )


@cache
def _factors() -> NDArray[np.uint64]:
    """An odd factor for each place in a word or a run."""
    with np.errstate(over="ignore"):
        return mixed(np.arange(1, _PLACES + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


@cache
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Class and folded form of each of the first 65,536 code points; the last one stands for all beyond."""
    classes, folds = np.zeros(0x10000, np.uint8), np.arange(0x10000, dtype=np.uint32)
    for code in range(0x10000):
        letter = chr(code)
        category = unicodedata.category(letter)
        classes[code] = _class(category)
        if category in ("Lu", "Lt", "Ll", "Lo", "Nd") and code < 0x2000:
            folds[code] = ord(unicodedata.normalize("NFKD", letter)[0].casefold()[0])
    for first, last in _SINGLES:
        wide = classes[first : last + 1]
        wide[(wide & WORD) != 0] = SINGLE
    classes[0xFFFF] = SINGLE
    return classes, folds


def _class(category: str) -> int:
    """The class of a character of a Unicode category."""
    if category in ("Mn", "Me", "Mc", "Cf"):
        return SILENT
    if category in ("Nd", "No", "Nl"):
        return WORD | DIGIT
    return (WORD | CAPITAL if category in ("Lu", "Lt") else WORD) if category[0] == "L" else 0

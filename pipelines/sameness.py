"""When two texts are the same: after normalisation, to the letter."""

import hashlib
import re
import unicodedata

DIGEST_VERSION = "1"
"""First character of each digest: a new one when `normalise()` changes."""

RUN = 4
"""Words in a run that two texts may have in common."""

_NOISE = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """A text without what may differ between two printings: case, punctuation, spacing, ligatures and marks.

    >>> normalise("The “Quay” re-opens…") == normalise('the "quay"  RE-OPENS...')
    True
    """
    return _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def resemblance(one: str, other: str) -> float:
    """Share of the wording of the shorter text, in runs of four words, that the other has too; 0 to 1.

    >>> resemblance("The ferry is back, the city said.", "The ferry is back, the city said. It left at noon.")
    1.0
    """
    a, b = (_runs(normalise(text).split()) for text in (one, other))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    """The runs of RUN words; of a shorter text, the whole."""
    return {tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))} if words else set()


def text_digest(text: str) -> str:
    """The digest of a normalised text, led by the version of the normalisation.

    >>> text_digest("The quay.") == text_digest("THE QUAY"), text_digest("")[0]
    (True, '1')
    """
    return DIGEST_VERSION + hashlib.blake2b(normalise(text).encode("utf-8", "replace"), digest_size=12).hexdigest()

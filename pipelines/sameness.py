"""When two texts are the same: after normalisation, to the letter."""

import hashlib
import re
import unicodedata

DIGEST_VERSION = "1"
"""First character of each digest: a new one when `normalise()` changes."""

_NOISE = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """A text without what may differ between two printings: case, punctuation, spacing, ligatures and marks.

    >>> normalise("The “Quay” re-opens…") == normalise('the "quay"  RE-OPENS...')
    True
    """
    return _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def text_digest(text: str) -> str:
    """The digest of a normalised text, led by the version of the normalisation.

    >>> text_digest("The quay.") == text_digest("THE QUAY"), text_digest("")[0]
    (True, '1')
    """
    return DIGEST_VERSION + hashlib.blake2b(normalise(text).encode("utf-8", "replace"), digest_size=12).hexdigest()

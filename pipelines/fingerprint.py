"""The fingerprint of a text: a sample of its wording by which an archive finds the texts that share some of it.

The sample is the SAMPLE smallest hashes of its runs of words (a bottom sketch: Cohen and Kaplan, 2007). What is chosen
depends on the run alone, so a text that was cut to half keeps half of the sample, wherever it was cut, and a word that
was changed costs the runs it stands in. Two samples that share SHARED hashes are worth a comparison of their texts.
"""

from datetime import date

import numpy as np

from pipelines.items import Article, Fingerprint
from pipelines.wording import Wording

VERSION = 1
"""A new one when the same text would get another sample; `fingerprints.version` says which a row has."""

SAMPLE = 24
"""Hashes in a sample."""

RUN = (5, 8)
"""Words in a run; characters in scripts without spaces. Longer runs are rarer, shorter ones outlive more edits."""

EPOCH = date(1970, 1, 1).toordinal()


def fingerprint(wording: Wording, day: int) -> Fingerprint:
    """The fingerprint of a text of that day."""
    return Fingerprint(sketch=sketch(wording), day=day, size=len(wording))


def sketch(wording: Wording) -> tuple[int, ...]:
    """The sample of a wording; of a text shorter than a run, none.

    >>> from pipelines.wording import read_wording
    >>> sketch(read_wording("The ferry will run again.")) == sketch(read_wording("THE FERRY – will run “again”"))
    True
    """
    runs = wording.runs(RUN[wording.scale - 1])
    if len(runs) > SAMPLE * 4:  # a text may repeat its runs
        runs = np.partition(runs, SAMPLE * 4)[: SAMPLE * 4]
    chosen = np.unique(runs)[:SAMPLE].astype(np.uint32).astype(np.int32)  # rank by all 64 bits, keep the lower half
    return tuple(dict.fromkeys(chosen.tolist()))


def day_of(article: Article) -> int:
    """The day an article is news of: of its publication, or of its first fetch where that is unknown.

    Raises ValueError when neither is a date in ISO 8601.
    """
    return date.fromisoformat((article.published or article.seen)[:10]).toordinal() - EPOCH

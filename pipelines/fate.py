"""The fates of pages and links, counted: stored, dropped with a reason, or failed with the capture kept.

Each is a row's state and a Scrapy stat (`fate/…` in all, `outcome/<source>/<fate>/<word>`), so that a run can be read
in its summary, in `outcomes`, and link by link.
"""

from functools import partial

from scrapy.crawler import Crawler

from pipelines import ledger
from pipelines.archive import Archive
from pipelines.items import Page, Rejection


def count(crawler: Crawler, archive: Archive, source: str, fate: str, outcome: str) -> None:
    """Count one page or link, once its row lasts: what is reported is archived."""
    assert crawler.stats is not None
    for key in (f"fate/{fate}", f"outcome/{source}/{fate}/{outcome}"):
        archive.after_commit(partial(crawler.stats.inc_value, key))


def drop(crawler: Crawler, archive: Archive, page: Page, rejection: Rejection) -> None:
    """Settle the link of a page that is not archived, and count it."""
    count(crawler, archive, page.source, rejection.fate, rejection.outcome)
    if page.link is None:
        return
    with archive.unit():
        if rejection.fate == "failed":
            ledger.fail_link(archive, page.link, rejection.outcome, rejection.detail, page.capture, None)
        else:
            ledger.drop_link(archive, page.link, rejection.outcome, rejection.detail, page.capture)

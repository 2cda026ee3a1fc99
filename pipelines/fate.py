"""The fates of pages and links, counted: stored, dropped with a reason, or failed with the capture kept; and looks.

Each is a row's state and a Scrapy stat (`fate/…` in all, `outcome/<source>/<fate>/<word>`), so that a run can be read
in its summary, in `outcomes`, and link by link.
"""

from functools import partial

from scrapy.crawler import Crawler

from pipelines import ledger, revisits
from pipelines.archive import Archive, utc_now
from pipelines.items import Article, Page, Rejection


def count(crawler: Crawler, archive: Archive, source: str, fate: str, outcome: str) -> None:
    """Count one page or link, once its row lasts: what is reported is archived."""
    assert crawler.stats is not None
    for key in (f"fate/{fate}", f"outcome/{source}/{fate}/{outcome}"):
        archive.after_commit(partial(crawler.stats.inc_value, key))


def drop(crawler: Crawler, archive: Archive, item: Page | Article, rejection: Rejection) -> None:
    """Settle what a page was fetched for, when nothing is archived of it: its link, or the look at an article."""
    looked_at = item.article if isinstance(item, Page) else item.id
    if looked_at is not None:
        count(crawler, archive, item.source, "looked", rejection.outcome)
        with archive.unit():
            revisits.looked(archive, looked_at, utc_now(), there=False)
        return
    count(crawler, archive, item.source, rejection.fate, rejection.outcome)
    if item.link is None:
        return
    with archive.unit():
        if rejection.fate == "failed":
            ledger.fail_link(archive, item.link, rejection.outcome, rejection.detail, item.capture, None)
        else:
            ledger.drop_link(archive, item.link, rejection.outcome, rejection.detail, item.capture)

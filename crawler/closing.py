"""A crawl that is stopped while an item of `start()` is on its way down the line."""

import asyncio

from scrapy import signals
from scrapy.crawler import Crawler

LOOK_SECONDS = 0.1
"""How long after an item has left the line it is looked whether the crawl waits for that."""


class ClosingAfterItems:
    """Lets a crawl end once the last item has left the line.

    Scrapy 2.19 waits for it, but looks whether it has left only when a response is done with: a spider that sends no
    requests would never end after Ctrl-C.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._timer: asyncio.TimerHandle | None = None
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self.item_left, signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ClosingAfterItems":
        """As Scrapy makes its components."""
        return cls(crawler)

    def item_left(self) -> None:
        """An item is leaving the line: it is off Scrapy's count soon after this signal."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Have Scrapy look again whether it can close, if that is what it waits for."""
        self._timer = None
        assert self.crawler.engine is not None
        scraper = self.crawler.engine.scraper
        if scraper.slot and scraper.slot.closing and not scraper.slot.closing.called:
            scraper._check_if_closing()
            if not scraper.slot.closing.called:
                self.item_left()

"""A small web of invented newspapers on loopback addresses, for the demo and the tests.

>>> with served() as web:
...     sorted(web.bases)
['bote', 'courier', 'tideline', 'valmorera']
"""

from datetime import datetime

from samples import expected
from samples.expected import Expected
from samples.newsroom import PORT, Edition, this_minute
from samples.server import Asked, Web, build, served

__all__ = ["Asked", "Expected", "Web", "not_articles", "served", "truth"]


def truth(now: datetime | None = None, port: int = PORT, edition: int = 1) -> list[Expected]:
    """Every article that a crawl must hold of an edition served at `now` on `port`; `Web.truth()` knows both."""
    return expected.truth(build(Edition(now=now or this_minute(), number=edition, port=port)))


def not_articles(now: datetime | None = None, port: int = PORT, edition: int = 1) -> list[str]:
    """URLs that must not become articles."""
    return expected.not_articles(build(Edition(now=now or this_minute(), number=edition, port=port)))

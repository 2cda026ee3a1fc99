"""What discovery finds, and what it raises."""

from dataclasses import dataclass

from pipelines.errors import MorgueError


class ListingError(MorgueError):
    """Raised when a body is none of the kind it was read as, from `read_feed()`, `read_sitemap()` and `read_page()`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """An address that a feed, sitemap or page of a publication names."""

    url: str
    """The address, absolute and clean."""

    title: str = ""
    """What it is called there, as plain text on one line."""

    published: str = ""
    """When it was published by that listing, UTC: YYYY-MM-DDTHH:MM:SSZ, or YYYY-MM-DD when no time is given."""

    kind: str = "link"
    """`link` (a page, perhaps an article), `feed`, `sitemap` or `next` (where the listing goes on)."""

    trusted: bool = False
    """Whether a feed or a news sitemap announces it as an article."""

    lastmod: str = ""
    """When it was last changed by that listing; same form as `published`."""

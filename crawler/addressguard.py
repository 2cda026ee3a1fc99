"""Keeps the crawl out of private networks: a link, a redirect or a name server may not send it to the machine next door.

Publications in sources.toml may themselves be at private addresses (an intranet, a test web): their hosts are allowed.
"""

import ipaddress
import logging
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.sources import load_sources

logger = logging.getLogger(__name__)


class PrivateAddress(IgnoreRequest):
    """Raised for a request to a private address, from `AddressGuardMiddleware`."""


def is_private(host: str) -> bool:
    """Whether a host is written as an IP address that is not public.

    >>> is_private("127.0.0.1"), is_private("[::1]"), is_private("169.254.169.254"), is_private("192.0.43.8"), is_private("a.example")
    (True, True, True, False, False)
    """
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global


def own_hosts(crawler: Crawler) -> frozenset[str]:
    """The hosts of the publications in sources.toml and of their own endpoints; none where there is no such file."""
    path = Path(crawler.settings["SOURCES"])
    sources = load_sources(path) if path.exists() else ()  # an import needs none; a crawl has checked that it is there
    urls = [url for source in sources for url in (source.homepage, *source.feeds, *source.sitemaps, *source.sections)]
    return frozenset(urlsplit(url).hostname or "" for url in urls)


class AddressGuardMiddleware:
    """Refuses requests to private addresses."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressGuardMiddleware":
        """As Scrapy makes its components."""
        return cls(own_hosts(crawler))

    def process_request(self, request: Request) -> None:
        """Raise PrivateAddress for a request that must not be sent."""
        host = urlsplit(request.url).hostname or ""
        if host not in self.allowed and is_private(host):
            raise PrivateAddress(f"{request.url}: a private address that is not in sources.toml")


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, for names that mean public addresses."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, allowed: frozenset[str]) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "GuardedResolver":
        """As Scrapy makes its components."""
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, cache_size, settings.getfloat("DNS_TIMEOUT"), own_hosts(crawler))

    def getHostByName(self, name: str, timeout: "tuple[int, ...]" = ()) -> "Deferred[str]":  # type: ignore[override]  # noqa: N802
        """The address of a name. Fails with DNSLookupError when it is a private one."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if name in self.allowed else found.addCallback(self._public, name)

    @staticmethod
    def _public(address: str, name: str) -> str:
        if is_private(address):
            logger.info("%s means the private address %s, which is not in sources.toml: it is not asked", name, address)
            raise DNSLookupError(name)  # another error would be logged by Twisted as its own
        return address

"""Hosts: their one spelling, the domain they belong to, and whether two addresses are of one site."""

import re
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address

import idna
import tldextract

HOST_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+\Z")
NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\Z")
AUTHORITY = re.compile(r"(?:(?:[a-z][a-z0-9+.-]*:)?//)?(?:[^/?#\\@]*@)*([^/?#\\@]*)", re.IGNORECASE)
ESCAPED = re.compile(r"%([\dA-Fa-f]{2})")
PORT = re.compile(r":([0-9]{0,9})\Z")
DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=4096)
def host_and_port(scheme: str, authority: str) -> str:
    """The host in ASCII and lower case, with its port unless that is the scheme's own; "" when it is none."""
    address = authority.rpartition("@")[2]
    host, port = PORT.sub("", address), PORT.search(address)
    number = int(port[1] or 0) if port else 0
    if not (host := host_name(host)) or number > 65535:
        return ""
    return f"{host}:{number}" if number and number != DEFAULT_PORTS[scheme] else host


@lru_cache(maxsize=4096)
def host_name(host: str) -> str:
    """A host as it is asked for: ASCII, lower case; "" when it is neither a dotted name, an IP address nor localhost.

    >>> host_name("Zeitung.例え.jp"), host_name("[::1]"), host_name("127.1")
    ('zeitung.xn--r8jz45g.jp', '[::1]', '')
    """
    if len(host) > 1000:  # before any work is done on it
        return ""
    try:
        if host.startswith("["):
            return f"[{IPv6Address(host[1:-1])}]" if host.endswith("]") and "%" not in host else ""
        host = ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), host)
        host = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
        host = host.removesuffix(".")
        if NUMERIC.match(host):
            return str(IPv4Address(host))
    except (ValueError, idna.IDNAError):  # no IP address after all, or no name that DNS could hold
        return ""
    return host if host == "localhost" or (HOST_NAME.match(host) and len(host) <= 253) else ""


@cache
def suffix_list() -> tldextract.TLDExtract:
    """The public suffix list in the package, private suffixes too: each blog of a blog host is its own site."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4096)
def domain_of_host(host: str) -> str:
    """The registered domain of a host; an IP address or localhost is its own; "" for a bare public suffix."""
    if host.startswith("[") or host == "localhost" or NUMERIC.match(host):
        return host
    parts = suffix_list().extract_str(host)
    if not parts.suffix:  # a top-level domain that is not listed counts as a suffix: the list's rule `*`
        return ".".join(host.split(".")[-2:])
    return f"{parts.domain}.{parts.suffix}" if parts.domain else ""


def registered_domain(url_or_host: str) -> str:
    """The name its owner registered, by the bundled public suffix list; "" when there is none.

    >>> registered_domain("https://edition.news.example.co.uk:8000/a"), registered_domain("127.0.1.5:8800")
    ('example.co.uk', '127.0.1.5')
    """
    found = AUTHORITY.match(url_or_host.strip())
    host = host_name(PORT.sub("", found[1])) if found else ""
    return domain_of_host(host) if host else ""


def same_site(one: str, other: str) -> bool:
    """Whether two URLs or hosts have one registered domain, or one IP address.

    >>> same_site("https://www.example.com/a", "m.example.com"), same_site("http://10.0.0.1/", "http://10.0.0.2/")
    (True, False)
    """
    domain = registered_domain(one)
    return domain != "" and domain == registered_domain(other)

"""Sitemaps (sitemaps.org/protocol.html) with the news extension, read as a stream: none is whole in memory."""

import codecs
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from lxml import etree

from crawler.documents import DECLARED, XML, disarmed, local_name, one_line, root_name, trimmed, utf_16
from crawler.found import Found, ListingError
from pipelines.printeddate import to_utc
from pipelines.urls import clean

logger = logging.getLogger(__name__)

MAX_ENTRIES = 50_000
"""Entries of one sitemap: the protocol's own limit."""
MAX_BYTES = 50_000_000
"""Bytes of one sitemap, unpacked: about the protocol's own limit."""
PIECE = 65_536
"""Bytes that are unpacked and parsed at a time."""

KINDS = {"urlset": "sitemap", "sitemapindex": "sitemap-index"}
NEWS = "schemas/sitemap-news/"
LEGACY = re.compile(
    rb"(?:windows-|cp)125[0-8]|iso-8859-(?:[1-9]|1[03-6])|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr)|koi8-[ru]",
    re.IGNORECASE,
)
"""Encodings that are believed when a sitemap declares them; the protocol allows only UTF-8."""


def read_sitemap(body: bytes, url: str, now: datetime | None = None) -> tuple[str, list[Found]]:
    """What a sitemap is (`sitemap` or `sitemap-index`) and its entries, 50,000 at most, each address once.

    XML with any prefix, plain text, and either of them in gzip; what comes after 50 MB is not read, and a line in the
    log says so. An entry of a news sitemap is trusted. Dates later than a day after `now` (the clock's, if not given)
    are left out. Raises ListingError when the body is no sitemap.
    """
    now = now or datetime.now(UTC)
    pieces = texts(unpacked(body, url))
    first = next(pieces, "")
    if first.lstrip().startswith(("http://", "https://")):
        kind, entries = "sitemap", text_entries(chain([first], pieces))
    elif kind := KINDS.get(root_name(first := trimmed(first)), ""):
        entries = xml_entries(chain([first], pieces), url, now)
    else:
        raise ListingError(f"{url}: no sitemap, it begins {first[:60]!r}")
    found: dict[str, Found] = {}
    for entry in islice(entries, MAX_ENTRIES):
        if entry:
            found.setdefault(entry.url, entry)
    if any(True for _ in islice(entries, 1)):
        logger.warning("%s: only its first %d entries are read", url, MAX_ENTRIES)
    return kind, list(found.values())


def unpacked(body: bytes, url: str) -> Iterator[bytes]:
    """A body piece by piece, out of gzip if it is packed (RFC 1952, several members too), up to 50 MB."""
    left = MAX_BYTES
    for piece in gunzipped(body, url) if body.startswith(b"\x1f\x8b") else slices(body):
        yield piece[:left]
        left -= len(piece)
        if left < 0:
            logger.warning("%s: only its first %d MB are read", url, MAX_BYTES // 1_000_000)
            return


def slices(body: bytes) -> Iterator[bytes]:
    """A body piece by piece."""
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def gunzipped(body: bytes, url: str) -> Iterator[bytes]:
    """What is packed in a gzip body, piece by piece, as far as it is whole."""
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for piece in slices(body):
            packed = piece
            while packed:
                yield member.decompress(packed, PIECE)
                packed = member.unused_data if member.eof else member.unconsumed_tail
                member = zlib.decompressobj(16 + zlib.MAX_WBITS) if member.eof else member
        yield member.flush()
    except zlib.error as error:
        logger.warning("%s: its gzip is broken (%s); what came before is read", url, error)


def texts(pieces: Iterable[bytes]) -> Iterator[str]:
    """Pieces as text that end with a tag or a line, so that no tag and no reference is cut in two."""
    decoder: codecs.IncrementalDecoder | None = None
    held = ""
    for piece in pieces:
        decoder = decoder or codecs.getincrementaldecoder(codec_of(piece))("replace")
        held += decoder.decode(piece)
        end = max(held.rfind(">"), held.rfind("\n")) + 1
        if end:
            yield held[:end]
            held = held[end:]
        elif len(held) > 16 * PIECE:  # a megabyte without any tag is no sitemap
            return
    yield held


def codec_of(piece: bytes) -> str:
    """The codec of a document that begins so: UTF-8 where it is valid, else what it declares, else windows-1252."""
    if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if name := utf_16(piece):
        return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(piece)
    except UnicodeDecodeError:
        declared = DECLARED.search(piece[:4000])
        return declared[1].decode() if declared and LEGACY.fullmatch(declared[1]) else "cp1252"
    return "utf-8-sig"


def text_entries(pieces: Iterable[str]) -> Iterator[Found | None]:
    """The addresses of a plain text sitemap, one a line, and None for a line that has none."""
    for piece in pieces:
        for line in filter(str.strip, piece.splitlines()):
            yield Found(url=address) if (address := clean(line)) else None


def xml_entries(pieces: Iterable[str], url: str, now: datetime) -> Iterator[Found | None]:
    """The entries of an XML sitemap, and None for one without address; each element is forgotten once it is read."""
    parser = etree.XMLPullParser(events=("end",), tag=("{*}url", "{*}sitemap"), **XML)
    for piece in pieces:
        try:
            parser.feed(disarmed(piece))
        except etree.XMLSyntaxError as error:
            logger.warning("%s: its XML is broken (%s); what came before is read", url, error)
            return
        for _, element in parser.read_events():
            yield entry_of(element, url, now)
            forget(element)


def forget(element: Any) -> None:
    """Free an element that has been read, and those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def entry_of(element: Any, url: str, now: datetime) -> Found | None:
    """The entry that an element `url` or `sitemap` describes; None if its address can be no page."""
    fields: dict[str, str] = {}
    news: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        if name == "news" and NEWS in child.tag:
            news = {local_name(part): part.text or "" for part in child}
        else:
            fields.setdefault(name, child.text or "")
    if not (address := clean(fields.get("loc", ""), url)):
        return None
    return Found(
        url=address,
        title=one_line(news["title"]) if "title" in news else "",
        published=to_utc(news["publication_date"], now) if "publication_date" in news else "",
        kind="sitemap" if local_name(element) == "sitemap" else "link",
        trusted=bool(news),
        lastmod=to_utc(fields["lastmod"], now) if "lastmod" in fields else "",
    )

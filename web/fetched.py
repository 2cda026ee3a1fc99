"""A captured answer, read from its WARC file and made safe to look at.

A stranger's page is shown without its scripts, frames and links to resources, under a policy that sandboxes it and
lets it load nothing: either would do, and each holds where the other fails.
"""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HTMLParser, document_fromstring, tostring

from pipelines.body import BodyError, decode, unpack
from pipelines.errors import CaptureError
from pipelines.records import payload_digest
from web.cells import WEB

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
"""Content-Security-Policy of a page as fetched: no script, no form, nothing loaded from anywhere; its own inline style."""

LARGEST_RECORD = 64_000_000
"""Bytes of a record that is given out."""

LARGEST_PAGE = 8_000_000
"""Bytes of a page that is shown, unpacked; as many as a crawl takes at most."""

GONE = ("script", "iframe", "template")
"""Elements that a page as fetched is shown without, and without what they hold."""

UNWRAPPED = (
    *("link", "base", "meta", "frame", "frameset", "object", "embed", "applet", "portal"),
    *("audio", "video", "source", "track"),
)
"""Elements of which only what they hold is shown: libxml2 may take all of a page that follows for what one holds."""

MARKUP = ("text/html", "application/xhtml+xml")
CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")
BINARY = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/octet-stream")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a browser is given of a captured page."""

    text: str
    content_type: str


def record(folder: Path, warc: str, offset: int, length: int) -> bytes:
    """The gzip member of a record, to the byte. `warc` is relative to the archive's folder.

    Raises CaptureError when the file is not there, ends before the record does, or holds something else.
    """
    path = PurePosixPath(warc)
    if path.is_absolute() or ".." in path.parts or "\0" in warc or not path.parts:
        raise CaptureError(f"{warc!r} is no file beside the archive, as captures.warc should name one")
    if not (offset >= 0 and 0 < length <= LARGEST_RECORD):
        raise CaptureError(
            f"{warc}: {length:,} bytes at {offset:,} are no record that is given out; read it with warcio"
        )
    try:
        with (folder / path).open("rb") as file:
            file.seek(offset)
            found = file.read(length)
    except OSError as error:
        cure = "put the WARC files back beside the archive, where they were when it was written"
        raise CaptureError(f"{warc}: {error.strerror or error}; {cure}") from error
    if len(found) < length or not found.startswith(b"\x1f\x8b"):
        cure = "the file was cut or replaced: restore it from a backup"
        raise CaptureError(f"{warc}: no whole record at byte {offset:,}; {cure}")
    return found


def body(member: bytes, limit: int = LARGEST_PAGE) -> bytes:
    """The body of the answer in a record (ISO 28500:2017, section 6.3), still in its content coding.

    Raises CaptureError when the record is damaged, or its body longer than `limit`.
    """
    try:
        plain = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(member, limit + 200_000)
    except zlib.error as error:
        raise damaged(str(error)) from error
    head, end, rest = plain.partition(b"\r\n\r\n")
    size = field(head, b"content-length")
    if not end or not head.startswith(b"WARC/") or not re.fullmatch(rb"[0-9]{1,18}", size):
        raise damaged("it does not begin as a record does")
    block = rest[: int(size)]
    if len(block) < int(size) and len(plain) < limit + 200_000:
        raise damaged(f"{len(block):,} of its {int(size):,} bytes are there")
    head, end, found = block.partition(b"\r\n\r\n") if block.startswith(b"HTTP/") else (b"", b"", block)
    if field(head, b"transfer-encoding").lower() == b"chunked":
        found = without_chunks(found)
    if len(found) > limit:
        raise CaptureError(f"The page is larger than {limit:,} bytes; download its record instead")
    return found


def damaged(why: str) -> CaptureError:
    """The error to raise for a record that is not as it was written."""
    return CaptureError(f"The record is damaged: {why}; restore the WARC file from a backup")


def field(head: bytes, name: bytes) -> bytes:
    r"""The value of a header of a WARC or HTTP record, empty without one.

    >>> field(b"WARC/1.1\r\nContent-Length: 7\r\nX: y", b"content-length")
    b'7'
    """
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return next((value.strip() for key, _, value in lines if key.strip().lower() == name), b"")


def without_chunks(sent: bytes) -> bytes:
    r"""A body without the sizes of its chunks (RFC 9112, section 7.1); as it is, where it only claims to have some.

    >>> without_chunks(b"3;x=y\r\nnew\r\n1\r\ns\r\n0\r\n\r\n"), without_chunks(b"<html>")
    (b'news', b'<html>')
    """
    found, at = [], 0
    while size := CHUNK.match(sent, at):
        start, length = size.end(), int(size[1], 16)
        if length == 0:
            break
        found.append(sent[start : start + length])
        at = start + length + 2
    return b"".join(found) if found else sent


def whole(member: bytes, digest: str) -> bool:
    """Whether a record's body is still the one that was captured, by its digest."""
    return payload_digest(body(member, LARGEST_RECORD)) == digest


def seen(member: bytes, url: str, content_type: str, coding: str) -> Seen:
    """A captured answer as something that a browser may show: a page without what is active in it, or plain text.

    Raises CaptureError when it cannot be shown.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith(BINARY):
        raise CaptureError(f"This is no page but {kind}; download its record instead")
    try:
        text = decode(unpack(body(member), coding, LARGEST_PAGE), content_type)
    except BodyError as error:
        raise CaptureError(f"The page cannot be unpacked: {error}; download its record instead") from error
    if kind in MARKUP or (not kind and "<html" in text[:2000].lower()):
        return Seen(text=inert(text, url), content_type="text/html; charset=utf-8")
    return Seen(text=text, content_type="text/plain; charset=utf-8")


def inert(html: str, url: str) -> str:
    r"""A page without what is active in it; its links lead to where they led on the page at `url`.

    >>> inert("<p onclick=x()>News<script>x()</script><img src=//a/b><a href=c>", "https://paper.example/a")[57:]
    '<body><p>News<img><a href="https://paper.example/c"></a></p></body></html>'
    """
    tree = parsed(html)
    for element in [*tree.iter(*GONE)]:
        element.drop_tree()
    for element in [*tree.iter(*UNWRAPPED)]:
        element.drop_tag()
    for element in tree.iter(etree.Element):
        for name in [name for name in element.attrib if is_active(str(name))]:
            value = element.attrib.pop(name)
            if name == "href" and element.tag in ("a", "area") and (led := destination(url, value)):
                element.set("href", led)
    head = tree.find("head")
    if head is None:
        head = tree.makeelement("head")
        tree.insert(0, head)
    head.insert(0, head.makeelement("meta", {"charset": "utf-8"}))
    return "<!DOCTYPE html>\n" + str(tostring(tree, encoding="unicode"))


def is_active(name: str) -> bool:
    """Whether an attribute runs something, loads something or leads away."""
    loads = ("src", "srcset", "poster", "background", "ping", "srcdoc", "action", "formaction")
    return name.startswith("on") or name in loads or name.endswith("href")


def destination(url: str, reference: str) -> str:
    """Where a link on the page at `url` leads; nothing where that is not on the web.

    >>> destination("https://paper.example/a/b", "../c"), destination("https://paper.example/", "javascript:x()")
    ('https://paper.example/c', '')
    """
    try:
        led = urljoin(url, reference.strip())
    except ValueError:
        return ""
    return led if WEB.fullmatch(led) else ""


def parsed(html: str) -> Any:
    """The tree of a page without comments; that of its text alone where nothing else can be made of it."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return document_fromstring("<html><body><p>The page is empty.</p></body></html>")

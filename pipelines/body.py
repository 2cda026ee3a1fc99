"""From the bytes of an answer to text: content coding taken off within a bound, character encoding found."""

import codecs
import re
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import brotli
from backports import zstd
from charset_normalizer import from_bytes

from pipelines.errors import MorgueError

MAX_CODINGS = 3
"""More content codings on one body than this are an attack, not a server."""

_META_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# What is labelled latin-1 on the web is windows-1252: WHATWG Encoding Standard, section 4.2.
_LABELS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}

_TWICE_QUOTED = "â\x80".encode()
_TWICE = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]){1,3}")
"""The first byte of a letter, and those that follow it, each of them encoded as a letter of its own."""


class BodyError(MorgueError):
    """Raised when a body is broken or unpacks to more than the bound, from `unpack()`."""


class BodyTooBig(BodyError):  # noqa: N818 - named for what it says of the body
    """Raised when a body unpacks to more than the bound, from `unpack()`."""


def unpack(body: bytes, coding: str, limit: int) -> bytes:
    """`body` without its content codings (RFC 9110, section 8.4); at most `limit` bytes.

    A stream that ends early is used as far as it goes, as browsers do. A body that is not in the coding its header
    claims is returned as it is.

    >>> unpack(zlib.compress(b"news"), "deflate", 100)
    b'news'
    >>> unpack(b"news", "gzip", 100)
    b'news'

    Raises BodyTooBig when the plain text would exceed `limit`, BodyError for codings stacked beyond reason.
    """
    codings = [name for word in coding.lower().split(",") if (name := word.strip()) and name != "identity"]
    if len(codings) > MAX_CODINGS:
        raise BodyError(f"content coding {coding[:60]!r}: more than {MAX_CODINGS} codings")
    for name in reversed(codings):
        reader = _READERS.get(name)
        if reader is None:
            raise BodyError(f"content coding {name[:60]!r} is not known")
        try:
            body = reader(body, limit)
        except (zlib.error, brotli.error, zstd.ZstdError):
            return body
    if len(body) > limit:
        raise BodyTooBig(f"body of {len(body)} bytes, limit {limit}")
    return body


def _members(body: bytes, limit: int, opener: Callable[[], Any]) -> bytes:
    """All members of a gzip or zstd stream, one after the other."""
    plain = bytearray()
    while body and len(plain) <= limit:
        member = opener()
        plain += member.decompress(body, limit + 1 - len(plain))
        if not member.eof:
            break
        body = member.unused_data.lstrip(b"\0")
        if body[:2] != b"\x1f\x8b" and body[:4] != b"\x28\xb5\x2f\xfd":
            break
    if len(plain) > limit:
        raise BodyTooBig(f"body unpacks to more than {limit} bytes")
    return bytes(plain)


def _deflate(body: bytes, limit: int) -> bytes:
    """Deflate with zlib's header, or without it as some servers send it."""
    try:
        return _members(body, limit, zlib.decompressobj)
    except zlib.error:
        return _members(body, limit, partial(zlib.decompressobj, -zlib.MAX_WBITS))


def _brotli(body: bytes, limit: int) -> bytes:
    """Brotli (RFC 7932), never unpacking beyond the limit."""
    plain = brotli.Decompressor().process(body, output_buffer_limit=limit + 1)
    if len(plain) > limit:
        raise BodyTooBig(f"body unpacks to more than {limit} bytes")
    return bytes(plain)


_gzip = partial(_members, opener=partial(zlib.decompressobj, 16 + zlib.MAX_WBITS))
_READERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": partial(_members, opener=zstd.ZstdDecompressor),
}


def decode(body: bytes, content_type: str = "") -> str:
    """`body` as text: byte order mark, else UTF-8 where it is valid, else the declared encoding, else a guess.

    Valid UTF-8 beats the declaration, since text in another encoding is hardly ever valid UTF-8 by chance and wrong
    declarations are common.

    >>> decode("Zoë".encode(), "text/html; charset=iso-8859-1")
    'Zoë'
    >>> decode("Zoë said no, and left the room".encode("cp1252"), "text/html; charset=utf-8")
    'Zoë said no, and left the room'
    >>> decode("„Zoë“".encode("cp1252"), "text/html; charset=iso-8859-1")
    '„Zoë“'
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass  # not UTF-8: the declaration decides
    header, meta = _HEADER_CHARSET.search(content_type), _META_CHARSET.search(body[:4096])
    for label in (header and header[1], meta and meta[1].decode("ascii")):
        name = _codec(label or "")
        if name and name != "utf-8":
            return body.decode(name, "replace")
    readable = body.decode("utf-8", "ignore")
    broken, letters = len(body) - len(readable.encode()), sum(character > "\x7f" for character in readable)
    if letters > 3 * broken:
        return body.decode("utf-8", "replace")  # UTF-8 with a few broken bytes
    if broken + letters < 0.1 * len(body):
        return body.decode("cp1252", "replace")  # mostly ASCII: a western text
    guess = from_bytes(body[:20_000]).best()
    return body.decode(guess.encoding if guess else "cp1252", "replace")


def mended(plain: bytes) -> bytes:
    """UTF-8 in which text was encoded twice, as some publishing systems do, with that text encoded once.

    It shows by typographic quotes or dashes whose second letter is a control character, which no text has.

    >>> mended("It’s Zoë".encode().decode("latin-1").encode()).decode()
    'It’s Zoë'
    >>> mended("Â£5, Ã©".encode()).decode()
    'Â£5, Ã©'
    """
    return _TWICE.sub(_once, plain) if _TWICE_QUOTED in plain else plain


def _once(match: re.Match[bytes]) -> bytes:
    """A letter that was encoded twice, encoded once."""
    once = match[0].decode().encode("latin-1")
    try:
        once.decode()
    except UnicodeDecodeError:
        return match[0]
    return once


def _codec(label: str) -> str:
    """Python's name of the codec that a label means on the web, or '' if there is none."""
    try:
        info = codecs.lookup(label)
    except LookupError:
        return ""
    return _LABELS.get(info.name, info.name) if info._is_text_encoding else ""

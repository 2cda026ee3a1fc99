"""Stage one: every answer of a server kept as a WARC 1.1 record, and as a row in `captures`.

`CaptureMiddleware` sits next to the downloader, since the item pipelines see neither redirects nor errors nor
robots.txt. Source: the WARC format 1.1 (ISO 28500:2017), IIPC's revisit records for bodies already held.
"""

import base64
import hashlib
import io
import logging
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines import rights
from pipelines.archive import Archive, utc_now
from pipelines.body import BodyError, unpack
from pipelines.errors import CaptureError
from pipelines.warcfiles import WARC_BYTES, WarcFiles

logger = logging.getLogger(__name__)

MAX_UNPACKED = 4_000_000
"""Bytes of a page that are looked through for what it reserves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server said: the unit that is captured."""

    url: str
    fetched: str
    status: int
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    withheld: bool = False
    """Whether the body is left out, since the page reserves what is to be obeyed."""

    def header(self, name: str) -> str:
        """The first value of a header, '' without one."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def payload_digest(body: bytes) -> str:
    """The digest of a body in the form of WARC-Payload-Digest.

    >>> payload_digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def warc_record(answer: Answer, digest: str, first: tuple[str, str] | None = None) -> bytes:
    """One record as a gzip member: a response, or, with the (url, date) that has the body already, a revisit."""
    headers = StatusAndHeaders(f"{answer.status} {answer.reason}".strip(), list(answer.headers), protocol="HTTP/1.1")
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
    extra = {"WARC-Date": answer.fetched}
    if first:
        record = writer.create_revisit_record(answer.url, digest, *first, http_headers=headers, warc_headers_dict=extra)
    else:
        extra["WARC-Payload-Digest"] = digest
        if answer.withheld:
            extra["WARC-Truncated"] = "unspecified"
        record = writer.create_warc_record(
            answer.url,
            "response",
            io.BytesIO(answer.body),
            len(answer.body),
            http_headers=headers,
            warc_headers_dict=extra,
        )
    writer.write_record(record)
    # a body that is compressed already gains nothing from a second pass, which costs 1 ms
    packer = zlib.compressobj(0 if answer.header("content-encoding") else 6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(out.getvalue()) + packer.flush()


def read_record(folder: Path, warc: str, offset: int) -> tuple[dict[str, str], bytes]:
    """The WARC headers and the payload, still in its content coding, of the record at an offset.

    Raises CaptureError when the file or the record is missing.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - needed by few, slow to import

    try:
        with (folder / warc).open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file)))
            return dict(record.rec_headers.headers), record.raw_stream.read()
    except (OSError, StopIteration) as error:
        raise CaptureError(
            f"{folder / warc}: no record at {offset}: {error}; restore the file from a backup"
        ) from error


class Captures:
    """Keeps answers: the record in a WARC file, the row in `captures`."""

    def __init__(self, archive: Archive, limit: int = WARC_BYTES) -> None:
        self.archive = archive
        self.files = WarcFiles(archive.folder, archive.path.name.removesuffix(".db"), limit)
        last = archive.rows("SELECT warc, warc_offset + warc_length FROM captures ORDER BY id DESC LIMIT 1")
        known, end = last[0] if last else ("", 0)
        if torn := self.files.resume(Path(known).name, end):
            logger.warning("%s: cut off a torn record of %d bytes that a killed run left", self.files.name, torn)
        archive.before_commit.append(self.files.sync)

    def keep(self, answer: Answer, source: str) -> int:
        """Capture one answer; returns its row. A body that is held already becomes a revisit of it."""
        digest = payload_digest(answer.body) if answer.body else ""
        held = None
        if digest:
            rows = self.archive.rows(
                "SELECT id, url, fetched FROM captures WHERE digest = ? AND digest <> '' AND revisit_of IS NULL LIMIT 1",
                (digest,),
            )
            held = rows[0] if rows else None
        place = self.files.write(warc_record(answer, digest or payload_digest(b""), held[1:] if held else None))
        row = (
            *(self.archive.crawl, source, answer.url, answer.fetched, answer.status),
            *(
                answer.header(name)[:500]
                for name in ("content-type", "content-encoding", "location", "etag", "last-modified")
            ),
            *(digest, len(answer.body), held[0] if held else None, f"warc/{place.file}", place.offset, place.length),
        )
        columns = (
            "crawl_id, source, url, fetched, status, content_type, coding, location, etag, last_modified,"
            " digest, size, revisit_of, warc, warc_offset, warc_length"
        )
        cursor = self.archive.execute(f"INSERT INTO captures ({columns}) VALUES ({','.join('?' * len(row))})", row)  # noqa: S608
        return cursor.lastrowid or 0


class CaptureMiddleware:
    """Captures every answer as it comes from the downloader, and notes its row as `capture` in the request's meta.

    A request with `raw` in its meta gets the body as it was sent: the process that reads it unpacks it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.captures = Captures(Archive.from_crawler(crawler), crawler.settings.getint("WARC_BYTES", WARC_BYTES))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CaptureMiddleware":
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Capture the answer, then pass it on."""
        answer = Answer(
            url=quote(response.url, safe="%/:=&?~#+!$,;'@()*[]|"),
            fetched=utc_now(),
            status=response.status,
            headers=printable_headers(response),
            body=response.body,
        )
        if is_withheld(response, request.meta.get("obey", ())):
            answer = replace(answer, body=b"", withheld=True)
        try:
            request.meta["capture"] = self.captures.keep(answer, request.meta.get("source", ""))
        except CaptureError as error:
            raise self.captures.archive.fail(error) from error
        if request.meta.get("raw"):
            request.meta["coding"] = ", ".join(
                value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")
            )
            response.headers.pop("Content-Encoding", None)
        return response


def is_withheld(response: Response, obeyed: Sequence[str]) -> bool:
    """Whether a page reserves what is to be obeyed, so that its body must not be kept either."""
    if not obeyed or response.status != 200:
        return False
    tags, *tdm = (
        [value.decode("latin-1") for value in response.headers.getlist(name)]
        for name in ("X-Robots-Tag", "tdm-reservation", "tdm-policy")
    )
    reserved = set(rights.of_headers(tags, *(" ".join(values[:1]) for values in tdm)))
    coding = ", ".join(value.decode("latin-1") for value in response.headers.getlist("Content-Encoding"))
    with suppress(BodyError):  # what cannot be unpacked cannot be read, and is dropped as such
        reserved |= rights.of_source(unpack(response.body, coding, MAX_UNPACKED))
    return bool(rights.forbidden(rights.in_order(reserved), obeyed))


def printable_headers(response: Response) -> tuple[tuple[str, str], ...]:
    """The headers of a response as text, one line each."""
    return tuple(
        (name.decode("latin-1"), " ".join(value.decode("latin-1").split()))
        for name, values in response.headers.items()
        for value in values
    )

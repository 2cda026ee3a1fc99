"""Stage one: every answer of a server kept as a WARC 1.1 record, and as a row in `captures`.

`CaptureMiddleware` sits next to the downloader, since the item pipelines see neither redirects nor errors nor
robots.txt. Source: the WARC format 1.1 (ISO 28500:2017), IIPC's revisit records for bodies already held.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipelines import rights
from pipelines.archive import Archive, utc_now
from pipelines.body import BodyError, unpack
from pipelines.errors import CaptureError
from pipelines.recall import RECALLED, Captured, recall, unknown_records, warc_url
from pipelines.records import Answer, payload_digest, warc_record
from pipelines.warcfiles import WARC_BYTES, Place, WarcFiles

logger = logging.getLogger(__name__)

MAX_UNPACKED = 4_000_000
"""Bytes of a page that are looked through for what it reserves."""


class Captures:
    """Keeps answers: the record in a WARC file, the row in `captures`."""

    def __init__(self, archive: Archive, limit: int = WARC_BYTES) -> None:
        self.archive = archive
        self.files = WarcFiles(archive.folder, archive.path.name.removesuffix(".db"), limit)
        last = archive.rows("SELECT warc, warc_offset + warc_length FROM captures ORDER BY id DESC LIMIT 1")
        known, end = last[0] if last else ("", 0)
        if torn := self.files.resume(Path(known).name, end):
            logger.warning("%s: cut off a torn record of %d bytes that a killed run left", self.files.name, torn)
        self.adopt(Path(known).name, end)
        archive.before_commit.append(self.files.sync)

    def adopt(self, known: str, end: int) -> None:
        """Enter the records that a killed run wrote and had not entered: those behind the end of the last known one."""
        found, crawl = 0, self.archive.rows("SELECT max(id) FROM crawls")[0][0]
        for place, answer, digest in unknown_records(self.files, known, end):
            if not self.archive.rows(
                "SELECT 1 FROM captures WHERE warc = ? AND warc_offset = ?", (f"warc/{place.file}", place.offset)
            ):
                self._enter(answer, digest, place, self._source_of(answer.url), crawl)
                found += 1
        if found:
            logger.info("%s: entered %d answers that a killed run had kept", self.archive.path, found)
            self.archive.commit()

    def _source_of(self, url: str) -> str:
        """The publication that an address is known of."""
        asked = "SELECT source FROM links WHERE url = ?1 UNION ALL SELECT source FROM endpoints WHERE url = ?1 LIMIT 1"
        rows = self.archive.rows(asked, (url,))
        return rows[0][0] if rows else ""

    def keep(self, answer: Answer, source: str) -> int:
        """Capture one answer; returns its row. A body that is held already becomes a revisit of it."""
        digest = payload_digest(answer.body) if answer.body else ""
        held = self._held(digest)
        record = warc_record(answer, digest or payload_digest(b""), held[1:3] if held else None)
        return self._enter(answer, digest, self.files.write(record), source, self.archive.crawl)

    def _held(self, digest: str) -> tuple[int, str, str, int] | None:
        """The capture that holds a body: its row, address and time, and the size of the body."""
        sql = "SELECT id, url, fetched, size FROM captures WHERE digest = ? AND digest <> '' AND revisit_of IS NULL LIMIT 1"
        rows = self.archive.rows(sql, (digest,)) if digest else []
        return rows[0] if rows else None

    def _enter(self, answer: Answer, digest: str, place: Place, source: str, crawl: int | None) -> int:
        """The row of an answer whose record is written."""
        held = self._held(digest)
        names = ("content-type", "content-encoding", "location", "etag", "last-modified")
        row = (
            *(crawl, source, answer.url, answer.fetched, answer.status),
            *(answer.header(name)[:500] for name in names),
            *(digest, held[3] if held else len(answer.body), held[0] if held else None),
            *(f"warc/{place.file}", place.offset, place.length),
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

    def process_request(self, request: Request) -> Response | None:
        """The answer to a request that is captured already: its meta names it, as `captured`."""
        captured: Captured | None = request.meta.get("captured")
        if captured is None or captured.url != request.url:  # a redirect has led on
            return None
        answer = recall(self.captures.archive, captured.id)
        return Response(
            request.url, answer.status, dict(answer.headers), answer.body, flags=[RECALLED], request=request
        )

    def process_response(self, request: Request, response: Response) -> Response:
        """Capture the answer, then pass it on."""
        if RECALLED in response.flags:
            request.meta["capture"] = request.meta["captured"].id
        else:
            self.keep(request, response)
        if request.meta.get("raw"):
            request.meta["coding"] = ", ".join(
                value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")
            )
            response.headers.pop("Content-Encoding", None)
        return response

    def keep(self, request: Request, response: Response) -> None:
        """Capture an answer. Raises CaptureError when it cannot be written, which ends the run."""
        answer = Answer(
            url=warc_url(response.url),
            fetched=utc_now(),
            status=response.status,
            headers=printable_headers(response),
            body=response.body,
        )
        wanted = request.meta if request.meta.get("raw") else {}
        if is_withheld(response, wanted.get("obey", ()), wanted.get("reserved", ())):
            answer = replace(answer, body=b"", withheld=True)
        try:
            request.meta["capture"] = self.captures.keep(answer, request.meta.get("source", ""))
        except CaptureError as error:
            raise self.captures.archive.fail(error) from error


def is_withheld(response: Response, obeyed: Sequence[str], by_site: Sequence[str]) -> bool:
    """Whether a page, or its site, reserves what is to be obeyed, so that its body must not be kept either."""
    if not obeyed or response.status != 200:
        return False
    tags, *tdm = (
        [value.decode("latin-1") for value in response.headers.getlist(name)]
        for name in ("X-Robots-Tag", "tdm-reservation", "tdm-policy")
    )
    reserved = {*by_site} | set(rights.of_headers(tags, *(" ".join(values[:1]) for values in tdm)))
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

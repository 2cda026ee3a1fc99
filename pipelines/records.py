"""WARC 1.1 records (ISO 28500:2017): an answer of a server written as one, and read back."""

import base64
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.errors import CaptureError


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

    Raises CaptureError when the file or the record is missing or damaged.
    """
    with record_at(folder, warc, offset) as record:
        return dict(record.rec_headers.headers), record.raw_stream.read()


def read_answer(folder: Path, warc: str, offset: int) -> Answer:
    """The answer in the record at an offset; of a revisit record without its body. Raises CaptureError as `read_record()`."""
    with record_at(folder, warc, offset) as record:
        return answer_of(record)


@contextmanager
def record_at(folder: Path, warc: str, offset: int) -> Iterator[ArcWarcRecord]:
    """The record at an offset, while its file is open. Raises CaptureError when there is none, or it cannot be read."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - needed by few, slow to import

    try:
        with (folder / warc).open("rb") as file:
            file.seek(offset)
            yield next(iter(ArchiveIterator(file)))
    except (OSError, StopIteration, ArchiveLoadFailed) as error:
        raise CaptureError(
            f"{folder / warc}: no record at {offset}: {error}; restore the file from a backup"
        ) from error


def answer_of(record: ArcWarcRecord) -> Answer:
    """The answer in a record of type response or revisit. Raises ArchiveLoadFailed when there is none in it."""
    told = record.http_headers
    code, _, reason = told.statusline.partition(" ") if told else ("", "", "")
    if not code.isdecimal():
        raise ArchiveLoadFailed(f"no answer of a server in a record of type {record.rec_type}")
    return Answer(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        fetched=record.rec_headers.get_header("WARC-Date"),
        status=int(code),
        reason=reason,
        headers=tuple(told.headers),
        body=record.raw_stream.read(),
        withheld=record.rec_headers.get_header("WARC-Truncated") is not None,
    )

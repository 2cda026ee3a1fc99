"""Answers that are captured and not yet read: what a killed run had fetched is read from its WARC file, not fetched again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive
from pipelines.records import Answer, answer_of, payload_digest, read_answer
from pipelines.warcfiles import Place, WarcFiles

RECALLED = "captured"
"""Flag of a response that came from a WARC file."""
PATIENT = (403, 408, 425, 429)
"""Statuses beside 5xx that ask for another try."""


@dataclass(frozen=True, slots=True)
class Captured:
    """An answer on record."""

    id: int
    """Row in `captures`."""
    url: str
    """Address that it answers to."""
    fetched: str
    """When it came (UTC)."""


def warc_url(url: str) -> str:
    """An address as WARC records and `captures` have it: without characters that no URI may hold."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]|")


def unread(archive: Archive, url: str, since: str) -> Captured | None:
    """The last answer of an address that came after `since` (UTC, ISO 8601), if it is one to read and was kept whole."""
    rows = archive.rows(
        "SELECT id, status, fetched, withheld FROM (SELECT id, status, digest = '' AND status = 200 AS withheld, fetched"
        " FROM captures WHERE url = ? ORDER BY id DESC LIMIT 1) WHERE fetched > ?",
        (warc_url(url), since),
    )
    if not rows or rows[0][3] or rows[0][1] >= 500 or rows[0][1] in PATIENT:
        return None
    return Captured(rows[0][0], url, rows[0][2])


def recall(archive: Archive, capture: int) -> Answer:
    """The answer in a row of `captures`, with its body. Raises CaptureError when its file or record is missing."""
    sql = "SELECT warc, warc_offset, revisit_of FROM captures WHERE id = ?"
    ((warc, offset, first),) = archive.rows(sql, (capture,))
    answer = read_answer(archive.folder, warc, offset)
    return replace(answer, body=recall(archive, first).body) if first else answer


def unknown_records(files: WarcFiles, known: str, end: int) -> Iterator[tuple[Place, Answer, str]]:
    """The answers behind the end of the last record that the archive knows, with the digests of their bodies."""
    for name in files.names():
        if name < known:
            continue
        with (files.folder / name).open("rb") as file:
            file.seek(end if name == known else 0)
            records = ArchiveIterator(file)
            for record in records:
                if record.rec_type not in {"response", "revisit"}:
                    continue
                answer, digest = answer_of(record), record.rec_headers.get_header("WARC-Payload-Digest")
                records.read_to_end(record)
                place = Place(file=name, offset=records.get_record_offset(), length=records.get_record_length())
                yield place, answer, "" if digest == payload_digest(b"") else digest

"""Whether the captures of an archive can be read back from its WARC files (ISO 28500), and say what their rows say."""

import base64
import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from benchmarks.crawl.archives import connect

CAPTURES = """
SELECT c.id, c.url, c.digest, c.warc, c.warc_offset, c.warc_length, c.revisit_of, o.digest AS original
FROM captures c LEFT JOIN captures o ON o.id = c.revisit_of ORDER BY c.warc, c.warc_offset
"""


def capture_faults(archive: Path) -> Iterator[str]:
    """A sentence for every row of `captures` that its WARC record contradicts."""
    with closing(connect(archive)) as db:
        rows = db.execute(CAPTURES).fetchall()
    for row in rows:
        path = archive.parent / row["warc"]
        try:
            with path.open("rb") as file:
                fault = record_fault(file, row)
        except (OSError, ArchiveLoadFailed, EOFError) as error:
            fault = f"cannot be read: {error}"
        if fault:
            yield f"capture {row['id']} ({row['url']}) at {path.name}:{row['warc_offset']} {fault}"


def record_fault(file: BinaryIO, row: sqlite3.Row) -> str:
    """What is wrong with the record that `row` points at in `file`; empty when all is right."""
    file.seek(row["warc_offset"])
    records = ArchiveIterator(file)
    record = next(records, None)
    if record is None:
        return "holds no record"
    url = record.rec_headers.get_header("WARC-Target-URI")
    if url != row["url"]:
        return f"is of {url}"
    fault = revisit_fault(record, row) if record.rec_type == "revisit" else response_fault(record, row)
    records.read_to_end()
    length = records.get_record_length()
    if not fault and length != row["warc_length"]:
        return f"is {length} bytes long, its row says {row['warc_length']}"
    return fault


def response_fault(record: ArcWarcRecord, row: sqlite3.Row) -> str:
    """What is wrong with a record that holds the body itself, in its content coding."""
    body = record.raw_stream.read()
    digest = f"sha1:{base64.b32encode(hashlib.sha1(body).digest()).decode()}" if body else ""
    if row["revisit_of"] is not None:
        return f"is a {record.rec_type}, its row a revisit of capture {row['revisit_of']}"
    if row["digest"] != digest:
        return f"has a body of digest {digest or '(none)'}, its row says {row['digest'] or '(none)'}"
    said = record.rec_headers.get_header("WARC-Payload-Digest")
    return f"says {said} of a body of digest {digest}" if body and said != digest else ""


def revisit_fault(record: ArcWarcRecord, row: sqlite3.Row) -> str:
    """What is wrong with a record that refers to an earlier one for its body, which is checked at its own row."""
    said = record.rec_headers.get_header("WARC-Payload-Digest")
    if row["revisit_of"] is None:
        return "is a revisit, its row does not say of what"
    if row["original"] != row["digest"] or said != row["digest"]:
        return f"says {said}; its row {row['digest']}; capture {row['revisit_of']} {row['original']}"
    return ""


def file_faults(archive: Path) -> Iterator[str]:
    """A sentence for every WARC file beside `archive` that `warcio check` does not pass."""
    for path in sorted(archive.parent.rglob("*.warc*")):
        command = [sys.executable, "-m", "warcio.cli", "check", str(path)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            yield f"warcio check {path.name}: {(result.stdout + result.stderr).strip()[-400:]}"


def orphans(archive: Path) -> int:
    """Number of response and revisit records that no row of `captures` points at: written, then lost with the power."""
    with closing(connect(archive)) as db:
        known = {(warc, offset) for warc, offset in db.execute("SELECT warc, warc_offset FROM captures")}
    lost = 0
    for path in sorted(archive.parent.rglob("*.warc*")):
        name = path.relative_to(archive.parent).as_posix()
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                offset = records.get_record_offset()
                lost += record.rec_type in {"response", "revisit"} and (name, offset) not in known
    return lost

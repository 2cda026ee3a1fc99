"""The WARC files of an archive, appended to by each run; a tail that a killed run has torn is cut off."""

import io
import os
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.warcwriter import WARCWriter

from pipelines.errors import CaptureError

WARC_BYTES = 1_000_000_000
"""A WARC file is closed when it has grown to this size: the usual 1 GB of the WARC guidelines."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a record lies: the file's name and the record's gzip member in it."""

    file: str
    offset: int
    length: int


class WarcFiles:
    """The WARC files of an archive: the last one is continued by each run until it has grown to `limit` bytes.

    Each record goes out in one write of a whole gzip member, so that a killed run tears at most the last record of the
    last file. Opening cuts such a tail off; whole records that the archive does not know are entered.
    """

    def __init__(self, folder: Path, stem: str, limit: int = WARC_BYTES) -> None:
        self.folder, self.stem, self.limit = folder / "warc", stem, limit
        self._file: int | None = None
        self._size = 0
        self.name = ""

    def names(self) -> list[str]:
        """The archive's files, the earliest first."""
        pattern = re.compile(rf"{re.escape(self.stem)}-\d{{20}}\.warc\.gz")
        return sorted(path.name for path in self.folder.glob("*.warc.gz") if pattern.fullmatch(path.name))

    def resume(self, known: str, end: int) -> int:
        """Open the last file if it has room; returns the bytes of a torn tail that were cut off.

        `known` and `end`: the file of the last record that the archive knows, and where that record ends, so that only
        what lies behind it is looked at.
        """
        names = self.names()
        if not names:
            return 0
        path = self.folder / names[-1]
        size = path.stat().st_size
        whole = last_whole(path, end if names[-1] == known and end <= size else 0)
        if whole < size:
            os.truncate(path, whole)
        if whole < self.limit:
            self._open(names[-1], whole)
        return size - whole

    def write(self, record: bytes) -> Place:
        """Append a record.

        Raises CaptureError when the disk is full or broken; a partly written record is taken back.
        """
        if self._file is None or self._size >= self.limit:
            self._start()
        assert self._file is not None
        place = Place(file=self.name, offset=self._size, length=len(record))
        try:
            view = memoryview(record)
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            os.ftruncate(self._file, self._size)
            raise CaptureError(
                f"{self.folder / self.name}: cannot write: {error.strerror}; free some space, then run again"
            ) from error
        self._size += len(record)
        return place

    def sync(self) -> None:
        """Make what was written survive a power cut."""
        if self._file is not None:
            os.fsync(self._file)

    def close(self) -> None:
        """Close the file that is open."""
        if self._file is not None:
            self.sync()
            os.close(self._file)
            self._file = None

    def _start(self) -> None:
        """Start the next file with its warcinfo record."""
        self.close()
        name = f"{self.stem}-{datetime.now(UTC):%Y%m%d%H%M%S%f}.warc.gz"
        self._open(name, 0)
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
        info = {"software": "morgue", "format": "WARC File Format 1.1", "conformsTo": "ISO 28500:2017"}
        writer.write_record(writer.create_warcinfo_record(name, info))
        self.write(out.getvalue())

    def _open(self, name: str, size: int) -> None:
        """Open a file of `size` bytes for appending."""
        try:
            self.folder.mkdir(exist_ok=True)
            self._file = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise CaptureError(
                f"{self.folder / name}: {error.strerror}; make the folder writable, or name another ARCHIVE"
            ) from error
        self.name, self._size = name, size


def last_whole(path: Path, start: int = 0) -> int:
    """Where the last whole gzip member of a file ends, reading on from the end `start` of an earlier one."""
    with path.open("rb") as file:
        file.seek(start)
        end, unpacker, buffer = start, zlib.decompressobj(16 + zlib.MAX_WBITS), b""
        while buffer := buffer or file.read(1 << 20):
            try:
                unpacker.decompress(buffer)
            except zlib.error:
                return end
            if unpacker.eof:
                buffer = unpacker.unused_data
                end = file.tell() - len(buffer)
                unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
            else:
                buffer = b""
    return end

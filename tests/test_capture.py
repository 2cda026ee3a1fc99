"""Captures: what is kept of an answer, and what is left of it after a killed run and on a full disk."""

import asyncio
import gzip
import io
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipelines.archive import Archive
from pipelines.capture import Captures
from pipelines.errors import CaptureError
from pipelines.recall import recall, unread
from pipelines.records import Answer, payload_digest, read_answer, read_record, warc_record

PAGE = b"<html><body><p>The quay reopened on Monday.</p></body></html>"


def answer(url="http://paper.example/a", body=PAGE, **rest):
    headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"'))
    usual = {"fetched": "2026-11-23T12:00:00Z", "status": 200, "reason": "OK", "headers": headers}
    return Answer(url=url, body=body, **usual | rest)


def in_archive(folder: Path, act, limit=1_000_000_000):
    """What `act(captures)` returns, in an archive that is committed and closed afterwards."""

    async def run():
        archive = Archive(folder / "x.db")
        try:
            return act(Captures(archive, limit))
        finally:
            archive.close()

    return asyncio.run(run())


def keep(folder: Path, *answers: Answer, limit=1_000_000_000):
    return in_archive(folder, lambda captures: [captures.keep(each, "paper") for each in answers], limit)


def rows(folder: Path):
    return in_archive(
        folder, lambda captures: captures.archive.rows("SELECT warc, warc_offset, revisit_of FROM captures ORDER BY id")
    )


def records(folder: Path):
    found = []
    for path in sorted((folder / "warc").glob("*.warc.gz")):
        with path.open("rb") as file:
            found += [
                (record.rec_type, record.rec_headers, record.content_stream().read())
                for record in ArchiveIterator(file)
            ]
    return found


def passes_warcio_check(folder: Path) -> bool:
    checker = Checker(type("Command", (), {"inputs": [str(p) for p in (folder / "warc").iterdir()], "verbose": False}))
    checker.process_all()
    return checker.exit_value == 0


def test_an_answer_is_kept_as_it_was_sent(tmp_path):
    keep(tmp_path, answer())
    (info, _, _), (kind, headers, body) = records(tmp_path)
    assert (info, kind, body) == ("warcinfo", "response", PAGE)
    assert headers.protocol == "WARC/1.1"
    assert headers["WARC-Target-URI"] == "http://paper.example/a"
    assert headers["WARC-Date"] == "2026-11-23T12:00:00Z"
    assert passes_warcio_check(tmp_path)


def test_a_body_stays_in_its_content_coding(tmp_path):
    packed = gzip.compress(PAGE, mtime=0)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    keep(
        tmp_path,
        Answer(url="http://paper.example/a", fetched="2026-11-23T12:00:00Z", status=200, headers=headers, body=packed),
    )
    ((warc, offset, _),) = rows(tmp_path)
    assert read_record(tmp_path, warc, offset)[1] == packed
    assert passes_warcio_check(tmp_path)


def test_a_body_that_is_held_becomes_a_revisit_of_it(tmp_path):
    first, second = keep(tmp_path, answer(), answer(url="http://paper.example/b"))
    assert [row[2] for row in rows(tmp_path)] == [None, first]
    assert second != first
    kind, headers, _ = records(tmp_path)[-1]
    assert kind == "revisit"
    assert headers["WARC-Refers-To-Target-URI"] == "http://paper.example/a"
    assert passes_warcio_check(tmp_path)


def test_answers_without_a_body_are_no_revisits_of_each_other(tmp_path):
    keep(tmp_path, answer(body=b""), answer(url="http://paper.example/b", body=b""))
    assert [row[2] for row in rows(tmp_path)] == [None, None]


def test_every_row_points_at_its_record(tmp_path):
    bodies = [PAGE + str(number).encode() for number in range(5)]
    keep(tmp_path, *(answer(url=f"http://paper.example/{n}", body=body) for n, body in enumerate(bodies)))
    assert [read_record(tmp_path, warc, offset)[1] for warc, offset, _ in rows(tmp_path)] == bodies


def test_the_next_run_goes_on_in_the_last_file(tmp_path):
    keep(tmp_path, answer())
    keep(tmp_path, answer(url="http://paper.example/b", body=b"other"))
    assert len(list((tmp_path / "warc").iterdir())) == 1
    assert [kind for kind, _, _ in records(tmp_path)] == ["warcinfo", "response", "response"]


def test_a_file_is_rotated_when_it_has_its_size(tmp_path):
    keep(tmp_path, *(answer(url=f"http://paper.example/{n}", body=os.urandom(3000)) for n in range(4)), limit=5000)
    assert len(list((tmp_path / "warc").iterdir())) > 1
    assert len({warc for warc, _, _ in rows(tmp_path)}) > 1
    assert passes_warcio_check(tmp_path)


def test_two_archives_in_one_folder_keep_their_own_files(tmp_path):
    keep(tmp_path, answer())

    async def other():
        archive = Archive(tmp_path / "x-y.db")
        Captures(archive).keep(answer(), "paper")
        archive.close()

    asyncio.run(other())
    assert sorted(path.name.rpartition("-")[0] for path in (tmp_path / "warc").iterdir()) == ["x", "x-y"]


@pytest.mark.parametrize("torn", [1, 40, 300])
def test_a_torn_tail_is_cut_off_and_the_rest_stays(tmp_path, torn):
    keep(tmp_path, answer(), answer(url="http://paper.example/b", body=os.urandom(2000)))
    (path,) = (tmp_path / "warc").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole + whole[-2000:][:torn] if torn < 40 else whole[:-torn])
    keep(tmp_path, answer(url="http://paper.example/c", body=b"after the kill"))
    assert passes_warcio_check(tmp_path)
    kinds = [kind for kind, _, _ in records(tmp_path)]
    assert (
        kinds == ["warcinfo", "response", "response", "response"] if torn < 40 else ["warcinfo", "response", "response"]
    )
    assert records(tmp_path)[-1][2] == b"after the kill"


def rows_of(tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        return db.execute(
            "SELECT url, fetched, status, content_type, coding, digest, size, revisit_of, warc, warc_offset, warc_length"
            " FROM captures ORDER BY id"
        ).fetchall()


def test_whole_records_that_a_killed_run_did_not_enter_are_entered(tmp_path):
    first, again = answer(), answer(url="http://paper.example/copy")
    coded = answer(url="http://paper.example/c", body=b"coded", headers=(("Content-Encoding", "gzip"),))
    keep(tmp_path, first, again, coded, answer(url="http://paper.example/gone", body=b"", status=404))
    before = rows_of(tmp_path)
    with closing(sqlite3.connect(tmp_path / "x.db")) as db, db:
        db.execute("DELETE FROM captures WHERE id > 1")
    keep(tmp_path, answer(url="http://paper.example/new", body=b"new"))
    assert rows_of(tmp_path)[:-1] == before
    assert before[1][-4] == 1
    keep(tmp_path, answer(url="http://paper.example/newer", body=b"newer"))
    assert len(rows_of(tmp_path)) == 6


def test_an_answer_is_read_back_as_it_was(tmp_path):
    first, again = answer(), answer(url="http://paper.example/copy")
    keep(tmp_path, first, again)

    def read(captures):
        found = (unread(captures.archive, each.url, "2020") for each in (first, again))
        return [recall(captures.archive, captured.id) for captured in found]

    assert in_archive(tmp_path, read) == [first, again]


@pytest.mark.parametrize(
    ("kept", "since", "found"),
    [
        ({}, "2020", True),
        ({}, "2099", False),
        ({"status": 404, "body": b""}, "2020", True),
        ({"status": 503}, "2020", False),
        ({"status": 429}, "2020", False),
        ({"body": b"", "withheld": True}, "2020", False),
    ],
)
def test_an_answer_is_read_instead_of_fetched_if_it_is_whole_and_young(tmp_path, kept, since, found):
    keep(tmp_path, answer(**kept))
    assert bool(in_archive(tmp_path, lambda captures: unread(captures.archive, answer().url, since))) == found


def test_a_missing_record_is_told_with_its_place(tmp_path):
    with pytest.raises(CaptureError, match=r"no record at 7.*restore"):
        read_record(tmp_path, "warc/none.warc.gz", 7)


@pytest.mark.parametrize(("at", "kept"), [(9, None), (0, 40), (0, 0)], ids=["elsewhere", "cut off", "empty"])
def test_a_record_that_is_damaged_is_told_with_its_place(tmp_path, at, kept):
    (tmp_path / "x.warc.gz").write_bytes(warc_record(answer(), payload_digest(PAGE))[:kept])
    with pytest.raises(CaptureError, match=rf"no record at {at}: .*restore"):
        read_answer(tmp_path, "x.warc.gz", at)


def test_a_record_without_an_answer_is_told_as_none(tmp_path):
    keep(tmp_path, answer())
    ((warc, _, _),) = rows(tmp_path)
    with pytest.raises(CaptureError, match="no answer of a server in a record of type warcinfo"):
        read_answer(tmp_path, warc, 0)


def test_hostile_header_values_stay_in_their_line(tmp_path):
    headers = (("X-Evil", "a b"), ("Content-Type", "text/html"))
    keep(
        tmp_path,
        Answer(
            url="http://paper.example/ö?a=b c", fetched="2026-11-23T12:00:00Z", status=200, headers=headers, body=PAGE
        ),
    )
    assert passes_warcio_check(tmp_path)


FULL_DISK = """
import asyncio, resource, signal, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.test_capture import answer, keep
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
keep(Path({folder!r}), answer())
import os
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    keep(Path({folder!r}), answer(url="http://paper.example/big", body=os.urandom(400_000)))
except Exception as error:
    print(type(error).__name__, error)
"""


def test_a_full_disk_is_told_and_takes_no_record_with_it(tmp_path):
    script = FULL_DISK.format(root=str(Path(__file__).parents[1]), folder=str(tmp_path))
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "CaptureError" in told.stdout, told.stderr
    assert "free some space" in told.stdout
    assert passes_warcio_check(tmp_path)
    assert len(rows(tmp_path)) == 1


def test_records_are_read_by_warcio_from_their_offsets_alone(tmp_path):
    keep(tmp_path, answer(), answer(url="http://paper.example/b", body=b"second"))
    warc, offset, _ = rows(tmp_path)[1]
    data = (tmp_path / warc).read_bytes()[offset:]
    assert next(iter(ArchiveIterator(io.BytesIO(data)))).content_stream().read() == b"second"

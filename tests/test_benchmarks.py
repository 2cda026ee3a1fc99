"""The scoring of a crawl, on a tiny invented web; that a whole crawl is measured is for benchmarks/ itself to show."""

import sys
import time
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.crawl import advance, archives, kills, measure, truth, warcs
from benchmarks.crawl.programs import sources_toml
from benchmarks.crawl.report import spread
from benchmarks.crawl.tree import Tree
from benchmarks.crawl.web import Traffic
from pipelines.schema import open_archive

A, B = "http://127.0.1.1", "http://127.0.1.2"


def article(number, **changes):
    token = f"nw{'abcdefg'[number] * 7}q"
    facts = {
        "id": number, "url": f"{A}/story-{number}", "alias": {}, "token": token, "title": f"Headline {token}",
        "published": 1795435230, "copy_of": None, "paywall": False, "born_phase": 0,
    }  # fmt: skip
    return facts | changes


TRUTH = {
    "articles": [
        article(0, alias={"amp": f"{A}/story-0/amp"}),
        article(1, paywall=True),
        article(2, url=f"{B}/copied", copy_of=0),
        article(3, born_phase=1),
        article(4),
    ]
}
TEXT = "First nwaaaaaaaqa one.\nThen nwaaaaaaaqm two.\nLast nwaaaaaaaqz three."


def record(number=1, **changes):
    facts = {
        "id": number, "url": f"{A}/story-0", "headline": "Headline nwaaaaaaaq",
        "published": "2026-11-23T12:00:00Z", "text": TEXT,
    }  # fmt: skip
    return archives.Record(**(facts | changes))


def score(*records, copies=None):
    return truth.score(truth.parse(TRUTH), archives.Archive(records=records, copies=copies or {}))


def test_a_perfect_record_counts_everywhere():
    result = score(record())
    assert (result.stored, result.complete, result.minute, result.day, result.headline) == (1, 1, 1, 1, 1)
    assert (result.duplicates, result.misfolded, result.strays) == (0, 0, ())


def test_articles_of_a_later_phase_are_not_expected():
    result = score()
    assert (result.articles.live, result.copies.live) == (3, 1)
    assert (result.articles.missing, result.copies.missing) == (3, 1)
    assert result.missing == (f"{A}/story-0", f"{A}/story-1", f"{B}/copied", f"{A}/story-4")


@pytest.mark.parametrize(
    "changes",
    [
        {"url": f"{A}/story-0?ref=list1"},
        {"url": f"{A}/story-0/amp"},
        {"url": f"{A}/elsewhere"},
        {"url": f"{A}/elsewhere", "headline": "Another"},
    ],
)
def test_an_article_is_known_by_its_addresses_its_headline_or_its_text(changes):
    assert score(record(**changes)).articles.stored == 1


def test_a_list_of_headlines_is_no_article():
    listing = record(url=f"{A}/section/sport", headline="Sport", text="Headline nwaaaaaaaq Headline nwbbbbbbbq")
    assert score(listing).strays == (f"{A}/section/sport",)


def test_a_second_record_of_an_article_is_a_duplicate():
    result = score(record(1), record(2, url=f"{A}/story-0/amp"))
    assert (result.articles.stored, result.duplicates) == (1, 1)


def test_a_cut_text_is_not_complete():
    assert score(record(text=TEXT.replace("nwaaaaaaaqz", ""))).complete == 0


def test_a_paywalled_text_is_complete_with_its_two_paragraphs():
    assert score(record(url=f"{A}/story-1", text="nwbbbbbbbqa and nwbbbbbbbqz")).complete == 1


def test_a_bare_date_is_right_to_the_day_only():
    result = score(record(published="2026-11-23"))
    assert (result.minute, result.day) == (0, 1)


def test_a_time_in_another_zone_is_compared_in_utc():
    assert score(record(published="2026-11-23T13:00:59+01:00")).minute == 1
    assert score(record(published="2026-11-23T13:00:00Z")).minute == 0


def test_a_copy_may_be_stored_or_folded_into_its_original():
    assert score(record(), record(2, url=f"{B}/copied")).copies.stored == 1
    folded = score(record(), copies={f"{B}/copied": 1})
    assert (folded.copies.stored, folded.copies.folded, folded.misfolded) == (0, 1, 0)


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        ({f"{A}/story-0": "s1", f"{B}/copied": "s1"}, (1, 0, 0)),
        ({f"{A}/story-0": "a1", f"{B}/copied": "a2"}, (0, 1, 0)),
        ({f"{A}/story-0": "s1", f"{B}/copied": "s1", f"{A}/story-4": "s1"}, (1, 0, 1)),
        ({f"{A}/story-0": "a1"}, (0, 0, 0)),
    ],
)
def test_stories_are_scored_by_what_they_hold(stories, expected):
    result = truth.score(truth.parse(TRUTH), archives.Archive(records=(), copies={}, stories=stories))
    assert (result.joined, result.parted, result.mixed) == expected


def test_an_original_may_be_folded_into_its_copy():
    found = score(record(url=f"{B}/copied", headline="Own"), copies={f"{A}/story-0": 1}).articles
    assert (found.stored, found.folded) == (0, 1)


def test_an_article_folded_into_another_text_is_missing_and_reported():
    result = score(record(), copies={f"{A}/story-4": 1})
    assert (result.articles.folded, result.articles.missing, result.misfolded) == (0, 2, 1)


@pytest.fixture
def archive(tmp_path):
    """An archive of one article with its capture in a WARC file."""
    path = tmp_path / "archive.db"
    db = open_archive(path)
    db["sources"].insert({"name": "one", "homepage": A, "added": "2026-11-23T12:00:00Z"})
    answers = ((f"{B}/", b"other"), (f"{A}/story-0", b"<p>body</p>"), (f"{B}/last", b"last"))
    for number, (offset, length, digest) in enumerate(write_warc(tmp_path / "warc" / "one.warc.gz", *answers)):
        db["captures"].insert({
            "id": number, "url": answers[number][0], "fetched": "2026-11-23T12:00:00Z", "status": 200, "size": 11,
            "digest": digest, "warc": "warc/one.warc.gz", "warc_offset": offset, "warc_length": length,
        })  # fmt: skip
    seen = {"first_seen": "2026-11-23T12:00:00Z", "last_seen": "2026-11-23T12:00:00Z"}
    db["articles"].insert({
        "id": 7, "headline": "Headline nwaaaaaaaq", "source": "one", "url": f"{A}/story-0", "key": "one", "digest": "1",
        "published": "2026-11-23T12:00:00Z", "revision_id": 1, "capture_id": 1, **seen,
    })  # fmt: skip
    db["revisions"].insert({
        "id": 1, "article_id": 7, "kind": "published", "seen": "2026-11-23T12:00:00Z",
        "headline": "Headline nwaaaaaaaq", "digest": "1", "text": TEXT,
    })  # fmt: skip
    db["copies"].insert({"article_id": 7, "url": f"{B}/copied", "source": "one", "kind": "same-text", "seen": "x"})
    yield path
    db.close()


def write_warc(path, *answers):
    """A WARC file of these (url, body); offset, length and payload digest of each record."""
    path.parent.mkdir()
    written = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body in answers:
            start = file.tell()
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            response = writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=headers)
            writer.write_record(response)
            response.raw_stream.close()
            digest = response.rec_headers.get_header("WARC-Payload-Digest")
            written.append((start, file.tell() - start, digest))
    return written


def change(path, statement):
    db = open_archive(path)
    with db.atomic():
        db.execute(statement)
    db.close()


def test_the_projects_archive_is_read_with_its_texts_and_copies(archive):
    read = archives.read(archive)
    assert read.records == (record(7),)
    assert read.copies == {f"{B}/copied": 7}


def test_the_naive_programs_archive_is_read_in_the_same_form(tmp_path):
    connection = archives.sqlite3.connect(tmp_path / "naive.db")
    connection.execute("CREATE TABLE articles (url TEXT PRIMARY KEY, title TEXT, date TEXT, text TEXT)")
    connection.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", (f"{A}/story-0", "Headline", None, TEXT))
    connection.commit()
    connection.close()
    read = archives.read(tmp_path / "naive.db")
    assert read.records == (record(headline="Headline", published=""),)


def test_a_crawl_that_wrote_nothing_leaves_an_empty_archive(tmp_path):
    assert archives.read(tmp_path / "none.db").records == ()


def test_rows_that_a_second_crawl_touched_are_counted_by_column(archive):
    before = archives.dump(archive)
    change(archive, "UPDATE articles SET last_seen = 'later'")
    difference = archives.compare(before, archives.dump(archive))
    assert difference == archives.Difference(added=0, gone=0, renumbered=0, changed={"last_seen": 1})


def test_a_renumbered_row_is_noticed(archive):
    before = archives.dump(archive)
    after = {url: row | {"id": 8, "rowid": 8} for url, row in before.items()}
    assert archives.compare(before, after).renumbered == 1


def test_a_sound_capture_has_no_faults(archive):
    assert [*warcs.capture_faults(archive), *warcs.file_faults(archive)] == []
    assert warcs.orphans(archive) == 0


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("url = 'http://127.0.1.9/'", "is of http://127.0.1.1/story-0"),
        ("digest = 'sha1:AAAA'", "its row says sha1:AAAA"),
        ("warc_length = 1", "its row says 1"),
        ("warc_offset = 3", "at one.warc.gz:3 "),  # what stands there depends on the clock
        ("warc_offset = 0", "is of http://127.0.1.2/"),
        ("warc_offset = 100000", "holds no record"),
        ("warc = 'warc/none.warc.gz'", "cannot be read"),
        ("revisit_of = 0", "its row a revisit of capture 0"),
    ],
)
def test_a_capture_that_its_record_contradicts_is_a_fault(archive, wrong, fault):
    change(archive, f"UPDATE captures SET {wrong} WHERE id = 1")
    (found,) = warcs.capture_faults(archive)
    assert fault in found


def test_a_file_cut_in_its_last_record_fails_the_check(archive):
    path = archive.parent / "warc" / "one.warc.gz"
    path.write_bytes(path.read_bytes()[:-40])
    assert [*warcs.capture_faults(archive), *warcs.file_faults(archive)] != []


def test_a_record_that_no_row_points_at_is_an_orphan(archive):
    change(archive, "UPDATE articles SET capture_id = NULL")
    change(archive, "DELETE FROM captures WHERE id = 1")
    assert warcs.orphans(archive) == 1


def test_a_row_lost_after_a_kill_is_reported(archive):
    reported = {table: {} for table in kills.REPORTED}
    assert kills.losses(archive, reported) == []
    change(archive, "UPDATE articles SET url = 'http://127.0.1.1/other'")
    assert kills.losses(archive, reported) == [f"articles 7: was {A}/story-0, is {A}/other"]


def test_what_is_wrong_with_a_finished_archive_is_listed(archive):
    link = {"source": "one", "key": "k", "found": "2026-11-23T12:00:00Z"}
    db = open_archive(archive)
    db["links"].insert(link | {"url": f"{A}/story-1", "state": "dropped", "outcome": "no-text"})
    db["links"].insert(link | {"url": f"{A}/story-4", "state": "failed", "outcome": "timeout"})
    db["crawls"].insert({"spider": "news", "started": "2026-11-23T12:00:00Z"})
    db.close()
    assert [*kills.faults(archive, truth.parse(TRUTH))] == [
        f"{A}/story-4 is missing; its link is failed timeout",
        "1 runs in crawls still say running",
    ]


NEST = """
import subprocess, sys
block = bytearray(b"x") * 64_000_000
inner = "import sys, time; print('up', flush=True); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", inner], start_new_session=True)
sys.exit() if sys.argv[1] == "leave" else __import__("time").sleep(600)
"""


def nest(tmp_path, what):
    """A command that holds 64 MB and has started another, in a session of its own; it stays or leaves."""
    tree = Tree([sys.executable, "-c", NEST, what], tmp_path / "log", tmp_path)
    while b"up" not in (tmp_path / "log").read_bytes():
        time.sleep(0.01)
    return tree


def test_all_processes_of_a_command_are_found_measured_and_killed(tmp_path):
    tree = nest(tmp_path, "stay")
    peak = measure.Peak()
    peak.look(tree)
    assert (peak.processes, peak.memory > 64_000_000) == (2, True)
    assert len(tree.kill()) == 2
    assert (tree.reap(), tree.states()) == (0, {})


def test_an_orphan_is_found_killed_and_reported(tmp_path):
    tree = nest(tmp_path, "leave")
    assert tree.root.wait() == 0
    assert len(tree.living()) == 1
    assert (tree.reap(patience=0), tree.states()) == (1, {})


def test_processes_that_outlive_a_killed_crawl_are_a_violation(tmp_path):
    tree = nest(tmp_path, "stay")
    assert [*kills.end(tree, alone=True, patience=0)] == ["1 processes outlived the crawl that was killed"]


def test_a_commands_exit_status_is_told(tmp_path):
    usage = measure.measure([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log", tmp_path)
    assert (usage.exit, usage.timed_out, usage.left) == (3, False, 0)


def test_a_command_that_takes_too_long_is_killed(tmp_path):
    usage = measure.measure([sys.executable, "-c", "import time; time.sleep(600)"], tmp_path / "log",
                            tmp_path, timeout=0)  # fmt: skip
    assert (usage.exit, usage.timed_out) == (-9, True)


def test_traffic_counts_every_form_of_an_article_page():
    kinds = {"article": 3, "article+query": 2, "amp": 1, "home": 5, "redirect": 1}
    stats = {
        "requests": 12, "kind": kinds, "status": {"200": 12}, "counters": {}, "repeat_fetches": 0,
        "max_concurrent_per_host": 1, "server_cpu_s": 0.1,
    }  # fmt: skip
    assert Traffic.read(stats).article_pages == 7


def test_sources_are_front_pages_only():
    assert sources_toml([f"{A}/", f"{B}/"]).count("homepage") == 2


def test_a_measure_that_varies_is_shown_with_its_range():
    assert spread([3.0, 1.0, 2.0], ".1f") == "2.0 (1.0–3.0)"


def test_articles_of_a_later_phase_are_expected_in_it_and_those_that_are_gone_are_not():
    parsed = truth.parse({"articles": [article(0), article(1, born_phase=1), article(2, gone_phase=[1, 404])]})
    nothing = archives.Archive(records=(), copies={})
    assert truth.score(parsed, nothing, 0).missing == (f"{A}/story-0", f"{A}/story-2")
    assert truth.score(parsed, nothing, 1).missing == (f"{A}/story-0", f"{A}/story-1")


@pytest.mark.parametrize(
    ("versions", "removed", "missed"),
    [
        ((TEXT,), "", (1, 0, 1)),
        ((TEXT, f"Update nwaaaaaaaqv: it rained.\n{TEXT}"), "2026-11-24T12:00:00Z", (0, 0, 0)),
        (("Only the end nwaaaaaaaqz.", "Only the end nwaaaaaaaqz. It rained."), "", (0, 0, 1)),
    ],
)
def test_an_edit_and_a_removal_are_found_in_the_archive(tmp_path, versions, removed, missed):
    parsed = truth.parse({"articles": [article(0, edited_phase=1, gone_phase=[2, 410])]})
    db = open_archive(tmp_path / "archive.db")
    db["sources"].insert({"name": "a", "homepage": A, "added": "2026-11-23"})
    db["articles"].insert(
        {
            "id": 1,
            "headline": "",
            "source": "a",
            "url": f"{A}/story-0",
            "key": "k",
            "digest": "",
            "removed": removed,
            "visits": 1,
        }
        | {"first_seen": "2026-11-23", "last_seen": "2026-11-23"}
    )
    seen = {"article_id": 1, "kind": "edited", "seen": "2026-11-24", "headline": "", "digest": ""}
    db["revisions"].insert_all(seen | {"text": text} for text in versions)
    usage = measure.Usage(**dict.fromkeys(measure.Usage.__dataclass_fields__, 0))
    traffic = Traffic(**dict.fromkeys(Traffic.__dataclass_fields__, 0))
    edited, gone = (advance.look(tmp_path / "archive.db", parsed, phase, usage, traffic) for phase in (1, 2))
    assert (len(edited.edited.missed), len(edited.gone.missed), len(gone.gone.missed)) == missed
    assert bool(edited.wrongly_gone) == bool(removed)

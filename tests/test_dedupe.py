"""`scrapy dedupe`: near-duplicates found anew, the same as when the articles came; stopped, killed, or refused."""

import subprocess
import sys

import pytest

from pipelines.recompute import begin, finish, recompute
from tests.crawling import ROOT, rows
from tests.test_stories import opened, put, stories
from tests.wires import cut, edited, weather, wire

FOUND = "SELECT article_id, other_id, similarity, containment, reason FROM resemblances ORDER BY 1, 2"
BELONG = "SELECT id, story_id FROM articles ORDER BY id"


def filled(path):
    """An archive of three stories and some articles that stand alone."""
    archive = opened(path)
    for number in (1, 2, 3):
        put(archive, f"whole{number}", wire(number))
        put(archive, f"cut{number}", edited(cut(wire(number)), 7), "courier", hours=3)
        put(archive, f"edited{number}", edited(wire(number), 5), "herald", hours=5)
        put(archive, f"alone{number}", wire(number + 10), "echo")
        put(archive, f"weather{number}", weather(number), "echo", hours=24 * number)
    archive.commit()
    return archive


@pytest.fixture
def archive(tmp_path):
    archive = filled(tmp_path / "x.db")
    yield archive
    archive.close()


def run(archive, *, everything=False, batches=None):
    """A run, or its first batches; what it changed if it came to its end."""
    begin(archive, everything=everything)
    for number, _ in enumerate(recompute(archive), 1):
        if number == batches:
            return None
    return finish(archive)


def state(archive):
    return archive.rows(FOUND), archive.rows(BELONG), archive.rows("SELECT * FROM stories ORDER BY id")


def dedupe(path, *more):
    """`scrapy dedupe` as a user runs it."""
    words = [sys.executable, "-m", "scrapy", "dedupe", "-s", f"ARCHIVE={path}", *more]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_whole_archive_looked_through_again_is_as_it_was(archive):
    before = state(archive)
    changes = run(archive, everything=True)
    assert (changes.articles, changes.stories_before, changes.moved, changes.new) == (15, 3, 0, 0)
    assert state(archive) == before


def test_only_what_is_missing_or_outdated_is_made_anew(archive):
    before = state(archive)
    archive.db.execute("UPDATE fingerprints SET version = 0 WHERE article_id IN (1, 2)")
    archive.db.execute("UPDATE fingerprints SET digest = 'old' WHERE article_id = 6")
    archive.db.execute("DELETE FROM fingerprints WHERE article_id = 9")
    archive.db.execute("DELETE FROM shingles WHERE article_id = 9")
    archive.db.commit()
    assert run(archive).articles == 4
    assert state(archive) == before
    assert run(archive).articles == 0


def test_what_was_never_found_is_found_and_what_was_wrong_is_parted(archive):
    ((first, second, alone),) = archive.rows(
        "SELECT (SELECT id FROM articles WHERE headline = 'News of whole1'), (SELECT id FROM articles WHERE headline ="
        " 'News of cut1'), (SELECT id FROM articles WHERE headline = 'News of alone1')"
    )
    before = stories(archive)
    archive.db.execute("DELETE FROM resemblances WHERE article_id = ?1 OR other_id = ?1", (second,))
    archive.db.execute("UPDATE articles SET story_id = NULL WHERE id = ?", (second,))
    archive.db.execute("INSERT INTO resemblances VALUES (?, ?, 0.9, 0.9, 'wrong')", (first, alone))
    archive.db.execute("UPDATE articles SET story_id = 1 WHERE id = ?", (alone,))
    archive.db.commit()
    changes = run(archive, everything=True)
    assert (changes.split, changes.moved, changes.new, changes.merged) == (1, 2, 0, 0)
    assert stories(archive) == before
    assert archive.rows("SELECT story_id FROM articles WHERE id = ?", (first,)) == [(1,)], "its number stays"


def test_stories_that_prove_to_be_one_are_merged_and_new_ones_counted(archive):
    before = stories(archive)
    archive.db.execute("UPDATE articles SET story_id = NULL WHERE story_id = 3")
    archive.db.execute("DELETE FROM stories WHERE id = 3")
    archive.db.execute(
        "INSERT INTO stories (id, headline, first_published, articles, sources) VALUES (9, '', '', 2, 2)"
    )
    archive.db.execute("UPDATE articles SET story_id = 9 WHERE headline = 'News of cut1'")
    archive.db.commit()
    changes = run(archive, everything=True)
    assert stories(archive) == before
    assert (changes.ended_stories, changes.new) == (1, 1)
    assert archive.rows("SELECT max(id) FROM stories") == [(10,)], "no number is given twice"


@pytest.mark.parametrize("batches", [1, 2, 3, 4])
def test_a_run_that_was_stopped_is_gone_on_with(tmp_path, batches):
    archive = filled(tmp_path / "x.db")
    before = state(archive)
    assert run(archive, everything=True, batches=batches) is None
    archive.close()
    done = dedupe(tmp_path / "x.db")
    assert (done.returncode, done.stdout) == (0, "15 articles looked at\n3 stories before, 3 now: nothing changed\n")
    assert "going on with the run that was stopped" in done.stderr
    assert [rows(tmp_path / "x.db", sql) for sql in (FOUND, BELONG)] == list(before[:2])
    assert rows(tmp_path / "x.db", "SELECT count(*), (SELECT count(*) FROM recomputed) FROM recomputations") == [(1, 0)]


def test_without_a_terminal_lines_say_how_far_it_is(tmp_path):
    filled(tmp_path / "x.db").close()
    done = dedupe(tmp_path / "x.db", "--all")
    lines = ["paragraphs: 15 of 15", "fingerprints: 15 of 15", "comparisons: 15 of 15", "stories: 3 of 3"]
    assert done.stderr.splitlines() == lines


def test_an_archive_without_articles_has_nothing_to_look_at(tmp_path):
    opened(tmp_path / "x.db").close()
    done = dedupe(tmp_path / "x.db", "--all")
    assert (done.returncode, done.stdout) == (0, "0 articles looked at\n0 stories before, 0 now: nothing changed\n")


def test_what_keeps_it_from_starting_is_told_with_the_cure(archive, tmp_path):
    busy = dedupe(tmp_path / "x.db")
    assert busy.returncode == 1
    assert "is writing to it; wait until it ends, or stop it" in busy.stderr
    missing = dedupe(tmp_path / "y.db")
    assert (missing.returncode, missing.stderr) == (
        1,
        f"{tmp_path / 'y.db'}: there is no archive here; name it with -s ARCHIVE=…\n",
    )
    assert not (tmp_path / "y.db").exists()

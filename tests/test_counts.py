"""The counts kept ahead: whatever happens to articles, they say what counting would say."""

import pytest

from tests.archive import filled

DAY = "substr(coalesce(nullif({}, ''), {}), 1, 10)"
ARTICLES = (
    f"SELECT source, {DAY.format('published', 'first_seen')} AS day, count(*), sum(words), count(story_id)"
    " FROM articles GROUP BY 1, 2 ORDER BY 1, 2"
)
COPIES = f"SELECT source, {DAY.format('published', 'seen')} AS day, count(*) FROM copies WHERE kind = 'same-text' GROUP BY 1, 2"
EDITS = (
    "SELECT a.source, substr(r.seen, 1, 10), count(*) FROM revisions r JOIN articles a ON a.id = r.article_id"
    " WHERE r.kind = 'edited' GROUP BY 1, 2 ORDER BY 1, 2"
)
COLUMNS = ("section", "language", "access")


@pytest.fixture
def db(tmp_path):
    db = filled(tmp_path / "archive.db", 80)
    yield db
    db.close()


def rows(db, sql):
    return [tuple(row) for row in db.execute(sql)]


def agree(db):
    assert rows(
        db, "SELECT source, day, articles, words, shared FROM days WHERE articles > 0 ORDER BY source, day"
    ) == rows(db, ARTICLES)
    assert rows(db, "SELECT source, day, copies FROM days WHERE copies > 0 ORDER BY source, day") == rows(db, COPIES)
    assert rows(db, "SELECT source, day, edits FROM days WHERE edits > 0 ORDER BY source, day") == rows(db, EDITS)
    for column in COLUMNS:
        counted = f"SELECT source, {column}, count(*) FROM articles GROUP BY 1, 2 ORDER BY 1, 2"
        assert tallies(db, column) == rows(db, counted)


def tallies(db, facet):
    return rows(db, f"SELECT source, value, articles FROM tallies WHERE facet = '{facet}' ORDER BY source, value")


def test_what_is_archived_is_counted(db):
    agree(db)
    assert rows(db, "SELECT sum(copies), sum(edits) FROM days WHERE copies + edits > 0 AND source <> 'hostile'") == [
        (8, 11)
    ]


def test_a_changed_article_is_counted_as_what_it_became(db):
    db.execute("UPDATE articles SET section = 'Obituaries', words = 1234, authors = '[\"Bo\", \"Bo\", 7]' WHERE id = 3")
    db.execute("UPDATE articles SET published = '2026-11-01T10:00:00Z' WHERE published = ''")
    agree(db)
    assert ("herald", "Obituaries", 1) in tallies(db, "section")
    assert ("herald", "Bo", 1) in tallies(db, "author")


def test_an_article_that_joins_or_leaves_a_story_is_shared_or_no_longer(db):
    db.execute("UPDATE articles SET story_id = 10 WHERE id IN (2, 3)")
    agree(db)
    db.execute("UPDATE articles SET story_id = NULL")
    agree(db)
    assert rows(db, "SELECT sum(shared) FROM days") == [(0,)]


def test_what_is_deleted_is_no_longer_counted(db):
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DELETE FROM copies WHERE article_id = 5")
    db.execute("DELETE FROM articles WHERE source = 'wire'")
    db.execute("DELETE FROM revisions WHERE article_id NOT IN (SELECT id FROM articles)")
    assert not rows(db, "SELECT * FROM days WHERE source = 'wire' AND articles > 0")
    assert not rows(db, "SELECT * FROM tallies WHERE source = 'wire' OR articles < 1")


@pytest.mark.parametrize(
    ("published", "seen", "delay"),
    [
        ("2026-11-01T10:00:00Z", "2026-11-01T10:15:00Z", "15"),
        ("2026-11-01T10:00:00Z", "2026-11-01T10:40:00Z", "60"),
        ("2026-11-01T10:00:00Z", "2026-11-07T10:00:00Z", "10080"),
        ("2020-11-01T10:00:00Z", "2026-11-07T10:00:00Z", "over"),
        ("2026-11-01", "2026-11-01T10:00:00Z", "unknown"),
        ("", "2026-11-01T10:00:00Z", "unknown"),
        ("<script>window.pwned=1</script>", "2026-11-01T10:00:00Z", "unknown"),
    ],
)
def test_the_delay_until_an_article_is_fetched_is_counted_in_steps(db, published, seen, delay):
    db.execute("UPDATE articles SET source = 'hostile' WHERE id = 4")
    before = dict(row[1:] for row in tallies(db, "delay") if row[0] == "hostile")
    db.execute("UPDATE articles SET published = ?, first_seen = ? WHERE id = 6", [published, seen])
    db.execute("UPDATE articles SET source = 'hostile' WHERE id = 6")
    after = dict(row[1:] for row in tallies(db, "delay") if row[0] == "hostile")
    assert after == before | {delay: before.get(delay, 0) + 1}

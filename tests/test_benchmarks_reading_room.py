"""The archive of invented news that the reading room is measured on."""

import asyncio
from datetime import UTC, datetime

import pytest
from rich.progress import Progress

from benchmarks.reading_room import build
from benchmarks.reading_room.corpus import Corpus, Plan
from pipelines.archive import Archive
from pipelines.errors import ArchiveError

PLAN = Plan(articles=220, sources=6, days=3, end=datetime(2026, 11, 20, 12, tzinfo=UTC))
ROWS = (
    "SELECT id, headline, source, published, story_id, revision_id, words, digest FROM articles",
    "SELECT article_id, kind, seen, text FROM revisions",
    "SELECT article_id, url, kind FROM copies",
    "SELECT url, state, outcome, article_id FROM links",
    "SELECT * FROM outcomes",
    "SELECT started, ended, stored FROM crawls",
)


def built(path, plan=PLAN):
    asyncio.run(build.build(path, plan, Progress(disable=True)))
    return contents(path)


def contents(path):
    archive = Archive(path)
    found = [archive.rows(sql) for sql in ROWS]
    archive.close()
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return built(tmp_path_factory.mktemp("built") / "archive.db")


def test_the_news_has_revisions_copies_and_stories(whole):
    articles, revisions, copies, links, _, _ = whole
    assert len(articles) + len(copies) == PLAN.articles
    assert {kind for _, kind, _, _ in revisions} == {"published", "edited"}
    assert {kind for _, _, kind in copies} == {"same-text"}
    assert [row for row in articles if row[4] is not None]
    assert {state for _, state, _, _ in links} == {"stored", "dropped"}
    assert 300 < sum(row[6] for row in articles) / len(articles) < 500


def test_a_build_that_was_stopped_goes_on_where_it_was(tmp_path, whole, monkeypatch):
    def stop_midway(archive, done):
        archive.execute(f"PRAGMA user_version = {done}")
        if done >= 100:
            archive.commit()
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build, "mark", stop_midway)
        with pytest.raises(KeyboardInterrupt):
            built(tmp_path / "archive.db")
    articles = contents(tmp_path / "archive.db")[0]
    assert 50 < len(articles) < 150
    again = built(tmp_path / "archive.db")
    assert again[:4] == whole[:4]


def test_another_plan_is_not_mixed_in(tmp_path):
    path = tmp_path / "archive.db"
    built(path, Plan(articles=5, sources=3, end=PLAN.end))
    with pytest.raises(ArchiveError, match="go on with --articles 5 --sources 3"):
        built(path, Plan(articles=6, sources=3, end=PLAN.end))


def test_an_archive_of_real_news_is_not_touched(tmp_path):
    path = tmp_path / "archive.db"
    archive = Archive(path)
    archive.db["sources"].insert({"name": "real", "homepage": "https://real.example/", "added": "2026"})
    archive.close()
    with pytest.raises(ArchiveError, match="was not built here"):
        built(path)


def test_a_piece_follows_from_its_number_alone():
    one, other = Corpus(PLAN), Corpus(PLAN)
    other.piece(7)
    assert one.piece(9) == other.piece(9)
    assert one.piece(9) != one.piece(10)

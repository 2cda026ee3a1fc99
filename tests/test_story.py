"""The whole story: four newspapers, from their front pages to articles in Datasette."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import samples
from pipelines.urls import url_key
from web.app import reading_room

ROOT = Path(__file__).parents[1]


def scrapy(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """A Scrapy command as a user types it, on the archive and the sources of a folder."""
    settings = ["-s", f"ARCHIVE={folder / 'archive.db'}", "-s", f"SOURCES={folder / 'sources.toml'}"]
    command = [sys.executable, "-m", "scrapy", *arguments, *settings]
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "COLUMNS": "120"},
    )


def rows(folder: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def papers():
    with samples.served() as web:
        yield web


@pytest.fixture(scope="module")
def folder(papers, tmp_path_factory):
    """A folder with an archive after the first crawl."""
    folder = tmp_path_factory.mktemp("story")
    (folder / "sources.toml").write_text(papers.sources_toml())
    crawl = scrapy(folder, "crawl", "news", "-O", str(folder / "articles.jsonl"))
    assert crawl.returncode == 0, crawl.stderr
    assert "Traceback" not in crawl.stderr
    return folder


@pytest.fixture(scope="module")
def archived(folder):
    """Every archived text by the identity of each address it was found at."""
    found = rows(
        folder,
        "SELECT p.url, a.headline, a.byline, a.authors, a.language, a.access, a.published_printed, t.text, p.kind"
        " FROM appearances p JOIN articles a ON a.id = p.article_id JOIN texts t ON t.article_id = a.id",
    )
    return {url_key(row[0]): row for row in found}


def test_every_article_is_archived_and_nothing_else(papers, folder, archived):
    assert {url_key(expected.url) for expected in papers.truth()} <= set(archived)
    articles = {url_key(url) for (url,) in rows(folder, "SELECT url FROM articles")}
    assert articles <= {url_key(expected.url) for expected in papers.truth()}
    assert not articles & {url_key(url) for url in papers.not_articles()}


def test_what_is_no_article_is_on_record_with_its_reason(papers, folder):
    reasons = {
        url_key(url): (state, outcome) for url, state, outcome in rows(folder, "SELECT url, state, outcome FROM links")
    }
    seen = [reasons[key] for url in papers.not_articles() if (key := url_key(url)) in reasons]
    assert len(seen) > 10
    assert {state for state, _ in seen} == {"dropped"}
    assert all(outcome for _, outcome in seen)


def test_texts_are_whole_and_clean(papers, archived):
    for expected in papers.truth():
        text = archived[url_key(expected.url)][7]
        assert expected.begins in text, expected.url
        assert text.endswith(expected.ends), expected.url
        assert not [debris for debris in expected.debris if debris in text], expected.url


def test_headlines_bylines_and_dates_are_those_of_the_page(papers, folder, archived):
    articles = {url_key(url) for (url,) in rows(folder, "SELECT url FROM articles")}
    for expected in papers.truth():
        if url_key(expected.url) not in articles:
            continue  # a reprint: its own headline is in copies
        _, headline, byline, authors, language, access, published, _, _ = archived[url_key(expected.url)]
        assert headline == expected.headline
        assert language == expected.language
        assert access == expected.access
        assert published[:10] == expected.published[:10]
        if expected.authors:
            assert tuple(json.loads(authors)) == expected.authors, expected.url
            assert byline == expected.byline, expected.url


def test_other_addresses_are_copies_with_their_reason(papers, folder, archived):
    found = {url for (url,) in rows(folder, "SELECT url FROM links")}
    for expected in papers.truth():
        for url in expected.copies:
            if url in found:
                assert archived[url_key(url)][7] == archived[url_key(expected.url)][7]
    assert {"tracking", "redirect", "same-text"} <= {kind for (kind,) in rows(folder, "SELECT kind FROM copies")}


def test_the_agency_story_is_stored_once_and_both_papers_are_named(papers, folder):
    story = next(e.story for e in papers.truth() if "cod-quota" in e.url)
    members = [e for e in papers.truth() if e.story == story]
    assert len(members) == 2
    appearances = rows(folder, "SELECT url, source, story FROM appearances")
    found = [row for row in appearances if url_key(row[0]) in {url_key(e.url) for e in members}]
    assert {source for _, source, _ in found} == {e.source for e in members}
    assert len({story for _, _, story in found}) == 1


def test_the_export_holds_every_article_with_its_text(folder):
    articles = [json.loads(line) for line in (folder / "articles.jsonl").read_text().splitlines()]
    stored = dict(rows(folder, "SELECT a.id, t.text FROM articles a JOIN texts t ON t.article_id = a.id"))
    assert {article["id"] for article in articles} == set(stored)
    assert all(article["text"] for article in articles)


def test_a_second_crawl_fetches_no_article_again_and_changes_nothing(papers, folder):
    before = (
        rows(folder, "SELECT * FROM articles"),
        rows(folder, "SELECT * FROM revisions"),
        rows(folder, "SELECT * FROM copies"),
    )
    papers.asked.clear()
    assert scrapy(folder, "crawl", "news", "-a", "due=listings").returncode == 0
    pages = {url_key(e.url) for e in papers.truth()} | {url_key(url) for e in papers.truth() for url in e.copies}
    assert not [asked for asked in papers.asked if url_key(asked.url) in pages]
    assert before == (
        rows(folder, "SELECT * FROM articles"),
        rows(folder, "SELECT * FROM revisions"),
        rows(folder, "SELECT * FROM copies"),
    )
    assert not rows(folder, "SELECT * FROM links WHERE state = 'waiting'")


def test_the_run_is_on_record(folder):
    spider, status, stored, seconds = rows(folder, "SELECT spider, status, stored, seconds FROM crawls ORDER BY id")[0]
    assert (spider, status) == ("news", "finished")
    assert stored == sum(
        n for (n,) in rows(folder, "SELECT pages FROM outcomes WHERE crawl_id = 1 AND fate = 'stored'")
    )
    assert seconds > 0


def test_readers_find_it_in_datasette(folder):
    async def ask():
        room = reading_room(folder / "archive.db")
        page = await room.client.get("/archive/articles.json?_search=barquentine&_shape=array")
        html = await room.client.get("/archive/articles?_search=barquentine", headers={"host": "localhost"})
        return page.json(), html

    found, html = asyncio.run(ask())
    assert {row["source"] for row in found} == {"courier", "tideline"}
    assert html.status_code == 200


def test_new_articles_of_the_next_edition_are_archived(papers, folder):
    papers.next_edition()
    assert scrapy(folder, "crawl", "news", "-a", "due=listings").returncode == 0
    archived = {url_key(url) for (url,) in rows(folder, "SELECT url FROM appearances")}
    assert {url_key(expected.url) for expected in papers.truth()} <= archived


def test_a_limit_is_kept_and_the_rest_waits(papers, tmp_path):
    (tmp_path / "sources.toml").write_text(papers.sources_toml())
    assert scrapy(tmp_path, "crawl", "news", "-a", "limit=5").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(5,)]
    assert rows(tmp_path, "SELECT count(*) FROM links WHERE state = 'waiting'")[0][0] > 20


def test_only_the_named_source_is_crawled_and_nothing_older_than_asked(papers, tmp_path):
    (tmp_path / "sources.toml").write_text(papers.sources_toml())
    day = sorted(expected.published[:10] for expected in papers.truth() if expected.source == "courier")[-6]
    assert scrapy(tmp_path, "crawl", "news", "-a", "source=courier", "-a", f"since={day}").returncode == 0
    assert rows(tmp_path, "SELECT DISTINCT source FROM articles") == [("courier",)]
    assert min(published for (published,) in rows(tmp_path, "SELECT published FROM articles"))[:10] >= day

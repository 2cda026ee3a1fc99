"""An article whose page changed after the extractor did: what is the publication's edit, and what is another reading."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace

import lxml.html
import pytest

from pipelines.dedupe import UNREAD, Neighbour, Neighbours, judge, version_of
from pipelines.rereading import to_be_reread
from tests import pages
from tests.crawling import article, crawl, news, publish, text, write_sources
from tests.hostileweb import serving
from web.app import reading_room

OLDER = "morgue 0, trafilatura 0.1"
NOISE = "Share this with your friends on the islands and on the quay."
"""What the older extractor took for a part of each text: 12 words."""
ADDED = "<p>The mayor left before the vote was taken.</p>"
ONLY_READ, EDITED = [("re-extracted", "text", 0, 12)], [("edited", "text", 8, 0)]
UNKNOWN = [("re-extracted", f"text, {UNREAD}", 8, 12)]
EXPECTED = {
    "still": ONLY_READ,
    "edited": ONLY_READ + EDITED,
    "agreed": EDITED,
    "current": EDITED,
    "lost": UNKNOWN,
    "damaged": UNKNOWN,
    "refused": UNKNOWN,
    "retitled": [("edited", "headline, text", 8, 12)],
}
"""What becomes of each article at the second look: kinds of versions, what differs, words added and removed."""


def build(paper):
    """A newspaper whose pages differ at the second look, one of them only in what no reader sees."""
    publish(paper, *EXPECTED)
    later = {name: article(name, body=text(name) + ADDED) for name in EXPECTED}
    later["still"] = article("still", head="<meta name=build content=2>")
    later["retitled"] = article("retitled", title="Correction: the council hears of it", body=text("retitled") + ADDED)
    for name, answer in later.items():
        paper.pages[news(name)] = (article(name), answer)


def read_by_an_older_one(archive):
    """Have an archive as an older extractor would have left it: with `NOISE` in the texts, but those that it read alike.

    Of some, the capture is lost, damaged, or a page on which there is no article for today's extractor.
    """
    like = "(SELECT id FROM articles WHERE key LIKE '%/{}-%')".format
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute(f"UPDATE articles SET extractor = ?, section = 'Old' WHERE id <> {like('current')}", (OLDER,))
        noisy = f"article_id NOT IN ({like('agreed')}, {like('current')})"
        db.execute(f"UPDATE revisions SET text = text || char(10) || ?, digest = '1' || id WHERE {noisy}", (NOISE,))
        db.execute("UPDATE articles SET digest = (SELECT digest FROM revisions r WHERE r.id = revision_id)")
        db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
        kept = "UPDATE captures SET {} WHERE id = (SELECT capture_id FROM articles WHERE id = {})".format
        db.execute(kept("warc = 'warc/none.warc.gz'", like("lost")))
        db.execute(kept("warc = 'warc/none.warc.gz'", like("retitled")))
        db.execute(kept("warc_offset = warc_offset + 9", like("damaged")))
        columns = "warc, warc_offset, warc_length, digest"
        other = f"SELECT {columns} FROM captures WHERE url LIKE '%/feed'"
        db.execute(kept(f"({columns}) = ({other})", like("refused")))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A crawl that looks at all again, with an extractor that is not the one that read them."""
    folder = tmp_path_factory.mktemp("rereading")
    with serving("127.0.5.1") as (paper,):
        build(paper)
        write_sources(folder / "sources.toml", {"paper": paper}, paper="delay = 0.01")
        first = crawl(folder)
        assert first.code == 0, first.log
        read_by_an_older_one(first.archive)
        return crawl(folder, "-a", "due=all", "-a", "revisit=only")


def row(crawled, name, columns):
    return crawled.rows(f"SELECT {columns} FROM articles WHERE key LIKE ?", f"%{news(name)}")[0]


@pytest.mark.parametrize("name", EXPECTED)
def test_edits_are_told_from_what_the_extractor_changed(crawled, name):
    assert crawled.code == 0, crawled.log
    sql = "SELECT kind, changed, words_added, words_removed FROM revisions WHERE article_id = ? ORDER BY id LIMIT 9 OFFSET 1"
    assert crawled.rows(sql, *row(crawled, name, "id")) == EXPECTED[name]
    edits = sum(kind == "edited" for kind, *_ in EXPECTED[name])
    assert row(crawled, name, "revisions, extractor = ''") == (1 + edits, 0)


def test_only_edits_are_counted_as_such(crawled):
    assert crawled.rows("SELECT sum(edits) FROM days") == [(4,)]
    counted = crawled.rows("SELECT fate, outcome, pages FROM outcomes WHERE crawl_id = 2 ORDER BY 1, 2")
    looks = [("looked", "re-extracted", 3), ("looked", "revision", 4), ("looked", "unchanged", 1)]
    assert counted == [*looks, ("stored", "re-extracted", 5), ("stored", "revision", 4)]


def test_the_article_is_what_its_last_version_is_and_by_todays_extractor(crawled):
    assert crawled.rows("SELECT count(*) FROM articles WHERE extractor = ? OR section = 'Old'", OLDER) == [(0,)]
    same = "SELECT count(*) FROM articles a JOIN revisions r ON r.id = a.revision_id WHERE (a.digest, a.words) = (r.digest, r.words)"
    assert crawled.rows(same) == [(len(EXPECTED),)]
    assert row(crawled, "still", "last_seen = visited, visits") == (1, 1)


def test_search_finds_what_is_read_today(crawled):
    assert crawled.rows("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'friends'") == [(0,)]
    with closing(sqlite3.connect(crawled.archive)) as db:
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_capture_that_cannot_be_read_is_told_with_its_place(crawled):
    number = row(crawled, "lost", "id")[0]
    assert f"article {number} cannot be read anew: " in crawled.log
    assert "none.warc.gz: no record at" in crawled.log
    assert "Traceback" not in crawled.log


NOW = replace(pages.article(), text="\n".join((*pages.PARAGRAPHS, "The crew was glad.")), digest="1now", capture=2)
BEFORE = Neighbour(
    id=7,
    key="paper.example/ferry",
    source="paper",
    headline=NOW.headline,
    byline=NOW.byline,
    digest="1before",
    published="",
    words=NOW.words,
    access="free",
    capture=1,
    extractor=OLDER,
    text="\n".join((*pages.PARAGRAPHS, NOISE)),
)


@pytest.mark.parametrize(
    ("now", "before", "version"),
    [
        (NOW, BEFORE, ("re-extracted", f"text, {UNREAD}")),
        (replace(NOW, capture=1), BEFORE, ("re-extracted", "text")),
        (NOW, replace(BEFORE, extractor=NOW.extractor), ("revision", "text")),
        (NOW, replace(BEFORE, text="\n".join(NOISE for _ in range(9))), ("revision", "text")),
        (replace(NOW, headline="Ferry sinks"), BEFORE, ("revision", "headline, text")),
        (replace(NOW, byline="By Bo"), BEFORE, ("re-extracted", f"byline, text, {UNREAD}")),
        (replace(NOW, capture=None), BEFORE, ("revision", "text")),
        (NOW, replace(BEFORE, text=NOW.text), ("unchanged", "")),
    ],
)
def test_what_a_page_is_beside_the_archived_version(now, before, version):
    assert version_of(now, before) == version
    assert (judge(now, Neighbours(again=before)).kind, judge(now, Neighbours(address=before)).match) == (version[0], 7)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (BEFORE, True),
        (replace(BEFORE, extractor=NOW.extractor), False),
        (replace(BEFORE, capture=None), False),
        (replace(BEFORE, text=NOW.text), False),
    ],
)
def test_an_earlier_page_is_read_anew_where_that_can_tell_something(before, wanted):
    assert to_be_reread(NOW, Neighbours(address=before)) == (before if wanted else None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("still", "1 version was shown to readers"),
        ("edited", "2 versions were shown"),
        ("lost", f"re-extracted: text, {UNREAD}"),
    ],
)
def test_the_page_of_an_article_says_which_versions_are_another_reading(crawled, name, said):
    room = reading_room(crawled.archive)
    answer = asyncio.run(room.client.get(f"/article/{row(crawled, name, 'id')[0]}"))
    told = " ".join(lxml.html.fromstring(answer.text).text_content().split())
    assert said in told

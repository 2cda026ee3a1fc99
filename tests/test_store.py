"""What the archive makes of articles: one text once, each version kept, each row permanent, all of it findable."""

import json

from pipelines.dedupe import DedupePipeline, Neighbours, judge
from pipelines.sameness import text_digest
from pipelines.store import store
from tests.pages import PARAGRAPHS, article

LONG = "\n".join(PARAGRAPHS)


def put(archive, *args, **rest):
    """An article taken through the last two stages; the verdict and its row's id."""
    stage = DedupePipeline.__new__(DedupePipeline)
    stage.archive = archive
    verdict = stage.process_item(article(*args, **rest))
    return verdict, store(archive, verdict).id


def search(archive, words):
    return [row["headline"] for row in archive.db["articles"].search(words)]


def test_a_new_article_is_stored_with_its_first_revision(archive):
    verdict, number = put(archive, evidence={"headline": "visible"})
    assert verdict.kind == "new"
    row = archive.db["articles"].get(number)
    assert (row["headline"], row["first_seen"], row["revisions"]) == (
        "Ferry runs again from Monday",
        "2026-11-23T12:00:00Z",
        1,
    )
    assert json.loads(row["authors"]) == ["Ada Marsh"]
    assert json.loads(row["evidence"]) == {"headline": "visible"}
    (revision,) = archive.db["revisions"].rows
    assert (revision["kind"], revision["text"], revision["id"]) == ("published", LONG, row["revision_id"])
    assert archive.rows("SELECT text FROM texts WHERE article_id = ?", (number,)) == [(LONG,)]


def test_the_same_article_again_is_unchanged(archive):
    _, number = put(archive)
    verdict, again = put(archive, text=LONG.upper(), seen="2026-11-24T12:00:00Z")
    assert (verdict.kind, again) == ("unchanged", number)
    assert archive.db["revisions"].count == 1
    assert archive.db["articles"].get(number)["last_seen"] == "2026-11-24T12:00:00Z"


def test_a_changed_text_is_stored_as_a_revision(archive):
    _, number = put(archive)
    changed = LONG.replace("six weeks", "seven weeks")
    verdict, again = put(
        archive, text=changed, headline="Ferry to run again", seen="2026-11-24T12:00:00Z", published=""
    )
    assert (verdict.kind, verdict.reason, again) == ("revision", "headline, text", number)
    row = archive.db["articles"].get(number)
    assert (row["headline"], row["revisions"], row["published"]) == ("Ferry to run again", 2, "2026-11-20T07:30:00Z")
    assert [r["kind"] for r in archive.db["revisions"].rows] == ["published", "edited"]
    assert archive.rows("SELECT text FROM texts WHERE article_id = ?", (number,)) == [(changed,)]


def test_search_finds_the_current_text_and_not_the_old_one(archive):
    put(archive)
    assert search(archive, "six weeks crack") == ["Ferry runs again from Monday"]
    put(archive, text=LONG.replace("crack", "fissure"))
    assert search(archive, "crack") == []
    assert search(archive, "fissure") == ["Ferry runs again from Monday"]
    archive.db["articles_fts"].db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_search_ignores_marks_on_letters(archive):
    put(archive, headline="Fähre fährt wieder", byline="Von Jörg Tal")
    assert search(archive, "fahre jorg") == ["Fähre fährt wieder"]


def test_the_same_text_in_another_paper_is_a_copy_with_its_own_headline(archive):
    _, number = put(archive)
    other = "http://courier.example/harbour/boats-are-back"
    long = LONG + "\n" + LONG.replace("ferry", "boat")  # enough words to be no coincidence
    _, number = put(archive, url="http://paper.example/long", text=long, words=140)
    verdict, again = put(archive, url=other, source="courier", headline="Boats are back", text=long, words=140)
    assert (verdict.kind, again) == ("copy", number)
    (copy,) = archive.db["copies"].rows
    assert (copy["url"], copy["source"], copy["kind"], copy["headline"]) == (
        other,
        "courier",
        "same-text",
        "Boats are back",
    )
    seen = archive.rows("SELECT url, kind, story FROM appearances WHERE article_id = ? ORDER BY kind", (number,))
    assert [(url, kind) for url, kind, _ in seen] == [("http://paper.example/long", "article"), (other, "same-text")]
    assert len({story for _, _, story in seen}) == 1


def test_two_short_notices_with_one_text_stay_two_articles(archive):
    put(archive, text="No further details were given.", words=5)
    verdict, _ = put(
        archive,
        url="http://paper.example/other",
        headline="Fire in Mill Lane",
        text="No further details were given.",
        words=5,
    )
    assert verdict.kind == "new"


def test_an_article_that_moved_within_its_paper_is_a_copy(archive):
    _, number = put(archive)
    verdict, again = put(archive, url="http://paper.example/archive/ferry")
    assert (verdict.kind, again) == ("copy", number)


def test_a_canonical_address_that_every_page_names_folds_nothing(archive):
    _, first = put(archive, url="http://paper.example/start", page_url="http://paper.example/news/ferry")
    other = {"headline": "Mayor opens the new library", "text": "A library was opened. " * 30, "words": 120}
    other["digest"] = text_digest(other["text"])
    verdict, second = put(
        archive, url="http://paper.example/start", page_url="http://paper.example/news/library", **other
    )
    assert (verdict.kind, verdict.article.url) == ("new", "http://paper.example/news/library")
    assert first != second
    verdict, again = put(
        archive, url="http://paper.example/start", page_url="http://paper.example/news/library", **other
    )
    assert (verdict.kind, again) == ("unchanged", second)


def test_judging_is_pure_and_needs_no_archive():
    assert judge(article(), Neighbours()).kind == "new"


def test_scheme_www_and_slash_make_no_other_article(archive):
    _, number = put(archive, url="http://www.paper.example/ferry/")
    verdict, again = put(archive, url="https://paper.example/ferry")
    assert (verdict.kind, again) == ("unchanged", number)


def test_hostile_characters_are_stored(archive):
    evil = "<script>alert(1)</script> ' OR 1=1; -- \u202e\u0007 𝔛"
    _, number = put(archive, headline=evil, byline=evil, tags=(evil,))
    assert archive.db["articles"].get(number)["headline"] == evil

"""Near-duplicates become stories: the same whatever the order, merged and parted, their numbers permanent."""

import asyncio
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import ledger
from pipelines.archive import Archive
from pipelines.dedupe import DedupePipeline
from pipelines.sameness import text_digest
from pipelines.store import store
from tests.pages import article
from tests.wires import cut, edited, later, localised, notice, weather, wire

PAPERS = ("paper", "courier", "herald", "echo", "wire")
DAY = "2026-11-20"


def opened(path):
    async def go():
        archive = Archive(path)
        for name in PAPERS:
            ledger.keep_source(archive, name, f"The {name.title()}", f"http://{name}.example/", "en", "")
        archive.commit()
        return archive

    archive = asyncio.run(go())
    archive.db.conn.execute("BEGIN")
    return archive


@pytest.fixture
def archive(tmp_path):
    archive = opened(tmp_path / "x.db")
    yield archive
    archive.close()


def put(archive, name, text, paper="paper", hours=0.0, **rest):
    """An article taken through the last two stages; the verdict and its row's id."""
    stage = DedupePipeline.__new__(DedupePipeline)
    stage.archive = archive
    url = f"http://{paper}.example/{name}"
    made = {"source": paper, "headline": f"News of {name}", "byline": "", "authors": (), "words": len(text.split())}
    times = {"published": later(DAY, hours), "seen": later(DAY, hours + 1)}
    verdict = stage.process_item(article(url, text, digest=text_digest(text), **(made | times | rest)))
    return verdict, store(archive, verdict).id


def stories(archive):
    """The stories as sets of addresses."""
    found = {}
    for url, story in archive.rows("SELECT url, story FROM appearances"):
        found.setdefault(story, set()).add(url.split("/")[-1])
    return {frozenset(names) for names in found.values()}


def story(archive, number):
    return archive.db["stories"].get(number)


def test_a_cut_and_edited_reprint_is_stored_and_put_in_a_story(archive):
    _, first = put(archive, "whole", wire(1))
    verdict, second = put(archive, "cut", edited(cut(wire(1)), 7), "courier", hours=3)
    assert (verdict.kind, verdict.match, verdict.reason) == ("story", first, "shortened")
    assert 0.3 < verdict.similarity < 0.6 < verdict.containment <= 1
    row = story(archive, 1)
    assert (row["headline"], row["articles"], row["sources"], row["appearances"]) == ("News of whole", 2, 2, 2)
    assert (row["first_published"], row["last_published"]) == (later(DAY, 0), later(DAY, 3))
    assert (row["origin_article_id"], row["origin_reason"]) == (first, "earliest, 3 hours before the next")
    (pair,) = archive.rows("SELECT article_id, other_id, reason FROM resemblances")
    assert pair == (first, second, "shortened")


def test_the_earliest_published_leads_however_late_it_arrives(archive):
    put(archive, "late", wire(1), hours=5)
    put(archive, "early", localised(wire(1), 1), "courier", hours=-5)
    assert story(archive, 1)["headline"] == "News of early"


def test_a_copy_of_a_member_counts_among_the_appearances(archive):
    put(archive, "one", wire(1))
    put(archive, "two", cut(wire(1)), "courier")
    verdict, _ = put(archive, "three", wire(1), "herald", hours=2)
    assert verdict.kind == "copy"
    assert [story(archive, 1)[name] for name in ("articles", "sources", "appearances")] == [2, 3, 3]
    assert stories(archive) == {frozenset({"one", "two", "three"})}


def test_reports_from_one_template_and_notices_above_one_footer_stand_alone(archive):
    for seed in range(40):
        put(archive, f"weather-{seed}", weather(seed), hours=seed)
        put(archive, f"notice-{seed}", notice(seed), hours=seed)
    assert len(stories(archive)) == 80


def test_the_same_report_in_two_papers_is_found_among_many_from_its_template(archive):
    for seed in range(60):
        put(archive, f"weather-{seed}", weather(seed), hours=seed / 10)
    verdict, _ = put(archive, "reprint", f"ALDERWICK (AP) – {weather(3)}", "courier")
    assert verdict.kind == "story"
    assert frozenset({"weather-3", "reprint"}) in stories(archive)


def test_a_text_that_everybody_runs_is_one_story(archive):
    for number in range(60):
        put(archive, f"version-{number}", edited(wire(1), number), PAPERS[number % 5], hours=number / 2)
    assert len(stories(archive)) == 1
    ((pairs,),) = archive.rows("SELECT count(*) FROM resemblances")
    assert pairs < 60 * 9


def test_the_same_text_two_weeks_later_is_another_story(archive):
    put(archive, "one", wire(1))
    put(archive, "again", localised(wire(1), 2), hours=24 * 14)
    assert len(stories(archive)) == 2


def test_the_index_is_asked_for_the_days_around_wherever_a_period_ends(archive):
    for day in range(0, 40, 5):
        put(archive, f"one-{day}", wire(day), hours=24 * day)
        verdict, _ = put(archive, f"two-{day}", localised(wire(day), 1), "courier", hours=24 * (day + 7))
        assert verdict.kind == "story"


def test_an_edit_within_one_publication_says_so(archive):
    put(archive, "one", wire(1))
    verdict, _ = put(archive, "updated", edited(wire(1), 3, words=0.08), hours=2)
    assert verdict.reason == "edited, in the same publication"


def test_stories_merge_when_a_text_joins_them_and_the_lowest_number_stays(archive):
    half = wire(1, 20).split("\n")
    parts = ["\n".join(half[:10]), "\n".join(half[10:])]
    for number, part in enumerate(parts):
        put(archive, f"a{number}", part)
        put(archive, f"b{number}", localised(part, 1), "courier")
    assert len(stories(archive)) == 2
    put(archive, "whole", "\n".join(half), "herald")
    assert stories(archive) == {frozenset({"a0", "a1", "b0", "b1", "whole"})}
    assert archive.rows("SELECT id, story_id FROM former_stories") == [(2, 1)]
    assert archive.rows("SELECT id, articles FROM stories") == [(1, 5)]
    put(archive, "c0", wire(9))
    put(archive, "c1", localised(wire(9), 1), "courier")
    assert archive.rows("SELECT max(id) FROM stories") == [(3,)]


def test_a_revision_finds_its_resemblances_anew(archive):
    put(archive, "one", wire(1))
    put(archive, "two", wire(2), "courier")
    put(archive, "two", edited(wire(1), 5), "courier", hours=1)
    assert stories(archive) == {frozenset({"one", "two"})}
    put(archive, "two", wire(3), "courier", hours=2)
    assert stories(archive) == {frozenset({"one"}), frozenset({"two"})}
    assert archive.rows("SELECT id, story_id FROM former_stories") == [(1, None)]
    assert archive.rows("SELECT count(*) FROM resemblances") == [(0,)]
    ((rows, articles),) = archive.rows("SELECT count(*), count(DISTINCT article_id) FROM shingles")
    assert (rows, articles) == (48, 2)


def test_a_new_headline_alone_leaves_a_story_alone(archive):
    put(archive, "one", wire(1))
    put(archive, "two", cut(wire(1)), "courier")
    verdict, _ = put(archive, "two", cut(wire(1)), "courier", headline="Another", hours=2)
    assert (verdict.kind, verdict.fingerprint) == ("revision", None)
    assert story(archive, 1)["articles"] == 2


def test_a_story_that_loses_its_middle_parts_and_the_larger_part_keeps_its_number(archive):
    half = wire(1, 20).split("\n")
    put(archive, "whole", "\n".join(half))
    for number, part in enumerate(("\n".join(half[:10]), "\n".join(half[10:]))):
        put(archive, f"a{number}", part, "courier")
        put(archive, f"b{number}", localised(part, 1), "herald")
    put(archive, "c1", localised("\n".join(half[10:]), 2), "echo")
    put(archive, "whole", wire(8), hours=2)
    assert stories(archive) == {frozenset({"whole"}), frozenset({"a0", "b0"}), frozenset({"a1", "b1", "c1"})}
    assert archive.rows("SELECT id, articles FROM stories") == [(1, 3), (2, 2)]


CORPUS = [
    ("w1", wire(1), 0),
    ("w1-cut", cut(wire(1)), 4),
    ("w1-edited", edited(wire(1), 2), 30),
    ("w1-local", localised(wire(1), 3), 9),
    ("w1-exact", wire(1), 20),
    ("w2", wire(2, 6), 0),
    ("w2-local", localised(wire(2, 6), 3), 100),
    ("w3", wire(3), 0),
    ("weather-1", weather(1), 0),
    ("weather-2", weather(2), 1),
    ("notice-1", notice(1), 0),
    ("notice-2", notice(2), 1),
]


@given(st.permutations(range(len(CORPUS))))
@settings(max_examples=25, deadline=None)
def test_the_same_articles_in_any_order_give_the_same_stories(order):
    with TemporaryDirectory() as folder, closing(opened(Path(folder) / "x.db")) as archive:
        for place, number in enumerate(order):
            name, text, hours = CORPUS[number]
            put(archive, name, text, PAPERS[number % 5], hours, seen=later("2026-11-26", place))
        judge_corpus(archive)


def judge_corpus(archive):
    alone = {"w3", "weather-1", "weather-2", "notice-1", "notice-2"}
    together = {frozenset(n for n, _, _ in CORPUS if n.startswith(w)) for w in ("w1", "w2")}
    assert stories(archive) == {frozenset({name}) for name in alone} | together
    assert archive.rows("SELECT headline FROM stories ORDER BY 1") == [("News of w1",), ("News of w2",)]

import asyncio
import re
import sqlite3

import pytest
from datasette.utils import escape_fts

from tests.archive import filled, url
from web.app import reading_room
from web.functions import LONGEST_VALUE, agency, prepare
from web.metadata import QUERIES, queries

ARGUMENTS = {
    "search": "?words=harbour+council",
    "who-ran-it": "?article=5",
    "changed-headlines": "?source=courier",
    "what-changed": "?article=7",
}
COPY = "https://herald.example/copy/5"
EMPTY = {"words": "harbour", "source": "", "since": "", "until": "", "article": "5", "least": ""}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("queries") / "archive.db"
    filled(path, 60).close()
    return path


@pytest.fixture(scope="module")
def ask(archive):
    room = reading_room(archive)

    def answer(path):
        return asyncio.run(room.client.get(f"/archive{path}" if path[0] == "?" else f"/archive/{path}"))

    return answer


@pytest.fixture
def connection(archive):
    connection = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    connection.create_function("escape_fts", 1, escape_fts)
    prepare(connection)
    yield connection
    connection.close()


def rows(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", queries())
def test_each_query_finds_rows_in_a_filled_archive(ask, name):
    arguments = ARGUMENTS.get(name, "?")
    assert rows(ask(f"{name}.json{arguments}&_shape=array"))
    page = ask(f"{name}{arguments}")
    assert page.status_code == 200
    assert queries()[name]["title"] in page.text
    assert 'class="rows-and-columns"' in page.text


def test_each_file_of_a_query_is_listed_with_title_and_description():
    assert {path.stem for path in QUERIES.glob("*.sql")} == set(queries())
    assert all(query["title"] and query["description"] for query in queries().values())


@pytest.mark.parametrize("name", queries())
def test_no_query_reads_a_big_table_from_end_to_end(connection, name):
    sql = queries()[name]["sql"]
    aliases = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN) (\w+) (\w+)\b", sql) if alias.islower()}
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", EMPTY)]
    scanned = {
        aliases.get(found[1], found[1]) for step in steps if (found := re.match(r"SCAN (\w+)(?! VIRTUAL)\b", step))
    }
    big = scanned & {"articles", "texts", "revisions", "links", "captures", "copies", "outcomes", "appearances"}
    assert big == ({"captures"} if name == "growth" else set()), steps


def test_growth_reads_a_bounded_part_of_the_captures():
    assert "FROM captures ORDER BY id DESC LIMIT 100000)" in queries()["growth"]["sql"]


@pytest.mark.parametrize("words", ["", '"', '""', "NEAR(", "*", 'a"b', "a OR", "headline:", "-", "^", "a" * 9000])
def test_search_takes_anything_a_reader_types(ask, words):
    assert isinstance(rows(ask(f"search.json?words={words}&_shape=array")), list)


def test_search_shows_the_words_found_and_keeps_to_source_and_dates(ask):
    found = rows(ask("search.json?words=harbour&source=wire&since=2026-11-01&until=2026-11-10&_shape=array"))
    assert found
    assert all(row["source"] == "wire" and "2026-11-01" <= row["published"] < "2026-11-11" for row in found)
    assert all("⟦harbour⟧" in row["found"].lower() for row in found)
    assert "<mark>harbour</mark>" in ask("search?words=harbour&source=wire").text


@pytest.mark.parametrize("article", ["5", url(5), "http://www.wire.example/news/5/?utm_source=x", COPY])
def test_who_ran_it_takes_a_number_or_any_address(ask, article):
    found = rows(ask(f"who-ran-it.json?article={article}&_shape=array"))
    assert {row["url"] for row in found} == {url(5), COPY}


def test_who_ran_it_names_the_whole_story(ask):
    found = rows(ask("who-ran-it.json?article=11&_shape=array"))
    assert {row["url"] for row in found} == {url(10), url(11), "https://wire.example/copy/10"}
    assert [row["published"] for row in found] == sorted(row["published"] for row in found)


def test_changed_headlines_show_before_and_after(ask):
    found = rows(ask("changed-headlines.json?_shape=array"))
    edits = [row for row in found if row["source"] != "hostile"]
    assert edits
    assert all(row["before"] == f"Correction pending: {row['after']}" for row in edits)


def test_who_had_it_first_counts_the_stories_that_come_from_each(ask):
    found = {row["source"]: row for row in rows(ask("who-had-it-first.json?since=2020-01-01&_shape=array"))}
    assert {name: (row["stories"], row["first"]) for name, row in found.items() if name != "hostile"} == {
        "courier": (3, 2),
        "herald": (4, 2),
        "wire": (4, 2),
    }
    taken = rows(ask("who-takes-from-whom.json?since=2020-01-01&_shape=array"))
    assert {(row["origin"], row["source"]) for row in taken} >= {("courier", "wire")}
    assert all(row["origin"] != row["source"] for row in taken)


def test_copy_from_elsewhere_is_credited_or_of_anothers_story(ask):
    found = {row["source"]: row for row in rows(ask("agency-copy.json?since=2020-01-01&_shape=array"))}
    for row in found.values():
        assert row["percent_from_elsewhere"] >= max(row["percent_credited"], row["percent_of_others_stories"])
    assert found["wire"]["percent_of_others_stories"] > 0


def test_what_changed_marks_the_words(ask):
    latest, first = rows(ask("what-changed.json?article=7&_shape=array"))
    assert latest["headline"].startswith("[-Correction pending:-] ")
    assert "[-" in latest["text"]
    assert first["kind"] == "published"
    assert "[-" not in first["text"]


def test_healthy_feeds_are_not_called_silent(tmp_path):
    path = tmp_path / "archive.db"
    db = filled(path, 3, attacked=False)
    db.execute("UPDATE endpoints SET failures = 0, links = 20, fresh = 0, changed = '2026-11-20T09:00:00Z'")
    db.execute(
        "UPDATE endpoints SET changed = '2026-10-01T09:00:00Z' WHERE kind IN ('feed', 'sitemap') AND source = 'wire'"
    )
    db.execute("UPDATE endpoints SET changed = '2026-10-01T09:00:00Z' WHERE source = 'herald'")
    db.close()
    found = asyncio.run(reading_room(path).client.get("/archive/silent-feeds.json?_shape=array")).json()
    assert [(row["source"], row["kind"], row["why"]) for row in found] == [("wire", "feed", "unchanged for two weeks")]


def test_how_fast_leaves_out_what_has_no_time(ask, connection):
    for row in rows(ask("how-fast.json?_shape=array")):
        assert row["within_15_minutes"] <= row["within_an_hour"] <= row["within_a_day"] <= 100
        sql = "SELECT count(*) FROM articles WHERE source = ? AND length(published) > 10"
        assert row["articles"] == connection.execute(sql, [row["source"]]).fetchone()[0]


def test_agencies_count_each_publication_for_itself(ask):
    found = rows(ask("agencies.json?_shape=array"))
    assert {row["agency"] for row in found} == {"Reuters", "AP"}
    assert all(0 < row["percent"] <= 100 for row in found)


def test_an_agency_is_named_in_its_own_capitals():
    assert [agency(byline) for byline in ("Reuters Staff", "AP", "Happy Apple", "(AFP)", "")] == [
        "Reuters",
        "AP",
        "",
        "AFP",
        "",
    ]


def test_a_query_cannot_build_a_value_that_fills_the_memory(ask):
    answer = ask(f"?sql=select+length(hex(zeroblob({LONGEST_VALUE})))")
    assert answer.status_code == 400
    assert "string or blob too big" in answer.text


def test_a_query_may_compare_two_versions(connection):
    edit = "SELECT word_diff(old.headline, new.headline) FROM revisions new JOIN revisions old USING (article_id)"
    (told,) = connection.execute(f"{edit} WHERE new.kind = 'edited' AND old.kind = 'published' LIMIT 1").fetchone()
    assert told.startswith("[-Correction pending:-]")


def test_stories_of_a_day_are_ordered_by_how_many_ran_them_and_narrowed_by_that(ask):
    found = rows(ask("stories-by-day.json?since=2020-01-01&_shape=array"))
    ranks = [(row["day"], row["publications"]) for row in found]
    assert ranks == sorted(ranks, reverse=True)
    assert {row["story_id"] for row in found} == {10, 20, 30, 40, 50, 60}
    assert rows(ask("stories-by-day.json?since=2020-01-01&least=3&_shape=array")) == []


def test_the_latest_articles_show_a_story_once_and_how_often_it_ran_elsewhere(ask):
    found = {row["article_id"]: row for row in rows(ask("told-once.json?since=2020-01-01&_shape=array"))}
    assert {10, 11} & found.keys() == {10}, "of the two articles of a story, the later one"
    assert (found[10]["elsewhere"], found[10]["story_id"]) == ("and 1 other", 10)
    assert (found[5]["elsewhere"], found[6]["elsewhere"]) == ("and 1 other", "")

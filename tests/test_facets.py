"""Facets of the articles: counted ahead or counted now, they say the same."""

import asyncio

import pytest

from tests.archive import filled
from web.app import reading_room

COLUMNS = ("source", "language", "section", "access")


@pytest.fixture(scope="module")
def facets(tmp_path_factory):
    path = tmp_path_factory.mktemp("facets") / "archive.db"
    filled(path, 90, attacked=False).close()
    room = reading_room(path)

    def found(query):
        answer = asyncio.run(room.client.get(f"/archive/articles.json?{query}&_facet_size=max")).json()
        return answer["facet_results"]

    return found


@pytest.mark.parametrize(
    "query", ["_sort_desc=words", "source=herald", "section=Sport", "_search=harbour", "_where=id<20"]
)
def test_counts_kept_ahead_are_those_of_the_rows(facets, query):
    kept = facets(query)
    counted = facets(f"{query}&{'&'.join(f'_facet={column}' for column in COLUMNS)}")
    for column in COLUMNS:
        now = counted[f"{column}_1"] if f"{column}_1" in counted else counted[column]
        assert {(row["value"], row["count"]) for row in kept[column]["results"]} == {
            (row["value"], row["count"]) for row in now["results"]
        }
        assert kept[column]["results"]


def test_a_value_leads_to_its_rows_and_back(facets):
    (herald,) = [row for row in facets("")["source"]["results"] if row["value"] == "herald"]
    assert herald["toggle_url"].endswith("source=herald")
    (herald,) = facets("source=herald")["source"]["results"]
    assert herald["selected"]
    assert "source=herald" not in herald["toggle_url"]


def test_a_facet_of_another_column_is_counted_too(facets):
    assert {row["value"] for row in facets("_facet_kept=byline")["byline"]["results"]} >= {"Reuters", "AP"}

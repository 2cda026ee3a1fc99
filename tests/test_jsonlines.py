"""An article on a line of JSON: what is read from it, and what is told of one that is none."""

import json
from dataclasses import asdict

import pytest

from pipelines.jsonlines import Given, LineError, read_line
from pipelines.sameness import text_digest
from tests.pages import article

GIVEN = Given(file="corpus.jsonl", now="2026-11-24T12:00:00Z")
LINE = {
    "id": "d000007",
    "url": "https://paper.example/2026/11/24/ferry?utm_source=feed",
    "source": "paper",
    "title": "Ferry runs again",
    "byline": "By Ada Marsh and Ben Reed",
    "date": "2026-11-24T09:30:00+02:00",
    "text": "The ferry runs again.\n\n  It had been laid up\tfor six weeks.\n",
}


def read(given=GIVEN, **changes):
    line = {name: value for name, value in (LINE | changes).items() if value is not ...}
    return read_line(json.dumps(line).encode(), given)


def error_of(line):
    with pytest.raises(LineError) as caught:
        read_line(line if isinstance(line, bytes) else json.dumps(LINE | line).encode(), GIVEN)
    return caught.value


def test_a_line_is_read_as_extraction_would_read_a_page():
    found = read()
    assert (found.url, found.page_url) == ("https://paper.example/2026/11/24/ferry", LINE["url"])
    assert (found.headline, found.authors) == ("Ferry runs again", ("Ada Marsh", "Ben Reed"))
    assert (found.published, found.published_printed) == ("2026-11-24T07:30:00Z", LINE["date"])
    assert found.text == "The ferry runs again.\nIt had been laid up for six weeks."
    assert (found.words, found.digest) == (12, text_digest(found.text))
    assert (found.extractor, found.seen) == ("jsonl 1", GIVEN.now)
    assert found.evidence == {"file": "corpus.jsonl", "id": "d000007"}


def test_an_exported_article_is_read_back_whole():
    exported = article(tags=("harbour",), section="Local", language="en", modified="2026-11-21", access="paywalled")
    line = asdict(exported) | {"id": 12, "capture": 7, "link": 9}
    found = read_line(json.dumps(line).encode(), GIVEN)
    same = (
        "url",
        "headline",
        "byline",
        "authors",
        "published",
        "modified",
        "section",
        "tags",
        "language",
        "access",
        "text",
        "seen",
    )
    assert {name: getattr(found, name) for name in same} == {name: getattr(exported, name) for name in same}
    assert (found.id, found.capture, found.link) == (None, None, None), "numbers of another archive mean nothing here"


def test_lists_may_be_json_in_a_string_as_sqlite_exports_them():
    assert read(authors='["Ada Marsh"]', tags='["a", "b"]').tags == ("a", "b")
    assert read(authors="Ada Marsh").authors == ("Ada Marsh",)


def test_what_a_line_leaves_out_is_empty_or_made_from_what_it_has():
    bare = read(title=None, byline=None, date=None, id=...)
    assert (bare.headline, bare.published, bare.byline) == (
        "The ferry runs again. It had been laid up for six weeks.",
        "",
        "",
    )
    assert bare.evidence == {"file": "corpus.jsonl"}


def test_a_publication_named_for_readers_gets_a_name_as_in_the_sources_file():
    found = read(source="The Harrowmouth Courier / Sunday")
    assert (found.source, found.evidence["source"]) == (
        "the-harrowmouth-courier-sunday",
        "The Harrowmouth Courier / Sunday",
    )
    assert read(Given(file="x", source="wire", now=GIVEN.now), source=None).source == "wire"


def test_characters_that_no_database_holds_are_left_out():
    found = read_line(json.dumps(LINE).replace("runs again", "runs\\u0000 \\ud83d again\\u0007").encode(), GIVEN)
    assert found.headline == "Ferry runs again"
    found.text.encode()


@pytest.mark.parametrize(
    ("line", "outcome", "detail"),
    [
        (b"{", "not-json", "Expecting property name"),
        (b"\xff\xfe", "not-json", ""),
        (b"[" * 100_000, "not-json", "recursion"),
        (b"[1]", "not-json", "[1] is no object; write {…}"),
        (b"id,url,text", "not-json", "'id,url,text'"),
        ({"source": None}, "no-source", "-a source=NAME"),
        ({"source": "!?"}, "no-source", "-a source=NAME"),
        ({"url": None}, "no-address", "url is missing or empty"),
        ({"url": "javascript:alert(1)"}, "no-address", "'javascript:alert(1)' is no http or https address"),
        ({"text": " \n\u0000"}, "no-text", "text is missing or empty"),
        ({"text": ["a"]}, "bad-field", "text: ['a'] is no text"),
        ({"byline": 7}, "bad-field", "byline: 7 is no text"),
        ({"tags": [1]}, "bad-field", "tags: [1] is no list of texts"),
        ({"tags": "[1"}, "bad-field", "tags: '[1' is no list"),
        ({"date": "yesterday"}, "bad-date", "published: 'yesterday' is no date; write 2026-11-24T08:30:00Z"),
        ({"text": "a" * 4_000_001}, "too-long", "text: 4,000,001 characters, more than 4,000,000"),
        ({"title": "a" * 10_001}, "too-long", "title: 10,001 characters, more than 10,000"),
    ],
)
def test_a_line_that_is_no_article_is_told_with_its_field_and_value(line, outcome, detail):
    error = error_of(line)
    assert error.outcome == outcome
    assert detail in error.detail
    assert len(error.detail) < 300
    assert error.detail.isprintable()


def test_a_bad_line_names_its_publication_where_it_has_one():
    assert error_of({"text": ""}).source == "paper"
    assert error_of(b"{").source == ""

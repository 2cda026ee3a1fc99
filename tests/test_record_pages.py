"""The pages of an article and of a story."""

import asyncio
import json
import sqlite3

import lxml.html
import pytest

from pipelines import ledger
from pipelines.archive import Archive
from pipelines.diffs import Span, word_diff
from pipelines.items import Article, Verdict, definitions
from pipelines.store import store
from tests.archive import filled, url
from tests.hostile import ATTACKS, HOSTILE, HUGE
from web.app import reading_room
from web.articles import EVIDENCE
from web.diffview import BREAK, LONGEST, MOST, beginning, compared, one_column, two_columns

QUAY = "The quay reopened on Monday.\nThe harbour board said that it had cost two million.\nFerries run again."


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("record") / "archive.db"
    filled(path).close()
    return path


@pytest.fixture(scope="module")
def get(archive):
    room = reading_room(archive)
    return lambda path: asyncio.run(room.client.get(path))


def page(answer, status=200):
    assert answer.status_code == status, answer.text
    return lxml.html.fromstring(answer.text)


def text_of(element):
    return " ".join(element.text_content().split())


def article(**changed):
    values = {"url": "https://paper.example/quay", "source": "paper", "headline": "Quay open", "text": QUAY}
    values |= {"published": "2026-11-20T08:00:00Z", "seen": "2026-11-20T09:00:00Z", "digest": "1x", "words": 17}
    return Article(**(values | changed))


def stored(path, *verdicts):
    """An archive into which the store wrote these verdicts."""

    async def run():
        archive = Archive(path)
        for name in ("paper", "wire"):
            ledger.keep_source(archive, name, name.title(), f"https://{name}.example/", "", "")
        for verdict in verdicts:
            store(archive, verdict)
        archive.close()

    asyncio.run(run())
    room = reading_room(path)
    return lambda path: asyncio.run(room.client.get(path))


def test_an_article_is_shown_with_what_is_on_record(tmp_path):
    known = {"byline": "By Ada Lane", "authors": ("Ada Lane",), "section": "Port", "tags": ("harbour", "ferries")}
    facts = {"language": "en", "published_printed": "20 Nov 2026, 9 am", "evidence": {"headline": "json-ld"}}
    get = stored(tmp_path / "archive.db", Verdict(kind="new", article=article(**known, **facts)))
    shown = page(get("/article/1"))
    assert shown.xpath("//h1/text()") == ["Quay open"]
    assert shown.xpath("//div[@class='text']/p/text()") == QUAY.split("\n")
    text = text_of(shown)
    for said in ("By Ada Lane", "Port", "harbour, ferries", "20 Nov 2026, 9 am", EVIDENCE["json-ld"], "17 words"):
        assert said in text
    assert "One version is known" in text
    assert "Nowhere that this archive knows of" in text
    assert (
        shown.xpath("//a[starts-with(@href, 'https://paper.example/quay')]/@rel")[0] == "noopener noreferrer nofollow"
    )
    data = get("/article/1.json").json()
    assert data["article"]["text"] == QUAY
    assert data["article"]["tags"] == ["harbour", "ferries"]
    assert data["comparison"] is None


def test_any_two_versions_of_an_article_are_compared(tmp_path):
    second = article(text=QUAY.replace("two million", "three million"), seen="2026-11-20T10:00:00Z", digest="1y")
    third = article(text=second.text + "\nA ship sank.", headline="Quay shut", seen="2026-11-21T10:00:00Z", digest="1z")
    edits = [Verdict(kind="revision", article=each, match=1, reason="text") for each in (second, third)]
    get = stored(tmp_path / "archive.db", Verdict(kind="new", article=article()), *edits)
    last = page(get("/article/1"))
    assert [text_of(ins) for ins in last.xpath("//section//ins")] == ["{+added+}", "{+shut+}", "{+A ship sank.+}"]
    assert last.xpath("//input[@checked]/@value") == ["3", "2"]
    assert len(last.xpath("//*[name()='svg']//*[name()='circle']")) == 3
    whole = page(get("/article/1?from=1&to=3"))
    assert "{+three+}" in text_of(whole)
    assert "[-two-]" in text_of(whole)
    assert page(get("/article/1?from=3&to=1")).xpath("//input[@checked]/@value") == ["3", "1"]
    data = get("/article/1.json?from=1&to=2").json()["comparison"]
    assert (data["from"]["id"], data["to"]["id"]) == (1, 2)
    assert {"kind": "added", "text": "three "} in data["spans"]


@pytest.mark.parametrize("asked", ["from=7&to=7", "from=&to=", "from=x&to=%00", "from=999999999999999999999", "to=14"])
def test_versions_that_are_none_of_the_article_are_left_aside(get, asked):
    assert page(get(f"/article/7?{asked}")).xpath("//input[@checked]/@value") == ["8", "7"]


def test_an_article_that_was_removed_says_so(get):
    text = text_of(page(get("/article/11")))
    assert "Removed at its source." in text
    assert "status 404" in text
    assert "Removed at its source." not in text_of(page(get("/article/10")))


def test_where_else_an_article_ran_is_listed_earliest_first(get):
    shown = page(get("/article/10"))
    table = shown.xpath("//section[@aria-labelledby='elsewhere']//tbody/tr")
    times = [row.xpath(".//time/@datetime")[0] for row in table]
    assert len(table) == 3
    assert times == sorted(times)
    assert "61%, 97% of the shorter one, shortened" in text_of(shown)
    assert "/story/10?left=10&right=11#beside" in shown.xpath("//a/@href")
    assert "/story/10" in shown.xpath("//a/@href")
    runs = get("/article/10.json").json()["runs"]
    assert {run["url"] for run in runs} == {url(10), url(11), "https://wire.example/copy/10"}


def test_a_reprint_to_the_letter_needs_no_story(get):
    shown = page(get("/article/5"))
    assert "to the letter" in text_of(shown)
    assert "https://herald.example/copy/5" in shown.xpath("//a/@href")


@pytest.mark.parametrize(
    "path", ["/article/0", "/article/999", "/article/x", "/article/-1", "/article/1%00", "/story/9"]
)
def test_what_is_not_there_is_told_as_page_and_as_data(get, path):
    assert "There is no" in text_of(page(get(path), 404))
    answer = get(f"{path}.json")
    assert answer.status_code == 404
    assert answer.json()["title"].startswith("There is no")


def test_a_story_shows_who_ran_it_when(get):
    shown = page(get("/story/10"))
    assert len(shown.xpath("//*[name()='svg']//*[name()='circle']")) == 3
    lanes = shown.xpath("//*[name()='text'][@text-anchor='end']/text()")
    assert lanes == ["The Wire", "The Courier"]
    assert "earliest, by 15 hours" in text_of(shown)
    data = get("/story/10.json").json()
    assert [run["source"] for run in data["runs"]] == ["wire", "courier", "wire"]
    assert data["story"]["id"] == 10


def test_the_versions_of_a_story_stand_side_by_side(get):
    shown = page(get("/story/10?left=10&right=11"))
    heads = shown.xpath("//div[@role='columnheader']//a/@href")
    assert heads == ["/article/10", "/article/11"]
    left, right = shown.xpath("(//div[@role='row'])[2]/div[@role='cell']")
    assert left.xpath(".//del")
    assert right.xpath(".//ins")
    assert not left.xpath(".//ins") + right.xpath(".//del")
    assert page(get("/story/10?left=11&right=10")).xpath("//div[@role='columnheader']//a/@href") == heads[::-1]
    assert shown.xpath("//select[@name='left']/option[@selected]/@value") == ["10"]


def test_a_story_that_was_merged_leads_to_the_one_it_became(get):
    for form in ("", ".json"):
        answer = get(f"/story/51{form}")
        assert (answer.status_code, answer.headers["location"]) == (301, f"/story/10{form}")


@pytest.mark.parametrize("number", range(len(ATTACKS)))
@pytest.mark.parametrize("kind", ["article", "story"])
def test_no_page_of_ours_brings_what_a_site_sent_to_life(get, kind, number):
    answer = get(f"/{kind}/{HOSTILE + number}")
    shown = page(answer)
    assert not list(shown.iter("script", "iframe", "object", "embed", "base", "img", "style"))
    assert not shown.xpath("//meta[@http-equiv] | //*/@style")
    assert not [name for element in shown.iter(lxml.etree.Element) for name in element.attrib if name.startswith("on")]
    for link in shown.xpath("//a/@href"):
        assert link.startswith(("/", "#", "http://", "https://"))
    assert "1337" not in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    json.loads(get(f"/{kind}/{HOSTILE + number}.json").text)


@pytest.mark.parametrize(
    ("row", "ours"),
    [
        ("articles/7", "/article/7"),
        ("stories/10", "/story/10"),
        ("captures/7", "/capture/7"),
        ("sources/wire", "/source/wire"),
    ],
)
def test_our_pages_and_the_rows_in_datasette_lead_to_each_other(get, row, ours):
    assert ours in page(get(f"/archive/{row}")).xpath("//main//a/@href")
    assert f"/archive/{row}" in page(get(ours)).xpath("//main//a/@href")


def test_each_word_of_evidence_is_explained():
    listed = definitions(Article)["evidence"].partition(": ")[2].partition(".")[0]
    words = listed.replace(" (of an import)", "").replace(" or ", " ").split(", ")
    assert set(words) == set(EVIDENCE)


def test_what_was_left_out_of_the_text_can_be_read(tmp_path):
    filled(tmp_path / "archive.db", attacked=False).close()
    with sqlite3.connect(tmp_path / "archive.db") as writer:
        writer.execute("UPDATE articles SET evidence = ? WHERE id = 3", ['{"boilerplate": "1, 77"}'])
    writer.close()
    answer = asyncio.run(reading_room(tmp_path / "archive.db").client.get("/article/3"))
    assert "Left out of the text: 1 paragraph that the publication repeats" in text_of(page(answer))
    assert "All rights reserved." in answer.text


def test_one_column_holds_both_texts_to_the_letter():
    old, new = "One.\nTwo old.\nThree.\nFour.", "One.\nTwo new.\nThree.\nFour.\nFive."
    blocks = one_column(word_diff(old, new))
    lines = [paragraph for block in blocks for paragraph in block.paragraphs]
    assert "\n".join("".join(span.text for span in line if span.kind != "added") for line in lines).strip() == old
    assert "\n".join("".join(span.text for span in line if span.kind != "removed") for line in lines) == new
    assert [block.same for block in blocks] == [True, False, True, False]


def test_two_columns_put_what_corresponds_beside_each_other():
    rows = two_columns(word_diff("One.\nOld.\nLast.", "One.\nNew.\nExtra.\nLast."))
    assert [row.same for row in rows] == [True, False, True]
    assert [span.text for paragraph in rows[1].right for span in paragraph if span.kind == "added"]
    assert len(rows[1].left) < len(rows[1].right)


def test_paragraphs_that_were_joined_show_where():
    block, _ = one_column((Span("same", "One."), Span("removed", "\n"), Span("same", "Two.")))
    assert Span("removed", BREAK) in block.paragraphs[0]


def test_a_paragraph_that_was_dropped_is_no_joint():
    blocks = one_column(word_diff("One.\nTwo.\nThree.", "One.\nTwo."))
    texts = [span.text for block in blocks for paragraph in block.paragraphs for span in paragraph]
    assert texts == ["One.", "Two.", "Three."]


def test_texts_without_end_are_shown_and_compared_up_to_a_bound(get):
    spans, cut = compared("a" * 300_000, "b\n" * 300_000)
    assert cut
    assert sum(len(span.text) for span in spans) <= 2 * LONGEST
    assert len([paragraph for block in one_column(spans) for paragraph in block.paragraphs]) <= 2 * MOST
    assert not compared("a" * LONGEST, "a" * LONGEST)[1]
    assert beginning("a\n" * 10) == "a\n" * 10
    shown = page(get(f"/article/{HOSTILE}"))
    assert len(shown.xpath("//div[@class='text']/p")) == MOST
    assert f"beginning of {len(HUGE):,} characters" in text_of(shown)


def test_texts_without_words_have_nothing_to_show():
    assert one_column(word_diff("", "")) == []
    assert two_columns(word_diff("", "")) == []

"""Headlines of pages that state one thing and print another."""

import json

import pytest

from pipelines.extract import parse
from pipelines.headline import MAX_HEADLINE, find_headline
from pipelines.sitename import site_names
from pipelines.structured import read_structured

URL = "http://www.quaycourier.example/harbour/ferry-4711"


def headline_of(body: str, head: str = "", url: str = URL) -> tuple[str, str]:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    data = read_structured(tree)
    return find_headline(data, site_names(data, url))


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def ld(**fields) -> str:
    node = {"@type": "NewsArticle"} | fields
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("stated", "headline"),
    [
        ("Ferry returns to the harbour | The Quay Courier", "Ferry returns to the harbour"),
        ("Ferry returns to the harbour - Quay Courier", "Ferry returns to the harbour"),
        ("The Quay Courier: - Ferry returns to the harbour", "Ferry returns to the harbour"),
        ("Ferry returns to the harbour – quaycourier.example", "Ferry returns to the harbour"),
        ("Ferry returns to the harbour | Harbour | News | The Quay Courier", "Ferry returns to the harbour"),
        ("Mayor promises « a ferry for all » on Monday", "Mayor promises « a ferry for all » on Monday"),
        ("Budget passed - what now?", "Budget passed - what now?"),
    ],
)
def test_the_site_is_no_part_of_a_stated_headline(stated, headline):
    head = '<meta property="og:site_name" content="The Quay Courier">' + og(stated)
    assert headline_of("<p>The ferry is back.</p>", head) == (headline, "meta")


def test_the_site_is_known_by_its_feed_and_its_json_ld():
    title = "<title>Ferry is back - Low Water Notes</title>"
    feed = '<link rel="alternate" type="application/rss+xml" title="Low Water Notes » Feed" href="/feed">'
    site = f'<script type="application/ld+json">{json.dumps({"@type": "WebSite", "name": "Low Water Notes"})}</script>'
    assert headline_of("", title)[0] == "Ferry is back - Low Water Notes"
    assert headline_of("", title + feed)[0] == "Ferry is back"
    assert headline_of("", title + site)[0] == "Ferry is back"


@pytest.mark.parametrize(
    "title", ["渡轮周一恢复通航_财经_滨海日报", "渡轮周一恢复通航-滨海日报", "渡轮周一恢复通航｜滨海日报"]
)
def test_section_and_site_are_cut_off_where_no_spaces_are_written(title):
    site = '<meta property="og:site_name" content="滨海日报">'
    assert headline_of("", og(title) + site)[0] == "渡轮周一恢复通航"


def test_a_domain_that_is_short_for_the_end_of_a_title_makes_that_the_sites_name():
    short = "http://www.tqcnews.example/ferry", "http://www.tqc.example/ferry"
    assert (
        headline_of(
            "", og("Ferry is back | The Quay Courier") + "<title>Ferry is back | The Quay Courier</title>", short[1]
        )[0]
        == "Ferry is back"
    )
    assert headline_of("", "<title>Ferry is back - The Quay Courier</title>", short[0])[0].endswith("Courier")


def test_a_site_that_gives_the_headline_as_its_name_keeps_the_headline():
    head = og("Ferry is back") + '<meta property="og:site_name" content="Ferry is back">'
    assert headline_of("<h1>Ferry is back</h1>", head)[0] == "Ferry is back"


@pytest.mark.parametrize(
    ("heading", "stated", "headline"),
    [
        ("<h1>Ferry sails again</h1>", "Ferry sails again from Monday: all you need to know", "Ferry sails again"),
        ("<h1><span>Harbour</span><span>Ferry sails again</span></h1>", "Ferry sails again", "Ferry sails again"),
        ("<h1><small>3 May 2026</small>Ferry sails again</h1>", "Ferry sails again", "Ferry sails again"),
        ("<h1>FERRY SAILS AGAIN</h1>", "Ferry sails again", "Ferry sails again"),
        ("<h1><style>.h{color:red}</style>Ferry sails again</h1>", "Ferry sails again", "Ferry sails again"),
        ("<h1>Ferry\u00ad sails<br>again</h1>", "", "Ferry sails again"),
        ("<h1>Ferry sails again | Opinion</h1>", "Ferry sails again | Opinion", "Ferry sails again"),
        ("<h1>The boat is back at last</h1>", "Quayside ferry timetable 2026", "The boat is back at last"),
        ("<h1>Ferry sails again<small>3 May 2026, Ada Marsh</small></h1>", "Ferry sails again", "Ferry sails again"),
        ("<h1>Ferry sails again on Monday at noon</h1>", "Ferry sails again", "Ferry sails again on Monday at noon"),
        ("<h1>Ferry sails at last</h1><h1>More from the harbour</h1>", "Quayside timetable", "Ferry sails at last"),
        ("<h1>More from the harbour</h1>", "Quayside timetable", "More from the harbour"),
        ("<h1>Our blog</h1>", "Ferry sails again", "Ferry sails again"),
        ("<h1><a href='/'>Low Water in the evening</a></h1>", "Ferry sails again", "Ferry sails again"),
        ("<h1>Menu</h1><h1>Ferry sails again</h1>", "Ferry sails again | Quay", "Ferry sails again"),
        ("<h1>渡轮周一恢复通航</h1>", "渡轮周一恢复通航", "渡轮周一恢复通航"),
    ],
)
def test_the_printed_heading_is_the_headline_where_it_is_one(heading, stated, headline):
    assert headline_of(heading, og(stated) if stated else "")[0] == headline


def test_the_readers_headline_is_taken_from_a_page_whose_h1_is_for_search_engines():
    head = "<title>Ferry Quayside: timetable and prices of the ferry</title>" + og(
        "The boat that came back from the dead"
    )
    body = "<h1>Ferry Quayside: timetable and prices of the ferry</h1><h2>Harbour The boat that came back from the dead</h2>"
    assert headline_of(body, head) == ("The boat that came back from the dead", "visible")


def test_a_headline_on_which_json_ld_and_meta_agree_outvotes_another_heading_on_a_news_page():
    full = "Northern islands: Ferry sails again"
    assert headline_of("<h1>Ferry sails again</h1>", ld(headline=full) + og(full)) == (full, "json-ld")
    assert headline_of("<h1>Ferry sails again</h1>", ld(headline=full))[0] == "Ferry sails again"


def test_entities_that_were_escaped_twice_are_resolved():
    assert headline_of("", ld(headline="Ferry &amp;amp; harbour &#038; all")) == ("Ferry & harbour & all", "json-ld")


def test_a_headline_has_a_bound_and_no_headline_is_empty():
    assert len(headline_of(f"<h1>{'ferry ' * 10_000}</h1>")[0]) <= MAX_HEADLINE
    assert headline_of("<p>Nothing here.</p>") == ("", "")

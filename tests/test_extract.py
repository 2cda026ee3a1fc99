"""Articles read from pages that were made up to hold what real ones do."""

import gzip
import json

import pytest

from pipelines.extract import MAX_PLAIN, extract, guess_language, with_language
from pipelines.items import Article, Rejection
from pipelines.text import Known, clean
from tests.pages import PARAGRAPHS, PUBLISHED, article_of, html, page, rejection_of


def ld(**fields) -> str:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Ferry runs again from Monday",
    } | fields
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_the_text_is_that_of_the_article_one_paragraph_a_line():
    assert article_of().text.splitlines() == list(PARAGRAPHS)


def test_the_same_page_gives_the_same_article_whatever_came_before():
    first = article_of()
    for _ in range(3):
        article_of(html(head=PUBLISHED, title="Another thing altogether"))
    assert article_of() == first


def test_dates_are_kept_as_printed_and_in_utc():
    read = article_of(html(head=PUBLISHED + '<meta property="article:modified_time" content="2026-11-21T10:00:00Z">'))
    assert (read.published, read.published_printed) == ("2026-11-20T07:30:00Z", "2026-11-20T09:30:00+02:00")
    assert read.modified == "2026-11-21T10:00:00Z"


def test_a_date_in_the_future_is_none():
    read = article_of(
        html(
            head='<meta property="article:published_time" content="2031-01-01T00:00:00Z">'
            + ld(datePublished="2026-11-19")
        )
    )
    assert read.published == "2026-11-19"


def test_modified_before_published_is_no_modification():
    read = article_of(html(head=PUBLISHED + '<meta property="article:modified_time" content="2019-01-01T00:00:00Z">'))
    assert read.modified == ""


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Ada Marsh"}, ("Ada Marsh",)),
        ([{"name": "Ada Marsh"}, {"name": "Ben Okoro"}], ("Ada Marsh", "Ben Okoro")),
        ("By Ada Marsh and Ben Okoro", ("Ada Marsh", "Ben Okoro")),
        ({"@type": "Organization", "name": "The Quay Paper"}, ()),
        ("https://paper.example/staff/ada", ()),
    ],
)
def test_authors_are_people(author, names):
    assert article_of(html(head=PUBLISHED + ld(author=author))).authors == names


def test_the_byline_is_kept_as_printed():
    body = html(head=PUBLISHED).replace(
        "</h1>", '</h1><p class="byline">By <a rel="author">Ada Marsh</a> and Ben Okoro, 20 November</p>'
    )
    read = article_of(body)
    assert read.byline == "By Ada Marsh and Ben Okoro, 20 November"
    assert read.authors == ("Ada Marsh", "Ben Okoro")


def test_the_headline_is_the_printed_one_without_the_site():
    head = PUBLISHED + '<meta property="og:title" content="Ferry runs again from Monday | The Quay Paper">'
    assert article_of(html(head=head)).headline == "Ferry runs again from Monday"


def test_the_headline_of_an_old_blog_is_not_the_name_of_the_blog():
    body = "<h1>Low Water</h1><h3>The ferry is back</h3>" + "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    source = html(body, PUBLISHED).replace("<title>Ferry runs again from Monday", "<title>Low Water: The ferry is back")
    assert article_of(source).headline == "The ferry is back"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("http://paper.example/2026/ferry", "http://paper.example/2026/ferry"),
        ("/2026/ferry?utm_source=x", "http://paper.example/2026/ferry"),
        ("http://paper.example/", "http://paper.example/news/ferry-runs-again-from-monday-10412"),
        ("http://other.example/ferry", "http://paper.example/news/ferry-runs-again-from-monday-10412"),
        ("javascript:alert(1)", "http://paper.example/news/ferry-runs-again-from-monday-10412"),
        ("", "http://paper.example/news/ferry-runs-again-from-monday-10412"),
    ],
)
def test_a_canonical_address_is_believed_where_it_can_be(link, url):
    read = article_of(html(head=PUBLISHED + f'<link rel="canonical" href="{link}">'))
    assert read.url == url
    assert read.canonical == ("http://other.example/ferry" if "other" in link else "")


def test_a_paywalled_stub_is_kept_and_marked():
    body = f"<article><h1>Ferry runs again</h1><p>{PARAGRAPHS[0]}</p><p>Subscribe to read the rest.</p></article>"
    read = article_of(html(body, PUBLISHED + ld(isAccessibleForFree=False)))
    assert read.access == "paywalled"
    assert read.text == PARAGRAPHS[0]


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"articleSection": "Harbour"}, "Harbour"), ({}, "")],
)
def test_the_section_is_what_the_page_says(fields, where):
    assert article_of(html(head=PUBLISHED + ld(**fields))).section == where


def test_the_language_is_the_declared_one_else_that_of_the_text():
    assert article_of(html(head=PUBLISHED, lang="de-AT")).language == "de"
    undeclared = article_of(html(head=PUBLISHED).replace(' lang="en"', ""))
    assert undeclared.language == ""
    assert guess_language(undeclared.text) == "en"


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1252", "nonsense"])
def test_text_is_decoded_whatever_the_page_claims(label):
    source = html(head=PUBLISHED).replace("ferry between", "“Zoë–Çelik” ferry between")
    for codec in ("utf-8", "cp1252"):
        read = extract(page(url="http://paper.example/a-long-story-12345")).__class__  # warm
        result = extract(page_of(source.encode(codec), f"text/html; charset={label}"))
        assert isinstance(result, read)
        assert "“Zoë–Çelik” ferry" in result.text


def test_text_that_was_encoded_twice_is_read_once():
    source = html(head=PUBLISHED).replace("ferry between", "“Zoë–Çelik” ferry between").encode()
    assert "“Zoë–Çelik” ferry" in extract(page_of(source.decode("latin-1").encode())).text
    assert "“Zoë–Çelik” ferry" in extract(page_of(source)).text


def page_of(body: bytes, content_type: str = "text/html", coding: str = ""):
    base = page()
    return base.__class__(
        url=base.url, source="paper", body=body, content_type=content_type, coding=coding, fetched=base.fetched
    )


def test_a_body_is_unpacked_by_the_worker():
    result = extract(page_of(gzip.compress(html(head=PUBLISHED).encode()), coding="gzip"))
    assert isinstance(result, Article)


def test_a_bomb_is_dropped_before_it_goes_off():
    bomb = gzip.compress(b"<p>boom</p>" * (MAX_PLAIN // 4))
    result = extract(page_of(bomb, coding="gzip"))
    assert (result.fate, result.outcome) == ("dropped", "too-big")


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"%PDF-1.7 \xff\xfe", b"<", b"<!--", b"\xff\xfe\x00"])
def test_what_is_no_page_is_dropped(body):
    result = extract(page_of(body))
    assert isinstance(result, Rejection)
    assert result.fate == "dropped"


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        (html(title="Page not found"), "soft-404"),
        (html("<h1>404</h1><p>The page you asked for is gone.</p>", title="Error 404"), "soft-404"),
        (
            html("<h1>Sign in</h1><form><input type='password'></form><p>Sign in to read on.</p>", title="Sign in"),
            "login",
        ),
        (
            html("".join(f"<figure><img src='{n}.jpg'><figcaption>Boats</figcaption></figure>" for n in range(12))),
            "gallery",
        ),
        (html("<h1>Watch</h1><video src='a.mp4'></video><p>The moment the ferry came in.</p>"), "video"),
        (
            html("".join(f"<article><h3><a href='/{n}'>Story {n} of the day</a></h3></article>" for n in range(12))),
            "section",
        ),
        (
            html(
                "<h1>About us</h1>" + "<p>We are a small paper and we have been one for a long time.</p>" * 6,
                title="About",
            ),
            "not-an-article",
        ),
        (html("<article><h1>Ferry</h1><p>Gone again.</p></article>", PUBLISHED + ld()), "too-short"),
    ],
)
def test_pages_without_an_article_are_dropped_with_their_reason(source, outcome):
    result = rejection_of(source, url="http://paper.example/news/something-to-look-at")
    assert (result.fate, result.outcome) == ("dropped", outcome)


def test_articles_older_than_asked_for_are_dropped():
    assert rejection_of(since="2026-11-21").outcome == "too-old"
    assert article_of(since="2026-11-20").headline


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Broken",',
        "[" * 100_000,
        '{"a":' * 50_000,
        "null",
        "[1, 2, [3]]",
        '"text"',
        '{"@graph": 5}',
        "\ud800",
    ],
)
def test_broken_structured_data_costs_nothing_but_itself(script):
    head = PUBLISHED + f'<script type="application/ld+json">{script}</script>'
    assert extract(page_of(html(head=head).encode("utf-8", "replace"))).headline == "Ferry runs again from Monday"


def test_a_reposted_page_is_archived_without_its_debris():
    lines = [
        "Sunday, September 27, 2015",
        "Ferry runs again from Monday",
        "© Quay Photo / Nell Ash",
        "Harbour",
        "Get short URL",
        *PARAGRAPHS[:2],
        "Паром снова ходит",
        "Posted by Вера Лодочкина on Sunday, 27 September 2015",
        *PARAGRAPHS[2:],
        "Share",
        "No comments:",
    ]
    assert clean("\n".join(lines), Known(headline="Ferry runs again from Monday")).splitlines() == list(PARAGRAPHS)


def test_short_paragraphs_inside_a_text_stay():
    text = "\n".join([PARAGRAPHS[0], "“Yes.”", "The islands", PARAGRAPHS[1]])
    assert clean(text) == text


def test_each_field_says_where_it_was_found():
    head = '<meta name="description" content="The ferry is back."><meta name="keywords" content="ferry, harbour">'
    found = article_of(html(head=PUBLISHED + head + ld(articleSection="Harbour", isAccessibleForFree=False))).evidence
    expected = {"section": "json-ld", "access": "json-ld", "tags": "meta", "description": "meta", "language": "lang"}
    assert expected.items() <= found.items()
    assert (found["text"], found["published"], "image" in found) == ("block", "meta", False)


def test_a_language_that_was_guessed_says_so():
    unsaid = with_language(article_of(html(head=PUBLISHED).replace(' lang="en"', "")))
    assert (unsaid.language, unsaid.evidence["language"]) == ("en", "letters")

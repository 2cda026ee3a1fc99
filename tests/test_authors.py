"""Bylines of many kinds, and the people in them."""

import json

import pytest

from pipelines.authors import MAX_AUTHORS, MAX_BYLINE, Authors, find_authors
from pipelines.extract import parse
from pipelines.names import signers, split_names
from pipelines.sitename import site_names
from pipelines.structured import read_structured

URL = "http://www.quaycourier.example/harbour/ferry-4711"
PARAGRAPH = f"<p>{'The ferry that was laid up in the old harbour is back at the quay. ' * 3}</p>"
TITLE = "<h1>Ferry returns to the harbour</h1>"


def authors_of(body: str = "", head: str = "") -> Authors:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    data = read_structured(tree)
    return find_authors(data, site_names(data, URL))


def ld(author, *others, kind: str = "NewsArticle") -> str:
    graph = [{"@type": kind, "author": author}, *others]
    return f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Ada Marsh and Ben O'Dell, Senior Reporter", ("Ada Marsh", "Ben O'Dell")),
        ("Von Käthe Brünning und Jörg Wehmeyer", ("Käthe Brünning", "Jörg Wehmeyer")),
        ("Texto: Inés Roldán · Fotos: Pau Vidal", ("Inés Roldán",)),
        ("Text & Fotos: Ivan Tal", ("Ivan Tal",)),
        ("Par Kab Niang Le 17/02/2020", ("Kab Niang",)),
        ("Posted on September 21, 2020 by Adi Tal", ("Adi Tal",)),
        ("By Ada Marsh | Updated: 3 May 2026, 10:00 | 3 min read", ("Ada Marsh",)),
        ("Ada Marsh, Chefredakteurin", ("Ada Marsh",)),
        ("Written by Ada Marsh Reviewed by Ben Okoro", ("Ada Marsh",)),
        ("von David Straub, MDR THÜRINGEN", ("David Straub",)),
        ("ADA MARSH", ("Ada Marsh",)),
        ("Tomas van der Berg y José María de la Cruz", ("Tomas van der Berg", "José María de la Cruz")),
        ("Ada Marsh &amp; Ben Okoro (photos: Cy Tal)", ("Ada Marsh", "Ben Okoro")),
        ("박준석 기자", ("박준석",)),
        ("By the Harbour Desk", ()),
        ("dpa/lsw", ()),
        ("The Associated Press", ()),
        ("Share Follow Subscribe", ()),
        ("https://paper.example/staff/ada ada@paper.example @ada", ()),
        ("by signing up you agree to our terms", ()),
        ("A" * 5000 + " " + "B" * 5000, ()),
    ],
)
def test_a_byline_is_split_into_people(byline, people):
    assert split_names(byline) == people


@pytest.mark.parametrize(
    ("byline", "people", "all_who_sign"),
    [
        ("Von Jörg Tal, dpa", ("Jörg Tal",), ("Jörg Tal", "dpa")),
        ("von APA", (), ("APA",)),
        ("By the Harbour Desk", (), ("the Harbour Desk",)),
        ("Center for Drug Evaluation and Research", (), ("Center for Drug Evaluation and Research",)),
        ("By Ada Marsh, Senior Reporter", ("Ada Marsh",), ("Ada Marsh",)),
        ("", (), ()),
    ],
)
def test_those_who_sign_are_the_people_and_their_agency_else_whoever_the_byline_names(byline, people, all_who_sign):
    assert signers(byline, people) == all_who_sign


def test_a_reference_to_another_node_is_followed():
    person = {"@type": "Person", "@id": "http://x/#ada", "name": "Ada Marsh"}
    assert authors_of(head=ld({"@id": "http://x/#ada"}, person)).people == ("Ada Marsh",)
    assert authors_of(head=ld([{"@id": "http://x/#ada"}, "Ben Okoro"], person)).people == ("Ada Marsh", "Ben Okoro")
    assert authors_of(head=ld({"@id": "http://x/#nobody"}, person)).people == ()


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ({"@type": ["Person", "Organization"], "name": "Ada Marsh"}, ("Ada Marsh",)),
        ({"@type": "Person", "name": ["Ada Marsh", "Ben Okoro"]}, ("Ada Marsh", "Ben Okoro")),
        ({"@type": "Person", "name": "Ada Marsh und Ben Okoro, dpa"}, ("Ada Marsh", "Ben Okoro")),
        ({"@type": "Person", "name": "madonna"}, ("madonna",)),
        ({"@type": "Person", "name": "Quay Courier"}, ()),
        ({"@type": "Person", "name": "Harbour Team"}, ()),
        ({"@type": "Organization", "name": "Ada Marsh"}, ()),
        ({"@type": "Person", "name": "admin"}, ()),
        ({"@type": "Person", "name": {"a": [1]}}, ()),
        ([[["Ada Marsh"]]], ()),
        (None, ()),
        (17, ()),
    ],
)
def test_json_ld_names_people_in_many_ways(author, people):
    assert authors_of(head=ld(author)).people == people


def test_meta_elements_are_read_by_name_the_best_kept_first():
    head = '<meta name="author" content="Quay Courier"><meta name="parsely-author" content="Ada Marsh">'
    assert authors_of(head=head) == Authors(byline="Ada Marsh", people=("Ada Marsh",), evidence="meta")
    assert authors_of(head='<meta name="citation_author" content="Marsh, Ada">').people == ("Ada Marsh",)
    labelled = '<meta name="twitter:label1" content="Geschrieben von"><meta name="twitter:data1" content="Ada Marsh">'
    assert authors_of(head=labelled).people == ("Ada Marsh",)
    assert authors_of(head='<meta name="author" content="105092">') == Authors()


@pytest.mark.parametrize(
    ("body", "byline", "people"),
    [
        ("<p class='byline'>By Ada Marsh, 20 November</p>", "By Ada Marsh, 20 November", ("Ada Marsh",)),
        ("<p>By Ada Marsh</p>", "By Ada Marsh", ("Ada Marsh",)),
        ("<p>By <a href='/ada'>Ada</a> · 3 May 2026</p>", "By Ada", ("Ada",)),
        (
            "<div class='author'>By<b>Ada Marsh</b><i>Senior Reporter</i></div>",
            "By Ada Marsh Senior Reporter",
            ("Ada Marsh",),
        ),
        ("<div class='autorzeile'>Von Ada Marsh<br>3. Mai 2026</div>", "Von Ada Marsh", ("Ada Marsh",)),
        ("<p>By <a rel='author'>whale42</a></p>", "", ()),
        ("<p class='meta'><a href='/autoren/ada-marsh/'>Dr. Ada Marsh</a></p>", "Dr. Ada Marsh", ("Dr. Ada Marsh",)),
        ("<div class='metaInfoAuthorList'><a href='/x'>Ada Marsh</a></div>", "Ada Marsh", ("Ada Marsh",)),
        ("<p>By taking the ferry, passengers save an hour.</p>", "", ()),
        ("<p>Von Anfang an war die Fähre voll.</p>", "", ()),
        ("<li class='comment'><span class='comment-author'>Cy Tal</span></li>", "", ()),
        (
            "<div class='related'><span class='author'>Cy Tal</span></div><p class='author'>Ada Marsh</p>",
            "Ada Marsh",
            ("Ada Marsh",),
        ),
        ("<aside><p>By Cy Tal</p></aside>", "", ()),
        ("<p class='byline'>von APA</p>", "von APA", ()),
        (
            "<ul><li class='author'>Ada Marsh</li><li class='author'>Ben Okoro</li></ul>",
            "Ada Marsh",
            ("Ada Marsh", "Ben Okoro"),
        ),
    ],
)
def test_a_printed_byline_names_people(body, byline, people):
    found = authors_of(TITLE + body)
    assert (found.byline, found.people) == (byline, people)


def test_the_byline_by_the_headline_counts_before_the_others():
    far = "<p class='author'>Cy Tal</p>" + "<p>Text of the article.</p>" * 20
    assert authors_of(far + TITLE + "<p class='author'>Ada Marsh</p>").people == ("Ada Marsh",)


def test_a_printed_byline_that_says_more_wins_over_stated_names():
    head = ld({"@type": "Person", "name": "Ada"})
    assert authors_of(TITLE + "<p class='byline'>By Ada Marsh</p>", head).people == ("Ada Marsh",)
    found = authors_of(TITLE + "<p class='byline'>By Ada Marsh and Ben Okoro</p>", ld("Ada Marsh"))
    assert (found.people, found.evidence) == (("Ada Marsh", "Ben Okoro"), "visible")


def test_the_printed_byline_of_another_article_does_not_stand_for_the_stated_author():
    found = authors_of(TITLE + "<p class='byline'>By Cy Tal</p>", ld("Ada Marsh"))
    assert found == Authors(byline="Ada Marsh", people=("Ada Marsh",), evidence="json-ld")


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("<div><span>Ada Marsh |</span> <span class='date'>3 May 2026</span></div>", ("Ada Marsh",)),
        ("<div><span class='date'>3 May 2026</span><span>Ada Marsh</span></div>", ("Ada Marsh",)),
        ("<div><a href='/harbour-news'>Harbour Side</a> <span class='date'>3 May 2026</span></div>", ()),
        ("<div><span>Ferry Returns</span> <span class='date'>3 May 2026</span></div>", ()),
        ("<div><span>Reading Time</span> <span class='date'>3 May 2026</span></div>", ()),
        ("<div class='related'><span>Ada Marsh</span> <time>3 May 2026</time></div>", ()),
        (f"{PARAGRAPH * 3}<p style='text-align:right'><strong>Ada Marsh</strong></p>", ("Ada Marsh",)),
        (f"{PARAGRAPH * 3}<p><strong>Low Water</strong></p>", ()),
        (f"{PARAGRAPH * 3}<p align='right'><strong>Ada Marsh</strong></p>{PARAGRAPH}", ()),
    ],
)
def test_a_name_beside_the_date_or_set_right_below_the_text_signs_the_article(body, people):
    page = "<title>Ferry Returns to the harbour</title>"
    assert authors_of(TITLE + body, page).people == people


def test_a_page_of_short_paragraphs_and_years_costs_no_more_than_its_size():
    assert authors_of("<p><b>Ada Marsh</b></p>" * 20_000).people == ()
    assert authors_of("<p>" + "<b>Ada Marsh</b> in 2026 again" * 20_000 + "</p>").people == ()


def test_an_agency_that_signs_alone_is_in_the_byline_and_no_author():
    assert authors_of(head=ld({"@type": "Person", "name": "dpa"})) == Authors(byline="dpa")
    assert authors_of(head=ld({"@type": "Organization", "name": "BR24 Redaktion"})) == Authors(byline="BR24 Redaktion")


def test_somebodys_own_site_has_a_person_for_an_author_and_a_newspaper_has_not():
    head = '<meta property="og:site_name" content="Ada Marsh">'
    assert authors_of(head=head + ld({"@type": "Person", "name": "Ada Marsh"}, kind="BlogPosting")).people == (
        "Ada Marsh",
    )
    assert authors_of(head=head + ld({"@type": "Person", "name": "Ada Marsh"})).people == ()


def test_authors_and_bylines_have_bounds():
    many = authors_of(head=ld([f"Ada {'Marsh' * 3} {chr(65 + n % 26) * 3}{chr(97 + n // 26)}" for n in range(5000)]))
    assert len(many.people) == MAX_AUTHORS
    assert len(many.byline) <= MAX_BYLINE
    assert len(authors_of(TITLE + f"<p class='byline'>By Ada Marsh {'and Ben Okoro ' * 5000}</p>").byline) <= MAX_BYLINE

"""Texts of made-up pages: what of a page is the article, and what of it is furniture."""

import json
from html import escape, unescape

import pytest

from pipelines.extract import parse
from pipelines.linebreaks import set_paragraphs
from pipelines.prose import Prose
from pipelines.region import article_tree
from pipelines.text import Known, clean
from tests.pages import PARAGRAPHS, PUBLISHED, article_of, html, rejection_of

HEADLINE = "Ferry runs again from Monday"
STANDFIRST = "Six weeks in dry dock are over, and the islands get their boats back before the winter."
LONG = "The story of another day, told at some length, so that it weighs as much as a paragraph does."
BODY = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)


def lines_of(body: str) -> list[str]:
    return article_of(html(body, PUBLISHED)).text.splitlines()


def around(before: str = "", inside: str = "", after: str = "") -> str:
    first, rest = BODY.split("</p>", 1)
    return f"<main><h1>{HEADLINE}</h1>{before}<div>{first}</p>{inside}{rest}</div>{after}</main>"


@pytest.mark.parametrize(
    "debris",
    [
        f'<div class="related-articles"><h3><a href="/a">Another day</a></h3><p>{LONG}</p></div>',
        f'<section id="comments"><p>{LONG} {LONG}</p></section>',
        f'<div class="c-newsletter-box"><p>{LONG}</p></div>',
        f'<div class="authorBio"><p>{LONG}</p></div>',
        f'<div class="hidden"><p>{LONG}</p></div>',
        f'<div style="display: none"><p>{LONG}</p></div>',
        f'<div class="teaser"><p><a href="/a">{LONG}</a></p></div>',
        f"<aside><p>{LONG}</p></aside>",
        f"<figure><img src='a.jpg'><figcaption>{LONG}</figcaption></figure>",
        f"<div><div><h3>Das könnte Sie auch interessieren</h3></div><p>{LONG}</p></div>",
        f"<h3>À lire aussi</h3><ul><li>{LONG}</li></ul>",
        f"<section><h3>関連記事</h3><p>{LONG}</p></section>",
        '<p><a href="/a">The bridge that was never built</a></p>',
        '<p>Read more: <a href="/a">The bridge that was never built</a></p>',
        '<p>FUNDA: <a href="/a">The bridge that was never built</a></p>',
        '<ul><li><a href="/a">The bridge that was never built</a></li><li><a href="/b">The pier that was, twice</a></li></ul>',
    ],
)
@pytest.mark.parametrize("where", ["inside", "after"])
def test_furniture_is_no_text_wherever_it_stands(debris, where):
    assert lines_of(around(**{where: debris})) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "content",
    [
        "<h2>What the islands say</h2>",
        f"<blockquote><p>{LONG}</p></blockquote>",
        f"<ul><li>{LONG}</li><li>Fares stay as they were before the summer.</li></ul>",
        '<p>The office had <a href="/a">promised boats for the whole of the winter</a>, and so it must find them.</p>',
        f'<div class="article-with-sidebar"><p>{LONG}</p></div>',
        f'<div class="field--label-hidden"><p>{LONG}</p></div>',
        f'<div class="hidden md:block"><p>{LONG}</p></div>',
        f'<div class="summary"><p>{LONG}</p></div>',
        "<table><tr><th>Boat</th><th>Leaves</th></tr><tr><td>First</td><td>07:10</td></tr></table>",
    ],
)
def test_subheadings_quotes_lists_and_tables_are_text(content):
    assert len(lines_of(around(inside=content))) > len(PARAGRAPHS)


def test_what_follows_a_heading_that_leads_away_is_no_text():
    assert lines_of(around(after=f"<h2>Related stories</h2><p>{LONG}</p><p>{LONG}</p>")) == list(PARAGRAPHS)


def test_a_name_is_not_believed_of_a_block_that_holds_the_article():
    assert lines_of(f'<h1>{HEADLINE}</h1><div class="related-content"><div class="promo">{BODY}</div></div>') == list(
        PARAGRAPHS
    )


def test_the_standfirst_is_text_though_it_stands_above_the_block_of_the_article():
    head = f'<header><p class="deck">{STANDFIRST}</p><div class="byline">By Ada Marsh</div></header>'
    assert lines_of(around(before=head)) == [STANDFIRST, *PARAGRAPHS]


def test_the_headline_and_what_stands_before_it_is_no_text():
    body = f"<article><p>The harbour desk, second edition</p><h1>{HEADLINE}</h1>{BODY}</article>"
    assert lines_of(body) == list(PARAGRAPHS)


def test_an_article_in_two_blocks_is_whole():
    half = len(BODY) // 2 + BODY[len(BODY) // 2 :].index("<p>")
    body = f'<h1>{HEADLINE}</h1><div class="article-body">{BODY[:half]}</div><p>Advertisement</p><div class="article-body">{BODY[half:]}</div>'
    assert lines_of(body) == list(PARAGRAPHS)


@pytest.mark.parametrize("between", ["<br><br>", "<br>", "<div></div>"])
def test_text_without_paragraphs_keeps_its_breaks(between):
    body = f"<h1>{HEADLINE}</h1><div>{between.join(PARAGRAPHS)}</div>"
    assert lines_of(body) == list(PARAGRAPHS)


def test_running_elements_stay_in_the_line_of_bare_text():
    tree = parse(html(f'<div>{PARAGRAPHS[0]} It <a href="/a">says</a> so.<br>{PARAGRAPHS[1]}</div>'))
    assert set_paragraphs(tree, 0)
    assert [element.text_content() for element in tree.iter("p")] == [f"{PARAGRAPHS[0]} It says so.", PARAGRAPHS[1]]


def test_a_little_bare_text_beside_paragraphs_is_left_alone():
    tree = parse(html(f"<div>{LONG}</div>" + BODY * 4))
    assert not set_paragraphs(tree, Prose(tree).total)


def test_the_page_itself_is_not_changed_by_looking_for_its_article():
    tree = parse(html(around(after="<nav><a href='/a'>A</a></nav>")))
    before = tree.text_content()
    article_tree(tree, HEADLINE)
    assert tree.text_content() == before


@pytest.mark.parametrize(
    "last",
    [
        "Sign up for our newsletter to get the harbour news every morning.",
        "This article was first published in the Quay Paper on Friday.",
        "Mit Agenturmaterial",
        "Ils vous reste 57% de cet article. La suite est réservée aux abonnés.",
        "Si quieres compartir tu cuenta, cambia tu suscripción.",
        "有料会員になると会員限定の有料記事もお読みいただけます。",
        "(dmk)",
        "Ferry at the quay (Photo: Nell Ash)",
        "Foto: Nell Ash/dpa",
        "© Quay Paper",
        "___\nMore AP ferries: http://sport.example/ferries",
        "Ada Marsh is a columnist for the Quay Paper and the author of three books",
    ],
)
def test_notes_and_prompts_after_the_last_paragraph_go(last):
    assert clean("\n".join([*PARAGRAPHS, last]), Known(people=("Ada Marsh",))).splitlines() == list(PARAGRAPHS)


def test_a_last_sentence_about_someone_else_is_text():
    story = [*PARAGRAPHS, "Ada Marsh is the first woman to sail the ferry, and will not be the last."]
    assert clean("\n".join(story)).splitlines() == story


def test_a_prompt_takes_one_strange_line_after_it_along():
    text = "\n".join([*PARAGRAPHS, "Subscribe to the Quay Paper.", "Ours since 1871.", "Sign up here."])
    assert clean(text).splitlines() == list(PARAGRAPHS)


def test_sentences_about_subscriptions_are_text():
    story = ["The paper said that it had sold ten thousand subscriptions, newsletters included.", *PARAGRAPHS]
    assert clean("\n".join(story)).splitlines() == story


@pytest.mark.parametrize(
    "inside",
    [
        "Read more: the bridge that was never built",
        "Czytaj także: Most, którego nie było",
        "We may earn a small commission if you buy through our links.",
        "Empfohlener redaktioneller Inhalt",
        "Article content",
        "[ Live updates: what we know about the ferry ]",
        "图为渡轮驶过旧港。方晓 摄",
        "02/07/2026 09h40 • Atualizado em 02/07/2026 12h02",
    ],
)
def test_prompts_inside_a_text_go(inside):
    text = "\n".join([PARAGRAPHS[0], inside, *PARAGRAPHS[1:]])
    assert clean(text).splitlines() == list(PARAGRAPHS)


def ld(body: object) -> str:
    node = {"@type": "NewsArticle", "headline": HEADLINE, "articleBody": body}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def state(value: object) -> str:
    return f"<script>window.__STATE__ = {json.dumps(value)};</script>"


def pushed(value: object) -> str:
    inner = json.dumps(value)
    return f"<script>self.__next_f.push([1,{json.dumps('5:' + inner)}])</script>"


PARAGRAPH_NODES = [{"type": "text", "content": line} for line in PARAGRAPHS]
NOISE = {"config": {"title": "The Quay Paper", "urls": ["/a/b/c"] * 200}}


@pytest.mark.parametrize(
    "script",
    [
        ld("\n".join(PARAGRAPHS)),
        ld(BODY),
        ld(escape(BODY)),
        state(NOISE | {"story": {"content_elements": PARAGRAPH_NODES}}),
        state(NOISE | {"post": {"body": BODY, "text": "A teaser of some length, and no more than that."}}),
        pushed(NOISE | {"article": {"contentHtml": BODY}}),
        pushed(NOISE | {"article": {"contentHtml": f"\ud800\x00{BODY}"}}),
    ],
)
def test_text_that_only_scripts_would_show_is_read(script):
    assert lines_of(f"<h1>{HEADLINE}</h1><div id='root'></div>{script}") == list(PARAGRAPHS)


def test_text_in_scripts_is_left_alone_where_the_page_shows_its_article():
    other = [{"content": f"{LONG} {line}"} for line in PARAGRAPHS]
    assert lines_of(around(after=state(NOISE | {"more": other}))) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "script", [ld(5), ld(""), ld([]), state({"body": ["x" * 5000]}), '<script>"content": "' + "a b " * 999]
)
def test_scripts_without_a_text_add_none(script):
    assert lines_of(around(after=script)) == list(PARAGRAPHS)


@pytest.mark.parametrize("element", ["aside", "button", "nav", "fieldset"])
def test_an_element_that_was_never_closed_takes_no_article_with_it(element):
    assert lines_of(f"<{element} class='menu-button'><h1>{HEADLINE}</h1><div>{BODY}</div>") == list(PARAGRAPHS)


def test_names_that_are_on_every_block_of_a_page_mean_nothing():
    blocks = "".join(f'<div class="paragraph--type--link-share-content"><p>{line}</p></div>' for line in PARAGRAPHS * 3)
    assert lines_of(f"<h1>{HEADLINE}</h1><main>{blocks}</main>") == list(PARAGRAPHS * 3)


def test_boxes_with_links_are_left_for_trafilatura_to_judge():
    half = f"<div><div>{BODY}</div></div>"
    tree = parse(html(f"<main>{half}<div><a href='/a'>One</a></div>{half}</main>"))
    article = article_tree(tree, HEADLINE)[0]
    assert [box.text_content() for box in article.iter("div")] == ["One"]


def test_announced_articles_are_not_taken_for_logins_because_a_form_is_beside_them():
    form = "<form><input type='password'></form>"
    body = f"<h1>{HEADLINE}</h1><div>{BODY}<p>{LONG}</p><p>{LONG}</p></div>{form}"
    url = "http://paper.example/about-the-ferry"
    assert rejection_of(html(body), url=url).outcome == "login"
    assert article_of(html(body), url=url, trusted=True).words > 100


@pytest.mark.parametrize(
    "character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "&#0;", "&#11;", "&#x1F;", "&#xFFFE;", "&#31"]
)
def test_characters_that_no_text_may_hold_cost_a_page_nothing(character):
    assert lines_of(around(inside=f"<p>The {character}ferry is back, the harbour office said on Friday.</p>"))[1] == (
        "The ferry is back, the harbour office said on Friday."
    )


@pytest.mark.parametrize("reference", ["&#10;", "&#32;", "&#310;", "&#x1F4F0;", "&#x0e81;"])
def test_references_to_other_characters_are_read(reference):
    printed = unescape(reference).strip()
    line = lines_of(around(inside=f"<p>The ferry {reference} is back, the harbour office said on Friday.</p>"))[1]
    assert line == " ".join(f"The ferry {printed} is back, the harbour office said on Friday.".split())


@pytest.mark.parametrize(
    "signed",
    [
        "Von Käthe Brünning und Jörg Wehmeyer 24. November 2026, 03:25 Uhr (aktualisiert: 24. November 2026, 05:10 Uhr)",
        "By Käthe Brünning, Harrowmouth | 24 November 2026",
    ],
)
def test_a_line_that_signs_and_dates_is_no_text(signed):
    people = ("Käthe Brünning", "Jörg Wehmeyer")
    text = "The ferry will run again from Monday, the harbour office said.\nIt had been in dock since the storm."
    for before in (f"{signed}\n{text}", text.replace("\n", f"\n{signed}\n")):
        assert clean(before, Known(people=people)) == text


def test_a_sentence_about_an_author_and_a_day_stays():
    line = "Käthe Brünning was born in Harrowmouth on 24 November 1926 and sailed the first ferry across the inlet."
    assert clean(f"{line}\nShe never forgot it.", Known(people=("Käthe Brünning",))).startswith(line)

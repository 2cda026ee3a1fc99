"""Datasette's own pages of an archive in a real browser."""

import pytest

from tests.archive import filled
from tests.hostile import ATTACKS, HOSTILE
from tests.serving import served

LISTEN = "window.blocked = []; addEventListener('securitypolicyviolation', e => blocked.push(e.effectiveDirective))"
HOSTILE_PAGES = (
    "articles",
    "articles?_search=window",
    "articles?_facet=headline&_facet_size=max",
    "revisions?_size=50",
    "links?source=hostile&_facet=title",
    "search?words=window",
    "who-ran-it?article=1000002",
    "dropped",
    "?sql=select+*+from+articles+where+source='hostile'",
    *(f"articles/{HOSTILE + number}" for number in range(len(ATTACKS))),
    f"revisions/{HOSTILE}",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("browser") / "archive.db"
    filled(path).close()
    with served(path) as url:
        yield url


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(15_000)
    page.add_init_script(LISTEN)
    yield page
    page.close()


@pytest.fixture
def dialogs(page):
    seen = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    return seen


@pytest.fixture
def requests(page):
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    return seen


def visit(page, archive, path):
    page.goto(f"{archive}{path}" if path[:1] in ("", "?") else f"{archive}/{path}")


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_nothing_that_a_site_sent_runs_or_loads(page, archive, dialogs, requests, path):
    visit(page, archive, path)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("window.blocked") == []
    assert dialogs == []
    assert requests
    assert not [url for url in requests if not url.startswith(archive.removesuffix("archive"))]
    assert page.locator("section.content").is_visible()
    assert not page.evaluate("[...document.links].some(a => !/^https?:$/.test(a.protocol))")


def test_the_policy_stops_a_script_where_escaping_fails(page, archive):
    visit(page, archive, "articles")
    attack = "<img src=x onerror='window.pwned=1'><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>"
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", attack)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'window.pwned=1'; document.body.append(s) }"
    )
    with page.expect_event("requestfailed", lambda request: "/track" in request.url) as tracker:
        page.evaluate("() => { const i = new Image(); i.src = 'http://127.0.0.2:9/track'; document.body.append(i) }")
    page.wait_for_function("blocked.length >= 3")
    assert page.evaluate("window.pwned") is None
    assert {"script-src-attr", "script-src-elem", "img-src"} <= set(page.evaluate("blocked"))
    assert tracker.value.failure == "csp"


def test_the_menu_of_a_column_explains_and_sorts_it(page, archive):
    visit(page, archive, "articles?source=herald")
    page.locator("th[data-column=words] svg").scroll_into_view_if_needed()
    # a scroll closes menus, and its event comes a frame later
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.locator("th[data-column=words] svg").click()
    assert "Words of the text" in page.locator(".dropdown-column-description").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="Sort descending").click()
    words = [int(text) for text in page.locator("td.col-words").all_inner_texts()]
    assert words == sorted(words, reverse=True)
    assert len(set(words)) > 1
    assert page.evaluate("blocked") == []


def test_a_facet_narrows_the_rows(page, archive):
    visit(page, archive, "articles")
    with page.expect_navigation():
        page.locator("#facet-source").get_by_role("link", name="wire").click()
    assert set(page.locator("td.col-source").all_inner_texts()) == {"wire"}


def test_the_search_box_finds_articles(page, archive):
    visit(page, archive, "articles")
    page.get_by_label("Search:").fill('"by our staff" harbour')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert set(page.locator("td.col-byline").all_inner_texts()) == {"By our staff"}


def test_a_query_marks_the_words_found_and_leads_to_the_article(page, archive):
    visit(page, archive, "")
    page.get_by_role("link", name="Search with the passages found").click()
    page.get_by_label("words").fill("harbour")
    with page.expect_navigation():
        page.get_by_role("button", name="Run SQL").click()
    assert page.locator("td.col-found mark").first.inner_text().lower() == "harbour"
    with page.expect_navigation():
        page.locator("td.col-article_id a").first.click()
    assert page.locator("dd.col-text p").count() > 1


def test_the_sql_editor_formats_and_runs_a_query(page, archive):
    visit(page, archive, "")
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('select name from sources order by name')")
    page.get_by_role("button", name="Format SQL").click()
    assert "\n" in page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    with page.expect_navigation():
        page.get_by_role("button", name="Run SQL").click()
    assert page.locator("td.col-name").all_inner_texts() == ["courier", "herald", "hostile", "wire"]
    assert page.evaluate("blocked") == []

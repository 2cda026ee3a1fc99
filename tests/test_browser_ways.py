"""The ways that readers take through the reading room, in a real browser."""

import csv
import io

import pytest

from tests.archive import filled
from tests.serving import served


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    path = tmp_path_factory.mktemp("ways") / "archive.db"
    filled(path, 140, attacked=False).close()
    with served(path) as url:
        yield url.removesuffix("/archive")


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def page(browser, request):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_from_a_search_to_an_article_its_edit_its_story_and_a_table(page, room):
    page.goto(f"{room}/")
    page.get_by_role("main").get_by_label("Search the archive").fill("harbour bridge")
    page.keyboard.press("Enter")
    page.locator("ol.results > li").first.wait_for()
    page.wait_for_load_state()
    assert page.locator("ol.results > li").count() > 3
    assert page.locator("ol.results mark").first.inner_text().lower() in ("harbour", "bridge")
    everything = page.get_by_role("status").inner_text()

    page.get_by_label("Narrow the search").get_by_role("link", name="The Courier").click()
    page.get_by_label("Narrowed to").wait_for()
    page.wait_for_load_state()
    assert "The Courier" in page.get_by_label("Narrowed to").inner_text()
    assert page.get_by_role("status").inner_text() != everything
    assert {
        line.split(" · ")[0] for line in page.locator("ol.results > li > p.about:nth-of-type(1)").all_inner_texts()
    } == {"The Courier"}
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8"))))
    assert {row["source"] for row in rows} == {"courier"}

    page.goto(f"{room}/article/70")  # an article that was edited and belongs to a story
    assert page.get_by_role("heading", name="Versions").is_visible()
    assert page.locator(".diff del").count() + page.locator(".diff ins").count() > 0
    page.get_by_role("link", name="The whole story").click()
    page.get_by_role("heading", name="Who ran it when").wait_for()
    page.wait_for_load_state()
    assert page.locator("svg.chart circle").count() >= 2
    assert page.get_by_role("table").first.locator("tbody tr").count() >= 2
    assert page.get_by_role("heading", name="Side by side").is_visible()


def test_two_versions_chosen_are_compared(page, room):
    page.goto(f"{room}/article/7")
    versions = page.locator("input[name=from]")
    assert versions.count() == 2
    page.locator("input[name=from]").first.check()
    page.locator("input[name=to]").last.check()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**from=**")
    page.wait_for_load_state()
    assert page.locator("input[name=from]:checked").count() == 1
    assert page.get_by_text("removed").first.is_visible()


def test_every_page_of_the_header_opens_and_says_where_one_is(page, room):
    page.goto(f"{room}/")
    places = page.get_by_role("banner").get_by_role("navigation").get_by_role("link").all_inner_texts()
    assert len(places) > 4
    for place in places:
        with page.expect_navigation():
            page.get_by_role("banner").get_by_role("link", name=place, exact=True).click()
        assert page.get_by_role("heading", level=1).count() == 1
    with page.expect_navigation():
        page.get_by_role("banner").get_by_role("link", name="Dashboards").click()
    assert page.locator("nav a[aria-current=page]").inner_text() == "Dashboards"


def test_a_figure_opens_as_sql_in_datasette(page, room):
    page.goto(f"{room}/dashboards?days=365")
    with page.expect_navigation():
        page.get_by_role("link", name="The query of Sources").click()
    assert page.locator("table.rows-and-columns tbody tr").count() == 3


def test_the_keyboard_reaches_the_text_first(browser, room):
    page = browser.new_page()
    page.goto(f"{room}/article/7")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.close()


@pytest.mark.parametrize("articles", [0, 1])
def test_an_archive_with_next_to_nothing_in_it_is_no_dead_end(browser, tmp_path, articles):
    path = tmp_path / "archive.db"
    filled(path, articles, attacked=False).close()
    page = browser.new_page()
    with served(path) as url:
        room = url.removesuffix("/archive")
        paths = ["/", "/search", "/search?q=harbour", "/changes", "/sources", "/dashboards", "/archive/articles"]
        for address in (*paths, *(f"/article/{number}" for number in range(1, articles + 1))):
            answer = page.goto(f"{room}{address}")
            assert answer.status == 200
            assert len(page.get_by_role("main").inner_text()) > 20
    page.close()

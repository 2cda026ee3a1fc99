"""What the reading room's pages look like: to everybody (axe-core, WCAG 2.2 AA), in both schemes, and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.archive import filled
from tests.hostile import HOSTILE
from tests.serving import served

PAGES = (
    "/",
    "/search",
    "/search?q=harbour&source=herald",
    "/article/70",
    "/story/70",
    "/capture/70",
    "/sources",
    "/source/herald",
    "/changes",
    "/changes?show=headlines",
    "/dashboards",
    "/article/999999999",
)
WIDE = (*PAGES, f"/article/{HOSTILE}", f"/article/{HOSTILE + 9}", f"/story/{HOSTILE + 2}", "/source/hostile")
RULES = {
    "light": {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},  # all else is the same in the dark
}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    path = tmp_path_factory.mktemp("looks") / "archive.db"
    filled(path, 140).close()
    with served(path) as url:
        yield url.removesuffix("/archive")


@pytest.mark.parametrize("scheme", RULES)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_anybody_from_reading(browser, room, path, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{room}{path}")
    found = Axe().run(page, options=RULES[scheme]).response["violations"]
    page.close()
    serious = [violation for violation in found if violation["impact"] in ("serious", "critical")]
    assert {violation["id"]: [node["html"][:200] for node in violation["nodes"]][:3] for violation in serious} == {}


@pytest.mark.parametrize("path", WIDE)
def test_a_phone_need_not_scroll_sideways(browser, room, path):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{room}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_what_moves_or_glows_follows_the_readers_scheme(browser, room):
    colours = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(f"{room}/article/70")
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()
    assert colours[0] != colours[1]

"""Pages of the reading room with an attacker's rows, in a real browser: nothing of it runs, loads or leads astray."""

import pytest

from tests.archive import filled
from tests.hostile import ATTACKS, HOSTILE
from tests.serving import served

LISTEN = "window.blocked = []; addEventListener('securitypolicyviolation', e => blocked.push(e.effectiveDirective))"
EACH = ("article", "story", "capture")
LISTS = (
    "/",
    "/search?q=window",
    "/search?q=%3Cscript%3Ewindow.pwned%3D1%3C%2Fscript%3E",
    "/search?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dwindow.pwned%3D1%3E&source=%22onmouseover%3D%22window.pwned%3D1",
    "/sources",
    "/source/hostile",
    "/changes",
    "/changes?show=headlines",
    "/changes?source=%3Cscript%3Ewindow.pwned%3D1%3C%2Fscript%3E",
    "/dashboards?days=365",
)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    path = tmp_path_factory.mktemp("attacked") / "archive.db"
    filled(path, 60).close()
    with served(path) as url:
        yield url.removesuffix("/archive")


@pytest.fixture
def page(browser, room):
    """A page that fails the test on a dialog or on a request to anywhere else."""
    page = browser.new_page()
    page.set_default_timeout(15_000)
    page.add_init_script(LISTEN)
    page.events = []
    page.on("dialog", lambda dialog: (page.events.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if request.url.startswith(room) else page.events.append(request.url))
    yield page
    page.close()


def harmless(page):
    assert page.events == []
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("blocked") == []
    assert page.evaluate("[...document.links].every(a => /^https?:$/.test(a.protocol))")
    assert page.evaluate("document.querySelectorAll('iframe, object, embed, base, main img, main script').length") == 0
    assert page.get_by_role("main").is_visible()


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_an_attack_in_every_field_is_shown_and_does_nothing(page, room, number):
    for kind in EACH:
        page.goto(f"{room}/{kind}/{HOSTILE + number}")
        harmless(page)


@pytest.mark.parametrize("path", LISTS)
def test_lists_show_attacks_as_text(page, room, path):
    page.goto(f"{room}{path}")
    harmless(page)


def test_links_out_of_the_archive_tell_the_other_side_nothing(page, room):
    for number in range(len(ATTACKS)):
        page.goto(f"{room}/article/{HOSTILE + number}")
        assert page.evaluate(
            "[...document.querySelectorAll('main a')].filter(a => a.host !== location.host)"
            ".every(a => a.relList.contains('noreferrer') && a.relList.contains('noopener'))"
        )


def test_a_direction_that_is_never_closed_turns_nothing_around(page, room):
    page.goto(f"{room}/article/{HOSTILE + len(ATTACKS) - 1}")
    boxes = page.locator("header nav a").evaluate_all("links => links.map(a => a.getBoundingClientRect().left)")
    assert boxes == sorted(boxes)
    assert page.evaluate("getComputedStyle(document.querySelector('footer')).direction") == "ltr"

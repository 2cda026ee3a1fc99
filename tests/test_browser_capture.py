"""A page as it was fetched, in a real browser: it runs nothing and asks nobody. Needs Chromium."""

import asyncio
import socket
import threading

import pytest

from pipelines.archive import Archive
from pipelines.capture import Answer, Captures
from tests.serving import served
from web import fetched

HOSTILE = """<!DOCTYPE html><html><head><title>Quay</title><base href="{elsewhere}/"><meta charset="utf-8">
<link rel="stylesheet" href="{elsewhere}/a.css"><link rel="preconnect" href="{elsewhere}">
<link rel="dns-prefetch" href="//tracker.example"><link rel="prefetch" href="{elsewhere}/p">
<meta http-equiv="refresh" content="0;url={elsewhere}/refresh">
<style>@import url({elsewhere}/b.css); @font-face {{font-family: x; src: url({elsewhere}/f.woff)}} p {{color: rgb(1, 2, 3);
font-family: x; background: url({elsewhere}/bg.png)}}</style><script src="{elsewhere}/s.js"></script></head>
<body onload="window.pwned=1" background="{elsewhere}/body.png"><script>window.pwned=1; location='{elsewhere}/script'</script>
<img src="{elsewhere}/i.png" onerror="window.pwned=1"><svg onload="window.pwned=1"><use href="{elsewhere}/u.svg#x"/>
<image href="{elsewhere}/s.png"/><script>window.pwned=1</script></svg><math><mtext><table><mglyph><style><!--</style>
<img title="--&gt;&lt;img src=1 onerror=window.pwned=1&gt;"></mglyph></table></mtext></math><iframe src="{elsewhere}/if"
srcdoc="<script>top.pwned=1</script>"></iframe><object data="{elsewhere}/o"></object><embed src="{elsewhere}/e">
<video src="{elsewhere}/v" poster="{elsewhere}/poster" autoplay></video><audio src="{elsewhere}/au" autoplay></audio>
<form action="{elsewhere}/form"><button id="send">Send</button></form><input type="image" src="{elsewhere}/in.png">
<a href="javascript:window.pwned=1" id="trap">Go on</a><p>The quay reopened on Monday.</p></body></html>"""


@pytest.fixture(scope="module")
def elsewhere():
    """A listening socket that counts who connects."""
    callers = []
    with socket.create_server(("127.0.0.2", 0)) as listening:
        listening.settimeout(0.1)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    caller, _ = listening.accept()
                except TimeoutError:
                    continue
                callers.append(caller)
                caller.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.2:{listening.getsockname()[1]}", callers
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def archive(tmp_path_factory, elsewhere):
    path = tmp_path_factory.mktemp("browser") / "archive.db"

    async def run():
        archive = Archive(path)
        body = HOSTILE.format(elsewhere=elsewhere[0]).encode()
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        Captures(archive).keep(
            Answer(
                url="https://paper.example/", fetched="2026-11-23T12:00:00Z", status=200, headers=headers, body=body
            ),
            "paper",
        )
        archive.close()

    asyncio.run(run())
    with served(path) as url:
        yield url.removesuffix("/archive")


@pytest.fixture
def page(archive, browser):  # in this order: a browser that runs leaves no room for another event loop
    page = browser.new_page()
    page.set_default_timeout(15_000)
    yield page
    page.close()


def test_a_hostile_page_as_fetched_runs_nothing_and_asks_nobody(page, archive, elsewhere):
    stopped, dialogs = [], []
    page.on("requestfailed", lambda request: stopped.append((request.url, request.failure)))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{archive}/capture/1/page")
    page.locator("#trap").click()
    page.locator("#send").click()
    assert page.locator("p").inner_text() == "The quay reopened on Monday."
    assert page.locator("p").evaluate("element => getComputedStyle(element).color") == "rgb(1, 2, 3)"
    assert page.url == f"{archive}/capture/1/page"
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("self.origin") == "null"
    assert stopped  # what its style asks for
    assert {why for _, why in stopped} <= {"csp", "origin"}
    assert dialogs == []
    assert elsewhere[1] == []
    assert page.locator("#trap").get_attribute("href") is None


def test_the_policy_alone_would_hold(page, elsewhere):
    url = "https://paper.example/raw"
    page.route(
        url,
        lambda route: route.fulfill(
            body=HOSTILE.format(elsewhere=elsewhere[0]),
            content_type="text/html",
            headers={"content-security-policy": fetched.POLICY},
        ),
    )
    page.goto(url)
    page.locator("#send").click()
    assert page.evaluate("window.pwned") is None
    assert page.url == url


def test_a_capture_leads_to_its_page_and_back(page, archive):
    page.goto(f"{archive}/capture/1")
    page.get_by_role("link", name="See the page as it was fetched").click()
    page.wait_for_url("**/capture/1/page")
    page.go_back()
    assert page.locator("h1").inner_text() == "Capture 1"

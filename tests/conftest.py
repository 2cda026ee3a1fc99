"""What several test modules share: an archive to write to, and a browser."""

import asyncio
import shutil

import pytest
from playwright.sync_api import sync_playwright

from pipelines import ledger
from pipelines.archive import Archive

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")  # no longer: while Playwright runs, no other test can run an event loop
def browser():
    """Debian's Chromium (apt-get install chromium)."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("Chromium is missing; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def archive(tmp_path):
    """An archive that is open for writing, with two publications."""

    async def opened():
        archive = Archive(tmp_path / "x.db")
        for name in ("paper", "courier"):
            ledger.keep_source(archive, name, name, f"http://{name}.example/", "en", "")
        archive.commit()
        return archive

    archive = asyncio.run(opened())
    archive.db.conn.execute("BEGIN")
    yield archive
    archive.close()

"""`make screenshots`: crawl the sample newspapers twice, so that there are edits, and take a picture of each page for docs/images.

Needs Chromium (on Debian: apt-get install chromium).
"""

import argparse
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from pipelines.errors import MorgueError
from samples.server import served

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
WIDE, PHONE = (1020, 600), (390, 760)
"""Width and height of a picture in CSS pixels."""

EDITED = "SELECT article_id FROM revisions WHERE kind = 'edited' ORDER BY length(changed) DESC, id LIMIT 1"
STORY = "SELECT id FROM stories ORDER BY sources DESC, articles DESC, id LIMIT 1"


class PictureError(MorgueError):
    """Raised when no pictures can be taken, from `main()`."""


def crawl(folder: Path) -> Path:
    """An archive of two editions of the sample newspapers."""
    archive = folder / "archive.db"
    with served() as web:
        (folder / "sources.toml").write_text(web.sources_toml())
        scrapy("crawl", "news", archive, folder)
        web.next_edition()
        with closing(sqlite3.connect(archive)) as db:  # as if the hours had passed after which it would look again
            db.execute("UPDATE articles SET revisit = '2000-01-01T00:00:00Z'")
            db.execute("UPDATE endpoints SET next = NULL")
            db.commit()
        scrapy("crawl", "news", archive, folder)
    return archive


def scrapy(*words: str | Path) -> None:
    """Run a Scrapy command on the archive in a folder. Raises PictureError with its output when it fails."""
    *arguments, archive, folder = words
    settings = ("-s", f"ARCHIVE={archive}", "-s", f"SOURCES={folder}/sources.toml")
    command = [sys.executable, "-m", "scrapy", *map(str, arguments), *settings]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PictureError(f"scrapy {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")


def pages(archive: Path) -> dict[str, str]:
    """The addresses of the pages by the names of their pictures."""
    with closing(sqlite3.connect(archive)) as db:
        (edited,), (story,) = (db.execute(sql).fetchone() or ("1",) for sql in (EDITED, STORY))
    return {
        "front": "/",
        "search": "/search?q=harbour+OR+bridge",
        "article": f"/article/{edited}",
        "versions": f"/article/{edited}#versions",
        "story": f"/story/{story}",
        "source": "/source/courier",
        "changes": "/changes",
        "dashboards": "/dashboards",
        "table": "/archive/articles",
    }


@contextmanager
def reading_room(archive: Path) -> Iterator[str]:
    """The address at which the archive is served while the context lasts."""
    command = [sys.executable, "-m", "scrapy", "serve", "-s", f"ARCHIVE={archive}", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            yield line[line.index("http://") :].strip().rstrip("/")
        finally:
            server.terminate()


def take(browser: Browser, url: str, file: Path, size: tuple[int, int], scheme: str) -> None:
    """One picture, from the top of the page or from where its address leads."""
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(url)
    page.screenshot(path=file, animations="disabled")
    page.close()
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def take_all(archive: Path, folder: Path) -> None:
    """Pictures of all pages, and of the front page in the dark and on a phone. Raises PictureError without Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise PictureError("Chromium is missing; on Debian: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with reading_room(archive) as room, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, path in pages(archive).items():
            take(browser, room + path, folder / f"{name}.png", WIDE, "light")
        take(browser, f"{room}/", folder / "front-dark.png", WIDE, "dark")
        take(browser, f"{room}/", folder / "front-phone.png", PHONE, "light")
        browser.close()


def main() -> int:
    """Take the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--archive", type=Path, help="show this archive, and crawl nothing")
    parser.add_argument("--into", type=Path, default=Path("docs/images"))
    asked = parser.parse_args()
    try:
        with TemporaryDirectory(prefix="morgue-") as folder:
            take_all(asked.archive or crawl(Path(folder)), asked.into)
    except MorgueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

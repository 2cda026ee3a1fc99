"""Newspapers to crawl, and crawls as a user runs them: `scrapy crawl news` in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from sqlite3 import connect
from typing import Any

from tests.archive import prose
from tests.hostileweb import Answer, Host

ROOT = Path(__file__).parent.parent
XML = (("Content-Type", "application/xml"),)
PLAIN = (("Content-Type", "text/plain"),)
NOW = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def news(name: str) -> str:
    """The path of an article."""
    return f"/news/{name}-is-what-this-page-shows"


def headline(name: str) -> str:
    """The headline of an article."""
    return f"The council hears of {name.replace('-', ' ')} again"


def text(name: str) -> str:
    """The text of an article, in paragraphs: 144 words of its own."""
    return "".join(f"<p>{sentence}</p>" for sentence in prose(name, 12))


def page(
    name: str, *, title: str = "", head: str = "", body: str = "", data: Mapping[str, object] | None = None
) -> bytes:
    """The HTML of an article; `data` goes into its JSON-LD."""
    title = title or headline(name)
    stated = {"@type": "NewsArticle", "headline": title, "datePublished": NOW} | dict(data or {})
    heading = escape(title)
    return (
        f'<!doctype html><html lang="en"><head><title>{heading}</title>'
        f'<script type="application/ld+json">{json.dumps(stated)}</script>{head}</head>'
        f"<body><article><h1>{heading}</h1>{body or text(name)}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


def article(name: str, **rest: Any) -> Answer:
    """An article as an answer; for `rest` see `page()`."""
    return Answer(body=page(name, **rest))


def front(*paths: str, head: str = "") -> Answer:
    """A front page: links to these paths, its feed."""
    links = "".join(
        f'<li><a href="{escape(path)}">The council hears what it shows at {number}</a></li>'
        for number, path in enumerate(paths)
    )
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    return Answer(
        body=f"<html><head><title>Front</title>{feed}{head}</head><body><ul>{links}</ul></body></html>".encode()
    )


def feed(*items: str) -> Answer:
    """An RSS feed of these addresses."""
    entries = "".join(f"<item><title>{escape(url)}</title><link>{escape(url)}</link></item>" for url in items)
    return Answer(
        body=f'<rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'.encode(), headers=XML
    )


def sitemap(*urls: str, kind: str = "urlset") -> Answer:
    """A sitemap of these addresses, or an index of these sitemaps (`kind="sitemapindex"`)."""
    entry = "url" if kind == "urlset" else "sitemap"
    entries = "".join(f"<{entry}><loc>{escape(url)}</loc></{entry}>" for url in urls)
    return Answer(
        body=f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{kind}>'.encode(), headers=XML
    )


def robots(host: Host, rules: str = "Allow: /") -> Answer:
    """A robots.txt that names the sitemap."""
    return Answer(body=f"User-agent: *\n{rules}\n\nSitemap: {host.base}/sitemap.xml\n".encode(), headers=PLAIN)


def publish(host: Host, *names: str, rules: str = "Allow: /") -> None:
    """Make a host a newspaper with these articles: front page, robots.txt, an empty feed and sitemap, so that no other
    address is worth a guess."""
    host.pages |= {
        "/robots.txt": robots(host, rules),
        "/": front(*map(news, names)),
        "/feed": feed(),
        "/sitemap.xml": sitemap(),
    }
    host.pages |= {news(name): article(name) for name in names}


def redirect(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(status=status, headers=(("Location", location),))


def write_sources(path: Path, hosts: Mapping[str, Host], **keys: str) -> None:
    """A sources file: a table for each host by its name, with the TOML lines of `keys` for some."""
    tables = (f'[{name}]\nhomepage = "{host.base}/"\n{keys.get(name, "")}\n' for name, host in hosts.items())
    path.write_text("\n".join(tables))


@dataclass(frozen=True, kw_only=True, slots=True)
class Crawled:
    """A crawl that has ended."""

    code: int
    log: str = field(repr=False)
    archive: Path
    ended: float
    """On the monotonic clock."""

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the archive."""
        return rows(self.archive, sql, *values)

    def link(self, url: str) -> tuple[str, str]:
        """State and outcome of a link."""
        return self.rows("SELECT state, outcome FROM links WHERE url = ?", url)[0]


def rows(archive: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of an archive."""
    with closing(connect(f"{archive.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


def command(folder: Path, *more: str, spider: str = "news") -> list[str]:
    """The command line of a crawl of sources.toml in `folder` into x.db there."""
    settings = {"ARCHIVE": folder / "x.db", "SOURCES": folder / "sources.toml", "EXTRACT_WORKERS": 1}
    given = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "scrapy", "crawl", spider, *given, *more]


def crawl(folder: Path, *more: str, **environment: str) -> Crawled:
    """Crawl to the end, with these variables in the environment beside those of the tests."""
    ended = subprocess.run(
        command(folder, *more),
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Crawled(
        code=ended.returncode, log=ended.stdout + ended.stderr, archive=folder / "x.db", ended=time.monotonic()
    )

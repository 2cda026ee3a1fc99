"""`scrapy try`: one page, fetched or read from a file, and what would be archived of it; or why not."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import kept
from crawler.answers import header
from crawler.linktest import judge_link
from pipelines.archive import utc_now
from pipelines.errors import MorgueError
from pipelines.extract import extract
from pipelines.items import Article, Page, Rejection
from pipelines.rules import Rules, RulesError, load_rules, rules_for
from pipelines.urls import clean

SETTINGS = {
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
    "LOG_LEVEL": "WARNING",
    # the address was typed by a person, and nothing is kept
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "crawler.robots.RobotsMiddleware": 100,
        "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # it would ask thrice, at once
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    },
    "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
}
UNKNOWN = "http://unknown.example/page"
"""The address of a page whose address nobody gave."""
SHOWN = (
    "url", "headline", "byline", "authors", "published", "published_printed", "modified", "modified_printed",
    "section", "tags", "language", "description", "image", "access", "words", "extractor",
)  # fmt: skip


class Command(ScrapyCommand):
    """Shows what the line makes of a page, without an archive."""

    requires_project = True
    keep = False

    def syntax(self) -> str:
        """The form of the command."""
        return "[--url URL] [--keep] <URL or file>, or --kept"

    def short_desc(self) -> str:
        """One line for `scrapy -h`."""
        return "Show what would be archived of one page, and why not if not"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The command's own options."""
        super().add_options(parser)
        parser.add_argument("--url", default="", help="the address that a page read from a file came from")
        parser.add_argument(
            "--keep", action="store_true", help="keep the page and what was read, as a test of rules.toml"
        )
        parser.add_argument("--kept", action="store_true", help="read all kept pages again, and show what differs")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the page, print the result; exit code 1 when there was nothing to read."""
        self.keep = opts.keep
        if opts.kept and not args:
            self.check_kept()
            return
        if len(args) != 1 or opts.kept:
            raise UsageError("name one address or file, or --kept alone")
        if address := clean(args[0]):
            self.fetch(address)
        elif Path(args[0]).is_file():
            self.show(read_file(Path(args[0]), opts.url))
        else:
            print(f"{args[0]}: neither a file nor an address; write e.g. https://example.com/story", file=sys.stderr)
            self.exitcode = 1

    def fetch(self, address: str) -> None:
        """Fetch the page with the project's own manners."""
        assert self.crawler_process is not None
        self.crawler_process.settings.setdict(SETTINGS, priority="cmdline")
        pages: list[Page | str] = []
        self.crawler_process.crawl(OnePage, address=address, pages=pages)
        self.crawler_process.start()
        page = pages[0] if pages else f"{address}: no answer"
        if isinstance(page, Page):
            self.show(page)
        else:
            print(page, file=sys.stderr)
            self.exitcode = 1

    def rules(self) -> tuple[Rules, Path]:
        """The rules of single sites, and the folder of kept pages beside them."""
        assert self.settings is not None
        path = Path(self.settings["RULES"])
        return load_rules(path), path.with_suffix("")

    def check_kept(self) -> None:
        """Read all kept pages again; exit code 1 when one is read differently."""
        try:
            rules, folder = self.rules()
            results = list(kept.differences(folder, rules))
        except MorgueError as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
            return
        for path, lines in results:
            for line in lines:
                print(f"{path}: {line}")
        changed = sum(1 for _, lines in results if lines)
        print(f"{len(results)} kept pages, {changed} read differently")
        self.exitcode = 1 if changed else 0

    def show(self, page: Page) -> None:
        """Print what would be archived."""
        try:
            rules, folder = self.rules()
        except RulesError as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
            return
        page = replace(page, rules=rules_for(page.url, rules))
        if page.url != UNKNOWN:
            reason = judge_link(page.url)
            print(f"address      {page.url}")
            print(f"link         {'would not be followed: ' + reason if reason else 'may be an article'}")
        announced = extract(replace(page, trusted=True))
        print(report(extract(page), announced))
        if self.keep and isinstance(announced, Article):
            print(f"\nKept as {kept.keep(folder, page, announced)}; read it again with: scrapy try --kept")
        elif self.keep:
            print("Not kept: a page without an article is no test of rules", file=sys.stderr)
            self.exitcode = 1


class OnePage(Spider):
    """Fetches one page and puts it, or what went wrong, into `pages`."""

    name = "try"

    def __init__(self, address: str, pages: list[Page | str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.address, self.pages = address, pages

    async def start(self) -> Any:
        """The one request."""
        yield Request(self.address, meta={"handle_httpstatus_list": list(range(400, 600))}, errback=self.failed)

    def parse(self, response: Response, **_: Any) -> None:
        """The page answered."""
        if response.status != 200:
            self.pages.append(f"{response.url}: status {response.status}")
            return
        self.pages.append(
            Page(
                url=response.url,
                source="try",
                body=response.body,
                content_type=header(response, "Content-Type"),
                fetched=utc_now(),
            )
        )

    def failed(self, failure: Failure) -> None:
        """No answer came."""
        self.pages.append(f"{self.address}: {failure.getErrorMessage()}")


def read_file(path: Path, url: str) -> Page:
    """A page from a file; gzip by its name."""
    return Page(
        url=clean(url) or UNKNOWN,
        source="try",
        body=path.read_bytes(),
        coding="gzip" if path.suffix == ".gz" else "",
        fetched=utc_now(),
    )


def report(found: Article | Rejection, announced: Article | Rejection) -> str:
    """The result of an extraction, one field a line, then the text.

    A page that a feed announces is believed to be an article with less evidence than one that a link leads to, so there
    are two results.
    """
    verdict = "yes" if isinstance(found, Article) else f"no: {found.fate}, {found.outcome} ({found.detail})"
    result = found if isinstance(found, Article) else announced
    if isinstance(result, Rejection):
        return f"archived     {verdict}"
    if result is announced:
        verdict = f"{verdict}; yes, if a feed or a news sitemap announces it"
    lines = [f"archived     {verdict}"]
    for name in SHOWN:
        value = getattr(result, name)
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        if shown:
            lines.append(f"{'  as printed' if name.endswith('_printed') else name:<12} {shown}")
    return "\n".join([*lines, "", result.text])

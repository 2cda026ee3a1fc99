"""Newspapers with a past: listed in sitemaps by month, on pages of a section, in archives by date, and behind traps."""

from datetime import UTC, datetime, timedelta
from html import escape

from tests.crawling import article, front, news, publish, sitemap
from tests.hostileweb import Answer, Host

TODAY = datetime.now(UTC)
UNTIL = f"{TODAY - timedelta(days=400):%Y-%m-%d}"
NEW = "ferry-of-today"


def months_ago(number: int) -> datetime:
    """The middle of a month of the past."""
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - number, 12)
    return datetime(year, month + 1, 15, tzinfo=UTC)


def days_ago(number: int) -> datetime:
    """A moment of the past."""
    return TODAY - timedelta(days=number)


def dated(name: str, day: datetime) -> Answer:
    """An article of a day, which its page alone says."""
    return article(name, data={"datePublished": f"{day:%Y-%m-%dT08:00:00Z}"})


def listing(*paths: str) -> Answer:
    """A page that links to these paths, and has no feed."""
    links = "".join(
        f'<li><a href="{escape(path)}">The council hears what it shows at {path}</a></li>' for path in paths
    )
    return Answer(
        body=f"<html><head><title>List</title></head><body><h1>List</h1><ul>{links}</ul></body></html>".encode()
    )


def index_of(parts: dict[str, str]) -> Answer:
    """A sitemap index: its addresses, each with its lastmod, or none."""
    entries = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{lastmod}</lastmod>' * bool(lastmod)}</sitemap>"
        for url, lastmod in parts.items()
    )
    return Answer(
        body=f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode(),
        headers=(("Content-Type", "application/xml"),),
    )


def navigation(*paths: str) -> Answer:
    """A front page with today's article, and a menu of these paths."""
    menu = "".join(f'<a href="{path}">{path.strip("/?=1").title()}</a>' for path in paths)
    return Answer(body=front(news(NEW)).body.replace(b"<body>", f"<body><nav>{menu}</nav>".encode()))


def with_sitemaps(host: Host, parts: int = 500) -> None:
    """A newspaper with a sitemap for each month, and one article in each; the index says that all were written today."""
    publish(host, NEW)
    urls = {}
    for number in range(parts):
        name, path = f"month-{number}", f"/sitemap-{months_ago(number):%Y-%m}.xml"
        urls[host.base + path] = f"{TODAY:%Y-%m-%d}"
        host.pages[path] = sitemap(host.base + news(name))
        host.pages[news(name)] = dated(name, months_ago(number))
    host.pages["/sitemap.xml"] = index_of(urls)


def with_pages(host: Host, pages: int = 40) -> None:
    """A newspaper with a section of many pages, each of the articles of twenty days, without a date on them."""
    publish(host, NEW)
    host.pages["/"] = navigation("/world")
    for page in range(1, pages + 1):
        names = {f"page-{page}-{number}": days_ago(20 * page - 18 + 9 * number) for number in range(2)}
        host.pages |= {news(name): dated(name, day) for name, day in names.items()}
        more = (f"/world?page={number}" for number in (page + 1, page + 2, 2 * page + 7))
        host.pages[f"/world?page={page}"] = listing(*map(news, names), *more)
    host.pages["/world"] = host.pages["/world?page=1"]


def with_archives(host: Host) -> None:
    """A newspaper with an archive page for each month, of which only this month's is linked."""
    publish(host, NEW)
    host.pages["/"] = navigation(f"/archive/{TODAY:%Y/%m}/", f"/calendar/{TODAY:%Y/%m}/")
    for number in range(30):
        name = f"archived-{number}"
        host.pages[f"/archive/{months_ago(number):%Y/%m}/"] = listing(news(name))
        host.pages[news(name)] = dated(name, months_ago(number))


class Endless(dict[str, Answer | tuple[Answer, ...]]):
    """Pages of which there is no end: a calendar, a section that repeats itself, one with ever new names for nothing, and
    archives that lead to other archives."""

    def get(self, path, default=None):  # type: ignore[no-untyped-def]
        """The page at a path."""
        name, _, number = path.partition("?page=")
        after = int(number or 1) + 1
        if name == "/calendar":
            return listing(f"/calendar?page={after}", f"/calendar?page={2 * after}", f"/calendar/{after}")
        if name.startswith("/hall-"):
            number = int(name.split("/")[1].removeprefix("hall-"))
            return listing(*(f"/hall-{other}/{TODAY:%Y/%m}/" for other in range(number + 1, number + 9)))
        if name == "/mirrors":
            return listing(news(NEW), f"/mirrors?page={after}")
        if name == "/mazes":
            return listing(f"/mazes/a-hall-of-mirrors-without-an-exit-{after}", f"/mazes?page={after}")
        if name.startswith("/mazes/"):
            return listing("/")
        return super().get(path, default)


def with_traps(host: Host) -> None:
    """A newspaper that is full of traps."""
    publish(host, NEW)
    host.pages = Endless(host.pages)
    host.pages["/"] = navigation("/calendar?page=1", "/mirrors", "/mazes", f"/hall-1/{TODAY:%Y/%m}/")

"""How a value of the archive looks on a page: safe whatever it holds, and readable.

Each function returns markup in which everything that came from the web is escaped, isolated from the direction of
the text around it (HTML `dir`, Unicode UAX #9), and free of invisible controls.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

CUT = 400
"""Characters of a value that a table shows; the row's own page shows all."""

LINKS = {
    "article_id": "articles",
    "capture_id": "captures",
    "crawl_id": "crawls",
    "endpoint_id": "endpoints",
    "origin_article_id": "articles",
    "other_id": "articles",
    "parent_id": "endpoints",
    "revision_id": "revisions",
    "revisit_of": "captures",
    "source": "sources",
    "story_id": "stories",
    "walk_id": "walks",
}
"""Columns whose value is the key of a row elsewhere, in tables and in queries alike."""

BYTES = ("bytes", "size", "warc_length")
LISTS = ("authors", "tags")

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
DIRECTIONS = re.compile("[\x00-\x20\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
WEB = re.compile(r"https?://[^/\s]\S*", re.IGNORECASE)


def cell(column: str, value: Any, base: str) -> Markup | None:
    """A value as a table shows it; None where Datasette's own way is right. `base` is the path of the database."""
    if isinstance(value, Mapping):
        return reference(column, value["value"], str(value["label"]), base)
    if column in LINKS and value not in ("", None):
        return reference(column, value, str(value), base)
    if column in BYTES and isinstance(value, int):
        return Markup('<span title="{:,} bytes">{}</span>').format(value, size(value))
    return words(column, value, base) if isinstance(value, str) and value else None


def words(column: str, value: str, base: str) -> Markup:
    """A text as a table shows it: a time, a link, a list, or up to CUT characters."""
    if time := TIME.fullmatch(value):
        day, clock = time.groups()  # f-strings here and below: a table has thousands of cells, and format() takes 15 µs
        return Markup(f'<time datetime="{value}" title="{value[:19]} UTC">{day} {clock}</time>')  # noqa: S704 digits alone
    if WEB.fullmatch(value):
        return link(value)
    if column in LISTS and (names := strings(value)) is not None:
        return listed(column, names, base)
    text = Markup(f'<span dir="auto">{visible(value[:CUT])}</span>')  # noqa: S704 escaped
    if column == "found":
        text = highlighted(text)
    return (
        text + Markup(' <span class="cut">… of {:,} characters</span>').format(len(value)) if len(value) > CUT else text
    )


def highlighted(text: Markup) -> Markup:
    """Markup with what is in ⟦ ⟧ marked: what a search found."""
    return Markup(re.sub("⟦([^⟦⟧]*)⟧", r"<mark>\1</mark>", str(text)))  # noqa: S704 escaped already


def passage(text: str) -> Markup:
    """A passage of a text with what a search found in it, within a line of ours.

    >>> print(passage("the ⟦harbour⟧ <wall>"))
    <bdi>the <mark>harbour</mark> &lt;wall&gt;</bdi>
    """
    return highlighted(isolated(text if len(text) <= 2 * CUT else f"{text[: 2 * CUT]}…"))


def whole(raw: Any, shown: Any) -> Any:
    """A value on its row's own page: all of a long text; else as a table shows it."""
    return paragraphs(raw) if isinstance(raw, str) and (len(raw) > CUT or "\n" in raw) else shown


def paragraphs(text: str) -> Markup:
    """A text of one paragraph a line."""
    lines = (line for line in text.split("\n") if line.strip())
    return Markup("\n").join(Markup('<p dir="auto">{}</p>').format(visible(line)) for line in lines)


def reference(column: str, key: Any, label: str, base: str) -> Markup | None:
    """A link to the row that a key names, with its label."""
    if column not in LINKS:
        return None
    short = label if len(label) <= 80 else f"{label[:80]}…"
    where = f"{base}/{LINKS[column]}/{tilde(str(key))}"
    name = Markup('<a href="{}" dir="auto">{}</a>').format(where, visible(short) or "-")
    return name if label == str(key) else name + Markup(" <em>{}</em>").format(key)


def link(url: str) -> Markup:
    """A link out of the archive, which tells the other side nothing. Its address is shown as the browser sends it.

    >>> print(link("https://a.example/x"))
    <a href="https://a.example/x" rel="noopener noreferrer nofollow" dir="ltr">https://a.example/x</a>
    """
    address = DIRECTIONS.sub(lambda found: quote(found[0]), url)
    shown = address if len(address) <= 120 else f"{address[:120]}…"
    return Markup('<a href="{}" rel="noopener noreferrer nofollow" dir="ltr">{}</a>').format(address, shown)


def outlink(url: str, label: str) -> Markup:
    """A label that leads out of the archive; where the address is none of the web's, the label alone.

    >>> print(outlink("javascript:alert(1)", "Read <it>"))
    <bdi>Read &lt;it&gt;</bdi>
    """
    name = Markup("<bdi>{}</bdi>").format(visible(label))
    if not WEB.fullmatch(url):
        return name
    address = DIRECTIONS.sub(lambda found: quote(found[0]), url)
    return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(address, name)


def moment(value: str | None) -> Markup:
    """A time of the archive for people; a bare date stays one, and anything else is shown as it is.

    >>> print(moment("2026-11-24T04:35:00Z"), moment("2026-11-24"))
    <time datetime="2026-11-24T04:35:00Z">2026-11-24 04:35</time> <time datetime="2026-11-24">2026-11-24</time>
    """
    if time := TIME.fullmatch(value or ""):
        return Markup('<time datetime="{}">{} {}</time>').format(value, *time.groups())
    if DATE.fullmatch(value or ""):
        return Markup('<time datetime="{0}">{0}</time>').format(value)
    return isolated(value or "")


def isolated(text: str) -> Markup:
    """A text from the web within a line of ours: escaped, its direction kept to itself."""
    return Markup("<bdi>{}</bdi>").format(visible(text)) if text else Markup("")


def listed(column: str, names: list[str], base: str) -> Markup:
    """A list of names; an author leads to the articles that name them in the byline."""
    items = []
    for name in names:
        item = Markup('<span dir="auto">{}</span>').format(visible(name[:CUT]))
        if column == "authors":
            query = urlencode({"_search_byline": f'"{name}"'})
            item = Markup('<a href="{}/articles?{}">{}</a>').format(base, query, item)
        items.append(Markup("<li>{}</li>").format(item))
    return Markup('<ul class="list">{}</ul>').format(Markup("").join(items))


def strings(value: str) -> list[str] | None:
    """The strings of a JSON array; None when it is anything else.

    >>> strings('["a", "b"]'), strings('["a", 7]'), strings("[")
    (['a', 'b'], None, None)
    """
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(item, str) for item in found) else None


def visible(text: str) -> Markup:
    """Escaped, with a replacement character for controls that a page cannot show."""
    return escape(CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))


def size(count: int) -> str:
    """Bytes for people, in powers of 1000 (IEC 80000-13).

    >>> size(999), size(38_100), size(12_000_000)
    ('999 B', '38.1 kB', '12.0 MB')
    """
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if abs(amount) < 1000:
            return f"{amount:.0f} B" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def tilde(key: str) -> str:
    """A key in a path of Datasette: percent-encoding with a tilde.

    >>> tilde("a/b.c")
    'a~2Fb~2Ec'
    """
    return re.sub(r"[^A-Za-z0-9_-]", lambda found: "".join(f"~{byte:02X}" for byte in found[0].encode()), key)


FILTERS: dict[str, Callable[..., Any]] = {
    "bdi": isolated,
    "moment": moment,
    "outlink": outlink,
    "paragraphs": paragraphs,
    "passage": passage,
    "size": size,
    "thousands": "{:,}".format,
    "tilde": tilde,
    "visible": visible,
}
"""What templates may call by name, as in `{{ headline|bdi }}`."""

"""What a site is called, so that its name is taken for no headline and no author."""

import re
from urllib.parse import urlsplit

from pipelines.hosts import registered_domain
from pipelines.structured import Structured, text_of

_SEPARATOR = re.compile(
    r"\s+[|–—·•:-]+\s+|\s*[|｜ㅣ丨]\s*|--|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[_-](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
)
"""What parts the names in a title; in Chinese, Japanese and Korean also a hyphen or underscore without spaces."""
SECTION = 6
"""Letters of a section's name, between a headline and a site's name in Chinese, Japanese and Korean titles."""
_ARROWS = re.compile(_SEPARATOR.pattern + r"|\s+[»«]\s+")
"""In a title with only one of the two, which are no quotation marks then."""
_NOT_LETTERS = re.compile(r"[\W_]+")
_SMALL = re.compile(r"^(?:the|der|die|das|le|la|les|el|il|de|het)\s+", re.IGNORECASE)
_FEED = re.compile(r"\s*(?:[»|:–-]\s*)?(?:feed|rss|atom)\b.*$", re.IGNORECASE)


def bare(text: str) -> str:
    """A name's letters and digits alone, lower case, without an article in front.

    >>> bare("The Quay-Courier"), bare("quaycourier")
    ('quaycourier', 'quaycourier')
    """
    return _NOT_LETTERS.sub("", _SMALL.sub("", text.strip()).casefold())


def site_names(data: Structured, url: str) -> frozenset[str]:
    """What the site is called, as `bare` gives it: as it says itself, and its host with and without the domain's end."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    domain = registered_domain(host)
    said = [
        data.first("og:site_name"),
        data.first("application-name"),
        data.first("apple-mobile-web-app-title"),
        text_of(data.article.get("publisher")),
        *(name[:400] for name in data.names[:20]),
        *(feed for name in data.feeds if (feed := _FEED.sub("", name)) and bare(data.title).endswith(bare(feed))),
    ]
    headlines = {bare(text) for text in (data.title, data.first("og:title"), text_of(data.article.get("headline")))}
    said = [name for name in said if bare(name) not in headlines]
    label = domain.partition(".")[0]
    last = data.title.rpartition("|")
    ends = [last[2]] if last[1] and shortened_to(label, last[2].strip()) else []
    names = [*said, *(parts_of(name)[0] for name in said), *ends, host, domain, label]
    return frozenset(name for text in names if len(name := bare(text[:200])) > 1)


def shortened_to(label: str, name: str) -> bool:
    """Whether a domain is called after a name: by its initials, or by its first word and something else.

    >>> shortened_to("tqc", "The Quay Courier"), shortened_to("thriveagency", "Thrive Marketing"), shortened_to("ab", "All")
    (True, True, False)
    """
    words = [bare(word) for word in name.split()] or [""]
    initials = "".join(word[:1] for word in words)
    return (len(label) >= 3 and label == initials) or (len(words[0]) >= 4 and label.startswith(words[0]))


def is_site(text: str, sites: frozenset[str], slack: int = 6) -> bool:
    """Whether a text is the site's name, with or without a few letters around it (`slack`): the domain's end, "News".

    >>> is_site("The Quay Courier", frozenset({"quaycourier"})), is_site("Ferry returns", frozenset({"quaycourier"}))
    (True, False)
    """
    name = bare(text)
    return name in sites or any(len(site) > 4 and site in name and len(name) - len(site) <= slack for site in sites)


def _separator(title: str) -> re.Pattern[str]:
    """What parts a title."""
    return _SEPARATOR if "«" in title and "»" in title else _ARROWS


def parts_of(title: str) -> list[str]:
    """A title cut at its bars, dashes and the like.

    >>> parts_of("Ferry returns - Harbour | The Quay Courier")
    ['Ferry returns', 'Harbour', 'The Quay Courier']
    """
    return _separator(title).split(title)


def without_site(title: str, sites: frozenset[str], *, printed: bool = False) -> str:
    """A title's text without the site's name, in front or behind.

    A part goes when it is one of `sites` or, at the end, is the shorter part after a bar: in a `printed` heading, a word
    or two.

    >>> without_site("Ferry returns to the harbour | The Quay Courier", frozenset({"quaycourier"}))
    'Ferry returns to the harbour'
    >>> without_site("Budget passed - what now?", frozenset())
    'Budget passed - what now?'
    """
    cuts = list(_separator(title).finditer(title))[:20]
    begin, end = 0, len(title)
    while cuts:
        last = title[cuts[-1].end() : end]
        shorter = set(cuts[-1][0]) & {"|", "»", "«"} and len(last) < cuts[-1].start() - begin
        shorter = shorter and (not printed or last.count(" ") < 2)
        section = end < len(title) and cuts[-1][0] in {"-", "_"} and len(last) <= SECTION
        if not (shorter or section or is_site(last, sites, slack=24) or not last.strip()):
            break
        end = cuts.pop().start()
    while cuts and is_site(title[begin : cuts[0].start()], sites):
        begin = cuts.pop(0).end()
    return title[begin:end].strip()

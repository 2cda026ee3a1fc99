"""Who wrote it: the byline as printed, and the people in it, one name each."""

import re

from lxml.html import HtmlElement

from pipelines.structured import Structured, text_of, types_of

_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
)
_BY = r"(?:written |reported |story |words |text |posted )?(?:by|von|por|par|di|de la redacción de|door|av|af|przez|от)"
_LEAD = re.compile(
    rf"^\s*{_BY}\s*:?\s+|^\s*(?:author|autor|auteur|autore|text|texto|texte|testo)s?\s*:\s*", re.IGNORECASE
)
_SPLIT = re.compile(r"\s*(?:[,;|/•·]|\s(?:and|und|et|y|e|en|og|och|i|with|mit|&)\s|\s[-–—]\s)\s*", re.IGNORECASE)
_UNTIL_DATE = re.compile(r"\s(?=\d)|\s(?:at|on|am|um|le|el|il)\s(?=\d|$)|\s?[|•·–]\s(?!Fotos?\b|Photos?\b)")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{2}|\b(?:editor|reporter|correspondent|staff|writer|redaktion|redaktør|redacción|rédaction|redazione"
    r"|desk|newsroom|team|admin|contributor|updated?|published|posted|minutes?|ago|comments?|share|follow|subscribe|email"
    r"|korrespondent|korrespondentin|guest|senior|chief|news ?paper|bureau|photograph(?:er|s|y)?|photos?"
    r"|fotos?|fotograf\w*|fotografías?|bild(?:er)?|illustrations?|grafik|gmt|uhr|read|view)\b",
    re.IGNORECASE,
)
AGENCIES = frozenset(
    [
        "ap",
        "afp",
        "dpa",
        "epd",
        "kna",
        "reuters",
        "ansa",
        "efe",
        "belga",
        "apa",
        "tass",
        "upi",
        "pa",
        "ritzau",
        "ntb",
        "tt",
        "stt",
        "lusa",
        "xinhua",
        "bloomberg",
        "kyodo",
        "yonhap",
        "pti",
        "ians",
        "associated_press",
        "press_association",
        "the_associated_press",
        "agence_france-presse",
        "dpa-afx",
        "sda",
        "keystone-sda",
    ]
)
MAX_BYLINE = 160


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency.

    >>> is_agency("The Associated Press"), is_agency("dpa"), is_agency("Ada Apt")
    (True, True, False)
    """
    return name.lower().replace(" ", "_") in AGENCIES


def split_names(byline: str, sites: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The people named in a byline, without roles, addresses, agencies and the names in `sites` (lower case).

    >>> split_names("By Ada Marsh and Ben O'Dell, Senior Reporter")
    ('Ada Marsh', "Ben O'Dell")
    >>> split_names("Von Jörg Tal | dpa | https://example.test/tal")
    ('Jörg Tal',)
    """
    names = []
    for part in _SPLIT.split(_LEAD.sub("", _ADDRESS.sub("", byline))):
        name = _LEAD.sub("", re.sub(r"\([^)]*\)", "", part)).strip(" .:*\u00a0")
        known = not name or name.lower() in sites or is_agency(name)
        if not known and not _NOT_A_NAME.search(name) and 1 <= name.count(" ") <= 5 and len(name) <= 60:
            names.append(name)
        elif not known and 3 <= len(name) <= 24 and re.fullmatch(r"[^\W\d_]+", name) and not _NOT_A_NAME.search(name):
            names.append(name)  # a single name, as many cultures and columnists have
    return tuple(dict.fromkeys(" ".join(name.split()) if not name.isupper() else name.title() for name in names))


def find_authors(data: Structured, sites: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The byline as printed and the authors; structured names first, since they say which words are a name."""
    byline = printed_byline(data)
    named = data.article.get("author") or data.article.get("creator") or []
    nodes = named if isinstance(named, list) else [named]
    stated = [text_of(node) for node in nodes]
    people = [text_of(node) for node in nodes if not (isinstance(node, dict) and "Organization" in types_of(node))]
    authors = _names(people, sites)
    if not authors and not (stated and not people):
        metas = [value for name in _META for value in data.meta.get(name, ())]
        marked = [_text(element) for element in data.items.get("author", ())]
        choices = [metas, marked, [byline]]
        authors = next((names for texts in choices if (names := _names(texts, sites))), ())
    return byline or ", ".join(text for text in stated if "://" not in text)[:MAX_BYLINE], authors


def _names(texts: list[str], sites: frozenset[str]) -> tuple[str, ...]:
    """The people named in several texts, each once."""
    return tuple(dict.fromkeys(name for text in texts for name in split_names(text, sites)))


def _text(element: HtmlElement) -> str:
    """The text of an element on one line."""
    return " ".join(element.text_content().split())


def printed_byline(data: Structured) -> str:
    """The byline a reader sees: the first short text with a name in it in an element that is marked as one.

    Where only the name is marked, the line around it is the byline if it begins like one, up to a date.
    """
    for element in [*data.items.get("author", ()), *data.marked.get("byline", ())][:12]:
        text = _text(element)
        if not 3 <= len(text) <= MAX_BYLINE or not split_names(text):
            continue
        parent = element.getparent()
        line = _UNTIL_DATE.split(_text(parent))[0] if parent is not None else ""
        return line if len(text) < len(line) <= MAX_BYLINE and _LEAD.match(line) and text in line else text
    return ""

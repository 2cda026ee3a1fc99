"""Whether an address may be that of an article, told by the address and by what it is called where it was found.

A page costs a request, so what is surely none is not asked for; what may be one is, and then judged by its content.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from crawler.linkwords import ARTICLES, FEEDS, FILES, FRONTS, LANGUAGES, LISTS, MEDIA, WORDS
from pipelines.urls import date_in_url, registered_domain

WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ENDING = re.compile(r"\.([a-z][a-z0-9]{1,5})\Z")
LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_](?:[a-z]{2}|[a-z]{4}))?\Z")
NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
IDENTIFIER = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"  # a UUID
    r"|(?<![a-z0-9])(?=[a-z]*\d+[a-z]+\d|[a-z]{1,12}\d{5})[a-z0-9]{8,40}(?![a-z0-9])"  # letters and digits mixed
)
NUMBERED = re.compile(
    r"(?:\A|&)(?:p|[\w%]*(?:id|no|nr|num|seq|code|article|story|news|post|node)(?:%5d)?)=[\w-]*\d{3,}(?:&|\Z)",
    re.IGNORECASE,
)
SEARCHED = re.compile(r"(?:\A|&)(?:q|query|s|search|suche|keywords?|term)=", re.IGNORECASE)
FED = re.compile(r"(?:\A|&)(?:feed|format|type|output)=(?:rss|atom|feed|rdf)", re.IGNORECASE)
MONTHLY = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])/[^/]*[a-z]")
ARCHIVE = re.compile(r"/(?:19|20)\d\d(?:[/-]\d\d?){0,2}/?\Z")


@dataclass(frozen=True)
class Address:
    """An address taken apart, its path in lower case, escapes and accents undone."""

    url: str
    host: str
    path: str
    query: str

    @cached_property
    def segments(self) -> list[str]:
        """The parts of the path: the last without the ending of its file name, and none for an index document."""
        parts = [part for part in self.path.split("/") if part]
        if parts:
            parts[-1] = ENDING.sub("", parts[-1])
        return parts[:-1] if len(parts) > 1 and parts[-1] in {"index", "default"} else parts

    @cached_property
    def file(self) -> str:
        """The last part of the path as it stands."""
        return self.path.rstrip("/").rpartition("/")[2]

    @cached_property
    def ending(self) -> str:
        """The ending of the file name, if it has one."""
        found = ENDING.search(self.file)
        return found[1] if found else ""

    @cached_property
    def date(self) -> str:
        """The day in the path."""
        return date_in_url(self.url)


def address_of(url: str) -> Address:
    """Take an address apart."""
    rest, _, query = url.partition("://")[2].partition("?")
    host, _, path = rest.partition("/")
    path = unquote(path)
    if not path.isascii():
        letters = unicodedata.normalize("NFKD", path[:2000])
        path = unicodedata.normalize("NFC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f"))
    return Address(url, host, f"/{path.lower()}", query)


def words_in(text: str) -> int:
    """Words of a text; two characters of a script without spaces are one."""
    wide = 0 if text.isascii() else len(WIDE.findall(text))
    return len(WORD.findall(WIDE.sub(" ", text) if wide else text)) + wide // 2


def judge_link(url: str, title: str = "", trusted: bool = False) -> str:
    """Why an address is no article's, in one word; "" if it may be one.

    `title` is what it is called where it was found. Where a feed or news sitemap announced it as an article (`trusted`),
    only plain words against it count, and no evidence for it is asked.

    >>> judge_link("https://example.com/world/ferry-is-back-after-years"), judge_link("https://example.com/world/")
    ('', 'section')
    >>> judge_link("https://example.com/video/ferry-is-back-after-years", trusted=True)
    'video'
    """
    address = address_of(url)
    if reason := why_not(address):
        return reason
    if trusted or speaks_for_article(address, title):
        return ""
    return "section" if is_section(url) else "no-article-address"


def is_section(url: str, title: str = "") -> bool:
    """Whether an address may be that of a section front: one to three short names, none of which means something else.

    >>> is_section("https://example.com/sport/football/", "Football"), is_section("https://example.com/gift-subscription")
    (True, False)
    """
    address = address_of(url)
    if address.query or words_in(title) > 4 or not 1 <= len(address.segments) <= 3 or ARCHIVE.search(address.path):
        return False
    if re.search(r"\d{3}", address.path) or address.ending not in {"", "html", "htm", "php"}:
        return False
    names = [WORD.findall(segment) for segment in address.segments]
    if not all(1 <= len(name) <= 4 and len("".join(name)) <= 30 for name in names):
        return False
    meant = {WORDS.get(word, "section") for name in names for word in name}
    return meant <= {"section", "tag"} and why_not(address) in {"", "section"}


def why_not(address: Address) -> str:
    """The word for what an address plainly is, if that is no article; "" otherwise."""
    if address.file in FEEDS or address.ending in {"rss", "atom", "rdf"} or FED.search(address.query):
        return "feed"
    if address.ending in FILES:
        return "file"
    if len(address.segments) < 2 and SEARCHED.search(address.query):
        return "search"
    if not address.segments or (len(address.segments) == 1 and is_front(address.segments[0])):
        return "" if NUMBERED.search(address.query) else "front"
    if ARCHIVE.search(address.path) and slug_words(address.segments) < 4:
        return "section"
    return by_words(address) or by_host(address)


def is_front(segment: str) -> bool:
    """Whether a path of this one segment is that of a front page, of the site or of one of its languages."""
    language = LANGUAGE.match(segment)
    return segment in FRONTS or bool(language and language[1] in LANGUAGES and segment not in WORDS)


def by_words(address: Address) -> str:
    """The reason that the first telling word of the path is for, unless an article stands under it."""
    for place, segment in enumerate(address.segments):
        if reason := WORDS.get(segment):
            rest = address.segments[place + 1 :]
            names_a_desk = reason == "page" and place and rest  # as /business/legal/…
            if reason in MEDIA or not (names_a_desk or stands_under(address, rest, reason)):
                return reason
    return ""


def by_host(address: Address) -> str:
    """The reason that a subdomain is for, as of shop.example.com; "" for any other."""
    name = address.host.partition(".")[0]
    reason = WORDS.get(name, "")
    if not reason or registered_domain(address.host).startswith(f"{name}."):
        return ""
    return "" if reason in LISTS and stands_under(address, ["", *address.segments], reason) else reason


def stands_under(address: Address, rest: list[str], reason: str) -> bool:
    """Whether `rest`, the path after a word, is an article's: more than the name or number that follows such a word."""
    if not rest:
        return False
    words = slug_words(rest)
    numbered = bool(NUMBER.search(rest[-1]) or IDENTIFIER.search(rest[-1]))
    if address.date and (words >= 2 or numbered):
        return True
    if len(rest) == 1:
        return words >= 6 or (reason not in LISTS and (words >= 5 or (numbered and words >= 2)))
    return words >= 4 or (numbered and words >= 2)


def speaks_for_article(address: Address, title: str) -> bool:
    """Whether anything does: a date, a number, a word, a slug of three words or more, or a title that is a headline.

    A title of a few words takes from a short number and from a short slug what they are worth: sections have both.
    """
    segments, called = address.segments, words_in(title)
    tail = "/".join(segments[-2:])
    if address.date or MONTHLY.search(address.path) or NUMBERED.search(address.query) or IDENTIFIER.search(tail):
        return True
    if not ARTICLES.isdisjoint(segments[:-1]):
        return True
    worth = not 0 < called <= 3 or bool(segments and re.search(r"[a-z]{3}", segments[-1]))
    if any(len(number) > 5 or worth for number in NUMBER.findall(tail)):
        return True
    slug = slug_words(segments)
    if slug >= 5 or (slug >= 3 and (not title or called >= 5)):
        return True
    plain = len(segments) < 3 and all(segment.isalpha() for segment in segments)
    return called >= 5 and not plain


def slug_words(segments: list[str]) -> int:
    """Words of the slug: of the last segment, or of one before it that is longer than a section's name could be."""
    numbered = True
    for segment in reversed(segments[-4:]):
        words = words_in(IDENTIFIER.sub("", segment))
        if words >= (2 if numbered else 4):
            return words
        numbered = numbered and (words == 0 or len(segment) <= 3 or NUMBER.search(segment) is not None)
    return words_in(segments[-1]) if segments else 0

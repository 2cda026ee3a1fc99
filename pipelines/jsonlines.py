"""An article read from a line of JSON, as an export of an archive or a corpus has them. `read_line()` is pure.

Fields are those of the data dictionary, by their names there; a headline may be called `title`, the publication's date
`date`. Lists may be JSON in a string, as SQLite exports them. What else is in a line is left alone.
"""

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from pipelines.errors import MorgueError
from pipelines.items import Article
from pipelines.names import split_names
from pipelines.printeddate import parse_date
from pipelines.sameness import text_digest
from pipelines.text import count_words
from pipelines.urls import canonical_url, clean

READER = "jsonl 1"
"""Goes on each row as `extractor`: a new number when `read_line()` reads lines differently."""

LONGEST_TEXT, LONGEST_FIELD, MOST_VALUES = 4_000_000, 10_000, 100
"""Characters of a text, and of any other field; values of a list."""

OTHER_NAMES = {"headline": "title", "published": "date"}
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Control characters, noncharacters, and halves of surrogate pairs, which no database can hold."""
_HEADLINE_WORDS = 12


class LineError(MorgueError):
    """Raised when a line is no article, from `read_line()`; `outcome` is the word, `source` the publication if it names one."""

    def __init__(self, *, outcome: str, detail: str, source: str = "") -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome, self.detail, self.source = outcome, detail, source


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What is known of a file beside its lines."""

    file: str
    """Its name."""

    source: str = ""
    """The publication of the lines that name none."""

    now: str
    """The time of the import, UTC: when the articles were seen, if they do not say."""


def read_line(line: bytes, given: Given) -> Article:
    """The article on a line. Its `page_url` is the address as the line has it, cleaned only of what no address may hold.

    The language is left empty where the line has none. Raises LineError.
    """
    fields = parse(line)
    named = text_of(fields, "source")
    source = source_name(named or given.source)
    try:
        article = article_of(fields, source, given)
        return replace(article, evidence=article.evidence | {"source": named}) if named not in ("", source) else article
    except LineError as bad:
        bad.source = source
        raise


def parse(line: bytes) -> dict[str, Any]:
    """The fields of a line. Raises LineError when it is no JSON object."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(outcome="not-json", detail=f"{error}: {shown(line[:60].decode('utf-8', 'replace'))}") from error
    if not isinstance(fields, dict):
        raise LineError(outcome="not-json", detail=f"{shown(fields)} is no object; write {{…}}")
    return fields


def article_of(fields: dict[str, Any], source: str, given: Given) -> Article:
    """The article that the fields of a line describe. Raises LineError."""
    if not source:
        raise LineError(
            outcome="no-source", detail="names no publication; name it for all such lines with -a source=NAME"
        )
    url, address = address_of(text_of(fields, "url"))
    text = paragraphs(text_of(fields, "text", LONGEST_TEXT))
    if not text:
        raise LineError(outcome="no-text", detail="text is missing or empty")
    byline = text_of(fields, "byline")
    number = fields.get("id")
    return Article(
        url=url,
        page_url=address,
        source=source,
        headline=text_of(fields, "headline") or " ".join(text.split()[:_HEADLINE_WORDS])[:100],
        byline=byline,
        authors=list_of(fields, "authors") or split_names(byline),
        published=date_of(fields, "published"),
        published_printed=text_of(fields, "published_printed") or text_of(fields, "published"),
        modified=date_of(fields, "modified"),
        modified_printed=text_of(fields, "modified_printed") or text_of(fields, "modified"),
        section=text_of(fields, "section"),
        tags=list_of(fields, "tags"),
        language=language_of(text_of(fields, "language")),
        description=text_of(fields, "description"),
        image=clean(text_of(fields, "image")),
        access="paywalled" if text_of(fields, "access") == "paywalled" else "free",
        words=count_words(text),
        text=text,
        digest=text_digest(text),
        evidence={"file": given.file} | ({} if number in (None, "") else {"id": plain(str(number))[:100]}),
        extractor=READER,
        seen=date_of(fields, "seen") or given.now,
    )


def address_of(given: str) -> tuple[str, str]:
    """The canonical form of an address, and the address as it is given. Raises LineError when it can be none."""
    url = canonical_url(given)[0]
    if not url:
        fault = f"url: {shown(given)} is no http or https address" if given else "url is missing or empty"
        raise LineError(outcome="no-address", detail=fault)
    return url, given


def text_of(fields: dict[str, Any], name: str, longest: int = LONGEST_FIELD) -> str:
    """A field as text: a text's lines apart, any other field on one line; '' where there is none. Raises LineError."""
    value = fields.get(name)
    if value in (None, "") and name in OTHER_NAMES:
        name = OTHER_NAMES[name]
        value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(outcome="bad-field", detail=f"{name}: {shown(value)} is no text")
    if len(value) > longest:
        raise LineError(outcome="too-long", detail=f"{name}: {len(value):,} characters, more than {longest:,}")
    return _UNWANTED.sub("", value) if name == "text" else plain(value)


def list_of(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    """A field as a list of texts: a list, a list as JSON in a string, or one text alone. Raises LineError."""
    value = fields.get(name) or []
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.startswith("[") else [value]
        except ValueError as error:
            raise LineError(outcome="bad-field", detail=f"{name}: {shown(value)} is no list: {error}") from error
    if not isinstance(value, list) or not all(isinstance(each, str) and len(each) <= LONGEST_FIELD for each in value):
        raise LineError(outcome="bad-field", detail=f"{name}: {shown(value)} is no list of texts")
    return tuple(filter(None, map(plain, value[:MOST_VALUES])))


def date_of(fields: dict[str, Any], name: str) -> str:
    """A date, UTC; '' where there is none. Raises LineError for what is no date: it is not to be guessed."""
    printed = text_of(fields, name)
    moment = parse_date(printed)
    if printed and not moment:
        raise LineError(outcome="bad-date", detail=f"{name}: {shown(printed)} is no date; write 2026-11-24T08:30:00Z")
    return moment


def language_of(given: str) -> str:
    """The language of a tag as BCP 47 has them.

    >>> language_of("pt-BR"), language_of("English")
    ('pt', '')
    """
    found = re.fullmatch(r"([A-Za-z]{2})(?:[-_].*)?", given)
    return found[1].lower() if found else ""


def source_name(given: str) -> str:
    """The name of a publication in the form of a table of sources.toml, if in any alphabet.

    >>> source_name("The Harrowmouth Courier"), source_name("apnews.com"), source_name("/")
    ('the-harrowmouth-courier', 'apnews.com', '')
    """
    if re.fullmatch(r"[\w.-]{1,100}", given):
        return given
    return re.sub(r"[^\w.]+", "-", given.lower()).strip("-")[:100]


def paragraphs(text: str) -> str:
    """A text with one paragraph a line, and single spaces."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def plain(text: str) -> str:
    """A text on one line, without characters that no database can hold."""
    return " ".join(_UNWANTED.sub("", text).split())


def shown(value: object) -> str:
    """A value for a message: printable, on one line, not too long."""
    text = repr(value) if not isinstance(value, str) else repr(value[:100])
    return text if len(text) <= 80 else f"{text[:79]}…"

"""What travels down the line: a `Page` comes in, an `Article` is read from it, a `Verdict` says what it is.

The docstring under each field is its definition: the data dictionary in docs/ and the column descriptions in
Datasette are generated from these lines.
"""

import ast
import inspect
from dataclasses import dataclass, field

from pipelines.rules import SiteRules


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A fetched response that may hold an article. Its bytes are kept by `capture` before anything reads them."""

    url: str
    """The address that answered."""

    source: str
    """Name of the publication in sources.toml."""

    body: bytes = field(repr=False)
    """The bytes of the answer as sent, still in their content coding."""

    coding: str = ""
    """The content coding of `body`: gzip, br, zstd, deflate, or empty."""

    content_type: str = ""
    """The Content-Type header."""

    fetched: str
    """When the answer came, UTC, ISO 8601."""

    capture: int | None = None
    """Row in `captures` that holds the answer."""

    link: int | None = None
    """Row in `links` that led here."""

    article: int | None = None
    """Row in `articles` that is looked at again, if that is what the page was fetched for."""

    trusted: bool = False
    """Whether a feed or a news sitemap of the publication announced the page as an article."""

    published_hint: str = ""
    """When the feed or sitemap that announced the page says it was published."""

    rights: tuple[str, ...] = ()
    """What its headers and its site reserve, as in `Article.rights`."""

    obey: tuple[str, ...] = ()
    """Words of `Article.rights` with which a page is not archived."""

    rules: SiteRules | None = None
    """The rules of its host, where rules.toml has some."""

    since: str = ""
    """Articles published before this UTC date are not archived; empty for no limit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One article as extracted from one page."""

    id: int | None = None
    """Row in `articles`, once stored, or when it is looked at again. An id is a permalink: it never changes."""

    url: str
    """Canonical address: the page's own rel=canonical where it can be believed, else the address that answered."""

    source: str
    """Name of the publication in sources.toml."""

    headline: str
    """Headline as a reader sees it, without the site's name."""

    byline: str = ""
    """Byline as printed."""

    authors: tuple[str, ...] = ()
    """The people named in the byline, one name each."""

    published: str = ""
    """When the article says it was published: UTC, ISO 8601; a bare date when no time is known; empty if unknown."""

    published_printed: str = ""
    """The publication date as the page gives it, with its own time zone."""

    modified: str = ""
    """When the article says it was last changed; same form as `published`."""

    modified_printed: str = ""
    """The date of the last change as the page gives it, with its own time zone."""

    section: str = ""
    """Section of the publication, as it names it."""

    tags: tuple[str, ...] = ()
    """Keywords given by the publication."""

    language: str = ""
    """Language of the text: ISO 639-1 code."""

    description: str = ""
    """The publication's own summary."""

    image: str = ""
    """Address of the lead image."""

    access: str = "free"
    """`free`, or `paywalled` when the page says that the text is not all there."""

    rights: tuple[str, ...] = ()
    """What the page, its headers and its site reserve, as words: noarchive, noindex, nosnippet, noai, tdm-reserved, tdm-policy."""

    words: int = 0
    """Words of the text; for Chinese, Japanese and Thai, characters divided by two."""

    text: str = field(repr=False)
    """The main text, one paragraph a line."""

    digest: str = field(default="", repr=False)
    """Digest of the normalised text: two texts with one digest are the same. Its first character is its version."""

    evidence: dict[str, str] = field(default_factory=dict, hash=False)
    """Where fields were found on the page: rule, json-ld, meta, microdata, lang, visible, title, address, searched,
    feed, file (of an import), block, cascade, state, paragraphs, or letters. The last five are of texts and their language.

    Under `boilerplate`, the rows of the paragraphs that were left out of the text."""

    extractor: str = ""
    """What read the text, with its version: a re-extraction is a query on this."""

    seen: str
    """When the page was fetched, UTC, ISO 8601."""

    capture: int | None = field(default=None, repr=False)
    """Row in `captures` that the article was read from."""

    link: int | None = field(default=None, repr=False)
    """Row in `links` that led to the page."""

    page_url: str = field(default="", repr=False)
    """The address that answered."""

    canonical: str = field(default="", repr=False)
    """The address of another site that the page names as its original, if it does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejection:
    """Why a page was not archived."""

    fate: str
    """`dropped` (the page is no article to keep) or `failed` (it may be one, and its capture is kept)."""

    outcome: str
    """The reason as one word, e.g. `not-an-article`, `too-short`, `extract-timeout`: also a stats key."""

    detail: str = ""
    """What the word rests on, for a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """What a text is found by again, made by `pipelines.fingerprint`."""

    sketch: tuple[int, ...] = field(repr=False)
    """The sample: hashes of runs of words, signed integers of 32 bits, none twice."""

    day: int
    """Day of the news: days since 1970-01-01."""

    size: int
    """Words that count; characters in scripts without spaces."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resemblance:
    """An archived article that shares the wording of another, verified on both texts."""

    article: int
    """Row in `articles`."""

    similarity: float
    """Share of wording in common, 0 to 1."""

    containment: float
    """Share of the shorter one's wording that the longer has, 0 to 1."""

    reason: str
    """What kind of sameness: `reprint`, `edited`, `shortened` or `rewritten`, and whether in the same publication."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What an article is to the archive."""

    kind: str
    """`new`, `story` (new, and near-duplicate of others), `unchanged`, `revision` (same address, changed text),
    `re-extracted` (the same, since another extractor reads it) or `copy` (same text at another address)."""

    article: Article
    """The article judged."""

    match: int | None = None
    """The row in `articles` that it is the same as; of a story, the article it resembles most."""

    reason: str = ""
    """Why it is the same: canonical, redirect, same-text, … as in `copies.kind`; or what changed: headline, byline, text;
    of a story, as in `resemblances.reason`."""

    similarity: float = 1.0
    """Share of wording in common with `match`, 0 to 1."""

    containment: float = 1.0
    """Share of the shorter one's wording that the longer has, 0 to 1."""

    resembles: tuple[Resemblance, ...] = ()
    """The archived articles that it shares its wording with, the most alike first."""

    fingerprint: Fingerprint | None = None
    """Of a text that the archive did not have."""


def definitions(item: type) -> dict[str, str]:
    """The docstring under each field of an item.

    >>> definitions(Verdict)["match"]
    'The row in `articles` that it is the same as; of a story, the article it resembles most.'
    """
    (body,) = ast.parse(inspect.getsource(item)).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for line, following in zip(body.body, body.body[1:], strict=False):
        if isinstance(line, ast.AnnAssign) and isinstance(following, ast.Expr):
            assert isinstance(line.target, ast.Name)
            assert isinstance(following.value, ast.Constant)
            found[line.target.id] = " ".join(str(following.value.value).split())
    return found

"""Whether a fetched page holds an article: what the address alone could not tell.

Evidence is added up from what the page says of itself; some pages are known for what they are by one sign alone.
"""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.dates import STRUCTURED
from pipelines.items import Page, Rejection
from pipelines.structured import ARTICLE_TYPES, LIST_TYPES, MEDIA_TYPES, Structured

MIN_WORDS = 25
"""A text of fewer words is no article, unless the page says that the rest is behind a paywall."""
FEW = 200
"""A page that asks for a password beside fewer words is for logging in; `FEW_ANNOUNCED` if it was announced as an article."""
FEW_ANNOUNCED = 100
DATED = {**dict.fromkeys(STRUCTURED, 3), "visible": 2, "searched": 1}
"""Points for a publication date, by where it stands; one in the address counts for itself."""
ENOUGH = 3
"""Points of evidence that make an article."""

_NOT_FOUND = re.compile(
    r"\b(?:page|story|article|content|document|site|url)\b.{0,20}\b(?:not|cannot be|can't be|no longer|could not be)\b.{0,12}"
    r"\b(?:found|available|exists?|there)\b"
    r"|^\W*(?:error\s*)?(?:404|410)\b(?!\s+\w+\s+\w+\s+\w+)|\bnot found\b\W*$|\bseite (?:wurde )?nicht gefunden|\bnicht (?:mehr )?verfügbar"
    r"|page (?:introuvable|non trouvée)|página no encontrada|no (?:se ha )?encontrad[ao]|pagina non trovata|página não encontrada"
    r"|pagina niet gevonden|sidan (?:kunde )?(?:inte )?hittades|siden (?:ble|blev) ikke fundet"
    r"|страница не найдена|ページが見つかりません|页面不存在",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What was read from a page that bears on whether it is an article."""

    headline: str
    dated: str
    """Where the publication date stands, as in `Dates.evidence`."""
    url_date: str
    byline: str
    words: int
    paywalled: bool


def judge_page(page: Page, tree: HtmlElement, data: Structured, found: Findings) -> Rejection | None:
    """None if the page holds an article, else why it does not."""
    title = tree.findtext(".//title") or ""
    says_not_found = _NOT_FOUND.search(title[:200]) or _NOT_FOUND.search(found.headline[:200])
    if says_not_found and (found.words < 200 or found.dated not in STRUCTURED):
        return Rejection(fate="dropped", outcome="soft-404", detail=f"titled {(title or found.headline)[:80]!r}")
    few = found.words < (FEW_ANNOUNCED if page.trusted else FEW)
    if few and tree.find(".//input[@type='password']") is not None and found.dated not in STRUCTURED:
        return Rejection(fate="dropped", outcome="login", detail="asks for a password")
    evidence = weigh(page, data, found)
    if evidence < ENOUGH:
        return Rejection(
            fate="dropped", outcome=what_else(tree, data, found), detail=f"evidence {evidence} of {ENOUGH}"
        )
    if found.words < MIN_WORDS and not (found.words and found.paywalled):
        kind = what_else(tree, data, found)
        if kind in {"not-an-article", "section"}:
            kind = "too-short" if found.words else "no-text"
        return Rejection(fate="dropped", outcome=kind, detail=f"{found.words} words")
    return None


def weigh(page: Page, data: Structured, found: Findings) -> int:
    """Points that speak for an article."""
    kind = data.first("og:type").lower()
    signs = (
        (3, bool(data.article and ARTICLE_TYPES - {"CreativeWork"} & data.types)),
        (3, page.trusted),
        (2, kind in {"article", "blog", "news", "newsarticle", "story"}),
        (DATED.get(found.dated, 0), True),
        (2, bool(found.url_date)),
        (1, bool(found.byline)),
        (1, found.words >= 120),
        (1, found.words >= 300),
        (1, found.words >= 500 and kind != "website"),
        (-2, bool(LIST_TYPES & data.types) and not data.article),
        (-2, kind.startswith(("video", "profile", "music")) and found.words < 120),
    )
    return sum(points for points, holds in signs if holds)


def what_else(tree: HtmlElement, data: Structured, found: Findings) -> str:
    """The word for a page that is not an article."""
    media = next((word for kind, word in MEDIA_TYPES.items() if kind in data.types), "")
    if media:
        return media
    if tree.find(".//video") is not None or data.first("og:type").startswith("video"):
        return "video"
    if len(tree.findall(".//figure")) >= 8 and found.words < 300:
        return "gallery"
    if len(tree.xpath("//article[.//a] | //h2/a | //h3/a | //h2[parent::a] | //h3[parent::a]")) >= 8:
        return "section"
    return "not-an-article"

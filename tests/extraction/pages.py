"""The pages on which extraction is held to a floor: invented news in the markup of real publishing systems.

Beside each `pages/NAME.html` stands `NAME.toml`, what a person reads there: the address, and the article's fields
and paragraphs, or the outcome word of a page that is no article.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.extraction.metrics import harmonic, overlap, shingles
from pipelines.extract import extract, guess_language
from pipelines.items import Article, Page, Rejection

FOLDER = Path(__file__).with_name("pages")
FIELDS = ("headline", "byline", "authors", "published", "language", "access")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A page, the truth about it, and what is read from it."""

    name: str
    truth: dict[str, Any]
    result: Article | Rejection

    @property
    def is_article(self) -> bool:
        """Whether a person says that the page is an article."""
        return "outcome" not in self.truth

    @property
    def outcome(self) -> str:
        """The outcome word, or `article`."""
        return self.result.outcome if isinstance(self.result, Rejection) else "article"

    @property
    def lines(self) -> list[str]:
        """The paragraphs that were read."""
        return self.result.text.splitlines() if isinstance(self.result, Article) else []

    @property
    def text_f1(self) -> float:
        """How near they are to the truth, as the benchmark measures it."""
        return harmonic(*overlap(shingles("\n".join(self.truth["text"])), shingles("\n".join(self.lines))))

    def wrong(self) -> list[str]:
        """The fields that are not as a person reads them; `outcome` stands for the word."""
        fields = FIELDS if self.is_article else ()
        wrong = [name for name in fields if self.field(name) != self.truth[name]]
        return wrong if self.outcome == self.truth.get("outcome", "article") else ["outcome", *wrong]

    def field(self, name: str) -> Any:
        """The value of a field in the form of the truth; a date as far as the truth is known."""
        if not isinstance(self.result, Article):
            return None
        if name == "authors":
            return list(self.result.authors)
        if name == "language":
            return self.result.language or guess_language(self.result.text)
        value = getattr(self.result, name)
        return value[: len(self.truth["published"])] if name == "published" else value


def paths() -> list[Path]:
    """All pages."""
    return sorted(FOLDER.glob("*.html"))


def read(path: Path) -> Case:
    """What is read from a stored page whose server said nothing about its encoding."""
    truth = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    page = Page(
        url=truth["url"],
        source="paper",
        body=path.read_bytes(),
        content_type="text/html",
        fetched="2026-11-23T12:00:00Z",
    )
    return Case(name=path.stem, truth=truth, result=extract(page))

"""Invented news: every article, edit, rewrite and copy follows from its number and the plan alone.

So a build that was interrupted goes on where it was, and two builds of one plan are the same.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.reading_room.vocabulary import SIZES, Vocabulary, vocabularies

SECTIONS = "News Politics World Business Sport Culture Opinion Science Health Technology Local Travel Education Weather"
SHARES = {"en": 0.6, "de": 0.14, "fr": 0.1, "es": 0.1, "it": 0.06}
AGENCIES = ("Reuters", "AP", "AFP", "dpa", "EFE", "ANSA")
STORY = 50
"""Every fiftieth article is one that others take over."""

REWRITTEN, COPIED, EDITED = 0.055, 0.025, 0.05
"""Shares of the articles that rewrite another, that print another's text to the letter, and that are edited later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What archive to build."""

    articles: int
    """Articles and copies in all."""

    end: datetime
    """When the newest is published, UTC."""

    sources: int = 200
    """Publications."""

    days: int = 6 * 365
    """Days from the oldest to the newest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """An invented publication."""

    name: str
    title: str
    homepage: str
    language: str
    sections: tuple[str, ...]
    writers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """What one publication prints."""

    number: int
    """Its place in the corpus, from 1 on."""

    publication: Publication
    headline: str
    sentences: tuple[str, ...] = field(repr=False)
    published: datetime
    edited: bool
    """Whether it changes some hours later."""

    @property
    def text(self) -> str:
        """Its text."""
        return paragraphs(self.sentences)

    @property
    def url(self) -> str:
        """Its address, as newspapers form them."""
        slug = re.sub(r"[^a-z0-9]+", "-", self.headline.lower()).strip("-")[:48]
        section = self.publication.sections[self.number % len(self.publication.sections)].lower()
        return f"{self.publication.homepage}{section}/{self.published:%Y/%m/%d}/{slug}-{self.number}.html"


class Corpus:
    """The pieces of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.vocabularies = vocabularies()
        self.publications = tuple(publication(number, self.vocabularies) for number in range(plan.sources))
        weights = 1 / (np.arange(plan.sources) + 10.0)
        self.shares = np.cumsum(weights / weights.sum())

    def piece(self, number: int) -> Piece:
        """The piece with that number, from 1 on."""
        chance = np.random.default_rng([number, 6])
        paper = self.publications[min(int(np.searchsorted(self.shares, chance.random())), self.plan.sources - 1)]
        lot, age = chance.random(), self.plan.articles - number
        origin = self._origin(number, chance) if lot < REWRITTEN + COPIED else None
        if origin is not None and (told := self.piece(origin)).publication.language == paper.language:
            headline, sentences = self._rewrite(told, paper, chance)
            if lot >= REWRITTEN:
                headline, sentences = told.headline, told.sentences
        else:
            origin = None
            headline, sentences = self._write(self.vocabularies[paper.language], chance)
        before = timedelta(days=self.plan.days * age / self.plan.articles, minutes=int(chance.integers(0, 20)))
        return Piece(
            number=number,
            publication=paper,
            headline=headline,
            sentences=sentences,
            published=(self.plan.end - before).replace(microsecond=0),
            edited=origin is None and chance.random() < EDITED,
        )

    def edited(self, piece: Piece) -> tuple[str, tuple[str, ...]]:
        """Headline and sentences of a piece after its edit."""
        chance = np.random.default_rng([piece.number, 7])
        headline, fresh = self._write(self.vocabularies[piece.publication.language], chance, words=60)
        kept = list(piece.sentences)
        kept[int(chance.integers(0, len(kept)))] = fresh[0]
        return (headline if chance.random() < 0.3 else piece.headline), (*kept, *fresh[1:2])

    def _origin(self, number: int, chance: np.random.Generator) -> int | None:
        """A recent piece that is worth taking over; None for the very first ones."""
        back = int(min(chance.geometric(0.4), 6))
        origin = (number // STORY - back) * STORY
        return origin if origin > 0 else None

    def _write(self, language: Vocabulary, chance: np.random.Generator, words: int = 0) -> tuple[str, tuple[str, ...]]:
        """A headline and sentences: running words, one in twelve of them one of the article's own names and terms."""
        count = words or int(min(max(chance.lognormal(np.log(400) - 0.125, 0.5), 60), 2500))
        own = language.draw_rare(chance, 14)
        ranks = language.draw(chance, count + 12)
        places = chance.random(len(ranks)) < 1 / 12
        ranks[places] = own[(chance.random(int(places.sum())) ** 2 * len(own)).astype(int)]
        ranks[:3] = own[:3]
        text = [language.words[rank] for rank in ranks.tolist()]
        length = 6 + int(chance.integers(0, 5))
        return " ".join(text[:length]).capitalize(), sentences_of(text[length:], chance)

    def _rewrite(self, told: Piece, paper: Publication, chance: np.random.Generator) -> tuple[str, tuple[str, ...]]:
        """Most of another's sentences, the first changed, under a headline of its own."""
        headline, fresh = self._write(self.vocabularies[paper.language], chance, words=50)
        kept = [sentence for sentence in told.sentences[1:] if chance.random() < 0.85]
        return headline, (fresh[0], *kept, *fresh[1:2])


def sentences_of(words: list[str], chance: np.random.Generator) -> tuple[str, ...]:
    """Words as sentences of 10 to 28 words, with capitals, commas and full stops."""
    found, start = [], 0
    lengths = iter(chance.integers(10, 29, size=len(words) // 10 + 2).tolist())
    while start < len(words):
        end = start + next(lengths)
        sentence = " ".join(words[start:end])
        middle = sentence.find(" ", len(sentence) // 2)
        if middle > 0:
            sentence = f"{sentence[:middle]},{sentence[middle:]}"
        found.append(sentence[:1].upper() + sentence[1:] + ".")
        start = end
    return tuple(found)


def publication(number: int, languages: dict[str, Vocabulary]) -> Publication:
    """The publication with that number."""
    chance = np.random.default_rng([number, 5])
    language = str(chance.choice(list(SIZES), p=[SHARES[name] for name in SIZES]))
    words = languages[language].words

    def names(count: int) -> list[str]:
        return [words[rank].capitalize() for rank in chance.integers(2000, 12_000, size=count)]

    first, second = names(2)
    sections = chance.choice(SECTIONS.split(), size=int(chance.integers(5, 12)), replace=False)
    plain = re.sub(r"[^a-z]", "", f"{first}{second}".lower())
    return Publication(
        name=f"{plain}{number}",
        title=f"The {first} {second}",
        homepage=f"https://www.{plain}{number}.example/",
        language=language,
        sections=tuple(str(section) for section in sections),
        writers=tuple(" ".join(names(2)) for _ in range(int(chance.integers(8, 60)))),
    )


def paragraphs(sentences: tuple[str, ...]) -> str:
    """A text, one paragraph of up to three sentences a line."""
    return "\n".join(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))


def parsed_end(text: str) -> datetime:
    """The end of a plan from how it is written down."""
    return datetime.fromisoformat(text).astimezone(UTC)

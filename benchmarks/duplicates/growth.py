"""What near-duplicates cost in an archive of many articles: invented ones around, a corpus's articles put among them."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.duplicates.corpus import Corpus
from pipelines import ledger, stories
from pipelines.archive import Archive
from pipelines.dedupe import DedupePipeline
from pipelines.fingerprint import fingerprint
from pipelines.items import Article, Verdict
from pipelines.neighbours import keep_fingerprint
from pipelines.store import store
from pipelines.wording import read_wording

FIRST_DAY, DAYS = date(2024, 1, 1), 300
WORDS, PHRASE, PHRASES, TEMPLATED = 250, 9, 0.15, 0.05
"""Words of an invented article, words of a phrase taken from the corpus, how many of its passages are such, and how many
of the articles are reports from one template."""

TABLES = ("fingerprints", "shingles", "resemblances", "resemblances_other", "stories", "former_stories")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a corpus cost in an archive."""

    articles: int
    """Articles that the archive held before."""

    dedupe: float
    """CPU an article to judge it: addresses, fingerprint, lookup, comparisons; milliseconds."""

    write: float
    """CPU an article to write what it is found by, what it resembles, and its story; milliseconds."""

    bytes: float
    """Bytes an article that tables and indexes for near-duplicates take."""

    clusters: dict[str, str]
    """Story of each article of the corpus, by name."""


class Stage(DedupePipeline):
    """The real stage, on an archive that no crawler holds."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive


def measure(corpus: Corpus, path: Path, articles: int) -> Cost:
    """Put a corpus into a new archive at `path`, among so many invented articles."""
    return asyncio.run(run(corpus, path, articles))


async def run(corpus: Corpus, path: Path, articles: int) -> Cost:
    """As `measure()`: the archive needs a running loop for its timer."""
    archive = Archive(path)
    try:
        for source in sorted({article.source for article in corpus.articles}):
            ledger.keep_source(archive, source, source, f"https://{source}.example/", "", "")
        fill(archive, corpus, articles)
        dedupe, write = put(archive, corpus)
        rows = archive.rows("SELECT url, story FROM appearances WHERE url NOT LIKE 'https://invented.example/%'")
        ((held,),) = archive.rows("SELECT count(*) FROM articles")
        marks = ", ".join("?" * len(TABLES))
        ((size,),) = archive.rows(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({marks})", TABLES)
    finally:
        archive.close()
    count = len(corpus.articles)
    clusters = {corpus.names[url]: story for url, story in rows if url in corpus.names}
    shares = {"dedupe": dedupe / count * 1000, "write": write / count * 1000, "bytes": size / held}
    return Cost(articles=articles, clusters=clusters, **shares)


def put(archive: Archive, corpus: Corpus) -> tuple[float, float]:
    """Take a corpus through the last two stages; seconds of CPU to judge, and to write what concerns near-duplicates."""
    stage, dedupe, write = Stage(archive), 0.0, 0.0
    for place, article in enumerate(corpus.articles):
        began = time.process_time()
        verdict = stage.process_item(article)
        dedupe += time.process_time() - began
        assert isinstance(verdict, Verdict)
        write += stored(archive, verdict)
        if place % 100 == 99:
            archive.commit()
    return dedupe, write


def stored(archive: Archive, verdict: Verdict) -> float:
    """Store a verdict; seconds of CPU of the part that near-duplicates cost."""
    plain = Verdict(kind=verdict.kind, article=verdict.article, match=verdict.match, reason=verdict.reason)
    number = store(archive, plain).id
    assert number is not None
    if verdict.fingerprint is None:
        return 0.0
    began = time.process_time()
    with archive.unit():
        stories.place(archive, number, verdict)
    return time.process_time() - began


def fill(archive: Archive, corpus: Corpus, articles: int) -> None:
    """Write so many invented articles, with texts and fingerprints, in order of publication."""
    for place, (text, day) in enumerate(zip(invented(corpus.articles, articles), days(articles), strict=True)):
        keep(archive, text, day, place, corpus.articles[place % len(corpus.articles)].source)
        if place % 2000 == 1999:
            archive.commit()
    archive.commit()


def keep(archive: Archive, text: str, day: date, place: int, source: str) -> None:
    """One invented article; its fingerprint goes the real way."""
    published = f"{day}T12:00:00Z"
    made = Article(url=f"https://invented.example/{place}", source=source, headline="", text=text, seen=published)
    number = archive.execute(
        "INSERT INTO articles (headline, source, published, url, key, first_seen, last_seen, digest)"
        " VALUES ('', ?, ?, ?, ?, ?, ?, ?)",
        (source, published, made.url, made.url[8:], published, published, f"0{place}"),
    ).lastrowid
    assert number is not None
    revision = archive.execute(
        "INSERT INTO revisions (article_id, kind, seen, headline, digest, text) VALUES (?, 'published', ?, '', '', ?)",
        (number, published, text),
    ).lastrowid
    archive.execute("UPDATE articles SET revision_id = ? WHERE id = ?", (revision, number))
    print_ = fingerprint(read_wording(text), day.toordinal() - date(1970, 1, 1).toordinal())
    keep_fingerprint(archive, number, made, print_, "")


def days(articles: int) -> Iterator[date]:
    """The days of so many articles, spread over the same time however many they are."""
    return (FIRST_DAY + timedelta(days=place * DAYS // articles) for place in range(articles))


def invented(samples: Sequence[Article], articles: int) -> Iterator[str]:
    """Texts with the word statistics of a corpus: words by their frequency, between them phrases that the corpus has."""
    chance, dice = random.Random(1), np.random.default_rng(1)
    texts = [words for article in samples if len(words := article.text.split()) > PHRASE]
    counts = Counter(word for text in texts for word in text)
    known, sums = np.array(list(counts)), np.cumsum(list(counts.values()))
    passages = WORDS // PHRASE
    for _ in range(articles):
        if chance.random() < TEMPLATED:
            yield report(chance)
            continue
        drawn = known[np.searchsorted(sums, dice.integers(0, sums[-1], WORDS), side="right")].tolist()
        for passage in range(passages):
            if chance.random() < PHRASES:
                text = texts[int(chance.random() * len(texts))]
                start = int(chance.random() * (len(text) - PHRASE))
                drawn[passage * PHRASE : (passage + 1) * PHRASE] = text[start : start + PHRASE]
        yield " ".join(drawn)


def report(chance: random.Random) -> str:
    """A report from a template, a paragraph of facts and two that never change."""
    n = chance.randint
    return (
        f"The river stood at {n(20, 900)} centimetres at gauge {n(1, 99)} in the morning, {n(1, 80)} more than the day before. "
        f"Downstream, {n(20, 900)} centimetres were read at gauge {n(1, 99)}, and {n(3, 24)} degrees in the water.\n"
        "The authority reads its gauges each morning at seven. Skippers are asked to mind the notices at the locks, "
        "and to keep clear of the weirs while the sluices are open.\nThe next figures are published tomorrow before noon."
    )

"""A corpus with known truth, and how right a clustering of it is."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from pipelines.items import Article
from pipelines.sameness import text_digest
from pipelines.text import count_words

TRUE_COPIES = ("original", "short")
"""Kinds that are no copy of anything; so are those that begin with `template`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Corpus:
    """Articles in order of publication, and what they are."""

    articles: tuple[Article, ...]
    """As an import would give them."""

    names: Mapping[str, str]
    """Name of each article by its address."""

    truth: Mapping[str, str]
    """Story of each article, by name."""

    kinds: Mapping[str, str]
    """What was done to each: `original`, a kind of copy, or a kind of article that only looks like one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """How right a clustering is, over pairs of articles."""

    precision: float
    """Pairs that are one story, of those that are said to be."""

    recall: float
    """Pairs that are said to be one story, of those that are."""

    by_kind: Mapping[str, float]
    """Of the copies of each kind, the share that is in its original's story."""

    wrong: Mapping[str, int]
    """Articles in wrong pairs, by kind."""

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def load(folder: Path) -> Corpus:
    """The corpus in a folder: corpus.jsonl (id, url, source, title, byline, date, text), truth.json and kinds.json.

    Raises OSError or ValueError when it is none.
    """
    with (folder / "corpus.jsonl").open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    truth, kinds = (json.loads((folder / name).read_text("utf-8")) for name in ("truth.json", "kinds.json"))
    return Corpus(
        articles=tuple(map(article, lines)), names={line["url"]: line["id"] for line in lines}, truth=truth, kinds=kinds
    )


def article(line: Mapping[str, str]) -> Article:
    """An article of a corpus."""
    text = "\n".join(paragraph for paragraph in line["text"].split("\n") if paragraph.strip())
    return Article(
        url=line["url"],
        page_url=line["url"],
        source=line["source"],
        headline=line["title"] or "",
        byline=line["byline"] or "",
        published=line["date"],
        words=count_words(text),
        text=text,
        digest=text_digest(text),
        seen=line["date"],
    )


def score(corpus: Corpus, clusters: Mapping[str, str | int]) -> Score:
    """How right a clustering is; `clusters` gives each article's cluster by its name."""
    true, found = pairs(corpus.truth), pairs({name: clusters.get(name, name) for name in corpus.truth})
    hit = true & found
    originals = {corpus.truth[name]: name for name, kind in corpus.kinds.items() if kind == "original"}
    kinds: dict[str, list[bool]] = defaultdict(list)
    for name, kind in corpus.kinds.items():
        if kind not in TRUE_COPIES and not kind.startswith("template") and corpus.truth[name] in originals:
            original = originals[corpus.truth[name]]
            kinds[kind].append(clusters.get(name, name) == clusters.get(original, original))
    return Score(
        precision=len(hit) / max(1, len(found)),
        recall=len(hit) / max(1, len(true)),
        by_kind={kind: sum(hits) / len(hits) for kind, hits in sorted(kinds.items())},
        wrong=Counter(corpus.kinds[name] for pair in found - true for name in pair),
    )


def pairs(clusters: Mapping[str, str | int]) -> set[tuple[str, str]]:
    """All pairs of names that share a cluster."""
    members = defaultdict(list)
    for name, cluster in clusters.items():
        members[cluster].append(name)
    return {tuple(sorted(pair)) for group in members.values() for pair in combinations(group, 2)}  # type: ignore[misc]

"""One piece of the corpus into the archive, by the functions that a crawl uses; only its WARC record is not written."""

import base64
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from benchmarks.reading_room.corpus import AGENCIES, Corpus, Piece, paragraphs
from pipelines import ledger
from pipelines.archive import Archive
from pipelines.dedupe import DedupePipeline
from pipelines.items import Article, Verdict
from pipelines.sameness import text_digest
from pipelines.store import store
from pipelines.text import count_words
from pipelines.urls import canonical_url

EVIDENCE = {"authors": "json-ld", "headline": "json-ld", "published": "json-ld", "section": "meta", "text": "searched"}
LISTED = 0.3
"""Links found for each article that lead to no article."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes pieces in order."""

    archive: Archive
    corpus: Corpus
    dedupe: DedupePipeline
    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Pages by source, fate and outcome since the last crawl ended."""

    def write(self, piece: Piece) -> None:
        """All that a crawl would leave of a piece: links, captures, and what deduplication makes of it."""
        self.keep(self.article(piece, piece.headline, piece.text, piece.published + timedelta(minutes=40)))
        if piece.edited:
            headline, sentences = self.corpus.edited(piece)
            self.keep(self.article(piece, headline, paragraphs(sentences), piece.published + timedelta(hours=6)))
        self.list_others(piece)

    def keep(self, article: Article) -> None:
        """Judge and store an article, as the line does."""
        verdict = self.dedupe.process_item(article)
        assert isinstance(verdict, Verdict)
        store(self.archive, verdict)
        self.outcomes[article.source, "stored", verdict.kind] += 1

    def article(self, piece: Piece, headline: str, text: str, seen: datetime) -> Article:
        """The piece as extraction would give it, its page captured and its link entered."""
        chance, paper = np.random.default_rng([piece.number, 8]), piece.publication
        words = headline.split()
        author = paper.writers[int(chance.integers(0, len(paper.writers)))]
        byline = f"By {author}" if chance.random() < 0.7 else str(chance.choice(AGENCIES))
        local = piece.published + timedelta(hours=1)
        return Article(
            url=piece.url,
            source=paper.name,
            headline=headline,
            byline=byline,
            authors=(author,) if byline.startswith("By ") else (),
            published=stamp(piece.published),
            published_printed=f"{local:%Y-%m-%dT%H:%M:%S}+01:00",
            modified=stamp(piece.published) if seen - piece.published < timedelta(hours=1) else stamp(seen),
            modified_printed=f"{local:%Y-%m-%dT%H:%M:%S}+01:00",
            section=paper.sections[piece.number % len(paper.sections)],
            tags=tuple(word.capitalize() for word in words[: int(chance.integers(0, 6))]),
            language=paper.language,
            description=" ".join(text[:150].split()[:-1]) + "." if chance.random() < 0.85 else "",
            image=f"{paper.homepage}images/{piece.published:%Y/%m}/{piece.number:x}-lead.jpg"
            if chance.random() < 0.8
            else "",
            access="paywalled" if chance.random() < 0.08 else "free",
            words=count_words(text),
            text=text,
            digest=text_digest(text),
            evidence=EVIDENCE,
            extractor="morgue 1, trafilatura 2.3.1",
            seen=stamp(seen),
            capture=self.capture(piece, seen),
            link=self.link(piece, piece.url, ""),
            page_url=piece.url,
        )

    def link(self, piece: Piece, url: str, skip: str) -> int:
        """The row of a link that a feed announced, or of one that was left alone."""
        link = ledger.NewLink(
            url=url,
            title="" if skip else piece.headline,
            published=stamp(piece.published),
            trusted=not skip,
            skip=skip,
        )
        endpoint = self.archive.rows(
            "SELECT id FROM endpoints WHERE source = ? AND kind = 'feed'", (piece.publication.name,)
        )
        ledger.keep_links(self.archive, piece.publication.name, endpoint[0][0], [link])
        ((number,),) = self.archive.rows("SELECT id FROM links WHERE url = ?", (canonical_url(url)[0],))
        return int(number)

    def list_others(self, piece: Piece) -> None:
        """Links of the same page that lead to no article."""
        if piece.number % 10 < LISTED * 10:
            self.link(piece, f"{piece.publication.homepage}topic/{piece.number:x}/", "tag")
            self.outcomes[piece.publication.name, "dropped", "tag"] += 1

    def capture(self, piece: Piece, seen: datetime) -> int:
        """The row of the captured page."""
        digest = hashlib.sha1(f"{piece.number} {seen}".encode()).digest()
        etag = f'W/"{digest.hex()[:20]}"' if digest[0] < 128 else ""
        modified = f"{seen:%a, %d %b %Y %H:%M:%S GMT}" if digest[1] < 128 else ""
        row = (
            *(
                self.archive.crawl,
                piece.publication.name,
                piece.url,
                stamp(seen),
                200,
                "text/html; charset=utf-8",
                "gzip",
            ),
            *(etag, modified, f"sha1:{base64.b32encode(digest).decode()}"),
            *(14_000, f"warc/archive-{seen:%Y%m}01000000000000.warc.gz", piece.number * 14_600 % 10**9, 14_600),
        )
        columns = (
            "crawl_id, source, url, fetched, status, content_type, coding, etag, last_modified, digest, size, warc,"
            " warc_offset, warc_length"
        )
        sql = f"INSERT INTO captures ({columns}) VALUES ({','.join('?' * len(row))})"
        return self.archive.execute(sql, row).lastrowid or 0

    def end_crawl(self, day: datetime) -> None:
        """Close a crawl as the corpus has its time, with what it brought."""
        pages: Counter[str] = Counter()
        for (_, fate, _), count in self.outcomes.items():
            pages[f"fate/{fate}"] += count
        stats = {f"outcome/{'/'.join(key)}": count for key, count in self.outcomes.items()}
        traffic = {"sources/total": len(self.corpus.publications), "downloader/request_count": pages.total() * 2}
        self.archive.end_crawl(
            "finished", 900.0, pages | stats | traffic | {"downloader/response_bytes": pages.total() * 30_000}
        )
        times = (stamp(day - timedelta(minutes=15)), stamp(day), self.archive.crawl)
        self.archive.execute("UPDATE crawls SET started = ?, ended = ? WHERE id = ?", times)
        self.outcomes.clear()


def enter_sources(archive: Archive, corpus: Corpus, since: datetime) -> None:
    """The publications, and three endpoints of each."""
    for paper in corpus.publications:
        ledger.keep_source(archive, paper.name, paper.title, paper.homepage, paper.language, "")
        for kind in ("front", "feed", "sitemap"):
            archive.execute(
                "INSERT OR IGNORE INTO endpoints (source, url, kind, found, added, checked, changed, status, links, fresh)"
                " VALUES (?, ?, ?, 'link', ?, ?, ?, 200, 40, ?)",
                (
                    *(paper.name, f"{paper.homepage}{'' if kind == 'front' else kind}", kind, stamp(since)),
                    *(stamp(corpus.plan.end), stamp(corpus.plan.end), 5000 if kind == "feed" else 200),
                ),
            )
    archive.execute("UPDATE sources SET added = ?, crawled = ?", (stamp(since), stamp(corpus.plan.end)))


def stamp(time: datetime) -> str:
    """A time as the archive writes it."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def plan_json(corpus: Corpus) -> str:
    """The plan as the first crawl's arguments keep it."""
    plan = corpus.plan
    return json.dumps({"articles": plan.articles, "sources": plan.sources, "days": plan.days, "end": stamp(plan.end)})

"""An archive to test with: invented publications, articles, edits, copies and links, and an attacker's rows."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.schema import open_archive
from tests.hostile import attack, insert

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOURCES = ("herald", "courier", "wire", "hostile")
AGENCIES = ("", "", "By Ada Lane", "By Ada Lane and Bo Reed", "Reuters", "AP", "By our staff")
VOCABULARY = (
    "the council harbour vote budget bridge mayor said on Monday after a storm closed two schools and many residents "
    "asked for repairs while the port authority promised new ferries police found no fault farmers sold early "
    "hospital staff praised volunteers court heard evidence bank cut rates team won final prices rose again"
)


def filled(path: Path | str, articles: int = 50, *, attacked: bool = True) -> Database:
    """A new archive at `path` with that many articles, the same at every call, and the attacker's rows if asked.

    Every seventh article was edited, every fifth ran elsewhere too, every tenth belongs to a story of two, every
    eleventh is gone from its publication.
    """
    db = open_archive(path)
    db.execute("BEGIN")
    for table, rows in tables(articles).items():
        insert(db, table, rows)
    if attacked:
        attack(db)
    db.execute("UPDATE articles SET revision_id = (SELECT max(id) FROM revisions WHERE article_id = articles.id)")
    db.execute("UPDATE stories SET origin_article_id = id WHERE id <= ?", [articles])
    db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
    db.execute("COMMIT")
    return db


def tables(articles: int) -> dict[str, Iterable[dict[str, Any]]]:
    """The rows of every table, parents first."""
    numbers = range(1, articles + 1)
    return {
        "sources": sources(),
        "crawls": crawls(articles),
        "outcomes": outcomes(),
        "endpoints": endpoints(),
        "captures": (capture(n) for n in numbers),
        "stories": (story(n) for n in range(10, articles + 1, 10)),
        "articles": (article(n) for n in numbers),
        "revisions": chain.from_iterable(revisions(n) for n in numbers),
        "copies": (copy(n) for n in range(5, articles + 1, 5)),
        "fingerprints": (fingerprint(n) for n in numbers),
        "shingles": (shingle(n) for n in numbers),
        "resemblances": (resemblance(n) for n in range(10, articles, 10)),
        "former_stories": [{"id": articles + 1, "story_id": 10 if articles > 9 else None, "ended": at(1)}],
        "removals": (removal(n) for n in range(11, articles + 1, 11)),
        "hosts": hosts(),
        "robots": [{"origin": "https://wire.example", "rules": "User-agent: *\nDisallow: /search", "read": at(1)}],
        "health": health(),
        "boilerplate": boilerplate(),
        "recomputations": [{"started": at(2), "ended": at(2), "articles": 9, "stories_before": 3, "last_story": 30}],
        "recomputed": [{"article_id": number, "step": 3, "story_id": None} for number in numbers[:1]],
        "bad_lines": [{"crawl_id": 1, "line": 17, "outcome": "not-json", "detail": "Expecting value"}],
        "paragraphs": [
            {"source": "wire", "digest": 1, "articles": 2, "days": 6, "since": 740_000, "first": 1, "last": 9}
        ],
        "backfills": [{"source": "wire", "until": "2024-01-01", "started": at(2)}],
        "walks": [{"source": "wire", "url": "https://wire.example/world?page=2", "kind": "page", "added": at(2)}],
        "links": chain((link(n) for n in numbers), unstored(max(3, articles // 4))),
    }


def at(days: float) -> str:
    """The time so many days before NOW, as the archive writes it."""
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def age(number: int) -> float:
    """Days since an article came out: fifty of them span a month, many of them three years."""
    return number * 0.61 % 1100


def source(number: int) -> str:
    return SOURCES[number % 3]


def url(number: int) -> str:
    return f"https://{source(number)}.example/news/{number}"


def prose(number: int, sentences: int) -> list[str]:
    """Sentences that depend on nothing but the number."""
    chance, words = random.Random(number), VOCABULARY.split()
    return [" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(sentences)]


def sources() -> Iterator[dict[str, Any]]:
    for name in SOURCES:
        yield {
            "name": name,
            "title": f"The {name.title()}",
            "homepage": f"https://{name}.example/",
            "added": at(60),
            "crawled": at(0),
        }


def crawls(articles: int) -> Iterator[dict[str, Any]]:
    for number in range(1, 7):
        counts = {"sources": 3, "requests": articles, "bytes": articles * 40_000, "stored": articles // 6, "failed": 1}
        times = {"started": at(6 - number), "ended": at(6 - number - 0.01), "status": "finished", "seconds": 864.0}
        yield {"id": number, "spider": "news", "dropped": 2, **counts, **times}


def outcomes() -> Iterator[dict[str, Any]]:
    for crawl in range(1, 7):
        for name in SOURCES[:3]:
            for fate, outcome, pages in (("stored", "new", 8), ("dropped", "too-short", 2), ("failed", "timeout", 1)):
                yield {"crawl_id": crawl, "source": name, "fate": fate, "outcome": outcome, "pages": pages}


def endpoints() -> Iterator[dict[str, Any]]:
    numbers = iter(range(1, 100))
    for name in SOURCES[:3]:
        for kind, fresh, failures in (("front", 40, 0), ("feed", 0, 0), ("sitemap", 12, 3)):
            address = f"https://{name}.example/{kind}"
            state = {"fresh": fresh, "links": 20 if kind != "feed" else 0, "failures": failures, "status": 200}
            times = {"added": at(60), "checked": at(0), "changed": at(20), "next": at(-1)}
            yield {"id": next(numbers), "source": name, "url": address, "kind": kind, "found": "link", **state, **times}


def capture(number: int) -> dict[str, Any]:
    repeated = number % 9 == 0
    place = {"warc": "warc/2026-11-20.warc.gz", "warc_offset": number * 9000, "warc_length": 400 if repeated else 9000}
    answer = {
        "status": 404 if number % 11 == 0 else 200,
        "content_type": "text/html",
        "size": 0 if repeated else 40_000,
    }
    seen = {
        "url": url(number),
        "source": source(number),
        "fetched": at(age(number)),
        "revisit_of": number - 1 if repeated else None,
    }
    return {"id": number, "crawl_id": 1 + number % 6, "digest": f"DIGEST{number}", **seen, **answer, **place}


def story(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "headline": prose(number, 1)[0],
        "first_published": at(age(number)),
        "last_published": at(age(number)),
        "articles": 2,
        "sources": 2,
        "appearances": 3,
        "origin_reason": "earliest, by 15 hours",
    }


def article(number: int) -> dict[str, Any]:
    byline = AGENCIES[number % len(AGENCIES)]
    names = {"headline": prose(number, 1)[0], "source": source(number), "url": url(number), "key": url(number)[8:]}
    credit = {
        "byline": byline,
        "authors": '["Ada Lane"]' if "Ada" in byline else "[]",
        "section": ("News", "Sport", "")[number % 3],
    }
    times = {
        "published": "" if number % 13 == 0 else at(age(number)),
        "first_seen": at(age(number)),
        "last_seen": at(0),
    }
    facts = {"tags": '["harbour", "budget"]', "language": "en", "words": 60 + number % 40, "digest": f"1{number}"}
    links = {"capture_id": number, "story_id": number - number % 10 if number % 10 < 2 and number > 9 else None}
    access = "paywalled" if number % 8 == 0 else "free"
    looks = {
        "visits": number % 5,
        "revisit": at(-1) if age(number) < 30 else None,
        "removed": at(age(number) - 0.2) if number % 11 == 0 else "",
        "rights": '["noarchive"]' if number % 9 == 0 else "[]",
    }
    return {
        "id": number,
        **looks,
        "access": access,
        "revisions": 2 if number % 7 == 0 else 1,
        **names,
        **credit,
        **times,
        **facts,
        **links,
    }


def revisions(number: int) -> Iterator[dict[str, Any]]:
    sentences = prose(number, 12)
    first = {
        "article_id": number,
        "byline": AGENCIES[number % len(AGENCIES)],
        "words": 140,
        "words_removed": 0,
        "capture_id": number,
        "digest": f"1{number}",
    }
    edited = number % 7 == 0
    headline = f"Correction pending: {sentences[0]}" if edited else sentences[0]
    yield {
        **first,
        "kind": "published",
        "seen": at(age(number)),
        "headline": headline,
        "changed": "",
        "text": "\n".join(sentences),
    }
    if edited:
        changed = {
            "kind": "edited",
            "seen": at(age(number) - 0.5),
            "headline": sentences[0],
            "changed": "headline, text",
            "words_removed": 12,
        }
        yield {**first, **changed, "text": "\n".join(sentences[:-1])}


def copy(number: int) -> dict[str, Any]:
    elsewhere = f"https://{source(number + 1)}.example/copy/{number}"
    kind = "same-text" if number % 2 else "tracking"
    return {
        "article_id": number,
        "url": elsewhere,
        "source": source(number + 1),
        "kind": kind,
        "seen": at(0),
        "published": at(age(number)),
    }


def fingerprint(number: int) -> dict[str, Any]:
    facts = {"version": 1, "digest": f"1{number}", "day": 20_000, "size": 140, "sketch": bytes(96)}
    return {"article_id": number, "credit": AGENCIES[number % len(AGENCIES)], **facts}


def shingle(number: int) -> dict[str, Any]:
    return {"period": 1250, "shingle": number * 7919, "article_id": number}


def resemblance(number: int) -> dict[str, Any]:
    """The two articles of a story."""
    shares = {"similarity": 0.61, "containment": 0.97, "reason": "shortened"}
    return {"article_id": number, "other_id": number + 1, **shares}


def removal(number: int) -> dict[str, Any]:
    gone = {"article_id": number, "status": 404, "capture_id": number}
    return {**gone, "gone": at(age(number) - 0.2), "confirmed": at(age(number) - 0.5)}


def hosts() -> Iterator[dict[str, Any]]:
    yield {"host": "herald.example", "until": at(-0.1), "pause": 2.0, "reason": "429", "noted": at(0)}


def health() -> Iterator[dict[str, Any]]:
    rates = {"since": at(3), "expected": 2.0, "actual": 1.9, "succeeded": at(0), "published": at(0.5), "judged": at(0)}
    yield {"source": "herald", "state": "well", "reason": ""} | rates
    yield {"source": "wire", "state": "quiet", "reason": "no article for 40 h; it brings out 2 a day"} | rates


def boilerplate() -> Iterator[dict[str, Any]]:
    learnt = {"source": "wire", "text": "All rights reserved.", "articles": 5, "days": 4, "digest": 2}
    yield learnt | {
        "since": "2026-11-01",
        "decided": at(3),
        "reason": "at the end of 5 of 6 articles in a row, of 4 days",
    }


def link(number: int) -> dict[str, Any]:
    names = {"source": source(number), "url": url(number), "key": url(number)[8:], "endpoint_id": 1 + number % 9}
    done = {"state": "stored", "outcome": "new", "article_id": number, "capture_id": number, "detail": ""}
    return {**names, **done, "found": at(age(number)), "checked": at(age(number))}


def unstored(count: int) -> Iterator[dict[str, Any]]:
    """Links that led to no article."""
    ends = cycle(
        (("waiting", "", ""), ("dropped", "too-short", "12 words"), ("failed", "timeout", "no answer in 60 s"))
    )
    for number, (state, outcome, detail) in zip(range(count), ends, strict=False):
        address = f"https://{source(number)}.example/{state}/{number}"
        names = {"source": source(number), "url": address, "key": address[8:], "endpoint_id": 1 + number % 9}
        done = {"state": state, "outcome": outcome, "article_id": None, "capture_id": None, "detail": detail}
        yield {**names, **done, "found": at(1), "checked": at(-0.005)}

"""The benchmark of backfills: what counts as reached, and what it tells."""

from datetime import date

from benchmarks.crawl import measure, past, truth
from benchmarks.crawl.web import Traffic
from pipelines.schema import open_archive
from tests.test_benchmarks import A, article

DAY = date(2026, 11, 20)
USAGE = measure.Usage(**dict.fromkeys(measure.Usage.__dataclass_fields__, 0))


def traffic(requests: int) -> Traffic:
    """What a server saw that was asked so often."""
    return Traffic(**dict.fromkeys(Traffic.__dataclass_fields__, 0) | {"requests": requests})


def archive_of(path, *numbers: int) -> None:
    """An archive of the articles with these numbers."""
    db = open_archive(path)
    if not db["sources"].count:
        db["sources"].insert({"name": "a", "homepage": A, "added": "2026-11-23"})
    for number in numbers:
        own = {"id": number + 1, "url": f"{A}/story-{number}", "key": f"k{number}", "headline": "", "digest": ""}
        db["articles"].insert(own | {"source": "a", "first_seen": "2026-11-23", "last_seen": "2026-11-23"})
        seen = {"article_id": number + 1, "kind": "published", "seen": "2026-11-24", "headline": "", "digest": ""}
        db["revisions"].insert(seen | {"text": "It rained."})
    db.close()


def test_only_articles_since_the_day_are_to_be_reached(tmp_path):
    days = {0: 1_795_435_200, 1: 1_795_435_200 - 2 * 86_400, 2: 1_795_435_200 - 20 * 86_400}
    truths = truth.parse({"articles": [article(number, published=at) for number, at in days.items()]})
    archive_of(tmp_path / "archive.db", 0)
    first = past.look(tmp_path / "archive.db", truths, DAY, USAGE, traffic(5))
    assert (first.reached.of, first.reached.missed) == (2, (f"{A}/story-1",))
    archive_of(tmp_path / "archive.db", 1, 2)
    second = past.look(tmp_path / "archive.db", truths, DAY, USAGE, traffic(3))
    assert second.reached.missed == ()
    lines = list(past.told([first, second, second], DAY))
    assert "| articles since 2026-11-20: archived | 1 of 2 (50.0 %) | 2 of 2 (100.0 %) | 2 of 2 (100.0 %) |" in lines
    assert "| requests per article | 5.00 | 1.50 |  |" in lines

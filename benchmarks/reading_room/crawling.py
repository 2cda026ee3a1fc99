"""A crawl that writes while others read: `python -m benchmarks.reading_room.crawling --archive big.db --seconds 60`.

It adds the pieces after the last one, as many a second as a fast crawl brings, and commits as a crawl does.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

from benchmarks.reading_room.build import deduplication, mark, read_plan
from benchmarks.reading_room.corpus import Corpus
from benchmarks.reading_room.writing import Writer
from pipelines.archive import Archive
from pipelines.errors import ArchiveError

PACE = 20
"""Articles a second."""


async def crawl(path: Path, seconds: float) -> dict[str, float]:
    """Write for so long; how many articles, and the mean and the longest time that one took, in milliseconds."""
    archive, took = Archive(path), list[float]()
    try:
        found = read_plan(archive, None)
        writer = Writer(archive, Corpus(found.plan), deduplication(archive))
        archive.begin_crawl("news", {})
        number, until = found.done, time.monotonic() + seconds
        while time.monotonic() < until:
            number += 1
            started = time.perf_counter()
            writer.write(writer.corpus.piece(number))
            mark(archive, number)
            took.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(max(0.0, 1 / PACE - took[-1] / 1000))  # the archive commits by its timer meanwhile
        writer.end_crawl(writer.corpus.piece(number).published)
    finally:
        archive.close()
    return {"articles": len(took), "mean_ms": sum(took) / len(took), "longest_ms": max(took)}


def main() -> int:
    """Run the command line; prints what was written as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading_room.crawling", description=__doc__)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    try:
        print(json.dumps(asyncio.run(crawl(asked.archive, asked.seconds))))
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measure how near-duplicates are found: `python -m benchmarks.duplicates --corpus DIR`; see benchmarks/README.md."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.duplicates.corpus import Corpus, Score, load, score
from benchmarks.duplicates.growth import Cost, measure
from benchmarks.duplicates.peers import PEERS


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line. Exits with a message when a corpus is none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates", description=__doc__)
    add = parser.add_argument
    add(
        "--corpus", type=Path, nargs="+", required=True, metavar="DIR", help="with corpus.jsonl, truth.json, kinds.json"
    )
    add("--sizes", type=int, nargs="*", default=[10_000], help="archives of so many other articles to put the first in")
    add("--only", action="store_true", help="the project alone, without its peers")
    add("--workdir", type=Path, metavar="DIR", help="where the archives are made; a million articles take 4 GB")
    add("--json", type=Path, metavar="OUT", help="all figures")
    asked = parser.parse_args(arguments)
    for folder in asked.corpus:
        if not (folder / "corpus.jsonl").is_file():
            parser.error(f"{folder}: there is no corpus.jsonl; benchmarks/README.md says how a corpus is made")
    return asked


def row(name: str, one: Score, cost: str) -> str:
    """A line of the table."""
    kinds = ", ".join(f"{kind} {share:.3f}" for kind, share in one.by_kind.items())
    return f"| {name} | {one.precision:.4f} | {one.recall:.4f} | {one.f1:.4f} | {cost} | {kinds} |"


def rivals(corpus: Corpus) -> Iterator[tuple[str, Score, float]]:
    """Each peer's score, and its CPU an article in milliseconds."""
    for name, peer in PEERS.items():
        began = time.process_time()
        found = peer(corpus)
        yield name, score(corpus, found), (time.process_time() - began) / len(corpus.articles) * 1000


def report(folder: Path, asked: argparse.Namespace, workdir: Path) -> dict[str, object]:
    """Measure on one corpus, print the table as it grows, and return its figures."""
    corpus = load(folder)
    print(f"\n{folder.name}: {len(corpus.articles)} articles, {len(set(corpus.truth.values()))} stories\n")
    print(
        "| | precision | recall | F1 | CPU ms an article | of each kind of copy |\n| --- | ---: | ---: | ---: | ---: | --- |"
    )
    figures: dict[str, object] = {}
    for size in asked.sizes if folder == asked.corpus[0] else asked.sizes[:1]:
        cost = measure(corpus, workdir / f"{folder.name}-{size}.db", size)
        one = score(corpus, cost.clusters)
        print(row(f"Morgue, among {size:,}", one, words(cost)), flush=True)
        figures[f"morgue {size}"] = asdict(one) | {"dedupe": cost.dedupe, "write": cost.write, "bytes": cost.bytes}
    for name, one, milliseconds in () if asked.only else rivals(corpus):
        print(row(name, one, f"{milliseconds:.2f}"), flush=True)
        figures[name] = asdict(one) | {"cpu": milliseconds}
    return figures


def words(cost: Cost) -> str:
    """What something cost, for the table."""
    return f"{cost.dedupe:.2f} + {cost.write:.2f} to write, {cost.bytes:.0f} bytes"


def main(arguments: list[str] | None = None) -> int:
    """Measure on each corpus; the exit status."""
    asked = parse(arguments)
    with TemporaryDirectory() as folder:
        workdir = asked.workdir or Path(folder)
        workdir.mkdir(parents=True, exist_ok=True)
        found = {str(corpus): report(corpus, asked, workdir) for corpus in asked.corpus}
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

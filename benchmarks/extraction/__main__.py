"""Measure what is read from stored pages: `python -m benchmarks.extraction --data DIR`; see benchmarks/README.md."""

import argparse
import os
import sys
from pathlib import Path
from statistics import median

from benchmarks.extraction import floors, report
from benchmarks.extraction.datasets import DATASETS, DataError, load
from benchmarks.extraction.programs import MORGUE, PEERS, ProgramError, versions
from benchmarks.extraction.runs import Run, run


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line. Exits with a message when the data sets are not named or what is asked does not go together."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, default=os.environ.get("EXTRACTION_DATA"), help="folder; or environment EXTRACTION_DATA")
    add("--dataset", nargs="+", choices=DATASETS, default=list(DATASETS))
    add("--peers", nargs="*", choices=PEERS, default=list(PEERS), help="to compare with; none: the project alone")
    add("--runs", type=int, default=1, help="over all pages; what varies is shown with its range")
    add("--every", type=int, default=1, metavar="N", help="only each N-th page, for a quick look")
    add("--json", type=Path, metavar="OUT", help="all figures")
    add("--pages", type=Path, metavar="OUT", help="each answer with its scores, as JSON lines")
    add("--check", action="store_true", help="exit status 1 when a figure is below its floor")
    add("--write-floors", action="store_true", help="raise the floors to what is measured")
    asked = parser.parse_args(arguments)
    if not asked.data:
        parser.error(
            "name the folder of the data sets with --data or in EXTRACTION_DATA; benchmarks/README.md says what is in it"
        )
    if asked.every > 1 and (asked.check or asked.write_floors):
        parser.error("floors are of whole data sets: leave --every out with --check and --write-floors")
    if min(asked.every, asked.runs) < 1:
        parser.error("--runs and --every are at least 1")
    return asked


def measure(asked: argparse.Namespace) -> dict[str, list[Run]]:
    """The runs on each data set, which are printed as they end."""
    names = [MORGUE, *asked.peers]
    samples = {name: load(Path(asked.data), name)[:: asked.every] for name in asked.dataset}
    done: dict[str, list[Run]] = {}
    for dataset, pages in samples.items():
        done[dataset] = [run(pages, names) for _ in range(asked.runs)]
        print("\n".join(report.table(dataset, done[dataset])), flush=True)
    return done


def typical(runs: list[Run]) -> dict[str, float]:
    """The project's figures: the median of the runs."""
    found = [one.figures[MORGUE] for one in runs]
    return {name: median(one[name] for one in found) for name in found[0]}


def work(asked: argparse.Namespace) -> int:
    """Measure, print and write what was asked for; the exit status, 1 when a figure is below its floor."""
    installed = versions(asked.peers)
    done = measure(asked)
    if asked.json:
        report.write_json(asked.json, installed, done)
    if asked.pages:
        report.write_pages(asked.pages, done)
    known, status = floors.read_floors(), 0
    if asked.check:
        fallen = [line for name, runs in done.items() for line in floors.faults(known, name, typical(runs))]
        print("\n".join(fallen) or "every figure is at its floor or better", file=sys.stderr)
        status = int(bool(fallen))
    if asked.write_floors:
        for name, runs in done.items():
            known = floors.tightened(known, name, typical(runs))
        floors.write_floors(known)
    return status


def main() -> int:
    """Run the command line; the exit status is 2 when a data set or a program is not there."""
    try:
        return work(parse())
    except (DataError, ProgramError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

"""What was measured, as Markdown tables for people and as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.crawl.report import machine, spread
from benchmarks.extraction.figures import FIGURES, RATIOS
from benchmarks.extraction.runs import Run

FORMS = {name: form for name, (_, form) in FIGURES.items()} | RATIOS


def table(dataset: str, runs: Sequence[Run]) -> Iterator[str]:
    """Lines of a Markdown table: a row a figure, a column a program; the median of the runs and their range."""
    found = [run.figures for run in runs]
    names = list(found[0])
    pages = len(runs[0].measured[names[0]])
    noise = spread([run.noise for run in runs], ".2f")
    yield f"\n{dataset}: {pages} pages, {len(runs)} runs, other work on the machine {noise} cores\n"
    yield f"| {dataset} | {' | '.join(names)} |"
    yield "| --- |" + " ---: |" * len(names)
    for figure, form in FORMS.items():
        cells = [cell([one[name][figure] for one in found if figure in one[name]], form) for name in names]
        if any(cells):
            yield f"| {figure} | {' | '.join(cells)} |"


def cell(values: Sequence[float], form: str) -> str:
    """A figure over the runs; empty where the data set or the program has none."""
    return spread(values, form) if values else ""


def write_json(path: Path, versions: Mapping[str, str], runs: Mapping[str, Sequence[Run]]) -> None:
    """All figures of all runs as JSON, with the machine and the versions."""
    datasets = {
        dataset: [{"noise": run.noise, "programs": run.figures} for run in some] for dataset, some in runs.items()
    }
    found = {"machine": machine(), "peers": dict(versions), "datasets": datasets}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def write_pages(path: Path, runs: Mapping[str, Sequence[Run]]) -> None:
    """What each program read from each page in the last run, with its scores, as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for dataset, some in runs.items():
            for program, pages in some[-1].measured.items():
                for page in pages:
                    line = {"dataset": dataset, "program": program, **asdict(page)}
                    print(json.dumps(line, ensure_ascii=False), file=out)

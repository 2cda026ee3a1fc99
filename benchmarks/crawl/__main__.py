"""Measure whole crawls: `python -m benchmarks.crawl --newsweb newsweb.py --pages DIR…`; see benchmarks/README.md."""

import argparse
import os
import sys
import tempfile
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from benchmarks.crawl import advance, kills, past, report, runs
from benchmarks.crawl.programs import PROGRAMS, as_timed
from benchmarks.crawl.web import PORTS, NewsWeb, Plan, WebError


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line. Exits with a message when the web of news sites is not given or not there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    add = parser.add_argument
    add("--newsweb", type=Path, default=os.environ.get("NEWSWEB"), help="newsweb.py; or environment NEWSWEB")
    add("--pages", type=Path, nargs="+", help="folders of pages to build it from; or NEWSWEB_PAGES, separated by ':'")
    add("--sites", type=int, default=10)
    add("--articles", type=int, default=60, help="per site")
    add("--hazards", choices=["none", "std"], default="none")
    add("--latency", type=float, default=0, metavar="MS", help="milliseconds before each answer, about")
    add("--seed", type=int, default=7, help="of the web and of the moments of --kills")
    add("--runs", type=int, default=3, help="of each program, in turn")
    add("--only", choices=PROGRAMS, help="measure one program alone")
    add("--second", action="store_true", help="crawl again, unchanged, and compare")
    add(
        "--advance", action="store_true", help="crawl, move the web's clock, crawl again: new, edited and gone articles"
    )
    add("--backfill", type=date.fromisoformat, metavar="DAY", help="crawl for news, then go back to that day")
    add("--kills", type=int, metavar="N", help="kill -9 morgue N times, let it finish, check its archive")
    add("--memory-flat", action="store_true", help="compare the peak memory of 20 x 50 with 20 x 500 articles")
    add("--workdir", type=Path, help="keep archives and logs here; must not hold results yet")
    add("--cache", type=Path, help="keep the rendered web here")
    add("--port", type=int, default=PORTS.start, help="first port to try")
    add("--timeout", type=float, default=3600, metavar="S", help="kill a crawl after so many seconds")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a Scrapy setting for morgue")
    add("--json", type=Path, metavar="OUT")
    asked = parser.parse_args(arguments)
    asked.pages = asked.pages or [Path(part) for part in os.environ.get("NEWSWEB_PAGES", "").split(":") if part]
    if not asked.newsweb or not asked.pages:
        parser.error("name the web of news sites with --newsweb and --pages, or in NEWSWEB and NEWSWEB_PAGES")
    for path in (asked.newsweb, *asked.pages):
        if not Path(path).exists():
            parser.error(f"{path} does not exist; check --newsweb and --pages")
    return asked


def compare(plan: Plan, options: runs.Options, names: tuple[str, ...], times: int) -> list[runs.Run]:
    """Run the programs in turn, the other one first every second time."""
    done = []
    with NewsWeb(plan, options.workdir) as web:
        for turn in range(times):
            for name in names if turn % 2 == 0 else names[::-1]:
                done.append(runs.crawl(web, name, f"{name}-{plan.sites}x{plan.articles}-{turn + 1}", options))
                note(done[-1])
    return done


def note(run: runs.Run) -> None:
    """Say on stderr how a run went."""
    used = run.usage
    print(
        f"{run.program}: {run.score.archived} articles, {used.seconds:.1f} s, CPU {used.cpu:.1f} s, "
        f"{used.memory} {used.peak / report.MB:.0f} MB{', killed at the time limit' if used.timed_out else ''}",
        file=sys.stderr,
        flush=True,
    )


def plan_of(asked: argparse.Namespace, workdir: Path) -> Plan:
    """The web that was asked for."""
    return Plan(
        program=Path(asked.newsweb),
        pages=tuple(asked.pages),
        cache=asked.cache or workdir / "newsweb",
        sites=asked.sites,
        articles=asked.articles,
        seed=asked.seed,
        hazards=asked.hazards,
        latency=asked.latency,
        ports=range(asked.port, asked.port + len(PORTS)),
    )


def measured(asked: argparse.Namespace, plan: Plan, options: runs.Options) -> tuple[list[str], dict[str, object]]:
    """Do what was asked: lines to print, and results for JSON."""
    names = (asked.only,) if asked.only else PROGRAMS
    if asked.memory_flat:
        small, large = (compare(replace(plan, sites=20, articles=n), options, names, 1) for n in (50, 500))
        return [*report.flatness(small, large)], {"small": report.plain(small), "large": report.plain(large)}
    done = compare(plan, options, names, asked.runs)
    return [*report.table(done), *report.details(done)], {"runs": report.plain(done)}


def killed(asked: argparse.Namespace, plan: Plan, options: runs.Options) -> kills.Survival:
    """Kill morgue as often as asked and look at what it left."""
    with NewsWeb(plan, options.workdir) as web:
        return kills.survive(web, as_timed(runs.new_job(web, "morgue", "killed", options)), asked.kills, asked.seed)


def work(asked: argparse.Namespace, workdir: Path) -> int:
    """Measure, print and write what was asked for; the exit status, 1 when a killed crawl left something broken."""
    plan, status = plan_of(asked, workdir), 0
    results: dict[str, object]
    options = runs.Options(workdir=workdir, settings=tuple(asked.set), timeout=asked.timeout, second=asked.second)
    if asked.advance:
        with NewsWeb(plan, workdir) as web:
            phases = advance.follow(web, runs.new_job(web, "morgue", "advance", options))
        lines, results = [*report.phases(phases)], {"phases": [asdict(phase) for phase in phases]}
    elif asked.backfill:
        with NewsWeb(plan, workdir) as web:
            walked = past.go_back(web, runs.new_job(web, "morgue", "backfill", options), asked.backfill)
        lines, results = [*past.told(walked, asked.backfill)], {"backfill": [asdict(crawl) for crawl in walked]}
    elif asked.kills:
        found = killed(asked, plan, options)
        results = {"kills": asdict(found)}
        lines, status = [*report.survival(found)], int(bool(found.violations))
    else:
        lines, results = measured(asked, plan, options)
    print("\n".join(lines))
    if asked.json:
        report.write_json(asked.json, plan, results)
    return status


def main() -> int:
    """Run the command line; the exit status is 2 when the web cannot be started or the workdir is not empty."""
    asked = parse()
    with tempfile.TemporaryDirectory(prefix="crawl-benchmark-") as temporary:
        workdir = (asked.workdir or Path(temporary)).absolute()
        workdir.mkdir(parents=True, exist_ok=True)
        try:
            return work(asked, workdir)
        except WebError as error:
            print(error, file=sys.stderr)
        except FileExistsError as error:
            print(f"{error.filename} holds results already; name another --workdir", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

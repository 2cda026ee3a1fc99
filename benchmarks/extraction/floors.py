"""The figures below which this project must not fall again, in floors.toml; and costs that it must not exceed."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.extraction.figures import MEAN_RATIO

FILE = Path(__file__).with_name("floors.toml")

AT_LEAST = ("text F1, shingle", "text F1, bag", "snippets F1", "headline exact", "authors F1", "date")
AT_MOST = ("pages without text", "pages failed on", MEAN_RATIO)
MARGINS = {**dict.fromkeys(AT_LEAST, 0.003), MEAN_RATIO: 0.05}
"""How far a figure may be on the wrong side of what was measured: a page of some hundreds, and the noise of a clock."""

Figures = dict[str, float]
Floors = dict[str, dict[str, Figures]]
"""For a data set, under `at_least` and `at_most`, figures by name."""

HEAD = """\
# What `python -m benchmarks.extraction --check` holds this project to: measured figures less a margin.
# `--write-floors` tightens these to the figures of its run and loosens none; loosen by hand, and say why in the commit.
"""


def read_floors(path: Path = FILE) -> Floors:
    """The floors of all data sets."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def faults(floors: Floors, dataset: str, measured: Figures) -> Iterator[str]:
    """A line for each figure of a data set that is worse than its floor, or has one and was not measured."""
    if dataset not in floors:
        yield f"{dataset}: has no floors; write them with --write-floors"
    for side, way, sign in (("at_least", "below", 1), ("at_most", "above", -1)):
        for name, floor in floors.get(dataset, {}).get(side, {}).items():
            if name not in measured:
                yield f"{dataset}: {name} was not measured"
            elif (short := sign * (floor - measured[name])) > 0:
                yield f"{dataset}: {name} is {measured[name]:.4f}, {short:.4f} {way} {floor}"


def tightened(floors: Floors, dataset: str, measured: Figures) -> Floors:
    """The floors with those of a data set moved up to `measured` less the margin, where that is tighter.

    >>> tightened({"one": {"at_least": {"date": 0.9}}}, "one", {"date": 0.88})["one"]["at_least"]
    {'date': 0.9}
    """
    known = floors.get(dataset, {})
    sides = {}
    for side, names, tighter, sign in (("at_least", AT_LEAST, max, -1), ("at_most", AT_MOST, min, 1)):
        new = {name: round(measured[name] + sign * MARGINS.get(name, 0), 4) for name in names if name in measured}
        old = known.get(side, {})
        sides[side] = old | {name: tighter(value, old.get(name, value)) for name, value in new.items()}
    return floors | {dataset: sides}


def write_floors(floors: Floors, path: Path = FILE) -> None:
    """Write them as TOML."""
    lines = [HEAD]
    for dataset, sides in floors.items():
        for side, values in sides.items():
            lines.append(f"[{dataset}.{side}]")
            lines += [f'"{name}" = {value:g}' for name, value in values.items()]
            lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")

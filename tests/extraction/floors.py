"""What extraction gets wrong on the pages today. `python -m tests.extraction.floors` takes out what has come right."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.extraction.pages import Case, paths, read

FILE = Path(__file__).with_name("floors.toml")
Floors = dict[str, dict[str, Any]]
"""By page: `wrong`, the fields that are wrong today, and `text`, the F1 of a text that is not exact."""

HEAD = """\
# What extraction gets wrong on these pages today: fields, and the F1 of a text that is not exact.
# `python -m tests.extraction.floors` tightens this to what is read now; add to it by hand only, with the reason.
"""


def read_floors(path: Path = FILE) -> Floors:
    """The floors as they stand."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def tightened(floors: Floors, cases: Iterable[Case]) -> Floors:
    """The floors without what is right by now, and with the better F1 where a text has come nearer."""
    new: Floors = {}
    for case in cases:
        old, wrong = floors.get(case.name, {}), case.wrong()
        floor: dict[str, Any] = {"wrong": [name for name in old.get("wrong", ()) if name in wrong]}
        if "text" in old and case.lines != case.truth["text"]:
            floor["text"] = max(old["text"], int(1000 * case.text_f1) / 1000)
        new[case.name] = {name: value for name, value in floor.items() if value != []}
    return {name: floor for name, floor in new.items() if floor}


def as_toml(floors: Floors) -> Iterator[str]:
    """The lines of the file."""
    yield HEAD
    for name, floor in floors.items():
        yield f"[{name}]"
        if "text" in floor:
            yield f"text = {floor['text']:.3f}"
        if "wrong" in floor:
            yield f"wrong = {json.dumps(floor['wrong'])}"
        yield ""


if __name__ == "__main__":
    FILE.write_text("\n".join(as_toml(tightened(read_floors(), map(read, paths())))), encoding="utf-8")

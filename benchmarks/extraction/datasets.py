"""The public data sets of article pages with ground truth, each read as its own project lays it out.

None of them is part of this repository: the pages belong to their publishers.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class DataError(Exception):
    """Raised when a data set is not where it should be, from `load()`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """What a person says stands on a page; None where the data set is silent, empty where there is nothing."""

    text: str | None = None
    """The article's text."""
    headline: str | None = None
    """Its headline."""
    authors: tuple[str, ...] | None = None
    """The people who wrote it; some data sets give them in one string."""
    date: str | None = None
    """The day of publication, ISO 8601."""
    present: tuple[str, ...] = ()
    """Snippets of the text."""
    absent: tuple[str, ...] = ()
    """Snippets of the page that are not of the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A stored page and the truth about it."""

    id: str
    """Its name in the data set."""
    url: str
    """The address it was fetched from; '' if unknown."""
    body: bytes
    """Its HTML."""
    encoding: str
    """What the Content-Type header would have said; '' if unknown."""
    truth: Truth
    """What is to be found."""


def load(data: Path, name: str) -> tuple[Sample, ...]:
    """All pages of the data set `name`, in a fixed order. Raises DataError when they are not below the folder `data`."""
    source = DATASETS[name]
    root = data / source.folder
    if not (root / source.marker).exists():
        raise DataError(
            f"{name}: {root / source.marker} does not exist; clone {source.home} as {root}, "
            "or name with --data the folder that holds it"
        )
    return tuple(source.read(root))


def fundus(root: Path) -> Iterator[Sample]:
    """News pages of one publisher each. A publisher's truth is listed by version of its parser, its pages by day.

    Both grow with time, so the n-th of one belongs to the n-th of the other.
    """
    for listing in sorted((root / _FUNDUS).glob("*/meta.info")):
        addresses = _json(listing)
        for path in sorted(listing.parent.glob("*.json")):
            versions = sorted(_json(path).items(), key=lambda item: _version(item[0]))
            pages = sorted(name for name in addresses if name.rsplit("_", 3)[0] == path.stem)
            if len(pages) == len(versions):
                for page, (_, truth) in zip(pages, versions, strict=True):
                    body = gzip.decompress((listing.parent / page).read_bytes())
                    name = f"{listing.parent.name}/{page.removesuffix('.html.gz')}"
                    yield _sample(name, addresses[page]["url"], body, _fundus_truth(truth))


def _fundus_truth(stated: dict[str, Any]) -> Truth:
    parts = [stated["body"]["summary"]]
    for section in stated["body"]["sections"]:
        parts += [section["headline"], section["paragraphs"]]
    return Truth(
        text="\n".join(line for part in parts for line in part),
        headline=stated.get("title"),
        authors=tuple(stated.get("authors") or ()),
        date=str(stated.get("publishing_date") or "")[:10],
    )


def wcxb(root: Path) -> Iterator[Sample]:
    """Pages of many kinds from the development half, of which those marked as articles count."""
    for path in sorted((root / "dev/ground-truth").glob("*.json")):
        record = _json(path)
        kind = record.get("_internal", {}).get("page_type")
        if (kind.get("primary") if isinstance(kind, dict) else kind) == "article":
            stated = record["ground_truth"]
            day = stated.get("publish_date") or ""
            truth = Truth(
                text=stated.get("main_content") or "",
                headline=stated.get("title"),
                authors=(stated["author"],) if stated.get("author") else (),
                date=day if len(day) in {0, len("2026-11-23")} else None,  # some give the month alone
            )
            body = gzip.decompress((root / f"dev/html/{path.stem}.html.gz").read_bytes())
            yield _sample(path.stem, record.get("url") or "", body, truth)


def trafilatura(root: Path) -> Iterator[Sample]:
    """Pages with fields, and snippets that are and are not of the text; in many encodings."""
    for url, stated in _json(root / "tests/evaldata.json").items():
        authors = stated.get("author") or ()
        truth = Truth(present=tuple(stated["with"]), absent=tuple(stated["without"]))
        if "title" in stated:
            truth = Truth(
                present=truth.present,
                absent=truth.absent,
                headline=stated["title"],
                authors=(authors,) if isinstance(authors, str) else tuple(authors),
                date=stated.get("date") or "",
            )
        yield _sample(stated["file"], url, _stored(root / "tests", stated["file"]), truth)


def _stored(folder: Path, name: str) -> bytes:
    """The page `name` from whichever subfolder has it. Raises DataError when none does."""
    for path in (folder / part / name for part in ("cache", "eval", "test_set")):
        if path.is_file():
            return path.read_bytes()
        if (packed := path.with_name(f"{name}.gz")).is_file():
            return gzip.decompress(packed.read_bytes())
    raise DataError(f"trafilatura: evaldata.json names {name}, which no folder of {folder} holds; clone it whole")


def _sample(name: str, url: str, body: bytes, truth: Truth) -> Sample:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return Sample(id=name, url=url, body=body, encoding="", truth=truth)
    return Sample(id=name, url=url, body=body, encoding="utf-8", truth=truth)


def _version(name: str) -> tuple[int, ...]:
    """V1 before V1_1 before V2 before V10."""
    return tuple(int(part) for part in name.removeprefix("V").split("_"))


def _json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


_FUNDUS = "tests/resources/parser/test_data"


@dataclass(frozen=True, kw_only=True, slots=True)
class DataSet:
    """A data set."""

    folder: str
    """Its folder below --data."""
    marker: str
    """A file or folder that it has in there."""
    home: str
    """Where it comes from."""
    read: Callable[[Path], Iterator[Sample]]
    """How it is read."""


DATASETS = {
    "fundus": DataSet(folder="fundus", marker=_FUNDUS, home="https://github.com/flairNLP/fundus", read=fundus),
    "wcxb-dev": DataSet(
        folder="wcxb",
        marker="dev/ground-truth",
        home="https://github.com/Murrough-Foley/web-content-extraction-benchmark",
        read=wcxb,
    ),
    "trafilatura": DataSet(
        folder="trafilatura",
        marker="tests/evaldata.json",
        home="https://github.com/adbar/trafilatura",
        read=trafilatura,
    ),
}

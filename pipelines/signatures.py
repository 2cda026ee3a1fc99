"""Names that sign an article where nothing says that they do: beside its date, or below its last paragraph."""

from itertools import islice

from pipelines.headline import place_of
from pipelines.names import split_names
from pipelines.sitename import bare
from pipelines.structured import Structured, is_aside, line_of, pieces_of

_AROUND = "|·•,–—-/ "
"""What stands between a name and a date."""
MAX_LINE = 160
"""Characters of a line with a date and a name."""
CANDIDATES = 6
"""Paragraphs that are looked at, from the last."""
LONG = 100
"""Characters of a paragraph of an article."""


def beside_date(data: Structured, sites: frozenset[str]) -> str:
    """The name that stands alone beside the date after the headline, as many a byline without "by" does; else ''."""
    origin = place_of("", data)
    dates = [element for mark in ("time", "date", "dated") for element in data.marked.get(mark, ())]
    near = [element for element in dates if 0 < data.places[element] - origin < 60 and not is_aside(element)]
    for element in sorted(near, key=data.places.__getitem__)[:4]:
        date = line_of(element)
        for box in islice(element.iterancestors(), 3):
            if len(box.text_content()) > MAX_LINE or not {"h1", "article", "body"}.isdisjoint({box.tag}):
                break
            pieces = [line for piece in pieces_of(box) if (line := " ".join(piece.split()).strip(_AROUND))]
            at = next((place for place, line in enumerate(pieces) if line in date), 0)
            other = {data.title, *(line_of(link) for link in box.iter("a"))}
            for line in (*pieces[at - 1 : at], *pieces[at + 1 : at + 2]):
                if _is_name(line, sites) and not any(line in text for text in other):
                    return line
    return ""


def signature(data: Structured, sites: frozenset[str]) -> str:
    """The name that is the last paragraph, set to the right as under a letter; else ''."""
    for element in data.marked.get("alone", [])[: -CANDIDATES - 1 : -1]:
        line, paragraph = line_of(element), element.getparent()
        before = sum(len(text.text_content()) > LONG for text in paragraph.itersiblings("p", preceding=True))
        after = sum(len(text.text_content()) for text in paragraph.itersiblings())
        right = any("right" in paragraph.get(name, "") for name in ("style", "align", "class"))
        if right and before >= 3 and after < LONG and _is_name(line, sites):
            return line
    return ""


def _is_name(line: str, sites: frozenset[str]) -> bool:
    """Whether a line is the name of one person and nothing else."""
    people = split_names(line, sites) if 5 < len(line) < 40 else ()
    return len(people) == 1 and bare(people[0]) == bare(line)

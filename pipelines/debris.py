"""What is taken out of a page before its article is looked for: blocks by their name, by their heading, by their links.

A block that holds much of the page's prose is believed before its name is.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml.html import HtmlElement

from pipelines.furniture import BESIDE, COMMENTS, FURNITURE, FURNITURE_PAIRS, GLUED, HIDDEN, SHOWN, TEASERS
from pipelines.phrases import ELSEWHERE
from pipelines.prose import BLOCKS, HEADINGS, PARAGRAPHS, Prose, has, linked, text_of

OUTER = frozenset(["html", "body", "article", "main", "a", "h1"])
"""Elements that no name takes out."""

FEW = 0.2
"""The share of a page's prose that a block named as furniture may hold, and be dropped still."""
MUCH = 0.75
"""If blocks named as furniture hold more than this together, the names mean something else on this page."""
SECTION = 0.4
"""The same for a block whose heading leads away from the article."""
READERS = 0.9
"""The same for comments, which may be longer than what they are about."""

_OPENERS = frozenset(pair.partition("-")[0] for pair in FURNITURE_PAIRS | BESIDE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{3})")
_WORD = re.compile(r"[^\s_-]+")
_ARROWS = " .»>›→)]"
_LABEL_ENDS = ":|–—>»→-•+"


def drop_named(prose: Prose) -> None:
    """Drop the blocks whose class or id says that they are furniture."""
    verdicts: dict[str, tuple[float, bool]] = {}
    named: list[tuple[HtmlElement, float, bool]] = []
    for element in prose.elements:
        name = f"{element.get('class', '')} {element.get('id', '')}".strip()
        if element.tag in OUTER or not (name or "style" in element.attrib):
            continue
        if name not in verdicts:
            verdicts[name] = judge_name(name)
        share, teaser = verdicts[name]
        if not share and "display:none" in element.get("style", "").replace(" ", ""):
            share, teaser = FEW, False
        if share:
            named.append((element, share, teaser))
    total = prose.total
    named = [(element, share, teaser) for element, share, teaser in named if prose.below(element) <= share * total]
    doubtful = _outermost(element for element, share, _ in named if share == FEW and prose.below(element))
    believed = prose.below(*doubtful) <= MUCH * total
    for element, share, teaser in named:
        if has(element, ("h1",)) or (share == FEW and not believed and prose.below(element)):
            continue
        if not teaser or (element.tag not in PARAGRAPHS and 4 * linked(element) >= len(element.text_content())):
            prose.drop(element)


def _outermost(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """The elements that are in no other of them; they come in document order."""
    outer: set[HtmlElement] = set()
    for element in elements:
        if outer.isdisjoint(element.iterancestors()):
            outer.add(element)
    return outer


def judge_name(name: str) -> tuple[float, bool]:
    """The share of a page's prose that a block of this name may hold and be dropped, and whether only if it has links.

    >>> judge_name("article-body"), judge_name("c-share-bar"), judge_name("comment-list"), judge_name("teaser")
    ((0.0, False), (0.2, False), (0.9, False), (0.2, True))
    """
    if COMMENTS.search(name):
        return READERS, False
    plain = name if name.islower() else _CAMEL.sub("-", name).lower()
    words = _WORD.findall(plain)
    pairs = frozenset() if _OPENERS.isdisjoint(words) else {f"{one}-{two}" for one, two in pairwise(words)}
    if (
        not FURNITURE.isdisjoint(words)
        or not FURNITURE_PAIRS.isdisjoint(pairs)
        or any(part in plain for part in GLUED)
        or ("sidebar" in plain and BESIDE.isdisjoint(pairs))
        or (not HIDDEN.isdisjoint(name.split()) and not any(wide in name for wide in SHOWN))
    ):
        return FEW, False
    return (0.0, False) if TEASERS.isdisjoint(words) else (FEW, True)


def drop_sections(prose: Prose) -> None:
    """Drop what stands under a heading that leads away from the article: related stories, comments, the author."""
    total = prose.total
    for heading in list(prose.tree.iter(*HEADINGS[1:])):
        text = text_of(heading)
        if not text or len(text) > 70 or heading.getparent() is None or not ELSEWHERE.match(text):
            continue
        block = heading
        while (above := _opened_by(block)) is not None and prose.below(above) <= SECTION * total:
            block = above
        if block is heading or len(block.text_content()) < len(text) + 20:
            below = list(_until_heading(block))
            if prose.below(*below) >= SECTION * total:
                below = [element for element in below[:1] if element.tag in {"ul", "ol"}]
            for element in below:
                prose.drop(element)
        prose.drop(block)


def _opened_by(block: HtmlElement) -> HtmlElement | None:
    """The parent of a block, if the block is its first text and it does not hold the article's headline."""
    above = block.getparent()
    if above is None or above.tag in OUTER or (above.text or "").strip():
        return None
    if any(sibling.text_content().strip() for sibling in block.itersiblings(preceding=True)):
        return None
    return None if has(above, ("h1",)) else above


def _until_heading(block: HtmlElement) -> Iterator[HtmlElement]:
    """The siblings after a block up to the next heading."""
    for sibling in block.itersiblings():
        if sibling.tag in HEADINGS or (sibling.tag not in {"ul", "ol"} and has(sibling, ("h1", "h2"))):
            return
        yield sibling


def drop_links(prose: Prose) -> None:
    """Drop paragraphs and lists that are nothing but links to elsewhere, with a label before them or none."""
    around = (next(link.iterancestors(*BLOCKS), None) for link in prose.tree.iter("a"))
    blocks = [block for block in dict.fromkeys(around) if block is not None]
    for block in blocks:
        above = block.getparent()
        if block.tag not in {"p", "div", "h4", "h5", "h6"} or above is None or above.tag in {"li", "td"}:
            continue
        if not (block.tag == "div" and has(block, BLOCKS)) and is_pointer(block):
            prose.drop(block)
    for element in dict.fromkeys(block.getparent() for block in blocks if block.tag == "li"):
        items = [item for item in element if item.tag == "li"] if element is not None else []
        size = sum(len(text_of(item)) for item in items)
        if items and size >= 25 * len(items) and all(map(_leads_away, items)):
            prose.drop(element)


def is_pointer(element: HtmlElement) -> bool:
    """Whether a paragraph is a link, or a label and a link: "Read more: …"."""
    link = " ".join(" ".join(anchor.text_content() for anchor in element.iter("a")).split()).rstrip(_ARROWS)
    if len(link) < 20:
        return False
    text = text_of(element).rstrip(_ARROWS)
    if len(text) > 220 or not text.endswith(link):
        return len(text) - len(link) <= 3
    label = text.removesuffix(link).strip()
    return not label or (len(label) <= 40 and (label[-1] in _LABEL_ENDS or bool(ELSEWHERE.match(label))))


def _leads_away(item: HtmlElement) -> bool:
    """Whether a list item is a link that leaves the page."""
    letters, link = len(item.text_content().strip()), next(item.iter("a"), None)
    return bool(letters and link is not None and link.get("href", "")[:1] != "#" and linked(item) >= 0.85 * letters)

"""Where on a page its article stands: the smallest block that holds the prose, freed of what is not article.

Trafilatura is asked about that block alone. Most of its time goes into searching trees for names, so a small tree is a
fast one; and what it never sees it cannot mistake for text.
"""

from collections.abc import Iterator
from copy import copy

from lxml import etree
from lxml.html import HtmlElement

from pipelines.debris import drop_links, drop_named, drop_sections
from pipelines.furniture import ARTICLE, ASIDE, INLINE, SILENT
from pipelines.linebreaks import set_paragraphs
from pipelines.prose import BLOCKS, HEADINGS, PARAGRAPHS, Prose, has, linked, text_of

MOST = 0.9
"""The region holds this share of the page's prose; if it is named as the article, `NAMED`."""
NAMED = 0.65
LITTLE = 300
"""With fewer letters of prose than this, the whole page is the region."""
STANDFIRST = range(40, 701)
"""Letters of a paragraph of a standfirst."""
STANDFIRSTS = 1000
"""Letters of a whole standfirst."""


def article_tree(page: HtmlElement, headline: str) -> tuple[HtmlElement, int]:
    """A new tree with nothing but the article of a page in one `article` element, and the letters of prose on the page.

    The page stays as it was.
    """
    tree = copy(page)
    strip(tree)
    prose = Prose(tree)
    if set_paragraphs(tree, prose.total):
        prose = Prose(tree)
    drop_named(prose)
    drop_sections(prose)
    drop_links(prose)
    total, region = prose.total, find_region(prose)
    lead = [] if region is tree else list(standfirst(tree, region, headline))
    begin(region, prose)
    return wrap(region, lead), total


def strip(tree: HtmlElement) -> None:
    """Take out the elements that hold no words of an article, and the inline markup.

    An element with more than half of the page in it was never closed, or is a figure round a table: it is a box.
    """
    etree.strip_elements(tree, *SILENT, with_tail=False)
    half = len(tree.text_content()) / 2
    for element in tree.iter(*ASIDE):
        if len(element.text_content()) > half or (element.tag == "figure" and has(element, ("table",))):
            element.tag = "div"
    etree.strip_elements(tree, *ASIDE, with_tail=False)
    etree.strip_tags(tree, *INLINE)


def find_region(prose: Prose) -> HtmlElement:
    """The smallest element that holds most of a page's prose."""
    region, total = prose.tree, prose.total
    while total > LITTLE:
        named = [child for child in region if prose.below(child) and is_named(child)]
        share = NAMED if len(named) == 1 else MOST
        inner = next(
            (child for child in region if prose.below(child) >= (share if child in named else MOST) * total), None
        )
        if inner is None or (inner.tag in PARAGRAPHS and inner.tag != "td"):
            break
        region = inner
    while region.tag in {"ul", "ol", "dl", "table", "tbody", "thead", "tr"}:
        above = region.getparent()
        if above is None:
            break
        region = above
    return region


def is_named(element: HtmlElement) -> bool:
    """Whether an element says that it is the article."""
    name = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
    return element.tag == "article" or ARTICLE.search(name) is not None


def standfirst(tree: HtmlElement, region: HtmlElement, headline: str) -> Iterator[str]:
    """What stands between the headline and the region: the standfirst, or the first paragraphs."""
    found: list[str] = []
    started, around = False, set(region.iterancestors())
    for element in tree.iter():
        if element is region:
            break
        if element.tag == "h1" or (element.tag in HEADINGS and text_of(element) == headline):
            found, started = [], True
        elif started and element not in around and element.tag in {"p", "div", "span", "section", "li", "h2", "h3"}:
            text = "" if has(element, BLOCKS) else text_of(element)
            if len(text) in STANDFIRST and text != headline and 3 * linked(element) <= len(text):
                found.append(text)
    left = STANDFIRSTS
    for place, text in enumerate(found):
        if len(text) <= left and not any(text in other for other in found[:place]):
            left -= len(text)
            yield text


def begin(region: HtmlElement, prose: Prose) -> None:
    """Cut off the headline of a region, and what stands before it."""
    headline = next(region.iter("h1"), None)
    if headline is None or headline is region:
        return
    before: list[HtmlElement] = []
    element = headline
    while element is not region:
        before += element.itersiblings(preceding=True)
        element = element.getparent()
    if prose.below(*before) < (1 - MOST) * prose.below(region):
        for element in before:
            element.getparent().remove(element)
    headline.drop_tree()


def wrap(region: HtmlElement, lead: list[str]) -> HtmlElement:
    """A page with a region as its only article, and paragraphs put before it.

    Without names in it trafilatura has nothing to choose from, and takes the article whole.
    """
    root, body = region.makeelement("html"), region.makeelement("body")
    root.append(body)
    if region.tag == "html":
        region = next(region.iter("body"), region)
    for inner in region.iter("article", "main", "body", "header"):
        inner.tag = "div"
    region.tag, region.tail = "article", None
    body.append(region)
    for place, text in enumerate(lead):
        paragraph = region.makeelement("p")
        paragraph.text = text
        region.insert(place, paragraph)
    flatten(region)
    etree.strip_attributes(root, "class", "id", "style", "role", "itemprop", "aria-hidden", "data-component")
    return root


def flatten(region: HtmlElement) -> None:
    """Take boxes and spans away that hold neither text of their own nor links: each costs trafilatura a dozen searches."""
    etree.strip_tags(region, "span")
    for box in list(region.iter("div", "section")):
        own = (box.text, *(child.tail for child in box))
        if not any(text and text.strip() for text in own) and not has(box, ("a",)):
            box.drop_tag()

"""Paragraphs that a page sets without `p`: bare text in a block, with line breaks between."""

from lxml.html import HtmlElement

from pipelines.prose import BLOCKS, has

LEAST = 80
"""Letters of bare text in a block that are prose."""
SHARE = 0.25
"""The share of a page's prose that is bare text, from which it is taken for paragraphs; below, it is captions and labels."""

_HOLDERS = ("div", "section", "article", "main", "td", "body")
_RUNNING = frozenset(["a", "span", "sub", "sup", "q", "code", "s", "del"])
"""Elements that stand inside a line of text."""


def set_paragraphs(tree: HtmlElement, prose: int) -> bool:
    """Make paragraphs of the bare text of a tree, if enough of its prose is that; `prose` is how much is not. Whether it did."""
    bare = {element: letters for element in tree.iter(*_HOLDERS) if (letters := bare_letters(element)) >= LEAST}
    letters = sum(bare.values())
    if not letters or letters < SHARE * (letters + prose):
        return False
    for element in bare:
        if next(element.iterancestors("p", "li", "blockquote", "a"), None) is None:
            _set(element)
    return True


def bare_letters(element: HtmlElement) -> int:
    """Letters of text that stand in an element itself."""
    letters = len((element.text or "").strip())
    return letters + sum(len(child.tail.strip()) for child in element if child.tail)


def _set(element: HtmlElement) -> None:
    """Put each run of text and running elements of an element into a paragraph of its own."""
    paragraph: HtmlElement | None = None
    if element.text and element.text.strip():
        paragraph = element.makeelement("p")
        paragraph.text, element.text = element.text, None
        element.insert(0, paragraph)
    for child in list(element):
        if child is paragraph:
            continue
        if child.tag in _RUNNING and not has(child, BLOCKS):
            if paragraph is None:
                paragraph = element.makeelement("p")
                child.addprevious(paragraph)
            paragraph.append(child)
            continue
        paragraph, after = None, child.tail
        if after and after.strip():
            paragraph = element.makeelement("p")
            paragraph.text, child.tail = after, None
            child.addnext(paragraph)

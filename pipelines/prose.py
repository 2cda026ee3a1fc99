"""How much prose stands below each element of a page: what speaks for a block being the article, or part of it."""

from lxml.html import HtmlElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PARAGRAPHS = ("p", "li", "blockquote", "td", "dd", "pre", "h2", "h3", "h4")
"""Elements that may hold a paragraph."""

BLOCKS = (*PARAGRAPHS, "div", "ul", "ol", "h1", "table", "section", "article", "dl", "header")
LEAST = 50
"""Letters of a paragraph that counts; of a list item `LEAST_ITEM`."""
LEAST_ITEM = 80


class Prose:
    """Letters of prose below each element of a tree: its longer paragraphs, links left out, unless they are mostly links."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.elements = list(tree.iter())
        """All elements in document order; as long as they are held, lxml need not make them anew at each visit."""
        self._letters: dict[HtmlElement, int] = {}
        for element in self.elements:
            if element.tag in PARAGRAPHS and (prose := _prose(element)):
                self._letters[element] = prose
                for above in element.iterancestors():
                    self._letters[above] = self._letters.get(above, 0) + prose

    @property
    def total(self) -> int:
        """Letters of prose in the tree."""
        return self._letters.get(self.tree, 0)

    def below(self, *elements: HtmlElement) -> int:
        """Letters of prose below elements that are not in each other."""
        return sum(self._letters.get(element, 0) for element in elements)

    def drop(self, element: HtmlElement) -> None:
        """Take an element out of the tree, its tail left in place; nothing if it is out already."""
        if element.getparent() is None:
            return
        if prose := self.below(element):
            for above in element.iterancestors():
                if above in self._letters:
                    self._letters[above] -= prose
            for below in element.iter():
                self._letters.pop(below, None)
        element.drop_tree()


def _prose(element: HtmlElement) -> int:
    """Letters of an element that count as prose."""
    if element.tag in {"li", "td", "dd", "blockquote"} and has(element, ("p", "li", "td")):
        return 0
    letters = len(element.text_content().strip())
    if letters < (LEAST_ITEM if element.tag == "li" else LEAST):
        return 0
    prose = letters - linked(element)
    return prose if 2 * prose >= letters else 0


def text_of(element: HtmlElement) -> str:
    """The text below an element, on one line."""
    return " ".join(element.text_content().split())


def linked(element: HtmlElement) -> int:
    """Letters of links below an element."""
    return sum(len(link.text_content()) for link in element.iter("a"))


def has(element: HtmlElement, tags: tuple[str, ...]) -> bool:
    """Whether an element has one of these below it."""
    return next(element.iterdescendants(*tags), None) is not None

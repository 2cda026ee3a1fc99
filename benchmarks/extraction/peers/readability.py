"""readability-lxml, which gives a title and HTML; its text is taken block by block. It finds no dates."""

from importlib import import_module

from lxml.html import HtmlElement, document_fromstring

from benchmarks.extraction.peers.serving import Answer, Stored, serve

BLOCKS = ("p", "div", "br", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote")


def read(page: Stored) -> Answer:
    """The summary as text."""
    found = import_module("readability").Document(page.html, url=page.url)
    tree: HtmlElement = document_fromstring(found.summary())
    for block in tree.iter(*BLOCKS):
        block.tail = f"\n{block.tail or ''}"
    author = found.author()
    authors = (author,) if author and author != "[no-author]" else ()
    return Answer(text=tree.text_content(), headline=found.short_title() or "", authors=authors)


if __name__ == "__main__":
    serve(read)

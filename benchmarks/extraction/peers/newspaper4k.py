"""newspaper4k on a page that is already there; it is not asked to look for images."""

from importlib import import_module

from benchmarks.extraction.peers.serving import Answer, Stored, serve


def read(page: Stored) -> Answer:
    """The parsed article."""
    article = import_module("newspaper").Article(page.url, fetch_images=False)
    article.download(input_html=page.html)
    article.parse()
    date = str(article.publish_date or "")
    return Answer(text=article.text, headline=article.title, authors=tuple(article.authors), date=date)


if __name__ == "__main__":
    serve(read)

"""The project: from the bytes of an answer to an `Article`, with the language where the page does not say it."""

from benchmarks.extraction.peers.serving import Answer, Stored, serve
from pipelines.archive import utc_now
from pipelines.extract import extract, guess_language, warm_up
from pipelines.items import Article, Page


def read(page: Stored) -> Answer:
    """The article; nothing where the project would drop the page. A feed has announced it, as in most crawls."""
    found = extract(
        Page(
            url=page.url,
            source="",
            body=page.body,
            content_type=page.content_type,
            fetched=utc_now(),
            trusted=True,
        )
    )
    if not isinstance(found, Article):
        return Answer(text="")
    if not found.language:
        guess_language(found.text)
    date = found.published_printed or found.published
    return Answer(text=found.text, headline=found.headline, authors=found.authors, date=date)


if __name__ == "__main__":
    warm_up()
    serve(read)

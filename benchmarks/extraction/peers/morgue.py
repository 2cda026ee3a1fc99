"""The project: from the bytes of an answer to an `Article`, with the language where the page does not say it."""

from benchmarks.extraction.peers.serving import Answer, Stored, serve
from pipelines.archive import utc_now
from pipelines.extract import extract, guess_language, warm_up
from pipelines.items import Article, Page
from pipelines.names import signers
from pipelines.printeddate import day_of


def read(page: Stored) -> Answer:
    """The article; nothing where the project would drop the page. A feed has announced it, as in most crawls.

    Authors are whoever signs, agencies too, and the day is that of the place: what the data sets ask for, too.
    """
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
    date = day_of(found.published_printed)
    return Answer(text=found.text, headline=found.headline, authors=signers(found.byline, found.authors), date=date)


if __name__ == "__main__":
    warm_up()
    serve(read)

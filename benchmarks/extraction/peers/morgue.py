"""The project: from the bytes of an answer to an `Article`, with the language where the page does not say it."""

from benchmarks.extraction.peers.serving import Answer, Stored, serve
from pipelines.archive import utc_now
from pipelines.extract import answer, extract, warm_up
from pipelines.items import Page


def read(page: Stored) -> Answer:
    """The article; nothing where the project would drop the page. A feed has announced it, as in most crawls."""
    found = answer(
        extract(
            Page(
                url=page.url,
                source="",
                body=page.body,
                content_type=page.content_type,
                fetched=utc_now(),
                trusted=True,
            )
        )
    )
    text, headline, authors, date = (found[name] for name in ("text", "title", "authors", "date"))
    return Answer(text=str(text), headline=str(headline), authors=authors, date=str(date))  # type: ignore[arg-type]


if __name__ == "__main__":
    warm_up()
    serve(read)

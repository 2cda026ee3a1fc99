"""Trafilatura as its documentation has it: every option at its default, with metadata."""

from trafilatura import bare_extraction
from trafilatura.settings import Document

from benchmarks.extraction.peers.serving import Answer, Stored, serve


def read(page: Stored) -> Answer:
    """The document; its authors stand in one string, separated by semicolons."""
    found = bare_extraction(page.html, url=page.url, with_metadata=True)
    if not isinstance(found, Document):
        return Answer(text="")
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Answer(text=found.text or "", headline=found.title or "", authors=authors, date=found.date or "")


if __name__ == "__main__":
    serve(read)

"""An extractor as peers have it, that dies on some pages and babbles on all, for the tests of the benchmark."""

from benchmarks.extraction.peers.serving import Answer, Stored, serve


def read(page: Stored) -> Answer:
    print("a library that prints")
    if "fatal" in page.html:
        raise RuntimeError("too much for me")
    return Answer(text=page.html, headline="Zoë", authors=("Ada Marsh",), date="2026-11-20")


if __name__ == "__main__":
    serve(read)

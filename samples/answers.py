"""What a sample site answers: its pages by path, rendered from templates/."""

import hashlib
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samples.newsroom import Publication

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A response of a sample site."""

    body: bytes = field(default=b"", repr=False)
    content_type: str = HTML
    status: int = 200
    location: str = ""
    """Target of a redirect."""

    modified: datetime | None = None
    """For Last-Modified; sent where known."""

    tagged: bool = True
    """Whether an ETag is sent."""

    @property
    def etag(self) -> str:
        """A weak entity tag (RFC 9110, 8.8.3): the body may be sent compressed or not."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"' if self.tagged and self.status == 200 else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A sample newspaper on the web."""

    paper: Publication
    answers: Mapping[str, Answer]
    """By path, or path with query. An address with any other query gets the answer of its path."""

    paged: Mapping[str, Callable[[int], Answer]]
    """By path: what makes page N of a list, N from the query parameter `page`."""

    copies: Mapping[str, str]
    """Path of every other address of an article → path of the article."""

    missing: Answer
    """What every unknown address gets."""

    def answer(self, target: str) -> Answer:
        """The answer to a request target: a path with or without a query (RFC 9112, 3.2.1)."""
        path, _, query = target.partition("?")
        if path in self.paged:
            page = parse_qs(query).get("page", ["1"])[-1]
            return self.paged[path](int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else self.missing
        return self.answers.get(target) or self.answers.get(path) or self.missing

    def others(self) -> tuple[str, ...]:
        """Paths of everything that is neither an article nor another address of one."""
        articles = {piece.path for piece in self.paper.pieces} | set(self.copies)
        return tuple(path for path in (*self.answers, *self.paged) if path not in articles)


def render(template: str, **context: Any) -> bytes:
    """A template filled in, every value escaped: UTF-8."""
    return TEMPLATES.get_template(template).render(context).encode()


def redirect(location: str, status: int = 301) -> Answer:
    """A redirect with the short body that servers send along."""
    return Answer(body=b"<p>The page is elsewhere.</p>", status=status, location=location)


def text(body: str) -> Answer:
    """A plain text file, such as robots.txt."""
    return Answer(body=body.encode(), content_type="text/plain; charset=utf-8")


def picture(seed: str, width: int = 640, height: int = 360) -> Answer:
    """A PNG of sky over sea in colours that depend on `seed`."""
    red, green, blue = hashlib.sha256(seed.encode()).digest()[:3]
    sky, sea = (150 + red // 3, 170 + green // 4, 225), (20 + red // 8, 60 + green // 5, 90 + blue // 4)
    rows = bytearray()
    for y in range(height):
        colour, share = (sky, y / height) if y < height * 0.6 else (sea, 0.6 - y / height)
        rows += b"\x00" + bytes(min(255, int(part + share * 40)) for part in colour) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return Answer(body=b"\x89PNG\r\n\x1a\n" + body, content_type="image/png")

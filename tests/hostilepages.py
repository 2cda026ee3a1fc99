"""What hostile and broken pages answer, and what has to become of their links."""

import gzip

from tests.crawling import article, news, page, redirect, text
from tests.hostileweb import HTML, Answer

GZIP = (*HTML, ("Content-Encoding", "gzip"))
WORDS = "Zoë Müller paid 5 € at the café, said the naïve façade painter."
NOT_FOUND = b"<html><title>Page not found</title><body><h1>Sorry</h1><p>It is not here.</p></body></html>"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
FOLDED = b"HTTP/1.1 302 Found\r\nLocation: /news/folded\r\n X-Evil: yes\r\nContent-Length: 0\r\n\r\n"
PACKED = gzip.compress(page("packed"))
FERRY = news("ferry")


def spelt(name: str) -> bytes:
    """An article with letters that are no ASCII, in UTF-8."""
    return page(name, body=f"{text(name)}<p>{WORDS}</p>")


def chunked(body: bytes) -> bytes:
    """A whole answer in chunks of 500 bytes."""
    chunks = [body[start : start + 500] for start in range(0, len(body), 500)]
    lines = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + lines + b"0\r\n\r\n"


def typed(content_type: str) -> tuple[tuple[str, str], ...]:
    """Headers with this Content-Type."""
    return (("Content-Type", content_type),)


def claiming(name: str, address: str, title: str = "") -> Answer:
    """An article that gives this as its canonical address."""
    return article(name, title=title, head=f'<link rel="canonical" href="{address}">')


def stating(name: str, data: str) -> Answer:
    """An article with one more piece of JSON-LD."""
    return article(name, head=f'<script type="application/ld+json">{data}</script>')


# name: what its address answers, the state and the outcome of its link
PAGES: dict[str, tuple[Answer | tuple[Answer, ...], str, str]] = {
    # redirects
    "circle": (redirect(news("circle-back")), "dropped", "redirect-loop redirect"),
    "circle-back": (redirect(news("circle")), "dropped", "redirect-loop redirect"),
    "circle-of-one": (redirect(news("circle-of-one")), "dropped", "redirect-loop"),
    "cookie-wall": (redirect(news("cookie-wall") + "?checked=1"), "dropped", "redirect"),
    "no-end": (redirect(news("way-0")), "dropped", "redirect"),
    "gate": (redirect(news("gate") + "?utm_source=gate"), "stored", "redirect"),
    "slash": (redirect(news("slash") + "/"), "stored", "redirect"),
    "off-site": (redirect("https://elsewhere.example/story"), "dropped", "off-site"),
    "front-page": (redirect("/"), "dropped", "gone"),
    "no-location": (Answer(status=302), "dropped", "bad-redirect"),
    "script-location": (redirect("javascript:alert(1)"), "dropped", "bad-redirect"),
    "split-location": (redirect(news("split") + "%0d%0aX-Evil:%20yes"), "dropped", "redirect"),
    "folded-location": (Answer(raw=FOLDED), "dropped", "redirect"),
    # answers that are none
    "drip": (Answer(body=page("drip"), drips=True), "failed", "timeout"),
    "cut-off": ((Answer(body=page("cut-off")[:500], length=90_000), article("cut-off")), "stored", "new"),
    "broken": ((Answer(status=500), article("broken")), "stored", "new"),
    "babble": ((Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), article("babble")), "stored", "new"),
    "empty": (Answer(), "dropped", "not-html"),
    "lost": (Answer(status=404), "dropped", "gone"),
    "to-lost": (redirect(news("lost")), "dropped", "redirect"),
    "removed": (Answer(status=410), "dropped", "gone"),
    "withheld": (Answer(status=451), "dropped", "withheld"),
    "unchanged": (Answer(status=304), "dropped", "http-304"),
    "soft-404": (Answer(body=NOT_FOUND), "dropped", "soft-404"),
    # too much
    "bomb": (Answer(body=gzip.compress(page("bomb") + b" " * 100_000_000, 1), headers=GZIP), "dropped", "too-big"),
    "heavy": (Answer(body=page("heavy") + b" " * 20_000_000), "dropped", "too-big"),
    "unsized": (Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n<p>" + b" " * 9_000_000), "dropped", "too-big"),
    "deep": (Answer(body=b"<div>" * 200_000 + page("deep")), "dropped", "not-an-article"),
    "long-headline": (article("long-headline", title="Quay " * 200_000), "stored", "new"),
    # codings and encodings
    "plain-as-gzip": (Answer(body=page("plain-as-gzip"), headers=GZIP), "stored", "new"),
    "gzip-as-deflate": (Answer(body=PACKED, headers=(*HTML, ("Content-Encoding", "deflate"))), "dropped", "not-html"),
    "chunked": (Answer(raw=chunked(page("chunked"))), "stored", "new"),
    "unknown-coding": (
        Answer(body=page("unknown-coding"), headers=(*HTML, ("Content-Encoding", "pig"))),
        "dropped",
        "not-html",
    ),
    "latin-as-utf-8": (Answer(body=spelt("latin-as-utf-8").decode().encode("cp1252")), "stored", "new"),
    "utf-8-as-latin": (
        Answer(body=spelt("utf-8-as-latin"), headers=typed("text/html; charset=iso-8859-1")),
        "stored",
        "new",
    ),
    "broken-utf-8": (Answer(body=spelt("broken-utf-8").replace(b"</h1>", b"\xff</h1>")), "stored", "new"),
    "no-encoding": (Answer(body=spelt("no-encoding"), headers=typed("text/html; charset=klingon")), "stored", "new"),
    # no articles
    "pdf": (Answer(body=PDF, headers=typed("application/pdf")), "dropped", "not-html"),
    "pdf-as-html": (Answer(body=PDF), "dropped", "not-html"),
    "no-text": (article("no-text", body="<p></p>"), "dropped", "no-text"),
    # what a page says of itself
    "nul": (Answer(body=page("nul").replace(b"council", b"coun\0cil")), "stored", "new"),
    "surrogates": (article("surrogates", head="<meta name='author' content='J&#xD800;n'>"), "stored", "new"),
    "surrogate-data": (
        article(
            "surrogate-data",
            data={"author": {"name": "Ann \ud800 Lee"}, "articleSection": "\udfff", "keywords": ["\ud83d"]},
        ),
        "stored",
        "new",
    ),
    "odd-bytes": (Answer(body=page("odd-bytes").replace(b"</p>", b"\x0b&#1;\x1f</p>")), "stored", "new"),
    "odd-headline": (
        article("odd-headline", title="Quay \u202ereopens\x07 \x1b[31mnow\u2066 after a long winter"),
        "stored",
        "new",
    ),
    "broken-data": (stating("broken-data", '{"@type": "NewsArticle", "headline": "Wro'), "stored", "new"),
    "much-data": (stating("much-data", f'["{"x" * 3_000_000}"]'), "stored", "new"),
    "too-much-data": (stating("too-much-data", f'["{"x" * 5_000_000}"]'), "dropped", "too-big"),
    "deep-data": (stating("deep-data", "[" * 100_000 + "]" * 100_000), "stored", "new"),
    "refresh": (article("refresh", head='<meta http-equiv="refresh" content="0; url=/refreshed">'), "stored", "new"),
    "script-canonical": (claiming("script-canonical", "javascript:alert(1)"), "stored", "new"),
    "front-canonical": (claiming("front-canonical", "/"), "stored", "new"),
    "foreign-canonical": (claiming("foreign-canonical", "https://elsewhere.example/a"), "stored", "new"),
    "ferry": (claiming("ferry", FERRY, "Ferry is back in the harbour"), "stored", "new"),
    "school": (claiming("school", FERRY, "Two schools close after storm"), "stored", "new"),
    "budget": (claiming("budget", FERRY, "Mayor presents her first budget"), "stored", "new"),
    "monday": (claiming("monday", news("monday"), "The weather in the harbour on Monday"), "stored", "new"),
    "tuesday": (claiming("tuesday", news("monday"), "The weather in the harbour on Tuesday"), "stored", "new"),
}

BEHIND = {
    news("cookie-wall") + "?checked=1": redirect(news("cookie-wall")),
    news("gate") + "?utm_source=gate": article("gate"),
    news("slash") + "/": article("slash"),
    **{news(f"way-{number}"): redirect(news(f"way-{number + 1}")) for number in range(50)},
}
"""What the targets of some redirects answer."""

"""The pages of a capture: what is known of it, the page as it was fetched, and its record."""

import asyncio
import gzip
import io
import shutil
import sqlite3
import zlib

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive
from pipelines.capture import Captures
from pipelines.errors import CaptureError
from pipelines.records import Answer, warc_record
from tests.archive import filled
from tests.hostile import ATTACKS, HOSTILE
from web import fetched
from web.app import reading_room

ATTACK = """<html><head><title>Quay</title><base href="//evil.example/"><link rel=preconnect href="//evil.example">
<meta http-equiv=refresh content="0;url=//evil.example"><meta charset="iso-8859-1"><style>p {color: red}</style></head>
<body onload="pwned=1"><script>pwned=1</script><svg onload=pwned=1><image href="//evil.example/i"/></svg>
<iframe src="//evil.example"></iframe><img src="//evil.example/p" srcset="//evil.example/q 2x" alt="Quay at dawn">
<form action="//evil.example"><input name=q></form><a href="https://paper.example/b" ping="//evil.example">On</a>
<p style="background:url(//evil.example)">The quay reopened: Zo\xeb was there.</p></body></html>""".encode("latin-1")
ANSWERS = {
    "page": ("text/html; charset=iso-8859-1", "", ATTACK),
    "packed": ("text/html", "gzip", gzip.compress(b"<html><p>Packed news</p>", mtime=0)),
    "again": ("text/html; charset=iso-8859-1", "", ATTACK),
    "feed": ("application/rss+xml", "", b"<?xml version='1.0'?><rss><script>pwned=1</script></rss>"),
    "moved": ("", "", b""),
    "paper": ("application/pdf", "", b"%PDF-1.7 pwned=1"),
    "bomb": ("text/html", "gzip", gzip.compress(b" " * 9_000_000, mtime=0)),
    "odd": ("text/html", "snappy", b"<html>"),
}


def keep(folder):
    """An archive with these answers; the number of each capture by name."""

    async def run():
        archive = Archive(folder / "archive.db")
        captures = Captures(archive)
        numbers = {}
        for name, (kind, coding, body) in ANSWERS.items():
            headers = [("Content-Type", kind), ("Content-Encoding", coding), ("ETag", '"1"')]
            headers += [("Location", "https://paper.example/b")] if name == "moved" else []
            given = tuple(header for header in headers if header[1])
            status = 301 if name == "moved" else 200
            url = f"https://paper.example/{'page' if name == 'again' else name}"
            answer = Answer(url=url, fetched="2026-11-23T12:00:00Z", status=status, headers=given, body=body)
            numbers[name] = captures.keep(answer, "paper")
        archive.close()
        return numbers

    return asyncio.run(run())


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("captures")
    return folder, keep(folder)


@pytest.fixture(scope="module")
def get(kept):
    folder, numbers = kept
    room = reading_room(folder / "archive.db")
    return lambda name, form="": asyncio.run(room.client.get(f"/capture/{numbers.get(name, name)}{form}"))


def test_a_capture_tells_where_its_record_is_and_that_it_is_whole(get):
    data = get("page", ".json").json()
    assert data["state"] == {"kept": True, "why": ""}
    assert data["capture"]["status"] == 200
    text = lxml.html.fromstring(get("page").text).text_content()
    assert data["capture"]["warc"] in text
    assert data["capture"]["digest"] in text
    assert "matches" in text


def test_the_captures_of_the_other_versions_are_named(tmp_path):
    numbers = keep(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as writer:
        writer.execute("INSERT INTO sources (name, homepage, added) VALUES ('paper', 'https://paper.example/', '')")
        article = (
            "Quay",
            "paper",
            "https://paper.example/page",
            "2026-11-23",
            "2026-11-23",
            "paper.example/page",
            "1x",
        )
        writer.execute(
            "INSERT INTO articles (headline, source, url, first_seen, last_seen, key, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
            article,
        )
        for name in ("page", "packed"):
            row = (1, "edited", "2026-11-23", "Quay", numbers[name], "1x", "Text")
            columns = "article_id, kind, seen, headline, capture_id, digest, text"
            writer.execute(f"INSERT INTO revisions ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        link = ("paper", "https://paper.example/page", "paper.example/page", "2026-11-23", 1)
        writer.execute("INSERT INTO links (source, url, key, found, article_id) VALUES (?, ?, ?, ?, ?)", link)
    writer.close()
    answer = asyncio.run(reading_room(tmp_path / "archive.db").client.get(f"/capture/{numbers['page']}"))
    links = lxml.html.fromstring(answer.text).xpath("//li/a/@href")
    assert links == ["/article/1", f"/capture/{numbers['packed']}"]


def test_the_record_is_given_out_to_the_byte(get, kept):
    place = get("packed", ".json").json()["capture"]
    answer = get("packed", ".warc.gz")
    whole = (kept[0] / place["warc"]).read_bytes()
    assert answer.content == whole[place["warc_offset"] :][: place["warc_length"]]
    assert answer.headers["content-type"] == "application/gzip"
    assert answer.headers["content-disposition"].startswith("attachment")
    record = next(iter(ArchiveIterator(io.BytesIO(answer.content))))
    assert record.rec_headers["WARC-Target-URI"] == "https://paper.example/packed"
    assert record.content_stream().read() == b"<html><p>Packed news</p>"


@pytest.mark.parametrize("name", ["page", "again"])
def test_a_page_is_shown_as_it_was_fetched_and_inert(get, name):
    answer = get(name, "/page")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = lxml.html.fromstring(answer.text)
    assert page.xpath("//p/text()") == ["The quay reopened: Zoë was there."]
    assert page.xpath("//a/@href") == ["https://paper.example/b"]
    assert page.xpath("//img/@alt") == ["Quay at dawn"]
    assert "color: red" in answer.text
    assert "pwned" not in answer.text
    assert not list(page.iter("script", "base", "link", "iframe"))
    assert [dict(meta.attrib) for meta in page.iter("meta")] == [{"charset": "utf-8"}]
    assert not page.xpath("//*/@src | //*/@srcset | //form/@action | //a/@ping | //image/@href")


def test_the_policy_of_a_page_as_fetched_forbids_all_but_its_own_style(get):
    policy = get("page", "/page").headers["content-security-policy"].split("; ")
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert not [part for part in policy if part.startswith(("script-src", "img-src", "connect-src"))]
    assert get("page", "/page").headers["x-dns-prefetch-control"] == "off"


def test_what_is_no_page_is_shown_as_plain_text(get):
    answer = get("feed", "/page")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.startswith("<?xml")
    assert "Packed news" in get("packed", "/page").text


@pytest.mark.parametrize(
    ("name", "why"),
    [("moved", "301"), ("paper", "application/pdf"), ("bomb", "8000000"), ("odd", "snappy"), ("77", "no capture 77")],
)
def test_what_cannot_be_shown_is_explained(get, name, why):
    answer = get(name, "/page")
    assert answer.status_code == 404
    assert why in lxml.html.fromstring(answer.text).text_content()


@pytest.mark.parametrize("name", ["0", "-1", "7x", "9" * 30, "٧", "%00", "..%2f..%2fetc"])
def test_a_number_that_is_none_is_not_found(get, name):
    for form in ("", ".json", "/page", ".warc.gz"):
        assert get(name, form).status_code == 404


@pytest.mark.parametrize("harm", ["moved", "cut", "changed", "replaced", "another"])
def test_a_warc_file_that_is_not_as_it_was_is_told_with_the_cure(tmp_path, harm):
    numbers = keep(tmp_path)
    room = reading_room(tmp_path / "archive.db")
    (file,) = (tmp_path / "warc").iterdir()
    place = asyncio.run(room.client.get(f"/capture/{numbers['page']}.json")).json()["capture"]
    sent = bytearray(file.read_bytes())
    start, end = place["warc_offset"], place["warc_offset"] + place["warc_length"]
    if harm == "moved":
        shutil.move(tmp_path / "warc", tmp_path / "elsewhere")
    elif harm == "cut":
        file.write_bytes(sent[: end - 9])
    elif harm == "changed":
        sent[start + 60 : start + 90] = bytes(30)
        file.write_bytes(sent)
    elif harm == "replaced":
        file.write_bytes(bytes(len(sent)))
    else:
        other = warc_record(Answer(url="https://x.example/", fetched="2026-11-23T12:00:00Z", status=200, body=b"x"), "")
        file.write_bytes(bytes(start) + other + bytes(len(sent)))
    for form in ("", ".json", "/page", ".warc.gz"):
        answer = asyncio.run(room.client.get(f"/capture/{numbers['page']}{form}"))
        assert answer.status_code in (200, 404)
    told = asyncio.run(room.client.get(f"/capture/{numbers['page']}.json")).json()["state"]
    assert not told["kept"]
    assert "restore" in told["why"] or "put the WARC files back" in told["why"]
    assert "cannot be read" in asyncio.run(room.client.get(f"/capture/{numbers['page']}")).text


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_a_hostile_capture_is_shown_and_reads_no_other_file(tmp_path_factory, number, hostile):
    for form in ("", ".json", "/page", ".warc.gz"):
        answer = asyncio.run(hostile.client.get(f"/capture/{HOSTILE + number}{form}"))
        assert answer.status_code == (404 if form in ("/page", ".warc.gz") else 200)
        if form == "":
            page = lxml.html.fromstring(answer.text)
            assert not list(page.iter("script", "img", "iframe", "base"))
            assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "archive.db"
    filled(path).close()
    return reading_room(path)


@pytest.mark.parametrize("name", ["../archive.db", "/etc/passwd", "warc/../../x", "", "a\0b", "warc"])
def test_only_files_beside_the_archive_are_read(tmp_path, name):
    (tmp_path / "warc").mkdir()
    with pytest.raises(CaptureError):
        fetched.record(tmp_path / "warc", name, 0, 10)


@given(st.binary(max_size=300).filter(lambda noise: not noise.startswith(b"HTTP/")))
def test_a_record_gives_back_any_block(noise):
    plain = b"WARC/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(noise), noise)
    assert fetched.body(gzip.compress(plain, mtime=0)) == noise


@given(st.binary(max_size=300))
def test_what_is_no_record_is_refused(noise):
    with pytest.raises(CaptureError, match="damaged"):
        fetched.body(noise)
    with pytest.raises(CaptureError, match="damaged"):
        fetched.body(gzip.compress(b"warc" + noise, mtime=0))


def test_a_body_sent_in_chunks_is_put_together():
    headers = (("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"))
    body = b"4\r\nnews\r\n0\r\n\r\n"
    answer = Answer(url="https://x.example/", fetched="2026-11-23T12:00:00Z", status=200, headers=headers, body=body)
    assert fetched.body(warc_record(answer, "")) == b"news"


def test_a_record_that_unpacks_without_end_is_refused():
    with pytest.raises(CaptureError, match="larger than"):
        fetched.body(zlib.compress(b"WARC/1.1\r\nContent-Length: 20000000\r\n\r\n" + bytes(20_000_000), wbits=31))


@pytest.mark.parametrize("name", [*fetched.UNWRAPPED, *fetched.GONE])
def test_what_follows_an_element_that_is_left_out_is_shown(name):
    closed = f"</{name}>" if name in fetched.GONE else ""
    page = fetched.inert(
        f"<html><body><p>Before</p><{name} src=x>{closed}<p>After</p></body></html>", "https://x.example/"
    )
    assert "<p>After</p>" in page
    assert f"<{name} " not in page.replace('<meta charset="utf-8">', "")


@pytest.mark.parametrize(
    ("reference", "led"),
    [
        ("/b?q=1", ["https://x.example/b?q=1"]),
        ("//other.example/b", ["https://other.example/b"]),
        (" java\nscript:pwned()", []),
        ("data:text/html,pwned", []),
        ("http://[", []),
    ],
)
def test_links_lead_where_they_led(reference, led):
    page = lxml.html.fromstring(fetched.inert(f'<a href="{reference}">x</a>', "https://x.example/a/b"))
    assert page.xpath("//a/@href") == led


@given(st.text(max_size=300))
def test_any_text_makes_an_inert_page(text):
    page = fetched.inert(text, "https://x.example/")
    assert "<script" not in page.lower()
    lxml.html.document_fromstring(page.replace("\0", ""))

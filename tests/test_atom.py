from lxml import etree

from tests.hostile import ATTACKS
from web.atom import NAMESPACE, Entry, feed

NAMES = {"a": NAMESPACE}


def entry(text):
    return Entry(url=f"http://localhost/article/1#{len(text)}", title=text, updated=text, author=text, summary=text)


def test_a_feed_has_what_rfc_4287_requires():
    one = Entry(url="http://localhost/article/7", title="Quay open", updated="2026-11-24T04:35:00Z", author="The Paper")
    root = etree.fromstring(feed("http://localhost/changes.atom", "http://localhost/changes", "Edits", [one]))
    assert root.tag == f"{{{NAMESPACE}}}feed"
    assert root.xpath("a:updated/text()", namespaces=NAMES) == ["2026-11-24T04:35:00Z"]
    assert root.xpath("a:link/@href", namespaces=NAMES) == ["http://localhost/changes.atom", "http://localhost/changes"]
    for name in ("id", "title", "updated"):
        assert root.xpath(f"a:{name}/text() | a:entry/a:{name}/text()", namespaces=NAMES)[1:]
    assert root.xpath("a:entry/a:author/a:name/text()", namespaces=NAMES) == ["The Paper"]


def test_an_empty_feed_is_a_feed():
    root = etree.fromstring(feed("http://localhost/f.atom", "http://localhost/f", "Nothing yet", []))
    assert root.xpath("a:updated/text()", namespaces=NAMES) == ["1970-01-01T00:00:00Z"]


def test_hostile_texts_stay_text():
    made = feed("http://localhost/f.atom", "http://localhost/f", ATTACKS[0], [entry(attack) for attack in ATTACKS])
    root = etree.fromstring(made)
    assert {etree.QName(node).namespace for node in root.iter()} == {NAMESPACE}
    titles = root.xpath("a:entry/a:title/text()", namespaces=NAMES)
    assert len(titles) == len(ATTACKS)
    assert titles[0] == ATTACKS[0]
    assert all(len(each) == 20 for each in root.xpath("a:entry/a:updated/text()", namespaces=NAMES))


def test_what_xml_cannot_hold_is_replaced():
    root = etree.fromstring(feed("http://localhost/f", "http://localhost/p", "a\x00b\ud800c\uffff", []))
    assert root.xpath("a:title/text()", namespaces=NAMES) == ["a\ufffdb\ufffdc\ufffd"]

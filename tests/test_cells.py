import pytest

from web.cells import CUT, cell, whole


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("seen", "2026-11-20T12:34:56Z", "2026-11-20 12:34</time>"),
        ("seen", "2026-11-20T12:34:56.789+00:00", "2026-11-20 12:34</time>"),
        ("published", "2026-11-20", '<span dir="auto">2026-11-20</span>'),
        ("published_printed", "2026-11-20T12:34:56+02:00", '<span dir="auto">2026-11-20T12:34:56+02:00</span>'),
        ("size", 38_100, '<span title="38,100 bytes">38.1 kB</span>'),
        ("words", 38_100, None),
        ("headline", "", None),
        ("headline", None, None),
        ("image", b"\xff", None),
        ("tags", '["a", "b&c"]', '<li><span dir="auto">b&amp;c</span></li>'),
        ("tags", '["a", 7]', '<span dir="auto">[&#34;a&#34;, 7]</span>'),
        ("tags", "[" * 100_000, '<span dir="auto">[[['),
        ("authors", '["Ada <Lane>"]', "/archive/articles?_search_byline=%22Ada+%3CLane%3E%22"),
        ("found", "a ⟦<b>⟧ c", "a <mark>&lt;b&gt;</mark> c"),
        ("found", "⟦⟦a⟧", "⟦<mark>a</mark>"),
        ("headline", "⟦a⟧", "⟦a⟧"),
        ("headline", "NUL \x00, ESC \x1b", "NUL \ufffd, ESC \ufffd"),
        ("article_id", 7, '<a href="/archive/articles/7" dir="auto">7</a>'),
        (
            "article_id",
            {"value": 7, "label": "A <b>"},
            '<a href="/archive/articles/7" dir="auto">A &lt;b&gt;</a> <em>7',
        ),
        ("source", "a/b.c", '<a href="/archive/sources/a~2Fb~2Ec"'),
        ("revision_id", None, None),
        ("outside_id", {"value": 7, "label": "A"}, None),
    ],
)
def test_each_kind_of_value_is_shown_its_own_way(column, value, shown):
    markup = cell(column, value, "/archive")
    assert markup is None if shown is None else shown in markup


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", " https://a.example", "https:///x", "//a.example/"]
)
def test_only_a_web_address_becomes_a_link(url):
    assert "<a " not in cell("url", url, "/archive")


def test_an_address_shows_what_its_invisible_characters_hide():
    markup = cell("url", "https://a.example/\u202egpj.exe", "/archive")
    assert markup.count("https://a.example/%E2%80%AEgpj.exe") == 2


def test_a_long_label_is_cut():
    markup = cell("article_id", {"value": 7, "label": "x" * 100_000}, "/archive")
    assert len(markup) < 200


def test_a_long_text_is_cut_in_a_table_and_whole_in_its_row():
    text = "first\n\n" + "x" * CUT
    shown = cell("text", text, "/archive")
    assert f"… of {len(text)} characters" in shown
    assert whole(text, shown) == f'<p dir="auto">first</p>\n<p dir="auto">{"x" * CUT}</p>'


def test_a_short_value_is_the_same_in_a_table_and_in_its_row():
    assert [whole(raw, "shown") for raw in ("short", 7, None)] == ["shown"] * 3

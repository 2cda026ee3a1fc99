import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.keys import KEYS
from crawler.sources import Source, find_mistakes, load_sources
from pipelines.errors import SourcesError
from pipelines.items import definitions

ROOT = Path(__file__).parent.parent
HOMEPAGE = 'homepage = "https://apnews.com/"\n'


def written(folder, text):
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder, text):
    path = written(folder, text)
    with pytest.raises(SourcesError) as caught:
        load_sources(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_a_homepage_is_enough(tmp_path):
    (source,) = load_sources(written(tmp_path, "[apnews]\n" + HOMEPAGE))
    assert source == Source(name="apnews", title="apnews", homepage="https://apnews.com/")
    assert source.enabled
    assert source.delay is None
    assert source.concurrency is None
    assert not source.headers


def test_every_key_reaches_its_field(tmp_path):
    text = r"""
    [ap.headers]
    Cookie = "a=b"
    [ap]
    homepage = "https://apnews.com/"
    name = "AP News"
    feeds = ["https://apnews.com/rss"]
    sitemaps = ["https://apnews.com/sitemap.xml"]
    sections = ["https://apnews.com/world", "https://apnews.com/sports"]
    include = ['/article/\d+']
    exclude = ['/video/']
    language = "en"
    country = "US"
    enabled = false
    delay = 5
    concurrency = 16
    """
    (source,) = load_sources(written(tmp_path, text))
    assert source == Source(
        name="ap",
        title="AP News",
        homepage="https://apnews.com/",
        feeds=("https://apnews.com/rss",),
        sitemaps=("https://apnews.com/sitemap.xml",),
        sections=("https://apnews.com/world", "https://apnews.com/sports"),
        include=(re.compile(r"/article/\d+"),),
        exclude=(re.compile("/video/"),),
        language="en",
        country="US",
        enabled=False,
        delay=5.0,
        concurrency=16,
        headers={"Cookie": "a=b"},
    )
    assert isinstance(source.delay, float)


def test_publications_keep_the_order_of_the_file(tmp_path):
    text = "".join(f'[{name}]\nhomepage = "https://{name}.org/"\n' for name in ("zeit", "apnews", "lemonde"))
    assert [source.name for source in load_sources(written(tmp_path, text))] == ["zeit", "apnews", "lemonde"]


def test_a_source_cannot_be_changed_and_does_not_show_its_headers(tmp_path):
    (source,) = load_sources(written(tmp_path, "[ap]\n" + HOMEPAGE + 'headers = { Cookie = "secret" }\n'))
    with pytest.raises(FrozenInstanceError):
        source.homepage = "https://example.org/"
    with pytest.raises(TypeError):
        source.headers["Cookie"] = "other"
    assert "secret" not in repr(source)
    assert len({source, source}) == 1


def test_every_field_is_defined():
    fields = set(KEYS) - {"name"} | {"name", "title"}
    assert set(definitions(Source)) == fields == set(Source.__dataclass_fields__)


def test_every_example_of_a_key_is_right(tmp_path):
    lines = {key: spec.example for key, spec in KEYS.items()}
    assert load_sources(written(tmp_path, "[example]\n" + "\n".join(lines.values())))


def test_the_files_that_come_with_the_project_are_right():
    sources = load_sources(ROOT / "sources.toml")
    assert len(sources) >= 8
    optional = re.findall(r"^#   (\w+) = ", (ROOT / "sources.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert optional == list(KEYS), "the comment at its head names every key"


def test_the_example_in_the_head_of_the_file_is_right(tmp_path):
    head = re.findall(r"^#   (.*)$", (ROOT / "sources.toml").read_text(encoding="utf-8"), re.MULTILINE)
    path = written(tmp_path, "\n".join(head).replace("session=…", "session=1"))
    (source,) = load_sources(path)
    assert source.title == "The Example"


def test_all_mistakes_are_listed_at_once_in_the_order_of_the_file(tmp_path):
    text = """
    stray = 1
    [apnews]
    homepage = "https://apnews.com"
    feeds = ["apnews.com/rss", 5]
    enabled = "yes"
    [lemonde]
    delay = -1
    """
    assert mistakes(tmp_path, text) == [
        "stray: stands outside a table; write [name] above it",
        "[apnews] feeds[0]: 'apnews.com/rss' has no scheme; write https://apnews.com/rss",
        "[apnews] feeds[1]: 5 is a number; write text in quotes",
        "[apnews] enabled: 'yes' is text; write it as in enabled = false",
        '[lemonde] homepage: is missing; write homepage = "https://example.org/"',
        "[lemonde] delay: -1 is no delay; write seconds, 0 to 86400",
    ]


def test_a_missing_file_is_reported_with_its_cure(tmp_path):
    with pytest.raises(SourcesError, match=r"nowhere\.toml: there is no such file; make it with two lines"):
        load_sources(tmp_path / "nowhere.toml")


def test_a_folder_in_place_of_the_file_is_reported(tmp_path):
    with pytest.raises(SourcesError, match=r"cannot be read: .*-s SOURCES="):
        load_sources(tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n"])
def test_a_file_without_publications_is_reported(tmp_path, text):
    assert mistakes(tmp_path, text) == [
        'there is no publication in it yet; add two lines: [name] and homepage = "https://…"'
    ]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_bytes(b'\xef\xbb\xbf[ap]\r\nhomepage = "https://apnews.com/"\r\n')
    assert load_sources(path)[0].name == "ap"


def test_another_encoding_is_reported_with_its_line(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_bytes('[ap]\nname = "Süddeutsche"\n'.encode("latin-1"))
    with pytest.raises(SourcesError, match="line 2: not UTF-8; save the file"):
        load_sources(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]\n[a]\n", "line 2, column 3: Cannot declare ('a',) twice; a publication has one table"),
        ("[a]\nname = 'x'\nname = 'y'\n", "line 3, column 11: Cannot overwrite a value; the key is there twice"),
        (
            '[a]\nexclude = ["\\d"]\n',
            "line 2, column 15: Unescaped '\\' in a string; write expressions in single quotes",
        ),
        ("[a]\nhomepage = https://a.org/\n", "line 2, column 12: Invalid value; text stands in straight quotes"),
        (
            "[a]\nenabled = True\n",
            "line 2, column 11: Invalid value; text stands in straight quotes, true and false in",
        ),
        ("[a]\nhomepage\n", "line 2, column 9: Expected '=' after a key in a key/value pair; a line of a table is"),
        ("[my paper]\n", "line 1, column 5: Expected ']' at the end of a table declaration; a table is [name]"),
        ("[ä]\n", "line 1, column 2: Invalid initial character for a key part; names are made of"),
        ('[a]\nfeeds = ["x"\n', "end of document: Unclosed array; a list is"),
        ('[a]\nname = "x\n', "line 2, column 10: Illegal character '\\n'; close the quotes"),
        (
            "[a]\nname = 'it's'\n",
            "line 2, column 12: Expected newline or end of document after a statement; a line is one key",
        ),
        ("[a]\ndelay = " + "9" * 5000, "Exceeds the limit"),
        ("[a]\nx = 2020-02-30\n", "line 2, column 5: Invalid date or datetime; see https://toml.io"),
    ],
)
def test_a_mistake_in_the_syntax_is_reported_with_its_place_and_cure(tmp_path, text, expected):
    (mistake,) = mistakes(tmp_path, text)
    assert mistake.startswith(expected)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("apnews.com/rss", "has no scheme; write https://apnews.com/rss"),
        ("//apnews.com/rss", "has no scheme; write https://apnews.com/rss"),
        ("https:/apnews.com", "has no scheme; write https://apnews.com"),
        ("httpbin.org/html", "has no scheme; write https://httpbin.org/html"),
        ("localhost:8000", "has no scheme; write https://localhost:8000"),
        ("/rss", "has no scheme; write https://HOST/rss"),
        ("", "is empty, or holds a space or control character"),
        ("https://ap news.com/", "is empty, or holds a space or control character"),
        ("https://apnews.com/\r\nX: y", "is empty, or holds a space or control character"),
        ("https://apnews.com/\u202e", "is empty, or holds a space or control character"),
        ("ftp://apnews.com/", "is ftp; write an http or https address"),
        ("file:///etc/passwd", "is file; write an http or https address"),
        ("https://", "has no host; write https://example.org/"),
        ("https:///rss", "has no host; write https://example.org/"),
        ("https://apnews..com/", "is no address ("),
        ("https://apnews.com:http/", "is no address ("),
        ("https://apnews.com:99999/", "is no address ("),
        ("https://[::1/", "is no address ("),
        ("https://me:pw@apnews.com/", "holds a login; write it as headers"),
        ("https://apnews.com/#top", "has a fragment; leave out #"),
    ],
)
def test_an_address_that_is_none_is_reported_wherever_it_stands(tmp_path, url, expected):
    text = "[a]\nhomepage = {0}\nfeeds = [{0}]\nsitemaps = [{0}]\nsections = [{0}]\n".format(toml_string(url))
    found = mistakes(tmp_path, text)
    assert [line.split(": ")[0] for line in found] == [
        "[a] homepage",
        "[a] feeds[0]",
        "[a] sitemaps[0]",
        "[a] sections[0]",
    ]
    assert all(expected in line for line in found)


def toml_string(text):
    return '"' + "".join(f"\\u{ord(c):04x}" if not c.isprintable() or c in '"\\' else c for c in text) + '"'


@pytest.mark.parametrize(
    "url", ["http://a.org", "https://münchen.de/", "https://127.0.0.1:8000/a?b=c", "HTTPS://A.ORG/"]
)
def test_an_address_that_is_one_is_accepted(tmp_path, url):
    assert load_sources(written(tmp_path, f"[a]\nhomepage = '{url}'\n"))[0].homepage == url


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("name = ''", "name: '' is no name for readers; write it on one line, or leave it out"),
        ('name = "a\\nb"', "name: 'a\\nb' is no name for readers"),
        ("feeds = 'https://a.org/rss'", "feeds: 'https://a.org/rss' is text; write it as in feeds = ["),
        ("feeds = [true]", "feeds[0]: True is true or false; write text in quotes"),
        (
            "include = ['(']",
            "include[0]: '(' is no regular expression (missing ), unterminated subpattern at position 0)",
        ),
        ("exclude = ['a', 'x{2,1}']", "exclude[1]: 'x{2,1}' is no regular expression ("),
        ("exclude = ['a{99999999999999}']", "exclude[0]: 'a{99999999999999}' is no regular expression ("),
        ("exclude = ['']", "exclude[0]: is empty, and so found in every URL; leave it out"),
        ("language = 'en-GB'", "language: 'en-GB' is no ISO 639-1 code; write en"),
        ("language = 'DE'", "language: 'DE' is no ISO 639-1 code; write de"),
        ("language = 'english'", "language: 'english' is no ISO 639-1 code; write two small letters, as in en"),
        ("language = ''", "language: '' is no ISO 639-1 code; write two small letters, as in en"),
        ("country = 'us'", "country: 'us' is no ISO 3166-1 code; write US"),
        ("country = 'UK'", "country: 'UK' is no ISO 3166-1 code; write GB"),
        ("country = 'USA'", "country: 'USA' is no ISO 3166-1 code; write two capital letters, as in GB"),
        ("enabled = 1", "enabled: 1 is a number; write it as in enabled = false"),
        ("delay = true", "delay: True is true or false; write it as in delay = 2.5"),
        ("delay = '2'", "delay: '2' is text; write it as in delay = 2.5"),
        ("delay = -0.1", "delay: -0.1 is no delay; write seconds"),
        ("delay = nan", "delay: nan is no delay; write seconds"),
        ("delay = inf", "delay: inf is no delay; write seconds"),
        ("delay = 2026-01-01", "delay: datetime.date(2026, 1, 1) is a date or time; write"),
        ("interval_min = 0", "interval_min: 0 is no interval; write minutes, 1 to 43200 (30 days)"),
        ("interval_max = '1 h'", "interval_max: '1 h' is text; write it as in interval_max = 240"),
        (
            "interval_min = 60\ninterval_max = 30",
            "interval_min: 60 is more than interval_max, 30; write it the other way",
        ),
        ("concurrency = 0", "concurrency: 0 is not 1 to 16 requests at the same time; write 1 to be polite"),
        ("concurrency = 17", "concurrency: 17 is not 1 to 16 requests"),
        ("concurrency = true", "concurrency: True is true or false; write it as in concurrency = 2"),
        ("concurrency = 1.5", "concurrency: 1.5 is a number; write it as in concurrency = 2"),
        ("headers = ['a']", "headers: ['a'] is a list; write it as in headers = {"),
        ("headers = { 'X Y' = 'a' }", "headers: 'X Y' is no name of a header; write it as in User-Agent"),
        ("headers = { '' = 'a' }", "headers: '' is no name of a header"),
        (
            'headers = { Cookie = "a\\r\\nb" }',
            "headers.Cookie: holds a line break, a control or a non-Latin-1 character",
        ),
        ('headers = { Cookie = "日" }', "headers.Cookie: holds a line break, a control or a non-Latin-1 character"),
        ("headers = { Cookie = 5 }", "headers.Cookie: 5 is a number; write text in quotes"),
        ("feed = []", "'feed' is no key of a publication; did you mean feeds?"),
        ("Language = 'en'", "'Language' is no key of a publication; did you mean language?"),
        ("zzz = 1", "'zzz' is no key of a publication; the keys are: homepage, name, feeds"),
    ],
)
def test_a_wrong_value_is_reported_with_its_cure(tmp_path, line, expected):
    (mistake,) = mistakes(tmp_path, f"[a]\n{HOMEPAGE}{line}\n")
    assert mistake.startswith("[a] " + expected)


def test_a_wrong_homepage_is_a_mistake_of_its_kind(tmp_path):
    assert mistakes(tmp_path, "[a]\nhomepage = ['https://a.org']\n") == [
        "[a] homepage: ['https://a.org'] is a list; write it as in homepage = \"https://example.org/\""
    ]


@pytest.mark.parametrize("second", ["https://www.apnews.com", "http://APNEWS.com/", "https://apnews.com/"])
def test_two_tables_of_one_homepage_are_reported(tmp_path, second):
    text = f"[ap]\n{HOMEPAGE}[other]\nhomepage = '{second}'\n"
    assert mistakes(tmp_path, text) == [f"[other] homepage: '{second}' is that of [ap]; keep one of them"]


def test_two_editions_on_one_host_are_two_publications(tmp_path):
    text = "[us]\nhomepage = 'https://theconversation.com/us'\n[fr]\nhomepage = 'https://theconversation.com/fr'\n"
    assert len(load_sources(written(tmp_path, text))) == 2


@pytest.mark.parametrize("name", ["a/b", "my paper", "", "-a", "日本", "a\\nb", "x" * 101])
def test_a_name_of_other_characters_is_reported(tmp_path, name):
    (mistake,) = mistakes(tmp_path, f'["{name}"]\n{HOMEPAGE}')
    assert "is no name for a table; write letters a to z, digits, - _ . and put the title in name =" in mistake


@pytest.mark.parametrize("name", ["ap", "AP-News_24", "24ur", '"lemonde.fr"'])
def test_a_name_of_letters_digits_and_marks_is_accepted(tmp_path, name):
    assert load_sources(written(tmp_path, f"[{name}]\n{HOMEPAGE}"))[0].name == name.strip('"')


def test_a_dot_in_a_name_without_quotes_is_reported(tmp_path):
    assert mistakes(tmp_path, f"[lemonde.fr]\n{HOMEPAGE}") == [
        '[lemonde.fr] is read as a table inside a table; for a name with a dot in it write ["lemonde.fr"]'
    ]


def test_a_list_of_tables_is_reported(tmp_path):
    assert mistakes(tmp_path, f"[[a]]\n{HOMEPAGE}") == [
        "[[a]] is a list of tables; write [a], and give each publication a name of its own"
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), st.dictionaries(st.sampled_from([*KEYS, "x"]) | st.text(), VALUES) | VALUES))
def test_whatever_the_file_says_each_mistake_is_one_line(tables):
    for mistake in find_mistakes(tables):
        assert mistake.isprintable()

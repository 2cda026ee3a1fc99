import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.searchquery import LONGEST, MOST_WORDS, parse

TEXTS = {
    1: (
        "Narrows bridge to close",
        "By Ada Lane",
        "The bridge will be closed for nine nights while cables are replaced",
    ),
    2: ("Harbour weather", "Bo Reed", "Light northerly wind and fog at the bridge of narrows"),
    3: ("Ferry strike", "AP", "No ferry and no boat leaves the harbour tonight, don't wait"),
    4: ("Köln plant neue Ohlebrücke", "", "Die Brücke über die Ohle wird 2027 gebaut"),
    5: ("東京湾の橋", "", "橋は閉鎖される。東京都が発表した。"),
}


@pytest.fixture(scope="module")
def index():
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.execute(
        'CREATE VIRTUAL TABLE f USING fts5(headline, byline, text, marks, tokenize="unicode61 remove_diacritics 2")'
    )
    db.executemany(
        "INSERT INTO f (rowid, headline, byline, text, marks) VALUES (?, ?, ?, ?, 'x')",
        ((n, *t) for n, t in TEXTS.items()),
    )
    yield db
    db.close()


def found(index, typed):
    match = parse(typed).match
    return (
        [n for (n,) in index.execute("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rowid", (match,))] if match else None
    )


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("bridge", [1, 2]),
        ("BRIDGE", [1, 2]),
        ("narrows bridge", [1, 2]),
        ('"narrows bridge"', [1]),
        ("“narrows bridge”", [1]),
        ("harbour OR cables", [1, 2, 3]),
        ("harbour AND ferry", [3]),
        ("harbour -ferry", [2]),
        ("harbour –ferry", [2]),
        ("harbour NOT (ferry OR wind)", []),
        ("-ferry harbour", [2]),
        ("(ferry OR wind) harbour", [2, 3]),
        ("ferry OR wind harbour", [2, 3]),
        ("harb*", [2, 3]),
        ('"the narr*"', []),
        ('"bridge of narr"*', [2]),
        ("headline:bridge", [1]),
        ("headline: bridge", [1]),
        ("title:(bridge OR ferry)", [1, 3]),
        ('headline:"narrows bridge" cables', [1]),
        ("author:lane", [1]),
        ("-headline:bridge narrows", [2]),
        ("ohlebrucke", [4]),
        ("don't", [3]),
        ("tonight,don", [3]),
    ],
)
def test_a_query_finds_what_a_reader_expects(index, typed, rows):
    assert found(index, typed) == rows
    assert not parse(typed).notes


@pytest.mark.parametrize(
    ("typed", "rows", "note"),
    [
        ('bridge "of narrows', [2], "quotation mark is missing"),
        ("(bridge close", [1], "parenthesis"),
        ("bridge) close", [1], "parenthesis"),
        ("bridge AND", [1, 2], "stand between words"),
        ("OR bridge", [1, 2], "stand between words"),
        ("bridge OR OR ferry", [1, 2, 3], "stand between words"),
        ("bridge NOT", [1, 2], "stand between words"),
        ("-bridge", None, "add a word"),
        ("NOT bridge", None, "add a word"),
        ("fe*", [], "3 letters or more"),
        ("nil* nul* nix* fer*", [], "Only 3 words may end in *"),
        ("colour:ferry", [], "no field colour"),
        ("東京", [5], "without spaces"),
        ("headline:", [], ""),
        ("bridge " * 40, [1, 2], f"first {MOST_WORDS} words"),
        ("ferry" + " " * 600 + "wind", [3], f"first {LONGEST} characters"),
        ("(" * 30 + "bridge" + ")" * 30, [1, 2], "Parentheses deeper"),
    ],
)
def test_a_mistyped_query_is_searched_and_explained(index, typed, rows, note):
    assert found(index, typed) == rows
    assert note in " ".join(parse(typed).notes)


@pytest.mark.parametrize("typed", ["", " ", "—", "()", '""', "*", "\x00", "☃", "((((", "- -", ":", "headline:()"])
def test_nothing_to_look_for_is_no_query(typed):
    assert parse(typed).match == ""
    assert bool(parse(typed).notes) == bool(typed.strip())


def test_what_is_left_out_is_not_among_the_terms():
    assert [term.text for term in parse('ferry -boat NOT (wind fog) "night train"').terms] == ["ferry", "night train"]


PIECES = st.sampled_from(
    [
        "a",
        "bridge",
        '"',
        "(",
        ")",
        "-",
        "*",
        "AND",
        "OR",
        "NOT",
        "headline:",
        "x:",
        " ",
        "NEAR",
        "{",
        "}",
        "+",
        "^",
        "é",
        "'",
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=25).map("".join)
    )
)
def test_any_text_is_a_query_that_sqlite_accepts(index, typed):
    query = parse(typed)
    for match in (query.match, *(term.match for term in query.terms)):
        if match:
            narrowed = f"{{headline byline text}} : ({match}) AND {{marks}} : (d2026)"
            index.execute("SELECT rowid FROM f WHERE f MATCH ?", (match,)).fetchall()
            index.execute("SELECT rowid FROM f WHERE f MATCH ?", (narrowed,)).fetchall()

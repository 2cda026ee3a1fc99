"""Extraction must not get worse on any page of tests/extraction: exact where it is exact today, else at its floor."""

import pytest

from tests.extraction.floors import as_toml, read_floors, tightened
from tests.extraction.pages import FIELDS, FOLDER, paths, read

FLOORS = read_floors()


@pytest.fixture(scope="module")
def case(request):
    """A page that is read once for all its tests."""
    return read(request.param)


def pages(*names):
    return pytest.mark.parametrize("case", names, indirect=True, ids=lambda path: path.stem)


all_pages = pages(*paths())
articles = pages(*(path for path in paths() if not path.stem.startswith("no-article")))


def check(case, name, found, truth):
    """Equal, or wrong and known to be."""
    if found != truth and name in FLOORS.get(case.name, {}).get("wrong", ()):
        pytest.xfail(f"floors.toml has it: {found!r} for {truth!r}")
    assert found == truth


@all_pages
def test_a_page_is_known_for_what_it_is(case):
    check(case, "outcome", case.outcome, case.truth.get("outcome", "article"))


@articles
@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_as_the_reader_sees_it(case, name):
    check(case, name, case.field(name), case.truth[name])


@articles
def test_the_text_is_that_of_the_article_paragraph_by_paragraph(case):
    floor = FLOORS.get(case.name, {}).get("text")
    if floor is None:
        assert case.lines == case.truth["text"]
    else:
        assert case.text_f1 >= floor, "\n".join(case.lines)


def test_every_page_has_its_truth_and_every_floor_its_page():
    names = {path.stem for path in paths()}
    assert len(names) >= 33
    assert {path.stem for path in FOLDER.glob("*.toml")} == names
    assert set(FLOORS) <= names


def test_floors_are_of_fields_that_exist():
    for name, floor in FLOORS.items():
        assert set(floor) <= {"wrong", "text"}, name
        assert set(floor.get("wrong", ())) <= {*FIELDS, "outcome"}, name
        assert 0 <= floor.get("text", 0) < 1, name


def test_floors_are_tightened_and_never_loosened():
    case = read(FOLDER / "wordpress-classic.html")
    assert tightened({}, [case]) == {}
    assert tightened({case.name: {"text": 0.5, "wrong": ["byline"]}}, [case]) == {}
    case.truth["byline"], case.truth["text"] = "By nobody", [*case.truth["text"], "One more."]
    assert tightened({}, [case]) == {}
    low = tightened({case.name: {"text": 0.5, "wrong": ["byline", "headline"]}}, [case])
    assert low[case.name]["wrong"] == ["byline"]
    assert 0.9 < low[case.name]["text"] < 1
    assert tightened({case.name: {"text": 0.999}}, [case]) == {case.name: {"text": 0.999}}
    assert "".join(as_toml({"page": {"text": 0.5, "wrong": ["byline"]}})).endswith(
        '[page]text = 0.500wrong = ["byline"]'
    )

"""What makes a page a new version of an article, and what must not replace the archived one."""

from dataclasses import replace

import pytest

from pipelines.revisions import settled, unfit, what_changed
from pipelines.sameness import text_digest
from pipelines.text import count_words
from tests.archive import prose
from tests.pages import article

TEXT = "\n".join(prose(1, 12))


def version(text=TEXT, **rest):
    made = article("http://paper.example/news/one", **rest)
    return replace(made, text=text, digest=text_digest(text), words=count_words(text))


def changed(text, before=TEXT):
    return what_changed(version(text), version(before))


def test_each_field_that_readers_see_is_named():
    now = replace(version(TEXT + "\nThe mayor left."), headline="A new headline", byline="By Bo Reed")
    assert what_changed(now, version()) == "headline, byline, text"


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(". ", ".  "),
        TEXT.replace("\n", "\n\n"),
        TEXT.replace("\n", " "),
        TEXT.upper(),
        TEXT.replace(",", ""),
    ],
)
def test_white_space_case_and_marks_make_no_version(text):
    assert changed(text) == ""


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("3 hours ago", "5 hours ago"),
        ("Updated 2 minutes ago", "Updated 1 hour ago"),
        ("vor 2 Stunden", "vor einem Tag"),
        ("il y a 3 heures", "il y a 2 jours"),
        ("hace 2 horas", "hace 5 días"),
        ("2 ore fa", "3 giorni fa"),
        ("3小时前", "2天前"),
        ("12 comments", "1,204 comments"),
        ("Shares: 12", "Shares: 1.2k"),
        ("34 Kommentare", "35 Kommentare"),
        ("1 204", "1 377"),
        ("7 min read", "8 min read"),
    ],
)
@pytest.mark.parametrize("place", ["{}\n" + TEXT, TEXT + "\n{}", TEXT.replace("\n", "\n{}\n", 1)])
def test_counters_and_relative_dates_make_no_version(place, now, before):
    assert changed(place.format(now), place.format(before)) == ""


def test_the_titles_of_other_stories_at_the_end_make_no_version():
    before = TEXT + "\nRelated articles\nBridge to close for nine nights\nFerry runs again after the storm"
    assert changed(TEXT + "\nRelated articles\nMayor resigns over harbour loans", before) == ""


@pytest.mark.parametrize(
    "edit",
    [
        TEXT + "\nThe mayor denies it.",
        TEXT.replace("council", "mayor", 1),
        "\n".join(TEXT.splitlines()[:-1]),
        TEXT + "\nHe was seen 3 hours ago near the old harbour, where two witnesses say he boarded a boat.",
        TEXT + "\nThe company sold 2,000 shares on Monday.",
        TEXT + "\nLangby 3, Harrow 1",
    ],
)
def test_what_a_reader_would_call_an_edit_makes_a_version(edit):
    assert edit != TEXT
    assert changed(edit) == "text"


def test_a_corrected_figure_makes_a_version():
    assert changed(TEXT + "\nIt cost 15 million, he said.", TEXT + "\nIt cost 1.5 million, he said.") == "text"


def test_a_text_of_labels_alone_is_not_nothing():
    assert settled("Mayor resigns over harbour loans") != settled("Ferry runs again after storm")


def test_a_stub_does_not_replace_a_full_text():
    stub = replace(version("\n".join(TEXT.splitlines()[:3])), access="paywalled")
    assert unfit(stub, version()) == "paywall-stub"
    assert unfit(replace(version(), access="paywalled"), version()) == ""


def test_an_emptied_page_does_not_replace_a_full_text():
    assert unfit(version("\n".join(TEXT.splitlines()[:2])), version()) == "emptied"


def test_a_page_that_has_nothing_in_common_does_not_replace_a_text():
    other = replace(version("\n".join(prose(2, 12))), headline="We value your privacy")
    assert unfit(other, replace(version(), headline="Council votes on the ferry")) == "another-text"


def test_a_text_rewritten_under_its_headline_does():
    assert unfit(version("\n".join(prose(2, 12))), version()) == ""


def test_a_notice_that_grew_does():
    assert unfit(version(TEXT), version("The ferry is late.")) == ""

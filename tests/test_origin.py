"""Where a story comes from: credits, then agencies, then dates."""

import pytest

from pipelines.agencies import credit
from pipelines.origin import Member, likely_origin


def member(number, **rest):
    values = {"source": f"paper{number}", "title": f"Paper {number}", "headline": "H", "byline": "", "authors": "[]"}
    times = {
        "words": 100,
        "credit": "",
        "published": f"2026-11-20T1{number}:00:00Z",
        "url": f"http://p{number}.example/",
    }
    return Member(id=number, **(values | times | rest))


@pytest.mark.parametrize(
    ("byline", "text", "expected"),
    [
        ("The Associated Press", "A quay.", "AP"),
        ("", "BERLIN (dpa) - Der Kai ist offen.", "dpa"),
        ("", "PARIS, 20 nov 2026 (AFP) - Le quai est ouvert.", "AFP"),
        ("", "Madrid, 20 nov (EFE).- El muelle está abierto.", "EFE"),
        ("", "（共同）埠頭が再開した。", "Kyodo"),
        ("", "新华社北京11月20日电 码头重新开放。\n来源：新华社", "Xinhua"),
        ("", "МОСКВА, 20 ноября. /ТАСС/. Причал открыт.", "TASS"),
        ("", "(서울=연합뉴스) 부두가 다시 열렸다.", "Yonhap"),
        ("", "The quay is open.\nReporting by Ada Lane; Editing by Bo Reed for Reuters", "Reuters"),
        ("", "Der Kai ist offen.\nMit Material von dpa", "dpa"),
        ("", "Il molo è aperto.\nFonte: ANSA", "ANSA"),
        ("", "The quay.\nThis article first appeared in The Courier.", "Courier"),
        ("By Ada Lane", "The AP quay was built by the town. TT is a race.", ""),
        ("", "She told Reuters that the quay (the old one) is open.", ""),
        ("", "", ""),
    ],
)
def test_a_credit_is_read_in_many_languages_and_not_where_an_agency_is_only_named(byline, text, expected):
    assert credit(byline, text) == expected


def test_a_publication_that_the_others_credit_had_it_first():
    members = [member(1), member(2, credit="Paper 3"), member(3)]
    assert likely_origin(members) == (3, "credited by 1 of 3: Paper 3")


def test_of_an_agency_s_text_it_is_the_earliest_that_credits_the_agency():
    members = [member(1), member(2, credit="AP"), member(3, credit="AP")]
    assert likely_origin(members) == (2, "the earliest that credits AP, as 2 of 3 do")


def test_a_credit_that_few_give_is_told_beside_the_earliest():
    number, reason = likely_origin([member(1), member(2), member(3, credit="AP")])
    assert (number, reason) == (1, "earliest, 1 hour before the next; 1 of 3 credit AP")


def test_of_one_day_without_a_time_it_is_the_signed_one_then_the_longest():
    day = {"published": "2026-11-20"}
    assert likely_origin([member(1, **day), member(2, authors='["Ada Lane"]', **day)]) == (
        2,
        "of the same day, the signed one",
    )
    assert likely_origin([member(1, **day), member(2, words=300, **day)]) == (2, "of the same day, the longest one")

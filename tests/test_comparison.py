"""Which texts are one story: what newsrooms do to a text leaves it the same, another report from its template is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.comparison import compare
from pipelines.wording import read_wording
from tests.wires import FOOTER, cut, edited, localised, notice, weather, wire


def same(one, other):
    compared, reverse = (compare(*map(read_wording, pair)) for pair in ((one, other), (other, one)))
    assert compared.same == reverse.same
    assert compared.exchanged == pytest.approx(reverse.exchanged, abs=0.02)
    return compared.same


@pytest.mark.parametrize("seed", range(8))
def test_what_newsrooms_do_to_a_text_leaves_it_the_same_story(seed):
    text = wire(seed)
    for version in (cut(text), edited(text, seed), edited(text, seed, words=0.06), localised(text, seed)):
        assert same(text, version)
    assert same(text, edited(cut(text), seed))
    assert same(text, localised(cut(text, 0.6), seed))


@pytest.mark.parametrize("seed", range(20))
def test_two_reports_from_one_template_are_different(seed):
    assert not same(weather(seed), weather(seed + 100))


def test_the_same_report_in_two_papers_is_the_same():
    assert same(weather(1), f"ALDERWICK (AP) – {weather(1)}")


@pytest.mark.parametrize("seed", range(10))
def test_two_notices_above_one_footer_are_different(seed):
    assert not same(notice(seed), notice(seed + 100))


def test_two_texts_are_different_that_share_only_what_is_said_under_all():
    assert not same("\n".join((wire(1, 3), *FOOTER)), "\n".join((wire(2, 3), *FOOTER)))


def test_a_text_repeated_within_itself_is_the_same_as_itself():
    assert same("\n".join([wire(1, 3)] * 2), wire(1, 3) + "\n" + wire(1, 3))


def test_a_corrected_toll_leaves_a_story_the_same():
    text = wire(3, 6).replace("4", "5")
    toll = f"At least 12 people died. {text}\nThe search for 40 others goes on."
    assert same(toll, toll.replace("12", "15").replace("40", "37"))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("colour", "color"),
        ("per cent", "percent"),
        ("U.S.", "US"),
        ("organisation", "organization"),
        ("naïve", "NAIVE"),
        ("1,300.50", "130050"),
    ],
)
def test_house_style_is_no_exchange(here, there):
    frame = "The ferry sails again, the harbour said, as {} was what it had to wait for all those weeks in the dock."
    one, other = (read_wording(frame.format(word)) for word in (here, there))
    assert compare(one, other).exchanged == 0
    assert compare(one, read_wording(frame.format("something"))).exchanged > 0


CHINESE = (
    "港务局周五表示，码头与北部岛屿之间的渡轮将从下周一起恢复运行。渡轮此前因船体出现裂缝停航六周，检修在干船坞进行。"
    "持有停航期间船票的乘客可以在年底前使用，也可以要求退款。港务局预计首批航班将满员，因为已有四百人在岛上等候渡海。"
    "当地渔民说，停航期间鱼价上涨了一成，学校的课本也迟到了两周。岛上医院靠直升机运送药品，费用由省政府承担。"
)
THAI = (
    "การท่าเรือแถลงเมื่อวันศุกร์ว่าเรือข้ามฟากระหว่างท่าเรือกับหมู่เกาะทางเหนือจะกลับมาให้บริการอีกครั้งในวันจันทร์ "
    "เรือหยุดวิ่งหกสัปดาห์หลังพบรอยร้าวที่ตัวเรือระหว่างการตรวจตามปกติ ผู้โดยสารที่มีตั๋วใช้ได้จนถึงสิ้นปี หรือขอเงินคืนก็ได้ "
    "ชาวประมงบอกว่าราคาปลาสูงขึ้นหนึ่งในสิบ และหนังสือเรียนมาถึงช้าไปสองสัปดาห์"
)


@pytest.mark.parametrize("text", [CHINESE, THAI])
def test_scripts_without_spaces_are_compared_by_character(text):
    assert read_wording(text).scale == 2
    assert same(text, "（共同）" + text[: len(text) * 6 // 10])
    assert not same(text, text[::-1])


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_a_comparison(one, other):
    compared = compare(read_wording(one), read_wording(other))
    assert 0 <= compared.similarity <= 1
    assert 0 <= compared.containment <= 1
    assert 0 <= compared.exchanged <= 1


def test_invisible_characters_change_nothing():
    text = wire(4, 3)
    assert (read_wording(text.replace("a", "a\u200b\u00ad\u202e")).words == read_wording(text).words).all()

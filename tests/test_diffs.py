"""What differs between two versions of a text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.diffs import marked, word_counts, word_diff

TOKENS = ["a", "b", "c", ".", ",", "\n", "新", "闻", "é́", "\u202e"]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(TOKENS), max_size=80).map(" ".join))


def diff(old, new):
    return marked(word_diff(old, new))


def test_what_is_the_same_is_one_span():
    assert [span.kind for span in word_diff("The ferry is back.\nIt left.", "The ferry is back.\nIt left.")] == ["same"]


def test_nothing_differs_between_two_empty_texts():
    assert word_diff("", "") == ()


def test_a_changed_word_stands_before_its_successor():
    assert diff("The council met on Monday.", "The council met on Tuesday.") == (
        "The council met on [-Monday-]{+Tuesday+}."
    )


def test_a_paragraph_that_was_added_leaves_the_others_alone():
    old, new = "The ferry is back.\nIt left at noon.", "The ferry is back.\nThe mayor waved.\nIt left at noon."
    assert diff(old, new) == "The ferry is back.\n{+The mayor waved.+}\nIt left at noon."


def test_a_paragraph_at_the_end_leaves_the_one_before_alone():
    assert diff("The ferry is back.", "The ferry is back.\nIt left.") == "The ferry is back.\n{+It left.+}"


def test_white_space_is_no_difference():
    assert {span.kind for span in word_diff("The  ferry is\u00a0back.", "The ferry is back.")} == {"same"}


def test_chinese_is_compared_by_character():
    assert diff("市长星期一投票反对。", "市长星期二投票反对。") == "市长星期[-一-]{+二+}投票反对。"


def test_a_short_word_that_two_sentences_share_by_chance_is_no_anchor():
    assert diff("Nobody came to the hall.", "Everybody stayed to hear out.") == (
        "[-Nobody came to the hall-]{+Everybody stayed to hear out+}."
    )


def test_a_figure_is_one_word():
    assert diff("It cost $1.5m.", "It cost $15m.") == "It cost $[-1.5m-]{+15m+}."


def test_words_are_counted_not_marks():
    assert word_counts("One, two; three.", "One, three!") == (0, 1)
    assert word_counts("", "新闻档案") == (2, 0)


@given(TEXTS, TEXTS)
def test_the_spans_make_up_both_versions(old, new):
    spans = word_diff(old, new)
    assert "".join(span.text for span in spans if span.kind != "removed") == new
    assert "".join(span.text for span in spans if span.kind != "added").split() == old.split()
    assert all(span.text for span in spans)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert {span.kind for span in word_diff(text, text)} <= {"same"}


@pytest.mark.parametrize("words", ["a", "ab", "新闻档案"])
def test_a_long_text_that_only_repeats_itself_is_compared(words):
    chance = random.Random(1)
    old, new = (" ".join(chance.choices(words, k=20_000)) for _ in range(2))
    assert "".join(span.text for span in word_diff(old, new) if span.kind != "removed") == new


def test_two_hundred_edits_in_twenty_thousand_words_are_found():
    chance = random.Random(1)
    words = [f"w{chance.randrange(3000)}" for _ in range(20_000)]
    places = chance.sample(range(0, 20_000, 20), 200)
    edited = ["edited" if place in places else word for place, word in enumerate(words)]
    assert word_counts(" ".join(words), " ".join(edited)) == (200, 200)

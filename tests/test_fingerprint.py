"""Fingerprints: the same everywhere, kept by what is left of a text, and looked up at a bounded cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fingerprint import SAMPLE, day_of, fingerprint, sketch
from pipelines.neighbours import packed, unpacked
from pipelines.wording import read_wording
from tests.pages import article
from tests.wires import cut, edited, wire


def test_a_fingerprint_is_the_same_on_every_machine_until_its_version_changes():
    assert sketch(read_wording("The ferry will run again from Monday, at 7.30."))[:3] == (
        -10715676,
        510760754,
        2037533449,
    )


@pytest.mark.parametrize("seed", range(10))
def test_half_a_text_edited_keeps_enough_of_the_sample(seed):
    whole, half = (set(sketch(read_wording(text))) for text in (wire(seed, 20), edited(cut(wire(seed, 20)), seed)))
    assert len(whole) == len(half) == SAMPLE
    assert len(whole & half) >= 4


def test_different_texts_share_nothing_of_their_samples():
    samples = [set(sketch(read_wording(wire(seed)))) for seed in range(30)]
    assert len(set.union(*samples)) == 30 * SAMPLE


@given(st.text(max_size=400))
def test_any_text_has_a_fingerprint_that_is_stored_as_it_is(text):
    print_ = fingerprint(read_wording(text), 20_000)
    assert len(print_.sketch) <= SAMPLE
    assert unpacked(packed(print_.sketch)) == print_.sketch


def test_an_endless_text_is_read_so_far():
    assert len(read_wording("ferry quay 7 " * 1_000_000)) < 60_000


def test_the_day_is_that_of_publication_or_of_the_first_fetch():
    assert day_of(article(published="1970-01-03T00:00:00Z")) == day_of(article(published="1970-01-03")) == 2
    assert day_of(article(published="", seen="1970-01-04T12:00:00Z")) == 3

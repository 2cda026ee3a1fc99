"""What a publication prints under its articles: learnt with care, left out on record, never taken for an edit."""

from dataclasses import replace

import pytest

from pipelines.boilerplate import BoilerplatePipeline, Counting, edges, learnt, paragraph_digest, without_boilerplate
from pipelines.dedupe import DedupePipeline
from pipelines.sameness import text_digest
from pipelines.store import store
from tests.archive import prose
from tests.pages import article

FOOTER = "Sign up to our newsletter, and read the morning's news before breakfast. All rights reserved."


class Line:
    """The stages from boilerplate on, over one archive."""

    def __init__(self, archive):
        self.archive, self.number = archive, 0
        self.restart()

    def restart(self):
        self.boilerplate, self.dedupe = (
            BoilerplatePipeline.__new__(BoilerplatePipeline),
            DedupePipeline.__new__(DedupePipeline),
        )
        self.boilerplate.archive = self.dedupe.archive = self.archive
        self.boilerplate.counting, self.boilerplate.learnt = Counting(self.archive), {}

    def put(self, *more, day=None, name=None, source="paper", paragraphs=10):
        """An article of its own with these paragraphs at its end, taken down the line; what was stored, and the verdict."""
        self.number += 1
        name = name or f"{source}-{self.number}"
        text = "\n".join([*prose(name, paragraphs), *more])
        given = article(
            f"http://{source}.example/{name}",
            text,
            source=source,
            headline=name,
            published=f"2026-11-{(day or self.number) % 28 + 1:02}",
        )
        verdict = self.dedupe.process_item(self.boilerplate.process_item(given))
        return store(self.archive, verdict), verdict


@pytest.fixture
def line(archive):
    return Line(archive)


def test_a_paragraph_under_many_articles_is_learnt_and_left_out_from_then_on(line):
    stored = [line.put(FOOTER)[0] for _ in range(7)]
    assert [FOOTER in each.text for each in stored] == [True] * 4 + [False] * 3
    assert stored[-1].words == 120
    assert stored[-1].digest == text_digest(stored[-1].text)


def test_what_was_learnt_and_what_was_left_out_is_on_record(line):
    stored = [line.put(FOOTER)[0] for _ in range(5)]
    (row,) = line.archive.db["boilerplate"].rows
    assert (row["source"], row["text"], row["articles"], row["days"], row["since"]) == (
        "paper",
        FOOTER,
        5,
        5,
        "2026-11-02",
    )
    assert row["reason"] == "at the beginning or end of 5 of 5 articles in a row, of 5 days"
    assert stored[-1].evidence == {"boilerplate": str(row["id"])}
    assert [each.evidence for each in stored[:4]] == [{}] * 4


def test_an_article_archived_with_its_footer_is_unchanged_when_it_is_fetched_again(line):
    for name in "abcdefg":
        line.put(FOOTER, name=name)
    assert line.put(FOOTER, name="a")[1].kind == "unchanged", "stored before the footer was learnt"
    assert line.put(FOOTER, name="g")[1].kind == "unchanged", "stored after it was learnt"
    line.restart()
    assert line.put(FOOTER, name="a")[1].kind == "unchanged"
    verdict = line.put("The council has changed its mind.", FOOTER, name="g")[1]
    assert (verdict.kind, verdict.article.text.split("\n")[-1]) == ("revision", "The council has changed its mind.")


def test_the_same_page_again_counts_but_once(line):
    for _ in range(3):
        for day in range(1, 5):
            line.put(FOOTER, name=f"n{day}", day=day)
    assert learnt(line.archive, "paper") == {}


def test_a_reprint_with_a_footer_of_the_house_is_a_copy_once_the_footer_is_known(line):
    for _ in range(5):
        line.put(FOOTER, source="courier")
    original, _ = line.put(name="wire")
    again = article("http://courier.example/wire", f"{original.text}\n{FOOTER}", source="courier", headline="x")
    item = replace(again, published=original.published, words=140)
    verdict = line.dedupe.process_item(line.boilerplate.process_item(item))
    assert (verdict.kind, verdict.match) == ("copy", original.id)


def test_a_quotation_in_follow_ups_of_two_days_is_no_boilerplate(line):
    for number in range(8):
        line.put("“We did not know”, she said.", day=1 + number % 2)
    assert learnt(line.archive, "paper") == {}


def test_a_note_under_one_article_in_six_is_no_boilerplate(line):
    for number in range(60):
        line.put(*["This is part of our series on the harbour."] * (number % 6 == 0))
    assert learnt(line.archive, "paper") == {}


def test_what_one_publication_repeats_is_not_left_out_of_another(line):
    for _ in range(5):
        line.put(FOOTER)
    assert FOOTER in line.put(FOOTER, source="courier")[0].text


def test_a_text_that_is_boilerplate_for_the_most_part_is_kept_whole(line):
    for _ in range(6):
        line.put(FOOTER)
    stored, _ = line.put(FOOTER, paragraphs=1)
    assert (FOOTER in stored.text, stored.evidence) == (True, {})


def test_a_paragraph_in_the_middle_or_of_great_length_is_not_counted():
    lines = [f"Paragraph {number}." for number in range(20)]
    assert sorted(edges(lines, ())[1]) == [0, 1, 14, 15, 16, 17, 18, 19]
    assert edges(["w" * 1001, "***", "—"], ())[1] == {0: 0, 1: 0, 2: 0}


def test_what_stands_above_known_boilerplate_is_looked_at_next():
    lines = [f"Paragraph {number}." for number in range(20)]
    known = {paragraph_digest(line) for line in (lines[0], *lines[14:])}
    assert [sorted(places) for places in edges(lines, known)] == [[0, *range(14, 20)], [1, 2, *range(8, 14)]]
    assert without_boilerplate("\n".join(lines), known) == "\n".join(lines[1:14])


def test_counts_are_bounded_and_go_on_after_a_restart(line):
    for number in range(200):
        line.put(f"Notice of the day number {number}.")
        if number % 20 == 0:
            line.restart()
    assert line.archive.db["paragraphs"].count <= 8 * 50
    for _ in range(20):
        line.put(FOOTER)
        line.restart()
    assert learnt(line.archive, "paper").keys() == {paragraph_digest(FOOTER)}


def test_boilerplate_is_no_part_of_what_is_compared_but_something_always_is():
    known = {paragraph_digest(FOOTER)}
    assert without_boilerplate(f"The quay opens.\n{FOOTER.upper()}", known) == "The quay opens."
    assert without_boilerplate(FOOTER, known) == FOOTER

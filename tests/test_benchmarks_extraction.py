"""The measures, loaders and floors of the extraction benchmark, and one run of the project on a tiny invented set."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from benchmarks.extraction import datasets, floors, programs
from benchmarks.extraction.datasets import DataError, Sample, Truth, load
from benchmarks.extraction.figures import MEAN_RATIO, PAGE_RATIO, Measured, figures, score
from benchmarks.extraction.metrics import authors_f1, bag_overlap, names, overlap, same_day, shingles
from benchmarks.extraction.peers.serving import Answer
from benchmarks.extraction.programs import Program, ProgramError, versions
from tests.pages import PARAGRAPHS, PUBLISHED, html

TEXT = "\n".join(PARAGRAPHS)
TRUTH = Truth(
    text=TEXT, headline="Ferry runs again from Monday", authors=("Ada Marsh",), date="2026-11-20",
    present=("laid up for six weeks", "harbour office"), absent=("Subscribe now",),
)  # fmt: skip
PERFECT = Answer(text=TEXT, headline="Ferry runs again from Monday!", authors=("ada marsh",), date="2026-11-20T07:30Z")


def test_a_perfect_answer_scores_one_everywhere():
    found = score(TRUTH, PERFECT)
    assert found["snippets_right"] == 2
    assert {
        found[name] for name in ("shingle_precision", "shingle_recall", "bag_f1", "headline", "authors", "date")
    } == {1}
    assert {found[name] for name in ("empty", "failed", "snippets_wrong", "snippets_missed")} == {0}


def test_an_empty_answer_has_recall_of_nothing_and_no_precision():
    found = score(TRUTH, Answer(text=" "))
    assert "shingle_precision" not in found
    assert [found[name] for name in ("shingle_recall", "bag_precision", "bag_f1", "headline", "date", "empty")] == [
        0,
        0,
        0,
        0,
        0,
        1,
    ]


def test_a_page_without_a_text_to_find_is_right_when_none_is_found():
    assert bag_overlap("", "") == (1, 1)
    assert bag_overlap("", "menu") == (0, 0)


def test_where_the_truth_is_silent_nothing_is_scored():
    assert score(Truth(), PERFECT) == {"failed": 0, "empty": 0}
    assert score(Truth(authors=(), date="", headline=""), PERFECT) == {"failed": 0, "empty": 0}


def test_shingles_feel_the_order_and_bags_do_not():
    assert overlap(shingles("one two three four five"), shingles("five four three two one")) == (0, 0)
    assert bag_overlap("one two three four five", "five four Three two one") == (1, 1)


def test_a_short_text_is_one_shingle():
    assert shingles("two words").total() == 1
    assert shingles("").total() == 0


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Ada Marsh, Ben Okoro, and Zoë Lind", {"ada marsh", "ben okoro", "zoe lind"}),
        ("Ada Marsh, Ph.D. und Ben Okoro", {"ada marsh", "ben okoro"}),
        ("ADA  MARSH", {"ada marsh"}),
        ("", set()),
    ],
)
def test_names_are_compared_without_case_accents_and_credentials(author, people):
    assert names([author]) == people


def test_half_the_authors_are_two_thirds():
    assert authors_f1(["Ada Marsh", "Ben Okoro"], ["Ben Okoro"]) == pytest.approx(2 / 3)
    assert authors_f1([], []) == 1


def test_dates_are_compared_by_day_and_broken_ones_are_wrong():
    assert same_day("2026-11-20", "2026-11-20T23:00:00+02:00")
    assert not same_day("2026-11-20", "2026-11-21")
    assert not same_day("2026-11-20", "yesterday")


def measured(answer, truth=TRUTH):
    return Measured(page="one", answer=answer, scores=score(truth, answer))


def test_figures_are_means_over_pages_and_costs_are_of_answered_pages():
    quick, slow = Answer(text=TEXT, headline="Other", cpu_ms=10, peak_mb=50), Answer(text=TEXT, cpu_ms=30, peak_mb=70)
    dead = Answer(text="", error="died")
    found = figures([measured(quick), measured(slow), measured(dead)], [measured(slow)] * 3)
    assert found["CPU per page, ms: mean"] == 20
    assert found[MEAN_RATIO] == pytest.approx(40 / 60)
    assert found[PAGE_RATIO] == pytest.approx((1 / 3 + 1) / 2)
    assert (found["peak memory, MB"], found["pages failed on"], found["pages without text"]) == (70, 1, 1)
    assert found["text F1, bag"] == pytest.approx(2 / 3)
    assert found["text precision, shingle"] == 1
    assert found["headline exact"] == 0
    assert "date" not in found


@pytest.fixture
def data(tmp_path):
    """The three data sets, with a page or two each, as their projects lay them out."""
    page = html(head=PUBLISHED + '<meta name="author" content="Ada Marsh">').encode()
    country = tmp_path / "fundus" / "tests/resources/parser/test_data" / "xx"
    country.mkdir(parents=True)
    body = {"summary": [PARAGRAPHS[0]], "sections": [{"headline": [], "paragraphs": list(PARAGRAPHS[1:])}]}
    fields = {
        "body": body,
        "title": TRUTH.headline,
        "authors": ["Ada Marsh"],
        "publishing_date": "2026-11-20 09:30:00+02:00",
    }
    (country / "Paper.json").write_text(json.dumps({"V10": fields | {"title": "Later"}, "V2": fields}))
    stored = [f"Paper_2026_1{n}_21.html.gz" for n in (1, 2)]
    (country / "meta.info").write_text(json.dumps({name: {"url": "http://paper.example/ferry"} for name in stored}))
    for name in stored:
        (country / name).write_bytes(gzip.compress(page))
    for folder in ("ground-truth", "html"):
        (tmp_path / "wcxb/dev" / folder).mkdir(parents=True)
    for number, kind in enumerate(("article", "forum")):
        truth = {"title": TRUTH.headline, "author": "Ada Marsh", "publish_date": "2026-11", "main_content": TEXT}
        record = {"url": "http://a.example/b", "_internal": {"page_type": {"primary": kind}}, "ground_truth": truth}
        (tmp_path / f"wcxb/dev/ground-truth/000{number}.json").write_text(json.dumps(record))
        (tmp_path / f"wcxb/dev/html/000{number}.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "trafilatura/tests/cache").mkdir(parents=True)
    entry = {"file": "one.html", "title": "Ferry", "author": "Ada Marsh", "date": "", "with": ["ferry"], "without": []}
    (tmp_path / "trafilatura/tests/evaldata.json").write_text(json.dumps({"http://t.example/": entry}))
    (tmp_path / "trafilatura/tests/cache/one.html.gz").write_bytes(gzip.compress("Zoë".encode("cp1252")))
    return tmp_path


def test_versions_of_a_publisher_belong_to_its_pages_in_order(data):
    first, second = load(data, "fundus")
    assert (first.id, first.truth.headline, second.truth.headline) == ("xx/Paper_2026_11_21", TRUTH.headline, "Later")
    assert (first.truth.text, first.truth.authors, first.truth.date) == (TEXT, ("Ada Marsh",), "2026-11-20")


def test_only_articles_count_and_a_month_is_no_date(data):
    (only,) = load(data, "wcxb-dev")
    assert (only.truth.text, only.truth.date, only.encoding) == (TEXT, None, "utf-8")


def test_a_page_that_is_no_utf_8_comes_without_an_encoding(data):
    (only,) = load(data, "trafilatura")
    assert (only.encoding, only.truth.authors, only.truth.date, only.truth.text) == ("", ("Ada Marsh",), "", None)


@pytest.mark.parametrize("name", datasets.DATASETS)
def test_a_data_set_that_is_not_there_is_named_with_its_home(tmp_path, name):
    with pytest.raises(DataError, match=r"does not exist; clone https://github.com/\S+ as "):
        load(tmp_path, name)


def test_a_page_that_is_named_but_not_there_is_an_error(data):
    (data / "trafilatura/tests/cache/one.html.gz").unlink()
    with pytest.raises(DataError, match=r"one\.html"):
        load(data, "trafilatura")


def test_a_peer_that_is_not_installed_is_named_with_the_command(monkeypatch):
    monkeypatch.setitem(programs.PEERS, "nobody", "no-such-distribution")
    with pytest.raises(ProgramError, match=r"no-such-distribution is not installed here; .*--group bench"):
        versions(["nobody"])


def sample(text):
    return Sample(id="one", url="", body=text.encode(), encoding="utf-8", truth=TRUTH)


def test_a_page_that_kills_an_extractor_costs_that_page_alone():
    with TemporaryFile() as log, Program("dying", log, package="tests.extraction") as program:
        assert program.ask(sample("fatal")).error == "RuntimeError: too much for me"
        answer = program.ask(sample("fine"))
        assert (answer.text, answer.headline, answer.authors, answer.error) == ("fine", "Zoë", ("Ada Marsh",), "")
        assert answer.peak_mb > 1


def test_an_extractor_that_does_not_start_is_named():
    with TemporaryFile() as log, pytest.raises(ProgramError, match=r"absent does not start: .*No module named"):
        Program("absent", log, package="tests.extraction").__enter__()


FLOORS = {"fundus": {"at_least": {"date": 0.9, "authors F1": 0.8}, "at_most": {"pages without text": 0}}}


def test_a_figure_that_dropped_is_named_with_how_much():
    found = {"date": 0.88, "authors F1": 0.8, "pages without text": 1}
    assert list(floors.faults(FLOORS, "fundus", found)) == [
        "fundus: date is 0.8800, 0.0200 below 0.9",
        "fundus: pages without text is 1.0000, 1.0000 above 0",
    ]


def test_a_data_set_without_floors_is_no_pass():
    assert list(floors.faults({}, "fundus", {"date": 1})) == ["fundus: has no floors; write them with --write-floors"]


def test_a_figure_that_was_not_measured_is_no_pass():
    found = {"date": 0.9, "pages without text": 0}
    assert list(floors.faults(FLOORS, "fundus", found)) == ["fundus: authors F1 was not measured"]


def test_floors_are_raised_by_better_figures_and_kept_by_worse(tmp_path):
    found = {"date": 0.95, "authors F1": 0.7, "pages without text": 2, MEAN_RATIO: 0.5}
    new = floors.tightened(FLOORS, "fundus", found)["fundus"]
    assert new["at_least"] == {"date": 0.947, "authors F1": 0.8}
    assert new["at_most"] == {"pages without text": 0, MEAN_RATIO: 0.55}
    floors.write_floors({"fundus": new}, tmp_path / "floors.toml")
    assert floors.read_floors(tmp_path / "floors.toml") == {"fundus": new}


def test_every_data_set_has_floors_of_figures_that_are_measured():
    known = floors.read_floors()
    assert set(known) == set(datasets.DATASETS)
    for sides in known.values():
        assert set(sides["at_least"]) <= set(floors.AT_LEAST)
        assert set(sides["at_most"]) == set(floors.AT_MOST)


def benchmark(*arguments):
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.extraction", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "EXTRACTION_DATA"}
    root = Path(__file__).resolve().parents[1]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, check=False)


def test_the_benchmark_reads_a_tiny_data_set_and_fails_loudly_below_the_floors(data, tmp_path):
    out = tmp_path / "out.json"
    done = benchmark("--data", data, "--dataset", "fundus", "--peers", "trafilatura", "--check", "--json", out)
    assert done.returncode == 1, done.stderr
    assert "| text F1, shingle | 1.000 | " in done.stdout
    assert "fundus: headline exact is 0.5000, " in done.stderr
    (run,) = json.loads(out.read_text())["datasets"]["fundus"]
    assert run["programs"]["trafilatura"][MEAN_RATIO] == 1
    assert run["programs"]["morgue"]["authors F1"] == 1


@pytest.mark.parametrize(
    ("arguments", "status", "cure"),
    [
        ((), 2, "with --data or in EXTRACTION_DATA"),
        (("--data", "nowhere", "--every", "2", "--check"), 2, "leave --every out"),
        (("--data", "nowhere", "--dataset", "fundus", "--peers"), 2, "clone https://github.com/flairNLP/fundus as"),
    ],
)
def test_what_cannot_be_measured_is_said_with_the_cure(arguments, status, cure):
    done = benchmark(*arguments)
    assert done.returncode == status
    assert cure in " ".join(done.stderr.split())

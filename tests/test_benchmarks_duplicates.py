"""The benchmark of near-duplicates: it scores what it is given, and its peers and the project find what they must."""

import json

import pytest

from benchmarks.duplicates import __main__ as program
from benchmarks.duplicates.corpus import load, score
from benchmarks.duplicates.growth import measure
from benchmarks.duplicates.peers import PEERS
from tests.wires import cut, later, localised, wire


@pytest.fixture
def folder(tmp_path):
    texts = {"a": wire(1), "b": cut(wire(1)), "c": localised(wire(1), 2), "d": wire(2), "e": wire(1)}
    kinds = {"a": "original", "b": "cut", "c": "extended", "d": "original", "e": "verbatim"}
    lines = [
        {"id": name, "url": f"https://{name}.example/1", "source": name, "title": "T", "byline": None, "text": text}
        | {"date": later("2024-03-01", place)}
        for place, (name, text) in enumerate(texts.items())
    ]
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "truth.json").write_text(json.dumps(dict.fromkeys("abce", "one") | {"d": "two"}))
    (folder / "kinds.json").write_text(json.dumps(kinds))
    return folder


def test_a_clustering_is_scored_by_its_pairs(folder):
    corpus = load(folder)
    perfect = score(corpus, corpus.truth)
    assert (perfect.precision, perfect.recall, perfect.f1) == (1, 1, 1)
    half = score(corpus, {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3})
    assert (half.precision, half.recall) == (1 / 2, 1 / 6)
    assert half.by_kind == {"cut": 1, "extended": 0, "verbatim": 0}
    assert half.wrong == {"extended": 1, "original": 1}


def test_an_exact_hash_finds_what_is_equal_and_nothing_else(folder):
    found = PEERS["exact hash"](load(folder))
    assert found["a"] == found["e"]
    assert len(set(found.values())) == 4


@pytest.mark.parametrize("name", list(PEERS))
def test_no_peer_takes_two_texts_for_one(folder, name):
    assert score(load(folder), PEERS[name](load(folder))).precision == 1


def test_the_project_finds_all_copies_among_other_articles(folder, tmp_path):
    corpus = load(folder)
    cost = measure(corpus, tmp_path / "x.db", 300)
    assert score(corpus, cost.clusters).f1 == 1
    assert 0 < cost.bytes < 1500
    assert cost.dedupe > 0
    assert cost.write > 0


def test_the_program_prints_and_writes_its_figures(folder, tmp_path, capsys):
    out = tmp_path / "out.json"
    assert program.main(["--corpus", str(folder), "--sizes", "50", "--json", str(out)]) == 0
    assert "| Morgue, among 50 | 1.0000 | 1.0000 | 1.0000 |" in capsys.readouterr().out
    assert set(json.loads(out.read_text())[str(folder)]) == {"morgue 50", *PEERS}


def test_a_folder_without_a_corpus_is_told(tmp_path, capsys):
    with pytest.raises(SystemExit):
        program.main(["--corpus", str(tmp_path)])
    assert "there is no corpus.jsonl" in capsys.readouterr().err

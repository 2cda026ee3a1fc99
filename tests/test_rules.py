"""Rules of single sites: read from a file, applied to their pages, nothing else changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.extract import extract
from pipelines.items import Article
from pipelines.rules import RulesError, SiteRules, load_rules, rules_for
from tests.pages import PARAGRAPHS, PUBLISHED, html, page

ODD = html(
    "<div class='kicker'>Harbour</div><div class='ttl'>The ferry is back</div><i class='w'>Text: Ada Marsh</i>"
    "<span class='d' title='2026-11-19T08:00:00Z'>yesterday</span><aside>Buy our mugs. They are very good mugs indeed.</aside>"
    + "".join(f"<div class='ln'>{line}</div>" for line in PARAGRAPHS),
    PUBLISHED,
    title="Paper",
)
RULES = SiteRules(text=".ln", drop=("aside",), headline=".ttl", byline=".w", published=".d", section=".kicker")


def load(tmp_path, text):
    path = tmp_path / "rules.toml"
    path.write_text(text)
    return load_rules(path)


def test_a_page_is_read_by_the_rules_of_its_host():
    read = extract(page(ODD, rules=RULES))
    assert isinstance(read, Article)
    assert (read.headline, read.byline, read.authors, read.section) == (
        "The ferry is back",
        "Text: Ada Marsh",
        ("Ada Marsh",),
        "Harbour",
    )
    assert (read.published, read.published_printed) == ("2026-11-19T08:00:00Z", "2026-11-19T08:00:00Z")
    assert read.text.splitlines() == list(PARAGRAPHS)


def test_what_no_rule_names_is_read_in_the_general_way():
    general, ruled = extract(page()), extract(page(rules=SiteRules(section="h1")))
    assert (ruled.headline, ruled.text, ruled.published) == (general.headline, general.text, general.published)
    assert ruled.section == general.headline


def test_rules_that_fit_nothing_leave_the_general_way():
    assert extract(page(rules=SiteRules(text=".none", headline=".none"))).text == extract(page()).text


def test_a_rule_is_for_its_host_and_those_below_it(tmp_path):
    rules = load(tmp_path, '["news.example"]\nheadline = "h1"\n["local.news.example"]\nheadline = "h2"')
    assert rules_for("https://www.news.example/a", rules).headline == "h1"
    assert rules_for("https://local.news.example/a", rules).headline == "h2"
    assert rules_for("https://othernews.example/a", rules) is None


def test_no_file_is_no_rules(tmp_path):
    assert load_rules(tmp_path / "rules.toml") == {}


def test_every_mistake_is_told_with_its_place_and_cure(tmp_path):
    text = """
        ["news.example"]
        headlin = "h1"
        text = "div >"
        drop = ".promo"
        byline = 3
        ["https://b.example/"]
    """
    with pytest.raises(RulesError) as told:
        load(tmp_path, text)
    lines = str(told.value).splitlines()
    assert len(lines) == 5
    assert 'rules.toml: ["news.example"] headlin: no such field; did you mean headline?' in lines[0]
    assert "'div >' is no CSS selector" in lines[1]
    assert "drop: not a list; write a list of selectors" in lines[2]
    assert "byline: 3 is no CSS selector" in lines[3]
    assert '["https://b.example/"]: not a host' in lines[4]


def test_broken_toml_is_told(tmp_path):
    with pytest.raises(RulesError, match="no TOML: Expected"):
        load(tmp_path, "[news")


def try_page(folder, *arguments):
    """`scrapy try` with the rules of a folder."""
    command = [sys.executable, "-m", "scrapy", "try", *arguments, "-s", f"RULES={folder / 'rules.toml'}"]
    root = Path(__file__).parents[1]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=dict(os.environ))


def test_a_kept_page_is_the_test_of_its_rules(tmp_path):
    (tmp_path / "page.html").write_text(ODD)
    rules = '["paper.example"]\ntext = ".ln"\nheadline = ".ttl"\ndrop = ["aside"]\n'
    (tmp_path / "rules.toml").write_text(rules)
    kept = try_page(tmp_path, str(tmp_path / "page.html"), "--url", "http://paper.example/news/ferry", "--keep")
    assert kept.returncode == 0, kept.stderr
    assert (tmp_path / "rules" / "paper.example" / "news-ferry.html").exists()
    same = try_page(tmp_path, "--kept")
    assert (same.returncode, same.stdout) == (0, "1 kept pages, 0 read differently\n")
    (tmp_path / "rules.toml").write_text(rules.replace(".ttl", ".kicker"))
    other = try_page(tmp_path, "--kept")
    assert other.returncode == 1
    assert "news-ferry.json: headline: was 'The ferry is back', is 'Harbour'" in other.stdout


def test_a_broken_kept_page_is_told(tmp_path):
    (tmp_path / "rules" / "paper.example").mkdir(parents=True)
    (tmp_path / "rules" / "paper.example" / "a.json").write_text("{")
    told = try_page(tmp_path, "--kept")
    assert told.returncode == 1
    assert "a.json: no kept page" in told.stderr

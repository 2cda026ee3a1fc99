"""Archived articles looked at again, in whole crawls: what a later look finds, and what it never takes away."""

import pytest

from tests.archive import prose
from tests.crawling import Answer, article, crawl, headline, news, page, publish, redirect, text, write_sources
from tests.hostileweb import serving

NAMES = (
    *("known", "plain", "noisy", "edited", "gone", "flickering", "stub", "soft", "emptied", "moved", "merged", "front"),
    *("broken", "other"),
)
MOVED = "/moved/for-good-and-with-another-address"
GONE = Answer(status=404)
LOOKED = "SELECT outcome, sum(pages) FROM outcomes WHERE crawl_id = ? AND fate = 'looked' GROUP BY outcome"


def noisy(comments):
    body = f"<p>{comments} comments</p>{text('noisy')}<p>{comments} minutes ago</p>"
    return Answer(body=page("noisy", body=body, head=f"<meta name=build content={comments}>"))


def build(paper, blog, busy):
    """A newspaper whose articles answer differently at each look, a blog that is not looked at again, and a site that
    soon has enough."""
    publish(paper, *NAMES, "moved-new", "merged-new")
    publish(blog, "once")
    publish(busy, "busy-one", "busy-two")
    answer = Answer(status=503, headers=(("Retry-After", "7200"),))
    busy.pages |= {news(name): (article(name), answer) for name in ("busy-one", "busy-two")}
    first = {name: article(name) for name in NAMES}
    less = "".join(f"<p>{sentence}</p>" for sentence in prose("emptied", 12)[:3])
    soft = Answer(body=b"<html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>")
    paper.pages |= {
        news("known"): Answer(body=page("known"), headers=(*first["known"].headers, ("ETag", '"1"'))),
        news("noisy"): (noisy(12), noisy(31), noisy(57)),
        news("edited"): (
            first["edited"],
            article(
                "edited", title="Correction: the council hears of it", body=text("edited") + "<p>The mayor left.</p>"
            ),
        ),
        news("gone"): (first["gone"], GONE, GONE, first["gone"]),
        news("flickering"): (first["flickering"], GONE, first["flickering"]),
        news("stub"): (first["stub"], article("stub", body=less, data={"isAccessibleForFree": False})),
        news("soft"): (first["soft"], soft),
        news("emptied"): (first["emptied"], article("emptied", body=less)),
        news("moved"): (first["moved"], redirect(MOVED)),
        MOVED: article("moved", body=text("moved") + "<p>And it rained.</p>"),
        news("merged"): (first["merged"], redirect(news("merged-new"))),
        news("front"): (first["front"], redirect("/")),
        news("broken"): (first["broken"], Answer(status=500)),
        news("other"): (first["other"], Answer(body=page("privacy", title="We value what you share with us"))),
    }


@pytest.fixture(scope="module")
def hosts():
    with serving("127.0.4.1", "127.0.4.2", "127.0.4.3") as (paper, blog, busy):
        build(paper, blog, busy)
        yield paper, blog, busy


@pytest.fixture(scope="module")
def runs(hosts, tmp_path_factory):
    """The first crawl, one that finds nothing due, and three that look at everything."""
    folder = tmp_path_factory.mktemp("looks")
    slow = "delay = 0.01"
    names = dict(zip(("paper", "blog", "busy"), hosts, strict=True))
    write_sources(folder / "sources.toml", names, blog="revisit_days = 0", paper=slow, busy=slow)
    only = ("-a", "due=all", "-a", "revisit=only", "-s", "REMOVED_HOURS=0")
    return [crawl(folder, *more) for more in ((), (), ("-a", "due=all"), only, only)]


@pytest.fixture(scope="module")
def last(runs):
    return runs[-1]


def row(crawled, name, columns):
    return crawled.rows(f"SELECT {columns} FROM articles WHERE key LIKE ?", "%" + news(name))[0]


def looked(runs, number):
    return dict(runs[number].rows(LOOKED, number + 1))


def test_all_runs_end_well(runs):
    assert [run.code for run in runs] == [0] * 5, "\n".join(run.log for run in runs)


def test_nothing_is_looked_at_before_it_is_due(runs):
    assert looked(runs, 1) == {}


def test_every_look_is_counted_by_what_it_found(runs):
    found = {"paywall-stub": 1, "soft-404": 1, "emptied": 1, "another-text": 1, "redirect": 1, "http-500": 1}
    assert looked(runs, 2) == found | {"unchanged": 5, "revision": 2, "gone": 3, "http-503": 1}
    assert runs[2].rows("SELECT stored, dropped, failed FROM crawls WHERE id = 3") == [(2, 0, 0)]
    assert "Looked again   17 archived articles: 5 unchanged" in runs[2].log


def test_a_known_body_costs_a_304(hosts, runs):
    assert [asked.status for asked in hosts[0].of(news("known"))] == [200, 304, 304, 304]


def test_an_edit_is_stored_as_a_revision_with_what_it_changed(last):
    versions = last.rows(
        "SELECT kind, changed, words_added, words_removed FROM revisions WHERE article_id = ? ORDER BY id",
        *row(last, "edited", "id"),
    )
    assert versions == [("published", "", 0, 0), ("edited", "headline, text", 3, 0)]
    assert row(last, "edited", "headline, revisions") == ("Correction: the council hears of it", 2)


@pytest.mark.parametrize("name", ["known", "plain", "noisy", "stub", "soft", "emptied", "other", "gone", "broken"])
def test_what_is_no_edit_replaces_nothing(last, name):
    assert row(last, name, "revisions, headline") == (1, headline(name))
    assert last.rows("SELECT count(*) FROM revisions WHERE article_id = ?", *row(last, name, "id")) == [(1,)]


def test_an_article_is_removed_once_two_looks_have_found_it_gone(runs):
    confirmed = "SELECT key FROM removals JOIN articles a ON a.id = article_id WHERE confirmed <> '' ORDER BY key"
    assert [key.rpartition("/")[2] for (key,) in runs[-1].rows(confirmed)] == [
        news(name).rpartition("/")[2] for name in ("front", "gone")
    ]
    assert row(runs[-1], "front", "removed = (SELECT gone FROM removals WHERE article_id = articles.id)") == (1,)


def test_an_article_that_comes_back_is_no_longer_removed_but_its_absence_stays_on_record(last):
    absences = "SELECT count(*) FROM removals WHERE article_id = ? AND status = 404 AND returned <> ''"
    for name in ("gone", "flickering"):
        assert row(last, name, "removed") == ("",)
        assert last.rows(absences, *row(last, name, "id")) == [(1,)]


def test_an_article_that_moved_is_followed_to_its_new_address(hosts, last):
    assert row(last, "moved", "revisions") == (2,)
    address = hosts[0].base + MOVED
    assert last.rows("SELECT kind FROM copies WHERE url = ?", address) == [("redirect",)]
    assert last.link(address)[0] == "stored"
    assert hosts[0].times(news("moved")) == 2


def test_an_address_that_leads_to_another_article_is_one_of_that_ones(hosts, last):
    owner = last.rows("SELECT article_id, kind FROM copies WHERE url = ?", hosts[0].base + news("merged"))
    assert owner == [(*row(last, "merged-new", "id"), "redirect")]
    assert row(last, "merged", "revisit, revisions") == (None, 1)


def test_a_source_without_revisits_is_not_looked_at_again(hosts, last):
    assert hosts[1].times(news("once")) == 1
    assert last.rows("SELECT count(*) FROM articles WHERE source = 'blog' AND revisit IS NOT NULL") == [(0,)]


def test_a_host_that_asks_for_patience_is_left_alone_by_this_run_and_later_ones(hosts, last):
    assert sum(hosts[2].times(news(name)) for name in ("busy-one", "busy-two")) == 3
    assert hosts[2].times("/robots.txt") == 1  # later runs keep to it
    ((until, pause, reason),) = last.rows(
        "SELECT until > noted, round(pause), reason FROM hosts WHERE host = '127.0.4.3'"
    )
    assert (until, pause, reason) == (1, 1.0, "503, Retry-After: 7200")
    assert "127.0.4.3: asked to be left alone until" in last.log


def test_all_that_stays_due_has_its_time(last):
    due = "SELECT count(*) FROM articles WHERE source = 'paper' AND (revisit IS NULL OR revisit <= visited)"
    assert last.rows(due) == [(1,)]

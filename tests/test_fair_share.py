"""A run of many publications: none waits for another's backlog, and a host that several share is asked one thing at a time."""

from itertools import groupby

import pytest

from tests.crawling import article, crawl, feed, front, news, publish, robots, sitemap
from tests.hostileweb import serving

LIMIT = 80
BACKLOG = [f"old-{number:03}" for number in range(200)]
SMALL = {name: [f"{name}-{number}" for number in range(3)] for name in ("bay", "cove", "dune")}
SHARED = {name: [f"{name}-{number}" for number in range(4)] for name in ("left", "right")}
"""Two publications in folders of one host, with feeds on another that they share, too."""


def build(big, small, shared, feeds):
    publish(big, *BACKLOG)
    for host, names in zip(small, SMALL.values(), strict=True):
        publish(host, *names)
    shared.pages |= {"/robots.txt": robots(shared), "/sitemap.xml": sitemap(), "/feed": feed()}
    for name, names in SHARED.items():
        shared.pages[f"/{name}/"] = front(*map(news, names[:2]))
        shared.pages |= {news(each): article(each) for each in names}
        feeds.pages[f"/{name}"] = feed(*(shared.base + news(each) for each in names[2:]))
    for host in (big, *small, shared, feeds):
        host.wait = 0.03  # all of one pace, and long enough for two requests at once to meet


def sources(big, small, shared, feeds):
    """sources.toml, with the one that has a backlog first."""
    yield f'[big]\nhomepage = "{big.base}/"\ndelay = 0'
    yield from (f'[{name}]\nhomepage = "{host.base}/"\ndelay = 0' for name, host in zip(SMALL, small, strict=True))
    for name in SHARED:
        yield f'[{name}]\nhomepage = "{shared.base}/{name}/"\nfeeds = ["{feeds.base}/{name}"]\ndelay = 0'


@pytest.fixture(scope="module")
def hosts():
    with serving(*(f"127.0.6.{number}" for number in range(1, 7))) as (big, bay, cove, dune, shared, feeds):
        build(big, (bay, cove, dune), shared, feeds)
        yield big, (bay, cove, dune), shared, feeds


@pytest.fixture(scope="module")
def crawled(hosts, tmp_path_factory):
    """A run that ends long before the backlog does."""
    folder = tmp_path_factory.mktemp("fair")
    (folder / "sources.toml").write_text("\n".join(sources(*hosts)))
    return crawl(folder, "-a", f"limit={LIMIT}")


def pages_asked(hosts):
    """The publications whose articles were asked for, in the order of the requests."""
    big, small, shared, _ = hosts
    asked = [(each.began, each.path) for host in (big, *small, shared) for each in host.asked if "/news/" in each.path]
    return [path.removeprefix("/news/").partition("-")[0] for _, path in sorted(asked)]


def test_a_short_run_has_all_that_is_new_elsewhere(crawled):
    assert crawled.code == 0, crawled.log
    archived = dict(crawled.rows("SELECT source, count(*) FROM articles GROUP BY source"))
    others = {name: len(names) for name, names in (SMALL | SHARED).items()}
    assert archived == others | {"big": LIMIT - sum(others.values())}
    assert crawled.rows("SELECT count(*) FROM links WHERE state = 'waiting'") == [(len(BACKLOG) - archived["big"],)]


def test_what_is_new_elsewhere_comes_early_in_the_run(crawled, hosts):
    order = pages_asked(hosts)
    assert len(order) == LIMIT
    before = {name: order[: len(order) - order[::-1].index(name)].count("old") for name in (*SMALL, *SHARED)}
    assert max(before[name] for name in SMALL) <= 15, before
    assert max(before.values()) < order.count("old"), before


def test_a_host_that_publications_share_is_asked_one_thing_at_a_time(crawled, hosts):
    _, _, shared, feeds = hosts
    assert {*SHARED} <= {path.strip("/") for path in feeds.paths()}
    assert all(shared.times(news(each)) == 1 for names in SHARED.values() for each in names)
    for host in (shared, feeds):
        assert max(asked.open for asked in host.asked) == 1


def test_publications_that_share_a_host_take_turns_there(crawled, hosts):
    order = [name for name in pages_asked(hosts) if name in SHARED]
    assert len(list(groupby(order))) > 2, order

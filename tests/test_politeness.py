"""What a site sees of a crawl: when it is asked, what for, and by whom. Told from the servers' own records."""

from itertools import pairwise

import pytest

from tests.crawling import Answer, article, crawl, feed, front, news, publish, redirect, robots, sitemap, write_sources
from tests.hostileweb import serving

NAMES = ("delayed", "alone", "triple", "patient", "busy", "closed", "unruled", "known", "moved", "slow", "mover")
MANY = ("ferry", "quay", "budget", "school", "storm", "bridge", "harbour", "moved-vote")
KEYS = {"delayed": "delay = 0", "alone": "delay = 0", "triple": "delay = 0\nconcurrency = 3", "patient": "delay = 0.4"}
RULES = "Disallow: /\n\nUser-agent: morgue\nDisallow: /news/delayed-secret\nCrawl-delay: 0.5"
COOKIE = ("Set-Cookie", "reader=7; Path=/")
ETAG, MODIFIED = ("ETag", '"1a"'), ("Last-Modified", "Mon, 23 Nov 2026 08:00:00 GMT")
BUSY = Answer(status=503, headers=(("Retry-After", "2"),))
CROWDED = Answer(status=429, headers=(("Retry-After", "1"),))


def with_headers(answer, *headers):
    return Answer(body=answer.body, headers=(*answer.headers, *headers))


def build(hosts):
    """The publications of the test, each with its own wishes."""
    publish(hosts["delayed"], "delayed-ferry", "delayed-secret", rules=RULES)
    publish(hosts["alone"], *(f"alone-{name}" for name in MANY))
    publish(hosts["triple"], *(f"triple-{name}" for name in MANY))
    publish(hosts["patient"], "patient-quay")
    publish(hosts["busy"], "busy-budget", "busy-school")
    publish(hosts["closed"], "closed-storm")
    publish(hosts["unruled"], "unruled-bridge")
    publish(hosts["known"], "known-harbour")
    publish(hosts["moved"], "moved-vote")
    publish(hosts["slow"], "slow-mayor")
    publish(hosts["mover"], "mover-mayor")
    hosts["alone"].wait, hosts["triple"].wait, hosts["slow"].wait = 0.1, 0.3, 0.4
    hosts["slow"].pages["/other"] = feed()
    hosts["mover"].pages["/feed"] = redirect(hosts["slow"].base + "/other")
    hosts["busy"].pages |= {news("busy-budget"): (BUSY, article("busy-budget")), "/feed": (CROWDED, feed())}
    hosts["closed"].pages["/robots.txt"] = Answer(status=503)
    hosts["unruled"].pages["/robots.txt"] = Answer(status=404)
    known = hosts["known"]
    known.pages |= {
        "/": with_headers(front(news("known-harbour")), ETAG, MODIFIED, COOKIE),
        "/feed": with_headers(feed(known.base + news("known-harbour")), ETAG),
        "/sitemap.xml": with_headers(sitemap(known.base + news("known-harbour")), MODIFIED),
    }
    hosts["moved"].pages |= {
        "/robots.txt": redirect("/rules.txt", 301),
        "/rules.txt": robots(hosts["moved"], "Disallow: /news/moved"),
    }


@pytest.fixture(scope="module")
def hosts():
    with serving(*(f"127.0.3.{number}" for number in range(1, len(NAMES) + 1))) as listeners:
        named = dict(zip(NAMES, listeners, strict=True))
        build(named)
        yield named


@pytest.fixture(scope="module")
def folder(hosts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("politeness")
    write_sources(folder / "sources.toml", hosts, **KEYS)
    return folder


@pytest.fixture(scope="module")
def first(folder):
    """The first run."""
    return crawl(folder, MORGUE_CONTACT="https://desk.example/crawler")


@pytest.fixture(scope="module")
def second(first, hosts, folder):
    """What each host was asked in a second run, and that run."""
    before = {name: len(host.asked) for name, host in hosts.items()}
    crawled = crawl(folder, "-a", "due=listings")
    return {name: host.asked[before[name] :] for name, host in hosts.items()}, crawled


def test_the_crawl_ends_well(first):
    assert first.code == 0, first.log
    assert "Traceback" not in first.log
    assert first.rows("SELECT status, sources FROM crawls") == [("finished", len(NAMES))]


def test_robots_txt_is_asked_first_and_once_of_each_host(first, hosts):
    for host in hosts.values():
        assert host.paths()[0] == "/robots.txt"
    assert {name: host.times("/robots.txt") for name, host in hosts.items()} == dict.fromkeys(NAMES, 1)


def test_what_robots_txt_forbids_is_not_asked_and_its_fate_is_on_record(first, hosts):
    assert hosts["delayed"].times(news("delayed-secret")) == 0
    assert first.link(hosts["delayed"].base + news("delayed-secret")) == ("dropped", "disallowed")
    assert first.link(hosts["delayed"].base + news("delayed-ferry")) == ("stored", "new")


def test_a_robots_txt_that_moved_is_followed(first, hosts):
    assert hosts["moved"].paths()[:2] == ["/robots.txt", "/rules.txt"]
    assert first.link(hosts["moved"].base + news("moved-vote")) == ("dropped", "disallowed")


def test_crawl_delay_is_kept_though_sources_toml_asks_for_none(first, hosts):
    gaps = hosts["delayed"].gaps()
    assert len(gaps) >= 4
    assert min(gaps[1:]) >= 0.45  # the first is from robots.txt, before its rules are known


def test_the_delay_of_sources_toml_is_kept(first, hosts):
    assert len(hosts["patient"].gaps()) >= 4
    assert min(hosts["patient"].gaps()[1:]) >= 0.36


def test_a_host_is_asked_one_thing_at_a_time_even_without_a_delay(first, hosts):
    assert {
        name: max(asked.open for asked in host.asked) for name, host in hosts.items() if name != "triple"
    } == dict.fromkeys(set(NAMES) - {"triple"}, 1)
    assert all(hosts["alone"].times(news(f"alone-{name}")) == 1 for name in MANY)


def test_a_host_to_which_another_redirects_is_asked_one_thing_at_a_time_too(first, hosts):
    assert hosts["slow"].times("/other") == 1
    assert max(asked.open for asked in hosts["slow"].asked) == 1


def test_a_slow_host_is_left_alone_as_long_as_it_took_to_answer(first, hosts):
    pauses = [later.began - asked.ended for asked, later in pairwise(hosts["slow"].asked)]
    assert len(pauses) >= 5
    assert min(pauses[1:]) >= 0.36  # the first is from robots.txt


def test_concurrency_lets_that_many_requests_run_at_once(first, hosts):
    assert max(asked.open for asked in hosts["triple"].asked) in {2, 3}
    assert all(first.link(hosts["triple"].base + news(f"triple-{name}"))[0] == "stored" for name in MANY)


@pytest.mark.parametrize(("path", "seconds"), [(news("busy-budget"), 2.0), ("/feed", 1.0)])
def test_retry_after_is_kept_and_the_answer_had_in_the_same_run(first, hosts, path, seconds):
    busy = hosts["busy"]
    refused, given = busy.of(path)
    assert [refused.status >= 429, given.status] == [True, 200]
    following = next(later for asked, later in pairwise(busy.asked) if asked is refused)
    assert following.began - refused.ended >= seconds * 0.99
    assert first.link(busy.base + news("busy-budget")) == ("stored", "new")


def test_a_host_whose_robots_txt_cannot_be_had_is_left_alone(first, hosts):
    assert hosts["closed"].paths() == ["/robots.txt"]
    assert f"{hosts['closed'].base}/robots.txt: status 503: nothing of this host is fetched" in first.log


def test_without_a_robots_txt_everything_is_allowed(first, hosts):
    assert first.link(hosts["unruled"].base + news("unruled-bridge")) == ("stored", "new")


def test_requests_name_the_crawler_and_its_contact(first, hosts):
    agents = {
        asked.headers["user-agent"] for host in hosts.values() for asked in host.asked if asked.began < first.ended
    }
    assert agents == {"morgue/0.1 (news archive; +https://desk.example/crawler)"}


def test_no_request_says_where_its_link_was_found_or_returns_a_cookie(second, hosts):
    sent = set().union(*(asked.headers for host in hosts.values() for asked in host.asked))
    assert not sent & {"referer", "cookie"}


def test_no_coding_is_asked_for_that_readers_of_warc_files_do_not_know(first, hosts):
    codings = {asked.headers["accept-encoding"] for host in hosts.values() for asked in host.asked}
    assert {coding.strip() for listed in codings for coding in listed.split(",")} <= {"gzip", "deflate", "identity"}


def test_what_is_known_is_asked_for_only_if_it_changed(second):
    asked, crawled = second
    assert crawled.code == 0, crawled.log
    known = {each.path: each for each in asked["known"]}
    assert {path: each.status for path, each in known.items()} == {
        "/": 304,
        "/feed": 304,
        "/sitemap.xml": 304,
    }
    assert (known["/"].headers["if-none-match"], known["/"].headers["if-modified-since"]) == (ETAG[1], MODIFIED[1])
    assert known["/feed"].headers["if-none-match"] == ETAG[1]
    assert known["/sitemap.xml"].headers["if-modified-since"] == MODIFIED[1]


def test_a_robots_txt_is_kept_to_by_the_runs_of_an_hour(second):
    asked, crawled = second
    assert [
        each for requests in asked.values() for each in requests if each.path == "/robots.txt" and each.status == 200
    ] == []
    rules = dict(crawled.rows("SELECT origin, rules FROM robots"))
    assert "Disallow: /news/moved" in "".join(rules.values())


def test_no_article_is_fetched_again(second):
    asked, crawled = second
    assert [each.path for requests in asked.values() for each in requests if each.path.startswith("/news/")] == []
    assert crawled.rows("SELECT stored FROM crawls ORDER BY id")[1] == (0,)

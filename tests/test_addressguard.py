"""The address guard's rules; how a crawl keeps to them is in test_hostile_listings."""

import pytest
from scrapy import Request
from scrapy.utils.test import get_crawler

from crawler.addressguard import AddressGuardMiddleware, PrivateAddress, is_private, own_hosts

SOURCES = """
[intranet]
homepage = "http://10.0.0.5:8080/"
feeds = ["http://10.0.0.6/feed"]
sitemaps = ["http://[fd00::7]/sitemap.xml"]
sections = ["http://localhost:8000/news"]
"""


@pytest.fixture
def crawler(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(SOURCES)
    return get_crawler(settings_dict={"SOURCES": str(path)})


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "192.168.1.1"),  # RFC 1122, RFC 1918
        *("169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "192.0.2.1"),  # RFC 3927, RFC 6598, RFC 6890
        *("::1", "[::1]", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "[::ffff:127.0.0.1]", "::ffff:10.0.0.1"),
        *("localhost", "LOCALHOST", "localhost.", "printer.localhost"),
    ],
)
def test_an_address_of_this_machine_or_network_is_private(host):
    assert is_private(host)


@pytest.mark.parametrize(
    "host", ["192.0.43.8", "[2a00:1450:4001:81b::200e]", "news.example", "localhost.example", "10.example"]
)
def test_other_addresses_and_names_are_not(host):
    assert not is_private(host)


def test_the_hosts_of_sources_toml_are_allowed_with_their_endpoints(crawler):
    assert own_hosts(crawler) == {"10.0.0.5", "10.0.0.6", "fd00::7", "localhost"}


@pytest.mark.parametrize(
    "url", ["http://10.0.0.5/other", "http://[fd00::7]/a", "https://localhost/", "https://news.example/"]
)
def test_requests_to_them_and_to_the_public_web_pass(crawler, url):
    assert AddressGuardMiddleware.from_crawler(crawler).process_request(Request(url)) is None


@pytest.mark.parametrize(
    "url", ["http://10.0.0.9/", "http://127.0.0.1:5432/", "http://169.254.169.254/latest/meta-data"]
)
def test_requests_to_other_private_addresses_are_refused_with_the_reason(crawler, url):
    with pytest.raises(PrivateAddress, match=r"private address that is not in sources\.toml"):
        AddressGuardMiddleware.from_crawler(crawler).process_request(Request(url))

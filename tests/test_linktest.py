"""Which addresses may be articles': the shapes of real publications' addresses, on invented hosts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.linktest import is_section, judge_link

ARTICLES = """
    https://example.com/2026/11/23/world/ferry-is-back-after-ten-years/
    https://example.com/world/2026/nov/23/ferry-back
    https://example.com/2026/11/ferry-back
    https://example.com/politics/ferry-is-back-after-ten-years-100042.html
    https://example.com/news/ferry-is-back-after-ten-years-100042
    https://example.com/article/100042/ferry-is-back
    https://example.com/article/ferry
    https://example.com/news/articles/c4gd8q2x1y0o
    https://example.com/news/world-europe-61234567
    https://example.com/news/live/cx2ab3d4ef5t
    https://example.com/live/2026/11/23/election-results-live-updates
    https://example.com/opinion/why-the-ferry-should-have-stayed-away
    https://example.com/sport/football/rovers-beat-united-in-the-rain/
    https://example.com/video-game-sales-fall-2026-11-02/
    https://example.com/tv-and-radio/review-of-the-night-ferry
    https://example.com/photography-prize-goes-to-harbour-pilot
    https://example.com/business/legal/judges-side-with-ferry-owners-2026-11-23/
    https://example.com/legal/judges-side-with-ferry-owners-2026-11-23/
    https://example.com/games/2026/nov/23/the-ferry-simulator-review
    https://example.com/jobs/2026/11/23/where-the-work-will-be
    https://example.com/?p=123
    https://example.com/index.php?id=4711
    https://example.com/news/article.html?no=100042
    https://example.com/article/view.html?idxno=100042
    https://example.com/news/view.php?tx_ttnews%5Btt_news%5D=477
    https://example.com/a/ferry-is-back/7585813.html
    https://example.com/de/faehre-ist-zurueck/a-65897191
    https://example.com/wirtschaft/faehre-wieder-da-a-f5a19d00-84b3-407f-aff2-bce27e8088cf
    https://example.com/politik/deutschland/article253202060/Faehre-ist-zurueck.html
    https://example.com/aktuell/rhein-main/faehre-ist-zurueck-18857107.html
    https://example.com/nachrichten/faehre-zurueck,faehre-hafen-100.html
    https://example.com/Faehre-zurueck/!5928990/
    https://example.com/karriere/wer-die-faehre-steuert-a-8d856701-4951-4e34-a500-c3ac8ffcc717
    https://example.com/panorama/faehre.GoPAarjxoHNezv1hVvgdhr1
    https://example.com/personen/reederei-nominiert-aufsichtsratschef-fuer-zweite-amtszeit
    https://example.com/autoren/anna-beispiel/die-faehre-und-das-meer
    https://example.com/themen/politik/die-faehre-und-das-meer-4711000
    https://example.com/politique/article/2026/11/23/le-ferry-est-de-retour_6187099_823448.html
    https://example.com/monde/europe/le-ferry-est-de-retour-20261123
    https://example.com/espana/andalucia/el-ferry-vuelve-al-puerto-20261123145127-nts.html
    https://example.com/deportes/formula-1/2026/12/02/674cdc8a21efa004028b45a8.html
    https://example.com/esteri/26_novembre_23/traghetto-torna-in-porto-3c53a5b8-27fc-4886-a0bf-a10908331xlk.shtml
    https://example.com/cronaca/2026/11/23/news/traghetto_torna_in_porto-423921494/
    https://example.com/mundo/noticia/2026/11/23/balsa-volta-ao-porto.ghtml
    https://example.com/binnenland/de-veerboot-is-terug-van-weggeweest~b1a2c3d4/
    https://example.com/nyheter/ferjen-er-tilbake/84057530
    https://example.com/nyheter/farjan-ar-tillbaka-i-hamnen
    https://example.com/udland/2026-11-23-faergen-er-tilbage
    https://example.com/kotimaa/art-2000010123456.html
    https://example.com/polityka/art44186001-prom-wrocil-do-portu
    https://example.com/domaci/clanek/trajekt-se-vratil-40487215
    https://example.com/politics/23/11/2026/673f0c2a9a7947d1b2c3d4e5
    https://example.com/gundem/feribot-on-yil-sonra-geri-dondu/3912126
    https://example.com/yazarlar/ayse-ornek/feribotun-hikayesi-ve-deniz-42000123
    https://example.com/articles/AST1F4445T1FUTIL02SM.html
    https://example.com/articles/20261123/k00/00m/030/335000c
    https://example.com/world/20261203-OYT1T50218/
    https://example.com/n1/2026/1123/c1001-40223222.html
    https://example.com/2026-11/23/c_1128123456.htm
    https://example.com/News/Read/A2026051516330004328
    https://example.com/%E3%83%95%E3%82%A7%E3%83%AA%E3%83%BC%E3%81%8C%E5%8D%81%E5%B9%B4%E3%81%B6%E3%82%8A%E3%81%AB%E5%B8%B0%E3%81%A3%E3%81%A6%E6%9D%A5%E3%81%9F
    https://example.com/news/898682/%D8%B9%D8%A7%D8%AF%D8%AA-%D8%A7%D9%84%D8%B9%D8%A8%D8%A7%D8%B1%D8%A9-%D8%A5%D9%84%D9%89-%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1/ar
    https://example.com/News/front/archives/2026/10/16/2003825372
    https://example.com/archive/63076
    https://example.com/ideas/archive/2026/08/the-ferry-is-a-warning/615610/
    https://example.com/opinion/columnists/example-ferry-owners-are-not-the-threat/wcm/3e3291e0-a6f0-44fd-82f2-782ea2690783
    https://example.com/why-the-ferry-came-back/2025/11
    https://sport.example.com/rovers-beat-united-in-the-rain
    https://blogs.example.com/harbour/2026/11/23/notes/
    https://ara.example/societat/el-ferri-ha-tornat-al-port_1_5123456.html
""".split()  # noqa: SIM905

NOT_ARTICLES = """
    front https://example.com
    front https://example.com/
    front https://example.com/?utm_source=x
    front https://example.com/en/
    front https://example.com/pt-br
    front https://example.com/zh_hant/
    front https://example.com/index.html
    front https://example.com/de/index.php
    section https://example.com/politics
    section https://example.com/sport/football/
    section https://example.com/nachrichten/wirtschaft/index.html
    section https://example.com/category/politics/
    section https://example.com/category/politics/page/2
    section https://example.com/section/world?page=2
    section https://example.com/rubrique/monde/
    section https://example.com/page/2
    section https://example.com/2026/
    section https://example.com/2026/11/
    section https://example.com/2026/11/23/
    section https://example.com/archive/2026/11/23
    tag https://example.com/tag/ferry
    tag https://example.com/tag/ferries-of-the-north-sea/
    tag https://example.com/tag/ferry/page/3
    tag https://example.com/news/topics/cx1m7zg0wzdt
    tag https://example.com/thema/faehre/
    tag https://example.com/tags/67178/faehre
    tag https://example.com/etiqueta/el-ferry-del-norte
    tag https://example.com/mot-cle/ferry
    tag https://example.com/topics/word/%E3%83%95%E3%82%A7%E3%83%AA%E3%83%BC.html
    author https://example.com/author/anna-example/
    author https://example.com/profile/annaexample
    author https://example.com/autoren/anna-beispiel-123456.html
    author https://example.com/by/anna-example
    author https://example.com/news/authors/anna-example/2
    gallery https://example.com/gallery/pictures-of-the-week-from-around-the-region-3
    gallery https://example.com/world/gallery/2026/nov/23/the-ferry-in-pictures
    gallery https://example.com/fotostrecke/die-faehre-kehrt-zurueck-fotostrecke-123456.html
    gallery https://example.com/fotogaler%C3%ADa/2026/11/23/el-ferry
    video https://example.com/video/watch-the-moment-the-ferry-came-back-3
    video https://example.com/news/av/../videos/cx2ab3d4ef5t
    video https://example.com/videos/
    video https://example.com/planete/video/2026/11/23/le-ferry-est-de-retour_6184637_3244.html
    video https://video.example.com/ferry-is-back-after-ten-years/123456
    audio https://example.com/podcasts/the-ferry/episode-12-the-long-way-home
    audio https://example.com/audio/play/abc123
    audio https://podcasts.example.com/the-ferry-comes-home-to-port
    login https://example.com/login?next=/2026/11/23/ferry-is-back
    login https://example.com/user/register
    login https://example.com/subscribe/
    login https://example.com/abo/digital
    login https://account.example.com/settings-for-your-account
    login https://example.com/wp-login.php
    search https://example.com/search?q=ferry
    search https://example.com/?s=ferry
    search https://example.com/suche/faehre
    search https://example.com/tr/search/?s=feribot
    calendar https://example.com/calendar?page=3
    calendar https://example.com/events/harbour-festival
    calendar https://example.com/veranstaltungen/hafenfest-2026
    calendar https://example.com/programme-tv/ce-soir
    shop https://example.com/shop/ferry-model
    shop https://shop.example.com/products/model-of-the-old-ferry-12345
    shop https://jobs.example.com/stellenanzeigen/3521492.html
    shop https://example.com/coupons/ferry-tickets
    page https://example.com/about
    page https://example.com/about-us/
    page https://example.com/en/contact
    page https://example.com/impressum.html
    page https://example.com/service/impressum/index.html
    page https://example.com/privacy-policy
    page https://example.com/datenschutz
    page https://example.com/mentions-legales
    page https://example.com/aviso-legal
    page https://example.com/om-oss
    page https://example.com/help/how-to-cancel
    page https://example.com/newsletter/politics
    page https://example.com/2026/11/23/ferry-is-back/comments
    page https://epaper.example.com/the-paper-of-today-as-it-was-printed
    file https://example.com/2026/11/23/ferry-is-back.pdf
    file https://example.com/wp-content/uploads/2026/11/ferry-is-back.jpg
    file https://example.com/media/episode-12.mp3
    file https://example.com/data/ferries.zip
    file https://example.com/sitemap-articles-1.xml
    feed https://example.com/feed/
    feed https://example.com/politics/rss.xml
    feed https://example.com/2026/11/23/ferry-is-back/feed/
    feed https://example.com/?feed=rss2
    feed https://example.com/news.rss
    no-article-address https://example.com/r/123
    no-article-address https://example.com/weather/today?city=12
    no-article-address https://example.com/x/y/z/w
"""
REFUSED = [tuple(line.split()) for line in NOT_ARTICLES.strip().splitlines()]


@pytest.mark.parametrize("url", ARTICLES)
def test_an_article_may_be_one(url: str) -> None:
    assert judge_link(url) == ""
    assert judge_link(url, trusted=True) == ""
    assert judge_link(url, "The ferry is back after ten years") == ""


@pytest.mark.parametrize(("reason", "url"), REFUSED)
def test_what_is_none_is_refused_for_its_reason(reason: str, url: str) -> None:
    assert judge_link(url) == reason


@pytest.mark.parametrize(
    ("reason", "url"), [(reason, url) for reason, url in REFUSED if reason != "no-article-address"]
)
def test_what_readers_call_it_does_not_turn_a_page_into_an_article(reason: str, url: str) -> None:
    assert judge_link(url, "All the news of the day in one place") == reason


def test_what_a_feed_announces_needs_no_evidence_but_plain_words_count() -> None:
    assert judge_link("https://example.com/x/y/z/w", trusted=True) == ""
    assert judge_link("https://example.com/politics", trusted=True) == ""
    assert judge_link("https://example.com/video/ferry", "The ferry is back after years", trusted=True) == "video"
    assert judge_link("https://example.com/ferry.mp3", trusted=True) == "file"
    assert judge_link("https://example.com/tag/ferry", trusted=True) == "tag"


@pytest.mark.parametrize(
    ("url", "title", "reason"),
    [
        ("https://example.com/r/123", "The ferry is back after ten years", ""),
        ("https://example.com/r/123", "More", "no-article-address"),
        ("https://example.com/ferry-back", "The ferry is back after ten years", ""),
        ("https://example.com/kultur/kolumne/hafen", "Warum die Fähre nicht wiederkommen sollte", ""),
        ("https://example.com/news/x9", "フェリーが十年ぶりに帰って来た", ""),
        ("https://example.com/news/x9", "フェリー", "section"),
        ("https://example.com/life-and-style", "Life & Style", "section"),
        ("https://example.com/my-account-settings", "Settings", "no-article-address"),
        ("https://example.com/climate-and-people", "Climate & People", "section"),
        ("https://example.com/food-and-drink/pubs-and-bars", "Pubs and bars", "section"),
        ("https://example.com/the-ferry-is-back-after-ten-years", "More", ""),
        ("https://example.com/wurmkiste-39572.html", "Wurmkiste selber bauen", ""),
        ("https://example.com/in-good-shape/s-11936", "In Good Shape", "no-article-address"),
    ],
)
def test_the_title_decides_where_the_address_does_not(url: str, title: str, reason: str) -> None:
    assert judge_link(url, title) == reason


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://example.com/politics", "Politics"),
        ("https://example.com/sport/football/", "Football"),
        ("https://example.com/news/world/asia", ""),
        ("https://example.com/section/world", "World"),
        ("https://example.com/category/politics/", "Politics"),
        ("https://example.com/life-and-style", "Life & Style"),
        ("https://example.com/wirtschaft/index.html", "Wirtschaft"),
        ("https://example.com/%C3%A9conomie", "Économie"),
        ("https://example.com/en/business", "Business"),
    ],
)
def test_a_section_front_is_one(url: str, title: str) -> None:
    assert is_section(url, title)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://example.com/", "Home"),
        ("https://example.com/en/", "English"),
        ("https://example.com/login", "Log in"),
        ("https://example.com/about", "About us"),
        ("https://example.com/gift-subscription-offer", "Gifts"),
        ("https://example.com/privacy-and-cookies", "Privacy"),
        ("https://example.com/tag/ferry", "Ferry"),
        ("https://example.com/author/anna", "Anna"),
        ("https://example.com/video", "Video"),
        ("https://example.com/feed/", "RSS"),
        ("https://example.com/calendar", "Events"),
        ("https://example.com/section/world?page=2", "Next"),
        ("https://example.com/2026/11/", "November"),
        ("https://example.com/page/2", "2"),
        ("https://example.com/a/b/c/d", "Deep"),
        ("https://example.com/politics", "Parliament votes on the ferry tonight"),
        ("https://example.com/world/ferry-is-back-after-ten-years", ""),
        ("https://example.com/news/100042", "Ferry"),
        ("https://example.com/report.pdf", "Report"),
        ("https://shop.example.com/models", "Models"),
    ],
)
def test_what_is_no_section_front_is_not_taken_for_one(url: str, title: str) -> None:
    assert not is_section(url, title)


@given(st.text(max_size=80), st.text(max_size=40), st.booleans())
def test_no_text_upsets_the_test(text: str, title: str, trusted: bool) -> None:
    for url in (text, f"https://example.com/{text}", f"https://{text}.example.com/?{text}"):
        assert isinstance(judge_link(url, title, trusted), str)
        assert is_section(url, title) in {True, False}

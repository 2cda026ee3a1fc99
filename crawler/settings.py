"""How to crawl. What to crawl is in sources.toml; secrets are in the environment.

Each value says Scrapy's own default and why ours differs. Change one for a run with `-s NAME=value`.
"""

import os
import sys

BOT_NAME = "morgue"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# -- the project's own

# fmt: off
ARCHIVE = "archive.db"  # the archive; WARC files lie in warc/ beside it
IF_BUSY = ""  # while another run writes to the archive: skip (exit code 0), wait, or fail; empty: news skips, imports wait
SOURCES = "sources.toml"  # what to crawl
RULES = "rules.toml"  # how to read the pages of single sites, where the general way fails; need not exist
CONTACT = os.environ.get("MORGUE_CONTACT", "")  # an address or page where a webmaster learns who crawls
NOTIFY = os.environ.get("MORGUE_NOTIFY", "")  # who is told when a source falls ill or gets well: command, address, Apprise URL
NEWS_DAYS = 120  # what is older when it is found waits in the ledger for a backfill; -a since=DATE overrides
BACKFILL_LISTINGS = 500  # sitemaps and archive pages that a backfill reads in a run, of one publication at most
REVISIT_DAYS = 30  # an archived article is looked at again for so long after it was published; 0: never
REVISIT_LOOKS = 6  # how often in that time, about: oftener at first, and where articles are edited
REMOVED_HOURS = 6  # between the two looks that must find an article gone before it counts as removed
OBEY: list[str] = []  # what pages reserve that keeps them out of the archive, e.g. noarchive,tdm-reserved; all is on record
PATIENCE = 0.05  # how long articles may wait to be found: their number times their hours of waiting; half asks 1.3 x as often
ROBOTS_HOURS = 1.0  # how long a robots.txt is kept to before it is read again; RFC 9309 allows a day; 0: read in every run
INTERVAL_MIN = 5.0  # minutes between two reads of a feed, sitemap or front page at least; or interval_min in sources.toml
INTERVAL_MAX = 1440.0  # minutes at most; or interval_max in sources.toml
EXTRACT_WORKERS = 0  # processes that read pages; 0: as many as processors
EXTRACT_TIMEOUT = 20.0  # seconds for one page; a normal one takes 0.03
WARC_BYTES = 1_000_000_000  # a WARC file is rotated at this size
# fmt: on

# -- the line

ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 200,
    "pipelines.boilerplate.BoilerplatePipeline": 250,
    "pipelines.rereading.RereadingPipeline": 275,
    "pipelines.dedupe.DedupePipeline": 300,
    "pipelines.store.StorePipeline": 400,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # default 100; ours knows Crawl-delay and RFC 9309
    "crawler.addressguard.AddressGuardMiddleware": 90,  # before anything is asked of an address
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.headers.SourceHeadersMiddleware": 450,
    "crawler.throttle.HostSlotMiddleware": 460,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # default 550; the ledger retries, across runs too
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # default 580; news pages reload themselves with it
    "pipelines.capture.CaptureMiddleware": 840,  # next to the downloader: it sees every answer as it was sent
}
EXTENSIONS = {
    "crawler.throttle.Throttle": 0,
    "crawler.run.Run": 0,  # the run's row in crawls
    "crawler.progress.Progress": 0,
    "crawler.closing.ClosingAfterItems": 0,  # Ctrl-C during an import
    "scrapy.extensions.logstats.LogStats": None,  # default 0; Progress writes its own line
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # default 900; every request comes from the ledger
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # default 800; clean() limits lengths
}

# -- politeness

USER_AGENT = f"morgue/0.1 (news archive{CONTACT and '; +' + CONTACT})"  # default Scrapy's; honest, with a contact
ROBOTSTXT_OBEY = True  # default False
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8; one at a time per host
DOWNLOAD_DELAY = 0.05  # default 0; the least pause: Throttle waits as long as the last answer took, and longer if asked
DOWNLOAD_DELAY_JITTER = 0  # default 0.5; an honest crawler need not look like a person, and Retry-After is exact
DOWNLOAD_TIMEOUT = 30  # default 180; for the whole request, so that a dripping page ends
REFERRER_POLICY = "no-referrer"  # default: tells each site where a link to it was found
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",  # default the same
    "Accept-Encoding": "gzip",  # default also br and zstd, which few programs that read WARC files can unpack
}
COOKIES_ENABLED = False  # default True; no site tracks an archive from page to page

# -- bounds against hostile answers

DOWNLOAD_MAXSIZE = 8_000_000  # default 1 GB; one 20 MB page costs trafilatura gigabytes
DOWNLOAD_WARNSIZE = 0  # default 32 MB; what is too big has its own outcome
TWISTED_DNS_RESOLVER = "crawler.addressguard.GuardedResolver"  # a public name that means a private address is not asked
REDIRECT_MAX_TIMES = 5  # default 20; for feeds and sitemaps: pages are followed through the ledger
TELNETCONSOLE_ENABLED = False  # default True; it runs Python for whoever connects
REMOTE_CONTROL_ENABLED = False  # default True; so does this

# -- capacity

CONCURRENT_REQUESTS = 64  # default 16; the spider never has more than a host's share under way
CONCURRENT_ITEMS = 4  # default 100; a page yields one item
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 2_000_000  # default 5,000,000; bytes of pages that may wait for extraction
REACTOR_THREADPOOL_MAXSIZE = 20  # default 10; threads look up names

# -- what is said

LOG_LEVEL = "INFO"  # default DEBUG
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"  # default WARNING; a drop is an outcome, counted in the summary
STATS_DUMP = False  # default True; the summary says it
LOG_VERSIONS: list[str] = []  # default seven libraries
LOGSTATS_INTERVAL = 30.0  # default 60
PROGRESS_ENABLED = sys.stderr.isatty()  # the live display; plain lines without a terminal
FEED_EXPORT_ENCODING = "utf-8"  # default: JSON in ASCII escapes

"""How Datasette serves an archive: each setting with Datasette's default and why it differs."""

SETTINGS: dict[str, int | bool] = {
    "default_page_size": 50,  # default 100; articles have many columns
    "max_returned_rows": 5000,  # default 1000; a year of days and sources does not fit that, and queries have no pages
    "num_sql_threads": 4,  # default 3; one slow query of a colleague leaves three threads for the others
    "sql_time_limit_ms": 3000,  # default 1000, made for the open Internet; full scans of a big archive take longer
    "suggest_facets": False,  # default True; on 300,000 articles that is 0.85 of a page's 0.9 seconds
    "facet_time_limit_ms": 200,  # default 200; bounds what a facet costs when no index serves it
    "default_facet_size": 15,  # default 30; keeps the rows in sight below long lists of sections
    "allow_download": False,  # default True; a copy of a live database is no backup, VACUUM INTO makes one
    "max_csv_mb": 0,  # default 100; a corpus export is larger, and rows are streamed
    "cache_size_kb": 16_000,  # default 2000, a connection; search reads the same index pages again and again
    "default_cache_ttl": 0,  # default 5 seconds; a crawl may be running, and private pages are not for caches
}

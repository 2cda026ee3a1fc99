-- The archive: tables with a comment a column, views, and the search index. A field in braces stands for its docstring in Article.
CREATE TABLE sources ( -- A publication of sources.toml
  name TEXT PRIMARY KEY, -- Name of its table in sources.toml
  title TEXT NOT NULL DEFAULT '', -- Name for readers
  homepage TEXT NOT NULL, -- Front page
  language TEXT NOT NULL DEFAULT '', -- Main language, ISO 639-1, if sources.toml says so
  country TEXT NOT NULL DEFAULT '', -- Country, ISO 3166-1 alpha-2, if sources.toml says so
  enabled INTEGER NOT NULL DEFAULT 1, -- 0 when switched off or no longer in sources.toml
  added TEXT NOT NULL, -- When it was first crawled (UTC)
  crawled TEXT -- When it was last crawled (UTC)
) STRICT;

CREATE TABLE crawls ( -- A run of a spider: what it did and how it ended
  id INTEGER PRIMARY KEY, -- Number of the run
  spider TEXT NOT NULL, -- Name of the spider
  arguments TEXT NOT NULL DEFAULT '{}', -- Arguments of the run, JSON
  started TEXT NOT NULL, -- Start (UTC)
  ended TEXT, -- End (UTC); empty while running
  status TEXT NOT NULL DEFAULT 'running', -- running, finished, shutdown (Ctrl-C), killed, or Scrapy's reason
  sources INTEGER NOT NULL DEFAULT 0, -- Publications visited
  requests INTEGER NOT NULL DEFAULT 0, -- Requests sent
  bytes INTEGER NOT NULL DEFAULT 0, -- Bytes received
  stored INTEGER NOT NULL DEFAULT 0, -- Pages stored: new articles, revisions and copies
  dropped INTEGER NOT NULL DEFAULT 0, -- Pages dropped with a reason, and links that robots.txt forbids
  failed INTEGER NOT NULL DEFAULT 0, -- Pages that failed
  seconds REAL -- Length of the run, seconds
) STRICT;

CREATE TABLE outcomes ( -- What a run did, by source and outcome
  crawl_id INTEGER NOT NULL REFERENCES crawls(id), -- The run
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  fate TEXT NOT NULL, -- stored, dropped or failed
  outcome TEXT NOT NULL, -- The outcome word
  pages INTEGER NOT NULL, -- How many pages or links came out so
  PRIMARY KEY (crawl_id, source, fate, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoints ( -- A page that lists articles: front page, section front, feed or sitemap
  id INTEGER PRIMARY KEY, -- Number of the endpoint
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  url TEXT NOT NULL UNIQUE, -- Address
  kind TEXT NOT NULL, -- front, section, feed, sitemap, sitemap-index
  found TEXT NOT NULL, -- How it was found: configured, robots, link, well-known, index, navigation
  parent_id INTEGER REFERENCES endpoints(id), -- The endpoint that names it
  etag TEXT NOT NULL DEFAULT '', -- Validator: ETag of the last full answer
  last_modified TEXT NOT NULL DEFAULT '', -- Validator: Last-Modified of the last full answer
  lastmod TEXT NOT NULL DEFAULT '', -- For a sitemap: the lastmod its index gave when it was last read
  digest TEXT NOT NULL DEFAULT '', -- Digest of the last body
  added TEXT NOT NULL, -- When it was found (UTC)
  checked TEXT, -- When it was last asked (UTC)
  changed TEXT, -- When its body last differed (UTC)
  next TEXT, -- Not to be asked before (UTC)
  status INTEGER, -- Last HTTP status
  links INTEGER NOT NULL DEFAULT 0, -- Links on it when last read
  fresh INTEGER NOT NULL DEFAULT 0, -- Links it was the first to name, ever
  failures INTEGER NOT NULL DEFAULT 0 -- Failures in a row
) STRICT;
CREATE INDEX endpoints_source ON endpoints(source, kind);

CREATE TABLE captures ( -- An answer of a server, kept as a WARC record
  id INTEGER PRIMARY KEY, -- Number of the capture
  crawl_id INTEGER REFERENCES crawls(id), -- The run that fetched it
  source TEXT NOT NULL DEFAULT '', -- The publication it was fetched for
  url TEXT NOT NULL, -- Address asked
  fetched TEXT NOT NULL, -- When the answer came (UTC)
  status INTEGER NOT NULL, -- HTTP status
  content_type TEXT NOT NULL DEFAULT '', -- Content-Type header
  coding TEXT NOT NULL DEFAULT '', -- Content-Encoding header; the record holds the body in it
  location TEXT NOT NULL DEFAULT '', -- Location header of a redirect
  etag TEXT NOT NULL DEFAULT '', -- ETag header
  last_modified TEXT NOT NULL DEFAULT '', -- Last-Modified header
  digest TEXT NOT NULL DEFAULT '', -- SHA-1 of the body, base32, as WARC-Payload-Digest; empty without a body
  size INTEGER NOT NULL, -- Bytes of the body as sent
  revisit_of INTEGER REFERENCES captures(id), -- The capture that holds this very body
  warc TEXT NOT NULL, -- WARC file, relative to the archive's folder
  warc_offset INTEGER NOT NULL, -- Byte offset of the record's gzip member
  warc_length INTEGER NOT NULL -- Bytes of the record's gzip member
) STRICT;
CREATE INDEX captures_digest ON captures(digest) WHERE digest <> '' AND revisit_of IS NULL;
CREATE INDEX captures_url ON captures(url);
CREATE INDEX captures_fetched ON captures(fetched);
CREATE INDEX captures_status ON captures(status);

CREATE TABLE articles ( -- One article once. Its text is in texts
  id INTEGER PRIMARY KEY, -- Permanent number of the article
  headline TEXT NOT NULL, -- {headline}
  source TEXT NOT NULL REFERENCES sources(name), -- {source}
  published TEXT NOT NULL DEFAULT '', -- {published}
  byline TEXT NOT NULL DEFAULT '', -- {byline}
  authors TEXT NOT NULL DEFAULT '[]', -- {authors} JSON array
  section TEXT NOT NULL DEFAULT '', -- {section}
  tags TEXT NOT NULL DEFAULT '[]', -- {tags} JSON array
  language TEXT NOT NULL DEFAULT '', -- {language}
  words INTEGER NOT NULL DEFAULT 0, -- {words}
  access TEXT NOT NULL DEFAULT 'free', -- {access}
  url TEXT NOT NULL, -- {url}
  description TEXT NOT NULL DEFAULT '', -- {description}
  image TEXT NOT NULL DEFAULT '', -- {image}
  published_printed TEXT NOT NULL DEFAULT '', -- {published_printed}
  modified TEXT NOT NULL DEFAULT '', -- {modified}
  modified_printed TEXT NOT NULL DEFAULT '', -- {modified_printed}
  first_seen TEXT NOT NULL, -- When it was first fetched (UTC)
  last_seen TEXT NOT NULL, -- When it was last found unchanged or changed (UTC)
  revisions INTEGER NOT NULL DEFAULT 1, -- Versions that readers were shown
  revision_id INTEGER, -- The current version, a row of revisions
  story_id INTEGER REFERENCES stories(id), -- The story it belongs to; empty while it stands alone
  capture_id INTEGER REFERENCES captures(id), -- {capture}
  evidence TEXT NOT NULL DEFAULT '{}', -- {evidence} JSON object by field
  extractor TEXT NOT NULL DEFAULT '', -- {extractor}
  key TEXT NOT NULL UNIQUE, -- Identity of the address: url without scheme, www and trailing slash
  digest TEXT NOT NULL -- {digest}
) STRICT;
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_source ON articles(source, published);
CREATE INDEX articles_digest ON articles(digest);
CREATE INDEX articles_story ON articles(story_id) WHERE story_id IS NOT NULL;
CREATE INDEX articles_first_seen ON articles(first_seen);
CREATE INDEX articles_language ON articles(language);
CREATE INDEX articles_section ON articles(section);
CREATE INDEX articles_access ON articles(access);

CREATE TABLE revisions ( -- Every version of an article that readers were shown
  id INTEGER PRIMARY KEY, -- Number of the version
  article_id INTEGER NOT NULL REFERENCES articles(id), -- The article
  kind TEXT NOT NULL, -- published (the first), edited, or re-extracted (same page read by a newer extractor)
  seen TEXT NOT NULL, -- When this version was first fetched (UTC)
  headline TEXT NOT NULL, -- Headline of this version
  byline TEXT NOT NULL DEFAULT '', -- Byline of this version
  changed TEXT NOT NULL DEFAULT '', -- What differs from the version before: headline, byline, text
  words INTEGER NOT NULL DEFAULT 0, -- Words of this version
  capture_id INTEGER REFERENCES captures(id), -- The capture it was read from
  digest TEXT NOT NULL, -- Digest of the normalised text
  text TEXT NOT NULL -- Text of this version, one paragraph a line
) STRICT;
CREATE INDEX revisions_article ON revisions(article_id);
CREATE INDEX revisions_seen ON revisions(kind, seen);

CREATE TABLE links ( -- Every address ever seen on a publication: where, when, and what became of it
  id INTEGER PRIMARY KEY, -- Number of the link
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  url TEXT NOT NULL UNIQUE, -- Address as it was found, without fragment
  key TEXT NOT NULL, -- Identity of the address: links that share it are one page
  state TEXT NOT NULL DEFAULT 'waiting', -- waiting, stored, dropped, failed, or folded (another address of a page that waits)
  outcome TEXT NOT NULL DEFAULT '', -- Why: the outcome word
  detail TEXT NOT NULL DEFAULT '', -- What the outcome rests on
  inferred INTEGER NOT NULL DEFAULT 0, -- 1 when the address was derived from another form and never seen itself
  trusted INTEGER NOT NULL DEFAULT 0, -- 1 when a feed or news sitemap announced it as an article
  title TEXT NOT NULL DEFAULT '', -- Its link text or title where it was found
  published TEXT NOT NULL DEFAULT '', -- Its date where it was found
  endpoint_id INTEGER REFERENCES endpoints(id), -- Where it was found first
  found TEXT NOT NULL, -- When it was found (UTC)
  checked TEXT, -- When it was last fetched (UTC)
  next TEXT, -- Not to be fetched before (UTC); empty for at once
  attempts INTEGER NOT NULL DEFAULT 0, -- Failures in a row
  article_id INTEGER REFERENCES articles(id), -- The article it led to
  capture_id INTEGER REFERENCES captures(id) -- The last answer
) STRICT;
CREATE INDEX links_key ON links(key);
CREATE INDEX links_due ON links(source, inferred, coalesce(nullif(published, ''), found) DESC, id) WHERE state = 'waiting';
CREATE INDEX links_retry ON links(source, next) WHERE state = 'failed' AND next IS NOT NULL;
CREATE INDEX links_article ON links(article_id) WHERE article_id IS NOT NULL;
CREATE INDEX links_state ON links(state, outcome);
CREATE INDEX links_source ON links(source);

CREATE TABLE copies ( -- Every other address an article was found at, and why it is the same
  id INTEGER PRIMARY KEY, -- Number of the copy
  article_id INTEGER NOT NULL REFERENCES articles(id), -- The article
  url TEXT NOT NULL UNIQUE, -- The other address
  source TEXT NOT NULL REFERENCES sources(name), -- Whose address it is
  kind TEXT NOT NULL, -- Why it is the same: tracking, amp, print, mobile, address, redirect, canonical, same-text
  headline TEXT NOT NULL DEFAULT '', -- Its headline, where it was fetched
  byline TEXT NOT NULL DEFAULT '', -- Its byline, where it was fetched
  published TEXT NOT NULL DEFAULT '', -- Its publication date, where it was fetched
  similarity REAL NOT NULL DEFAULT 1.0, -- Share of wording in common with the article, 0 to 1
  seen TEXT NOT NULL, -- When it was found (UTC)
  capture_id INTEGER REFERENCES captures(id) -- The answer, where it was fetched
) STRICT;
CREATE INDEX copies_article ON copies(article_id);

CREATE TABLE stories ( -- Two or more articles that are the same story: rewrites and syndicated copies
  id INTEGER PRIMARY KEY, -- Number of the story
  headline TEXT NOT NULL, -- Headline of its earliest article
  first_published TEXT NOT NULL, -- When its earliest article was published (UTC)
  articles INTEGER NOT NULL, -- How many articles belong to it
  sources INTEGER NOT NULL -- How many publications ran it
) STRICT;

CREATE VIEW texts AS -- The current text of an article
SELECT
  a.id AS article_id, -- The article
  r.text AS text -- Its current text, one paragraph a line
FROM articles a JOIN revisions r ON r.id = a.revision_id;

CREATE VIEW searchable AS -- What the search index covers
SELECT a.id, a.headline, a.byline, r.text
FROM articles a JOIN revisions r ON r.id = a.revision_id;

CREATE VIEW appearances AS -- Every address at which a text was found, articles and copies alike
SELECT
  a.url AS url, -- An address at which the text was found
  a.source AS source, -- Whose address it is
  a.id AS article_id, -- The article
  coalesce('s' || a.story_id, 'a' || a.id) AS story, -- Key of its story, always set: the same for all articles and copies of one story
  'article' AS kind, -- article for the article's own address, else why it is the same, as in copies
  1.0 AS similarity, -- Share of wording in common with the article, 0 to 1
  a.published AS published -- Publication date there
FROM articles a
UNION ALL
SELECT c.url, c.source, c.article_id, coalesce('s' || a.story_id, 'a' || a.id), c.kind, c.similarity,
       coalesce(nullif(c.published, ''), a.published)
FROM copies c JOIN articles a ON a.id = c.article_id;

-- Datasette and sqlite-utils find a table's index by the text `USING FTS … content="articles"` in its SQL. The index
-- covers a view, since the text is not in `articles`, so a comment holds the text they look for.
CREATE VIRTUAL TABLE articles_fts USING FTS5 /* content="articles" */ (
  headline, byline, text, content='searchable', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(8.0, 4.0, 1.0)');

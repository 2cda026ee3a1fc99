-- The schedule: when to look again, what a later look found, and what hosts have asked for.

-- Articles, looked at again
ALTER TABLE articles ADD COLUMN revisit TEXT; -- When to look at it again (UTC); empty for never
ALTER TABLE articles ADD COLUMN visits INTEGER NOT NULL DEFAULT 0; -- How often it was looked at again
ALTER TABLE articles ADD COLUMN visited TEXT NOT NULL DEFAULT ''; -- When it was last looked at again (UTC)
ALTER TABLE articles ADD COLUMN removed TEXT NOT NULL DEFAULT ''; -- Since when it is gone from its publication (UTC): the first of at least two looks that found it gone; empty while it stands there
ALTER TABLE articles ADD COLUMN rights TEXT NOT NULL DEFAULT '[]'; -- {rights} JSON array
CREATE INDEX articles_revisit ON articles(source, revisit) WHERE revisit IS NOT NULL;
CREATE INDEX articles_removed ON articles(removed) WHERE removed <> '';

ALTER TABLE revisions ADD COLUMN words_added INTEGER NOT NULL DEFAULT 0; -- Words of its text that the version before did not have
ALTER TABLE revisions ADD COLUMN words_removed INTEGER NOT NULL DEFAULT 0; -- Words of the version before that its text no longer has

CREATE TABLE removals ( -- An article that its publication took away: when that was seen, and whether it came back
  id INTEGER PRIMARY KEY, -- Number of the removal
  article_id INTEGER NOT NULL REFERENCES articles(id), -- The article
  gone TEXT NOT NULL, -- When a look first found it gone (UTC)
  status INTEGER NOT NULL, -- What the server answered then: 404, 410, or 302 for a redirect to the front page
  confirmed TEXT NOT NULL DEFAULT '', -- When a second look, hours later, found it gone too (UTC); empty until then
  returned TEXT NOT NULL DEFAULT '', -- When a look found it there again (UTC); empty while it is gone
  capture_id INTEGER REFERENCES captures(id) -- The answer that told it
) STRICT;
CREATE INDEX removals_article ON removals(article_id);

-- Hosts
CREATE TABLE hosts ( -- A host that asked to be left alone, or of which more is known than robots.txt says
  host TEXT PRIMARY KEY, -- Name of the host
  until TEXT NOT NULL DEFAULT '', -- Not to be asked before (UTC); empty for at once
  pause REAL NOT NULL DEFAULT 0, -- Least seconds between two requests, learnt from answers that asked for patience; it shrinks while they stay away
  reason TEXT NOT NULL DEFAULT '', -- What told so: the status, and the Retry-After header as sent
  noted TEXT NOT NULL DEFAULT '', -- When that was last noted (UTC)
  reserved TEXT NOT NULL DEFAULT '', -- What its tdmrep.json and ai.txt reserve: JSON; empty while they have not been read
  read TEXT NOT NULL DEFAULT '' -- When those two were last read (UTC)
) STRICT, WITHOUT ROWID;

CREATE TABLE robots ( -- The robots.txt of a host, as it was last read
  origin TEXT PRIMARY KEY, -- Scheme, host and port
  rules TEXT NOT NULL, -- What it said; empty where there is none
  read TEXT NOT NULL -- When it was read (UTC)
) STRICT;

-- Endpoints: what was learnt of their rhythm
ALTER TABLE endpoints ADD COLUMN answered TEXT; -- When it last answered as what it is (UTC)
ALTER TABLE endpoints ADD COLUMN interval INTEGER NOT NULL DEFAULT 0; -- Seconds from its last look to its next; 0 while nothing is known
ALTER TABLE endpoints ADD COLUMN per_day REAL NOT NULL DEFAULT 0; -- Articles a day that it is expected to be the first to name
ALTER TABLE endpoints ADD COLUMN rhythm TEXT NOT NULL DEFAULT ''; -- What that rests on: JSON, by hour of the day and day of the week (UTC)
ALTER TABLE endpoints ADD COLUMN asks INTEGER NOT NULL DEFAULT 0; -- Seconds between two looks that it asks for: ttl, sy:updatePeriod or max-age
ALTER TABLE endpoints ADD COLUMN validators TEXT NOT NULL DEFAULT ''; -- What its validators are worth: honoured (it answered 304), ignored (200 with the same body), stale (304 though it had changed); empty while not known

-- Sources: their health
CREATE TABLE health ( -- How each publication is, judged at the end of every crawl
  source TEXT PRIMARY KEY REFERENCES sources(name), -- The publication
  state TEXT NOT NULL, -- well, new (too little known), quiet (nothing new for too long), failing (it does not answer), worse (its pages are read worse than before)
  since TEXT NOT NULL, -- When it came to be so (UTC)
  reason TEXT NOT NULL DEFAULT '', -- What that rests on
  expected REAL, -- Articles a day, as sources.toml states or as learnt from the last 28 days
  actual REAL NOT NULL, -- Articles a day in the last 7 days
  succeeded TEXT NOT NULL DEFAULT '', -- When one of its front pages, feeds or sitemaps last answered well (UTC)
  published TEXT NOT NULL DEFAULT '', -- When its latest article was published (UTC)
  failures TEXT NOT NULL DEFAULT '{}', -- Pages that failed in the last day, by reason, JSON
  fell TEXT NOT NULL DEFAULT '[]', -- Fields that are found less often than before, JSON
  judged TEXT NOT NULL, -- When it was judged (UTC)
  told TEXT NOT NULL DEFAULT '' -- State that the owner was last told of
) STRICT;
CREATE INDEX articles_arrived ON articles(source, first_seen);

-- Backfills: the way back in time, publication by publication, kept between runs.

CREATE TABLE backfills ( -- How far back a publication was asked for, and how far that has come
  source TEXT PRIMARY KEY REFERENCES sources(name), -- The publication
  until TEXT NOT NULL, -- The day it goes back to
  reached TEXT NOT NULL DEFAULT '', -- How far it has come: the day that articles archived last were published; empty before the first
  listings INTEGER NOT NULL DEFAULT 0, -- Sitemaps and archive pages that it has read
  links INTEGER NOT NULL DEFAULT 0, -- Links that it has found in them and that were not known
  fetched INTEGER NOT NULL DEFAULT 0, -- Pages that it has asked for: those links, and older ones that waited in the ledger
  started TEXT NOT NULL, -- When it was first asked for (UTC)
  continued TEXT, -- When a run last worked on it (UTC)
  ended TEXT -- When nothing was left to do (UTC); empty while it is unfinished
) STRICT, WITHOUT ROWID;

CREATE TABLE walks ( -- A listing on the way back: a sitemap, or a page of an archive
  id INTEGER PRIMARY KEY, -- Number of the listing
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  url TEXT NOT NULL UNIQUE, -- Address
  kind TEXT NOT NULL, -- sitemap; page of a front, section or feed; or the archive of a day, month or year
  number INTEGER NOT NULL DEFAULT 0, -- Its number among the pages of a section, 0 for the first; of a sitemap, how many indexes led to it
  series TEXT NOT NULL DEFAULT '', -- What it is a part of: its address with the number or the date left open
  newest TEXT NOT NULL DEFAULT '', -- No article on it is from after this day, by its name, its index, or the page before; empty if unknown
  lastmod TEXT NOT NULL DEFAULT '', -- For a sitemap: the lastmod that its index gives
  walk_id INTEGER REFERENCES walks(id), -- The listing that led to it
  state TEXT NOT NULL DEFAULT 'waiting', -- waiting, walked, left (its series led nowhere), or failed (given up)
  links INTEGER NOT NULL DEFAULT 0, -- Links on it
  fresh INTEGER NOT NULL DEFAULT 0, -- Those that were not known and may be articles
  barren INTEGER NOT NULL DEFAULT 0, -- Parts of its series in a row, up to it, that had nothing new
  added TEXT NOT NULL, -- When it was found (UTC)
  walked TEXT, -- When it was read (UTC)
  next TEXT, -- Not to be asked before (UTC)
  status INTEGER, -- Last HTTP status
  failures INTEGER NOT NULL DEFAULT 0 -- Failures in a row
) STRICT;
CREATE INDEX walks_due ON walks(source, kind <> 'sitemap', newest = '' DESC, newest DESC, id) WHERE state = 'waiting';
CREATE INDEX walks_archives ON walks(source, series) WHERE kind IN ('day', 'month', 'year');

-- What a backfill alone knows of is left to it, even where it has no date.
ALTER TABLE links ADD COLUMN walk_id INTEGER REFERENCES walks(id); -- The listing on which a backfill found it; empty when a news crawl did, before or after
CREATE INDEX links_walk ON links(walk_id) WHERE walk_id IS NOT NULL;
DROP INDEX links_due;
CREATE INDEX links_due ON links(source, inferred, coalesce(nullif(published, ''), found) DESC, id) WHERE state = 'waiting' AND walk_id IS NULL;
CREATE INDEX links_older ON links(source, coalesce(nullif(published, ''), found) DESC, id) WHERE state = 'waiting' AND walk_id IS NOT NULL;

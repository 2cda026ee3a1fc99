-- Finding near-duplicates anew in a whole archive.
CREATE TABLE recomputations ( -- A run of scrapy dedupe: fingerprints, resemblances and stories found anew, and what that changed
  id INTEGER PRIMARY KEY, -- Number of the run
  started TEXT NOT NULL, -- Start (UTC)
  ended TEXT, -- End (UTC); empty while it runs, or was stopped: the next one goes on with it
  articles INTEGER NOT NULL, -- Articles whose fingerprints were to be made anew
  stories_before INTEGER NOT NULL, -- Stories before it
  last_story INTEGER NOT NULL, -- The highest number of a story before it
  stories_after INTEGER, -- Stories after it
  merged INTEGER, -- Stories that became part of another
  split INTEGER, -- Stories that lost articles
  ended_stories INTEGER, -- Stories of which nothing is left
  new INTEGER, -- Stories that were not there before
  moved INTEGER -- Articles that came to a story, left one, or changed it
) STRICT;

CREATE TABLE recomputed ( -- An article in the run of scrapy dedupe that is under way; no rows otherwise
  article_id INTEGER PRIMARY KEY REFERENCES articles(id), -- The article
  step INTEGER NOT NULL, -- What is to be done next: 0 count its paragraphs, 1 make its fingerprint, 2 compare it, 3 nothing
  story_id INTEGER -- The story it belonged to before
) STRICT;
CREATE INDEX recomputed_step ON recomputed(step, article_id);

-- Near-duplicates: fingerprints of the texts, what resembles what, and the stories that follow from it.
CREATE TABLE fingerprints ( -- What a text is found by again: a sample of its wording
  article_id INTEGER PRIMARY KEY REFERENCES articles(id), -- The article
  version INTEGER NOT NULL, -- Version of the sampling: a recomputation is a query on this
  digest TEXT NOT NULL, -- Digest of the text it was taken from
  day INTEGER NOT NULL, -- Day of publication, else of the first fetch: days since 1970-01-01
  size INTEGER NOT NULL, -- Words of the text that count, without boilerplate; for Chinese, Japanese and Thai, characters
  credit TEXT NOT NULL DEFAULT '', -- The agency, or the publication, that the article gives as where it comes from
  sketch BLOB NOT NULL -- The sample: hashes of runs of words, 32 bits each, little-endian
) STRICT;

CREATE TABLE shingles ( -- The index of the fingerprints: which articles of some days have a run of words
  period INTEGER NOT NULL, -- Days of publication, 16 a period: so a lookup touches the news of its days alone
  shingle INTEGER NOT NULL, -- Hash of a run of words, signed 32 bits
  article_id INTEGER NOT NULL, -- An article that has it in its sketch
  PRIMARY KEY (period, shingle, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE resemblances ( -- Two articles that share their wording, verified on their texts
  article_id INTEGER NOT NULL REFERENCES articles(id), -- The article with the lower number
  other_id INTEGER NOT NULL REFERENCES articles(id), -- The article with the higher number
  similarity REAL NOT NULL, -- Share of wording in common, 0 to 1
  containment REAL NOT NULL, -- Share of the shorter one's wording that the longer has, 0 to 1
  reason TEXT NOT NULL, -- What kind of sameness: reprint, edited, shortened, rewritten, and whether in the same publication
  PRIMARY KEY (article_id, other_id),
  CHECK (article_id < other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX resemblances_other ON resemblances(other_id);

ALTER TABLE stories ADD COLUMN last_published TEXT NOT NULL DEFAULT ''; -- When its latest article was published (UTC)
ALTER TABLE stories ADD COLUMN appearances INTEGER NOT NULL DEFAULT 0; -- Addresses at which it was found in all, copies included
ALTER TABLE stories ADD COLUMN origin_article_id INTEGER REFERENCES articles(id); -- The article that the others most likely come from
ALTER TABLE stories ADD COLUMN origin_reason TEXT NOT NULL DEFAULT ''; -- What speaks for it: credits, bylines, dates
CREATE TRIGGER copies_of_a_story AFTER INSERT ON copies BEGIN UPDATE stories SET appearances = appearances + 1, sources = (SELECT count(*) FROM (SELECT source FROM articles WHERE story_id = stories.id UNION SELECT c.source FROM copies c JOIN articles a ON a.id = c.article_id WHERE a.story_id = stories.id)) WHERE id = (SELECT story_id FROM articles WHERE id = NEW.article_id); END;
CREATE INDEX stories_first_published ON stories(first_published);
CREATE INDEX stories_sources ON stories(sources, first_published);

CREATE TABLE former_stories ( -- A story that is no more: its number is not given to another
  id INTEGER PRIMARY KEY, -- The number it had
  story_id INTEGER REFERENCES stories(id), -- The story it became part of; empty when its articles turned out not to be one story
  ended TEXT NOT NULL -- When (UTC)
) STRICT;

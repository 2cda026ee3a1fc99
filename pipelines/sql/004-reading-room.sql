-- The reading room: counts kept ahead, so that no page counts a million rows, and the indexes that its pages read.
CREATE TABLE days ( -- What a publication brought out on a day, counted as it is archived
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  day TEXT NOT NULL, -- Day of publication, of the first fetch where that is unknown (UTC)
  articles INTEGER NOT NULL DEFAULT 0, -- Articles published
  words INTEGER NOT NULL DEFAULT 0, -- Their words
  shared INTEGER NOT NULL DEFAULT 0, -- Those of the articles that belong to a story
  copies INTEGER NOT NULL DEFAULT 0, -- Besides them, texts that another publication has to the letter
  edits INTEGER NOT NULL DEFAULT 0, -- Versions of articles, of whatever day, that were first seen edited
  PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE tallies ( -- How many articles of a publication have a value, counted as they are archived
  facet TEXT NOT NULL, -- What is counted: section, language, access, author, month and hour of publication (UTC), length (words, in hundreds), delay (minutes from publication to first fetch, at most: 15, 60, 360, 1440, 10080; over or unknown)
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  value TEXT NOT NULL, -- The value
  articles INTEGER NOT NULL, -- Articles that have it
  PRIMARY KEY (facet, source, value)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tallies_empty AFTER UPDATE ON tallies WHEN new.articles = 0 BEGIN
  DELETE FROM tallies WHERE facet = new.facet AND source = new.source AND value = new.value;
END;

CREATE VIEW counted AS -- What is counted of an article; what is inserted here is counted, `sign` times
SELECT
  source, -- The publication
  published, -- When it was published
  first_seen, -- When it was first fetched
  section, -- Its section
  language, -- Its language
  access, -- free or paywalled
  words, -- Words of its text
  authors, -- The people who signed it, JSON array
  story_id, -- Its story
  1 AS sign -- 1 to count it, -1 to take it out again
FROM articles;

CREATE TRIGGER counted_insert INSTEAD OF INSERT ON counted BEGIN
  INSERT INTO days (source, day, articles, words, shared)
  VALUES (new.source, substr(coalesce(nullif(new.published, ''), new.first_seen), 1, 10), new.sign, new.sign * new.words,
          new.sign * (new.story_id IS NOT NULL))
  ON CONFLICT (source, day) DO UPDATE SET
    articles = articles + excluded.articles, words = words + excluded.words, shared = shared + excluded.shared;
  INSERT INTO tallies (facet, source, value, articles)
  SELECT 'section', new.source, new.section, new.sign
  UNION ALL SELECT 'language', new.source, new.language, new.sign
  UNION ALL SELECT 'access', new.source, new.access, new.sign
  UNION ALL SELECT 'month', new.source, substr(coalesce(nullif(new.published, ''), new.first_seen), 1, 7), new.sign
  UNION ALL SELECT 'hour', new.source, substr(new.published, 12, 2), new.sign
  UNION ALL SELECT 'length', new.source, min(new.words / 100, 50) * 100, new.sign
  UNION ALL SELECT 'delay', new.source, CASE
      WHEN length(new.published) < 16 OR minutes IS NULL THEN 'unknown' WHEN minutes <= 15 THEN '15' WHEN minutes <= 60 THEN '60'
      WHEN minutes <= 360 THEN '360' WHEN minutes <= 1440 THEN '1440' WHEN minutes <= 10080 THEN '10080' ELSE 'over'
    END, new.sign
    FROM (SELECT round((julianday(new.first_seen) - julianday(new.published)) * 1440) AS minutes)
  UNION ALL SELECT DISTINCT 'author', new.source, value, new.sign
  FROM json_each(CASE WHEN json_valid(new.authors) THEN new.authors ELSE '[]' END) WHERE type = 'text'
  ON CONFLICT (facet, source, value) DO UPDATE SET articles = articles + excluded.articles;
END;

CREATE TRIGGER articles_counted AFTER INSERT ON articles BEGIN
  INSERT INTO counted VALUES (new.source, new.published, new.first_seen, new.section, new.language, new.access, new.words, new.authors, new.story_id, 1);
END;

CREATE TRIGGER articles_recounted
AFTER UPDATE OF source, published, first_seen, section, language, access, words, authors, story_id ON articles
WHEN (old.source, old.published, old.first_seen, old.section, old.language, old.access, old.words, old.authors, old.story_id)
  IS NOT (new.source, new.published, new.first_seen, new.section, new.language, new.access, new.words, new.authors, new.story_id)
BEGIN
  INSERT INTO counted VALUES (old.source, old.published, old.first_seen, old.section, old.language, old.access, old.words, old.authors, old.story_id, -1);
  INSERT INTO counted VALUES (new.source, new.published, new.first_seen, new.section, new.language, new.access, new.words, new.authors, new.story_id, 1);
END;

CREATE TRIGGER articles_uncounted AFTER DELETE ON articles BEGIN
  INSERT INTO counted VALUES (old.source, old.published, old.first_seen, old.section, old.language, old.access, old.words, old.authors, old.story_id, -1);
END;

CREATE TRIGGER copies_counted AFTER INSERT ON copies WHEN new.kind = 'same-text' BEGIN
  INSERT INTO days (source, day, copies) VALUES (new.source, substr(coalesce(nullif(new.published, ''), new.seen), 1, 10), 1)
  ON CONFLICT (source, day) DO UPDATE SET copies = copies + 1;
END;

CREATE TRIGGER copies_uncounted AFTER DELETE ON copies WHEN old.kind = 'same-text' BEGIN
  UPDATE days SET copies = copies - 1
  WHERE source = old.source AND day = substr(coalesce(nullif(old.published, ''), old.seen), 1, 10);
END;

CREATE TRIGGER edits_counted AFTER INSERT ON revisions WHEN new.kind = 'edited' BEGIN
  INSERT INTO days (source, day, edits) SELECT source, substr(new.seen, 1, 10), 1 FROM articles WHERE id = new.article_id
  ON CONFLICT (source, day) DO UPDATE SET edits = edits + 1;
END;

INSERT INTO counted SELECT * FROM counted;
INSERT INTO days (source, day, copies)
SELECT source, substr(coalesce(nullif(published, ''), seen), 1, 10), count(*) FROM copies WHERE kind = 'same-text' GROUP BY 1, 2
ON CONFLICT (source, day) DO UPDATE SET copies = excluded.copies;
INSERT INTO days (source, day, edits)
SELECT a.source, substr(r.seen, 1, 10), count(*) FROM revisions r JOIN articles a ON a.id = r.article_id WHERE r.kind = 'edited' GROUP BY 1, 2
ON CONFLICT (source, day) DO UPDATE SET edits = excluded.edits;

-- The index of language or section alone made SQLite sort all that it found; with the date it is read in order.
DROP INDEX articles_language;
DROP INDEX articles_section;
DROP INDEX articles_access;
CREATE INDEX articles_language ON articles(language, published);
CREATE INDEX articles_section ON articles(section, published);
-- No page and no query asks for these; the pages of changes ask for edits alone.
DROP INDEX captures_fetched;
DROP INDEX captures_status;
DROP INDEX links_source;
DROP INDEX revisions_seen;
CREATE INDEX revisions_seen ON revisions(seen) WHERE kind = 'edited';

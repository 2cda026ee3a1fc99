-- What could not be imported.
CREATE TABLE bad_lines ( -- A line of an imported file that is no article; the first 10,000 of a run
  crawl_id INTEGER NOT NULL REFERENCES crawls(id), -- The run
  line INTEGER NOT NULL, -- Number of the line in the file, from 1
  outcome TEXT NOT NULL, -- Why: the outcome word
  detail TEXT NOT NULL DEFAULT '', -- What the outcome rests on
  PRIMARY KEY (crawl_id, line)
) STRICT, WITHOUT ROWID;

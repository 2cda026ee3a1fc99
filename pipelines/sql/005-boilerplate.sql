-- What publications print under their articles: counted while it may be that, learnt once it is, and how that was decided.
CREATE TABLE paragraphs ( -- A paragraph at the beginning or the end of a text, while it is counted whether its publication repeats it
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  digest INTEGER NOT NULL, -- Digest of the normalised paragraph, signed 64 bits
  articles INTEGER NOT NULL, -- Articles that had it
  days INTEGER NOT NULL, -- On which days they were published: a bit a day, of 62
  since INTEGER NOT NULL, -- Day of the earliest of them, counted from 0001-01-01
  first INTEGER NOT NULL, -- Number of the first of them among the articles counted of the publication
  last INTEGER NOT NULL, -- Number of the last of them
  PRIMARY KEY (source, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE boilerplate ( -- A paragraph that a publication repeats: neither compared nor, from then on, stored as text of an article
  id INTEGER PRIMARY KEY, -- Number of the paragraph; the evidence of an article names those that were left out of its text
  source TEXT NOT NULL REFERENCES sources(name), -- The publication
  text TEXT NOT NULL, -- The paragraph
  articles INTEGER NOT NULL, -- Articles that had it when it was learnt
  days INTEGER NOT NULL, -- Days on which they were published
  since TEXT NOT NULL, -- When the earliest of them was published
  decided TEXT NOT NULL, -- When it was learnt (UTC)
  reason TEXT NOT NULL, -- What that rests on
  digest INTEGER NOT NULL, -- Digest of the normalised paragraph, signed 64 bits
  UNIQUE (source, digest)
) STRICT;

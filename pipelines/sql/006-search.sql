-- The search index, with what a search is narrowed by: so a search within a publication, a day or an author walks the
-- index alone, newest first, and stops when it has enough. A mark is a letter and what it marks in hexadecimal, hence one
-- word for the index: d and the digits of the year, month and day of publication (d alone where it is unknown), s for the
-- source, l for the language, x for the section, a for an author as JSON writes it (222C2022 is the `", "` between two; json_each
-- would do, but FTS5 reads no virtual table).
DROP TABLE articles_fts;
DROP VIEW searchable;

-- Whoever changes one of these fields takes the article out of the index before and enters it again after: pipelines/store.py
CREATE VIEW searchable AS -- What the search index covers
SELECT a.id, a.headline, a.byline, r.text,
  'd' || substr(a.published, 1, 4) || ' d' || replace(substr(a.published, 1, 7), '-', '') ||
  ' d' || replace(substr(a.published, 1, 10), '-', '') || ' s' || hex(a.source) || ' l' || hex(a.language) ||
  ' x' || hex(substr(a.section, 1, 100)) ||
  CASE a.authors WHEN '[]' THEN '' ELSE ' a' || replace(substr(hex(a.authors), 5, 2 * length(CAST(a.authors AS BLOB)) - 8), '222C2022', ' a')
  END AS marks
FROM articles a JOIN revisions r ON r.id = a.revision_id;

-- The text is its first column: each different word of another one costs two bytes more, a quarter of the
-- index. So it is column 0 of snippet() and highlight(), the headline 1, the byline 2.
CREATE VIRTUAL TABLE articles_fts USING FTS5 /* content="articles" */ (
  text, headline, byline, marks, content='searchable', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(1.0, 8.0, 4.0, 0.0)');
INSERT INTO articles_fts(articles_fts) VALUES ('rebuild');

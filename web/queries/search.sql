-- Search with the passages found
-- The best matches first, of the 5,000 that were archived last, with the words of the text around them. Words in "quotation
-- marks" are sought as a phrase. source, since and until may stay empty; dates are written 2026-01-31. /search does more.
WITH asked AS (SELECT coalesce(nullif(escape_fts(:words), ''), '""') AS words),
newest AS (
  SELECT rowid AS id FROM articles_fts WHERE articles_fts MATCH (SELECT words FROM asked) ORDER BY rowid DESC LIMIT 5000
),
best AS (
  SELECT a.id, articles_fts.rank AS score
  FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid
  WHERE articles_fts MATCH (SELECT words FROM asked) AND articles_fts.rowid >= (SELECT min(id) FROM newest)
    AND (:source = '' OR a.source = :source)
    AND a.published >= :since
    AND (:until = '' OR a.published < date(:until, '+1 day'))
  ORDER BY +articles_fts.rank
  LIMIT 50
)
SELECT a.id AS article_id, a.published, a.source, a.headline, a.byline,
       snippet(articles_fts, 0, '⟦', '⟧', ' … ', 32) AS found
FROM best CROSS JOIN articles_fts ON articles_fts.rowid = best.id JOIN articles a ON a.id = best.id
WHERE articles_fts MATCH (SELECT words FROM asked)
ORDER BY best.score

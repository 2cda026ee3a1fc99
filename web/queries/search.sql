-- Search with the passages found
-- The best matches first, with the words of the text around them. Words in "quotation marks" are sought as a phrase.
-- source, since and until may stay empty; dates are written 2026-01-31.
SELECT a.id AS article_id, a.published, a.source, a.headline, a.byline,
       snippet(articles_fts, 0, '⟦', '⟧', ' … ', 32) AS found
FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid
WHERE articles_fts MATCH coalesce(nullif(escape_fts(:words), ''), '""')
  AND (:source = '' OR a.source = :source)
  AND a.published >= :since
  AND (:until = '' OR a.published < date(:until, '+1 day'))
ORDER BY articles_fts.rank
LIMIT 50

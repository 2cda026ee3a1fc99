-- Who ran this text
-- Every address at which an article, its copies and the rewrites of its story were found, earliest first.
-- article is the number of an article, or any address it was found at.
WITH asked AS (
  SELECT id FROM articles WHERE id = :article
  UNION SELECT id FROM articles WHERE key = url_key(:article)
  UNION SELECT article_id FROM links WHERE key = url_key(:article) AND article_id IS NOT NULL
  UNION SELECT article_id FROM copies WHERE url = :article
),
story AS (
  SELECT id FROM asked
  UNION SELECT id FROM articles WHERE story_id IN (SELECT a.story_id FROM articles a JOIN asked USING (id))
)
SELECT published, source, 'article' AS kind, 1.0 AS similarity, id AS article_id, headline, url
FROM articles WHERE id IN (SELECT id FROM story)
UNION ALL
SELECT coalesce(nullif(c.published, ''), a.published), c.source, c.kind, round(c.similarity, 2), a.id, c.headline, c.url
FROM story s CROSS JOIN articles a ON a.id = s.id CROSS JOIN copies c ON c.article_id = a.id
ORDER BY published

-- Longest articles
-- By words of the text. source may stay empty. since empty: the last 30 days of the archive.
SELECT words, published, source, id AS article_id, headline, byline
FROM articles
WHERE published >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
  AND (:source = '' OR source = :source)
ORDER BY words DESC
LIMIT 100

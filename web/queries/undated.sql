-- Articles without a date or byline
-- The latest that lack one, to see why. source may stay empty. since empty: the last 30 days of the archive.
SELECT first_seen, source, id AS article_id, headline, published_printed, byline, url
FROM articles
WHERE first_seen >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
  AND (published = '' OR byline = '') AND (:source = '' OR source = :source)
ORDER BY first_seen DESC
LIMIT 200

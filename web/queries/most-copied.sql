-- Most copied articles
-- Texts that the most other addresses ran unchanged. since empty: articles of the last 30 days of the archive.
SELECT count(*) AS copies, count(DISTINCT c.source) AS publications, a.published, a.source, a.id AS article_id, a.headline
FROM articles a CROSS JOIN copies c ON c.article_id = a.id
WHERE a.published >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
  AND c.kind = 'same-text'
GROUP BY +a.id
ORDER BY publications DESC, copies DESC
LIMIT 100

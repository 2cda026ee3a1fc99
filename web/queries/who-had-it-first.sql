-- Who had it first
-- Of the stories that several publications ran: how many each had part in, how many most likely come from it, and how many
-- hours it was behind the first on average. since empty: the stories of the last 30 days of the archive, at most 5,000.
WITH told AS (
  SELECT id, first_published, origin_article_id FROM stories
  WHERE first_published >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles)) AND sources > 1
  ORDER BY first_published DESC LIMIT 5000
)
SELECT a.source, count(DISTINCT t.id) AS stories, count(CASE WHEN a.id = t.origin_article_id THEN 1 END) AS first,
       round(100.0 * count(CASE WHEN a.id = t.origin_article_id THEN 1 END) / count(DISTINCT t.id), 1) AS percent_first,
       round(avg(CASE WHEN length(a.published) > 10 THEN 24 * (julianday(a.published) - julianday(t.first_published)) END), 1)
         AS mean_hours_behind
FROM told t CROSS JOIN articles a ON a.story_id = t.id
GROUP BY a.source
ORDER BY first DESC, stories DESC

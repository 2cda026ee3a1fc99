-- Who takes from whom
-- Stories by the publication that they most likely come from and each that ran them too, without the publications' own
-- follow-ups. since empty: the stories of the last 30 days of the archive, at most 5,000.
WITH told AS (
  SELECT id, origin_article_id FROM stories
  WHERE first_published >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles)) AND sources > 1
  ORDER BY first_published DESC LIMIT 5000
)
SELECT o.source AS origin, a.source, count(DISTINCT t.id) AS stories, min(t.id) AS story_id
FROM told t CROSS JOIN articles o ON o.id = t.origin_article_id CROSS JOIN articles a ON a.story_id = t.id
WHERE a.source <> o.source
GROUP BY o.source, a.source
ORDER BY stories DESC
LIMIT 200

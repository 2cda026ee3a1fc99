-- Stories by day
-- What ran most widely: for each day, its stories by how many publications ran them. since empty: the last 30 days of the
-- archive; least: in how many publications at least, 2 if empty.
SELECT substr(s.first_published, 1, 10) AS day, s.sources AS publications, s.articles, s.appearances AS addresses,
       s.id AS story_id, s.headline, s.last_published, o.source AS origin
FROM stories s LEFT JOIN articles o ON o.id = s.origin_article_id
WHERE s.first_published >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
  AND s.sources >= coalesce(nullif(:least, ''), 2) + 0
ORDER BY day DESC, s.sources DESC, s.appearances DESC, s.id
LIMIT 1000

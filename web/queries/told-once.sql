-- Latest articles, each story once
-- The newest articles; of a story only its latest, with how many others ran it. since empty: the last 30 days of the archive;
-- source empty: all publications.
WITH latest AS (
  SELECT id, published, source, headline, story_id FROM articles
  WHERE published >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
  ORDER BY published DESC, id DESC LIMIT 5000
), told AS (
  SELECT * FROM latest l
  WHERE :source IN ('', l.source) AND (l.story_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM articles n WHERE n.story_id = l.story_id AND :source IN ('', n.source) AND (n.published, n.id) > (l.published, l.id)
  ))
  ORDER BY published DESC, id DESC LIMIT 200
), counted AS (
  SELECT t.*, coalesce((SELECT s.articles - 1 FROM stories s WHERE s.id = t.story_id), 0)
    + (SELECT count(*) FROM copies c WHERE c.article_id = t.id AND c.kind = 'same-text')
    + (SELECT count(*) FROM articles m CROSS JOIN copies c ON c.article_id = m.id
       WHERE m.story_id = t.story_id AND m.id <> t.id AND c.kind = 'same-text') AS others
  FROM told t
)
SELECT published, source, headline, id AS article_id, story_id,
       CASE others WHEN 0 THEN '' WHEN 1 THEN 'and 1 other' ELSE 'and ' || others || ' others' END AS elsewhere
FROM counted
ORDER BY published DESC, id DESC

-- What publications reserve
-- Articles by what their pages or servers forbid in a form that machines read. since empty: the last 30 days of the archive.
SELECT a.source, word.value AS reserved, count(*) AS articles, max(a.first_seen) AS latest, max(a.id) AS article_id
FROM articles a CROSS JOIN json_each(CASE WHEN json_valid(a.rights) THEN a.rights ELSE '[]' END) word
WHERE a.first_seen >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
GROUP BY +a.source, word.value
ORDER BY articles DESC

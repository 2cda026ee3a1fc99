-- Articles by day and source
-- How many articles each publication dated on each day. since empty: the last 30 days of the archive.
SELECT substr(a.published, 1, 10) AS day, a.source, count(*) AS articles
FROM sources s CROSS JOIN articles a ON a.source = s.name
WHERE :source IN ('', s.name)
  AND a.published >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
GROUP BY day, a.source
ORDER BY day DESC, articles DESC

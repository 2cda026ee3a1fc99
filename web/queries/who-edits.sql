-- Who edits after publication
-- Edits that were seen, and edits per 100 articles published in the same days. since empty: the last 30 days of the archive.
SELECT d.source, sum(d.articles) AS articles, sum(d.edits) AS edits,
       round(100.0 * sum(d.edits) / nullif(sum(d.articles), 0), 1) AS edits_per_100
FROM sources s CROSS JOIN days d ON d.source = s.name
  AND d.day >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
GROUP BY d.source
ORDER BY edits_per_100 DESC

-- What was dropped, and why
-- Pages and links that were not archived, by publication and reason. since empty: the crawls of the last 7 days.
SELECT o.source, o.outcome, sum(o.pages) AS pages,
       round(100.0 * sum(o.pages) / sum(sum(o.pages)) OVER (PARTITION BY o.source), 1) AS percent
FROM crawls c CROSS JOIN outcomes o ON o.crawl_id = c.id
WHERE o.fate = 'dropped'
  AND c.started >= coalesce(nullif(:since, ''), (SELECT date(max(started), '-7 days') FROM crawls))
GROUP BY o.source, o.outcome
ORDER BY o.source, pages DESC

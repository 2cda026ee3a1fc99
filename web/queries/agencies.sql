-- Articles credited to news agencies
-- Which agency the byline names, and the percent of the publication's articles. since empty: the last 30 days.
SELECT source, agency, articles, percent FROM (
  SELECT source, agency(byline) AS agency, count(*) AS articles,
         round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY source), 1) AS percent
  FROM articles
  WHERE first_seen >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
  GROUP BY +source, agency(byline)
)
WHERE agency <> ''
ORDER BY articles DESC

-- When they publish
-- Percent of each publication's articles by the part of the day (UTC), of those whose page gives a time.
SELECT source, sum(articles) AS articles,
       round(100.0 * sum(articles * (value < '06')) / sum(articles), 1) AS night,
       round(100.0 * sum(articles * (value BETWEEN '06' AND '11')) / sum(articles), 1) AS morning,
       round(100.0 * sum(articles * (value BETWEEN '12' AND '17')) / sum(articles), 1) AS afternoon,
       round(100.0 * sum(articles * (value >= '18')) / sum(articles), 1) AS evening,
       (SELECT t.value FROM tallies t WHERE t.facet = 'hour' AND t.source = tallies.source AND t.value <> '' ORDER BY t.articles DESC LIMIT 1)
         AS busiest_hour
FROM tallies
WHERE facet = 'hour' AND value <> ''
GROUP BY source
ORDER BY source

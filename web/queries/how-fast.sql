-- How fast articles are archived
-- Percent of each publication's articles that were archived within so long of publication, of those whose page gives a time.
-- What was published before the publication was followed is late by its nature.
SELECT source, sum(articles) AS articles,
       round(100.0 * sum(articles * (value = '15')) / sum(articles), 1) AS within_15_minutes,
       round(100.0 * sum(articles * (value IN ('15', '60'))) / sum(articles), 1) AS within_an_hour,
       round(100.0 * sum(articles * (value IN ('15', '60', '360'))) / sum(articles), 1) AS within_6_hours,
       round(100.0 * sum(articles * (value IN ('15', '60', '360', '1440'))) / sum(articles), 1) AS within_a_day,
       round(100.0 * sum(articles * (value = 'over')) / sum(articles), 1) AS later_than_a_week
FROM tallies
WHERE facet = 'delay' AND value <> 'unknown'
GROUP BY source
ORDER BY within_an_hour DESC

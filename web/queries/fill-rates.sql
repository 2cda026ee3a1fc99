-- How complete the articles are
-- Percent of each publication's articles that have a date, a byline, and so on. A low number in a column that readers
-- can see filled on the site means that extraction misses it there. since empty: the last 30 days of the archive.
SELECT source, count(*) AS articles,
       round(100 * avg(published <> ''), 1) AS date, round(100 * avg(byline <> ''), 1) AS byline,
       round(100 * avg(authors <> '[]'), 1) AS authors, round(100 * avg(section <> ''), 1) AS section,
       round(100 * avg(description <> ''), 1) AS description, round(100 * avg(image <> ''), 1) AS image,
       round(100 * avg(access = 'paywalled'), 1) AS paywalled, round(avg(words)) AS mean_words
FROM articles
WHERE first_seen >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
GROUP BY +source
ORDER BY date, byline

-- How much is copy from elsewhere
-- Percent of each publication's articles that give an agency or another publication as where they come from, and of those
-- that belong to a story which most likely comes from another. since empty: the last 30 days of the archive.
SELECT a.source, count(*) AS articles,
       round(100 * avg(coalesce(f.credit, '') <> ''), 1) AS percent_credited,
       round(100 * avg(coalesce(o.source, a.source) <> a.source), 1) AS percent_of_others_stories,
       round(100 * avg(coalesce(f.credit, '') <> '' OR coalesce(o.source, a.source) <> a.source), 1) AS percent_from_elsewhere
FROM articles a
LEFT JOIN fingerprints f ON f.article_id = a.id
LEFT JOIN stories s ON s.id = a.story_id
LEFT JOIN articles o ON o.id = s.origin_article_id
WHERE a.first_seen >= coalesce(nullif(:since, ''), (SELECT date(max(first_seen), '-30 days') FROM articles))
GROUP BY +a.source
ORDER BY percent_from_elsewhere DESC

-- What was removed
-- Articles whose publication answers that they are gone, with how many days they stood there. source may stay empty.
SELECT a.removed, a.source, a.id AS article_id, a.headline, a.published, a.words,
       round(julianday(a.removed) - julianday(coalesce(nullif(a.published, ''), a.first_seen)), 1) AS days_online, a.url
FROM (SELECT id FROM articles WHERE removed <> '' AND removed > '' ORDER BY removed DESC LIMIT 10000) gone CROSS JOIN articles a ON a.id = gone.id
WHERE :source = '' OR a.source = :source
ORDER BY a.removed DESC
LIMIT 200

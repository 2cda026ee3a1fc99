-- What was taken out
-- Among the last 5,000 edits, those that took the most words out of an article. source may stay empty.
SELECT r.words_removed, r.words_added, r.seen, a.source, r.article_id, r.headline, r.changed, r.id AS revision_id
FROM (SELECT id FROM revisions WHERE kind = 'edited' AND seen > '' ORDER BY seen DESC LIMIT 5000) e
CROSS JOIN revisions r ON r.id = e.id CROSS JOIN articles a ON a.id = r.article_id
WHERE r.words_removed > 0 AND (:source = '' OR a.source = :source)
ORDER BY r.words_removed DESC
LIMIT 100

-- What changed in an article
-- Its versions, the latest first, each with the words that were {+added+} to and [-removed-] from the version before.
-- article is the number of an article.
SELECT r.seen, r.kind, r.changed, r.words_added, r.words_removed, word_diff(coalesce(b.headline, r.headline), r.headline) AS headline,
       CASE WHEN b.id IS NULL THEN r.text ELSE word_diff(b.text, r.text) END AS text, r.id AS revision_id, r.capture_id
FROM revisions r
LEFT JOIN revisions b ON b.id = (SELECT max(id) FROM revisions WHERE article_id = r.article_id AND id < r.id)
WHERE r.article_id = :article
ORDER BY r.id DESC
LIMIT 50

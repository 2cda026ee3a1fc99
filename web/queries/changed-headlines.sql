-- Headlines that changed
-- Articles whose headline a publication rewrote after it had been read, latest change first. source may stay empty.
SELECT r.seen, a.source, r.article_id,
       (SELECT b.headline FROM revisions b WHERE b.article_id = r.article_id AND b.id < r.id ORDER BY b.id DESC LIMIT 1)
         AS before,
       r.headline AS after, r.changed, r.id AS revision_id
FROM revisions r JOIN articles a ON a.id = r.article_id
WHERE r.kind = 'edited' AND r.seen > '' AND instr(r.changed, 'headline') AND (:source = '' OR a.source = :source)
ORDER BY r.seen DESC
LIMIT 200

-- Failures of the last crawl
-- Addresses that failed in the last crawl and have not been fetched since, with the reason and the next try.
WITH last AS (SELECT started, coalesce(ended, '9999') AS ended FROM crawls ORDER BY id DESC LIMIT 1)
SELECT l.source, l.outcome, l.detail, l.url, l.attempts, l.checked, l.next, l.capture_id
FROM last CROSS JOIN links l
WHERE l.state = 'failed' AND l.checked BETWEEN last.started AND last.ended
ORDER BY l.source, l.outcome, l.url

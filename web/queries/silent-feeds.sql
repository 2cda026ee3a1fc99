-- Feeds that yield nothing
-- Front pages, feeds and sitemaps that fail, list nothing, never name a link first, or have stood still for two weeks.
SELECT source, kind,
       CASE WHEN failures > 2 THEN 'fails' WHEN links = 0 THEN 'lists no links'
            WHEN fresh = 0 THEN 'never first to name a link' ELSE 'unchanged for two weeks' END AS why,
       failures, status, links, fresh, checked, changed, url, id AS endpoint_id
FROM endpoints
WHERE checked IS NOT NULL AND kind <> 'sitemap-index'
  AND (failures > 2 OR links = 0 OR fresh = 0 OR changed < date(checked, '-14 days'))
ORDER BY source, why, url

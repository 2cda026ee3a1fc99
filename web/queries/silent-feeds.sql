-- Feeds that yield nothing
-- Front pages, feeds and sitemaps that fail, list nothing, or have stood still for two weeks while another one of their
-- publication has not. A sitemap that stands still is well: most hold the articles of a month gone by.
SELECT e.source, e.kind,
       CASE WHEN e.failures > 2 THEN 'fails' WHEN e.links = 0 THEN 'lists no links' ELSE 'unchanged for two weeks' END AS why,
       e.failures, e.status, e.links, e.fresh, e.checked, e.changed, e.url, e.id AS endpoint_id
FROM endpoints e
WHERE e.checked IS NOT NULL AND e.kind <> 'sitemap-index'
  AND (e.failures > 2 OR e.links = 0 OR (
    e.kind <> 'sitemap' AND e.changed < date(e.checked, '-14 days')
    AND EXISTS (SELECT 1 FROM endpoints o WHERE o.source = e.source AND o.changed >= date(e.checked, '-14 days'))
  ))
ORDER BY e.source, why, e.url

-- Growth of the archive
-- Megabytes fetched and kept in WARC files by day, from the last 100,000 answers of servers. A revisit is an answer
-- whose body was kept before.
SELECT substr(fetched, 1, 10) AS day, count(*) AS answers, count(revisit_of) AS revisits,
       round(sum(size) / 1e6, 1) AS fetched_mb, round(sum(warc_length) / 1e6, 1) AS kept_mb
FROM (SELECT fetched, revisit_of, size, warc_length FROM captures ORDER BY id DESC LIMIT 100000)
GROUP BY day
ORDER BY day DESC

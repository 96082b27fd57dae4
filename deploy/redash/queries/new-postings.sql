-- New postings a day, by source, in the last 30 days
-- schedule: 3600
SELECT DATE(first_seen_at) AS day, source, COUNT(*) AS postings
FROM postings
WHERE first_seen_at >= UTC_TIMESTAMP() - INTERVAL 30 DAY
GROUP BY 1, 2
ORDER BY 1 DESC, 3 DESC

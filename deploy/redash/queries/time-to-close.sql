-- Days that postings were open, by reason of their end, among those closed in the last 90 days
-- schedule: 86400
SELECT source, closed_reason, COUNT(*) AS postings,
       ROUND(AVG(TIMESTAMPDIFF(HOUR, first_seen_at, closed_at)) / 24, 1) AS average_days,
       ROUND(MAX(TIMESTAMPDIFF(HOUR, first_seen_at, closed_at)) / 24, 1) AS most_days
FROM postings
WHERE closed_at >= UTC_TIMESTAMP() - INTERVAL 90 DAY
GROUP BY 1, 2
ORDER BY postings DESC

-- Remote, hybrid and onsite, by country
-- schedule: 86400
SELECT country, COALESCE(work_mode, 'not said') AS work_mode, COUNT(*) AS postings
FROM postings
WHERE closed_at IS NULL
GROUP BY 1, 2
ORDER BY postings DESC

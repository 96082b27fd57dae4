-- Pay a year by title, of open postings that state it; fewer than five are left out
-- schedule: 86400
SELECT title_normalized AS title, salary_currency AS currency, COUNT(*) AS postings,
       ROUND(AVG(COALESCE(salary_annual_min, salary_annual_max))) AS average_least,
       ROUND(AVG(COALESCE(salary_annual_max, salary_annual_min))) AS average_most
FROM postings
WHERE closed_at IS NULL AND COALESCE(salary_annual_min, salary_annual_max) IS NOT NULL
GROUP BY 1, 2
HAVING COUNT(*) >= 5
ORDER BY postings DESC
LIMIT 200

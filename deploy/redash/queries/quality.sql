-- What share of each source's open postings states pay, place, date and skills
-- schedule: 86400
SELECT source, COUNT(*) AS open,
       ROUND(AVG(salary_raw IS NOT NULL), 3) AS pay,
       ROUND(AVG(locality IS NOT NULL OR region IS NOT NULL OR work_mode IS NOT NULL), 3) AS place,
       ROUND(AVG(date_posted IS NOT NULL), 3) AS date,
       ROUND(AVG(JSON_LENGTH(skills) > 0), 3) AS skills,
       ROUND(AVG(NOT description_is_snippet), 3) AS whole_description
FROM postings
WHERE closed_at IS NULL
GROUP BY source
ORDER BY open DESC

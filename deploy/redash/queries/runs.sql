-- The last 100 runs: outcome, seconds, and what they found
-- schedule: 900
SELECT started_at, spider, COALESCE(outcome, 'running') AS outcome, complete,
       TIMESTAMPDIFF(SECOND, started_at, finished_at) AS seconds,
       JSON_VALUE(counts, '$.pages') AS pages, JSON_VALUE(counts, '$.new') AS new,
       JSON_VALUE(counts, '$.changed') AS changed, JSON_VALUE(counts, '$.failed') AS failed
FROM runs
ORDER BY started_at DESC
LIMIT 100
